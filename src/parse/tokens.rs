//! The tokens of JavaScript and TypeScript: enough to tell code from strings, comments and regular expressions.
//!
//! In: the text of a script. Out: its tokens with places, comments left out. It is no parser: TypeScript's types and
//! JSX come out as words and punctuation. Unfinished strings end at the line, so one mistake never eats the rest.

use super::Range;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TokenKind {
    /// An identifier, keyword or number.
    Word,
    /// A string, or a piece of a template literal: the range covers its content without quotes.
    Text,
    /// A single byte of punctuation.
    Mark(u8),
    /// A regular expression.
    Pattern,
}

/// One token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it is.
    pub range: Range,
}

impl Token {
    /// Its text.
    pub fn text(self, source: &str) -> &str {
        source
            .get(self.range.start as usize..self.range.end as usize)
            .unwrap_or("")
    }
}

/// The tokens of a script beside its text.
#[derive(Clone, Copy, Debug)]
pub struct Code<'t> {
    /// The script.
    pub text: &'t str,
    /// Its tokens.
    pub tokens: &'t [Token],
}

impl<'t> Code<'t> {
    /// The word at a place; empty if there is none.
    pub fn word(&self, at: usize) -> &'t str {
        self.of_kind(at, TokenKind::Word).unwrap_or("")
    }

    /// Whether a mark stands at a place.
    pub fn is(&self, at: usize, mark: u8) -> bool {
        let token = self.tokens.get(at);
        token.is_some_and(|t| t.kind == TokenKind::Mark(mark))
    }

    /// The content of the string at a place.
    pub fn literal(&self, at: usize) -> Option<&'t str> {
        self.of_kind(at, TokenKind::Text)
    }

    fn of_kind(&self, at: usize, kind: TokenKind) -> Option<&'t str> {
        let token = self.tokens.get(at).filter(|t| t.kind == kind)?;
        Some(token.text(self.text))
    }
}

/// The words after which a `/` starts a regular expression.
const BEFORE_PATTERN: [&str; 14] = [
    "return",
    "typeof",
    "case",
    "in",
    "of",
    "delete",
    "void",
    "throw",
    "new",
    "else",
    "do",
    "yield",
    "await",
    "instanceof",
];

/// Reads all tokens; never fails.
pub fn tokens(source: &str) -> Vec<Token> {
    let mut reader = Reader {
        bytes: source.as_bytes(),
        source,
        at: 0,
        out: Vec::new(),
        braces: Vec::new(),
    };
    while reader.at < reader.bytes.len() {
        reader.step();
    }
    reader.out
}

struct Reader<'t> {
    bytes: &'t [u8],
    source: &'t str,
    at: usize,
    out: Vec<Token>,
    /// For each template literal we are inside of: how many braces are open within its `${…}`.
    braces: Vec<u32>,
}

impl Reader<'_> {
    fn step(&mut self) {
        let byte = self.bytes[self.at];
        match byte {
            _ if byte.is_ascii_whitespace() => self.at += 1,
            b'/' if self.peek(1) == Some(b'/') => self.at = self.line_end(),
            b'/' if self.peek(1) == Some(b'*') => self.at = self.after("*/", self.at + 2),
            // The old way to hide scripts from browsers that know none: both are comments to the end of the line.
            b'<' if self.bytes[self.at..].starts_with(b"<!--") => self.at = self.line_end(),
            b'/' if self.pattern_may_start() => self.pattern(),
            b'"' | b'\'' => self.string(byte),
            b'`' => {
                self.at += 1;
                self.template();
            }
            b'}' if self.braces.last() == Some(&0) => {
                self.braces.pop();
                self.at += 1;
                self.template();
            }
            _ if is_word(byte) => self.word(),
            _ => {
                match (byte, self.braces.last_mut()) {
                    (b'{', Some(open)) => *open += 1,
                    (b'}', Some(open)) => *open -= 1,
                    _ => {}
                }
                self.push(TokenKind::Mark(byte), self.at, self.at + 1);
                self.at += 1;
            }
        }
    }

    fn peek(&self, by: usize) -> Option<u8> {
        self.bytes.get(self.at + by).copied()
    }

    fn push(&mut self, kind: TokenKind, start: usize, end: usize) {
        self.out.push(Token {
            kind,
            range: Range::new(start, end),
        });
    }

    fn line_end(&self) -> usize {
        memchr::memchr(b'\n', &self.bytes[self.at..]).map_or(self.bytes.len(), |n| self.at + n)
    }

    /// The place after the next `mark`, or the end.
    fn after(&self, mark: &str, from: usize) -> usize {
        let rest = self.bytes.get(from..).unwrap_or_default();
        let found = memchr::memmem::find(rest, mark.as_bytes());
        found.map_or(self.bytes.len(), |n| from + n + mark.len())
    }

    fn word(&mut self) {
        let start = self.at;
        while self.at < self.bytes.len() && is_word(self.bytes[self.at]) {
            self.at += 1;
        }
        self.push(TokenKind::Word, start, self.at);
    }

    fn string(&mut self, quote: u8) {
        let start = self.at + 1;
        let mut end = start;
        while let Some(next) = self.bytes.get(end..) {
            end += memchr::memchr3(b'\\', b'\n', quote, next).unwrap_or(next.len());
            if self.bytes.get(end) != Some(&b'\\') {
                break;
            }
            end += 2;
        }
        let end = end.min(self.bytes.len());
        self.push(TokenKind::Text, start, end);
        self.at = if self.bytes.get(end) == Some(&quote) {
            end + 1
        } else {
            end
        };
    }

    /// Reads a piece of a template literal: up to its end, or up to the next `${`.
    fn template(&mut self) {
        let start = self.at;
        let mut end = start;
        while let Some(byte) = self.bytes.get(end) {
            match byte {
                b'\\' => end += 1,
                b'`' => {
                    self.push(TokenKind::Text, start, end);
                    self.at = end + 1;
                    return;
                }
                b'$' if self.bytes.get(end + 1) == Some(&b'{') => {
                    self.push(TokenKind::Text, start, end);
                    self.braces.push(0);
                    self.at = end + 2;
                    return;
                }
                _ => {}
            }
            end += 1;
        }
        let end = self.bytes.len();
        self.push(TokenKind::Text, start.min(end), end);
        self.at = end;
    }

    /// Whether a `/` here starts a regular expression, judged by the token before it.
    fn pattern_may_start(&self) -> bool {
        let Some(last) = self.out.last() else {
            return true;
        };
        match last.kind {
            // `</tag>` of JSX.
            TokenKind::Mark(mark) => !matches!(mark, b')' | b']' | b'}' | b'<'),
            TokenKind::Word => BEFORE_PATTERN.contains(&last.text(self.source)),
            TokenKind::Text | TokenKind::Pattern => false,
        }
    }

    fn pattern(&mut self) {
        let start = self.at;
        let mut end = start + 1;
        let mut class = false;
        loop {
            match self.bytes.get(end) {
                None | Some(b'\n') => {
                    // It was a division after all.
                    self.push(TokenKind::Mark(b'/'), start, start + 1);
                    self.at = start + 1;
                    return;
                }
                Some(b'\\') => end += 1,
                Some(b'[') => class = true,
                Some(b']') => class = false,
                Some(b'/') if !class => break,
                Some(_) => {}
            }
            end += 1;
        }
        end += 1;
        while self.bytes.get(end).is_some_and(u8::is_ascii_alphabetic) {
            end += 1;
        }
        self.push(TokenKind::Pattern, start, end);
        self.at = end;
    }
}

/// Letters, digits, `_`, `$`, `#` of private names, and everything beyond ASCII.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'#') || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expect: &str) {
        let seen: Vec<String> = tokens(source)
            .into_iter()
            .map(|t| match t.kind {
                TokenKind::Word | TokenKind::Mark(_) => t.text(source).to_owned(),
                TokenKind::Text => format!("<{}>", t.text(source)),
                TokenKind::Pattern => "~".to_owned(),
            })
            .collect();
        assert_eq!(seen.join(" "), expect, "{source}");
    }

    #[test]
    fn comments_strings_and_patterns_are_told_apart() {
        check("a // b('c')\nd /* e\n */ f", "a d f");
        check(
            r#"x = "a\"b" + 'c' "#,
            "x = <a\"b> + <c>".replace('"', "\\\"").as_str(),
        );
        check(
            "a = /[/'\"]x/gi.test(b) / c / d",
            "a = ~ . test ( b ) / c / d",
        );
        check("return /'/", "return ~");
        check("<p>Don't</p>\nfbq()", "< p > Don <t</p>> fbq ( )");
        check("<img src=\"a\" />\nb", "< img src = <a> / > b");
    }

    #[test]
    fn template_literals_nest() {
        check(
            "`a${b + `c${ {d: 1} }e`}f` + g",
            "<a> b + <c> { d : 1 } <e> <f> + g",
        );
        check("`a", "<a>");
        check("`a${b", "<a> b");
    }

    #[test]
    fn nothing_makes_it_fail() {
        for text in [
            "",
            "\\",
            "'\\",
            "`\\",
            "/",
            "/*",
            "//",
            "}",
            "}}",
            "`${`${`${",
            "ä'ö\n",
            "/[",
            "\"é\\",
        ] {
            let _ = tokens(text);
        }
    }
}
