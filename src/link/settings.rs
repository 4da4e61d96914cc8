//! Settings: every place that gives one a value, in code and around it, under one roof.
//!
//! In: the program, the configuration files and the database's schema. Out: [`Settings`]: places with their names and
//! values. One setting has many spellings (`log.retention_days`, `LOG_RETENTION_DAYS`, `Config::log_retention_days`,
//! `--log-retention-days`); [`Settings::find`] matches them. Whether a value is good is never asked here.

mod code;
pub mod names;

use super::Program;
use super::schema::Schema;
use crate::catalog::Conventions;
use crate::facts::surroundings::Surroundings;
use crate::parse::config::{Config, Entry, Sort, fallback};
use crate::parse::constant;
use crate::source::SourceMap;
use crate::span::{FileId, Span};
use names::Name;

/// All places that give settings their values, in the order of files and texts.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The places.
    pub places: Vec<Place>,
}

/// A place that gives a setting its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// What the setting is called here: a field with its type, a variable of the environment, a flag.
    pub names: Vec<Name>,
    /// The value, as far as it is written down.
    pub value: Known,
    /// Where it stands.
    pub span: Span,
    /// What gives the value.
    pub origin: Origin,
    /// The field's attributes and type as text, where bounds may stand; empty elsewhere.
    pub bounds: String,
}

/// A value as far as it is written down.
#[derive(Clone, Debug, PartialEq)]
pub enum Known {
    /// A truth value.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// A time, in seconds.
    Seconds(f64),
    /// Nothing is set.
    Nothing,
    /// Not known before the program runs.
    Unknown,
}

/// What gives a setting its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// A const or static.
    Const,
    /// A default in code: an attribute, an `impl Default`, a fallback.
    Default,
    /// A column's default.
    Sql,
    /// A configuration file.
    File,
}

impl Origin {
    /// What such a place is called.
    pub fn noun(self) -> &'static str {
        match self {
            Origin::Const => "const",
            Origin::Default => "default in code",
            Origin::Sql => "default of a column",
            Origin::File => "configuration",
        }
    }
}

/// Gathers all places.
pub fn gather(
    program: &Program,
    surroundings: &Surroundings,
    schema: &Schema,
    sources: &SourceMap,
) -> Settings {
    let mut places = code::places(program, sources);
    let names = surroundings.manifests.iter();
    let own: Vec<&str> = names.filter_map(|(_, m)| m.name.as_deref()).collect();
    for (file, config) in &surroundings.configs {
        of_config((*file, config), &own, &mut places);
    }
    for (_, table) in schema.tables() {
        for column in &table.columns {
            let Some(default) = &column.column.default else {
                continue;
            };
            places.push(Place {
                names: vec![Name::below(&table.name, &column.column.name.text)],
                value: of_sql(default),
                span: column.at,
                origin: Origin::Sql,
                bounds: String::new(),
            });
        }
    }
    places.sort_by_key(|p| (p.span, p.origin));
    places.dedup_by(|a, b| a.span == b.span && a.names == b.names);
    Settings { places }
}

fn of_config((file, config): (FileId, &Config), own: &[&str], places: &mut Vec<Place>) {
    for entry in config.live() {
        if entry.sort == Sort::Env && is_of_others(config, entry, own) {
            continue;
        }
        let Some(written) = entry.value.written() else {
            continue;
        };
        let text = entry.value.literal().or_else(|| fallback(written));
        let value = text.map_or(Known::Unknown, |t| Known::Text(t.to_owned()));
        let name = if entry.sort == Sort::Env || constant::is_variable(entry.name()) {
            Name::variable(entry.name())
        } else {
            let group = &entry.path[..entry.path.len().saturating_sub(1)];
            Name::below(&group.join("."), entry.name())
        };
        places.push(Place {
            names: vec![name],
            value,
            span: Span::new(file, entry.at.start, entry.at.end),
            origin: Origin::File,
            bounds: String::new(),
        });
    }
}

/// Whether a variable is one of a container that runs a program of others beside the service.
fn is_of_others(config: &Config, entry: &Entry, own: &[&str]) -> bool {
    let mut around = config.container_of(entry);
    let image = around.find(|e| e.name() == "image");
    let written = image.and_then(|e| e.value.written());
    let program = written.and_then(|i| Conventions::embedded().containers.program_of(i));
    program.is_some_and(|p| {
        !own.iter()
            .any(|name| name.contains(&p.to_ascii_lowercase()))
    })
}

/// A column's default as written: `30`, `'30 days'::interval`, `true`.
fn of_sql(text: &str) -> Known {
    let text = text.trim().trim_start_matches('(').trim_end_matches(')');
    let lower = text.to_ascii_lowercase();
    if let Some(inner) = text.split('\'').nth(1) {
        return Known::Text(inner.to_owned());
    }
    match lower.as_str() {
        "true" => Known::Bool(true),
        "false" => Known::Bool(false),
        "null" => Known::Nothing,
        _ => text
            .split("::")
            .next()
            .and_then(|t| t.trim().parse().ok())
            .map_or(Known::Unknown, Known::Number),
    }
}

impl Settings {
    /// All places of the setting that a key names, however it is spelled. `own` are the names of the service and its
    /// crates, which may stand before a variable's name. Places that share another name with one of them belong to it.
    pub fn find(&self, key: &str, own: &[String]) -> Vec<&Place> {
        let key = names::Key::of(key, own);
        let direct = |place: &&Place| place.names.iter().any(|n| key.is(n));
        let found: Vec<&Place> = self.places.iter().filter(direct).collect();
        let others: Vec<&Name> = found
            .iter()
            .flat_map(|p| &p.names)
            .filter(|n| !key.is(n) && n.is_global())
            .collect();
        let linked = |place: &Place| place.names.iter().any(|n| others.iter().any(|o| o.same(n)));
        self.places
            .iter()
            .filter(|p| direct(p) || linked(p))
            .collect()
    }
}
