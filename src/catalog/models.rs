//! What library calls, types and macros do to data, looked up by crate and name.
//!
//! In: the files of `rules/models`. Out: [`Models`]. It never sees code: paths are resolved and receivers are typed
//! before anything is asked here.

use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::modelfile::{self, ModelFile};
use super::words::Words;
use super::{CallModel, TypeModel};

/// The models of all crates known.
#[derive(Clone, Debug, Default)]
pub struct Models {
    crates: FxHashMap<&'static str, usize>,
    tables: Vec<Table>,
    methods: FxHashMap<&'static str, CallModel>,
    /// Names of attributes, calls and trait methods that make functions answer requests.
    handlers: FxHashSet<&'static str>,
    /// The types that derive macros declare beside the struct they stand on: the crate and the types' names.
    derives: FxHashMap<&'static str, (&'static str, Vec<&'static str>)>,
}

#[derive(Clone, Debug, Default)]
struct Table {
    /// Crates whose names are also found under this one: `axum::http::HeaderMap`.
    reexports: Vec<&'static str>,
    calls: FxHashMap<&'static str, CallModel>,
    types: FxHashMap<&'static str, TypeModel>,
    /// The data that variants hold, by `Type::Variant`.
    patterns: FxHashMap<&'static str, &'static str>,
    /// It is a web framework: some of its calls register handlers.
    web: bool,
}

impl Models {
    /// The models that ship with the program. Reads the embedded files at the first call.
    pub fn embedded() -> &'static Models {
        static MODELS: OnceLock<Models> = OnceLock::new();
        MODELS.get_or_init(|| Models::load(super::embedded::MODELS, Words::embedded()).0)
    }

    /// Reads model files, `(path, text)`, with the hash algorithms that `words` knows; what is wrong with the files
    /// is told beside the result.
    pub fn load(
        files: &'static [(&'static str, &'static str)],
        words: &Words,
    ) -> (Models, Vec<String>) {
        let mut models = Models::default();
        let mut mistakes = Vec::new();
        for (path, text) in files {
            match modelfile::read(text) {
                Ok(file) => {
                    models.add_file(&file, words, &mut |m| mistakes.push(format!("{path}: {m}")));
                }
                Err(mistake) => mistakes.push(format!("{path}: {mistake}")),
            }
        }
        (models, mistakes)
    }

    /// Whether anything is known of a crate, by its name as in paths (`serde_json`).
    pub fn knows(&self, crate_root: &str) -> bool {
        self.crates.contains_key(crate_root)
    }

    /// The model of a function (`fs::write`, or any longer path that ends so), a method of a known type
    /// (`Client::get`) or a macro (`println!`) of a crate. Ask [`Models::method`] next where a method has none.
    pub fn call(&self, crate_root: &str, name: &str) -> Option<&CallModel> {
        self.tables(crate_root).find_map(|table| table.call(name))
    }

    /// The model of a method by its name alone, for receivers of any or unknown type.
    pub fn method(&self, name: &str) -> Option<&CallModel> {
        self.methods.get(name)
    }

    /// The model of a type of a crate, by the last segment of its path.
    pub fn ty(&self, crate_root: &str, last: &str) -> Option<&TypeModel> {
        self.tables(crate_root)
            .find_map(|table| table.types.get(last))
    }

    /// The datum that a variant of a crate's type holds (`Message::Text`).
    pub fn variant(&self, crate_root: &str, name: &str) -> Option<&'static str> {
        self.tables(crate_root)
            .find_map(|table| table.patterns.get(name))
            .copied()
    }

    /// The crate of a derive macro that declares types around a struct, and the names of these types.
    pub fn declared_by(&self, derive: &str) -> Option<(&'static str, &[&'static str])> {
        let (root, made) = self.derives.get(derive)?;
        Some((root, made))
    }

    /// Whether a crate is for serving clients: what it hands to handlers comes from them.
    pub fn serves(&self, crate_root: &str) -> bool {
        let own = self.crates.get(crate_root).map(|i| &self.tables[*i]);
        own.is_some_and(|table| table.types.values().any(|t| t.extractor))
    }

    /// The crate's own table, then those of the crates it re-exports.
    fn tables(&self, crate_root: &str) -> impl Iterator<Item = &Table> {
        let own = self.table(crate_root);
        own.into_iter().chain(
            own.into_iter()
                .flat_map(|t| t.reexports.iter().filter_map(|r| self.table(r))),
        )
    }

    /// The crates that one model file is for, by any of them.
    pub fn siblings(&self, crate_root: &str) -> impl Iterator<Item = &'static str> + '_ {
        let at = self.crates.get(crate_root).copied();
        let same = self.crates.iter().filter(move |(_, i)| Some(**i) == at);
        same.map(|(name, _)| *name)
    }

    /// Whether an attribute (`get!`) or a trait's method (`IntoResponse::into_response`) makes a function answer requests.
    pub fn handles(&self, name: &str) -> bool {
        self.handlers.contains(name)
    }

    /// Whether a crate is a web framework, whose own types are made for requests and answers.
    pub fn answers(&self, crate_root: &str) -> bool {
        self.tables(crate_root).any(|table| table.web)
    }

    /// The types that models name as results or as what closures are handed, as absolute texts.
    pub fn returns(&self) -> impl Iterator<Item = &'static str> + '_ {
        let calls = self
            .tables
            .iter()
            .flat_map(|t| t.calls.values())
            .chain(self.methods.values());
        let types = self.tables.iter().flat_map(|t| t.types.values());
        let fields = types.flat_map(|t| t.fields.iter().map(|(_, ty)| *ty));
        let mut texts: Vec<&'static str> = calls
            .flat_map(|c| [c.returns, c.hands])
            .flatten()
            .chain(fields)
            .collect();
        texts.sort_unstable();
        texts.dedup();
        texts.into_iter()
    }

    fn table(&self, crate_root: &str) -> Option<&Table> {
        self.crates
            .get(crate_root)
            .and_then(|at| self.tables.get(*at))
    }

    fn add_file(&mut self, file: &ModelFile, words: &Words, wrong: &mut dyn FnMut(String)) {
        let root = file.krate.name;
        let at = self.tables.len();
        let mut table = Table {
            reexports: file.krate.reexports.clone(),
            ..Table::default()
        };
        table.types = types_of(file, wrong);
        for derive in &file.derive {
            let made = derive
                .name
                .iter()
                .map(|n| (*n, (root, derive.makes.clone())));
            self.derives.extend(made);
        }
        for pattern in &file.pattern {
            let held = pattern.name.iter().map(|name| (*name, pattern.source));
            table.patterns.extend(held);
        }
        for call in &file.call {
            let model = match call.model(root, words) {
                Ok(model) => model,
                Err(mistake) => {
                    wrong(format!("{}: {mistake}", call.name.join(", ")));
                    continue;
                }
            };
            table.web |= model.handler.is_some();
            for name in &call.name {
                if model.handler.is_some() {
                    self.handlers.insert(name);
                }
                if !modelfile::is_call_name(name) {
                    wrong(format!("`{name}` is no name of a call"));
                }
                let before = match name.strip_prefix('.') {
                    Some(method) => self.methods.insert(method, model.clone()),
                    None => table
                        .calls
                        .insert(name, modelfile::constructed(model.clone(), root, name)),
                };
                if before.is_some() {
                    wrong(format!("call `{name}` twice"));
                }
            }
        }
        self.tables.push(table);
        for name in file.krate.aliases.iter().chain([&root]) {
            if self.crates.insert(name, at).is_some() {
                wrong(format!("crate `{name}` twice"));
            }
        }
    }
}

/// The types of a file by their names.
fn types_of(file: &ModelFile, wrong: &mut dyn FnMut(String)) -> FxHashMap<&'static str, TypeModel> {
    let mut types = FxHashMap::default();
    for ty in &file.ty {
        let model = ty.model(file.krate.name);
        for name in &ty.name {
            if !modelfile::is_type_name(name) {
                wrong(format!("`{name}` is no name of a type"));
            }
            if types.insert(*name, model.clone()).is_some() {
                wrong(format!("type `{name}` twice"));
            }
        }
    }
    types
}

impl Table {
    fn call(&self, name: &str) -> Option<&CallModel> {
        let calls = &self.calls;
        if let Some(model) = calls.get(name) {
            return Some(model);
        }
        let (start, last) = name.rsplit_once("::")?;
        if let Some((_, owner)) = start.rsplit_once("::") {
            let from = name.len() - owner.len() - 2 - last.len();
            if let Some(model) = calls.get(&name[from..]) {
                return Some(model);
            }
        }
        calls.get(last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Closure, End, HashClass, Measure, Place, Sql, embedded};

    #[test]
    fn every_embedded_file_loads_without_a_mistake() {
        let (_, words) = Words::load(embedded::WORDS);
        assert_eq!(words, Vec::<String>::new());
        let (models, mistakes) = Models::load(embedded::MODELS, Words::embedded());
        assert_eq!(mistakes, Vec::<String>::new());
        assert!(models.tables.len() > 3);
    }

    #[test]
    fn calls_are_found_by_the_last_segments_of_a_path() {
        let models = Models::embedded();
        let write = models.call("std", "fs::write").expect("modelled");
        assert_eq!(write.sink.as_ref().map(|s| s.place), Some(Place::Store));
        assert_eq!(models.call("core", "fs::write"), Some(write));
        assert_eq!(models.call("std", "sys::fs::write"), Some(write));
        assert!(models.call("nobody", "fs::write").is_none());
        assert!(models.call("std", "no_such").is_none());
    }

    #[test]
    fn flows_ends_and_measures_are_read() {
        let models = Models::embedded();
        let len = models.method("len").expect("modelled");
        assert_eq!(len.measure, Some(Measure::Aggregated));
        let map = models.call("std", "Option::map").expect("modelled");
        assert_eq!(map.closure, Some(Closure::Map));
        let expect = models.method("expect").expect("modelled");
        assert_eq!(
            expect.sink.as_ref().map(|s| &s.from[..]),
            Some(&[End::Arg(0)][..])
        );
        let bind = models.method("bind").expect("modelled");
        assert_eq!(bind.sql, Some(Sql::Bind));
        assert_eq!(
            Words::embedded().algorithm("argon2").map(|a| a.class),
            Some(HashClass::Kdf)
        );
    }
}
