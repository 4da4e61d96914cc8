//! The column of an `INSERT` that a value goes to.
//!
//! In: the tokens of a statement and the position of one. Out: the column. What stands in another order than the columns
//! is left alone.

use super::{Token, is_word, word_at};

/// The column of `INSERT INTO t (a, b) VALUES (x, y)` at which a token stands.
pub(super) fn inserted(tokens: &[Token<'_>], at: usize) -> Option<String> {
    let into = tokens[..at].iter().rposition(|t| is_word(t, "into"))?;
    let mut i = into + 1;
    while matches!(
        tokens.get(i),
        Some(Token::Word(_) | Token::Quoted(_) | Token::Punct('.'))
    ) && !word_at(tokens, i, "values")
    {
        i += 1;
    }
    if tokens.get(i) != Some(&Token::Punct('(')) {
        return None;
    }
    let mut columns = Vec::new();
    i += 1;
    while let Some(token) = tokens.get(i) {
        match token {
            Token::Word(name) | Token::Quoted(name) => columns.push(name.to_ascii_lowercase()),
            Token::Punct(')') => break,
            _ => {}
        }
        i += 1;
    }
    let values = tokens[i..]
        .iter()
        .position(|t| is_word(t, "values") || is_word(t, "select"))
        .map(|p| p + i)?;
    if values > at
        || tokens[values..at]
            .iter()
            .any(|t| is_word(t, "set") || is_word(t, "where"))
    {
        return None;
    }
    let position = if is_word(&tokens[values], "values") {
        listed(&tokens[values + 1..at])
    } else {
        chosen(tokens, values, at)?
    };
    columns.into_iter().nth(position)
}

/// How many values stand before the end of `(x, y), (z, w`.
fn listed(tokens: &[Token<'_>]) -> usize {
    let (mut depth, mut position) = (0, 0);
    for token in tokens {
        match token {
            Token::Punct('(') => {
                depth += 1;
                if depth == 1 {
                    position = 0;
                }
            }
            Token::Punct(')') => depth -= 1,
            Token::Punct(',') if depth == 1 => position += 1,
            _ => {}
        }
    }
    position
}

/// Which column of `SELECT $1, $2 …` or of `SELECT * FROM UNNEST($1, $2)` a placeholder becomes.
fn chosen(tokens: &[Token<'_>], select: usize, at: usize) -> Option<usize> {
    let between = tokens.get(select + 1..at)?;
    let from = between.iter().position(|t| is_word(t, "from"));
    let start = match from {
        None => 0,
        // What is listed by name need not stand in the order of the arguments.
        Some(_) if between.first() != Some(&Token::Punct('*')) => return None,
        Some(from) => {
            let call = from
                + 1
                + between[from + 1..]
                    .iter()
                    .position(|t| *t == Token::Punct('('))?;
            let function = between.get(call.checked_sub(1)?)?;
            if !is_word(function, "unnest") {
                return None;
            }
            call + 1
        }
    };
    let (mut depth, mut position) = (0, 0);
    for token in &between[start..] {
        match token {
            Token::Punct('(') => depth += 1,
            Token::Punct(')') => depth -= 1,
            Token::Punct(',') if depth == 0 => position += 1,
            _ => {}
        }
    }
    (depth >= 0).then_some(position)
}
