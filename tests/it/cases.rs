//! What the data-flow engine reads, one construct of Rust a file: `tests/cases/<construct>.rs`.
//!
//! Each file is a small crate of one workspace; a `mod` in it is a case, its name says which. A line that ends in
//! `//~ rule` must be found to break that rule, every other line must not: the look-alike stands beside the breach. A
//! file with a `main` is a program, and pages lie beside the crates. All files are checked in one run. `CASES=text` shows only differences of files with the text in their path.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use crate::marks;
use crate::repository::{files_below, json_of, repository};
use crate::scratch::Tree;

/// The promises that all cases are held to.
const POLICY: &str = r#"[policy]
service = "Cases"
taxonomy = "fideslang-3.1"

[[commitment]]
id = "not-logged"
rule = "never-logged"
data = ["password", "api_key", "session_token", "email", "system.credentials", "ip_address", "prompt", "user.content.private.message"]

[[commitment]]
id = "hashed"
rule = "hashed-at-rest"
data = ["password", "api_key", "session_token"]

[[commitment]]
id = "not-shown"
rule = "never-exposed"
data = ["password"]

[[commitment]]
id = "not-kept"
rule = "never-stored"
data = ["credit_card"]

[[commitment]]
id = "recipients"
rule = "shared-only-with"
data = ["prompt"]
to = ["openai"]
"#;

/// The libraries that the cases use.
const LIBRARIES: &[&str] = &[
    "actix-web",
    "actix-ws",
    "anyhow",
    "argon2",
    "askama",
    "async-graphql",
    "async-stream",
    "async-trait",
    "axum",
    "bcrypt",
    "blake3",
    "chrono",
    "clap",
    "crossbeam-channel",
    "derivative",
    "derive-where",
    "derive_more",
    "diesel",
    "educe",
    "eyre",
    "fastrace",
    "flume",
    "futures",
    "hex",
    "http",
    "hyper",
    "juniper",
    "lazy_static",
    "log",
    "maud",
    "md5",
    "minijinja",
    "once_cell",
    "poem",
    "poem-openapi",
    "rand",
    "redis",
    "reqwest",
    "rocket",
    "rusqlite",
    "salvo",
    "sea-orm",
    "secrecy",
    "sentry",
    "serde",
    "serde_json",
    "sha2",
    "slog",
    "sqlx",
    "subtle",
    "tera",
    "thiserror",
    "tokio",
    "tokio-postgres",
    "tokio-tungstenite",
    "tonic",
    "tower-http",
    "tracing",
    "uuid",
    "valuable",
    "veil",
    "warp",
];

/// The crate that one file of cases becomes.
fn crate_of(path: &str) -> String {
    path.trim_end_matches(".rs").replace('/', "-")
}

#[test]
fn every_construct_is_read_as_marked() {
    let folder = repository().join("tests/cases");
    let only = std::env::var("CASES").unwrap_or_default();
    let tree = Tree::new();
    tree.write("candor.toml", POLICY);
    tree.write("Cargo.toml", "[workspace]\nmembers = [\"crates/*\"]\n");
    let mut expected = BTreeSet::new();
    for path in files_below(&folder, &[".rs"]) {
        let text = fs::read_to_string(folder.join(&path)).expect("a file of cases");
        let name = crate_of(&path);
        let mut manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n"
        );
        for library in LIBRARIES {
            let _ = writeln!(manifest, "{library} = \"*\"");
        }
        tree.write(&format!("crates/{name}/Cargo.toml"), &manifest);
        let program = text.contains("\nfn main()");
        let root = if program { "main" } else { "lib" };
        let file = format!("crates/{name}/src/{root}.rs");
        tree.write(&file, &text);
        expected.extend(marks::of_text(&file, &text));
    }
    for path in files_below(&folder, &[".html"]) {
        let text = fs::read_to_string(folder.join(&path)).expect("a page");
        tree.write(&format!("templates/{path}"), &text);
    }
    let output = tree.run(&["--format", "json", "--exit-zero", "."]);
    let json = json_of(&output);
    let kept = |place: &&marks::Place| place.0.contains(&only);
    let expected: BTreeSet<_> = expected.iter().filter(kept).cloned().collect();
    let found = marks::of_findings(&json);
    let found: BTreeSet<_> = found.iter().filter(kept).cloned().collect();
    let out = marks::difference(&expected, &found, |path, line| {
        let text = tree.text(path);
        text.lines().nth(line as usize - 1).unwrap_or("").to_owned()
    });
    assert!(
        json["problems"].as_array().is_none_or(Vec::is_empty),
        "{}",
        json["problems"]
    );
    assert!(out.is_empty(), "\n{out}");
}

/// The number of cases is kept from shrinking unseen: one for each breach, and one for each module's look-alikes.
#[test]
fn there_are_enough_cases() {
    let folder = repository().join("tests/cases");
    let mut breaches = 0;
    let mut modules = 0;
    for path in files_below(&folder, &[".rs"]) {
        let text = fs::read_to_string(folder.join(&path)).expect("a file of cases");
        breaches += marks::of_text(&path, &text).len();
        modules += text
            .lines()
            .filter(|l| l.starts_with("mod ") || l.starts_with("pub mod "))
            .count();
    }
    assert!(
        breaches + modules >= 690,
        "{breaches} breaches, {modules} modules"
    );
}
