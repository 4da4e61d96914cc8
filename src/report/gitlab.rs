//! GitLab Code Quality: an array of issues.
//!
//! In: the report. Out: the findings that count. GitLab knows no accepted findings, so those are left out.

use serde::Serialize;

use super::summary::counting;
use super::{Report, json, place, short};
use crate::finding::{Finding, Severity};

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: &'static str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

/// The array.
pub(super) fn render(report: &Report<'_>) -> Vec<u8> {
    let issues: Vec<Issue> = counting(report.outcome).map(|f| issue(report, f)).collect();
    json::pretty(&issues)
}

fn issue(report: &Report<'_>, finding: &Finding) -> Issue {
    let at = place::place(report.sources, finding.at);
    Issue {
        description: short::message(finding),
        check_name: finding.rule,
        fingerprint: finding.fingerprint.clone(),
        severity: match finding.severity {
            Severity::Error => "critical",
            Severity::Warning => "major",
            Severity::Note => "info",
        },
        location: Location {
            path: format!("{}{}", report.prefix, at.path),
            lines: Lines {
                begin: at.line,
                end: at.end_line,
            },
        },
    }
}
