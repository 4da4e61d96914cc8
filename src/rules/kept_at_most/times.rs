//! When schedules run: texts of cron and calendars of systemd.
//!
//! In: a text. Out: the longest regular pause, in milliseconds.

use super::DAY;
use crate::catalog::units;

const HOUR: f64 = DAY / 24.0;

/// The longest regular pause of a cron text, in milliseconds: five fields, or six or seven with seconds in front.
pub(super) fn cron_pause(text: &str) -> Option<f64> {
    let text = text.trim();
    let named = [
        ("@hourly", HOUR),
        ("@daily", DAY),
        ("@midnight", DAY),
        ("@weekly", 7.0 * DAY),
        ("@monthly", 31.0 * DAY),
        ("@yearly", 365.0 * DAY),
        ("@annually", 365.0 * DAY),
    ];
    if let Some((_, pause)) = named.iter().find(|(n, _)| text.starts_with(n)) {
        return Some(*pause);
    }
    let fields: Vec<&str> = text.split_whitespace().collect();
    let plain = |f: &&str| {
        f.chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '*' | '/' | ',' | '-' | '?' | '#'))
    };
    let fields = match fields.len() {
        5 => fields,
        6 | 7 => fields[1..6].to_vec(),
        _ => return None,
    };
    if !fields.iter().all(plain)
        || !fields.iter().any(|f| f.contains(['*', '?'])) && fields.len() > 5
    {
        return None;
    }
    let any = |f: &str| f == "*" || f == "?";
    let step = |f: &str, unit: f64, around: f64| match f
        .strip_prefix("*/")
        .and_then(|n| n.parse::<f64>().ok())
    {
        Some(n) => n * unit,
        None => around / (f.split(',').count() as f64),
    };
    let [minute, hour, day, month, weekday] = fields[..] else {
        return None;
    };
    Some(if !any(month) {
        step(month, 31.0 * DAY, 365.0 * DAY)
    } else if !any(day) {
        step(day, DAY, 31.0 * DAY)
    } else if !any(weekday) {
        if weekday.contains('-') {
            3.0 * DAY
        } else {
            step(weekday, DAY, 7.0 * DAY)
        }
    } else if !any(hour) {
        step(hour, HOUR, DAY)
    } else if !any(minute) {
        step(minute, HOUR / 60.0, HOUR)
    } else {
        HOUR / 60.0
    })
}

/// systemd's `OnCalendar=daily`, `*-*-* 03:00:00`, `OnUnitActiveSec=1d`.
pub(super) fn calendar(text: &str) -> Option<f64> {
    let named = [
        ("minutely", HOUR / 60.0),
        ("hourly", HOUR),
        ("daily", DAY),
        ("weekly", 7.0 * DAY),
        ("monthly", 31.0 * DAY),
        ("yearly", 365.0 * DAY),
    ];
    if let Some((_, pause)) = named.iter().find(|(n, _)| text.eq_ignore_ascii_case(n)) {
        return Some(*pause);
    }
    if text.starts_with("*-*-*") {
        return Some(DAY);
    }
    if text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.contains(':') {
        return Some(7.0 * DAY);
    }
    units::milliseconds(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_of_cron_texts() {
        for (text, expect) in [
            ("0 3 * * *", Some(DAY)),
            ("17 3 * * *", Some(DAY)),
            ("*/15 * * * *", Some(HOUR / 4.0)),
            ("0 */6 * * *", Some(6.0 * HOUR)),
            ("0 0 * * 0", Some(7.0 * DAY)),
            ("0 0 1 * *", Some(31.0 * DAY)),
            ("0 0 3 * * *", Some(DAY)),
            ("@weekly", Some(7.0 * DAY)),
            ("hello", None),
            ("a b c d e f g h", None),
        ] {
            assert_eq!(cron_pause(text), expect, "{text}");
        }
        assert_eq!(calendar("*-*-* 03:00:00"), Some(DAY));
        assert_eq!(calendar("Sun 03:00"), Some(7.0 * DAY));
    }
}
