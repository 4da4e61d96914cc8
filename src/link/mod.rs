//! The whole program out of its files' facts.
//!
//! In: the facts of all Rust files, the manifests and the catalog's models. Out: a [`Program`]: modules, names, types,
//! impls and calls resolved across the workspace. This room never knows the policy or the rules.

mod build;
pub mod coverage;
pub mod crates;
pub mod fold;
mod lookup;
mod model_types;
mod modules;
pub mod names;
pub mod paths;
pub mod resolve;
pub mod schema;
mod seen;
pub mod settings;
pub mod symbols;
pub mod types;
pub mod typing;
mod written_types;

use crate::facts::{ExprId, FileFacts, NameId};
use crate::span::{FileId, Span};
pub use build::link;
use lookup::value_of_path as lookup_value;
use model_types::Template;
use resolve::Scopes;
use rustc_hash::{FxHashMap, FxHashSet};
pub use seen::Seen;
use symbols::{Sym, Symbols};
use types::{Ty, TypeTable};
use typing::Target;

/// The first global number of each kind of item of a file.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bases {
    /// Structs and enums.
    pub adts: u32,
    /// Functions.
    pub fns: u32,
    /// Traits.
    pub traits: u32,
    /// Impl blocks.
    pub impls: u32,
    /// Consts and statics.
    pub consts: u32,
    /// Type aliases.
    pub aliases: u32,
    /// `macro_rules!` macros.
    pub macros: u32,
}

/// One Rust file of the program.
#[derive(Debug)]
pub struct Unit {
    /// The file.
    pub file: FileId,
    /// What it declares and does.
    pub facts: FileFacts,
    /// Its names as the program's.
    pub syms: Vec<Sym>,
    /// Its items' first numbers.
    pub bases: Bases,
    /// Global numbers of its modules.
    pub modules: Vec<u32>,
    /// Its types as the program's, type parameters and `Self` left open.
    pub types: Vec<Ty>,
    /// The type of each expression, as far as declarations show it.
    pub expr_types: Vec<Ty>,
    /// The type of each local.
    pub local_types: Vec<Ty>,
    /// What each method call means, same index as the facts' methods.
    pub methods: Vec<Target>,
    /// What each call means.
    pub calls: FxHashMap<ExprId, Target>,
}

impl Unit {
    /// A name of this file as the program's.
    pub fn sym(&self, name: NameId) -> Sym {
        self.syms[name.at()]
    }

    /// The text of a name of this file.
    pub fn text(&self, name: NameId) -> &str {
        &self.facts.names[name.at()]
    }

    /// The segments of the path that an expression is, as written; empty if it is none.
    pub fn path_names(&self, id: ExprId) -> Vec<&str> {
        let crate::facts::Expr::Path(path) = self.facts.exprs[id.at()] else {
            return Vec::new();
        };
        let segments = &self.facts.paths[path.at()].segments;
        segments.iter().map(|s| self.text(*s)).collect()
    }

    /// The last two of them: `Type::function`.
    pub fn path_tail(&self, id: ExprId) -> String {
        let names = self.path_names(id);
        names[names.len().saturating_sub(2)..].join("::")
    }

    /// The functions of the workspace that a call of this file may lead to.
    pub fn functions_called(&self, id: ExprId) -> &[u32] {
        let target = match self.facts.exprs[id.at()] {
            crate::facts::Expr::Method(m) => self.methods.get(m as usize),
            crate::facts::Expr::Call(..) => self.calls.get(&id),
            _ => None,
        };
        match target {
            Some(Target::Fn(f)) => std::slice::from_ref(f),
            Some(Target::Many(fs)) => fs,
            _ => &[],
        }
    }

    /// A byte range of this file as a span.
    pub fn span(&self, range: crate::facts::Range) -> Span {
        Span::new(self.file, range.start, range.end)
    }
}

/// A struct, enum or union of the program.
#[derive(Clone, Debug)]
pub struct AdtInfo {
    /// Its file.
    pub unit: u32,
    /// Its index in the file.
    pub local: u32,
    /// Its module.
    pub module: u32,
    /// Its name.
    pub name: Sym,
    /// Field names and types of each variant.
    pub variants: Vec<Vec<FieldInfo>>,
    /// The field types' parameters, in order.
    pub generics: Vec<Sym>,
    /// No variant has fields, and it is an enum: its values are names.
    pub fieldless: bool,
    /// It stands in test code.
    pub test: bool,
}

/// A field of a struct or variant.
#[derive(Clone, Copy, Debug)]
pub struct FieldInfo {
    /// Its name.
    pub name: Sym,
    /// Its type.
    pub ty: Ty,
}

/// A function of the program.
#[derive(Clone, Debug)]
pub struct FnInfo {
    /// Its file.
    pub unit: u32,
    /// Its index in the file.
    pub local: u32,
    /// Its module.
    pub module: u32,
    /// Its name.
    pub name: Sym,
    /// The type its impl is for.
    pub self_ty: Ty,
    /// The impl, if any.
    pub imp: Option<u32>,
    /// The trait it belongs to (its own or the impl's), if of the workspace.
    pub of_trait: Option<u32>,
    /// Parameter types, `Self` replaced.
    pub params: Vec<Ty>,
    /// The return type, `Self` replaced.
    pub ret: Ty,
    /// Test code.
    pub test: bool,
}

/// A const or static of the program.
#[derive(Clone, Copy, Debug)]
pub struct ConstInfo {
    /// Its file.
    pub unit: u32,
    /// Its index in the file.
    pub local: u32,
    /// Its type.
    pub ty: Ty,
    /// Code fills it.
    pub initialised: bool,
}

/// An impl block of the program.
#[derive(Clone, Copy, Debug)]
pub struct ImplInfo {
    /// Its file.
    pub unit: u32,
    /// Its index in the file.
    pub local: u32,
    /// The type it is for.
    pub self_ty: Ty,
    /// The workspace trait, if it is one.
    pub of: Option<u32>,
    /// The last segment of the trait's path.
    pub of_name: Sym,
}

/// A `macro_rules!` macro of the program.
#[derive(Clone, Copy, Debug)]
pub struct MacroInfo {
    /// Its file.
    pub unit: u32,
    /// Its index in the file.
    pub local: u32,
}

/// What functions are found under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Holder {
    /// A struct or enum.
    Adt(u32),
    /// A trait of the workspace: its methods and those of all its impls.
    Trait(u32),
    /// A library type, by crate and name.
    Ext(Sym, Sym),
    /// Any type that is a text, number, slice or the like.
    Builtin,
    /// Whatever type: `impl<T> Trait for T`.
    Any,
}

/// The program.
#[derive(Debug, Default)]
pub struct Program {
    /// All names.
    pub symbols: Symbols,
    /// All types.
    pub types: TypeTable,
    /// All modules and imports.
    pub scopes: Scopes,
    /// All Rust files, in the source map's order.
    pub units: Vec<Unit>,
    /// All structs, enums and unions.
    pub adts: Vec<AdtInfo>,
    /// All functions.
    pub fns: Vec<FnInfo>,
    /// Names of all traits with their module.
    pub traits: Vec<(Sym, u32)>,
    /// The traits of the workspace that a trait builds on.
    pub supers: FxHashMap<u32, Vec<u32>>,
    /// The traits of the workspace that a type implements.
    pub implemented: FxHashMap<u32, Vec<u32>>,
    /// Consts of impls by the type they belong to and their name.
    pub assoc_consts: FxHashMap<(u32, Sym), u32>,
    /// All impls.
    pub impls: Vec<ImplInfo>,
    /// All consts and statics.
    pub consts: Vec<ConstInfo>,
    /// File and index of all aliases.
    pub aliases: Vec<(u32, u32)>,
    /// The types that derive macros declare, numbered behind the aliases.
    pub companions: Vec<Ty>,
    /// All macros.
    pub macros: Vec<MacroInfo>,
    /// Methods and associated functions by holder and name.
    pub assoc: FxHashMap<(Holder, Sym), Vec<u32>>,
    /// Impls of library traits that matter by name (`Debug`, `Display`, `Deref`, …) for workspace types.
    pub impl_of: FxHashMap<(u32, Sym), u32>,
    /// All methods that take `self`, by name: for receivers whose type is not known.
    pub by_name: FxHashMap<Sym, Vec<u32>>,
    /// Return types of library calls, by their text in the models.
    pub returns: FxHashMap<&'static str, Ty>,
    /// Return types of library calls that depend on what the call is given.
    pub templates: FxHashMap<&'static str, Template>,
    /// Structs that library calls fill out of a store.
    pub rows: FxHashSet<u32>,
    /// The file of an id, by index of the source map.
    pub unit_of: FxHashMap<FileId, u32>,
}

impl Program {
    /// The facts of a function.
    pub fn function(&self, id: u32) -> (&Unit, &crate::facts::Fn) {
        let info = &self.fns[id as usize];
        let unit = &self.units[info.unit as usize];
        (unit, &unit.facts.fns[info.local as usize])
    }

    /// The declaration of a struct or enum.
    pub fn adt(&self, id: u32) -> (&Unit, &crate::facts::Adt) {
        let info = &self.adts[id as usize];
        let unit = &self.units[info.unit as usize];
        (unit, &unit.facts.adts[info.local as usize])
    }

    /// The text of a name.
    pub fn text(&self, sym: Sym) -> &str {
        self.symbols.text(sym)
    }
}
