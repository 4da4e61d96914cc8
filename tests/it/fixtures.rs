//! The whole services in `fixtures/`: what is found in them, held against their marks.

use std::collections::BTreeSet;
use std::fs;

use crate::expected::Expected;
use crate::marks::{self, Place};
use crate::repository::{files_below, json_of, repository, run_in};

/// The marks and the findings of a service.
fn service(name: &str) -> (BTreeSet<Place>, BTreeSet<Place>) {
    let root = repository().join("fixtures").join(name);
    let mut marked = BTreeSet::new();
    for path in files_below(&root, &[]) {
        let text = fs::read(root.join(&path)).expect("a fixture");
        marked.extend(marks::of_text(&path, &String::from_utf8_lossy(&text)));
    }
    let output = run_in(&root, &["--format", "json", "--exit-zero", "."]);
    (marked, marks::of_findings(&json_of(&output)))
}

/// Places as lines of a list: without line numbers, so that a fixture's edit does not move the list.
fn listed<'a>(name: &str, places: impl Iterator<Item = &'a Place>) -> BTreeSet<String> {
    let root = repository().join("fixtures").join(name);
    let mut lines = BTreeSet::new();
    for (path, line, rule) in places {
        let text = fs::read_to_string(root.join(path)).unwrap_or_default();
        let text = text
            .lines()
            .nth(*line as usize - 1)
            .unwrap_or("")
            .trim()
            .to_owned();
        let mut entry = format!(
            "{path}: {rule}: {}",
            text.chars().take(120).collect::<String>()
        );
        while !lines.insert(entry.clone()) {
            entry.push('\'');
        }
    }
    lines
}

#[test]
fn the_good_service_is_found_good() {
    let (marked, found) = service("luntrex/good");
    assert!(marked.is_empty(), "the good service has marks: {marked:?}");
    let found = listed("luntrex/good", found.iter());
    assert!(
        found.is_empty(),
        "false alarms in fixtures/luntrex/good: {found:#?}"
    );
}

#[test]
fn the_bad_service_is_found_bad_where_it_is() {
    let (marked, found) = service("luntrex/bad");
    assert!(marked.len() > 50, "the marks of the bad service are read");
    Expected::of("luntrex_unmarked.txt").compare(
        &listed("luntrex/bad", found.difference(&marked)),
        "findings in fixtures/luntrex/bad that no mark announces",
    );
    Expected::of("luntrex_missing.txt").compare(
        &listed("luntrex/bad", marked.difference(&found)),
        "marks in fixtures/luntrex/bad at which nothing is found",
    );
}
