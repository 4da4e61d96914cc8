//! What formats write differently, made uniform: variables of the environment and schedules.
//!
//! In: the entries of one file. Out: the same, with lists such as `- NAME=value` and `- name: X / value: y` turned
//! into one entry each, and entries below `env`, `vars` and the like marked as variables. It looks at shapes, not at
//! which tool the file is for: compose, Kubernetes, CI systems, wrangler and fly share them.

use super::scalar::{Quoted, is_cron, scalar, unquoted};
use super::{Config, Entry, Format, Sort, Value};
use crate::parse::Range;

/// Keys below which variables of the environment stand.
const ENVIRONMENT: [&str; 12] = [
    "env",
    "environment",
    "envs",
    "vars",
    "variables",
    "env_vars",
    "environment_variables",
    "envvars",
    "envVars",
    "extraEnv",
    "extraEnvVars",
    "build_args",
];

/// Keys whose value is a command line.
const COMMANDS: [&str; 8] = [
    "command",
    "entrypoint",
    "run",
    "script",
    "before_script",
    "after_script",
    "args",
    "cmd",
];

/// Makes the entries of one file uniform.
pub(super) fn apply(config: &mut Config) {
    if !matches!(
        config.format,
        Format::Toml | Format::Yaml | Format::Json | Format::Hcl
    ) {
        return;
    }
    let entries = std::mem::take(&mut config.entries);
    let mut out: Vec<Entry> = Vec::with_capacity(entries.len());
    let mut rest = entries.as_slice();
    while let [entry, behind @ ..] = rest {
        if let Some((made, used)) = named_pair(entry, behind) {
            out.push(made);
            rest = behind.get(used..).unwrap_or(&[]);
            continue;
        }
        let mut entry = entry.clone();
        if let Some(made) = assignment(&entry) {
            out.push(made);
        } else {
            entry.sort = sort_of(&entry);
            out.push(entry);
        }
        rest = behind;
    }
    config.entries = out;
}

/// The name of the group an entry stands in.
fn group(entry: &Entry) -> &str {
    entry.path.iter().rev().nth(1).map_or("", |name| name)
}

fn is_environment(name: &str) -> bool {
    ENVIRONMENT.contains(&name)
}

/// `- name: X` and `value: y` below `env`: the entries of one item, made one. Gives how many entries it was.
fn named_pair(item: &Entry, behind: &[Entry]) -> Option<(Entry, usize)> {
    if item.value != Value::Group || !is_environment(group(item)) || item.commented {
        return None;
    }
    let used = behind.iter().take_while(|e| e.is_below(&item.path)).count();
    let inner = behind.get(..used)?;
    let direct = |names: &[&str]| {
        inner
            .iter()
            .find(|e| e.path.len() == item.path.len() + 1 && names.contains(&e.name()))
    };
    let name = direct(&["name", "key", "Name", "variable"])?;
    let value = direct(&["value", "Value"]);
    let text = name.value.literal()?;
    let mut path = item.path.clone();
    path.pop();
    path.push(text.into());
    let (value, at) = match value {
        Some(value) => (value.value.clone(), value.at),
        None => {
            let from = direct(&[
                "valueFrom",
                "value_from",
                "scope",
                "generateValue",
                "fromDatabase",
                "sync",
            ])?;
            (Value::Dynamic(from.name().into()), from.at)
        }
    };
    let made = Entry {
        path,
        value,
        key: name.at,
        at,
        sort: Sort::Env,
        commented: false,
        document: item.document,
    };
    Some((made, used))
}

/// `- NAME=value` below `environment`, and `NAME: value` in it.
fn assignment(entry: &Entry) -> Option<Entry> {
    let is_item = entry.name().bytes().all(|b| b.is_ascii_digit());
    if !is_item || !is_environment(group(entry)) {
        return None;
    }
    let text = entry.value.written()?;
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    let fits = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if !fits {
        return None;
    }
    let mut path = entry.path.clone();
    path.pop();
    path.push(name.into());
    // The value stands at the end of the item, before a closing quote; an item without `=` takes it from outside.
    let quote = u32::from(entry.at.end - entry.at.start > text.len() as u32);
    let end = entry.at.end - quote;
    let start = (entry.at.start + quote + name.len() as u32 + 1).min(end);
    let value = if text.contains('=') {
        let bare = unquoted(value);
        scalar(
            bare,
            if bare.is_empty() || bare.len() < value.len() {
                Quoted::Yes
            } else {
                Quoted::No
            },
        )
    } else {
        Value::Dynamic(format!("${name}").into())
    };
    Some(Entry {
        path,
        value,
        key: Range {
            start: entry.at.start + quote,
            end: (entry.at.start + quote + name.len() as u32).min(end),
        },
        at: Range { start, end },
        sort: Sort::Env,
        commented: entry.commented,
        document: entry.document,
    })
}

fn sort_of(entry: &Entry) -> Sort {
    if entry.value == Value::Group {
        return Sort::Key;
    }
    let name = entry.name();
    let is_item = !name.is_empty() && name.bytes().all(|b| b.is_ascii_digit());
    let key = if is_item { group(entry) } else { name };
    let is_cron = entry.value.literal().is_some_and(is_cron);
    if is_cron && (is_schedule(key) || is_schedule(group(entry))) {
        return Sort::Cron;
    }
    let constant = name.starts_with(|c: char| c.is_ascii_uppercase() || c == '_')
        && name.chars().all(|c| !c.is_ascii_lowercase());
    let in_environment = entry
        .path
        .iter()
        .rev()
        .skip(1)
        .take(2)
        .any(|p| is_environment(p));
    if constant && in_environment || is_environment(group(entry)) && !is_item {
        return Sort::Env;
    }
    if COMMANDS.contains(&key) && entry.value.written().is_some() {
        return Sort::Command;
    }
    entry.sort
}

/// Whether a key says when something runs.
fn is_schedule(key: &str) -> bool {
    let lower = key.to_ascii_lowercase();
    ["cron", "schedule"].iter().any(|word| lower.contains(word))
}
