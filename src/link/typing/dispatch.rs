//! Which function a method of a type is: its own, its traits', those of traits these build on, a library's.

use super::{Target, Typer};
use crate::link::Holder;
use crate::link::symbols::{Sym, known};
use crate::link::types::{Head, Ty};

/// How many traits a trait may build on in a row.
const SUPERTRAITS: u32 = 6;

impl Typer<'_> {
    pub(super) fn of_type(&self, ty: Ty, name: Sym) -> Target {
        match self.program.types.head(ty) {
            Head::Adt(a) => match self.candidates(Holder::Adt(a), name) {
                Target::Unknown => self.by_default(a, name),
                own => own,
            },
            Head::Trait(t) => self.of_trait(t, name, 0),
            Head::Ext(e) => {
                let own = self.candidates(Holder::Ext(e.root, e.last), name);
                let last = self.program.text(e.last);
                match self.library_call(e.root, last, self.program.text(name)) {
                    Some(model) if own == Target::Unknown => Target::Model(model),
                    _ => own,
                }
            }
            Head::Param(p) => {
                let traits = self.bounds_of(p).into_iter().filter_map(|b| {
                    match self.program.types.head(b) {
                        Head::Trait(t) => Some(self.of_trait(t, name, 0)),
                        Head::Ext(e) => self
                            .library_call(
                                e.root,
                                self.program.text(e.last),
                                self.program.text(name),
                            )
                            .map(Target::Model),
                        _ => None,
                    }
                });
                traits
                    .into_iter()
                    .find(|t| *t != Target::Unknown)
                    .unwrap_or_default()
            }
            Head::SelfTy if self.self_ty != ty => self.of_type(self.self_ty, name),
            Head::Text => {
                let own = self.candidates(Holder::Builtin, name);
                match self.library_call(known::STD, "str", self.program.text(name)) {
                    Some(model) if own == Target::Unknown => Target::Model(model),
                    _ => own,
                }
            }
            Head::Bytes | Head::Slice | Head::Bool | Head::Number => {
                self.candidates(Holder::Builtin, name)
            }
            _ => Target::Unknown,
        }
    }

    /// A method that a type has from a trait it implements, which says itself what it does.
    fn by_default(&self, adt: u32, name: Sym) -> Target {
        for t in self.program.implemented.get(&adt).into_iter().flatten() {
            let all = self.program.assoc.get(&(Holder::Trait(*t), name));
            let default = all.into_iter().flatten().find(|f| {
                let (_, facts) = self.program.function(**f);
                facts.body.is_some() && self.program.fns[**f as usize].imp.is_none()
            });
            if let Some(f) = default {
                return Target::Fn(*f);
            }
        }
        Target::Unknown
    }

    /// A method of a trait or of those it builds on.
    fn of_trait(&self, t: u32, name: Sym, depth: u32) -> Target {
        let own = self.candidates(Holder::Trait(t), name);
        if own != Target::Unknown || depth > SUPERTRAITS {
            return own;
        }
        let supers = self.program.supers.get(&t).into_iter().flatten();
        supers
            .map(|s| self.of_trait(*s, name, depth + 1))
            .find(|found| *found != Target::Unknown)
            .unwrap_or_default()
    }

    /// The bounds of a type parameter of the function or its impl.
    pub(super) fn bounds_of(&self, param: Sym) -> Vec<Ty> {
        let Some(function) = self.function else {
            return Vec::new();
        };
        let (unit, f) = self.program.function(function);
        let imp = self.program.fns[function as usize]
            .imp
            .map(|i| self.program.impls[i as usize]);
        let outer = imp.map(|i| &unit.facts.impls[i.local as usize].generics);
        let all = f.generics.iter().chain(outer.into_iter().flatten());
        all.filter(|g| unit.sym(g.name) == param)
            .flat_map(|g| self.list(g.bounds).iter().map(|t| unit.types[*t as usize]))
            .collect()
    }
}
