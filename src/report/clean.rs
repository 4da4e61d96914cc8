//! Text of checked files made fit to be shown: nothing invisible, nothing that steers a terminal, nothing secret.
//!
//! In: any text. Out: text with as many characters, so that columns stay true. This module never lays out text.

use super::mask::{self, Kind};

/// A character as it may be shown: itself, or a visible stand-in for a control, bidi or zero-width character.
///
/// A tab stays: the layout gives it its width.
pub(super) fn visible(c: char) -> char {
    match c {
        '\t' => c,
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}'
        | '\u{ad}'
        | '\u{61c}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => '\u{fffd}',
        _ => c,
    }
}

/// A sentence for an output: one line, masked, every character visible.
pub(super) fn text(sentence: &str) -> String {
    let masked = mask::mask(sentence, Kind::Prose);
    masked
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { visible(c) })
        .collect()
}

/// A path for an output: every character visible, never masked.
pub(super) fn path(path: &str) -> String {
    path.chars()
        .map(|c| if c == '\t' { ' ' } else { visible(c) })
        .collect()
}

/// Text inside XML, as content or in an attribute.
pub(super) fn xml(sentence: &str) -> String {
    let mut out = String::with_capacity(sentence.len());
    for c in sentence.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            // XML 1.0 has no place for these, not even escaped.
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// A path as a relative URI reference: every byte that is not unreserved or `/` percent-encoded.
pub(super) fn uri(path: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte));
            }
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_invisible_and_no_escape_survives() {
        let input = "a\u{1b}[31mb\u{202e}c\u{200b}d\r\ne\u{9b}f";
        let out = text(input);
        assert_eq!(out.chars().count(), input.chars().count());
        assert_eq!(out, "a\u{241b}[31mb\u{fffd}c\u{fffd}d  e\u{fffd}f");
    }

    #[test]
    fn uris_are_encoded_by_byte() {
        assert_eq!(uri("src/ä b#.rs"), "src/%C3%A4%20b%23.rs");
        assert_eq!(uri("src/100%.rs"), "src/100%25.rs");
    }
}
