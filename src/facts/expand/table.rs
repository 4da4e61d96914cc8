//! Where the project's macros stand: their names and bodies, found in the text of all files.
//!
//! In: paths and texts. Out: a [`MacroTable`] that threads may share. The texts are only searched for `macro_rules!` here;
//! a body is read as tokens by whoever opens a call of it.

use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

use crate::parse::proto;
use crate::parse::rust::scan::{self, Piece};

/// What is generated for one package is at most so long.
const MESSAGES: usize = 512 << 10;
/// Bodies longer than this are tables of their own rather than wrappers.
const BODY: usize = 64 << 10;

/// The `macro_rules!` definitions of a workspace.
#[derive(Debug, Default)]
pub struct MacroTable {
    by_name: FxHashMap<Box<str>, Vec<Definition>>,
}

/// One definition.
#[derive(Debug)]
pub(super) struct Definition {
    path: Box<str>,
    exported: bool,
    body: Box<str>,
}

impl Definition {
    /// The text between its outer braces.
    pub(super) fn body(&self) -> &str {
        &self.body
    }
}

impl MacroTable {
    /// Finds the definitions of all files, given by path and text.
    pub fn of<'t>(files: impl IntoIterator<Item = (&'t str, &'t str)>) -> Self {
        let mut table = Self::default();
        for (path, text) in files {
            for (at, _) in text.match_indices("macro_rules!") {
                if let Some((name, body)) = definition(text, at) {
                    let definition = Definition {
                        path: path.into(),
                        exported: is_exported(text, at),
                        body: body.into(),
                    };
                    table
                        .by_name
                        .entry(name.into())
                        .or_default()
                        .push(definition);
                }
            }
        }
        table
    }

    /// Leaves macros closed whose calls are looked at as a whole.
    #[must_use]
    pub fn without<'n>(mut self, names: impl IntoIterator<Item = &'n str>) -> Self {
        for name in names {
            self.by_name.remove(name);
        }
        self
    }

    /// Adds what is generated from files of Protocol Buffers: `include_proto!("acme.v1")` stands for its messages.
    #[must_use]
    pub fn with_messages<'t>(mut self, files: impl IntoIterator<Item = &'t str>) -> Self {
        let mut packages: BTreeMap<String, String> = BTreeMap::new();
        for text in files {
            let generated = proto::generated(text);
            let items = packages.entry(generated.package).or_default();
            if items.len() + generated.items.len() <= MESSAGES {
                items.push_str(&generated.items);
            }
        }
        for (package, items) in packages {
            let definition = Definition {
                path: "".into(),
                exported: true,
                body: format!("($($any:tt)*) => {{ {items} }}").into(),
            };
            self.by_name
                .insert(included(&package).into(), vec![definition]);
        }
        self
    }

    /// The definitions that a name may mean in a file, the nearest first, with their numbers.
    pub(super) fn of_name(
        &self,
        name: &str,
        path: &str,
    ) -> Option<(&str, Vec<(usize, &Definition)>)> {
        let (name, all) = self.by_name.get_key_value(name)?;
        let mut found: Vec<(usize, &Definition)> = all
            .iter()
            .enumerate()
            .filter(|(_, d)| d.exported || package(&d.path) == package(path))
            .collect();
        found.sort_by_key(|(at, d)| (std::cmp::Reverse(shared(&d.path, path)), *at));
        Some((name, found))
    }
}

/// The name under which the messages of a package stand, which is no name of a macro.
pub(super) fn included(package: &str) -> String {
    format!("{package}.rs")
}

/// The name and body of the definition that begins at a byte.
fn definition(text: &str, at: usize) -> Option<(&str, &str)> {
    let line = text.get(..at)?.rsplit('\n').next()?;
    if line.contains("//") {
        return None;
    }
    let rest = text.get(at + "macro_rules!".len()..)?;
    let mut pieces = scan::pieces(rest).filter(|(piece, _)| *piece != Piece::Comment);
    let (Piece::Word, name) = pieces.next()? else {
        return None;
    };
    let mut depth = 0usize;
    let mut start = None;
    for (piece, range) in pieces {
        match piece {
            Piece::Punct(b'(' | b'[' | b'{') => {
                depth += 1;
                start = start.or(Some(range.end));
            }
            Piece::Punct(b')' | b']' | b'}') => depth = depth.checked_sub(1)?,
            _ => {}
        }
        let start = start?;
        if range.end - start > BODY {
            return None;
        }
        if depth == 0 {
            return Some((rest.get(name)?, rest.get(start..range.start)?));
        }
    }
    None
}

/// Whether `#[macro_export]` stands among the attributes in front of a byte.
fn is_exported(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or("");
    let attributes = before
        .lines()
        .rev()
        .skip_while(|l| l.trim().is_empty())
        .take_while(|l| {
            let line = l.trim_start();
            line.is_empty() || line.starts_with(['#', '/', '*'])
        });
    attributes.into_iter().any(|l| l.contains("macro_export"))
}

/// The folder above `src`, by which files of one package are known.
fn package(path: &str) -> &str {
    path.split_once("/src/")
        .map_or(if path.starts_with("src/") { "" } else { path }, |(p, _)| p)
}

/// How many bytes two paths begin with alike; a file is nearest to itself.
fn shared(a: &str, b: &str) -> usize {
    if a == b {
        return usize::MAX;
    }
    a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn definitions_are_found_with_their_bodies() {
        let text = "#[macro_export]\nmacro_rules! a { () => { \"}\" } }\n// macro_rules! b { }\nmacro_rules! c(($x:expr) => ($x));";
        let table = MacroTable::of([("src/lib.rs", text)]);
        let names: std::collections::BTreeSet<&str> = table.by_name.keys().map(|k| &**k).collect();
        assert_eq!(names.into_iter().collect::<Vec<_>>(), ["a", "c"]);
        assert_eq!(table.by_name["a"][0].body(), " () => { \"}\" } ");
        assert!(table.by_name["a"][0].exported);
        assert!(!table.by_name["c"][0].exported);
    }

    #[test]
    fn the_nearest_definition_comes_first() {
        let files = [
            ("a/src/lib.rs", "macro_rules! m { () => { 1 } }"),
            ("b/src/lib.rs", "macro_rules! m { () => { 2 } }"),
        ];
        let table = MacroTable::of(files);
        let bodies = |path: &str| -> Vec<String> {
            let (_, found) = table.of_name("m", path).expect("a macro");
            found
                .iter()
                .map(|(_, d)| d.body().trim().to_owned())
                .collect()
        };
        assert_eq!(bodies("b/src/x/y.rs"), ["() => { 2 }"]);
        assert!(bodies("c/src/lib.rs").is_empty());
    }

    #[test]
    fn broken_definitions_are_left_out() {
        for text in [
            "macro_rules!",
            "macro_rules! x",
            "macro_rules! x {",
            "macro_rules! x )",
            "macro_rules! { }",
        ] {
            let table = MacroTable::of([("f", text)]);
            assert!(table.by_name.is_empty(), "{text}");
        }
    }
}
