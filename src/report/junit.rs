//! JUnit XML: each commitment is a test case.
//!
//! In: the report. Out: one suite; a broken commitment fails with its findings, one that nothing shows is skipped.
//! Never hides an accepted finding: it stands in the case's output.

use std::fmt::Write as _;

use super::summary::{counting, summary};
use super::{Report, clean, place, short};
use crate::finding::{Finding, State, Verdict};
use crate::triage::Judged;

/// The suite.
pub(super) fn render(report: &Report<'_>) -> Vec<u8> {
    let sum = summary(report.outcome);
    let skipped = sum.unproven + sum.overdue;
    let loose: Vec<&Finding> = counting(report.outcome)
        .filter(|f| belongs_to_none(report, f))
        .collect();
    let more = usize::from(!loose.is_empty());
    let counts = format!(
        "tests=\"{}\" failures=\"{}\" errors=\"0\"",
        sum.commitments + more,
        sum.broken + more
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
    if !loose.is_empty() {
        out.push_str("    <testcase name=\"exceptions\" classname=\"exception\">\n");
        for f in loose {
            failure(report, f, &mut out);
        }
        out.push_str("    </testcase>\n");
    }
    out.push_str("  </testsuite>\n</testsuites>\n");
    out.into_bytes()
}

/// Whether no case shows a finding: it is about an exception, which may be meant for no commitment or for several.
fn belongs_to_none(report: &Report<'_>, finding: &Finding) -> bool {
    let all = report.outcome.findings.iter();
    let Some(index) = all.into_iter().position(|f| std::ptr::eq(f, finding)) else {
        return false;
    };
    let mut cases = report.outcome.commitments.iter();
    !cases.any(|c| c.findings.contains(&index))
}

fn failure(report: &Report<'_>, finding: &Finding, out: &mut String) {
    let message = clean::xml(&clean::text(&finding.message));
    let severity = short::severity(finding.severity);
    let text = clean::xml(&short::line(report, finding));
    let _ = writeln!(
        out,
        "      <failure message=\"{message}\" type=\"{severity}\">{text}</failure>"
    );
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
        failure(report, f, out);
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
