//! The contract's JSON: one document, or one object a finding and line.
//!
//! In: the report. Out: JSON whose fields stand in the contract's order. The field `end_column` is the column of the
//! last character plus one. Accepted findings are listed with their state; `summary.findings` counts only new ones.

use rayon::prelude::*;
use serde::Serialize;

use super::summary::{Summary, summary};
use super::{Report, clean, place, short};
use crate::finding::{Confidence, Finding, Problem, State, Verdict};
use crate::source::SourceMap;
use crate::triage::Judged;

#[derive(Serialize)]
struct Document {
    schema_version: u32,
    tool: Tool,
    policy: PolicyHead,
    summary: Summary,
    commitments: Vec<CommitmentEntry>,
    findings: Vec<FindingEntry>,
    problems: Vec<ProblemEntry>,
    scanned: ScannedEntry,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: String,
}

#[derive(Serialize)]
struct PolicyHead {
    path: String,
    service: String,
    document: Option<String>,
}

#[derive(Serialize)]
struct CommitmentEntry {
    id: String,
    rule: String,
    data: Vec<String>,
    verdict: &'static str,
    quote: Vec<String>,
    line: u32,
    judged: usize,
    findings: Vec<String>,
    hidden: usize,
}

#[derive(Serialize)]
struct FindingEntry {
    fingerprint: String,
    rule: &'static str,
    commitment: String,
    severity: &'static str,
    confidence: &'static str,
    state: &'static str,
    message: String,
    data: Vec<String>,
    path: String,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    trail: Vec<StepEntry>,
    guard: Option<String>,
    help: Vec<String>,
    /// Reserved for machine-applicable fixes; always `null` in this schema version.
    fix: Option<()>,
}

#[derive(Serialize)]
struct StepEntry {
    path: String,
    line: u32,
    column: u32,
    message: String,
}

#[derive(Serialize)]
struct ProblemEntry {
    path: String,
    line: Option<u32>,
    message: String,
}

#[derive(Serialize)]
struct ScannedEntry {
    files: usize,
    bytes: usize,
    lines: usize,
    functions: usize,
    unread: usize,
}

#[derive(Serialize)]
struct SummaryLine {
    summary: Summary,
}

/// The whole document, indented, with a line end.
pub(super) fn render(report: &Report<'_>) -> Vec<u8> {
    let outcome = report.outcome;
    let document = Document {
        schema_version: 1,
        tool: Tool {
            name: "candor",
            version: report.version.to_owned(),
        },
        policy: PolicyHead {
            path: clean::path(&report.policy.path),
            service: clean::text(&report.policy.service),
            document: report
                .policy
                .document
                .as_ref()
                .map(|d| clean::path(&d.value)),
        },
        summary: summary(outcome),
        commitments: outcome
            .commitments
            .iter()
            .filter_map(|j| commitment(report, j))
            .collect(),
        findings: outcome
            .findings
            .par_iter()
            .map(|f| finding(report, f))
            .collect(),
        problems: outcome
            .problems
            .iter()
            .map(|p| problem(report, p))
            .collect(),
        scanned: ScannedEntry {
            files: outcome.scanned.files,
            bytes: outcome.scanned.bytes,
            lines: outcome.scanned.lines,
            functions: outcome.scanned.functions,
            unread: outcome.scanned.unread,
        },
    };
    pretty(&document)
}

/// One finding a line, then one object that holds the summary.
pub(super) fn render_lines(report: &Report<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    for f in &report.outcome.findings {
        out.extend(compact(&finding(report, f)));
    }
    out.extend(compact(&SummaryLine {
        summary: summary(report.outcome),
    }));
    out
}

/// Indented JSON with a line end.
pub(super) fn pretty(value: &impl Serialize) -> Vec<u8> {
    ended(serde_json::to_vec_pretty(value))
}

/// The word for a verdict.
pub(super) fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Kept => "kept",
        Verdict::Broken => "broken",
        Verdict::Unproven => "unproven",
        Verdict::Attested => "attested",
        Verdict::Overdue => "overdue",
        Verdict::Excepted => "excepted",
    }
}

/// The word for a confidence.
pub(super) fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Low => "low",
        Confidence::Medium => "medium",
        Confidence::High => "high",
    }
}

/// The word for a state.
pub(super) fn state(state: State) -> &'static str {
    match state {
        State::New => "new",
        State::Baseline => "baseline",
        State::Excepted => "excepted",
    }
}

/// The line of a problem, from its span where it has one and no line was noted.
pub(super) fn line_of(sources: &SourceMap, problem: &Problem) -> Option<u32> {
    let known = problem
        .span
        .filter(|span| (span.file.0 as usize) < sources.files.len());
    problem
        .line
        .or_else(|| known.map(|span| place::place(sources, span).line))
}

fn compact(value: &impl Serialize) -> Vec<u8> {
    ended(serde_json::to_vec(value))
}

fn ended(json: serde_json::Result<Vec<u8>>) -> Vec<u8> {
    let mut out = json.expect("invariant: plain structs with text keys always serialise");
    out.push(b'\n');
    out
}

fn commitment(report: &Report<'_>, judged: &Judged) -> Option<CommitmentEntry> {
    let c = report.policy.commitments.get(judged.commitment)?;
    let findings = judged
        .findings
        .iter()
        .filter_map(|i| report.outcome.findings.get(*i));
    Some(CommitmentEntry {
        id: c.id.clone(),
        rule: c.rule.value.clone(),
        data: c.data.iter().map(|d| d.value.clone()).collect(),
        verdict: verdict(judged.verdict),
        quote: c.quotes.iter().map(|q| clean::text(&q.value)).collect(),
        line: place::place(report.sources, c.span).line,
        judged: judged.judged.len(),
        findings: findings.map(|f| f.fingerprint.clone()).collect(),
        hidden: judged.hidden,
    })
}

fn finding(report: &Report<'_>, f: &Finding) -> FindingEntry {
    let at = place::place(report.sources, f.at);
    FindingEntry {
        fingerprint: f.fingerprint.clone(),
        rule: f.rule,
        commitment: f.commitment.clone(),
        severity: short::severity(f.severity),
        confidence: confidence(f.confidence),
        state: state(f.state),
        message: clean::text(&f.message),
        data: f.data.clone(),
        path: at.path,
        line: at.line,
        column: at.column,
        end_line: at.end_line,
        end_column: at.end_column,
        trail: f
            .trail
            .iter()
            .map(|step| step_entry(report, step))
            .collect(),
        guard: f.guard.as_deref().map(clean::text),
        help: f.help.iter().map(|h| clean::text(h)).collect(),
        fix: None,
    }
}

fn step_entry(report: &Report<'_>, step: &crate::finding::Step) -> StepEntry {
    let at = place::place(report.sources, step.span);
    StepEntry {
        path: at.path,
        line: at.line,
        column: at.column,
        message: clean::text(&step.message),
    }
}

fn problem(report: &Report<'_>, problem: &Problem) -> ProblemEntry {
    ProblemEntry {
        path: clean::path(&problem.path),
        line: line_of(report.sources, problem),
        message: clean::text(&problem.message),
    }
}
