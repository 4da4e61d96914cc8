//! What can be written on the command line.
//!
//! In: argv. Out: [`Args`]. It never acts; what an argument means stands with the command that uses it.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

use crate::finding::{Confidence, Severity};
use crate::report::Format;

/// candor holds a Rust codebase to its own privacy policy.
///
/// It reads the promises in candor.toml and says of each whether the code keeps it. Without a command it checks.
///
/// Exit status: 0 nothing at or above --fail-on, 1 findings, 2 the job could not be done.
#[derive(Debug, Parser)]
#[command(name = "candor", bin_name = "candor", version, max_term_width = 110)]
pub(super) struct Args {
    #[command(flatten)]
    pub(super) common: Common,
    #[command(flatten)]
    pub(super) check: CheckArgs,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

/// What every command understands.
#[derive(Clone, Debug, ClapArgs)]
pub(super) struct Common {
    /// The policy file (default: candor.toml or .github/candor.toml at the root of the checked tree)
    #[arg(long, value_name = "FILE", global = true)]
    pub(super) policy: Option<PathBuf>,
    /// How many threads to use (default: one a core)
    #[arg(long, value_name = "N", global = true, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(super) jobs: Option<u16>,
    /// Read every file anew
    #[arg(long, global = true)]
    pub(super) no_cache: bool,
    /// Say less
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// Say more
    #[arg(short, long, global = true)]
    pub(super) verbose: bool,
    /// When to use colours
    #[arg(long, value_name = "WHEN", global = true, default_value = "auto")]
    pub(super) color: ColorWhen,
}

/// What `check` understands.
#[derive(Clone, Debug, Default, PartialEq, Eq, ClapArgs)]
pub(super) struct CheckArgs {
    /// Files and directories: the tree to check, or parts of it to report on
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// The format of standard output: rich, short, json, sarif, github, … (default: rich; github inside GitHub Actions)
    #[arg(long, value_name = "FORMAT", value_parser = format)]
    pub(super) format: Option<Format>,
    /// Also write a format to a file; repeatable
    #[arg(long, value_name = "FORMAT=PATH", value_parser = output)]
    pub(super) output: Vec<(Format, PathBuf)>,
    /// Exit with 1 from this severity on (default: error)
    #[arg(long, value_name = "SEVERITY", value_parser = ["error", "warning", "note"])]
    pub(super) fail_on: Option<String>,
    /// Leave out findings that are less sure than this (default: medium)
    #[arg(long, value_name = "CONFIDENCE", value_parser = ["low", "medium", "high"])]
    pub(super) min_confidence: Option<String>,
    /// Report only findings whose trail touches lines changed since a commit
    #[arg(long, value_name = "REF", hide = true)]
    pub(super) since: Option<String>,
    /// Findings that are known
    #[arg(long, value_name = "FILE", hide = true)]
    pub(super) baseline: Option<PathBuf>,
    /// Report accepted breaches too
    #[arg(long)]
    pub(super) no_exceptions: bool,
    /// Report only this rule or commitment; repeatable
    #[arg(long, value_name = "RULE|COMMITMENT")]
    pub(super) only: Vec<String>,
    /// Exit with 2 where a file could not be read
    #[arg(long)]
    pub(super) strict: bool,
    /// Exit with 0 even where there are findings
    #[arg(long)]
    pub(super) exit_zero: bool,
}

impl CheckArgs {
    /// The severity from which findings fail the run.
    pub(super) fn severity(&self) -> Severity {
        match self.fail_on.as_deref() {
            Some("note") => Severity::Note,
            Some("warning") => Severity::Warning,
            _ => Severity::Error,
        }
    }

    /// The least confidence that is reported.
    pub(super) fn confidence(&self) -> Confidence {
        match self.min_confidence.as_deref() {
            Some("low") => Confidence::Low,
            Some("high") => Confidence::High,
            _ => Confidence::Medium,
        }
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Judge a tree against its policy file
    Check(CheckArgs),
    /// Write a commented candor.toml
    Init(InitArgs),
    /// Explain a rule, a commitment, FILE:LINE or the fingerprint of a finding
    Explain(ExplainArgs),
    /// Show what candor reads out of a Rust file, or count it for a tree
    Facts(FactsArgs),
    /// List the rules
    Rules,
    /// Print the JSON schema of candor.toml
    Schema,
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the man page
    Man,
    /// Coverage of the policy text
    #[command(hide = true)]
    Policy(Later),
    /// The data map
    #[command(hide = true)]
    Map(Later),
    /// Accept or prune known findings
    #[command(hide = true)]
    Baseline(Later),
    /// The language server
    #[command(hide = true)]
    Lsp(Later),
}

/// Whatever is written behind a command of a later version.
#[derive(Debug, ClapArgs)]
pub(super) struct Later {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    rest: Vec<String>,
}

/// What `init` understands.
#[derive(Debug, ClapArgs)]
pub(super) struct InitArgs {
    /// The directory to write candor.toml into (default: the current one)
    #[arg(value_name = "DIRECTORY")]
    pub(super) directory: Option<PathBuf>,
    /// A policy text to draft entries from
    #[arg(long, value_name = "PROSE", hide = true)]
    pub(super) from: Option<PathBuf>,
}

/// What `explain` understands.
#[derive(Debug, ClapArgs)]
pub(super) struct ExplainArgs {
    /// A rule, a commitment, FILE:LINE or a fingerprint
    #[arg(value_name = "NAME")]
    pub(super) name: String,
    /// The tree to check
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
}

/// What `facts` understands.
#[derive(Debug, ClapArgs)]
pub(super) struct FactsArgs {
    /// A Rust file, or a directory to count
    #[arg(value_name = "FILE")]
    pub(super) path: Option<PathBuf>,
    /// Only count
    #[arg(long)]
    pub(super) stats: bool,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorWhen {
    /// On a terminal, unless the environment says otherwise
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// A format by name, if this version writes it.
fn format(name: &str) -> Result<Format, String> {
    let format = Format::parse(name).ok_or_else(|| {
        let known: Vec<&str> = Format::ALL.iter().map(|(n, _)| *n).collect();
        format!("no such format; there are {}", known.join(", "))
    })?;
    if format.is_available() {
        Ok(format)
    } else {
        Err("this version does not write this format yet".to_owned())
    }
}

/// `FORMAT=PATH`.
fn output(text: &str) -> Result<(Format, PathBuf), String> {
    let (name, path) = text
        .split_once('=')
        .ok_or("write FORMAT=PATH, such as sarif=candor.sarif")?;
    match path {
        "" => Err("the path is missing; write FORMAT=PATH".to_owned()),
        "-" => Err("a path is needed; `--format` chooses what goes to standard output".to_owned()),
        path => Ok((format(name)?, PathBuf::from(path))),
    }
}
