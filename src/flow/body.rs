//! The walk through one function: what its values carry, statement by statement.
//!
//! In: a body and the summaries of what it calls. Out: a `FnResult`. Each local holds what was bound to it; an
//! assignment inside a branch adds, outside of one it replaces. A loop's body is walked twice, so that what one turn
//! leaves behind is seen by the next.

mod build;
mod control;
mod turns;

use super::closures::Met;
use super::naming::{Around, Called, Names};
use super::value::{Access, Atom, Origin, Value};
use super::watch::Notes;
use super::{Analysis, Condition, FnResult, Summary};
use crate::catalog::Measure;
use crate::facts::{Expr, ExprId, List, LocalId, Pat, PatId, Range};
use crate::finding::Confidence;
use crate::link::Unit;
use crate::link::types::Ty;
use rustc_hash::{FxHashMap, FxHashSet};

/// What a walk may look at: the shared analysis and, within a component, what the last round gave.
pub(super) struct Round<'a> {
    /// Everything that is finished.
    pub analysis: &'a Analysis<'a>,
    /// The last round of the same component, sorted by function.
    pub earlier: &'a [(u32, FnResult)],
}

impl Round<'_> {
    /// The summary of a function, if there is one yet.
    pub(super) fn summary(&self, function: u32) -> Option<&Summary> {
        // What walks together is not finished, even if an earlier round of walks has left something.
        let earlier = self.earlier.binary_search_by_key(&function, |(id, _)| *id);
        match earlier {
            Ok(at) => Some(&self.earlier[at].1.summary),
            Err(_) if self.analysis.done[function as usize] => {
                Some(&self.analysis.results[function as usize].summary)
            }
            Err(_) => None,
        }
    }
}

/// How deep expressions are followed.
pub(super) const DEPTH: u32 = 4_000;
/// How many times one expression is looked at on average before a walk gives up: closures and loops look again.
const FUEL: u32 = 24;

/// Walks one function.
pub(super) fn walk(round: &Round<'_>, names: &mut Names, id: u32) -> FnResult {
    walked(round, names, id, None).finish()
}

/// Walks one function once more and notes what is seen on the way.
pub(super) fn watched(
    analysis: &Analysis<'_>,
    names: &mut Names,
    id: u32,
    notes: Notes,
) -> Option<Notes> {
    let round = Round {
        analysis,
        earlier: &[],
    };
    walked(&round, names, id, Some(notes)).notes
}

fn walked<'a>(
    round: &'a Round<'a>,
    names: &'a mut Names,
    id: u32,
    notes: Option<Notes>,
) -> Walk<'a> {
    let analysis = round.analysis;
    let (unit, function) = analysis.program.function(id);
    let mut walk = Walk {
        round,
        analysis,
        names,
        unit,
        id,
        around: analysis.around(id),
        env: FxHashMap::default(),
        branches: FxHashMap::default(),
        out: FnResult::default(),
        ret: Value::clean(),
        returned: false,
        guards: Vec::new(),
        branch: 0,
        tested: None,
        loops: 0,
        left: Vec::new(),
        depth: 0,
        statement: function.range,
        fuel: (function.exprs.1 - function.exprs.0)
            .saturating_mul(FUEL)
            .saturating_add(2_000),
        parts: 0,
        runs: FxHashMap::default(),
        stand_ins: FxHashMap::default(),
        tails: super::respond::tails(&analysis.handlers, analysis.program, id),
        closures: Vec::new(),
        notes,
    };
    for (i, param) in function.params.iter().enumerate() {
        walk.parameter(i as u8, param.pat);
    }
    if let Some(body) = function.body {
        let value = walk.eval(body);
        walk.initialised(&value);
        walk.give_back(value);
        walk.run_left();
        walk.record_results();
    }
    walk
}

/// The state of a walk.
pub(super) struct Walk<'a> {
    pub round: &'a Round<'a>,
    pub analysis: &'a Analysis<'a>,
    pub names: &'a mut Names,
    pub unit: &'a Unit,
    pub id: u32,
    pub around: Around,
    pub env: FxHashMap<LocalId, Value>,
    pub branches: FxHashMap<LocalId, u32>,
    pub out: FnResult,
    pub ret: Value,
    pub returned: bool,
    pub guards: Vec<Condition>,
    pub branch: u32,
    /// The place that the branch at hand is only entered for if it holds something, and the branch.
    pub tested: Option<(LocalId, Access, u32)>,
    pub loops: u32,
    /// What `break` leaves each loop around with, innermost last; `None` as long as nothing is left so.
    pub left: Vec<Option<Value>>,
    pub depth: u32,
    pub statement: Range,
    pub fuel: u32,
    /// How many more fields of the value at hand are opened.
    pub parts: u32,
    pub runs: FxHashMap<u32, u32>,
    /// Locals that are given in place of a credential that was not found.
    pub stand_ins: FxHashMap<LocalId, Atom>,
    /// What a handler returns; empty for other functions.
    pub tails: FxHashSet<ExprId>,
    pub closures: Vec<Met>,
    /// What is to be explained of this walk.
    pub notes: Option<Notes>,
}

impl<'a> Walk<'a> {
    pub(super) fn list(&self, list: List) -> &'a [u32] {
        &self.unit.facts.lists[list.start as usize..(list.start + list.len) as usize]
    }

    pub(super) fn range(&self, id: ExprId) -> Range {
        self.unit.facts.spans[id.at()]
    }

    pub(super) fn ty(&self, id: ExprId) -> Ty {
        self.unit.expr_types[id.at()]
    }

    fn finish(mut self) -> FnResult {
        self.drop_written_rows();
        if self.analysis.hints.measures.contains_key(&self.id) {
            // What a declared measure does with its argument is its own affair: what it makes is measured.
            self.out.edges.clear();
        }
        let (_, function) = self.analysis.program.function(self.id);
        let mut outs = Vec::new();
        for (i, param) in function.params.iter().enumerate() {
            let Pat::Bind(local, _) = self.unit.facts.pats[param.pat.at()] else {
                continue;
            };
            if !param.by_mut {
                continue;
            }
            if let Some(value) = self.env.get(&local) {
                // What it held before and still holds is no news; what it holds hashed now is.
                let own = |a: &&Atom| {
                    let same = |part: Access| part == a.at && a.measure == Measure::Plain;
                    !matches!(a.origin, Origin::Param(f, p, part)
                        if f == self.id && usize::from(p) == i && same(part))
                };
                let atoms: Vec<Atom> = value.atoms.iter().filter(own).copied().collect();
                if !atoms.is_empty() {
                    outs.push((i as u8, atoms));
                }
            }
        }
        let known = self.ret.known && self.returned;
        self.out.summary = Summary {
            ret: std::mem::take(&mut self.ret.atoms),
            known,
            complete: self.ret.complete && self.returned,
            loose: self.ret.loose_parts().to_vec(),
            settled: self.ret.settled_parts().to_vec(),
            outs,
        };
        self.out
    }

    fn give_back(&mut self, value: Value) {
        if self.returned {
            self.ret.loosen(&value);
            self.ret
                .settled
                .take_if(|s| value.settled.as_ref() != Some(s));
        } else {
            self.ret.loose.clone_from(&value.loose);
            self.ret.settled.clone_from(&value.settled);
        }
        self.ret.known &= value.known;
        self.ret.complete &= value.complete || value.known;
        self.returned = true;
        self.ret.add(value.atoms);
    }

    /// Walks a body whose `return`s and `?` leave only itself: that of a closure or an `async` block.
    pub(in crate::flow) fn returning(&mut self, body: ExprId) -> Value {
        let outer = std::mem::take(&mut self.ret);
        let returned = std::mem::replace(&mut self.returned, false);
        let mut value = self.eval(body);
        let early = std::mem::replace(&mut self.ret, outer);
        if std::mem::replace(&mut self.returned, returned) {
            value.join(early);
        }
        value
    }

    /// A parameter: a node that callers fill, unless its type holds its data in fields of its own.
    fn parameter(&mut self, index: u8, pat: PatId) {
        let ty = self.analysis.program.fns[self.id as usize]
            .params
            .get(usize::from(index))
            .copied()
            .unwrap_or_default();
        let mut value = Value::default();
        if let Some((key, why)) = self.type_source(ty) {
            let range = self.unit.facts.fns[(self.id - self.unit.bases.fns) as usize].name_range;
            value = Value::of(self.source(key, range, Confidence::High, why));
        } else if self.holds_by_itself(ty) {
            value = Value::of(Atom::new(Origin::Param(self.id, index, Access::WHOLE)));
        }
        // The node is named where it is looked at from outside, so the binding does not name it again.
        self.bind(pat, value, ty, false);
    }

    pub(super) fn eval(&mut self, id: ExprId) -> Value {
        if self.depth > DEPTH || self.fuel == 0 {
            return Value::default();
        }
        self.fuel -= 1;
        self.depth += 1;
        let value = self.eval_within(id);
        self.depth -= 1;
        if self.tails.contains(&id) {
            self.respond(id, &value);
        }
        if self.notes.is_some() {
            self.note(id, &value);
        }
        value
    }

    fn eval_within(&mut self, id: ExprId) -> Value {
        match self.unit.facts.exprs[id.at()] {
            Expr::Str(text) => Value {
                text: Some(self.unit.text(text).into()),
                ..Value::clean()
            },
            Expr::Scalar(_) => Value::clean(),
            Expr::Local(local) => self.env.get(&local).cloned().unwrap_or_default(),
            Expr::Path(path) => self.path(path),
            Expr::Field(base, name) => {
                let value = self.eval(base);
                let ty = self.ty(base);
                let name = self.unit.sym(name);
                let of = self.owner(base);
                self.read(&value, ty, Called { name, of }, self.range(id))
            }
            Expr::Index(base, index) => {
                let value = self.eval(base);
                let key = self.eval(index);
                match self.unit.calls.get(&id) {
                    Some(target) => self.implemented(id, (base, value), target),
                    None => self.element(value, key.text.as_deref(), self.range(id)),
                }
            }
            Expr::Call(callee, args) => self.call(id, callee, args),
            Expr::Method(m) => self.method(id, m as usize),
            Expr::Struct(path, fields) => self.structure(id, path, fields),
            Expr::Object(fields) => self.object(fields),
            Expr::Tuple(items) => self.tuple(items),
            Expr::Array(items) | Expr::Join(items) => {
                let mut value = Value::clean();
                value.complete = false;
                for &item in self.list(items) {
                    let item = self.eval(ExprId(item));
                    value.known &= item.known;
                    value.add(item.atoms);
                }
                value
            }
            Expr::Closure(c) => self.closure(c),
            Expr::Block(items, valued) => self.block(items, valued),
            Expr::Async(body) => self.returning(body),
            Expr::Await(inner) | Expr::RefMut(inner) => self.eval(inner),
            Expr::Let(pat, init, other) => self.binding(pat, init, other),
            Expr::If(cond, then, other) => self.branching(cond, then, other),
            Expr::Match(value, arms) => self.matching(value, arms),
            Expr::Loop(cond, body) => self.endless(cond, body),
            Expr::For(pat, iter, body) => self.each(id, pat, iter, body),
            Expr::Assign(place, value) => {
                let value = self.eval(value);
                self.assign(place, value, false);
                Value::clean()
            }
            Expr::AssignOp(place, value) => {
                let value = self.eval(value);
                self.assign(place, value, true);
                Value::clean()
            }
            Expr::Binary(op, a, b) => match self.unit.calls.get(&id) {
                Some(target) => self.operated(id, (a, b), target),
                None => self.binary(op, a, b),
            },
            Expr::Not(inner) => {
                self.eval(inner);
                Value::clean()
            }
            Expr::Try(inner) => self.tried(id, inner),
            Expr::Return(value) => {
                if let Some(value) = value {
                    let value = self.eval(value);
                    self.give_back(value);
                }
                Value::clean()
            }
            Expr::Break(value) => self.leave(value),
            Expr::Cast(inner, ty) => {
                let value = self.eval(inner);
                let ty = self.unit.types[ty.at()];
                if self.analysis.program.is_inert(self.analysis.catalog, ty) {
                    Value::clean()
                } else {
                    value
                }
            }
            Expr::Macro(m) => self.macro_call(m),
        }
    }
}
