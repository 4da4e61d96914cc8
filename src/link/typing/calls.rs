//! What calls mean: functions, constructors, library models, methods by receiver type, and what they return.

use super::{CANDIDATES, Target, Typer};
use crate::catalog::{CallModel, Closure as Role, Conventions};
use crate::facts::{Expr, ExprId, List, PatId, PathId};
use crate::link::resolve::{Def, Ext, Space};
use crate::link::symbols::{Sym, known};
use crate::link::types::{Head, Interner, Ty};
use crate::link::{Holder, written_types};

/// How many wrappers are peeled off a type.
pub(super) const PEEL: usize = 8;

impl Typer<'_> {
    pub(super) fn call(&mut self, id: ExprId, callee: ExprId, args: List) -> Ty {
        let target = match self.unit.facts.exprs[callee.at()] {
            Expr::Path(path) => self.callee(path),
            _ => {
                self.expr(callee);
                Target::Unknown
            }
        };
        let (role, hands) = match &target {
            Target::Model(m) => (m.closure, self.handed(m)),
            _ => (None, Ty::UNKNOWN),
        };
        let args = self.list(args);
        let mut types = Vec::with_capacity(args.len());
        for &arg in args {
            types.push(self.argument(ExprId(arg), Ty::UNKNOWN, role, hands));
        }
        if let Target::Fn(f) = &target {
            self.expect_args(*f, 0, args);
        }
        self.pass_functions(&target, args, &mut types);
        let generics = match self.unit.facts.exprs[callee.at()] {
            Expr::Path(path) => self.unit.facts.paths[path.at()].generics,
            _ => List::default(),
        };
        let generics = self.generic_types(generics);
        let ty = match &target {
            Target::Fn(f) => self.returned(*f, Ty::UNKNOWN, &types, &generics),
            Target::Many(fs) => fs.first().map_or(Ty::UNKNOWN, |f| {
                self.returned(*f, Ty::UNKNOWN, &types, &generics)
            }),
            Target::Ctor(a, v) => self.constructed_of(*a, *v, &types),
            Target::Wrap => types.first().copied().unwrap_or(Ty::UNKNOWN),
            Target::Model(m) => {
                let of = self.type_before(callee, m);
                self.modelled(m, of, &types, args, &generics)
            }
            Target::Fail | Target::Unknown => self.constructed(callee),
        };
        let ty = match self.unit.facts.exprs[callee.at()] {
            Expr::Path(path) => self.or_asked_for(ty, self.unit.facts.paths[path.at()].generics),
            _ => ty,
        };
        if target != Target::Unknown {
            self.out.calls.insert(id, target);
        }
        ty
    }

    /// A tuple struct or variant with what it is given.
    pub(super) fn constructed_of(&mut self, adt: u32, variant: u32, types: &[Ty]) -> Ty {
        let program = self.program;
        let fields = program.adts[adt as usize].variants.get(variant as usize);
        let fields = fields.into_iter().flatten().map(|f| f.ty);
        let given: Vec<(Ty, Ty)> = fields.zip(types.iter().copied()).collect();
        self.built(adt, &given)
    }

    /// The type that the path of a call names before its last segment, where what comes back depends on it.
    fn type_before(&self, callee: ExprId, model: &CallModel) -> Ty {
        let depends = model
            .returns
            .is_some_and(|text| self.program.templates.contains_key(text));
        let Expr::Path(path) = self.unit.facts.exprs[callee.at()] else {
            return Ty::UNKNOWN;
        };
        if !depends {
            return Ty::UNKNOWN;
        }
        match self
            .program
            .def(self.unit, path, Space::Value, self.self_ty)
        {
            Some((Def::Alias(alias), 1)) => self.program.alias_type(alias),
            Some((Def::Adt(adt), 1)) => self.adt(adt),
            _ => Ty::UNKNOWN,
        }
    }

    /// A function that is passed by its name counts as what it returns, as a closure does.
    fn pass_functions(&mut self, target: &Target, args: &[u32], types: &mut [Ty]) {
        if !matches!(target, Target::Fn(_) | Target::Many(_)) {
            return;
        }
        for (arg, ty) in args.iter().zip(types) {
            if let (false, Expr::Path(path)) = (ty.is_known(), self.unit.facts.exprs[*arg as usize])
            {
                *ty = self.returned_by(path, Ty::UNKNOWN);
            }
        }
    }

    /// `Client::new(…)` of a library: most constructors return their type.
    pub(super) fn constructed(&mut self, callee: ExprId) -> Ty {
        let Expr::Path(path) = self.unit.facts.exprs[callee.at()] else {
            return Ty::UNKNOWN;
        };
        // `u16::from_be_bytes(…)`, `f64::max(…)`: functions of the language's own types mostly return the type.
        if let [first, _] = self.unit.facts.paths[path.at()].segments[..]
            && let Some(ty) = written_types::builtin(self.unit.text(first))
        {
            return ty;
        }
        let def = self
            .program
            .def(self.unit, path, Space::Value, self.self_ty);
        let last = self.unit.facts.paths[path.at()].segments.last();
        let last = last.map_or("", |n| self.unit.text(*n));
        if let Some((Def::Adt(a), 1)) = def
            && Conventions::embedded().made.derived.hold(last)
        {
            return self.adt(a);
        }
        let Some((Def::Ext(e), _)) = def else {
            return Ty::UNKNOWN;
        };
        let constructor = matches!(
            self.program.text(e.last),
            "new" | "default" | "builder" | "from" | "with_capacity"
        );
        let is_type = self
            .program
            .text(e.prev)
            .starts_with(|c: char| c.is_ascii_uppercase());
        if !constructor || !is_type {
            return Ty::UNKNOWN;
        }
        let ext = Ext {
            root: e.root,
            prev: e.root,
            last: e.prev,
        };
        if e.root == known::STD && e.prev == known::STRING {
            return Ty::TEXT;
        }
        if let Some(known) = self.types().get(Head::Ext(ext), &[]) {
            return known;
        }
        let (root, name) = (self.program.text(ext.root), self.program.text(ext.last));
        let model = self.catalog.models.ty(root, name);
        if e.root != known::STD && model.is_some() {
            self.made.intern(Head::Ext(ext), &[])
        } else {
            Ty::UNKNOWN
        }
    }

    pub(super) fn callee(&self, path: PathId) -> Target {
        let facts = &self.unit.facts.paths[path.at()];
        let last = facts
            .segments
            .last()
            .map_or(known::EMPTY, |n| self.unit.sym(*n));
        if let Some(qself) = facts.qself {
            let ty = self.own(self.unit.types[qself.at()]);
            return self.associated(ty, last);
        }
        match self
            .program
            .def(self.unit, path, Space::Value, self.self_ty)
        {
            Some((Def::Fn(f), 0)) => Target::Fn(f),
            Some((Def::Adt(a), 0)) => Target::Ctor(a, 0),
            Some((Def::Variant(a, v), 0)) => Target::Ctor(a, v),
            Some((Def::Adt(a), 1)) => {
                let ty = self.adt(a);
                if ty.is_known() {
                    self.associated(ty, last)
                } else {
                    self.candidates(Holder::Adt(a), last)
                }
            }
            Some((Def::Trait(t), 1)) => self.candidates(Holder::Trait(t), last),
            Some((Def::Alias(a), 1)) => self.associated(self.program.alias_type(a), last),
            Some((Def::Ext(e), _)) => self.library(e),
            _ => self.generic_call(path, last),
        }
    }

    /// `T::method(…)` of a type parameter, by its bounds.
    pub(super) fn generic_call(&self, path: PathId, last: Sym) -> Target {
        let facts = &self.unit.facts.paths[path.at()];
        let [first, _] = facts.segments[..] else {
            return Target::Unknown;
        };
        for bound in self.bounds_of(self.unit.sym(first)) {
            if let Head::Trait(t) = self.types().head(bound) {
                let found = self.candidates(Holder::Trait(t), last);
                if found != Target::Unknown {
                    return found;
                }
            }
        }
        Target::Unknown
    }

    pub(super) fn library(&self, e: Ext) -> Target {
        let (prev, last) = (self.program.text(e.prev), self.program.text(e.last));
        match (e.root, last, prev) {
            (known::STD, "Some" | "Ok", _) => return Target::Wrap,
            (known::STD, "Err", _) => return Target::Fail,
            (
                known::STD,
                "new" | "from" | "pin",
                "Box" | "Arc" | "Rc" | "Mutex" | "RwLock" | "RefCell" | "Cell" | "Cow",
            ) => {
                return Target::Wrap;
            }
            _ => {}
        }
        if let Some(fns) = self
            .program
            .assoc
            .get(&(Holder::Ext(e.root, e.prev), e.last))
        {
            return some_of(fns);
        }
        match self.library_call(e.root, prev, last) {
            Some(model) => Target::Model(model),
            None if self
                .catalog
                .models
                .ty(self.program.text(e.root), last)
                .is_some_and(|t| t.payload == Some(0)) =>
            {
                Target::Wrap
            }
            None => Target::Unknown,
        }
    }

    /// The model of `root::…::prev::last`.
    pub(super) fn library_call(
        &self,
        root: Sym,
        prev: &str,
        last: &str,
    ) -> Option<&'static CallModel> {
        let root = self.program.text(root);
        if !self.catalog.models.knows(root) {
            return None;
        }
        self.catalog.models.call(root, &format!("{prev}::{last}"))
    }

    pub(super) fn candidates(&self, holder: Holder, name: Sym) -> Target {
        self.program
            .assoc
            .get(&(holder, name))
            .map_or(Target::Unknown, |fns| some_of(fns))
    }

    /// `Type::name` or a method of a type, wrappers peeled off as long as nothing is found.
    pub(super) fn associated(&self, ty: Ty, name: Sym) -> Target {
        let mut at = ty;
        for _ in 0..PEEL {
            let found = self.of_type(at, name);
            if found != Target::Unknown {
                return found;
            }
            let next = self.seen().peel(self.catalog, at);
            if next == at {
                break;
            }
            at = next;
        }
        Target::Unknown
    }

    pub(super) fn method(&mut self, m: usize) -> Ty {
        let call = &self.unit.facts.methods[m];
        let (recv_id, args_list) = (call.recv, call.args);
        let recv = self.expr(recv_id);
        let name = self.unit.sym(call.name);
        let mut target = self.method_target(recv, name, args_list.len as usize);
        if !recv.is_known() && !matches!(target, Target::Fn(_) | Target::Many(_)) {
            let found = self.of_library_const(recv_id, name);
            if found != Target::Unknown {
                target = found;
            }
        }
        let (role, hands) = match &target {
            Target::Model(model) => (model.closure, self.handed(model)),
            Target::Unknown => (Some(Role::Map), Ty::UNKNOWN),
            _ => (None, Ty::UNKNOWN),
        };
        let args = self.list(args_list);
        let mut types = Vec::with_capacity(args.len());
        for &arg in args {
            types.push(self.argument(ExprId(arg), recv, role, hands));
        }
        if let Target::Fn(f) = &target {
            self.expect_args(*f, 1, args);
        }
        self.pass_functions(&target, args, &mut types);
        let generics = self.generic_types(self.unit.facts.methods[m].generics);
        let ty = match &target {
            Target::Fn(f) => self.returned(*f, recv, &types, &generics),
            Target::Many(fs) => fs
                .first()
                .map_or(Ty::UNKNOWN, |f| self.returned(*f, recv, &types, &generics)),
            Target::Model(model) => {
                self.put_into(recv_id, model, &types);
                self.modelled(model, recv, &types, args, &generics)
            }
            _ if self.is_builder(recv) => recv,
            _ => Ty::UNKNOWN,
        };
        self.out.methods[m] = target;
        self.or_asked_for(ty, call.generics)
    }

    /// Whether methods of a library's type mostly give the same type back.
    fn is_builder(&self, ty: Ty) -> bool {
        let Head::Ext(e) = self.types().head(ty) else {
            return false;
        };
        let (root, last) = (self.program.text(e.root), self.program.text(e.last));
        let model = self.catalog.models.ty(root, last);
        model.is_some_and(|m| m.builder)
    }

    /// `data::<Config>()`, `from_str::<Payload>(…)`: where nothing says what a call gives, the one type asked for does.
    fn or_asked_for(&self, ty: Ty, generics: List) -> Ty {
        match self.list(generics) {
            [one] if !ty.is_known() => self.own(self.unit.types[*one as usize]),
            _ => ty,
        }
    }

    /// `STANDARD.encode(…)`: a method of a library's constant is looked up in that library.
    pub(super) fn of_library_const(&self, recv: ExprId, name: Sym) -> Target {
        let Expr::Path(path) = self.unit.facts.exprs[recv.at()] else {
            return Target::Unknown;
        };
        let text = self.program.text(name);
        let model = match self
            .program
            .def(self.unit, path, Space::Value, self.self_ty)
        {
            Some((Def::Ext(e), _)) if self.catalog.models.knows(self.program.text(e.root)) => {
                self.library_call(e.root, self.program.text(e.last), text)
            }
            // Columns are made by macros and derives, so their paths lead nowhere.
            None | Some((Def::Ext(_), _)) => self.of_column(path, text),
            _ => None,
        };
        model.map_or(Target::Unknown, Target::Model)
    }

    /// `users::email.eq(…)` (diesel), `users::Column::Email.eq(…)` (sea-orm).
    fn of_column(&self, path: PathId, name: &str) -> Option<&'static CallModel> {
        let segments = &self.unit.facts.paths[path.at()].segments;
        let [.., holder, last] = segments[..] else {
            return None;
        };
        let models = self.catalog.models;
        if self.unit.text(holder) == "Column" {
            return models.call("sea_orm", &format!("Column::{name}"));
        }
        let snake = self
            .unit
            .text(last)
            .starts_with(|c: char| c.is_ascii_lowercase());
        snake
            .then(|| models.call("diesel", &format!("ExpressionMethods::{name}")))
            .flatten()
            .filter(|model| model.column)
    }

    /// Types an argument; a closure's parameters get what the adapter hands them.
    pub(super) fn argument(&mut self, arg: ExprId, recv: Ty, role: Option<Role>, hands: Ty) -> Ty {
        let Expr::Closure(c) = self.unit.facts.exprs[arg.at()] else {
            return self.expr(arg);
        };
        let payload = self.seen().payload(self.catalog, recv);
        let params = match role {
            Some(Role::Map | Role::Tap) => vec![payload],
            Some(Role::MapErr | Role::Else) => vec![self.seen().failure(recv)],
            Some(Role::Fold) => vec![hands, payload],
            _ if hands.is_known() => vec![hands],
            _ => Vec::new(),
        };
        self.closure(c as usize, &params)
    }

    /// What a library call hands to its closure, where its model says so.
    fn handed(&self, model: &CallModel) -> Ty {
        let known = model.hands.and_then(|text| self.program.returns.get(text));
        known.copied().unwrap_or(Ty::UNKNOWN)
    }

    pub(super) fn closure(&mut self, c: usize, given: &[Ty]) -> Ty {
        let closure = self.unit.facts.closures[c].clone();
        let params = self.list(closure.params);
        let offset = given.len().saturating_sub(params.len());
        for (i, &pat) in params.iter().enumerate() {
            self.bind(
                PatId(pat),
                given.get(i + offset).copied().unwrap_or(Ty::UNKNOWN),
            );
        }
        self.expr(closure.body)
    }
}

pub(super) fn some_of(fns: &[u32]) -> Target {
    match fns {
        [] => Target::Unknown,
        [one] => Target::Fn(*one),
        many if many.len() <= CANDIDATES => Target::Many(many.into()),
        many => Target::Many(many[..CANDIDATES].into()),
    }
}
