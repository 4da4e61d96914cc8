//! What a path means: modules, imports, re-exports, the preludes, library paths.
//!
//! In: the module tree with its items and imports. Out: a [`Def`] for a path in a module. Cyclic and endless imports
//! end at a bound.

use super::symbols::{Sym, known};

/// A path into a library, reduced to what models are named by: the crate, the last segment, and the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ext {
    /// The crate.
    pub root: Sym,
    /// The last segment but one; the crate itself for a path of two segments.
    pub prev: Sym,
    /// The last segment.
    pub last: Sym,
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Def {
    /// A module.
    Mod(u32),
    /// A struct, enum or union.
    Adt(u32),
    /// A variant: its enum and index.
    Variant(u32, u32),
    /// A function.
    Fn(u32),
    /// A trait.
    Trait(u32),
    /// A type alias.
    Alias(u32),
    /// A const or static.
    Const(u32),
    /// A `macro_rules!` macro.
    Macro(u32),
    /// Something of a library.
    Ext(Ext),
}

/// Which of Rust's namespaces a name is looked up in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Space {
    /// Types, traits and modules.
    Type,
    /// Functions, consts, constructors.
    Value,
    /// Macros.
    Macro,
}

impl Def {
    /// Whether the definition can be meant in a namespace.
    pub fn is_in(self, space: Space) -> bool {
        match self {
            Def::Mod(_) | Def::Trait(_) | Def::Alias(_) => space == Space::Type,
            Def::Adt(_) | Def::Variant(..) => space != Space::Macro,
            Def::Fn(_) | Def::Const(_) => space == Space::Value,
            Def::Macro(_) => space == Space::Macro,
            Def::Ext(_) => true,
        }
    }
}

/// A module of the program; one crate's `lib.rs` and `main.rs` share their root.
#[derive(Debug, Default)]
pub struct Module {
    /// Its name; the crate's for a root.
    pub name: Sym,
    /// The module around it.
    pub parent: Option<u32>,
    /// The root of its crate.
    pub root: u32,
    /// Whether it is test code by place or attribute.
    pub test: bool,
    /// Its items by name, sorted.
    pub items: Vec<(Sym, Def)>,
    /// Its named imports, sorted by alias: alias, index into [`Scopes::imports`].
    pub imports: Vec<(Sym, u32)>,
    /// Its glob imports: indices into [`Scopes::imports`].
    pub globs: Vec<u32>,
    /// What its globs open, found once by [`Scopes::open_globs`].
    pub open: Vec<Open>,
}

/// What a glob import opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Open {
    /// A module of the workspace.
    Mod(u32),
    /// The variants of an enum.
    Enum(u32),
    /// A module of a library.
    Ext(Ext),
}

/// An import: where it stands and what it names.
#[derive(Debug)]
pub struct Import {
    /// The module it stands in.
    pub module: u32,
    /// `::a`
    pub global: bool,
    /// The path.
    pub path: Box<[Sym]>,
}

/// The module tree with all that is needed to look names up.
#[derive(Debug, Default)]
pub struct Scopes {
    /// All modules.
    pub modules: Vec<Module>,
    /// All imports.
    pub imports: Vec<Import>,
    /// Roots of the workspace's crates by the name others use for them, sorted.
    pub crates: Vec<(Sym, u32)>,
    /// Names of the standard prelude with the library path they mean, sorted.
    pub prelude: Vec<(Sym, Ext)>,
    /// Variants of each enum by name: `variants[adt]`, sorted.
    pub variants: Vec<Vec<(Sym, u32)>>,
    /// Exported macros of the workspace, by name, sorted.
    pub exported: Vec<(Sym, u32)>,
}

/// How deep imports are followed through each other.
const FOLLOW: u32 = 24;
/// How many look-ups one name may cost; hostile globs end here.
const FUEL: u32 = 2_000;

impl Scopes {
    /// What a path means in a module, and how many of its segments that took; the rest are associated items.
    pub fn path(
        &self,
        module: u32,
        global: bool,
        path: &[Sym],
        space: Space,
    ) -> Option<(Def, usize)> {
        self.follow(
            module,
            global,
            path,
            space,
            &mut Walk {
                depth: 0,
                fuel: FUEL,
                entered: Vec::new(),
            },
        )
    }

    fn follow(
        &self,
        module: u32,
        global: bool,
        path: &[Sym],
        space: Space,
        walk: &mut Walk,
    ) -> Option<(Def, usize)> {
        let (&first, rest) = path.split_first()?;
        let first_space = if rest.is_empty() { space } else { Space::Type };
        let mut def = match first {
            _ if global => self.outer(first),
            known::CRATE => Def::Mod(self.modules[module as usize].root),
            known::SELF => Def::Mod(module),
            known::SUPER => Def::Mod(self.modules[module as usize].parent?),
            _ => self
                .lexical(module, first, first_space, walk)
                .unwrap_or_else(|| self.outer(first)),
        };
        for (i, &segment) in rest.iter().enumerate() {
            let last = i + 1 == rest.len();
            let space = if last { space } else { Space::Type };
            let next = match def {
                Def::Mod(m) if segment == known::SUPER => {
                    self.modules[m as usize].parent.map(Def::Mod)
                }
                Def::Mod(m) if segment == known::SELF => Some(Def::Mod(m)),
                Def::Mod(m) => self.member(m, segment, space, walk),
                Def::Adt(a) => self.variant(a, segment),
                Def::Ext(e) => Some(Def::Ext(Ext {
                    root: e.root,
                    prev: e.last,
                    last: segment,
                })),
                _ => None,
            };
            match next {
                Some(next) => def = next,
                None => {
                    return if matches!(def, Def::Mod(_)) {
                        None
                    } else {
                        Some((def, i + 1))
                    };
                }
            }
        }
        Some((def, path.len()))
    }

    /// A name as seen from inside a module: its own, then its parents' where the module is a function's.
    fn lexical(&self, module: u32, name: Sym, space: Space, walk: &mut Walk) -> Option<Def> {
        self.member(module, name, space, walk)
            .or_else(|| self.prelude(name))
    }

    /// A name of a module: its items, its imports, its globs.
    fn member(&self, module: u32, name: Sym, space: Space, walk: &mut Walk) -> Option<Def> {
        if walk.depth >= FOLLOW || walk.fuel == 0 {
            return None;
        }
        walk.fuel -= 1;
        walk.depth += 1;
        let found = self.member_within(module, name, space, walk);
        walk.depth -= 1;
        found
    }

    fn member_within(&self, module: u32, name: Sym, space: Space, walk: &mut Walk) -> Option<Def> {
        let scope = &self.modules[module as usize];
        if let Some(def) = all_of(&scope.items, name).find(|d| d.is_in(space)) {
            return Some(def);
        }
        for import in all_of(&scope.imports, name) {
            let import = &self.imports[import as usize];
            // `use self::name` in the same module would ask for itself.
            if import.path.len() == 1 && import.path[0] == name && !import.global {
                return Some(self.outer(name));
            }
            if let Some((def, used)) =
                self.follow(import.module, import.global, &import.path, space, walk)
                && used == import.path.len()
                && def.is_in(space)
            {
                return Some(def);
            }
        }
        for &open in &scope.open {
            let found = match open {
                Open::Mod(m) if walk.enter(m) => self.member(m, name, space, walk),
                Open::Enum(a) => self.variant(a, name),
                _ => None,
            };
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// Finds what every glob import opens. Two rounds: a glob may name a module that another glob brings.
    pub fn open_globs(&mut self) {
        for _ in 0..2 {
            let open: Vec<Vec<Open>> = (0..self.modules.len() as u32)
                .map(|m| self.opened(m))
                .collect();
            for (module, open) in self.modules.iter_mut().zip(open) {
                module.open = open;
            }
        }
    }

    fn opened(&self, module: u32) -> Vec<Open> {
        let globs = self.modules[module as usize]
            .globs
            .iter()
            .map(|g| &self.imports[*g as usize]);
        let open = |import: &Import| match self.path(
            import.module,
            import.global,
            &import.path,
            Space::Type,
        )? {
            (Def::Mod(m), _) if m != module => Some(Open::Mod(m)),
            (Def::Adt(a), _) => Some(Open::Enum(a)),
            (Def::Ext(e), _) => Some(Open::Ext(e)),
            _ => None,
        };
        globs.filter_map(open).collect()
    }

    /// The libraries' globs of a module, for names that nothing else explains.
    pub fn library_globs(&self, module: u32) -> impl Iterator<Item = Ext> + '_ {
        let open = self.modules[module as usize].open.iter();
        open.filter_map(|o| if let Open::Ext(e) = o { Some(*e) } else { None })
    }

    fn variant(&self, adt: u32, name: Sym) -> Option<Def> {
        let variants = self.variants.get(adt as usize)?;
        all_of(variants, name).next().map(|v| Def::Variant(adt, v))
    }

    fn prelude(&self, name: Sym) -> Option<Def> {
        all_of(&self.prelude, name).next().map(Def::Ext)
    }

    /// A crate by name: one of the workspace, else a library.
    fn outer(&self, name: Sym) -> Def {
        if let Some(root) = all_of(&self.crates, name).next() {
            return Def::Mod(root);
        }
        let root = if name == known::CORE || name == known::ALLOC {
            known::STD
        } else {
            name
        };
        Def::Ext(Ext {
            root,
            prev: root,
            last: root,
        })
    }
}

/// The values of a key in a sorted table.
pub fn all_of<K: Ord + Copy, V: Copy>(table: &[(K, V)], key: K) -> impl Iterator<Item = V> + '_ {
    let start = table.partition_point(|(k, _)| *k < key);
    table[start..]
        .iter()
        .take_while(move |(k, _)| *k == key)
        .map(|(_, v)| *v)
}

/// How far one look-up has gone.
struct Walk {
    depth: u32,
    fuel: u32,
    /// Modules that were entered through globs for this look-up.
    entered: Vec<u32>,
}

impl Walk {
    /// Whether a module is entered for the first time.
    fn enter(&mut self, module: u32) -> bool {
        let new = !self.entered.contains(&module);
        if new {
            self.entered.push(module);
        }
        new
    }
}
