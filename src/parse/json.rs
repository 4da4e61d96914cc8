//! JSON and JSON with comments, with places.
//!
//! In: the text of a JSON file. Out: its value, if it could be read, and a fault if not. Comments and trailing commas
//! are allowed, as most tools allow them. This module never knows what the keys mean.

use super::{Fault, Range};
use jsonc_parser::ast::{Object, Value};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

/// Reads one file; never fails.
pub fn read(text: &str) -> (Option<Value<'_>>, Vec<Fault>) {
    match parse_to_ast(text, &CollectOptions::default(), &ParseOptions::default()) {
        Ok(result) => (result.value, Vec::new()),
        Err(error) => {
            let range = error.range();
            let message = error.kind().to_string().to_lowercase();
            (
                None,
                vec![Fault {
                    message,
                    range: Range::new(range.start, range.end),
                }],
            )
        }
    }
}

/// The object under a key of an object.
pub fn object<'v, 't>(value: &'v Object<'t>, key: &str) -> Option<&'v Object<'t>> {
    get(value, key)?.as_object()
}

/// The text under a key of an object.
pub fn text<'v>(value: &'v Object<'_>, key: &str) -> Option<&'v str> {
    Some(get(value, key)?.as_string_lit()?.value.as_ref())
}

/// The value under a key of an object.
pub fn get<'v, 't>(value: &'v Object<'t>, key: &str) -> Option<&'v Value<'t>> {
    value
        .properties
        .iter()
        .find(|p| p.name.as_str() == key)
        .map(|p| &p.value)
}

/// The place of a value or key.
pub fn range(node: &impl Ranged) -> Range {
    Range::new(node.start(), node.end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_trailing_commas_are_fine() {
        let source = "{ // ä\n \"a\": { \"b\": \"c\", }, }";
        let (value, faults) = read(source);
        let value = value.expect("invariant: the text is an object");
        let root = value.as_object().expect("invariant: the text is an object");
        let a = object(root, "a").expect("invariant: a is an object");
        assert_eq!(text(a, "b"), Some("c"));
        assert!(faults.is_empty());
    }

    #[test]
    fn what_is_no_json_is_a_fault() {
        for text in ["{", "{\"a\"", "[1,", "\"", "{{ x }}", "\u{feff}{}x"] {
            let (_, faults) = read(text);
            assert_eq!(faults.len(), 1, "{text}");
        }
        let _ = read(&"[".repeat(100_000));
        let _ = read("");
    }
}
