//! Facts: what one Rust file declares and does.
//!
//! In: the text of one file, and the workspace's own macros. Out: [`FileFacts`], flat tables of ids and byte ranges. No
//! syntax tree leaves this room, it sees one file at a time, and it never knows the policy.

mod adts;
mod arguments;
mod attrs;
mod bodies;
mod children;
mod comments;
mod control;
mod dump;
mod expand;
mod exprs;
mod format;
mod imports;
mod instrument;
mod ir;
mod items;
mod literals;
mod lower;
mod macro_items;
mod macros;
mod nested;
mod objects;
mod patterns;
mod positions;
mod scope;
mod statics;
pub mod surroundings;
mod terraform;
#[cfg(test)]
mod tests;
mod types;

pub use dump::dump;
pub use expand::MacroTable;
pub use ir::*;

use crate::parse::rust::{self, Place, Tests};
use expand::Opener;
use lower::Lower;
use positions::Positions;

/// How much of a file is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All but the modules that are compiled for tests alone.
    Product,
    /// All of it.
    All,
    /// All of it, as test code.
    Test,
}

/// Reads one file by itself; never fails.
pub fn read(text: &str, extent: Extent) -> FileFacts {
    read_among(&MacroTable::of([("", text)]), "", text, extent)
}

/// Reads one file, given by path and text, whose macros may stand in other files; never fails.
pub fn read_among(macros: &MacroTable, path: &str, text: &str, extent: Extent) -> FileFacts {
    let tests = match extent {
        Extent::Product => Tests::Skipped,
        Extent::All | Extent::Test => Tests::Read,
    };
    let source = rust::read(text, tests);
    let positions = Positions::new(&source.seen, source.base);
    let mut lower = Lower::new(text, positions, extent, Opener::new(macros, path));
    lower.file(source.tree);
    let mut facts = lower.out;
    facts.comments = comments::comments(text);
    facts.trim();
    facts
}

impl Lower<'_> {
    fn file(&mut self, tree: Result<syn::File, rust::Refusal>) {
        let marks = tree
            .as_ref()
            .map(|file| self.attrs(&file.attrs))
            .unwrap_or_default();
        self.place.test |= marks.test;
        self.place.cfg.clone_from(&marks.cfg);
        self.out.modules.push(Module {
            name: self.empty,
            parent: None,
            inline: true,
            path: None,
            test: self.place.test,
            cfg: marks.cfg,
            public: true,
            range: Range {
                start: 0,
                end: self.text.len() as u32,
            },
        });
        match tree {
            Ok(file) => self.items(&file.items),
            Err(refusal) => {
                let range = match refusal.at {
                    Place::Byte(at) => Range {
                        start: at as u32,
                        end: at as u32,
                    },
                    Place::Lines(from, to) => {
                        let start = self.pos.byte(from);
                        Range {
                            start,
                            end: self.pos.byte(to).max(start),
                        }
                    }
                };
                self.out.errors.push((refusal.message, range));
                self.loose_strings();
            }
        }
    }
}
