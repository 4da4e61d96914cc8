//! Sections with `key = value`, `key: value` or `key value` lines as entries: systemd, fluent-bit, redis, PostgreSQL.

use super::lines::value_of;
use super::writer::Writer;
use super::{Config, Format, Sort, Value, comments};
use crate::parse::Range;

/// Reads one file; never fails.
pub(super) fn read(text: &str) -> Config {
    let mut writer = Writer::new(Format::Ini);
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim();
        let at = start + line.len() - line.trim_start().len();
        if let Some(section) = content.strip_prefix('[').and_then(|c| c.split(']').next()) {
            writer.back_to(0);
            writer.enter(section.trim());
            let range = Range::new(at, at + content.len());
            writer.here(Value::Group, Sort::Key, range, range);
        } else if !content.is_empty() && !content.starts_with(['#', ';', '@', '!']) {
            pair(content, at, &mut writer);
        }
        start += line.len();
    }
    let mut config = writer.finish();
    comments::add(&mut config, text);
    config
}

fn pair(line: &str, at: usize, writer: &mut Writer) {
    let by_sign = line
        .find('=')
        .filter(|sign| is_key(line[..*sign].trim_end()));
    let by_colon = line.find(": ").filter(|sign| is_key(&line[..*sign]));
    let by_blank = line.find([' ', '\t']).filter(|sign| is_key(&line[..*sign]));
    let Some(split) = by_sign.or(by_colon).or(by_blank) else {
        if is_key(line) {
            let range = Range::new(at, at + line.len());
            writer.entry(line, Value::Null, Sort::Key, range, range);
        }
        return;
    };
    let name = line[..split].trim_end();
    let rest = line[split..].trim_start_matches(['=', ':', ' ', '\t']);
    let value = rest.split(" #").next().unwrap_or(rest).trim_end();
    let value = value.split(" ;").next().unwrap_or(value).trim_end();
    let from = at + line.len() - rest.len();
    let place = Range::new(from, from + value.len());
    let key = Range::new(at, at + name.len());
    if matches!(name, "Environment" | "PassEnvironment") {
        environment(value, from, writer);
    } else {
        let sort = match name {
            "ExecStart" | "ExecStartPre" | "ExecStartPost" | "ExecReload" => Sort::Command,
            _ => Sort::Key,
        };
        writer.entry(name, value_of(value), sort, key, place);
    }
}

fn is_key(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/'))
}

/// `Environment=A=b "C=d e"` of systemd.
fn environment(value: &str, from: usize, writer: &mut Writer) {
    let mut at = 0;
    while at < value.len() {
        let rest = value[at..].trim_start();
        let start = value.len() - rest.len();
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
        let body = &rest[quote.map_or(0, char::len_utf8)..];
        let length = match quote {
            Some(quote) => body.find(quote),
            None => body.find(char::is_whitespace),
        };
        let word = &body[..length.unwrap_or(body.len())];
        let word_at = from + start + quote.map_or(0, char::len_utf8);
        if let Some((name, text)) = word.split_once('=').filter(|(n, _)| is_key(n)) {
            let key = Range::new(word_at, word_at + name.len());
            let place = Range::new(key.end as usize + 1, word_at + word.len());
            writer.entry(name, value_of(text), Sort::Env, key, place);
        }
        at = start + word.len() + 2 * quote.map_or(0, char::len_utf8) + 1;
        while at < value.len() && !value.is_char_boundary(at) {
            at += 1;
        }
        if rest.is_empty() {
            break;
        }
    }
}
