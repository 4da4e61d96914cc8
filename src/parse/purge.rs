//! SQL that takes rows away because of their age.
//!
//! In: SQL text. Out: [`Purge`]s: the table, what becomes of the rows, and the age they must have. What the age is
//! compared with may be written in the text, bound from outside, or stand in the row itself.

use super::Range;
use super::duration;
use super::sql::lex::{self, Kind, Token};

/// A statement that takes rows away.
#[derive(Clone, Debug, PartialEq)]
pub struct Purge {
    /// The table, lower case, without its schema; empty for a query that only looks for rows of an age.
    pub table: String,
    /// Rows are deleted; otherwise columns are emptied.
    pub deletes: bool,
    /// Columns set to nothing.
    pub emptied: Vec<String>,
    /// The column whose time counts.
    pub column: Option<String>,
    /// The columns that the statement compares with a value: `WHERE user_id = $1`.
    pub keys: Vec<String>,
    /// The age.
    pub age: Age,
    /// The statement.
    pub range: Range,
}

/// The age that rows must have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Age {
    /// So many milliseconds.
    Fixed(f64),
    /// What is bound at the index: a moment, or so many times the milliseconds.
    Bound(usize, Option<f64>),
    /// The row says when it is due.
    Due,
    /// None: rows go whatever their age.
    Any,
}

/// Words that stand for the present moment.
const NOW: &[&str] = &[
    "now",
    "current_timestamp",
    "current_date",
    "localtimestamp",
    "getdate",
    "utc_timestamp",
    "unixepoch",
    "clock_timestamp",
    "sysdate",
    "curdate",
    "unix_timestamp",
    "transaction_timestamp",
    "statement_timestamp",
    "today",
    "julianday",
];

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

fn statement(source: &str, tokens: &[Token]) -> Option<Purge> {
    let word = |i: usize, w: &str| tokens.get(i).is_some_and(|t| t.is(source, w));
    let start = tokens.iter().position(|t| {
        ["delete", "update", "truncate", "select", "with"]
            .iter()
            .any(|w| t.is(source, w))
    })?;
    let range = Range {
        start: tokens.get(start)?.range.start,
        end: tokens.last()?.range.end,
    };
    let place = |w: &str| (start..tokens.len()).find(|i| word(*i, w));
    let (deletes, mut at) = match (place("delete"), place("update"), place("truncate")) {
        (Some(i), _, _) if word(i + 1, "from") => (true, i + 2),
        (_, Some(i), _) if !word(i.wrapping_sub(1), "for") && !word(i.wrapping_sub(1), "do") => {
            (false, i + 1)
        }
        (_, _, Some(i)) => (true, i + 1 + usize::from(word(i + 1, "table"))),
        _ => (false, place("from")? + 1),
    };
    at += usize::from(word(at, "only"));
    let table = name(source, tokens, at)?;
    let (column, age) = age(source, &tokens[start..]);
    let emptied = emptied(source, tokens, at);
    let keys = keys(source, &tokens[start..]);
    Some(Purge {
        table,
        deletes,
        emptied,
        column,
        keys,
        age,
        range,
    })
}

fn name(source: &str, tokens: &[Token], at: usize) -> Option<String> {
    let mut last = tokens
        .get(at)
        .filter(|t| matches!(t.kind, Kind::Word | Kind::Quoted))?
        .name(source);
    let mut i = at + 1;
    while tokens.get(i).is_some_and(|t| t.kind == Kind::Punct(b'.')) {
        last = tokens.get(i + 1)?.name(source);
        i += 2;
    }
    Some(last.to_lowercase())
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

/// Columns compared with something by `=`, `IN` or `ANY`.
fn keys(source: &str, tokens: &[Token]) -> Vec<String> {
    let from = tokens
        .iter()
        .position(|t| t.is(source, "where"))
        .unwrap_or(tokens.len());
    let mut found = Vec::new();
    for i in from + 1..tokens.len() {
        let equals = tokens[i].kind == Kind::Punct(b'=') || tokens[i].is(source, "in");
        let column = tokens
            .get(i - 1)
            .filter(|t| matches!(t.kind, Kind::Word | Kind::Quoted));
        if equals && let Some(column) = column {
            found.push(column.name(source).to_lowercase());
        }
    }
    found
}

/// The column and age of the first comparison that is about time.
fn age(source: &str, tokens: &[Token]) -> (Option<String>, Age) {
    let mut bound = (None, Age::Any);
    for (i, token) in tokens.iter().enumerate() {
        let less = match token.kind {
            Kind::Punct(b'<') => true,
            Kind::Punct(b'>') => false,
            _ => continue,
        };
        if matches!(tokens.get(i + 1).map(|t| t.kind), Some(Kind::Punct(b'>')))
            || i > 0 && matches!(tokens[i - 1].kind, Kind::Punct(b'<' | b'-'))
        {
            continue;
        }
        let left = side(source, tokens, i, Way::Back);
        let right = side(source, tokens, i, Way::On);
        // `column < cut-off`, `cut-off > column`, `now() - column > interval`, `column + interval < now()`.
        let (small, large) = if less { (left, right) } else { (right, left) };
        let Some((column, age)) = compared(&small, &large) else {
            continue;
        };
        if matches!(age, Age::Fixed(_) | Age::Due) {
            return (Some(column), age);
        }
        if bound.0.is_none() {
            bound = (Some(column), age);
        }
    }
    bound
}

#[derive(Clone, Copy, PartialEq)]
enum Way {
    Back,
    On,
}

/// What stands on one side of a comparison.
#[derive(Debug, Default)]
struct Side {
    columns: Vec<String>,
    now: bool,
    /// Milliseconds of all intervals.
    interval: Option<f64>,
    params: Vec<usize>,
    /// Milliseconds of one of what is bound, where the text says so.
    unit: Option<f64>,
    /// Its times count in days: SQLite's `julianday`.
    days: bool,
    /// Its interval is a number without a unit, read as seconds.
    bare: bool,
}

fn side(source: &str, tokens: &[Token], at: usize, way: Way) -> Side {
    let mut picked: Vec<usize> = Vec::new();
    let mut depth = 0_i32;
    let mut i = at;
    loop {
        let next = match way {
            Way::Back => i.checked_sub(1),
            Way::On => Some(i + 1).filter(|n| *n < tokens.len()),
        };
        let Some(next) = next else { break };
        i = next;
        let token = tokens[i];
        let (open, close) = match way {
            Way::Back => (b')', b'('),
            Way::On => (b'(', b')'),
        };
        match token.kind {
            Kind::Punct(b'=') if picked.is_empty() && way == Way::On => continue,
            Kind::Punct(p) if p == open => depth += 1,
            Kind::Punct(p) if p == close => {
                depth -= 1;
                if depth < 0 {
                    break;
                }
            }
            Kind::Punct(b',' | b'<' | b'>' | b'=') if depth == 0 => break,
            Kind::Word if depth == 0 && is_end(source, token) => break,
            _ => {}
        }
        picked.push(i);
    }
    if way == Way::Back {
        picked.reverse();
    }
    read_side(source, tokens, &picked)
}

fn is_end(source: &str, token: Token) -> bool {
    [
        "where",
        "and",
        "or",
        "not",
        "order",
        "limit",
        "returning",
        "group",
        "on",
        "when",
        "then",
        "having",
        "union",
        "select",
        "set",
        "from",
    ]
    .iter()
    .any(|w| token.is(source, w))
}

fn read_side(source: &str, tokens: &[Token], picked: &[usize]) -> Side {
    let mut side = Side::default();
    let mut numbers: Option<f64> = None;
    for (k, &i) in picked.iter().enumerate() {
        let token = tokens[i];
        let before = picked.get(k.wrapping_sub(1)).map(|p| tokens[*p]);
        match token.kind {
            Kind::Word | Kind::Quoted => word(source, tokens, i, &mut side),
            Kind::Text => text(token.content(source).0, &mut side),
            Kind::Param => side.params.push(param_index(source, tokens, i)),
            // Read with the word before it: `days => 30`, `toIntervalDay(30)`.
            Kind::Number if before.is_some_and(|b| b.kind == Kind::Punct(b'>')) => {}
            Kind::Number
                if k >= 2
                    && tokens[picked[k - 2]]
                        .name(source)
                        .to_lowercase()
                        .starts_with("tointerval") => {}
            Kind::Number => {
                let number: f64 = token.raw(source).parse().unwrap_or(0.0);
                let times = before.is_some_and(|b| b.kind == Kind::Punct(b'*'));
                let behind = tokens
                    .get(i + 1)
                    .filter(|t| t.kind == Kind::Word)
                    .and_then(|t| duration::unit(t.raw(source)));
                match behind {
                    Some(unit) => {
                        side.interval = Some(side.interval.unwrap_or(0.0) + number * unit);
                    }
                    None if times => numbers = Some(numbers.unwrap_or(1.0) * number),
                    None => numbers = Some(number),
                }
            }
            Kind::Punct(_) => {}
        }
    }
    // `unixepoch() - 30 * 86400`: seconds; `interval '1 day' * 30`, `30 * interval '1 day'`: so many of them.
    if let Some(number) = numbers {
        let is_day = side.columns.is_empty() && side.interval.is_some();
        side.interval = Some(match side.interval {
            Some(interval) if is_day || interval > 0.0 => interval * number,
            _ if side.days => number * duration::unit("day").unwrap_or(0.0),
            _ => number * 1000.0,
        });
        side.bare = !side.now;
    }
    side
}

fn word(source: &str, tokens: &[Token], i: usize, side: &mut Side) {
    let name = tokens[i].name(source).to_lowercase();
    let called = tokens
        .get(i + 1)
        .is_some_and(|t| t.kind == Kind::Punct(b'('));
    if NOW.contains(&name.as_str()) {
        side.now = true;
        side.days |= name == "julianday";
    } else if let Some(unit) = duration::unit(&name) {
        // `make_interval(days => $1)`, `INTERVAL $1 DAY`, `toIntervalDay` is read below.
        if tokens
            .get(i + 1)
            .is_some_and(|t| matches!(t.kind, Kind::Punct(b'=' | b':')))
            || i > 0 && tokens[i - 1].kind == Kind::Param
        {
            side.unit = Some(unit);
            if let Some(number) = tokens.get(i + 3).filter(|t| t.kind == Kind::Number)
                && tokens
                    .get(i + 2)
                    .is_some_and(|t| t.kind == Kind::Punct(b'>'))
            {
                let number: f64 = number.raw(source).parse().unwrap_or(0.0);
                side.interval = Some(side.interval.unwrap_or(0.0) + number * unit);
            }
        }
    } else if let Some(unit) = name.strip_prefix("tointerval").and_then(duration::unit) {
        side.unit = Some(unit);
        if let Some(number) = tokens.get(i + 2).filter(|t| t.kind == Kind::Number) {
            side.interval = Some(number.raw(source).parse().unwrap_or(0.0) * unit);
        }
    } else if name == "at" && tokens.get(i + 1).is_some_and(|t| t.is(source, "time")) {
        // `AT TIME ZONE` changes nothing.
    } else if !called && !is_plain(&name) {
        side.columns.push(name);
    }
}

/// Words that are neither columns nor moments.
fn is_plain(name: &str) -> bool {
    [
        "interval",
        "timestamp",
        "timestamptz",
        "date",
        "time",
        "zone",
        "utc",
        "with",
        "without",
        "as",
        "null",
        "is",
        "between",
        "epoch",
        "extract",
        "int",
        "integer",
        "bigint",
        "text",
        "datetime",
        "double",
        "precision",
        "cast",
        "numeric",
        "real",
        "float8",
    ]
    .contains(&name)
}

/// `'30 days'`, `'now'`, `'-30 days'`, `' days'`.
fn text(content: &str, side: &mut Side) {
    if content.eq_ignore_ascii_case("now") {
        side.now = true;
    } else if let Some(unit) = duration::unit(content.trim()) {
        side.unit = Some(unit);
    } else if let Some(ms) = duration::milliseconds(content).filter(|ms| *ms > 0) {
        side.interval = Some(side.interval.unwrap_or(0.0) + ms as f64);
    }
}

/// The index of the value bound to the placeholder at a token.
fn param_index(source: &str, tokens: &[Token], at: usize) -> usize {
    let raw = tokens[at].raw(source);
    if let Ok(number) = raw[1..].parse::<usize>() {
        return number.saturating_sub(1);
    }
    let earlier = tokens[..at].iter().filter(|t| t.kind == Kind::Param);
    if raw == "?" {
        return earlier.count();
    }
    let mut names: Vec<&str> = Vec::new();
    for token in earlier.chain([&tokens[at]]) {
        if !names.contains(&token.raw(source)) {
            names.push(token.raw(source));
        }
    }
    names.iter().position(|n| *n == raw).unwrap_or(0)
}

/// What a comparison of a smaller with a larger side says of age.
fn compared(small: &Side, large: &Side) -> Option<(String, Age)> {
    // `interval < now() - column`
    if let (Some(column), true) = (
        large.columns.first(),
        large.now || !small.params.is_empty() && large.columns.len() > 1,
    ) {
        let age = match (small.interval, small.params.first()) {
            (_, Some(param)) => Age::Bound(*param, small.unit.or(small.interval)),
            (Some(interval), None) if large.days && small.bare => {
                Age::Fixed(interval / 1000.0 * duration::unit("day").unwrap_or(0.0))
            }
            (Some(interval), None) => Age::Fixed(interval),
            _ => return None,
        };
        return Some((column.clone(), age));
    }
    let column = small.columns.last()?.clone();
    if !large.columns.is_empty() && !large.now {
        return None;
    }
    let interval = large.interval.or(small.interval);
    let params: Vec<usize> = large.params.iter().chain(&small.params).copied().collect();
    let age = match (params.first(), large.now, interval) {
        (Some(param), true, _) => Age::Bound(*param, large.unit.or(small.unit).or(interval)),
        (Some(param), false, _) => Age::Bound(*param, None),
        (None, true, Some(interval)) => Age::Fixed(interval),
        (None, true, None) => Age::Due,
        _ => return None,
    };
    Some((column, age))
}

#[cfg(test)]
mod tests;
