//! Results on their way out: standard output, files, colours.
//!
//! In: bytes. Out: the same bytes, whole or not at all. It never lays out anything.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};

use super::Failure;
use super::args::ColorWhen;
use crate::report::Color;

/// Writes to standard output. A reader that has gone away (`candor | head`) is no failure.
pub(super) fn print(bytes: &[u8]) -> Result<(), Failure> {
    let mut stdout = anstream::AutoStream::always(io::stdout().lock());
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::new(format!(
            "standard output could not be written: {error}"
        ))),
        _ => Ok(()),
    }
}

/// A file that is written beside its place and waits to be moved there.
struct Staged {
    temporary: PathBuf,
    target: PathBuf,
}

impl Drop for Staged {
    fn drop(&mut self) {
        // After a successful move there is nothing to remove.
        let _ = fs::remove_file(&self.temporary);
    }
}

/// Writes several files, all or none: each is written beside its place first, and moved when all are complete.
pub(super) fn write_all(files: &[(PathBuf, Vec<u8>)]) -> Result<(), Failure> {
    let mut staged = Vec::new();
    for (path, bytes) in files {
        let failed = |error: &io::Error| cannot_write(path, error);
        if path.exists() && !path.is_file() {
            // A device or pipe such as /dev/stdout: moving a file over it would replace it.
            fs::write(path, bytes).map_err(|e| failed(&e))?;
            continue;
        }
        // A link keeps pointing where it points; the file behind it is replaced.
        let target = path.canonicalize().unwrap_or_else(|_| path.clone());
        staged.push(stage(&target, bytes).map_err(|e| failed(&e))?);
    }
    for file in &staged {
        fs::rename(&file.temporary, &file.target).map_err(|e| cannot_write(&file.target, &e))?;
    }
    Ok(())
}

/// Writes a file that must not exist yet.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let staged = stage(path, bytes).map_err(|e| cannot_write(path, &e))?;
    // Unlike a rename, a hard link fails where something is there already. Not every file system has them.
    match fs::hard_link(&staged.temporary, path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(exists(path)),
        Err(_) if path.exists() => Err(exists(path)),
        Err(_) => fs::rename(&staged.temporary, path).map_err(|e| cannot_write(path, &e)),
        Ok(()) => Ok(()),
    }
}

/// Whether a file can be put at a path, asked before the work begins.
pub(super) fn check_target(path: &Path) -> Result<(), Failure> {
    let directory = directory_of(path);
    if path.is_dir() {
        return Err(
            Failure::new(format!("{} is a directory", path.display())).help("name a file to write")
        );
    }
    if !directory.is_dir() {
        let message = format!(
            "{} cannot be written: the directory does not exist",
            path.display()
        );
        return Err(Failure::new(message).help(format!("create {} first", directory.display())));
    }
    Ok(())
}

fn stage(target: &Path, bytes: &[u8]) -> io::Result<Staged> {
    let mut name = OsString::from(".");
    name.push(target.file_name().unwrap_or_default());
    name.push(format!(".{}.tmp", std::process::id()));
    let temporary = directory_of(target).join(name);
    let mut file: File = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&temporary)?;
    let staged = Staged {
        temporary,
        target: target.to_owned(),
    };
    file.write_all(bytes)?;
    file.sync_all()?;
    Ok(staged)
}

fn directory_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn exists(path: &Path) -> Failure {
    Failure::new(format!(
        "{} exists already and was left as it is",
        path.display()
    ))
    .help("edit it, or move it away first")
}

fn cannot_write(path: &Path, error: &io::Error) -> Failure {
    Failure::new(format!("{} could not be written: {error}", path.display()))
        .help("name a file that can be written")
}

/// Whether standard output gets colours.
pub(super) fn color_of_stdout(when: ColorWhen) -> Color {
    color(when, io::stdout().is_terminal(), |name| {
        std::env::var(name).ok()
    })
}

/// Whether standard error gets colours.
pub(super) fn color_of_stderr(when: ColorWhen) -> Color {
    color(when, io::stderr().is_terminal(), |name| {
        std::env::var(name).ok()
    })
}

/// The rule for colours: the flag decides; else NO_COLOR, then FORCE_COLOR and CLICOLOR_FORCE; else a terminal has them.
fn color(when: ColorWhen, terminal: bool, env: impl Fn(&str) -> Option<String>) -> Color {
    let set = |name: &str| env(name).is_some_and(|v| !v.is_empty() && v != "0");
    let on = match when {
        ColorWhen::Always => true,
        ColorWhen::Never => false,
        ColorWhen::Auto if env("NO_COLOR").is_some_and(|v| !v.is_empty()) => false,
        ColorWhen::Auto if set("FORCE_COLOR") || set("CLICOLOR_FORCE") => true,
        ColorWhen::Auto => {
            terminal
                && env("CLICOLOR").as_deref() != Some("0")
                && env("TERM").as_deref() != Some("dumb")
        }
    };
    if on { Color::On } else { Color::Off }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(when: ColorWhen, terminal: bool, env: &[(&str, &str)], expect: Color) {
        let env = |name: &str| {
            env.iter()
                .find(|(n, _)| *n == name)
                .map(|(_, v)| (*v).to_owned())
        };
        assert_eq!(color(when, terminal, env), expect);
    }

    #[test]
    fn colours_follow_flag_then_environment_then_terminal() {
        check(ColorWhen::Auto, true, &[], Color::On);
        check(ColorWhen::Auto, false, &[], Color::Off);
        check(
            ColorWhen::Auto,
            true,
            &[("NO_COLOR", "1"), ("FORCE_COLOR", "1")],
            Color::Off,
        );
        check(ColorWhen::Auto, false, &[("FORCE_COLOR", "1")], Color::On);
        check(
            ColorWhen::Auto,
            false,
            &[("CLICOLOR_FORCE", "0")],
            Color::Off,
        );
        check(
            ColorWhen::Auto,
            false,
            &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "")],
            Color::On,
        );
        check(ColorWhen::Auto, true, &[("TERM", "dumb")], Color::Off);
        check(ColorWhen::Always, false, &[("NO_COLOR", "1")], Color::On);
        check(ColorWhen::Never, true, &[("FORCE_COLOR", "1")], Color::Off);
    }
}
