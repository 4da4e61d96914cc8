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
    let raw = raw_words(identifier);
    let mut words = Vec::with_capacity(raw.len());
    for word in raw {
        let word = lower(word);
        // Most words have no `s` at their end and are what they are.
        let plural = word.ends_with('s').then(|| singular(&word));
        words.push(plural.unwrap_or(word));
    }
    join_split_names(&mut words);
    words
}

/// The last word as written, in lower case but not made singular.
pub(super) fn last_raw_word(identifier: &str) -> String {
    // No word goes across what is no letter, so what stands before the last such sign need not be split.
    let letters = identifier.trim_end_matches(|c: char| !c.is_alphabetic());
    let last = letters.rsplit(|c: char| !c.is_alphabetic()).next();
    let words = last.map(raw_words).unwrap_or_default();
    words.last().map(|word| lower(word)).unwrap_or_default()
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

/// The words as they stand in the identifier.
fn raw_words(identifier: &str) -> Vec<&str> {
    if identifier.is_ascii() {
        return raw_ascii_words(identifier);
    }
    let mut words = Vec::new();
    let mut start = None;
    let mut last = ' ';
    let mut chars = identifier.char_indices();
    while let Some((at, c)) = chars.next() {
        if !c.is_alphabetic() {
            words.extend(start.take().and_then(|from| identifier.get(from..at)));
            last = c;
            continue;
        }
        let mut ahead = chars.clone().map(|(_, c)| c);
        let (next, after) = (ahead.next(), ahead.next());
        // The last capital of a run starts the next word: `APIKey` is `API`, `Key`. A lower-case `s` behind a run
        // is its plural: `userIDs`.
        let run_ends = || {
            let plural = next == Some('s') && after.is_none_or(|a| !a.is_lowercase());
            last.is_uppercase() && next.is_some_and(char::is_lowercase) && !plural
        };
        if c.is_uppercase() && (last.is_lowercase() || run_ends()) {
            words.extend(start.take().and_then(|from| identifier.get(from..at)));
        }
        start.get_or_insert(at);
        last = c;
    }
    words.extend(start.and_then(|from| identifier.get(from..)));
    words
}

/// The same for names of ASCII alone, which nearly all are: byte by byte.
fn raw_ascii_words(identifier: &str) -> Vec<&str> {
    let bytes = identifier.as_bytes();
    let is = |at: usize, class: fn(&u8) -> bool| bytes.get(at).is_some_and(class);
    let mut words = Vec::new();
    let mut start = None;
    for (at, b) in bytes.iter().enumerate() {
        if !b.is_ascii_alphabetic() {
            words.extend(start.take().and_then(|from| identifier.get(from..at)));
            continue;
        }
        if b.is_ascii_uppercase() && at > 0 {
            let plural = is(at + 1, |b| *b == b's') && !is(at + 2, u8::is_ascii_lowercase);
            let run_ends =
                is(at - 1, u8::is_ascii_uppercase) && is(at + 1, u8::is_ascii_lowercase) && !plural;
            if is(at - 1, u8::is_ascii_lowercase) || run_ends {
                words.extend(start.take().and_then(|from| identifier.get(from..at)));
            }
        }
        start.get_or_insert(at);
    }
    words.extend(start.and_then(|from| identifier.get(from..)));
    words
}

fn lower(word: &str) -> String {
    if word.is_ascii() {
        word.to_ascii_lowercase()
    } else {
        word.chars().flat_map(char::to_lowercase).collect()
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
    fn names_of_ascii_are_split_as_all_others_are() {
        for name in [
            "userAPIKey",
            "APIKeys",
            "userIDs",
            "x_IPv4Addr",
            "HTTPServer2s",
            "aB",
            "_",
            "",
            "-a.B-c9D",
        ] {
            // A letter beyond ASCII, apart from the rest, sends a name the other way.
            let other = format!("{name} é");
            let mut longer = raw_words(&other);
            assert_eq!(longer.pop(), Some("é"));
            assert_eq!(raw_words(name), longer, "{name}");
        }
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
