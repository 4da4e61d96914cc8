//! A finding as a diagnostic: what is labelled, in which order, and which notes follow.
//!
//! In: a finding. Out: a [`Diagnostic`] for `snippet` to draw: the sink first and alone primary, then the steps, then
//! the sentence it breaks. Never draws.

use std::collections::BTreeSet;

use super::snippet::{Diagnostic, Label, Role};
use super::summary::count;
use super::{Report, clean, json, place};
use crate::finding::{Confidence, Finding, State};
use crate::policy::Commitment;
use crate::span::Span;

/// How many steps of a trail are drawn; `candor explain FINGERPRINT` shows all.
const STEPS: usize = 10;

/// A finding as a diagnostic: the sink first, then the steps, then the sentence.
pub(super) fn diagnostic(report: &Report<'_>, finding: &Finding) -> Diagnostic {
    let commitment = report
        .policy
        .commitments
        .iter()
        .find(|c| c.id == finding.commitment);
    let (mut labels, left_out) = steps(report, finding);
    let mut notes = Vec::new();
    if let Some(c) = commitment {
        quote(report, finding, c, &mut labels, &mut notes);
    }
    if left_out > 0 {
        let steps = count(left_out, "more step");
        notes.push(format!(
            "{steps} in between: candor explain {}",
            finding.fingerprint
        ));
    }
    notes.extend(guard(finding));
    if finding.confidence < Confidence::High {
        let reason = clean::text(&finding.reason);
        let sep = if reason.is_empty() { "" } else { ": " };
        notes.push(format!(
            "{} confidence{sep}{reason}",
            json::confidence(finding.confidence)
        ));
    }
    notes.extend(
        finding
            .help
            .iter()
            .map(|h| wrap(&format!("help: {}", clean::text(h)), 96)),
    );
    let state = match finding.state {
        State::New => "",
        State::Baseline => " (accepted in the baseline)",
        State::Excepted => " (accepted as an exception)",
    };
    Diagnostic {
        severity: finding.severity,
        code: Some(finding.rule.to_owned()),
        message: format!("{}{state}", clean::text(&finding.message)),
        labels,
        notes,
        secret: (finding.rule == "secrets-managed").then_some(finding.at),
    }
}

/// The condition or log level under which a finding happens, as a sentence part.
pub(super) fn guard(finding: &Finding) -> Option<String> {
    let guard = clean::text(finding.guard.as_deref()?);
    // A bare condition needs a word in front; rules that write a phrase keep it.
    Some(if guard.starts_with('`') {
        format!("under {guard}")
    } else {
        guard
    })
}

/// A text broken into lines of at most `width` characters, later lines indented by two.
pub(super) fn wrap(text: &str, width: usize) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > width {
            out.push_str("\n  ");
            column = 2;
        } else if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out
}

/// The labels of the way from source to sink, the sink first, and how many steps were left out.
fn steps(report: &Report<'_>, finding: &Finding) -> (Vec<Label>, usize) {
    let trail = &finding.trail;
    let at_sink = |i: usize| i + 1 == trail.len() && finding.at.contains(trail[i].span);
    let shown: BTreeSet<usize> = (0..trail.len().min(STEPS / 2))
        .chain(trail.len().saturating_sub(STEPS / 2)..trail.len())
        .collect();
    let text = |i: usize| format!("{}: {}", i + 1, clean::text(&trail[i].message));
    let last = trail.len().checked_sub(1).filter(|i| at_sink(*i));
    let sink = match last {
        Some(0) => clean::text(&trail[0].message),
        Some(i) => text(i),
        None => String::new(),
    };
    let mut labels = vec![Label {
        span: finding.at,
        role: Role::Primary,
        message: sink,
    }];
    for i in shown.iter().copied().filter(|i| Some(*i) != last) {
        let span = first_line(report, trail[i].span);
        labels.push(Label {
            span,
            role: Role::Secondary,
            message: text(i),
        });
    }
    (labels, trail.len() - shown.len())
}

/// Labels the quoted sentence; one that the policy file spreads over lines is said in full as a note.
fn quote(
    report: &Report<'_>,
    finding: &Finding,
    commitment: &Commitment,
    labels: &mut Vec<Label>,
    notes: &mut Vec<String>,
) {
    let Some(quote) = commitment.quotes.first() else {
        if !commitment.span.contains(finding.at) {
            let message = format!("the commitment `{}` forbids it", commitment.id);
            let span = first_line(report, commitment.span);
            labels.push(Label {
                span,
                role: Role::Secondary,
                message,
            });
        }
        return;
    };
    let span = first_line(report, sentence(report, quote.span));
    let message = format!("the promise (commitment `{}`)", commitment.id);
    labels.push(Label {
        span,
        role: Role::Secondary,
        message,
    });
    let at = place::place(report.sources, quote.span);
    if at.end_line > at.line || quote.value.chars().count() > 100 {
        notes.push(wrap(
            &format!("promised: “{}”", clean::text(quote.value.trim())),
            96,
        ));
    }
}

/// The part of a span on its first line: labels that only lead to the sink shall not draw whole blocks.
fn first_line(report: &Report<'_>, span: Span) -> Span {
    let text = report.sources.text(span);
    let length = text
        .find('\n')
        .map_or(text.len(), |i| text[..i].trim_end().len());
    Span::new(span.file, span.start, span.start + length as u32)
}

/// The sentence within its TOML quotes: a text of several lines begins after `"""` and a line end.
fn sentence(report: &Report<'_>, span: Span) -> Span {
    let text = report.sources.text(span);
    let marks = ['"', '\'', '\n', '\r', ' ', '\t'];
    let lead = text.len() - text.trim_start_matches(marks).len();
    let length = text.trim_matches(marks).len();
    if length == 0 {
        return span;
    }
    let start = span.start + lead as u32;
    Span::new(span.file, start, start + length as u32)
}
