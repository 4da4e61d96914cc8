//! Loops: their bodies are walked twice, and what they are left with is their value.

use super::Walk;
use crate::facts::{Expr, ExprId, PatId};
use crate::finding::Confidence;
use crate::flow::calls::{Arg, Call};
use crate::flow::naming::Named;
use crate::flow::trail::Kind;
use crate::flow::value::{Access, Value};
use crate::link::symbols::known;
use crate::link::types::{Head, Ty};
use crate::link::typing::Target;

/// How deep loops are walked twice.
const LOOPS: u32 = 2;

impl Walk<'_> {
    /// Walks a loop's body as often as it takes for one turn to see what the last one left behind.
    pub(super) fn turns(&mut self, mut body: impl FnMut(&mut Self)) {
        self.loops += 1;
        self.branch += 1;
        body(self);
        if self.loops <= LOOPS {
            body(self);
        }
        self.branch -= 1;
        self.loops -= 1;
    }

    /// `for pat in iter { body }`
    pub(super) fn each(&mut self, id: ExprId, pat: PatId, iter: ExprId, body: ExprId) -> Value {
        let mut value = self.eval(iter);
        let program = self.analysis.program;
        let mut ty = program.payload(self.analysis.catalog, self.ty(iter));
        if let Some(target) = self.unit.calls.get(&id) {
            // `for line in lines`: an impl of the workspace says what comes.
            value = self.implemented(id, (iter, value), target);
            ty = self.ty(id);
        } else if let Some(entries) = self.entries(&value, iter, body) {
            value = entries;
            ty = Ty::UNKNOWN;
        }
        self.turns(|w| {
            w.bind(pat, value.clone(), ty, true);
            w.eval(body);
        });
        Value::clean()
    }

    /// Names and values of something that shows a datum when it is printed whole, such as headers. A body that asks
    /// which one it has may leave out the one that counts.
    fn entries(&mut self, value: &Value, iter: ExprId, body: ExprId) -> Option<Value> {
        let program = self.analysis.program;
        let Head::Ext(e) = program.types.head(self.ty(iter)) else {
            return None;
        };
        let models = self.analysis.catalog.models;
        let model = models.ty(program.text(e.root), program.text(e.last))?;
        let key = model.prints.filter(|_| !value.known)?;
        let asks = |at: u32| matches!(self.unit.facts.exprs[at as usize], Expr::If(..));
        let picks = (iter.0 + 1..body.0).any(asks);
        let named = Named {
            key,
            confidence: if picks {
                Confidence::Low
            } else {
                Confidence::High
            },
            why: format!("`{}` holds it", program.text(e.last)),
            general: false,
        };
        let atom = self.named_source(named, self.range(iter));
        let entry = Value::of(atom).under(Access::field(known::ONE));
        Some(Value {
            complete: true,
            ..entry
        })
    }

    /// A method of the workspace that an operator or a loop stands for.
    pub(super) fn implemented(
        &mut self,
        id: ExprId,
        (recv, value): (ExprId, Value),
        target: &Target,
    ) -> Value {
        let recv = Arg { id: recv, value };
        self.apply(Call {
            id,
            name: known::EMPTY,
            recv: Some(recv),
            args: Vec::new(),
            target,
        })
    }

    /// `value?`: what failed is returned, as what the function fails with.
    pub(super) fn tried(&mut self, id: ExprId, inner: ExprId) -> Value {
        let path = Access::field(known::ERROR_PATH);
        let mut value = self.eval(inner);
        let mut failed = Value {
            complete: value.complete,
            atoms: value.part(path),
            ..Value::default()
        };
        value.clear(path);
        if let Some(target) = self.unit.calls.get(&id) {
            let arg = Arg {
                id: inner,
                value: failed,
            };
            let call = Call {
                id,
                name: known::FROM_FN,
                recv: None,
                args: vec![arg],
                target,
            };
            let range = self.range(id);
            failed = match target {
                Target::Fn(f) => self.through(*f, &call, range),
                Target::Many(fs) => self.through_many(fs, &call, range),
                _ => Value::default(),
            };
        }
        let mut failed = failed.under(path);
        if !failed.atoms.is_empty() {
            self.step(&mut failed, self.range(id), Kind::Failed);
            self.ret.add(failed.atoms);
        }
        value
    }

    /// `a + b` by an impl of the workspace.
    pub(super) fn operated(
        &mut self,
        id: ExprId,
        (a, b): (ExprId, ExprId),
        target: &Target,
    ) -> Value {
        let arg = |w: &mut Self, id| Arg {
            id,
            value: w.eval(id),
        };
        let (recv, other) = (arg(self, a), arg(self, b));
        self.apply(Call {
            id,
            name: known::EMPTY,
            recv: Some(recv),
            args: vec![other],
            target,
        })
    }

    /// `loop`, `while` and labelled blocks: the value is what they are left with.
    pub(super) fn endless(&mut self, cond: Option<ExprId>, body: ExprId) -> Value {
        self.left.push(None);
        self.turns(|w| {
            if let Some(cond) = cond {
                w.eval(cond);
            }
            w.eval(body);
        });
        self.left.pop().flatten().unwrap_or_default()
    }

    /// `break value`. Labels are not kept, so each loop around may be the one that is left.
    pub(super) fn leave(&mut self, value: Option<ExprId>) -> Value {
        let Some(value) = value else {
            return Value::clean();
        };
        let value = self.eval(value);
        for left in &mut self.left {
            match left {
                Some(left) => left.join(value.clone()),
                None => *left = Some(value.clone()),
            }
        }
        Value::clean()
    }
}
