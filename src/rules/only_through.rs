//! `only-through`: data reaches a sink only by way of the functions named.

use super::Context;
use super::flows::{self, Breach, Spec};
use super::guards::function_at;
use crate::catalog::Place;
use crate::facts::{Expr, Pat, Range};
use crate::finding::{Judgment, Problem};
use crate::flow::{Flow, Sink};
use crate::link::paths;
use crate::link::resolve::{Def, Space};
use crate::link::types::Ty;
use crate::policy::{Commitment, Value};
use crate::span::Span;
use std::collections::BTreeSet;

/// Judges one commitment.
pub(super) fn judge(context: &Context<'_>, commitment: &Commitment) -> Judgment {
    let program = context.program;
    let mut problems = Vec::new();
    let mut through = BTreeSet::new();
    for path in commitment.texts("through") {
        let found = paths::functions(program, path);
        if found.is_empty() {
            problems.extend(names_nothing(context, commitment, "through", path));
        }
        through.extend(found);
    }
    let to = Targets::of(context, commitment, &mut problems);
    let names = commitment.texts("through").join("` or `");
    let mut judgment = flows::judge(
        context,
        commitment,
        &Spec {
            rule: "only-through",
            place: &|sink| to.holds(context, sink) && !through.contains(&sink.function),
            breach: &|sink, flow| {
                let passes = flow.through.iter().any(|f| through.contains(f))
                    || comes_out(context, flow.source, &through);
                (!passes).then(|| breach(sink, flow, &names))
            },
            verb: &|sink| format!("reaches the {} here", sink.what),
            judged: &|sink| format!("{} call", sink.what),
        },
    );
    // What the functions themselves do with the data is where it is meant to go.
    judgment.judged.extend(
        context
            .flows
            .sinks
            .iter()
            .filter(|s| to.holds(context, s) && through.contains(&s.function))
            .map(|s| crate::finding::Step {
                span: s.span,
                message: format!("{} call in the function itself", s.what),
            }),
    );
    flows::settle(&mut judgment);
    judgment.problems.append(&mut problems);
    judgment
}

fn breach(sink: &Sink, flow: &Flow, names: &str) -> Breach {
    let datum = flows::name_of(flow.key);
    let what = format!("reaches the {} around `{names}`", sink.what);
    Breach::new(what, format!("pass the {datum} through `{names}` first"))
}

/// The places that `to` names.
struct Targets {
    kinds: Vec<Place>,
    functions: BTreeSet<u32>,
    macros: BTreeSet<u32>,
}

impl Targets {
    fn of(context: &Context<'_>, commitment: &Commitment, problems: &mut Vec<Problem>) -> Self {
        let mut targets = Self {
            kinds: Vec::new(),
            functions: BTreeSet::new(),
            macros: BTreeSet::new(),
        };
        let mut named = false;
        for text in commitment.texts("to") {
            match kinds(text) {
                Some(kinds) => targets.kinds.extend_from_slice(kinds),
                None => {
                    named = true;
                    let found = paths::functions(context.program, text);
                    let macros = paths::macros(context.program, text);
                    if found.is_empty() && macros.is_empty() {
                        problems.extend(names_nothing(context, commitment, "to", text));
                    }
                    targets.functions.extend(found);
                    targets.macros.extend(macros);
                }
            }
        }
        if targets.kinds.is_empty() && !named {
            targets.kinds = [
                Place::Log,
                Place::Store,
                Place::Send,
                Place::Expose,
                Place::Train,
            ]
            .to_vec();
        }
        targets
    }

    fn holds(&self, context: &Context<'_>, sink: &Sink) -> bool {
        match sink.place {
            Place::Call => is_call_of(context, sink, &self.functions, &self.macros),
            Place::Store => !sink.lookup && self.kinds.contains(&Place::Store),
            place => self.kinds.contains(&place),
        }
    }
}

/// The places a word for a kind of sink means.
fn kinds(text: &str) -> Option<&'static [Place]> {
    Some(match text {
        "log" => &[Place::Log, Place::Print, Place::Panic],
        "store" => &[Place::Store],
        "send" => &[Place::Send],
        "expose" => &[Place::Expose],
        "train" => &[Place::Train],
        _ => return None,
    })
}

/// Whether a sink is the call of one of some functions or macros.
pub(super) fn is_call_of(
    context: &Context<'_>,
    sink: &Sink,
    functions: &BTreeSet<u32>,
    macros: &BTreeSet<u32>,
) -> bool {
    let program = context.program;
    let (unit, function) = program.function(sink.function);
    let place = Range {
        start: sink.span.start,
        end: sink.span.end,
    };
    let Some(body) = function.body else {
        return false;
    };
    unit.facts.around(body, place).into_iter().any(|id| {
        if unit.facts.spans[id.at()] != place {
            return false;
        }
        if let Expr::Macro(m) = unit.facts.exprs[id.at()] {
            let path = unit.facts.macros[m.at()].path;
            let def = program.def(unit, path, Space::Macro, Ty::UNKNOWN);
            return matches!(def, Some((Def::Macro(m), _)) if macros.contains(&m));
        }
        unit.functions_called(id)
            .iter()
            .any(|g| functions.contains(g))
    })
}

/// Whether a datum known by a local's name is what one of the functions returned: `let text = strip(&body)`.
fn comes_out(context: &Context<'_>, source: Span, functions: &BTreeSet<u32>) -> bool {
    let program = context.program;
    let Some(f) = function_at(program, source) else {
        return false;
    };
    let (unit, function) = program.function(f);
    let holds = |pat: crate::facts::PatId| match unit.facts.pats[pat.at()] {
        Pat::Bind(local, _) => unit.span(unit.facts.locals[local.at()].range) == source,
        _ => false,
    };
    (function.exprs.0..function.exprs.1).any(|at| {
        let Expr::Let(pat, Some(init), _) = unit.facts.exprs[at as usize] else {
            return false;
        };
        let mut open = vec![init];
        while let Some(id) = open.pop().filter(|_| holds(pat)) {
            if unit
                .functions_called(id)
                .iter()
                .any(|g| functions.contains(g))
            {
                return true;
            }
            open.extend(unit.facts.children(id));
        }
        false
    })
}

/// A warning for a path of a commitment that names nothing.
pub(super) fn names_nothing(
    context: &Context<'_>,
    commitment: &Commitment,
    key: &str,
    path: &str,
) -> Option<Problem> {
    let span = match commitment.param(key).map(|p| (&p.value, p.span)) {
        Some((Value::List(items), _)) => items.iter().find(|i| i.value.text() == Some(path))?.span,
        Some((_, span)) => span,
        None => return None,
    };
    let line = context.sources.locate(span).line;
    let message = format!("`{path}` names nothing in the code");
    let problem = Problem::of_file(context.policy.path.as_str(), message);
    Some(
        problem
            .at(span, line)
            .help("correct the path, or take it out"),
    )
}
