//! Whether a place is reached only behind one of the gates that a commitment names.
//!
//! In: gate ids, and a place in the code. Out: yes or no. A gate's fields, functions, consts and setting keys are
//! found in the program; a place is behind a gate if a condition on it dominates the place in its function, or does so
//! in every caller, in an extractor of the handler, or in a layer around its route. This module never judges a rule.

mod dominance;
mod meaning;
mod routes;

pub(crate) use dominance::last_name;

use super::Context;
use crate::facts::{Expr, ExprId, Range};
use crate::finding::Problem;
use crate::link::Program;
use crate::link::paths;
use crate::link::resolve::{Def, Space};
use crate::link::symbols::Sym;
use crate::policy::{Gate, Spanned};
use crate::span::Span;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::OnceCell;

/// How many callers up a gate is looked for.
const CALLERS: u32 = 6;

/// Gates as the program knows them.
pub(crate) struct Gates<'a> {
    context: &'a Context<'a>,
    fns: FxHashSet<u32>,
    fields: FxHashSet<(u32, Sym)>,
    consts: FxHashSet<u32>,
    types: FxHashSet<u32>,
    /// What stands for a gate where its place in the program is not known: last segments and setting keys.
    names: Vec<String>,
    /// The paths as written: a setting key is read by its text.
    keys: Vec<String>,
    uses: OnceCell<Uses>,
}

/// Where functions are used.
#[derive(Default)]
struct Uses {
    /// Calls by the function called: the function they stand in and the call.
    calls: FxHashMap<u32, Vec<(u32, ExprId)>>,
    /// Mentions as a value (`get(handler)`), likewise.
    values: FxHashMap<u32, Vec<(u32, ExprId)>>,
}

impl<'a> Gates<'a> {
    /// The gates of some ids, and a warning for each path of theirs that names nothing.
    pub(crate) fn of(context: &'a Context<'a>, ids: &[&str]) -> (Self, Vec<Problem>) {
        let program = context.program;
        let mut gates = Self {
            context,
            fns: FxHashSet::default(),
            fields: FxHashSet::default(),
            consts: FxHashSet::default(),
            types: FxHashSet::default(),
            names: Vec::new(),
            keys: Vec::new(),
            uses: OnceCell::new(),
        };
        let mut problems = Vec::new();
        let named = |g: &&Gate| ids.contains(&g.id.value.as_str());
        for path in context
            .policy
            .gates
            .iter()
            .filter(named)
            .flat_map(|g| &g.when)
        {
            let text = &path.value;
            let fns = paths::functions(program, text);
            let fields = paths::fields(program, text);
            let consts = paths::consts(program, text);
            let types = paths::types(program, text);
            let known =
                !(fns.is_empty() && fields.is_empty() && consts.is_empty() && types.is_empty());
            let last = text.rsplit("::").next().unwrap_or(text);
            if !known {
                gates.names.push(last.to_owned());
                // A setting key such as `debug.capture` stands for the field that holds it.
                gates
                    .names
                    .extend(text.rsplit_once('.').map(|(_, k)| k.to_owned()));
                problems.extend(unmatched(context, path, last));
            }
            gates.keys.push(text.clone());
            gates.fns.extend(fns);
            gates.fields.extend(fields);
            gates.consts.extend(consts);
            gates.types.extend(types);
        }
        (gates, problems)
    }

    /// Whether there is any gate to look for.
    pub(crate) fn is_empty(&self) -> bool {
        self.fns.is_empty()
            && self.fields.is_empty()
            && self.consts.is_empty()
            && self.types.is_empty()
            && self.names.is_empty()
    }

    /// Whether a place is reached only behind a gate.
    pub(crate) fn guard(&self, span: Span) -> bool {
        if self.is_empty() {
            return false;
        }
        function_at(self.context.program, span).is_some_and(|f| {
            let range = Range {
                start: span.start,
                end: span.end,
            };
            self.guarded(f, range, CALLERS)
        })
    }

    /// Whether a place in a function is behind a gate, there or in all that leads to the function.
    fn guarded(&self, f: u32, range: Range, depth: u32) -> bool {
        if self.dominates(f, range) {
            return true;
        }
        let Some(depth) = depth.checked_sub(1) else {
            return false;
        };
        let uses = self.uses();
        let calls = uses.calls.get(&f).map_or(&[][..], Vec::as_slice);
        let values = uses.values.get(&f).map_or(&[][..], Vec::as_slice);
        if self.extracted(f) {
            return true;
        }
        if calls.is_empty() && values.is_empty() {
            return false;
        }
        let range_of =
            |caller: u32, at: ExprId| self.context.program.function(caller).0.facts.spans[at.at()];
        calls
            .iter()
            .filter(|(caller, _)| *caller != f)
            .all(|(caller, at)| self.guarded(*caller, range_of(*caller, *at), depth))
            && values.iter().all(|(caller, at)| {
                self.layered(*caller, *at, depth) || self.dominates(*caller, range_of(*caller, *at))
            })
    }

    /// Whether a gate's condition dominates a place in its own function.
    fn dominates(&self, f: u32, range: Range) -> bool {
        let (unit, function) = self.context.program.function(f);
        function.body.is_some_and(|body| {
            dominance::claims(unit, body, range)
                .iter()
                .any(|c| self.claimed(unit, f, *c, 0))
        })
    }

    fn uses(&self) -> &Uses {
        self.uses.get_or_init(|| uses(self.context.program))
    }
}

/// A warning for a path into the workspace that names nothing; a setting key is no path.
fn unmatched(context: &Context<'_>, path: &Spanned<String>, last: &str) -> Option<Problem> {
    let program = context.program;
    let mentioned = program.symbols.get(last).is_some();
    if mentioned || !path.value.contains("::") {
        return None;
    }
    let line = context.sources.locate(path.span).line;
    let message = format!("`{}` names nothing in the code", path.value);
    let problem = Problem::of_file(context.policy.path.as_str(), message);
    Some(
        problem
            .at(path.span, line)
            .help("correct the path, or take it out"),
    )
}

/// The innermost function that a place stands in.
pub(crate) fn function_at(program: &Program, span: Span) -> Option<u32> {
    let unit = *program.unit_of.get(&span.file)?;
    let unit = &program.units[unit as usize];
    let holds = |f: &&(usize, &crate::facts::Fn)| {
        f.1.range.start <= span.start && span.end <= f.1.range.end
    };
    let all: Vec<(usize, &crate::facts::Fn)> = unit.facts.fns.iter().enumerate().collect();
    let inner = all
        .iter()
        .filter(holds)
        .min_by_key(|(_, f)| f.range.end - f.range.start)?;
    Some(unit.bases.fns + inner.0 as u32)
}

/// Where all functions are called or mentioned, test code left out.
fn uses(program: &Program) -> Uses {
    let mut uses = Uses::default();
    for f in 0..program.fns.len() as u32 {
        if program.fns[f as usize].test {
            continue;
        }
        let (unit, function) = program.function(f);
        let own = program.fns[f as usize].self_ty;
        let mut callees = FxHashSet::default();
        for at in function.exprs.0..function.exprs.1 {
            let id = ExprId(at);
            if let Expr::Call(callee, _) = unit.facts.exprs[id.at()] {
                callees.insert(callee);
            }
            for called in unit.functions_called(id) {
                uses.calls.entry(*called).or_default().push((f, id));
            }
        }
        for at in function.exprs.0..function.exprs.1 {
            let id = ExprId(at);
            if let Expr::Path(path) = unit.facts.exprs[id.at()]
                && !callees.contains(&id)
                && let Some((Def::Fn(g), 0)) = program.def(unit, path, Space::Value, own)
            {
                uses.values.entry(g).or_default().push((f, id));
            }
        }
    }
    uses
}
