//! A position in the tokens of one statement.
//!
//! In: tokens. Out: words, names and groups, one after the other. It never goes beyond the statement.

use super::Name;
use crate::parse::Range;
use crate::parse::sql::lex::{Kind, Token};

/// The position.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'t> {
    pub(super) source: &'t str,
    pub(super) tokens: &'t [Token],
    pub(super) at: usize,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(source: &'t str, tokens: &'t [Token]) -> Self {
        Self {
            source,
            tokens,
            at: 0,
        }
    }

    pub(super) fn peek(&self) -> Option<Token> {
        self.tokens.get(self.at).copied()
    }

    pub(super) fn is_done(&self) -> bool {
        self.at >= self.tokens.len()
    }

    /// The next token as a word in lower case; empty if it is none.
    pub(super) fn peek_word(&self) -> String {
        self.word_at(0)
    }

    /// The word `ahead` tokens further on; empty if it is none.
    pub(super) fn word_at(&self, ahead: usize) -> String {
        let token = self.tokens.get(self.at + ahead);
        token
            .filter(|t| t.kind == Kind::Word)
            .map_or(String::new(), |t| t.name(self.source))
    }

    pub(super) fn is_word(&self, word: &str) -> bool {
        self.peek().is_some_and(|t| t.is(self.source, word))
    }

    pub(super) fn is_punct(&self, mark: u8) -> bool {
        self.peek().is_some_and(|t| t.kind == Kind::Punct(mark))
    }

    pub(super) fn next(&mut self) -> Option<Token> {
        let token = self.peek();
        self.at += usize::from(token.is_some());
        token
    }

    /// Takes the words if they all stand here in this order.
    pub(super) fn take(&mut self, words: &str) -> bool {
        let mut ahead = *self;
        for word in words.split(' ') {
            if !ahead.is_word(word) {
                return false;
            }
            ahead.at += 1;
        }
        self.at = ahead.at;
        true
    }

    pub(super) fn take_punct(&mut self, mark: u8) -> bool {
        let here = self.is_punct(mark);
        self.at += usize::from(here);
        here
    }

    /// `IF NOT EXISTS`, `IF EXISTS`, if one stands here.
    pub(super) fn take_if_exists(&mut self) -> bool {
        self.take("if not exists") || self.take("if exists")
    }

    /// A name without a schema.
    pub(super) fn ident(&mut self) -> Option<Name> {
        let token = self.peek()?;
        if !matches!(token.kind, Kind::Word | Kind::Quoted | Kind::Text) {
            return None;
        }
        self.at += 1;
        let text = match token.kind {
            // SQLite takes a text for a name where it expects one.
            Kind::Text => token.said(self.source),
            _ => token.name(self.source),
        };
        Some(Name {
            schema: None,
            text,
            range: token.range,
        })
    }

    /// A name, `schema.name` or `database.schema.name`.
    pub(super) fn name(&mut self) -> Option<Name> {
        let mut name = self.ident()?;
        while self.is_punct(b'.') {
            self.at += 1;
            let next = self.ident()?;
            let schema = Some(name.text).filter(|s| !is_default_schema(s));
            let range = Range {
                start: name.range.start,
                end: next.range.end,
            };
            name = Name {
                schema,
                text: next.text,
                range,
            };
        }
        Some(name)
    }

    /// The tokens between the parentheses that open here, and goes behind them.
    pub(super) fn group(&mut self) -> Option<Cursor<'t>> {
        if !self.is_punct(b'(') {
            return None;
        }
        let start = self.at + 1;
        self.skip_one();
        let closed = self.tokens[self.at - 1].kind == Kind::Punct(b')');
        let end = (self.at - usize::from(closed)).max(start);
        Some(Cursor {
            source: self.source,
            tokens: &self.tokens[start.min(end)..end],
            at: 0,
        })
    }

    /// Goes behind the next token, or behind the whole group that opens here.
    pub(super) fn skip_one(&mut self) {
        let mut depth = 0_usize;
        while let Some(token) = self.next() {
            match token.kind {
                Kind::Punct(b'(' | b'[') => depth += 1,
                Kind::Punct(b')' | b']') => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                return;
            }
        }
    }

    /// The parts between commas, groups left whole.
    pub(super) fn parts(mut self) -> Vec<Cursor<'t>> {
        let mut parts = Vec::new();
        let mut start = self.at;
        while !self.is_done() {
            if self.is_punct(b',') {
                parts.push(self.slice(start, self.at));
                self.at += 1;
                start = self.at;
            } else {
                self.skip_one();
            }
        }
        if start < self.at {
            parts.push(self.slice(start, self.at));
        }
        parts
    }

    fn slice(&self, start: usize, end: usize) -> Cursor<'t> {
        Cursor {
            source: self.source,
            tokens: &self.tokens[start..end],
            at: 0,
        }
    }

    /// The first names of the parts of the group that opens here: `(a, b DESC, lower(c))`.
    pub(super) fn column_list(&mut self) -> Vec<String> {
        let parts = self.group().map(Cursor::parts).unwrap_or_default();
        parts
            .into_iter()
            .filter_map(|mut p| p.ident())
            .map(|n| n.text)
            .collect()
    }

    /// The text from one token to another, bare words in lower case, spaces evened out.
    pub(super) fn written(&self, from: usize, to: usize) -> String {
        let mut out = String::new();
        let mut end = None;
        for token in self.tokens.get(from..to).unwrap_or(&[]) {
            let opens = out.ends_with(['(', '[', ',', '.', ':']);
            let closes = matches!(
                token.kind,
                Kind::Punct(b'(' | b')' | b'[' | b']' | b',' | b'.')
            );
            if end.is_some_and(|e| e < token.range.start) && !opens && !closes {
                out.push(' ');
            }
            match token.kind {
                Kind::Word => out.push_str(&token.raw(self.source).to_lowercase()),
                _ => out.push_str(token.raw(self.source)),
            }
            end = Some(token.range.end);
        }
        out
    }

    /// The place of all tokens of the cursor.
    pub(super) fn range(&self) -> Range {
        let (first, last) = (self.tokens.first(), self.tokens.last());
        Range {
            start: first.map_or(0, |t| t.range.start),
            end: last.map_or(0, |t| t.range.end),
        }
    }
}

/// Schemas that are where names without one are looked for.
fn is_default_schema(name: &str) -> bool {
    matches!(name, "public" | "main" | "dbo")
}
