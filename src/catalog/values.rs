//! What calls say of times and durations: `rules/values.toml`.
//!
//! In: the embedded file. Out: [`Values`], asked by the name of a function or method. It knows no code.

use super::{embedded, units};
use serde::Deserialize;
use std::sync::OnceLock;

/// The knowledge of one file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Values {
    calls: Calls,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Calls {
    now: Vec<String>,
    duration_types: Vec<String>,
    same: Vec<String>,
    minus: Vec<String>,
    plus: Vec<String>,
    times: Vec<String>,
    otherwise: Vec<String>,
    env: Vec<String>,
    parsed: Vec<String>,
    fills: Vec<String>,
    defaults: Vec<String>,
    prefixes: Vec<String>,
    hands_on: Vec<String>,
}

/// What a function or method does to times and durations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// It gives the present moment.
    Now,
    /// Its result is what it is given.
    Same,
    /// It takes a duration off.
    Minus,
    /// It puts a duration on.
    Plus,
    /// It multiplies.
    Times,
    /// Its argument stands in where there is no value.
    Otherwise,
    /// It reads a variable of the environment.
    Env,
    /// It reads a duration out of a text.
    Parsed,
}

impl Values {
    /// The knowledge that ships with the program.
    pub fn embedded() -> &'static Self {
        static READ: OnceLock<Values> = OnceLock::new();
        READ.get_or_init(|| embedded::sheet("values"))
    }

    /// How many milliseconds one of what a function counts in is.
    pub fn unit(&self, name: &str) -> Option<f64> {
        units::of_call(name)
    }

    /// Whether a type is a duration.
    pub fn is_duration_type(&self, name: &str) -> bool {
        self.calls.duration_types.iter().any(|t| t == name)
    }

    /// Whether a function or method hands on a text or a number as it is.
    pub fn hands_on(&self, name: &str) -> bool {
        self.calls.hands_on.iter().any(|n| n == name)
    }

    /// Whether a method gives a setting its default: the key, then the value.
    pub fn sets_default(&self, name: &str) -> bool {
        self.calls.defaults.iter().any(|n| n == name)
    }

    /// Whether a call says how the names of the project's variables of the environment begin.
    pub fn sets_prefix(&self, name: &str) -> bool {
        self.calls.prefixes.iter().any(|n| n == name)
    }

    /// Whether the argument of a method counts where a value is missing.
    pub fn is_fallback(&self, name: &str) -> bool {
        let calls = &self.calls;
        calls
            .otherwise
            .iter()
            .chain(&calls.fills)
            .any(|n| n == name)
    }

    /// What a function or method of a name does.
    pub fn act(&self, name: &str) -> Option<Act> {
        let calls = &self.calls;
        let lists = [
            (&calls.now, Act::Now),
            (&calls.minus, Act::Minus),
            (&calls.plus, Act::Plus),
            (&calls.times, Act::Times),
            (&calls.otherwise, Act::Otherwise),
            (&calls.env, Act::Env),
            (&calls.parsed, Act::Parsed),
            (&calls.same, Act::Same),
        ];
        lists
            .into_iter()
            .find(|(names, _)| names.iter().any(|n| n == name))
            .map(|(_, act)| act)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_read() {
        let values = Values::embedded();
        assert_eq!(values.unit("from_mins"), Some(60_000.0));
        assert_eq!(values.act("now_utc"), Some(Act::Now));
        assert!(values.is_duration_type("TimeDelta"));
    }
}
