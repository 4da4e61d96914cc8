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
    /// Filters of diesel and sea-orm.
    pub orm: Filters,
    /// Command lines.
    pub commands: Commands,
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
    /// The `type` that an action beside it must have, lower case; empty: any.
    #[serde(default)]
    pub action: String,
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
    /// Files of platforms that start the program they stand beside, without their ending.
    pub platforms: Vec<String>,
}

/// What takes things away.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deletes {
    pub objects: Vec<String>,
    pub object_crates: Vec<String>,
    /// Methods that give a bucket its rules.
    pub lifecycles: Vec<String>,
    /// Methods of such rules that say after how many days something goes.
    pub lifecycle_days: Vec<String>,
    /// The types that these are called on.
    pub lifecycle_types: Vec<String>,
    /// Calls that are given the folder whose files they list.
    pub folders: Vec<String>,
    /// Calls that only build a statement.
    pub builds: Vec<String>,
    /// Methods of a statement that do not run it.
    pub fills: Vec<String>,
    pub files: Vec<String>,
    /// Methods that ask for the age of a file or object.
    pub file_times: Vec<String>,
    pub lasting: Vec<String>,
    pub ending: Vec<String>,
    pub caches: Vec<String>,
    /// Words by which a store is told to be a key-value store.
    pub key_values: Vec<String>,
    pub key_value_crates: Vec<String>,
    /// What lets documents go by an index.
    pub indexes: Vec<String>,
    /// What names the attribute by which rows of a table go.
    pub expiry_keys: Vec<String>,
    /// The groups in which such a name stands.
    pub expiry_groups: Vec<String>,
    /// The calls beside which such a name stands.
    pub expiry_calls: Vec<String>,
}

/// What columns say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimeColumns {
    pub deleted: Vec<String>,
    pub due: Vec<String>,
    pub owners: Vec<String>,
    /// Types of columns that hold a flag or a moment.
    flags: Vec<String>,
    /// Data that fits in none of them.
    texts: Vec<String>,
}

impl TimeColumns {
    /// Whether a column of a type may hold a datum: a flag such as `trust_email` holds no address.
    pub fn may_hold(&self, ty: &str, key: &str) -> bool {
        let text = |t: &String| {
            key.strip_prefix(t.as_str())
                .is_some_and(|r| r.is_empty() || r.starts_with('.'))
        };
        let ty = ty
            .split(['(', ' '])
            .next()
            .filter(|_| !ty.contains("(1)"))
            .unwrap_or(ty);
        !(self.flags.iter().any(|f| f == ty) && self.texts.iter().any(text))
    }
}

/// Methods by which filters of diesel and sea-orm compare a column.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filters {
    pub older: Vec<String>,
    pub younger: Vec<String>,
    pub equal: Vec<String>,
    /// What is neither about age nor a single value.
    pub tests: Vec<String>,
    /// A row by its key.
    pub found: Vec<String>,
}

/// Command lines that delete or say what is deleted.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Commands {
    /// Programs that run statements of SQL.
    pub clients: Vec<String>,
    /// Command lines that hand over rules of a bucket, lower case.
    pub lifecycles: Vec<String>,
    /// Options that say after what time something goes.
    pub options: Vec<OutsideOption>,
}

/// An option of a command line that says after what time something goes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutsideOption {
    /// The option.
    pub option: String,
    /// What a plain number counts.
    pub unit: String,
    /// `store` or `log`.
    pub what: String,
    /// What the line must hold, lower case; empty: anything.
    pub with: String,
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

impl TimeColumns {
    /// Whether a column says when a row is due: `expires_at`, `token_expires_at`.
    pub fn is_due(&self, column: &str) -> bool {
        let ends = |d: &String| {
            let before = column.strip_suffix(d.as_str());
            before.is_some_and(|b| b.is_empty() || d.contains("expir") && b.ends_with('_'))
        };
        self.due.iter().any(ends)
    }

    /// Whether a column names the person a row belongs to: `user_id`, `invited_user_id`.
    pub fn is_owner(&self, column: &str) -> bool {
        let ends = |o: &String| {
            let before = column.strip_suffix(o.as_str());
            before.is_some_and(|b| b.is_empty() || o.contains('_') && b.ends_with('_'))
        };
        self.owners.iter().any(ends)
    }
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
