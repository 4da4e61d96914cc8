//! TOML with places.
//!
//! In: the text of a TOML file. Out: its table, every key and value with its byte range, and faults for what could
//! not be read; the rest of the file is still there. This module never knows what the keys mean.

use super::{Fault, Range};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value with its place.
pub type Value<'t> = Spanned<DeValue<'t>>;

/// Reads one file; never fails.
pub fn read(text: &str) -> (DeTable<'_>, Vec<Fault>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let faults = errors
        .iter()
        .map(|error| {
            let range = error.span().unwrap_or(0..0);
            Fault {
                message: error.message().trim().to_lowercase(),
                range: Range::new(range.start, range.end),
            }
        })
        .collect();
    (table.into_inner(), faults)
}

/// The place of a key or value.
pub fn range<T>(value: &Spanned<T>) -> Range {
    let span = value.span();
    Range::new(span.start, span.end)
}

/// A key of a table, if it is a table and has the key.
pub fn get<'v, 't>(value: &'v DeValue<'t>, key: &str) -> Option<&'v Value<'t>> {
    table(value)?.get(key)
}

/// The table, if the value is one.
pub fn table<'v, 't>(value: &'v DeValue<'t>) -> Option<&'v DeTable<'t>> {
    match value {
        DeValue::Table(table) => Some(table),
        _ => None,
    }
}

/// The text, if the value is one.
pub fn text<'v>(value: &'v DeValue<'_>) -> Option<&'v str> {
    match value {
        DeValue::String(text) => Some(text),
        _ => None,
    }
}

/// The texts of a list; anything else in it is left out.
pub fn texts(value: &DeValue<'_>) -> Vec<String> {
    match value {
        DeValue::Array(list) => list
            .iter()
            .filter_map(|v| text(v.get_ref()))
            .map(str::to_owned)
            .collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_values_have_places_and_errors_do_not_hide_the_rest() {
        let source = "[a]\nb = \"ä\"\nc = = 1\n[d]\ne = 2\n";
        let (table, faults) = read(source);
        let b = get(table["a"].get_ref(), "b").expect("invariant: b stands in the text");
        assert_eq!(&source[b.span()], "\"ä\"");
        assert!(table.contains_key("d"));
        assert!(!faults.is_empty());
    }

    #[test]
    fn nothing_makes_it_fail() {
        for text in [
            "",
            "[",
            "a",
            "= = =",
            "\u{0}",
            "[[a]]\n[a]",
            "a.b.c = {",
            "\"\"\"",
        ] {
            let _ = read(text);
        }
        let _ = read(&"[".repeat(100_000));
        let _ = read(&format!("a = {}", "[".repeat(100_000)));
    }
}
