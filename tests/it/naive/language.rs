//! A language small enough to be interpreted in a page, with what moves data in Rust, and its text as Rust.
//!
//! In: a [`Program`]. Out: its text, and at which byte each source and on which line each log stands. Every name says
//! nothing, so that only the way of the data counts.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ty {
    Text,
    /// `Inner { fa: String, fb: String }`
    Inner,
    /// `Outer { fc: String, fd: Inner }`
    Outer,
    /// `(String, String)`
    Both,
    /// `Option<String>`
    Maybe,
    /// `Either::L(String)` or `Either::R { fr: String }`
    Either,
    /// `Vec<String>`
    Many,
}

impl Ty {
    pub(super) const ALL: [Ty; 7] = [
        Ty::Text,
        Ty::Inner,
        Ty::Outer,
        Ty::Both,
        Ty::Maybe,
        Ty::Either,
        Ty::Many,
    ];

    /// Its text in Rust.
    fn rust(self) -> &'static str {
        match self {
            Ty::Text => "String",
            Ty::Inner => "Inner",
            Ty::Outer => "Outer",
            Ty::Both => "(String, String)",
            Ty::Maybe => "Option<String>",
            Ty::Either => "Either",
            Ty::Many => "Vec<String>",
        }
    }

    /// The parts that can be read with a dot.
    pub(super) fn fields(self) -> &'static [(&'static str, Ty)] {
        match self {
            Ty::Inner => &[("fa", Ty::Text), ("fb", Ty::Text)],
            Ty::Outer => &[("fc", Ty::Text), ("fd", Ty::Inner)],
            Ty::Both => &[("0", Ty::Text), ("1", Ty::Text)],
            _ => &[],
        }
    }
}

/// What a datum has passed last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Passed {
    Nothing,
    Hash,
    Mask,
    Seal,
}

/// A variable, by its number.
pub(super) type Var = usize;

/// An expression.
#[derive(Clone, Debug)]
pub(super) enum Expr {
    Literal,
    /// One of the sources; the second number is the place.
    Source(usize, u32),
    Var(Var),
    Field(Box<Expr>, &'static str),
    /// A function by its number.
    Call(usize, Vec<Expr>),
    /// One of the impls of a trait, nobody knows which.
    Dynamic(Box<Expr>),
    Measured(Passed, Box<Expr>),
    Format(Vec<Expr>),
    /// A struct or tuple from its fields.
    Build(Ty, Vec<Expr>),
    Some(Box<Expr>),
    Left(Box<Expr>),
    Right(Box<Expr>),
    List(Vec<Expr>),
    If(Box<Expr>, Box<Expr>),
    /// A closure with one parameter, applied to a value.
    Apply(Var, Box<Expr>, Box<Expr>),
    /// `Option::map` with a closure.
    Map(Box<Expr>, Var, Box<Expr>),
    /// What an option holds, or something else.
    OrElse(Box<Expr>, Box<Expr>),
}

/// A statement.
#[derive(Clone, Debug)]
pub(super) enum Stmt {
    Let(Var, Ty, Expr),
    /// Takes an `Inner` apart.
    Apart(Var, Var, Expr),
    Assign(Var, Vec<&'static str>, Expr),
    PushStr(Var, Expr),
    Push(Var, Expr),
    /// A place that is looked at, by its number.
    Log(u32, Expr),
    If(Vec<Stmt>, Vec<Stmt>),
    While(Vec<Stmt>),
    WhileSome(Var, Expr, Vec<Stmt>),
    For(Var, Expr, Vec<Stmt>),
    IfSome(Var, Expr, Vec<Stmt>),
    Match(Expr, Var, Vec<Stmt>, Var, Vec<Stmt>),
    Return(Expr),
    /// A call whose first argument is a variable that it may change.
    Fill(usize, Var, Vec<Expr>),
}

/// What kind of function it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Free,
    /// Its first parameter is `&self`, an `Inner`.
    Method,
    /// It is an impl of the one trait.
    Impl,
    /// Its first parameter is borrowed mutably.
    Filler,
}

/// A function; its parameters are its first variables.
#[derive(Clone, Debug)]
pub(super) struct Function {
    pub(super) kind: Kind,
    pub(super) params: Vec<Ty>,
    /// Nothing for a filler.
    pub(super) result: Option<Ty>,
    pub(super) body: Vec<Stmt>,
    pub(super) tail: Option<Expr>,
}

/// A program.
#[derive(Clone, Debug, Default)]
pub(super) struct Program {
    pub(super) functions: Vec<Function>,
}

/// How many sources there are.
pub(super) const SOURCES: usize = 4;

/// The text of a program and the places in it.
#[derive(Debug, Default)]
pub(super) struct Text {
    pub(super) rust: String,
    /// The byte at which each source is called, with its number.
    pub(super) sources: Vec<(u32, u32)>,
    /// Which source stands at each place.
    pub(super) kinds: BTreeMap<u32, usize>,
    /// The byte at which each log starts, with its number.
    pub(super) logs: Vec<(u32, u32)>,
}

const HEAD: &str = "#[derive(Clone)]
pub struct Inner { fa: String, fb: String }
#[derive(Clone)]
pub struct Outer { fc: String, fd: Inner }
#[derive(Clone)]
pub enum Either { L(String), R { fr: String } }
pub trait Way { fn go(&self, v0: String) -> String; }
fn c() -> bool { true }
fn way() -> Box<dyn Way> { unimplemented!() }
fn note(_t: &str) {}
fn h(_t: String) -> String { String::new() }
fn m(_t: String) -> String { String::new() }
fn z(_t: String) -> String { String::new() }
fn s0() -> String { String::new() }
fn s1() -> String { String::new() }
fn s2() -> String { String::new() }
fn s3() -> String { String::new() }
";

/// Writes a program down.
pub(super) fn text(program: &Program) -> Text {
    let mut writer = Writer {
        program,
        out: Text {
            rust: HEAD.to_owned(),
            ..Text::default()
        },
        depth: 1,
        borrowed: false,
    };
    for (number, function) in program.functions.iter().enumerate() {
        writer.function(number, function);
    }
    writer.out
}

struct Writer<'a> {
    program: &'a Program,
    out: Text,
    depth: usize,
    /// The function's first parameter is borrowed mutably.
    borrowed: bool,
}

impl Writer<'_> {
    fn put(&mut self, text: &str) {
        self.out.rust.push_str(text);
    }

    fn at(&self) -> u32 {
        self.out.rust.len() as u32
    }

    fn function(&mut self, number: usize, function: &Function) {
        self.borrowed = function.kind == Kind::Filler;
        let param = |(v, ty): (usize, &Ty)| match function.kind {
            Kind::Method if v == 0 => "&self".to_owned(),
            Kind::Filler if v == 0 => format!("v0: &mut {}", ty.rust()),
            _ => format!("mut v{v}: {}", ty.rust()),
        };
        let mut params: Vec<String> = function.params.iter().enumerate().map(param).collect();
        let (around, name) = match function.kind {
            Kind::Free | Kind::Filler => (String::new(), format!("pub fn g{number}")),
            Kind::Method => ("impl Inner { ".to_owned(), format!("pub fn g{number}")),
            Kind::Impl => {
                params.insert(0, "&self".to_owned());
                let head = format!("struct W{number};\nimpl Way for W{number} {{ ");
                (head, "fn go".to_owned())
            }
        };
        let result = function
            .result
            .map_or(String::new(), |ty| format!(" -> {}", ty.rust()));
        let close = if around.is_empty() { "}\n" } else { "} }\n" };
        self.put(&format!(
            "{around}{name}({}){result} {{\n",
            params.join(", ")
        ));
        if function.kind == Kind::Method {
            self.put("    let mut v0 = self.clone();\n");
        }
        self.block(&function.body);
        if let Some(tail) = &function.tail {
            self.put("    ");
            self.expr(tail);
            self.put("\n");
        }
        self.put(close);
    }

    fn block(&mut self, stmts: &[Stmt]) {
        for stmt in stmts {
            self.put(&"    ".repeat(self.depth));
            self.stmt(stmt);
            self.put("\n");
        }
    }

    fn braces(&mut self, stmts: &[Stmt]) {
        self.put(" {\n");
        self.depth += 1;
        self.block(stmts);
        self.depth -= 1;
        self.put(&"    ".repeat(self.depth));
        self.put("}");
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match stmt {
            Stmt::Let(var, ty, value) => {
                self.around(&format!("let mut v{var}: {} = ", ty.rust()), value, ";");
            }
            Stmt::Apart(a, b, value) => {
                self.around(
                    &format!("let Inner {{ fa: mut v{a}, fb: mut v{b} }} = "),
                    value,
                    ";",
                );
            }
            Stmt::Assign(var, path, value) => {
                let star = if self.borrowed && *var == 0 && path.is_empty() {
                    "*"
                } else {
                    ""
                };
                let mut place = format!("{star}v{var}");
                for part in path {
                    let _ = write!(place, ".{part}");
                }
                self.around(&format!("{place} = "), value, ";");
            }
            Stmt::PushStr(var, value) => {
                self.around(&format!("v{var}.push_str(&"), value, ");");
            }
            Stmt::Push(var, value) => self.around(&format!("v{var}.push("), value, ");"),
            Stmt::Log(number, value) => {
                let at = self.at();
                self.out.logs.push((at, *number));
                self.around("note(&", value, ");");
            }
            Stmt::If(then, other) => {
                self.put("if c()");
                self.braces(then);
                if !other.is_empty() {
                    self.put(" else");
                    self.braces(other);
                }
            }
            Stmt::While(body) => {
                self.put("while c()");
                self.braces(body);
            }
            Stmt::WhileSome(var, value, body) => {
                self.around(&format!("while let Some(mut v{var}) = ("), value, ")");
                self.braces(body);
            }
            Stmt::For(var, list, body) => {
                self.around(&format!("for mut v{var} in ("), list, ")");
                self.braces(body);
            }
            Stmt::IfSome(var, value, body) => {
                self.around(&format!("if let Some(mut v{var}) = ("), value, ")");
                self.braces(body);
            }
            Stmt::Match(value, left, on_left, right, on_right) => {
                self.around("match (", value, ") {\n");
                self.put(&format!("Either::L(mut v{left}) =>"));
                self.braces(on_left);
                self.put(&format!("\nEither::R {{ fr: mut v{right} }} =>"));
                self.braces(on_right);
                self.put("\n}");
            }
            Stmt::Return(value) => self.around("return ", value, ";"),
            Stmt::Fill(function, var, args) => {
                let inner = if self.borrowed && *var == 0 {
                    ""
                } else {
                    "&mut "
                };
                self.put(&format!("g{function}({inner}v{var}"));
                for arg in args {
                    self.around(", ", arg, "");
                }
                self.put(");");
            }
        }
    }

    fn around(&mut self, before: &str, value: &Expr, after: &str) {
        self.put(before);
        self.expr(value);
        self.put(after);
    }

    fn list(&mut self, values: &[Expr]) {
        for (i, value) in values.iter().enumerate() {
            self.around(if i == 0 { "" } else { ", " }, value, "");
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Literal => self.put("\"k\".to_owned()"),
            Expr::Source(source, number) => {
                let at = self.at();
                self.out.sources.push((at, *number));
                self.out.kinds.insert(*number, *source);
                self.put(&format!("s{source}()"));
            }
            Expr::Var(var) => self.put(&format!("v{var}.clone()")),
            Expr::Field(..) => {
                self.place(expr);
                self.put(".clone()");
            }
            Expr::Call(function, args) => self.call(*function, args),
            Expr::Dynamic(arg) => self.around("way().go(", arg, ")"),
            Expr::Measured(passed, arg) => {
                let name = match passed {
                    Passed::Nothing => "",
                    Passed::Hash => "h",
                    Passed::Mask => "m",
                    Passed::Seal => "z",
                };
                self.around(&format!("{name}("), arg, ")");
            }
            Expr::Format(args) => {
                self.put(&format!("format!(\"{}\", ", "{}".repeat(args.len())));
                self.list(args);
                self.put(")");
            }
            Expr::Build(ty, args) => self.build(*ty, args),
            Expr::Some(arg) => self.around("Some(", arg, ")"),
            Expr::Left(arg) => self.around("Either::L(", arg, ")"),
            Expr::Right(arg) => self.around("Either::R { fr: ", arg, " }"),
            Expr::List(args) => {
                self.put("vec![");
                self.list(args);
                self.put("]");
            }
            Expr::If(then, other) => {
                self.around("if c() { ", then, " } else { ");
                self.around("", other, " }");
            }
            Expr::Apply(var, body, arg) => {
                self.around(&format!("(|v{var}: String| "), body, ")(");
                self.around("", arg, ")");
            }
            Expr::Map(option, var, body) => {
                self.around("(", option, &format!(").map(|v{var}| "));
                self.around("", body, ")");
            }
            Expr::OrElse(option, other) => {
                self.around("(", option, ").unwrap_or(");
                self.around("", other, ")");
            }
        }
    }

    /// A variable or a field of one, not copied.
    fn place(&mut self, expr: &Expr) {
        match expr {
            Expr::Var(var) => self.put(&format!("v{var}")),
            Expr::Field(base, name) => {
                self.place(base);
                self.put(&format!(".{name}"));
            }
            other => self.expr(other),
        }
    }

    fn call(&mut self, function: usize, args: &[Expr]) {
        if self.program.functions[function].kind == Kind::Method {
            self.around("(", &args[0], &format!(").g{function}("));
            self.list(&args[1..]);
        } else {
            self.put(&format!("g{function}("));
            self.list(args);
        }
        self.put(")");
    }

    fn build(&mut self, ty: Ty, args: &[Expr]) {
        if ty == Ty::Both {
            self.put("(");
            self.list(args);
            self.put(")");
            return;
        }
        self.put(&format!("{} {{ ", ty.rust()));
        for ((name, _), arg) in ty.fields().iter().zip(args) {
            self.around(&format!("{name}: "), arg, ", ");
        }
        self.put("}");
    }
}
