//! `no-trackers`: the product loads, calls and links no tracking service.

use crate::catalog::recipients::Recipients;
use crate::facts::FileFacts;
use crate::facts::surroundings::Surroundings;
use crate::finding::Judgment;
use crate::policy::{Commitment, Policy};
use crate::source::SourceMap;
use crate::span::FileId;

/// What the rule looks at.
#[derive(Clone, Copy)]
pub struct Seen<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// The files.
    pub sources: &'a SourceMap,
    /// The known services.
    pub recipients: &'a Recipients,
    /// The facts of the Rust files.
    pub rust: &'a [(FileId, FileFacts)],
    /// What stands around the Rust code.
    pub others: &'a Surroundings,
}

/// Judges one commitment.
pub(super) fn judge(context: &super::Context<'_>, commitment: &Commitment) -> Judgment {
    let _ = (context, commitment);
    Judgment::default()
}

/// Judges one commitment.
pub fn judge_seen(commitment: &Commitment, seen: Seen<'_>) -> Judgment {
    let _ = (commitment, seen);
    Judgment::default()
}
