//! Tests of the whole policy file.

mod mistakes;
mod own_keys;
mod quotes;
mod schema;
mod whole;

use super::*;
use crate::catalog::taxonomy;
use crate::span::LineIndex;

/// Recipients that the catalog of these tests knows.
pub(super) const RECIPIENTS: &[&str] = &["acme-analytics", "openai"];

pub(super) fn known() -> Known<'static> {
    Known {
        taxonomy: taxonomy(),
        recipients: RECIPIENTS,
    }
}

/// Reads a policy whose document is not checked.
pub(super) fn read_text(text: &str) -> (Option<Policy>, Vec<Problem>) {
    read(text, "candor.toml", FileId(0), None, known())
}

/// Each problem as `line: message (help)`, `~` before those that do not stop the run.
pub(super) fn told(problems: &[Problem]) -> Vec<String> {
    problems
        .iter()
        .map(|p| {
            let mark = if p.fatal { "" } else { "~" };
            let help = p.help.join("; ");
            let help = if help.is_empty() {
                help
            } else {
                format!(" ({help})")
            };
            format!("{mark}{}: {}{help}", p.line.unwrap_or(0), p.message)
        })
        .collect()
}

/// What the policy file says at a problem's place.
pub(super) fn places<'t>(text: &'t str, problems: &[Problem]) -> Vec<&'t str> {
    problems
        .iter()
        .filter_map(|p| p.span)
        .map(|s| {
            text.get(s.start as usize..s.end as usize)
                .expect("a span on characters")
        })
        .collect()
}

/// Every line of a problem is the line of its span.
pub(super) fn lines_fit(text: &str, problems: &[Problem]) {
    let index = LineIndex::new(text);
    for problem in problems {
        assert_eq!(
            problem.line,
            problem.span.map(|s| index.line(s.start)),
            "{problem:?}"
        );
    }
}
