//! Trees that nobody writes by hand: each must be judged, or refused in words, in time and without a panic.

use std::fmt::Write as _;

use crate::bounded;
use crate::scratch::Tree;

/// A policy whose rules make every room work.
const POLICY: &str = r#"[policy]
service = "Hostile"
taxonomy = "fideslang-3.1"

[[commitment]]
rule = "never-logged"
data = ["password", "email"]

[[commitment]]
rule = "hashed-at-rest"
data = ["password"]

[[commitment]]
rule = "no-trackers"
"#;

const MANIFEST: &str = "[package]\nname = \"hostile\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
[dependencies]\nlog = \"0.4\"\n";

/// A breach, to see that the rest of the tree is still judged.
const BREACH: &str = "pub fn sign_in(password: &str) { log::info!(\"{password}\"); }\n";

/// Judges a tree with these files and the breach in `src/breach.rs`; gives what else is found, by file.
#[track_caller]
fn check(files: &[(&str, &str)]) -> Vec<String> {
    let tree = Tree::new();
    tree.write("candor.toml", POLICY)
        .write("Cargo.toml", MANIFEST);
    tree.write("src/breach.rs", BREACH);
    if !files.iter().any(|(path, _)| *path == "src/lib.rs") {
        tree.write("src/lib.rs", "mod breach;\nmod hostile;\n");
    }
    for (path, text) in files {
        tree.write(path, text);
    }
    let ran = bounded::run(&tree.0, &["--format", "json", "."]);
    assert_eq!(ran.status, Some(1), "{}", ran.stderr);
    let json = ran.json();
    let findings = json["findings"].as_array().expect("findings");
    let mut paths: Vec<String> = findings
        .iter()
        .map(|f| f["path"].as_str().unwrap_or("").to_owned())
        .collect();
    let breach = paths.iter().position(|p| p == "src/breach.rs");
    paths.remove(breach.expect("the breach beside the hostile file is found"));
    paths
}

#[track_caller]
fn code(text: &str) -> Vec<String> {
    check(&[("src/hostile.rs", text)])
}

/// `open` many times, then `middle`, then `close` as often.
fn nested(open: &str, middle: &str, close: &str, times: usize) -> String {
    format!("{}{middle}{}", open.repeat(times), close.repeat(times))
}

#[test]
fn deep_brackets() {
    for (open, close) in [
        ("(", ")"),
        ("[", "]"),
        ("{", "}"),
        ("&(", ")"),
        ("|| {", "}"),
        ("vec![", "]"),
        ("f(", ")"),
    ] {
        let text = nested(open, "1", close, 20_000);
        code(&format!("fn f() {{ let x = {text}; }}"));
    }
    code(&"(".repeat(100_000));
    code(&"}".repeat(100_000));
}

#[test]
fn deep_items_and_types() {
    code(&nested("mod a { ", "", " }", 5_000));
    code(&nested("fn f() { ", "", " }", 5_000));
    code(&format!("type T = {};", nested("Vec<", "u8", ">", 20_000)));
    code(&format!("type T = {}u8;", "&".repeat(50_000)));
    code(&format!(
        "fn f() {{ let {} = x; }}",
        nested("Some(", "a", ")", 20_000)
    ));
    code(&format!("use {};", nested("a::{", "b", "}", 5_000)));
    code(&format!("{} fn f() {{}}", nested("/*", "", "*/", 50_000)));
}

#[test]
fn long_chains() {
    let password = "fn f(password: String) { let x = password";
    code(&format!("{password}{}; }}", ".clone()".repeat(20_000)));
    code(&format!("{password}{}; }}", " + \"a\"".repeat(20_000)));
    code(&format!("{password}{}; }}", ".a".repeat(20_000)));
    code(&format!("{password}{}; }}", "?".repeat(20_000)));
    code(&format!("{password}{}; }}", " as A".repeat(20_000)));
    code(&format!(
        "fn f() {{ {}{{}} }}",
        "if a {} else ".repeat(5_000)
    ));
    code(&format!("fn f() {{ let x = {}1; }}", "!".repeat(50_000)));
    code(&format!("fn f() {{ let x = {}1; }}", "x = ".repeat(20_000)));
    code(&format!("fn f() {{ let x = {}1; }}", "|a| ".repeat(20_000)));
    code(&format!("type T = a{};", "::a".repeat(50_000)));
}

#[test]
fn modules_in_circles() {
    check(&[
        (
            "src/lib.rs",
            "mod breach;\nmod a;\n#[path = \"lib.rs\"] mod me;\n",
        ),
        ("src/a.rs", "#[path = \"b.rs\"] mod b;\npub use b::*;\n"),
        (
            "src/b.rs",
            "#[path = \"a.rs\"] mod a;\npub use a::*;\npub use super::*;\n",
        ),
        (
            "src/c.rs",
            "mod c;\n#[path = \"../../../../../etc/hosts\"] mod d;\n",
        ),
        ("src/c/c.rs", "#[path = \"../c.rs\"] mod c;\n"),
    ]);
}

#[test]
fn names_in_circles() {
    code(
        "mod a { pub use super::b::*; pub use super::b::X as Y; }\n\
         mod b { pub use super::c::*; pub use super::a::Y as X; }\n\
         mod c { pub use super::a::*; }\n\
         use self::x as y; use self::y as x; use a::X; use b::*; use X as X;\n\
         pub fn f() { x(); X::new(); Y.z(); }\n\
         extern crate self as me; use me::hostile as h; use h::h::h as i;\n",
    );
    code(
        "type A = B; type B = C; type C = A; type D = Vec<D>; type E<T> = E<E<T>>;\n\
         const X: &str = Y; const Y: &str = concat!(X, Z); static Z: &str = X;\n\
         fn f(a: A, d: D, e: E<u8>) { log::info!(\"{X} {Y} {Z} {a} {d:?} {}\", e.e); }\n",
    );
}

#[test]
fn types_in_circles() {
    code(
        "#[derive(Debug)] pub struct A { b: Option<Box<B>>, email: String }\n\
         #[derive(Debug)] pub struct B { a: Vec<A>, b: std::sync::Arc<B> }\n\
         #[derive(Debug)] pub enum List<T> { Nil, Cons(T, Box<List<List<T>>>) }\n\
         impl std::ops::Deref for A { type Target = B; fn deref(&self) -> &B { todo!() } }\n\
         impl std::ops::Deref for B { type Target = A; fn deref(&self) -> &A { todo!() } }\n\
         trait T: U { fn t(&self) -> Self::X; type X: V; } trait U: V {} trait V: T {}\n\
         impl<X: T> T for X { type X = X; fn t(&self) -> X { self.t().t() } }\n\
         pub fn f(a: A, l: List<A>) { a.b.a.b.a.x(); a.y.z(); log::info!(\"{:?}\", l.t()); }\n",
    );
}

#[test]
fn functions_in_circles() {
    let mut ring = String::new();
    for i in 0..2_000 {
        let _ = writeln!(
            ring,
            "pub fn f{i}(a: &str, email: &mut String) -> String {{ email.push_str(a); \
             let x = f{}(email, &mut a.to_owned()); f{}(&x, email) }}",
            (i + 1) % 2_000,
            (i * 7 + 3) % 2_000,
        );
    }
    code(&ring);
    code(
        "pub fn a(x: &str) -> String { b(&a(&b(x))) } pub fn b(x: &str) -> String { a(&b(&a(x))) }\n\
         pub fn y(f: impl Fn(&dyn Fn()) + Copy) { f(&|| y(f)) }\n\
         impl S { fn s(self) -> Self { self.s().s().s() } } struct S;\n",
    );
}

#[test]
fn a_hundred_thousand_functions() {
    let mut text = String::new();
    for i in 0..100_000 {
        let _ = writeln!(text, "fn f{i}(a: u8) -> u8 {{ f{}(a) }}", i / 2);
    }
    code(&text);
}

#[test]
fn ten_thousand_impls_of_a_trait() {
    let mut text = String::from("pub trait Show { fn show(&self, text: &str); }\n");
    for i in 0..10_000 {
        let _ = writeln!(
            text,
            "struct S{i}; impl Show for S{i} {{ fn show(&self, text: &str) {{ drop(text); }} }}"
        );
    }
    for i in 0..200 {
        let _ = writeln!(
            text,
            "pub fn f{i}(s: &dyn Show, password: &str) {{ s.show(password); }}"
        );
    }
    code(&text);
}

#[test]
fn macros_that_call_each_other() {
    code(
        "macro_rules! a { ($($t:tt)*) => { b!($($t)* $($t)*) } }\n\
         macro_rules! b { ($($t:tt)*) => { a!($($t)* $($t)*) } }\n\
         macro_rules! c { ($x:expr) => { c!(c!($x)) } }\n\
         macro_rules! d { ($x:expr) => { e!($x, $x) } } macro_rules! e { ($x:expr, $y:expr) => { d!($x); d!($y); log::info!(\"{}\", $x) } }\n\
         macro_rules! f { () => { macro_rules! f { () => { f!() } } f!(); } }\n\
         macro_rules! broken { ($x:expr => { } ; ( macro_rules! g { } macro_rules! h\n",
    );
    code(
        "macro_rules! a { ($($t:tt)*) => { b!($($t)* $($t)*) } }\n\
         macro_rules! b { ($($t:tt)*) => { a!($($t)* $($t)*) } }\n\
         macro_rules! c { ($x:expr) => { c!(c!($x)) } }\n\
         macro_rules! d { ($x:expr) => { e!($x, $x) } } macro_rules! e { ($x:expr, $y:expr) => { d!($x); d!($y); log::info!(\"{}\", $x) } }\n\
         macro_rules! f { () => { macro_rules! f { () => { f!() } } f!(); } }\n\
         pub fn g(email: &str) { a!(email); c!(email); d!(email); f!(); }\n",
    );
    let mut text = String::new();
    for i in 0..60 {
        let _ = writeln!(
            text,
            "macro_rules! m{i} {{ ($x:expr) => {{ m{0}!($x); m{0}!($x); }} }}",
            i + 1
        );
    }
    text.push_str("macro_rules! m60 { ($x:expr) => { log::info!(\"{}\", $x.len()) } }\n");
    code(&format!("{text}pub fn f(email: &str) {{ m0!(email); }}"));
}

#[test]
fn giant_bodies() {
    let mut arms = String::new();
    for i in 0..20_000 {
        let _ = writeln!(arms, "{i} => {{ text.push_str(\"{i}\"); text.clone() }}");
    }
    code(&format!(
        "pub fn f(x: u32, mut text: String) -> String {{ match x {{ {arms} _ => text }} }}"
    ));
    let mut lets = String::new();
    for i in 1..20_000 {
        let _ = writeln!(
            lets,
            "let v{i} = format!(\"{{v{}}} {{v{}}}\");",
            i - 1,
            i / 2
        );
    }
    code(&format!("pub fn f(v0: &str) {{ {lets} }}"));
    let mut branches = String::new();
    for i in 0..3_000 {
        let _ = writeln!(
            branches,
            "if a > {i} {{ x = y.clone(); }} else {{ y = format!(\"{{x}}{{z}}\"); }}"
        );
    }
    code(&format!(
        "pub fn f(a: u32, password: String) {{ let (mut x, mut y, z) = (password, String::new(), 1); {branches} drop(x); }}"
    ));
    let (mut fields, mut shown) = (String::new(), String::new());
    for i in 0..5_000 {
        let _ = write!(fields, "pub f{i}: String, ");
        let _ = write!(shown, "s.f{i}, ");
    }
    code(&format!(
        "#[derive(Debug)] pub struct S {{ {fields} }} pub fn f(s: &S) {{ log::info!(\"{{s:?}}\", {shown}); }}"
    ));
}

#[test]
fn text_that_is_no_rust() {
    for text in [
        "",
        "\0",
        "\u{feff}",
        "#!",
        "#![",
        "\"",
        "r#\"",
        "'",
        "b'",
        "//",
        "/*",
        "{{{",
        "fn",
        "fn f(",
        "fn f() {",
        "fn f() { log::info!(",
        "fn f() { log::info!(\"{\") }",
        "fn f() { log::info!(\"{0:1$.2$}\", ) }",
        "fn f() { log::info!(\"{password\") }",
        "fn f() { log::info!(\"{:é}\", a) }",
        "#[derive(",
        "#[instrument(",
        "use ::::;",
        "use a::{,};",
        "mod;",
        "impl<> for {}",
        "fn f() -> -> {}",
        "\u{202e}fn f() {}",
        "𝕗𝕟 𝕗() {}",
        "fn f() { sqlx::query(\"INSERT INTO\").bind(password) }",
        "fn f() { sqlx::query(\"((((\").bind(password) }",
        "fn f() { format!(\"{}\" }",
        "fn f() { \"\\u{110000}\" }",
        "fn f() { 1e99999999 + 0xffffffffffffffffffffffffffffffffffffffff }",
        "fn f() { slog::info!(l, \"x\"; \"k\" => ) }",
        "fn f() { tracing::info!(%, ?, = , a.b.c., {x}) }",
    ] {
        code(text);
    }
}
