//! Entries that are commented out: `# retention_days = 30`.
//!
//! In: a text whose comments begin with `#`, and its entries. Out: an entry for each whole-line comment that reads like
//! one. Prose is not: a key is one word, or words with dots.

use super::scalar::{Quoted, scalar, unquoted};
use super::{Config, Entry, Sort};
use crate::parse::Range;

/// Adds what is commented out, in the order of the text.
pub(super) fn add(config: &mut Config, text: &str) {
    let mut start = 0;
    let mut found = Vec::new();
    let spans: Vec<Range> = config
        .entries
        .iter()
        .filter(|e| e.value.written().is_some())
        .map(|e| e.at)
        .collect();
    for line in text.split_inclusive('\n') {
        let at = start + line.len() - line.trim_start().len();
        if line.trim_start().starts_with('#') {
            let inside = spans.partition_point(|r| (r.start as usize) <= at);
            let within = inside > 0 && (spans[inside - 1].end as usize) > at;
            if !within {
                found.extend(entry(line, start));
            }
        }
        start += line.len();
    }
    config.entries.extend(found);
    config
        .entries
        .sort_by_key(|e| (e.document, e.key.start, e.path.len()));
}

/// The entry that a comment line holds.
pub(super) fn entry(line: &str, start: usize) -> Option<Entry> {
    let content = line.trim_start().trim_start_matches('#');
    let content = content.trim_start().trim_start_matches("- ").trim();
    let separator = content.find(['=', ':'])?;
    let name = content[..separator].trim();
    let is_key = !name.is_empty()
        && name.len() < 80
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'));
    let rest = &content[separator + 1..];
    let spaced = content[separator..].starts_with('=') || rest.starts_with(' ');
    if !is_key || !spaced {
        return None;
    }
    let value = rest.split(" #").next().unwrap_or(rest).trim();
    // A sentence behind a colon is prose: "note: this is not used".
    if value.is_empty() || value.split_whitespace().count() > 6 && !value.starts_with(['"', '\'']) {
        return None;
    }
    let base = content.as_ptr() as usize - line.as_ptr() as usize + start;
    let value_at = value.as_ptr() as usize - line.as_ptr() as usize + start;
    let bare = unquoted(value);
    let quoted = if bare.len() < value.len() {
        Quoted::Yes
    } else {
        Quoted::No
    };
    Some(Entry {
        path: vec![name.into()],
        value: scalar(bare, quoted),
        key: Range::new(base, base + name.len()),
        at: Range::new(value_at, value_at + value.len()),
        sort: Sort::Key,
        commented: true,
        document: 0,
    })
}
