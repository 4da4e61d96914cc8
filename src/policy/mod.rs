//! The policy file and the prose it quotes.
//!
//! In: the text of `candor.toml`, the text of the document it names, and what the catalog knows. Out: a validated
//! [`Policy`], every value with its span, and all mistakes of the file at once. This room never looks at code and
//! never opens a file: texts are handed in.

mod markup;
mod model;
mod prose;
mod words;

pub use model::*;
pub use prose::{Format, ProseText, Sentence, closest_sentence, find_quote, prose, sentences};

use crate::catalog::Taxonomy;
use crate::finding::Problem;
use crate::span::FileId;

/// What a policy may refer to without declaring it.
#[derive(Clone, Copy, Debug)]
pub struct Known<'k> {
    /// The built-in data keys; the policy's own are added while it is read.
    pub taxonomy: &'k Taxonomy,
    /// The ids of the catalog's recipients.
    pub recipients: &'k [&'k str],
}

/// The prose document that a policy names.
#[derive(Clone, Copy, Debug)]
pub struct Document<'d> {
    /// Its place in the source map, if it is part of it.
    pub file: Option<FileId>,
    /// Its text, or why there is none, as a sentence part (`no such file`).
    pub text: Result<&'d str, &'d str>,
}

/// The path of the prose document, as a policy file writes it, so that it can be opened before [`read`] is called.
pub fn document(_text: &str) -> Option<String> {
    None
}

/// Reads a policy file. There is a policy if and only if no problem is fatal.
pub fn read(
    _text: &str,
    _path: &str,
    _file: FileId,
    _document: Option<Document<'_>>,
    _known: Known<'_>,
) -> (Option<Policy>, Vec<Problem>) {
    (None, Vec::new())
}
