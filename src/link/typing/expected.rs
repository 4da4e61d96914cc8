//! Types that are asked for from outside: what `into()`, `parse()` and their like have to give.
//!
//! In: an expression and the type that an annotation, a parameter, a field or a return type asks of it. Out: the
//! expression's type where nothing else told it, and the workspace's conversion that is called.

use super::{Target, Typer};
use crate::facts::{Expr, ExprId};
use crate::link::Holder;
use crate::link::symbols::{Sym, known};
use crate::link::types::{Head, Ty};

/// How deep blocks, branches and wrappers are looked through.
const DEPTH: u32 = 32;

impl Typer<'_> {
    /// An expression has to be of a type.
    pub(super) fn expect(&mut self, id: ExprId, ty: Ty) {
        self.asked(id, self.own(ty), 0);
    }

    fn asked(&mut self, id: ExprId, ty: Ty, depth: u32) {
        if !ty.is_known() || depth > DEPTH {
            return;
        }
        match self.unit.facts.exprs[id.at()] {
            Expr::Block(items, true) => {
                if let Some(last) = self.list(items).last() {
                    self.asked(ExprId(*last), ty, depth + 1);
                }
            }
            Expr::If(_, then, other) => {
                self.asked(then, ty, depth + 1);
                if let Some(other) = other {
                    self.asked(other, ty, depth + 1);
                }
            }
            Expr::Match(_, arms) => {
                for i in arms.start..arms.start + arms.len {
                    self.asked(self.unit.facts.arms[i as usize].body, ty, depth + 1);
                }
            }
            Expr::Try(inner) | Expr::Await(inner) => self.asked(inner, ty, depth + 1),
            Expr::Call(callee, args) => {
                let Some(first) = self.list(args).first() else {
                    return;
                };
                match self.out.calls.get(&id) {
                    Some(Target::Wrap) => {
                        self.asked(ExprId(*first), self.seen().success(ty), depth + 1);
                    }
                    Some(Target::Model(_)) if self.is_wrapped_by(callee, ty) => {
                        let inner = self.seen().peel(self.catalog, ty);
                        self.asked(ExprId(*first), inner, depth + 1);
                    }
                    _ => {}
                }
            }
            Expr::Tuple(items) if self.types().head(ty) == Head::Tuple => {
                let parts = self.types().args(ty).to_vec();
                for (item, part) in self.list(items).iter().zip(parts) {
                    self.asked(ExprId(*item), part, depth + 1);
                }
            }
            Expr::Method(m) => self.converted(m as usize, ty),
            _ => {}
        }
        if !self.out.exprs[id.at()].is_known() {
            self.out.exprs[id.at()] = ty;
        }
    }

    /// `Json(x)` where a `Json<T>` is asked for: the call is the constructor of the type.
    fn is_wrapped_by(&self, callee: ExprId, ty: Ty) -> bool {
        let (Expr::Path(path), Head::Ext(asked)) =
            (self.unit.facts.exprs[callee.at()], self.types().head(ty))
        else {
            return false;
        };
        let last = self.unit.facts.paths[path.at()].segments.last();
        last.is_some_and(|n| self.unit.sym(*n) == asked.last)
            && self.seen().is_wrapper(self.catalog, ty)
    }

    /// `x.into()` of a workspace type is its `From::from`, `try_into` its `try_from`, `parse` its `from_str`.
    fn converted(&mut self, m: usize, ty: Ty) {
        let call = &self.unit.facts.methods[m];
        let name = match self.program.text(self.unit.sym(call.name)) {
            "into" => known::FROM_FN,
            "try_into" => known::TRY_FROM_FN,
            "parse" => known::FROM_STR_FN,
            _ => return,
        };
        let payload = self.seen().payload(self.catalog, ty);
        let Head::Adt(adt) = self.types().head(payload) else {
            return;
        };
        let recv = self.out.exprs[call.recv.at()];
        let found = self.conversions(adt, name, recv);
        if found != Target::Unknown {
            self.out.methods[m] = found;
        }
    }

    /// `value?` of one error in a function that fails with another: its `From::from`.
    pub(super) fn failed_as(&mut self, id: ExprId, from: Ty) {
        let Some(function) = self.function else {
            return;
        };
        let to = self.seen().failure(self.program.fns[function as usize].ret);
        let from = self.seen().failure(from);
        let Head::Adt(adt) = self.types().head(to) else {
            return;
        };
        if from == to || !from.is_known() {
            return;
        }
        let found = self.conversions(adt, known::FROM_FN, from);
        if found != Target::Unknown {
            self.out.calls.insert(id, found);
        }
    }

    /// The conversions of a type that take a value of another; all of them where that one is not known.
    fn conversions(&self, adt: u32, name: Sym, from: Ty) -> Target {
        let Some(all) = self.program.assoc.get(&(Holder::Adt(adt), name)) else {
            return Target::Unknown;
        };
        let peeled = self.seen().payload(self.catalog, from);
        let fits = |f: &&u32| {
            let taken = self.program.fns[**f as usize].params.first().copied();
            let taken = taken.unwrap_or_default();
            taken == from || self.seen().payload(self.catalog, taken) == peeled
        };
        let fitting: Vec<u32> = all.iter().filter(fits).copied().collect();
        match (from.is_known(), fitting.as_slice()) {
            (true, []) => Target::Unknown,
            (true, found) => super::calls::some_of(found),
            (false, _) => super::calls::some_of(all),
        }
    }
}
