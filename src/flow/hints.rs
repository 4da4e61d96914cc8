//! What the policy file says of the codebase: its functions, types and fields, found by their paths.
//!
//! In: the overlay's paths and the program. Out: [`Hints`] by number, and the paths that name nothing.

use crate::catalog::{Algorithm, HashClass, Measure, Overlay, Place};
use crate::link::symbols::Sym;
use crate::link::{Program, paths};
use rustc_hash::{FxHashMap, FxHashSet};

/// What is known of functions, types and fields by their numbers.
#[derive(Debug, Default)]
pub(super) struct Hints {
    /// Functions whose result is the argument with a measure passed.
    pub measures: FxHashMap<u32, Measure>,
    /// Functions whose result is a datum.
    pub sources: FxHashMap<u32, &'static str>,
    /// Functions whose arguments reach a place.
    pub sinks: FxHashMap<u32, Place>,
    /// Types every value of which is a datum.
    pub types: FxHashMap<u32, &'static str>,
    /// Fields that hold a datum.
    pub fields: FxHashMap<(u32, Sym), &'static str>,
    /// Macros whose arguments reach a place.
    pub macros: FxHashMap<u32, Place>,
    /// Functions whose calls are places of their own.
    pub watched: FxHashSet<u32>,
    /// Macros whose calls are places of their own.
    pub watched_macros: FxHashSet<u32>,
    /// Functions that data is to pass: what goes in comes out.
    pub passed: FxHashSet<u32>,
}

/// Finds all paths of an overlay; the second result lists those that name nothing.
pub(super) fn find(program: &Program, overlay: &Overlay) -> (Hints, Vec<String>) {
    let mut hints = Hints::default();
    let mut missing = Vec::new();
    if *overlay == Overlay::default() {
        return (hints, missing);
    }
    functions(program, overlay, &mut hints, &mut missing);
    data(program, overlay, &mut hints, &mut missing);
    watched(program, overlay, &mut hints);
    (hints, missing)
}

/// Finds functions and macros that measure data or take them to a place.
fn functions(program: &Program, overlay: &Overlay, hints: &mut Hints, missing: &mut Vec<String>) {
    let unknown = Measure::Hashed(Algorithm {
        class: HashClass::Unknown,
        keyed: false,
        name: "hash",
    });
    let measures = [
        (&overlay.hashes, unknown),
        (&overlay.encrypts, Measure::Encrypted),
        (&overlay.redacts, Measure::Masked),
    ];
    for (list, measure) in measures {
        for path in list {
            let found = paths::functions(program, path);
            note(path, found.is_empty(), missing);
            hints
                .measures
                .extend(found.into_iter().map(|f| (f, measure)));
        }
    }
    let sinks = [
        (&overlay.logs, Place::Log),
        (&overlay.stores, Place::Store),
        (&overlay.sends, Place::Send),
        (&overlay.exposes, Place::Expose),
        (&overlay.trains, Place::Train),
    ];
    for (list, place) in sinks {
        for path in list {
            let found = paths::functions(program, path);
            let macros = paths::macros(program, path);
            note(path, found.is_empty() && macros.is_empty(), missing);
            hints.sinks.extend(found.into_iter().map(|f| (f, place)));
            hints.macros.extend(macros.into_iter().map(|m| (m, place)));
        }
    }
}

/// Finds what commitments ask about by path; their rules say which of these paths name nothing.
fn watched(program: &Program, overlay: &Overlay, hints: &mut Hints) {
    for path in &overlay.watched {
        hints.watched.extend(paths::functions(program, path));
        hints.watched_macros.extend(paths::macros(program, path));
    }
    for path in &overlay.passed {
        hints.passed.extend(paths::functions(program, path));
    }
}

/// Finds functions, types and fields that hand out or hold data.
fn data(program: &Program, overlay: &Overlay, hints: &mut Hints, missing: &mut Vec<String>) {
    for (key, list) in &overlay.sources {
        let key = keep(key);
        for path in list {
            let found = paths::functions(program, path);
            note(path, found.is_empty(), missing);
            hints.sources.extend(found.into_iter().map(|f| (f, key)));
        }
    }
    for entry in &overlay.data {
        let key = keep(&entry.key);
        for path in &entry.types {
            let found = paths::types(program, path);
            note(path, found.is_empty(), missing);
            // What a newtype wraps is the value itself.
            let wrapped = found
                .iter()
                .filter_map(|t| Some((*t, wrapped(program, *t)?)));
            hints.fields.extend(wrapped.map(|field| (field, key)));
            hints.types.extend(found.into_iter().map(|t| (t, key)));
        }
        for path in &entry.fields {
            let found = paths::fields(program, path);
            note(path, found.is_empty(), missing);
            hints.fields.extend(found.into_iter().map(|f| (f, key)));
        }
    }
}

/// The only field of a newtype.
fn wrapped(program: &Program, adt: u32) -> Option<Sym> {
    match program.adts[adt as usize].variants.as_slice() {
        [fields] if fields.len() == 1 => Some(fields[0].name),
        _ => None,
    }
}

fn note(path: &str, empty: bool, missing: &mut Vec<String>) {
    if empty {
        missing.push(path.to_owned());
    }
}

/// Keys live as long as the program: a policy names a handful of them.
fn keep(key: &str) -> &'static str {
    Box::leak(key.to_owned().into_boxed_str())
}
