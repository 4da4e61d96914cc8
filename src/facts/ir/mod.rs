//! The shape of facts: what one Rust file declares and does, as flat tables of ids and spans.
//!
//! Everything the later rooms know of Rust code stands here. Ids are indices into the tables of the same
//! [`FileFacts`](crate::facts::FileFacts); names are ids into [`FileFacts::names`](crate::facts::FileFacts::names); spans are byte ranges of the same file. The tables are
//! plain data and can be written to disk as they are.

mod exprs;
mod items;

pub use exprs::*;
pub use items::*;
use serde::{Deserialize, Serialize};

/// Makes an index type over `u32`.
macro_rules! index {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub u32);
        impl $name {
            /// The index as a `usize`.
            pub fn at(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

index! {
    /// A name or literal text in [`FileFacts::names`](crate::facts::FileFacts::names).
    NameId,
    /// A type in [`FileFacts::types`](crate::facts::FileFacts::types).
    TypeId,
    /// A path in [`FileFacts::paths`](crate::facts::FileFacts::paths).
    PathId,
    /// An expression in [`FileFacts::exprs`](crate::facts::FileFacts::exprs).
    ExprId,
    /// A pattern in [`FileFacts::pats`](crate::facts::FileFacts::pats).
    PatId,
    /// A local binding in [`FileFacts::locals`](crate::facts::FileFacts::locals).
    LocalId,
    /// A module of this file in [`FileFacts::modules`](crate::facts::FileFacts::modules); 0 is the file itself.
    ModuleId,
    /// A function or method in [`FileFacts::fns`](crate::facts::FileFacts::fns).
    FnId,
    /// An impl block in [`FileFacts::impls`](crate::facts::FileFacts::impls).
    ImplId,
    /// A trait in [`FileFacts::traits`](crate::facts::FileFacts::traits).
    TraitId,
    /// A macro call in [`FileFacts::macros`](crate::facts::FileFacts::macros).
    MacroId,
}

/// A byte range of the file.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Range {
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// A run of ids in [`FileFacts::lists`](crate::facts::FileFacts::lists).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct List {
    /// The first index into `lists`.
    pub start: u32,
    /// How many.
    pub len: u32,
}

/// All that one Rust file declares and does.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct FileFacts {
    /// Interned names and literal texts, without doubles.
    pub names: Vec<Box<str>>,
    /// Types as written.
    pub types: Vec<TypeRef>,
    /// Paths as written, generic arguments apart.
    pub paths: Vec<PathRef>,
    /// Modules of this file; the first is the file itself.
    pub modules: Vec<Module>,
    /// `use` and `extern crate`, one entry a leaf.
    pub uses: Vec<Use>,
    /// Structs, enums and unions.
    pub adts: Vec<Adt>,
    /// `type A = B`, also the associated ones of impls.
    pub aliases: Vec<Alias>,
    /// `const` and `static`.
    pub consts: Vec<Const>,
    /// Traits.
    pub traits: Vec<Trait>,
    /// Impl blocks.
    pub impls: Vec<Impl>,
    /// Functions and methods, also those nested in bodies.
    pub fns: Vec<Fn>,
    /// `macro_rules!` definitions.
    pub macro_defs: Vec<MacroDef>,
    /// Expressions of all bodies. Children stand before their parents.
    pub exprs: Vec<Expr>,
    /// The place of each expression, same index.
    pub spans: Vec<Range>,
    /// Patterns of all bodies.
    pub pats: Vec<Pat>,
    /// Local bindings of all bodies; each `let` and each pattern makes new ones, so shadowing is exact.
    pub locals: Vec<Local>,
    /// Storage of [`List`]s: expression, pattern or type ids as the list's user says.
    pub lists: Vec<u32>,
    /// Macro calls.
    pub macros: Vec<MacroCall>,
    /// Match arms; `Expr::Match` holds a range of them.
    pub arms: Vec<Arm>,
    /// Field values of struct literals and object literals (`json!`), and field patterns.
    pub fields: Vec<FieldExpr>,
    /// Closures.
    pub closures: Vec<Closure>,
    /// Method calls.
    pub methods: Vec<MethodCall>,
    /// String literals of product code outside attributes, with their places: hosts and texts are looked for here.
    pub strings: Vec<(NameId, Range, bool)>,
    /// `candor:` comments of the file.
    pub comments: Vec<CommentMark>,
    /// Lines of the file, bytes are in the source map.
    pub lines: u32,
    /// What could not be read: a message and the place.
    pub errors: Vec<(String, Range)>,
}

impl FileFacts {
    /// Gives back what the tables reserved while they grew: facts are kept until the end of a run.
    pub(super) fn trim(&mut self) {
        self.names.shrink_to_fit();
        self.types.shrink_to_fit();
        self.paths.shrink_to_fit();
        self.modules.shrink_to_fit();
        self.uses.shrink_to_fit();
        self.adts.shrink_to_fit();
        self.aliases.shrink_to_fit();
        self.consts.shrink_to_fit();
        self.traits.shrink_to_fit();
        self.impls.shrink_to_fit();
        self.fns.shrink_to_fit();
        self.macro_defs.shrink_to_fit();
        self.exprs.shrink_to_fit();
        self.spans.shrink_to_fit();
        self.pats.shrink_to_fit();
        self.locals.shrink_to_fit();
        self.lists.shrink_to_fit();
        self.macros.shrink_to_fit();
        self.arms.shrink_to_fit();
        self.fields.shrink_to_fit();
        self.closures.shrink_to_fit();
        self.methods.shrink_to_fit();
        self.strings.shrink_to_fit();
        self.comments.shrink_to_fit();
        self.errors.shrink_to_fit();
    }
}

/// A comment that begins with `candor:`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentMark {
    /// The text behind `candor:`, trimmed.
    pub text: Box<str>,
    /// The whole comment.
    pub range: Range,
    /// Whether code stands before it on its line.
    pub trailing: bool,
}

/// A type as written. References, raw pointers, parentheses and groups are read through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TypeRef {
    /// A path with generic arguments: `Json<Vec<User>>`, `Self`, `T::Item`. Arguments are type ids in a list;
    /// lifetimes and const arguments are left out; `Fn(A) -> B` gives `[tuple of A, B]`.
    Path(PathId, List),
    /// `(A, B)`; `()` is the empty tuple.
    Tuple(List),
    /// `[T]`, `[T; n]`.
    Slice(TypeId),
    /// `impl A + B`: the bounds as path types.
    Impl(List),
    /// `dyn A + B`: the bounds as path types.
    Dyn(List),
    /// `fn(A) -> B`: parameters then the return type.
    Fn(List),
    /// `<T as Trait>::Name` or `T::Name` where written with `<…>`: self type, trait path if any, name.
    Projection(TypeId, Option<PathId>, NameId),
    /// `_`, `!`, macros and whatever else.
    Other,
}

/// A path as written, without generic arguments of its inner segments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PathRef {
    /// `::a::b` at the start.
    pub global: bool,
    /// The segments, including `crate`, `self`, `super`, `Self`.
    pub segments: Vec<NameId>,
    /// Generic arguments of the last segment (turbofish), or of the last but one for `Vec::<T>::new`: type ids.
    pub generics: List,
    /// `<T as Trait>::method`: the self type.
    pub qself: Option<TypeId>,
    /// Where it stands.
    pub range: Range,
    /// The module it is written in.
    pub module: ModuleId,
}

/// A module declared or written in this file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Module {
    /// Its name; the file module's is the empty name.
    pub name: NameId,
    /// The module it stands in; none for the file itself.
    pub parent: Option<ModuleId>,
    /// `mod a { … }` (true) or `mod a;` (false, another file holds it).
    pub inline: bool,
    /// `#[path = "…"]`.
    pub path: Option<Box<str>>,
    /// Test code: `#[cfg(test)]` here or further out.
    pub test: bool,
    /// The text of `#[cfg(…)]` if any other.
    pub cfg: Option<Box<str>>,
    /// `pub` of any kind.
    pub public: bool,
    /// The declaration.
    pub range: Range,
}

/// One imported name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Use {
    /// The module it stands in. A `use` in a function body counts for the whole module.
    pub module: ModuleId,
    /// `use ::a` at the start.
    pub global: bool,
    /// The whole path, without a final `self`.
    pub path: Vec<NameId>,
    /// The name it is known by here; none for a glob; `_` imports nothing by name.
    pub alias: Option<NameId>,
    /// `pub use`.
    pub public: bool,
}

/// An attribute as text, for what later rooms want to know of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attr {
    /// `serde`, `get`, `tokio::main`, … Contents of `cfg_attr` are listed as if written directly.
    pub path: Box<str>,
    /// The tokens between the parentheses, or behind `=`, as text.
    pub args: Box<str>,
    /// The place of the attribute.
    pub range: Range,
}
