//! Spans as people and machines are told of them: path, lines and columns from 1, columns in characters.
//!
//! In: a span. Out: a [`Place`]. The end column is that of the last character plus one, so that the end minus the
//! start is a length. Line ends never count, so files with `\r\n` give the same places. Never fails: a span past the
//! end of a file lies at its end.

use super::clean;
use crate::source::SourceMap;
use crate::span::Span;

/// Where something is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// Relative to the root.
    pub(super) path: String,
    /// The first line.
    pub(super) line: u32,
    /// The first column.
    pub(super) column: u32,
    /// The last line.
    pub(super) end_line: u32,
    /// The column of the last character, plus one.
    pub(super) end_column: u32,
}

/// The place of a span, its path as reported.
pub(super) fn place(sources: &SourceMap, span: Span) -> Place {
    let trimmed = trim(sources, span);
    let file = sources.file(span.file);
    let start = file.lines.locate(&file.text, trimmed.start);
    let end = file.lines.locate(&file.text, trimmed.end);
    Place {
        path: path(sources, span),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column.max(if end.line == start.line {
            start.column
        } else {
            1
        }),
    }
}

/// The path of a span's file as reported.
pub(super) fn path(sources: &SourceMap, span: Span) -> String {
    clean::path(&sources.file(span.file).path)
}

/// The span without white space at its end, so that it does not reach into a line of which it covers nothing.
pub(super) fn trim(sources: &SourceMap, span: Span) -> Span {
    let text = sources.text(span);
    Span::new(
        span.file,
        span.start,
        span.start + text.trim_end().len() as u32,
    )
}
