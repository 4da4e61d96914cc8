//! One text into a tree or table, per format: Rust, SQL, TOML, YAML, JSON, HTML and templates, scripts, style sheets, manifests,
//! and configuration of any format as one table.
//!
//! In: the text of one file. Out: small flat tables with exact byte ranges, comments told apart from content. No
//! reader ever fails: what cannot be read is a [`Fault`] beside what could. This room never knows a rule, a policy
//! or which service a host belongs to.

pub mod attribute;
pub mod cargo;
pub mod config;
pub mod constant;
pub mod css;
pub mod ddl;
pub mod html;
pub mod json;
pub mod package;
pub mod proto;
pub mod purge;
pub mod rust;
pub mod script;
pub mod sql;
pub mod tokens;
pub mod toml;
pub mod web;
pub mod yaml;

/// A byte range of the text that was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Range {
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Range {
    /// The bytes `start..end`; positions beyond 4 GiB do not occur, files are capped far below.
    pub fn new(start: usize, end: usize) -> Self {
        Self {
            start: start as u32,
            end: end.max(start) as u32,
        }
    }

    /// The same range, moved right by `by` bytes: from an inner text to the file it stands in.
    #[must_use]
    pub fn shifted(self, by: u32) -> Self {
        Self {
            start: self.start + by,
            end: self.end + by,
        }
    }
}

/// Something that could not be read, and where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// What is wrong, lower case, no full stop.
    pub message: String,
    /// Where.
    pub range: Range,
}
