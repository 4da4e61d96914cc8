//! CSS and SCSS: what a style sheet loads.
//!
//! In: the text of a style sheet. Out: its `@import` and `url()` references, comments skipped. Selectors and
//! properties are not read.

use super::Range;
use super::web::{Reference, ReferenceKind, WebFacts};

/// Reads one style sheet; never fails.
pub fn read(text: &str) -> WebFacts {
    let bytes = text.as_bytes();
    let mut references = Vec::new();
    let mut at = 0;
    // What the next `url()` or string is: set by `@import` and by being inside of `@font-face`.
    let (mut import, mut font) = (false, false);
    while at < bytes.len() {
        let rest = &bytes[at..];
        if rest.starts_with(b"/*") {
            at = find(bytes, at + 2, b"*/").map_or(bytes.len(), |n| n + 2);
        } else if rest.starts_with(b"//") {
            at = find(bytes, at, b"\n").unwrap_or(bytes.len());
        } else if starts_with(rest, b"@import") {
            (import, at) = (true, at + 7);
        } else if starts_with(rest, b"@font-face") {
            (font, at) = (true, at + 10);
        } else if starts_with(rest, b"url(") {
            let (range, next) = argument(bytes, at + 4);
            push(&mut references, text, range, kind(import, font));
            at = next;
        } else if matches!(rest[0], b'"' | b'\'') {
            let (range, next) = string(bytes, at);
            if import {
                push(&mut references, text, range, ReferenceKind::Style);
            }
            at = next;
        } else {
            match rest[0] {
                b';' => import = false,
                b'}' => font = false,
                _ => {}
            }
            at += 1;
        }
    }
    WebFacts {
        references,
        ..WebFacts::default()
    }
}

fn kind(import: bool, font: bool) -> ReferenceKind {
    match (import, font) {
        (true, _) => ReferenceKind::Style,
        (_, true) => ReferenceKind::Font,
        _ => ReferenceKind::Image,
    }
}

fn push(references: &mut Vec<Reference>, text: &str, range: Range, kind: ReferenceKind) {
    let target = text
        .get(range.start as usize..range.end as usize)
        .unwrap_or("")
        .trim();
    if !target.is_empty() && !target.starts_with(['#', '$']) && !target.starts_with("data:") {
        references.push(Reference {
            kind,
            target: target.to_owned(),
            range,
            place: range,
        });
    }
}

/// The content of a string that starts at `at`, and the place after it.
fn string(bytes: &[u8], at: usize) -> (Range, usize) {
    let quote = bytes[at];
    let mut end = at + 1;
    while let Some(byte) = bytes.get(end) {
        match byte {
            b'\\' => end += 1,
            b'\n' => break,
            _ if *byte == quote => break,
            _ => {}
        }
        end += 1;
    }
    let end = end.min(bytes.len());
    (Range::new(at + 1, end), (end + 1).min(bytes.len()))
}

/// The content of `url(…)` whose inside starts at `at`, and the place after it.
fn argument(bytes: &[u8], at: usize) -> (Range, usize) {
    let start = at
        + bytes[at..]
            .iter()
            .take_while(|b| b.is_ascii_whitespace())
            .count();
    if matches!(bytes.get(start), Some(b'"' | b'\'')) {
        return string(bytes, start);
    }
    let end = bytes[start..]
        .iter()
        .position(|b| matches!(b, b')' | b'\n'))
        .map_or(bytes.len(), |n| start + n);
    (Range::new(start, end), end)
}

fn find(bytes: &[u8], from: usize, mark: &[u8]) -> Option<usize> {
    bytes
        .get(from..)?
        .windows(mark.len())
        .position(|w| w == mark)
        .map(|n| from + n)
}

fn starts_with(bytes: &[u8], mark: &[u8]) -> bool {
    bytes
        .get(..mark.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[(ReferenceKind, &str)]) {
        let facts = read(text);
        let seen: Vec<_> = facts
            .references
            .iter()
            .map(|r| (r.kind, r.target.as_str()))
            .collect();
        assert_eq!(seen, expect, "{text}");
    }

    #[test]
    fn imports_fonts_and_images() {
        use ReferenceKind::{Font, Image, Style};
        check(
            "@import 'a.css'; @import url(https://b.example/c);",
            &[(Style, "a.css"), (Style, "https://b.example/c")],
        );
        check(
            "@font-face { src: url( \"//f.example/x\" ) } p { background: URL(y.png) }",
            &[(Font, "//f.example/x"), (Image, "y.png")],
        );
        check(
            "/* @import 'a'; */ // url(b)\np { content: 'url(c)'; fill: url(#d); x: url(data:image/png) }",
            &[],
        );
    }

    #[test]
    fn nothing_makes_it_fail() {
        for text in [
            "", "url(", "url('", "@import", "/*", "'\\", "url(ä", "\"ö\\",
        ] {
            let _ = read(text);
        }
    }
}
