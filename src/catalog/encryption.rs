//! How stores, volumes and backups are configured to be encrypted at rest.
//!
//! In: `rules/surroundings/encryption.toml`, then types, settings and commands. Out: what they mean for encryption.
//! It never looks at where they stand.

use std::sync::OnceLock;

use rustc_hash::FxHashSet;
use serde::Deserialize;

use super::split;

/// What is known of encryption at rest.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Encryption {
    resource: Vec<Resource>,
    volume: Volume,
    setting: Setting,
    dump: Vec<Dump>,
    encrypts: Encrypts,
}

/// A type of resource that stores data.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resource {
    types: FxHashSet<String>,
    /// The attribute that says whether it is encrypted; empty where nothing can be said.
    pub key: String,
    /// Whether it is encrypted without the attribute.
    pub default: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Volume {
    provisioners: FxHashSet<String>,
    key: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Setting {
    names: Vec<String>,
    values: FxHashSet<String>,
}

/// Commands that write a store's whole content somewhere.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dump {
    commands: Vec<String>,
    /// What they are about.
    pub stores: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Encrypts {
    words: Vec<String>,
    off: Vec<String>,
}

impl Encryption {
    /// What ships with the program.
    pub fn embedded() -> &'static Encryption {
        static ENCRYPTION: OnceLock<Encryption> = OnceLock::new();
        ENCRYPTION.get_or_init(|| {
            let file = super::surroundings::file("encryption");
            toml::from_str(file).expect("invariant: a test reads the file")
        })
    }

    /// What is known of a type of resource.
    pub fn resource(&self, ty: &str) -> Option<&Resource> {
        self.resource.iter().find(|r| r.types.contains(ty))
    }

    /// The key that a class of volumes needs, by who provides them.
    pub fn volume(&self, provisioner: &str) -> Option<&str> {
        let known = self.volume.provisioners.contains(provisioner);
        known.then_some(self.volume.key.as_str())
    }

    /// Whether a setting of this name is about encryption at rest.
    pub fn is_setting(&self, name: &str) -> bool {
        let words = split::words(name);
        let fits = |pattern: &String| {
            let pattern: Vec<&str> = pattern.split(' ').collect();
            words.len() >= pattern.len()
                && words[words.len() - pattern.len()..]
                    .iter()
                    .zip(&pattern)
                    .all(|(a, b)| a == b)
        };
        self.setting.names.iter().any(fits)
    }

    /// Whether a value switches off what such a setting is about.
    pub fn is_off(&self, value: &str) -> bool {
        self.setting
            .values
            .contains(&value.trim().to_ascii_lowercase())
    }

    /// What a command line dumps.
    pub fn dump(&self, command: &str) -> Option<&Dump> {
        let lower = command.to_ascii_lowercase();
        let all = |command: &String| command.split(" + ").all(|word| holds_word(&lower, word));
        self.dump.iter().find(|d| d.commands.iter().any(all))
    }

    /// Whether a script encrypts.
    pub fn encrypts(&self, script: &str) -> bool {
        let lower = script.to_ascii_lowercase();
        !self.encrypts.off.iter().any(|w| lower.contains(w.as_str()))
            && self.encrypts.words.iter().any(|w| holds_word(&lower, w))
    }
}

/// Whether a text holds a word as a whole.
fn holds_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        let starts = word.starts_with(|c: char| !c.is_ascii_alphanumeric())
            || before.is_none_or(|c| !is_part(c) && c != '-');
        starts && after.is_none_or(|c| !is_part(c))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_settings_and_resources() {
        let known = Encryption::embedded();
        assert!(
            known
                .dump("docker exec db pg_dump -U app app | gzip > x")
                .is_some()
        );
        assert!(known.dump("echo pg_dumped").is_none());
        assert!(known.dump("cp .env .env.backup").is_none());
        assert!(known.dump("sqlite3 app.db '.backup x.db'").is_some());
        assert!(known.encrypts("pg_dump x | age -r key > y"));
        assert!(!known.encrypts("message=storage; package"));
        assert!(!known.encrypts("borg create --encryption=none x"));
        assert!(known.is_setting("storageEncrypted") && known.is_off("False"));
        assert!(!known.resource("aws_db_instance").is_some_and(|r| r.default));
    }
}
