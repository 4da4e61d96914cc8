//! Places in text: file ids, byte spans and the way from a byte to a line and column.
//!
//! In: the text of a file. Out: [`Span`]s that any room may hold, and a [`LineIndex`] that turns them into the
//! lines and columns people read. This room never knows what a file is or where it comes from.

use serde::{Deserialize, Serialize};

/// A file of one run: an index into the run's source map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FileId(pub u32);

/// A range of bytes within one file, `start..end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The file the bytes are in.
    pub file: FileId,
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The bytes `start..end` of `file`; an end before the start is lifted to the start.
    pub fn new(file: FileId, start: u32, end: u32) -> Self {
        Self {
            file,
            start,
            end: end.max(start),
        }
    }

    /// The smallest span of the same file that covers both; the other file's span is ignored.
    #[must_use]
    pub fn to(self, other: Span) -> Self {
        if self.file == other.file {
            Self {
                file: self.file,
                start: self.start.min(other.start),
                end: self.end.max(other.end),
            }
        } else {
            self
        }
    }

    /// Whether `other` lies within this span.
    pub fn contains(self, other: Span) -> bool {
        self.file == other.file && self.start <= other.start && other.end <= self.end
    }
}

/// A line and column as people count them: both start at 1, columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineColumn {
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
}

/// The byte at which each line of a text starts.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Reads the line starts of `text`. A line ends with `\n`; a `\r` before it belongs to the line end.
    pub fn new(text: &str) -> Self {
        let mut starts = vec![0];
        starts.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at as u32 + 1));
        Self { starts }
    }

    /// How many lines the text has; an empty text has one.
    pub fn lines(&self) -> usize {
        self.starts.len()
    }

    /// Whether a line of the text, without its line end, is longer than so many bytes.
    pub fn is_any_longer(&self, text: &str, bytes: usize) -> bool {
        let ends = self.starts.iter().skip(1).map(|end| *end as usize);
        let starts = self.starts.iter().map(|start| *start as usize);
        let lines = starts.zip(ends.chain([text.len()]));
        let mut long = lines.filter(|(start, end)| end.saturating_sub(*start) > bytes);
        long.any(|(start, end)| {
            let line = text.get(start..end).and_then(|line| line.lines().next());
            line.is_some_and(|line| line.len() > bytes)
        })
    }

    /// The line of a byte, from 1. A byte past the end is on the last line.
    pub fn line(&self, byte: u32) -> u32 {
        self.starts.partition_point(|s| *s <= byte) as u32
    }

    /// The first byte of a line counted from 1, if the text has that line.
    pub fn start_of(&self, line: u32) -> Option<u32> {
        self.starts.get((line as usize).checked_sub(1)?).copied()
    }

    /// The text of a line counted from 1, without its line end; empty if there is no such line.
    pub fn text_of<'t>(&self, text: &'t str, line: u32) -> &'t str {
        let Some(start) = self.start_of(line) else {
            return "";
        };
        let end = self.start_of(line + 1).map_or(text.len(), |e| e as usize);
        text.get(start as usize..end)
            .unwrap_or("")
            .trim_end_matches(['\n', '\r'])
    }

    /// The line and column of a byte of `text`. A byte inside a character counts as that character.
    pub fn locate(&self, text: &str, byte: u32) -> LineColumn {
        let byte = byte.min(text.len() as u32);
        let line = self.line(byte);
        let start = self.start_of(line).unwrap_or(0) as usize;
        let column = text[start..]
            .char_indices()
            .take_while(|(i, c)| start + i + c.len_utf8() <= byte as usize)
            .count();
        LineColumn {
            line,
            column: column as u32 + 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_characters_from_one() {
        let text = "aä\r\nböc";
        let index = LineIndex::new(text);
        let at = |byte| {
            let LineColumn { line, column } = index.locate(text, byte);
            (line, column)
        };
        assert_eq!(at(0), (1, 1));
        assert_eq!(at(1), (1, 2));
        assert_eq!(at(5), (2, 1));
        assert_eq!(at(8), (2, 3));
        assert_eq!(at(99), (2, 4));
        assert_eq!(index.text_of(text, 1), "aä");
        assert_eq!(index.text_of(text, 3), "");
    }
}
