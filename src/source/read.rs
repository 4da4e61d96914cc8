//! The walk over the tree and the reading of its files.
//!
//! In: the root and the globs of `[scan]`. Out: the [`SourceMap`]. The walk is serial, because it is cheap and its order
//! matters; the reading runs on the caller's thread pool. Links are never followed, so there are no loops.

use std::path::{Path, PathBuf};

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use super::ignored::{Ignored, IsDirectory};
use super::{Globs, Kind, Role, SourceFile, SourceMap, decode, kind_of, role_of};
use crate::finding::Problem;
use crate::span::LineIndex;

/// The globs of `[scan]`. No `include` means everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScanGlobs {
    /// Only what one of these covers is read.
    pub include: Vec<String>,
    /// What one of these covers is not read.
    pub exclude: Vec<String>,
}

/// A file that is to be read.
struct Candidate {
    full: PathBuf,
    path: String,
    kind: Kind,
    role: Role,
    git_ignored: bool,
}

/// Reads the tree below `root`. Never fails: what cannot be read is a problem. Prose is left out; a policy names the
/// one document that is needed, and it is added by [`SourceMap::add_extra`].
pub fn read(root: &Path, scan: &ScanGlobs) -> SourceMap {
    let mut problems = Vec::new();
    let (include, wrong_include) = Globs::new(&scan.include);
    let (exclude, wrong_exclude) = Globs::new(&scan.exclude);
    for (list, wrong) in [
        (&scan.include, wrong_include),
        (&scan.exclude, wrong_exclude),
    ] {
        for (index, reason) in wrong {
            let glob = list.get(index).map_or("", String::as_str);
            problems.push(Problem::of_file(
                "",
                format!("`{glob}` in `[scan]` is not a glob: {reason}"),
            ));
        }
    }
    let (mut candidates, unwalked) = walk(root, &include, &exclude, &mut problems);
    candidates.sort_by(|a, b| a.path.cmp(&b.path));
    let read: Vec<_> = candidates.into_par_iter().map(load).collect();
    let mut map = SourceMap {
        unread: unwalked,
        ..SourceMap::default()
    };
    for (file, problem) in read {
        problems.extend(problem);
        match file {
            Some(file) => map.files.push(file),
            None => map.unread += 1,
        }
    }
    problems.sort();
    map.problems = problems;
    map
}

/// Reads one file and splits it into lines.
fn load(candidate: Candidate) -> (Option<SourceFile>, Option<Problem>) {
    let Candidate {
        full,
        path,
        kind,
        role,
        git_ignored,
    } = candidate;
    let (text, problem) = decode::load(&full, &path, kind);
    let file = text.map(|text| {
        let lines = LineIndex::new(&text);
        SourceFile {
            path,
            kind,
            role,
            git_ignored,
            text,
            lines,
        }
    });
    (file, problem)
}

/// Lists the files worth reading, and counts the places that could not be entered.
fn walk(
    root: &Path,
    include: &Globs,
    exclude: &Globs,
    problems: &mut Vec<Problem>,
) -> (Vec<Candidate>, usize) {
    let mut found = Vec::new();
    let mut unwalked = 0;
    let mut ignored = Ignored::above(root);
    let mut walk = WalkDir::new(root)
        .follow_links(false)
        .sort_by_file_name()
        .into_iter();
    while let Some(entry) = walk.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                unwalked += 1;
                problems.push(unwalkable(root, &error));
                continue;
            }
        };
        let path = shown(root, entry.path());
        ignored.leave_to(entry.depth());
        if entry.file_type().is_dir() {
            let pruned = entry.depth() > 0
                && (is_junk(&entry)
                    || exclude.covers(&path)
                    || ignored.ignores(entry.path(), IsDirectory::Yes));
            if pruned {
                walk.skip_current_dir();
            } else {
                ignored.enter(entry.depth(), entry.path(), &path, problems);
            }
            continue;
        }
        let wanted = entry.file_type().is_file()
            && (include.is_empty() || include.covers(&path))
            && !exclude.covers(&path);
        let Some(kind) = kind_of(&path).filter(|kind| wanted && *kind != Kind::Prose) else {
            continue;
        };
        let git_ignored = ignored.ignores(entry.path(), IsDirectory::No);
        found.push(Candidate {
            role: role_of(&path),
            full: entry.into_path(),
            path,
            kind,
            git_ignored,
        });
    }
    (found, unwalked)
}

/// A path relative to the root, with `/`; empty for the root itself.
fn shown(root: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = relative
        .components()
        .map(|c| c.as_os_str().to_string_lossy())
        .collect();
    parts.join("/")
}

/// The problem of a directory that could not be entered, or an entry that vanished.
fn unwalkable(root: &Path, error: &walkdir::Error) -> Problem {
    let path = error.path().map_or_else(String::new, |p| shown(root, p));
    match error.io_error() {
        Some(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
            Problem::of_file(path, "this directory may not be read")
                .help("grant read permission, or list it under `exclude` in `[scan]` if it holds nothing to judge")
        }
        Some(error) => decode::unreadable(&path, error),
        None => Problem::of_file(path, "this directory could not be walked"),
    }
}

/// Directories that hold no source even where no ignore file says so: version control, build output, installed
/// packages. `target` is a common word, so it counts only next to a `Cargo.toml` or with cargo's mark in it.
fn is_junk(entry: &DirEntry) -> bool {
    match entry.file_name().to_str() {
        Some(".git" | ".hg" | ".svn" | ".jj" | "node_modules" | "bower_components") => true,
        Some("target") => {
            let beside = entry
                .path()
                .parent()
                .is_some_and(|p| p.join("Cargo.toml").is_file());
            beside || entry.path().join("CACHEDIR.TAG").is_file()
        }
        _ => false,
    }
}
