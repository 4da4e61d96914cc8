//! What calls return: by a function's declaration, by a library's model, by the generic arguments they are given.
//!
//! In: a call's meaning and the types around it. Out: its type, unknown where nothing shows it.

use super::{Target, Typer};
use crate::catalog::{CallModel, Closure as Role, End};
use crate::facts::{Expr, ExprId, List, MacroCall, PathId};
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
            return self.made_by_closure(args, types).unwrap_or(recv);
        }
        if model.hands.is_some() && model.returns.is_none() {
            // What a closure makes of the row that it is handed.
            return self.made_by_closure(args, types).unwrap_or_default();
        }
        if let Some(tuple) = self.pair(model, recv, types) {
            return tuple;
        }
        match model.returns {
            Some("self" | "Self") if recv.is_known() => recv,
            Some("T") if self.program.is_wrapper(self.catalog, recv) || recv == Ty::TEXT => {
                self.program.payload(self.catalog, recv)
            }
            // Whose element that would be is not known: a client has a `get` too.
            Some("T") => Ty::UNKNOWN,
            Some("inner") => self.inner(recv),
            Some("argument") => self.first_argument(recv),
            Some(text) if text.contains('$') => self.of_generics(text, generics),
            Some("0") => types.first().copied().unwrap_or(Ty::UNKNOWN),
            Some("1") => types.get(1).copied().unwrap_or(Ty::UNKNOWN),
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

    /// What the function among the arguments of a call returns.
    fn made_by_closure(&self, args: &[u32], types: &[Ty]) -> Option<Ty> {
        let mut functions = args.iter().zip(types).rev();
        let (arg, ty) = functions.find(|(a, _)| self.is_function_value(ExprId(**a)))?;
        match self.unit.facts.exprs[*arg as usize] {
            Expr::Path(path) if !ty.is_known() => Some(self.returned_by(path)),
            _ => Some(*ty),
        }
    }

    /// What a function returns that is handed over by its name: `.map(Dto::from)`, `spawn_blocking(load)`.
    fn returned_by(&self, path: PathId) -> Ty {
        match self.callee(path) {
            Target::Fn(f) => self.returned(f, Ty::UNKNOWN, &[]),
            Target::Ctor(adt, _) => {
                let own = self.program.types.get(Head::Adt(adt), &[]);
                own.unwrap_or_default()
            }
            Target::Many(fs) => {
                // The impls of one conversion all make the type that it stands on.
                let mut all = fs.iter().map(|f| self.returned(*f, Ty::UNKNOWN, &[]));
                let first = all.next().unwrap_or_default();
                if all.all(|t| t == first) {
                    first
                } else {
                    Ty::UNKNOWN
                }
            }
            _ => Ty::UNKNOWN,
        }
    }

    /// What a wrapper holds. Only wrappers have such methods, so a struct was in one that nothing could name:
    /// `Arc::new(Mutex::new(account)).lock().unwrap()`.
    fn inner(&self, recv: Ty) -> Ty {
        let wrapped = self.program.is_wrapper(self.catalog, recv) || recv == Ty::TEXT;
        match self.program.types.head(recv) {
            _ if wrapped => self.program.payload(self.catalog, recv),
            Head::Adt(_) | Head::Tuple => recv,
            _ => Ty::UNKNOWN,
        }
    }

    /// The `T` of a `Collection<T>`, whose documents are rows.
    fn first_argument(&mut self, recv: Ty) -> Ty {
        let argument = self.program.types.args(recv).first().copied();
        let row = argument.unwrap_or_default();
        if let Head::Adt(adt) = self.program.types.head(row) {
            self.out.rows.push(adt);
        }
        row
    }

    /// The type of what `enumerate` and `zip` give, if the program has such a tuple.
    fn pair(&self, model: &CallModel, recv: Ty, types: &[Ty]) -> Option<Ty> {
        let mut parts = [Ty::NUMBER, Ty::NUMBER];
        let mut any = false;
        for (from, to) in model.flows.iter().flatten() {
            let End::Part(i) = to else { continue };
            let given = match from {
                End::Receiver => recv,
                End::Arg(n) => types.get(usize::from(*n)).copied().unwrap_or_default(),
                _ => Ty::UNKNOWN,
            };
            let part = parts.get_mut(usize::from(*i))?;
            *part = self.program.payload(self.catalog, given);
            any = true;
        }
        let tuple = any && model.returns.is_none();
        tuple
            .then(|| self.program.types.get(Head::Tuple, &parts))
            .flatten()
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
