//! Values that Terraform keeps elsewhere: `var.x` with the variable's default, `local.x` with the local's value.
//!
//! In: the configuration files of a tree. Out: the same, with such values put in where they are used. A variable that
//! anything else gives a value (a file of variables, a module's caller) is left open: what holds is not known here.

use std::collections::{BTreeMap, BTreeSet};

use crate::parse::config::{Config, Entry, Format, Value};
use crate::source::SourceMap;
use crate::span::FileId;

/// How often values are put in: a local may stand for a variable.
const ROUNDS: usize = 3;

/// Puts values in where they are used.
pub(super) fn follow(configs: &mut [(FileId, Box<Config>)], sources: &SourceMap) {
    let is_terraform = |config: &Config| config.format == Format::Hcl;
    if !configs.iter().any(|(_, c)| is_terraform(c)) {
        return;
    }
    for _ in 0..ROUNDS {
        let given = given(configs, sources);
        let known = known(configs, sources, &given);
        for (file, config) in configs.iter_mut().filter(|(_, c)| is_terraform(c)) {
            let folder = folder(sources, *file);
            for entry in &mut config.entries {
                if let Some(name) = named(&entry.value)
                    && let Some(value) = known.get(&(folder.clone(), name.to_owned()))
                {
                    entry.value = value.clone();
                }
            }
        }
    }
}

/// The folder of a file: what stands in one belongs together.
fn folder(sources: &SourceMap, file: FileId) -> String {
    let path = &sources.file(file).path;
    path.rsplit_once('/').map_or("", |(f, _)| f).to_owned()
}

/// Names of variables that files of variables or callers of modules give a value.
fn given(configs: &[(FileId, Box<Config>)], sources: &SourceMap) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (file, config) in configs.iter().filter(|(_, c)| c.format == Format::Hcl) {
        let variables = sources.file(*file).path.contains(".tfvars");
        for entry in config.live() {
            match entry.path.as_slice() {
                [name] if variables => names.insert(name.to_string()),
                [kind, _, name] if &**kind == "module" => names.insert(name.to_string()),
                _ => false,
            };
        }
    }
    names
}

/// What variables and locals stand for, by folder.
fn known(
    configs: &[(FileId, Box<Config>)],
    sources: &SourceMap,
    given: &BTreeSet<String>,
) -> BTreeMap<(String, String), Value> {
    let mut known = BTreeMap::new();
    for (file, config) in configs.iter().filter(|(_, c)| c.format == Format::Hcl) {
        let literals = config.live().filter(|e| e.value.literal().is_some());
        for entry in literals {
            if let Some(name) = kept_as(entry, given) {
                known.insert((folder(sources, *file), name), entry.value.clone());
            }
        }
    }
    known
}

/// The name by which an entry's value is used elsewhere.
fn kept_as(entry: &Entry, given: &BTreeSet<String>) -> Option<String> {
    match entry.path.as_slice() {
        [kind, name, last] if &**kind == "variable" && &**last == "default" => {
            (!given.contains(&**name)).then(|| format!("var.{name}"))
        }
        [kind, name] if &**kind == "locals" => Some(format!("local.{name}")),
        _ => None,
    }
}

/// `var.x` or `local.x`, where a value is nothing else.
fn named(value: &Value) -> Option<&str> {
    let Value::Dynamic(text) = value else {
        return None;
    };
    let text = text.trim();
    let text = text
        .strip_prefix("${")
        .and_then(|t| t.strip_suffix('}'))
        .unwrap_or(text)
        .trim();
    let name = text
        .strip_prefix("var.")
        .or_else(|| text.strip_prefix("local."))?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    (!name.is_empty() && name.chars().all(plain)).then_some(text)
}
