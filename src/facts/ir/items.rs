//! What a file declares: types, traits, impls, functions and their parameters.
//!
//! Rows of the tables of [`FileFacts`](super::FileFacts), nothing else.

use serde::{Deserialize, Serialize};

use super::{
    Attr, ExprId, FnId, ImplId, List, ModuleId, NameId, PatId, Range, Show, TraitId, TypeId,
};

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
    /// `#[cfg(…)]` other than test, as text, here or further out.
    pub cfg: Option<Box<str>>,
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
    /// Attributes (`#[Object]`, `#[tonic::async_trait]` …).
    pub attrs: Vec<Attr>,
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
    /// into a [`MacroCall`](crate::facts::MacroCall) at the start of the body whose path is `tracing::instrument`.
    pub body: Option<ExprId>,
    /// What `#[instrument(ret, err)]` records of its result.
    pub recorded: Option<Recorded>,
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
    /// It is no function but what fills this const or static: an index of [`FileFacts::consts`](crate::facts::FileFacts::consts).
    pub initialises: Option<u32>,
    /// The expressions of the body, nested functions apart: `exprs[first..last]`.
    pub exprs: (u32, u32),
}

/// How a span records what a function returns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// The success, or the whole of what is no `Result`.
    pub ret: Option<Show>,
    /// The error.
    pub err: Option<Show>,
    /// The attribute.
    pub range: Range,
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
