//! Texts that SQL statements insert or set as they stand.
//!
//! In: SQL text, whole files included. Out: each text of an `INSERT` or `UPDATE … SET` with its table, column and place.
//! What a function makes of a text is that function's business, so its arguments are left out. It never fails.

use super::lex::{Kind, Token, tokens};
use crate::parse::Range;

/// How many texts of one file are looked at: dumps hold millions.
const MOST: usize = 5_000;

/// A text that is written into a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inserted {
    /// The table.
    pub table: String,
    /// The column.
    pub column: String,
    /// The text, without its quotes.
    pub text: String,
    /// Where the text stands, quotes included.
    pub range: Range,
}

/// All texts that are written as they stand.
pub fn inserted(source: &str) -> Vec<Inserted> {
    let tokens = tokens(source);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() && found.len() < MOST {
        if tokens[at].is(source, "into") {
            at = insert(source, &tokens, at + 1, &mut found);
        } else if tokens[at].is(source, "update") {
            at = update(source, &tokens, at + 1, &mut found);
        } else {
            at += 1;
        }
    }
    found.truncate(MOST);
    found
}

/// `t (a, b) VALUES (x, y), (z, w)`, from behind `INTO`. Gives where to go on.
fn insert(source: &str, tokens: &[Token], start: usize, found: &mut Vec<Inserted>) -> usize {
    let (table, mut at) = table(source, tokens, start);
    let (columns, after) = list(source, tokens, at);
    let Some(columns) = columns else { return at };
    at = after;
    if !tokens.get(at).is_some_and(|t| t.is(source, "values")) {
        return at;
    }
    at += 1;
    while is(tokens, at, b'(') {
        let (mut depth, mut column, mut alone) = (0_usize, 0_usize, true);
        while let Some(token) = tokens.get(at) {
            match token.kind {
                Kind::Punct(b'(') => {
                    depth += 1;
                    alone = depth == 1;
                }
                Kind::Punct(b')') => depth = depth.saturating_sub(1),
                Kind::Punct(b',') if depth == 1 => {
                    column += 1;
                    alone = true;
                }
                Kind::Punct(b';') => return at,
                Kind::Text if depth == 1 && alone => {
                    let name = columns.get(column);
                    found.extend(name.map(|c| text(source, *token, &table, c)));
                }
                Kind::Punct(b':') => {}
                _ => alone = false,
            }
            at += 1;
            if depth == 0 {
                break;
            }
        }
        if is(tokens, at, b',') {
            at += 1;
        }
    }
    at
}

/// `t SET a = x, b = y`, from behind `UPDATE`. Gives where to go on.
fn update(source: &str, tokens: &[Token], start: usize, found: &mut Vec<Inserted>) -> usize {
    let (table, mut at) = table(source, tokens, start);
    if !tokens.get(at).is_some_and(|t| t.is(source, "set")) {
        return start;
    }
    while let [first, second, third, ..] = tokens.get(at + 1..).unwrap_or(&[]) {
        let ends = first.kind == Kind::Punct(b';') || first.is(source, "where");
        if ends {
            break;
        }
        let set = second.kind == Kind::Punct(b'=') && third.kind == Kind::Text;
        let before = tokens[at].kind == Kind::Punct(b',') || tokens[at].is(source, "set");
        if set && before {
            found.push(text(source, *third, &table, &first.name(source)));
        }
        at += 1;
    }
    at + 1
}

fn text(source: &str, token: Token, table: &str, column: &str) -> Inserted {
    Inserted {
        table: table.to_owned(),
        column: column.to_owned(),
        text: token.content(source).0.to_owned(),
        range: token.range,
    }
}

/// The last part of a table's name, and what stands behind it.
fn table(source: &str, tokens: &[Token], start: usize) -> (String, usize) {
    let mut name = String::new();
    let mut at = start;
    while let Some(token) = tokens.get(at) {
        match token.kind {
            Kind::Word if token.is(source, "set") || token.is(source, "values") => break,
            Kind::Word | Kind::Quoted => name = token.name(source),
            Kind::Punct(b'.') => {}
            _ => break,
        }
        at += 1;
    }
    (name, at)
}

/// The names of `(a, b)`, and what stands behind it.
fn list(source: &str, tokens: &[Token], start: usize) -> (Option<Vec<String>>, usize) {
    if !is(tokens, start, b'(') {
        return (None, start);
    }
    let mut names = Vec::new();
    for (at, token) in tokens.iter().enumerate().skip(start + 1) {
        match token.kind {
            Kind::Word | Kind::Quoted => names.push(token.name(source)),
            Kind::Punct(b')') => return (Some(names), at + 1),
            Kind::Punct(b',') => {}
            _ => return (None, at),
        }
    }
    (None, tokens.len())
}

fn is(tokens: &[Token], at: usize, byte: u8) -> bool {
    tokens.get(at).is_some_and(|t| t.kind == Kind::Punct(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(source: &str) -> Vec<(String, String, String)> {
        let all = inserted(source).into_iter();
        all.map(|i| (i.table, i.column, i.text)).collect()
    }

    fn row(table: &str, column: &str, text: &str) -> (String, String, String) {
        (table.to_owned(), column.to_owned(), text.to_owned())
    }

    #[test]
    fn texts_are_read_with_their_columns() {
        assert_eq!(
            read(
                "INSERT INTO app.users (id, mail) VALUES (1, 'a@b.c'), (2, lower('X')), (3, 'c');"
            ),
            [row("users", "mail", "a@b.c"), row("users", "mail", "c")]
        );
        assert_eq!(
            read(
                "UPDATE users SET a = 'x', b = crypt('y', z) WHERE c = 'z'; INSERT INTO t (q) VALUES ('r'::text)"
            ),
            [row("users", "a", "x"), row("t", "q", "r")]
        );
    }

    #[test]
    fn broken_statements_end() {
        for source in [
            "INSERT INTO",
            "INSERT INTO t (a",
            "INSERT INTO t (a) VALUES (",
            "UPDATE t SET",
            "UPDATE t SET a =",
        ] {
            assert_eq!(read(source), []);
        }
    }
}
