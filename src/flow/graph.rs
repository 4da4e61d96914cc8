//! The order in which functions are walked: callees before callers, what calls each other together.

use crate::link::Program;
use crate::link::symbols::known;
use crate::link::typing::Target;

/// Functions that call each other.
pub(super) struct Component {
    /// Sorted.
    pub(super) functions: Vec<u32>,
    /// One of them calls itself or another of them.
    pub(super) recurses: bool,
}

/// The functions that each function calls.
pub(super) type Graph = Vec<Vec<u32>>;

/// The strongly connected components of the call graph, in levels: a component calls only those of earlier levels.
pub(super) fn levels(graph: &Graph) -> Vec<Vec<Component>> {
    let components = tarjan(graph);
    let mut component_of = vec![0usize; graph.len()];
    for (i, component) in components.iter().enumerate() {
        for &f in component {
            component_of[f as usize] = i;
        }
    }
    // Tarjan gives callees first, so one pass in order sees every callee's level before its callers need it.
    let mut level_of = vec![0usize; components.len()];
    let mut levels: Vec<Vec<Component>> = Vec::new();
    for (i, mut component) in components.into_iter().enumerate() {
        let below = component
            .iter()
            .flat_map(|f| &graph[*f as usize])
            .map(|callee| component_of[*callee as usize])
            .filter(|c| *c != i)
            .map(|c| level_of[c] + 1)
            .max();
        level_of[i] = below.unwrap_or(0);
        component.sort_unstable();
        if levels.len() <= level_of[i] {
            levels.resize_with(level_of[i] + 1, Vec::new);
        }
        let recurses = component.len() > 1 || graph[component[0] as usize].contains(&component[0]);
        levels[level_of[i]].push(Component {
            functions: component,
            recurses,
        });
    }
    levels
}

/// Which functions formatting impls are or call: they are walked first, since whoever prints a value needs what its
/// `fmt` shows, and no call in the text tells so.
pub(super) fn formatting(program: &Program, graph: &Graph) -> Vec<bool> {
    let mut early = vec![false; graph.len()];
    let mut open: Vec<u32> = (0..graph.len() as u32)
        .filter(|f| is_formatting(program, *f))
        .collect();
    while let Some(f) = open.pop() {
        if !std::mem::replace(&mut early[f as usize], true) {
            open.extend_from_slice(&graph[f as usize]);
        }
    }
    early
}

fn is_formatting(program: &Program, f: u32) -> bool {
    let info = &program.fns[f as usize];
    info.imp.is_some_and(|i| {
        let of = program.impls[i as usize].of_name;
        of == known::DEBUG || of == known::DISPLAY || of == known::SERIALIZE
    })
}

/// The call graph of a program.
pub(super) fn callees(program: &Program) -> Graph {
    let mut graph = vec![Vec::new(); program.fns.len()];
    for unit in &program.units {
        // Expressions of one function are contiguous, so a sorted list of starts finds the function of each call.
        let mut starts: Vec<(u32, u32, u32)> = unit
            .facts
            .fns
            .iter()
            .enumerate()
            .map(|(i, f)| (f.exprs.0, f.exprs.1, unit.bases.fns + i as u32))
            .collect();
        starts.sort_unstable();
        let caller = |expr: u32| {
            let at = starts.partition_point(|(first, _, _)| *first <= expr);
            starts[..at]
                .last()
                .filter(|(_, last, _)| expr < *last)
                .map(|(_, _, f)| *f)
        };
        for (i, expr) in unit.facts.exprs.iter().enumerate() {
            let target = match expr {
                crate::facts::Expr::Method(m) => unit.methods.get(*m as usize),
                // Operators, loops and `?` may call what an impl of the workspace says.
                _ => unit.calls.get(&crate::facts::ExprId(i as u32)),
            };
            let called: &[u32] = match target {
                Some(Target::Fn(f)) => std::slice::from_ref(f),
                Some(Target::Many(fs)) => fs,
                _ => continue,
            };
            if let Some(caller) = caller(i as u32) {
                graph[caller as usize].extend_from_slice(called);
            }
        }
    }
    for list in &mut graph {
        list.sort_unstable();
        list.dedup();
    }
    graph
}

/// Tarjan's algorithm without recursion.
fn tarjan(graph: &[Vec<u32>]) -> Vec<Vec<u32>> {
    const NEW: u32 = u32::MAX;
    let mut index = vec![NEW; graph.len()];
    let mut low = vec![0u32; graph.len()];
    let mut on_stack = vec![false; graph.len()];
    let mut stack = Vec::new();
    let mut components = Vec::new();
    let mut next = 0;
    for root in 0..graph.len() as u32 {
        if index[root as usize] != NEW {
            continue;
        }
        let mut work = vec![(root, 0usize)];
        while let Some((v, edge)) = work.pop() {
            let at = v as usize;
            if edge == 0 {
                index[at] = next;
                low[at] = next;
                next += 1;
                stack.push(v);
                on_stack[at] = true;
            }
            if let Some(&w) = graph[at].get(edge) {
                work.push((v, edge + 1));
                if index[w as usize] == NEW {
                    work.push((w, 0));
                } else if on_stack[w as usize] {
                    low[at] = low[at].min(index[w as usize]);
                }
                continue;
            }
            if low[at] == index[at] {
                let mut component = Vec::new();
                while let Some(w) = stack.pop() {
                    on_stack[w as usize] = false;
                    component.push(w);
                    if w == v {
                        break;
                    }
                }
                components.push(component);
            }
            if let Some((parent, _)) = work.last() {
                low[*parent as usize] = low[*parent as usize].min(low[at]);
            }
        }
    }
    components
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn components_come_callees_first() {
        let graph = vec![vec![1], vec![2], vec![1, 3], vec![], vec![0]];
        let mut found = tarjan(&graph);
        for component in &mut found {
            component.sort_unstable();
        }
        assert_eq!(found, vec![vec![3], vec![1, 2], vec![0], vec![4]]);
    }
}
