//! What the formats of web servers' access logs hold.
//!
//! In: `rules/surroundings/access_logs.toml`, then a format. Out: its variables, each with the data it holds, if any.
//! Which formats are in use is not known here.

use std::sync::OnceLock;

use serde::Deserialize;

use super::{Verdict, Words};

/// What is known of access logs.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessLogs {
    directive: Directive,
    variable: Vec<Variable>,
    named: Named,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Directive {
    format: Vec<String>,
    r#use: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Variable {
    names: Vec<String>,
    key: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    headers: Vec<String>,
    cookies: Vec<String>,
    parameters: Vec<String>,
}

/// A variable of a format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logged {
    /// As written: `$http_authorization`, `%{Authorization}i`.
    pub written: String,
    /// What it is called without marks and prefixes.
    pub name: String,
    /// The data it holds, if any.
    pub key: Option<String>,
}

impl AccessLogs {
    /// What ships with the program.
    pub fn embedded() -> &'static AccessLogs {
        static LOGS: OnceLock<AccessLogs> = OnceLock::new();
        LOGS.get_or_init(|| {
            let file = super::surroundings::file("access_logs");
            toml::from_str(file).expect("invariant: a test reads the file")
        })
    }

    /// Whether a directive writes a format down.
    pub fn is_format(&self, directive: &str) -> bool {
        self.directive.format.iter().any(|d| d == directive)
    }

    /// Whether a directive uses a format.
    pub fn is_use(&self, directive: &str) -> bool {
        self.directive.r#use.iter().any(|d| d == directive)
    }

    /// The variables of a format: `$name` and `${name}` of nginx, `%x` and `%{name}x` of Apache and its kin.
    pub fn variables(&self, words: &Words, format: &str) -> Vec<Logged> {
        let mut found = Vec::new();
        let mut rest = format;
        while let Some(at) = rest.find(['$', '%']) {
            let mark = rest.as_bytes()[at];
            rest = rest.get(at + 1..).unwrap_or("");
            let inner = rest.strip_prefix('{').and_then(|r| r.split_once('}'));
            let (name, behind) = match inner {
                Some((name, behind)) => (name, behind),
                None => name_at(rest, mark),
            };
            let letter = (mark == b'%' && inner.is_some())
                .then(|| behind.chars().next())
                .flatten();
            rest = behind;
            if name.is_empty() {
                continue;
            }
            let written = match (mark, letter) {
                (b'%', Some(letter)) => format!("%{{{name}}}{letter}"),
                (b'%', None) => format!("%{name}"),
                _ => format!("${name}"),
            };
            let (name, key) = self.meaning(words, name, letter);
            found.push(Logged { written, name, key });
        }
        found
    }

    /// What a variable is called, and the data it holds.
    fn meaning(&self, words: &Words, name: &str, letter: Option<char>) -> (String, Option<String>) {
        let data = |name: &str| match words.classify(name) {
            Verdict::Data(naming) => Some(naming.key.to_owned()),
            _ => None,
        };
        let header = |name: &str| {
            let name = name.replace('_', "-");
            words.header(&name).map(str::to_owned)
        };
        let stripped =
            |prefixes: &[String]| prefixes.iter().find_map(|p| name.strip_prefix(p.as_str()));
        match letter {
            Some('i' | 'o') => return (name.to_owned(), header(name)),
            Some('C') => return (name.to_owned(), data(name)),
            Some(_) => return (name.to_owned(), None),
            None => {}
        }
        let known = self
            .variable
            .iter()
            .find(|v| v.names.iter().any(|n| n == name));
        if let Some(known) = known {
            return (name.to_owned(), Some(known.key.clone()));
        }
        if let Some(name) = stripped(&self.named.headers) {
            return (name.to_owned(), header(name));
        }
        let other = stripped(&self.named.cookies).or_else(|| stripped(&self.named.parameters));
        match other {
            Some(name) => (name.to_owned(), data(name)),
            None => (name.to_owned(), None),
        }
    }
}

/// A name without braces behind its mark, and the rest: words for nginx, a letter for Apache.
fn name_at(rest: &str, mark: u8) -> (&str, &str) {
    let rest = if mark == b'%' {
        rest.trim_start_matches(['>', '<', '!'])
    } else {
        rest
    };
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let end = if mark == b'%' {
        usize::from(rest.starts_with(|c: char| c.is_ascii_alphabetic()))
    } else {
        rest.find(|c: char| !is_name(c)).unwrap_or(rest.len())
    };
    rest.split_at(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Words;

    #[test]
    fn variables_hold_what_they_are_named_for() {
        let logs = AccessLogs::embedded();
        let words = &Words::embedded();
        let keys = |format: &str| -> Vec<(String, Option<String>)> {
            let all = logs.variables(words, format).into_iter();
            all.map(|v| (v.written, v.key)).collect()
        };
        let found = keys("$remote_addr $status ${http_authorization}");
        assert_eq!(found[0].1.as_deref(), Some("user.device.ip_address"));
        assert_eq!(found[1], ("$status".to_owned(), None));
        assert_eq!(found[2].0, "$http_authorization");
        assert!(found[2].1.is_some());
        let found = keys("%h %>s %{Authorization}i %D");
        assert_eq!(found[0].1.as_deref(), Some("user.device.ip_address"));
        assert_eq!(found[1], ("%s".to_owned(), None));
        assert!(found[2].1.is_some());
        assert_eq!(found[3].1, None);
    }
}
