//! The small languages inside a policy's texts: slugs, dates, durations, globs, hosts, code paths.
//!
//! In: one text. Out: what it means, or why it means nothing as a sentence part. It knows no table of the file.

use crate::catalog::units;

/// Why a text is refused: what is wrong, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    /// What is wrong, in lower case without a full stop.
    pub(super) message: String,
    /// An imperative, where one helps.
    pub(super) help: Option<String>,
}

fn refuse<T>(message: impl Into<String>, help: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal {
        message: message.into(),
        help: Some(help.into()),
    })
}

/// An id: words of lower-case letters and digits, joined by `-` or `_`.
pub(super) fn slug(text: &str) -> Result<(), Refusal> {
    let word = |w: &str| {
        !w.is_empty()
            && w.chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    };
    if text.split(['-', '_']).all(word) {
        return Ok(());
    }
    let mut offer = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            offer.push(c.to_ascii_lowercase());
        } else if !offer.is_empty() && !offer.ends_with('-') {
            offer.push('-');
        }
    }
    let offer = offer.trim_end_matches('-');
    let message = format!("`{text}` is no id: use lower-case letters, digits and `-`");
    if offer.is_empty() {
        Err(Refusal {
            message,
            help: None,
        })
    } else {
        refuse(message, format!("write `{offer}`"))
    }
}

/// A day, `YYYY-MM-DD`.
pub(super) fn date(text: &str) -> Result<(), Refusal> {
    let wrong = || {
        refuse(
            format!("`{text}` is no date"),
            "write the day as year, month and day: `2026-12-31`",
        )
    };
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else {
        return wrong();
    };
    let number = |part: &str, digits: usize| {
        let whole = part.len() == digits && part.bytes().all(|b| b.is_ascii_digit());
        if whole {
            part.parse::<u32>().ok()
        } else {
            None
        }
    };
    match (number(year, 4), number(month, 2), number(day, 2)) {
        (Some(y), Some(m), Some(d)) if d >= 1 && d <= days_of(y, m) => Ok(()),
        _ => wrong(),
    }
}

fn days_of(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    }
}

/// A duration in seconds: `30 days`, `1 year 6 months`, `P30D`. A month counts 30 days, a year 365.
pub(super) fn duration(text: &str) -> Result<u64, Refusal> {
    let seconds = units::duration(text);
    seconds.map_or_else(
        || {
            refuse(
                format!("`{text}` is no duration"),
                "write a number and a unit (`30 days`, `72 hours`, `7 years`) or ISO 8601 (`P30D`)",
            )
        },
        Ok,
    )
}

/// A glob over paths relative to the root.
pub(super) fn glob(text: &str) -> Result<(), Refusal> {
    if text.is_empty() {
        return refuse(
            "a glob is empty",
            "write a path or a pattern such as `src/**`",
        );
    }
    if text.starts_with('/') || text.contains('\\') || text.split('/').any(|part| part == "..") {
        return refuse(
            format!("`{text}` matches nothing"),
            "write paths from the root of the tree, with `/`, such as `src/**`",
        );
    }
    match globset::GlobBuilder::new(text)
        .literal_separator(true)
        .build()
    {
        Ok(_) => Ok(()),
        Err(error) => refuse(
            format!("`{text}` is no glob: {}", error.kind()),
            "write `*` for a part of a name, `**` for any folders, `{a,b}` for either",
        ),
    }
}

/// A glob over names that are no paths, such as regions.
pub(super) fn name_glob(text: &str) -> Result<(), Refusal> {
    if text.is_empty() {
        return refuse(
            "a pattern is empty",
            "write a name or a pattern such as `eu-*`",
        );
    }
    match globset::Glob::new(text) {
        Ok(_) => Ok(()),
        Err(error) => refuse(
            format!("`{text}` is no pattern: {}", error.kind()),
            "write `*` for a part of a name, `{a,b}` for either",
        ),
    }
}

/// A host name, `*.` allowed in front.
pub(super) fn host(text: &str) -> Result<(), Refusal> {
    if let Some((_, rest)) = text.split_once("://") {
        let host = rest.split(['/', ':']).next().unwrap_or(rest);
        return refuse(
            format!("`{text}` is an address, no host"),
            format!("write `{host}`"),
        );
    }
    let name = text.strip_prefix("*.").unwrap_or(text);
    if name.contains('*') {
        return refuse(
            format!("`{text}` has a `*` in an unexpected place"),
            "write `*.` in front of the name, or the name in full",
        );
    }
    let odd = |c: char| c.is_whitespace() || matches!(c, '/' | '@' | '?' | '#');
    if name.is_empty() || name.contains(odd) {
        return refuse(
            format!("`{text}` is no host"),
            "write a host name such as `api.example.com`",
        );
    }
    Ok(())
}

/// A path to code: `crate::a::b`, `Type::{new,from*}`, `name!`, `-> Type`.
pub(super) fn code_path(text: &str) -> Result<(), Refusal> {
    let wrong = |why: &str| {
        refuse(
            format!("`{text}` is no path to code: {why}"),
            "write it as in code, such as `crate::module::Type::method` or `name!`",
        )
    };
    let path = text.strip_prefix("->").unwrap_or(text).trim();
    if path.is_empty() {
        return wrong("it is empty");
    }
    if path.contains(char::is_whitespace) {
        return wrong("it holds a space");
    }
    let mut depth = 0_i32;
    for c in path.chars() {
        depth += match c {
            '{' => 1,
            '}' => -1,
            _ => 0,
        };
        if !(0..=1).contains(&depth) {
            break;
        }
    }
    if depth != 0 {
        return wrong("its braces do not match");
    }
    if path.split("::").any(str::is_empty) {
        return wrong("a segment is empty");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: u64 = 24 * 60 * 60;

    #[test]
    fn durations_are_read_in_words_and_in_iso() {
        let check = |text, days: Option<u64>| {
            assert_eq!(duration(text).ok(), days.map(|d| d * DAY), "{text}");
        };
        check("30 days", Some(30));
        check("1 day", Some(1));
        check("72 hours", Some(3));
        check("72h", Some(3));
        check("7 years", Some(7 * 365));
        check("12 months", Some(360));
        check("1 year and 6 months", Some(365 + 180));
        check("1 week, 1 day", Some(8));
        check("P30D", Some(30));
        check("P1Y6M", Some(365 + 180));
        check("P2W", Some(14));
        check("PT72H", Some(3));
        check("P1DT24H", Some(2));
        check("0 days", Some(0));
        for wrong in [
            "",
            " ",
            "30",
            "days",
            "30 fortnights",
            "thirty days",
            "P",
            "PT",
            "P30",
            "P1H",
            "PT1D",
            "P1DT",
            "-3 days",
            "1.5 days",
            "99999999999999999999 days",
            "18446744073709551615 years",
            "30 dayz",
            "3 d ays",
            "P1X",
            "é days",
            "5é",
        ] {
            check(wrong, None);
        }
    }

    #[test]
    fn dates_are_days_of_the_calendar() {
        for right in ["2025-11-30", "2024-02-29", "2000-02-29"] {
            assert_eq!(date(right), Ok(()), "{right}");
        }
        for wrong in [
            "2025-02-29",
            "2025-13-01",
            "2025-00-10",
            "2025-1-1",
            "1900-02-29",
            "soon",
            "2025-11",
        ] {
            assert!(date(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn slugs_globs_hosts_and_paths() {
        let ok = |result: Result<(), Refusal>| assert_eq!(result, Ok(()));
        let no = |result: Result<(), Refusal>| assert!(result.is_err());
        ok(slug("acme-ocr"));
        ok(slug("a1_b"));
        no(slug("Acme OCR"));
        no(slug(""));
        no(slug("-a"));
        assert_eq!(
            slug("Acme OCR!").expect_err("no slug").help.as_deref(),
            Some("write `acme-ocr`")
        );
        ok(glob("crates/server/**"));
        ok(glob("**/*.{rs,sql}"));
        no(glob("src/[a"));
        no(glob("/src/**"));
        no(glob("../x"));
        no(glob("a\\b"));
        ok(host("*.example.com"));
        ok(host("localhost:8080"));
        no(host("https://example.com/x"));
        no(host("a.*.com"));
        no(host("a b"));
        ok(code_path("crate::settings::Debug::capture"));
        ok(code_path("Post::{create,update*}"));
        ok(code_path("-> LocalUserView"));
        ok(code_path("crate::audit!"));
        no(code_path("crate::"));
        no(code_path("a b"));
        no(code_path("a::{b"));
        no(code_path("a::}b{"));
        no(code_path(""));
    }
}
