//! Values that may be secret, covered in every output at any verbosity.
//!
//! In: a sentence, a source line or a configuration line. Out: the same text with every character of a likely secret
//! replaced by [`COVER`]; the number of characters never changes, so columns stay true. It rather covers too much
//! than too little: a covered word costs a glance, a shown key costs a rotation. Never looks at more than the text.

use std::ops::Range;
use std::sync::LazyLock;

use regex::bytes::{Captures, Regex, RegexBuilder};

/// What stands for a covered character.
pub(super) const COVER: char = '•';

/// What the text is, which decides how values look in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A message or a quoted sentence.
    Prose,
    /// A line of code: values stand in quotes.
    Code,
    /// A line of configuration: values may stand bare.
    Config,
    /// A line of code of which it is known that its literals are secret.
    SecretCode,
    /// A line of configuration of which it is known that its value is secret.
    SecretConfig,
    /// A line of a dump, where literals stand far from what they are called.
    Dump,
}

/// The text with likely secrets covered.
pub(super) fn mask(text: &str, kind: Kind) -> String {
    let mut hidden = Vec::new();
    prefixed(text, &mut hidden);
    random(text, &mut hidden);
    if kind != Kind::Prose {
        named(text, &NAMED_BACKTICK, &mut hidden);
        fallback(text, &mut hidden);
    }
    named(text, &NAMED_QUOTED, &mut hidden);
    if matches!(kind, Kind::Config | Kind::SecretConfig) {
        named(text, &NAMED_BARE, &mut hidden);
    }
    if matches!(kind, Kind::SecretCode | Kind::SecretConfig) {
        named(text, &LITERAL, &mut hidden);
    }
    if kind == Kind::SecretConfig {
        named(text, &BARE, &mut hidden);
        named(text, &FLAG, &mut hidden);
    }
    if kind == Kind::Prose {
        named(text, &SAID, &mut hidden);
    }
    if kind == Kind::Dump {
        each(text, &LITERAL, &mut hidden, |value| {
            !is_name(value) && is_key_like(value)
        });
    }
    cover(text, &hidden)
}

/// Keys that tell what they are by how they begin; the beginning stays readable. `hide` is what is covered.
static PREFIXED: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    compile(&[
        r"\bsk-(?P<hide>[A-Za-z0-9_-]{12,})",
        r"\b[rsp]k_(?:live|test|prod)_(?P<hide>[A-Za-z0-9]{8,})",
        r"\bgh[pousr]_(?P<hide>[A-Za-z0-9]{16,})",
        r"\bgithub_pat_(?P<hide>\w{16,})",
        r"\bgl(?:pat|dt|rt|ptt|cbt)-(?P<hide>[\w-]{16,})",
        r"\b(?:AKIA|ASIA|AROA|AIDA)(?P<hide>[A-Z0-9]{12,})",
        r"\bxox[a-z](?:\.xox[a-z])?-(?P<hide>[A-Za-z0-9-]{8,})",
        r"\bxapp-(?P<hide>[A-Za-z0-9-]{16,})",
        r"\bAIza(?P<hide>[\w-]{20,})",
        r"\bya29\.(?P<hide>[\w-]{16,})",
        r"\bGOCSPX-(?P<hide>[\w-]{16,})",
        r"\bSG\.(?P<hide>[\w-]{16,}\.[\w-]{16,})",
        r"\bnpm_(?P<hide>[A-Za-z0-9]{20,})",
        r"\bpypi-(?P<hide>[\w-]{20,})",
        r"\bhf_(?P<hide>[A-Za-z0-9]{20,})",
        r"\bdo[opr]_v1_(?P<hide>[a-f0-9]{20,})",
        r"\bshp(?:at|ca|pa|ss)_(?P<hide>[a-fA-F0-9]{20,})",
        r"\bwhsec_(?P<hide>[A-Za-z0-9+/=]{12,})",
        r"\bkey-(?P<hide>[0-9a-f]{24,})",
        r"\bhooks\.slack\.com/services/(?P<hide>[A-Za-z0-9/]{8,})",
        r"\beyJ(?P<hide>[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?)",
        r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----(?P<hide>[^-]+)",
        r#"[a-z][a-z0-9+.-]*://[^\s/:@"']*:(?P<hide>[^\s/"'{}$][^\s/"']*)@"#,
        r#"--(?:requirepass|masterauth)[= ]+["']?(?P<hide>[^\s"'$]{3,})"#,
        r"\b(?:mysql\w*|mariadb[\w-]*)\s[^;&|]*?-p(?P<hide>[^\s$;&|]{3,})",
        r#"(?i)[?&](?:api_?key|key|token|access_token|secret|sig|signature|x-amz-signature|password|pwd)=(?P<hide>[^&\s"'`{}$<]{6,})"#,
    ])
});

/// The last word of names whose values are secret.
const WORD: &str = r"(?:(?:\b|_)(?i:pass(?:word|wd|phrase|code)?|pwd|secret|token|api[_-]?key|(?:access|private|secret|signing|encryption|master|auth|session|cookie|hmac|jwt|shared|account|storage)[_-]?key|credentials?|pepper|salt|authorization)|[a-z](?:Pass(?:word|phrase|code)?|Secret|Token|(?:Api|Access|Private|Secret|Signing|Encryption|Auth|Session)Key|Credentials?))";

/// What may stand between a name and its value: `: &str =`, `=`, `=>`, `", "`, `(`, then wrappers such as `Some(`.
const GAP: &str = r#"["'`\]]*\s*(?::\s*[&'A-Za-z_<>: ]{1,40}=|=>|==|!=|:=|=|:|\(|,)\s*(?:&\s*)?(?:(?:Some|Ok|Cow::Borrowed|[A-Z]\w*(?:::<\w+>)?(?:::from|::new|::from_static)|[A-Z]\w*Secret\w*|Secret\w*)\()*"#;

static NAMED_QUOTED: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let quoted = r#"(?:[bcr]{0,2}#*"(?P<hide>(?:[^"\\]|\\.)*)"?|'(?P<single>[^'\s]{3,})')"#;
    compile(&[&format!("{WORD}{GAP}{quoted}")])
});

/// What a message says of a setting: ``judged `ADMIN_PASSWORD` is "…"``.
static SAID: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    compile(&[&format!(
        r#"{WORD}["'`]*\s+(?:is|was|becomes)\s+["'`](?P<hide>[^"'`]+)"#
    )])
});

static NAMED_BACKTICK: LazyLock<Vec<Regex>> =
    LazyLock::new(|| compile(&[&format!(r#"{WORD}["']?\s*[:=]\s*`(?P<hide>[^`]*)`"#)]));

static NAMED_BARE: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    compile(&[&format!(
        r#"{WORD}["']?\s*[=:]\s*(?P<hide>[^\s"'#\[\]{{}}<][^\s#]*)"#
    )])
});

/// `env::var("JWT_SECRET").unwrap_or_else(|_| "dev".into())`: the value used when the setting is missing.
static FALLBACK: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    compile(&[&format!(
        r#"{WORD}.*?\b(?:unwrap_or\w*|or_else|or|default\w*|\?\?|\|\|)\s*[(=]?\s*(?:\|\w*\|\s*)?(?:[\w:]+\()*"(?P<hide>[^"]*)""#
    )])
});

static LITERAL: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    compile(&[
        r#""(?P<hide>(?:[^"\\]|\\.)+)"?"#,
        r"'(?P<hide>[^'\s<>&,]{3,})'",
        // A line inside a literal of several lines.
        r"^\s*(?P<hide>[A-Za-z0-9+/]{4,}={0,2})\\?\s*$",
    ])
});

static BARE: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    compile(&[
        r#"^\s*(?:-\s+)?(?:export\s+|ENV\s+|ARG\s+)?[\w.-]+\s*[=:]\s*(?P<hide>[^\s"'\[{<&].*?)\s*$"#,
    ])
});

/// What is given to a flag or a variable within a command line.
static FLAG: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    compile(&[
        r#"(?:^|\s)--?[A-Za-z][\w-]*(?:\s+|=)["']?(?P<hide>[^\s"'$-][^\s"'$]{2,})"#,
        r#"[A-Za-z_]\w*=["']?(?P<hide>[^\s"'$&;|]{3,})"#,
        r"\s-p(?P<hide>[^\s$;&|]{3,})",
    ])
});

/// What an `Authorization` header holds.
static HEADER: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    compile(&[
        r"(?i)\bbearer\s+(?P<hide>[A-Za-z0-9._~+/=-]{12,})",
        r"(?i)\bbasic\s+(?P<hide>[A-Za-z0-9+/]{12,}={0,2})",
    ])
});

/// A line inside a key of several lines, or of any other encoded block.
static BLOCK: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    compile(&[r#"^\s*["']?(?P<hide>[A-Za-z0-9+/]{40,}={0,2})(?:\\n)?["',;\\]*\s*$"#])
});

static RUN: LazyLock<Vec<Regex>> =
    LazyLock::new(|| compile(&[r"(?P<hide>[A-Za-z0-9+/_-]{20,}={0,2})"]));

/// What the patterns look for is written in ASCII. Tables of all letters would take a tenth of a second to build, more
/// than the check of a small service.
fn compile(patterns: &[&str]) -> Vec<Regex> {
    let compile = |pattern: &&str| {
        RegexBuilder::new(pattern)
            .unicode(false)
            .build()
            .expect("invariant: the patterns of this file are valid")
    };
    patterns.iter().map(compile).collect()
}

/// Compiles what every text is held against, which takes as long as covering a thousand texts.
pub(super) fn make_ready() {
    let tables = [&PREFIXED, &NAMED_QUOTED, &SAID, &RUN, &HEADER, &BLOCK];
    for table in tables {
        LazyLock::force(table);
    }
}

fn prefixed(text: &str, hidden: &mut Vec<Range<usize>>) {
    each(text, &PREFIXED, hidden, |_| true);
}

fn named(text: &str, patterns: &[Regex], hidden: &mut Vec<Range<usize>>) {
    each(text, patterns, hidden, |value| !is_name(value));
}

fn fallback(text: &str, hidden: &mut Vec<Range<usize>>) {
    each(text, &FALLBACK, hidden, |value| !is_name(value));
}

fn random(text: &str, hidden: &mut Vec<Range<usize>>) {
    each(text, &RUN, hidden, is_random);
    // `basic authentication` is prose: a word has no digit, no padding and no capital inside.
    each(text, &HEADER, hidden, |value| {
        value
            .chars()
            .skip(1)
            .any(|c| c.is_ascii_digit() || c.is_ascii_uppercase() || c == '=')
    });
    each(text, &BLOCK, hidden, |block| {
        block.contains(|c: char| c.is_ascii_digit())
    });
}

fn each(
    text: &str,
    patterns: &[Regex],
    hidden: &mut Vec<Range<usize>>,
    take: impl Fn(&str) -> bool,
) {
    let value = |c: &Captures<'_>| {
        c.name("hide")
            .or_else(|| c.name("single"))
            .map(|m| m.range())
    };
    // Most texts hold nothing that a pattern looks for, and to find that out is cheaper without room for captures.
    let fitting = patterns.iter().filter(|p| p.is_match(text.as_bytes()));
    for pattern in fitting {
        for range in pattern
            .captures_iter(text.as_bytes())
            .filter_map(|c| value(&c))
        {
            // The patterns see bytes: what they take is hidden even if it is no text by itself.
            if text.get(range.clone()).is_none_or(&take) {
                hidden.push(range);
            }
        }
    }
}

/// Whether what stands where a secret could stand only names one or stands for one: `DB_PASSWORD`, `${TOKEN}`,
/// `user.credentials.password`, `true`.
fn is_name(value: &str) -> bool {
    let value = value.trim();
    let env = value.contains('_')
        && value
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
        && !is_random(value);
    let filled_in = value.starts_with(['{', '<'])
        || value.starts_with("${")
        || value.starts_with("$(")
        || value.starts_with("$env");
    let key = value.starts_with("user.") || value.starts_with("system.");
    let word = [
        "true",
        "false",
        "null",
        "none",
        "None",
        "authorization",
        "proxy-authorization",
        "bearer",
        "Bearer",
        "Basic",
        "string",
        "str",
        "String",
    ];
    value.is_empty() || env || filled_in || key || word.contains(&value)
}

/// Whether a run of letters and digits looks drawn by lot: letters and digits change places more often than in words,
/// names, dates and versions. A capital letter that begins a word is no change.
fn is_random(run: &str) -> bool {
    let class = |b: u8| match b {
        b'0'..=b'9' => 1,
        b'A'..=b'Z' => 2,
        b'a'..=b'z' => 3,
        _ => 0,
    };
    let count = |wanted: &[u8]| run.bytes().filter(|b| wanted.contains(&class(*b))).count();
    let (digits, letters) = (count(&[1]), count(&[2, 3]));
    let changes = run
        .as_bytes()
        .windows(2)
        .map(|pair| (class(pair[0]), class(pair[1])))
        .filter(|(a, b)| a != b && *a != 0 && *b != 0 && (*a, *b) != (2, 3))
        .count();
    digits >= 2 && letters >= 2 && digits + letters >= 20 && changes * 4 >= digits + letters
}

/// Whether a literal could be a key or a password: one word of letters and digits that is no address.
fn is_key_like(value: &str) -> bool {
    value.chars().count() >= 6
        && !value.contains(char::is_whitespace)
        && !value.contains("://")
        && value.contains(|c: char| c.is_ascii_digit())
        && value.contains(char::is_alphabetic)
}

fn cover(text: &str, hidden: &[Range<usize>]) -> String {
    if hidden.is_empty() {
        return text.to_owned();
    }
    let is_hidden = |from: usize, to: usize| hidden.iter().any(|r| r.start < to && from < r.end);
    text.char_indices()
        .map(|(at, c)| {
            if is_hidden(at, at + c.len_utf8()) {
                COVER
            } else {
                c
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: Kind, text: &str, expect: &str) {
        let masked = mask(text, kind);
        assert_eq!(masked, expect);
        assert_eq!(masked.chars().count(), text.chars().count());
    }

    #[test]
    fn keys_of_known_makers_are_covered_anywhere() {
        check(
            Kind::Prose,
            "got ghp_abcdefghijklmnop1234",
            "got ghp_••••••••••••••••••••",
        );
        check(Kind::Prose, "AKIAIOSFODNN7EXAMPLE", "AKIA••••••••••••••••");
        check(
            Kind::Prose,
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIi.c2ln",
            "••••••••••••••••••••••••••••••••••",
        );
        check(Kind::Prose, "Bearer abcdefghijkl1", "Bearer •••••••••••••");
        check(
            Kind::Code,
            "\"mysql://u:p@ss@h/db\"",
            "\"mysql://u:••••@h/db\"",
        );
        check(
            Kind::Code,
            "db(\"postgres://app:hünter2@db/x\")",
            "db(\"postgres://app:•••••••@db/x\")",
        );
    }

    #[test]
    fn what_a_message_says_of_a_secret_setting_is_covered() {
        check(
            Kind::Prose,
            "judged `ADMIN_PASSWORD` is \"hunter2\"",
            "judged `ADMIN_PASSWORD` is \"•••••••\"",
        );
        check(
            Kind::Prose,
            "`password` is a text named so",
            "`password` is a text named so",
        );
    }

    #[test]
    fn a_dump_covers_what_could_be_a_key() {
        check(
            Kind::Dump,
            "basic_auth(\"admin\", Some(\"Tr0ub4dor&3x\"))",
            "basic_auth(\"admin\", Some(\"••••••••••••\"))",
        );
        check(
            Kind::Dump,
            "query(\"SELECT 1 FROM t\"), get(\"https://a.example/v1\")",
            "query(\"SELECT 1 FROM t\"), get(\"https://a.example/v1\")",
        );
    }

    #[test]
    fn values_given_to_secret_names_are_covered() {
        check(
            Kind::Code,
            "const API_KEY: &str = \"abc\";",
            "const API_KEY: &str = \"•••\";",
        );
        check(
            Kind::Code,
            "password: Some(\"hunter2\".into()),",
            "password: Some(\"•••••••\".into()),",
        );
        check(
            Kind::Code,
            ".env(\"DB_PASSWORD\", \"pw\")",
            ".env(\"DB_PASSWORD\", \"••\")",
        );
        check(
            Kind::Code,
            "let secret = env::var(\"JWT_SECRET\").unwrap_or_else(|_| \"dev\".into());",
            "let secret = env::var(\"JWT_SECRET\").unwrap_or_else(|_| \"•••\".into());",
        );
        check(Kind::Config, "JWT_SECRET=abc def", "JWT_SECRET=••• def");
        check(
            Kind::Config,
            "  password: ${DB_PASSWORD}",
            "  password: ${DB_PASSWORD}",
        );
        check(
            Kind::SecretConfig,
            "  - DSN: my dog # x",
            "  - DSN: ••••••••••",
        );
        check(
            Kind::SecretCode,
            "const K: &'static str = \"a\";",
            "const K: &'static str = \"•\";",
        );
        check(Kind::SecretCode, "connect(\"öffne\")", "connect(\"•••••\")");
    }

    #[test]
    fn names_sentences_and_code_stay_readable() {
        for text in [
            "let token = headers.get(\"x-request-id\");",
            "info!(\"password reset for {}\", user.id);",
            "m20240101_120000_create_users_table.sql",
            "UserAccountCreatedEventHandler2024V2",
            "data = [\"user.credentials.password\"]",
            "max_tokens: 4096, token_count: usize",
            "/// Enable HTTP basic authentication.",
            "(Authorization, AUTHORIZATION, b\"authorization\");",
            "    BetweenDoctypePublicAndSystemIdentifiers,",
            "pub password: String,",
        ] {
            check(Kind::Code, text, text);
        }
        check(
            Kind::Prose,
            "`body.token` reaches a log",
            "`body.token` reaches a log",
        );
        check(
            Kind::Code,
            "let x = \"4f9a1c22e07b4d5f8a11\";",
            "let x = \"••••••••••••••••••••\";",
        );
    }
}
