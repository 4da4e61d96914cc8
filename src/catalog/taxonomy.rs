//! What a datum can be called: the keys of `rules/taxonomy.toml` and how a policy's short names find them.
//!
//! In: the embedded taxonomy and the policy's own child keys. Out: a [`Taxonomy`] of [`KeyId`]s. It never looks
//! at code: which identifiers hold which datum is the dictionary's matter.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use super::{embedded, similar};

/// A data key: an index into one [`Taxonomy`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub u16);

/// One data key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The full key, such as `user.contact.email`.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// Whether it is about a person.
    pub personal: bool,
    /// The concept in the Data Privacy Vocabulary, where there is a fitting one.
    pub dpv: Option<String>,
    parent: Option<KeyId>,
}

/// A data use or a data subject.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Term {
    /// The key, such as `marketing.advertising`.
    pub key: String,
    /// What people call it.
    pub name: String,
}

/// Why a name is not a data key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResolveError {
    /// There is no such key.
    Unknown {
        /// Keys that look like it, best first.
        suggestions: Vec<String>,
    },
    /// Several keys end so.
    Ambiguous {
        /// All of them, sorted.
        candidates: Vec<String>,
    },
}

/// The data keys of one run, parents before children.
#[derive(Clone, Debug)]
pub struct Taxonomy {
    version: String,
    entries: Vec<Entry>,
    by_key: BTreeMap<String, KeyId>,
    shorts: BTreeMap<String, KeyId>,
}

/// The built-in taxonomy.
pub fn taxonomy() -> &'static Taxonomy {
    static BUILT: OnceLock<Taxonomy> = OnceLock::new();
    BUILT.get_or_init(|| load(file()))
}

/// The built-in data uses and data subjects, in this order.
pub fn terms() -> (&'static [Term], &'static [Term]) {
    (&file().uses, &file().subjects)
}

impl Taxonomy {
    /// The version a policy pins, such as `fideslang-3.1`.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// All keys, parents before children.
    pub fn keys(&self) -> impl Iterator<Item = KeyId> + '_ {
        (0..self.entries.len()).map(|i| KeyId(i as u16))
    }

    /// What is known of a key; `None` for an id of another taxonomy.
    pub fn entry(&self, key: KeyId) -> Option<&Entry> {
        self.entries.get(usize::from(key.0))
    }

    /// The key with this full name.
    pub fn find(&self, full: &str) -> Option<KeyId> {
        self.by_key.get(full).copied()
    }

    /// The full name of a key; empty for an id of another taxonomy.
    pub fn text(&self, key: KeyId) -> &str {
        self.entry(key).map_or("", |e| e.key.as_str())
    }

    /// The parent of a key; `None` for a root.
    pub fn parent(&self, key: KeyId) -> Option<KeyId> {
        self.entry(key)?.parent
    }

    /// Whether `child` is `parent` or lies below it.
    pub fn covers(&self, parent: KeyId, child: KeyId) -> bool {
        let mut at = Some(child);
        while let Some(key) = at {
            if key == parent {
                return true;
            }
            at = self.parent(key);
        }
        false
    }

    /// The key meant by a full name or by its last part or parts, where only one key ends so.
    pub fn resolve(&self, name: &str) -> Result<KeyId, ResolveError> {
        if let Some(key) = self.find(name).or_else(|| self.shorts.get(name).copied()) {
            return Ok(key);
        }
        let mut ends: Vec<KeyId> = Vec::new();
        if !name.is_empty() {
            ends.extend(self.keys().filter(|k| ends_with_parts(self.text(*k), name)));
        }
        match ends.as_slice() {
            [one] => Ok(*one),
            [] => Err(ResolveError::Unknown {
                suggestions: self.suggest(name),
            }),
            _ => {
                let mut candidates: Vec<String> =
                    ends.iter().map(|k| self.text(*k).to_owned()).collect();
                candidates.sort();
                Err(ResolveError::Ambiguous { candidates })
            }
        }
    }

    /// Lets a key be called by one more short name, unless that name means a key already.
    pub fn call(&mut self, short: &str, full: &str) {
        if let (Some(key), Err(_)) = (self.find(full), self.resolve(short)) {
            self.shorts.insert(short.to_owned(), key);
        }
    }

    /// Adds a key by its full name below a parent that is there; a key that is there already stays as it is.
    /// The error names the missing parent's look-alikes.
    pub fn with(&mut self, full: &str) -> Result<KeyId, ResolveError> {
        if let Some(key) = self.find(full) {
            return Ok(key);
        }
        let parent = full
            .rsplit_once('.')
            .and_then(|(parent, _)| self.find(parent));
        let (Some(parent), true) = (parent, self.entries.len() < usize::from(u16::MAX)) else {
            let above = full.rsplit_once('.').map_or(full, |(above, _)| above);
            return Err(ResolveError::Unknown {
                suggestions: self.suggest(above),
            });
        };
        let last = full.rsplit('.').next().unwrap_or(full);
        let personal = self.entry(parent).is_some_and(|e| e.personal);
        Ok(self.push(Entry {
            key: full.to_owned(),
            name: last.replace('_', " "),
            personal,
            dpv: None,
            parent: Some(parent),
        }))
    }

    fn push(&mut self, entry: Entry) -> KeyId {
        let id = KeyId(self.entries.len() as u16);
        self.by_key.insert(entry.key.clone(), id);
        self.entries.push(entry);
        id
    }

    /// Keys that look like `name`: by the whole key where it has dots, otherwise by the last part.
    fn suggest(&self, name: &str) -> Vec<String> {
        let whole = similar::closest(name, self.entries.iter().map(|e| e.key.as_str()));
        if !whole.is_empty() && name.contains('.') {
            return whole.into_iter().map(str::to_owned).collect();
        }
        let last = |key: &str| key.rsplit('.').next().unwrap_or_default().to_owned();
        let wanted = last(name);
        let lasts: Vec<String> = self.entries.iter().map(|e| last(&e.key)).collect();
        let mut found = Vec::new();
        for near in similar::closest(&wanted, lasts.iter().map(String::as_str)) {
            for entry in self.entries.iter().filter(|e| last(&e.key) == near) {
                found.push(entry.key.clone());
            }
        }
        found.truncate(3);
        found
    }
}

/// Whether the last parts of `key`, cut at dots, are `parts`.
fn ends_with_parts(key: &str, parts: &str) -> bool {
    key.strip_suffix(parts)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: String,
    key: Vec<Row>,
    #[serde(rename = "use")]
    uses: Vec<Term>,
    #[serde(rename = "subject")]
    subjects: Vec<Term>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    key: String,
    name: String,
    personal: bool,
    #[serde(default)]
    short: Vec<String>,
    dpv: Option<String>,
    also: Option<String>,
}

fn file() -> &'static File {
    static READ: OnceLock<File> = OnceLock::new();
    READ.get_or_init(|| {
        toml::from_str(embedded::TAXONOMY)
            .expect("invariant: rules/taxonomy.toml is read by a test")
    })
}

fn load(file: &File) -> Taxonomy {
    let mut taxonomy = Taxonomy {
        version: file.version.clone(),
        entries: Vec::new(),
        by_key: BTreeMap::new(),
        shorts: BTreeMap::new(),
    };
    for key in &file.key {
        let parent = key
            .key
            .rsplit_once('.')
            .and_then(|(parent, _)| taxonomy.find(parent));
        let id = taxonomy.push(Entry {
            key: key.key.clone(),
            name: key.name.clone(),
            personal: key.personal,
            dpv: key.dpv.clone(),
            parent,
        });
        for short in &key.short {
            taxonomy.shorts.insert(short.clone(), id);
        }
    }
    taxonomy
}

/// Whether a data key is another one or a child of it, by their full names.
pub fn key_covers(parent: &str, key: &str) -> bool {
    key.strip_prefix(parent)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Whether a promise about `parent` is about a data key: it is, or lies below it, or is counted there as well by the
/// taxonomy, as what a person searches for is also something they wrote.
pub fn key_concerns(parent: &str, key: &str) -> bool {
    let counted = || {
        let row = file().key.iter().find(|row| row.key == key);
        row.and_then(|row| row.also.as_deref())
    };
    key_covers(parent, key) || counted().is_some_and(|also| key_covers(parent, also))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, expected: &str) {
        let taxonomy = taxonomy();
        let found = match taxonomy.resolve(name) {
            Ok(key) => taxonomy.text(key).to_owned(),
            Err(ResolveError::Unknown { suggestions }) => format!("? {}", suggestions.join(" ")),
            Err(ResolveError::Ambiguous { candidates }) => format!("| {}", candidates.join(" ")),
        };
        assert_eq!(found, expected, "{name}");
    }

    #[test]
    fn the_file_holds_fideslang_and_our_children_parents_first() {
        assert_eq!(file().key.len(), 85 + 36);
        assert_eq!(file().uses.len(), 56);
        assert_eq!(file().subjects.len(), 15);
        let taxonomy = taxonomy();
        for key in taxonomy.keys() {
            let text = taxonomy.text(key);
            assert_eq!(taxonomy.parent(key).is_some(), text.contains('.'), "{text}");
            assert_eq!(taxonomy.find(text), Some(key), "{text} stands twice");
        }
    }

    #[test]
    fn short_names_of_the_vocabulary_resolve() {
        check("password", "user.authorization.password");
        check("api_key", "user.authorization.credentials.api_key");
        check(
            "credentials.api_key",
            "user.authorization.credentials.api_key",
        );
        check(
            "session_token",
            "user.authorization.credentials.session_token",
        );
        check("prompt", "user.content.private.prompt");
        check("generated", "user.content.private.generated");
        check("email", "user.contact.email");
        check("name", "user.name");
        check("username", "user.account.username");
        check("ip_address", "user.device.ip_address");
        check("user_agent", "user.device.user_agent");
        check("fingerprint", "user.device.fingerprint");
        check("biometric.fingerprint", "user.biometric.fingerprint");
        check("credit_card", "user.financial.credit_card");
        check("bank_account", "user.financial.bank_account");
        check("voice", "user.biometric.voice");
        check("uploaded_image", "user.content.private.uploaded_image");
        check("user", "user");
    }

    #[test]
    fn what_is_unknown_or_ambiguous_is_refused_with_an_offer() {
        check(
            "credentials",
            "| system.credentials user.authorization.credentials",
        );
        check("apikey", "? user.authorization.credentials.api_key");
        check("user.contact.emial", "? user.contact.email");
        check("mail", "? user.contact.email");
        check("nonsense", "? ");
        check("", "? ");
        check(".", "? ");
        check("key", "? ");
    }

    #[test]
    fn a_parent_covers_its_children_and_itself() {
        let taxonomy = taxonomy();
        let key = |name| taxonomy.resolve(name).expect("a known key");
        assert!(taxonomy.covers(key("user.authorization"), key("api_key")));
        assert!(taxonomy.covers(key("email"), key("email")));
        assert!(!taxonomy.covers(key("email"), key("user.contact")));
    }

    #[test]
    fn children_can_be_added_below_a_parent_that_is_there() {
        let mut taxonomy = taxonomy().clone();
        let key = taxonomy
            .with("user.content.private.diary")
            .expect("a child of a known key");
        assert_eq!(taxonomy.resolve("diary"), Ok(key));
        assert!(taxonomy.entry(key).is_some_and(|e| e.personal));
        assert!(taxonomy.with("user.contents.diary").is_err());
        assert!(taxonomy.with("diary").is_err());
    }
}
