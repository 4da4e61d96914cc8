//! What a statement asks of its rows: the age they must have, and what else narrows them down.
//!
//! In: the tokens of one statement. Out: a [`Reading`] of its `WHERE`. Conditions joined by `AND` are taken one by one;
//! of those joined by `OR` the widest counts. Queries inside are followed as long as they look into the same table.

use super::sides::{Compared, Side, compared};
use super::{Age, By, Condition, name};
use crate::parse::sql::lex::{Kind, Token};
use std::collections::BTreeMap;
use std::ops::Range;

/// How deep queries within queries are followed.
const DEPTH: u32 = 6;

/// What a `WHERE` asks for.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    pub column: Option<String>,
    pub age: Age,
    pub narrowed: Vec<Condition>,
}

impl Reading {
    fn none() -> Self {
        Self {
            column: None,
            age: Age::Any,
            narrowed: Vec::new(),
        }
    }

    fn narrowed(column: String, by: By) -> Self {
        Self {
            narrowed: vec![Condition { column, by }],
            ..Self::none()
        }
    }

    /// What two conditions ask for together: rows that fulfil both are at least as old as the older asks.
    fn and(mut self, other: Self) -> Self {
        let takes = match (self.age, other.age) {
            (_, Age::Any) | (Age::Due, _) => false,
            (Age::Fixed(a), Age::Fixed(b)) => b > a,
            (Age::Any | Age::Unread, _) => true,
            (Age::Bound(..) | Age::Before(..), age) => matches!(age, Age::Fixed(_) | Age::Due),
            (Age::Fixed(_), _) => false,
        };
        if takes {
            self.age = other.age;
            self.column = other.column;
        }
        self.narrowed.extend(other.narrowed);
        // Whether a row has the time at all, or is not older still, narrows nothing down.
        if let Some(column) = &self.column {
            self.narrowed
                .retain(|c| c.column != *column || c.by == By::Other);
        }
        self
    }

    /// How near it comes to a purge of the whole table.
    fn width(&self) -> u8 {
        match (self.age, self.narrowed.is_empty()) {
            (Age::Any, _) => 0,
            (_, false) => 1,
            (_, true) => 2,
        }
    }
}

/// Reads the conditions of one statement.
pub(super) struct Reader<'s> {
    source: &'s str,
    tokens: &'s [Token],
    /// The table that the statement is about.
    table: &'s str,
    /// Other names of tables: `FROM visits v`.
    aliases: BTreeMap<String, String>,
    /// Queries before the statement: `WITH old AS (…)`.
    named: BTreeMap<String, Range<usize>>,
}

impl<'s> Reader<'s> {
    pub(super) fn new(
        source: &'s str,
        tokens: &'s [Token],
        start: usize,
        table: &'s str,
        behind: usize,
    ) -> Self {
        let mut reader = Self {
            source,
            tokens,
            table,
            aliases: BTreeMap::new(),
            named: BTreeMap::new(),
        };
        for i in start..tokens.len() {
            let open = i + 1 + usize::from(reader.is(i + 1, "materialized"));
            if reader.is(i, "as") && reader.punct(open) == Some(b'(') && i > start {
                let name = tokens[i - 1].name(source).to_lowercase();
                reader.named.insert(name, open + 1..reader.close(open));
            }
        }
        reader.alias(behind, table.to_owned());
        for i in behind..tokens.len() {
            let opens = ["using", "join", "from"].iter().any(|w| reader.is(i, w));
            let comma = reader.punct(i) == Some(b',');
            if (opens || comma)
                && let Some((other, at)) = name(source, tokens, i + 1)
            {
                reader.alias(at, other);
            }
            if reader.is(i, "where") {
                break;
            }
        }
        reader
    }

    fn alias(&mut self, at: usize, table: String) {
        let at = at + usize::from(self.is(at, "as"));
        let word = self
            .tokens
            .get(at)
            .filter(|t| matches!(t.kind, Kind::Word | Kind::Quoted) && !ends(self.source, **t));
        if let Some(word) = word {
            let alias = word.name(self.source).to_lowercase();
            self.aliases.insert(alias, table.clone());
        }
        self.aliases.insert(table.clone(), table);
    }

    /// What the `WHERE` of a statement asks for.
    pub(super) fn reading(&self, range: Range<usize>) -> Reading {
        let mut read = self.within(range.clone(), 0);
        // `DELETE FROM visits USING old WHERE visits.id = old.id`: the rows are those of the query.
        for table in self.aliases.values() {
            if let Some(query) = self.named.get(table) {
                // Rows of another table stay what narrows this one down.
                if self.looks_at(table) {
                    read.narrowed.retain(|c| c.by != By::Other);
                }
                read = read.and(self.within(query.clone(), 1));
            }
        }
        read
    }

    /// The same of a query that only looks: the first of its queries that asks for an age.
    pub(super) fn anywhere(&self, range: Range<usize>) -> Reading {
        let whole = self.within(range.clone(), 0);
        if whole.age != Age::Any {
            return whole;
        }
        let inner = range.filter(|i| self.is(*i, "select"));
        let mut read = inner.map(|i| self.within(i..self.tokens.len(), 1));
        read.find(|r| r.age != Age::Any).unwrap_or(whole)
    }

    fn within(&self, range: Range<usize>, depth: u32) -> Reading {
        match self.clause(range) {
            Some(clause) if depth < DEPTH => self.all_of(clause, depth, Sense::Holds),
            _ => Reading::none(),
        }
    }

    /// What stands behind `WHERE`, as far as it reaches.
    fn clause(&self, range: Range<usize>) -> Option<Range<usize>> {
        let (mut depth, mut start) = (0_i32, None);
        for i in range.clone() {
            match self.punct(i) {
                Some(b'(') => depth += 1,
                Some(b')') => depth -= 1,
                _ => {}
            }
            let stops = depth == 0 && start.is_some() && ends(self.source, self.tokens[i]);
            if depth < 0 || stops {
                return start.map(|s| s..i);
            }
            if depth == 0 && start.is_none() && self.is(i, "where") {
                start = Some(i + 1);
            }
        }
        start.map(|s| s..range.end)
    }

    fn all_of(&self, range: Range<usize>, depth: u32, sense: Sense) -> Reading {
        let (joins, widens) = match sense {
            Sense::Holds => ("and", "or"),
            Sense::Fails => ("or", "and"),
        };
        let alternatives = self.split(range, widens);
        let read = alternatives.into_iter().map(|alternative| {
            let conditions = self.split(alternative, joins).into_iter();
            conditions
                .map(|c| self.condition(c, depth, sense))
                .fold(Reading::none(), Reading::and)
        });
        read.max_by_key(Reading::width)
            .unwrap_or_else(Reading::none)
    }

    /// The parts between a word that joins conditions; the `AND` of `BETWEEN` joins none.
    fn split(&self, range: Range<usize>, word: &str) -> Vec<Range<usize>> {
        let (mut parts, mut start, mut depth, mut between) =
            (Vec::new(), range.start, 0_i32, false);
        for i in range.clone() {
            match self.punct(i) {
                Some(b'(') => depth += 1,
                Some(b')') => depth -= 1,
                _ => {}
            }
            if depth == 0 && self.is(i, "between") {
                between = true;
            } else if depth == 0 && self.is(i, word) && !(between && word == "and") {
                parts.push(start..i);
                start = i + 1;
            } else if depth == 0 && self.is(i, "and") {
                between = false;
            }
        }
        parts.push(start..range.end);
        parts
    }

    fn condition(&self, range: Range<usize>, depth: u32, sense: Sense) -> Reading {
        if range.is_empty() || depth >= DEPTH {
            return Reading::none();
        }
        let denied = self.is(range.start, "not");
        let inner = range.start + usize::from(denied);
        let sense = if denied { sense.other() } else { sense };
        if self.punct(inner) == Some(b'(') && self.close(inner) + 1 == range.end {
            let inside = inner + 1..range.end - 1;
            if !self.is(inside.start, "select") {
                return self.all_of(inside, depth + 1, sense);
            }
        }
        let query = range.clone().find(|i| self.is(*i, "select"));
        if let Some(query) = query {
            let before = inner..query;
            let column = self.columns(&before).pop().unwrap_or_default();
            // `created_at < (SELECT …)`
            if self.comparison(&before).is_some() {
                return Reading {
                    column: Some(column),
                    age: Age::Unread,
                    narrowed: Vec::new(),
                };
            }
            let denied = denied || (inner..query).any(|i| self.is(i, "not"));
            return self.query(query..range.end, column, denied, depth);
        }
        self.time(&range, sense)
            .unwrap_or_else(|| self.plain(&range))
    }

    /// `id IN (SELECT id FROM …)`
    fn query(&self, range: Range<usize>, column: String, denied: bool, depth: u32) -> Reading {
        let from = range.clone().find(|i| self.is(*i, "from"));
        let table = from.and_then(|i| name(self.source, self.tokens, i + 1));
        let Some((table, _)) = table.filter(|_| !denied) else {
            return Reading::narrowed(column, By::Fixed);
        };
        let read = match self.named.get(&table) {
            Some(query) => self.within(query.clone(), depth + 1),
            None => self.within(range, depth + 1),
        };
        if table == self.table || self.looks_at(&table) {
            return read;
        }
        Reading {
            narrowed: vec![Condition {
                column,
                by: By::Other,
            }],
            ..read
        }
    }

    /// Whether a query named before the statement looks at the statement's own table.
    fn looks_at(&self, named: &str) -> bool {
        let Some(mut query) = self.named.get(named).cloned() else {
            return false;
        };
        query.any(|i| {
            let of = name(self.source, self.tokens, i + 1);
            self.is(i, "from") && of.is_some_and(|(t, _)| t == self.table)
        })
    }

    /// A comparison that is about time.
    fn time(&self, range: &Range<usize>, sense: Sense) -> Option<Reading> {
        let (at, less) = self.comparison(range)?;
        let less = less == (sense == Sense::Holds);
        let skip = |i: usize| i + usize::from(self.punct(i) == Some(b'='));
        let side = |r: Range<usize>| Side::read(self.source, self.tokens, r);
        let (left, right) = (side(range.start..at), side(skip(at + 1)..range.end));
        let (small, large) = if less { (left, right) } else { (right, left) };
        match compared(&small, &large) {
            Compared::Age(column, age) => {
                let mut read = Reading {
                    column: Some(column.clone()),
                    age,
                    narrowed: Vec::new(),
                };
                if self.is_foreign(range) {
                    read.narrowed.push(Condition {
                        column,
                        by: By::Other,
                    });
                }
                Some(read)
            }
            Compared::Young(column) => Some(Reading::narrowed(column, By::Young)),
            Compared::Unread(column) => Some(Reading {
                column: Some(column),
                age: Age::Unread,
                narrowed: Vec::new(),
            }),
            Compared::Nothing => None,
        }
    }

    /// Where a condition compares, and whether its left side is to be the smaller; `BETWEEN a AND b` holds against `b`.
    fn comparison(&self, range: &Range<usize>) -> Option<(usize, bool)> {
        let mut depth = 0_i32;
        let mut between = false;
        for i in range.clone() {
            match self.punct(i) {
                Some(b'(') => depth += 1,
                Some(b')') => depth -= 1,
                _ if depth != 0 => {}
                Some(b'<') if self.punct(i + 1) != Some(b'>') => return Some((i, true)),
                // `<>`, `->`, `=>`
                Some(b'>') => {
                    let before = i.checked_sub(1).and_then(|b| self.punct(b));
                    let operator = matches!(before, Some(b'<' | b'-' | b'=' | b'>'));
                    return (!operator).then_some((i, false));
                }
                _ if self.is(i, "between") => between = true,
                _ if between && self.is(i, "and") => return Some((i, true)),
                _ => {}
            }
        }
        None
    }

    /// A condition that is not about time.
    fn plain(&self, range: &Range<usize>) -> Reading {
        let columns = self.columns(range);
        let Some(column) = columns.first().cloned() else {
            // `1 = 1`, `TRUE`
            return Reading::none();
        };
        let bound = range.clone().any(|i| self.tokens[i].kind == Kind::Param);
        let by = if bound {
            By::Key
        } else if columns.len() > 1 || self.is_foreign(range) {
            By::Other
        } else {
            By::Fixed
        };
        Reading::narrowed(column, by)
    }

    /// The columns that stand in a range, without the tables before their dots.
    fn columns(&self, range: &Range<usize>) -> Vec<String> {
        let mut side = Side::read(self.source, self.tokens, range.clone());
        side.columns.retain(|c| {
            ![
                "in", "any", "exists", "like", "ilike", "true", "false", "array", "all",
            ]
            .contains(&c.as_str())
        });
        side.columns
    }

    /// Whether the columns of a range belong to another table.
    fn is_foreign(&self, range: &Range<usize>) -> bool {
        range.clone().any(|i| {
            self.punct(i + 1) == Some(b'.') && i + 1 < range.end && {
                let before = self.tokens[i].name(self.source).to_lowercase();
                let table = self.aliases.get(&before).map_or(before.as_str(), |t| t);
                matches!(self.tokens[i].kind, Kind::Word | Kind::Quoted)
                    && table != self.table
                    && !self.looks_at(table)
                    && self.aliases.contains_key(&before)
            }
        })
    }

    fn is(&self, i: usize, word: &str) -> bool {
        self.tokens.get(i).is_some_and(|t| t.is(self.source, word))
    }

    fn punct(&self, i: usize) -> Option<u8> {
        match self.tokens.get(i)?.kind {
            Kind::Punct(p) => Some(p),
            _ => None,
        }
    }

    /// Where the bracket that opens at an index closes.
    fn close(&self, open: usize) -> usize {
        let mut depth = 0_i32;
        for i in open..self.tokens.len() {
            match self.punct(i) {
                Some(b'(') => depth += 1,
                Some(b')') => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return i;
            }
        }
        self.tokens.len()
    }
}

/// Whether a condition is asked for or denied.
#[derive(Clone, Copy, PartialEq)]
enum Sense {
    Holds,
    Fails,
}

impl Sense {
    fn other(self) -> Self {
        match self {
            Sense::Holds => Sense::Fails,
            Sense::Fails => Sense::Holds,
        }
    }
}

/// Whether a word ends the conditions of a query, or stands where the name of a table could.
fn ends(source: &str, token: Token) -> bool {
    let words = [
        "where",
        "order",
        "limit",
        "returning",
        "group",
        "having",
        "union",
        "window",
        "set",
        "using",
        "join",
        "left",
        "inner",
        "on",
        "offset",
        "fetch",
        "for",
        "cross",
        "right",
        "full",
        "natural",
    ];
    words.iter().any(|w| token.is(source, w))
}
