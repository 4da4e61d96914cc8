//! Lists that may only shrink: what is known to be imperfect, one line each.
//!
//! A test fails when something new would have to be added, and also when something listed is mended and has to go.
//! `UPDATE=1 cargo test` writes the lists as they are; the diff shows whether they grew.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use crate::repository::repository;

/// One list.
pub(crate) struct Expected {
    path: PathBuf,
}

impl Expected {
    /// The list of this name beside the tests.
    pub(crate) fn of(name: &str) -> Self {
        Self {
            path: repository().join("tests/it").join(name),
        }
    }

    /// Holds what was found against the list.
    #[track_caller]
    pub(crate) fn compare(&self, found: &BTreeSet<String>, about: &str) {
        if std::env::var_os("UPDATE").is_some() {
            let text: String = found.iter().flat_map(|line| [line, "\n"]).collect();
            fs::write(&self.path, text).expect("the list is written");
            return;
        }
        let text = fs::read_to_string(&self.path).unwrap_or_default();
        let listed: BTreeSet<String> = text.lines().map(str::to_owned).collect();
        let mut out = String::new();
        for new in found.difference(&listed) {
            let _ = writeln!(out, "  new:    {new}");
        }
        for gone in listed.difference(found) {
            let _ = writeln!(out, "  mended: {gone}");
        }
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        assert!(
            out.is_empty(),
            "{about}\n{out}mend what is new; drop what is mended from tests/it/{name} (UPDATE=1 does)"
        );
    }
}
