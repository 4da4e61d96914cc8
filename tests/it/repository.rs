//! The repository's own files, and candor run on them.

use std::path::Path;
use std::process::Output;

use crate::scratch;

/// Runs `candor` in a directory.
pub(crate) fn run_in(directory: &Path, args: &[&str]) -> Output {
    scratch::run(env!("CARGO_BIN_EXE_candor"), directory, args)
}

/// What a run wrote to standard output, as JSON; a run that could not do its job fails the test.
#[track_caller]
pub(crate) fn json_of(output: &Output) -> serde_json::Value {
    let status = output.status.code();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(status, Some(0 | 1)), "status {status:?}: {error}");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// The root of the repository.
pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files below a directory with one of these endings, sorted, as paths relative to it with `/`.
pub(crate) fn files_below(directory: &Path, endings: &[&str]) -> Vec<String> {
    let entries = walkdir::WalkDir::new(directory)
        .into_iter()
        .filter_map(Result::ok);
    let mut found: Vec<String> = entries
        .filter(|e| e.file_type().is_file())
        .filter_map(|e| {
            let path = e.path().strip_prefix(directory).ok()?.to_str()?.to_owned();
            let fits = endings.is_empty() || endings.iter().any(|end| path.ends_with(end));
            fits.then(|| path.replace('\\', "/"))
        })
        .collect();
    found.sort();
    found
}
