//! The run in numbers, and the one line anyone can read.
//!
//! In: the outcome. Out: counts and the last line of a report. Never decides what counts: triage did.

use serde::Serialize;

use super::Report;
use crate::finding::{Finding, State, Verdict};
use crate::triage::Outcome;

/// The counts of a run, in the contract's order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Summary {
    /// All commitments.
    pub(super) commitments: usize,
    /// Judged and kept.
    pub(super) kept: usize,
    /// With findings that count.
    pub(super) broken: usize,
    /// Nothing to judge by.
    pub(super) unproven: usize,
    /// Vouched for.
    pub(super) attested: usize,
    /// Vouched for too long ago.
    pub(super) overdue: usize,
    /// All findings accepted.
    pub(super) excepted: usize,
    /// Findings that count.
    pub(super) findings: usize,
}

/// The counts of an outcome.
pub(super) fn summary(outcome: &Outcome) -> Summary {
    let mut sum = Summary {
        commitments: outcome.commitments.len(),
        ..Summary::default()
    };
    for judged in &outcome.commitments {
        match judged.verdict {
            Verdict::Kept => sum.kept += 1,
            Verdict::Broken => sum.broken += 1,
            Verdict::Unproven => sum.unproven += 1,
            Verdict::Attested => sum.attested += 1,
            Verdict::Overdue => sum.overdue += 1,
            Verdict::Excepted => sum.excepted += 1,
        }
    }
    sum.findings = counting(outcome).count();
    sum
}

/// The findings that count, in order.
pub(super) fn counting(outcome: &Outcome) -> impl Iterator<Item = &Finding> {
    outcome.findings.iter().filter(|f| f.state == State::New)
}

/// `23 commitments: 18 kept, 2 broken (3 findings), 1 unproven, 2 attested`: groups of none are left out.
pub fn summary_line(report: &Report<'_>) -> String {
    let sum = summary(report.outcome);
    let findings = count(sum.findings, "finding");
    let broken = match (sum.broken, sum.findings) {
        (0, 0) => String::new(),
        (0, _) => findings,
        (n, 0) => format!("{n} broken"),
        (n, _) => format!("{n} broken ({findings})"),
    };
    let group = |n: usize, word: &str| {
        if n == 0 {
            String::new()
        } else {
            format!("{n} {word}")
        }
    };
    let groups = [
        group(sum.kept, "kept"),
        broken,
        group(sum.unproven, "unproven"),
        group(sum.attested, "attested"),
        group(sum.overdue, "overdue"),
        group(sum.excepted, "excepted"),
    ];
    let groups: Vec<String> = groups.into_iter().filter(|g| !g.is_empty()).collect();
    let head = count(sum.commitments, "commitment");
    if groups.is_empty() {
        head
    } else {
        format!("{head}: {}", groups.join(", "))
    }
}

/// `1 finding`, `2 findings`.
pub(super) fn count(n: usize, noun: &str) -> String {
    if n == 1 {
        format!("1 {noun}")
    } else {
        format!("{n} {noun}s")
    }
}
