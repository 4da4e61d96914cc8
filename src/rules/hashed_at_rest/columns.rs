//! Columns that say of themselves that they keep a credential bare, and that no code of the program fills.
//!
//! In: the schema and what flows into stores. Out: findings at the declarations. A column that the program writes is
//! judged by what it writes; one that another program fills can only be judged by what its name and comment say. A name
//! alone proves nothing: `api_key` may hold a hash, `plain_token` or a comment `the bare bearer` do not.

use super::super::broken::broken;
use super::super::scope::Scope;
use super::super::{Context, flows};
use crate::catalog::{Measure, Place, key_covers};
use crate::finding::{Confidence, Finding, Judgment, Step};
use crate::link::schema::{Table, TableColumn};
use crate::policy::Commitment;

/// What a column can be of that others must never learn as it is; a password's column mostly holds its hash.
const CREDENTIALS: &str = "user.authorization.credentials";

/// Adds what the schema's comments give away.
pub(super) fn judge(context: &Context<'_>, commitment: &Commitment, judgment: &mut Judgment) {
    let scope = Scope::of(context, commitment);
    let tables = context.schema.tables();
    for (_, table) in tables.filter(|(_, t)| scope.holds(t.created.file)) {
        for column in &table.columns {
            let Some(key) = credential(context, commitment, table, column) else {
                continue;
            };
            let Some(reason) = bare(context, column) else {
                continue;
            };
            if !is_written(context, table, column) {
                judgment.judged.push(Step {
                    span: column.at,
                    message: format!("column `{}`", column.column.name.text),
                });
                judgment
                    .findings
                    .push(finding(commitment, key, table, column, reason));
            }
        }
    }
}

/// The promised credential that a column is named after.
fn credential(
    context: &Context<'_>,
    commitment: &Commitment,
    table: &Table,
    column: &TableColumn,
) -> Option<&'static str> {
    let name = &column.column.name.text;
    let around = [table.name.as_str(), table.schema.as_deref().unwrap_or("")];
    let naming = context.catalog.words.classify_in(name, &around)?;
    let text = ["text", "char", "string", "citext", "clob"];
    let fits = column.column.ty.is_empty() || text.iter().any(|t| column.column.ty.contains(t));
    let promised =
        key_covers(CREDENTIALS, naming.key) && flows::is_promised(commitment, naming.key);
    (fits && promised).then_some(naming.key)
}

/// Why a column keeps its credential as it is, if it says so.
fn bare(context: &Context<'_>, column: &TableColumn) -> Option<String> {
    let words = &context.catalog.words;
    let name = &column.column.name.text;
    if words.says_bare(name) {
        return Some(format!("`{name}` is named so"));
    }
    let said = [
        comment_behind(context, column),
        column.column.comment.clone(),
    ];
    said.into_iter()
        .flatten()
        .find(|comment| words.says_bare(comment) && !is_measured(context, comment))
        .map(|comment| format!("its comment says `{}`", comment.trim()))
}

/// Whether a comment also speaks of a measure (`sha256 of the raw token`) or of what is not kept.
fn is_measured(context: &Context<'_>, comment: &str) -> bool {
    comment
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .any(|word| {
            let measure = context.catalog.words.measure_of(word).map(|n| n.measure);
            matches!(
                measure,
                Some(Measure::Hashed(_) | Measure::Encrypted | Measure::Masked)
            ) || ["not", "never", "no"]
                .iter()
                .any(|n| word.eq_ignore_ascii_case(n))
        })
}

/// The comment behind a column on its last line.
fn comment_behind(context: &Context<'_>, column: &TableColumn) -> Option<String> {
    let text = &context.sources.file(column.at.file).text;
    let rest = text.get(column.at.end as usize..)?;
    let line = rest.lines().next()?;
    let (between, comment) = line.split_once("--")?;
    between
        .trim_matches([',', ' ', '\t', ')'])
        .is_empty()
        .then(|| comment.to_owned())
}

/// Whether the program's own code fills a column.
fn is_written(context: &Context<'_>, table: &Table, column: &TableColumn) -> bool {
    let name = column.column.name.text.as_str();
    context.flows.sinks.iter().any(|sink| {
        sink.place == Place::Store
            && !sink.lookup
            && sink
                .column
                .as_deref()
                .is_some_and(|c| c.eq_ignore_ascii_case(name))
            && sink.table.as_deref().is_none_or(|t| table.is(t))
    })
}

fn finding(
    commitment: &Commitment,
    key: &'static str,
    table: &Table,
    column: &TableColumn,
    reason: String,
) -> Finding {
    let datum = flows::name_of(key);
    let name = &column.column.name.text;
    let message = format!("{datum} is kept unhashed in column `{}.{name}`", table.name);
    Finding {
        confidence: Confidence::Medium,
        reason,
        data: vec![key.to_owned()],
        help: vec![
            super::advice(key, &datum, &[]),
            flows::CHANGE_PROMISE.to_owned(),
        ],
        ..broken("hashed-at-rest", commitment, column.at, message)
    }
}
