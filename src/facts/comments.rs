//! `candor:` comments, and the string literals of a file that cannot be parsed.
//!
//! In: the text. Out: [`CommentMark`]s and strings, found without a syntax tree.

use super::ir::{CommentMark, Range};
use super::lower::Lower;
use crate::parse::rust::scan::{Piece, pieces};

/// What a comment for candor begins with.
const SIGN: &str = "candor:";

/// The `candor:` comments of a file. Most files have none and are not scanned at all.
pub(super) fn comments(text: &str) -> Vec<CommentMark> {
    if !text.contains(SIGN) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (piece, range) in pieces(text) {
        if piece != Piece::Comment {
            continue;
        }
        let comment = text.get(range.clone()).unwrap_or("");
        let inner = comment
            .strip_prefix("/*")
            .map_or(comment, |c| c.strip_suffix("*/").unwrap_or(c));
        let inner = inner.trim_start_matches(['/', '!', '*']).trim();
        let Some(said) = inner.strip_prefix(SIGN) else {
            continue;
        };
        let front = text.get(..range.start).unwrap_or("");
        let line = front.rsplit('\n').next().unwrap_or("");
        found.push(CommentMark {
            text: said.trim().into(),
            range: Range {
                start: range.start as u32,
                end: range.end as u32,
            },
            trailing: !line.trim().is_empty(),
        });
    }
    found
}

impl Lower<'_> {
    /// The string literals of a file without a syntax tree.
    pub(super) fn loose_strings(&mut self) {
        let text = self.text;
        for (piece, range) in pieces(text) {
            if piece != Piece::Text {
                continue;
            }
            let literal = text.get(range.clone()).unwrap_or("");
            let range = Range {
                start: range.start as u32,
                end: range.end as u32,
            };
            let front = literal.find('"').map_or(literal.len(), |i| i + 1);
            let inner = literal.get(front..).unwrap_or("");
            let name = match syn::parse_str::<syn::LitStr>(literal) {
                Ok(value) => self.own_name(&value.value()),
                Err(_) => self.name(inner.trim_end_matches('#').trim_end_matches('"')),
            };
            self.out.strings.push((name, range, self.place.test));
        }
    }
}
