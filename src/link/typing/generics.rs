//! Types that are made on the way: generic structs and functions filled in with what they are used with.
//!
//! In: declarations with type parameters and the types of what is given to them. Out: types in this file's own overlay
//! over the program's. What nothing tells stays unknown.

use super::Typer;
use super::calls::PEEL;
use crate::link::Seen;
use crate::link::symbols::Sym;
use crate::link::types::{Head, Interner, Ty, Types};
use crate::link::written_types::substitute;

/// How deep a declared type is held against a given one.
const DEPTH: u32 = 8;

/// What type parameters stand for.
#[derive(Debug, Default)]
pub(super) struct Told(Vec<(Sym, Ty)>);

impl Told {
    /// What a parameter stands for, if something told.
    pub(super) fn get(&self, param: Sym) -> Option<Ty> {
        self.0.iter().find(|(p, _)| *p == param).map(|(_, t)| *t)
    }

    pub(super) fn tell(&mut self, param: Sym, ty: Ty) {
        if ty.is_known() && self.get(param).is_none() {
            self.0.push((param, ty));
        }
    }
}

impl Typer<'_> {
    /// The program's types and those that this file made.
    pub(super) fn types(&self) -> Types<'_> {
        self.made.seen()
    }

    /// The program as seen with these types.
    pub(super) fn seen(&self) -> Seen<'_> {
        Seen {
            program: self.program,
            types: self.made.seen(),
        }
    }

    /// The type of a struct without its arguments.
    pub(super) fn adt(&self, adt: u32) -> Ty {
        self.types().get(Head::Adt(adt), &[]).unwrap_or_default()
    }

    /// The type of a tuple; none where nothing is known of its parts.
    pub(super) fn tuple(&mut self, parts: &[Ty]) -> Ty {
        if parts.iter().any(|t| t.is_known()) {
            self.made.intern(Head::Tuple, parts)
        } else {
            Ty::UNKNOWN
        }
    }

    /// The type of a field, wrappers and newtypes read through, with the arguments of the struct that it is read from.
    pub(super) fn field_type(&mut self, ty: Ty, name: Sym) -> Ty {
        match self.seen().field_of(self.catalog, ty, name) {
            Some((holder, declared)) => self.opened(holder, declared),
            None => self.seen().field_type(self.catalog, ty, name),
        }
    }

    /// The types inside a variant, as seen through a use of its enum.
    pub(super) fn variant_types(&mut self, adt: u32, variant: u32, holder: Ty) -> Vec<Ty> {
        let program = self.program;
        let fields = program.adts[adt as usize].variants.get(variant as usize);
        let fields = fields.into_iter().flatten();
        fields.map(|f| self.opened(holder, f.ty)).collect()
    }

    /// A declared type with the arguments of the struct around it.
    fn opened(&mut self, holder: Ty, declared: Ty) -> Ty {
        if !self.types().is_open(declared) {
            return declared;
        }
        let mut told = Told::default();
        if let Head::Adt(adt) = self.types().head(holder) {
            let names = &self.program.adts[adt as usize].generics;
            for (name, ty) in names.iter().zip(self.types().args(holder)) {
                told.tell(*name, *ty);
            }
        }
        substitute(&mut self.made, declared, &|p| told.get(p), holder, 0)
    }

    /// The type of a value of a struct, by what is put into its fields: `Page { items }` is a `Page<Account>`.
    pub(super) fn built(&mut self, adt: u32, given: &[(Ty, Ty)]) -> Ty {
        let generics = &self.program.adts[adt as usize].generics;
        if generics.is_empty() {
            return self.adt(adt);
        }
        let mut told = Told::default();
        for (declared, actual) in given {
            self.hold(*declared, *actual, &mut told, 0);
        }
        self.filled_in(adt, &told)
    }

    /// A struct with what was told of its parameters; the bare struct where nothing was.
    fn filled_in(&mut self, adt: u32, told: &Told) -> Ty {
        let generics = &self.program.adts[adt as usize].generics;
        let args = generics.iter().map(|g| told.get(*g).unwrap_or_default());
        let args: Vec<Ty> = args.collect();
        if args.iter().any(|t| t.is_known()) {
            self.made.intern(Head::Adt(adt), &args)
        } else {
            self.adt(adt)
        }
    }

    /// Holds a declared type against a given one and notes what its parameters stand for.
    pub(super) fn hold(&self, declared: Ty, given: Ty, told: &mut Told, depth: u32) {
        let types = self.types();
        if depth > DEPTH || !given.is_known() || !types.is_open(declared) {
            return;
        }
        match types.head(declared) {
            Head::Param(p) => told.tell(p, given),
            head if head == types.head(given) => {
                let pairs = types.args(declared).iter().zip(types.args(given));
                for (d, g) in pairs {
                    self.hold(*d, *g, told, depth + 1);
                }
            }
            // What a container holds often counts as its type: `vec![account]`.
            _ => {
                let seen = self.seen();
                let inner = seen.peel(self.catalog, declared);
                if inner != declared {
                    let given = match types.head(given) {
                        Head::Ext(_) | Head::Slice => seen.peel(self.catalog, given),
                        _ => given,
                    };
                    self.hold(inner, given, told, depth + 1);
                }
            }
        }
    }

    /// What a workspace function returns for given arguments: `Self` and its type parameters filled in.
    pub(super) fn returned(&mut self, f: u32, recv: Ty, args: &[Ty], generics: &[Ty]) -> Ty {
        let info = &self.program.fns[f as usize];
        let (unit, decl) = self.program.function(f);
        if let Head::Trait(t) = self.types().head(info.ret)
            && info.of_trait == Some(t)
            && recv.is_known()
            && decl.ret.is_some_and(|t| unit.types[t.at()] == Ty::SELF)
        {
            return recv;
        }
        if !self.types().is_open(info.ret) {
            return info.ret;
        }
        let mut told = Told::default();
        for (generic, ty) in decl.generics.iter().zip(generics) {
            told.tell(unit.sym(generic.name), *ty);
        }
        if recv.is_known() {
            self.hold_receiver(f, recv, &mut told);
        }
        let skip = usize::from(decl.has_self);
        for (declared, given) in info.params.iter().skip(skip).zip(args) {
            self.hold(*declared, *given, &mut told, 0);
            let Head::Param(p) = self.types().head(*declared) else {
                continue;
            };
            // `F: Fn() -> T`
            let bounds = decl.generics.iter().filter(|g| unit.sym(g.name) == p);
            for bound in bounds.flat_map(|g| unit.facts.ids(g.bounds)) {
                self.hold(unit.types[bound.at()], *given, &mut told, 0);
            }
        }
        let unknown = |p| Some(told.get(p).unwrap_or_default());
        substitute(&mut self.made, info.ret, &unknown, recv, 0)
    }

    /// What the receiver of a method tells of the parameters of the impl or trait around it.
    fn hold_receiver(&self, f: u32, recv: Ty, told: &mut Told) {
        let info = &self.program.fns[f as usize];
        let types = self.types();
        let own = types.head(info.self_ty);
        let mut at = recv;
        for _ in 0..PEEL {
            if let Head::Param(p) = types.head(at)
                && let Some(of) = info.of_trait
            {
                // `repo: R` where `R: Repo<Account>`
                let bounds = self.bounds_of(p);
                let found = bounds
                    .into_iter()
                    .find(|b| types.head(*b) == Head::Trait(of));
                at = found.unwrap_or(at);
            }
            let head = types.head(at);
            if head == own || matches!(own, Head::Param(_)) {
                self.hold(info.self_ty, at, told, 0);
                return;
            }
            if let (Head::Trait(t), Some(of)) = (head, info.of_trait)
                && t == of
            {
                self.hold_trait(t, types.args(at), told);
                return;
            }
            let next = self.seen().deref(self.catalog, at);
            if next == at {
                break;
            }
            at = next;
        }
        self.hold(info.self_ty, recv, told, 0);
    }

    /// `dyn Repo<Account>`: what the parameters of the trait are.
    fn hold_trait(&self, of: u32, args: &[Ty], told: &mut Told) {
        let units = &self.program.units;
        let at = units.partition_point(|u| u.bases.traits <= of);
        let before = units[..at].iter().rev();
        let unit = before
            .into_iter()
            .find(|u| ((of - u.bases.traits) as usize) < u.facts.traits.len());
        let Some(unit) = unit else { return };
        let facts = &unit.facts.traits[(of - unit.bases.traits) as usize];
        for (name, ty) in facts.generics.iter().zip(args) {
            told.tell(unit.sym(*name), *ty);
        }
    }
}
