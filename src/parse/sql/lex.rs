//! The tokens of SQL with their places, in Postgres, SQLite and MySQL form.
//!
//! In: SQL text, whole files included. Out: its tokens, comments left out; what MySQL runs out of `/*! … */` is read.
//! Data behind `COPY … FROM stdin` and lines for the command-line client are no tokens; what MySQL's client is told to
//! take for the end of a statement (`DELIMITER //`) is read as a semicolon. It never fails: what does not end runs to
//! the end of the text.

use crate::parse::Range;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A bare word: a keyword or name.
    Word,
    /// A quoted name: `"a"`, `` `a` ``, `[a]`.
    Quoted,
    /// A text, the quotes included: `'a'`, `E'a'`, `$$a$$`.
    Text,
    /// A number.
    Number,
    /// A placeholder.
    Param,
    /// One byte of punctuation.
    Punct(u8),
}

/// A token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Where, quotes included.
    pub range: Range,
}

impl Token {
    /// The text as written.
    pub fn raw(self, source: &str) -> &str {
        source
            .get(self.range.start as usize..self.range.end as usize)
            .unwrap_or("")
    }

    /// The name a word or quoted name stands for: bare words in lower case, quoted ones as they are.
    pub fn name(self, source: &str) -> String {
        let raw = self.raw(source);
        match self.kind {
            Kind::Quoted => {
                let mut inner = raw.chars();
                let quote = inner.next().unwrap_or('"');
                inner.next_back();
                let quote: String = [quote, quote].iter().collect();
                let single = &quote[..quote.len() / 2];
                let name = inner.as_str().replace(&quote, single);
                if single == "\"" {
                    unescaped(source, name)
                } else {
                    name
                }
            }
            _ => raw.to_lowercase(),
        }
    }

    /// The content of a text, and where it begins in the file.
    pub fn content(self, source: &str) -> (&str, u32) {
        let raw = self.raw(source);
        let Some(open) = raw.find(['\'', '$', '"']) else {
            return (raw, self.range.start);
        };
        let (start, close) = if raw[open..].starts_with('$') {
            let tag = raw[open + 1..].find('$').map_or(1, |t| t + 2);
            (open + tag, tag)
        } else {
            (open + 1, 1)
        };
        let end = raw.len().saturating_sub(close).max(start);
        (
            raw.get(start..end).unwrap_or(""),
            self.range.start + start as u32,
        )
    }

    /// What a text says: doubled quotes made single, and in files of MySQL what is escaped by a backslash.
    pub fn said(self, source: &str) -> String {
        unescaped(source, self.content(source).0.replace("''", "'"))
    }

    /// Whether it is this bare word, in any case.
    pub fn is(self, source: &str, word: &str) -> bool {
        self.kind == Kind::Word && self.raw(source).eq_ignore_ascii_case(word)
    }
}

/// Reads all tokens; never fails.
pub fn tokens(source: &str) -> Vec<Token> {
    let mut lexer = Lexer {
        source,
        bytes: source.as_bytes(),
        at: 0,
        escapes: escapes(source),
        delimiter: "",
        out: Vec::new(),
    };
    while lexer.at < lexer.bytes.len() {
        lexer.step();
    }
    lexer.out
}

/// Whether `\'` stands for a quote in every text: so in MySQL, whose files quote names by backticks.
fn escapes(source: &str) -> bool {
    source.contains('`')
}

fn unescaped(source: &str, text: String) -> String {
    if !escapes(source) || !text.contains('\\') {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        out.extend(if c == '\\' { chars.next() } else { Some(c) });
    }
    out
}

struct Lexer<'t> {
    source: &'t str,
    bytes: &'t [u8],
    at: usize,
    escapes: bool,
    /// What ends a statement in place of the semicolon; empty if nothing does.
    delimiter: &'t str,
    out: Vec<Token>,
}

impl Lexer<'_> {
    fn peek(&self, by: usize) -> u8 {
        self.bytes.get(self.at + by).copied().unwrap_or(0)
    }

    fn push(&mut self, kind: Kind, end: usize) {
        let end = end.min(self.bytes.len());
        let range = Range::new(self.at, end);
        self.out.push(Token { kind, range });
        self.at = end.max(self.at + 1);
    }

    fn step(&mut self) {
        let byte = self.bytes[self.at];
        if !self.delimiter.is_empty()
            && self.bytes[self.at..].starts_with(self.delimiter.as_bytes())
        {
            return self.push(Kind::Punct(b';'), self.at + self.delimiter.len());
        }
        match byte {
            b if b.is_ascii_whitespace() => self.at += 1,
            b'-' if self.peek(1) == b'-' => self.at = self.line_end(),
            b'#' if self.is_comment_mark() => self.at = self.line_end(),
            b'\\' if self.starts_line() => self.at = self.line_end(),
            b'/' if self.peek(1) == b'*' => self.comment(),
            b'*' if self.peek(1) == b'/' => self.at += 2,
            b'\'' => self.push(Kind::Text, self.quoted(self.at, b'\'', self.escapes)),
            b'"' => self.push(Kind::Quoted, self.quoted(self.at, byte, self.escapes)),
            b'`' => self.push(Kind::Quoted, self.quoted(self.at, byte, false)),
            b'[' if self.is_bracket_name() => self.push(Kind::Quoted, self.bracket_end()),
            b'$' => self.dollar(),
            b'?' => self.push(Kind::Param, self.run(self.at + 1, |b| b.is_ascii_digit())),
            b':' | b'@' if is_name_start(self.peek(1)) && self.byte_before() != b':' => {
                self.push(Kind::Param, self.run(self.at + 1, is_name));
            }
            b'0'..=b'9' => {
                self.push(
                    Kind::Number,
                    self.run(self.at + 1, |b| is_name(b) || b == b'.'),
                );
            }
            b if is_name_start(b) => self.word(),
            _ => self.push(Kind::Punct(byte), self.at + 1),
        }
    }

    fn byte_before(&self) -> u8 {
        self.at.checked_sub(1).map_or(0, |i| self.bytes[i])
    }

    fn starts_line(&self) -> bool {
        matches!(self.byte_before(), 0 | b'\n')
    }

    /// `#` begins a comment in MySQL; in Postgres it stands in operators (`#>`, `#-`).
    fn is_comment_mark(&self) -> bool {
        let before = self.source[..self.at].trim_end_matches([' ', '\t']);
        !matches!(self.peek(1), b'>' | b'-' | b'=' | b'#')
            && (self.escapes || before.is_empty() || before.ends_with(['\n', ';', ',', '(']))
    }

    fn line_end(&self) -> usize {
        self.run(self.at, |b| b != b'\n')
    }

    fn run(&self, from: usize, test: impl Fn(u8) -> bool) -> usize {
        let rest = self.bytes.get(from..).unwrap_or(&[]);
        from + rest.iter().position(|b| !test(*b)).unwrap_or(rest.len())
    }

    /// Comments nest in Postgres; what stands in `/*!50000 … */` is run by MySQL, in `/*M! … */` by MariaDB, and is read.
    fn comment(&mut self) {
        let maria = usize::from(self.peek(2) == b'M');
        if self.peek(2 + maria) == b'!' {
            self.at = self.run(self.at + 3 + maria, |b| b.is_ascii_digit());
            return;
        }
        let mut depth = 0_usize;
        while self.at < self.bytes.len() {
            match (self.bytes[self.at], self.peek(1)) {
                (b'/', b'*') => {
                    depth += 1;
                    self.at += 2;
                }
                (b'*', b'/') => {
                    depth -= 1;
                    self.at += 2;
                    if depth == 0 {
                        return;
                    }
                }
                _ => self.at += 1,
            }
        }
    }

    /// One past the closing quote; a doubled quote is part of the text.
    fn quoted(&self, from: usize, quote: u8, escapes: bool) -> usize {
        let mut i = from + 1;
        while i < self.bytes.len() {
            match self.bytes[i] {
                b'\\' if escapes => i += 2,
                b if b == quote && self.bytes.get(i + 1) == Some(&quote) => i += 2,
                b if b == quote => return i + 1,
                _ => i += 1,
            }
        }
        self.bytes.len()
    }

    /// `[name]` as SQLite allows it; `int[]`, `a[1]` and `ARRAY[…]` are none.
    fn is_bracket_name(&self) -> bool {
        let glued = self.byte_before();
        is_name_start(self.peek(1)) && !is_name(glued) && !matches!(glued, b')' | b']' | b'"') && {
            let end = self.bracket_end();
            let inner = self.source.get(self.at + 1..end.saturating_sub(1));
            inner.is_some_and(|t| t.bytes().all(|b| is_name(b) || b == b' '))
        }
    }

    fn bracket_end(&self) -> usize {
        self.run(self.at, |b| b != b']') + 1
    }

    /// `$1`, `$name`, `$$text$$`, `$tag$text$tag$`.
    fn dollar(&mut self) {
        if self.peek(1).is_ascii_digit() {
            return self.push(Kind::Param, self.run(self.at + 1, |b| b.is_ascii_digit()));
        }
        let tag_end = self.run(self.at + 1, is_name);
        if self.bytes.get(tag_end) != Some(&b'$') {
            let kind = if tag_end > self.at + 1 {
                Kind::Param
            } else {
                Kind::Punct(b'$')
            };
            return self.push(kind, tag_end.max(self.at + 1));
        }
        let tag = &self.source[self.at..=tag_end];
        let rest = &self.source[tag_end + 1..];
        let end = rest
            .find(tag)
            .map_or(self.bytes.len(), |e| tag_end + 1 + e + tag.len());
        self.push(Kind::Text, end);
    }

    fn word(&mut self) {
        let mut end = self.run(self.at + 1, |b| is_name(b) || b == b'$');
        // `END$$`
        if let Some(cut) = self
            .source
            .get(self.at..end)
            .and_then(|w| w.find(self.delimiter))
        {
            end = if cut == 0 { end } else { self.at + cut };
        }
        let prefix = self.bytes.get(end) == Some(&b'\'') && end == self.at + 1;
        if prefix
            && matches!(
                self.bytes[self.at],
                b'E' | b'e' | b'B' | b'b' | b'X' | b'x' | b'N' | b'n'
            )
        {
            let escapes = matches!(self.bytes[self.at], b'E' | b'e');
            return self.push(Kind::Text, self.quoted(end, b'\'', escapes));
        }
        let word = &self.source[self.at..end];
        if word.eq_ignore_ascii_case("delimiter") && self.is_alone_on_line() {
            let line = self.line_end();
            let mark = self.source.get(end..line).unwrap_or("").trim();
            if !mark.is_empty() && !mark.contains([' ', ',', '(']) {
                self.delimiter = if mark == ";" { "" } else { mark };
                self.at = line;
                return;
            }
        }
        let stdin = word.eq_ignore_ascii_case("stdin");
        self.push(Kind::Word, end);
        if stdin {
            self.copied_data();
        }
    }

    fn is_alone_on_line(&self) -> bool {
        let before = self.source[..self.at].trim_end_matches([' ', '\t', '\r']);
        before.is_empty() || before.ends_with('\n')
    }

    /// The rows behind `COPY … FROM stdin;` up to the line `\.`.
    fn copied_data(&mut self) {
        let rest = &self.source[self.at..];
        if let Some(end) = rest.find("\n\\.") {
            let semicolon = self.run(self.at, |b| b != b';' && b != b'\n');
            self.at = semicolon;
            if self.bytes.get(semicolon) == Some(&b';') {
                self.push(Kind::Punct(b';'), semicolon + 1);
            }
            self.at = self.at.max(self.source.len() - rest.len() + end + 3);
        }
    }
}

fn is_name_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

fn is_name(byte: u8) -> bool {
    is_name_start(byte) || byte.is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, expect: &[&str]) {
        let found: Vec<&str> = tokens(source).iter().map(|t| t.raw(source)).collect();
        assert_eq!(found, expect, "{source}");
    }

    #[test]
    fn texts_comments_and_names() {
        check(
            "a -- b\n/* x /* y */ z */ 'it''s' E'a\\'b' c",
            &["a", "'it''s'", "E'a\\'b'", "c"],
        );
        check(
            "$$ a ' $$ $x$ $$ $x$ $1 :name a::text",
            &[
                "$$ a ' $$",
                "$x$ $$ $x$",
                "$1",
                ":name",
                "a",
                ":",
                ":",
                "text",
            ],
        );
        check(
            "/*!40101 SET x */ # no\n`a``b` [c d] int[] \"e\"",
            &["SET", "x", "`a``b`", "[c d]", "int", "[", "]", "\"e\""],
        );
        check("'open", &["'open"]);
        check(
            "DELIMITER $$\na;b$$\ndelimiter ;\n/*M!100 c*/ delimiter, d",
            &["a", ";", "b", "$$", "c", "delimiter", ",", "d"],
        );
        check(
            "copy t from stdin;\n1\tit's\n\\.\nselect 1",
            &["copy", "t", "from", "stdin", ";", "select", "1"],
        );
    }

    #[test]
    fn what_a_token_holds() {
        let source = "`a``b` $q$it$q$ E'x' Name";
        let all = tokens(source);
        assert_eq!(all[0].name(source), "a`b");
        assert_eq!(all[1].content(source), ("it", 10));
        assert_eq!(all[2].content(source), ("x", 18));
        assert_eq!(all[3].name(source), "name");
    }
}
