//! What calls return: by a function's declaration, by a library's model, by the generic arguments they are given.
//!
//! In: a call's meaning and the types around it. Out: its type, unknown where nothing shows it.

use super::Typer;
use crate::catalog::{CallModel, Closure as Role};
use crate::facts::{Expr, ExprId, List, MacroCall};
use crate::link::Program;
use crate::link::resolve::{Def, Space};
use crate::link::types::{Head, Ty};

impl Typer<'_> {
    /// What a workspace function returns for given arguments: `Self` and its type parameters filled in.
    pub(super) fn returned(&self, f: u32, recv: Ty, args: &[Ty]) -> Ty {
        let info = &self.program.fns[f as usize];
        match self.program.types.head(info.ret) {
            Head::Param(p) => {
                let (unit, decl) = self.program.function(f);
                let own = decl.generics.iter().any(|g| unit.sym(g.name) == p);
                let skip = usize::from(decl.has_self);
                let by_arg = info
                    .params
                    .iter()
                    .skip(skip)
                    .zip(args)
                    .find(|(t, _)| self.program.types.head(**t) == Head::Param(p));
                match by_arg {
                    Some((_, ty)) if own => *ty,
                    _ => self.program.argument_of(recv, p).unwrap_or(Ty::UNKNOWN),
                }
            }
            Head::SelfTy => recv,
            Head::Trait(t)
                if info.of_trait == Some(t) && recv.is_known() && decl_is_self(self.program, f) =>
            {
                recv
            }
            _ => info.ret,
        }
    }

    pub(super) fn modelled(
        &mut self,
        model: &CallModel,
        recv: Ty,
        types: &[Ty],
        args: &[u32],
        generics: &[Ty],
    ) -> Ty {
        if let Some(Role::Map | Role::Run | Role::Fold) = model.closure
            && model.returns.is_none()
        {
            let closure = args
                .iter()
                .zip(types)
                .rev()
                .find(|(a, _)| self.is_function_value(ExprId(**a)));
            return closure.map_or(recv, |(_, t)| *t);
        }
        match model.returns {
            Some("self" | "Self") if recv.is_known() => recv,
            Some("T") if self.program.is_wrapper(self.catalog, recv) || recv == Ty::TEXT => {
                self.program.payload(self.catalog, recv)
            }
            // Whose element that would be is not known: a client has a `get` too.
            Some("T") => Ty::UNKNOWN,
            Some(text) if text.contains('$') => self.of_generics(text, generics),
            Some("0") => types.first().copied().unwrap_or(Ty::UNKNOWN),
            Some(text) => self
                .program
                .returns
                .get(text)
                .copied()
                .unwrap_or(Ty::UNKNOWN),
            None if matches!(model.closure, Some(Role::Tap | Role::MapErr | Role::Else)) => recv,
            None => Ty::UNKNOWN,
        }
    }

    /// The generic arguments of a call.
    pub(super) fn generic_types(&self, list: List) -> Vec<Ty> {
        let types = self.list(list).iter();
        types
            .map(|t| self.own(self.unit.types[*t as usize]))
            .collect()
    }

    /// The types that a function asks of its arguments.
    pub(super) fn expect_args(&mut self, f: u32, skip: usize, args: &[u32]) {
        let params = &self.program.fns[f as usize].params;
        for (arg, ty) in args.iter().zip(params.iter().skip(skip)) {
            if !matches!(
                self.program.types.head(*ty),
                Head::Param(_) | Head::Trait(_)
            ) {
                self.expect(ExprId(*arg), *ty);
            }
        }
    }

    /// `$1`, `QueryAs<$2>`: a type made of the generic arguments. What stands within a library's type is a row.
    fn of_generics(&mut self, text: &'static str, generics: &[Ty]) -> Ty {
        let Some((head, tail)) = text.split_once('$') else {
            return Ty::UNKNOWN;
        };
        let number: usize = tail.trim_end_matches('>').parse().unwrap_or_default();
        let Some(&ty) = number.checked_sub(1).and_then(|i| generics.get(i)) else {
            return Ty::UNKNOWN;
        };
        let head = head.trim_end_matches('<');
        if head.is_empty() {
            return ty;
        }
        let payload = self.program.payload(self.catalog, ty);
        if let Head::Adt(adt) = self.program.types.head(payload) {
            self.out.rows.push(adt);
        }
        let outer = self.program.returns.get(text).copied().unwrap_or_default();
        let types = &self.program.types;
        types.get(types.head(outer), &[ty]).unwrap_or(outer)
    }

    /// What a library macro gives: `info_span!` a span, `format!` a text, `query_as!(User, …)` users.
    pub(super) fn macro_type(&mut self, call: &MacroCall) -> Ty {
        let Some((Def::Ext(e), _)) =
            self.program
                .def(self.unit, call.path, Space::Macro, self.self_ty)
        else {
            return Ty::UNKNOWN;
        };
        let name = format!("{}!", self.program.text(e.last));
        let model = self.catalog.models.call(self.program.text(e.root), &name);
        let text = model.and_then(|m| m.returns);
        if let Some(text) = text.filter(|t| t.contains('$')) {
            let first = call
                .args
                .first()
                .map(|a| self.unit.facts.exprs[a.value.at()]);
            let named = match first {
                Some(Expr::Path(path)) => self.type_of_path(path),
                _ => Ty::UNKNOWN,
            };
            return self.of_generics(text, &[named]);
        }
        text.and_then(|t| self.program.returns.get(t).copied())
            .unwrap_or(Ty::UNKNOWN)
    }

    pub(super) fn is_function_value(&self, id: ExprId) -> bool {
        matches!(
            self.unit.facts.exprs[id.at()],
            Expr::Closure(_) | Expr::Path(_) | Expr::Async(_)
        )
    }
}

/// Whether a trait method is declared to return `Self`.
fn decl_is_self(program: &Program, f: u32) -> bool {
    let (unit, decl) = program.function(f);
    decl.ret.is_some_and(|t| unit.types[t.at()] == Ty::SELF)
}
