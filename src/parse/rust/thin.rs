//! What of a Rust file the parser need not see: documentation, and modules that only tests compile.
//!
//! In: the pieces of a text, one by one. Out: the text with these parts blank. Nothing moves, so every place of the tree
//! is a place of the file. A quarter of a usual file is such text, and a parser turns each line of documentation into an
//! attribute of five tokens. It never judges what it takes away.

use std::borrow::Cow;
use std::ops::Range;

use super::scan::Piece;

/// How a module for tests is announced, behind the `#`.
const FOR_TESTS: [&[u8]; 6] = [b"[", b"cfg", b"(", b"test", b")", b"]"];

/// Whether modules for tests are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tests {
    /// Their items are part of the tree.
    Read,
    /// They are empty in the tree.
    Skipped,
}

/// Where we are on the way to the body of a test module.
#[derive(Clone, Copy)]
enum Seen {
    /// Nothing of it.
    Nothing,
    /// `#` and so many tokens of [`FOR_TESTS`].
    Mark(usize),
    /// All of them, and perhaps a visibility.
    Whole,
    /// A further attribute, which began at this depth.
    Attribute(usize),
    /// `mod`
    Keyword,
    /// `mod name`
    Name,
    /// The body, from this byte on, which began at this depth.
    Body(usize, usize),
}

/// What was found so far.
pub(super) struct Thin {
    tests: Tests,
    /// The third bytes of comments that document something.
    docs: Vec<usize>,
    bodies: Vec<Range<usize>>,
    seen: Seen,
    depth: usize,
}

impl Thin {
    pub(super) fn new(tests: Tests) -> Self {
        Self {
            tests,
            docs: Vec::new(),
            bodies: Vec::new(),
            seen: Seen::Nothing,
            depth: 0,
        }
    }

    pub(super) fn step(&mut self, piece: Piece, at: &Range<usize>, word: &[u8]) {
        if piece == Piece::Comment {
            if is_doc(word) && !matches!(self.seen, Seen::Body(..)) {
                self.docs.push(at.start + 2);
            }
            return;
        }
        match piece {
            Piece::Punct(b'(' | b'[' | b'{') => self.depth += 1,
            Piece::Punct(b')' | b']' | b'}') => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        self.seen = match (self.seen, piece) {
            (Seen::Body(from, depth), _) if self.depth >= depth => Seen::Body(from, depth),
            (Seen::Body(from, _), _) => {
                self.bodies.push(from..at.start);
                Seen::Nothing
            }
            (Seen::Attribute(depth), _) if self.depth > depth => Seen::Attribute(depth),
            (Seen::Whole, Piece::Punct(b'#')) => Seen::Attribute(self.depth),
            (Seen::Whole, Piece::Word) if word == b"mod" => Seen::Keyword,
            (Seen::Attribute(_), Piece::Punct(b']')) | (Seen::Whole, Piece::Punct(b'(' | b')')) => {
                Seen::Whole
            }
            (Seen::Whole, Piece::Word) if matches!(word, b"pub" | b"crate" | b"super") => {
                Seen::Whole
            }
            (Seen::Keyword, Piece::Word) => Seen::Name,
            (Seen::Name, Piece::Punct(b'{')) => Seen::Body(at.end, self.depth),
            (Seen::Mark(n), _) if FOR_TESTS.get(n).is_some_and(|t| *t == word) => {
                if n + 1 == FOR_TESTS.len() {
                    Seen::Whole
                } else {
                    Seen::Mark(n + 1)
                }
            }
            (_, Piece::Punct(b'#')) if self.tests == Tests::Skipped => Seen::Mark(0),
            _ => Seen::Nothing,
        };
    }

    /// The text without what was found.
    pub(super) fn text(self, text: &str) -> Cow<'_, str> {
        let docs = if shows_docs(text) {
            &[]
        } else {
            self.docs.as_slice()
        };
        if docs.is_empty() && self.bodies.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut bytes = text.as_bytes().to_vec();
        for at in docs {
            if let Some(byte) = bytes.get_mut(*at) {
                *byte = b' ';
            }
        }
        for body in self.bodies {
            for byte in bytes.get_mut(body).unwrap_or_default() {
                if *byte != b'\n' {
                    *byte = b' ';
                }
            }
        }
        String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
    }
}

/// Whether a comment is turned into an attribute: `///`, `//!`, `/**` and `/*!`, but no rulers of slashes or stars.
fn is_doc(comment: &[u8]) -> bool {
    match comment {
        [b'/', b'/', b'/', rest @ ..] => rest.first() != Some(&b'/'),
        [b'/', b'/' | b'*', b'!', ..] => true,
        [b'/', b'*', b'*', next, ..] => !matches!(next, b'*' | b'/'),
        _ => false,
    }
}

/// Whether a type's documentation may be what it displays: `#[derive(Display)]`.
fn shows_docs(text: &str) -> bool {
    text.match_indices("Display").any(|(at, _)| {
        let front = text.get(..at).unwrap_or("");
        let list = front.rfind(['(', ')']).and_then(|open| front.get(..=open));
        list.is_some_and(|l| l.ends_with("derive("))
    })
}

#[cfg(test)]
mod tests {
    use super::super::scan::pieces;
    use super::*;

    fn thin(text: &str) -> String {
        let mut thin = Thin::new(Tests::Skipped);
        for (piece, at) in pieces(text) {
            thin.step(piece, &at, text[at.clone()].as_bytes());
        }
        thin.text(text).into_owned()
    }

    #[test]
    fn documentation_becomes_comment() {
        for (text, thinned) in [
            ("/// a\nfn a() {}", "//  a\nfn a() {}"),
            ("//! a", "//  a"),
            ("/** a */ /*! b */", "/*  a */ /*  b */"),
            ("//// a\n/**/ /*** b */ // c", "//// a\n/**/ /*** b */ // c"),
            ("let a = \"/// no\";", "let a = \"/// no\";"),
        ] {
            assert_eq!(thin(text), thinned);
        }
    }

    #[test]
    fn documentation_that_is_displayed_stays() {
        let text = "#[derive(Debug, Display)]\nenum A {\n/// a\nB }";
        assert_eq!(thin(text), text);
        assert_eq!(
            thin("/// a\nimpl Display for A {}"),
            "//  a\nimpl Display for A {}"
        );
    }

    #[test]
    fn modules_for_tests_are_blank() {
        for (text, thinned) in [
            (
                "#[cfg(test)]\nmod tests {\n fn a() {} }\nfn b() {}",
                "#[cfg(test)]\nmod tests {\n           }\nfn b() {}",
            ),
            (
                "#[cfg(test)] #[allow(x)] pub(crate) mod t { \"}\" } fn b() {}",
                "#[cfg(test)] #[allow(x)] pub(crate) mod t {     } fn b() {}",
            ),
            ("#[cfg(test)] mod t { é }", "#[cfg(test)] mod t {    }"),
        ] {
            assert_eq!(thin(text), thinned);
        }
        for text in [
            "#[cfg(test)] mod t;\nmod b { x }",
            "#[cfg(test)] use a;\nmod b { x }",
            "#[cfg(not(test))] mod b { x }",
            "#[cfg(feature = \"x\")] mod b { x }",
            "#[cfg(test)] mod t { open",
        ] {
            assert_eq!(thin(text), text);
        }
    }
}
