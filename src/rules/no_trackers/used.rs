//! Where the program calls what a dependency offers.
//!
//! In: the name of a crate. Out: the first such calls, as steps of a trail: a manifest says that a service is depended
//! on, the calls say where to begin. It never judges.

use crate::facts::{Expr, FileFacts, PathId};
use crate::finding::Step;
use crate::link::resolve::{Def, Space};
use crate::link::types::Ty;
use crate::rules::Context;
use crate::source::Role;
use crate::span::Span;

/// How many calls are shown, one for each file.
const SHOWN: usize = 3;

/// The first call of a crate in each file of the product.
pub(super) fn calls(context: &Context<'_>, krate: &str) -> Vec<Step> {
    let root = krate.replace('-', "_");
    let mut steps = Vec::new();
    for unit in &context.program.units {
        if steps.len() >= SHOWN {
            break;
        }
        if context.sources.file(unit.file).role != Role::Product || !names(&unit.facts, &root) {
            continue;
        }
        let called = |path: PathId| {
            let def = context.program.def(unit, path, Space::Value, Ty::UNKNOWN);
            matches!(def, Some((Def::Ext(e), _)) if context.program.text(e.root) == root)
        };
        let first = unit.facts.exprs.iter().enumerate().find_map(|(i, expr)| {
            let path = match expr {
                Expr::Call(callee, _) => match unit.facts.exprs.get(callee.at())? {
                    Expr::Path(path) => *path,
                    _ => return None,
                },
                _ => return None,
            };
            called(path).then(|| unit.facts.spans[i])
        });
        steps.extend(first.map(|range| Step {
            span: Span::new(unit.file, range.start, range.end),
            message: format!("`{root}` is called here"),
        }));
    }
    steps
}

/// Whether a file mentions a name at all.
fn names(facts: &FileFacts, name: &str) -> bool {
    facts.names.iter().any(|n| &**n == name)
}
