//! Which function a method of a type is: its own, its traits', those of traits these build on, a library's.

use super::calls::{PEEL, some_of};
use super::{CANDIDATES, Target, Typer};
use crate::link::Holder;
use crate::link::symbols::{Sym, known};
use crate::link::types::{Head, Ty};

/// How many traits a trait may build on in a row.
const SUPERTRAITS: u32 = 6;

/// How many types of the workspace may share a method's name for it to be guessed.
const SAME_NAME: usize = 1;
/// How long a method's name must be to be guessed by.
const TELLING: usize = 9;

impl Typer<'_> {
    pub(super) fn method_target(&self, recv: Ty, name: Sym, args: usize) -> Target {
        let mut at = recv;
        let text = self.program.text(name);
        for _ in 0..PEEL {
            let found = self.of_type(at, name);
            if found != Target::Unknown {
                return found;
            }
            // A wrapper's own methods come before those of what it wraps.
            let wrapper = self.seen().is_wrapper(self.catalog, at);
            if wrapper && let Some(model) = self.catalog.models.method(text) {
                return Target::Model(model);
            }
            let next = self.seen().deref(self.catalog, at);
            if next == at {
                break;
            }
            at = next;
        }
        if let Some(model) = self.catalog.models.method(text) {
            return Target::Model(model);
        }
        let blanket = self.candidates(Holder::Any, name);
        if blanket != Target::Unknown {
            return blanket;
        }
        if matches!(self.types().head(at), Head::Unknown | Head::Param(_)) {
            return self.by_name(name, args);
        }
        self.by_wrapper(name)
    }

    /// `find(id).map(Dto::from).or_404()`: a method that the workspace gives to one wrapper only, where the wrapper was
    /// lost on the way.
    fn by_wrapper(&self, name: Sym) -> Target {
        let Some([f]) = self.program.by_name.get(&name).map(Vec::as_slice) else {
            return Target::Unknown;
        };
        let on = self.program.fns[*f as usize].self_ty;
        if self.types().is_open(on) && self.seen().is_wrapper(self.catalog, on) {
            Target::Fn(*f)
        } else {
            Target::Unknown
        }
    }

    pub(super) fn by_name(&self, name: Sym, args: usize) -> Target {
        // Short names (`get`, `ip`, `name`) are everybody's: only a telling one is looked for without a type.
        let text = self.program.text(name);
        if text.len() < TELLING && !text.contains('_') {
            return Target::Unknown;
        }
        let Some(fns) = self.program.by_name.get(&name) else {
            return Target::Unknown;
        };
        let fits: Vec<u32> = fns
            .iter()
            .copied()
            .filter(|f| self.program.fns[*f as usize].params.len() == args + 1)
            .take(CANDIDATES + 1)
            .collect();
        let mut holders: Vec<_> = fits
            .iter()
            .map(|f| {
                let info = &self.program.fns[*f as usize];
                info.of_trait
                    .map_or(Holder::Builtin, Holder::Trait)
                    .min(match info.of_trait {
                        Some(t) => Holder::Trait(t),
                        None => Holder::Ext(known::EMPTY, Sym(info.self_ty.0)),
                    })
            })
            .collect();
        holders.sort_unstable();
        holders.dedup();
        if holders.len() > SAME_NAME || fits.is_empty() {
            Target::Unknown
        } else {
            some_of(&fits)
        }
    }

    pub(super) fn of_type(&self, ty: Ty, name: Sym) -> Target {
        match self.types().head(ty) {
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
                let traits =
                    self.bounds_of(p)
                        .into_iter()
                        .filter_map(|b| match self.types().head(b) {
                            Head::Trait(t) => Some(self.of_trait(t, name, 0)),
                            Head::Ext(e) => self
                                .library_call(
                                    e.root,
                                    self.program.text(e.last),
                                    self.program.text(name),
                                )
                                .map(Target::Model),
                            _ => None,
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
