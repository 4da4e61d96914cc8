//! Whether a condition is a gate's: the gate itself, a form of it, or a function that stands for it.
//!
//! In: a claim about a place. Out: whether it can hold only where a gate is open. `a && gate` is when it is true,
//! `a || gate` is not; `!gate` is when it is false.

use super::Gates;
use super::dominance::{self, Claim};
use crate::facts::{BinOp, Expr, ExprId, LocalId, Owner, Pat, PatId};
use crate::link::Unit;
use crate::link::resolve::{Def, Space};
use crate::link::types::Head;

/// How many functions, locals and conditions deep a gate is looked for.
const DEPTH: u32 = 8;

impl Gates<'_> {
    /// Whether a claim holds only where a gate is open.
    pub(super) fn claimed(&self, unit: &Unit, f: u32, claim: Claim, depth: u32) -> bool {
        match claim {
            Claim::Is(cond, truth) => self.means(unit, f, cond, truth, depth),
            Claim::Passed(value) => self.passed(unit, f, value, depth),
            Claim::Matched(value, pat) => match pattern(unit, pat) {
                Some(truth) => {
                    self.means(unit, f, value, truth, depth)
                        || truth && self.passed(unit, f, value, depth)
                }
                None => false,
            },
        }
    }

    /// Whether a condition that is true (or false) means that a gate is open.
    pub(super) fn means(&self, unit: &Unit, f: u32, id: ExprId, truth: bool, depth: u32) -> bool {
        if depth > DEPTH {
            return false;
        }
        let next = |id, truth| self.means(unit, f, id, truth, depth + 1);
        match unit.facts.exprs[id.at()] {
            Expr::Not(inner) => next(inner, !truth),
            Expr::Binary(BinOp::And, a, b) if truth => next(a, true) || next(b, true),
            Expr::Binary(BinOp::And, a, b) => next(a, false) && next(b, false),
            Expr::Binary(BinOp::Or, a, b) if truth => next(a, true) && next(b, true),
            Expr::Binary(BinOp::Or, a, b) => next(a, false) || next(b, false),
            Expr::Binary(BinOp::Compare, a, b) => self.compared(unit, f, (a, b), truth, depth),
            Expr::Await(inner) | Expr::Try(inner) | Expr::RefMut(inner) | Expr::Cast(inner, _) => {
                next(inner, truth)
            }
            Expr::Block(items, true) => unit
                .facts
                .ids(items)
                .last()
                .is_some_and(|last| next(last, truth)),
            Expr::Local(local) => {
                let init = self.initial(unit, f, local);
                init.is_some_and(|init| next(init, truth))
            }
            Expr::Field(..) | Expr::Path(_) => truth && self.names(unit, f, id),
            Expr::Call(_, args) => {
                truth
                    && (self.names(unit, f, id)
                        || unit.facts.ids(args).any(|a| self.is_key(unit, a)))
                    || self.stands_for(unit, id, truth, depth)
            }
            Expr::Method(m) => self.method(unit, f, (id, m), truth, depth),
            _ => false,
        }
    }

    /// `gate == true`, `level != Level::Off`: an equality with a gate on one side.
    fn compared(
        &self,
        unit: &Unit,
        f: u32,
        (a, b): (ExprId, ExprId),
        truth: bool,
        depth: u32,
    ) -> bool {
        let between = (unit.facts.spans[a.at()].end, unit.facts.spans[b.at()].start);
        let file = self.context.sources.file(unit.file);
        let operator = file
            .text
            .get(between.0 as usize..between.1 as usize)
            .unwrap_or("")
            .trim();
        let literal = |id: ExprId| match unit.facts.exprs[id.at()] {
            Expr::Scalar(t) => Some(unit.text(t) != "false"),
            Expr::Path(_) => Some(dominance::last_name(unit, id) != "None"),
            _ => None,
        };
        let said = literal(b).or_else(|| literal(a)).unwrap_or(true);
        let truth = match operator {
            "!=" => truth != said,
            "==" => truth == said,
            _ => truth,
        };
        [a, b]
            .into_iter()
            .any(|side| self.means(unit, f, side, truth, depth + 1))
    }

    /// A method on a gate keeps its sense (`.unwrap_or(false)`, `.load(…)`), or turns it (`.is_none()`).
    fn method(&self, unit: &Unit, f: u32, (id, m): (ExprId, u32), truth: bool, depth: u32) -> bool {
        let method = &unit.facts.methods[m as usize];
        let turns = matches!(
            unit.text(method.name),
            "is_none" | "is_err" | "is_empty" | "not"
        );
        if truth && self.names(unit, f, id) || self.stands_for(unit, id, truth, depth) {
            return true;
        }
        if truth && unit.facts.ids(method.args).any(|a| self.is_key(unit, a)) {
            return true;
        }
        // `user.is_some_and(|u| u.consent)`
        let closures = unit
            .facts
            .ids(method.args)
            .any(|a| match unit.facts.exprs[a.at()] {
                Expr::Closure(c) => {
                    let body = unit.facts.closures[c as usize].body;
                    self.means(unit, f, body, truth, depth + 1)
                }
                _ => false,
            });
        closures || self.means(unit, f, method.recv, truth != turns, depth + 1)
    }

    /// A `Result` or `Option` that is no failure only where a gate is open.
    fn passed(&self, unit: &Unit, f: u32, id: ExprId, depth: u32) -> bool {
        if depth > DEPTH {
            return false;
        }
        let next = |id| self.passed(unit, f, id, depth + 1);
        match unit.facts.exprs[id.at()] {
            Expr::Await(inner) | Expr::Try(inner) | Expr::RefMut(inner) => next(inner),
            Expr::Local(local) => self.initial(unit, f, local).is_some_and(next),
            Expr::Field(..) => self.names(unit, f, id),
            Expr::Call(..) => self.names(unit, f, id) || self.ensures(unit, id, depth),
            Expr::Method(m) => {
                let method = &unit.facts.methods[m as usize];
                self.names(unit, f, id)
                    || self.ensures(unit, id, depth)
                    || match unit.text(method.name) {
                        // `allowed.then_some(())?`
                        "then" | "then_some" | "ok_or_else" | "ok_or" => {
                            self.means(unit, f, method.recv, true, depth + 1) || next(method.recv)
                        }
                        _ => next(method.recv),
                    }
            }
            _ => false,
        }
    }

    /// A call of a function whose result is a gate's: `fn may(&self) -> bool { self.settings.capture }`.
    fn stands_for(&self, unit: &Unit, id: ExprId, truth: bool, depth: u32) -> bool {
        let called = unit.functions_called(id);
        !called.is_empty()
            && called.iter().all(|g| {
                let (inner, function) = self.context.program.function(*g);
                let Some(body) = function.body else { return false };
                let ends = self.ends(*g, body);
                !ends.is_empty()
                    && ends.iter().all(|end| {
                        let says = matches!(inner.facts.exprs[end.at()], Expr::Scalar(t) if (inner.text(t) == "true") != truth);
                        says || self.means(inner, *g, *end, truth, depth + 2)
                            || truth && self.dominates(*g, inner.facts.spans[end.at()])
                    })
            })
    }

    /// A call of a function that succeeds only behind a gate: `fn ensure(&self) -> Result<()>`.
    fn ensures(&self, unit: &Unit, id: ExprId, depth: u32) -> bool {
        let called = unit.functions_called(id);
        depth < DEPTH
            && !called.is_empty()
            && called.iter().all(|g| self.succeeds_behind(*g, depth))
    }

    /// Whether all successful ends of a function are behind a gate.
    pub(super) fn succeeds_behind(&self, g: u32, depth: u32) -> bool {
        let (unit, function) = self.context.program.function(g);
        let Some(body) = function.body else {
            return false;
        };
        let good: Vec<ExprId> = self
            .ends(g, body)
            .into_iter()
            .filter(|end| {
                !dominance::is_failure(unit, *end) && dominance::last_name(unit, *end) != "None"
            })
            .collect();
        !good.is_empty()
            && good.iter().all(|end| {
                self.dominates(g, unit.facts.spans[end.at()])
                    || self.passed(unit, g, *end, depth + 2)
            })
    }

    /// The expressions whose value a function returns.
    fn ends(&self, g: u32, body: ExprId) -> Vec<ExprId> {
        let (unit, function) = self.context.program.function(g);
        let mut ends = Vec::new();
        tails(unit, body, &mut ends);
        for at in function.exprs.0..function.exprs.1 {
            if let Expr::Return(Some(value)) = unit.facts.exprs[at as usize] {
                tails(unit, value, &mut ends);
            }
        }
        ends
    }

    /// Whether an expression is a gate by what it names.
    fn names(&self, unit: &Unit, f: u32, id: ExprId) -> bool {
        let program = self.context.program;
        let own = program.fns[f as usize].self_ty;
        let by_name = |text: &str| self.names.iter().any(|n| n == text);
        match unit.facts.exprs[id.at()] {
            Expr::Call(callee, _) => {
                let called = unit.functions_called(id);
                called.iter().any(|g| self.fns.contains(g))
                    || called.is_empty() && by_name(dominance::last_name(unit, callee))
            }
            Expr::Method(m) => {
                let called = unit.functions_called(id);
                let name = unit.text(unit.facts.methods[m as usize].name);
                called.iter().any(|g| self.fns.contains(g))
                    || called.is_empty() && (by_name(name) || self.fn_named(name))
            }
            Expr::Field(base, name) => {
                let sym = unit.sym(name);
                let ty = unit.expr_types[base.at()];
                match program.field_of(self.context.catalog, ty, sym) {
                    Some((holder, _)) => match program.types.head(holder) {
                        Head::Adt(a) => self.fields.contains(&(a, sym)) || by_name(unit.text(name)),
                        _ => by_name(unit.text(name)),
                    },
                    // The type is not known, so the name has to do.
                    None => self.fields.iter().any(|(_, n)| *n == sym) || by_name(unit.text(name)),
                }
            }
            Expr::Path(path) => match program.def(unit, path, Space::Value, own) {
                Some((Def::Const(c), _)) => self.consts.contains(&c),
                _ => by_name(dominance::last_name(unit, id)),
            },
            _ => false,
        }
    }

    /// A method of an unknown receiver that is named as a gate's method is.
    fn fn_named(&self, name: &str) -> bool {
        let program = self.context.program;
        self.fns.iter().any(|g| {
            let is_method = !matches!(program.function(*g).1.owner, Owner::Free);
            is_method && program.text(program.fns[*g as usize].name) == name
        })
    }

    /// A literal that is a gate's setting key: `env::var("DEBUG_CAPTURE")`.
    fn is_key(&self, unit: &Unit, id: ExprId) -> bool {
        matches!(unit.facts.exprs[id.at()], Expr::Str(t) if self.keys.iter().any(|k| k == unit.text(t)))
    }

    /// What a local was bound to, where it is bound to a name by `let` and never assigned again.
    fn initial(&self, unit: &Unit, f: u32, local: LocalId) -> Option<ExprId> {
        let (_, function) = self.context.program.function(f);
        let mut init = None;
        for at in function.exprs.0..function.exprs.1 {
            match unit.facts.exprs[at as usize] {
                Expr::Let(pat, Some(value), _) if matches!(unit.facts.pats[pat.at()], Pat::Bind(l, _) if l == local) =>
                {
                    init = Some(value);
                }
                Expr::Assign(place, _) | Expr::AssignOp(place, _)
                    if unit.facts.exprs[place.at()] == Expr::Local(local) =>
                {
                    return None;
                }
                _ => {}
            }
        }
        init
    }
}

/// The last expressions of a value: of a block, of each branch.
fn tails(unit: &Unit, id: ExprId, out: &mut Vec<ExprId>) {
    match unit.facts.exprs[id.at()] {
        Expr::Block(items, true) => {
            if let Some(last) = unit.facts.ids(items).last() {
                tails(unit, last, out);
            }
        }
        Expr::Async(inner) => tails(unit, inner, out),
        Expr::If(_, then, Some(other)) => {
            tails(unit, then, out);
            tails(unit, other, out);
        }
        Expr::Match(_, arms) => {
            for i in arms.start..arms.start + arms.len {
                tails(unit, unit.facts.arms[i as usize].body, out);
            }
        }
        Expr::Return(_) | Expr::Block(..) => {}
        _ => out.push(id),
    }
}

/// What a pattern says of the value it matched: there is something, there is nothing, or it does not say.
fn pattern(unit: &Unit, pat: PatId) -> Option<bool> {
    let last = |path: crate::facts::PathId| {
        let path = &unit.facts.paths[path.at()];
        path.segments.last().map_or("", |n| unit.text(*n))
    };
    match unit.facts.pats[pat.at()] {
        Pat::Lit(text) => Some(unit.text(text) != "false"),
        Pat::Path(path) => Some(last(path) != "None"),
        Pat::TupleStruct(path, _) | Pat::Struct(path, _) => Some(last(path) != "Err"),
        Pat::Bind(_, sub) => sub.and_then(|s| pattern(unit, s)),
        _ => None,
    }
}
