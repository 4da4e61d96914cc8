//! The command line: argv, environment and terminal on one side, the rooms of the analysis on the other.
//!
//! In: arguments. Out: results on standard output or in files, messages on standard error, and the exit status: 0
//! nothing to report, 1 findings, 2 the job could not be done. It never analyses anything itself.

mod analysis;
mod args;
mod check;
mod explain;
mod facts;
mod failure;
mod guard;
mod init;
mod output;
mod pipeline;
mod progress;
mod reading;
mod texts;
mod today;
mod unmatched;

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use clap::Parser;

use args::{Args, CheckArgs, Command};
use failure::Failure;

use crate::finding::Confidence;
use crate::report::{self, Format, Style};
use crate::triage::Exceptions;

/// Runs the program.
pub fn main() -> ExitCode {
    let words = without_cargo(std::env::args_os().collect());
    let args = match Args::try_parse_from(words) {
        Ok(args) => args,
        Err(error) => {
            // Writing help into a closed pipe is no failure.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(failure::STATUS));
        }
    };
    let quiet = args.common.quiet;
    let color = args.common.color;
    let outcome = guard::guarded(|| dispatch(args));
    match outcome {
        Ok(code) => code,
        Err(failure) => {
            failure.print(output::color_of_stderr(color), quiet);
            ExitCode::from(failure::STATUS)
        }
    }
}

/// Judges a tree and gives what `candor check --format json` prints, or why that cannot be done. For programs that
/// use candor as a library, such as the benchmark. It works on the pool it is called on, whose threads want stacks of
/// 64 MB, because nested code is walked recursively.
pub fn check_as_json(root: &Path, policy: &Path) -> Result<Vec<u8>, String> {
    let paths = [root.to_path_buf()];
    let request = pipeline::Request {
        paths: &paths,
        policy: Some(policy),
        only: &[],
        exceptions: Exceptions::Apply,
        min_confidence: Confidence::Medium,
        style: Style::PLAIN,
        watch: None,
    };
    let run = pipeline::run(&request, &progress::Progress::default());
    let run = run.map_err(|failure| failure.to_string())?;
    Ok(report::render(Format::Json, &run.report(), &Style::PLAIN))
}

/// Hands over to the command.
fn dispatch(args: Args) -> Result<ExitCode, Failure> {
    let Args {
        common,
        check,
        command,
    } = args;
    let stray = check != CheckArgs::default();
    let done = |()| ExitCode::SUCCESS;
    match command {
        None => check::run(&common, &check),
        Some(_) if stray => Err(Failure::new("options and paths stand before the command")
            .help("write them behind it: `candor check --format json src`")),
        Some(Command::Check(check)) => check::run(&common, &check),
        Some(Command::Init(init)) => init::run(&init).map(done),
        Some(Command::Explain(explain)) => explain::run(&common, &explain).map(done),
        Some(Command::Facts(facts)) => facts::run(&common, &facts).map(done),
        Some(Command::Rules) => texts::rules().map(done),
        Some(Command::Schema) => texts::schema().map(done),
        Some(Command::Completions { shell }) => texts::completions(shell).map(done),
        Some(Command::Man) => texts::man().map(done),
        Some(Command::Policy(_)) => Err(Failure::not_yet("`candor policy`")),
        Some(Command::Map(_)) => Err(Failure::not_yet("`candor map`")),
        Some(Command::Baseline(_)) => Err(Failure::not_yet("`candor baseline`")),
        Some(Command::Lsp(_)) => Err(Failure::not_yet("`candor lsp`")),
    }
}

/// Drops the word that cargo puts in front of the arguments of `cargo candor …`.
fn without_cargo(mut argv: Vec<OsString>) -> Vec<OsString> {
    let program = argv.first().map(std::path::PathBuf::from);
    let stem = program
        .as_deref()
        .and_then(|p| p.file_stem())
        .and_then(|s| s.to_str());
    if stem == Some("cargo-candor") && argv.get(1).is_some_and(|a| a == "candor") {
        argv.remove(1);
    }
    argv
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(argv: &[&str], expect: &[&str]) {
        let argv = without_cargo(argv.iter().map(OsString::from).collect());
        assert_eq!(argv, expect.iter().map(OsString::from).collect::<Vec<_>>());
    }

    #[test]
    fn the_word_of_cargo_is_dropped_once() {
        check(
            &["/bin/cargo-candor", "candor", "check"],
            &["/bin/cargo-candor", "check"],
        );
        check(
            &["cargo-candor.exe", "candor", "candor"],
            &["cargo-candor.exe", "candor"],
        );
        check(&["candor", "candor"], &["candor", "candor"]);
        check(&["cargo-candor"], &["cargo-candor"]);
        check(&[], &[]);
    }
}
