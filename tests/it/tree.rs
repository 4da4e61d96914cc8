//! Scratch trees on disk and runs of the program on them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// A scratch directory that is removed at the end.
pub struct Tree(PathBuf);

impl Tree {
    /// An empty one; `name` makes it recognisable while it exists.
    pub fn new(name: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let directory =
            std::env::temp_dir().join(format!("candor-{name}-{}-{number}", std::process::id()));
        fs::create_dir_all(&directory).expect("scratch directory");
        Self(directory)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file below it.
    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) -> &Self {
        let full = self.0.join(path);
        fs::create_dir_all(full.parent().expect("a parent")).expect("directory");
        fs::write(full, text).expect("file");
        self
    }

    /// Runs `candor` in it.
    pub fn run(&self, args: &[&str]) -> Output {
        run_in(&self.0, args)
    }
}

impl Drop for Tree {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Runs `candor` in a directory, with nothing of the surrounding CI system showing through.
pub fn run_in(directory: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_candor"));
    command
        .current_dir(directory)
        .args(args)
        .stdin(Stdio::null());
    for name in [
        "GITHUB_ACTIONS",
        "NO_COLOR",
        "FORCE_COLOR",
        "CLICOLOR_FORCE",
        "RUST_BACKTRACE",
    ] {
        command.env_remove(name);
    }
    command.output().expect("candor runs")
}

/// What a run wrote to standard output, as JSON; a run that could not do its job fails the test.
#[track_caller]
pub fn json_of(output: &Output) -> serde_json::Value {
    let status = output.status.code();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(status, Some(0 | 1)), "status {status:?}: {error}");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// The root of the repository.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files below a directory with one of these endings, sorted, as paths relative to it with `/`.
pub fn files_below(directory: &Path, endings: &[&str]) -> Vec<String> {
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
