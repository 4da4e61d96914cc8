//! `candor facts`: what candor reads out of a Rust file, or how much of what it reads out of a tree.
//!
//! In: a path. Out: text on standard output. No policy file is needed.

use std::fmt::Write as _;
use std::path::Path;

use super::args::{Common, FactsArgs};
use super::{Failure, analysis, output, pipeline, reading};
use crate::catalog::{Catalog, Overlay};
use crate::facts::{self, FileFacts};
use crate::flow;
use crate::link::coverage;
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
            stats(&[&facts])
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
    let rust = facts.rust;
    let read: Vec<&FileFacts> = rust.iter().map(|(_, f)| f).collect();
    let _ = write!(out, "{:12} {}\n{}", "Rust files", read.len(), stats(&read));
    let catalog = Catalog::with(Overlay::default());
    let program = analysis::linked(&sources, rust, &catalog);
    out.push_str(&resolved(&coverage::method_calls(&program)));
    problems.sort();
    for problem in problems {
        let line = problem.line.map_or(String::new(), |l| format!("{l}:"));
        let _ = writeln!(out, "{}:{line} {}", problem.path, problem.message);
    }
    Ok(out)
}

/// How many of the method calls are understood.
fn resolved(calls: &coverage::MethodCalls) -> String {
    let rows = [
        ("own", calls.own),
        ("model", calls.modelled),
        ("type only", calls.typed),
        ("unknown", calls.unknown),
    ];
    let share = |count: usize| 100.0 * count as f64 / calls.all().max(1) as f64;
    let mut out = "method calls by what is known of them\n".to_owned();
    for (name, count) in rows {
        let _ = writeln!(out, "  {name:10} {count} ({:.1} %)", share(count));
    }
    out
}

/// How many facts of each kind there are.
fn stats(files: &[&FileFacts]) -> String {
    let sum = |count: fn(&FileFacts) -> usize| files.iter().map(|f| count(f)).sum::<usize>();
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
