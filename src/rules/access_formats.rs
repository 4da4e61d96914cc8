//! The formats in which web servers write their access logs.
//!
//! In: configuration of nginx and Apache. Out: each format with its variables, and whether something uses it. Which of
//! them may stand there is the rules' business.

use super::Context;
use crate::catalog::access_logs::{AccessLogs, Logged};
use crate::parse::config::Format as Written;
use crate::span::{FileId, Span};
use std::collections::BTreeSet;

/// A format of an access log.
pub(super) struct Format {
    /// Where it is written down.
    pub at: Span,
    /// Its name.
    pub name: String,
    /// What it holds.
    pub variables: Vec<Logged>,
    /// Whether a log is written in it, as far as the files show.
    pub used: bool,
}

/// The formats of all files that are held to the promise.
pub(super) fn formats(
    context: &Context<'_>,
    holds: &dyn std::ops::Fn(FileId) -> bool,
) -> Vec<Format> {
    let known = AccessLogs::embedded();
    let mut found = Vec::new();
    let mut used: BTreeSet<String> = BTreeSet::new();
    let configs = context.surroundings.configs.iter();
    for (file, config) in configs.filter(|(f, c)| c.format == Written::WebServer && holds(*f)) {
        for entry in config.live() {
            let (name, at) = (entry.name(), Span::new(*file, entry.at.start, entry.at.end));
            let Some(value) = entry.value.written() else {
                continue;
            };
            if known.is_use(name) {
                let words = value.split_whitespace().skip(1);
                used.extend(words.map(|w| w.trim_matches(['"', '\'']).to_owned()));
            } else if known.is_format(name) {
                // nginx names a format in front, Apache behind.
                let front = value.split_whitespace().next().unwrap_or("");
                let back = value.split_whitespace().next_back().unwrap_or("");
                let name = if front.starts_with(['"', '\'']) {
                    back
                } else {
                    front
                };
                found.push(Format {
                    at,
                    name: name.to_owned(),
                    variables: known.variables(&context.catalog.words, value),
                    used: false,
                });
            }
        }
    }
    for format in &mut found {
        format.used = used.is_empty() || used.contains(&format.name);
    }
    found
}
