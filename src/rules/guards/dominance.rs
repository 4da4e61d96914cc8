//! What is known to hold where a place in a function is reached.
//!
//! In: a function's body and a place in it. Out: [`Claim`]s: conditions the place stands under, checks that came
//! before it and would have ended the function, patterns that must have matched. Nothing is known here of what the
//! conditions mean.

use crate::catalog::Conventions;
use crate::facts::{BinOp, Expr, ExprId, List, PatId, Range};
use crate::link::Unit;

/// Something that holds at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Claim {
    /// A condition is true, or false.
    Is(ExprId, bool),
    /// A `Result` or `Option` was no failure: `check()?`.
    Passed(ExprId),
    /// A value matched a pattern.
    Matched(ExprId, PatId),
}

/// All that holds at a place of a body, outermost first.
pub(super) fn claims(unit: &Unit, body: ExprId, place: Range) -> Vec<Claim> {
    let mut found = Found {
        unit,
        claims: Vec::new(),
    };
    let way = unit.facts.around(body, place);
    for pair in way.windows(2) {
        found.entered(pair[0], pair[1]);
    }
    found.claims
}

/// Whether an expression never comes to its end: it returns, breaks or panics.
pub(super) fn diverges(unit: &Unit, id: ExprId) -> bool {
    let facts = &unit.facts;
    match facts.exprs[id.at()] {
        Expr::Return(_) | Expr::Break(_) => true,
        Expr::Block(items, _) => facts.ids(items).any(|i| diverges(unit, i)),
        Expr::If(_, then, Some(other)) => diverges(unit, then) && diverges(unit, other),
        Expr::Match(_, arms) => {
            let mut bodies = arms_of(unit, arms).map(|(_, _, body)| body);
            arms.len > 0 && bodies.all(|b| diverges(unit, b))
        }
        Expr::Try(inner) => is_failure(unit, inner),
        Expr::Call(callee, _) => Conventions::embedded()
            .control
            .ends
            .hold(last_name(unit, callee)),
        Expr::Macro(m) => {
            let path = &facts.paths[facts.macros[m.at()].path.at()];
            let last = path.segments.last().map_or("", |n| unit.text(*n));
            Conventions::embedded().control.ends.hold(last)
        }
        _ => false,
    }
}

/// `Err(…)`, which a `?` behind it returns.
pub(super) fn is_failure(unit: &Unit, id: ExprId) -> bool {
    matches!(unit.facts.exprs[id.at()], Expr::Call(callee, _) if last_name(unit, callee) == "Err")
}

/// The last name of a path that is called or used.
pub(crate) fn last_name(unit: &Unit, id: ExprId) -> &str {
    match unit.facts.exprs[id.at()] {
        Expr::Path(p) => {
            let path = &unit.facts.paths[p.at()];
            path.segments.last().map_or("", |n| unit.text(*n))
        }
        _ => "",
    }
}

fn arms_of(unit: &Unit, arms: List) -> impl Iterator<Item = (PatId, Option<ExprId>, ExprId)> + '_ {
    let run = arms.start as usize..(arms.start + arms.len) as usize;
    unit.facts.arms[run]
        .iter()
        .map(|a| (a.pat, a.guard, a.body))
}

struct Found<'u> {
    unit: &'u Unit,
    claims: Vec<Claim>,
}

impl Found<'_> {
    /// What holds in `child` because it is a part of `parent`.
    fn entered(&mut self, parent: ExprId, child: ExprId) {
        let unit = self.unit;
        match unit.facts.exprs[parent.at()] {
            Expr::If(cond, then, _) if child == then => self.truth(cond, true),
            Expr::If(cond, _, Some(other)) if child == other => self.truth(cond, false),
            Expr::Loop(Some(cond), body) if child == body => self.truth(cond, true),
            Expr::Binary(BinOp::And, left, right) if child == right => self.truth(left, true),
            Expr::Binary(BinOp::Or, left, right) if child == right => self.truth(left, false),
            Expr::Match(value, arms) if child != value => {
                self.settled(value);
                for (pat, guard, body) in arms_of(unit, arms) {
                    if body == child || guard == Some(child) {
                        self.claims.push(Claim::Matched(value, pat));
                        if let Some(guard) = guard.filter(|g| *g != child) {
                            self.truth(guard, true);
                        }
                    }
                }
            }
            Expr::Method(m) => {
                let method = &unit.facts.methods[m as usize];
                if child != method.recv {
                    self.settled(method.recv);
                    // `allowed.then(|| …)` runs its closure under the receiver's condition.
                    match unit.text(method.name) {
                        "then" => self.truth(method.recv, true),
                        "map" | "and_then" | "inspect" => {
                            self.claims.push(Claim::Passed(method.recv));
                        }
                        _ => {}
                    }
                }
            }
            Expr::Let(..) => {}
            _ => {
                for before in unit.facts.children(parent) {
                    if before == child {
                        break;
                    }
                    self.settled(before);
                }
            }
        }
    }

    /// A condition is known to be true or false, with the patterns in it.
    fn truth(&mut self, cond: ExprId, truth: bool) {
        match self.unit.facts.exprs[cond.at()] {
            Expr::Let(pat, Some(init), _) if truth => {
                self.settled(init);
                self.claims.push(Claim::Matched(init, pat));
            }
            Expr::Binary(BinOp::And, a, b) if truth => {
                self.truth(a, true);
                self.truth(b, true);
            }
            _ => self.claims.push(Claim::Is(cond, truth)),
        }
    }

    /// What holds after an expression has come to its end.
    fn settled(&mut self, id: ExprId) {
        let unit = self.unit;
        match unit.facts.exprs[id.at()] {
            Expr::Try(inner) => {
                self.settled(inner);
                self.claims.push(Claim::Passed(inner));
            }
            Expr::If(cond, then, other) => {
                let mut out = other;
                if diverges(unit, then) {
                    self.truth(cond, false);
                } else if other.is_some_and(|o| diverges(unit, o)) {
                    self.truth(cond, true);
                    out = Some(then);
                } else {
                    return;
                }
                if let Some(out) = out {
                    self.settled(out);
                }
            }
            Expr::Let(pat, Some(init), other) => {
                self.settled(init);
                if other.is_some() {
                    self.claims.push(Claim::Matched(init, pat));
                }
            }
            Expr::Match(value, arms) => self.survived(value, arms),
            Expr::Binary(BinOp::And | BinOp::Or, a, _) => self.settled(a),
            Expr::Closure(_) | Expr::Async(_) | Expr::Loop(..) => {}
            Expr::For(_, iter, _) => self.settled(iter),
            Expr::Macro(m) => {
                let call = &unit.facts.macros[m.at()];
                let path = &unit.facts.paths[call.path.at()];
                let name = path.segments.last().map_or("", |n| unit.text(*n));
                if let Some(cond) = call.args.first()
                    && Conventions::embedded().control.holds.hold(name)
                {
                    self.truth(cond.value, true);
                }
            }
            _ => {
                for child in unit.facts.children(id) {
                    self.settled(child);
                }
            }
        }
    }

    /// A match all but one of whose arms end the function: what comes behind it took that arm.
    fn survived(&mut self, value: ExprId, arms: List) {
        self.settled(value);
        let mut open = arms_of(self.unit, arms).filter(|(_, _, body)| !diverges(self.unit, *body));
        if let (Some((pat, guard, _)), None) = (open.next(), open.next()) {
            self.claims.push(Claim::Matched(value, pat));
            if let Some(guard) = guard {
                self.truth(guard, true);
            }
        }
    }
}
