//! Identifiers as words: `userAPIKeys2` is `user api key`.
//!
//! In: an identifier, a path or a file name. Out: its words in lower case and singular. This module never knows what
//! a word means.

/// Words that end in `s` without being plurals, and plurals whose singular the rules of [`singular`] would miss.
const ODD: &[(&str, &str)] = &[
    ("access", "access"),
    ("address", "address"),
    ("alias", "alias"),
    ("analysis", "analysis"),
    ("aws", "aws"),
    ("basis", "basis"),
    ("bonus", "bonus"),
    ("business", "business"),
    ("canvas", "canvas"),
    ("cookies", "cookie"),
    ("cors", "cors"),
    ("dns", "dns"),
    ("gps", "gps"),
    ("has", "has"),
    ("https", "https"),
    ("ids", "id"),
    ("ips", "ip"),
    ("is", "is"),
    ("js", "js"),
    ("kms", "kms"),
    ("movies", "movie"),
    ("needs", "needs"),
    ("sms", "sms"),
    ("this", "this"),
    ("tls", "tls"),
    ("was", "was"),
    ("xmlns", "xmlns"),
];

/// The words of an identifier, in order: split at everything that is no letter and no digit, at digits, and where
/// the case changes; digits are left out; lower case, singular.
pub(super) fn words(identifier: &str) -> Vec<String> {
    let mut words: Vec<String> = raw_words(identifier).iter().map(|w| singular(w)).collect();
    join_split_names(&mut words);
    words
}

/// The last word as written, in lower case but not made singular.
pub(super) fn last_raw_word(identifier: &str) -> String {
    raw_words(identifier).pop().unwrap_or_default()
}

/// Whether a word of an identifier leads to where its thing comes from or what it is for: `token_from_header`.
pub(super) fn is_preposition(word: &str) -> bool {
    matches!(
        word,
        "from" | "of" | "for" | "in" | "by" | "with" | "without" | "via" | "per" | "on" | "at"
    )
}

/// Whether an identifier is written like a constant: `MAX_AGE`, `API_KEY`.
pub(super) fn is_constant(identifier: &str) -> bool {
    let letters = identifier.chars().filter(|c| c.is_alphabetic());
    letters.clone().count() > 1 && letters.clone().all(char::is_uppercase)
}

/// The singular of an English word, as far as identifiers need it; other words stay as they are.
pub(super) fn singular(word: &str) -> String {
    if let Ok(at) = ODD.binary_search_by_key(&word, |(plural, _)| plural) {
        return ODD[at].1.to_owned();
    }
    if let Some(stem) = word.strip_suffix("ies").filter(|s| s.len() > 1) {
        return format!("{stem}y");
    }
    for end in ["sses", "shes", "ches", "xes"] {
        if word.ends_with(end) {
            return word.trim_end_matches("es").to_owned();
        }
    }
    let kept = ["ss", "us", "is"].iter().any(|end| word.ends_with(end));
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 2 && !kept => stem.to_owned(),
        _ => word.to_owned(),
    }
}

fn raw_words(identifier: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let chars: Vec<char> = identifier.chars().collect();
    for (i, c) in chars.iter().enumerate() {
        if !c.is_alphabetic() {
            push(&mut words, &mut word);
            continue;
        }
        let after_lower = i > 0 && chars[i - 1].is_lowercase();
        // The last capital of a run starts the next word: `APIKey` is `API`, `Key`. A lower-case `s` behind a run
        // is its plural: `userIDs`.
        let next_lower = chars.get(i + 1).is_some_and(|n| n.is_lowercase());
        let plural =
            chars.get(i + 1) == Some(&'s') && chars.get(i + 2).is_none_or(|n| !n.is_lowercase());
        let run_ends = i > 0 && chars[i - 1].is_uppercase() && next_lower && !plural;
        if c.is_uppercase() && (after_lower || run_ends) {
            push(&mut words, &mut word);
        }
        word.extend(c.to_lowercase());
    }
    push(&mut words, &mut word);
    words
}

fn push(words: &mut Vec<String>, word: &mut String) {
    if !word.is_empty() {
        words.push(std::mem::take(word));
    }
}

/// Names that camel case tears apart: `OAuth`, `GitHub`, `e_mail`.
fn join_split_names(words: &mut Vec<String>) {
    const TORN: &[(&str, &str)] = &[
        ("o", "auth"),
        ("e", "mail"),
        ("git", "hub"),
        ("web", "hook"),
        ("open", "ai"),
    ];
    let mut at = 0;
    while at + 1 < words.len() {
        if TORN.contains(&(words[at].as_str(), words[at + 1].as_str())) {
            let tail = words.remove(at + 1);
            words[at].push_str(&tail);
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(identifier: &str, expect: &str) {
        assert_eq!(words(identifier).join(" "), expect, "{identifier}");
    }

    #[test]
    fn identifiers_fall_into_words() {
        check("user_api_keys", "user api key");
        check("userAPIKey", "user api key");
        check("APIKey", "api key");
        check("userIDs", "user id");
        check("x-forwarded-for", "x forwarded for");
        check("OAuthToken", "oauth token");
        check("oauth2_token", "oauth token");
        check("email2", "email");
        check("addresses", "address");
        check("bodies", "body");
        check("cookies", "cookie");
        check("status", "status");
        check("", "");
        check("__", "");
        check("größe", "größe");
        check("src/auth.rs", "src auth rs");
    }

    #[test]
    fn the_list_of_odd_plurals_is_sorted() {
        assert!(ODD.windows(2).all(|w| w[0].0 < w[1].0));
    }

    #[test]
    fn constants_are_seen_by_their_case() {
        assert!(is_constant("API_KEY"));
        assert!(!is_constant("T"));
        assert!(!is_constant("ApiKey"));
    }
}
