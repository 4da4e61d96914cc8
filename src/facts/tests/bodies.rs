//! Expressions, patterns and scopes, one case a construct.

use super::body;

const CASES: &[(&str, &str)] = &[
    ("a.email", "{a#0.email}"),
    ("a.0.1", "{a#0.0.1}"),
    ("&a", "{a#0}"),
    ("&mut a", "{&mut a#0}"),
    ("(*a).name", "{a#0.name}"),
    ("-1", "{!1}"),
    ("!a", "{!a#0}"),
    (r#""x""#, r#"{"x"}"#),
    (r#"b"x""#, r#"{"x"}"#),
    (r#"c"x""#, r#"{"x"}"#),
    (r##"r#"q"x"#"##, r#"{"q\"x"}"#),
    ("'c'", "{'c'}"),
    ("1_000u32", "{1_000u32}"),
    ("true", "{true}"),
    (
        "a == b && a < b || !a",
        "{(((a#0 cmp b#1) && (a#0 cmp b#1)) || !a#0)}",
    ),
    ("a + b - 1", "{((a#0 + b#1) arith 1)}"),
    ("a += b", "{a#0 op= b#1}"),
    ("a = b", "{a#0 = b#1}"),
    ("a[0]", "{a#0[0]}"),
    ("a as u32", "{(a#0 as u32)}"),
    ("a?.await", "{a#0?.await}"),
    ("f(a, b)", "{f(a#0, b#1)}"),
    ("a.f::<u8>(b)", "{a#0.f::<u8>(b#1)}"),
    ("Vec::<A>::new()", "{Vec::new<A>()}"),
    ("<A as T>::f(a)", "{<A>::T::f(a#0)}"),
    ("::x::y(a)", "{::x::y(a#0)}"),
    ("U { a, x: b, ..d() }", "{U {a: a#0, x: b#1, ..d()}}"),
    ("(a, b)", "{(a#0, b#1)}"),
    ("[a, b]", "{[a#0, b#1]}"),
    ("[a; 3]", "{[a#0]}"),
    ("let a = a; a", "{let a#2 = a#0; a#2}"),
    ("let x; x = a;", "{let x#2; x#2 = a#0;}"),
    ("let (x, y): (A, B) = a; y", "{let (x#2, y#3) = a#0; y#3}"),
    (
        "let Some(x) = a else { return }; x",
        "{let Some(x#2) = a#0 else {return}; x#2}",
    ),
    (
        "if let Some(x) = a && let y = x.f() && y { y } else { x }",
        "{if ((let Some(x#2) = a#0 && let y#3 = x#2.f()) && y#3) {y#3} else {x}}",
    ),
    (
        "if a {} else if b { b } else { c }",
        "{if a#0 {} else if b#1 {b#1} else {c}}",
    ),
    (
        "while let Some(x) = a { x; } x",
        "{while let Some(x#2) = a#0 {x#2;}; x}",
    ),
    ("loop { break a; }", "{loop {break a#0;}}"),
    (
        "for (i, x) in a { continue; }",
        "{for (i#2, x#3) in a#0 {break;}}",
    ),
    (
        r#"match a { Some(x) if x > b => x, A(y) | B(y, ..) => y, K::Z => 1, NONE => 2, None => 3, n @ 1 => n, -1 => 4, "s" => 5, _ => x }"#,
        r#"{match a#0 {Some(x#2) if (x#2 cmp b#1) => x#2, A(y#3) | B(y#3 | ..) => y#3, =K::Z => 1, =NONE => 2, =None => 3, n#4 @ ="1" => n#4, ="-1" => 4, ="s" => 5, _ => x}}"#,
    ),
    (
        "match a { U { x, y: Some(z), .. } => (x, y, z), [p, .., q] => p, ref r => r, &s => s }",
        "{match a#0 {U {x: x#2, y: Some(z#3)} => (x#2, y, z#3), [p#4, .., q#5] => p#4, r#6 => r#6, s#7 => s#7}}",
    ),
    ("|x, y: A| x + a + y", "{|x#2, y#3:A| ((x#2 + a#0) + y#3)}"),
    ("async move { a }", "{async {a#0}}"),
    ("async |x| x", "{|x#2| async x#2}"),
    ("unsafe { a }", "{{a#0}}"),
    ("{ let x = a; x } ; x", "{{let x#2 = a#0; x#2}; x}"),
    ("a..b", "{join(a#0, b#1)}"),
    ("..", "{join()}"),
    ("return a", "{return a#0}"),
    ("return", "{return}"),
    (
        "let f = |x| { let y = x; y }; y",
        "{let f#4 = |x#2| {let y#3 = x#2; y#3}; y}",
    ),
    (
        "fn g(x: A) -> A { a; x } g(a)",
        "{g(a#0)}
fn g(x#2:A: A) -> A within fn 0 {a; x#2}",
    ),
    ("const K: u8 = 1; struct S; K", "{K}"),
    ("use x::y; y(a)", "{y(a#0)}"),
    ("'l: loop { break 'l }", "{loop {break}}"),
    ("const { a }", "{{a#0}}"),
    (
        "if true { a } else { b }.f()",
        "{if true {a#0} else {b#1}.f()}",
    ),
    (
        "let x = 1; let g = move || x; let x = 2; (g, x)",
        "{let x#2 = 1; let g#3 = || x#2; let x#4 = 2; (g#3, x#4)}",
    ),
];

#[test]
fn expressions_patterns_and_scopes_are_read() {
    for (code, expected) in CASES {
        assert_eq!(body(code), *expected, "{code}");
    }
}
