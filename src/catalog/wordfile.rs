//! The shape of `rules/words/*.toml`.
//!
//! In: the text of one file. Out: its tables, with texts that live as long as the program (they are read once).
//! This module never decides what a name means.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Deserializer};

use super::verdict::{DeriveRole, ModuleRole, Reach};
use super::{Algorithm, HashClass, Measure};

/// A list of texts; a single text stands for a list of one.
pub(super) type Texts = Vec<Word>;

/// A text that lives as long as the program. Its own name keeps serde from borrowing it from the file.
pub(super) type Word = &'static str;

/// One file of word lists.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WordFile {
    #[serde(default)]
    pub(super) data: Vec<Data>,
    #[serde(default)]
    pub(super) never: Vec<Never>,
    #[serde(default)]
    pub(super) header: Vec<Header>,
    #[serde(default)]
    pub(super) hash: Vec<Hash>,
    #[serde(default, rename = "name-pattern")]
    pub(super) pattern: Vec<Pattern>,
    #[serde(default)]
    pub(super) derive: Vec<Derive>,
    #[serde(default)]
    pub(super) module: Vec<Module>,
    #[serde(default)]
    pub(super) purpose: Vec<PurposeWords>,
    #[serde(default)]
    pub(super) comparison: Vec<Names>,
    #[serde(default)]
    pub(super) bare: Vec<Names>,
    #[serde(default)]
    pub(super) beside: Vec<Beside>,
}

/// `[[beside]]`: names that are no data next to others: a `message` next to a `code` tells what became of a call.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Beside {
    #[serde(deserialize_with = "texts")]
    pub(super) name: Texts,
    #[serde(deserialize_with = "texts")]
    pub(super) against: Texts,
}

/// `[[comparison]]`: functions that compare two secrets. `[[bare]]`: what says that a credential is kept as it is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Names {
    #[serde(deserialize_with = "texts")]
    pub(super) name: Texts,
}

/// `[[purpose]]`: what names say of what code and stores are for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PurposeWords {
    #[serde(deserialize_with = "text")]
    pub(super) name: Word,
    #[serde(default, deserialize_with = "texts")]
    pub(super) word: Texts,
    #[serde(default, deserialize_with = "texts")]
    pub(super) class: Texts,
    #[serde(default, deserialize_with = "texts")]
    pub(super) service: Texts,
}

/// `[[module]]`: what the name of a crate or module says of the code in it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Module {
    pub(super) role: ModuleRole,
    #[serde(deserialize_with = "texts")]
    pub(super) name: Texts,
}

/// `[[derive]]`: what a derive says of a struct's values.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Derive {
    pub(super) role: DeriveRole,
    #[serde(deserialize_with = "texts")]
    pub(super) name: Texts,
}

/// `[[data]]`: what a datum is called.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Data {
    #[serde(deserialize_with = "text")]
    pub(super) key: Word,
    #[serde(default)]
    pub(super) scope: Scope,
    #[serde(default, deserialize_with = "texts")]
    pub(super) sure: Texts,
    #[serde(default, deserialize_with = "texts")]
    pub(super) likely: Texts,
    #[serde(default, deserialize_with = "texts")]
    pub(super) weak: Texts,
    #[serde(default, deserialize_with = "texts")]
    pub(super) not: Texts,
    #[serde(default, deserialize_with = "texts")]
    pub(super) support: Texts,
    /// Words in the names of fields and parameters beside a name that make `likely` believable.
    #[serde(default, deserialize_with = "texts")]
    pub(super) support_beside: Texts,
    /// Words around even a sure name that make it one of something else.
    #[serde(default, deserialize_with = "texts")]
    pub(super) against: Texts,
    /// What types around even a sure name end in that hold something else; `* client` asks for a word before it.
    #[serde(default, deserialize_with = "texts")]
    pub(super) against_type: Texts,
}

/// Which names a list is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Scope {
    /// Identifiers, columns, JSON keys.
    #[default]
    Names,
    /// Variables of the environment and setting keys.
    Env,
}

/// `[[never]]`: words that make a name no datum.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Never {
    #[serde(deserialize_with = "text")]
    pub(super) why: Word,
    /// What is named so tells about a datum without showing it: how many, when, which one.
    #[serde(default)]
    pub(super) about: bool,
    /// As the last words.
    #[serde(default, deserialize_with = "texts")]
    pub(super) last: Texts,
    /// As the first word.
    #[serde(default, deserialize_with = "texts")]
    pub(super) first: Texts,
    /// As the last word exactly as written, plural included, unless a phrase of several words says otherwise.
    #[serde(default, deserialize_with = "texts")]
    pub(super) exact: Texts,
    /// Holds for variables of the environment too.
    #[serde(default)]
    pub(super) env: bool,
}

/// `[[header]]`: HTTP headers; without a key the header is no datum.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Header {
    #[serde(default, deserialize_with = "maybe_text")]
    pub(super) key: Option<Word>,
    #[serde(deserialize_with = "texts")]
    pub(super) name: Texts,
}

/// `[[hash]]`: hash algorithms by class.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Hash {
    class: Class,
    #[serde(default)]
    keyed: bool,
    #[serde(deserialize_with = "texts")]
    pub(super) name: Texts,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Class {
    Kdf,
    Digest,
    Weak,
    Unknown,
}

/// `[[name-pattern]]`: what a function's name says of its result.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pattern {
    #[serde(deserialize_with = "texts")]
    pub(super) name: Texts,
    #[serde(deserialize_with = "text")]
    pub(super) measure: Word,
    #[serde(default)]
    pub(super) reach: Reach,
}

impl Hash {
    /// The algorithm of one of the names.
    pub(super) fn algorithm(&self, name: &'static str) -> Algorithm {
        let class = match self.class {
            Class::Kdf => HashClass::Kdf,
            Class::Digest => HashClass::Digest,
            Class::Weak => HashClass::Weak,
            Class::Unknown => HashClass::Unknown,
        };
        Algorithm {
            class,
            keyed: self.keyed,
            name,
        }
    }
}

/// Reads one file.
pub(super) fn read(text: &str) -> Result<WordFile, String> {
    toml::from_str(text).map_err(|e| e.message().to_owned())
}

/// A measure by its text: `masked`, `aggregated`, `encrypted`, `encrypted:aes-gcm`, `hashed:argon2`, `plain`.
pub(super) fn measure(text: &str, hashes: &FxHashMap<&'static str, Algorithm>) -> Option<Measure> {
    match text.split_once(':').unwrap_or((text, "")) {
        ("plain", "") => Some(Measure::Plain),
        ("masked", "") => Some(Measure::Masked),
        ("aggregated", "") => Some(Measure::Aggregated),
        ("encrypted", _) => Some(Measure::Encrypted),
        ("hashed", name) => hashes.get(name).copied().map(Measure::Hashed),
        _ => None,
    }
}

/// Keeps a text for the rest of the run. Only for knowledge that is read once.
pub(super) fn keep(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

/// Reads a text to keep.
pub(super) fn text<'de, D: Deserializer<'de>>(from: D) -> Result<&'static str, D::Error> {
    String::deserialize(from).map(|t| keep(&t))
}

/// Reads a text to keep, where one may be left out.
pub(super) fn maybe_text<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<&'static str>, D::Error> {
    text(from).map(Some)
}

/// Reads a text or a list of texts to keep.
pub(super) fn texts<'de, D: Deserializer<'de>>(from: D) -> Result<Texts, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum OneOrMore {
        One(String),
        More(Vec<String>),
    }
    Ok(match OneOrMore::deserialize(from)? {
        OneOrMore::One(t) => vec![keep(&t)],
        OneOrMore::More(list) => list.iter().map(|t| keep(t)).collect(),
    })
}
