//! The two sides of a comparison, and what they say of age.
//!
//! In: tokens. Out: a [`Side`] each, and [`Compared`]: the column whose time counts and the age that is asked for.

use super::Age;
use crate::catalog::{Retention, units};
use crate::parse::sql::lex::{Kind, Token};
use std::ops::Range;

/// What stands on one side of a comparison.
#[derive(Debug, Default)]
pub(super) struct Side {
    pub columns: Vec<String>,
    now: bool,
    /// Milliseconds of all intervals.
    interval: Option<f64>,
    params: Vec<usize>,
    /// Milliseconds of one of what is bound, where the text says so.
    unit: Option<f64>,
    /// Milliseconds of one of what its plain numbers, and those of the other side, count.
    scale: Option<f64>,
    /// A number without a unit.
    bare: Option<f64>,
}

/// What a comparison says.
#[derive(Debug)]
pub(super) enum Compared {
    /// Rows go by the age of a column.
    Age(String, Age),
    /// Young rows go.
    Young(String),
    /// It is about time, but was not understood.
    Unread(String),
    /// It is not about time.
    Nothing,
}

impl Side {
    pub(super) fn read(source: &str, tokens: &[Token], range: Range<usize>) -> Self {
        let mut reading = Reading {
            source,
            tokens,
            end: range.end,
            side: Self::default(),
            factor: None,
        };
        let mut i = range.start;
        while i < range.end {
            i = reading.token(i).max(i + 1);
        }
        reading.done()
    }

    /// What its plain number counts, the other side's scale known.
    fn counted(&self, scale: Option<f64>) -> Option<f64> {
        self.interval
            .or_else(|| Some(self.bare? * scale.or(self.scale).unwrap_or(1000.0)))
    }
}

/// Reads one side.
struct Reading<'s> {
    source: &'s str,
    tokens: &'s [Token],
    end: usize,
    side: Side,
    /// Plain numbers that are multiplied.
    factor: Option<f64>,
}

impl Reading<'_> {
    /// Takes a token; where the next one stands, if more than this one was taken.
    fn token(&mut self, i: usize) -> usize {
        let token = self.tokens[i];
        match token.kind {
            Kind::Word | Kind::Quoted => return self.word(i),
            Kind::Text => {
                let content = token.content(self.source).0;
                // `INTERVAL '30' DAY`
                if let (Ok(number), Some(unit)) = (content.trim().parse::<f64>(), self.unit(i + 1))
                {
                    self.add(number * unit);
                    return i + 2;
                }
                self.text(content);
            }
            Kind::Param => {
                self.side
                    .params
                    .push(param_index(self.source, self.tokens, i));
                // `INTERVAL $1 DAY`
                if let Some(unit) = self.unit(i + 1) {
                    self.side.unit = Some(unit);
                    return i + 2;
                }
            }
            Kind::Number => {
                let number: f64 = token.raw(self.source).parse().unwrap_or(0.0);
                if let Some(unit) = self.unit(i + 1) {
                    self.add(number * unit);
                    return i + 2;
                }
                let times = i > 0 && self.punct(i - 1) == Some(b'*');
                let before = self.factor.filter(|_| times).unwrap_or(1.0);
                self.factor = Some(before * number);
            }
            Kind::Punct(_) => {}
        }
        i + 1
    }

    fn word(&mut self, i: usize) -> usize {
        let words = &Retention::embedded().sql;
        let token = self.tokens[i];
        let name = token.name(self.source).to_lowercase();
        let called = self.punct(i + 1) == Some(b'(');
        let is = |list: &[String]| list.contains(&name);
        // The table before a column.
        if self.punct(i + 1) == Some(b'.') {
            return i + 2;
        }
        if name == "make_interval" && called {
            return self.made(i + 2);
        }
        if is(&words.ages) && called {
            self.side.now = true;
        } else if is(&words.now) {
            self.side.now = true;
            let days = is(&words.days);
            self.side.scale = self
                .side
                .scale
                .or(days.then(|| units::unit("day")).flatten());
        } else if is(&words.days) {
            self.side.scale = units::unit("day");
        } else if let Some(unit) = name.strip_prefix("tointerval").and_then(units::unit) {
            self.counts(i + 2, unit);
            return i + 3;
        } else if let Some(unit) =
            units::unit(&name).filter(|_| !called && token.kind == Kind::Word)
        {
            return self.named(i, unit);
        } else if name == "at" && self.is(i + 1, "time") {
            // `AT TIME ZONE` changes nothing.
        } else if !called && !is(&words.plain) {
            self.side.columns.push(name);
        }
        i + 1
    }

    /// A word that is a unit: `days => 30`, `days := $1`, `TIMESTAMPDIFF(DAY, …)`, `EXTRACT(DAY FROM …)`, or a column.
    fn named(&mut self, i: usize, unit: f64) -> usize {
        let assigns = matches!(self.punct(i + 1), Some(b'=' | b':'))
            && matches!(self.punct(i + 2), Some(b'>' | b'='));
        if assigns {
            self.counts(i + 3, unit);
            return i + 4;
        }
        if self.is(i + 1, "from") || self.punct(i + 1) == Some(b',') {
            self.side.scale = Some(unit);
        } else if i > 0 && self.punct(i - 1) == Some(b')') {
            // `INTERVAL ($1) DAY`
            self.side.unit = Some(unit);
        } else {
            let column = self.tokens[i].name(self.source).to_lowercase();
            self.side.columns.push(column);
        }
        i + 1
    }

    /// The arguments of `make_interval`: named, or years, months, weeks, days, hours, minutes, seconds.
    fn made(&mut self, from: usize) -> usize {
        let order = ["year", "month", "week", "day", "hour", "minute", "second"];
        let mut place = 0;
        for i in from..self.end {
            match self.tokens[i].kind {
                Kind::Punct(b')') => return i + 1,
                Kind::Punct(b',') => place += 1,
                Kind::Word => {
                    if let Some(unit) = units::unit(self.tokens[i].raw(self.source)) {
                        self.counts(i + 3, unit);
                    }
                }
                Kind::Number | Kind::Param if matches!(self.punct(i - 1), Some(b'(' | b',')) => {
                    let unit = order.get(place).and_then(|u| units::unit(u));
                    self.counts(i, unit.unwrap_or(0.0));
                }
                _ => {}
            }
        }
        self.end
    }

    /// The number or placeholder at an index counts in a unit.
    fn counts(&mut self, i: usize, unit: f64) {
        match self.tokens.get(i).map(|t| (t.kind, t.raw(self.source))) {
            Some((Kind::Number, raw)) => self.add(raw.parse().unwrap_or(0.0) * unit),
            Some((Kind::Param, _)) => {
                self.side.unit = Some(unit);
                self.side
                    .params
                    .push(param_index(self.source, self.tokens, i));
            }
            _ => self.side.unit = Some(unit),
        }
    }

    /// `'30 days'`, `'now'`, `'-30 days'`, `' days'`, `'-%d days'`.
    fn text(&mut self, content: &str) {
        let last = content.trim().rsplit(' ').next().unwrap_or("");
        if content.eq_ignore_ascii_case("now") {
            self.side.now = true;
        } else if let Some(ms) = units::interval(content).filter(|ms| *ms > 0.0) {
            self.add(ms);
        } else if !content.contains(|c: char| c.is_ascii_digit())
            && let Some(unit) = units::unit(last)
        {
            self.side.unit = Some(unit);
        }
    }

    fn add(&mut self, ms: f64) {
        self.side.interval = Some(self.side.interval.unwrap_or(0.0) + ms);
    }

    /// The milliseconds of the unit that a word is.
    fn unit(&self, i: usize) -> Option<f64> {
        let word = self
            .tokens
            .get(i)
            .filter(|t| i < self.end && t.kind == Kind::Word)?;
        units::unit(word.raw(self.source))
    }

    fn is(&self, i: usize, word: &str) -> bool {
        self.tokens.get(i).is_some_and(|t| t.is(self.source, word))
    }

    fn punct(&self, i: usize) -> Option<u8> {
        match self.tokens.get(i)?.kind {
            Kind::Punct(p) => Some(p),
            _ => None,
        }
    }

    /// `unixepoch() - 30 * 86400`: seconds; `interval '1 day' * 30`, `30 * interval '1 day'`: so many of them.
    fn done(mut self) -> Side {
        if let Some(number) = self.factor {
            match self.side.interval {
                Some(interval) => self.side.interval = Some(interval * number),
                None => self.side.bare = Some(number),
            }
        }
        self.side
    }
}

/// The index of the value bound to the placeholder at a token.
fn param_index(source: &str, tokens: &[Token], at: usize) -> usize {
    let raw = tokens[at].raw(source);
    if let Some(Ok(number)) = raw.get(1..).map(str::parse::<usize>) {
        return number.saturating_sub(1);
    }
    let earlier = tokens[..at].iter().filter(|t| t.kind == Kind::Param);
    if raw == "?" {
        return earlier.count();
    }
    let mut names: Vec<&str> = Vec::new();
    for token in earlier.chain([&tokens[at]]) {
        if !names.contains(&token.raw(source)) {
            names.push(token.raw(source));
        }
    }
    names.iter().position(|n| *n == raw).unwrap_or(0)
}

/// What a comparison of a smaller with a larger side says of age.
pub(super) fn compared(small: &Side, large: &Side) -> Compared {
    let about_time = |s: &Side| s.now || s.interval.is_some() || s.scale.is_some();
    let Some(column) = small.columns.last().or(large.columns.last()).cloned() else {
        return Compared::Nothing;
    };
    let age = match (small.columns.is_empty(), large.columns.is_empty()) {
        // `interval < now() - column`
        (true, false) if !small.now && (large.now || large.scale.is_some()) => past(small, large),
        // `$1 - column > 86400`
        (true, false) if !large.params.is_empty() && small.counted(None).is_some() => {
            small.counted(large.scale).map(Age::Fixed)
        }
        // `now() - interval < column`, `$1 < column`
        (true, false) if small.now || !small.params.is_empty() => return Compared::Young(column),
        // `age(column) < interval`
        (false, true) if (small.now || small.scale.is_some()) && !large.now => {
            return Compared::Young(column);
        }
        // `column < cut-off`, `column + interval < now()`
        (false, true) if large.now || !large.params.is_empty() => cut_off(small, large),
        _ => None,
    };
    match age {
        Some(age) => Compared::Age(column, age),
        None if about_time(small) || about_time(large) => Compared::Unread(column),
        None => Compared::Nothing,
    }
}

/// `period < now() - column`
fn past(period: &Side, since: &Side) -> Option<Age> {
    let scale = since.scale.or(since.unit);
    match period.params.first() {
        Some(param) => {
            let unit = period.unit.or(period.interval).or(scale);
            Some(Age::Bound(*param, unit))
        }
        None => period.counted(scale).map(Age::Fixed),
    }
}

/// `column < cut-off`
fn cut_off(small: &Side, large: &Side) -> Option<Age> {
    let mut params = large.params.iter().chain(&small.params);
    let interval = large.counted(None).or_else(|| small.counted(None));
    Some(match (params.next(), large.now, interval) {
        (Some(param), true, interval) => {
            let unit = large.unit.or(small.unit).or(interval);
            Age::Bound(*param, unit)
        }
        (Some(param), false, Some(interval)) => Age::Before(*param, interval),
        (Some(param), false, None) => Age::Bound(*param, None),
        (None, true, Some(interval)) => Age::Fixed(interval),
        (None, true, None) => Age::Due,
        (None, false, _) => return None,
    })
}
