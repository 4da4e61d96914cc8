//! What calls return: by a function's declaration, by a library's model, by the generic arguments they are given.
//!
//! In: a call's meaning and the types around it. Out: its type, unknown where nothing shows it.

use super::{Target, Typer};
use crate::catalog::{CallModel, Closure as Role, End};
use crate::facts::{Expr, ExprId, List, MacroCall, PathId};
use crate::link::Holder;
use crate::link::model_types::Template;
use crate::link::resolve::{Def, Space};
use crate::link::symbols::known;
use crate::link::types::{Head, Interner, Ty};

/// How many wrappers are peeled off to find a map.
const WRAPPERS: usize = 8;

/// What a call is given.
struct Given<'a> {
    recv: Ty,
    types: &'a [Ty],
    generics: &'a [Ty],
}

impl Typer<'_> {
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
            // A future that is spawned counts as what it gives.
            let run = model.closure == Some(Role::Run);
            let future = types.iter().rev().find(|t| run && t.is_known()).copied();
            let made = self.made_by_closure(args, types, recv).or(future);
            return made.unwrap_or(recv);
        }
        if model.hands.is_some() && model.returns.is_none() {
            // What a closure makes of the row that it is handed.
            return self.made_by_closure(args, types, recv).unwrap_or_default();
        }
        if model.returns.is_none()
            && let Some(tuple) = self.pair(model, recv, types)
        {
            return tuple;
        }
        let Some(text) = model.returns else {
            let kept = matches!(model.closure, Some(Role::Tap | Role::MapErr | Role::Else));
            return if kept { recv } else { Ty::UNKNOWN };
        };
        if let Some(plain) = self.program.returns.get(text) {
            return *plain;
        }
        let Some(template) = self.program.templates.get(text) else {
            return Ty::UNKNOWN;
        };
        let given = Given {
            recv,
            types,
            generics,
        };
        let ty = self.of_template(template, &given).unwrap_or_default();
        if model.row || matches!(template, Template::Of(..) | Template::Argument) {
            self.note_rows(ty);
        }
        ty
    }

    /// A type that depends on what the call is given; `None` where that is not told.
    fn of_template(&mut self, template: &Template, given: &Given<'_>) -> Option<Ty> {
        let recv = given.recv;
        match template {
            Template::Plain(ty) => Some(*ty),
            Template::Receiver => recv.is_known().then_some(recv),
            Template::Payload if recv == Ty::TEXT => Some(recv),
            // Whose element that would be is not known: a client has a `get` too.
            Template::Payload => {
                let payload = self.seen().payload(self.catalog, recv);
                (payload != recv).then_some(payload)
            }
            Template::Inner => Some(self.inner(recv)),
            Template::Items => Some(self.items(recv)),
            Template::Asked => {
                let asked = given.generics.first().copied().unwrap_or_default();
                let items = self.inner(recv);
                Some(self.filled(asked, items))
            }
            Template::Argument => match self.types().args(recv) {
                [] => None,
                [one] => Some(*one),
                several => {
                    let several = several.to_vec();
                    Some(self.tuple(&several))
                }
            },
            Template::Given(number) => given.types.get(*number).copied(),
            Template::Generic(number) => given.generics.get(*number).copied(),
            Template::Of(head, parts) => {
                let mut types = Vec::with_capacity(parts.len());
                for part in parts {
                    types.push(self.of_template(part, given).unwrap_or_default());
                }
                Some(self.made.intern(*head, &types))
            }
        }
    }

    /// Structs that come out of a store.
    fn note_rows(&mut self, ty: Ty) {
        let payload = self.seen().payload(self.catalog, ty);
        let mut found = Vec::new();
        match self.types().head(payload) {
            Head::Adt(adt) => found.push(adt),
            Head::Tuple => {
                for part in self.types().args(payload) {
                    let part = self.seen().payload(self.catalog, *part);
                    if let Head::Adt(adt) = self.types().head(part) {
                        found.push(adt);
                    }
                }
            }
            _ => {}
        }
        self.out.rows.extend(found);
    }

    /// What a `for` loop over a value is handed.
    pub(super) fn walked(&mut self, ty: Ty) -> Ty {
        let items = self.items(ty);
        if items.is_known() {
            items
        } else {
            self.seen().payload(self.catalog, ty)
        }
    }

    /// What walking through a value gives: pairs of a map, the items of an iterator, the elements of anything else.
    pub(super) fn items(&mut self, recv: Ty) -> Ty {
        let mut at = recv;
        for _ in 0..WRAPPERS {
            if let Some(pair) = self.entry(at) {
                return self.tuple(&pair);
            }
            // Who walks through a list of maps is handed maps.
            let listed = match self.types().head(at) {
                Head::Slice => true,
                Head::Ext(e) => e.last == known::VEC,
                _ => false,
            };
            let next = self.seen().peel(self.catalog, at);
            if next == at || listed {
                break;
            }
            at = next;
        }
        let next = match self.types().head(at) {
            Head::Adt(adt) => self.candidates(Holder::Adt(adt), known::NEXT),
            _ => Target::Unknown,
        };
        match next {
            Target::Fn(f) => {
                let next = self.returned(f, at, &[], &[]);
                let item = self.seen().success(next);
                if item.is_known() {
                    return item;
                }
                // `Option<Self::Item>`
                let info = &self.program.fns[f as usize];
                self.associated_type(&self.program.units[info.unit as usize], info.imp)
            }
            _ => self.inner(recv),
        }
    }

    /// The key and the value of a map.
    pub(super) fn entry(&self, ty: Ty) -> Option<[Ty; 2]> {
        let Head::Ext(e) = self.types().head(ty) else {
            return None;
        };
        let (root, last) = (self.program.text(e.root), self.program.text(e.last));
        let model = self.catalog.models.ty(root, last)?;
        match self.types().args(ty) {
            [key, value, ..] if model.payload == Some(1) => Some([*key, *value]),
            _ => None,
        }
    }

    /// A type with what it leaves open (`Vec<_>`, `HashMap<_, _>`, `Result<Vec<_>, E>`) taken from the items put in.
    pub(super) fn filled(&mut self, asked: Ty, items: Ty) -> Ty {
        if !asked.is_known() || !items.is_known() {
            return if asked.is_known() { asked } else { items };
        }
        if self.types().args(asked).is_empty() {
            return asked;
        }
        let args = self.types().args(asked).to_vec();
        let head = self.types().head(asked);
        if !args.iter().any(|a| self.leaves_open(*a)) || head == self.types().head(items) {
            return self.fuller(asked, items);
        }
        let new = match (&args[..], self.types().args(items)) {
            ([k, v], [key, value]) if self.entry(asked).is_some() => {
                let (k, v, key, value) = (*k, *v, *key, *value);
                vec![self.filled(k, key), self.filled(v, value)]
            }
            ([first, rest @ ..], _) => {
                let (first, rest) = (*first, rest.to_vec());
                let mut new = vec![self.filled(first, items)];
                new.extend(rest);
                new
            }
            ([], _) => return asked,
        };
        self.made.intern(head, &new)
    }

    /// Of a type and what is put in, the one that tells more.
    fn fuller(&self, asked: Ty, items: Ty) -> Ty {
        if self.leaves_open(asked) {
            items
        } else {
            asked
        }
    }

    fn leaves_open(&self, ty: Ty) -> bool {
        !self.seen().payload(self.catalog, ty).is_known()
    }

    /// What the function among the arguments of a call returns.
    fn made_by_closure(&mut self, args: &[u32], types: &[Ty], recv: Ty) -> Option<Ty> {
        let mut functions = args.iter().zip(types).rev();
        let (arg, ty) = functions.find(|(a, _)| self.is_function_value(ExprId(**a)))?;
        match self.unit.facts.exprs[*arg as usize] {
            Expr::Path(path) if !ty.is_known() => {
                let given = self.seen().payload(self.catalog, recv);
                Some(self.returned_by(path, given))
            }
            _ => Some(*ty),
        }
    }

    /// What a function returns that is handed over by its name: `.map(Dto::from)`, `spawn_blocking(load)`, `.map(Ok)`.
    pub(super) fn returned_by(&mut self, path: PathId, given: Ty) -> Ty {
        match self.callee(path) {
            Target::Fn(f) => self.returned(f, Ty::UNKNOWN, &[given], &[]),
            Target::Ctor(adt, variant) => self.constructed_of(adt, variant, &[given]),
            Target::Wrap => given,
            Target::Many(fs) => {
                // The impls of one conversion all make the type that it stands on.
                let mut all = fs
                    .iter()
                    .map(|f| self.returned(*f, Ty::UNKNOWN, &[given], &[]));
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
        let wrapped = self.seen().is_wrapper(self.catalog, recv) || recv == Ty::TEXT;
        match self.types().head(recv) {
            _ if wrapped => self.seen().payload(self.catalog, recv),
            Head::Adt(_) | Head::Tuple => recv,
            _ => Ty::UNKNOWN,
        }
    }

    /// The type of what `enumerate`, `zip` and `partition` give.
    fn pair(&mut self, model: &CallModel, recv: Ty, types: &[Ty]) -> Option<Ty> {
        let flows = model.flows.iter().flatten();
        let mut parts = [Ty::NUMBER, Ty::NUMBER];
        let mut any = false;
        for (from, to) in flows {
            let End::Part(i) = to else { continue };
            let given = match from {
                End::Receiver => recv,
                End::Arg(n) => types.get(usize::from(*n)).copied().unwrap_or_default(),
                _ => Ty::UNKNOWN,
            };
            *parts.get_mut(usize::from(*i))? = self.items(given);
            any = true;
        }
        any.then(|| self.tuple(&parts))
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
            if !matches!(self.types().head(*ty), Head::Param(_) | Head::Trait(_)) {
                self.expect(ExprId(*arg), *ty);
            }
        }
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
        let Some(text) = model.and_then(|m| m.returns) else {
            return Ty::UNKNOWN;
        };
        if let Some(plain) = self.program.returns.get(text) {
            return *plain;
        }
        let Some(template) = self.program.templates.get(text) else {
            return Ty::UNKNOWN;
        };
        // `query_as!(User, …)`: the type stands where the first argument would.
        let first = call
            .args
            .first()
            .map(|a| self.unit.facts.exprs[a.value.at()]);
        let named = match first {
            Some(Expr::Path(path)) => self.type_of_path(path),
            _ => Ty::UNKNOWN,
        };
        let given = Given {
            recv: Ty::UNKNOWN,
            types: &[],
            generics: &[named],
        };
        let ty = self.of_template(template, &given).unwrap_or_default();
        self.note_rows(ty);
        ty
    }

    pub(super) fn is_function_value(&self, id: ExprId) -> bool {
        matches!(
            self.unit.facts.exprs[id.at()],
            Expr::Closure(_) | Expr::Path(_) | Expr::Async(_)
        )
    }
}
