//! Regions in command lines, and what only looks like a choice of one: stores of one's own, values that stand elsewhere.
//!
//! In: the entries of configuration and the literals of code. Out: regions found, or that a place chooses none.

use super::Judge;
use crate::facts::Expr;
use crate::finding::Confidence;
use crate::parse::config::{Config, Entry};
use crate::rules::scope::Scope;
use crate::rules::{hosts, literals, workflows};
use crate::span::{FileId, Span};

impl Judge<'_> {
    /// `--region us-west-2`, `AWS_REGION=us-west-2` in a command line.
    pub(super) fn command(&mut self, file: FileId, entry: &Entry, line: &str, most: Confidence) {
        let whole = Span::new(file, entry.at.start, entry.at.end);
        let text = self.context.sources.text(whole);
        let mut words = line.split_whitespace().peekable();
        while let Some(word) = words.next() {
            let flag = word.strip_prefix("--");
            let (name, value) = match (word.split_once('='), flag) {
                (Some((name, value)), _) => (name, value),
                (None, Some(name)) => (name, words.peek().copied().unwrap_or("")),
                (None, None) => continue,
            };
            let name = name.trim_start_matches('-');
            if !self.regions.is_key(name) || self.regions.is_own_store(name) {
                continue;
            }
            let value = value.trim_matches(['"', '\'', ';', ')']);
            for part in value.split(',').filter(|p| !p.is_empty()) {
                if let Some(region) = self.regions.named(name, part) {
                    let at = match text.find(part) {
                        Some(from) => {
                            let start = whole.start + from as u32;
                            Span::new(file, start, start + part.len() as u32)
                        }
                        None => whole,
                    };
                    let sure = Confidence::High.min(most);
                    self.push(at, region, sure, "the command names the region", false);
                }
            }
        }
    }

    /// Whether an entry chooses no region: its value stands in a variable that is judged itself, or it belongs to a
    /// store of one's own, which lies where the service does.
    pub(super) fn is_elsewhere(&self, file: FileId, config: &Config, entry: &Entry) -> bool {
        let variable = workflows::taken_over(self.context, file, entry);
        if variable.is_some_and(|name| self.regions.is_key(name)) {
            return true;
        }
        let named = entry.path.iter().any(|p| self.regions.is_own_store(p));
        named || self.regions.is_key(entry.name()) && has_own_endpoint(config, entry)
    }
}

/// Whether the store that an entry belongs to is reached at a host of one's own network: `endpoint` beside `region`.
fn has_own_endpoint(config: &Config, entry: &Entry) -> bool {
    let group = &entry.path[..entry.path.len().saturating_sub(1)];
    let kind = first_word(entry.name());
    let mut beside = config.below(entry.document, group);
    beside.any(|e| {
        e.path.len() == entry.path.len()
            && e.name().to_ascii_lowercase().contains("endpoint")
            && (first_word(e.name()) == kind || e.name().eq_ignore_ascii_case("endpoint"))
            && e.value.literal().is_some_and(is_own)
    })
}

/// The word that says which store a key is about: `s3` of `S3_REGION`.
fn first_word(name: &str) -> String {
    let first = name.split(['_', '-', '.']).next().unwrap_or(name);
    first.to_ascii_lowercase()
}

fn is_own(text: &str) -> bool {
    let found = hosts::addresses(text);
    !found.is_empty()
        && found
            .iter()
            .all(|a| !a.host.is_empty() && hosts::is_private(a.host))
}

/// Struct literals of Rust code that name an endpoint of one's own network, where a region stands as well.
pub(super) fn own_stores(scope: &Scope<'_>) -> Vec<Span> {
    let mut found = Vec::new();
    for unit in scope.units() {
        for (index, expr) in unit.facts.exprs.iter().enumerate() {
            let Expr::Struct(_, fields) = expr else {
                continue;
            };
            let from = fields.start as usize;
            let fields = unit.facts.fields.get(from..from + fields.len as usize);
            let own = fields.unwrap_or(&[]).iter().any(|field| {
                let id = crate::facts::ExprId(field.value);
                let named = unit.text(field.name).contains("endpoint");
                let known = unit.facts.exprs.get(id.at()).is_some();
                named
                    && known
                    && literals::handed_on(scope, unit, id).is_some_and(|(text, _)| is_own(text))
            });
            if own {
                found.push(unit.span(unit.facts.spans[index]));
            }
        }
    }
    found
}
