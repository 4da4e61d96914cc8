//! `candor facts`: what candor reads out of a Rust file, or how much of what it reads out of a tree.
//!
//! In: a path. Out: text on standard output. No policy file is needed.

use std::fmt::Write as _;
use std::path::Path;

use super::args::{Common, FactsArgs};
use super::{Failure, analysis, output, pipeline, reading};
use crate::facts::{self, FileFacts};
use crate::flow;
use crate::report;
use crate::source::{self, ScanGlobs};

/// Runs the command.
pub(super) fn run(common: &Common, args: &FactsArgs) -> Result<(), Failure> {
    let path = args.path.as_deref().unwrap_or(Path::new("."));
    let text = pipeline::on_pool(common.jobs, || {
        if path.is_dir() {
            return tree(path);
        }
        let text = reading::read_text(path)?;
        let facts = facts::read(&text, facts::Extent::All);
        Ok(if args.stats {
            stats(&[facts])
        } else {
            report::dump(&facts::dump(&facts))
        })
    })?;
    output::print(text.as_bytes())
}

/// The numbers of a tree.
fn tree(path: &Path) -> Result<String, Failure> {
    let root = path.canonicalize().map_err(|e| {
        Failure::new(format!("{} cannot be used: {e}", path.display())).help("name a directory")
    })?;
    let sources = source::read(&root, &ScanGlobs::default());
    let mut problems = sources.problems.clone();
    let facts = analysis::read_facts(&sources, flow::Judge::Everything, &[], &mut problems);
    let scanned = analysis::scanned(&sources, &facts);
    let mut out = String::new();
    for (name, count) in [
        ("files", scanned.files),
        ("bytes", scanned.bytes),
        ("lines", scanned.lines),
        ("unread", scanned.unread),
    ] {
        let _ = writeln!(out, "{name:12} {count}");
    }
    let facts: Vec<FileFacts> = facts.rust.into_iter().map(|(_, f)| f).collect();
    let _ = write!(
        out,
        "{:12} {}\n{}",
        "Rust files",
        facts.len(),
        stats(&facts)
    );
    problems.sort();
    for problem in problems {
        let line = problem.line.map_or(String::new(), |l| format!("{l}:"));
        let _ = writeln!(out, "{}:{line} {}", problem.path, problem.message);
    }
    Ok(out)
}

/// How many facts of each kind there are.
fn stats(files: &[FileFacts]) -> String {
    let sum = |count: fn(&FileFacts) -> usize| files.iter().map(count).sum::<usize>();
    let rows = [
        ("modules", sum(|f| f.modules.len())),
        ("uses", sum(|f| f.uses.len())),
        ("types", sum(|f| f.adts.len())),
        ("consts", sum(|f| f.consts.len())),
        ("traits", sum(|f| f.traits.len())),
        ("impls", sum(|f| f.impls.len())),
        ("functions", sum(|f| f.fns.len())),
        ("expressions", sum(|f| f.exprs.len())),
        ("locals", sum(|f| f.locals.len())),
        ("method calls", sum(|f| f.methods.len())),
        ("macro calls", sum(|f| f.macros.len())),
        ("strings", sum(|f| f.strings.len())),
    ];
    rows.iter().fold(String::new(), |mut out, (name, count)| {
        let _ = writeln!(out, "{name:12} {count}");
        out
    })
}
