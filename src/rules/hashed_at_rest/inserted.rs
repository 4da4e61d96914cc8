//! Plain values that SQL files write into columns whose data is promised to be stored hashed.
//!
//! In: migrations and seeds. Out: findings for texts that look like no hash. What code writes is the flows' business.

use super::super::Context;
use super::super::broken::broken;
use super::super::flows::{self, CHANGE_PROMISE};
use super::super::scope::Scope;
use crate::catalog::secrets::{Look, Secrets};
use crate::catalog::{Verdict, key_covers};
use crate::finding::{Confidence, Finding, Judgment, Step};
use crate::parse::sql::insert::{Inserted, inserted};
use crate::policy::Commitment;
use crate::source::Kind;
use crate::span::Span;

/// Adds what the SQL files of a commitment write as it stands.
pub(super) fn judge(context: &Context<'_>, commitment: &Commitment, judgment: &mut Judgment) {
    let scope = Scope::of(context, commitment);
    let files = context.sources.iter();
    for (file, source) in files.filter(|(f, s)| s.kind == Kind::Sql && scope.holds(*f)) {
        for row in inserted(&source.text) {
            let Some(key) = datum(context, commitment, &row.column) else {
                continue;
            };
            let at = Span::new(file, row.range.start, row.range.end);
            judgment.judged.push(Step {
                span: at,
                message: format!("value of `{}`", row.column),
            });
            let look = Secrets::embedded().look(&row.text);
            if matches!(look, Look::Word | Look::Mixed | Look::Local) {
                judgment.findings.push(finding(commitment, &row, key, at));
            }
        }
    }
}

/// The credential of the promise that a column holds, as it is or hashed.
fn datum(context: &Context<'_>, commitment: &Commitment, column: &str) -> Option<&'static str> {
    let words = &context.catalog.words;
    let stem = ["_hash", "_hashed", "_digest"]
        .iter()
        .find_map(|end| column.strip_suffix(end));
    let Verdict::Data(naming) = words.classify(stem.unwrap_or(column)) else {
        return None;
    };
    let secret = key_covers("user.authorization", naming.key);
    let sure = naming.strength.suffices_alone();
    (secret && sure && flows::is_promised(commitment, naming.key)).then_some(naming.key)
}

fn finding(commitment: &Commitment, row: &Inserted, key: &'static str, at: Span) -> Finding {
    let datum = flows::name_of(key);
    Finding {
        confidence: Confidence::Medium,
        reason: "the text looks like no hash".to_owned(),
        data: vec![key.to_owned()],
        help: vec![
            format!(
                "write a hash of the {datum}, or none, and change the {datum}: it is known now"
            ),
            CHANGE_PROMISE.to_owned(),
        ],
        ..broken(
            "hashed-at-rest",
            commitment,
            at,
            format!(
                "{datum} is written unhashed into `{}.{}`",
                row.table, row.column
            ),
        )
    }
}
