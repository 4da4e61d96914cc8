//! Branches, loops and blocks of a walk: what is bound in them and the conditions under which the rest stands.

use super::Walk;
use crate::facts::{Expr, ExprId, List, LocalId, Part, Pat, PatId};
use crate::flow::Condition;
use crate::flow::value::{Access, Value};
use crate::link::types::Ty;

/// How many guards a sink remembers.
const GUARDS: usize = 8;

/// How many words of its own a text has that tells something by itself.
const SENTENCE: usize = 3;

/// Whether a format string says something beside what is put into it.
fn is_sentence(template: &str) -> bool {
    let own = template
        .split('{')
        .map(|p| p.rsplit('}').next().unwrap_or(p));
    let words = own.flat_map(str::split_whitespace);
    let told = words.filter(|w| w.len() > 1 && w.chars().all(char::is_alphabetic));
    told.count() >= SENTENCE
}

impl Walk<'_> {
    /// Runs something under a condition.
    pub(in crate::flow) fn guarded<T>(
        &mut self,
        guard: Condition,
        inner: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let pushed = self.guards.len() < GUARDS;
        if pushed {
            self.guards.push(guard);
        }
        self.branch += 1;
        let result = inner(self);
        self.branch -= 1;
        if pushed {
            self.guards.pop();
        }
        result
    }

    pub(super) fn block(&mut self, items: List, valued: bool) -> Value {
        let items = self.list(items);
        let outer = self.statement;
        let mut early = 0;
        let mut result = Value::clean();
        for (i, &item) in items.iter().enumerate() {
            let id = ExprId(item);
            self.statement = self.range(id);
            let value = self.eval(id);
            // `if !allowed { return … }`: what follows stands under the opposite condition.
            if let Expr::If(cond, then, None) = self.unit.facts.exprs[id.at()]
                && self.diverges(then)
                && self.guards.len() < GUARDS
            {
                let range = self.range(cond);
                self.guards.push(Condition {
                    range,
                    holds: false,
                });
                early += 1;
            }
            if i + 1 == items.len() && valued {
                result = value;
            }
        }
        for _ in 0..early {
            self.guards.pop();
        }
        self.statement = outer;
        result
    }

    pub(super) fn diverges(&self, id: ExprId) -> bool {
        match self.unit.facts.exprs[id.at()] {
            Expr::Return(_) | Expr::Break(_) => true,
            Expr::Block(items, _) => self
                .list(items)
                .last()
                .is_some_and(|l| self.diverges(ExprId(*l))),
            _ => false,
        }
    }

    pub(super) fn binding(
        &mut self,
        pat: PatId,
        init: Option<ExprId>,
        other: Option<ExprId>,
    ) -> Value {
        let (value, ty) = match init {
            Some(init) => (self.eval(init), self.ty(init)),
            None => (Value::default(), Ty::UNKNOWN),
        };
        if let Some(other) = other {
            let range = self.range(other);
            let guard = Condition { range, holds: true };
            self.guarded(guard, |w| w.eval(other));
        }
        if let Some(init) = init {
            let spelled = (self.is_spelled_out(init) || self.is_of_a_macro(pat, init))
                && self.is_generally_named(pat);
            self.bind(pat, value, ty, !spelled);
        }
        Value::clean()
    }

    /// `json!({ "id": id, "stream": true })`, `format!("could not load {path}: {err}")`: what is in it stands there.
    fn is_spelled_out(&self, init: ExprId) -> bool {
        let exprs = &self.unit.facts.exprs;
        match exprs[init.at()] {
            Expr::Object(_) => true,
            Expr::Macro(m) => {
                let args = &self.unit.facts.macros[m.at()].args;
                let object =
                    args.len() == 1 && matches!(exprs[args[0].value.at()], Expr::Object(_));
                object
                    || args.iter().any(|a| match exprs[a.value.at()] {
                        Expr::Str(text) => {
                            a.part == Part::Template && is_sentence(self.unit.text(text))
                        }
                        _ => false,
                    })
            }
            _ => false,
        }
    }

    /// A local that a macro of the project makes where it is called: its name is not written there, and says nothing of
    /// what the macro is handed.
    fn is_of_a_macro(&self, pat: PatId, init: ExprId) -> bool {
        let Pat::Bind(local, _) = self.unit.facts.pats[pat.at()] else {
            return false;
        };
        // What a macro makes stands where its call starts; what is written has its name before its value.
        self.unit.facts.locals[local.at()].range.start >= self.range(init).start
    }

    /// A local called by a general word, such as `body`.
    fn is_generally_named(&mut self, pat: PatId) -> bool {
        let Pat::Bind(local, _) = self.unit.facts.pats[pat.at()] else {
            return false;
        };
        let name = self.unit.facts.locals[local.at()].name;
        self.names.general(self.analysis, self.unit.sym(name))
    }

    pub(super) fn branching(&mut self, cond: ExprId, then: ExprId, other: Option<ExprId>) -> Value {
        // What the condition binds belongs to the branch.
        self.branch += 1;
        self.eval(cond);
        self.branch -= 1;
        let range = self.range(cond);
        let guard = |holds| Condition { range, holds };
        let tested = self.tested(cond);
        let mut value = self.guarded(guard(true), |w| {
            let before = std::mem::replace(&mut w.tested, tested);
            let value = w.eval(then);
            w.tested = before;
            value
        });
        match other {
            Some(other) => {
                let other = self.guarded(guard(false), |w| w.eval(other));
                value.join(other);
            }
            None => value = Value::clean(),
        }
        value
    }

    /// `if shown.password.is_some() { … }`: the place that is asked whether it holds anything, and the branch behind.
    fn tested(&self, cond: ExprId) -> Option<(LocalId, Access, u32)> {
        let exprs = &self.unit.facts.exprs;
        let asked = |at: ExprId, by: &str| match exprs[at.at()] {
            Expr::Method(m) => {
                let method = &self.unit.facts.methods[m as usize];
                (self.unit.text(method.name) == by).then_some(method.recv)
            }
            _ => None,
        };
        let place = match exprs[cond.at()] {
            Expr::Let(_, init, _) => init,
            Expr::Not(inner) => asked(inner, "is_empty").or_else(|| asked(inner, "is_none")),
            _ => asked(cond, "is_some"),
        }?;
        let (local, path) = self.place(place);
        Some((local?, path, self.branch + 1))
    }

    pub(super) fn matching(&mut self, scrutinee: ExprId, arms: List) -> Value {
        let value = self.eval(scrutinee);
        let ty = self.ty(scrutinee);
        let mut result: Option<Value> = None;
        for i in arms.start..arms.start + arms.len {
            let arm = self.unit.facts.arms[i as usize];
            let range = arm
                .guard
                .map_or_else(|| self.range(scrutinee), |g| self.range(g));
            let guard = Condition { range, holds: true };
            let arm_value = self.guarded(guard, |w| {
                w.bind(arm.pat, value.clone(), ty, true);
                if let Some(guard) = arm.guard {
                    w.eval(guard);
                }
                w.eval(arm.body)
            });
            match &mut result {
                Some(result) => result.join(arm_value),
                None => result = Some(arm_value),
            }
        }
        result.unwrap_or_default()
    }
}
