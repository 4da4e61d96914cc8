//! Puts the program together: names, modules, types, items, then the types of expressions and the meaning of calls.

use super::modules::{self, Placed};
use super::resolve::{Def, Ext};
use super::symbols::{Sym, known};
use super::types::{Head, Ty};
use super::{
    AdtInfo, Bases, ConstInfo, FieldInfo, FnInfo, Holder, ImplInfo, MacroInfo, Program, Unit,
    crates, model_types, typing, written_types,
};
use crate::catalog::Catalog;
use crate::facts::{AdtKind, FileFacts, Owner, TypeId, TypeRef};
use crate::span::FileId;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// Links the facts of all Rust files, given in path order with their paths, under the packages of `manifests`
/// (path and text of each `Cargo.toml`).
pub fn link(
    files: Vec<(FileId, &str, FileFacts)>,
    manifests: &[(&str, &str)],
    catalog: &Catalog,
) -> Program {
    let packages = crates::packages(manifests.iter().copied());
    let mut program = Program::default();
    let mut bases = Bases::default();
    let mut units = Vec::with_capacity(files.len());
    let mut paths = Vec::with_capacity(files.len());
    for (file, path, facts) in files {
        let syms = facts
            .names
            .iter()
            .map(|n| program.symbols.intern(n))
            .collect();
        program.unit_of.insert(file, units.len() as u32);
        units.push(unit(file, syms, bases, facts));
        paths.push(path);
        advance(&mut bases, &units[units.len() - 1].facts);
    }
    let placed: Vec<Placed<'_>> = units
        .iter()
        .zip(&paths)
        .map(|(u, path)| Placed {
            path,
            facts: &u.facts,
            syms: &u.syms,
            bases: u.bases,
        })
        .collect();
    let (scopes, numbers) = modules::build(&packages, &placed, &mut program.symbols);
    program.scopes = scopes;
    program.scopes.prelude = modules::prelude(&mut program.symbols);
    for (unit, modules) in units.iter_mut().zip(numbers) {
        unit.modules = modules;
    }
    program.units = units;
    collect_aliases(&mut program);
    declare_adts(&mut program);
    declare_companions(&mut program, catalog);
    program.scopes.open_globs();
    written_types::resolve(&mut program);
    finish_adts(&mut program);
    // A type that no signature names is still that of its literals.
    for adt in 0..program.adts.len() as u32 {
        program.types.intern(Head::Adt(adt), &[]);
    }
    declare_traits_and_impls(&mut program);
    declare_consts(&mut program);
    declare_fns(&mut program);
    index_consts(&mut program);
    library_returns(&mut program, catalog);
    type_bodies(&mut program, catalog);
    program
}

fn unit(file: FileId, syms: Vec<Sym>, bases: Bases, facts: FileFacts) -> Unit {
    Unit {
        file,
        facts,
        syms,
        bases,
        modules: Vec::new(),
        types: Vec::new(),
        expr_types: Vec::new(),
        local_types: Vec::new(),
        methods: Vec::new(),
        calls: FxHashMap::default(),
    }
}

fn advance(bases: &mut Bases, facts: &FileFacts) {
    bases.adts += facts.adts.len() as u32;
    bases.fns += facts.fns.len() as u32;
    bases.traits += facts.traits.len() as u32;
    bases.impls += facts.impls.len() as u32;
    bases.consts += facts.consts.len() as u32;
    bases.aliases += facts.aliases.len() as u32;
    bases.macros += facts.macro_defs.len() as u32;
}

fn collect_aliases(program: &mut Program) {
    for (u, unit) in program.units.iter().enumerate() {
        let u = u as u32;
        program
            .aliases
            .extend((0..unit.facts.aliases.len() as u32).map(|i| (u, i)));
        program.macros.extend(
            (0..unit.facts.macro_defs.len() as u32).map(|i| MacroInfo { unit: u, local: i }),
        );
        for t in &unit.facts.traits {
            program
                .traits
                .push((unit.sym(t.name), modules::module_of(unit, t.module)));
        }
    }
}

/// Registers the structs and enums and the names of variants, so that paths can be resolved.
fn declare_adts(program: &mut Program) {
    for (u, unit) in program.units.iter().enumerate() {
        for (i, adt) in unit.facts.adts.iter().enumerate() {
            let module = modules::module_of(unit, adt.module);
            let mut names: Vec<(Sym, u32)> = Vec::new();
            if adt.kind == AdtKind::Enum {
                names = adt
                    .variants
                    .iter()
                    .enumerate()
                    .map(|(v, x)| (unit.sym(x.name), v as u32))
                    .collect();
                names.sort_unstable();
            }
            program.scopes.variants.push(names);
            program.adts.push(AdtInfo {
                unit: u as u32,
                local: i as u32,
                module,
                name: unit.sym(adt.name),
                variants: Vec::new(),
                generics: adt.generics.iter().map(|g| unit.sym(*g)).collect(),
                fieldless: adt.kind == AdtKind::Enum
                    && adt.variants.iter().all(|v| v.fields.is_empty()),
                test: adt.test || program.scopes.modules[module as usize].test,
            });
        }
    }
}

/// Declares the types that derive macros make beside a struct: the `Entity` and `ActiveModel` of a `Model`.
fn declare_companions(program: &mut Program, catalog: &Catalog) {
    for adt in 0..program.adts.len() as u32 {
        let (unit, facts) = program.adt(adt);
        let texts = facts.derives.iter().map(|d| unit.text(*d));
        let found: Vec<_> = texts
            .filter_map(|d| catalog.models.declared_by(d))
            .collect();
        let module = program.adts[adt as usize].module;
        for (root, names) in found {
            let root = program.symbols.intern(root);
            let model = program.types.intern(Head::Adt(adt), &[]);
            for name in names {
                let last = program.symbols.intern(name);
                let prev = root;
                let ty = program
                    .types
                    .intern(Head::Ext(Ext { root, prev, last }), &[model]);
                let number = (program.aliases.len() + program.companions.len()) as u32;
                program.companions.push(ty);
                let items = &mut program.scopes.modules[module as usize].items;
                // `struct Entity;` written out is the same type.
                items.retain(|(n, def)| *n != last || !matches!(def, Def::Adt(_) | Def::Alias(_)));
                items.push((last, Def::Alias(number)));
                items.sort_unstable();
            }
        }
    }
}

fn finish_adts(program: &mut Program) {
    for a in 0..program.adts.len() {
        let (unit, adt) = program.adt(a as u32);
        let variants = adt
            .variants
            .iter()
            .map(|v| {
                v.fields
                    .iter()
                    .map(|f| FieldInfo {
                        name: unit.sym(f.name),
                        ty: unit.types[f.ty.at()],
                    })
                    .collect()
            })
            .collect();
        program.adts[a].variants = variants;
    }
}

fn declare_traits_and_impls(program: &mut Program) {
    let mut impls = Vec::new();
    let mut supers = FxHashMap::default();
    for (u, unit) in program.units.iter().enumerate() {
        for (t, facts) in unit.facts.traits.iter().enumerate() {
            let found = unit.facts.ids(facts.supers).filter_map(|s| {
                match program.types.head(unit.types[s.at()]) {
                    Head::Trait(s) => Some(s),
                    _ => None,
                }
            });
            let found: Vec<u32> = found.collect();
            if !found.is_empty() {
                supers.insert(unit.bases.traits + t as u32, found);
            }
        }
        for (i, imp) in unit.facts.impls.iter().enumerate() {
            let of = imp.of.map(|t| unit.types[t.at()]);
            let of_trait = of.and_then(|t| {
                if let Head::Trait(t) = program.types.head(t) {
                    Some(t)
                } else {
                    None
                }
            });
            let of_name = imp
                .of
                .map_or(known::EMPTY, |t| match &unit.facts.types[t.at()] {
                    TypeRef::Path(p, _) => unit.facts.paths[p.at()]
                        .segments
                        .last()
                        .map_or(known::EMPTY, |n| unit.sym(*n)),
                    _ => known::EMPTY,
                });
            impls.push(ImplInfo {
                unit: u as u32,
                local: i as u32,
                self_ty: unit.types[imp.self_ty.at()],
                of: of_trait,
                of_name,
            });
        }
    }
    for (i, imp) in impls.iter().enumerate() {
        if let (Head::Adt(a), true) = (program.types.head(imp.self_ty), imp.of_name != known::EMPTY)
        {
            program.impl_of.entry((a, imp.of_name)).or_insert(i as u32);
        }
    }
    program.impls = impls;
    for imp in &impls_of_adts(program) {
        program.implemented.entry(imp.0).or_default().push(imp.1);
    }
    program.supers = supers;
}

/// Each type with each trait of the workspace that it implements.
fn impls_of_adts(program: &Program) -> Vec<(u32, u32)> {
    let pair = |imp: &ImplInfo| match (program.types.head(imp.self_ty), imp.of) {
        (Head::Adt(adt), Some(of)) => Some((adt, of)),
        _ => None,
    };
    program.impls.iter().filter_map(pair).collect()
}

/// Numbers all consts and statics.
fn declare_consts(program: &mut Program) {
    for (u, unit) in program.units.iter().enumerate() {
        for c in 0..unit.facts.consts.len() {
            let ty = unit.types[unit.facts.consts[c].ty.at()];
            program.consts.push(ConstInfo {
                unit: u as u32,
                local: c as u32,
                ty,
                initialised: false,
            });
        }
    }
}

/// Consts of impls, by the type they belong to.
fn index_consts(program: &mut Program) {
    for info in 0..program.consts.len() as u32 {
        let at = program.consts[info as usize];
        let unit = &program.units[at.unit as usize];
        let facts = &unit.facts.consts[at.local as usize];
        if let Owner::Impl(i) = facts.owner {
            let of = program.impls[(unit.bases.impls + i.0) as usize].self_ty;
            if let Head::Adt(adt) = program.types.head(of) {
                let name = unit.sym(facts.name);
                program.assoc_consts.insert((adt, name), info);
            }
        }
    }
}

fn declare_fns(program: &mut Program) {
    let mut table = std::mem::take(&mut program.types);
    let mut fns = Vec::new();
    for (u, unit) in program.units.iter().enumerate() {
        for (i, f) in unit.facts.fns.iter().enumerate() {
            let module = modules::module_of(unit, f.module);
            let imp = if let Owner::Impl(id) = f.owner {
                Some(unit.bases.impls + id.0)
            } else {
                None
            };
            let self_ty = imp.map_or(Ty::UNKNOWN, |i| program.impls[i as usize].self_ty);
            let of_trait = match f.owner {
                Owner::Trait(t) => Some(unit.bases.traits + t.0),
                _ => imp.and_then(|i| program.impls[i as usize].of),
            };
            let own = match f.owner {
                Owner::Trait(t) => table.intern(Head::Trait(unit.bases.traits + t.0), &[]),
                _ => self_ty,
            };
            let mut open = |t: TypeId| {
                written_types::substitute(&mut table, unit.types[t.at()], &|_| None, own, 0)
            };
            let params = f.params.iter().map(|p| open(p.ty)).collect();
            let ret = f.ret.map_or(Ty::UNIT, &mut open);
            let test = f.test || program.scopes.modules[module as usize].test;
            let (unit, local) = (u as u32, i as u32);
            fns.push(FnInfo {
                unit,
                local,
                module,
                name: program.units[u].sym(f.name),
                self_ty,
                imp,
                of_trait,
                params,
                ret,
                test,
            });
        }
    }
    program.types = table;
    for (id, info) in fns.iter().enumerate() {
        let unit = &program.units[info.unit as usize];
        if let Some(constant) = unit.facts.fns[info.local as usize].initialises {
            let constant = unit.bases.consts + constant;
            program.consts[constant as usize].initialised = true;
            continue;
        }
        index_fn(program, id as u32, info);
    }
    program.fns = fns;
}

fn index_fn(program: &mut Program, id: u32, info: &FnInfo) {
    let has_self = program.units[info.unit as usize].facts.fns[info.local as usize].has_self;
    let holder = match program.types.head(info.self_ty) {
        Head::Adt(a) => Some(Holder::Adt(a)),
        Head::Ext(e) => Some(Holder::Ext(e.root, e.last)),
        Head::Trait(t) => Some(Holder::Trait(t)),
        // `impl<T: Display> Shout for T`
        Head::Param(_) => Some(Holder::Any),
        Head::Unknown | Head::SelfTy => None,
        _ => Some(Holder::Builtin),
    };
    let mut keys: Vec<Holder> = holder.into_iter().collect();
    if let Some(t) = info.of_trait {
        keys.push(Holder::Trait(t));
    }
    for key in keys {
        program.assoc.entry((key, info.name)).or_default().push(id);
    }
    if has_self && !info.test {
        program.by_name.entry(info.name).or_default().push(id);
    }
}

/// Interns the return types that models name.
fn library_returns(program: &mut Program, catalog: &Catalog) {
    let mut table = std::mem::take(&mut program.types);
    for text in catalog.models.returns() {
        match model_types::template(&mut table, &mut program.symbols, text) {
            model_types::Template::Plain(ty) => {
                program.returns.insert(text, ty);
            }
            template => {
                program.templates.insert(text, template);
            }
        }
    }
    program.types = table;
}

/// Finds the types of expressions and the meaning of calls, a file at a time, in parallel.
fn type_bodies(program: &mut Program, catalog: &Catalog) {
    let shared: &Program = program;
    let below = shared.types.count();
    let typed: Vec<typing::Typed> = (0..shared.units.len())
        .into_par_iter()
        .map(|u| typing::type_file(shared, catalog, u as u32))
        .collect();
    for (unit, mut typed) in program.units.iter_mut().zip(typed) {
        if !typed.made.is_empty() {
            let numbers = program.types.adopt(below, typed.made);
            for ty in typed.exprs.iter_mut().chain(&mut typed.locals) {
                if let Some(at) = ty.0.checked_sub(below) {
                    *ty = numbers[at as usize];
                }
            }
        }
        unit.expr_types = typed.exprs;
        unit.local_types = typed.locals;
        unit.methods = typed.methods;
        unit.calls = typed.calls;
        program.rows.extend(typed.rows);
    }
}
