//! Values that a walk puts together: constants, tuples, objects, structures and what operators make.

use super::Walk;
use crate::facts::{BinOp, Expr, ExprId, List, PathId, Range, Show};
use crate::finding::Confidence;
use crate::flow::NodeKey;
use crate::flow::trail::Kind;
use crate::flow::value::{Access, Value};
use crate::link::resolve::{Def, Space};
use crate::link::symbols::{Sym, known};
use crate::link::types::{Head, Ty};

impl Walk<'_> {
    pub(super) fn binary(&mut self, op: BinOp, a: ExprId, b: ExprId) -> Value {
        let mut left = self.eval(a);
        let right = self.eval(b);
        match op {
            BinOp::Add => {
                let text = match (&left.text, &right.text) {
                    (Some(a), Some(b)) => Some(format!("{a}{b}").into()),
                    _ => None,
                };
                left.join(right);
                left.text = text;
                left.sql = None;
                left
            }
            BinOp::Arith => {
                if self
                    .analysis
                    .program
                    .is_inert(self.analysis.catalog, self.ty(a))
                {
                    return Value::clean();
                }
                left.join(right);
                left
            }
            BinOp::Compare => {
                let (start, end) = (self.range(a).start, self.range(b).end);
                self.held_against(&left, &right, Confidence::Low, Range { start, end });
                Value::clean()
            }
            BinOp::And | BinOp::Or => Value::clean(),
        }
    }

    /// A path used as a value: constants give their text, functions themselves.
    pub(super) fn path(&mut self, path: PathId) -> Value {
        let own = self.analysis.program.fns[self.id as usize].self_ty;
        match self
            .analysis
            .program
            .def(self.unit, path, Space::Value, own)
        {
            Some((Def::Const(c), _)) => self.constant_or_kept(c),
            Some((Def::Adt(a), 1)) => {
                let name = self.unit.facts.paths[path.at()].segments.last();
                let name = name.map_or(known::EMPTY, |n| self.unit.sym(*n));
                match self.analysis.program.assoc_consts.get(&(a, name)) {
                    Some(c) => self.constant_or_kept(*c),
                    None => Value::clean(),
                }
            }
            Some((Def::Fn(_) | Def::Variant(..) | Def::Adt(_), _)) => Value::clean(),
            Some((Def::Ext(e), _)) if e.last == known::NONE => Value::clean(),
            _ => Value::default(),
        }
    }

    fn constant_or_kept(&self, constant: u32) -> Value {
        let value = self.constant(constant, 0);
        if value.known {
            return value;
        }
        self.kept(constant).unwrap_or(value)
    }

    /// The text of a constant, folded through other constants.
    pub(super) fn constant(&self, constant: u32, depth: u32) -> Value {
        let program = self.analysis.program;
        let info = program.consts[constant as usize];
        let unit = &program.units[info.unit as usize];
        let Some(value) = unit.facts.consts[info.local as usize].value else {
            return Value::default();
        };
        match unit.facts.exprs[value.at()] {
            Expr::Str(text) => Value {
                text: Some(unit.text(text).into()),
                ..Value::clean()
            },
            Expr::Scalar(_) => Value::clean(),
            Expr::Path(path) if depth < 8 => {
                match program.def(unit, path, Space::Value, Ty::UNKNOWN) {
                    Some((Def::Const(c), _)) => self.constant(c, depth + 1),
                    _ => Value::default(),
                }
            }
            _ => Value::default(),
        }
    }

    pub(super) fn tuple(&mut self, items: List) -> Value {
        let mut value = Value::clean();
        for (i, &item) in self.list(items).iter().enumerate() {
            let id = ExprId(item);
            let item = self.eval(id);
            value.known &= item.known;
            value.complete &= self.is_complete(&item, id);
            let name = self.index_name(i);
            value.add(item.under(Access::field(name)).atoms);
        }
        value
    }

    /// The name of a tuple's field. Names beyond those the program mentions are joined into one.
    pub(in crate::flow) fn index_name(&self, index: usize) -> Sym {
        match index {
            0 => known::ZERO,
            1 => known::ONE,
            _ => self
                .analysis
                .program
                .symbols
                .get(&index.to_string())
                .unwrap_or(known::ELEMENT),
        }
    }

    pub(super) fn object(&mut self, fields: List) -> Value {
        let mut value = Value::clean();
        for i in fields.start..fields.start + fields.len {
            let field = self.unit.facts.fields[i as usize];
            let id = ExprId(field.value);
            let item = self.eval(id);
            value.known &= item.known;
            let name = self.unit.sym(field.name);
            let item = self.shown(item, self.ty(id), Show::Other, self.range(id));
            value.complete &= item.known;
            value.add(item.under(Access::field(name)).atoms);
        }
        value
    }

    /// The type and variant that a literal builds.
    fn built_type(&self, id: ExprId, path: PathId) -> Option<(u32, u32)> {
        let own = self.analysis.program.fns[self.id as usize].self_ty;
        let def = self.analysis.program.def(self.unit, path, Space::Type, own);
        match def {
            Some((Def::Adt(a), _)) => Some((a, 0)),
            Some((Def::Variant(a, v), _)) => Some((a, v)),
            _ => match self.analysis.program.types.head(self.ty(id)) {
                Head::Adt(a) => Some((a, 0)),
                _ => None,
            },
        }
    }

    pub(super) fn structure(&mut self, id: ExprId, path: PathId, fields: List) -> Value {
        let target = self.built_type(id, path);
        let mut value = Value::clean();
        let mut harmless = Vec::new();
        for i in fields.start..fields.start + fields.len {
            let field = self.unit.facts.fields[i as usize];
            let name = self.unit.sym(field.name);
            let item = self.eval(ExprId(field.value));
            let mut item = match target {
                Some((adt, variant)) => {
                    if let Some(closure) = item.closure {
                        self.run_kept(closure, adt, name);
                    }
                    let holder = (adt, variant as u16);
                    self.opened_for(holder, name, item, ExprId(field.value))
                }
                None => item,
            };
            value.known &= item.known;
            value.complete &= self.is_complete(&item, ExprId(field.value));
            if name == known::EMPTY {
                // `..base` fills what is not written here.
                value.complete &= item.complete;
                for written in fields.start..i {
                    let written = self.unit.facts.fields[written as usize].name;
                    item.clear(Access::field(self.unit.sym(written)));
                }
                value.add(item.atoms);
                continue;
            }
            // `password: None` holds nothing, whatever it is called.
            value.settle(Access::field(name), item.known && item.atoms.is_empty());
            self.step(&mut item, field.range, Kind::Put(name));
            self.set_apart(&mut item, name);
            if let Some((adt, variant)) = target {
                self.built_with(
                    NodeKey::Field(adt, variant as u16, name),
                    &item,
                    field.range,
                );
            }
            if item.known && item.atoms.is_empty() {
                harmless.push(Access::field(name));
            }
            value.put_part(name, item);
        }
        if !value.complete {
            // What the base holds under these names is overwritten.
            for path in harmless {
                value.settle(path, true);
            }
        }
        self.record(id, path, target, fields, &value);
        value
    }

    /// A value as a field takes it: where the field is of any type (`Page<T>`), nobody knows the value's fields later, so
    /// that they go along.
    pub(in crate::flow) fn opened_for(
        &mut self,
        holder: (u32, u16),
        field: Sym,
        value: Value,
        id: ExprId,
    ) -> Value {
        if !self.is_of_any_type(holder, field) {
            return value;
        }
        let ty = self.ty(id);
        self.with_fields(value, ty, 0)
    }

    /// Whether a field of a struct or variant is of a type parameter, wrappers apart.
    pub(in crate::flow) fn is_of_any_type(&self, (adt, variant): (u32, u16), field: Sym) -> bool {
        let program = self.analysis.program;
        let fields = program.adts[adt as usize]
            .variants
            .get(usize::from(variant));
        let declared = fields.and_then(|f| f.iter().find(|f| f.name == field));
        declared.is_some_and(|declared| {
            let held = program.payload(self.analysis.catalog, declared.ty);
            matches!(program.types.head(held), Head::Param(_))
        })
    }

    /// Whether nothing but what is listed can be in a part that something is built from.
    pub(in crate::flow) fn is_complete(&self, part: &Value, id: ExprId) -> bool {
        part.known || part.complete || {
            let ty = self.ty(id);
            // A text of which nothing is known may still be what its field is named after.
            !part.atoms.is_empty() && ty.is_known() && self.holds_by_itself(ty)
        }
    }
}
