//! The shape of facts: what one Rust file declares and does, as flat tables of ids and spans.
//!
//! Everything the later rooms know of Rust code stands here. Ids are indices into the tables of the same
//! [`FileFacts`]; names are ids into [`FileFacts::names`]; spans are byte ranges of the same file. The tables are
//! plain data and can be written to disk as they are.

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
    /// A name or literal text in [`FileFacts::names`].
    NameId,
    /// A type in [`FileFacts::types`].
    TypeId,
    /// A path in [`FileFacts::paths`].
    PathId,
    /// An expression in [`FileFacts::exprs`].
    ExprId,
    /// A pattern in [`FileFacts::pats`].
    PatId,
    /// A local binding in [`FileFacts::locals`].
    LocalId,
    /// A module of this file in [`FileFacts::modules`]; 0 is the file itself.
    ModuleId,
    /// A function or method in [`FileFacts::fns`].
    FnId,
    /// An impl block in [`FileFacts::impls`].
    ImplId,
    /// A trait in [`FileFacts::traits`].
    TraitId,
    /// A macro call in [`FileFacts::macros`].
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

/// A run of ids in [`FileFacts::lists`].
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

/// A struct, enum or union.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adt {
    /// The module it stands in.
    pub module: ModuleId,
    /// Its name.
    pub name: NameId,
    /// What it is.
    pub kind: AdtKind,
    /// Type parameters by name, in order.
    pub generics: Vec<NameId>,
    /// A struct or union has one variant without a name of its own (the type's name).
    pub variants: Vec<Variant>,
    /// Last segments of all derived traits (`Debug`, `Serialize`, `Insertable`), also from `cfg_attr`.
    pub derives: Vec<NameId>,
    /// Other attributes (serde, diesel, table names).
    pub attrs: Vec<Attr>,
    /// Stands in test code.
    pub test: bool,
    /// The whole item.
    pub range: Range,
    /// Its name.
    pub name_range: Range,
}

/// What kind of type an [`Adt`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AdtKind {
    /// `struct`
    Struct,
    /// `enum`
    Enum,
    /// `union`
    Union,
}

/// A variant of an enum, or the body of a struct.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variant {
    /// Its name.
    pub name: NameId,
    /// Its fields; tuple fields are named `0`, `1`, ….
    pub fields: Vec<Field>,
    /// What thiserror-like `#[error("…")]` (or displaydoc) shows: `None` without such an attribute, else the shown
    /// fields by name (`0`, `email`), `*` for `transparent`.
    pub display: Option<Vec<NameId>>,
    /// Other attributes.
    pub attrs: Vec<Attr>,
}

/// A field of a struct or variant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// Its name.
    pub name: NameId,
    /// Its type.
    pub ty: TypeId,
    /// Left out of derived `Debug`: `#[debug(skip)]`, `#[derivative(Debug = "ignore")]`, `#[educe(Debug(ignore))]`,
    /// `#[veil]`/`#[redact]` and the like.
    pub debug_skip: bool,
    /// Left out of derived `Serialize`: `#[serde(skip)]`, `#[serde(skip_serializing)]`.
    pub serde_skip: bool,
    /// Its name in serialised form, where `serde(rename)` says so.
    pub rename: Option<NameId>,
    /// All attributes (serde, clap, sqlx, diesel …), also those already read above.
    pub attrs: Vec<Attr>,
    /// Its declaration.
    pub range: Range,
}

/// `type A<T> = B;`, also in impls and traits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alias {
    /// The module it stands in.
    pub module: ModuleId,
    /// The impl it stands in, if any.
    pub owner: Option<ImplId>,
    /// Its name.
    pub name: NameId,
    /// Type parameters.
    pub generics: Vec<NameId>,
    /// What it stands for.
    pub ty: TypeId,
}

/// `const` or `static`, also `lazy_static!` and `thread_local!` entries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Const {
    /// The module it stands in.
    pub module: ModuleId,
    /// The impl or trait it stands in, if it is an associated const.
    pub owner: Owner,
    /// Its name.
    pub name: NameId,
    /// Its type.
    pub ty: TypeId,
    /// Its value, where written.
    pub value: Option<ExprId>,
    /// Its declaration.
    pub range: Range,
    /// Stands in test code.
    pub test: bool,
}

/// Where a function or const belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Owner {
    /// A module or a function body.
    Free,
    /// An impl block.
    Impl(ImplId),
    /// A trait (a method with or without a default body).
    Trait(TraitId),
}

/// A trait.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trait {
    /// The module it stands in.
    pub module: ModuleId,
    /// Its name.
    pub name: NameId,
    /// Type parameters.
    pub generics: Vec<NameId>,
    /// Supertraits as types.
    pub supers: List,
}

/// An impl block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Impl {
    /// The module it stands in.
    pub module: ModuleId,
    /// Type parameters with their bounds.
    pub generics: Vec<Generic>,
    /// The type it is for.
    pub self_ty: TypeId,
    /// The trait, with its arguments.
    pub of: Option<TypeId>,
    /// Stands in test code.
    pub test: bool,
}

/// A type parameter with its bounds, `where` clauses included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Generic {
    /// Its name.
    pub name: NameId,
    /// Bounds as types, in a list.
    pub bounds: List,
}

/// A function or method.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fn {
    /// The module it stands in.
    pub module: ModuleId,
    /// The impl or trait it stands in.
    pub owner: Owner,
    /// The function whose body it is nested in.
    pub within: Option<FnId>,
    /// Its name.
    pub name: NameId,
    /// Type parameters with bounds.
    pub generics: Vec<Generic>,
    /// Has `self` as its first parameter (then `params[0]` is `self`, whose local is named `self`).
    pub has_self: bool,
    /// Parameters, `self` included.
    pub params: Vec<Param>,
    /// The written return type (of an `async fn`: the output).
    pub ret: Option<TypeId>,
    /// `async fn`.
    pub is_async: bool,
    /// The body: an expression; absent for required trait methods and foreign functions. `#[instrument]` is lowered
    /// into a [`MacroCall`] at the start of the body whose path is `tracing::instrument`.
    pub body: Option<ExprId>,
    /// Attributes (routes, instrument, test …).
    pub attrs: Vec<Attr>,
    /// Test code, by `#[test]`-like attribute, `#[cfg(test)]` or place.
    pub test: bool,
    /// `#[cfg(…)]` other than test, as text, here or on an enclosing module or impl.
    pub cfg: Option<Box<str>>,
    /// `pub` of any kind.
    pub public: bool,
    /// The whole item.
    pub range: Range,
    /// Its name.
    pub name_range: Range,
    /// The expressions of the body, nested functions apart: `exprs[first..last]`.
    pub exprs: (u32, u32),
}

/// A parameter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Param {
    /// Its pattern.
    pub pat: PatId,
    /// Its type; `Self` for `self`.
    pub ty: TypeId,
    /// Taken by `&mut` (or `mut self` by reference).
    pub by_mut: bool,
}

/// A local binding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Local {
    /// Its name.
    pub name: NameId,
    /// Its written type, if any.
    pub ty: Option<TypeId>,
    /// Where it is bound.
    pub range: Range,
}

/// An expression. References, parentheses, groups and unsafe/const blocks are read through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Expr {
    /// A string, byte string or C string literal: its value.
    Str(NameId),
    /// A number (as text), a boolean (`true`, `false`) or a character literal.
    Scalar(NameId),
    /// A local binding.
    Local(LocalId),
    /// A const, static, function, unit struct or variant used as a value.
    Path(PathId),
    /// `base.name`, tuple fields included.
    Field(ExprId, NameId),
    /// `base[index]`.
    Index(ExprId, ExprId),
    /// `callee(args)`: the callee is mostly a `Path`.
    Call(ExprId, List),
    /// `recv.name(args)`: an index into [`FileFacts::methods`].
    Method(u32),
    /// `Path { name: value, ..base }`: path, range of [`FileFacts::fields`]; a base has the empty name.
    Struct(PathId, List),
    /// An object literal of `json!` or the like: a range of [`FileFacts::fields`].
    Object(List),
    /// `(a, b)`.
    Tuple(List),
    /// `[a, b]`, `[x; n]` (one element), `vec![…]`.
    Array(List),
    /// A closure: an index into [`FileFacts::closures`].
    Closure(u32),
    /// `{ … }`: its statements as expressions; the value is the last one if the flag is set.
    Block(List, bool),
    /// `async { … }`, also `async move`.
    Async(ExprId),
    /// `let pat = init else { … }` as a statement, or `let pat = init` in a condition: pattern, value, `else` block.
    Let(PatId, Option<ExprId>, Option<ExprId>),
    /// `if cond { then } else { other }`.
    If(ExprId, ExprId, Option<ExprId>),
    /// `match value { arms }`: value, range of [`FileFacts::arms`]. `select!` and `matches!` are read as such.
    Match(ExprId, List),
    /// `loop`, and `while` whose condition is the first child (`Some`).
    Loop(Option<ExprId>, ExprId),
    /// `for pat in iter { body }`.
    For(PatId, ExprId, ExprId),
    /// `place = value`.
    Assign(ExprId, ExprId),
    /// `place += value` and the like.
    AssignOp(ExprId, ExprId),
    /// `a op b`.
    Binary(BinOp, ExprId, ExprId),
    /// `!a`, `-a`.
    Not(ExprId),
    /// `a?`.
    Try(ExprId),
    /// `a.await`.
    Await(ExprId),
    /// `return a`.
    Return(Option<ExprId>),
    /// `break a`, `continue` (without value).
    Break(Option<ExprId>),
    /// `a as T`.
    Cast(ExprId, TypeId),
    /// `&mut a`: the borrow through which a callee can change the place.
    RefMut(ExprId),
    /// `a..b`, and whatever else only joins its children.
    Join(List),
    /// A macro call.
    Macro(MacroId),
}

/// Binary operators by what they mean for data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BinOp {
    /// `+`: joins texts.
    Add,
    /// `-`, `*`, `/`, `%`, shifts, bit operators.
    Arith,
    /// `==`, `!=`, `<`, …: the result is a truth value.
    Compare,
    /// `&&`
    And,
    /// `||`
    Or,
}

/// A method call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MethodCall {
    /// The receiver.
    pub recv: ExprId,
    /// The method's name.
    pub name: NameId,
    /// Turbofish arguments: type ids.
    pub generics: List,
    /// Arguments: expression ids.
    pub args: List,
    /// The name's place.
    pub name_range: Range,
}

/// A match arm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arm {
    /// The pattern.
    pub pat: PatId,
    /// The `if` behind it.
    pub guard: Option<ExprId>,
    /// The body.
    pub body: ExprId,
}

/// A field of a struct literal or object literal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldExpr {
    /// The field; the empty name for `..base`.
    pub name: NameId,
    /// Its value: an `ExprId`, or in a struct pattern a `PatId`.
    pub value: u32,
    /// Where it stands.
    pub range: Range,
}

/// A closure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closure {
    /// Parameter patterns: a list of `PatId`s.
    pub params: List,
    /// Its body.
    pub body: ExprId,
}

/// A pattern. References, parentheses and types are read through (a type lands on the local).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pat {
    /// `_`, literals, ranges, `..`, consts and macros: binds nothing.
    Wild,
    /// `name`, `ref name`, `name @ sub`.
    Bind(LocalId, Option<PatId>),
    /// `(a, .., b)`: pattern ids; position of `..` as a `Wild` is kept by `Rest`.
    Tuple(List),
    /// `Path(a, b)`.
    TupleStruct(PathId, List),
    /// `Path { name: pat }`: range of [`FileFacts::fields`].
    Struct(PathId, List),
    /// `[a, .., b]`.
    Slice(List),
    /// `a | b`.
    Or(List),
    /// `..` within a tuple or slice.
    Rest,
    /// A unit variant, unit struct or const by path: `None`, `Kind::A`.
    Path(PathId),
    /// A string, number or boolean literal: its text.
    Lit(NameId),
}

/// A macro call whose tokens are read as arguments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MacroCall {
    /// The macro's path as written.
    pub path: PathId,
    /// All arguments in order: positional, named and inline-captured ones.
    pub args: Vec<MacroArg>,
    /// The format text, where one of the arguments is a string literal in a format position.
    pub format: Option<NameId>,
    /// Whole-statement fragments inside (blocks, nested statements) whose data does not join the arguments.
    pub inner: List,
    /// The whole call, from path to closing delimiter.
    pub range: Range,
}

/// An argument of a macro call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MacroArg {
    /// `name = value`, `name => value`, the whole dotted name for tracing fields; shorthand fields (`user.id`,
    /// `%user`) have none.
    pub name: Option<NameId>,
    /// The value.
    pub value: ExprId,
    /// How it is shown.
    pub show: Show,
    /// What part it plays.
    pub part: Part,
}

/// How a macro argument becomes text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Show {
    /// Not formatted by this macro, or as the value itself (tracing `k = v`, plain arguments).
    Value,
    /// `{}`, `%v`
    Display,
    /// `{:?}`, `?v`
    Debug,
    /// `{:x}`, `{:p}`, `{:e}` and the like.
    Other,
}

/// The part a macro argument plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    /// Behind the format string or captured by it, and shown.
    Formatted,
    /// A structured field: `k = v`, `%v`, `?v`, slog `k => v`, log key-values.
    Field,
    /// `target:`, `parent:`, `name:`, `logger`, a level, a width or precision, an argument before the format string.
    Control,
    /// The format string itself (a literal).
    Template,
    /// Positional, in a macro without a format string.
    Plain,
}

/// A `macro_rules!` definition, as far as it hides calls that matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MacroDef {
    /// The module it stands in.
    pub module: ModuleId,
    /// Its name.
    pub name: NameId,
    /// `#[macro_export]`.
    pub exported: bool,
    /// Its rules in order.
    pub rules: Vec<MacroRule>,
    /// Its name's place.
    pub range: Range,
}

/// One rule of a `macro_rules!`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MacroRule {
    /// The fragments of the matcher in order, repetitions flattened.
    pub params: Vec<MacroParam>,
    /// Macros called in the transcriber, in order, with the fragments that stand in their arguments.
    pub calls: Vec<InnerCall>,
}

/// A fragment of a matcher.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MacroParam {
    /// Its name without `$`.
    pub name: NameId,
    /// Its kind: `expr`, `tt`, `ident`, `literal`, ….
    pub kind: NameId,
    /// Within `$( … )*` or `+`.
    pub repeated: bool,
}

/// A macro called inside a `macro_rules!` transcriber.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InnerCall {
    /// Its path; `$crate` is written `crate`.
    pub path: PathId,
    /// The fragments used in its arguments, in order.
    pub params: Vec<NameId>,
}
