//! A small service in a scratch directory, and candor run on it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// A scratch tree that is removed at the end.
pub(crate) struct Tree(pub(crate) PathBuf);

impl Tree {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let directory =
            std::env::temp_dir().join(format!("candor-cli-{}-{number}", std::process::id()));
        fs::create_dir_all(&directory).expect("scratch directory");
        Self(directory)
    }

    /// A small service whose page loads a tracker, with a policy that promises none.
    pub(crate) fn service() -> Self {
        let tree = Self::new();
        tree.write("candor.toml", POLICY)
            .write("Cargo.toml", "[package]\nname = \"demo\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\ntracing = \"0.1\"\n")
            .write("src/main.rs", "mod auth;\n\nfn main() {}\n")
            .write("src/auth.rs", "pub fn login(user: &str, password: &str) {\n    tracing::info!(\"{user} {password}\");\n}\n");
        tree
    }

    pub(crate) fn write(&self, path: &str, text: &str) -> &Self {
        let full = self.0.join(path);
        fs::create_dir_all(full.parent().expect("a parent")).expect("directory");
        fs::write(full, text).expect("file");
        self
    }

    pub(crate) fn run(&self, args: &[&str]) -> Output {
        run(env!("CARGO_BIN_EXE_candor"), &self.0, args)
    }

    pub(crate) fn text(&self, path: &str) -> String {
        fs::read_to_string(self.0.join(path)).expect("the file")
    }

    pub(crate) fn has(&self, path: &str) -> bool {
        self.0.join(path).exists()
    }
}

impl Drop for Tree {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The service's policy.
pub(crate) const POLICY: &str = r#"[policy]
service = "Demo"

[[commitment]]
id = "passwords-not-logged"
rule = "never-logged"
data = ["password"]

[[commitment]]
id = "staff"
rule = "attested"
by = "Jo"
on = 2026-01-01
review = 2999-01-01
"#;

/// Runs a program as no CI system and no terminal would.
pub(crate) fn run(program: &str, directory: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(program);
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
