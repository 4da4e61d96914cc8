//! The policy file: what a service promises, read and checked.
//!
//! In: the text of `candor.toml`, the prose document it quotes, the taxonomy and the rules' pages. Out: a validated
//! [`Policy`] in which every value knows its span, or all mistakes of the file at once. Never looks at code and
//! never opens a file: texts are handed in.

mod commitments;
mod markup;
mod model;
mod params;
mod prose;
mod reader;
mod schema;
mod sense;
mod tables;
mod words;

pub use model::*;
pub use prose::{Format, ProseText, Sentence, closest_sentence, find_quote, prose, sentences};
pub use schema::{schema, template};

use toml::de::DeTable;

use crate::catalog::Taxonomy;
use crate::finding::Problem;
use crate::span::FileId;
use params::Ids;
use reader::{Fields, Reader, range_of};

/// What a policy may refer to without declaring it.
#[derive(Clone, Copy, Debug)]
pub struct Known<'k> {
    /// The built-in data keys; the policy's own are added while it is read.
    pub taxonomy: &'k Taxonomy,
    /// The ids of the catalog's recipients.
    pub recipients: &'k [&'k str],
}

/// The prose document that a policy names.
#[derive(Clone, Copy, Debug)]
pub struct Document<'d> {
    /// Its place in the source map, if it is part of it.
    pub file: Option<FileId>,
    /// Its text, or why there is none, as a sentence part (`no such file`).
    pub text: Result<&'d str, &'d str>,
}

/// The tables of a policy file.
const TABLES: &[&str] = &[
    "policy",
    "scan",
    "data",
    "recipient",
    "gate",
    "action",
    "store",
    "code",
    "commitment",
    "exception",
];

/// The path of the prose document as a policy file writes it, so that it can be opened before [`read`] is called.
pub fn document(text: &str) -> Option<String> {
    let (root, _) = DeTable::parse_recoverable(text);
    let path = root
        .get_ref()
        .get("policy")?
        .get_ref()
        .as_table()?
        .get("document")?;
    path.get_ref()
        .as_str()
        .filter(|p| !p.trim().is_empty())
        .map(str::to_owned)
}

/// Reads a policy file. There is a policy if and only if no problem is fatal.
///
/// `document` is what became of the file that [`document`] named; without it, quotes are not checked.
pub fn read(
    text: &str,
    path: &str,
    file: FileId,
    document: Option<Document<'_>>,
    known: Known<'_>,
) -> (Option<Policy>, Vec<Problem>) {
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut reader = Reader::new(text, path, file, known.taxonomy.clone());
    for error in errors {
        reader.syntax(error.span().unwrap_or(0..0), error.message());
    }
    let root = Fields::of(root.get_ref(), 0..0, "the policy file");
    check_tables(&mut reader, &root);
    let head = tables::head(&mut reader, &root);
    let scan = tables::scan(&mut reader, &root);
    let data = tables::data(&mut reader, &root);
    let recipients = tables::recipients(&mut reader, &root, known.recipients);
    let gates = tables::gates(&mut reader, &root);
    let actions = tables::named(&mut reader, &root, "action", "paths");
    let stores = tables::named(&mut reader, &root, "store", "is");
    let code = tables::code(&mut reader, &root);
    let declared = |table: &str| declared_ids(&root, table);
    let ids = Ids {
        gates: declared("gate"),
        recipients: declared("recipient")
            .into_iter()
            .chain(known.recipients.iter().copied())
            .collect(),
        actions: declared("action"),
        stores: declared("store"),
    };
    let commitments = commitments::commitments(&mut reader, &root, &ids);
    let exceptions = commitments::exceptions(&mut reader, &root, &commitments);
    check_quotes(&mut reader, head.document.as_ref(), document, &commitments);
    let policy = Policy {
        file,
        path: path.to_owned(),
        service: head.service,
        document: head.document,
        document_file: document.and_then(|d| d.file),
        effective: head.effective,
        scan,
        data,
        recipients,
        gates,
        actions,
        stores,
        code,
        commitments,
        exceptions,
    };
    let problems = reader.finish();
    let policy = (!problems.iter().any(|p| p.fatal)).then_some(policy);
    (policy, problems)
}

/// Reports every table that a policy file does not have.
fn check_tables(reader: &mut Reader<'_>, root: &Fields<'_>) {
    for (name, range, _) in root.items() {
        if TABLES.contains(&name) {
            continue;
        }
        let help = crate::catalog::did_you_mean(name, TABLES.iter().copied())
            .unwrap_or_else(|| format!("use one of {}", reader::list(TABLES.iter().copied())));
        reader.wrong(range, format!("unknown table `{name}`"), Some(help));
    }
}

/// The ids below a table, whether their entries are right or not, so that a mistake is told once.
fn declared_ids<'t>(root: &Fields<'t>, table: &str) -> Vec<&'t str> {
    let table = root.get(table).and_then(|item| item.get_ref().as_table());
    table
        .into_iter()
        .flat_map(|t| t.keys())
        .map(|key| key.get_ref().as_ref())
        .collect()
}

/// Checks that every quote stands in the document.
fn check_quotes(
    reader: &mut Reader<'_>,
    named: Option<&Spanned<String>>,
    document: Option<Document<'_>>,
    commitments: &[Commitment],
) {
    let (Some(named), Some(document)) = (named, document) else {
        return;
    };
    let text = match document.text {
        Ok(text) => text,
        Err(why) => {
            reader.wrong(
                range_of(named.span),
                format!("the document `{}` cannot be read: {why}", named.value),
                Some(
                    "write its path relative to the policy file, or leave `document` out"
                        .to_owned(),
                ),
            );
            return;
        }
    };
    let prose = prose(text, Format::of(&named.value));
    for quote in commitments.iter().flat_map(|c| &c.quotes) {
        if find_quote(&prose, &quote.value).is_some() {
            continue;
        }
        let help = closest_sentence(&prose, &quote.value).map_or_else(
            || "quote a sentence of the document word by word".to_owned(),
            |near| {
                format!(
                    "quote the document word by word, such as `{}`",
                    shorten(&near.text)
                )
            },
        );
        reader.wrong(
            range_of(quote.span),
            format!("the quote does not stand in `{}`", named.value),
            Some(help),
        );
    }
}

/// A sentence short enough for a message.
fn shorten(text: &str) -> String {
    const LONGEST: usize = 200;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let cut: String = text.chars().take(LONGEST).collect();
    format!("{}…", cut.trim_end())
}

#[cfg(test)]
mod tests;
