//! The report for people: each finding with its source lines and the sentence it breaks, then one line to remember.
//!
//! In: the report. Out: text. Findings that do not count are shown with `-v` only, yet always counted. Never decides
//! the layout of snippets: `snippet` does.

use std::fmt::Write as _;

use anstyle::Style as Ansi;

use super::diagnose::diagnostic;
use super::snippet::{self, Diagnostic, Label, Role};
use super::summary::{count, summary_line};
use super::{Color, Detail, Report, Style, clean, json, short};
use crate::finding::{Problem, Severity, State, Verdict};
use crate::source::SourceMap;
use crate::triage::Judged;

/// How many problems are listed without `-v`.
const PROBLEMS: usize = 8;

/// Findings, problems, what could not be judged, and the summary.
pub(super) fn render(report: &Report<'_>, style: Style) -> Vec<u8> {
    let mut out = Vec::new();
    for f in &report.outcome.findings {
        if f.state == State::New || style.detail == Detail::Verbose {
            let mut drawn = diagnostic(report, f);
            if style.detail == Detail::Verbose {
                drawn
                    .notes
                    .push(format!("all of it: candor explain {}", f.fingerprint));
            }
            snippet::draw(report.sources, style.color, &drawn, &mut out);
        }
    }
    let mut tail = String::new();
    if style.detail > Detail::Quiet {
        problems(report, style, &mut tail);
        unjudged(report, style, &mut tail);
        unsure(report, &mut tail);
        accepted(report, style, &mut tail);
    }
    let _ = writeln!(
        tail,
        "{}",
        paint(style.color, Ansi::new().bold(), &summary_line(report))
    );
    out.extend_from_slice(tail.as_bytes());
    out
}

/// Problems with their source lines, for standard error: what ended a run before there was an outcome.
///
/// A problem whose place is known shows it.
pub fn render_problems(sources: &SourceMap, problems: &[Problem], style: &Style) -> Vec<u8> {
    let mut out = Vec::new();
    for problem in problems {
        let known = problem
            .span
            .filter(|s| (s.file.0 as usize) < sources.files.len());
        let Some(span) = known else {
            let mut line = String::new();
            problem_line(sources, *style, problem, &mut line);
            out.extend_from_slice(line.as_bytes());
            out.push(b'\n');
            continue;
        };
        let drawn = Diagnostic {
            severity: problem_severity(problem),
            code: None,
            message: clean::text(&problem.message),
            labels: vec![Label {
                span,
                role: Role::Primary,
                message: String::new(),
            }],
            notes: problem
                .help
                .iter()
                .map(|h| format!("help: {}", clean::text(h)))
                .collect(),
            secret: None,
        };
        snippet::draw(sources, style.color, &drawn, &mut out);
    }
    out
}

/// The text in a style, where colours are on.
pub(super) fn paint(color: Color, style: Ansi, text: &str) -> String {
    match color {
        Color::On => format!("{style}{text}{style:#}"),
        Color::Off => text.to_owned(),
    }
}

fn problem_severity(problem: &Problem) -> Severity {
    if problem.fatal {
        Severity::Error
    } else {
        Severity::Warning
    }
}

fn problems(report: &Report<'_>, style: Style, out: &mut String) {
    let all = &report.outcome.problems;
    let shown = if style.detail == Detail::Verbose {
        all.len()
    } else {
        all.len().min(PROBLEMS)
    };
    for problem in &all[..shown] {
        problem_line(report.sources, style, problem, out);
    }
    if shown < all.len() {
        let _ = writeln!(
            out,
            "and {}; -v lists all",
            count(all.len() - shown, "more problem")
        );
    }
    if shown > 0 {
        out.push('\n');
    }
}

fn problem_line(sources: &SourceMap, style: Style, problem: &Problem, out: &mut String) {
    let severity = problem_severity(problem);
    let word = paint(
        style.color,
        snippet::tint(severity).bold(),
        short::severity(severity),
    );
    let path = clean::path(&problem.path);
    let line = json::line_of(sources, problem).map_or(String::new(), |l| format!(":{l}"));
    let sep = if path.is_empty() { "" } else { ": " };
    let _ = writeln!(
        out,
        "{word}: {path}{line}{sep}{}",
        clean::text(&problem.message)
    );
    for help in &problem.help {
        let _ = writeln!(out, "  help: {}", clean::text(help));
    }
}

/// Commitments that nothing in the code could show: one by one with `-v`, else one line; overdue ones always.
fn unjudged(report: &Report<'_>, style: Style, out: &mut String) {
    let of = |verdict: Verdict| {
        report
            .outcome
            .commitments
            .iter()
            .filter(move |j| j.verdict == verdict)
    };
    let mut wrote = false;
    for judged in of(Verdict::Overdue) {
        let Some(c) = report.policy.commitments.get(judged.commitment) else {
            continue;
        };
        let _ = writeln!(
            out,
            "overdue: `{}` is vouched for, but its review date has passed",
            c.id
        );
        wrote = true;
    }
    let unproven: Vec<&Judged> = of(Verdict::Unproven).collect();
    if style.detail == Detail::Verbose {
        for judged in &unproven {
            let Some(c) = report.policy.commitments.get(judged.commitment) else {
                continue;
            };
            let reason = judged
                .unproven
                .as_deref()
                .unwrap_or("nothing in the code to judge it by");
            let _ = writeln!(
                out,
                "unproven: `{}` ({}): {}",
                c.id,
                c.rule.value,
                clean::text(reason)
            );
        }
    } else if !unproven.is_empty() {
        let verb = if unproven.len() == 1 { "is" } else { "are" };
        let commitments = count(unproven.len(), "commitment");
        let _ = writeln!(
            out,
            "{commitments} {verb} unproven: the code shows nothing to judge by (-v lists why)"
        );
    }
    if wrote || !unproven.is_empty() {
        out.push('\n');
    }
}

/// How many findings were left out because they are not sure enough: what is kept is then kept as far as is known.
fn unsure(report: &Report<'_>, out: &mut String) {
    let hidden: usize = report.outcome.commitments.iter().map(|j| j.hidden).sum();
    if hidden > 0 {
        let verb = if hidden == 1 { "is" } else { "are" };
        let _ = writeln!(
            out,
            "{} of less confidence {verb} not shown (--min-confidence low shows all)\n",
            count(hidden, "finding")
        );
    }
}

/// How many findings are accepted, and by what.
fn accepted(report: &Report<'_>, style: Style, out: &mut String) {
    let of = |state: State| {
        report
            .outcome
            .findings
            .iter()
            .filter(|f| f.state == state)
            .count()
    };
    let (excepted, baseline) = (of(State::Excepted), of(State::Baseline));
    let total = count(excepted + baseline, "finding");
    let by = match (excepted, baseline) {
        (0, 0) => return,
        (_, 0) => format!("{total} accepted by exceptions"),
        (0, _) => format!("{total} accepted in the baseline"),
        (e, b) => format!("{total} accepted: {e} by exceptions, {b} in the baseline"),
    };
    let hint = if style.detail == Detail::Verbose {
        ""
    } else {
        " (-v shows them)"
    };
    let _ = writeln!(out, "{by}{hint}\n");
}
