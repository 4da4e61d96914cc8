//! Items, attributes and what they say of each other.

use super::item;

const CASES: &[(&str, &str)] = &[
    (r#"mod a { fn f() {} mod b; #[path = "x.rs"] pub mod c; }"#, "mod a in 0
mod b in 1 [file]
mod c in 1 [pub] [file] path(x.rs)
fn f() in mod 1 {}"),
    (r#"#[cfg(test)] mod t { fn f() { "s"; } }"#, r#"mod t in 0 [test]
fn f() in mod 1 [test] {"s";}"#),
    (r#"#[cfg(feature = "x")] mod m { #[cfg(unix)] fn f() {} }"#, r#"mod m in 0 cfg(feature = "x")
fn f() in mod 1 cfg(all(feature = "x", unix)) {}"#),
    ("#[test] fn t() { fn g() {} }", "#test fn t() [test] {}
fn g() within fn 0 [test] {}"),
    ("#[tokio::test] async fn t() {}", "#tokio::test fn t() [async] [test] {}"),
    ("#[cfg(any(test, x))] fn f() {} #[cfg(not(test))] fn g() {}", "fn f() [test] {}
fn g() cfg(not(test)) {}"),
    ("use a::{b, c as d, e::*, self as s, f::{self}}; pub use ::x::y; use z as _; extern crate q as r;", "use a::b as b
use a::c as d
use a::e as *
use a as s
use a::f as f
use ::x::y as y [pub]
use z as _
use ::q as r"),
    (r#"pub struct U<T> { pub a: String, #[serde(skip)] b: Option<T>, #[serde(rename = "z")] c: &'static str }"#, r#"struct U<T>
  U
    a: String
    #serde(skip) b: Option<T> [no-serde]
    #serde(rename = "z") c: str as z"#),
    ("#[derive(Debug, serde::Serialize)] #[cfg_attr(x, derive(Clone), serde(deny))] struct U(u8, #[debug(skip)] String); struct Z;", "#serde(deny) struct U derive(Debug, Serialize, Clone)
  U
    0: u8
    #debug(skip) 1: String [no-debug]
struct Z
  Z"),
    (r#"#[derive(Error)] enum E { #[error("a {0} {x:?}")] A(String), #[error("b {email} {}", .id.f())] B { email: String, id: u8 }, #[error(transparent)] C(#[from] X), #[error("x {} {0}", .0.foo)] D(Y), G }"#, r#"enum E derive(Error)
  #error("a {0} {x:?}") A shows(0, x)
    0: String
  #error("b {email} {}", .id.f()) B shows(email, id)
    email: String
    id: u8
  #error(transparent) C shows(*)
    #from 0: X
  #error("x {} {0}", .0.foo) D shows(0)
    0: Y
  G"#),
    (r#"#[derive(Display)] enum E { /// shows {0}
 A(u8), #[display("{_0} {}", _1)] B(u8, u8) }"#, r#"enum E derive(Display)
  A shows(0)
    0: u8
  #display("{_0} {}", _1) B shows(0, 1)
    0: u8
    1: u8"#),
    ("union N { a: u8 }", "union N
  N
    a: u8"),
    (r#"struct D { #[derivative(Debug = "ignore")] a: A, #[educe(Debug(ignore))] b: B, #[serde(skip_serializing)] c: C, #[serde(skip_serializing_if = "x")] d: D, #[veil] e: E, #[serde(rename(serialize = "k"))] f: F }"#, r#"struct D
  D
    #derivative(Debug = "ignore") a: A [no-debug]
    #educe(Debug(ignore)) b: B [no-debug]
    #serde(skip_serializing) c: C [no-serde]
    #serde(skip_serializing_if = "x") d: D
    #veil e: E [no-debug]
    #serde(rename(serialize = "k")) f: F as k"#),
    ("type A<T> = Result<T, E>; trait T<X>: B + C<X> { type O; fn f(&self); fn g() { 1 } const K: u8 = 2; }", "type A = Result<T, E>
trait T: B + C<X>
const K: u8 = 2 in trait 0
fn f(self#0:Self: Self) in trait 0
fn g() in trait 0 {1}"),
    (r#"impl<T: A + Fn(u8) -> B> I<T> for S<T> where T: C, S<T>: D { type O = u8; const K: &str = "k"; fn f(&mut self, x: &mut T) -> <T as I>::O { self.x } }"#, r#"type O = u8 in impl 0
impl<T: A + Fn<(u8), B> + C> I<T> for S<T>
const K: str = "k" in impl 0
fn f(self#0:Self: &mut Self, x#1:T: &mut T) -> <T as I>::O in impl 0 {self#0.x}"#),
    ("fn f<T>(self: Pin<&mut Self>, (a, b): (A, &B), F { c, .. }: F, cb: impl Fn(A) -> R, d: Box<dyn X + Send>, e: fn(A) -> B, g: [u8; 4], h: *const T, s: impl Stream<Item = Q>) -> ! { (a, b, c, cb) }", "fn f<T>(self#0:Self: &mut Self, (a#1, b#2): (A, B), F {c: c#3}: F, cb#4:impl Fn<(A), R>: impl Fn<(A), R>, d#5:Box<dyn X + Send>: Box<dyn X + Send>, e#6:fn(A, B): fn(A, B), g#7:[u8]: [u8], h#8:T: T, s#9:impl Stream<Q>: impl Stream<Q>) -> _ {(a#1, b#2, c#3, cb#4)}"),
    ("static X: Mutex<A> = Mutex::new(1); const Y: u8 = { const Z: u8 = 1; fn q() {} Z };", "const X: Mutex<A> = Mutex::new(1)
const Y: u8 = {Z}
const Z: u8 = 1
fn q() {}"),
    ("lazy_static! { pub static ref X: A = f(); static ref Y: B = { 1 }; } thread_local!(static Z: u8 = const { 1 });", "const X: A = f()
const Y: B = {1}
const Z: u8 = {1}"),
    ("cfg_if! { if #[cfg(x)] { fn a() {} } else { mod b {} } } pin_project! { struct P { x: u8 } } table! { users (id) { id -> Int4, } }", "mod b in 0
struct P
  P
    x: u8
fn a() {}"),
    (r#"macro_rules! m { ($a:expr, $($b:tt)*) => { $crate::log::info!("x {}", $a); println!($($b)*) }; () => { f() } }"#, "macro m
  ($a:expr $b:tt*) => crate::log::info!(a); println!(b)
  () => "),
    ("#[macro_export] macro_rules! n { ($($k:ident : $v:expr),+) => {{ let x = dbg!(outer!(inner!($v), $k)); x }}; }", "macro n [exported]
  ($k:ident* $v:expr*) => dbg!(v, k); outer!(v, k); inner!(v)"),
    ("#[instrument] fn f(a: A, (b, c): B) {}", "#instrument fn f(a#0:A: A, (b#1, c#2): B) {tracing::instrument!(field a=?a#0, field b=?b#1, field c=?c#2);}"),
    (r#"#[tracing::instrument(skip(a), level = "info", fields(user = %b.id, x = ?b, d.e = 1, f), ret, err)] async fn f(&self, a: A, b: B) { b }"#, r#"#tracing::instrument(skip(a), level = "info", fields(user = %b.id, x = ?b, d.e = 1, f), ret, err) fn f(self#0:Self: Self, a#1:A: A, b#2:B: B) [async] {tracing::instrument!(field self=?self#0, field b=?b#2, field user=%b#2.id, field x=?b#2, field d.e=1); b#2}"#),
    ("#[instrument(skip_all, fields(a = a.len()))] fn f(a: A) {} #[cfg_attr(x, instrument(skip(self)))] fn g(&self, z: u8) {}", "#instrument(skip_all, fields(a = a.len())) fn f(a#0:A: A) {tracing::instrument!(field a=a#0.len());}
#instrument(skip(self)) fn g(self#1:Self: Self, z#2:u8: u8) {tracing::instrument!(field z=?z#2);}"),
    (r#"extern "C" { fn c(x: u8); }"#, "fn c(x#0:u8: u8)"),
    ("fn f() { struct L; impl L { fn m(&self) { fn n() {} } } fn o() {} let x = 1; } fn g() {}", "struct L
  L
impl L
fn f() {let x#0 = 1;}
fn m(self#1:Self: Self) in impl 0 within fn 0 {}
fn n() within fn 1 {}
fn o() within fn 0 {}
fn g() {}"),
    (r#"#[get("/users/{id}", data = "<x>")] #[route = "a"] pub(crate) async fn r(Path(id): Path<u32>) {}"#, r#"#get("/users/{id}", data = "<x>") #route("a") fn r(Path(id#0): Path<u32>) [pub] [async] {}"#),
    ("impl S { gen! { fn x(&self) { self.y } } }", "impl S
fn x(self#0:Self: Self) in impl 0 {self#0.y}"),
    (r#"// candor: allow x
fn f() { /* candor:trailing? */ "// candor: no"; g() // candor: b 
}"#, r#"fn f() {"// candor: no"; g()}
comment allow x at 0..18
comment trailing? at 28..50 trailing
comment b at 72..85 trailing"#),
];

#[test]
fn items_and_attributes_are_read() {
    for (code, expected) in CASES {
        assert_eq!(item(code), *expected, "{code}");
    }
}

#[test]
fn messages_stand_where_their_package_is_included() {
    let proto = "package acme.v1; message CreateUser { string email = 1; Login login = 2; message Login { string type = 1; } }";
    let table = super::super::MacroTable::of([]).with_messages([proto]);
    for code in [
        "pub mod pb { tonic::include_proto!(\"acme.v1\"); }",
        "pub mod pb { include!(concat!(env!(\"OUT_DIR\"), \"/acme.v1.rs\")); }",
    ] {
        let facts = super::super::read_among(&table, "src/lib.rs", code, super::super::Extent::All);
        let names: Vec<&str> = facts
            .adts
            .iter()
            .map(|a| &*facts.names[a.name.at()])
            .collect();
        assert_eq!(names, ["CreateUser", "Login"], "{code}");
        let fields = &facts.adts[0].variants[0].fields;
        let fields: Vec<&str> = fields.iter().map(|f| &*facts.names[f.name.at()]).collect();
        assert_eq!(fields, ["email", "login"], "{code}");
        let other = super::super::read_among(
            &table,
            "src/lib.rs",
            &code.replace("acme", "other"),
            super::super::Extent::All,
        );
        assert!(other.adts.is_empty());
    }
}
