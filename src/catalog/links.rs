//! What makes links to stored objects, and what opens objects to everybody: `rules/links.toml`.
//!
//! In: the embedded file. Out: [`Links`], lists of names. It knows no code.

use super::embedded;
use serde::Deserialize;
use std::sync::OnceLock;

/// The knowledge of one file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Links {
    /// Calls that say how long a link works.
    pub expiry: Vec<LinkCall>,
    /// Names of values that say it.
    pub fields: LinkFields,
    /// Command lines that make a link.
    pub command: Vec<LinkCommand>,
    /// What opens objects to everybody.
    pub public: Public,
}

/// A command line that makes a link.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkCommand {
    /// What the line holds.
    pub words: String,
    /// The options that say how long the link works.
    pub options: Vec<String>,
    /// What a plain number counts, in seconds.
    pub unit: f64,
    /// How long it works where nothing is said, in seconds.
    pub default: f64,
}

/// A call that says how long a link works.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkCall {
    /// `Type::function`, or `.method`.
    pub call: Vec<String>,
    /// Types the method is called on; empty: any.
    #[serde(default)]
    pub on: Vec<String>,
    /// The argument that says it.
    pub arg: usize,
    /// How many arguments the call has; any number where it is not said.
    #[serde(default)]
    pub args: Option<usize>,
    /// What a plain number counts, in seconds.
    #[serde(default)]
    pub unit: Option<f64>,
}

/// Names of values that say how long a link works.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkFields {
    /// Fields, claims and parameters of URLs.
    pub names: Vec<String>,
    /// Words of functions and structs that are about links.
    pub about: Vec<String>,
    /// Words of functions and structs that sign tokens for files.
    pub claims: Vec<String>,
    /// What the time of expiry is called in such a token.
    pub claim: Vec<String>,
}

/// What opens objects to everybody.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Public {
    /// Values of an ACL in code.
    pub acls: Vec<String>,
    /// Methods and fields that take an ACL.
    pub takers: Vec<String>,
    /// Keys of configuration, and values by which they open something.
    pub keys: Vec<PublicKey>,
    /// Resources that open a bucket.
    pub resources: Vec<String>,
    /// Pieces of command lines that open a bucket.
    pub commands: Vec<String>,
}

/// A key of configuration that can open something.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicKey {
    /// The key, lower case.
    pub key: String,
    /// It is also used for what is no bucket.
    #[serde(default)]
    pub vague: bool,
    /// The values by which it does.
    pub values: Vec<String>,
}

impl LinkCall {
    /// Whether it is the call of this name with so many arguments.
    pub fn takes(&self, call: &str, args: usize) -> bool {
        let named = self.call.iter().any(|c| c == call);
        named && args > self.arg && self.args.is_none_or(|n| n == args)
    }
}

impl Links {
    /// The knowledge that ships with the program.
    pub fn embedded() -> &'static Self {
        static READ: OnceLock<Links> = OnceLock::new();
        READ.get_or_init(|| embedded::sheet("links"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_read() {
        let links = Links::embedded();
        assert!(links.expiry.len() > 5 && !links.public.keys.is_empty());
    }
}
