//! Units of time: what durations are written in, and what names say they count.
//!
//! In: a text or a name. Out: seconds. A month counts 30 days, a year 365.

const DAY: u64 = 24 * 60 * 60;

/// A duration in seconds: `30 days`, `1 year 6 months`, `72h`, `P30D`.
pub fn duration(text: &str) -> Option<u64> {
    let trimmed = text.trim();
    match trimmed.strip_prefix(['P', 'p']) {
        Some(rest) => iso(rest),
        None => spelled(trimmed),
    }
}

/// A duration in seconds as configuration spells it, where a lone `m` counts minutes: `2m`, `1h 30m`, `500ms`.
pub fn configured(text: &str) -> Option<f64> {
    if let Some(seconds) = duration(text) {
        return Some(seconds as f64);
    }
    let mut seconds = 0.0;
    let mut rest = text.trim();
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, after) = rest.split_at(digits);
        let after = after.trim_start();
        let end = after
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(after.len());
        let (unit, after) = after.split_at(end);
        let length = match unit {
            "m" => 60.0,
            "M" => 30.0 * DAY as f64,
            "hr" | "hrs" => 3600.0,
            "ms" | "millis" => 0.001,
            unit => unit_length(&unit.to_ascii_lowercase())? as f64,
        };
        seconds += number.parse::<f64>().ok()? * length;
        rest = after.trim_start();
    }
    Some(seconds)
}

/// The part of an ISO 8601 duration after its `P`.
fn iso(rest: &str) -> Option<u64> {
    let mut seconds = 0_u64;
    let mut number = String::new();
    let mut time = false;
    let mut parts = 0;
    for c in rest.chars() {
        match c.to_ascii_uppercase() {
            '0'..='9' => number.push(c),
            'T' if !time && number.is_empty() => {
                time = true;
                parts = 0;
            }
            unit => {
                let length = match (unit, time) {
                    ('Y', false) => 365 * DAY,
                    ('M', false) => 30 * DAY,
                    ('W', false) => 7 * DAY,
                    ('D', false) => DAY,
                    ('H', true) => 60 * 60,
                    ('M', true) => 60,
                    ('S', true) => 1,
                    _ => return None,
                };
                seconds = seconds.checked_add(number.parse::<u64>().ok()?.checked_mul(length)?)?;
                number.clear();
                parts += 1;
            }
        }
    }
    (number.is_empty() && parts > 0).then_some(seconds)
}

/// Numbers with units: `30 days`, `72h`, `1 year and 6 months`.
fn spelled(text: &str) -> Option<u64> {
    let mut seconds = 0_u64;
    let mut rest = text;
    let mut parts = 0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let (number, after) = rest.split_at(digits);
        let after = after.trim_start_matches([' ', '-']);
        let end = after
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(after.len());
        let (unit, after) = after.split_at(end);
        let length = unit_length(&unit.to_ascii_lowercase())?;
        seconds = seconds.checked_add(number.parse::<u64>().ok()?.checked_mul(length)?)?;
        let after = after.trim_start_matches([' ', ',']);
        rest = after.strip_prefix("and ").unwrap_or(after);
        parts += 1;
    }
    (parts > 0).then_some(seconds)
}

fn unit_length(unit: &str) -> Option<u64> {
    Some(match unit {
        "s" | "sec" | "secs" | "second" | "seconds" => 1,
        "min" | "mins" | "minute" | "minutes" => 60,
        "h" | "hour" | "hours" => 60 * 60,
        "d" | "day" | "days" => DAY,
        "w" | "week" | "weeks" => 7 * DAY,
        "month" | "months" => 30 * DAY,
        "y" | "year" | "years" => 365 * DAY,
        _ => return None,
    })
}

/// The seconds of the unit that a name counts in, by its last words: `retention_days`, `TIMEOUT_SECS`, `ttl_ms`.
pub fn counted_in(name: &str) -> Option<f64> {
    let words = super::split::words(name);
    let last = words
        .iter()
        .rev()
        .find(|w| !matches!(w.as_str(), "max" | "min" | "default"))?;
    Some(match last.as_str() {
        "ms" | "milli" | "millisecond" => 0.001,
        "second" | "sec" => 1.0,
        "minute" | "min" => 60.0,
        "hour" => 3600.0,
        "day" => DAY as f64,
        "week" => 7.0 * DAY as f64,
        "month" => 30.0 * DAY as f64,
        "year" => 365.0 * DAY as f64,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_they_count() {
        assert_eq!(counted_in("log_retention_days"), Some(86400.0));
        assert_eq!(counted_in("TIMEOUT_SECS"), Some(1.0));
        assert_eq!(counted_in("sessionTtlMs"), Some(0.001));
        assert_eq!(counted_in("retention"), None);
        assert_eq!(duration("30 days"), Some(30 * DAY));
        assert_eq!(configured("2m"), Some(120.0));
        assert_eq!(configured("1h 30m"), Some(5400.0));
        assert_eq!(configured("2 moons"), None);
        assert_eq!(duration("2m"), None);
    }
}
