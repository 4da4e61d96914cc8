//! Files that cannot be read as what they are, line by line: `key: value`, `"key": value`, `key = value`.
//!
//! In: a text. Out: what lines say by themselves, nested by indentation. It guesses; the caller says so.

use super::scalar::{Quoted, scalar, unquoted};
use super::writer::Writer;
use super::{Sort, Value};
use crate::parse::Range;

/// Writes an entry for each line that holds a key; deeper lines stand below shallower ones.
pub(super) fn pairs(text: &str, writer: &mut Writer) {
    let mut open: Vec<usize> = Vec::new();
    let base = writer.depth();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if let Some(pair) = pair(line) {
            while open.last().is_some_and(|indent| *indent >= pair.indent) {
                open.pop();
            }
            writer.back_to(base + open.len());
            let key = Range::new(start + pair.key_at, start + pair.key_at + pair.key.len());
            let at = Range::new(
                start + pair.value_at,
                start + pair.value_at + pair.value.len(),
            );
            if pair.value.is_empty() || matches!(pair.value, "{" | "[" | "|" | ">") {
                writer.enter(pair.key);
                writer.here(Value::Group, Sort::Key, key, key);
                open.push(pair.indent);
            } else {
                writer.entry(pair.key, value_of(pair.value), Sort::Key, key, at);
            }
        }
        start += line.len();
    }
    writer.back_to(base);
}

/// What a line holds.
struct Pair<'l> {
    indent: usize,
    key: &'l str,
    key_at: usize,
    value: &'l str,
    value_at: usize,
}

fn pair(line: &str) -> Option<Pair<'_>> {
    let content = line.trim_start();
    if content.starts_with(['#', ';']) || content.starts_with("//") {
        return None;
    }
    let content = content.trim_start_matches("- ").trim_start();
    let indent = line.len() - content.len();
    let separator = content.find([':', '='])?;
    let key = unquoted(content[..separator].trim());
    let is_key = !key.is_empty()
        && key
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/'));
    if !is_key {
        return None;
    }
    let rest = content[separator + 1..].split(" #").next()?;
    let value = rest.trim().trim_end_matches(',').trim_end();
    let offset = |part: &str| part.as_ptr() as usize - line.as_ptr() as usize;
    let value_at = if value.is_empty() {
        indent
    } else {
        offset(value)
    };
    Some(Pair {
        indent,
        key,
        key_at: offset(key),
        value,
        value_at,
    })
}

/// A value with or without quotes.
pub(super) fn value_of(text: &str) -> Value {
    let bare = unquoted(text);
    let quoted = if bare.len() < text.len() {
        Quoted::Yes
    } else {
        Quoted::No
    };
    scalar(bare, quoted)
}
