//! A scanner that sees just enough of Rust text: comments, string literals, and how deep it nests.
//!
//! In: text, valid Rust or not. Out: the places of comments and strings, or the place where nesting passes the bounds of
//! the parser's stack. It is linear, keeps no tree and accepts anything; it never judges syntax.

use std::ops::Range;

/// Brackets may nest this deep.
const MAX_BRACKETS: usize = 256;
/// So many prefix operators and keywords may stand side by side: `&&&&x`, `return return`.
const MAX_PREFIX: usize = 256;
/// Generic arguments may nest this deep.
const MAX_ANGLES: usize = 256;
/// So many tokens may stand in one bracket without `;`, `,` or the end of an item: operator and `else if` chains.
const MAX_CHAIN: usize = 20_000;

/// Where and why text nests too deep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The byte.
    pub at: usize,
    /// The headline.
    pub reason: &'static str,
}

/// A piece of text that is no whitespace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// `// …`, without the line end, or `/* … */`.
    Comment,
    /// A string literal of any kind, with its quotes and prefix.
    Text,
    /// A word: identifier, keyword or number.
    Word,
    /// A lifetime or a character literal.
    Quote,
    /// One byte of punctuation.
    Punct(u8),
}

/// Walks over the pieces of `text`.
pub fn pieces(text: &str) -> Pieces<'_> {
    Pieces {
        bytes: text.as_bytes(),
        at: 0,
    }
}

/// The first byte of `text` that is neither space nor comment.
pub fn first_code_byte(text: &str) -> Option<u8> {
    let (_, range) = pieces(text).find(|(piece, _)| *piece != Piece::Comment)?;
    text.as_bytes().get(range.start).copied()
}

/// The first place that nests deeper than a parser with a bounded stack should go.
pub fn too_deep(text: &str) -> Option<Limit> {
    let mut state = Depth::new();
    let bytes = text.as_bytes();
    for (piece, range) in pieces(text) {
        let word = bytes.get(range.clone()).unwrap_or_default();
        let limit = state.step(piece, &range, word);
        if limit.is_some() {
            return limit;
        }
    }
    None
}

/// The iterator of [`pieces`].
#[derive(Clone, Debug)]
pub struct Pieces<'t> {
    bytes: &'t [u8],
    at: usize,
}

impl Iterator for Pieces<'_> {
    type Item = (Piece, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        self.skip(|b| b.is_ascii_whitespace());
        let start = self.at;
        let piece = match self.peek(0)? {
            b'/' if self.peek(1) == Some(b'/') => {
                self.line();
                Piece::Comment
            }
            b'/' if self.peek(1) == Some(b'*') => {
                self.block();
                Piece::Comment
            }
            b'"' => {
                self.quoted(b'"');
                Piece::Text
            }
            b'\'' => {
                self.quote();
                Piece::Quote
            }
            b if is_word(b) => self.word(),
            b => {
                self.at += 1;
                Piece::Punct(b)
            }
        };
        Some((piece, start..self.at))
    }
}

impl Pieces<'_> {
    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    /// Goes on to the next byte that is none of these, or to the end.
    fn skip(&mut self, among: impl Fn(u8) -> bool) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let found = rest.iter().position(|b| !among(*b));
        self.at += found.unwrap_or(rest.len());
    }

    /// Goes on to what was found in the rest, or to the end.
    fn seek(&mut self, found: impl FnOnce(&[u8]) -> Option<usize>) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        self.at += found(rest).unwrap_or(rest.len());
    }

    fn line(&mut self) {
        self.seek(|rest| memchr::memchr(b'\n', rest));
        if self.at > 0 && self.bytes.get(self.at - 1) == Some(&b'\r') {
            self.at -= 1;
        }
    }

    fn block(&mut self) {
        let mut depth = 0usize;
        while let Some(b) = self.peek(0) {
            match (b, self.peek(1)) {
                (b'/', Some(b'*')) => {
                    depth += 1;
                    self.at += 2;
                }
                (b'*', Some(b'/')) => {
                    depth -= 1;
                    self.at += 2;
                    if depth == 0 {
                        return;
                    }
                }
                _ => {
                    self.at += 1;
                    self.seek(|rest| memchr::memchr2(b'/', b'*', rest));
                }
            }
        }
    }

    /// A literal with escapes, from its opening quote.
    fn quoted(&mut self, end: u8) {
        self.at += 1;
        loop {
            self.seek(|rest| memchr::memchr2(end, b'\\', rest));
            let Some(b) = self.peek(0) else { break };
            self.at += if b == b'\\' { 2 } else { 1 };
            if b == end {
                return;
            }
        }
        self.at = self.at.min(self.bytes.len());
    }

    /// A raw literal, from its first `#` or quote.
    fn raw(&mut self) {
        let mut hashes = 0;
        while self.peek(0) == Some(b'#') {
            hashes += 1;
            self.at += 1;
        }
        self.at += 1;
        loop {
            self.seek(|rest| memchr::memchr(b'"', rest));
            if self.peek(0).is_none() {
                break;
            }
            self.at += 1;
            if (0..hashes).all(|i| self.peek(i) == Some(b'#')) {
                self.at += hashes;
                return;
            }
        }
    }

    /// A character literal or a lifetime.
    fn quote(&mut self) {
        if self.peek(1) == Some(b'\\') {
            return self.quoted(b'\'');
        }
        let width = match self.peek(1) {
            Some(b) if b >= 0xf0 => 4,
            Some(b) if b >= 0xe0 => 3,
            Some(b) if b >= 0x80 => 2,
            _ => 1,
        };
        if self.peek(1 + width) == Some(b'\'') {
            self.at += 2 + width;
            return;
        }
        self.at += 1;
        self.skip(is_word);
    }

    /// A word, or the literal whose prefix it is: `r#"…"#`, `b"…"`, `b'…'`, `r#name`.
    fn word(&mut self) -> Piece {
        let start = self.at;
        self.skip(is_word);
        let word = self.bytes.get(start..self.at).unwrap_or_default();
        match (word, self.peek(0)) {
            (b"b" | b"c", Some(b'"')) => {
                self.quoted(b'"');
                Piece::Text
            }
            (b"b", Some(b'\'')) => {
                self.quote();
                Piece::Quote
            }
            (b"r" | b"br" | b"cr", Some(b'"')) => {
                self.raw();
                Piece::Text
            }
            (b"r" | b"br" | b"cr", Some(b'#')) => {
                let rest = self.bytes.get(self.at..).unwrap_or_default();
                let hashes = rest.iter().take_while(|b| **b == b'#').count();
                if self.peek(hashes) == Some(b'"') {
                    self.raw();
                    return Piece::Text;
                }
                if word == b"r" && hashes == 1 {
                    self.at += 1;
                    self.skip(is_word);
                }
                Piece::Word
            }
            _ => Piece::Word,
        }
    }
}

fn is_word(b: u8) -> bool {
    IS_WORD[b as usize]
}

/// By byte: letters, digits, `_`, and all that is not ASCII. Every byte of a program is asked for.
const IS_WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut at = 0;
    while at < table.len() {
        let b = at as u8;
        table[at] = b.is_ascii_alphanumeric() || b == b'_' || b >= 0x80;
        at += 1;
    }
    table
};

/// What [`too_deep`] counts inside one bracket.
#[derive(Clone, Copy, Default)]
struct Level {
    chain: usize,
    angles: usize,
}

/// Counts how deep a text nests, piece by piece.
pub(super) struct Depth {
    levels: Vec<Level>,
    prefix: usize,
    last: u8,
    /// The last token was a closing brace, so an item or statement may have ended.
    closed: bool,
}

impl Depth {
    pub(super) fn new() -> Self {
        Self {
            levels: vec![Level::default()],
            prefix: 0,
            last: 0,
            closed: false,
        }
    }

    pub(super) fn step(&mut self, piece: Piece, at: &Range<usize>, word: &[u8]) -> Option<Limit> {
        let reason = self.passed(piece, word)?;
        Some(Limit {
            at: at.start,
            reason,
        })
    }

    /// The bound that is passed.
    fn passed(&mut self, piece: Piece, word: &[u8]) -> Option<&'static str> {
        if piece == Piece::Comment {
            return None;
        }
        let closed = std::mem::take(&mut self.closed);
        self.count_prefix(piece, word);
        let last = std::mem::replace(
            &mut self.last,
            if let Piece::Punct(b) = piece { b } else { 0 },
        );
        match piece {
            Piece::Punct(b'(' | b'[' | b'{') => self.levels.push(Level::default()),
            Piece::Punct(close @ (b')' | b']' | b'}')) => {
                if self.levels.len() > 1 {
                    self.levels.pop();
                }
                self.closed = close == b'}';
            }
            _ => {}
        }
        let brackets = self.levels.len();
        let level = self.levels.last_mut()?;
        level.chain += 1;
        match piece {
            Piece::Punct(b';') => *level = Level::default(),
            Piece::Punct(b',') => level.chain = 0,
            Piece::Punct(b'<') => level.angles += 1,
            Piece::Punct(b'>') if last == b'=' => level.angles = 0,
            Piece::Punct(b'>') if last != b'-' => level.angles = level.angles.saturating_sub(1),
            Piece::Punct(b'#') if closed => *level = Level::default(),
            Piece::Word if closed && word != b"else" && word != b"as" => *level = Level::default(),
            _ => {}
        }
        if brackets > MAX_BRACKETS {
            Some("brackets nest too deep to parse")
        } else if self.prefix > MAX_PREFIX {
            Some("operators nest too deep to parse")
        } else if level.angles > MAX_ANGLES {
            Some("types nest too deep to parse")
        } else if level.chain > MAX_CHAIN {
            Some("expression is too long to parse")
        } else {
            None
        }
    }

    fn count_prefix(&mut self, piece: Piece, word: &[u8]) {
        let stays = match piece {
            Piece::Punct(b) => matches!(b, b'&' | b'!' | b'-' | b'*' | b'|'),
            Piece::Word => is_prefix_word(word),
            Piece::Quote => return,
            Piece::Text | Piece::Comment => false,
        };
        self.prefix = if stays { self.prefix + 1 } else { 0 };
    }
}

fn is_prefix_word(word: &[u8]) -> bool {
    (2..=6).contains(&word.len())
        && matches!(
            word,
            b"mut"
                | b"const"
                | b"raw"
                | b"return"
                | b"break"
                | b"move"
                | b"static"
                | b"async"
                | b"dyn"
                | b"impl"
                | b"ref"
                | b"unsafe"
                | b"yield"
                | b"match"
                | b"if"
                | b"while"
                | b"let"
                | b"for"
                | b"box"
                | b"become"
                | b"in"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<&str> {
        pieces(text)
            .filter(|(p, _)| *p == Piece::Text)
            .map(|(_, r)| &text[r])
            .collect()
    }

    fn comments(text: &str) -> Vec<&str> {
        pieces(text)
            .filter(|(p, _)| *p == Piece::Comment)
            .map(|(_, r)| &text[r])
            .collect()
    }

    #[test]
    #[expect(
        clippy::needless_raw_string_hashes,
        reason = "the text holds `\"##` itself"
    )]
    fn strings_of_every_kind_are_seen_whole() {
        let text = r###"a("x\"y", r"\", r#"a"b"#, b"q", br##"#"##, c"z", '"', b'"', '\'', 'ä', 'a, r#fn)"###;
        assert_eq!(
            texts(text),
            [
                r#""x\"y""#,
                r#"r"\""#,
                "r#\"a\"b\"#",
                "b\"q\"",
                "br##\"#\"##",
                "c\"z\""
            ]
        );
    }

    #[test]
    fn comments_nest_and_do_not_stand_in_strings() {
        assert_eq!(
            comments("a // b\r\nc /* d /* e */ f */ \"// g\" '\"' // h"),
            ["// b", "/* d /* e */ f */", "// h"]
        );
    }

    #[test]
    fn deep_text_is_told() {
        for text in [
            "(",
            "[",
            "{",
            "&",
            "!",
            "- ",
            "& mut ",
            "return ",
            "A<",
            "if a {} else ",
            "a+",
            "|",
            "&'a ",
        ] {
            assert!(too_deep(&text.repeat(100_000)).is_some(), "{text}");
        }
        for text in [
            "fn a() {} ",
            "a < b; ",
            "a, ",
            "#[x] struct A {} ",
            "x if x < 1 => {} ",
            "()",
        ] {
            assert!(too_deep(&text.repeat(5_000)).is_none(), "{text}");
        }
    }

    #[test]
    fn open_ends_are_no_trouble() {
        for text in [
            "\"", "\"\\", "'", "'\\", "r#\"", "/*", "/", "r#", "b'", "}", "\u{0}", "\r",
        ] {
            pieces(text).for_each(drop);
            too_deep(text);
        }
    }
}
