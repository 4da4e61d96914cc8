//! One line a finding, for editors and `grep`: `path:line:col: severity[rule]: message [commitment]`.
//!
//! In: the report. Out: those lines and the summary. Never shows source text.

use super::summary::summary_line;
use super::{Detail, Report, Style, clean, place};
use crate::finding::{Finding, Severity, State};

/// The findings that count (with `-v` the accepted ones too), then the summary.
pub(super) fn render(report: &Report<'_>, style: Style) -> Vec<u8> {
    let mut out = String::new();
    for finding in &report.outcome.findings {
        if finding.state == State::New || style.detail == Detail::Verbose {
            out.push_str(&line(report, finding));
            out.push('\n');
        }
    }
    out.push_str(&summary_line(report));
    out.push('\n');
    out.into_bytes()
}

/// The word for a severity.
pub(super) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

/// A finding as its line.
pub(super) fn line(report: &Report<'_>, finding: &Finding) -> String {
    let at = place::place(report.sources, finding.at);
    let state = match finding.state {
        State::New => "",
        State::Baseline => " (in the baseline)",
        State::Excepted => " (excepted)",
    };
    format!(
        "{}:{}:{}: {}[{}]: {}{state}",
        at.path,
        at.line,
        at.column,
        severity(finding.severity),
        finding.rule,
        message(finding),
    )
}

/// The headline with the commitment behind it, where there is one: an exception may belong to none.
pub(super) fn message(finding: &Finding) -> String {
    let text = clean::text(&finding.message);
    if finding.commitment.is_empty() {
        text
    } else {
        format!("{text} [{}]", finding.commitment)
    }
}
