//! Fields as they are read: what was put there, what the field's node holds, or what a library's value is by its name.

use super::body::Walk;
use super::naming::{Called, is_declared_number};
use super::value::{Access, Atom, Origin, Value};
use crate::facts::Range;
use crate::link::symbols::{Sym, known};
use crate::link::types::{Head, Ty};

impl Walk<'_> {
    /// Reads a field of a value.
    pub(in crate::flow) fn read(
        &mut self,
        value: &Value,
        ty: Ty,
        called: Called,
        range: Range,
    ) -> Value {
        let name = called.name;
        let path = Access::field(name);
        let direct = value.part(path);
        let field_ty = self
            .analysis
            .program
            .field_type(self.analysis.catalog, ty, name);
        let node = self.field_node(ty, name);
        let declared = node.is_some_and(|(adt, _)| {
            let fields = &self.analysis.hints.fields;
            fields.contains_key(&(adt, name))
        });
        let program = self.analysis.program;
        if !declared && program.is_inert(self.analysis.catalog, field_ty) {
            return self.number(name, field_ty, range);
        }
        if let Some((adt, variant)) = node
            && self.analysis.hints.fields.contains_key(&(adt, name))
        {
            // What the policy file says of a field holds whatever was seen of this value.
            let mut read = self.field_value(adt, variant, name, field_ty);
            read.add(direct);
            return read;
        }
        if !direct.is_empty() {
            let node = node.map(|(adt, variant)| self.field_value(adt, variant, name, field_ty));
            return Value {
                known: value.known,
                ..listed(value, path, direct, node)
            };
        }
        if value.known || value.complete || value.is_settled(path) {
            return Value::clean();
        }
        if let Some((adt, variant)) = node {
            let mut read = Value {
                settled: value.settled_within(path),
                ..self.field_value(adt, variant, name, field_ty)
            };
            if self.is_newtype(adt) {
                // What is known of a newtype's value is known of the one thing in it.
                read.add(value.whole().map(|a| Atom {
                    origin: a.origin.part(path),
                    ..a
                }));
            }
            return read;
        }
        if name == known::ZERO && self.is_outer(ty) {
            return value.clone();
        }
        self.read_open(value, ty, called, (field_ty, range))
    }

    /// A value of a type that can hold no datum, unless the policy file says that its name means one.
    pub(super) fn number(&mut self, name: Sym, ty: Ty, range: Range) -> Value {
        if !is_declared_number(self.analysis, name, ty) {
            return Value::clean();
        }
        let mut value = Value::default();
        self.named(&mut value, name, ty, range);
        value
    }

    /// `struct Hidden<T>(T)`
    fn is_newtype(&self, adt: u32) -> bool {
        let variants = &self.analysis.program.adts[adt as usize].variants;
        matches!(&variants[..], [fields] if matches!(&fields[..], [only] if only.name == known::ZERO))
    }

    /// `api_key.user()`: of a struct that is called after a datum, a part that is not.
    pub(super) fn is_another_part(&mut self, f: u32, param: u8, path: Access) -> bool {
        let program = self.analysis.program;
        let ty = program.fns[f as usize].params.get(usize::from(param));
        let payload = ty.map(|t| program.payload(self.analysis.catalog, *t));
        let Some(Head::Adt(adt)) = payload.map(|t| program.types.head(t)) else {
            return false;
        };
        let variants = &program.adts[adt as usize].variants;
        let several = variants.iter().any(|fields| fields.len() > 1);
        several
            && path
                .parts()
                .last()
                .is_some_and(|part| !self.names.telling(self.analysis, *part))
    }

    /// A library's wrapper (`Json`, `web::Form`), whose `.0` is what it wraps.
    fn is_outer(&self, ty: Ty) -> bool {
        let program = self.analysis.program;
        matches!(program.types.head(ty), Head::Ext(_))
            && program.is_wrapper(self.analysis.catalog, ty)
    }

    /// Reads a field of something whose type is not of the workspace.
    fn read_open(&mut self, value: &Value, ty: Ty, called: Called, field: (Ty, Range)) -> Value {
        let (field_ty, range) = field;
        let name = called.name;
        let path = Access::field(name);
        let mut atoms: Vec<Atom> = Vec::new();
        let telling = self.names.telling(self.analysis, name);
        for atom in value.whole() {
            // A library struct that holds a datum holds it in the fields that are named so, not in `model` or `user`.
            let assumed = atom.assumed
                || (matches!(atom.origin, Origin::Source(..)) && !telling && !self.is_text(ty));
            let atom = Atom { assumed, ..atom };
            let origin = atom.origin.part(path);
            atoms.push(Atom { origin, ..atom });
        }
        let mut read = Value {
            atoms,
            ..Value::default()
        };
        self.only_about(&mut read, name);
        // A field of something unknown: its own name says more than what the whole was made from.
        let symbolic = read
            .atoms
            .iter()
            .all(|a| a.assumed || a.origin.is_open() || self.is_general(a));
        if symbolic && let Some(named) = self.name(called, field_ty) {
            let atom = self.named_source(named, range);
            read.add([atom]);
        }
        if value.row {
            read.row = true;
            self.out_of_store(&read);
        }
        read
    }
}

/// What a part of a value lists; where it is loose, what its node holds beside it, or the whole where it has no node.
pub(super) fn listed(value: &Value, path: Access, direct: Vec<Atom>, node: Option<Value>) -> Value {
    let mut read = Value {
        atoms: direct,
        complete: value.complete,
        loose: value.loose_within(path),
        ..Value::default()
    };
    if value.is_loose(path) {
        match node {
            Some(node) => read.add(node.atoms),
            None => read.add(value.whole().map(|a| Atom {
                origin: a.origin.part(path),
                ..a
            })),
        }
    }
    read
}
