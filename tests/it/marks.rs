//! Marks: comments at the end of a line that say which rules are broken there.
//!
//! `//~ rule` in Rust and scripts, `#~ rule` in TOML, YAML and shell, `<!--~ rule -->` in pages, `--~ rule` in SQL.
//! JSON has no comments: there a mark is the name of a member, `"//~ rule": ""`. Several rules stand behind one mark, divided by blanks.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::Value;

/// A place where a rule is broken: path, line, rule.
pub(crate) type Place = (String, u32, String);

/// The ways to start a mark. `--~` is last because `<!--~` contains it.
const STARTS: [&str; 4] = ["//~ ", "#~ ", "<!--~ ", "--~ "];

/// The marks of one file.
pub(crate) fn of_text(path: &str, text: &str) -> BTreeSet<Place> {
    let mut found = BTreeSet::new();
    for (index, line) in text.lines().enumerate() {
        for rule in of_line(line) {
            found.insert((path.to_owned(), index as u32 + 1, rule.to_owned()));
        }
    }
    found
}

/// The rules marked on a line.
fn of_line(line: &str) -> Vec<&str> {
    let start = STARTS
        .iter()
        .find_map(|s| line.rfind(s).map(|at| at + s.len()));
    let Some(start) = start else {
        return Vec::new();
    };
    let words = line[start..].split_whitespace();
    words
        .take_while(|w| *w != "-->" && !w.starts_with(['"', '\'']))
        .map(|w| w.trim_end_matches(['"', ':']))
        .collect()
}

/// The findings of a run's JSON that count: accepted ones are as if there were none.
pub(crate) fn of_findings(json: &Value) -> BTreeSet<Place> {
    let findings = json["findings"].as_array().expect("findings");
    let counted = findings.iter().filter(|f| f["state"] == "new");
    let place = |finding: &Value| {
        let text = |name: &str| finding[name].as_str().expect("a text").to_owned();
        let line = finding["line"].as_u64().expect("a line");
        (text("path"), line as u32, text("rule"))
    };
    counted.map(place).collect()
}

/// What differs between marks and findings, one line each; empty if nothing does.
pub(crate) fn difference(
    marked: &BTreeSet<Place>,
    found: &BTreeSet<Place>,
    line: impl Fn(&str, u32) -> String,
) -> String {
    let mut out = String::new();
    let missing = marked.difference(found).map(|p| ("missing", p));
    let surplus = found.difference(marked).map(|p| ("surplus", p));
    for (what, (path, number, rule)) in missing.chain(surplus) {
        let text = line(path, *number);
        let _ = writeln!(out, "  {what} {rule} at {path}:{number}: {}", text.trim());
    }
    out
}

#[test]
fn marks_of_all_kinds_are_read() {
    let text = "a(); //~ one two\nb = 1 #~ one\n<p> <!--~ one -->\nselect --~ one\n// none\n\
                \"a\": 1, \"//~ one two\": \"\"\n";
    let rules: Vec<String> = of_text("f", text)
        .into_iter()
        .map(|(_, line, rule)| format!("{line} {rule}"))
        .collect();
    assert_eq!(
        rules,
        [
            "1 one", "1 two", "2 one", "3 one", "4 one", "6 one", "6 two"
        ]
    );
}
