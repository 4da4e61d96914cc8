//! Questions about the program that typing and flow both ask: fields, payloads, definitions behind paths.

use super::resolve::{Def, Ext, Space};
use super::seen::Seen;
use super::symbols::{Sym, known};
use super::types::{Head, Interner, Ty};
use super::{Holder, Program, Unit};
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

    /// The functions that a path names as values: `show`, `Self::show`, `User::show`, `Shown::show`. Methods are left to
    /// what adapters make of any function: of a newtype that holds many sorts of things they would give all of them.
    pub fn functions_named(&self, unit: &Unit, path: PathId, own: Ty) -> Vec<u32> {
        let holder = match self.def(unit, path, Space::Value, own) {
            Some((Def::Fn(f), 0)) => return vec![f],
            Some((Def::Adt(a), 1)) => Holder::Adt(a),
            Some((Def::Trait(t), 1)) => Holder::Trait(t),
            Some((Def::Alias(a), 1)) => match self.types.head(self.alias_type(a)) {
                Head::Adt(a) => Holder::Adt(a),
                _ => return Vec::new(),
            },
            _ => return Vec::new(),
        };
        let last = unit.facts.paths[path.at()].segments.last();
        let named = last.and_then(|name| self.assoc.get(&(holder, unit.sym(*name))));
        let few = named.filter(|fs| fs.len() <= super::typing::CANDIDATES);
        let plain = |f: &u32| !self.function(*f).1.has_self;
        let functions = few.into_iter().flatten().copied();
        functions.filter(plain).collect()
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
        let Some(&(unit, local)) = self.aliases.get(alias as usize) else {
            let made = (alias as usize).checked_sub(self.aliases.len());
            return made
                .and_then(|i| self.companions.get(i))
                .copied()
                .unwrap_or_default();
        };
        let unit = &self.units[unit as usize];
        unit.types[unit.facts.aliases[local as usize].ty.at()]
    }
}

impl Program {
    /// The program with the types of its table.
    pub fn seen(&self) -> Seen<'_> {
        Seen {
            program: self,
            types: self.types.seen(),
        }
    }

    /// Whether a type stands for another one that it holds (`Option`, `Json`, a slice).
    pub fn is_wrapper(&self, catalog: &Catalog, ty: Ty) -> bool {
        self.seen().is_wrapper(catalog, ty)
    }

    /// One wrapper less: `Option<T>` → `T`; the type itself if it wraps nothing.
    pub fn peel(&self, catalog: &Catalog, ty: Ty) -> Ty {
        self.seen().peel(catalog, ty)
    }

    /// What a type holds when all wrappers are gone.
    pub fn payload(&self, catalog: &Catalog, ty: Ty) -> Ty {
        self.seen().payload(catalog, ty)
    }

    /// One step of what a method call tries: a wrapper's payload, or a newtype's `Deref` target.
    pub fn deref(&self, catalog: &Catalog, ty: Ty) -> Ty {
        self.seen().deref(catalog, ty)
    }

    /// The `T` of a `Result<T, E>` or `Option<T>`; the type itself otherwise.
    pub fn success(&self, ty: Ty) -> Ty {
        self.seen().success(ty)
    }

    /// The `E` of a `Result<T, E>`.
    pub fn failure(&self, ty: Ty) -> Ty {
        self.seen().failure(ty)
    }

    /// The type of a field, wrappers and newtypes read through.
    pub fn field_type(&self, catalog: &Catalog, ty: Ty, name: Sym) -> Ty {
        self.seen().field_type(catalog, ty, name)
    }

    /// The type that really holds a field, and the field's declared type.
    pub fn field_of(&self, catalog: &Catalog, ty: Ty, name: Sym) -> Option<(Ty, Ty)> {
        self.seen().field_of(catalog, ty, name)
    }

    /// A declared type as seen through a use of its holder: parameters replaced by the holder's arguments.
    pub fn open(&self, holder: Ty, ty: Ty) -> Ty {
        self.seen().open(holder, ty)
    }

    /// Types inside a variant, as seen through a use of its enum.
    pub fn variant_types(&self, adt: u32, variant: u32, holder: Ty) -> Vec<Ty> {
        self.seen().variant_types(adt, variant, holder)
    }

    /// Never data: numbers, truth values, field-less enums, library types that models say so of.
    pub fn is_inert(&self, catalog: &Catalog, ty: Ty) -> bool {
        self.seen().is_inert(catalog, ty)
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
