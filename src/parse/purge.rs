//! SQL that takes rows away because of their age.
//!
//! In: SQL text. Out: [`Purge`]s: the table, what becomes of the rows, the age they must have, and what narrows it down
//! to some of the rows. What the age is compared with may be written in the text, bound from outside, or stand in the
//! row itself.

mod conditions;
mod sides;

use super::Range;
use super::sql::lex::{self, Kind, Token};
use conditions::Reader;

/// A statement that takes rows away.
#[derive(Clone, Debug, PartialEq)]
pub struct Purge {
    /// The table, lower case, without its schema; empty for a query that only looks for rows of an age.
    pub table: String,
    /// What becomes of the rows.
    pub means: Means,
    /// Columns set to nothing.
    pub emptied: Vec<String>,
    /// The column whose time counts.
    pub column: Option<String>,
    /// What narrows it down to some of the rows, age apart.
    pub narrowed: Vec<Condition>,
    /// The age.
    pub age: Age,
    /// The statement.
    pub range: Range,
}

/// What becomes of the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    /// They are deleted.
    Delete,
    /// Columns of theirs are emptied or changed.
    Update,
    /// They are only looked for.
    Look,
}

/// A condition that holds for some rows only.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Condition {
    /// The column, lower case.
    pub column: String,
    /// What it is held against.
    pub by: By,
}

/// What a column is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// A value from outside: `user_id = $1`.
    Key,
    /// A value that stands in the statement, or a test of its own: `kind = 'bot'`, `used_at IS NOT NULL`.
    Fixed,
    /// The rows of another table.
    Other,
    /// An age, the wrong way round: only young rows go.
    Young,
}

/// The age that rows must have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Age {
    /// So many milliseconds.
    Fixed(f64),
    /// What is bound at the index: a moment, or so many times the milliseconds.
    Bound(usize, Option<f64>),
    /// So many milliseconds before the moment that is bound at the index.
    Before(usize, f64),
    /// The row says when it is due.
    Due,
    /// One that was not understood.
    Unread,
    /// None: rows go whatever their age.
    Any,
}

impl Purge {
    /// The columns held against a value from outside: `WHERE user_id = $1`.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        let keys = self.narrowed.iter().filter(|c| c.by == By::Key);
        keys.map(|c| c.column.as_str())
    }
}

/// Reads all purges of a text; `DELETE` inside of texts (`$$ … $$`) is not looked for.
pub fn read(source: &str) -> Vec<Purge> {
    let tokens = lex::tokens(source);
    let mut found = Vec::new();
    for part in tokens.split(|t| t.kind == Kind::Punct(b';')) {
        found.extend(statement(source, part));
    }
    found
}

/// Whether a text may hold a purge; cheap.
pub fn may_purge(text: &str) -> bool {
    let has = |word: &str| {
        text.as_bytes()
            .windows(word.len())
            .any(|w| w.eq_ignore_ascii_case(word.as_bytes()))
    };
    has("delete") || has("update ") || has("truncate") || has("select ")
}

/// The milliseconds of an expression of SQL that is an interval.
pub fn interval(expression: &str) -> Option<f64> {
    let probe = format!("DELETE FROM t WHERE at < now() - ({expression})");
    match read(&probe).first().map(|p| p.age) {
        Some(Age::Fixed(ms)) => Some(ms),
        _ => None,
    }
}

/// The purges of one statement: a `WITH` may hold several.
fn statement(source: &str, tokens: &[Token]) -> Vec<Purge> {
    let word = |i: usize, w: &str| tokens.get(i).is_some_and(|t| t.is(source, w));
    let begins = ["delete", "update", "truncate", "select", "with"];
    let Some(start) = tokens
        .iter()
        .position(|t| begins.iter().any(|w| t.is(source, w)))
    else {
        return Vec::new();
    };
    let deletes = |i: &usize| word(*i, "delete") && word(i + 1, "from");
    let all: Vec<usize> = (start..tokens.len()).filter(deletes).collect();
    let first = all.first().copied();
    let mut found: Vec<Purge> = purge(source, tokens, start, first).into_iter().collect();
    for other in all.into_iter().skip(1) {
        found.extend(purge(source, tokens, start, Some(other)));
    }
    found
}

/// One purge; `delete` is where its `DELETE FROM` stands, if it is known to be one.
fn purge(source: &str, tokens: &[Token], start: usize, delete: Option<usize>) -> Option<Purge> {
    let word = |i: usize, w: &str| tokens.get(i).is_some_and(|t| t.is(source, w));
    let range = Range {
        start: tokens.get(start)?.range.start,
        end: tokens.last()?.range.end,
    };
    let place = |w: &str| (start..tokens.len()).find(|i| word(*i, w));
    let (means, mut at) = match (
        delete.or(place("delete")),
        place("update"),
        place("truncate"),
    ) {
        (Some(i), _, _) if delete.is_some() => (Means::Delete, i + 2),
        // `DELETE v FROM visits v JOIN …`
        (Some(i), _, _) if word(i + 2, "from") => (Means::Delete, i + 3),
        (_, Some(i), _) if !word(i.wrapping_sub(1), "for") && !word(i.wrapping_sub(1), "do") => {
            (Means::Update, i + 1)
        }
        (_, _, Some(i)) => (Means::Delete, i + 1 + usize::from(word(i + 1, "table"))),
        _ => (Means::Look, place("from")? + 1),
    };
    at += usize::from(word(at, "only"));
    let (table, behind) = name(source, tokens, at)?;
    let reader = Reader::new(source, tokens, start, &table, behind);
    let read = match means {
        Means::Look => reader.anywhere(start..tokens.len()),
        _ => reader.reading(behind..tokens.len()),
    };
    Some(Purge {
        emptied: emptied(source, tokens, at),
        table,
        means,
        column: read.column,
        narrowed: read.narrowed,
        age: read.age,
        range,
    })
}

/// A name without what stands before its last dot, and where what follows it begins.
fn name(source: &str, tokens: &[Token], at: usize) -> Option<(String, usize)> {
    let mut last = tokens
        .get(at)
        .filter(|t| matches!(t.kind, Kind::Word | Kind::Quoted))?
        .name(source);
    let mut i = at + 1;
    while tokens.get(i).is_some_and(|t| t.kind == Kind::Punct(b'.')) {
        last = tokens.get(i + 1)?.name(source);
        i += 2;
    }
    Some((last.to_lowercase(), i))
}

/// `SET email = NULL, name = ''`
fn emptied(source: &str, tokens: &[Token], from: usize) -> Vec<String> {
    let mut found = Vec::new();
    let set = tokens
        .iter()
        .skip(from)
        .position(|t| t.is(source, "set"))
        .map(|i| i + from);
    let Some(set) = set else { return found };
    for i in set..tokens.len().saturating_sub(2) {
        if tokens[i].is(source, "where") {
            break;
        }
        let nothing = tokens[i + 2].is(source, "null") || tokens[i + 2].raw(source) == "''";
        if tokens[i + 1].kind == Kind::Punct(b'=') && nothing {
            found.push(tokens[i].name(source));
        }
    }
    found
}

#[cfg(test)]
mod tests;
