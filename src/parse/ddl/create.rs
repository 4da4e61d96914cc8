//! `CREATE`: tables, triggers, functions, events.
//!
//! In: the tokens of one statement that begins with `CREATE`. Out: statements. Indices, views and types shape no table.

use super::cursor::Cursor;
use super::{Action, CreateTable, Job, Reader, Statement, Trigger, column, routine};
use crate::parse::Range;
use crate::parse::sql::lex::Kind;

/// Reads one `CREATE`.
pub(super) fn create(
    reader: Reader<'_>,
    mut at: Cursor<'_>,
    range: Range,
    out: &mut Vec<Statement>,
) {
    at.take("create");
    at.take("or replace");
    if at.take("definer") {
        while !at.is_done()
            && !["event", "trigger", "procedure", "function"].contains(&at.peek_word().as_str())
        {
            at.next();
        }
    }
    at.take("constraint");
    let mut temporary = false;
    while [
        "temp",
        "temporary",
        "unlogged",
        "global",
        "local",
        "foreign",
        "virtual",
        "external",
    ]
    .contains(&at.peek_word().as_str())
    {
        temporary |= at.peek_word().starts_with("temp");
        at.next();
    }
    let action = if at.take("table") {
        table(at, temporary).map(|t| Action::CreateTable(Box::new(t)))
    } else if at.take("trigger") {
        trigger(at).map(Action::Trigger)
    } else if at.take("function") || at.take("procedure") {
        routine::function(at)
    } else if at.take("event") {
        event(at).map(Action::Job)
    } else if at.take("schema") {
        return in_schema(reader, at, out);
    } else {
        None
    };
    out.extend(action.map(|action| Statement { action, range }));
}

/// `CREATE SCHEMA s CREATE TABLE …` is read for what it creates within.
fn in_schema(reader: Reader<'_>, at: Cursor<'_>, out: &mut Vec<Statement>) {
    let inner = at.tokens.iter().position(|t| t.is(at.source, "create"));
    let inner = inner.filter(|i| *i > 0).or_else(|| {
        let rest = at.tokens.get(1..)?;
        rest.iter()
            .position(|t| t.is(at.source, "create"))
            .map(|i| i + 1)
    });
    if let Some(tokens) = inner
        .and_then(|i| at.tokens.get(i..))
        .filter(|t| t.len() < at.tokens.len())
    {
        let range = Cursor::new(at.source, tokens).range();
        create(reader, Cursor::new(at.source, tokens), range, out);
    }
}

/// `CREATE TABLE` from behind the word.
fn table(mut at: Cursor<'_>, temporary: bool) -> Option<CreateTable> {
    let if_not_exists = at.take_if_exists();
    let mut made = CreateTable {
        name: at.name()?,
        if_not_exists,
        temporary,
        ..CreateTable::default()
    };
    if at.take("partition of") {
        made.parent = at.name();
    } else if at.take("like") {
        made.like.extend(at.name());
    } else if at.take("using") {
        return None; // A virtual table of an SQLite module.
    }
    if let Some(group) = at.group() {
        for mut part in group.parts() {
            if part.take("like") {
                made.like.extend(part.name());
            } else if let Some(constraint) = column::constraint(part) {
                made.constraints.push(constraint);
            } else {
                made.columns.extend(column::column(part));
            }
        }
    }
    options(at, &mut made);
    Some(made)
}

/// What stands behind the columns.
fn options(mut at: Cursor<'_>, made: &mut CreateTable) {
    while !at.is_done() {
        if at.take("inherits") {
            let parents = at.group().map(Cursor::parts).unwrap_or_default();
            let mut names = parents.into_iter().filter_map(|mut p| p.name());
            made.parent = names.next();
            made.like.extend(names);
        } else if at.take("ttl") {
            let start = at.at;
            while !at.is_done()
                && !["settings", "comment", "order", "partition", "primary"]
                    .contains(&at.peek_word().as_str())
            {
                at.skip_one();
            }
            made.ttl = Some(at.written(start, at.at));
        } else if at.take("comment") {
            at.take_punct(b'=');
            made.comment = at.ident().map(|n| n.text);
        } else if at.take("select") {
            made.selected = true;
            if at.take_punct(b'*') && at.take("from") {
                made.like.extend(at.name());
            } else {
                made.columns.extend(selected(at));
            }
            return;
        } else {
            at.skip_one();
        }
    }
}

/// The columns that a `SELECT` gives, where each is a name or has one.
fn selected(at: Cursor<'_>) -> Vec<super::Column> {
    let end = at
        .tokens
        .iter()
        .position(|t| t.is(at.source, "from"))
        .unwrap_or(at.tokens.len());
    let list = Cursor {
        tokens: &at.tokens[..end],
        ..at
    };
    let last = |part: Cursor<'_>| {
        let token = part
            .tokens
            .last()
            .filter(|t| matches!(t.kind, Kind::Word | Kind::Quoted))?;
        let name = super::Name {
            schema: None,
            text: token.name(part.source),
            range: token.range,
        };
        Some(super::Column {
            name,
            range: part.range(),
            ..super::Column::default()
        })
    };
    list.parts().into_iter().filter_map(last).collect()
}

/// `CREATE TRIGGER` from behind the word.
fn trigger(mut at: Cursor<'_>) -> Option<Trigger> {
    at.take_if_exists();
    let mut made = Trigger {
        name: at.name()?.text,
        ..Trigger::default()
    };
    while !at.is_done() && !at.is_word("on") {
        let word = at.peek_word();
        if ["insert", "update", "delete", "truncate"].contains(&word.as_str()) {
            made.events.push(word);
        }
        at.skip_one();
    }
    at.take("on");
    made.table = at.name()?;
    while !at.is_done() {
        if at.take("execute") {
            let _ = at.take("function") || at.take("procedure");
            made.function = at.name().map(|n| n.text);
            break;
        }
        if at.is_word("begin") || is_statement(&at.peek_word()) {
            made.body = Some(
                Cursor {
                    tokens: &at.tokens[at.at..],
                    ..at
                }
                .range(),
            );
            break;
        }
        at.skip_one();
    }
    Some(made)
}

fn is_statement(word: &str) -> bool {
    ["delete", "update", "insert", "set", "call"].contains(&word)
}

/// MySQL's `CREATE EVENT name ON SCHEDULE EVERY 1 DAY … DO …` from behind the word.
fn event(mut at: Cursor<'_>) -> Option<Job> {
    at.take_if_exists();
    let name = at.name().map(|n| n.text);
    at.take("on schedule");
    let every = at.take("every");
    let start = at.at;
    while !at.is_done()
        && !["do", "starts", "ends", "on", "comment", "enable", "disable"]
            .contains(&at.peek_word().as_str())
    {
        at.skip_one();
    }
    let schedule = at.written(start, at.at);
    let mut disabled = false;
    while !at.is_done() && !at.is_word("do") {
        disabled |= at.is_word("disable");
        at.skip_one();
    }
    at.take("do");
    let body = Cursor {
        tokens: &at.tokens[at.at..],
        ..at
    }
    .range();
    (every && !disabled).then_some(Job {
        name,
        schedule,
        body,
        quoted: false,
    })
}
