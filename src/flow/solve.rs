//! Follows what reaches each place back to where it enters, through parameters and fields.
//!
//! A parameter joins what its callers pass, a field what the program puts into it. Both may be sources by their own
//! name: a field `password` that only hashes are written to is a hash, one that nothing writes (a request) is plain.

use super::incoming::{Incoming, incoming};
use super::naming::Names;
use super::trail;
use super::value::{Access, Atom, Origin, after};
use super::weigh::{self, Weighed};
use super::{Analysis, Audience, Condition, Edge, Flow, Flows, Guard, Hit, NodeKey, Sink};
use crate::catalog::{Measure, key_covers};
use crate::finding::{Confidence, SeenDatum, Step};
use crate::span::Span;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::VecDeque;
use std::rc::Rc;

/// How many nodes one search visits.
const VISITS: usize = 400;
/// How many ways one place keeps apart.
const WAYS: usize = 6;
/// How many sources one place reports.
const SOURCES: usize = 12;

/// Tells all flows of the functions that are judged.
pub(super) fn solve(analysis: &Analysis<'_>, judged: &(dyn Fn(u32) -> bool + Sync)) -> Flows {
    let incoming = incoming(analysis, judged);
    let parts: Vec<(Vec<Sink>, Vec<Flow>)> = (0..analysis.results.len() as u32)
        .into_par_iter()
        .filter(|f| judged(*f) && !analysis.results[*f as usize].hits.is_empty())
        .map_init(
            || (Names::default(), FxHashMap::default()),
            |(names, known), f| {
                let mut search = Search {
                    analysis,
                    incoming: &incoming,
                    names,
                    known: std::mem::take(known),
                };
                let result = search.function(f);
                *known = search.known;
                result
            },
        )
        .collect();
    let mut flows = Flows {
        functions: analysis.results.len(),
        ..Flows::default()
    };
    for (sinks, found) in parts {
        let base = flows.sinks.len();
        flows.sinks.extend(sinks);
        flows.flows.extend(found.into_iter().map(|f| Flow {
            sink: f.sink + base,
            ..f
        }));
    }
    flows
}

/// What lies behind each of some data, as far as it can be told.
pub(super) fn origins(
    analysis: &Analysis<'_>,
    judged: &(dyn Fn(u32) -> bool + Sync),
    atoms: &[Atom],
) -> Vec<Vec<SeenDatum>> {
    let mut names = Names::default();
    let mut search = Search {
        analysis,
        incoming: &incoming(analysis, judged),
        names: &mut names,
        known: FxHashMap::default(),
    };
    let seen = |found: Found| SeenDatum {
        key: found.key,
        measure: found.measure.to_string(),
        confidence: found.confidence,
        why: found.why,
        source: found.source,
    };
    atoms
        .iter()
        .map(|atom| search.atom(atom).into_iter().map(seen).collect())
        .collect()
}

/// A datum found behind a node, before the sink's own part of the way is known.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) key: &'static str,
    pub(super) measure: Measure,
    pub(super) confidence: Confidence,
    /// Known by a general word only.
    pub(super) general: bool,
    /// A step of the way could not be seen.
    pub(super) assumed: bool,
    /// How many parameters and fields the way leads through.
    pub(super) hops: u8,
    pub(super) why: String,
    pub(super) source: Span,
    pub(super) stored: bool,
    /// A function that the policy file wants passed, and that everything passed that reaches this name.
    pub(super) passed: Option<u32>,
    pub(super) way: Option<Rc<Way>>,
}

/// A way from a source towards the sink, told in words only for what is reported.
#[derive(Debug)]
pub(super) struct Way {
    /// The function the data pass through, and their last step there.
    function: u32,
    step: u32,
    /// Where they enter the next node.
    passed: Span,
    node: NodeKey,
    /// How many steps the rest has, this part included.
    steps: u32,
    next: Option<Rc<Way>>,
}

pub(super) struct Search<'s, 'a> {
    pub(super) analysis: &'a Analysis<'a>,
    pub(super) incoming: &'s Incoming,
    pub(super) names: &'s mut Names,
    /// What was found behind nodes before.
    pub(super) known: FxHashMap<(NodeKey, Access), Rc<Vec<Found>>>,
}

/// A node on the way back, with what was passed so far.
pub(super) struct Visit {
    pub(super) node: NodeKey,
    pub(super) path: Access,
    pub(super) measure: Measure,
    pub(super) assumed: bool,
    pub(super) hops: u8,
    /// What a node that was passed is by its name, where others than those on this way fill it too.
    pub(super) named: Option<&'static str>,
    pub(super) way: Option<Rc<Way>>,
}

impl Search<'_, '_> {
    fn function(&mut self, f: u32) -> (Vec<Sink>, Vec<Flow>) {
        let result = &self.analysis.results[f as usize];
        let unit =
            &self.analysis.program.units[self.analysis.program.fns[f as usize].unit as usize];
        let item = self.analysis.program.fn_path(f);
        let audience = self.audience(f);
        let mut sinks = Vec::new();
        let mut flows = Vec::new();
        for hit in &result.hits {
            let guard = |c: &Condition| Guard {
                span: unit.span(c.range),
                holds: c.holds,
            };
            let guards = hit.guards.iter().map(guard).collect();
            for (mut found, atom) in self.hit(hit) {
                if let Some(against) = &hit.against {
                    let Some(sure) = self.presented(against, found.key) else {
                        continue;
                    };
                    found.confidence = found.confidence.min(sure);
                }
                let trail = self.told(&found, f, &atom);
                let through = self.passed(&found, f, &atom);
                flows.push(Flow {
                    sink: sinks.len(),
                    key: found.key,
                    measure: found.measure,
                    confidence: found.confidence,
                    why: found.why,
                    source: found.source,
                    trail,
                    stored: found.stored,
                    general: found.general,
                    through,
                });
            }
            sinks.push(Sink {
                span: unit.span(hit.range),
                place: hit.place,
                what: hit.what,
                level: hit.level,
                column: hit.column.as_deref().map(str::to_owned),
                table: hit.table.as_deref().map(str::to_owned),
                lookup: hit.lookup,
                sql_measure: hit.sql_measure,
                item: item.clone(),
                guards,
                audience,
                function: f,
                call: hit.call,
            });
        }
        (sinks, flows)
    }

    /// What stands in modules named so talks to an operator, and so do a crate that is a command and `main`, unless it
    /// starts a server.
    fn audience(&self, f: u32) -> Audience {
        let path = self.analysis.program.fn_path(f);
        let info = &self.analysis.program.fns[f as usize];
        let unit = info.unit;
        let root = self.analysis.program.scopes.modules[info.module as usize].root;
        let main = path.ends_with("::main");
        let command = self.analysis.commands.contains(&root);
        if command || self.analysis.catalog.words.is_command_line(&path) {
            Audience::Operator
        } else if !main {
            Audience::Clients
        } else if self.analysis.files[unit as usize].serves {
            Audience::Starter
        } else {
            Audience::Operator
        }
    }

    fn hit(&mut self, hit: &Hit) -> Vec<(Found, Atom)> {
        let mut found: Vec<(Found, Atom)> = Vec::new();
        for atom in &hit.atoms {
            for one in self.atom(atom) {
                // Several ways of the same datum are kept, as long as there are few: one may be guarded, another not.
                let apart = found.len() < WAYS;
                let entry = |f: &Found| f.way.as_ref().map(|w| w.passed);
                let same = |(o, _): &(Found, Atom)| {
                    o.key == one.key
                        && o.measure == one.measure
                        && !(apart && (o.source != one.source || entry(o) != entry(&one)))
                };
                let rank = |f: &Found, a: &Atom| (f.confidence, std::cmp::Reverse(length(f, a)));
                let known = found.iter().position(same);
                if known.is_none() && found.len() < SOURCES {
                    found.push((one, *atom));
                    continue;
                }
                // In a crowd the surest and shortest ways stay.
                let weakest =
                    || (0..found.len()).min_by_key(|at| rank(&found[*at].0, &found[*at].1));
                if let Some(at) = known.or_else(weakest)
                    && rank(&one, atom) > rank(&found[at].0, &found[at].1)
                {
                    found[at] = (one, *atom);
                }
            }
        }
        found
    }

    /// All data behind one datum of a sink, as sure as the whole way lets them be.
    pub(super) fn atom(&mut self, atom: &Atom) -> Vec<Found> {
        let behind = match atom.origin {
            Origin::Source(..) => Rc::new(self.source(atom, None, 0).into_iter().collect()),
            Origin::Param(g, i, path) => self.behind(NodeKey::Param(g, i), path),
            Origin::Field(a, v, name) => self.behind(NodeKey::Field(a, v, name), Access::WHOLE),
            Origin::Cell(f, e, path) => self.behind(NodeKey::Cell(f, e), path),
        };
        behind.iter().map(|found| settled(found, atom)).collect()
    }

    /// What a source in a function is.
    fn source(&self, atom: &Atom, way: Option<Rc<Way>>, hops: u8) -> Option<Found> {
        let Origin::Source(f, _) = atom.origin else {
            return None;
        };
        let source = self.analysis.source(atom.origin)?;
        let unit =
            &self.analysis.program.units[self.analysis.program.fns[f as usize].unit as usize];
        Some(Found {
            key: source.key,
            measure: Measure::Plain,
            confidence: source.confidence,
            general: source.general,
            assumed: false,
            hops,
            why: source.why.clone(),
            source: unit.span(source.range),
            stored: source.stored,
            passed: None,
            way,
        })
    }

    /// The function that the policy file wants passed and that all writes to a node come out of.
    fn passed_before(&self, edges: &[(u32, u32)]) -> Option<u32> {
        let wanted = &self.analysis.hints.passed;
        if wanted.is_empty() {
            return None;
        }
        let mut all: Option<u32> = None;
        for &(f, index) in edges {
            let edge = &self.analysis.results[f as usize].edges[index as usize];
            for atom in &edge.atoms {
                let mut through = Vec::new();
                trail::functions(self.analysis, f, atom.step, &mut through);
                all = Some(*through.iter().find(|g| wanted.contains(g))?);
            }
        }
        all
    }

    fn behind(&mut self, node: NodeKey, path: Access) -> Rc<Vec<Found>> {
        if let Some(known) = self.known.get(&(node, path)) {
            return Rc::clone(known);
        }
        let start = Visit {
            node,
            path,
            measure: Measure::Plain,
            assumed: false,
            hops: 0,
            named: None,
            way: None,
        };
        let found = Rc::new(self.search(start));
        self.known.insert((node, path), Rc::clone(&found));
        found
    }

    /// Breadth first through what callers pass and writers put in: the first way to a source is a shortest one.
    fn search(&mut self, start: Visit) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        // What was measured on the way here may come plain on another.
        let mut seen: FxHashSet<(NodeKey, Access, Measure)> = FxHashSet::default();
        let mut queue = VecDeque::from([start]);
        while let Some(visit) = queue.pop_front() {
            if seen.len() >= VISITS
                || found.len() >= SOURCES
                || !seen.insert((visit.node, visit.path, visit.measure))
            {
                continue;
            }
            let about = self.only_about(visit.node);
            let edges = self
                .incoming
                .get(&visit.node)
                .map(Vec::as_slice)
                .unwrap_or_default();
            let mut overridden = edges.iter().any(|(f, _)| !self.is_default(*f));
            let (edges, crowded) = self.believed(visit.node, edges);
            overridden &= !crowded && !self.is_filled_outside(visit.node);
            let shared = edges.len() > 1 || self.is_filled_outside(visit.node);
            let named = visit.named.or_else(|| {
                let key = self.named_key(visit.node);
                key.filter(|_| shared)
            });
            let visit = Visit {
                assumed: visit.assumed
                    || about
                    || crowded
                    || self.is_envelope(visit.node)
                    || self.is_wrapped(visit.node),
                named,
                ..visit
            };
            for &(caller, index) in edges {
                let edge = &self.analysis.results[caller as usize].edges[index as usize];
                overridden &= self.is_default(caller) || self.explains(edge);
                self.expand(&visit, caller, edge, &mut found, &mut queue);
            }
            if !overridden && let Some(own) = self.own_name(&visit) {
                let passed = self.passed_before(edges);
                found.push(Found { passed, ..own });
            }
        }
        found
    }

    /// What one write brings to a node: sources are reported, other nodes queued.
    fn expand(
        &mut self,
        visit: &Visit,
        caller: u32,
        edge: &Edge,
        found: &mut Vec<Found>,
        queue: &mut VecDeque<Visit>,
    ) {
        let unit =
            &self.analysis.program.units[self.analysis.program.fns[caller as usize].unit as usize];
        for atom in &edge.atoms {
            // The node's part asked for must be the part this datum is in.
            let rest = match (atom.at.behind(visit.path), visit.path.behind(atom.at)) {
                (Some(_), _) => Access::WHOLE,
                (None, Some(rest)) => rest,
                (None, None) => continue,
            };
            let measure = after(atom.measure, visit.measure);
            let assumed = atom.assumed || visit.assumed;
            let hops = visit.hops.saturating_add(1);
            let way = Some(Rc::new(Way {
                function: caller,
                step: atom.step,
                passed: unit.span(edge.range),
                node: visit.node,
                steps: visit.way.as_ref().map_or(0, |w| w.steps) + u32::from(atom.steps) + 1,
                next: visit.way.clone(),
            }));
            let (node, path) = match atom.origin {
                Origin::Param(f, i, inner) => (NodeKey::Param(f, i), inner.then(rest)),
                Origin::Field(a, v, name) => (NodeKey::Field(a, v, name), rest),
                Origin::Cell(f, e, inner) => (NodeKey::Cell(f, e), inner.then(rest)),
                Origin::Source(..) => {
                    if let Some(mut f) = self.source(atom, way, hops) {
                        let other = visit.contradicts(f.key) || self.is_another_part(rest, f.key);
                        (f.measure, f.assumed) = (measure, assumed || other);
                        found.push(f);
                    }
                    continue;
                }
            };
            queue.push_back(Visit {
                node,
                path,
                measure,
                assumed,
                hops,
                named: visit.named,
                way,
            });
        }
    }

    /// A way in words, oldest step first; the sink's own part comes last.
    fn told(&self, found: &Found, f: u32, atom: &Atom) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut way = found.way.as_ref();
        while let Some(part) = way {
            steps.extend(trail::tell(self.analysis, part.function, part.step));
            steps.push(Step {
                span: part.passed,
                message: self.passing(part.node),
            });
            way = part.next.as_ref();
        }
        steps.extend(trail::tell(self.analysis, f, atom.step));
        steps
    }

    /// The functions a way leads through.
    fn passed(&self, found: &Found, f: u32, atom: &Atom) -> Vec<u32> {
        let mut passed = vec![f];
        passed.extend(found.passed);
        trail::functions(self.analysis, f, atom.step, &mut passed);
        let mut way = found.way.as_ref();
        while let Some(part) = way {
            trail::functions(self.analysis, part.function, part.step, &mut passed);
            if let NodeKey::Param(g, _) = part.node {
                passed.push(g);
            }
            way = part.next.as_ref();
        }
        passed.sort_unstable();
        passed.dedup();
        passed
    }
}

impl Visit {
    /// Whether a datum is another one than a node on the way is named after: `username` may be filled with an
    /// e-mail address by one of its writers, but whoever prints it mostly prints a user's name.
    pub(super) fn contradicts(&self, key: &str) -> bool {
        self.named.is_some_and(|named| !is_kin(named, key))
    }
}

/// Whether one data key covers the other.
pub(super) fn is_kin(a: &str, b: &str) -> bool {
    key_covers(a, b) || key_covers(b, a)
}

/// How many steps a way has, the sink's part included.
fn length(found: &Found, atom: &Atom) -> u32 {
    found.way.as_ref().map_or(0, |w| w.steps) + u32::from(atom.steps)
}

/// A datum with the sink's part of the way: what it passed there, and how sure it is after all of it.
fn settled(found: &Found, atom: &Atom) -> Found {
    let assumed = found.assumed || atom.assumed;
    let confidence = weigh::confidence(Weighed {
        source: found.confidence,
        general: found.general,
        assumed,
        hops: found.hops,
        steps: length(found, atom),
    });
    let why = if assumed {
        format!("{}, but part of its way is assumed", found.why)
    } else {
        found.why.clone()
    };
    Found {
        measure: after(found.measure, atom.measure),
        confidence,
        why,
        assumed,
        ..found.clone()
    }
}
