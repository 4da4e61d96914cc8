//! What stands beside a value may say that it is no secret: a comment, the command that it is for, the words of its path.
//!
//! In: an entry or a place. Out: whether what stands there speaks against a secret. Values are judged elsewhere.

use super::Judge;
use crate::catalog::Conventions;
use crate::catalog::secret_places::SecretPlaces;
use crate::parse::config::{Config, Entry, Sort};
use crate::span::Span;

/// How many lines of comment above a value are read.
const ABOVE: usize = 6;
/// How comments begin, whatever the language.
const COMMENTS: [&str; 6] = ["#", "//", "--", ";", "/*", "*"];

impl Judge<'_> {
    /// Whether a comment right above a value, or behind it, says that it opens nothing.
    pub(super) fn is_denied(&self, at: Span) -> bool {
        let text = self.context.sources.file(at.file).text.as_str();
        let before = text.get(..at.start as usize).unwrap_or("");
        let above = before.rsplit_once('\n').map_or("", |(above, _)| above);
        let lines = above.lines().rev().map(str::trim).take(ABOVE);
        let comments = lines.take_while(|line| COMMENTS.iter().any(|c| line.starts_with(c)));
        let mut told: Vec<&str> = comments
            .map(|line| line.trim_start_matches(['#', '/', '-', ';', '*', '!', ' ']))
            .collect();
        told.reverse();
        let behind = text.get(at.end as usize..).unwrap_or("");
        let line = behind.lines().next().unwrap_or("");
        let behind = ["#", "//"].iter().find_map(|c| line.split_once(c));
        told.extend(behind.map(|(_, comment)| comment));
        !told.is_empty() && SecretPlaces::embedded().is_denied(&told.join(" ").to_ascii_lowercase())
    }
}

/// Whether an entry is of a container whose command starts a server for developers.
pub(super) fn is_of_developers(config: &Config, entry: &Entry) -> bool {
    let aside = &Conventions::embedded().aside;
    config.container_of(entry).any(|e| {
        let command = e.value.written().filter(|_| e.sort == Sort::Command);
        command.is_some_and(|c| aside.starts_for_developers(c))
    })
}
