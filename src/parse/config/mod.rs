//! Configuration in any format as one flat table of entries.
//!
//! In: the text of one file and its format. Out: a [`Config`]: every key with its path, value and exact places, in the
//! order of the text, so that no later room needs to know formats. Comments are told apart: an entry that is commented
//! out is listed as such. What the keys mean is never known here; only that something is a variable of the
//! environment, a command or a schedule, since formats differ in how they write these.

mod comments;
mod docker;
mod env;
mod hcl;
mod ini;
mod json;
mod lines;
mod scalar;
mod shell;
mod template;
#[cfg(test)]
mod tests;
mod toml;
mod views;
mod webserver;
mod writer;
mod yaml;

pub use scalar::{Quoted, fallback, is_cron, is_dynamic, scalar};

use super::{Fault, Range};
use std::sync::OnceLock;

/// How a configuration file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// TOML.
    Toml,
    /// YAML, also with the marks of a template language in it.
    Yaml,
    /// JSON, with comments or without.
    Json,
    /// `NAME=value` lines.
    Env,
    /// A Dockerfile.
    Dockerfile,
    /// Terraform and other HCL.
    Hcl,
    /// nginx, Caddy and other web servers.
    WebServer,
    /// Sections and `key = value` or `key value` lines: systemd, fluent-bit, redis, PostgreSQL.
    Ini,
    /// logrotate.
    Logrotate,
    /// Shell scripts.
    Shell,
    /// Crontabs.
    Crontab,
}

/// What one configuration file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// How it is written.
    pub format: Format,
    /// Its entries, in the order of the text; a group stands before what it holds.
    pub entries: Vec<Entry>,
    /// Whether marks of a template language were covered before reading, or lines guessed at.
    pub reading: Reading,
    /// What could not be read.
    pub faults: Vec<Fault>,
    /// Whole files that stand inside of it, their places in this one's text.
    pub nested: Vec<Config>,
    /// The entries by document and path, for those who ask what stands below one.
    pub(super) by_path: OnceLock<Vec<u32>>,
}

/// How well a file could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reading {
    /// As what it is.
    Whole,
    /// As what it is, once the marks of a template language were covered.
    Masked,
    /// Line by line, because it could not be read as what it is.
    Lines,
}

/// One key with its value, or a group of keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Sections and keys from the outermost in; items of a list are named by their number. A block of Terraform is
    /// its type and its labels, a block of a web server its directive with its arguments.
    pub path: Vec<Box<str>>,
    /// The value.
    pub value: Value,
    /// Where the key stands; for an item of a list, where the item stands.
    pub key: Range,
    /// Where the value stands, quotes included.
    pub at: Range,
    /// What the entry does.
    pub sort: Sort,
    /// Whether it is commented out.
    pub commented: bool,
    /// Which document of the file it stands in, from 0.
    pub document: u32,
}

/// What an entry does, as far as formats differ in how they write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sort {
    /// A key with a value, or a group.
    Key,
    /// Sets a variable of the environment, named by the last part of the path: `.env`, `ENV`, compose's
    /// `environment`, Kubernetes' `env`, `Environment=`, `export`.
    Env,
    /// A command line: `RUN`, `command`, a line of a script.
    Command,
    /// When something runs: five or six fields, or `@daily`.
    Cron,
}

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A table, list or block; what it holds follows.
    Group,
    /// A text, in quotes or bare.
    Text(Box<str>),
    /// A number as written.
    Number(Box<str>),
    /// A truth value.
    Bool(bool),
    /// `null`, or nothing behind the key.
    Null,
    /// Known at run time only: a placeholder, an expression, a reference to a secret; as written.
    Dynamic(Box<str>),
}

impl Value {
    /// The text of a literal: of a text itself, of numbers and truth values as they are written.
    pub fn literal(&self) -> Option<&str> {
        match self {
            Value::Text(text) | Value::Number(text) => Some(text),
            Value::Bool(true) => Some("true"),
            Value::Bool(false) => Some("false"),
            Value::Group | Value::Null | Value::Dynamic(_) => None,
        }
    }

    /// What is written, literal or not; none for groups and nothing.
    pub fn written(&self) -> Option<&str> {
        match self {
            Value::Dynamic(text) => Some(text),
            other => other.literal(),
        }
    }
}

impl Entry {
    /// The last part of the path: the key itself.
    pub fn name(&self) -> &str {
        self.path.last().map_or("", |name| name)
    }

    /// What the value is called: the key itself, and for the default of a variable of Terraform the variable.
    pub fn called(&self) -> &str {
        match self.path.as_slice() {
            [kind, name, last] if &**kind == "variable" && &**last == "default" => name,
            _ => self.name(),
        }
    }

    /// The path with dots.
    pub fn dotted(&self) -> String {
        self.path.join(".")
    }

    /// Whether it stands below a path: below the path itself does not count.
    pub fn is_below(&self, path: &[Box<str>]) -> bool {
        self.path.len() > path.len() && self.path.starts_with(path)
    }
}

impl Config {
    /// The entries that hold: those that are not commented out.
    pub fn live(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|e| !e.commented)
    }

    /// What stands in the container whose environment an entry is of: its image, its command.
    pub fn container_of<'c>(&'c self, entry: &'c Entry) -> impl Iterator<Item = &'c Entry> {
        let is_env = |p: &str| matches!(p, "environment" | "env");
        let depth = entry.path.iter().position(|p| is_env(p));
        let group = depth.map_or(0, |d| d);
        let inside = self.below(entry.document, &entry.path[..group]);
        inside.filter(move |_| group > 0)
    }

    /// The live entries of one document below a path, the nested ones included, in the order of the text. A file may
    /// hold very many entries, each of which asks for its neighbours, so they are looked up and not searched for.
    pub fn below<'c>(
        &'c self,
        document: u32,
        path: &'c [Box<str>],
    ) -> impl Iterator<Item = &'c Entry> {
        let entry = |at: &u32| &self.entries[*at as usize];
        let order = self.by_path.get_or_init(|| {
            let mut order: Vec<u32> = (0..self.entries.len() as u32).collect();
            order.sort_by_key(|at| (entry(at).document, &entry(at).path));
            order
        });
        let front = |at: &u32| {
            let of = entry(at);
            let length = of.path.len().min(path.len());
            (of.document, &of.path[..length])
        };
        let from = order.partition_point(|at| front(at) < (document, path));
        let to = order.partition_point(|at| front(at) <= (document, path));
        let mut found = order[from..to.max(from)].to_vec();
        found.sort_unstable();
        found
            .into_iter()
            .map(|at| &self.entries[at as usize])
            .filter(|e| !e.commented && e.path.len() > path.len())
    }

    /// The live entry of one document at a path.
    pub fn at(&self, document: u32, path: &[&str]) -> Option<&Entry> {
        self.live().find(|e| {
            e.document == document
                && e.path.len() == path.len()
                && e.path.iter().zip(path).all(|(a, b)| &**a == *b)
        })
    }

    /// Whether the file describes what others may say, as a schema or an interface does: its values are no settings.
    pub fn is_description(&self) -> bool {
        let has = |key: &str| self.at(0, &[key]).is_some();
        let shapes = has("properties") || has("definitions") || has("$defs");
        has("openapi") || has("swagger") || has("asyncapi") || has("$schema") && shapes
    }

    /// The live entry under a key of the group that another entry is.
    pub fn child(&self, group: &Entry, key: &str) -> Option<&Entry> {
        self.live().find(|e| {
            e.document == group.document
                && e.path.len() == group.path.len() + 1
                && e.name() == key
                && e.is_below(&group.path)
        })
    }
}

/// Reads one file; never fails.
pub fn read(format: Format, text: &str) -> Config {
    let mut config = match format {
        Format::Toml => toml::read(text),
        Format::Yaml => yaml::read(text),
        Format::Json => json::read(text),
        Format::Env => env::read(text),
        Format::Dockerfile => docker::read(text),
        Format::Hcl => hcl::read(text),
        Format::WebServer => webserver::read(text),
        Format::Ini => ini::read(text),
        Format::Logrotate => webserver::read_logrotate(text),
        Format::Shell => shell::read(text),
        Format::Crontab => shell::read_crontab(text),
    };
    views::apply(&mut config);
    config
}
