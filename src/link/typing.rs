//! Types of expressions and the meaning of calls, as far as declarations show them.
//!
//! In: one file's bodies and the program's declarations. Out: [`Typed`]. A walk in program order: a local gets its
//! type from its annotation or its value, a closure's parameters from the adapter it is given to. Nothing is guessed
//! that declarations do not show, except that a method of an unknown receiver is looked up by its name where only one
//! type of the workspace has it.

use super::resolve::{Def, Ext, Space};
use super::symbols::{Sym, Symbols, known};
use super::types::{Head, Ty, TypeTable};
use super::{Holder, Program, Unit, build};
use crate::catalog::{CallModel, Catalog, Closure as Role};
use crate::facts::{BinOp, Expr, ExprId, List, Pat, PatId, PathId};
use rustc_hash::FxHashMap;

/// What a call means.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Target {
    /// Not known.
    #[default]
    Unknown,
    /// A function of the workspace.
    Fn(u32),
    /// One of several: trait objects, generics, a name shared by few types.
    Many(Box<[u32]>),
    /// A tuple struct or variant is built.
    Ctor(u32, u32),
    /// A library call.
    Model(&'static CallModel),
    /// `Some(x)`, `Ok(x)`, `Box::new(x)`: the result is the argument.
    Wrap,
    /// `Err(x)`
    Fail,
}

/// What one file's bodies say.
#[derive(Debug, Default)]
pub struct Typed {
    /// Types of expressions.
    pub exprs: Vec<Ty>,
    /// Types of locals.
    pub locals: Vec<Ty>,
    /// Meaning of method calls.
    pub methods: Vec<Target>,
    /// Meaning of calls.
    pub calls: FxHashMap<ExprId, Target>,
}

/// How many candidates a call may have before it counts as unknown.
pub const CANDIDATES: usize = 12;
/// How many types of the workspace may share a method's name for it to be guessed.
const SAME_NAME: usize = 1;
/// How many wrappers are peeled off a type.
const PEEL: usize = 8;

/// Types one file.
pub fn type_file(program: &Program, catalog: &Catalog, unit: u32) -> Typed {
    let u = &program.units[unit as usize];
    let mut typer = Typer {
        program,
        catalog,
        unit: u,
        out: Typed {
            exprs: vec![Ty::UNKNOWN; u.facts.exprs.len()],
            locals: vec![Ty::UNKNOWN; u.facts.locals.len()],
            methods: vec![Target::Unknown; u.facts.methods.len()],
            calls: FxHashMap::default(),
        },
        self_ty: Ty::UNKNOWN,
        function: None,
        depth: 0,
    };
    for (i, f) in u.facts.fns.iter().enumerate() {
        let id = u.bases.fns + i as u32;
        let info = &program.fns[id as usize];
        typer.self_ty = info.self_ty;
        typer.function = Some(id);
        for (param, ty) in f.params.iter().zip(&info.params) {
            typer.bind(param.pat, *ty);
        }
        if let Some(body) = f.body {
            typer.expr(body);
        }
    }
    typer.function = None;
    typer.self_ty = Ty::UNKNOWN;
    for c in &u.facts.consts {
        if let Some(value) = c.value {
            typer.expr(value);
        }
    }
    typer.out
}

struct Typer<'a> {
    program: &'a Program,
    catalog: &'a Catalog,
    unit: &'a Unit,
    out: Typed,
    self_ty: Ty,
    function: Option<u32>,
    depth: u32,
}

impl<'a> Typer<'a> {
    fn list(&self, list: List) -> &'a [u32] {
        &self.unit.facts.lists[list.start as usize..(list.start + list.len) as usize]
    }

    fn expr(&mut self, id: ExprId) -> Ty {
        if self.depth > 4_000 {
            return Ty::UNKNOWN;
        }
        self.depth += 1;
        let ty = self.expr_within(id);
        self.depth -= 1;
        self.out.exprs[id.at()] = ty;
        ty
    }

    fn all(&mut self, list: List) {
        for &id in self.list(list) {
            self.expr(ExprId(id));
        }
    }

    fn expr_within(&mut self, id: ExprId) -> Ty {
        match self.unit.facts.exprs[id.at()] {
            Expr::Str(_) => Ty::TEXT,
            Expr::Scalar(text) => match self.unit.text(text) {
                "true" | "false" => Ty::BOOL,
                t if t.starts_with('\'') => Ty::TEXT,
                _ => Ty::NUMBER,
            },
            Expr::Local(l) => self.out.locals[l.at()],
            Expr::Path(p) => self.path_value(p),
            Expr::Field(base, name) => {
                let base = self.expr(base);
                self.program.field_type(self.catalog, base, self.unit.sym(name))
            }
            Expr::Index(base, index) => {
                self.expr(index);
                let base = self.expr(base);
                self.program.payload(self.catalog, base)
            }
            Expr::Call(callee, args) => self.call(id, callee, args),
            Expr::Method(m) => self.method(m as usize),
            Expr::Struct(path, fields) => self.structure(path, fields),
            Expr::Object(fields) => {
                self.field_values(fields);
                Ty::UNKNOWN
            }
            Expr::Tuple(items) => {
                let types: Vec<Ty> = self.list(items).to_vec().into_iter().map(|i| self.expr(ExprId(i))).collect();
                self.program.types.get(Head::Tuple, &types).unwrap_or(Ty::UNKNOWN)
            }
            Expr::Array(items) => {
                self.all(items);
                self.list(items).first().map_or(Ty::UNKNOWN, |i| self.out.exprs[*i as usize])
            }
            Expr::Closure(c) => {
                self.closure(c as usize, &[]);
                Ty::UNKNOWN
            }
            Expr::Block(items, valued) => {
                self.all(items);
                match (valued, self.list(items).last()) {
                    (true, Some(last)) => self.out.exprs[*last as usize],
                    _ => Ty::UNIT,
                }
            }
            Expr::Let(pat, init, other) => {
                let ty = init.map_or(Ty::UNKNOWN, |i| self.expr(i));
                if let Some(other) = other {
                    self.expr(other);
                }
                self.bind_value(pat, ty, init);
                Ty::BOOL
            }
            Expr::If(cond, then, other) => {
                self.expr(cond);
                let then = self.expr(then);
                let other = other.map_or(Ty::UNKNOWN, |o| self.expr(o));
                if then.is_known() && then != Ty::UNIT { then } else { other }
            }
            Expr::Match(value, arms) => self.matching(value, arms),
            Expr::Loop(cond, body) => {
                if let Some(cond) = cond {
                    self.expr(cond);
                }
                self.expr(body);
                Ty::UNKNOWN
            }
            Expr::For(pat, iter, body) => {
                let ty = self.expr(iter);
                let item = self.program.payload(self.catalog, ty);
                self.bind(pat, item);
                self.expr(body);
                Ty::UNIT
            }
            Expr::Assign(place, value) | Expr::AssignOp(place, value) => {
                let value = self.expr(value);
                self.expr(place);
                if let Expr::Local(l) = self.unit.facts.exprs[place.at()]
                    && !self.out.locals[l.at()].is_known()
                {
                    self.out.locals[l.at()] = value;
                }
                Ty::UNIT
            }
            Expr::Binary(op, a, b) => {
                let (a, b) = (self.expr(a), self.expr(b));
                match op {
                    BinOp::Compare | BinOp::And | BinOp::Or => Ty::BOOL,
                    _ if a.is_known() => a,
                    _ => b,
                }
            }
            Expr::Not(a) | Expr::Await(a) | Expr::RefMut(a) | Expr::Async(a) => self.expr(a),
            Expr::Try(a) => {
                let ty = self.expr(a);
                self.program.success(ty)
            }
            Expr::Return(a) | Expr::Break(a) => {
                if let Some(a) = a {
                    self.expr(a);
                }
                Ty::UNKNOWN
            }
            Expr::Cast(a, ty) => {
                self.expr(a);
                self.own(self.unit.types[ty.at()])
            }
            Expr::Join(items) => {
                self.all(items);
                Ty::UNKNOWN
            }
            Expr::Macro(m) => {
                let call = &self.unit.facts.macros[m.at()];
                for arg in &call.args {
                    self.expr(arg.value);
                }
                self.all(call.inner);
                Ty::UNKNOWN
            }
        }
    }

    fn matching(&mut self, value: ExprId, arms: List) -> Ty {
        let ty = self.expr(value);
        let mut result = Ty::UNKNOWN;
        for i in arms.start..arms.start + arms.len {
            let arm = self.unit.facts.arms[i as usize];
            self.bind_value(arm.pat, ty, Some(value));
            if let Some(guard) = arm.guard {
                self.expr(guard);
            }
            let body = self.expr(arm.body);
            if !result.is_known() && body != Ty::UNIT {
                result = body;
            }
        }
        result
    }

    fn own(&self, ty: Ty) -> Ty {
        if ty == Ty::SELF { self.self_ty } else { ty }
    }

    fn field_values(&mut self, fields: List) {
        for i in fields.start..fields.start + fields.len {
            self.expr(ExprId(self.unit.facts.fields[i as usize].value));
        }
    }

    fn structure(&mut self, path: PathId, fields: List) -> Ty {
        self.field_values(fields);
        self.type_of_path(path)
    }

    /// The type a path names: a struct, a variant's enum, an alias, `Self`.
    fn type_of_path(&self, path: PathId) -> Ty {
        let at = &self.unit.facts.paths[path.at()];
        if let [one] = at.segments[..]
            && self.unit.sym(one) == known::SELF_TYPE
        {
            return self.self_ty;
        }
        let args: Vec<Ty> = self.list(at.generics).iter().map(|t| self.unit.types[*t as usize]).collect();
        let types = &self.program.types;
        match self.program.def(self.unit, path, Space::Type, self.self_ty) {
            Some((Def::Adt(a) | Def::Variant(a, _), _)) => {
                types.get(Head::Adt(a), &args).or_else(|| types.get(Head::Adt(a), &[])).unwrap_or(Ty::UNKNOWN)
            }
            Some((Def::Alias(a), _)) => self.program.alias_type(a),
            Some((Def::Ext(e), _)) => types.get(Head::Ext(Ext { prev: e.root, ..e }), &[]).unwrap_or(Ty::UNKNOWN),
            _ => Ty::UNKNOWN,
        }
    }

    /// A path used as a value: a const, a unit struct, a function (whose type is what it returns).
    fn path_value(&mut self, path: PathId) -> Ty {
        match self.program.def(self.unit, path, Space::Value, self.self_ty) {
            Some((Def::Const(c), _)) => self.program.consts[c as usize].ty,
            Some((Def::Adt(a) | Def::Variant(a, _), rest)) if rest == 0 => {
                self.program.types.get(Head::Adt(a), &[]).unwrap_or(Ty::UNKNOWN)
            }
            _ => Ty::UNKNOWN,
        }
    }

    fn call(&mut self, id: ExprId, callee: ExprId, args: List) -> Ty {
        let target = match self.unit.facts.exprs[callee.at()] {
            Expr::Path(path) => self.callee(path),
            _ => {
                self.expr(callee);
                Target::Unknown
            }
        };
        let role = if let Target::Model(m) = &target { m.closure } else { None };
        let args = self.list(args);
        let mut types = Vec::with_capacity(args.len());
        for &arg in args {
            types.push(self.argument(ExprId(arg), Ty::UNKNOWN, role));
        }
        let ty = match &target {
            Target::Fn(f) => self.returned(*f, Ty::UNKNOWN, &types),
            Target::Many(fs) => fs.first().map_or(Ty::UNKNOWN, |f| self.returned(*f, Ty::UNKNOWN, &types)),
            Target::Ctor(a, _) => self.program.types.get(Head::Adt(*a), &[]).unwrap_or(Ty::UNKNOWN),
            Target::Wrap => types.first().copied().unwrap_or(Ty::UNKNOWN),
            Target::Model(m) => self.modelled(m, Ty::UNKNOWN, &types, args),
            Target::Fail | Target::Unknown => self.constructed(callee),
        };
        if target != Target::Unknown {
            self.out.calls.insert(id, target);
        }
        ty
    }

    /// `Client::new(…)` of a library: most constructors return their type.
    fn constructed(&self, callee: ExprId) -> Ty {
        let Expr::Path(path) = self.unit.facts.exprs[callee.at()] else { return Ty::UNKNOWN };
        // `u16::from_be_bytes(…)`, `f64::max(…)`: functions of the language's own types mostly return the type.
        if let [first, _] = self.unit.facts.paths[path.at()].segments[..]
            && let Some(ty) = build::builtin(self.unit.text(first))
        {
            return ty;
        }
        let Some((Def::Ext(e), _)) = self.program.def(self.unit, path, Space::Value, self.self_ty) else { return Ty::UNKNOWN };
        let constructor = matches!(self.program.text(e.last), "new" | "default" | "builder" | "from" | "with_capacity");
        let is_type = self.program.text(e.prev).starts_with(|c: char| c.is_ascii_uppercase());
        if !constructor || !is_type {
            return Ty::UNKNOWN;
        }
        let ext = Ext { root: e.root, prev: e.root, last: e.prev };
        if e.root == known::STD && e.prev == known::STRING {
            return Ty::TEXT;
        }
        self.program.types.get(Head::Ext(ext), &[]).unwrap_or(Ty::UNKNOWN)
    }

    fn callee(&mut self, path: PathId) -> Target {
        let facts = &self.unit.facts.paths[path.at()];
        let last = facts.segments.last().map_or(known::EMPTY, |n| self.unit.sym(*n));
        if let Some(qself) = facts.qself {
            let ty = self.own(self.unit.types[qself.at()]);
            return self.associated(ty, last);
        }
        match self.program.def(self.unit, path, Space::Value, self.self_ty) {
            Some((Def::Fn(f), 0)) => Target::Fn(f),
            Some((Def::Adt(a), 0)) => Target::Ctor(a, 0),
            Some((Def::Variant(a, v), 0)) => Target::Ctor(a, v),
            Some((Def::Adt(a), 1)) => {
                let ty = self.program.types.get(Head::Adt(a), &[]).unwrap_or(Ty::UNKNOWN);
                if ty.is_known() { self.associated(ty, last) } else { self.candidates(Holder::Adt(a), last) }
            }
            Some((Def::Trait(t), 1)) => self.candidates(Holder::Trait(t), last),
            Some((Def::Alias(a), 1)) => self.associated(self.program.alias_type(a), last),
            Some((Def::Ext(e), _)) => self.library(e),
            _ => self.generic_call(path, last),
        }
    }

    /// `T::method(…)` of a type parameter, by its bounds.
    fn generic_call(&self, path: PathId, last: Sym) -> Target {
        let facts = &self.unit.facts.paths[path.at()];
        let [first, _] = facts.segments[..] else { return Target::Unknown };
        for bound in self.bounds_of(self.unit.sym(first)) {
            if let Head::Trait(t) = self.program.types.head(bound) {
                let found = self.candidates(Holder::Trait(t), last);
                if found != Target::Unknown {
                    return found;
                }
            }
        }
        Target::Unknown
    }

    fn library(&self, e: Ext) -> Target {
        let (prev, last) = (self.program.text(e.prev), self.program.text(e.last));
        match (e.root, last, prev) {
            (known::STD, "Some" | "Ok", _) => return Target::Wrap,
            (known::STD, "Err", _) => return Target::Fail,
            (known::STD, "new" | "from" | "pin", "Box" | "Arc" | "Rc" | "Mutex" | "RwLock" | "RefCell" | "Cell" | "Cow") => {
                return Target::Wrap;
            }
            _ => {}
        }
        if let Some(fns) = self.program.assoc.get(&(Holder::Ext(e.root, e.prev), e.last)) {
            return some_of(fns);
        }
        match self.library_call(e.root, prev, last) {
            Some(model) => Target::Model(model),
            None if self.catalog.models.ty(self.program.text(e.root), last).is_some_and(|t| t.payload == Some(0)) => Target::Wrap,
            None => Target::Unknown,
        }
    }

    /// The model of `root::…::prev::last`.
    fn library_call(&self, root: Sym, prev: &str, last: &str) -> Option<&'static CallModel> {
        let root = self.program.text(root);
        if !self.catalog.models.knows(root) {
            return None;
        }
        self.catalog.models.call(root, &format!("{prev}::{last}"))
    }

    fn candidates(&self, holder: Holder, name: Sym) -> Target {
        self.program.assoc.get(&(holder, name)).map_or(Target::Unknown, |fns| some_of(fns))
    }

    /// `Type::name` or a method of a type, wrappers peeled off as long as nothing is found.
    fn associated(&self, ty: Ty, name: Sym) -> Target {
        let mut at = ty;
        for _ in 0..PEEL {
            let found = self.of_type(at, name);
            if found != Target::Unknown {
                return found;
            }
            let next = self.program.peel(self.catalog, at);
            if next == at {
                break;
            }
            at = next;
        }
        Target::Unknown
    }

    fn of_type(&self, ty: Ty, name: Sym) -> Target {
        match self.program.types.head(ty) {
            Head::Adt(a) => self.candidates(Holder::Adt(a), name),
            Head::Trait(t) => self.candidates(Holder::Trait(t), name),
            Head::Ext(e) => {
                let own = self.candidates(Holder::Ext(e.root, e.last), name);
                let last = self.program.text(e.last);
                match self.library_call(e.root, last, self.program.text(name)) {
                    Some(model) if own == Target::Unknown => Target::Model(model),
                    _ => own,
                }
            }
            Head::Param(p) => {
                let traits = self.bounds_of(p).into_iter().filter_map(|b| match self.program.types.head(b) {
                    Head::Trait(t) => Some(self.candidates(Holder::Trait(t), name)),
                    _ => None,
                });
                traits.into_iter().find(|t| *t != Target::Unknown).unwrap_or_default()
            }
            Head::SelfTy if self.self_ty != ty => self.of_type(self.self_ty, name),
            Head::Text | Head::Bytes | Head::Slice | Head::Bool | Head::Number => self.candidates(Holder::Builtin, name),
            _ => Target::Unknown,
        }
    }

    /// The bounds of a type parameter of the function or its impl.
    fn bounds_of(&self, param: Sym) -> Vec<Ty> {
        let Some(function) = self.function else { return Vec::new() };
        let (unit, f) = self.program.function(function);
        let imp = self.program.fns[function as usize].imp.map(|i| self.program.impls[i as usize]);
        let outer = imp.map(|i| &unit.facts.impls[i.local as usize].generics);
        let all = f.generics.iter().chain(outer.into_iter().flatten());
        all.filter(|g| unit.sym(g.name) == param)
            .flat_map(|g| self.list(g.bounds).iter().map(|t| unit.types[*t as usize]))
            .collect()
    }

    fn method(&mut self, m: usize) -> Ty {
        let call = &self.unit.facts.methods[m];
        let (recv_id, args_list) = (call.recv, call.args);
        let recv = self.expr(recv_id);
        let name = self.unit.sym(call.name);
        let mut target = self.method_target(recv, name, args_list.len as usize);
        if target == Target::Unknown && !recv.is_known() {
            target = self.of_library_const(recv_id, name);
        }
        let role = match &target {
            Target::Model(model) => model.closure,
            Target::Unknown => Some(Role::Map),
            _ => None,
        };
        let args = self.list(args_list);
        let mut types = Vec::with_capacity(args.len());
        for &arg in args {
            types.push(self.argument(ExprId(arg), recv, role));
        }
        let ty = match &target {
            Target::Fn(f) => self.returned(*f, recv, &types),
            Target::Many(fs) => fs.first().map_or(Ty::UNKNOWN, |f| self.returned(*f, recv, &types)),
            Target::Model(model) => self.modelled(model, recv, &types, args),
            _ => Ty::UNKNOWN,
        };
        self.out.methods[m] = target;
        ty
    }

    fn method_target(&self, recv: Ty, name: Sym, args: usize) -> Target {
        let mut at = recv;
        let text = self.program.text(name);
        for _ in 0..PEEL {
            let found = self.of_type(at, name);
            if found != Target::Unknown {
                return found;
            }
            // A wrapper's own methods come before those of what it wraps.
            let wrapper = self.program.is_wrapper(self.catalog, at);
            if wrapper && let Some(model) = self.catalog.models.method(text) {
                return Target::Model(model);
            }
            let next = self.program.deref(self.catalog, at);
            if next == at {
                break;
            }
            at = next;
        }
        if let Some(model) = self.catalog.models.method(text) {
            return Target::Model(model);
        }
        if matches!(self.program.types.head(at), Head::Unknown | Head::Param(_)) {
            return self.by_name(name, args);
        }
        Target::Unknown
    }

    /// `STANDARD.encode(…)`: a method of a library's constant is looked up in that library.
    fn of_library_const(&self, recv: ExprId, name: Sym) -> Target {
        let Expr::Path(path) = self.unit.facts.exprs[recv.at()] else { return Target::Unknown };
        let Some((Def::Ext(e), _)) = self.program.def(self.unit, path, Space::Value, self.self_ty) else { return Target::Unknown };
        let model = self.library_call(e.root, self.program.text(e.last), self.program.text(name));
        model.map_or(Target::Unknown, Target::Model)
    }

    fn by_name(&self, name: Sym, args: usize) -> Target {
        let Some(fns) = self.program.by_name.get(&name) else { return Target::Unknown };
        let fits: Vec<u32> =
            fns.iter().copied().filter(|f| self.program.fns[*f as usize].params.len() == args + 1).take(CANDIDATES + 1).collect();
        let mut holders: Vec<_> = fits
            .iter()
            .map(|f| {
                let info = &self.program.fns[*f as usize];
                info.of_trait.map_or(Holder::Builtin, Holder::Trait).min(match info.of_trait {
                    Some(t) => Holder::Trait(t),
                    None => Holder::Ext(known::EMPTY, Sym(info.self_ty.0)),
                })
            })
            .collect();
        holders.sort_unstable();
        holders.dedup();
        if holders.len() > SAME_NAME || fits.is_empty() { Target::Unknown } else { some_of(&fits) }
    }

    /// Types an argument; a closure's parameters get what the adapter hands them.
    fn argument(&mut self, arg: ExprId, recv: Ty, role: Option<Role>) -> Ty {
        let Expr::Closure(c) = self.unit.facts.exprs[arg.at()] else { return self.expr(arg) };
        let payload = self.program.payload(self.catalog, recv);
        let params = match role {
            Some(Role::Map | Role::Tap) => vec![payload],
            Some(Role::MapErr | Role::Else) => vec![self.program.failure(recv)],
            Some(Role::Fold) => vec![Ty::UNKNOWN, payload],
            _ => Vec::new(),
        };
        self.closure(c as usize, &params)
    }

    fn closure(&mut self, c: usize, given: &[Ty]) -> Ty {
        let closure = self.unit.facts.closures[c].clone();
        let params = self.list(closure.params);
        let offset = given.len().saturating_sub(params.len());
        for (i, &pat) in params.iter().enumerate() {
            self.bind(PatId(pat), given.get(i + offset).copied().unwrap_or(Ty::UNKNOWN));
        }
        self.expr(closure.body)
    }

    /// What a workspace function returns for given arguments: `Self` and its type parameters filled in.
    fn returned(&self, f: u32, recv: Ty, args: &[Ty]) -> Ty {
        let info = &self.program.fns[f as usize];
        match self.program.types.head(info.ret) {
            Head::Param(p) => {
                let (unit, decl) = self.program.function(f);
                let own = decl.generics.iter().any(|g| unit.sym(g.name) == p);
                let skip = usize::from(decl.has_self);
                let by_arg = info.params.iter().skip(skip).zip(args).find(|(t, _)| self.program.types.head(**t) == Head::Param(p));
                match by_arg {
                    Some((_, ty)) if own => *ty,
                    _ => self.program.argument_of(recv, p).unwrap_or(Ty::UNKNOWN),
                }
            }
            Head::SelfTy => recv,
            Head::Trait(t) if info.of_trait == Some(t) && recv.is_known() && decl_is_self(self.program, f) => recv,
            _ => info.ret,
        }
    }

    fn modelled(&self, model: &CallModel, recv: Ty, types: &[Ty], args: &[u32]) -> Ty {
        if let Some(Role::Map | Role::Run | Role::Fold) = model.closure
            && model.returns.is_none()
        {
            let closure = args.iter().zip(types).rev().find(|(a, _)| self.is_function_value(ExprId(**a)));
            return closure.map_or(recv, |(_, t)| *t);
        }
        match model.returns {
            Some("self" | "Self") if recv.is_known() => recv,
            Some("T") => self.program.payload(self.catalog, recv),
            Some("0") => types.first().copied().unwrap_or(Ty::UNKNOWN),
            Some(text) => self.program.returns.get(text).copied().unwrap_or(Ty::UNKNOWN),
            None if matches!(model.closure, Some(Role::Tap | Role::MapErr | Role::Else)) => recv,
            None => Ty::UNKNOWN,
        }
    }

    fn is_function_value(&self, id: ExprId) -> bool {
        matches!(self.unit.facts.exprs[id.at()], Expr::Closure(_) | Expr::Path(_) | Expr::Async(_))
    }

    fn bind_value(&mut self, pat: PatId, ty: Ty, value: Option<ExprId>) {
        // `let (a, b) = (x, y)`: part by part, so that no tuple type need exist.
        if let (Pat::Tuple(pats), Some(value)) = (self.unit.facts.pats[pat.at()], value)
            && let Expr::Tuple(items) = self.unit.facts.exprs[value.at()]
            && pats.len == items.len
        {
            for (p, e) in self.list(pats).iter().zip(self.list(items)) {
                let ty = self.out.exprs[*e as usize];
                self.bind(PatId(*p), ty);
            }
            return;
        }
        self.bind(pat, ty);
    }

    /// Gives the locals of a pattern their types.
    fn bind(&mut self, pat: PatId, ty: Ty) {
        if self.depth > 4_000 {
            return;
        }
        self.depth += 1;
        match self.unit.facts.pats[pat.at()] {
            Pat::Bind(local, sub) => {
                let written = self.unit.facts.locals[local.at()].ty.map(|t| self.own(self.unit.types[t.at()]));
                let best = written.filter(|t| t.is_known()).unwrap_or(ty);
                if best.is_known() {
                    self.out.locals[local.at()] = best;
                }
                if let Some(sub) = sub {
                    self.bind(sub, ty);
                }
            }
            Pat::Tuple(items) => {
                let parts = match self.program.types.head(ty) {
                    Head::Tuple => self.program.types.args(ty).to_vec(),
                    _ => Vec::new(),
                };
                self.bind_parts(items, &parts);
            }
            Pat::TupleStruct(path, items) => {
                let parts = self.parts(path, ty);
                self.bind_parts(items, &parts);
            }
            Pat::Struct(path, fields) => {
                let named = self.type_of_path(path);
                let ty = if named.is_known() { named } else { ty };
                for i in fields.start..fields.start + fields.len {
                    let field = self.unit.facts.fields[i as usize];
                    let field_ty = self.program.field_type(self.catalog, ty, self.unit.sym(field.name));
                    self.bind(PatId(field.value), field_ty);
                }
            }
            Pat::Slice(items) => {
                let item = self.program.payload(self.catalog, ty);
                for &p in self.list(items) {
                    self.bind(PatId(p), item);
                }
            }
            Pat::Or(items) => {
                for &p in self.list(items) {
                    self.bind(PatId(p), ty);
                }
            }
            Pat::Wild | Pat::Rest | Pat::Path(_) | Pat::Lit(_) => {}
        }
        self.depth -= 1;
    }

    fn bind_parts(&mut self, items: List, parts: &[Ty]) {
        let items = self.list(items);
        let rest = items.iter().position(|p| self.unit.facts.pats[*p as usize] == Pat::Rest);
        for (i, &p) in items.iter().enumerate() {
            // What stands behind `..` is counted from the end.
            let at = match rest {
                Some(r) if i > r => (parts.len() + i + 1).checked_sub(items.len() + 1),
                _ => Some(i),
            };
            let ty = at.and_then(|i| parts.get(i)).copied().unwrap_or(Ty::UNKNOWN);
            self.bind(PatId(p), ty);
        }
    }

    /// The types inside a tuple struct or variant pattern.
    fn parts(&self, path: PathId, ty: Ty) -> Vec<Ty> {
        match self.program.def(self.unit, path, Space::Value, self.self_ty) {
            Some((Def::Ext(e), _)) => match e.last {
                known::SOME | known::OK => vec![self.program.success(ty)],
                known::ERR => vec![self.program.failure(ty)],
                _ => vec![self.program.payload(self.catalog, ty)],
            },
            Some((Def::Adt(a), _)) => self.program.variant_types(a, 0, ty),
            Some((Def::Variant(a, v), _)) => self.program.variant_types(a, v, ty),
            _ => Vec::new(),
        }
    }
}

fn some_of(fns: &[u32]) -> Target {
    match fns {
        [] => Target::Unknown,
        [one] => Target::Fn(*one),
        many if many.len() <= CANDIDATES => Target::Many(many.into()),
        many => Target::Many(many[..CANDIDATES].into()),
    }
}

/// Whether a trait method is declared to return `Self`.
fn decl_is_self(program: &Program, f: u32) -> bool {
    let (unit, decl) = program.function(f);
    decl.ret.is_some_and(|t| unit.types[t.at()] == Ty::SELF)
}

/// Reads a type as models have it: `reqwest::Client`, `std::Option<reqwest::Response>`, `str`, `()`.
pub(super) fn parse_type(table: &mut TypeTable, symbols: &mut Symbols, text: &str) -> Ty {
    let text = text.trim().trim_start_matches('&').trim();
    if text == "()" {
        return Ty::UNIT;
    }
    let (path, args) = match text.split_once('<') {
        Some((path, args)) => (path, args.strip_suffix('>').unwrap_or(args)),
        None => (text, ""),
    };
    let args: Vec<Ty> = split_args(args).into_iter().map(|a| parse_type(table, symbols, a)).collect();
    if let Some(ty) = build::builtin(path) {
        return ty;
    }
    let mut segments = path.split("::");
    let (first, last) = (segments.next().unwrap_or(path), path.rsplit("::").next().unwrap_or(path));
    let root = if first == last { "std" } else { first };
    let (root, last_sym) = (symbols.intern(root), symbols.intern(last));
    build::library_type(table, last, Ext { root, prev: root, last: last_sym }, &args)
}

fn split_args(args: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0i32, 0, Vec::new());
    for (i, c) in args.char_indices() {
        match c {
            '<' | '(' => depth += 1,
            '>' | ')' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(args[start..i].trim());
                start = i + 1;
            }
            _ => {}
        }
    }
    parts.push(args[start..].trim());
    parts.retain(|p| !p.is_empty());
    parts
}
