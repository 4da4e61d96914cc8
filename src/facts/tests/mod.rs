//! What lowering gives for each construct, and that no input stops it.

mod bodies;
mod calls;
mod corpus;
mod declarations;
mod hostile;

use super::{Extent, FileFacts, dump, read};

/// The outline of a file.
fn item(code: &str) -> String {
    dump(&read(code, Extent::All))
}

/// The body of a function with parameters `a` and `b`, and the outline of what it declares.
fn body(code: &str) -> String {
    let text = item(&format!("fn f(a: A, b: B) {{ {code} }}"));
    text.split_once(" {")
        .map_or(text.clone(), |(_, body)| format!("{{{body}"))
}

fn reading(text: &str) -> FileFacts {
    read(text, Extent::All)
}

#[test]
fn places_count_bytes_of_the_whole_file() {
    let text = "\u{feff}#!/bin/x\r\n/* ä */ fn größe(a: A) { a.bü\r\n  .c(\"ö\", &(a + 1)) }";
    let facts = reading(text);
    let at = |r: super::Range| &text[r.start as usize..r.end as usize];
    assert_eq!(at(facts.fns[0].name_range), "größe");
    assert_eq!(
        at(facts.fns[0].range),
        "fn größe(a: A) { a.bü\r\n  .c(\"ö\", &(a + 1)) }"
    );
    let places: Vec<_> = facts.spans.iter().map(|r| at(*r)).collect();
    let expected = [
        "a",
        "a.bü",
        "\"ö\"",
        "a",
        "1",
        "a + 1",
        "a.bü\r\n  .c(\"ö\", &(a + 1))",
    ];
    assert_eq!(places[..7], expected);
    assert_eq!(facts.lines, 3);
}

#[test]
fn strings_carry_their_test_mark() {
    let facts =
        reading("#[doc = \"no\"] fn f() { g(\"a\\n\"); h!(\"b\") } #[test] fn t() { \"c\" }");
    let strings: Vec<_> = facts
        .strings
        .iter()
        .map(|(n, _, t)| (&*facts.names[n.at()], *t))
        .collect();
    assert_eq!(strings, [("a\n", false), ("b", false), ("c", true)]);
    assert!(super::read("fn f() { \"x\" }", Extent::Test).strings[0].2);
}

#[test]
fn expressions_of_a_function_stand_together() {
    let facts = reading("fn f() { 1; fn g() { 2; fn h() { 3 } } const K: u8 = 4; 5 }");
    let of = |i: usize| facts.fns[i].exprs;
    assert_eq!((of(0), of(1), of(2)), ((0, 3), (3, 5), (5, 7)));
}

#[test]
fn captured_names_have_a_place_within_the_text() {
    let text = "fn f(user: U) { info!(\"hi {user:?}\") }";
    let facts = reading(text);
    let arg = facts.macros[0].args[1];
    let at = facts.spans[arg.value.at()];
    assert_eq!(
        (&text[at.start as usize..at.end as usize], at.start),
        ("user", 27)
    );
}
