//! Writes entries while a tree is walked.
//!
//! In: keys and values in the order of the text. Out: the entries of a [`Config`]. It bounds how many there are, since
//! aliases can stand for any number of values; it never reads text.

use super::{Config, Entry, Format, Reading, Sort, Value};
use crate::parse::{Fault, Range};
use std::sync::OnceLock;

/// How many entries are kept of one file. Hand-written configuration stays far below; data files may not.
const MOST: usize = 20_000;

/// How deep groups may nest. Readers bound nesting themselves; this bounds aliases that hold themselves.
const DEPTH: usize = 200;

/// Entries in the making.
#[derive(Debug)]
pub(super) struct Writer {
    format: Format,
    path: Vec<Box<str>>,
    entries: Vec<Entry>,
    pub(super) document: u32,
    pub(super) commented: bool,
    pub(super) faults: Vec<Fault>,
    pub(super) reading: Reading,
}

impl Writer {
    pub(super) fn new(format: Format) -> Self {
        Self {
            format,
            path: Vec::new(),
            entries: Vec::new(),
            document: 0,
            commented: false,
            faults: Vec::new(),
            reading: Reading::Whole,
        }
    }

    /// Whether no more entries are taken.
    pub(super) fn is_full(&self) -> bool {
        self.entries.len() >= MOST || self.path.len() >= DEPTH
    }

    /// Steps into a key without writing an entry.
    pub(super) fn enter(&mut self, key: &str) {
        self.path.push(key.into());
    }

    /// Steps out of a key again.
    pub(super) fn leave(&mut self) {
        self.path.pop();
    }

    /// How deep the path is.
    pub(super) fn depth(&self) -> usize {
        self.path.len()
    }

    /// Steps out of keys until the path is as deep as it was.
    pub(super) fn back_to(&mut self, depth: usize) {
        self.path.truncate(depth);
    }

    /// Writes an entry for the path as it stands.
    pub(super) fn here(&mut self, value: Value, sort: Sort, key: Range, at: Range) {
        if !self.is_full() {
            self.entries.push(Entry {
                path: self.path.clone(),
                value,
                key,
                at,
                sort,
                commented: self.commented,
                document: self.document,
            });
        }
    }

    /// Writes an entry under a key.
    pub(super) fn entry(&mut self, name: &str, value: Value, sort: Sort, key: Range, at: Range) {
        self.enter(name);
        self.here(value, sort, key, at);
        self.leave();
    }

    /// A fault at a place.
    pub(super) fn fault(&mut self, message: impl Into<String>, range: Range) {
        self.faults.push(Fault {
            message: message.into(),
            range,
        });
    }

    /// What was written, in the order of the text.
    pub(super) fn finish(mut self) -> Config {
        if self.entries.len() >= MOST {
            let range = Range::new(0, 0);
            self.fault(format!("only the first {MOST} entries are read"), range);
        }
        Config {
            format: self.format,
            entries: self.entries,
            reading: self.reading,
            faults: self.faults,
            nested: Vec::new(),
            by_path: OnceLock::new(),
        }
    }
}
