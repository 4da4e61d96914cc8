//! From the bytes of a file to its text.
//!
//! In: a file on disk. Out: its text as valid UTF-8, with whatever went wrong. Byte offsets into the text are those of
//! the file without its BOM; line ends stay as they are. It never looks at what the text says.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::Kind;
use crate::finding::Problem;

/// The largest Rust file that is read, in bytes: beyond it lies only generated code.
const RUST_LIMIT: u64 = 4 << 20;

/// The largest file of any other kind that is read, in bytes.
const OTHER_LIMIT: u64 = 2 << 20;

/// A file's text, or none where it could not be read, and what is wrong with it.
pub(super) type Decoded = (Option<String>, Option<Problem>);

/// Reads one file. `path` is its name in problems.
pub(super) fn load(full: &Path, path: &str, kind: Kind) -> Decoded {
    let limit = if kind == Kind::Rust {
        RUST_LIMIT
    } else {
        OTHER_LIMIT
    };
    let bytes = match bytes_of(full, limit) {
        Ok(bytes) => bytes,
        Err(error) => return (None, Some(unreadable(path, &error))),
    };
    if bytes.len() as u64 > limit {
        let message = format!(
            "this file is larger than {} MB and was not read",
            limit >> 20
        );
        let help = "split it, or list it under `exclude` in `[scan]` if it holds nothing to judge";
        return (None, Some(Problem::of_file(path, message).help(help)));
    }
    decode(bytes, path)
}

/// The problem of a file that the system would not give.
pub(super) fn unreadable(path: &str, error: &std::io::Error) -> Problem {
    let (message, help) = match error.kind() {
        std::io::ErrorKind::NotFound => (
            "this file vanished while the tree was read".to_owned(),
            "run candor again when nothing writes to the tree",
        ),
        std::io::ErrorKind::PermissionDenied => (
            "this file may not be read".to_owned(),
            "grant read permission, or list it under `exclude` in `[scan]` if it holds nothing to judge",
        ),
        _ => (
            format!("this file could not be read: {error}"),
            "make it readable, or list it under `exclude` in `[scan]`",
        ),
    };
    Problem::of_file(path, message).help(help)
}

/// The bytes of a file, at most one more than `limit`, so that a file which grows meanwhile cannot fill the memory.
fn bytes_of(full: &Path, limit: u64) -> std::io::Result<Vec<u8>> {
    let file = File::open(full)?;
    let expected = file.metadata().map_or(0, |m| m.len()).min(limit + 1);
    let mut bytes = Vec::with_capacity(expected as usize + 1);
    file.take(limit + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Turns bytes into text.
pub(super) fn decode(mut bytes: Vec<u8>, path: &str) -> Decoded {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        let problem =
            Problem::of_file(path, "this file is UTF-16 and was not read").help("save it as UTF-8");
        return (None, Some(problem));
    }
    if bytes.contains(&0) {
        let help = "remove the NUL bytes, or list it under `exclude` in `[scan]` if it is not text";
        return (
            None,
            Some(Problem::of_file(path, "this file holds NUL bytes and was not read").help(help)),
        );
    }
    if bytes.starts_with(&[0xef, 0xbb, 0xbf]) {
        bytes.drain(..3);
    }
    match String::from_utf8(bytes) {
        Ok(text) => (Some(text), None),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let line = error.as_bytes()[..valid].split(|b| *b == b'\n').count() as u32;
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let mut problem = Problem::of_file(
                path,
                "this file is not valid UTF-8; its wrong bytes were replaced",
            )
            .help("save it as UTF-8");
            problem.line = Some(line);
            (Some(text), Some(problem))
        }
    }
}
