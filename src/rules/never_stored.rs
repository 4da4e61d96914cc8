//! `never-stored`: data is written to no database, key-value store, cache, file or object store.

use super::Context;
use super::broken::broken;
use super::flows::{self, Breach, Spec};
use super::scope::Scope;
use super::stores;
use crate::catalog::{DeriveRole, Measure, Place, Verdict};
use crate::finding::{Confidence, Finding, Judgment, Step};
use crate::flow::{Flow, Sink};
use crate::policy::Commitment;
use crate::source::Role;
use crate::span::Span;
use std::collections::{BTreeMap, BTreeSet};

/// How long a trail into a file or cache may be for the datum to be believed whole.
const NEAR: usize = 8;

/// Judges one commitment.
pub(super) fn judge(context: &Context<'_>, commitment: &Commitment) -> Judgment {
    let mut judgment = flows::judge(
        context,
        commitment,
        &Spec {
            rule: "never-stored",
            place: &|sink| sink.place == Place::Store && !sink.lookup,
            breach: &|sink, flow| breach(context, sink, flow),
            verb: &stores::verb,
            judged: &stores::judged,
        },
    );
    records(context, commitment, &mut judgment);
    columns(context, commitment, &mut judgment);
    flows::settle(&mut judgment);
    judgment
}

fn breach(context: &Context<'_>, sink: &Sink, flow: &Flow) -> Option<Breach> {
    // A hash or the last digits are not the datum any more; an encrypted datum can be had back.
    let kept = matches!(
        stores::measure(sink, flow),
        Measure::Plain | Measure::Encrypted
    );
    if !kept || !stores::keeps(context, sink, flow) {
        return None;
    }
    let datum = flows::name_of(flow.key);
    let what = match stores::place(sink) {
        place if place.is_empty() => format!("is written to the {}", sink.what),
        place => format!("is stored{place}"),
    };
    let help = format!(
        "leave the {datum} out of what is stored, or keep only a hash or a masked form of it"
    );
    Some(Breach::new(what, help).at_most(stores::at_most(sink, flow, NEAR)))
}

/// Columns of the database as migrations leave it.
fn columns(context: &Context<'_>, commitment: &Commitment, judgment: &mut Judgment) {
    let scope = Scope::of(context, commitment);
    let tables = context.schema.tables();
    for (_, table) in tables.filter(|(_, t)| scope.holds(t.created.file)) {
        let message = format!("table `{}`", table.name);
        judgment.judged.push(Step {
            span: table.created,
            message,
        });
        for column in &table.columns {
            let name = &column.column.name.text;
            let declared = context.catalog.words.column(Some(&table.name), name);
            let declared = declared.filter(|key| flows::is_promised(commitment, key));
            let named = || kept_as(context, commitment, name, &column.column.ty);
            let Some(key) = declared.or_else(named) else {
                continue;
            };
            let datum = flows::name_of(key);
            let mut finding = found(commitment, key, column.at);
            finding.at = table.created;
            if declared.is_some() {
                finding.confidence = Confidence::High;
                "the policy file says what the column holds".clone_into(&mut finding.reason);
            } else {
                finding.reason = format!("`{name}` is named so");
            }
            finding.message = format!("{datum} is kept in column `{}.{name}`", table.name);
            finding.help.insert(0, format!("drop `{name}`"));
            if column.at.file == table.created.file {
                let message = "the column is declared here".to_owned();
                finding.trail.push(Step {
                    span: column.at,
                    message,
                });
            }
            judgment.findings.push(finding);
        }
    }
}

/// The promised datum that a column or field of a row is named after, if its type can hold it.
fn kept_as(
    context: &Context<'_>,
    commitment: &Commitment,
    name: &str,
    ty: &str,
) -> Option<&'static str> {
    let Verdict::Data(naming) = context.catalog.words.classify(name) else {
        return None;
    };
    let holds = [
        "text", "char", "string", "bytea", "blob", "json", "binary", "inet", "citext", "clob",
    ];
    let fits = ty.is_empty() || holds.iter().any(|t| ty.contains(t));
    let sure = naming.strength.suffices_alone() && flows::is_promised(commitment, naming.key);
    (fits && sure).then_some(naming.key)
}

fn found(commitment: &Commitment, key: &str, at: Span) -> Finding {
    Finding {
        // A column named `password` mostly holds its hash: what is written there is judged where it is written.
        confidence: if crate::catalog::key_covers("user.authorization", key) {
            Confidence::Low
        } else {
            Confidence::Medium
        },
        data: vec![key.to_owned()],
        help: vec![flows::CHANGE_PROMISE.to_owned()],
        ..broken("never-stored", commitment, at, String::new())
    }
}

/// The columns that tables have, in schemas and in what code writes, by table in lower case.
fn tables(context: &Context<'_>) -> BTreeMap<String, BTreeSet<String>> {
    let mut tables: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (_, table) in context.schema.tables() {
        let columns = table
            .columns
            .iter()
            .map(|c| c.column.name.text.to_lowercase());
        tables
            .entry(table.name.to_lowercase())
            .or_default()
            .extend(columns);
    }
    let writes = context
        .flows
        .sinks
        .iter()
        .filter(|s| s.place == Place::Store && !s.lookup);
    for (table, column) in writes.filter_map(|s| Some((s.table.as_ref()?, s.column.as_ref()?))) {
        let columns = tables.entry(table.to_lowercase()).or_default();
        columns.insert(column.to_lowercase());
    }
    tables
}

/// The columns of the table whose name a type bears: `Payment` and `payments`, `NewPayment` too.
fn row_of<'t>(
    tables: &'t BTreeMap<String, BTreeSet<String>>,
    name: &str,
) -> Option<&'t BTreeSet<String>> {
    let mut snake = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(c.to_lowercase());
    }
    let bare = snake.strip_prefix("new_").unwrap_or(&snake);
    let stem = bare.strip_suffix('y').unwrap_or(bare);
    [bare.to_owned(), format!("{bare}s"), format!("{stem}ies")]
        .iter()
        .find_map(|n| tables.get(n))
}

/// Fields of types that are rows of a table: what they are named after is stored.
fn records(context: &Context<'_>, commitment: &Commitment, judgment: &mut Judgment) {
    let program = context.program;
    let paths = flows::globs(commitment);
    let tables = tables(context);
    for id in 0..program.adts.len() as u32 {
        let (unit, adt) = program.adt(id);
        let file = context.sources.file(unit.file);
        let role = adt
            .derives
            .iter()
            .find_map(|d| context.catalog.words.derive(unit.text(*d)));
        let holder = unit.text(adt.name);
        let derived = matches!(role, Some(DeriveRole::FromStore | DeriveRole::ToStore));
        let columns = row_of(&tables, holder).filter(|_| !derived);
        let held = file.role == Role::Product && !adt.test || context.policy.scan.tests;
        if !derived && columns.is_none()
            || !held
            || paths.as_ref().is_some_and(|p| !p.is_match(&file.path))
        {
            continue;
        }
        for field in adt.variants.iter().flat_map(|v| &v.fields) {
            let at = unit.span(field.range);
            let name = unit.text(field.name);
            if columns.is_some_and(|c| !c.contains(&name.to_lowercase())) {
                continue;
            }
            let message = format!("field `{name}` of a row");
            judgment.judged.push(Step { span: at, message });
            let inert = program.is_inert(context.catalog, unit.types[field.ty.at()]);
            let Some(key) = kept_as(context, commitment, name, "").filter(|_| !inert) else {
                continue;
            };
            let mut finding = found(commitment, key, at);
            let datum = flows::name_of(key);
            finding.reason = format!("`{holder}` is a row of a table, and `{name}` is named so");
            finding.message =
                format!("{datum} is a column of the table that `{holder}` stands for");
            finding
                .help
                .insert(0, format!("take `{name}` out of the type and its table"));
            finding.item = program.adt_path(id);
            judgment.findings.push(finding);
        }
    }
}
