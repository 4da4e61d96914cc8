//! The columns that a statement gives back.
//!
//! In: SQL text. Out: the names of the columns of its rows by position, as far as they can be told. It never fails.

use super::{Token, is_keyword, is_word, scan};

/// The names of the columns that a `SELECT` lists or a `RETURNING` gives, lower case; `None` where a column has none.
/// Nothing for `*`, whose columns are not in the text.
pub fn selected(text: &str) -> Vec<Option<String>> {
    let tokens = scan(text);
    let returning = tokens.iter().position(|t| is_word(t, "returning"));
    let start = match returning {
        Some(at) => at,
        None => match top(&tokens, "select") {
            Some(at) => at,
            None => return Vec::new(),
        },
    };
    let mut columns = Vec::new();
    let mut item: Vec<&Token<'_>> = Vec::new();
    let mut depth = 0_usize;
    for token in &tokens[start + 1..] {
        match token {
            Token::Punct('(') => depth += 1,
            Token::Punct(')') if depth == 0 => break,
            Token::Punct(')') => depth -= 1,
            Token::Punct(';') => break,
            Token::Punct(',') if depth == 0 => {
                columns.push(std::mem::take(&mut item));
                continue;
            }
            _ if depth == 0 && is_word(token, "from") => break,
            _ => {}
        }
        item.push(token);
    }
    columns.push(item);
    if columns
        .iter()
        .any(|c| matches!(c.last(), Some(Token::Punct('*'))))
    {
        return Vec::new();
    }
    columns.iter().map(|item| name(item)).collect()
}

/// The first place of a word outside of brackets.
fn top(tokens: &[Token<'_>], word: &str) -> Option<usize> {
    let mut depth = 0_i32;
    tokens.iter().position(|t| {
        match t {
            Token::Punct('(') => depth += 1,
            Token::Punct(')') => depth -= 1,
            _ => {}
        }
        depth == 0 && is_word(t, word)
    })
}

/// `u.email`, `lower(email) AS mail`, `email AS "mail!"`
fn name(item: &[&Token<'_>]) -> Option<String> {
    let text = match item.last()? {
        Token::Word(word) if !is_keyword(word) => word,
        Token::Quoted(name) => name,
        _ => return None,
    };
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_');
    let bare = text.get(..end.unwrap_or(text.len())).unwrap_or_default();
    (!bare.is_empty()).then(|| bare.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::selected;

    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let found: Vec<String> = selected(text)
            .into_iter()
            .map(Option::unwrap_or_default)
            .collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn columns_have_the_names_that_rows_get() {
        check(
            "SELECT id, u.email FROM users u WHERE id = $1",
            &["id", "email"],
        );
        check(
            r#"select email as "mail!: _", count(*) n from t"#,
            &["mail", "n"],
        );
        check("SELECT count(*), lower(email) FROM t", &["", ""]);
        check(
            "SELECT id::text, (SELECT max(x) FROM y) AS top FROM t",
            &["id", "top"],
        );
        check(
            "WITH a AS (SELECT secret FROM b) SELECT name FROM a",
            &["name"],
        );
        check(
            "INSERT INTO t (email) VALUES ($1) RETURNING id, email",
            &["id", "email"],
        );
        check("SELECT * FROM t", &[]);
        check("SELECT u.*, 1 FROM t", &[]);
        check("DELETE FROM t", &[]);
        check("SELECT", &[""]);
    }
}
