//! Files with the marks of a template language in them: Helm, Jinja, Go templates.
//!
//! In: a text. Out: the same text with every mark covered by as many harmless bytes, so that places stay true; and the
//! marks put back into the values. Never evaluates a template.

use super::{Config, Value};

/// How marks begin and end. `${{ x }}` of CI systems is no mark: it stands in values only and is valid there.
const MARKS: [(&str, &str); 4] = [("{{", "}}"), ("{%", "%}"), ("{#", "#}"), ("<%", "%>")];

/// The text with its marks covered: lines that hold nothing but marks become blank, other marks become `_`. None if
/// there is no mark.
pub(super) fn masked(text: &str) -> Option<String> {
    let marks = marks(text);
    if marks.is_empty() {
        return None;
    }
    let mut bytes = text.as_bytes().to_vec();
    for (start, end) in &marks {
        let before = text[..*start].rfind('\n').map_or(0, |at| at + 1);
        let after = text[*end..].find('\n').map_or(text.len(), |at| end + at);
        let mut alone = text.get(before..*start).unwrap_or("").to_owned();
        alone.push_str(text.get(*end..after).unwrap_or(""));
        // Several marks on one line: those before and behind do not count as text.
        let cover = if is_blank_without_marks(&alone) {
            b' '
        } else {
            b'_'
        };
        for byte in &mut bytes[*start..*end] {
            if *byte != b'\n' && *byte != b'\r' {
                *byte = cover;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

fn is_blank_without_marks(line: &str) -> bool {
    let mut rest = line.to_owned();
    for (open, close) in MARKS {
        while let Some(start) = rest.find(open) {
            let Some(length) = rest[start..].find(close) else {
                break;
            };
            rest.replace_range(start..start + length + close.len(), "");
        }
    }
    rest.trim().is_empty()
}

/// Where the marks of a text stand.
fn marks(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some((start, close)) = next(text, at) {
        let Some(length) = text[start + 2..].find(close) else {
            break;
        };
        let end = start + 2 + length + close.len();
        found.push((start, end));
        at = end;
    }
    found
}

/// The next mark from a place on, and what ends it.
fn next(text: &str, from: usize) -> Option<(usize, &'static str)> {
    MARKS
        .iter()
        .filter_map(|(open, close)| {
            let mut found = text[from..].match_indices(open).map(|(at, _)| from + at);
            let start = found.find(|at| !text[..*at].ends_with(['$', '{']))?;
            Some((start, *close))
        })
        .min()
}

/// Puts the marks back into the values: what held one is known at run time only.
pub(super) fn uncover(config: &mut Config, text: &str) {
    for entry in &mut config.entries {
        let range = entry.at.start as usize..entry.at.end as usize;
        let written = text.get(range).unwrap_or("");
        let marked = MARKS.iter().any(|(open, _)| written.contains(open));
        if marked && !matches!(entry.value, Value::Group) {
            entry.value = Value::Dynamic(super::scalar::unquoted(written).into());
        }
    }
}
