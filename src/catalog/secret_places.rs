//! Where secrets stand without being called so: arguments of calls, command lines, blocks of Terraform.
//!
//! In: `rules/surroundings/secret_places.toml`, then names of calls, command lines and paths. Out: whether a secret is
//! expected there. What a secret looks like is `Secrets`' business; no value is ever kept.

use std::ops::Range;
use std::sync::OnceLock;

use regex::Regex;
use serde::Deserialize;

use super::split;

/// What is known of places that hold secrets.
#[derive(Debug)]
pub struct SecretPlaces {
    /// Arguments of calls.
    calls: Vec<SecretCall>,
    commands: Vec<Regex>,
    named: Vec<Regex>,
    blocks: Vec<Block>,
    sealed: Vec<String>,
    shipped: Vec<String>,
    trial: Trial,
    denied: Vec<String>,
}

/// A call that takes a secret.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecretCall {
    names: Vec<String>,
    /// Which argument it is, from 0.
    pub argument: usize,
    /// Whoever knows the value can forge what the service trusts.
    #[serde(default)]
    pub signs: bool,
    /// The shortest text that counts.
    #[serde(default)]
    pub shortest: usize,
}

/// A value in a command line that may be a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written<'t> {
    /// What it is called; empty where the command alone says what it is.
    pub name: &'t str,
    /// Where it stands in the line, quotes left out.
    pub range: Range<usize>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Block {
    types: Vec<String>,
    keys: Vec<String>,
    #[serde(default)]
    beside: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    call: Vec<SecretCall>,
    command: Vec<Command>,
    block: Vec<Block>,
    sealed: Sealed,
    shipped: Shipped,
    trial: Trial,
    denied: Denied,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Denied {
    phrases: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shipped {
    files: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Command {
    patterns: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sealed {
    keys: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Trial {
    words: Vec<String>,
    keys: Vec<String>,
    paths: Vec<String>,
}

/// How a value is given its name in any command line: `NAME=`, `--name value`, `-H "Name: value"`.
const NAMED: [&str; 3] = [
    r#"(?:^|[\s;&|"'=])([A-Za-z_][A-Za-z0-9_.-]*)="#,
    r"(?:^|\s)--([a-z][a-z0-9-]*)(?:=|\s+)",
    r#"(?:-H|--header)[\s=]+["']?([A-Za-z][A-Za-z0-9-]*):\s*(?:(?:[Bb]earer|[Bb]asic|[Tt]oken)\s+)?"#,
];

impl SecretPlaces {
    /// What ships with the program.
    pub fn embedded() -> &'static SecretPlaces {
        static PLACES: OnceLock<SecretPlaces> = OnceLock::new();
        PLACES.get_or_init(|| {
            let file = super::surroundings::file("secret_places");
            SecretPlaces::of(toml::from_str(file).expect("invariant: a test reads the file"))
        })
    }

    fn of(file: File) -> Self {
        let compiled =
            |pattern: &str| Regex::new(pattern).expect("invariant: a test reads the file");
        let patterns = file.command.iter().flat_map(|c| &c.patterns);
        Self {
            calls: file.call,
            commands: patterns.map(|p| compiled(p)).collect(),
            named: NAMED.iter().map(|p| compiled(p)).collect(),
            blocks: file.block,
            sealed: file.sealed.keys,
            shipped: file.shipped.files,
            trial: file.trial,
            denied: file.denied.phrases,
        }
    }

    /// What a call of `owner::name` is given in secret; a method has the owner `None`.
    pub fn call(&self, owner: Option<&str>, name: &str) -> Option<&SecretCall> {
        let fits = |known: &str| match (owner, known.strip_prefix('.')) {
            (None, Some(method)) => method == name,
            (Some(owner), None) => known
                .strip_suffix(name)
                .is_some_and(|front| front.is_empty() || front.strip_suffix("::") == Some(owner)),
            _ => false,
        };
        self.calls
            .iter()
            .find(|call| call.names.iter().any(|n| fits(n)))
    }

    /// The values of a command line that may be secrets.
    pub fn in_command<'t>(&self, line: &'t str) -> Vec<Written<'t>> {
        let mut found: Vec<Written<'t>> = Vec::new();
        for pattern in &self.commands {
            for mark in pattern.find_iter(line) {
                found.extend(word_at(line, mark.end()).map(|range| Written { name: "", range }));
            }
        }
        for captures in self.named.iter().flat_map(|p| p.captures_iter(line)) {
            let (Some(whole), Some(name)) = (captures.get(0), captures.get(1)) else {
                continue;
            };
            found.extend(word_at(line, whole.end()).map(|range| Written {
                name: name.as_str(),
                range,
            }));
        }
        found.sort_by_key(|w| (w.range.start, w.range.end, w.name));
        found
    }

    /// Whether a key of a block of Terraform keeps a secret; `beside` gives the value of a key beside it.
    pub fn in_block<'b>(
        &self,
        block: &str,
        key: &str,
        beside: impl Fn(&str) -> Option<&'b str>,
    ) -> bool {
        let holds = |b: &&Block| {
            b.types.iter().any(|t| t == block)
                && b.keys.iter().any(|k| k == key)
                && match b.beside.as_slice() {
                    [key, value] => beside(key) == Some(value.as_str()),
                    _ => true,
                }
        };
        self.blocks.iter().any(|b| holds(&b))
    }

    /// Whether values below a key are sealed.
    pub fn is_sealed(&self, key: &str) -> bool {
        self.sealed.iter().any(|k| k == key)
    }

    /// Whether a comment in lower case says that the value beside it opens nothing.
    pub fn is_denied(&self, comment: &str) -> bool {
        self.denied.iter().any(|p| comment.contains(p.as_str()))
    }

    /// Whether the keys of a file go out with every copy of an app.
    pub fn is_shipped(&self, path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        self.shipped.iter().any(|f| f == name)
    }

    /// Whether a file tells a CI system what to do.
    pub fn is_ci(&self, path: &str) -> bool {
        self.trial.paths.iter().any(|p| path.contains(p.as_str()))
    }

    /// Whether a job, or what it runs beside it, only tries the code.
    pub fn is_trial(&self, job: &str) -> bool {
        self.trial.keys.iter().any(|k| k == job)
            || split::words(job)
                .iter()
                .any(|word| self.trial.words.contains(word))
    }
}

/// The word that starts at a place, quotes left out; none if it is filled in when the command runs, or no value at all.
fn word_at(line: &str, at: usize) -> Option<Range<usize>> {
    let rest = line.get(at..)?;
    let (start, length) = match rest.chars().next()? {
        quote @ ('"' | '\'') => (at + 1, rest[1..].find(quote)?),
        _ => {
            let ends = |c: char| c.is_whitespace() || "\"'`;&|)".contains(c);
            (at, rest.find(ends).unwrap_or(rest.len()))
        }
    };
    let word = line.get(start..start + length)?;
    let open = ['$', '`', '<', '%', '{', '*', '\\', '(', '['];
    let filled = word.contains(open) || word.starts_with(['-', '/', '.', '@', ':']);
    (!word.is_empty() && !filled).then_some(start..start + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn values(line: &str, expect: &[(&str, &str)]) {
        let found = SecretPlaces::embedded().in_command(line);
        let found: Vec<_> = found
            .into_iter()
            .map(|w| (w.name, &line[w.range]))
            .collect();
        assert_eq!(found, expect, "{line}");
    }

    #[test]
    fn command_lines_hold_values() {
        values(
            "redis-server --requirepass s3 --port 1",
            &[("", "s3"), ("requirepass", "s3"), ("port", "1")],
        );
        values("mysql -u root -pabc shop < x.sql", &[("", "abc")]);
        values("mysql -u root -p shop", &[]);
        values("docker login -u bot -p abc r.io", &[("", "abc")]);
        values("docker run -p 80:80 x", &[]);
        values("curl -u bot:abc https://x.io", &[("", "abc")]);
        values("PGPASSWORD='a b' psql", &[("PGPASSWORD", "a b")]);
        values("export TOKEN=$(cat x) A=$B", &[]);
        values("curl -H \"X-Api-Key: abc\" x", &[("X-Api-Key", "abc")]);
        values("//r.io/:_authToken=abc", &[("", "abc")]);
    }

    #[test]
    fn calls_take_secrets() {
        let places = SecretPlaces::embedded();
        assert!(places.call(Some("Credentials"), "new").is_some());
        assert!(places.call(Some("HmacSha256"), "new_from_slice").is_some());
        assert!(places.call(None, "bearer_auth").is_some());
        assert!(places.call(Some("Client"), "new").is_none());
        assert!(places.call(None, "new_from_slice").is_none());
        assert!(places.is_ci(".github/workflows/ci.yml"));
        assert!(places.is_trial("unit-tests") && !places.is_trial("deploy"));
    }
}
