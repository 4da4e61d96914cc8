//! From the parser's lines and columns to bytes of the file.
//!
//! In: the text behind the byte order mark and shebang. Out: byte offsets into the whole file. Only leaf tokens are asked
//! for their place: a whole node would be printed to tokens again just to find its ends.

use proc_macro2::{LineColumn, Span};

/// The line table of one file.
pub(super) struct Positions<'t> {
    body: &'t str,
    base: u32,
    starts: Vec<u32>,
    ascii: bool,
}

impl<'t> Positions<'t> {
    pub(super) fn new(text: &'t str, base: usize) -> Self {
        let body = text.get(base..).unwrap_or("");
        let mut starts = vec![0];
        starts.extend(memchr::memchr_iter(b'\n', body.as_bytes()).map(|at| at as u32 + 1));
        Self {
            body,
            base: base as u32,
            starts,
            ascii: body.is_ascii(),
        }
    }

    /// How many lines the file has.
    pub(super) fn lines(&self) -> u32 {
        self.starts.len() as u32
    }

    /// The first byte of a token.
    pub(super) fn start(&self, span: Span) -> u32 {
        self.byte(span.start())
    }

    /// One past the last byte of a token.
    pub(super) fn end(&self, span: Span) -> u32 {
        self.byte(span.end())
    }

    /// The byte at a line (from 1) and column (characters, from 0) of the parsed part.
    pub(super) fn byte(&self, at: LineColumn) -> u32 {
        let line = at.line.saturating_sub(1);
        let start = self
            .starts
            .get(line)
            .copied()
            .unwrap_or(self.body.len() as u32);
        if self.ascii {
            return self.base + (start + at.column as u32).min(self.body.len() as u32);
        }
        let end = self
            .starts
            .get(line + 1)
            .map_or(self.body.len(), |e| *e as usize);
        let text = self.body.get(start as usize..end).unwrap_or("");
        let bytes = match text.get(..at.column) {
            Some(front) if front.is_ascii() => at.column,
            _ => text
                .char_indices()
                .nth(at.column)
                .map_or(text.len(), |(i, _)| i),
        };
        self.base + start + bytes as u32
    }
}
