//! A cookie or storage key as it was found, and the policy's entries that it is held against.
//!
//! In: nothing but plain data. Out: [`Found`], [`Entry`], and whether one covers the other. It knows no source format.

use crate::link::fold::HOLE;
use crate::parse::web::Storage;
use crate::policy::{Commitment, Value};
use crate::span::Span;

/// Whether a flag is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Flag {
    /// It is not.
    #[default]
    No,
    /// It depends on something that is decided elsewhere.
    Depends,
    /// It is.
    Yes,
}

/// A flag with the place that decides it; none where it is simply left out.
pub(super) type Said = (Flag, Option<Span>);

/// Something that is kept in the browser.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// The call or statement that sets it.
    pub at: Span,
    /// The function around it.
    pub item: String,
    /// Where it is kept.
    pub storage: Storage,
    /// Its names, one for each way it is called; `*` for what is not known. Empty: nothing is known.
    pub names: Vec<String>,
    pub secure: Said,
    pub http_only: Said,
    /// `strict`, `lax`, `none`; empty: something that is not known.
    pub same_site: (Option<String>, Option<Span>),
    /// Milliseconds.
    pub max_age: Option<(f64, Option<Span>)>,
    /// It is taken away, not set.
    pub removal: bool,
    /// Its value is a plain literal, which is no secret.
    pub marker: bool,
    /// Its value only says yes or no: a mark for scripts that opens nothing.
    pub truth: bool,
    /// A script sets it: it can read it as well.
    pub script: bool,
    /// Its flags cannot be seen.
    pub unseen: bool,
}

impl Found {
    pub(super) fn new(at: Span, item: String, storage: Storage) -> Self {
        Self {
            at,
            item,
            storage,
            names: Vec::new(),
            secure: (Flag::No, None),
            http_only: (Flag::No, None),
            same_site: (None, None),
            max_age: None,
            removal: false,
            marker: false,
            truth: false,
            script: false,
            unseen: false,
        }
    }

    /// What it is called in messages.
    pub(super) fn noun(&self) -> &'static str {
        match self.storage {
            Storage::Cookie => "cookie",
            Storage::Local => "local storage key",
            Storage::Session => "session storage key",
            Storage::Database => "browser database",
        }
    }
}

/// A cookie or key that the policy allows.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    pub name: String,
    pub http_only: bool,
    pub secure: bool,
    pub same_site: Option<String>,
    /// Milliseconds.
    pub max_age: Option<f64>,
    /// Where it may be kept; empty: anywhere.
    pub storage: Vec<Storage>,
}

/// The entries of a commitment.
pub(super) fn entries(commitment: &Commitment) -> Vec<Entry> {
    let Some(Value::List(rows)) = commitment.param("cookies").map(|v| &v.value) else {
        return Vec::new();
    };
    let mut entries = Vec::new();
    for row in rows {
        let Value::Table(fields) = &row.value else {
            continue;
        };
        let mut entry = Entry::default();
        for (key, value) in fields {
            match (key.as_str(), &value.value) {
                ("name", Value::Text(text)) => entry.name.clone_from(text),
                ("http_only", Value::Bool(flag)) => entry.http_only = *flag,
                ("secure", Value::Bool(flag)) => entry.secure = *flag,
                ("same_site", Value::Text(text)) => entry.same_site = Some(text.to_lowercase()),
                ("max_age", Value::Duration(seconds)) => {
                    entry.max_age = Some(*seconds as f64 * 1000.0);
                }
                ("storage", value) => entry.storage = storages(value),
                _ => {}
            }
        }
        entries.push(entry);
    }
    entries
}

/// `storage = "local"`, `"localStorage"`, `"cookie"`, `true`: where an entry may be kept.
fn storages(value: &Value) -> Vec<Storage> {
    let all = vec![Storage::Local, Storage::Session, Storage::Database];
    match value {
        Value::Bool(true) => all,
        Value::Bool(false) => vec![Storage::Cookie],
        Value::Text(text) => {
            let text = text.to_lowercase();
            let named = [
                ("cookie", Storage::Cookie),
                ("local", Storage::Local),
                ("session", Storage::Session),
                ("index", Storage::Database),
                ("database", Storage::Database),
            ];
            let found: Vec<Storage> = named
                .iter()
                .filter(|(w, _)| text.contains(w))
                .map(|(_, s)| *s)
                .collect();
            if found.is_empty() { all } else { found }
        }
        _ => Vec::new(),
    }
}

impl Entry {
    /// Whether the entry is about something of this name kept there.
    pub(super) fn covers(&self, name: &str, storage: Storage) -> bool {
        let here = self.storage.is_empty() || self.storage.contains(&storage);
        here && (alike(&self.name, name)
            || alike(&self.name, bare(name))
            || alike(bare(&self.name), name))
    }

    /// Whether it stands for any name.
    pub(super) fn is_any(&self) -> bool {
        self.name == "*"
    }
}

/// A name without the prefixes by which browsers ask for flags.
fn bare(name: &str) -> &str {
    let stripped = name
        .strip_prefix("__Host-")
        .or_else(|| name.strip_prefix("__Secure-"));
    stripped.unwrap_or(name)
}

/// Whether two names may be the same; `*` stands for any run in either.
pub(super) fn alike(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    match (a.contains('*'), b.contains('*')) {
        (true, false) => wild(a, b),
        (false, true) => wild(b, a),
        (true, true) => {
            let prefix = |t: &str| t.split('*').next().unwrap_or("").to_owned();
            let (a, b) = (prefix(a), prefix(b));
            a.starts_with(&b) || b.starts_with(&a)
        }
        _ => false,
    }
}

fn wild(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or("");
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let mut last = None;
    for part in parts {
        if let Some(middle) = last.replace(part) {
            match rest.find(middle) {
                Some(at) => rest = &rest[at + str::len(middle)..],
                None => return false,
            }
        }
    }
    last.is_none_or(|l: &str| rest.ends_with(l))
}

/// A folded name as it is shown: `*` for what is not known.
pub(super) fn shown(name: &str) -> String {
    name.replace(HOLE, "*")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_stars() {
        for (a, b, expect) in [
            ("a", "a", true),
            ("a", "b", false),
            ("ab_*", "ab_1", true),
            ("ab_*", "abc", false),
            ("draft", "draft-*", false),
            ("draft-*", "draft-*", true),
            ("*", "x", true),
            ("*_id", "user_id", true),
            ("a*c*e", "abcde", true),
            ("a*c*e", "abde", false),
        ] {
            assert_eq!(alike(a, b), expect, "{a} {b}");
        }
    }
}
