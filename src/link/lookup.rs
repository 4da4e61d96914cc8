//! Questions about the program that typing and flow both ask: fields, payloads, definitions behind paths.

use super::resolve::{Def, Ext, Space};
use super::symbols::{Sym, known};
use super::types::{Head, Ty};
use super::{Program, Unit};
use crate::catalog::Catalog;
use crate::facts::PathId;

impl Program {
    /// What a path of a file means, and how many trailing segments are associated items. `Self` is `own`.
    pub fn def(&self, unit: &Unit, path: PathId, space: Space, own: Ty) -> Option<(Def, usize)> {
        let facts = &unit.facts.paths[path.at()];
        let mut buffer = [known::EMPTY; 8];
        let longer: Vec<Sym>;
        let segments: &[Sym] = if facts.segments.len() <= buffer.len() {
            for (slot, name) in buffer.iter_mut().zip(&facts.segments) {
                *slot = unit.sym(*name);
            }
            &buffer[..facts.segments.len()]
        } else {
            longer = facts.segments.iter().map(|n| unit.sym(*n)).collect();
            &longer
        };
        let module = super::modules::module_of(unit, facts.module);
        if segments.first() == Some(&known::SELF_TYPE) {
            return self.own_def(own, &segments[1..]);
        }
        let (def, used) = self.scopes.path(module, facts.global, segments, space)?;
        let def = match def {
            Def::Ext(e) if segments.len() == 1 && e.root == e.last => {
                self.loose(module, e.last, space)?
            }
            def => def,
        };
        Some((def, segments.len() - used))
    }

    /// A name that no item or import explains: a macro of the crate, or one of a library glob.
    fn loose(&self, module: u32, name: Sym, space: Space) -> Option<Def> {
        if space == Space::Macro {
            if let Some(found) = super::resolve::all_of(&self.scopes.exported, name).next() {
                return Some(Def::Macro(found));
            }
        } else if self.scopes.library_globs(module).next().is_none() {
            return None;
        }
        let glob = self.scopes.library_globs(module).next();
        let root = glob.map_or(known::EMPTY, |g| g.root);
        let prev = glob.map_or(known::EMPTY, |g| g.last);
        Some(Def::Ext(Ext {
            root,
            prev,
            last: name,
        }))
    }

    fn own_def(&self, own: Ty, rest: &[Sym]) -> Option<(Def, usize)> {
        let Head::Adt(adt) = self.types.head(own) else {
            return None;
        };
        if let Some(&name) = rest.first()
            && let Some(variants) = self.scopes.variants.get(adt as usize)
            && let Some(v) = super::resolve::all_of(variants, name).next()
        {
            return Some((Def::Variant(adt, v), rest.len() - 1));
        }
        Some((Def::Adt(adt), rest.len()))
    }

    /// The type an alias stands for, its parameters open.
    pub fn alias_type(&self, alias: u32) -> Ty {
        let (unit, local) = self.aliases[alias as usize];
        let unit = &self.units[unit as usize];
        unit.types[unit.facts.aliases[local as usize].ty.at()]
    }

    /// Whether a type stands for another one that it holds (`Option`, `Json`, a slice).
    pub fn is_wrapper(&self, catalog: &Catalog, ty: Ty) -> bool {
        self.peel(catalog, ty) != ty
    }

    /// One wrapper less: `Option<T>` → `T`; the type itself if it wraps nothing.
    pub fn peel(&self, catalog: &Catalog, ty: Ty) -> Ty {
        let args = self.types.args(ty);
        match self.types.head(ty) {
            Head::Slice => args[0],
            Head::Fn => args.last().copied().unwrap_or(ty),
            Head::Ext(e) => {
                let model = catalog.models.ty(self.text(e.root), self.text(e.last));
                let index = model.and_then(|m| m.payload).map(usize::from);
                // `impl Iterator<Item = T>` and its like have their only argument as payload.
                index.and_then(|i| args.get(i)).copied().unwrap_or(ty)
            }
            _ => ty,
        }
    }

    /// What a type holds when all wrappers are gone.
    pub fn payload(&self, catalog: &Catalog, ty: Ty) -> Ty {
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
    pub fn deref(&self, catalog: &Catalog, ty: Ty) -> Ty {
        let next = self.peel(catalog, ty);
        if next != ty {
            return next;
        }
        let Head::Adt(adt) = self.types.head(ty) else {
            return ty;
        };
        let Some(&imp) = self.impl_of.get(&(adt, known::DEREF)) else {
            return ty;
        };
        let info = &self.impls[imp as usize];
        let unit = &self.units[info.unit as usize];
        let target = unit.facts.aliases.iter().find(|a| {
            a.owner.is_some_and(|o| o.0 == info.local) && unit.sym(a.name) == known::TARGET
        });
        target.map_or(ty, |a| unit.types[a.ty.at()])
    }

    /// The `T` of a `Result<T, E>` or `Option<T>`; the type itself otherwise.
    pub fn success(&self, ty: Ty) -> Ty {
        match self.types.head(ty) {
            Head::Ext(e) if e.last == known::RESULT || e.last == known::OPTION => {
                self.types.args(ty).first().copied().unwrap_or(Ty::UNKNOWN)
            }
            _ => ty,
        }
    }

    /// The `E` of a `Result<T, E>`.
    pub fn failure(&self, ty: Ty) -> Ty {
        match self.types.head(ty) {
            Head::Ext(e) if e.last == known::RESULT => {
                self.types.args(ty).get(1).copied().unwrap_or(Ty::UNKNOWN)
            }
            _ => Ty::UNKNOWN,
        }
    }

    /// The type of a field, wrappers and newtypes read through.
    pub fn field_type(&self, catalog: &Catalog, ty: Ty, name: Sym) -> Ty {
        let Some((at, found)) = self.field_of(catalog, ty, name) else {
            // `Json(body).0`
            let outer = name == known::ZERO && matches!(self.types.head(ty), Head::Ext(_));
            let inner = if outer { self.peel(catalog, ty) } else { ty };
            return if inner == ty { Ty::UNKNOWN } else { inner };
        };
        self.open(at, found)
    }

    /// The type that really holds a field, and the field's declared type.
    pub fn field_of(&self, catalog: &Catalog, ty: Ty, name: Sym) -> Option<(Ty, Ty)> {
        let mut at = ty;
        for _ in 0..8 {
            match self.types.head(at) {
                Head::Adt(a) => {
                    let info = &self.adts[a as usize];
                    if let Some(field) = info.variants.iter().flatten().find(|f| f.name == name) {
                        return Some((at, field.ty));
                    }
                }
                Head::Ext(e) => {
                    let model = catalog.models.ty(self.text(e.root), self.text(e.last));
                    let fields = model.into_iter().flat_map(|m| &m.fields);
                    let named = fields.into_iter().find(|(n, _)| *n == self.text(name));
                    if let Some(ty) = named.and_then(|(_, ty)| self.returns.get(ty)) {
                        return Some((at, *ty));
                    }
                }
                Head::Tuple => {
                    let index: Option<usize> = self.text(name).parse().ok();
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

    /// A declared type as seen through a use of its holder: parameters replaced by the holder's arguments.
    pub fn open(&self, holder: Ty, ty: Ty) -> Ty {
        match self.types.head(ty) {
            Head::Param(p) => self.argument_of(holder, p).unwrap_or(ty),
            Head::SelfTy => holder,
            _ => ty,
        }
    }

    /// What a type parameter of a struct is in one of its uses.
    pub fn argument_of(&self, holder: Ty, param: Sym) -> Option<Ty> {
        let Head::Adt(a) = self.types.head(holder) else {
            return None;
        };
        let index = self.adts[a as usize]
            .generics
            .iter()
            .position(|g| *g == param)?;
        self.types.args(holder).get(index).copied()
    }

    /// Types inside a variant, as seen through a use of its enum.
    pub fn variant_types(&self, adt: u32, variant: u32, holder: Ty) -> Vec<Ty> {
        let fields = self.adts[adt as usize].variants.get(variant as usize);
        fields
            .into_iter()
            .flatten()
            .map(|f| self.open(holder, f.ty))
            .collect()
    }

    /// Never data: numbers, truth values, field-less enums, library types that models say so of.
    pub fn is_inert(&self, catalog: &Catalog, ty: Ty) -> bool {
        let ty = self.payload(catalog, ty);
        match self.types.head(ty) {
            Head::Bool | Head::Number | Head::Byte => true,
            Head::Tuple => self
                .types
                .args(ty)
                .iter()
                .all(|t| self.is_inert_flat(catalog, *t)),
            Head::Adt(a) => self.adts[a as usize].fieldless,
            Head::Ext(e) => catalog
                .models
                .ty(self.text(e.root), self.text(e.last))
                .is_some_and(|m| m.inert),
            _ => false,
        }
    }

    fn is_inert_flat(&self, catalog: &Catalog, ty: Ty) -> bool {
        match self.types.head(ty) {
            Head::Bool | Head::Number | Head::Byte => true,
            Head::Adt(a) => self.adts[a as usize].fieldless,
            Head::Ext(e) => catalog
                .models
                .ty(self.text(e.root), self.text(e.last))
                .is_some_and(|m| m.inert),
            _ => false,
        }
    }
}

/// The file and the value of the const or static that a path means.
pub(super) fn value_of_path(
    program: &Program,
    unit: &Unit,
    path: PathId,
) -> Option<(u32, crate::facts::ExprId)> {
    let (def, rest) = program.def(unit, path, Space::Value, Ty::UNKNOWN)?;
    let found = match def {
        Def::Const(c) if rest == 0 => {
            let info = program.consts[c as usize];
            Some((info.unit, info.local))
        }
        // `Type::CONST`: found by its name among the consts of impls.
        Def::Adt(_) if rest == 1 => {
            let name = unit.sym(*unit.facts.paths[path.at()].segments.last()?);
            let own = |c: &&super::ConstInfo| {
                let of = &program.units[c.unit as usize];
                let facts = &of.facts.consts[c.local as usize];
                of.sym(facts.name) == name && facts.owner != crate::facts::Owner::Free
            };
            program.consts.iter().find(own).map(|c| (c.unit, c.local))
        }
        _ => None,
    };
    let (of, local) = found?;
    let value = program.units[of as usize].facts.consts[local as usize].value?;
    Some((of, value))
}

impl Program {
    /// The struct of the workspace that holds a field, given the type of what the field is read from.
    pub fn holder_of(&self, ty: Ty, field: Sym) -> Option<u32> {
        let of_type = |ty: Ty| match self.types.head(ty) {
            Head::Adt(a) => Some(a),
            _ => None,
        };
        let has = |a: &u32| {
            self.adts[*a as usize]
                .variants
                .iter()
                .flatten()
                .any(|f| f.name == field)
        };
        if let Some(found) = of_type(ty).filter(has) {
            return Some(found);
        }
        let args = self.types.args(ty);
        if let Some(found) = args.iter().find_map(|t| of_type(*t).filter(has)) {
            return Some(found);
        }
        // A field of this name that only one struct has can be no other.
        let mut all = (0..self.adts.len() as u32).filter(has);
        all.next().filter(|_| all.next().is_none())
    }
}
