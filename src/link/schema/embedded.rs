//! What Rust code says of the database: SQL in texts, migrations built by calls, diesel's `table!`.
//!
//! In: the program and the files' texts. Out: statements like those of SQL files, and tables declared for a database
//! whose migrations lie elsewhere. Texts that undo something or stand in tests are left out.

use super::{Database, Source, Table, TableColumn, sea_orm};
use crate::link::{Program, Unit};
use crate::parse::Range;
use crate::parse::ddl::{self, Action, Column, Name, Statement};
use crate::parse::sql::lex;
use crate::source::{Role, SourceMap};
use crate::span::Span;

/// The statements of all Rust files, each with the folder or crate it belongs to.
pub(super) fn read<'s>(program: &Program, sources: &'s SourceMap) -> Vec<(String, Source<'s>)> {
    let mut found = Vec::new();
    for unit in &program.units {
        let file = sources.file(unit.file);
        if matches!(file.role, Role::Test | Role::Example | Role::Vendored) {
            continue;
        }
        let folder = file.path.rsplit_once('/').map_or("", |(f, _)| f).to_owned();
        let built = sea_orm::read(program, unit);
        if !built.is_empty() {
            found.push((
                folder.clone(),
                Source {
                    file: unit.file,
                    path: &file.path,
                    statements: built,
                },
            ));
        }
        let texts = texts(unit, &file.text, &file.path);
        if !texts.is_empty() {
            let krate = folder.split("/src").next().unwrap_or("").to_owned();
            found.push((
                format!("{krate}/*.rs"),
                Source {
                    file: unit.file,
                    path: &file.path,
                    statements: texts,
                },
            ));
        }
    }
    found
}

/// Statements in the texts of one file.
fn texts(unit: &Unit, source: &str, path: &str) -> Vec<Statement> {
    let mut found = Vec::new();
    for (name, range, test) in &unit.facts.strings {
        let content = unit.text(*name);
        if *test || !ddl::may_shape(content) || is_undo(unit, source, *range) {
            continue;
        }
        let written = source
            .get(range.start as usize..range.end as usize)
            .unwrap_or("");
        // Where the text stands in the file as it is, its statements have places of their own.
        let inner = written.find(content).map(|at| range.start + at as u32);
        let whole = Range {
            start: range.start,
            end: range.end,
        };
        for statement in ddl::read(content) {
            // Code drops tables to clean up or start over; only a migration means it for good.
            if matches!(statement.action, Action::DropTables(..))
                && !path.contains("migrat")
                && !content.to_ascii_lowercase().contains("alter table")
            {
                continue;
            }
            found.push(placed(statement, inner, whole));
        }
    }
    found
}

fn placed(statement: Statement, inner: Option<u32>, whole: Range) -> Statement {
    match inner {
        Some(by) => ddl::shifted(statement, by),
        None => Statement {
            range: whole,
            ..ddl::anchored(statement, whole)
        },
    }
}

/// Whether a text is what a function or call for undoing runs.
fn is_undo(unit: &Unit, source: &str, at: crate::facts::Range) -> bool {
    let before = source.get(..at.start as usize).unwrap_or("").trim_end();
    let named = |name: &str| ["down", "rollback", "revert", "undo"].contains(&name);
    before.ends_with(".down(")
        || unit.facts.fns.iter().any(|f| {
            f.range.start <= at.start
                && at.end <= f.range.end
                && (named(unit.text(f.name)) || f.test)
        })
}

/// Tables that `diesel::table!` declares, one database for each file that does.
pub(super) fn diesel_tables(program: &Program, sources: &SourceMap) -> Vec<Database> {
    let mut found = Vec::new();
    for unit in &program.units {
        let file = sources.file(unit.file);
        if file.role != Role::Product || !file.text.contains("table!") {
            continue;
        }
        let mut db = Database {
            folder: file.path.clone(),
            ..Database::default()
        };
        for (at, _) in file.text.match_indices("table!") {
            let before = file.text[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
                continue;
            }
            if let Some(table) = table_macro(unit, &file.text, at) {
                db.tables.insert(table.name.clone(), table);
            }
        }
        found.push(db);
    }
    found
}

/// `table! { name (key) { column -> Type, … } }`, read by the tokens of SQL, whose names and marks are the same.
fn table_macro(unit: &Unit, text: &str, at: usize) -> Option<Table> {
    let open = at + text[at..].find(['{', '('])?;
    let end = open + group_end(text.get(open..)?)?;
    let inner = &without_comments(text.get(open + 1..end)?);
    let tokens = lex::tokens(inner);
    let word = |i: usize| tokens.get(i).map_or("", |t| t.raw(inner));
    let mut i = 0;
    while word(i) == "use" || word(i) == "#" || word(i) == "[" {
        let stop = if word(i) == "use" { ";" } else { "]" };
        while i < tokens.len() && word(i) != stop {
            i += 1;
        }
        i += 1;
    }
    let name = tokens.get(i)?;
    let columns = macro_columns(unit, inner, &tokens, open as u32 + 1);
    Some(Table {
        name: name.raw(inner).to_owned(),
        schema: None,
        columns,
        constraints: Vec::new(),
        created: Span::new(unit.file, at as u32, end as u32 + 1),
        comment: None,
        ttl: None,
        parent: None,
        temporary: false,
    })
}

/// Where the group ends that a text opens with.
fn group_end(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for token in lex::tokens(text) {
        match token.kind {
            lex::Kind::Punct(b'{' | b'(') => depth += 1,
            lex::Kind::Punct(b'}' | b')') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return Some(token.range.start as usize);
        }
    }
    None
}

/// The `column -> Type` rows of a `table!`, whose text begins at `shift` in its file.
fn macro_columns(unit: &Unit, inner: &str, tokens: &[lex::Token], shift: u32) -> Vec<TableColumn> {
    let word = |i: usize| tokens.get(i).map_or("", |t| t.raw(inner));
    let body = tokens.iter().position(|t| t.raw(inner) == "{");
    let mut columns = Vec::new();
    for (k, token) in tokens.iter().enumerate().skip(body.unwrap_or(tokens.len())) {
        if word(k + 1) != "-" || word(k + 2) != ">" {
            continue;
        }
        let from = tokens.get(k + 3).map_or(0, |t| t.range.start as usize);
        let rest = inner.get(from..).and_then(|t| t.split([',', '\n']).next());
        let ty = rest.unwrap_or("").trim().to_owned();
        let end = (from + ty.len()) as u32;
        let range = Range {
            start: token.range.start,
            end,
        }
        .shifted(shift);
        let name = Name {
            schema: None,
            text: token.raw(inner).to_owned(),
            range,
        };
        let not_null = !ty.starts_with("Nullable");
        columns.push(TableColumn {
            at: Span::new(unit.file, range.start, range.end),
            column: Column {
                name,
                ty,
                not_null,
                range,
                ..Column::default()
            },
        });
    }
    columns
}

/// The text with `//` comments blanked out, every byte in its place.
fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let (code, comment) = line.split_at(line.find("//").unwrap_or(line.len()));
        out.push_str(code);
        out.extend(comment.bytes().map(|b| if b == b'\n' { '\n' } else { ' ' }));
    }
    out
}
