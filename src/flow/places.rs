//! Where values are kept and looked for: locals, fields, elements, patterns.

use super::NodeKey;
use super::body::{DEPTH, Walk};
use super::naming::Named;
use super::reading::listed;
use super::trail::Kind;
use super::value::{Access, Atom, Origin, Value};
use crate::catalog::{CallModel, End};
use crate::facts::{Expr, ExprId, List, LocalId, Pat, PatId, PathId, Range};
use crate::finding::Confidence;
use crate::link::resolve::{Def, Space};
use crate::link::symbols::{Sym, known};
use crate::link::types::{Head, Ty};
use crate::link::typing::Target;

impl Walk<'_> {
    /// Assigns to a place; inside a branch, or with an operator, what was there stays.
    pub(in crate::flow) fn assign(&mut self, place: ExprId, value: Value, adds: bool) {
        match self.unit.facts.exprs[place.at()] {
            Expr::Tuple(items) => self.assign_parts(items, &value, adds),
            _ => self.assign_one(place, value, adds),
        }
    }

    fn assign_one(&mut self, place: ExprId, value: Value, adds: bool) {
        let adds = adds || self.is_some_element(place);
        let (root, path) = self.place(place);
        self.assign_field(place, &value);
        let Some(local) = root else {
            let holder = self.eval(place);
            self.put_into_statics((&holder, Access::WHOLE), &value, self.range(place));
            return;
        };
        if let Some(holder) = self.env.get(&local).cloned() {
            self.put_into_statics((&holder, path), &value, self.range(place));
        }
        // Where nothing is in it otherwise, what is put there is all there is.
        let all = self.tested == Some((local, path, self.branch));
        let inside = self.branches.get(&local).copied().unwrap_or(0) != self.branch;
        let weak = adds || inside && !all;
        let name = self.unit.sym(self.unit.facts.locals[local.at()].name);
        let range = self.range(place);
        let mut value = value;
        self.step(&mut value, range, Kind::Bound(name));
        if path.is_whole() && !adds {
            let ty = self.unit.local_types[local.at()];
            self.named(&mut value, name, ty, range);
        }
        let full = self.is_complete(&value, place);
        let slot = self.env.entry(local).or_default();
        let harmless = value.known && value.atoms.is_empty();
        let nothing_new = weak && harmless;
        if !path.is_whole() && !nothing_new {
            slot.settle(path, harmless);
        }
        let new = if path.is_whole() {
            value
        } else {
            value.under(path)
        };
        if weak && path.is_whole() {
            slot.join(new);
        } else if weak {
            // Only this part gets something: what is known of the others stays.
            slot.complete = (slot.complete || slot.known) && full;
            slot.known &= new.known;
            slot.text = None;
            slot.sql = slot.sql.take().or(new.sql);
            slot.add_parts(new.atoms);
        } else if path.is_whole() {
            *slot = new;
        } else {
            slot.clear(path);
            slot.add(new.atoms);
            slot.tighten(path);
        }
    }

    /// The node of a field that is assigned to gets the value, whichever struct it is of.
    fn assign_field(&mut self, place: ExprId, value: &Value) {
        let Expr::Field(base, name) = self.unit.facts.exprs[place.at()] else {
            return;
        };
        let name = self.unit.sym(name);
        self.eval(base);
        if let Some((adt, variant)) = self.field_node(self.ty(base), name) {
            let mut put = value.clone();
            self.step(&mut put, self.range(place), Kind::Put(name));
            self.edge(NodeKey::Field(adt, variant, name), &put, self.range(place));
        }
    }

    /// The local a place is part of, and which part.
    pub(in crate::flow) fn place(&self, id: ExprId) -> (Option<LocalId>, Access) {
        match self.unit.facts.exprs[id.at()] {
            Expr::Local(local) => (Some(local), Access::WHOLE),
            Expr::Field(base, name) => {
                let (root, path) = self.place(base);
                (root, path.then(Access::field(self.unit.sym(name))))
            }
            Expr::Index(base, index) => {
                let (root, path) = self.place(base);
                let key = self.key(index).map_or(Access::WHOLE, Access::field);
                (root, path.then(key))
            }
            Expr::RefMut(base) | Expr::Try(base) | Expr::Await(base) => self.place(base),
            // `map.entry(id).or_default()`: what can be changed through it is still in its receiver.
            Expr::Method(m) => match self.unit.methods.get(m as usize) {
                Some(Target::Model(model)) if hands_on(model) => {
                    self.place(self.unit.facts.methods[m as usize].recv)
                }
                _ => (None, Access::WHOLE),
            },
            _ => (None, Access::WHOLE),
        }
    }

    /// What a place is called: the last field of it, or the local.
    pub(in crate::flow) fn owner(&self, id: ExprId) -> Option<Sym> {
        let (root, path) = self.place(id);
        let local = || Some(self.unit.sym(self.unit.facts.locals[root?.at()].name));
        path.parts().last().copied().or_else(local)
    }

    /// The name that a constant text as an index means: `body["email"]`.
    fn key(&self, index: ExprId) -> Option<Sym> {
        match self.unit.facts.exprs[index.at()] {
            Expr::Str(text) => self.analysis.program.symbols.get(self.unit.text(text)),
            _ => None,
        }
    }

    /// Whether a place is one of several elements, and which of them is not known.
    fn is_some_element(&self, place: ExprId) -> bool {
        match self.unit.facts.exprs[place.at()] {
            Expr::Index(base, index) => self.key(index).is_none() || self.is_some_element(base),
            Expr::Field(base, _) | Expr::RefMut(base) => self.is_some_element(base),
            _ => false,
        }
    }

    /// The node of a field, where the type that holds it is of the workspace.
    pub(in crate::flow) fn field_node(&self, ty: Ty, name: Sym) -> Option<(u32, u16)> {
        let (holder, _) = self
            .analysis
            .program
            .field_of(self.analysis.catalog, ty, name)?;
        let Head::Adt(adt) = self.analysis.program.types.head(holder) else {
            return None;
        };
        let variants = &self.analysis.program.adts[adt as usize].variants;
        let variant = variants
            .iter()
            .position(|v| v.iter().any(|f| f.name == name))?;
        Some((adt, variant as u16))
    }

    /// A field of the program as a value: its node, where it can hold data by itself.
    pub(in crate::flow) fn field_value(
        &mut self,
        adt: u32,
        variant: u16,
        name: Sym,
        ty: Ty,
    ) -> Value {
        if !self.holds_by_itself(ty) {
            return Value::default();
        }
        Value::of(Atom::new(Origin::Field(adt, variant, name)))
    }

    /// An element of a map or list, by its key where that is a constant text.
    pub(in crate::flow) fn element(
        &mut self,
        value: Value,
        key: Option<&str>,
        range: Range,
    ) -> Value {
        let Some(key) = key else {
            return Value { sql: None, ..value };
        };
        if let Some(name) = self.analysis.program.symbols.get(key) {
            let direct = value.part(Access::field(name));
            if !direct.is_empty() {
                return Value {
                    atoms: direct,
                    ..Value::default()
                };
            }
            let mut read = Value {
                atoms: value.whole().collect(),
                ..Value::default()
            };
            self.picked(&mut read, name);
            self.named(&mut read, name, Ty::UNKNOWN, range);
            return read;
        }
        Value {
            atoms: value.whole().collect(),
            ..Value::default()
        }
    }

    /// Binds a pattern to a value.
    pub(in crate::flow) fn bind(&mut self, pat: PatId, value: Value, ty: Ty, naming: bool) {
        if self.depth > DEPTH {
            return;
        }
        self.depth += 1;
        match self.unit.facts.pats[pat.at()] {
            Pat::Bind(local, sub) => {
                if let Some(sub) = sub {
                    self.bind(sub, value.clone(), ty, naming);
                }
                self.bind_local(local, value, ty, naming);
            }
            Pat::Tuple(items) => self.bind_parts(items, &value, ty, None),
            Pat::TupleStruct(path, items) => self.bind_tuple_struct(path, items, value, ty),
            Pat::Struct(path, fields) => {
                let own = self.analysis.program.fns[self.id as usize].self_ty;
                let def = self.analysis.program.def(self.unit, path, Space::Type, own);
                for i in fields.start..fields.start + fields.len {
                    let field = self.unit.facts.fields[i as usize];
                    let name = self.unit.sym(field.name);
                    let part = match def {
                        Some((Def::Adt(a), _)) => self.node_or_part(&value, a, 0, name),
                        Some((Def::Variant(a, v), _)) => {
                            self.node_or_part(&value, a, v as u16, name)
                        }
                        _ => (self.read(&value, ty, name.into(), field.range), Ty::UNKNOWN),
                    };
                    self.bind(PatId(field.value), part.0, part.1, true);
                }
            }
            Pat::Or(items) => self.bind_alternatives(items, &value, ty, naming),
            Pat::Slice(items) => {
                for &item in self.list(items) {
                    self.bind(PatId(item), value.clone(), ty, naming);
                }
            }
            Pat::Wild | Pat::Rest | Pat::Path(_) | Pat::Lit(_) => {}
        }
        self.depth -= 1;
    }

    pub(in crate::flow) fn bind_local(
        &mut self,
        local: LocalId,
        mut value: Value,
        ty: Ty,
        naming: bool,
    ) {
        let facts = &self.unit.facts.locals[local.at()];
        let name = self.unit.sym(facts.name);
        let known_ty = self.unit.local_types[local.at()];
        let ty = if known_ty.is_known() { known_ty } else { ty };
        let inert = self.analysis.program.is_inert(self.analysis.catalog, ty);
        if inert && value.sql.is_none() {
            let failure = value.failure_only();
            value = self.number(name, ty, facts.range);
            value.add(failure.atoms);
        }
        // What is in a struct is told by its fields, whatever it is called: `config`, `row`.
        let program = self.analysis.program;
        let payload = program.payload(self.analysis.catalog, ty);
        if !matches!(program.types.head(payload), Head::Adt(_)) {
            self.only_about(&mut value, name);
        }
        if naming {
            self.step(&mut value, facts.range, Kind::Bound(name));
            self.named(&mut value, name, ty, facts.range);
        }
        if let Some(atom) = self.stand_ins.get(&local).filter(|_| !inert) {
            let mut made = Value::of(*atom);
            self.step(&mut made, facts.range, Kind::Made);
            value.known = false;
            value.add(made.atoms);
        }
        if value.row {
            self.out_of_store(&value);
        }
        self.branches.insert(local, self.branch);
        self.env.insert(local, value);
    }

    pub(in crate::flow) fn bind_tuple_struct(
        &mut self,
        path: PathId,
        items: List,
        value: Value,
        ty: Ty,
    ) {
        let own = self.analysis.program.fns[self.id as usize].self_ty;
        let program = self.analysis.program;
        match program.def(self.unit, path, Space::Value, own) {
            Some((Def::Adt(a), _)) => self.bind_parts(items, &value, ty, Some((a, 0))),
            Some((Def::Variant(a, v), _)) => {
                self.bind_parts(items, &value, ty, Some((a, v as u16)));
            }
            def => {
                let failed = matches!(def, Some((Def::Ext(e), _)) if e.last == known::ERR);
                let mut inner = value;
                let inner_ty = if failed {
                    program.failure(ty)
                } else {
                    program.payload(self.analysis.catalog, ty)
                };
                if failed {
                    let atoms = inner.part(Access::field(known::ERROR_PATH));
                    inner = Value {
                        atoms,
                        complete: inner.complete,
                        ..Value::default()
                    };
                } else {
                    inner.clear(Access::field(known::ERROR_PATH));
                }
                if let Some((Def::Ext(e), _)) = def {
                    let name = format!("{}::{}", program.text(e.prev), program.text(e.last));
                    let held = self.analysis.catalog.models;
                    if let Some(key) = held.variant(program.text(e.root), &name) {
                        let range = self.unit.facts.paths[path.at()].range;
                        let why = format!("`{name}` holds it");
                        let named = Named {
                            key,
                            confidence: Confidence::Medium,
                            why,
                            general: true,
                        };
                        let atom = self.named_source(named, range);
                        inner.add([atom]);
                    }
                }
                for &item in self.list(items) {
                    self.bind(PatId(item), inner.clone(), inner_ty, true);
                }
            }
        }
    }

    /// Binds the parts of a tuple, tuple struct or variant.
    pub(in crate::flow) fn bind_parts(
        &mut self,
        items: List,
        value: &Value,
        ty: Ty,
        node: Option<(u32, u16)>,
    ) {
        let items = self.list(items);
        let rest = items
            .iter()
            .position(|p| self.unit.facts.pats[*p as usize] == Pat::Rest);
        for (i, &item) in items.iter().enumerate() {
            if rest.is_some_and(|r| i >= r) {
                // Behind `..` the position is not followed; the whole value stands for it.
                self.bind(PatId(item), value.clone(), Ty::UNKNOWN, true);
                continue;
            }
            let name = self.index_name(i);
            let (part, part_ty) = match node {
                Some((adt, variant)) => self.node_or_part(value, adt, variant, name),
                None => {
                    let part_ty = self
                        .analysis
                        .program
                        .field_type(self.analysis.catalog, ty, name);
                    let direct = value.part(Access::field(name));
                    let whole = value.whole();
                    let atoms = if direct.is_empty() && !value.known && !value.complete {
                        whole.collect()
                    } else {
                        direct
                    };
                    (
                        Value {
                            atoms,
                            known: value.known,
                            complete: value.complete,
                            ..Value::default()
                        },
                        part_ty,
                    )
                }
            };
            self.bind(PatId(item), part, part_ty, true);
        }
    }

    pub(in crate::flow) fn node_or_part(
        &mut self,
        value: &Value,
        adt: u32,
        variant: u16,
        name: Sym,
    ) -> (Value, Ty) {
        let program = self.analysis.program;
        let field = program.adts[adt as usize]
            .variants
            .get(usize::from(variant))
            .and_then(|v| v.iter().find(|f| f.name == name));
        let ty = field.map_or(Ty::UNKNOWN, |f| f.ty);
        if program.is_inert(self.analysis.catalog, ty) {
            return (self.number(name, ty, self.statement), ty);
        }
        let path = Access::field(name);
        let direct = value.part(path);
        if !direct.is_empty() {
            let node = self.field_value(adt, variant, name, ty);
            let read = listed(value, path, direct, Some(node));
            return (read, ty);
        }
        if value.known || value.complete || value.is_settled(path) {
            return (Value::clean(), ty);
        }
        (self.field_value(adt, variant, name, ty), ty)
    }
}

/// Whether what a call gives is (a part of) its receiver.
fn hands_on(model: &CallModel) -> bool {
    let flows = model.flows.as_deref().unwrap_or_default();
    let kept = |f: &(End, End)| matches!(f.0, End::Receiver | End::Success) && f.1 == End::Result;
    model.measure.is_none() && flows.iter().any(kept)
}
