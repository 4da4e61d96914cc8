//! What bodies do: expressions, patterns, and macros read as calls.
//!
//! Rows of the tables of [`FileFacts`](super::FileFacts), nothing else. An [`Expr`] holds ids of the rows it is made of.

use serde::{Deserialize, Serialize};

use super::{ExprId, List, LocalId, MacroId, ModuleId, NameId, PatId, PathId, Range, TypeId};

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
    /// `recv.name(args)`: an index into [`FileFacts::methods`](crate::facts::FileFacts::methods).
    Method(u32),
    /// `Path { name: value, ..base }`: path, range of [`FileFacts::fields`](crate::facts::FileFacts::fields); a base has the empty name.
    Struct(PathId, List),
    /// An object literal of `json!` or the like: a range of [`FileFacts::fields`](crate::facts::FileFacts::fields).
    Object(List),
    /// `(a, b)`.
    Tuple(List),
    /// `[a, b]`, `[x; n]` (one element), `vec![…]`.
    Array(List),
    /// A closure: an index into [`FileFacts::closures`](crate::facts::FileFacts::closures).
    Closure(u32),
    /// `{ … }`: its statements as expressions; the value is the last one if the flag is set.
    Block(List, bool),
    /// `async { … }`, also `async move`.
    Async(ExprId),
    /// `let pat = init else { … }` as a statement, or `let pat = init` in a condition: pattern, value, `else` block.
    Let(PatId, Option<ExprId>, Option<ExprId>),
    /// `if cond { then } else { other }`.
    If(ExprId, ExprId, Option<ExprId>),
    /// `match value { arms }`: value, range of [`FileFacts::arms`](crate::facts::FileFacts::arms). `select!` and `matches!` are read as such.
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
    /// `Path { name: pat }`: range of [`FileFacts::fields`](crate::facts::FileFacts::fields).
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
