//! `candor explain NAME`: a rule, a commitment, what is seen at `FILE:LINE`, or a finding by its fingerprint.
//!
//! In: a name. Out: text on standard output. A rule's page needs no tree; everything else is a whole run.

use std::fmt::Write as _;
use std::path::Path;

use super::args::{Common, ExplainArgs};
use super::pipeline::{self, Request, Run};
use super::progress::Progress;
use super::{Failure, check, output};
use crate::finding::{Confidence, Finding};
use crate::report::{self, Color, Style};
use crate::source::relative_to;
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
        if let Some((path, line)) = place(&args.name) {
            return explain_place(&run, path, line, color);
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

/// The path and line of `FILE:LINE` or `FILE:LINE:COLUMN`.
fn place(name: &str) -> Option<(&str, u32)> {
    let (path, last) = name.rsplit_once(':')?;
    let last: u32 = last.parse().ok()?;
    match path
        .rsplit_once(':')
        .and_then(|(p, l)| Some((p, l.parse().ok()?)))
    {
        Some((path, line)) => Some((path, line)),
        None => Some((path, last)),
    }
}

/// What is seen on a line: findings at it or on their way through it, and what was judged there.
fn explain_place(run: &Run, path: &str, line: u32, color: Color) -> Result<String, Failure> {
    let file = find(run, path)?;
    let source = run.sources.file(file);
    if line == 0 || line as usize > source.lines.lines() {
        let message = format!(
            "{} has no line {line}; it has {}",
            source.path,
            source.lines.lines()
        );
        return Err(Failure::new(message).help("name a line of the file, counted from 1"));
    }
    let on_line = |span: Span| {
        let last = source
            .lines
            .line(span.end.saturating_sub(1).max(span.start));
        span.file == file && (source.lines.line(span.start)..=last).contains(&line)
    };
    let concerns = |f: &&Finding| on_line(f.at) || f.trail.iter().any(|s| on_line(s.span));
    let mut out = String::new();
    for finding in run.outcome.findings.iter().filter(concerns) {
        out += &report::explain_finding(&run.report(), &finding.fingerprint, color)
            .unwrap_or_default();
    }
    for judged in &run.outcome.commitments {
        let Some(commitment) = run.policy.commitments.get(judged.commitment) else {
            continue;
        };
        for step in judged.judged.iter().filter(|s| on_line(s.span)) {
            let what = if step.message.is_empty() {
                "this place"
            } else {
                &step.message
            };
            let _ = writeln!(
                out,
                "{} ({}): judged {what}",
                commitment.id, commitment.rule.value
            );
        }
    }
    if out.is_empty() {
        let _ = writeln!(
            out,
            "{}:{line}: no commitment was judged here, and no trail leads through here",
            source.path
        );
    }
    Ok(out)
}

/// A file named relative to the current directory, or to the root of the tree.
fn find(run: &Run, path: &str) -> Result<FileId, Failure> {
    let real = Path::new(path).canonicalize().ok();
    let here = real
        .and_then(|real| relative_to(&run.root, &real))
        .and_then(|path| run.sources.find(&path));
    here.or_else(|| run.sources.find(path.trim_start_matches("./")))
        .ok_or_else(|| {
            Failure::new(format!("{path} is not among the files that were read")).help(
                "name a file of the tree, relative to its root, that is not ignored or excluded",
            )
        })
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn places_have_a_line_and_may_have_a_column() {
        assert_eq!(place("src/a.rs:12"), Some(("src/a.rs", 12)));
        assert_eq!(place("src/a.rs:12:5"), Some(("src/a.rs", 12)));
        assert_eq!(place("C:/a.rs:12"), Some(("C:/a.rs", 12)));
        assert_eq!(place("never-logged"), None);
        assert_eq!(place("a:b"), None);
    }
}
