//! The steps of a datum's way, kept per function as a linked list, and told in words at the end.

use super::Analysis;
use super::value::NO_STEP;
use crate::facts::Range;
use crate::finding::Step;
use crate::link::symbols::Sym;

/// One step within a function.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    /// Where.
    pub range: Range,
    /// What happens.
    pub kind: Kind,
    /// The step before; `NO_STEP` for none.
    pub prev: u32,
}

/// What happens at a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    /// It is bound to a name.
    Bound(Sym),
    /// It is put into a field.
    Put(Sym),
    /// It goes through a function of the workspace (function, last step there) and comes back.
    Through(u32, u32),
    /// It is part of a text built here.
    Formatted,
    /// It comes with an error.
    Failed,
    /// It is made where a credential is missing.
    Made,
    /// It is bound to a statement.
    Given,
    /// It is a field of a span.
    Recorded,
}

/// How many steps a trail shows; a longer one loses its middle.
const SHOWN: usize = 12;
/// How many steps are looked at for the functions that a way leads through.
const STEPS: u32 = 400;
/// How deep calls are opened in a trail.
const DEPTH: u32 = 3;

/// Tells the way that ends in `step` of a function, oldest step first.
pub(super) fn tell(analysis: &Analysis<'_>, function: u32, step: u32) -> Vec<Step> {
    let mut out = Vec::new();
    collect(analysis, function, step, 0, &mut out);
    out.reverse();
    out.dedup_by(|a, b| a.span == b.span && a.message == b.message);
    if out.len() > SHOWN {
        let tail = out.split_off(out.len() - SHOWN / 2);
        out.truncate(SHOWN / 2);
        out.extend(tail);
    }
    out
}

/// Adds the functions that data came out of on the way that ends in `step` of a function.
pub(super) fn functions(analysis: &Analysis<'_>, function: u32, step: u32, into: &mut Vec<u32>) {
    let mut open = vec![(function, step)];
    let mut left = STEPS;
    while let Some((function, step)) = open.pop() {
        let mut at = step;
        while at != NO_STEP && left > 0 {
            left -= 1;
            let Some(node) = analysis.results[function as usize].steps.get(at as usize) else {
                break;
            };
            if let Kind::Through(callee, inner) = node.kind {
                into.push(callee);
                open.push((callee, inner));
            }
            at = node.prev;
        }
    }
}

fn collect(analysis: &Analysis<'_>, function: u32, step: u32, depth: u32, out: &mut Vec<Step>) {
    let program = analysis.program;
    let mut at = step;
    let mut left = 200;
    while at != NO_STEP && left > 0 {
        left -= 1;
        let Some(node) = analysis.results[function as usize].steps.get(at as usize) else {
            return;
        };
        let unit = &program.units[program.fns[function as usize].unit as usize];
        let span = unit.span(node.range);
        let message = match node.kind {
            Kind::Bound(name) => format!("bound to `{}`", program.text(name)),
            Kind::Put(name) => format!("put into `{}`", program.text(name)),
            Kind::Formatted => "becomes part of a text".to_owned(),
            Kind::Failed => "travels in the error".to_owned(),
            Kind::Made => "made in its place".to_owned(),
            Kind::Given => "given to the statement".to_owned(),
            Kind::Recorded => "recorded as a field".to_owned(),
            Kind::Through(callee, inner) => {
                out.push(Step {
                    span,
                    message: format!(
                        "comes out of `{}`",
                        program.text(program.fns[callee as usize].name)
                    ),
                });
                if depth < DEPTH {
                    collect(analysis, callee, inner, depth + 1, out);
                }
                at = node.prev;
                continue;
            }
        };
        out.push(Step { span, message });
        at = node.prev;
    }
}
