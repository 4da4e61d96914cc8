//! The types that files write, resolved: paths, aliases, parameters and bounds to one table of types.

use super::resolve::{Def, Ext, Space};
use super::symbols::{Sym, known};
use super::types::{Head, Interner, Ty, TypeTable};
use super::{Program, modules};
use crate::facts::{PathId, TypeId, TypeRef};
use rustc_hash::FxHashMap;

/// How deep a type or an alias in an alias is followed.
const DEPTH: u32 = 24;

/// Resolves every type that a file writes.
pub(super) fn resolve(program: &mut Program) {
    let mut table = std::mem::take(&mut program.types);
    let mut all = Vec::with_capacity(program.units.len());
    let mut memo = FxHashMap::default();
    for u in 0..program.units.len() {
        let mut types = Vec::with_capacity(program.units[u].facts.types.len());
        for t in 0..program.units[u].facts.types.len() {
            let mut resolver = Resolver {
                program,
                table: &mut table,
                memo: &mut memo,
            };
            types.push(resolver.ty(u, TypeId(t as u32), 0));
        }
        all.push(types);
    }
    for (unit, types) in program.units.iter_mut().zip(all) {
        unit.types = types;
    }
    program.types = table;
}

struct Resolver<'a> {
    program: &'a Program,
    table: &'a mut TypeTable,
    memo: &'a mut FxHashMap<(u32, Vec<Sym>), Option<Def>>,
}

impl Resolver<'_> {
    fn ty(&mut self, u: usize, id: TypeId, depth: u32) -> Ty {
        if depth > DEPTH {
            return Ty::UNKNOWN;
        }
        let facts = &self.program.units[u].facts;
        let list = |l: &crate::facts::List| {
            facts.lists[l.start as usize..(l.start + l.len) as usize].to_vec()
        };
        match &facts.types[id.at()] {
            TypeRef::Path(path, generics) => {
                let args: Vec<Ty> = list(generics)
                    .into_iter()
                    .map(|a| self.ty(u, TypeId(a), depth + 1))
                    .collect();
                self.path(u, *path, &args, depth)
            }
            TypeRef::Tuple(items) => {
                let args: Vec<Ty> = list(items)
                    .into_iter()
                    .map(|a| self.ty(u, TypeId(a), depth + 1))
                    .collect();
                self.table.intern(Head::Tuple, &args)
            }
            TypeRef::Slice(item) => {
                let item = self.ty(u, *item, depth + 1);
                if item == Ty::BYTE {
                    Ty::BYTES
                } else {
                    self.table.intern(Head::Slice, &[item])
                }
            }
            TypeRef::Impl(bounds) | TypeRef::Dyn(bounds) => self.bounds(u, &list(bounds), depth),
            TypeRef::Fn(items) => {
                let args: Vec<Ty> = list(items)
                    .into_iter()
                    .map(|a| self.ty(u, TypeId(a), depth + 1))
                    .collect();
                self.table.intern(Head::Fn, &args)
            }
            TypeRef::Projection(..) | TypeRef::Other => Ty::UNKNOWN,
        }
    }

    /// `impl A + B`: a workspace trait wins, then what the bound yields (`Future<Output = T>`, `Fn() -> T`,
    /// `Into<String>`), then the first library trait.
    fn bounds(&mut self, u: usize, bounds: &[u32], depth: u32) -> Ty {
        let types: Vec<Ty> = bounds
            .iter()
            .map(|b| self.ty(u, TypeId(*b), depth + 1))
            .collect();
        let pick = |t: &&Ty| matches!(self.table.head(**t), Head::Trait(_));
        if let Some(t) = types.iter().find(pick) {
            return *t;
        }
        types
            .into_iter()
            .find(|t| t.is_known())
            .unwrap_or(Ty::UNKNOWN)
    }

    fn path(&mut self, u: usize, id: PathId, args: &[Ty], depth: u32) -> Ty {
        let unit = &self.program.units[u];
        let path = &unit.facts.paths[id.at()];
        let segments: Vec<Sym> = path.segments.iter().map(|n| unit.sym(*n)).collect();
        let Some(&last) = segments.last() else {
            return Ty::UNKNOWN;
        };
        if segments.len() == 1 {
            if last == known::SELF_TYPE {
                return Ty::SELF;
            }
            if let Some(ty) = builtin(self.program.text(last)) {
                return ty;
            }
        }
        if segments[0] == known::SELF_TYPE {
            return Ty::UNKNOWN;
        }
        let module = modules::module_of(unit, path.module);
        let key = (module, segments);
        let def = match self.memo.get(&key) {
            Some(def) => *def,
            None => {
                let found = self
                    .program
                    .scopes
                    .path(module, path.global, &key.1, Space::Type);
                let def = found
                    .filter(|(_, used)| *used == key.1.len())
                    .map(|(d, _)| d);
                self.memo.insert(key, def);
                def
            }
        };
        match def {
            Some(Def::Adt(a) | Def::Variant(a, _)) => self.table.intern(Head::Adt(a), args),
            Some(Def::Trait(t)) => self.table.intern(Head::Trait(t), args),
            Some(Def::Alias(a)) => self.alias(a, args, depth),
            Some(Def::Ext(e)) if path.segments.len() == 1 && e.root == e.last => {
                match self.program.scopes.library_globs(module).next() {
                    // `T`, `E`, `Req`: short names are type parameters rather than names of a glob.
                    Some(glob) if self.program.text(last).len() > 2 => self.library(
                        Ext {
                            root: glob.root,
                            prev: glob.last,
                            last,
                        },
                        args,
                    ),
                    _ => self.table.intern(Head::Param(last), &[]),
                }
            }
            Some(Def::Ext(e)) => self.library(e, args),
            _ if path.segments.len() == 1 => self.table.intern(Head::Param(last), &[]),
            _ => Ty::UNKNOWN,
        }
    }

    fn library(&mut self, ext: Ext, args: &[Ty]) -> Ty {
        library_type(self.table, self.program.text(ext.last), ext, args)
    }

    fn alias(&mut self, alias: u32, args: &[Ty], depth: u32) -> Ty {
        let Some(&(u, local)) = self.program.aliases.get(alias as usize) else {
            return self.program.alias_type(alias);
        };
        let unit = &self.program.units[u as usize];
        let alias = &unit.facts.aliases[local as usize];
        let generics: Vec<Sym> = alias.generics.iter().map(|g| unit.sym(*g)).collect();
        let ty = self.ty(u as usize, alias.ty, depth + 4);
        substitute(
            self.table,
            ty,
            &|s| {
                generics
                    .iter()
                    .position(|g| *g == s)
                    .and_then(|i| args.get(i))
                    .copied()
            },
            Ty::SELF,
            0,
        )
    }
}

/// Replaces type parameters and `Self` in a type.
pub(super) fn substitute<I: Interner>(
    table: &mut I,
    ty: Ty,
    param: &dyn Fn(Sym) -> Option<Ty>,
    own: Ty,
    depth: u32,
) -> Ty {
    if depth > DEPTH || !table.seen().is_open(ty) {
        return ty;
    }
    match table.seen().head(ty) {
        Head::SelfTy => own,
        Head::Param(s) => param(s).unwrap_or(ty),
        head => {
            let args = table.seen().args(ty).to_vec();
            let new: Vec<Ty> = args
                .iter()
                .map(|a| substitute(table, *a, param, own, depth + 1))
                .collect();
            if new == args {
                ty
            } else {
                table.intern(head, &new)
            }
        }
    }
}

/// Types of the language and its prelude that need no look-up.
pub(super) fn builtin(name: &str) -> Option<Ty> {
    Some(match name {
        "str" | "String" | "char" => Ty::TEXT,
        "bool" => Ty::BOOL,
        "u8" => Ty::BYTE,
        "i8" | "i16" | "i32" | "i64" | "i128" | "isize" | "u16" | "u32" | "u64" | "u128"
        | "usize" | "f32" | "f64" => Ty::NUMBER,
        _ => return None,
    })
}

/// A library type, reduced where it is one of the language's own.
pub(super) fn library_type(table: &mut TypeTable, name: &str, ext: Ext, args: &[Ty]) -> Ty {
    if ext.root == known::STD {
        match (name, args) {
            ("String" | "str", _) => return Ty::TEXT,
            ("Vec" | "VecDeque", [Ty::BYTE]) => return Ty::BYTES,
            ("Cow", [item]) => return *item,
            ("Box" | "Rc" | "Arc" | "RefMut" | "Ref" | "Pin" | "ManuallyDrop", [item, ..]) => {
                return *item;
            }
            _ => {}
        }
    }
    // `QueryResult<T>`, `rusqlite::Result<T>`: libraries shorten the language's own type.
    if !args.is_empty() && name.ends_with("Result") {
        let result = Ext {
            root: known::STD,
            prev: known::STD,
            last: known::RESULT,
        };
        return table.intern(Head::Ext(result), args);
    }
    // The folders between crate and type play no part for a type: `axum::extract::Json` is `axum::Json`.
    table.intern(
        Head::Ext(Ext {
            prev: ext.root,
            ..ext
        }),
        args,
    )
}
