//! `candor explain NAME`: a rule, a commitment, what is seen at `FILE:LINE`, or a finding by its fingerprint.
//!
//! In: a name. Out: text on standard output. A rule's page needs no tree; everything else is a whole run.

use std::fmt::Write as _;
use std::path::Path;

use super::args::{Common, ExplainArgs};
use super::pipeline::{self, Request, Run};
use super::progress::Progress;
use super::{Failure, check, output};
use crate::facts::Range;
use crate::finding::{Confidence, Finding};
use crate::flow::Watch;
use crate::report::{self, Color, Style};
use crate::source::{SourceMap, relative_to};
use crate::span::{FileId, Span};
use crate::triage::Exceptions;

/// Runs the command.
pub(super) fn run(common: &Common, args: &ExplainArgs) -> Result<(), Failure> {
    let pages = pipeline::rule_infos();
    if let Some(page) = pages.iter().find(|p| p.id == args.name) {
        return output::print(report::explain_page(page).as_bytes());
    }
    let request = Request {
        paths: &args.paths,
        policy: common.policy.as_deref(),
        only: &[],
        exceptions: Exceptions::Apply,
        min_confidence: Confidence::Low,
        style: Style {
            color: output::color_of_stderr(common.color),
            detail: check::detail(common),
        },
        watch: Place::of(&args.name),
    };
    let color = output::color_of_stdout(common.color);
    let text = pipeline::on_pool(common.jobs, || {
        let progress = if common.quiet {
            Progress::default()
        } else {
            Progress::on_terminal()
        };
        let run = pipeline::run(&request, &progress)?;
        drop(progress);
        let view = run.report();
        if let Some(index) = run
            .policy
            .commitments
            .iter()
            .position(|c| c.id == args.name)
        {
            return Ok(report::explain_commitment(&view, index));
        }
        if let Some(place) = request.watch {
            return explain_place(&run, place, color);
        }
        let by_fingerprint =
            args.name.len() >= 4 && args.name.bytes().all(|b| b.is_ascii_hexdigit());
        let found = by_fingerprint
            .then(|| report::explain_finding(&view, &args.name, color))
            .flatten();
        found.ok_or_else(|| {
            Failure::new(format!("`{}` is no rule, commitment, FILE:LINE or fingerprint", args.name)).help(format!(
                "name a rule of `candor rules`, a commitment of {}, a place such as src/main.rs:12, or the fingerprint of a finding",
                run.policy.path
            ))
        })
    })?;
    output::print(text.as_bytes())
}

/// `FILE:LINE` or `FILE:LINE:COLUMN`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place<'a> {
    path: &'a str,
    line: u32,
}

impl<'a> Place<'a> {
    /// The place a name says, if it says one.
    fn of(name: &'a str) -> Option<Self> {
        let (path, last) = name.rsplit_once(':')?;
        let last: u32 = last.parse().ok()?;
        let column = path
            .rsplit_once(':')
            .and_then(|(path, line)| Some((path, line.parse().ok()?)));
        let (path, line) = column.unwrap_or((path, last));
        Some(Self { path, line })
    }

    /// The line in the tree, without the spaces around its text.
    pub(super) fn find(self, root: &Path, sources: &SourceMap) -> Result<Watch, Failure> {
        let id = find(root, sources, self.path)?;
        let file = sources.file(id);
        let Some(start) = file.lines.start_of(self.line) else {
            let lines = file.lines.lines();
            let message = format!("{} has no line {}; it has {lines}", file.path, self.line);
            return Err(Failure::new(message).help("name a line of the file, counted from 1"));
        };
        let text = file.lines.text_of(&file.text, self.line);
        let indent = (text.len() - text.trim_start().len()) as u32;
        let range = Range {
            start: start + indent,
            end: start + indent + text.trim().len() as u32,
        };
        Ok(Watch { file: id, range })
    }
}

/// What is seen on a line: its values, findings at it or on their way through it, and what was judged there.
fn explain_place(run: &Run, place: Place<'_>, color: Color) -> Result<String, Failure> {
    let Watch { file, range } = place.find(&run.root, &run.sources)?;
    let source = run.sources.file(file);
    let line = place.line;
    let on_line = |span: Span| {
        let last = source
            .lines
            .line(span.end.saturating_sub(1).max(span.start));
        span.file == file && (source.lines.line(span.start)..=last).contains(&line)
    };
    let concerns = |f: &&Finding| on_line(f.at) || f.trail.iter().any(|s| on_line(s.span));
    let whole = Span::new(file, range.start, range.end);
    let mut out = report::explain_seen(&run.report(), whole, &run.seen);
    for finding in run.outcome.findings.iter().filter(concerns) {
        out += &report::explain_finding(&run.report(), &finding.fingerprint, color)
            .unwrap_or_default();
    }
    for judged in &run.outcome.commitments {
        let Some(commitment) = run.policy.commitments.get(judged.commitment) else {
            continue;
        };
        for step in judged.judged.iter().filter(|s| on_line(s.span)) {
            out += &report::explain_judged(&commitment.id, &commitment.rule.value, step);
        }
    }
    if out.is_empty() {
        let _ = writeln!(
            out,
            "{}:{line}: no commitment was judged here, no trail leads through here, and no name here is one of data",
            source.path
        );
    }
    Ok(out)
}

/// A file named relative to the current directory, or to the root of the tree.
fn find(root: &Path, sources: &SourceMap, path: &str) -> Result<FileId, Failure> {
    let real = Path::new(path).canonicalize().ok();
    let here = real
        .and_then(|real| relative_to(root, &real))
        .and_then(|path| sources.find(&path));
    here.or_else(|| sources.find(path.trim_start_matches("./")))
        .ok_or_else(|| {
            Failure::new(format!("{path} is not among the files that were read")).help(
                "name a file of the tree, relative to its root, that is not ignored or excluded",
            )
        })
}

#[cfg(test)]
mod tests {
    use super::Place;

    #[track_caller]
    fn check(name: &str, expect: Option<(&str, u32)>) {
        let place = Place::of(name).map(|p| (p.path, p.line));
        assert_eq!(place, expect, "{name}");
    }

    #[test]
    fn places_have_a_line_and_may_have_a_column() {
        check("src/a.rs:12", Some(("src/a.rs", 12)));
        check("src/a.rs:12:5", Some(("src/a.rs", 12)));
        check("C:/a.rs:12", Some(("C:/a.rs", 12)));
        check("never-logged", None);
        check("a:b", None);
    }
}
