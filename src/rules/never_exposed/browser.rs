//! What scripts keep in the browser: `localStorage`, `sessionStorage` and cookies.
//!
//! In: scripts, pages and components. Out: each statement that keeps a value there, with the names of what it keeps.
//! A script's values have no types, so only names tell; a general word counts if the key says the same.

use crate::catalog::{Strength, Verdict, Words};
use crate::finding::Confidence;
use crate::parse::tokens::{Code, TokenKind, tokens};
use crate::rules::Context;
use crate::source::{Kind, SourceFile};
use crate::span::{FileId, Span};

/// How many tokens one statement is read for.
const LONG: usize = 60;

/// A statement that keeps something.
pub(super) struct Kept {
    /// Where.
    pub at: Span,
    /// `client-storage` or `cookie`.
    pub kind: &'static str,
    /// The data that names speak of, with how sure that is and the name.
    pub data: Vec<(&'static str, Confidence, String)>,
}

/// All such statements of a file.
pub(super) fn read(context: &Context<'_>, id: FileId) -> Vec<Kept> {
    let file = context.sources.file(id);
    if !matches!(file.kind, Kind::Script | Kind::Html) || !mentions(&file.text) {
        return Vec::new();
    }
    let text = visible(file);
    let tokens = tokens(&text);
    let script = Script {
        code: Code {
            text: &text,
            tokens: &tokens,
        },
    };
    let words = &context.catalog.words;
    (0..tokens.len())
        .filter_map(|at| script.statement(at))
        .map(|(kind, start, key, value)| {
            let end = value.last().or(key.last()).copied().unwrap_or(start);
            let span = Span::new(
                id,
                tokens[start].range.start,
                tokens[end.min(tokens.len() - 1)].range.end,
            );
            Kept {
                at: span,
                kind,
                data: script.data(words, &key, &value),
            }
        })
        .collect()
}

fn mentions(text: &str) -> bool {
    ["localStorage", "sessionStorage", "document.cookie"]
        .iter()
        .any(|w| text.contains(w))
}

/// The text of a file with the comments of a page covered, byte for byte.
fn visible(file: &SourceFile) -> String {
    let mut text = file.text.clone();
    if file.kind != Kind::Html {
        return text;
    }
    let mut from = 0;
    while let Some(start) = text
        .get(from..)
        .and_then(|t| t.find("<!--"))
        .map(|i| i + from)
    {
        let end = text.get(start..).and_then(|t| t.find("-->"));
        let end = end.map_or(text.len(), |i| start + i + 3);
        text.replace_range(start..end, &" ".repeat(end - start));
        from = end;
    }
    text
}

/// The kind of a statement, its first token, the tokens of its key and those of its value.
type Statement = (&'static str, usize, Vec<usize>, Vec<usize>);

struct Script<'t> {
    code: Code<'t>,
}

impl Script<'_> {
    fn statement(&self, at: usize) -> Option<Statement> {
        let object = self.code.word(at);
        if object == "document" && self.code.is(at + 1, b'.') && self.code.word(at + 2) == "cookie"
        {
            let value = self.assigned(at + 3)?;
            return Some(("cookie", at, Vec::new(), value));
        }
        if !matches!(object, "localStorage" | "sessionStorage") {
            return None;
        }
        let dot = if self.code.is(at + 1, b'?') {
            at + 2
        } else {
            at + 1
        };
        if self.code.is(dot, b'[') {
            let close =
                (dot..self.code.tokens.len().min(dot + LONG)).find(|i| self.code.is(*i, b']'))?;
            let value = self.assigned(close + 1)?;
            return Some(("client-storage", at, (dot + 1..close).collect(), value));
        }
        if !self.code.is(dot, b'.') {
            return None;
        }
        let method = self.code.word(dot + 1);
        if method == "setItem" && self.code.is(dot + 2, b'(') {
            let (key, value) = self.arguments(dot + 2)?;
            return Some(("client-storage", at, key, value));
        }
        let value = self.assigned(dot + 2)?;
        (!method.is_empty()).then(|| ("client-storage", at, vec![dot + 1], value))
    }

    /// The tokens behind a `=` that is no comparison, up to the end of the statement.
    fn assigned(&self, at: usize) -> Option<Vec<usize>> {
        let compares = self.code.is(at + 1, b'=') || self.code.is(at + 1, b'>');
        if !self.code.is(at, b'=') || compares {
            return None;
        }
        let line = |i: usize| {
            let end = self.code.tokens[i].range.start as usize;
            let start = self.code.tokens[i - 1].range.end as usize;
            self.code
                .text
                .get(start..end)
                .is_some_and(|t| t.contains('\n'))
        };
        let end = self.code.tokens.len().min(at + LONG);
        let stop = (at + 2..end).find(|i| self.code.is(*i, b';') || line(*i));
        Some((at + 1..stop.unwrap_or(end)).collect())
    }

    /// The two arguments of a call that opens at `open`.
    fn arguments(&self, open: usize) -> Option<(Vec<usize>, Vec<usize>)> {
        let mut depth = 0_u32;
        let mut comma = None;
        for at in open..self.code.tokens.len().min(open + LONG) {
            match self.code.tokens[at].kind {
                TokenKind::Mark(b'(' | b'[' | b'{') => depth += 1,
                TokenKind::Mark(b')' | b']' | b'}') => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        let comma = comma?;
                        return Some(((open + 1..comma).collect(), (comma + 1..at).collect()));
                    }
                }
                TokenKind::Mark(b',') if depth == 1 && comma.is_none() => comma = Some(at),
                _ => {}
            }
        }
        None
    }

    /// The data that the names of a value speak of; of a general word the key must say the same.
    fn data(
        &self,
        words: &Words,
        key: &[usize],
        value: &[usize],
    ) -> Vec<(&'static str, Confidence, String)> {
        let key_text: Vec<&str> = key
            .iter()
            .map(|i| self.code.tokens[*i].text(self.code.text))
            .collect();
        let key_text = key_text.join(" ");
        let mut found: Vec<(&'static str, Confidence, String)> = Vec::new();
        for &at in value {
            let name = self.code.word(at);
            // The last name of a chain is what is kept: `state.user.token`, not `state`; a call's name is none.
            let inner = self.code.is(at + 1, b'.') || self.code.is(at + 1, b'(') || name.is_empty();
            if inner || self.code.is(at + 1, b'?') && self.code.is(at + 2, b'.') {
                continue;
            }
            let Verdict::Data(naming) = words.classify(name) else {
                continue;
            };
            let same = matches!(words.classify(&key_text), Verdict::Data(n) if n.key == naming.key);
            let confidence = match naming.strength {
                Strength::Sure | Strength::Likely => Confidence::High,
                Strength::Weak if same || words.supports(naming.key, &key_text) => {
                    Confidence::Medium
                }
                Strength::Weak => Confidence::Low,
            };
            if !found.iter().any(|(k, _, _)| *k == naming.key) {
                found.push((naming.key, confidence, name.to_owned()));
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &[(&str, Confidence)]) {
        let tokens = tokens(text);
        let script = Script {
            code: Code {
                text,
                tokens: &tokens,
            },
        };
        let found = (0..tokens.len()).filter_map(|at| script.statement(at));
        let data: Vec<(String, Confidence)> = found
            .flat_map(|(_, _, key, value)| script.data(Words::embedded(), &key, &value))
            .map(|(_, confidence, name)| (name, confidence))
            .collect();
        let expect: Vec<(String, Confidence)> =
            expect.iter().map(|(n, c)| ((*n).to_owned(), *c)).collect();
        assert_eq!(data, expect, "{text}");
    }

    #[test]
    fn statements_that_keep() {
        use Confidence::{High, Medium};
        check(
            "localStorage.setItem('auth_token', state.token);",
            &[("token", Medium)],
        );
        check(
            "sessionStorage['k'] = form.password;",
            &[("password", High)],
        );
        check(
            "localStorage.token = sessionUser.token;\nx",
            &[("token", Medium)],
        );
        check(
            "localStorage.setItem('pw', btoa(password))",
            &[("password", High)],
        );
        check(
            "document.cookie = `s=${apiKey}; path=/`",
            &[("apiKey", High)],
        );
        check("if (localStorage.token === token) {}", &[]);
        check("localStorage.setItem('theme', theme)", &[]);
        check("localStorage.setItem('n', password.length)", &[]);
        check("localStorage.getItem('password')", &[]);
    }
}
