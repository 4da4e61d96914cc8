//! The files of the checked tree.
//!
//! In: a root and the policy's `[scan]` globs. Out: a [`SourceMap`]: every file worth reading with its text, kind
//! and role, and a problem for each that could not be read. This room never parses.

mod decode;
mod glob;
mod ignored;
mod kind;
mod locate;
mod read;

pub use glob::Globs;
pub use kind::{kind_of, role_of};
pub use locate::{LocateError, Located, locate, relative_to, repository_prefix};
pub use read::{ScanGlobs, read};

use crate::finding::Problem;
use crate::span::{FileId, LineColumn, LineIndex, Span};

/// What a file is, by name and ending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// `.rs`
    Rust,
    /// `Cargo.toml`
    CargoToml,
    /// `Cargo.lock`
    CargoLock,
    /// `package.json`
    PackageJson,
    /// Any other TOML.
    Toml,
    /// `.yml`, `.yaml`
    Yaml,
    /// `.json`, `.jsonc`
    Json,
    /// `.sql`
    Sql,
    /// `.html`, `.htm` and template files that are HTML (`.tera`, `.hbs`, `.j2`, `.jinja`, `.askama`, `.mustache`), `.vue`, `.svelte`, `.astro`
    Html,
    /// `.js`, `.mjs`, `.cjs`, `.jsx`, `.ts`, `.tsx`
    Script,
    /// `.env`, `.env.*`
    Env,
    /// `Dockerfile`, `Containerfile`
    Dockerfile,
    /// `.tf`, `.hcl`
    Terraform,
    /// nginx, Caddy and other web server configuration.
    WebServer,
    /// `.md`, `.txt`: prose, read only where a policy names it.
    Prose,
    /// `.css`, `.scss`
    Css,
    /// Shell scripts.
    Shell,
    /// Crontabs.
    Crontab,
    /// `.ini`, `.conf`, `.cfg`, `.properties`, units of systemd.
    Ini,
    /// logrotate.
    Logrotate,
    /// `.proto`: messages of Protocol Buffers.
    Proto,
}

/// What a file is for, judged by where it stands. Only product code and config is held to promises by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Part of the service.
    Product,
    /// Tests and fixtures.
    Test,
    /// Examples and benches.
    Example,
    /// Documentation.
    Docs,
    /// Build scripts and tooling.
    Build,
    /// Copies of others' code.
    Vendored,
}

/// One file of the tree.
#[derive(Debug)]
pub struct SourceFile {
    /// Relative to the root, with `/`.
    pub path: String,
    /// What it is.
    pub kind: Kind,
    /// What it is for.
    pub role: Role,
    /// Ignored by git, yet read: such files (`.env`) hold secrets.
    pub git_ignored: bool,
    /// The text: valid UTF-8 (invalid bytes replaced and reported), BOM replaced by nothing but spaces kept out of it.
    pub text: String,
    /// Where its lines start.
    pub lines: LineIndex,
}

/// All files of one run, ordered by path; a [`FileId`] is an index into it.
#[derive(Debug, Default)]
pub struct SourceMap {
    /// The files of the tree, sorted by path, and behind them the [`SourceMap::extra`] ones.
    pub files: Vec<SourceFile>,
    /// How many files at the end of `files` were added by [`SourceMap::add_extra`]: these are not sorted.
    pub extra: usize,
    /// What could not be read, or only in part.
    pub problems: Vec<Problem>,
    /// How many files could not be read.
    pub unread: usize,
}

impl SourceMap {
    /// The file of an id.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// All files with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files
            .iter()
            .enumerate()
            .map(|(i, f)| (FileId(i as u32), f))
    }

    /// The files of the tree, without those added later.
    pub fn tree(&self) -> &[SourceFile] {
        &self.files[..self.files.len().saturating_sub(self.extra)]
    }

    /// The id of a path relative to the root, or of an added file by the path it was added under.
    pub fn find(&self, path: &str) -> Option<FileId> {
        let tree = self.tree();
        let found = tree.binary_search_by(|f| f.path.as_str().cmp(path)).ok();
        let found = found.or_else(|| {
            let added = self.files[tree.len()..].iter();
            added
                .clone()
                .position(|f| f.path == path)
                .map(|i| i + tree.len())
        });
        found.map(|i| FileId(i as u32))
    }

    /// Adds a file that is not part of the tree as it was read: a policy file elsewhere, the prose document. A path
    /// that is there already keeps its text and id.
    pub fn add_extra(&mut self, path: &str, text: String) -> FileId {
        if let Some(id) = self.find(path) {
            return id;
        }
        let lines = LineIndex::new(&text);
        self.files.push(SourceFile {
            path: path.to_owned(),
            kind: kind_of(path).unwrap_or(Kind::Prose),
            role: role_of(path),
            git_ignored: false,
            text,
            lines,
        });
        self.extra += 1;
        FileId(self.files.len() as u32 - 1)
    }

    /// The line and column at which a span starts.
    pub fn locate(&self, span: Span) -> LineColumn {
        let file = self.file(span.file);
        file.lines.locate(&file.text, span.start)
    }

    /// The text of a span; empty where it does not fall on characters.
    pub fn text(&self, span: Span) -> &str {
        self.file(span.file)
            .text
            .get(span.start as usize..span.end as usize)
            .unwrap_or("")
    }
}

#[cfg(test)]
mod tests;
