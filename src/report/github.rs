//! GitHub workflow commands: annotations at the lines of a change.
//!
//! In: the report. Out: at most ten commands, since GitHub shows no more of a step: the worst nine and one that
//! counts the rest; then the summary as a plain line of the log. Never shows accepted findings.

use std::fmt::Write as _;

use super::place::{self, Place};
use super::summary::{count, counting, summary_line};
use super::{Report, clean, diagnose, short};
use crate::finding::{Finding, Severity};

/// How many annotations GitHub shows of a step.
const SHOWN: usize = 10;

/// The annotations and the summary.
pub(super) fn render(report: &Report<'_>) -> Vec<u8> {
    let mut findings: Vec<&Finding> = counting(report.outcome).collect();
    // A stable sort: findings that are equally bad stay in the order of their places.
    findings.sort_by_key(|f| std::cmp::Reverse((f.severity, f.confidence)));
    let shown = if findings.len() > SHOWN {
        SHOWN - 1
    } else {
        findings.len()
    };
    let mut out = String::new();
    for finding in &findings[..shown] {
        annotation(report, finding, &mut out);
    }
    let rest = &findings[shown..];
    if let Some(worst) = rest.first() {
        let command = command(worst.severity);
        let more = count(rest.len(), "more finding");
        let line = summary_line(report);
        let _ = writeln!(
            out,
            "::{command} title=candor::{}",
            data(&format!("and {more} ({line})"))
        );
    }
    let _ = writeln!(out, "{}", summary_line(report));
    out.into_bytes()
}

fn annotation(report: &Report<'_>, finding: &Finding, out: &mut String) {
    let at = place::place(report.sources, finding.at);
    let file = property(&format!("{}{}", report.prefix, at.path));
    let title = property(&format!("candor: {}", finding.rule));
    let columns = if at.line == at.end_line {
        format!(",col={},endColumn={}", at.column, at.end_column)
    } else {
        String::new()
    };
    let text = data(&text(finding, &at));
    let _ = writeln!(
        out,
        "::{} file={file},line={},endLine={}{columns},title={title}::{text}",
        command(finding.severity),
        at.line,
        at.end_line,
    );
}

fn text(finding: &Finding, at: &Place) -> String {
    let mut out = format!("{}:{}: {}", at.path, at.line, short::message(finding));
    if let Some(guard) = diagnose::guard(finding) {
        let _ = write!(out, "\n{guard}");
    }
    for help in &finding.help {
        let _ = write!(out, "\nhelp: {}", clean::text(help));
    }
    out
}

fn command(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    }
}

/// The escapes of a command's text.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// The escapes of a command's properties.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
