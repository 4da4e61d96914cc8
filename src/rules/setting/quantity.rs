//! Values of settings compared with promised ones: numbers, times, truth values, words.
//!
//! In: a value as found, one as promised, and what the setting is called. Out: how they compare, or that they cannot be:
//! a bare number is a time only if the name says in which unit.

use crate::catalog::units;
use crate::link::settings::{Known, names::Name};
use crate::policy::Value;
use std::cmp::Ordering;

/// How two values compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// As values of one kind; texts and truth values are equal or `Less`.
    Ordered(Ordering),
    /// They cannot be compared.
    Unknown,
}

/// Compares a value as found with a promised one.
pub(super) fn compare(found: &Known, promised: &Value, names: &[Name], key: &str) -> Answer {
    match promised {
        Value::Bool(wanted) => truth(found).map_or(Answer::Unknown, |flag| same(flag == *wanted)),
        Value::Integer(number) => numbers(found, *number as f64, names, key),
        Value::Float(number) => numbers(found, *number, names, key),
        Value::Duration(seconds) => times(found, *seconds as f64, names, key),
        Value::Text(text) | Value::Date(text) => match units::duration(text) {
            Some(seconds) => times(found, seconds as f64, names, key),
            None => words(found, text),
        },
        Value::List(_) | Value::Table(_) => Answer::Unknown,
    }
}

/// Levels of logs, as filters of logs name them.
const LEVELS: [&str; 6] = ["trace", "debug", "info", "warn", "error", "off"];

/// Other words for the same levels.
const SAME: [(&str, &str); 3] = [
    ("warning", "warn"),
    ("err", "error"),
    ("information", "info"),
];

/// The levels that a filter of logs names: `info,shop=debug`. A value that is none stands for itself.
pub(super) fn levels(found: &Known) -> Vec<Known> {
    let Known::Text(text) = found else {
        return vec![found.clone()];
    };
    let level_of = |part: &str| {
        let level = part.rsplit('=').next().unwrap_or(part).trim();
        let level = SAME
            .iter()
            .find(|(l, _)| level.eq_ignore_ascii_case(l))
            .map_or(level, |(_, l)| l);
        LEVELS.iter().find(|l| level.eq_ignore_ascii_case(l))
    };
    // In a list a word that is no level names a part of the program.
    let list = text.contains(',');
    let named = |part: &&str| !list || part.contains('=') || level_of(part).is_some();
    let levels: Option<Vec<Known>> = text
        .split(',')
        .filter(named)
        .map(|part| level_of(part).map(|l| Known::Text((*l).to_owned())))
        .collect();
    let levels = levels.filter(|l| !l.is_empty());
    levels.unwrap_or_else(|| vec![found.clone()])
}

fn same(equal: bool) -> Answer {
    Answer::Ordered(if equal {
        Ordering::Equal
    } else {
        Ordering::Less
    })
}

fn order(a: f64, b: f64) -> Answer {
    a.partial_cmp(&b).map_or(Answer::Unknown, Answer::Ordered)
}

fn truth(found: &Known) -> Option<bool> {
    match found {
        Known::Bool(flag) => Some(*flag),
        Known::Number(number) => Some(*number != 0.0),
        Known::Text(text) => match text.trim().to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" | "on" | "enabled" | "enable" | "t" | "y" => Some(true),
            "false" | "0" | "no" | "off" | "disabled" | "disable" | "" | "f" | "n" => Some(false),
            _ => None,
        },
        Known::Seconds(_) | Known::Nothing | Known::Unknown => None,
    }
}

/// The unit that one of the names counts in.
fn unit(names: &[Name], key: &str) -> Option<f64> {
    let named = names.iter().find_map(|n| units::counted_in(&n.shown));
    named.or_else(|| units::counted_in(key.rsplit([':', '.']).next().unwrap_or(key)))
}

fn numbers(found: &Known, wanted: f64, names: &[Name], key: &str) -> Answer {
    let number = match found {
        Known::Number(number) => Some(*number),
        Known::Text(text) => number_of(text),
        _ => None,
    };
    match (number, seconds(found)) {
        (Some(number), _) => order(number, wanted),
        // `7d` under `RETENTION_DAYS`, `Duration::from_secs(3600)` under `ttl_minutes`.
        (None, Some(seconds)) => match unit(names, key) {
            Some(unit) => order(seconds / unit, wanted),
            None => Answer::Unknown,
        },
        (None, None) => Answer::Unknown,
    }
}

fn number_of(text: &str) -> Option<f64> {
    text.trim().replace('_', "").parse().ok()
}

/// The seconds of a value that says its unit itself.
fn seconds(found: &Known) -> Option<f64> {
    match found {
        Known::Seconds(seconds) => Some(*seconds),
        Known::Text(text) if number_of(text).is_none() => {
            units::milliseconds(text).map(|ms| ms / 1000.0)
        }
        _ => None,
    }
}

fn times(found: &Known, wanted: f64, names: &[Name], key: &str) -> Answer {
    if let Some(seconds) = seconds(found) {
        return order(seconds, wanted);
    }
    let number = match found {
        Known::Number(number) => Some(*number),
        Known::Text(text) => number_of(text),
        _ => None,
    };
    match (number, unit(names, key)) {
        (Some(number), Some(unit)) => order(number * unit, wanted),
        _ => Answer::Unknown,
    }
}

/// Words are compared without signs and case: `SameSite::Strict` is `strict`.
fn words(found: &Known, wanted: &str) -> Answer {
    let letters = |text: &str| -> String {
        let kept = text.chars().filter(|c| c.is_alphanumeric());
        kept.flat_map(char::to_lowercase).collect()
    };
    let text = match found {
        Known::Text(text) => text.clone(),
        Known::Bool(flag) => flag.to_string(),
        Known::Number(number) => number.to_string(),
        Known::Nothing if wanted.is_empty() => String::new(),
        Known::Nothing | Known::Seconds(_) | Known::Unknown => return Answer::Unknown,
    };
    let exact = text == wanted || !letters(wanted).is_empty() && letters(&text) == letters(wanted);
    same(exact)
}

/// A value as found, in words. Long texts are left out.
pub(super) fn shown(value: &Known) -> String {
    match value {
        Known::Bool(flag) => flag.to_string(),
        Known::Number(number) => number.to_string(),
        Known::Text(text) if text.len() <= 40 => format!("\"{text}\""),
        Known::Text(_) => "a long text".to_owned(),
        Known::Seconds(seconds) => time(*seconds),
        Known::Nothing => "not set".to_owned(),
        Known::Unknown => "set when the service runs".to_owned(),
    }
}

/// Seconds in the largest unit that counts them whole.
fn time(seconds: f64) -> String {
    for (length, unit) in [(86400.0, "days"), (3600.0, "hours"), (60.0, "minutes")] {
        if seconds >= length && seconds % length == 0.0 {
            return format!("{} {unit}", seconds / length);
        }
    }
    format!("{seconds} seconds")
}

/// A promised value in words.
pub(super) fn told(value: &Value) -> String {
    match value {
        Value::Bool(flag) => flag.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Text(text) | Value::Date(text) => format!("\"{text}\""),
        Value::Duration(seconds) => time(*seconds as f64),
        Value::List(_) | Value::Table(_) => "a list".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(
        found: impl Into<Known>,
        promised: impl Into<Value>,
        name: &str,
        expect: Option<Ordering>,
    ) {
        let answer = compare(
            &found.into(),
            &promised.into(),
            &[Name::variable(name)],
            name,
        );
        assert_eq!(answer, expect.map_or(Answer::Unknown, Answer::Ordered));
    }

    #[test]
    fn values_of_all_kinds_compare() {
        let text = |t: &str| Known::Text(t.to_owned());
        let days = || Value::Text("30 days".to_owned());
        check(
            Known::Number(2_592_000.0),
            days(),
            "RETENTION_SECS",
            Some(Ordering::Equal),
        );
        check(
            Known::Number(31.0),
            days(),
            "RETENTION_DAYS",
            Some(Ordering::Greater),
        );
        check(Known::Number(31.0), days(), "RETENTION", None);
        check(text("P1W"), days(), "RETENTION", Some(Ordering::Less));
        check(text("2m"), days(), "RETENTION", Some(Ordering::Less));
        check(
            Known::Seconds(604_800.0),
            Value::Integer(7),
            "retention_days",
            Some(Ordering::Equal),
        );
        check(text("8"), Value::Integer(7), "x", Some(Ordering::Greater));
        check(text("on"), Value::Bool(true), "x", Some(Ordering::Equal));
        check(
            Known::Bool(false),
            Value::Bool(true),
            "x",
            Some(Ordering::Less),
        );
        check(
            text("Strict"),
            Value::Text("strict".to_owned()),
            "x",
            Some(Ordering::Equal),
        );
        check(Known::Unknown, Value::Integer(7), "x", None);
    }
}
