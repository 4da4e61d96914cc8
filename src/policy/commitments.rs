//! `[[commitment]]` and `[[exception]]`: the promises and the breaches accepted.
//!
//! In: the root table and the ids declared beside it. Out: commitments whose own keys fit their rule's page, and
//! exceptions that name one of them. What a rule's own key holds is read by `params`.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Commitment, Exception, Spanned};
use super::params::{self, Ids};
use super::reader::{Fields, Reader, list, range_of};
use super::words;
use crate::catalog::{DataNeed, Page, did_you_mean, page, pages};
use crate::finding::Severity;

/// The keys that every commitment may have.
pub(super) const COMMON: &[&str] = &["id", "quote", "rule", "data", "severity", "paths"];

/// A commitment whose id may still have to be derived.
struct Draft {
    commitment: Commitment,
    id: Option<Spanned<String>>,
}

/// Reads all commitments in the order of the file.
pub(super) fn commitments(
    reader: &mut Reader<'_>,
    root: &Fields<'_>,
    ids: &Ids<'_>,
) -> Vec<Commitment> {
    let Some(item) = root.get("commitment") else {
        reader.odd(
            0..0,
            "the policy makes no commitment, so nothing is judged".to_owned(),
            Some("add a `[[commitment]]` for each promise".to_owned()),
        );
        return Vec::new();
    };
    let mut drafts = Vec::new();
    let mut written = Vec::new();
    for fields in reader.tables("[[commitment]]", item) {
        let id = fields.get("id").and_then(|item| reader.text("id", item));
        let id = id.filter(|id| reader.passes(id, words::slug));
        written.extend(id.clone());
        let read = commitment(reader, &fields, ids);
        drafts.extend(read.map(|commitment| Draft { commitment, id }));
    }
    name_all(reader, &mut drafts, &written);
    drafts.into_iter().map(|draft| draft.commitment).collect()
}

/// Reads all exceptions in the order of the file.
pub(super) fn exceptions(
    reader: &mut Reader<'_>,
    root: &Fields<'_>,
    commitments: &[Commitment],
) -> Vec<Exception> {
    let Some(item) = root.get("exception") else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for fields in reader.tables("[[exception]]", item) {
        found.extend(exception(reader, &fields, commitments));
    }
    found
}

/// One commitment, its id left open.
fn commitment(reader: &mut Reader<'_>, fields: &Fields<'_>, ids: &Ids<'_>) -> Option<Commitment> {
    let quotes = fields
        .get("quote")
        .map(|i| reader.texts("quote", i))
        .unwrap_or_default();
    let data = fields
        .get("data")
        .map(|i| reader.data_keys("data", i))
        .unwrap_or_default();
    let globs = |r: &mut Reader<'_>| {
        fields
            .get("paths")
            .map(|i| r.checked("paths", i, words::glob))
            .unwrap_or_default()
    };
    let paths = globs(reader);
    let severity = fields.get("severity").and_then(|item| {
        reader
            .word("severity", item, &["error", "warning", "note"])
            .map(|s| s.value)
    });
    let Some(rule) = fields.get("rule") else {
        reader.missing(
            fields,
            "rule",
            "name the rule that checks it: `rule = \"never-logged\"`",
        );
        return None;
    };
    let rule = reader.text("rule", rule)?;
    let page = rule_page(reader, &rule)?;
    check_data(reader, fields, page);
    let params = params::read(reader, fields, page, ids);
    Some(Commitment {
        id: String::new(),
        quotes,
        rule,
        data,
        severity: severity.map_or(page.severity, |s| severity_of(&s)),
        paths,
        params,
        span: reader.span(fields.range()),
    })
}

fn severity_of(word: &str) -> Severity {
    match word {
        "note" => Severity::Note,
        "warning" => Severity::Warning,
        _ => Severity::Error,
    }
}

/// The page of a rule that a text names, or a problem.
fn rule_page(reader: &mut Reader<'_>, rule: &Spanned<String>) -> Option<&'static Page> {
    let found = page(&rule.value);
    if found.is_none() {
        let ids = || pages().iter().map(|p| p.id);
        let help = did_you_mean(&rule.value, ids())
            .unwrap_or_else(|| format!("use one of {}", list(ids())));
        reader.wrong(
            range_of(rule.span),
            format!("unknown rule `{}`", rule.value),
            Some(help),
        );
    }
    found
}

/// Whether data is named where the rule needs it and left out where it has no meaning.
fn check_data(reader: &mut Reader<'_>, fields: &Fields<'_>, page: &Page) {
    match (page.data, fields.get("data")) {
        (DataNeed::Required, None) => {
            reader.missing(
                fields,
                "data",
                &format!("say what: `{}` is about data", page.id),
            );
        }
        (DataNeed::Required, Some(item))
            if item.get_ref().as_array().is_some_and(|a| a.is_empty()) =>
        {
            reader.wrong(
                item.span(),
                "`data`: an empty list".to_owned(),
                Some(format!("name the data that `{}` is about", page.id)),
            );
        }
        (DataNeed::None, Some(item)) => reader.wrong(
            item.span(),
            format!("`{}` takes no `data`", page.id),
            Some("leave `data` out".to_owned()),
        ),
        _ => {}
    }
    if !page.some_of.is_empty() && !page.some_of.iter().any(|key| fields.has(key)) {
        let keys = list(page.some_of.iter().map(String::as_str));
        reader.missing(
            fields,
            &page.some_of[0],
            &format!("give at least one of {keys}"),
        );
    }
}

/// Gives every commitment its id: the one written, or one derived from rule and data. `written` are all ids, those of
/// commitments that could not be read included.
fn name_all(reader: &mut Reader<'_>, drafts: &mut [Draft], written: &[Spanned<String>]) {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for id in written {
        let line = reader.line(id.span.start);
        if let Some(first) = seen.get(&id.value) {
            reader.wrong(
                range_of(id.span),
                format!("two commitments have the id `{}`", id.value),
                Some(format!(
                    "give this one another id: the first is on line {first}"
                )),
            );
        } else {
            seen.insert(id.value.clone(), line);
        }
    }
    for draft in drafts.iter_mut() {
        if let Some(id) = &draft.id {
            draft.commitment.id.clone_from(&id.value);
        }
    }
    derive_all(reader, drafts, &mut seen);
}

/// Derives the ids that are left out. `seen` holds the ids that are taken, with their lines.
fn derive_all(reader: &mut Reader<'_>, drafts: &mut [Draft], seen: &mut BTreeMap<String, u32>) {
    // A last part that two keys share needs its parent to tell the commitments apart.
    let mut short: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, draft) in drafts.iter().enumerate() {
        if draft.id.is_none() {
            short
                .entry(derived(&draft.commitment, 1))
                .or_default()
                .push(index);
        }
    }
    for (id, indices) in short {
        let data: BTreeSet<Vec<&String>> = indices
            .iter()
            .map(|i| {
                drafts[*i]
                    .commitment
                    .data
                    .iter()
                    .map(|d| &d.value)
                    .collect()
            })
            .collect();
        let parts = if indices.len() > 1 && data.len() == indices.len() {
            2
        } else {
            1
        };
        for index in indices {
            let draft = &mut drafts[index];
            let id = if parts == 1 {
                id.clone()
            } else {
                derived(&draft.commitment, parts)
            };
            let span = draft.commitment.span;
            if let Some(first) = seen.get(&id) {
                reader.wrong(
                    range_of(span),
                    format!(
                        "two commitments have the id `{id}`, which is derived from rule and data"
                    ),
                    Some(format!(
                        "give this one an `id`: the first is on line {first}"
                    )),
                );
            } else {
                seen.insert(id.clone(), reader.line(span.start));
            }
            draft.commitment.id = id;
        }
    }
}

/// The rule's id and the last parts of the data keys.
fn derived(commitment: &Commitment, parts: usize) -> String {
    let mut id = commitment.rule.value.clone();
    for key in &commitment.data {
        let all: Vec<&str> = key.value.split('.').collect();
        for part in &all[all.len().saturating_sub(parts)..] {
            id.push('-');
            id.push_str(&part.replace('_', "-"));
        }
    }
    id
}

fn exception(
    reader: &mut Reader<'_>,
    fields: &Fields<'_>,
    commitments: &[Commitment],
) -> Option<Exception> {
    reader.known(fields, &["commitment", "rule", "paths", "reason", "until"]);
    let commitment = fields
        .get("commitment")
        .and_then(|i| reader.text("commitment", i));
    let commitment = commitment.filter(|id| names_commitment(reader, id, commitments));
    let rule = fields
        .get("rule")
        .and_then(|item| reader.text("rule", item));
    let rule = rule.filter(|rule| !is_wildcard(reader, rule) && rule_page(reader, rule).is_some());
    match (fields.has("commitment"), fields.has("rule")) {
        (true, true) => reader.wrong(
            fields.range(),
            "[[exception]] has both `commitment` and `rule`".to_owned(),
            Some("keep the one it is for".to_owned()),
        ),
        (false, false) => {
            reader.missing(
                fields,
                "commitment",
                "name the `commitment` or the `rule` it is for",
            );
        }
        _ => {}
    }
    let paths = fields
        .get("paths")
        .map(|i| reader.checked("paths", i, words::glob));
    let until = fields
        .get("until")
        .and_then(|item| reader.date("until", item));
    let Some(reason) = fields.get("reason") else {
        reader.missing(
            fields,
            "reason",
            "say why the breach is accepted: `reason = \"…\"`",
        );
        return None;
    };
    let reason = reader.text("reason", reason)?.value;
    if commitment.is_none() && rule.is_none() {
        return None;
    }
    let span = reader.span(fields.range());
    Some(Exception {
        commitment,
        rule,
        paths: paths.unwrap_or_default(),
        reason,
        until,
        span,
    })
}

fn names_commitment(
    reader: &mut Reader<'_>,
    id: &Spanned<String>,
    commitments: &[Commitment],
) -> bool {
    if is_wildcard(reader, id) {
        return false;
    }
    let known = commitments.iter().any(|c| c.id == id.value);
    if !known {
        let help = did_you_mean(&id.value, commitments.iter().map(|c| c.id.as_str()));
        reader.wrong(
            range_of(id.span),
            format!("unknown commitment `{}`", id.value),
            help,
        );
    }
    known
}

/// Whether an exception tries to cover everything; if so, the mistake is noted.
fn is_wildcard(reader: &mut Reader<'_>, text: &Spanned<String>) -> bool {
    let wild = text.value.contains(['*', '?', '{']);
    if wild {
        reader.wrong(
            range_of(text.span),
            format!("an exception cannot be for `{}`", text.value),
            Some("name one commitment or one rule: there are no wildcards".to_owned()),
        );
    }
    wild
}
