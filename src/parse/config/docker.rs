//! Dockerfiles as entries: `ENV` and `ARG` with their values, every other instruction as a command.

use super::env::assigned;
use super::scalar::{Quoted, scalar};
use super::shell::logical;
use super::writer::Writer;
use super::{Config, Format, Sort, Value};
use crate::parse::Range;

/// Reads one file; never fails.
pub(super) fn read(text: &str) -> Config {
    let mut writer = Writer::new(Format::Dockerfile);
    let mut lines = logical(text).into_iter().peekable();
    while let Some((start, end)) = lines.next() {
        let line = &text[start..end];
        if line.starts_with('#') {
            continue;
        }
        let word = line.split_whitespace().next().unwrap_or("");
        let rest_at = start + word.len();
        let from = rest_at + text[rest_at..end].len() - text[rest_at..end].trim_start().len();
        match word.to_ascii_uppercase().as_str() {
            "ENV" => variables(text, from, end, "ENV", &mut writer),
            "ARG" => variables(text, from, end, "ARG", &mut writer),
            instruction => {
                let at = Range::new(from, end);
                let value = Value::Text(text[from..end].into());
                writer.entry(
                    instruction,
                    value,
                    Sort::Command,
                    Range::new(start, rest_at),
                    at,
                );
                for mark in heredocs(&text[from..end]) {
                    for (start, end) in lines.by_ref() {
                        let line = &text[start..end];
                        if line == mark {
                            break;
                        }
                        let at = Range::new(start, end);
                        let value = Value::Text(line.into());
                        writer.entry(instruction, value, Sort::Command, at, at);
                    }
                }
            }
        }
    }
    writer.finish()
}

/// The words that end the heredocs which a line begins.
fn heredocs(line: &str) -> Vec<String> {
    let marks = line.match_indices("<<").filter_map(|(at, _)| {
        let word = line[at + 2..].trim_start_matches('-');
        let word = word.trim_start_matches(['"', '\'']);
        let end = word
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .unwrap_or(word.len());
        (end > 0 && word.starts_with(|c: char| c.is_ascii_alphabetic()))
            .then(|| word[..end].to_owned())
    });
    marks.collect()
}

/// `NAME=value NAME2="value 2"`, `NAME value`, `NAME`.
fn variables(text: &str, start: usize, end: usize, instruction: &str, writer: &mut Writer) {
    writer.enter(instruction);
    let mut at = start;
    while at < end {
        let rest = &text[at..end];
        let skipped = rest.len() - rest.trim_start_matches(['\\', ' ', '\t', '\r', '\n']).len();
        at += skipped;
        let rest = &text[at..end];
        if rest.is_empty() {
            break;
        }
        if rest.starts_with('#') {
            at += rest.find('\n').unwrap_or(rest.len());
            continue;
        }
        let length = rest
            .find(|c: char| c == '=' || c.is_whitespace())
            .unwrap_or(rest.len());
        let (name, key) = (&rest[..length], Range::new(at, at + length));
        let (value, place, after) = match rest[length..].chars().next() {
            Some('=') => word(text, at + length + 1, end),
            Some(_) if instruction == "ENV" => old_style(text, at + length, end),
            _ => (Value::Null, key, at + length),
        };
        writer.entry(name, value, Sort::Env, key, place);
        at = after.max(at + 1);
        while !text.is_char_boundary(at) {
            at += 1;
        }
    }
    writer.leave();
}

/// One value, in quotes or up to a blank.
fn word(text: &str, from: usize, end: usize) -> (Value, Range, usize) {
    if text[from..end].starts_with(['"', '\'']) {
        return assigned(&text[..end], from, end);
    }
    let length = text[from..end]
        .find(char::is_whitespace)
        .unwrap_or(end - from);
    let range = Range::new(from, from + length);
    (
        scalar(&text[from..from + length], Quoted::No),
        range,
        from + length,
    )
}

/// `ENV NAME value with blanks`.
fn old_style(text: &str, from: usize, end: usize) -> (Value, Range, usize) {
    let value = text[from..end].trim_start();
    let at = end - value.len();
    (scalar(value, Quoted::No), Range::new(at, end), end)
}
