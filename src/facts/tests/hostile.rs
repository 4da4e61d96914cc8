//! Input made to break a reader: nothing panics and every refusal is told.

use super::reading;

/// Runs on a stack as large as the workers'.
pub(super) fn on_a_large_stack<T: Send + 'static>(run: impl FnOnce() -> T + Send + 'static) -> T {
    let thread = std::thread::Builder::new().stack_size(64 << 20).spawn(run);
    thread
        .expect("invariant: a thread can be started")
        .join()
        .expect("invariant: reading never panics")
}

#[test]
fn hostile_text_is_told_and_nothing_panics() {
    on_a_large_stack(|| {
        let many = 100_000;
        let texts = [
            "(".repeat(many),
            format!("fn f() {{ {}{} }}", "(".repeat(many), ")".repeat(many)),
            format!("fn f() {{ {}a }}", "&".repeat(many)),
            format!("fn f() {{ {}a }}", "- !".repeat(many)),
            format!("fn f() {{ if a {{}} {} }}", "else if a {}".repeat(10_000)),
            format!("type A = {}u8;", "V<".repeat(many)),
            format!("fn f() {{ {}1 }}", "1 + ".repeat(many)),
            format!("fn f() {{ a{} }}", ".b()".repeat(many)),
            "fn f() { \"unterminated".to_owned(),
            "fn f() { \0 }".to_owned(),
            "}".to_owned(),
            "fn f( {".to_owned(),
        ];
        for text in &texts {
            assert_eq!(reading(text).errors.len(), 1, "{text:.40}");
        }
    });
}

#[test]
fn long_but_honest_text_is_read() {
    on_a_large_stack(|| {
        let texts = [
            format!("fn f() {{ {} }}", "f(\"some text\", 1); ".repeat(50_000)),
            format!("const A: [u8; 9] = [{}];", "1, ".repeat(200_000)),
            format!("fn f() {{ a{} }}", ".b()".repeat(3_000)),
            format!("fn f() {{ if a {{}} {} }}", "else if a {}".repeat(3_000)),
            format!("fn f() {{ {}{} }}", "(".repeat(200), ")".repeat(200)),
            format!("fn f() {{ m!{}{}; }}", "(".repeat(200), ")".repeat(200)),
            "fn f() {}\r// x\r\nfn g() {}".to_owned(),
            String::new(),
        ];
        for text in &texts {
            assert_eq!(reading(text).errors, [], "{text:.40}");
        }
    });
}

#[test]
fn a_broken_file_still_gives_strings_and_comments() {
    let facts = reading("fn f( { \"a\\n\" r#\"b\"# // candor: c\n");
    let strings: Vec<_> = facts
        .strings
        .iter()
        .map(|(n, _, _)| &*facts.names[n.at()])
        .collect();
    assert_eq!(strings, ["a\n", "b"]);
    assert_eq!(&*facts.comments[0].text, "c");
    assert_eq!(facts.errors.len(), 1);
}

#[test]
fn odd_macro_tokens_never_stop_the_reader() {
    let odd = [
        "{", "=", "a =", "a.", "%", "a: ", "=> ,", "\"k\" =>", "{ a = }", "# %", "..", "let",
        "a..b = c", "::",
    ];
    for name in [
        "info",
        "json",
        "doc",
        "select",
        "matches",
        "vec",
        "html",
        "query",
        "cfg_if",
        "lazy_static",
        "m",
        "stream",
    ] {
        for tokens in odd {
            let close = if tokens.contains('{') && !tokens.contains('}') {
                "}"
            } else {
                ""
            };
            reading(&format!(
                "fn f(a: A) {{ {name}!({tokens}{close}); {name}!{{ x, {tokens}{close} }} }} {name}! {{ {tokens}{close} }}"
            ));
        }
    }
}
