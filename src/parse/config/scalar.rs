//! Single values: what a bare text is, what is known at run time only, what looks like a schedule.
//!
//! In: a text without its quotes. Out: a [`Value`] or an answer. Never knows which key the value stands under.

use super::Value;

/// A value from its text; a quoted one is a text or a placeholder, whatever it looks like.
pub fn scalar(text: &str, quoted: Quoted) -> Value {
    if is_dynamic(text) {
        return Value::Dynamic(text.into());
    }
    if quoted == Quoted::Yes {
        return Value::Text(text.into());
    }
    match text {
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        "" | "null" | "~" | "Null" | "NULL" => Value::Null,
        _ if is_number(text) => Value::Number(text.into()),
        _ => Value::Text(text.into()),
    }
}

/// Whether a value stands in quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quoted {
    /// In quotes.
    Yes,
    /// Bare.
    No,
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'_' | b'.'))
        && digits.matches('.').count() <= 1
}

/// Whether (a part of) a text is known at run time only: `${X}`, `$X`, `$(…)`, `{{ x }}`, `<% x %>`, `%(x)s`.
pub fn is_dynamic(text: &str) -> bool {
    ["${", "$(", "{{", "<%", "%(", "#{"]
        .iter()
        .any(|mark| text.contains(mark))
        || has_variable(text)
}

/// Whether a text holds `$NAME` or is `$name`. A hash such as `$2b$12$…` holds dollars as well.
fn has_variable(text: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if let Some(name) = text.strip_prefix('$') {
        let alone = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        if alone && name.chars().all(is_word) {
            return true;
        }
    }
    text.match_indices('$').any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let name: String = text[at + 1..].chars().take_while(|c| is_word(*c)).collect();
        name.len() > 1
            && name.starts_with(|c: char| c.is_ascii_uppercase())
            && name.chars().all(|c| !c.is_ascii_lowercase())
            && before.is_none_or(|c| !c.is_ascii_alphanumeric() && c != '$')
    })
}

/// What stands in for a placeholder that is not filled: `${X:-5}`, `${X-5}`, `{{ x | default "5" }}`. Only where
/// the placeholder is the whole text.
pub fn fallback(text: &str) -> Option<&str> {
    let text = text.trim();
    if let Some(inner) = text.strip_prefix("${").and_then(|t| t.strip_suffix('}')) {
        let at = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '_')?;
        let rest = &inner[at..];
        let value = [":-", ":=", "-", "="]
            .iter()
            .find_map(|sign| rest.strip_prefix(sign))?;
        return (!value.contains("${")).then(|| unquoted(value));
    }
    let inner = text.strip_prefix("{{")?.strip_suffix("}}")?;
    let (_, value) = inner.split_once("default")?;
    let value = value.trim_start_matches(['(', ' ']);
    let value = match value.chars().next()? {
        quote @ ('"' | '\'') => value[1..].split(quote).next()?,
        _ => value.split([' ', ')', '|', '-']).next()?,
    };
    (!value.is_empty() && !value.starts_with(['.', '$'])).then_some(value)
}

/// A text without the quotes around it.
pub(super) fn unquoted(text: &str) -> &str {
    let inner = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    inner('"').or_else(|| inner('\'')).unwrap_or(text)
}

/// Whether a text is a schedule as cron writes it: five to seven fields, or `@daily` and the like.
pub fn is_cron(text: &str) -> bool {
    let text = text.trim();
    if let Some(word) = text.strip_prefix('@') {
        let known = [
            "hourly", "daily", "midnight", "weekly", "monthly", "yearly", "annually",
        ];
        return known.contains(&word) || word.starts_with("every ");
    }
    let fields: Vec<&str> = text.split_whitespace().collect();
    (5..=7).contains(&fields.len()) && fields.iter().all(|f| is_cron_field(f))
}

/// Whether a word can be one field of a schedule.
pub(super) fn is_cron_field(field: &str) -> bool {
    let mut letters = field.split(|c: char| !c.is_ascii_alphabetic());
    let numeric = field.contains(|c: char| c.is_ascii_digit() || matches!(c, '*' | '?'));
    let allowed = field
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '*' | '/' | ',' | '-' | '?' | '#'));
    let words =
        letters.all(|w| w.is_empty() || w.len() == 3 || matches!(w, "L" | "W" | "H" | "LW"));
    allowed && words && (numeric || field.len() >= 3 || matches!(field, "L" | "H"))
}
