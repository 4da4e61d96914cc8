//! The examples of the rule pages, run as tests.
//!
//! Below `## Examples`, each `### title` is one small tree: fenced blocks ```` ```lang file=path ````. Files that stand
//! before the first title belong to every example and may be replaced in it. Breaches are marked in the files; a block
//! ```` ```expect ```` lists `path:line rule` for files that cannot carry marks, ```` ```verdicts ```` `commitment verdict`.
//! What would make a page too long stands in `tests/pages/<rule>/*.md`, in the same form.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

use crate::marks::{self, Place};
use crate::repository::{files_below, json_of, repository};
use crate::scratch::Tree;

/// One example: its files and what is to be found in them.
#[derive(Debug, Default)]
struct Example {
    title: String,
    line: usize,
    files: BTreeMap<String, String>,
    expected: BTreeSet<Place>,
    verdicts: Vec<(String, String)>,
}

/// The examples of a page.
fn examples(page: &str) -> Vec<Example> {
    let mut preface = Example::default();
    let mut all: Vec<Example> = Vec::new();
    let mut inside = false;
    let mut lines = page.lines().enumerate();
    while let Some((index, line)) = lines.next() {
        if let Some(title) = line.strip_prefix("## ") {
            inside = title == "Examples";
        } else if let Some(title) = line.strip_prefix("### ").filter(|_| inside) {
            all.push(Example {
                title: title.to_owned(),
                line: index + 1,
                files: preface.files.clone(),
                verdicts: preface.verdicts.clone(),
                ..Example::default()
            });
        } else if let Some(info) = line.strip_prefix("```") {
            let body = lines.by_ref().map(|(_, l)| l).take_while(|l| *l != "```");
            let body: String = body.flat_map(|l| [l, "\n"]).collect();
            if inside {
                block(all.last_mut().unwrap_or(&mut preface), info, body);
            }
        }
    }
    for example in &mut all {
        for (path, text) in &example.files {
            example.expected.extend(marks::of_text(path, text));
        }
    }
    all
}

/// Takes one fenced block into an example.
fn block(example: &mut Example, info: &str, body: String) {
    if info == "expect" {
        for line in body.lines() {
            let read = line.split_once(' ').and_then(|(place, rule)| {
                let (path, line) = place.rsplit_once(':')?;
                Some((path.to_owned(), line.parse().ok()?, rule.to_owned()))
            });
            example.expected.insert(read.expect("`path:line rule`"));
        }
    } else if info == "verdicts" {
        let pairs = body.lines().filter_map(|l| l.split_once(' '));
        example.verdicts = pairs.map(|(c, v)| (c.to_owned(), v.to_owned())).collect();
    } else if let Some((_, path)) = info.split_once(" file=") {
        example.files.insert(path.trim().to_owned(), body);
    }
}

/// Runs an example and says what differs; empty if nothing does.
fn run(rule: &str, example: &Example) -> String {
    let tree = Tree::new();
    for (path, text) in &example.files {
        tree.write(path, text);
    }
    let mut arguments = vec![
        "--format",
        "json",
        "--exit-zero",
        "--min-confidence",
        "medium",
        ".",
    ];
    arguments.push("--jobs");
    arguments.push("1");
    let output = tree.run(&arguments);
    if output.status.code() != Some(0) {
        return format!("  {}\n", String::from_utf8_lossy(&output.stderr).trim());
    }
    let json = json_of(&output);
    let found = marks::of_findings(&json);
    let mut out = marks::difference(&example.expected, &found, |path, line| {
        let text = example.files.get(path).map_or("", String::as_str);
        text.lines().nth(line as usize - 1).unwrap_or("").to_owned()
    });
    for problem in json["problems"].as_array().into_iter().flatten() {
        let _ = writeln!(
            out,
            "  problem in {}: {}",
            problem["path"], problem["message"]
        );
    }
    let none = Vec::new();
    let commitments = json["commitments"].as_array().unwrap_or(&none);
    for (id, verdict) in &example.verdicts {
        let ended = commitments.iter().find(|c| c["id"] == id.as_str());
        let ended = ended.map_or("missing", |c| c["verdict"].as_str().unwrap_or(""));
        if ended != verdict {
            let _ = writeln!(out, "  `{id}` is {ended}, not {verdict}");
        }
    }
    if !commitments.iter().any(|c| c["rule"] == rule) {
        let _ = writeln!(out, "  no commitment of the rule");
    }
    out
}

/// Runs the examples of a page. `EXAMPLE=text` runs only those with the text in their title,
/// `PAGES=folder` takes the pages from elsewhere.
fn check_page(rule: &str) {
    let folder = std::env::var("PAGES").unwrap_or_else(|_| "rules".to_owned());
    let mut out = check_file(rule, &format!("{folder}/{rule}.md"));
    let more = format!("tests/pages/{rule}");
    for name in files_below(&repository().join(&more), &[".md"]) {
        out.push_str(&check_file(rule, &format!("{more}/{name}")));
    }
    assert!(out.is_empty(), "\n{out}");
}

/// What differs in one file of examples.
fn check_file(rule: &str, path: &str) -> String {
    let page = fs::read_to_string(repository().join(path)).expect("the page");
    let examples = examples(&page);
    assert!(!examples.is_empty(), "{path} has no examples");
    let only = std::env::var("EXAMPLE").unwrap_or_default();
    let mut out = String::new();
    for example in examples.iter().filter(|e| e.title.contains(&only)) {
        let difference = run(rule, example);
        if !difference.is_empty() {
            let _ = writeln!(
                out,
                "{path}:{} {}\n{difference}",
                example.line, example.title
            );
        }
    }
    out
}

macro_rules! pages {
    ($($name:ident: $rule:literal),* $(,)?) => {
        const TESTED: &[&str] = &[$($rule),*];
        $(#[test] fn $name() { check_page($rule); })*
    };
}

pages! {
    attested: "attested",
    cookies_only: "cookies-only",
    encrypted_at_rest: "encrypted-at-rest",
    hashed_at_rest: "hashed-at-rest",
    kept_at_most: "kept-at-most",
    links_expire: "links-expire",
    logged_fields_only: "logged-fields-only",
    never_exposed: "never-exposed",
    never_logged: "never-logged",
    never_stored: "never-stored",
    never_used_for: "never-used-for",
    no_trackers: "no-trackers",
    only_through: "only-through",
    region_only: "region-only",
    secrets_managed: "secrets-managed",
    setting: "setting",
    shared_only_with: "shared-only-with",
    tls_only: "tls-only",
}

#[test]
fn every_judged_rule_has_tested_examples() {
    let judged: Vec<&str> = candor::rules::judged().collect();
    assert_eq!(judged, TESTED);
    let marked = candor::catalog::pages().iter().filter(|p| p.judged);
    assert_eq!(judged, marked.map(|p| p.id).collect::<Vec<_>>());
    for path in files_below(&repository().join("rules"), &[".md"]) {
        let rule = path.trim_end_matches(".md");
        let text = fs::read_to_string(repository().join("rules").join(&path)).expect("a page");
        let has = !examples(&text).is_empty();
        assert!(
            !has || TESTED.contains(&rule),
            "the examples of {path} are not tested"
        );
    }
}
