//! What deletes because of age, and what runs it: `rules/retention.toml`.
//!
//! In: the embedded file. Out: [`Retention`], lists of names. It knows no code.

use super::embedded;
use serde::Deserialize;
use std::sync::OnceLock;

/// The knowledge of one file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// What runs things.
    pub schedule: Schedules,
    /// What takes things away.
    pub deletes: Deletes,
    /// What columns say.
    pub columns: TimeColumns,
    /// Words of SQL.
    pub sql: SqlWords,
    /// Configuration that deletes by age.
    pub outside: Vec<OutsideKey>,
    /// How often logrotate turns a file over, in days.
    pub rotation: std::collections::BTreeMap<String, f64>,
}

/// A key of configuration that says after what time something goes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutsideKey {
    /// `store` or `log`.
    pub what: String,
    /// The key, lower case.
    pub key: String,
    /// A part of the path to it, lower case; empty: any.
    #[serde(default)]
    pub within: String,
    /// What one of it counts.
    pub unit: String,
}

/// What runs things.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schedules {
    pub clocks: Vec<String>,
    pub cron: Vec<String>,
    pub repeated: Vec<String>,
    pub entries: Vec<String>,
    pub scheduled: Vec<String>,
    /// Words by which a command says that it deletes.
    pub tells: Vec<String>,
}

/// What takes things away.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deletes {
    pub objects: Vec<String>,
    pub object_crates: Vec<String>,
    /// Calls that only build a statement.
    pub builds: Vec<String>,
    /// Methods of a statement that do not run it.
    pub fills: Vec<String>,
    pub files: Vec<String>,
    pub lasting: Vec<String>,
    pub ending: Vec<String>,
    pub caches: Vec<String>,
    /// Words by which a store is told to be a key-value store.
    pub key_values: Vec<String>,
    pub key_value_crates: Vec<String>,
    pub document_crates: Vec<String>,
    pub indexes: Vec<String>,
}

/// What columns say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimeColumns {
    pub deleted: Vec<String>,
    pub due: Vec<String>,
    pub owners: Vec<String>,
}

/// Words of SQL that are about time.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SqlWords {
    /// What stands for the present moment.
    pub now: Vec<String>,
    /// Functions that give the time since what they are given.
    pub ages: Vec<String>,
    /// What counts in days.
    pub days: Vec<String>,
    /// Words that are neither columns nor moments.
    pub plain: Vec<String>,
}

impl Retention {
    /// The knowledge that ships with the program.
    pub fn embedded() -> &'static Self {
        static READ: OnceLock<Retention> = OnceLock::new();
        READ.get_or_init(|| embedded::sheet("retention"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_read() {
        assert!(!Retention::embedded().schedule.clocks.is_empty());
        assert!(!Retention::embedded().columns.owners.is_empty());
    }
}
