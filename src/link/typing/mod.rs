//! Types of expressions and the meaning of calls, as far as declarations show them.
//!
//! In: one file's bodies and the program's declarations. Out: [`Typed`]. A walk in program order: a local gets its
//! type from its annotation or its value, a closure's parameters from the adapter it is given to. Nothing is guessed
//! that declarations do not show, except that a method of an unknown receiver is looked up by its name where only one
//! type of the workspace has it.

mod binding;
mod calls;
mod dispatch;
mod expected;
mod filling;
mod generics;
mod returns;

use super::resolve::{Def, Ext, Space};
use super::symbols::known;
use super::types::{Head, Interner, Overlay, Ty, TypeData};
use super::{Holder, Program, Unit};
use crate::catalog::{CallModel, Catalog};
use crate::facts::{BinOp, Expr, ExprId, List, LocalId, PathId};
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
    /// Structs that library calls fill out of a store.
    pub rows: Vec<u32>,
    /// Types that were made on the way, numbered behind the program's.
    pub made: Vec<TypeData>,
}

/// How many candidates a call may have before it counts as unknown.
pub const CANDIDATES: usize = 12;
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
            rows: Vec::new(),
            made: Vec::new(),
        },
        made: Overlay::over(&program.types),
        empty: FxHashMap::default(),
        ends: FxHashMap::default(),
        self_ty: Ty::UNKNOWN,
        function: None,
        depth: 0,
        left: Ty::UNKNOWN,
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
            typer.expect(body, info.ret);
        }
    }
    typer.function = None;
    typer.self_ty = Ty::UNKNOWN;
    for c in &u.facts.consts {
        if let Some(value) = c.value {
            typer.expr(value);
        }
    }
    typer.out.made = typer.made.made();
    typer.out
}

struct Typer<'a> {
    program: &'a Program,
    catalog: &'a Catalog,
    unit: &'a Unit,
    out: Typed,
    /// Types that this file needs and no declaration has.
    made: Overlay<'a>,
    /// Locals that hold a container of which nothing told the content.
    empty: FxHashMap<LocalId, Ext>,
    /// The receiving end of each sending one.
    ends: FxHashMap<LocalId, LocalId>,
    self_ty: Ty,
    function: Option<u32>,
    depth: u32,
    /// The type that `break` leaves the loop around with.
    left: Ty,
}

impl<'a> Typer<'a> {
    pub(super) fn list(&self, list: List) -> &'a [u32] {
        &self.unit.facts.lists[list.start as usize..(list.start + list.len) as usize]
    }

    pub(super) fn expr(&mut self, id: ExprId) -> Ty {
        if self.depth > 4_000 {
            return Ty::UNKNOWN;
        }
        self.depth += 1;
        let ty = self.expr_within(id);
        self.depth -= 1;
        self.out.exprs[id.at()] = ty;
        ty
    }

    pub(super) fn all(&mut self, list: List) {
        for &id in self.list(list) {
            self.expr(ExprId(id));
        }
    }

    pub(super) fn expr_within(&mut self, id: ExprId) -> Ty {
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
                self.field_type(base, self.unit.sym(name))
            }
            Expr::Index(base, index) => {
                self.expr(index);
                let base = self.expr(base);
                match self.operator(id, base, "index") {
                    Some(item) => item,
                    None => self.seen().payload(self.catalog, base),
                }
            }
            Expr::Call(callee, args) => self.call(id, callee, args),
            Expr::Method(m) => self.method(m as usize),
            Expr::Struct(path, fields) => self.structure(path, fields),
            Expr::Object(fields) => {
                self.field_values(fields);
                Ty::UNKNOWN
            }
            Expr::Tuple(items) => {
                let items = self.list(items);
                let types: Vec<Ty> = items.iter().map(|i| self.expr(ExprId(*i))).collect();
                self.tuple(&types)
            }
            Expr::Array(items) => {
                self.all(items);
                self.list(items)
                    .first()
                    .map_or(Ty::UNKNOWN, |i| self.out.exprs[*i as usize])
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
                if then.is_known() && then != Ty::UNIT {
                    then
                } else {
                    other
                }
            }
            Expr::Match(value, arms) => self.matching(value, arms),
            Expr::Loop(cond, body) => {
                if let Some(cond) = cond {
                    self.expr(cond);
                }
                let outer = std::mem::take(&mut self.left);
                self.expr(body);
                std::mem::replace(&mut self.left, outer)
            }
            Expr::For(pat, iter, body) => {
                let ty = self.expr(iter);
                let item = match self.operator(id, ty, "next") {
                    Some(next) => self.seen().success(next),
                    None => self.walked(ty),
                };
                self.bind(pat, item);
                self.expr(body);
                item
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
                if op == BinOp::Add
                    && let Some(sum) = self.operator(id, a, "add")
                {
                    return sum;
                }
                match op {
                    BinOp::Compare | BinOp::And | BinOp::Or => Ty::BOOL,
                    _ if a.is_known() => a,
                    _ => b,
                }
            }
            Expr::Not(a) | Expr::Await(a) | Expr::RefMut(a) | Expr::Async(a) => self.expr(a),
            Expr::Try(a) => {
                let ty = self.expr(a);
                self.failed_as(id, ty);
                self.seen().success(ty)
            }
            Expr::Return(a) => {
                if let Some(a) = a {
                    self.expr(a);
                    if let Some(f) = self.function {
                        self.expect(a, self.program.fns[f as usize].ret);
                    }
                }
                Ty::UNKNOWN
            }
            Expr::Break(a) => {
                if let Some(a) = a {
                    let ty = self.expr(a);
                    if !self.left.is_known() {
                        self.left = ty;
                    }
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
                self.macro_type(call)
            }
        }
    }

    pub(super) fn matching(&mut self, value: ExprId, arms: List) -> Ty {
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

    /// What an operator on a type of the workspace gives, where an impl says so; its call is noted.
    fn operator(&mut self, id: ExprId, of: Ty, method: &str) -> Option<Ty> {
        let Head::Adt(adt) = self.types().head(of) else {
            return None;
        };
        let name = self.program.symbols.get(method)?;
        let target = self.candidates(Holder::Adt(adt), name);
        let Target::Fn(f) = target else { return None };
        let info = &self.program.fns[f as usize];
        let (unit, decl) = self.program.function(f);
        let of_trait = info.imp.and_then(|i| {
            let imp = &self.program.impls[i as usize];
            (imp.of_name != known::EMPTY).then_some(imp.of_name)
        });
        of_trait.filter(|_| decl.has_self)?;
        self.out.calls.insert(id, target);
        let ret = self.returned(f, of, &[], &[]);
        // `Self::Item`, `Self::Output` are aliases of the impl.
        Some(if ret.is_known() {
            ret
        } else {
            self.associated_type(unit, info.imp)
        })
    }

    /// The type that an impl names as its `Item` or `Output`.
    pub(super) fn associated_type(&self, unit: &Unit, imp: Option<u32>) -> Ty {
        let local = imp.map(|i| self.program.impls[i as usize].local);
        let named = unit.facts.aliases.iter().find(|a| {
            a.owner.is_some_and(|o| Some(o.0) == local)
                && matches!(unit.text(a.name), "Item" | "Output")
        });
        named.map_or(Ty::UNKNOWN, |a| unit.types[a.ty.at()])
    }

    pub(super) fn own(&self, ty: Ty) -> Ty {
        if ty == Ty::SELF { self.self_ty } else { ty }
    }

    pub(super) fn field_values(&mut self, fields: List) {
        for i in fields.start..fields.start + fields.len {
            self.expr(ExprId(self.unit.facts.fields[i as usize].value));
        }
    }

    pub(super) fn structure(&mut self, path: PathId, fields: List) -> Ty {
        self.field_values(fields);
        let ty = self.type_of_path(path);
        let mut given = Vec::new();
        for i in fields.start..fields.start + fields.len {
            let field = self.unit.facts.fields[i as usize];
            let (name, value) = (self.unit.sym(field.name), ExprId(field.value));
            let declared = self.seen().field_of(self.catalog, ty, name);
            if let Some((_, declared)) = declared {
                given.push((declared, self.out.exprs[value.at()]));
            }
            let asked = self.field_type(ty, name);
            self.expect(value, asked);
            if let (true, Head::Adt(adt)) = (self.is_read_from_row(value), self.types().head(ty)) {
                self.out.rows.push(adt);
            }
        }
        match self.types().head(ty) {
            Head::Adt(adt) if self.types().args(ty).is_empty() => self.built(adt, &given),
            _ => ty,
        }
    }

    /// `row.get(0)?`: what stands in a row of a store.
    fn is_read_from_row(&self, id: ExprId) -> bool {
        match self.unit.facts.exprs[id.at()] {
            Expr::Try(inner) | Expr::Await(inner) => self.is_read_from_row(inner),
            Expr::Method(m) => match &self.out.methods[m as usize] {
                Target::Model(model) if model.row => true,
                _ => {
                    let recv = self.unit.facts.methods[m as usize].recv;
                    matches!(self.unit.facts.exprs[recv.at()], Expr::Method(_))
                        && self.is_read_from_row(recv)
                }
            },
            _ => false,
        }
    }

    /// The type a path names: a struct, a variant's enum, an alias, `Self`.
    pub(super) fn type_of_path(&mut self, path: PathId) -> Ty {
        let at = &self.unit.facts.paths[path.at()];
        if let [one] = at.segments[..]
            && self.unit.sym(one) == known::SELF_TYPE
        {
            return self.self_ty;
        }
        let args: Vec<Ty> = self
            .list(at.generics)
            .iter()
            .map(|t| self.unit.types[*t as usize])
            .collect();
        match self.program.def(self.unit, path, Space::Type, self.self_ty) {
            Some((Def::Adt(a) | Def::Variant(a, _), _)) => self.made.intern(Head::Adt(a), &args),
            Some((Def::Alias(a), _)) => self.program.alias_type(a),
            Some((Def::Ext(e), _)) => {
                let head = Head::Ext(Ext { prev: e.root, ..e });
                self.types().get(head, &[]).unwrap_or_default()
            }
            _ => Ty::UNKNOWN,
        }
    }

    /// The type that a derive macro declares under a path.
    fn companion(&self, path: PathId) -> Ty {
        if self.program.companions.is_empty() {
            return Ty::UNKNOWN;
        }
        match self.program.def(self.unit, path, Space::Type, self.self_ty) {
            Some((Def::Alias(a), 0)) if a as usize >= self.program.aliases.len() => {
                self.program.alias_type(a)
            }
            _ => Ty::UNKNOWN,
        }
    }

    /// A path used as a value: a const, a unit struct, a function (whose type is what it returns).
    pub(super) fn path_value(&mut self, path: PathId) -> Ty {
        match self
            .program
            .def(self.unit, path, Space::Value, self.self_ty)
        {
            Some((Def::Const(c), _)) => self.program.consts[c as usize].ty,
            Some((Def::Adt(a) | Def::Variant(a, _), 0)) => self.adt(a),
            // `find_also_related(cake::Entity)`: a unit struct that a derive macro declares.
            Some((Def::Ext(_), _)) | None => self.companion(path),
            _ => Ty::UNKNOWN,
        }
    }
}
