//! `NAME=value` lines as entries: `.env` files.

use super::scalar::{Quoted, scalar};
use super::writer::Writer;
use super::{Config, Format, Sort, Value};
use crate::parse::Range;

/// Reads one file; never fails.
pub(super) fn read(text: &str) -> Config {
    let mut writer = Writer::new(Format::Env);
    let mut at = 0;
    while at < text.len() {
        let end = text[at..].find('\n').map_or(text.len(), |n| at + n);
        at = line(text, at, end, &mut writer);
    }
    writer.finish()
}

/// Reads the line at a place; gives where the next one starts: a quoted value may take several.
fn line(text: &str, start: usize, end: usize, writer: &mut Writer) -> usize {
    let next = (end + 1).min(text.len());
    let full = &text[start..end];
    let content = full.trim_start();
    let commented = content.starts_with(['#', ';']);
    let content = content.trim_start_matches(['#', ';', ' ', '\t']);
    let content = content
        .strip_prefix("export ")
        .unwrap_or(content)
        .trim_start();
    if content.trim().is_empty() {
        return next;
    }
    let Some(length) = name_length(content) else {
        if !commented {
            writer.fault("this line sets no variable", Range::new(start, end));
        }
        return next;
    };
    let base = content.as_ptr() as usize - text.as_ptr() as usize;
    let key = Range::new(base, base + length);
    let name = &content[..length];
    let sign = base + length + content[length..].find('=').unwrap_or(0) + 1;
    let from = sign + text[sign..end].len() - text[sign..end].trim_start().len();
    writer.commented = commented;
    let stop = if commented { end } else { text.len() };
    let (value, at, after) = assigned(&text[..stop], from, end);
    // A sentence that happens to hold `=` sets nothing.
    if !commented || at.end - at.start < 200 && !name.contains(char::is_lowercase) {
        writer.entry(name, value, Sort::Env, key, at);
    }
    writer.commented = false;
    let rest = text[after..]
        .find('\n')
        .map_or(text.len(), |n| after + n + 1);
    rest.max(next)
}

/// The length of the name before `=`.
fn name_length(content: &str) -> Option<usize> {
    let sign = content.find('=')?;
    let name = content[..sign].trim_end();
    let fits = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'));
    fits.then_some(name.len())
}

/// The value that starts at a place, its place and where it ends. Quotes may span lines; without them a blank and `#`
/// begin a comment.
pub(super) fn assigned(text: &str, from: usize, line_end: usize) -> (Value, Range, usize) {
    let Some(quote @ ('"' | '\'' | '`')) = text[from..].chars().next() else {
        let line = &text[from..line_end];
        let bare = if line.starts_with('#') {
            ""
        } else {
            line.split(" #").next().unwrap_or(line)
        };
        let bare = bare.split("\t#").next().unwrap_or(bare).trim_end();
        let range = Range::new(from, from + bare.len());
        return (scalar(bare, Quoted::No), range, line_end);
    };
    let mut escaped = false;
    for (index, c) in text[from + 1..].char_indices() {
        if c == quote && !escaped {
            let inner = &text[from + 1..from + 1 + index];
            let end = from + index + 2;
            let value = match quote {
                // Nothing is filled into single quotes, but tools that read the file may do so all the same.
                '\'' | '`' => scalar(inner, Quoted::Yes),
                _ => scalar(
                    &inner.replace("\\n", "\n").replace("\\\"", "\""),
                    Quoted::Yes,
                ),
            };
            return (value, Range::new(from, end), end);
        }
        escaped = c == '\\' && !escaped && quote == '"';
    }
    let line = text[from..line_end].trim_end();
    let range = Range::new(from, from + line.len());
    (scalar(&line[1..], Quoted::Yes), range, line_end)
}
