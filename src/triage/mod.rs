//! What becomes of findings: new, known or accepted; which exceptions are stale; how each commitment ends.
//!
//! In: the rules' judgments, the policy's and the code's exceptions. Out: an [`Outcome`]. Nothing is dropped
//! silently: a finding that does not count keeps its place in the list with its state.

mod exceptions;
mod fingerprint;
mod marks;
mod merge;

pub use exceptions::RULE as EXCEPTION_RULE;
pub use marks::{Mark, marks_of_comments, marks_of_text};

use crate::finding::{Confidence, Finding, Judgment, Problem, State, Step, Verdict};
use crate::policy::Policy;
use crate::source::SourceMap;

/// The result of a run, ready to be reported.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// One entry a commitment, in the policy file's order.
    pub commitments: Vec<Judged>,
    /// All findings, sorted by path, line, column, rule, commitment.
    pub findings: Vec<Finding>,
    /// What could not be read or judged, sorted.
    pub problems: Vec<Problem>,
    /// What was read.
    pub scanned: Scanned,
}

/// How one commitment ended.
#[derive(Clone, Debug)]
pub struct Judged {
    /// Its index in the policy.
    pub commitment: usize,
    /// The verdict.
    pub verdict: Verdict,
    /// The places that were judged.
    pub judged: Vec<Step>,
    /// Why it is unproven, if it is.
    pub unproven: Option<String>,
    /// Indices into [`Outcome::findings`].
    pub findings: Vec<usize>,
    /// How many findings were left out because they are not sure enough.
    pub hidden: usize,
}

/// How much was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scanned {
    /// Files read.
    pub files: usize,
    /// Their bytes, with line ends of one byte.
    pub bytes: usize,
    /// Their lines.
    pub lines: usize,
    /// Functions found in them.
    pub functions: usize,
    /// Files that could not be read or parsed.
    pub unread: usize,
}

/// What is to be triaged.
#[derive(Debug)]
pub struct Input<'a> {
    /// The files of the run, the policy file among them.
    pub sources: &'a SourceMap,
    /// The policy.
    pub policy: &'a Policy,
    /// What the rules said: one entry a commitment, in the policy's order. Missing ones count as unproven.
    pub judgments: Vec<Judgment>,
    /// The `candor:` comments of all files.
    pub marks: Vec<Mark>,
    /// The ids of all rules there are, with those that this version judges.
    pub rules: &'a [(&'a str, Judging)],
    /// Problems from elsewhere: reading, the policy file, parsing.
    pub problems: Vec<Problem>,
    /// What was read.
    pub scanned: Scanned,
}

/// Whether a version of candor judges a rule or only knows its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judging {
    /// It is judged.
    Judged,
    /// It is known, but not judged yet.
    NotYet,
}

/// Whether exceptions hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exceptions {
    /// They do, and those that cover nothing are findings.
    Apply,
    /// Nothing is accepted, and nothing is said about the exceptions themselves.
    Ignore,
}

/// What the command line asks for. None of it changes a fingerprint, and narrowing changes no verdict.
#[derive(Clone, Debug)]
pub struct Options {
    /// Whether exceptions hold.
    pub exceptions: Exceptions,
    /// Today, as `YYYY-MM-DD`.
    pub today: String,
    /// Findings less sure than this are left out, and count for nothing.
    pub min_confidence: Confidence,
    /// Only findings in these files or directories (relative to the root) are reported; empty: all.
    pub narrow: Vec<String>,
    /// Only these rules and commitments are reported; empty: all.
    pub only: Vec<String>,
}

/// Decides what becomes of the findings and how each commitment ends.
pub fn triage(input: Input<'_>, options: &Options) -> Outcome {
    let Input {
        sources,
        policy,
        judgments,
        marks,
        rules,
        mut problems,
        scanned,
    } = input;
    let mut judgments = judgments;
    judgments.resize_with(policy.commitments.len(), Judgment::default);
    let found = judgments.iter_mut().flat_map(|j| j.findings.drain(..));
    let mut findings = merge::merge(found.collect(), sources);
    for judgment in &mut judgments {
        problems.append(&mut judgment.problems);
    }
    fingerprint::fingerprint(&mut findings, sources);
    let mut own = Vec::new();
    if options.exceptions == Exceptions::Apply {
        let context = exceptions::Context {
            sources,
            policy,
            rules,
            today: &options.today,
        };
        own = exceptions::apply(&context, &marks, &mut findings, &mut problems);
        fingerprint::fingerprint(&mut own, sources);
    }
    let (mut findings, unsure): (Vec<Finding>, Vec<Finding>) = findings
        .into_iter()
        .partition(|f| f.confidence >= options.min_confidence);
    let verdicts = verdicts(policy, &judgments, &findings);
    findings.append(&mut own);
    findings.retain(|f| {
        is_wanted(&options.only, f.rule, &f.commitment) && is_within(&options.narrow, f, sources)
    });
    merge::sort(&mut findings, sources);
    problems.sort();
    problems.dedup();
    let commitments = ended(policy, judgments, verdicts, (&findings, &unsure), options);
    Outcome {
        commitments,
        findings,
        problems,
        scanned,
    }
}

/// How each commitment that is asked for ended, with the findings that are shown and how many are not.
fn ended(
    policy: &Policy,
    judgments: Vec<Judgment>,
    verdicts: Vec<Verdict>,
    (findings, unsure): (&[Finding], &[Finding]),
    options: &Options,
) -> Vec<Judged> {
    let mut commitments = Vec::new();
    for (index, (judgment, verdict)) in judgments.into_iter().zip(verdicts).enumerate() {
        let commitment = &policy.commitments[index];
        if !is_wanted(&options.only, &commitment.rule.value, &commitment.id) {
            continue;
        }
        let own = |f: &Finding| f.rule != EXCEPTION_RULE && f.commitment == commitment.id;
        commitments.push(Judged {
            commitment: index,
            verdict,
            judged: judgment.judged,
            unproven: judgment.unproven,
            findings: positions(findings, own),
            hidden: positions(unsure, |f| own(f) && f.state == State::New).len(),
        });
    }
    commitments
}

/// How each commitment ends.
fn verdicts(policy: &Policy, judgments: &[Judgment], findings: &[Finding]) -> Vec<Verdict> {
    let commitments = policy.commitments.iter().zip(judgments);
    let ends = commitments.map(|(commitment, judgment)| {
        let own = findings.iter().filter(|f| f.commitment == commitment.id);
        verdict(judgment, own)
    });
    ends.collect()
}

/// How a commitment with these findings ends.
fn verdict<'f>(judgment: &Judgment, findings: impl Iterator<Item = &'f Finding>) -> Verdict {
    let states: Vec<State> = findings.map(|f| f.state).collect();
    let new = states.contains(&State::New);
    match judgment.attested {
        // What a person vouches for is not broken by the day of its review, only overdue.
        Some(attested) if new || states.is_empty() => return attested,
        _ if new => return Verdict::Broken,
        _ => {}
    }
    match (states.is_empty(), judgment.judged.is_empty()) {
        (false, _) => Verdict::Excepted,
        (true, true) => Verdict::Unproven,
        (true, false) => Verdict::Kept,
    }
}

/// Whether `--only` names the rule or the commitment, or nothing at all.
fn is_wanted(only: &[String], rule: &str, commitment: &str) -> bool {
    only.is_empty() || only.iter().any(|o| o == rule || o == commitment)
}

/// Whether a finding stands in one of the narrowed files or directories, or nothing is narrowed.
fn is_within(narrow: &[String], finding: &Finding, sources: &SourceMap) -> bool {
    let path = sources.file(finding.at.file).path.as_str();
    let within = |n: &String| {
        path.strip_prefix(n.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    narrow.is_empty() || narrow.iter().any(within)
}

/// The indices of what fits.
fn positions(findings: &[Finding], fits: impl Fn(&Finding) -> bool) -> Vec<usize> {
    findings
        .iter()
        .enumerate()
        .filter(|(_, f)| fits(f))
        .map(|(i, _)| i)
        .collect()
}

#[cfg(test)]
mod tests;
