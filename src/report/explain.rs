//! Answers to `candor explain` and `candor rules`: a commitment, a finding, a page, the table of rules.
//!
//! In: the report and a name. Out: text for a terminal. Never judges anything again.

use std::fmt::Write as _;

use super::diagnose::{diagnostic, wrap};
use super::snippet::{self, Role};
use super::summary::count;
use super::view::View;
use super::{Color, Report, RuleInfo, clean, json, mask, place, short};
use crate::finding::{Confidence, Finding, Seen, State, Step};
use crate::span::Span;
use crate::triage::Judged;

/// Which code was judged for a commitment, with what verdict; the index is that in the policy.
///
/// Empty where the outcome knows no such commitment.
pub fn explain_commitment(report: &Report<'_>, index: usize) -> String {
    let judged = report
        .outcome
        .commitments
        .iter()
        .find(|j| j.commitment == index);
    let (Some(judged), Some(c)) = (judged, report.policy.commitments.get(index)) else {
        return String::new();
    };
    let mut out = String::new();
    let at = place::place(report.sources, c.span);
    let _ = writeln!(out, "{} ({}:{})\n", c.id, at.path, at.line);
    for quote in &c.quotes {
        let _ = writeln!(
            out,
            "  {}",
            wrap(&format!("“{}”", clean::text(quote.value.trim())), 90).replace('\n', "\n  ")
        );
    }
    let promise = report
        .pages
        .iter()
        .find(|p| p.id == c.rule.value)
        .map_or("", |p| p.promise.as_str());
    let sep = if promise.is_empty() { "" } else { ": " };
    let _ = writeln!(out, "\nrule     {}{sep}{promise}", c.rule.value);
    if !c.data.is_empty() {
        let data: Vec<&str> = c.data.iter().map(|d| d.value.as_str()).collect();
        let _ = writeln!(out, "data     {}", data.join(", "));
    }
    let doubts = doubts(report, judged);
    if doubts == 0 {
        let _ = writeln!(out, "verdict  {}", json::verdict(judged.verdict));
    } else {
        let doubts = count(doubts, "finding");
        let _ = writeln!(
            out,
            "verdict  kept, with {doubts} of low confidence that `candor check` leaves out by default"
        );
    }
    if let Some(reason) = &judged.unproven {
        let _ = writeln!(out, "because  {}", clean::text(reason));
    }
    of_commitment(report, judged, &mut out);
    out
}

/// How many findings speak against a commitment, where all of them are of low confidence.
fn doubts(report: &Report<'_>, judged: &Judged) -> usize {
    let findings = judged
        .findings
        .iter()
        .filter_map(|i| report.outcome.findings.get(*i))
        .filter(|f| f.state == State::New);
    let unsure: Vec<bool> = findings.map(|f| f.confidence == Confidence::Low).collect();
    if unsure.iter().all(|unsure| *unsure) {
        unsure.len()
    } else {
        0
    }
}

/// A finding by its fingerprint (or a beginning of it that only one finding has): the whole trail with source lines.
pub fn explain_finding(report: &Report<'_>, fingerprint: &str, color: Color) -> Option<String> {
    let mut found = report
        .outcome
        .findings
        .iter()
        .filter(|f| f.fingerprint.starts_with(fingerprint));
    let finding = found.next().filter(|_| !fingerprint.is_empty())?;
    if found.any(|other| other.fingerprint != finding.fingerprint) {
        return None;
    }
    // The steps follow one by one, so the snippet shows only the place and the sentence.
    let drawn = diagnostic(
        report,
        &Finding {
            trail: Vec::new(),
            ..finding.clone()
        },
    );
    let mut bytes = Vec::new();
    snippet::draw(report.sources, color, &drawn, &mut bytes);
    let mut out = String::from_utf8_lossy(&bytes).into_owned();
    if !finding.trail.is_empty() {
        let _ = writeln!(
            out,
            "the way of the data, {}:",
            count(finding.trail.len(), "step")
        );
        for (i, step) in finding.trail.iter().enumerate() {
            trail_step(report, finding, i + 1, step, &mut out);
        }
        out.push('\n');
    }
    facts(finding, &mut out);
    Some(out)
}

/// Which values of a line carry which data and why, or why a suspicious name carries none.
pub fn explain_seen(report: &Report<'_>, line: Span, seen: &[Seen]) -> String {
    let mut out = String::new();
    if seen.is_empty() {
        return out;
    }
    let at = place::place(report.sources, line);
    let view = View::new(report.sources, line.file, &[(line, Role::Primary)], None);
    let text = view.line(at.line as usize - 1);
    let _ = writeln!(out, "{}:{}\n  │ {}\n", at.path, at.line, text.trim());
    for value in seen {
        let text = mask::mask(report.sources.text(value.span), mask::Kind::Code);
        for datum in &value.data {
            let from = place::place(report.sources, datum.source);
            let _ = writeln!(
                out,
                "`{text}` carries {} ({}, {} confidence): {}\n    since {}:{}:{}",
                datum.key,
                datum.measure,
                json::confidence(datum.confidence),
                clean::text(&datum.why),
                from.path,
                from.line,
                from.column
            );
        }
        if let Some(none) = &value.none {
            let _ = writeln!(out, "`{text}` carries none: {}", clean::text(none));
        }
    }
    out.push('\n');
    out
}

/// A place that was judged for a commitment, in one line.
pub fn explain_judged(id: &str, rule: &str, step: &Step) -> String {
    let what = if step.message.is_empty() {
        "this place".to_owned()
    } else {
        clean::text(&step.message)
    };
    format!("{id} ({rule}): judged {what}\n")
}

/// A dump of facts with what could be a secret covered.
pub fn dump(facts: &str) -> String {
    let mut out = String::with_capacity(facts.len());
    for line in facts.lines() {
        out.push_str(&mask::mask(line, mask::Kind::Dump));
        out.push('\n');
    }
    out
}

/// A rule's page for a terminal: Markdown, already readable, under its promise and tags.
pub fn explain_page(page: &RuleInfo) -> String {
    // The heading repeats the id, which the first line says already.
    let heading = format!("# {}\n", page.id);
    let text = page.body.trim().trim_start_matches(&heading).trim();
    let mut out = format!("{}: {}\n", page.id, page.promise);
    let _ = writeln!(
        out,
        "severity: {} (unless the commitment says otherwise)",
        short::severity(page.severity)
    );
    if !page.tags.is_empty() {
        let _ = writeln!(out, "tags: {}", page.tags.join(", "));
    }
    let _ = writeln!(out, "\n{text}");
    out
}

/// All rules with their promises, one a line.
pub fn rules_table(pages: &[RuleInfo]) -> String {
    let width = pages
        .iter()
        .map(|p| p.id.chars().count())
        .max()
        .unwrap_or(0);
    let mut out = String::new();
    for page in pages {
        let _ = writeln!(out, "{:width$}  {}", page.id, page.promise);
    }
    out
}

/// The findings of a commitment, then every place that was judged.
fn of_commitment(report: &Report<'_>, judged: &Judged, out: &mut String) {
    let findings: Vec<&Finding> = judged
        .findings
        .iter()
        .filter_map(|i| report.outcome.findings.get(*i))
        .collect();
    if !findings.is_empty() {
        let _ = writeln!(out, "\n{}:", count(findings.len(), "finding"));
        for f in findings {
            let at = place::place(report.sources, f.at);
            let text = clean::text(&f.message);
            let _ = writeln!(
                out,
                "  {}:{}: {text} ({}, {})",
                at.path,
                at.line,
                json::state(f.state),
                f.fingerprint
            );
        }
    }
    let _ = writeln!(
        out,
        "\n{} judged{}",
        count(judged.judged.len(), "place"),
        if judged.judged.is_empty() { "" } else { ":" }
    );
    for step in &judged.judged {
        let at = place::place(report.sources, step.span);
        let _ = writeln!(
            out,
            "  {}:{}:{}: {}",
            at.path,
            at.line,
            at.column,
            clean::text(&step.message)
        );
    }
}

fn trail_step(
    report: &Report<'_>,
    finding: &Finding,
    number: usize,
    step: &Step,
    out: &mut String,
) {
    let at = place::place(report.sources, step.span);
    let secret = (finding.rule == "secrets-managed").then_some(finding.at);
    let view = View::new(
        report.sources,
        step.span.file,
        &[(step.span, Role::Primary)],
        secret,
    );
    let _ = writeln!(out, "{number:>4}. {}", clean::text(&step.message));
    let _ = writeln!(out, "      {}:{}:{}", at.path, at.line, at.column);
    let _ = writeln!(
        out,
        "      │ {}",
        view.line(at.line as usize - 1).trim().replace('\t', "    ")
    );
}

fn facts(finding: &Finding, out: &mut String) {
    let mut fact = |name: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(out, "{name:<12} {value}");
        }
    };
    fact("data", &finding.data.join(", "));
    fact("in", &clean::text(&finding.item));
    fact("commitment", &finding.commitment);
    fact("confidence", json::confidence(finding.confidence));
    fact("because", &clean::text(&finding.reason));
    fact("state", json::state(finding.state));
    fact("fingerprint", &finding.fingerprint);
}
