//! SQL text: which column a placeholder is written to or compared with.
//!
//! In: SQL in Postgres, SQLite or MySQL form, whole or in pieces, placeholders of any style. Out: what the n-th bound
//! value is used for. A tolerant scanner: what it does not understand it says nothing about, and it never fails.

pub mod insert;
pub mod lex;
pub mod select;
mod target;

use crate::catalog::{Measure, made_by_sql};

/// What a bound value is used for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// Written, compared, or something else.
    pub part: Part,
    /// The column, lower case.
    pub column: Option<String>,
    /// The table, lower case.
    pub table: Option<String>,
    /// What SQL functions around it make of it.
    pub measure: Measure,
}

/// The part a bound value plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// It is stored.
    Written,
    /// It is compared with what is stored.
    Compared,
    /// Limits, selected constants, arguments.
    Other,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token<'t> {
    Word(&'t str),
    Quoted(&'t str),
    Text,
    Number,
    Param(Option<u32>, &'t str),
    Punct(char),
}

/// How many values a text has placeholders for.
pub fn placeholders(text: &str) -> usize {
    let tokens = scan(text);
    let order = order(&tokens);
    order.iter().map(|(_, n)| n + 1).max().unwrap_or(0)
}

/// A text whose placeholders are asked for one after the other: it is read once.
#[derive(Debug)]
pub struct Placeholders<'t> {
    tokens: Vec<Token<'t>>,
    order: Vec<(usize, usize)>,
}

impl<'t> Placeholders<'t> {
    /// Those of a text.
    pub fn of(text: &'t str) -> Self {
        let tokens = scan(text);
        let order = order(&tokens);
        Self { tokens, order }
    }

    /// What the value bound at `index` (from 0) is used for; `None` if there is no placeholder for it.
    pub fn used(&self, index: usize) -> Option<Use> {
        let (at, _) = self.order.iter().find(|(_, n)| *n == index)?;
        Some(classify(&self.tokens, *at))
    }
}

/// What the value bound at `index` (from 0) is used for; `None` if there is no placeholder for it.
pub fn placeholder(text: &str, index: usize) -> Option<Use> {
    Placeholders::of(text).used(index)
}

/// What the n-th `{…}` (from 0) in the text of a statement is used for, with or without quotes around it.
pub fn hole(text: &str, index: usize) -> Option<Use> {
    let mut rest = text;
    let mut front = String::with_capacity(text.len() + 8);
    let mut seen = 0;
    loop {
        let open = rest.find('{')?;
        let behind = rest.get(open + 1..)?;
        let close = behind.find('}')?;
        if behind.starts_with('{') {
            front.push_str(rest.get(..open + 1)?);
            rest = behind.get(1..)?;
            continue;
        }
        let after = behind.get(close + 1..)?;
        front.push_str(rest.get(..open)?);
        if seen == index {
            let tail = after.strip_prefix(['\'', '"']).unwrap_or(after);
            let front = front.strip_suffix(['\'', '"']).unwrap_or(&front);
            let number = usize::from(u16::MAX);
            return placeholder(&format!("{front}${number}{tail}"), number - 1);
        }
        front.push('0');
        seen += 1;
        rest = after;
    }
}

/// Whether a text is a whole statement that reads or writes rows.
pub fn is_statement(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let first = words.next().unwrap_or("").to_ascii_lowercase();
    let among = |wanted: &[&str]| {
        text.split_whitespace()
            .any(|w| wanted.iter().any(|x| w.eq_ignore_ascii_case(x)))
    };
    match first.as_str() {
        "insert" | "replace" => among(&["into"]),
        "update" => among(&["set"]),
        "select" | "delete" => among(&["from"]),
        "with" => among(&["from", "into", "set"]),
        _ => false,
    }
}

/// The positions of placeholders with the index of the value bound to each.
fn order(tokens: &[Token<'_>]) -> Vec<(usize, usize)> {
    let mut names: Vec<&str> = Vec::new();
    let mut next = 0;
    let mut out = Vec::new();
    for (i, token) in tokens.iter().enumerate() {
        match token {
            Token::Param(Some(n), _) => out.push((i, (*n as usize).saturating_sub(1))),
            Token::Param(None, "") => {
                out.push((i, next));
                next += 1;
            }
            Token::Param(None, name) => {
                let at = names.iter().position(|n| n == name).unwrap_or_else(|| {
                    names.push(name);
                    names.len() - 1
                });
                out.push((i, at));
            }
            _ => {}
        }
    }
    out
}

fn classify(tokens: &[Token<'_>], at: usize) -> Use {
    let (start, measure) = wrapped(tokens, at);
    let table = table(tokens);
    let named = |part, column| Use {
        part,
        column,
        table: table.clone(),
        measure,
    };
    if let Some(column) = target::inserted(tokens, at) {
        return named(Part::Written, Some(column));
    }
    let clause = clause(tokens, at);
    let column = compared_column(tokens, start);
    match clause {
        Some("set") => named(Part::Written, column),
        Some("where" | "on" | "having" | "and" | "or") if column.is_some() => {
            named(Part::Compared, column)
        }
        _ => named(Part::Other, None),
    }
}

/// The first token of the function calls around a token, and what they make of it.
fn wrapped(tokens: &[Token<'_>], at: usize) -> (usize, Measure) {
    let mut start = at;
    let mut measure = Measure::Plain;
    let mut depth = 0;
    let mut i = at;
    while i > 0 {
        i -= 1;
        match &tokens[i] {
            Token::Punct(')') => depth += 1,
            Token::Punct('(') if depth > 0 => depth -= 1,
            Token::Punct('(') => match i.checked_sub(1).map(|p| &tokens[p]) {
                Some(Token::Word(word)) if !is_keyword(word) => {
                    measure = strongest(measure, made_by_sql(word));
                    start = i - 1;
                    i -= 1;
                }
                _ => break,
            },
            Token::Punct(',') | Token::Text | Token::Number | Token::Param(..) => {}
            _ if depth > 0 => {}
            _ => break,
        }
    }
    (start, measure)
}

fn strongest(a: Measure, b: Measure) -> Measure {
    if a == Measure::Plain { b } else { a }
}

/// The keyword whose clause a token stands in.
fn clause(tokens: &[Token<'_>], at: usize) -> Option<&'static str> {
    const CLAUSES: &[&str] = &[
        "set",
        "where",
        "on",
        "having",
        "values",
        "limit",
        "offset",
        "select",
        "and",
        "or",
        "returning",
    ];
    let found = tokens[..at].iter().rev().find_map(|t| match t {
        Token::Word(word) => CLAUSES.iter().find(|c| word.eq_ignore_ascii_case(c)),
        _ => None,
    })?;
    Some(found)
}

/// The column in `column = value`, `column IN (value`, `value = column` is not looked for.
fn compared_column(tokens: &[Token<'_>], start: usize) -> Option<String> {
    let mut i = start;
    // `= ANY(`, `IN (`, `LIKE`, `=`, `<`, `||`: skip back over operators to the column.
    let mut operator = false;
    while i > 0 {
        i -= 1;
        match &tokens[i] {
            Token::Punct('=' | '<' | '>' | '!' | '~') => operator = true,
            Token::Punct('(') => {}
            Token::Word(w)
                if ["in", "like", "ilike", "any", "not", "is", "glob"]
                    .iter()
                    .any(|k| w.eq_ignore_ascii_case(k)) =>
            {
                operator = true;
            }
            Token::Word(name) | Token::Quoted(name) if operator && !is_keyword(name) => {
                return Some(name.to_ascii_lowercase());
            }
            Token::Punct(')') if operator => {
                // `lower(email) = ?`: the column inside the call.
                if let Some(Token::Word(name) | Token::Quoted(name)) =
                    i.checked_sub(1).map(|p| &tokens[p])
                {
                    return Some(name.to_ascii_lowercase());
                }
                return None;
            }
            _ => return None,
        }
    }
    None
}

/// The table of an INSERT, UPDATE, DELETE or SELECT.
fn table(tokens: &[Token<'_>]) -> Option<String> {
    let mut wanted = false;
    let mut name: Option<String> = None;
    for token in tokens {
        match token {
            Token::Word(w)
                if ["into", "update", "from", "join"]
                    .iter()
                    .any(|k| w.eq_ignore_ascii_case(k)) =>
            {
                if name.is_some() {
                    return name;
                }
                wanted = true;
            }
            Token::Word(w) if wanted && (is_keyword(w) || w.eq_ignore_ascii_case("only")) => {}
            Token::Word(w) | Token::Quoted(w) if wanted => {
                name = Some(w.to_ascii_lowercase());
                wanted = false;
            }
            // `schema.table`: the last part is the table.
            Token::Punct('.') if name.is_some() => {
                name = None;
                wanted = true;
            }
            _ if name.is_some() => return name,
            _ => {}
        }
    }
    name
}

fn is_word(token: &Token<'_>, word: &str) -> bool {
    matches!(token, Token::Word(w) if w.eq_ignore_ascii_case(word))
}

fn word_at(tokens: &[Token<'_>], i: usize, word: &str) -> bool {
    tokens.get(i).is_some_and(|t| is_word(t, word))
}

fn is_keyword(word: &str) -> bool {
    const KEYWORDS: &[&str] = &[
        "select",
        "insert",
        "update",
        "delete",
        "into",
        "values",
        "set",
        "where",
        "and",
        "or",
        "not",
        "in",
        "like",
        "ilike",
        "any",
        "is",
        "null",
        "from",
        "join",
        "left",
        "right",
        "inner",
        "outer",
        "on",
        "as",
        "returning",
        "order",
        "group",
        "by",
        "limit",
        "offset",
        "having",
        "case",
        "when",
        "then",
        "else",
        "end",
        "exists",
        "union",
        "all",
        "distinct",
        "ignore",
        "conflict",
        "do",
        "nothing",
        "replace",
        "with",
        "between",
    ];
    KEYWORDS.iter().any(|k| word.eq_ignore_ascii_case(k))
}

fn scan(text: &str) -> Vec<Token<'_>> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::new();
    let mut i = 0;
    while i < bytes.len() {
        let start = i;
        match bytes[i] {
            b'-' if bytes.get(i + 1) == Some(&b'-') => i = line_end(bytes, i),
            b'/' if bytes.get(i + 1) == Some(&b'*') => {
                i = text[i..].find("*/").map_or(bytes.len(), |e| i + e + 2);
            }
            b'\'' => {
                i = quoted_end(bytes, i, b'\'');
                tokens.push(Token::Text);
            }
            q @ (b'"' | b'`') => {
                i = quoted_end(bytes, i, q);
                tokens.push(Token::Quoted(
                    text.get(start + 1..i.saturating_sub(1).max(start + 1))
                        .unwrap_or(""),
                ));
            }
            b'$' if bytes.get(i + 1).is_some_and(u8::is_ascii_digit) => {
                i = run(bytes, i + 1, u8::is_ascii_digit);
                tokens.push(Token::Param(text[start + 1..i].parse().ok(), ""));
            }
            b'?' => {
                i = run(bytes, i + 1, u8::is_ascii_digit);
                tokens.push(Token::Param(text[start + 1..i].parse().ok(), ""));
            }
            b':' if bytes.get(i + 1) == Some(&b':') => {
                // A cast; its type is skipped so that it is no column.
                i = run(bytes, i + 2, |b| b.is_ascii_alphanumeric() || *b == b'_');
            }
            b':' | b'@'
                if bytes
                    .get(i + 1)
                    .is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_') =>
            {
                i = run(bytes, i + 1, |b| b.is_ascii_alphanumeric() || *b == b'_');
                tokens.push(Token::Param(None, &text[start + 1..i]));
            }
            b if b.is_ascii_digit() => {
                i = run(bytes, i + 1, |b| b.is_ascii_alphanumeric() || *b == b'.');
                tokens.push(Token::Number);
            }
            b if b.is_ascii_alphabetic() || b == b'_' || b >= 0x80 => {
                i = run(bytes, i + 1, |b| {
                    b.is_ascii_alphanumeric() || *b == b'_' || *b >= 0x80
                });
                tokens.push(Token::Word(&text[start..i]));
            }
            b if b.is_ascii_whitespace() => i += 1,
            b => {
                i += 1;
                tokens.push(Token::Punct(char::from(b)));
            }
        }
    }
    tokens
}

fn run(bytes: &[u8], from: usize, test: impl Fn(&u8) -> bool) -> usize {
    bytes[from.min(bytes.len())..]
        .iter()
        .position(|b| !test(b))
        .map_or(bytes.len(), |p| from + p)
}

fn line_end(bytes: &[u8], from: usize) -> usize {
    run(bytes, from, |b| *b != b'\n')
}

/// One past the closing quote; a doubled quote is part of the text.
fn quoted_end(bytes: &[u8], from: usize, quote: u8) -> usize {
    let mut i = from + 1;
    while i < bytes.len() {
        if bytes[i] == quote {
            if bytes.get(i + 1) == Some(&quote) {
                i += 2;
                continue;
            }
            return i + 1;
        }
        i += 1;
    }
    bytes.len()
}

#[cfg(test)]
mod tests;
