//! What every finding of a rule has in common.
//!
//! In: a rule, a commitment, a place, a headline. Out: a [`Finding`] that says no more than that; the rule adds what it
//! knows beyond it.

use crate::finding::{Confidence, Finding, State};
use crate::policy::Commitment;
use crate::span::Span;

/// A breach of a commitment at a place, certain until the rule says otherwise.
pub(super) fn broken(
    rule: &'static str,
    commitment: &Commitment,
    at: Span,
    message: String,
) -> Finding {
    Finding {
        rule,
        commitment: commitment.id.clone(),
        severity: commitment.severity,
        confidence: Confidence::High,
        reason: String::new(),
        state: State::New,
        message,
        data: Vec::new(),
        at,
        trail: Vec::new(),
        guard: None,
        help: Vec::new(),
        item: String::new(),
        accepted: None,
        fingerprint: String::new(),
    }
}
