//! What the policy file names in vain: code paths, file patterns and columns that match nothing.
//!
//! In: the policy, the files, the schema, and the code paths that named nothing. Out: one warning each, at its place.

use crate::finding::Problem;
use crate::link::schema::Schema;
use crate::policy::{Policy, Spanned};
use crate::source::SourceMap;
use globset::Glob;

/// One warning for each name or pattern that matches nothing.
pub(super) fn problems(
    policy: &Policy,
    sources: &SourceMap,
    missing: &[String],
    schema: &Schema,
) -> Vec<Problem> {
    let said = |text: &Spanned<String>, message: String| {
        let line = sources.locate(text.span).line;
        Problem::of_file(policy.path.as_str(), message)
            .at(text.span, line)
            .help("correct it, or take it out")
    };
    let in_code = code_paths(policy)
        .filter(|p| missing.contains(&p.value))
        .map(|p| said(p, format!("`{}` names nothing in the code", p.value)));
    let globs = policy.commitments.iter().flat_map(|c| &c.paths);
    let in_tree = globs
        .filter(|glob| !matches_a_file(&glob.value, sources))
        .map(|glob| said(glob, format!("`{}` matches no file", glob.value)));
    let columns = policy.data.iter().flat_map(|d| &d.columns);
    let in_schema = columns
        .filter(|column| !is_in(&column.value, schema))
        .map(|column| {
            said(
                column,
                format!("`{}` is no column of the schema", column.value),
            )
        });
    in_code.chain(in_tree).chain(in_schema).collect()
}

fn code_paths(policy: &Policy) -> impl Iterator<Item = &Spanned<String>> {
    let code = &policy.code;
    let lists = [
        &code.hashes,
        &code.encrypts,
        &code.redacts,
        &code.logs,
        &code.stores,
        &code.sends,
        &code.exposes,
        &code.trains,
    ];
    let of_data = policy
        .data
        .iter()
        .flat_map(|d| d.types.iter().chain(&d.fields));
    lists
        .into_iter()
        .flatten()
        .chain(code.sources.iter().flat_map(|(_, paths)| paths))
        .chain(of_data)
}

/// A pattern that is none at all was refused when the file was read.
fn matches_a_file(glob: &str, sources: &SourceMap) -> bool {
    Glob::new(glob).map_or(true, |glob| {
        let glob = glob.compile_matcher();
        sources.tree().iter().any(|f| glob.is_match(&f.path))
    })
}

/// Whether the schema has a column, or is not known at all.
fn is_in(column: &str, schema: &Schema) -> bool {
    let (table, column) = match column.rsplit_once('.') {
        Some((table, column)) => (table.rsplit('.').next(), column),
        None => (None, column),
    };
    let table = table.filter(|t| *t != "*");
    let mut tables = schema.tables().map(|(_, t)| t).peekable();
    tables.peek().is_none()
        || tables
            .filter(|t| table.is_none_or(|name| t.name.eq_ignore_ascii_case(name)))
            .flat_map(|t| &t.columns)
            .any(|c| c.column.name.text.eq_ignore_ascii_case(column))
}
