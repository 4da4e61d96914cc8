//! Units of time: what durations are written in, and what names say they count. The one table is `rules/units.toml`.
//!
//! In: a text or a name. Out: seconds or milliseconds. A month counts 30 days and a year 365, except where the longest
//! time that a promise may mean is asked for: [`longest`] knows the calendar.

use super::embedded;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::sync::OnceLock;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sheet {
    unit: Vec<Unit>,
}

/// One unit of `rules/units.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Unit {
    seconds: f64,
    #[serde(default)]
    months: u64,
    #[serde(default)]
    names: Vec<String>,
    #[serde(default)]
    exact: Vec<String>,
    #[serde(default)]
    calls: Vec<String>,
    date: Option<char>,
    time: Option<char>,
}

/// The table with its ways in.
struct Table {
    units: Vec<Unit>,
    names: FxHashMap<String, usize>,
    exact: FxHashMap<String, usize>,
    calls: FxHashMap<String, usize>,
}

/// Who writes a text.
#[derive(Clone, Copy, PartialEq)]
enum Writer {
    /// A person: whole numbers, and a lone `m` is refused, since it may mean minutes or months.
    Person,
    /// A program or its configuration.
    Program,
}

fn table() -> &'static Table {
    static READ: OnceLock<Table> = OnceLock::new();
    READ.get_or_init(|| {
        let units = embedded::sheet::<Sheet>("units").unit;
        let by = |list: fn(&Unit) -> &Vec<String>| {
            let all = units.iter().enumerate();
            all.flat_map(|(i, u)| list(u).iter().map(move |n| (n.clone(), i)))
                .collect()
        };
        Table {
            names: by(|u| &u.names),
            exact: by(|u| &u.exact),
            calls: by(|u| &u.calls),
            units,
        }
    })
}

/// A duration in seconds as the policy file spells it: `30 days`, `1 year 6 months`, `72h`, `P30D`.
pub fn duration(text: &str) -> Option<u64> {
    let mut seconds = 0_u64;
    for (number, unit) in parts(text.trim(), Writer::Person)? {
        seconds = seconds.checked_add(whole(number)?.checked_mul(whole(unit.seconds)?)?)?;
    }
    Some(seconds)
}

/// The longest time in milliseconds that a promise may mean by a text: a month has up to 31 days, twelve of them 366.
pub fn longest(text: &str) -> Option<f64> {
    let (mut seconds, mut months) = (0.0, 0);
    for (number, unit) in parts(text.trim(), Writer::Person)? {
        match unit.months {
            0 => seconds += number * unit.seconds,
            of => months += whole(number)?.checked_mul(of)?,
        }
    }
    Some((seconds + days_of(months) * 86_400.0) * 1000.0)
}

/// The milliseconds of a text that programs read: `2m`, `1h 30m`, `500ms`, `1.5 days`, `1 day 01:30:00`, `PT12H`.
pub fn milliseconds(text: &str) -> Option<f64> {
    let (text, clock) = without_clock(text.trim());
    let parts = parts(text, Writer::Program)?;
    let seconds: f64 = parts
        .iter()
        .map(|(number, unit)| number * unit.seconds)
        .sum();
    Some(seconds * 1000.0 + clock)
}

/// The same of an interval of a database, whichever way it points: `-30 days`, `1 week ago`.
pub fn interval(text: &str) -> Option<f64> {
    let text = text.trim().trim_start_matches(['-', '+']);
    milliseconds(text.trim_end().trim_end_matches("ago"))
}

/// The milliseconds of one of a unit, by any of its names.
pub fn unit(name: &str) -> Option<f64> {
    find(name, Writer::Program).map(|u| u.seconds * 1000.0)
}

/// The milliseconds of one of what a function, method or type makes durations of.
pub(super) fn of_call(name: &str) -> Option<f64> {
    let table = table();
    table
        .calls
        .get(name)
        .map(|i| table.units[*i].seconds * 1000.0)
}

/// The seconds of the unit that a name counts in, by its last words: `retention_days`, `TIMEOUT_SECS`, `ttl_ms`.
pub fn counted_in(name: &str) -> Option<f64> {
    let words = super::split::words(name);
    let mut last = words.iter().rev().filter(|w| !is_bound(w));
    Some(named(last.next()?)?.seconds)
}

/// The same, where other words may stand behind the unit: `days_to_keep`.
pub fn speaks_of(name: &str) -> Option<f64> {
    let words = super::split::words(name);
    let mut kept = words.iter().rev().filter(|w| !is_bound(w));
    kept.find_map(|w| named(w)).map(|u| u.seconds)
}

#[expect(clippy::cast_sign_loss, reason = "numbers of texts have no sign")]
fn whole(number: f64) -> Option<u64> {
    (number.fract() == 0.0 && (0.0..1e15).contains(&number)).then_some(number as u64)
}

fn is_bound(word: &str) -> bool {
    matches!(word, "max" | "min" | "default")
}

/// The unit that a word of a name is; one letter says nothing.
fn named(word: &str) -> Option<&'static Unit> {
    (word.len() > 1)
        .then(|| find(word, Writer::Person))
        .flatten()
}

fn find(name: &str, writer: Writer) -> Option<&'static Unit> {
    let table = table();
    let exact = table.exact.get(name).filter(|_| writer == Writer::Program);
    let found = exact.or_else(|| table.names.get(name.to_ascii_lowercase().as_str()))?;
    table.units.get(*found)
}

/// The most days that so many months in a row have: leap years come every fourth year.
fn days_of(months: u64) -> f64 {
    const LENGTHS: [u64; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let length = |month: u64| {
        let leap = month % 48 == 1;
        LENGTHS[(month % 12) as usize] + u64::from(leap)
    };
    let rest = |start: u64| (start..start + months % 48).map(length).sum::<u64>();
    let most = (0..48).map(rest).max().unwrap_or(0);
    (months / 48) as f64 * 1461.0 + most as f64
}

/// The numbers of a text with their units; none if any part of it is not understood.
fn parts(text: &str, writer: Writer) -> Option<Vec<(f64, &'static Unit)>> {
    if let Some(rest) = text.strip_prefix(['P', 'p']) {
        return iso(rest);
    }
    let mut found = Vec::new();
    let mut rest = text;
    let in_number =
        |c: char| c.is_ascii_digit() || writer == Writer::Program && matches!(c, '.' | '_');
    while !rest.is_empty() {
        let (number, behind) = rest.split_at(rest.find(|c| !in_number(c))?);
        let behind = behind.trim_start_matches([' ', '-']);
        let end = behind
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(behind.len());
        let (name, behind) = behind.split_at(end);
        found.push((number.replace('_', "").parse().ok()?, find(name, writer)?));
        let behind = behind.trim_start_matches([' ', ',', '+']);
        rest = behind.strip_prefix("and ").unwrap_or(behind);
    }
    (!found.is_empty()).then_some(found)
}

/// ISO 8601 behind its `P`.
fn iso(text: &str) -> Option<Vec<(f64, &'static Unit)>> {
    let (mut found, mut number, mut time) = (Vec::new(), String::new(), false);
    for c in text.chars() {
        match c.to_ascii_uppercase() {
            'T' if !time && number.is_empty() => time = true,
            c if c.is_ascii_digit() || c == '.' => number.push(c),
            c => {
                let is = |u: &&Unit| (if time { u.time } else { u.date }) == Some(c);
                found.push((number.parse().ok()?, table().units.iter().find(is)?));
                number.clear();
            }
        }
    }
    (number.is_empty() && !found.is_empty() && !text.ends_with(['T', 't'])).then_some(found)
}

/// A text without the hours that stand behind its days, and their milliseconds: `1 day 01:30:00`.
fn without_clock(text: &str) -> (&str, f64) {
    let Some((before, last)) = text.rsplit_once(' ') else {
        return (text, 0.0);
    };
    let numbers: Option<Vec<f64>> = last.split(':').map(|p| p.parse().ok()).collect();
    let seconds = match numbers.as_deref() {
        Some([h, m]) => h * 3600.0 + m * 60.0,
        Some([h, m, s]) => h * 3600.0 + m * 60.0 + s,
        _ => return (text, 0.0),
    };
    (before.trim_end(), seconds * 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: u64 = 86_400;

    #[test]
    fn people_write_durations() {
        for (text, seconds) in [
            ("30 days", Some(30 * DAY)),
            ("1 year and 6 months", Some(545 * DAY)),
            ("72h", Some(3 * DAY)),
            ("P30D", Some(30 * DAY)),
            ("PT90M", Some(5400)),
            ("P1M", Some(30 * DAY)),
            ("2m", None),
            ("2M", None),
            ("1.5 days", None),
            ("500 ms", None),
            ("P", None),
            ("P1DT", None),
            ("30", None),
            ("", None),
            ("99999999999999999999 years", None),
        ] {
            assert_eq!(duration(text), seconds, "{text}");
        }
    }

    #[test]
    fn programs_write_durations() {
        let seconds = |n: f64| Some(n * 1000.0);
        for (text, expect) in [
            ("2m", seconds(120.0)),
            ("2M", seconds(60.0 * DAY as f64)),
            ("1h 30m", seconds(5400.0)),
            ("1.5 days", seconds(1.5 * DAY as f64)),
            ("500ms", seconds(0.5)),
            ("1 mon", seconds(30.0 * DAY as f64)),
            ("1 day 01:30:00", seconds(91_800.0)),
            ("PT12H", seconds(43_200.0)),
            ("1_000s", seconds(1000.0)),
            ("-30 day", None),
            ("", None),
            ("soon", None),
            ("30", None),
            ("12 parsecs", None),
        ] {
            assert_eq!(milliseconds(text), expect, "{text}");
        }
        assert_eq!(interval("-30 day"), seconds(30.0 * DAY as f64));
        assert_eq!(interval("1 week ago"), seconds(7.0 * DAY as f64));
    }

    #[test]
    fn promises_mean_the_longest_months() {
        let days = |text: &str| longest(text).map(|ms| ms / 86_400_000.0);
        for (text, most) in [
            ("30 days", 30.0),
            ("1 month", 31.0),
            ("2 months", 62.0),
            ("3 months", 92.0),
            ("6 months", 184.0),
            ("12 months", 366.0),
            ("1 year", 366.0),
            ("2 years", 731.0),
            ("7 years", 2557.0),
            ("10 years", 3653.0),
            ("1 month and 2 days", 33.0),
            ("P1Y", 366.0),
        ] {
            assert_eq!(days(text), Some(most), "{text}");
        }
    }

    #[test]
    fn names_say_what_they_count() {
        assert_eq!(counted_in("log_retention_days"), Some(DAY as f64));
        assert_eq!(counted_in("TIMEOUT_SECS"), Some(1.0));
        assert_eq!(counted_in("sessionTtlMs"), Some(0.001));
        assert_eq!(counted_in("days_to_keep"), None);
        assert_eq!(counted_in("retention"), None);
        assert_eq!(counted_in("h"), None);
        assert_eq!(speaks_of("days_to_keep"), Some(DAY as f64));
        assert_eq!(speaks_of("LOG_TTL_SECS"), Some(1.0));
        assert_eq!(speaks_of("min_age"), None);
        assert_eq!(of_call("from_mins"), Some(60_000.0));
    }
}
