//! What secrets look like: keys that tell by their shape, and what only looks like one.
//!
//! In: `rules/surroundings/secrets.toml`, then one value. Out: a [`Look`] or the kind of key. It looks at the value
//! alone: what it is called is `Words`' business, and no value is ever kept.

use std::sync::OnceLock;

use regex::{Regex, RegexSet};
use rustc_hash::FxHashSet;
use serde::Deserialize;

use super::split;

/// What a value looks like to someone who looks for secrets. Ordered from harmless to telling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Look {
    /// No secret: a name, a path, a hash, a public key, a reference to a secret store.
    Harmless,
    /// Something to be replaced, or a sample.
    Placeholder,
    /// What opens only a developer's own machine: `postgres`, `password`.
    Local,
    /// A word or words.
    Word,
    /// Letters with digits or signs.
    Mixed,
    /// Drawn by lot.
    Random,
}

/// A key known by its shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownKey {
    /// What it is: `GitHub token`.
    pub name: &'static str,
    /// Where in the text it stands.
    pub range: std::ops::Range<usize>,
    /// Such keys are public, or something else, now and then.
    pub weak: bool,
}

/// What is known of secrets' looks.
#[derive(Debug)]
pub struct Secrets {
    keys: Vec<Shape>,
    any: RegexSet,
    not: RegexSet,
    placeholder_words: FxHashSet<&'static str>,
    placeholder_parts: Vec<&'static str>,
    told: FxHashSet<&'static str>,
    filler: FxHashSet<&'static str>,
    local: FxHashSet<&'static str>,
    sample: FxHashSet<&'static str>,
    name_words: FxHashSet<&'static str>,
}

/// What one kind of key looks like.
#[derive(Debug)]
struct Shape {
    name: &'static str,
    weak: bool,
    pattern: String,
    /// The pattern, compiled when a text is met that holds such a key: most services hold none.
    compiled: OnceLock<Regex>,
}

impl Shape {
    fn compiled(&self) -> &Regex {
        let compile = || Regex::new(&self.pattern).expect("invariant: a test reads the file");
        self.compiled.get_or_init(compile)
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    key: Vec<Key>,
    not: Patterns,
    placeholder: Placeholder,
    local: Values,
    sample: Words,
    name: Words,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Key {
    name: String,
    pattern: String,
    #[serde(default)]
    weak: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Patterns {
    patterns: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Placeholder {
    words: Vec<String>,
    parts: Vec<String>,
    told: Vec<String>,
    filler: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Values {
    values: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    words: Vec<String>,
}

/// The shortest value that can be a secret.
const SHORTEST: usize = 5;
/// The longest value that is looked at whole.
const LONGEST: usize = 4_000;

impl Secrets {
    /// What ships with the program.
    pub fn embedded() -> &'static Secrets {
        static SECRETS: OnceLock<Secrets> = OnceLock::new();
        SECRETS.get_or_init(|| {
            let file = super::surroundings::file("secrets");
            let file: File = toml::from_str(file).expect("invariant: a test reads the file");
            Secrets::of(file)
        })
    }

    fn of(file: File) -> Self {
        let set = |patterns: Vec<&str>| {
            RegexSet::new(patterns).expect("invariant: a test reads the file")
        };
        let any = set(file.key.iter().map(|k| k.pattern.as_str()).collect());
        let not = set(file.not.patterns.iter().map(String::as_str).collect());
        let keys = file.key.into_iter().map(|key| Shape {
            name: super::wordfile::keep(&key.name),
            weak: key.weak,
            pattern: key.pattern,
            compiled: OnceLock::new(),
        });
        let kept = |words: Vec<String>| words.iter().map(|w| super::wordfile::keep(w)).collect();
        Self {
            keys: keys.collect(),
            any,
            not,
            placeholder_words: kept(file.placeholder.words),
            placeholder_parts: file
                .placeholder
                .parts
                .iter()
                .map(|p| super::wordfile::keep(p))
                .collect(),
            told: kept(file.placeholder.told),
            filler: kept(file.placeholder.filler),
            local: kept(file.local.values),
            sample: kept(file.sample.words),
            name_words: kept(file.name.words),
        }
    }

    /// The first key in a text that tells by its shape, samples left out.
    pub fn known_key(&self, text: &str) -> Option<KnownKey> {
        if !self.may_hold_key(text) {
            return None;
        }
        self.any.matches(text).iter().find_map(|index| {
            let shape = &self.keys[index];
            let found = shape.compiled().find_iter(text).find(|m| {
                let block = m.as_str().starts_with("-----");
                !self.not.is_match(m.as_str())
                    && (block || !self.is_placeholder(m.as_str()) && is_varied(m.as_str()))
                    && m.as_str().bytes().any(|b| b.is_ascii_digit())
            })?;
            Some(KnownKey {
                name: shape.name,
                range: found.range(),
                weak: shape.weak,
            })
        })
    }

    /// Whether a text of any length could hold a key that tells by its shape.
    pub fn may_hold_key(&self, text: &str) -> bool {
        self.any.is_match(text)
    }

    /// What a value looks like that stands where a secret could.
    pub fn look(&self, value: &str) -> Look {
        let value = value.trim();
        if value.len() > LONGEST || self.is_harmless(value) {
            return Look::Harmless;
        }
        if self.local.contains(value.to_ascii_lowercase().as_str()) {
            return Look::Local;
        }
        if self.is_placeholder(value) {
            return Look::Placeholder;
        }
        if is_random(value) {
            return Look::Random;
        }
        let lower = value.bytes().any(|b| b.is_ascii_lowercase());
        let upper = value.bytes().any(|b| b.is_ascii_uppercase());
        let digit = value.bytes().any(|b| b.is_ascii_digit());
        let sign = value
            .bytes()
            .any(|b| b.is_ascii_punctuation() && !matches!(b, b'-' | b'_' | b'.' | b':' | b'/'));
        let kinds = [lower, upper, digit, sign].iter().filter(|k| **k).count();
        if kinds >= 2 && (digit || sign) {
            Look::Mixed
        } else {
            Look::Word
        }
    }

    /// Whether a name says that what stands under it is a sample: `test_keys`, `ExampleConfig`.
    pub fn is_sample(&self, name: &str) -> bool {
        split::words(name)
            .iter()
            .any(|word| self.sample.contains(word.as_str()))
    }

    /// Whether a value only repeats what its name says: `"oauth2_client_secret"` under `ATTR_OAUTH2_CLIENT_SECRET`.
    pub fn repeats(&self, name: &str, value: &str) -> bool {
        let (name, value) = (split::words(name), split::words(value));
        let known = value.iter().filter(|w| name.contains(w)).count();
        !value.is_empty() && known * 4 >= value.len() * 3 && value != ["secret"]
    }

    /// Whether a placeholder says what is to be put in its place: `a_random_jwt_secret`, `your-key-here`.
    pub fn is_told(&self, value: &str) -> bool {
        let lower = value.to_ascii_lowercase();
        signs_apart(&lower).any(|word| self.told.contains(word))
    }

    /// Whether a value is a phrase of plain words: what a variable for a key holds is then the key, and no text about it.
    pub fn is_phrase(value: &str) -> bool {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | ',' | '\'' | '-');
        value.split_whitespace().count() > 2 && value.chars().all(plain)
    }

    /// Whether a value names an object that holds secrets, out of the words of its path and of those for secrets:
    /// `credentials: mailer-credentials-secret` below `mailer`.
    pub fn names_object(&self, path: &str, value: &str) -> bool {
        let path: Vec<&str> = signs_apart(path).collect();
        let known = |word: &str| {
            path.contains(&word)
                || self
                    .name_words
                    .contains(word.strip_suffix('s').unwrap_or(word))
        };
        value.contains('-')
            && !value.bytes().any(|b| b.is_ascii_uppercase())
            && value.split('-').all(known)
    }

    /// Whether a value is a single word out of which names of credentials are made: `session`.
    pub fn is_name_word(&self, value: &str) -> bool {
        self.name_words
            .contains(value.to_ascii_lowercase().as_str())
    }

    fn is_harmless(&self, value: &str) -> bool {
        let spaces = value.split_whitespace().count();
        value.len() < SHORTEST
            || spaces > 4
            || spaces > 1 && !value.bytes().any(|b| b.is_ascii_digit())
            || self.not.is_match(value)
            || is_variable_name(value)
            || self.is_name(value)
    }

    /// Whether a value is made of words that name credentials and their kinds: `x-api-key`, `access_token`. A single
    /// word such as `secret` may be a secret of the laziest kind.
    fn is_name(&self, value: &str) -> bool {
        let words = split::words(value);
        let joined = value.chars().any(|c| matches!(c, '-' | '_' | '.' | ':'))
            || value.bytes().skip(1).any(|b| b.is_ascii_uppercase());
        joined
            && words.len() > 1
            && !value.bytes().any(|b| b.is_ascii_digit())
            && words.iter().all(|w| self.name_words.contains(w.as_str()))
    }

    fn is_placeholder(&self, value: &str) -> bool {
        let lower = value.to_ascii_lowercase();
        let mut parts = self.placeholder_parts.iter();
        if parts.any(|part| lower.contains(part)) {
            return true;
        }
        // Random texts hold short words by chance: only words between signs count.
        signs_apart(&lower).any(|word| self.placeholder_words.contains(word))
            || self.is_kind(&lower)
    }

    /// Whether a text is the name of a kind of credential with words around it that add nothing: `secure_password`.
    fn is_kind(&self, lower: &str) -> bool {
        let mut kinds = 0;
        for word in signs_apart(lower).filter(|w| !w.is_empty()) {
            if self.name_words.contains(word) {
                kinds += 1;
            } else if !self.filler.contains(word) {
                return false;
            }
        }
        kinds > 0
    }
}

/// The words of a text between its signs.
fn signs_apart(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric())
}

/// Whether a value only names another variable: `DB_PASSWORD`.
fn is_variable_name(value: &str) -> bool {
    value.contains('_')
        && value
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
        && !is_random(value)
}

/// Whether a text has more than a few different characters.
fn is_varied(text: &str) -> bool {
    let different: FxHashSet<char> = text.chars().collect();
    different.len() >= 10
}

/// Whether a value looks drawn by lot: long, of one word, with letters and digits that change places often, or of
/// letters in both cases that do.
fn is_random(value: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "+/=_-!@#$%^&*.~:".contains(c);
    if value.len() < 16 || !value.chars().all(allowed) {
        return false;
    }
    let class = |b: u8| match b {
        b'0'..=b'9' => 1,
        b'A'..=b'Z' => 2,
        b'a'..=b'z' => 3,
        _ => 0,
    };
    let changes = value
        .as_bytes()
        .windows(2)
        .map(|pair| (class(pair[0]), class(pair[1])))
        .filter(|(a, b)| a != b && (*a, *b) != (2, 3) && *a != 0 && *b != 0)
        .count();
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let letters = value.bytes().filter(u8::is_ascii_alphabetic).count();
    entropy(value) >= 3.0 && changes * 5 >= value.len() && (digits >= 2 || letters >= 20)
}

/// Bits a character, by how often each occurs.
fn entropy(text: &str) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in text.bytes() {
        counts[usize::from(byte)] += 1;
    }
    let length = text.len() as f64;
    let part = |count: &u32| {
        let share = f64::from(*count) / length;
        -share * share.log2()
    };
    counts.iter().filter(|c| **c > 0).map(part).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looks(expect: Look, values: &[&str]) {
        for value in values {
            assert_eq!(Secrets::embedded().look(value), expect, "{value}");
        }
    }

    #[test]
    fn values_are_told_apart() {
        looks(
            Look::Harmless,
            &[
                "",
                "x-api-key",
                "access_token",
                "DB_PASSWORD",
                "/run/secrets/db",
                "$2b$12$WApznUPhDubN0oeveSXHpOQ7LAiaQlVYE2SJqJUNXgGCBGDnLpGTi",
                "vault://kv/db",
                "a sentence about a password",
                "https://login.shop.io/token",
                "apiKey",
            ],
        );
        looks(
            Look::Placeholder,
            &[
                "changeme",
                "your-secret-key",
                "<secret>",
                "sk-xxxxxxxx",
                "change-this-to-a-long-value",
                "secure_password",
                "my-very-secret-token",
            ],
        );
        looks(Look::Local, &["postgres", "password", "minioadmin"]);
        looks(
            Look::Word,
            &["sunshine", "correct-horse-battery", "blue-secret"],
        );
        looks(Look::Mixed, &["hunter2", "S3cure!pass"]);
        looks(
            Look::Random,
            &[
                "4f9a1c22e07b4d5f8a11",
                "q8Zt1LmX0vB7nR4cW2yK",
                "dGhpc2lzYXNlY3JldGtleTEyMw==",
            ],
        );
    }

    #[test]
    fn keys_tell_by_their_shape() {
        let body = "q8Zt1LmX0vB7nR4cW2yKq8Zt1LmX0vB7nR4cW2yK";
        let kind = |text: &str| Secrets::embedded().known_key(text).map(|k| k.name);
        assert_eq!(kind(&format!("sk_live_{body}")), Some("Stripe live key"));
        assert_eq!(kind(&format!("ghp_{body}")), Some("GitHub token"));
        assert_eq!(kind(&format!("sk-ant-{body}")), Some("Anthropic API key"));
        assert_eq!(kind(&format!("sk_test_{body}")), None);
        assert_eq!(kind("AKIAIOSFODNN7EXAMPLE"), None);
        assert_eq!(kind("sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxx"), None);
        assert_eq!(
            kind("-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0"),
            None
        );
    }
}
