//! Blocks of directives as entries: nginx (`name args;`), Caddy, Apache and HAProxy (a directive a line), logrotate.

use super::lines::value_of;
use super::writer::Writer;
use super::{Config, Format, Sort, Value};
use crate::parse::Range;

/// How deep blocks may nest.
const DEPTH: usize = 64;

/// Reads a web server's configuration; never fails.
pub(super) fn read(text: &str) -> Config {
    // nginx ends directives with semicolons; the others end them with the line.
    let ends = text
        .lines()
        .filter(|l| l.split('#').next().unwrap_or("").trim_end().ends_with(';'))
        .count();
    let by_line = ends * 4 < text.lines().filter(|l| !l.trim().is_empty()).count();
    let mut writer = Writer::new(Format::WebServer);
    directives(text, by_line, &mut writer);
    writer.finish()
}

/// Reads a logrotate configuration; never fails.
pub(super) fn read_logrotate(text: &str) -> Config {
    let mut writer = Writer::new(Format::Logrotate);
    directives(text, true, &mut writer);
    writer.finish()
}

/// Goes through the text word by word; a directive is its words up to its end.
fn directives(text: &str, by_line: bool, writer: &mut Writer) {
    let mut words: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        match c {
            '#' if words.is_empty() || text[..at].ends_with(char::is_whitespace) => {
                at += text[at..].find('\n').unwrap_or(text.len() - at);
            }
            '\n' if by_line => {
                let opens_next = next_is_brace(text, at) && !words.is_empty();
                if !opens_next {
                    directive(text, &mut words, writer);
                }
                at += 1;
            }
            ';' => {
                directive(text, &mut words, writer);
                at += 1;
            }
            '{' if is_block(text, at, &words) => {
                open(text, &mut words, writer);
                at += 1;
            }
            '}' => {
                directive(text, &mut words, writer);
                if writer.depth() == 0 {
                    writer.fault("this brace closes nothing", Range::new(at, at + 1));
                } else {
                    let depth = writer.depth() - 1;
                    writer.back_to(depth);
                }
                at += 1;
            }
            c if c.is_whitespace() => at += c.len_utf8(),
            _ => {
                let end = word_end(text, at);
                words.push((at, end));
                at = end;
            }
        }
    }
    directive(text, &mut words, writer);
    if writer.depth() > 0 {
        writer.fault("a block is not closed", Range::new(text.len(), text.len()));
    }
}

/// A brace opens a block only behind white space or at a line's end: `{$NAME}` and `{remote_host}` are placeholders.
fn is_block(text: &str, at: usize, words: &[(usize, usize)]) -> bool {
    let next = text[at + 1..].chars().next();
    words.len() < 64 && next.is_none_or(char::is_whitespace)
}

fn next_is_brace(text: &str, at: usize) -> bool {
    text[at..].trim_start().starts_with("{\n") || text[at..].trim_start().starts_with("{\r")
}

/// Whether a brace that ends a word opens a block: `location ~ ^/api{`.
fn opens(behind: &str) -> bool {
    behind.chars().next().is_none_or(char::is_whitespace)
}

fn word_end(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    if let Some(quote @ ('"' | '\'' | '`')) = rest.chars().next() {
        let mut escaped = false;
        for (index, c) in rest.char_indices().skip(1) {
            if c == quote && !escaped {
                return at + index + 1;
            }
            escaped = c == '\\' && !escaped;
        }
    }
    let mut braces = 0_usize;
    for (index, c) in rest.char_indices() {
        match c {
            '{' if index > 0 && braces == 0 && opens(&rest[index + 1..]) => return at + index,
            '{' => braces += 1,
            '}' if braces > 0 => braces -= 1,
            '}' | ';' if index > 0 => return at + index,
            c if c.is_whitespace() => return at + index,
            _ => {}
        }
    }
    text.len()
}

/// Writes a directive: its first word is the key, the rest the value.
fn directive(text: &str, words: &mut Vec<(usize, usize)>, writer: &mut Writer) {
    if let [(start, end), rest @ ..] = words.as_slice() {
        let key = Range::new(*start, *end);
        let name = &text[*start..*end];
        match (rest.first(), rest.last()) {
            (Some((from, _)), Some((_, to))) => {
                let at = Range::new(*from, *to);
                writer.entry(name, value_of(&text[*from..*to]), Sort::Key, key, at);
            }
            _ => writer.entry(name, Value::Null, Sort::Key, key, key),
        }
    }
    words.clear();
}

/// Opens a block, named by all its words.
fn open(text: &str, words: &mut Vec<(usize, usize)>, writer: &mut Writer) {
    let (start, end) = match (words.first(), words.last()) {
        (Some((start, _)), Some((_, end))) => (*start, *end),
        _ => (0, 0),
    };
    let name: Vec<&str> = words.iter().map(|(s, e)| &text[*s..*e]).collect();
    if writer.depth() < DEPTH {
        writer.enter(&name.join(" "));
        let range = Range::new(start, end);
        writer.here(Value::Group, Sort::Key, range, range);
    } else {
        writer.fault("blocks are nested too deep", Range::new(start, end));
    }
    words.clear();
}
