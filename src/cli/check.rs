//! `candor check`: judge a tree, write the formats, and say by the exit status how it went.
//!
//! In: arguments. Out: the outputs and the exit status. All formats are rendered before the first one is written.

use std::path::PathBuf;
use std::process::ExitCode;

use super::Failure;
use super::args::{CheckArgs, Common};
use super::output;
use super::pipeline::{self, Request, Run};
use super::progress::Progress;
use crate::finding::State;
use crate::report::{self, Color, Detail, Format, Style};
use crate::triage::Exceptions;

/// Runs the command.
pub(super) fn run(common: &Common, args: &CheckArgs) -> Result<ExitCode, Failure> {
    refuse(args)?;
    let request = Request {
        paths: &args.paths,
        policy: common.policy.as_deref(),
        only: &args.only,
        exceptions: if args.no_exceptions {
            Exceptions::Ignore
        } else {
            Exceptions::Apply
        },
        min_confidence: args.confidence(),
        style: Style {
            color: output::color_of_stderr(common.color),
            detail: detail(common),
        },
        watch: None,
    };
    let progress = if common.quiet {
        Progress::default()
    } else {
        Progress::on_terminal()
    };
    let style = Style {
        color: output::color_of_stdout(common.color),
        detail: detail(common),
    };
    let (run, printed, files) = pipeline::on_pool(common.jobs, || {
        let run = pipeline::run(&request, &progress)?;
        let view = run.report();
        let printed = report::render(args.format.unwrap_or_else(default_format), &view, &style);
        let plain = Style {
            color: Color::Off,
            ..style
        };
        let file = |(format, path): &(Format, PathBuf)| {
            (path.clone(), report::render(*format, &view, &plain))
        };
        let files: Vec<_> = args.output.iter().map(file).collect();
        Ok((run, printed, files))
    })?;
    drop(progress);
    output::write_all(&files)?;
    output::print(&printed)?;
    status(args, &run)
}

/// Refuses what this version does not do, and outputs that could not be written anyway.
fn refuse(args: &CheckArgs) -> Result<(), Failure> {
    if args.since.is_some() {
        return Err(Failure::not_yet("`--since`"));
    }
    if args.baseline.is_some() {
        return Err(Failure::not_yet("`--baseline`"));
    }
    let mut seen: Vec<&PathBuf> = Vec::new();
    for (_, path) in &args.output {
        output::check_target(path)?;
        if seen.contains(&path) {
            return Err(
                Failure::new(format!("two outputs go to {}", path.display()))
                    .help("give each `--output` a file of its own"),
            );
        }
        seen.push(path);
    }
    Ok(())
}

/// The exit status of a run that could be done.
fn status(args: &CheckArgs, run: &Run) -> Result<ExitCode, Failure> {
    let unread = run.outcome.scanned.unread;
    if args.strict && unread > 0 {
        let files = if unread == 1 {
            "1 file".to_owned()
        } else {
            format!("{unread} files")
        };
        return Err(Failure::new(format!("{files} could not be read or only in part, which `--strict` does not accept"))
            .help("see the problems in the report, and make the files readable or list them under `exclude` in `[scan]`"));
    }
    let counts =
        |f: &crate::finding::Finding| f.state == State::New && f.severity >= args.severity();
    let failed = run.outcome.findings.iter().any(counts) && !args.exit_zero;
    Ok(if failed {
        ExitCode::from(1)
    } else {
        ExitCode::SUCCESS
    })
}

/// How much is said.
pub(super) fn detail(common: &Common) -> Detail {
    match (common.quiet, common.verbose) {
        (true, _) => Detail::Quiet,
        (false, true) => Detail::Verbose,
        (false, false) => Detail::Normal,
    }
}

/// The format where none is asked for.
fn default_format() -> Format {
    if std::env::var("GITHUB_ACTIONS").is_ok_and(|v| v == "true") {
        Format::Github
    } else {
        Format::Rich
    }
}
