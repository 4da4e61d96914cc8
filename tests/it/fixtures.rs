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

/// Holds a service and its bad twin against their marks.
fn judge(name: &str, at_least: usize) {
    let good = format!("{name}/good");
    let (marked, found) = service(&good);
    assert!(marked.is_empty(), "{good} has marks: {marked:?}");
    let found = listed(&good, found.iter());
    assert!(
        found.is_empty(),
        "false alarms in fixtures/{good}: {found:#?}"
    );

    let bad = format!("{name}/bad");
    let (marked, found) = service(&bad);
    assert!(
        marked.len() >= at_least,
        "the marks of {bad} are read: {}",
        marked.len()
    );
    Expected::of(&format!("{name}_unmarked.txt")).compare(
        &listed(&bad, found.difference(&marked)),
        &format!("findings in fixtures/{bad} that no mark announces"),
    );
    Expected::of(&format!("{name}_missing.txt")).compare(
        &listed(&bad, marked.difference(&found)),
        &format!("marks in fixtures/{bad} at which nothing is found"),
    );
}

#[test]
fn luntrex_is_found_as_it_is() {
    judge("luntrex", 51);
}

#[test]
fn leanvox_is_found_as_it_is() {
    judge("leanvox", 25);
}

#[test]
fn kaleipix_is_found_as_it_is() {
    judge("kaleipix", 25);
}
