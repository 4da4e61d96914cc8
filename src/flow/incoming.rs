//! Which writes lead to each node of the program's flow graph.
//!
//! In: the edges of all walks. Out: [`Incoming`]. What is sent through a parameter or field that is an end of a channel
//! leads to the channel's cell, once it is known which nodes hold an end of which channel.

use super::value::Origin;
use super::{Analysis, NodeKey};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// Edges by the node they lead to: function of the edge, index.
pub(super) type Incoming = FxHashMap<NodeKey, Vec<(u32, u32)>>;

/// The channels whose ends nodes hold.
type Holders = FxHashMap<NodeKey, BTreeSet<(u32, u32)>>;

/// Through how many parameters and fields the end of a channel is followed.
const ENDS: u32 = 4;

/// Gathers the writes of the functions that are judged.
pub(super) fn incoming(analysis: &Analysis<'_>, judged: &(dyn Fn(u32) -> bool + Sync)) -> Incoming {
    let (mut map, holders) = rayon::join(|| writes(analysis, judged), || holders(analysis));
    join_channels(holders, &mut map);
    map
}

fn writes(analysis: &Analysis<'_>, judged: &(dyn Fn(u32) -> bool + Sync)) -> Incoming {
    let mut map = Incoming::default();
    for (f, result) in analysis.results.iter().enumerate() {
        // Tests call with made-up values; they say nothing about the service.
        if !judged(f as u32) {
            continue;
        }
        for (i, edge) in result.edges.iter().enumerate() {
            map.entry(edge.node).or_default().push((f as u32, i as u32));
        }
    }
    map
}

/// Leads what is sent through nodes that hold an end of a channel to the channel.
fn join_channels(holders: Holders, map: &mut Incoming) {
    let mut holders: Vec<_> = holders.into_iter().collect();
    holders.sort_unstable_by_key(|(node, _)| *node);
    for (holder, cells) in holders {
        let through = match holder {
            NodeKey::Param(g, i) => NodeKey::SentParam(g, i),
            NodeKey::Field(a, v, name) => NodeKey::SentField(a, v, name),
            _ => continue,
        };
        let Some(sent) = map.get(&through).cloned() else {
            continue;
        };
        for (f, e) in cells {
            map.entry(NodeKey::Cell(f, e)).or_default().extend(&sent);
        }
    }
}

/// The parameters and fields that hold an end of a channel, with the channels.
fn holders(analysis: &Analysis<'_>) -> Holders {
    let mut holders = Holders::default();
    let ends = |round: u32, origin: Origin| round > 0 || matches!(origin, Origin::Cell(..));
    for round in 0..ENDS {
        let mut new: Vec<(NodeKey, (u32, u32))> = Vec::new();
        for edge in analysis.results.iter().flat_map(|r| &r.edges) {
            for atom in edge.atoms.iter().filter(|a| ends(round, a.origin)) {
                let cells: &mut dyn Iterator<Item = (u32, u32)> = match atom.origin {
                    Origin::Cell(f, e, _) => &mut std::iter::once((f, e)),
                    Origin::Param(f, i, _) => &mut of_node(&holders, NodeKey::Param(f, i)),
                    Origin::Field(a, v, name) => &mut of_node(&holders, NodeKey::Field(a, v, name)),
                    Origin::Source(..) => continue,
                };
                let known = holders.get(&edge.node);
                let fresh = cells.filter(|c| known.is_none_or(|k| !k.contains(c)));
                new.extend(fresh.map(|c| (edge.node, c)));
            }
        }
        if new.is_empty() {
            break;
        }
        for (node, cell) in new {
            holders.entry(node).or_default().insert(cell);
        }
    }
    holders
}

fn of_node(holders: &Holders, node: NodeKey) -> impl Iterator<Item = (u32, u32)> + '_ {
    holders.get(&node).into_iter().flatten().copied()
}
