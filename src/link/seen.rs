//! Questions about types: what they wrap, which fields they have, what they never are.
//!
//! In: the program and a table of types, its own or one that a file is just adding to. Out: other types of that table.
//! No type is made here.

use super::Program;
use super::symbols::{Sym, known};
use super::types::{Head, Ty, Types};
use crate::catalog::Catalog;

/// How deep type parameters are replaced in a type.
const OPENED: u32 = 8;

/// The program, and the types to look at it with.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// Its declarations.
    pub program: &'a Program,
    /// The types.
    pub types: Types<'a>,
}

impl Seen<'_> {
    /// Whether a type stands for another one that it holds (`Option`, `Json`, a slice).
    pub fn is_wrapper(self, catalog: &Catalog, ty: Ty) -> bool {
        self.peel(catalog, ty) != ty
    }

    /// One wrapper less: `Option<T>` → `T`; the type itself if it wraps nothing.
    pub fn peel(self, catalog: &Catalog, ty: Ty) -> Ty {
        let args = self.types.args(ty);
        match self.types.head(ty) {
            Head::Slice => args[0],
            Head::Fn => args.last().copied().unwrap_or(ty),
            Head::Ext(e) => {
                let model = catalog
                    .models
                    .ty(self.program.text(e.root), self.program.text(e.last));
                let index = model.and_then(|m| m.payload).map(usize::from);
                // `impl Iterator<Item = T>` and its like have their only argument as payload.
                index.and_then(|i| args.get(i)).copied().unwrap_or(ty)
            }
            _ => ty,
        }
    }

    /// What a type holds when all wrappers are gone.
    pub fn payload(self, catalog: &Catalog, ty: Ty) -> Ty {
        let mut at = ty;
        for _ in 0..8 {
            let next = self.peel(catalog, at);
            if next == at {
                break;
            }
            at = next;
        }
        at
    }

    /// One step of what a method call tries: a wrapper's payload, or a newtype's `Deref` target.
    pub fn deref(self, catalog: &Catalog, ty: Ty) -> Ty {
        let next = self.peel(catalog, ty);
        if next != ty {
            return next;
        }
        let Head::Adt(adt) = self.types.head(ty) else {
            return ty;
        };
        let Some(&imp) = self.program.impl_of.get(&(adt, known::DEREF)) else {
            return ty;
        };
        let info = &self.program.impls[imp as usize];
        let unit = &self.program.units[info.unit as usize];
        let target = unit.facts.aliases.iter().find(|a| {
            a.owner.is_some_and(|o| o.0 == info.local) && unit.sym(a.name) == known::TARGET
        });
        target.map_or(ty, |a| unit.types[a.ty.at()])
    }

    /// The `T` of a `Result<T, E>` or `Option<T>`; the type itself otherwise.
    pub fn success(self, ty: Ty) -> Ty {
        match self.types.head(ty) {
            Head::Ext(e) if e.last == known::RESULT || e.last == known::OPTION => {
                self.types.args(ty).first().copied().unwrap_or(Ty::UNKNOWN)
            }
            _ => ty,
        }
    }

    /// The `E` of a `Result<T, E>`.
    pub fn failure(self, ty: Ty) -> Ty {
        match self.types.head(ty) {
            Head::Ext(e) if e.last == known::RESULT => {
                self.types.args(ty).get(1).copied().unwrap_or(Ty::UNKNOWN)
            }
            _ => Ty::UNKNOWN,
        }
    }

    /// The type of a field, wrappers and newtypes read through.
    pub fn field_type(self, catalog: &Catalog, ty: Ty, name: Sym) -> Ty {
        let Some((at, found)) = self.field_of(catalog, ty, name) else {
            // `Json(body).0`
            let outer = name == known::ZERO && matches!(self.types.head(ty), Head::Ext(_));
            let inner = if outer { self.peel(catalog, ty) } else { ty };
            return if inner == ty { Ty::UNKNOWN } else { inner };
        };
        self.open(at, found)
    }

    /// The type that really holds a field, and the field's declared type.
    pub fn field_of(self, catalog: &Catalog, ty: Ty, name: Sym) -> Option<(Ty, Ty)> {
        let mut at = ty;
        for _ in 0..8 {
            match self.types.head(at) {
                Head::Adt(a) => {
                    let info = &self.program.adts[a as usize];
                    if let Some(field) = info.variants.iter().flatten().find(|f| f.name == name) {
                        return Some((at, field.ty));
                    }
                }
                Head::Ext(e) => {
                    let model = catalog
                        .models
                        .ty(self.program.text(e.root), self.program.text(e.last));
                    let fields = model.into_iter().flat_map(|m| &m.fields);
                    let named = fields
                        .into_iter()
                        .find(|(n, _)| *n == self.program.text(name));
                    if let Some(ty) = named.and_then(|(_, ty)| self.program.returns.get(ty)) {
                        return Some((at, *ty));
                    }
                }
                Head::Tuple => {
                    let index: Option<usize> = self.program.text(name).parse().ok();
                    return index
                        .and_then(|i| self.types.args(at).get(i))
                        .map(|t| (at, *t));
                }
                _ => {}
            }
            let next = self.deref(catalog, at);
            if next == at {
                return None;
            }
            at = next;
        }
        None
    }

    /// A declared type as seen through a use of its holder: parameters replaced by the holder's arguments, as far as
    /// the program has such a type.
    pub fn open(self, holder: Ty, ty: Ty) -> Ty {
        self.opened(holder, ty, 0).unwrap_or(ty)
    }

    fn opened(self, holder: Ty, ty: Ty, depth: u32) -> Option<Ty> {
        match self.types.head(ty) {
            Head::Param(p) => self.argument_of(holder, p),
            Head::SelfTy => Some(holder),
            _ if depth > OPENED || self.types.args(holder).is_empty() => None,
            head => {
                let args = self.types.args(ty);
                let open = |t: &Ty| self.opened(holder, *t, depth + 1).unwrap_or(*t);
                let new: Vec<Ty> = args.iter().map(open).collect();
                if new == args {
                    return None;
                }
                self.types.get(head, &new)
            }
        }
    }

    /// What a type parameter of a struct is in one of its uses.
    pub fn argument_of(self, holder: Ty, param: Sym) -> Option<Ty> {
        let Head::Adt(a) = self.types.head(holder) else {
            return None;
        };
        let index = self.program.adts[a as usize]
            .generics
            .iter()
            .position(|g| *g == param)?;
        self.types.args(holder).get(index).copied()
    }

    /// Types inside a variant, as seen through a use of its enum.
    pub fn variant_types(self, adt: u32, variant: u32, holder: Ty) -> Vec<Ty> {
        let fields = self.program.adts[adt as usize]
            .variants
            .get(variant as usize);
        fields
            .into_iter()
            .flatten()
            .map(|f| self.open(holder, f.ty))
            .collect()
    }

    /// Never data: numbers, truth values, field-less enums, library types that models say so of.
    pub fn is_inert(self, catalog: &Catalog, ty: Ty) -> bool {
        let ty = self.payload(catalog, ty);
        match self.types.head(ty) {
            Head::Tuple => {
                let parts = self.types.args(ty);
                parts.iter().all(|t| self.is_inert_flat(catalog, *t))
            }
            _ => self.is_inert_flat(catalog, ty),
        }
    }

    fn is_inert_flat(self, catalog: &Catalog, ty: Ty) -> bool {
        match self.types.head(ty) {
            Head::Bool | Head::Number | Head::Byte => true,
            Head::Adt(a) => self.program.adts[a as usize].fieldless,
            Head::Ext(e) => catalog
                .models
                .ty(self.program.text(e.root), self.program.text(e.last))
                .is_some_and(|m| m.inert),
            _ => false,
        }
    }
}
