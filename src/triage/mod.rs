//! What becomes of findings: new, known or accepted; which exceptions are stale; how each commitment ends.
//!
//! In: the rules' judgments, the policy's and the code's exceptions. Out: an [`Outcome`]. Nothing is dropped
//! silently: a finding that does not count keeps its place in the list with its state.

use crate::finding::{Finding, Problem, Step, Verdict};

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
}

/// How much was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scanned {
    /// Files read.
    pub files: usize,
    /// Their bytes.
    pub bytes: usize,
    /// Their lines.
    pub lines: usize,
    /// Functions found in them.
    pub functions: usize,
    /// Files that could not be read or parsed.
    pub unread: usize,
}
