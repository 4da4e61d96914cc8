//! Durations as people and databases write them: `30 days`, `12h`, `P30D`, `1 mon`, `01:30:00`.
//!
//! In: a text. Out: milliseconds. A month counts 30 days and a year 365, as in the policy file.

/// The milliseconds of one of a unit, by any of its names.
pub fn unit(name: &str) -> Option<f64> {
    let seconds = match name.to_ascii_lowercase().as_str() {
        "ms" | "msec" | "msecs" | "millis" | "millisecond" | "milliseconds" => 0.001,
        "s" | "sec" | "secs" | "second" | "seconds" => 1.0,
        "m" | "min" | "mins" | "minute" | "minutes" => 60.0,
        "h" | "hr" | "hrs" | "hour" | "hours" => 3600.0,
        "d" | "day" | "days" => 86_400.0,
        "w" | "week" | "weeks" => 604_800.0,
        "mon" | "mons" | "month" | "months" => 2_592_000.0,
        "y" | "yr" | "yrs" | "year" | "years" => 31_536_000.0,
        _ => return None,
    };
    Some(seconds * 1000.0)
}

/// The milliseconds of a whole text; none if any part of it is not understood. A sign in front does not matter.
pub fn milliseconds(text: &str) -> Option<i64> {
    let text = text
        .trim()
        .trim_start_matches(['-', '+'])
        .trim_end_matches("ago")
        .trim();
    if text.starts_with(['P', 'p']) && text.len() > 2 {
        return iso(&text[1..]);
    }
    let mut total = 0.0;
    let mut rest = text;
    while !rest.is_empty() {
        let digits =
            rest.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ':' && c != '_')?;
        let (number, behind) = rest.split_at(digits);
        let behind = behind.trim_start();
        let end = behind
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(behind.len());
        let (name, behind) = behind.split_at(end);
        total += number.replace('_', "").parse::<f64>().ok()? * unit(name)?;
        rest = behind
            .trim_start_matches([' ', ',', '+'])
            .trim_start_matches("and ");
        if clock(rest).is_some() {
            break;
        }
    }
    total += clock(rest).unwrap_or(0.0);
    (total > 0.0 || !text.is_empty()).then_some(total as i64)
}

/// `01:30:00`
fn clock(text: &str) -> Option<f64> {
    let parts: Vec<f64> = text
        .split(':')
        .map(|p| p.parse().ok())
        .collect::<Option<_>>()?;
    match parts.as_slice() {
        [h, m] => Some((h * 3600.0 + m * 60.0) * 1000.0),
        [h, m, s] => Some((h * 3600.0 + m * 60.0 + s) * 1000.0),
        _ => None,
    }
}

/// ISO 8601 behind its `P`.
fn iso(text: &str) -> Option<i64> {
    let (mut total, mut number, mut time) = (0.0, String::new(), false);
    for c in text.chars() {
        match c.to_ascii_uppercase() {
            'T' => time = true,
            c if c.is_ascii_digit() || c == '.' => number.push(c),
            c => {
                let name = match (c, time) {
                    ('M', false) => "month",
                    ('Y', _) => "year",
                    ('W', _) => "week",
                    ('D', _) => "day",
                    ('H', _) => "hour",
                    ('M', true) => "minute",
                    ('S', _) => "second",
                    _ => return None,
                };
                total += number.parse::<f64>().ok()? * unit(name)?;
                number.clear();
            }
        }
    }
    number.is_empty().then_some(total as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_durations() {
        let days = |d: i64| Some(d * 86_400_000);
        for (text, expect) in [
            ("30 days", days(30)),
            ("-30 day", days(30)),
            ("1 month", days(30)),
            ("P30D", days(30)),
            ("PT12H", Some(43_200_000)),
            ("1d 12h", Some(129_600_000)),
            ("1 day 01:30:00", Some(91_800_000)),
            ("90d", days(90)),
            ("720h", days(30)),
            ("", None),
            ("soon", None),
            ("30", None),
            ("12 parsecs", None),
        ] {
            assert_eq!(milliseconds(text), expect, "{text}");
        }
    }
}
