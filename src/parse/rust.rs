//! Rust text to a syntax tree, safely.
//!
//! In: the text of one file. Out: [`Source`]: a `syn::File` or the reason why there is none, and the number of bytes in
//! front of the parsed part (byte order mark, shebang). Input that would nest deeper than the stack allows is refused
//! before the parser sees it. This room never lowers the tree and never fails otherwise.

pub mod scan;
mod thin;

use std::borrow::Cow;

use proc_macro2::LineColumn;

pub use thin::Tests;

/// Files above this many bytes are not parsed.
pub const MAX_BYTES: usize = 4 << 20;

/// A parsed file.
pub struct Source<'t> {
    /// What the parser saw: the text, some of it blank. Its columns are those of the tree.
    pub seen: Cow<'t, str>,
    /// The bytes of the text in front of the parsed part; positions of the tree count from there.
    pub base: usize,
    /// The tree, or why there is none.
    pub tree: Result<syn::File, Refusal>,
}

/// Why a file has no tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The headline.
    pub message: String,
    /// The place.
    pub at: Place,
}

/// The place of a refusal: the parser counts lines and columns, the guard counts bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A byte of the whole text.
    Byte(usize),
    /// From and to, in lines (from 1) and columns (characters, from 0) of the parsed part.
    Lines(LineColumn, LineColumn),
}

/// Parses one file. Spans of earlier files on this thread become invalid, which frees their texts.
pub fn read(text: &str, tests: Tests) -> Source<'_> {
    proc_macro2::extra::invalidate_current_thread_spans();
    let base = prefix(text);
    let refused = |message: String, at| Source {
        seen: Cow::Borrowed(text),
        base,
        tree: Err(Refusal {
            message,
            at: Place::Byte(at),
        }),
    };
    if text.len() > MAX_BYTES {
        let message = format!("file of {} bytes is too large to parse", text.len());
        return refused(message, 0);
    }
    let seen = match look_over(text, tests) {
        Ok(seen) => seen,
        Err(limit) => return refused(limit.reason.to_owned(), limit.at),
    };
    let tree = tree(seen.get(base..).unwrap_or(""));
    if tree.is_err() && matches!(seen, Cow::Owned(_)) {
        // The parser tells what is wrong in the file as it is.
        return Source {
            seen: Cow::Borrowed(text),
            base,
            tree: self::tree(text.get(base..).unwrap_or("")),
        };
    }
    Source { seen, base, tree }
}

/// The text without what need not be parsed, if the rest nests no deeper than the parser's stack allows.
fn look_over(text: &str, tests: Tests) -> Result<Cow<'_, str>, scan::Limit> {
    let mut depth = scan::Depth::new();
    let mut thin = thin::Thin::new(tests);
    for (piece, range) in scan::pieces(text) {
        let word = text.as_bytes().get(range.clone()).unwrap_or_default();
        if let Some(limit) = depth.step(piece, &range, word) {
            return Err(limit);
        }
        thin.step(piece, &range, word);
    }
    Ok(thin.text(text))
}

fn tree(body: &str) -> Result<syn::File, Refusal> {
    let tokens: proc_macro2::TokenStream =
        body.parse().map_err(|error: proc_macro2::LexError| {
            let span = error.span();
            Refusal {
                message: "text is not made of Rust tokens".to_owned(),
                at: Place::Lines(span.start(), span.end()),
            }
        })?;
    syn::parse2(tokens).map_err(|error| {
        let span = error.span();
        Refusal {
            message: error.to_string(),
            at: Place::Lines(span.start(), span.end()),
        }
    })
}

/// The bytes of a byte order mark and a shebang line, its newline not included.
fn prefix(text: &str) -> usize {
    let bom = if text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    let rest = text.get(bom..).unwrap_or("");
    let Some(after) = rest.strip_prefix("#!") else {
        return bom;
    };
    // `#![attribute]` is no shebang, even with space or a comment in between.
    if scan::first_code_byte(after) == Some(b'[') {
        return bom;
    }
    bom + rest.find('\n').unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_in_front_of_the_code_are_left_out() {
        assert_eq!(prefix("fn a() {}"), 0);
        assert_eq!(prefix("\u{feff}fn a() {}"), 3);
        assert_eq!(prefix("#!/usr/bin/env run\nfn a() {}"), 18);
        assert_eq!(prefix("#![allow(x)]\n"), 0);
        assert_eq!(prefix("#! // c\n [allow(x)]\n"), 0);
        assert!(
            read("\u{feff}#!/bin/x\r\nfn a() {}\r\n", Tests::Read)
                .tree
                .is_ok()
        );
    }

    #[test]
    fn a_mistake_stands_where_it_is_in_the_file() {
        let text = "/// a\nfn a() {}\n#[cfg(test)] mod t { (é) } fn";
        let source = read(text, Tests::Skipped);
        assert_eq!(source.seen, text);
        assert!(source.tree.is_err());
        let source = read(text.trim_end_matches("fn"), Tests::Skipped);
        assert_eq!(source.seen.len() + "fn".len(), text.len());
        assert_eq!(source.tree.map(|f| f.items.len()), Ok(2));
    }

    #[test]
    fn broken_and_hostile_text_is_refused() {
        for text in ["fn", "fn a( {", "\"open", "\0", "fn a() { 1 + }"] {
            assert!(read(text, Tests::Read).tree.is_err(), "{text:?}");
        }
        assert!(read(&"(".repeat(100_000), Tests::Read).tree.is_err());
        assert!(read(&"x".repeat(MAX_BYTES + 1), Tests::Read).tree.is_err());
    }
}
