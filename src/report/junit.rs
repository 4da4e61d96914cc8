//! JUnit XML: each commitment is a test case.
//!
//! In: the report. Out: one suite; a broken commitment fails with its findings, one that nothing shows is skipped.
//! Never hides an accepted finding: it stands in the case's output.

use std::fmt::Write as _;

use super::summary::summary;
use super::{Report, clean, place, short};
use crate::finding::{Finding, State, Verdict};
use crate::triage::Judged;

/// The suite.
pub(super) fn render(report: &Report<'_>) -> Vec<u8> {
    let sum = summary(report.outcome);
    let skipped = sum.unproven + sum.overdue;
    let counts = format!(
        "tests=\"{}\" failures=\"{}\" errors=\"0\"",
        sum.commitments, sum.broken
    );
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(out, "<testsuites name=\"candor\" {counts}>");
    let name = clean::xml(&clean::text(&report.policy.service));
    let _ = writeln!(
        out,
        "  <testsuite name=\"{name}\" {counts} skipped=\"{skipped}\">"
    );
    for judged in &report.outcome.commitments {
        case(report, judged, &mut out);
    }
    out.push_str("  </testsuite>\n</testsuites>\n");
    out.into_bytes()
}

fn case(report: &Report<'_>, judged: &Judged, out: &mut String) {
    let Some(c) = report.policy.commitments.get(judged.commitment) else {
        return;
    };
    let (name, class) = (clean::xml(&c.id), clean::xml(&c.rule.value));
    let at = place::place(report.sources, c.span);
    let file = clean::xml(&at.path);
    let head = format!(
        "name=\"{name}\" classname=\"{class}\" file=\"{file}\" line=\"{}\"",
        at.line
    );
    let _ = writeln!(out, "    <testcase {head}>");
    let findings = judged
        .findings
        .iter()
        .filter_map(|i| report.outcome.findings.get(*i));
    let (new, accepted): (Vec<&Finding>, Vec<&Finding>) =
        findings.partition(|f| f.state == State::New);
    for f in new {
        let message = clean::xml(&clean::text(&f.message));
        let severity = short::severity(f.severity);
        let text = clean::xml(&short::line(report, f));
        let _ = writeln!(
            out,
            "      <failure message=\"{message}\" type=\"{severity}\">{text}</failure>"
        );
    }
    let why = match judged.verdict {
        Verdict::Unproven => Some(
            judged
                .unproven
                .as_deref()
                .unwrap_or("nothing in the code to judge it by"),
        ),
        Verdict::Overdue => Some("vouched for, but the review date has passed"),
        _ => None,
    };
    if let Some(why) = why {
        let _ = writeln!(
            out,
            "      <skipped message=\"{}\"/>",
            clean::xml(&clean::text(why))
        );
    }
    if !accepted.is_empty() {
        let lines: Vec<String> = accepted.iter().map(|f| short::line(report, f)).collect();
        let _ = writeln!(
            out,
            "      <system-out>{}</system-out>",
            clean::xml(&lines.join("\n"))
        );
    }
    out.push_str("    </testcase>\n");
}
