//! What a value carries, in the plainest form: a set of data and named parts.

use std::collections::{BTreeMap, BTreeSet};

use super::language::{Passed, Ty};

/// A datum: the place of its source and what it has passed last.
pub(super) type Datum = (u32, Passed);

/// What reaches a log: its number and the datum.
pub(super) type Seen = BTreeSet<(u32, Datum)>;

/// A value. What an option or a list holds counts as the value's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Value {
    pub(super) own: BTreeSet<Datum>,
    pub(super) parts: BTreeMap<&'static str, Value>,
    /// It came out of a function: that nothing is in it is not known.
    pub(super) vague: bool,
}

impl Value {
    pub(super) fn of(datum: Datum) -> Self {
        Value {
            own: BTreeSet::from([datum]),
            ..Value::default()
        }
    }

    /// A value with one part.
    pub(super) fn with(name: &'static str, part: Value) -> Self {
        Value {
            parts: BTreeMap::from([(name, part)]),
            ..Value::default()
        }
    }

    /// A struct or tuple.
    pub(super) fn built(ty: Ty, parts: Vec<Value>) -> Self {
        let names = ty.fields().iter().map(|(name, _)| *name);
        Value {
            parts: names.zip(parts).collect(),
            ..Value::default()
        }
    }

    pub(super) fn part(&self, name: &str) -> Value {
        self.parts.get(name).cloned().unwrap_or_default()
    }

    /// A part to be written to.
    pub(super) fn place(&mut self, path: &[&'static str]) -> &mut Value {
        match path {
            [] => self,
            [first, rest @ ..] => self.parts.entry(first).or_default().place(rest),
        }
    }

    pub(super) fn join(&mut self, other: Value) {
        self.own.extend(other.own);
        self.vague |= other.vague;
        for (name, part) in other.parts {
            self.parts.entry(name).or_default().join(part);
        }
    }

    /// The same after a measure.
    pub(super) fn measured(self, passed: Passed) -> Value {
        Value {
            own: self.own.into_iter().map(|(s, _)| (s, passed)).collect(),
            ..Value::default()
        }
    }

    /// Notes that it reaches a log.
    pub(super) fn seen(self, log: u32, seen: &mut Seen) {
        seen.extend(self.own.into_iter().map(|d| (log, d)));
    }
}
