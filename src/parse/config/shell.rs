//! Shell scripts and crontabs as entries: assignments, schedules and command lines.

use super::env::assigned;
use super::scalar::{Quoted, is_cron, is_cron_field, scalar};
use super::writer::Writer;
use super::{Config, Format, Sort, Value};
use crate::parse::Range;

/// Words that only stand before an assignment.
const BEFORE: [&str; 6] = [
    "export ",
    "local ",
    "readonly ",
    "declare ",
    "typeset ",
    "set -x ",
];

/// Reads a script; never fails.
pub(super) fn read(text: &str) -> Config {
    let mut writer = Writer::new(Format::Shell);
    for line in logical(text) {
        statement(text, line, &mut writer);
    }
    writer.finish()
}

/// Reads a crontab; never fails. A line that is commented out is listed as such.
pub(super) fn read_crontab(text: &str) -> Config {
    let mut writer = Writer::new(Format::Crontab);
    for line in logical(text) {
        let content = &text[line.0..line.1];
        let bare = content.trim_start_matches(['#', ' ', '\t']);
        writer.commented = content.trim_start().starts_with('#');
        if !schedule(text, line.1 - bare.len(), line.1, &mut writer) && !writer.commented {
            statement(text, line, &mut writer);
        }
        writer.commented = false;
    }
    writer.finish()
}

/// The lines of a text, those that end in `\` joined with the next; start and end, blanks around them left out.
pub(super) fn logical(text: &str) -> Vec<(usize, usize)> {
    let mut lines = Vec::new();
    let mut start = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let body = line.trim_end();
        let from = start.unwrap_or(at + line.len() - line.trim_start().len());
        let end = at + body.len();
        let comment = text.get(from..end).is_some_and(|l| l.starts_with('#'));
        if body.ends_with('\\') && !comment {
            start = Some(from);
        } else {
            if end > from {
                lines.push((from, end));
            }
            start = None;
        }
        at += line.len();
    }
    if let Some(from) = start
        && text.len() > from
    {
        lines.push((from, text.len()));
    }
    lines
}

/// One line of a script.
fn statement(text: &str, (start, end): (usize, usize), writer: &mut Writer) {
    let line = &text[start..end];
    let commented = line.starts_with('#');
    let content = line.trim_start_matches(['#', ' ', '\t']);
    let mut from = end - content.len();
    if commented {
        // Only what is written like a crontab's line or an assignment of a constant is worth keeping.
        writer.commented = true;
        let _ = schedule(text, from, end, writer) || assignment(text, from, end, writer);
        writer.commented = false;
        return;
    }
    while let Some(word) = BEFORE.iter().find(|w| text[from..end].starts_with(**w)) {
        from += word.len();
    }
    if assignment(text, from, end, writer) || schedule(text, from, end, writer) {
        return;
    }
    let at = Range::new(start, end);
    let value = Value::Text(line.into());
    writer.entry("command", value, Sort::Command, at, at);
}

/// `NAME=value`, with nothing behind it; gives whether it was one.
fn assignment(text: &str, start: usize, end: usize, writer: &mut Writer) -> bool {
    let line = &text[start..end];
    let Some((name, _)) = line.split_once('=') else {
        return false;
    };
    let fits = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if !fits {
        return false;
    }
    let key = Range::new(start, start + name.len());
    let (value, at, after) = assigned(&text[..end], start + name.len() + 1, end);
    let behind = text.get(after.min(end)..end).unwrap_or("").trim();
    let alone = match &value {
        Value::Text(text) => text.split_whitespace().count() <= 1 || text_is_quoted(line, name),
        _ => true,
    };
    if !alone || !(behind.is_empty() || behind.starts_with(['#', ';', '&'])) {
        return false;
    }
    writer.entry(name, value, Sort::Env, key, at);
    true
}

fn text_is_quoted(line: &str, name: &str) -> bool {
    line[name.len() + 1..].starts_with(['"', '\''])
}

/// `*/5 * * * * command` or `@daily command`; gives whether it was one. The command stands below the schedule.
pub(super) fn schedule(text: &str, start: usize, end: usize, writer: &mut Writer) -> bool {
    let line = &text[start..end];
    let wanted = if line.starts_with('@') { 1 } else { 5 };
    let mut fields = 0;
    let mut at = 0;
    while fields < wanted {
        let rest = &line[at..];
        let rest_at = at + rest.len() - rest.trim_start().len();
        let word = line[rest_at..].split_whitespace().next().unwrap_or("");
        let fits = if wanted == 1 {
            is_cron(word)
        } else {
            is_cron_field(word)
        };
        if word.is_empty() || !fits {
            return false;
        }
        at = rest_at + word.len();
        fields += 1;
    }
    let command = line[at..].trim();
    if command.is_empty() || !is_cron(&line[..at]) {
        return false;
    }
    let when = Range::new(start, start + at);
    let whole = Range::new(end - line[at..].trim_start().len(), end);
    writer.enter("cron");
    writer.here(scalar(&line[..at], Quoted::Yes), Sort::Cron, when, when);
    writer.entry(
        "command",
        Value::Text(command.into()),
        Sort::Command,
        whole,
        whole,
    );
    writer.leave();
    true
}
