//! What a name can say: that it is data, that it never is, what a derive or module of that name is about.
//!
//! In: nothing. Out: the nouns in which the dictionary of names answers. It never looks a name up.

use serde::Deserialize;

use super::Measure;

/// How much a name says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Strength {
    /// The name alone suffices.
    Sure,
    /// Suffices for a column or key, which stand alone; in code only where something around it is about such data.
    Likely,
    /// Counts only with support: a type, a source, or a telling word around it.
    Weak,
}

impl Strength {
    /// Whether the name suffices where there is nothing around it to ask.
    pub fn suffices_alone(self) -> bool {
        self <= Self::Likely
    }
}

/// A name that is data.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Naming {
    /// The full data key.
    pub key: &'static str,
    /// How sure that is.
    pub strength: Strength,
    /// The words that matched, as the word list has them.
    pub word: &'static str,
}

/// What a name says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// It is data.
    Data(Naming),
    /// It is no data.
    Never(Reason),
    /// It says nothing.
    Unknown,
}

/// Why a name is no data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Reason {
    /// As a noun phrase: `a count`.
    pub why: &'static str,
    /// Whether it only tells about a datum: how many, when, which one.
    pub only_about: bool,
}

impl Reason {
    /// A reason that says nothing of any datum.
    pub(super) fn other(why: &'static str) -> Self {
        Self {
            why,
            only_about: false,
        }
    }
}

/// Where the values of a struct with a derive come from or go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeriveRole {
    /// They are rows read out of a store.
    FromStore,
    /// They are rows to be written.
    ToStore,
    /// A parser fills them.
    Parsed,
    /// They are pages for the client.
    Page,
    /// They start as a default and are changed in place.
    Defaulted,
}

/// What the code of a module is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum ModuleRole {
    /// It talks to an operator at a terminal.
    CommandLine,
}

/// Which calls a [`NamedMeasure`] is true of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    /// Every function of that name, also one whose body can be read.
    #[default]
    Any,
    /// Only functions whose body cannot be seen.
    Unseen,
}

/// What a function's name says its result has passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NamedMeasure {
    /// The measure.
    pub measure: Measure,
    /// Which calls it is true of.
    pub reach: Reach,
}
