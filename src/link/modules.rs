//! The module tree of the program.
//!
//! In: each file's own modules and imports, and the file's home by Cargo's layout. Out: [`Scopes`] with every item and
//! import in its module, and for each file the global number of its local modules.

use super::crates::{self, Home, Package};
use super::resolve::{Def, Import, Module, Scopes};
use super::symbols::{Sym, Symbols, known};
use super::{Bases, Unit};
use crate::facts::{FileFacts, ModuleId};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// A file on its way into the tree.
pub(super) struct Placed<'a> {
    /// Its path.
    pub path: &'a str,
    /// Its facts.
    pub facts: &'a FileFacts,
    /// Its names as the program's.
    pub syms: &'a [Sym],
    /// Its items' first numbers.
    pub bases: Bases,
}

/// Builds the tree. The second result gives, for each file, the numbers of its local modules.
pub(super) fn build(
    packages: &[Package],
    files: &[Placed<'_>],
    symbols: &mut Symbols,
) -> (Scopes, Vec<Vec<u32>>) {
    let mut tree = Tree {
        scopes: Scopes::default(),
        children: FxHashMap::default(),
        roots: BTreeMap::new(),
    };
    let mut homes = crates::homes(packages, files.iter().map(|f| f.path));
    apply_path_attributes(files, &mut homes);
    let mut numbers = Vec::with_capacity(files.len());
    for file in files {
        let home = &homes[file.path];
        let mut module = tree.root(home, packages, symbols);
        for name in &home.path {
            module = tree.child(module, symbols.intern(name));
        }
        numbers.push(tree.locals(file, module));
    }
    for (file, modules) in files.iter().zip(&numbers) {
        tree.fill(file, modules);
    }
    tree.mark_tests(files, &numbers);
    for (krate, root) in &tree.roots {
        if krate.1.is_none() {
            tree.scopes
                .crates
                .push((symbols.intern(&packages[krate.0].lib), *root));
        }
    }
    tree.scopes.crates.sort_unstable();
    (tree.scopes, numbers)
}

/// `#[path = "x.rs"] mod y;` moves the file `x.rs` to where `y` is declared.
fn apply_path_attributes<'a>(files: &[Placed<'a>], homes: &mut BTreeMap<&'a str, Home>) {
    for file in files {
        for module in &file.facts.modules {
            let (Some(path), false) = (&module.path, module.inline) else {
                continue;
            };
            let target = crates::join(crates::folder(file.path), path);
            let Some((&key, _)) = homes.get_key_value(target.as_str()) else {
                continue;
            };
            if key == file.path {
                continue;
            }
            let mut home = homes[file.path].clone();
            home.path.extend(inline_path(file.facts, module.parent));
            home.path
                .push(file.facts.names[module.name.at()].to_string());
            homes.insert(key, home);
        }
    }
}

/// The names of the inline modules around a declaration, outermost first.
fn inline_path(facts: &FileFacts, mut at: Option<ModuleId>) -> Vec<String> {
    let mut names = Vec::new();
    while let Some(id) = at {
        let Some(module) = facts.modules.get(id.at()) else {
            break;
        };
        if module.parent.is_some() {
            names.push(facts.names[module.name.at()].to_string());
        }
        if names.len() > 64 {
            break;
        }
        at = module.parent;
    }
    names.reverse();
    names
}

struct Tree {
    scopes: Scopes,
    children: FxHashMap<(u32, Sym), u32>,
    roots: BTreeMap<(usize, Option<String>), u32>,
}

impl Tree {
    fn root(&mut self, home: &Home, packages: &[Package], symbols: &mut Symbols) -> u32 {
        if let Some(root) = self.roots.get(&home.krate) {
            return *root;
        }
        let root = self.scopes.modules.len() as u32;
        let name = symbols.intern(&packages[home.krate.0].lib);
        self.scopes.modules.push(Module {
            name,
            root,
            ..Module::default()
        });
        self.roots.insert(home.krate.clone(), root);
        root
    }

    fn child(&mut self, parent: u32, name: Sym) -> u32 {
        if let Some(child) = self.children.get(&(parent, name)) {
            return *child;
        }
        let child = self.scopes.modules.len() as u32;
        let root = self.scopes.modules[parent as usize].root;
        self.scopes.modules.push(Module {
            name,
            parent: Some(parent),
            root,
            ..Module::default()
        });
        self.children.insert((parent, name), child);
        self.scopes.modules[parent as usize]
            .items
            .push((name, Def::Mod(child)));
        child
    }

    /// Numbers the modules a file writes or declares.
    fn locals(&mut self, file: &Placed<'_>, home: u32) -> Vec<u32> {
        let mut numbers = vec![home];
        for module in file.facts.modules.iter().skip(1) {
            let parent = module
                .parent
                .and_then(|p| numbers.get(p.at()))
                .copied()
                .unwrap_or(home);
            let number = self.child(parent, file.syms[module.name.at()]);
            numbers.push(number);
        }
        numbers
    }

    fn fill(&mut self, file: &Placed<'_>, modules: &[u32]) {
        let facts = file.facts;
        let sym = |name: crate::facts::NameId| file.syms[name.at()];
        let module_of = |m: ModuleId| modules.get(m.at()).copied().unwrap_or(modules[0]) as usize;
        let mut put = |m: ModuleId, name: Sym, def: Def| {
            self.scopes.modules[module_of(m)].items.push((name, def));
        };
        let free = |owner| owner == crate::facts::Owner::Free;
        for (i, adt) in (file.bases.adts..).zip(&facts.adts) {
            put(adt.module, sym(adt.name), Def::Adt(i));
        }
        for (i, f) in (file.bases.fns..)
            .zip(&facts.fns)
            .filter(|(_, f)| free(f.owner) && f.initialises.is_none())
        {
            put(f.module, sym(f.name), Def::Fn(i));
        }
        for (i, t) in (file.bases.traits..).zip(&facts.traits) {
            put(t.module, sym(t.name), Def::Trait(i));
        }
        let aliases = (file.bases.aliases..).zip(&facts.aliases);
        for (i, a) in aliases.filter(|(_, a)| a.owner.is_none()) {
            put(a.module, sym(a.name), Def::Alias(i));
        }
        let consts = (file.bases.consts..).zip(&facts.consts);
        for (i, c) in consts.filter(|(_, c)| free(c.owner)) {
            put(c.module, sym(c.name), Def::Const(i));
        }
        for (i, m) in (file.bases.macros..).zip(&facts.macro_defs) {
            put(m.module, sym(m.name), Def::Macro(i));
            // Macros are visible by textual order in all of a crate; the exported list serves as that.
            self.scopes.exported.push((sym(m.name), i));
        }
        for import in &facts.uses {
            self.import(file, module_of(import.module), import);
        }
    }

    fn import(&mut self, file: &Placed<'_>, module: usize, import: &crate::facts::Use) {
        let path: Box<[Sym]> = import.path.iter().map(|n| file.syms[n.at()]).collect();
        if path.is_empty() {
            return;
        }
        let index = self.scopes.imports.len() as u32;
        self.scopes.imports.push(Import {
            module: module as u32,
            global: import.global,
            path,
        });
        match import.alias {
            Some(alias) => self.scopes.modules[module]
                .imports
                .push((file.syms[alias.at()], index)),
            None => self.scopes.modules[module].globs.push(index),
        }
    }

    /// A module is test code if it is declared so anywhere, or stands in one that is.
    fn mark_tests(&mut self, files: &[Placed<'_>], numbers: &[Vec<u32>]) {
        for (file, modules) in files.iter().zip(numbers) {
            for (module, number) in file.facts.modules.iter().zip(modules) {
                self.scopes.modules[*number as usize].test |= module.test;
            }
        }
        // Parents have smaller numbers than their children, except where `#[path]` moved a file; two rounds settle that.
        for _ in 0..2 {
            for i in 0..self.scopes.modules.len() {
                if let Some(parent) = self.scopes.modules[i].parent {
                    let test = self.scopes.modules[parent as usize].test;
                    self.scopes.modules[i].test |= test;
                }
            }
        }
        for module in &mut self.scopes.modules {
            module.items.sort_unstable();
            module.items.dedup();
            module.imports.sort_unstable();
        }
        self.scopes.exported.sort_unstable();
    }
}

/// Names that every module knows without importing them.
pub(super) fn prelude(symbols: &mut Symbols) -> Vec<(Sym, super::resolve::Ext)> {
    let names = [
        "Option", "Some", "None", "Result", "Ok", "Err", "String", "Vec", "Box", "ToString",
        "ToOwned", "Into", "From", "TryFrom", "TryInto", "Iterator", "Clone", "Default", "Drop",
        "Fn", "FnMut", "FnOnce", "Send", "Sync", "Copy", "AsRef", "AsMut",
    ];
    let mut list: Vec<_> = names
        .iter()
        .map(|n| {
            let last = symbols.intern(n);
            (
                last,
                super::resolve::Ext {
                    root: known::STD,
                    prev: known::STD,
                    last,
                },
            )
        })
        .collect();
    list.sort_unstable();
    list
}

/// The modules of a unit's items.
pub(super) fn module_of(unit: &Unit, local: ModuleId) -> u32 {
    unit.modules
        .get(local.at())
        .copied()
        .unwrap_or(unit.modules[0])
}
