//! `ALTER`, `DROP`, `RENAME` and `COMMENT`.
//!
//! In: the tokens of one statement. Out: what it changes. It never knows what is there to be changed.

use super::cursor::Cursor;
use super::{Action, Change, Name, column};
use crate::parse::sql::lex::Kind;

/// Reads one `ALTER`.
pub(super) fn alter(mut at: Cursor<'_>) -> Vec<Action> {
    at.take("alter");
    let _ = at.take("foreign") || at.take("online");
    at.take("ignore");
    if at.take("type") || at.take("domain") {
        let name = at.name();
        let to = if at.take("rename to") {
            at.ident()
        } else {
            None
        };
        let renamed = name
            .zip(to)
            .map(|(a, b)| Action::RenameType(a.text, b.text));
        return renamed.into_iter().collect();
    }
    if !at.take("table") {
        return Vec::new();
    }
    at.take_if_exists();
    at.take("only");
    let Some(table) = at.name() else {
        return Vec::new();
    };
    at.take_punct(b'*');
    let rest = Cursor {
        tokens: &at.tokens[at.at..],
        at: 0,
        ..at
    };
    let mut changes = Vec::new();
    let mut actions = Vec::new();
    for part in rest.parts() {
        match modified_ttl(part) {
            Some(ttl) => actions.push(Action::Ttl(table.clone(), ttl)),
            None => changes.extend(change(part)),
        }
    }
    actions.insert(0, Action::Alter(table, changes));
    actions
}

/// ClickHouse's `MODIFY TTL …`.
fn modified_ttl(mut at: Cursor<'_>) -> Option<String> {
    at.take("modify ttl")
        .then(|| at.written(at.at, at.tokens.len()))
}

/// One part of an `ALTER TABLE`; `ADD (a int, b int)` gives several.
fn change(mut at: Cursor<'_>) -> Vec<Change> {
    if at.take("add") {
        return add(at);
    }
    let one = if at.take("drop") {
        dropped(at)
    } else if at.take("rename") {
        renamed(at)
    } else if at.take("alter") {
        altered(at)
    } else if at.take("modify") {
        at.take("column");
        let made = column::column(rest(at));
        made.map(|c| Change::Replace(c.name.text.clone(), Box::new(c)))
    } else if at.take("change") {
        at.take("column");
        let old = at.ident();
        old.zip(column::column(rest(at)))
            .map(|(old, c)| Change::Replace(old.text, Box::new(c)))
    } else if at.take("set schema") {
        at.ident().map(|n| Change::SetSchema(n.text))
    } else {
        None
    };
    one.into_iter().collect()
}

fn rest(at: Cursor<'_>) -> Cursor<'_> {
    Cursor {
        tokens: &at.tokens[at.at..],
        at: 0,
        ..at
    }
}

fn add(mut at: Cursor<'_>) -> Vec<Change> {
    let said = at.take("column");
    let if_not_exists = at.take_if_exists();
    if at.is_punct(b'(') {
        let parts = at.group().map(Cursor::parts).unwrap_or_default();
        return parts
            .into_iter()
            .filter_map(|p| added(p, if_not_exists))
            .collect();
    }
    if said {
        let column = column::column(rest(at));
        return column
            .map(|c| Change::Add(Box::new(c), if_not_exists))
            .into_iter()
            .collect();
    }
    added(rest(at), if_not_exists).into_iter().collect()
}

fn added(at: Cursor<'_>, if_not_exists: bool) -> Option<Change> {
    match column::constraint(at) {
        Some(constraint) => Some(Change::Constrain(constraint)),
        None => column::column(at).map(|c| Change::Add(Box::new(c), if_not_exists)),
    }
}

fn dropped(mut at: Cursor<'_>) -> Option<Change> {
    if at.take("constraint") || at.take("foreign key") {
        at.take_if_exists();
        return at.ident().map(|n| Change::DropConstraint(n.text));
    }
    if at.take("primary key") {
        return Some(Change::DropPrimary);
    }
    let named = at.tokens.get(at.at + 1);
    let named = named.is_some_and(|t| matches!(t.kind, Kind::Word | Kind::Quoted));
    let is_index =
        ["index", "key", "check", "partition", "projection"].contains(&at.peek_word().as_str());
    if is_index && named && at.word_at(1) != "cascade" {
        return None;
    }
    at.take("column");
    at.take_if_exists();
    at.ident().map(|n| Change::Drop(n.text))
}

fn renamed(mut at: Cursor<'_>) -> Option<Change> {
    if at.take("constraint") {
        return pair(at).map(|(a, b)| Change::RenameConstraint(a, b));
    }
    if ["index", "key"].contains(&at.peek_word().as_str()) && at.word_at(1) != "to" {
        return None;
    }
    if at.take("to") || at.take("as") {
        return at.name().map(Change::RenameTable);
    }
    at.take("column");
    at.take_if_exists();
    pair(at).map(|(a, b)| Change::RenameColumn(a, b))
}

/// `a TO b`
fn pair(mut at: Cursor<'_>) -> Option<(String, String)> {
    let from = at.ident()?;
    if !at.take("to") {
        return None;
    }
    Some((from.text, at.ident()?.text))
}

fn altered(mut at: Cursor<'_>) -> Option<Change> {
    if at.take("constraint") || at.take("index") {
        return None;
    }
    at.take("column");
    at.take_if_exists();
    let name = at.ident()?.text;
    if at.take("set data type") || at.take("type") {
        return Some(Change::Retype(name, column::ty(&mut at)));
    }
    if at.take("set default") {
        return Some(Change::Default(name, Some(column::expression(&mut at))));
    }
    if at.take("drop default") {
        return Some(Change::Default(name, None));
    }
    if at.take("set not null") {
        return Some(Change::NotNull(name, true));
    }
    if at.take("drop not null") {
        return Some(Change::NotNull(name, false));
    }
    if at.take("add generated") {
        return Some(Change::Identity(name, true));
    }
    at.take("drop identity")
        .then_some(Change::Identity(name, false))
}

/// Reads one `DROP`.
pub(super) fn drop(mut at: Cursor<'_>) -> Vec<Action> {
    at.take("drop");
    let _ = at.take("temporary") || at.take("foreign");
    let kind = at.peek_word();
    at.next();
    at.take_if_exists();
    let names = names(&mut at);
    let cascade = at.take("cascade");
    let first = names.first().map(|n| n.text.clone());
    let action = match kind.as_str() {
        "table" => Some(Action::DropTables(names, cascade)),
        "schema" if cascade => first.map(Action::DropSchema),
        "type" | "domain" if cascade => Some(Action::DropTypes(
            names.into_iter().map(|n| n.text).collect(),
        )),
        "trigger" => {
            let table = if at.take("on") { at.name() } else { None };
            first.map(|name| Action::DropTrigger(name, table))
        }
        "event" => first.map(Action::DropJob),
        _ => None,
    };
    action.into_iter().collect()
}

fn names(at: &mut Cursor<'_>) -> Vec<Name> {
    let mut names: Vec<Name> = at.name().into_iter().collect();
    while at.take_punct(b',') {
        names.extend(at.name());
    }
    names
}

/// MySQL's `RENAME TABLE a TO b, c TO d`.
pub(super) fn rename(mut at: Cursor<'_>) -> Vec<Action> {
    if !at.take("rename table") {
        return Vec::new();
    }
    let one = |mut part: Cursor<'_>| {
        let from = part.name()?;
        part.take("to");
        Some(Action::Alter(from, vec![Change::RenameTable(part.name()?)]))
    };
    rest(at).parts().into_iter().filter_map(one).collect()
}

/// `COMMENT ON TABLE t IS '…'`, `COMMENT ON COLUMN t.c IS '…'`
pub(super) fn comment(mut at: Cursor<'_>) -> Vec<Action> {
    at.take("comment on");
    let kind = at.peek_word();
    at.next();
    let mut parts: Vec<Name> = at.ident().into_iter().collect();
    while at.take_punct(b'.') {
        parts.extend(at.ident());
    }
    let column = if kind == "column" {
        parts.pop().map(|n| n.text)
    } else {
        None
    };
    let table = parts.pop().map(|name| {
        let schema = parts.pop().map(|s| s.text).filter(|s| s != "public");
        Name { schema, ..name }
    });
    if !at.take("is") {
        return Vec::new();
    }
    let text = at
        .peek()
        .filter(|_| !at.is_word("null"))
        .map(|t| t.said(at.source));
    let fits = kind == "table" || kind == "column" && column.is_some();
    let made = table
        .filter(|_| fits)
        .map(|t| Action::Comment(t, column, text));
    made.into_iter().collect()
}
