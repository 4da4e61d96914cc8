//! `attested`: a person vouches for what code cannot show.
//!
//! The commitment is counted as attested until its `review` day has passed; from the day after it is overdue, and a
//! finding at the commitment says so with the commitment's severity, so that a run in CI is told as well. No code is read.

use super::Context;
use super::broken::broken;
use crate::finding::{Finding, Judgment, Step, Verdict};
use crate::policy::{Commitment, Spanned, Value};
use crate::span::Span;

/// Judges one commitment.
pub(super) fn judge(context: &Context<'_>, commitment: &Commitment) -> Judgment {
    at(commitment, context.today)
}

/// Judges one commitment on a day, given as `YYYY-MM-DD`: days in this form compare as texts.
fn at(commitment: &Commitment, today: &str) -> Judgment {
    let mut judgment = Judgment {
        attested: Some(Verdict::Attested),
        judged: vec![Step {
            span: commitment.span,
            message: vouching(commitment),
        }],
        ..Judgment::default()
    };
    let review = commitment.param("review");
    if let Some((day, _)) = review.and_then(day).filter(|(day, _)| *day < today) {
        judgment.attested = Some(Verdict::Overdue);
        judgment.findings.push(overdue(commitment, day));
    }
    judgment
}

/// Who vouches, since when and by what.
fn vouching(commitment: &Commitment) -> String {
    let by = commitment
        .texts("by")
        .first()
        .map_or(String::new(), |by| format!(" by {by}"));
    let on = commitment
        .param("on")
        .and_then(day)
        .map_or(String::new(), |(day, _)| format!(" on {day}"));
    let evidence = commitment.texts("evidence").join(", ");
    let evidence = if evidence.is_empty() {
        evidence
    } else {
        format!(", see {evidence}")
    };
    format!("attested{by}{on}{evidence}")
}

fn day(value: &Spanned<Value>) -> Option<(&str, Span)> {
    match &value.value {
        Value::Date(day) | Value::Text(day) => Some((day, value.span)),
        _ => None,
    }
}

fn overdue(commitment: &Commitment, day: &str) -> Finding {
    let who = commitment
        .texts("by")
        .first()
        .map_or("someone who can tell", |by| *by)
        .to_owned();
    Finding {
        reason: "the review day is in the past".to_owned(),
        help: vec![
            format!("let {who} look at it again, then set `on` and `review` anew"),
            "or take the sentence out of the privacy policy".to_owned(),
        ],
        ..broken(
            "attested",
            commitment,
            commitment.span,
            format!("was to be reviewed by {day}"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Severity;
    use crate::span::FileId;

    fn check(params: &[(&str, Value)], today: &str) -> Judgment {
        let span = Span::new(FileId(0), 0, 1);
        let spanned = |value: &Value| Spanned {
            value: value.clone(),
            span,
        };
        let commitment = Commitment {
            id: "children".to_owned(),
            quotes: Vec::new(),
            rule: Spanned {
                value: "attested".to_owned(),
                span,
            },
            data: Vec::new(),
            severity: Severity::Warning,
            paths: Vec::new(),
            params: params
                .iter()
                .map(|(name, value)| ((*name).to_owned(), spanned(value)))
                .collect(),
            span,
        };
        at(&commitment, today)
    }

    #[test]
    fn attested_until_the_review_day_has_passed() {
        let review = [("review", Value::Date("2026-06-30".to_owned()))];
        assert_eq!(
            check(&review, "2026-06-30").attested,
            Some(Verdict::Attested)
        );
        let late = check(&review, "2026-07-01");
        assert_eq!(late.attested, Some(Verdict::Overdue));
        assert_eq!(late.findings[0].message, "was to be reviewed by 2026-06-30");
        assert_eq!(late.findings[0].severity, Severity::Warning);
    }

    #[test]
    fn what_is_said_of_the_vouching_is_listed() {
        let all = check(
            &[
                ("by", Value::Text("Ada".to_owned())),
                ("on", Value::Date("2026-01-01".to_owned())),
                ("evidence", Value::Text("docs/dpia.md".to_owned())),
            ],
            "2030-01-01",
        );
        assert_eq!(
            all.judged[0].message,
            "attested by Ada on 2026-01-01, see docs/dpia.md"
        );
        assert!(all.findings.is_empty());
        assert_eq!(check(&[], "2030-01-01").judged[0].message, "attested");
    }
}
