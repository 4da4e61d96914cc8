//! What the policy file says of the codebase: its functions, types and fields, found by their paths.
//!
//! In: the overlay's paths and the program. Out: [`Hints`] by number, and the paths that name nothing.

use crate::catalog::{Algorithm, HashClass, Measure, Overlay, Place};
use crate::link::Program;
use crate::link::symbols::Sym;
use rustc_hash::FxHashMap;

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
}

/// Finds all paths of an overlay; the second result lists those that name nothing.
pub(super) fn find(program: &Program, overlay: &Overlay) -> (Hints, Vec<String>) {
    let mut hints = Hints::default();
    let mut missing = Vec::new();
    if *overlay == Overlay::default() {
        return (hints, missing);
    }
    let index = Index { program };
    functions(&index, overlay, &mut hints, &mut missing);
    data(&index, overlay, &mut hints, &mut missing);
    (hints, missing)
}

/// Finds functions and macros that measure data or take them to a place.
fn functions(index: &Index<'_>, overlay: &Overlay, hints: &mut Hints, missing: &mut Vec<String>) {
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
    for (paths, measure) in measures {
        for path in paths {
            let found = index.fns(path);
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
    for (paths, place) in sinks {
        for path in paths {
            let found = index.fns(path);
            let macros = index.macros(path);
            note(path, found.is_empty() && macros.is_empty(), missing);
            hints.sinks.extend(found.into_iter().map(|f| (f, place)));
            hints.macros.extend(macros.into_iter().map(|m| (m, place)));
        }
    }
}

/// Finds functions, types and fields that hand out or hold data.
fn data(index: &Index<'_>, overlay: &Overlay, hints: &mut Hints, missing: &mut Vec<String>) {
    for (key, paths) in &overlay.sources {
        let key = keep(key);
        for path in paths {
            let found = index.fns(path);
            note(path, found.is_empty(), missing);
            hints.sources.extend(found.into_iter().map(|f| (f, key)));
        }
    }
    for entry in &overlay.data {
        let key = keep(&entry.key);
        for path in &entry.types {
            let found = index.types(path);
            note(path, found.is_empty(), missing);
            hints.types.extend(found.into_iter().map(|t| (t, key)));
        }
        for path in &entry.fields {
            let found = index.fields(path);
            note(path, found.is_empty(), missing);
            hints.fields.extend(found.into_iter().map(|f| (f, key)));
        }
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

/// All paths of the program by their last name.
struct Index<'p> {
    program: &'p Program,
}

impl Index<'_> {
    fn fns(&self, pattern: &str) -> Vec<u32> {
        let program = self.program;
        let fits = |id: &u32| {
            let own = matches(pattern, &program.fn_path(*id));
            let of_trait = || {
                let info = &program.fns[*id as usize];
                info.of_trait.is_some_and(|t| {
                    let (name, module) = program.traits[t as usize];
                    let path = format!(
                        "{}::{}::{}",
                        program.module_path(module),
                        program.text(name),
                        program.text(info.name)
                    );
                    matches(pattern, &path)
                })
            };
            own || of_trait()
        };
        (0..program.fns.len() as u32).filter(fits).collect()
    }

    fn types(&self, pattern: &str) -> Vec<u32> {
        (0..self.program.adts.len() as u32)
            .filter(|a| matches(pattern, &self.program.adt_path(*a)))
            .collect()
    }

    fn macros(&self, pattern: &str) -> Vec<u32> {
        let Some(name) = pattern
            .strip_suffix('!')
            .and_then(|p| p.rsplit("::").next())
        else {
            return Vec::new();
        };
        let fits = |m: &u32| {
            let info = self.program.macros[*m as usize];
            let unit = &self.program.units[info.unit as usize];
            unit.text(unit.facts.macro_defs[info.local as usize].name) == name
        };
        (0..self.program.macros.len() as u32).filter(fits).collect()
    }

    fn fields(&self, pattern: &str) -> Vec<(u32, Sym)> {
        let Some((holder, field)) = pattern.rsplit_once("::") else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for adt in self.types(holder) {
            for f in self.program.adts[adt as usize].variants.iter().flatten() {
                if segment(field, self.program.text(f.name)) {
                    found.push((adt, f.name));
                }
            }
        }
        found
    }
}

/// Whether a policy file's path names a path of the program: `crate` is any crate, leading segments may be left out,
/// `*` and `{a,b}` work within a segment.
pub(super) fn matches(pattern: &str, path: &str) -> bool {
    let mut wanted: Vec<&str> = pattern.split("::").collect();
    let given: Vec<&str> = path.split("::").collect();
    let whole = wanted.first() == Some(&"crate");
    if whole {
        wanted.remove(0);
    }
    let Some(start) = given.len().checked_sub(wanted.len()) else {
        return false;
    };
    (!whole || start == 1)
        && wanted
            .iter()
            .zip(&given[start..])
            .all(|(w, g)| segment(w, g))
}

/// Whether one segment fits a pattern of one segment.
fn segment(pattern: &str, text: &str) -> bool {
    if let Some((before, rest)) = pattern.split_once('{')
        && let Some((choices, after)) = rest.split_once('}')
    {
        return choices
            .split(',')
            .any(|c| segment(&format!("{before}{}{after}", c.trim()), text));
    }
    super::calls::wild(pattern, text)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn paths_match_from_their_end() {
        assert!(matches("crate::auth::digest", "app::auth::digest"));
        assert!(matches(
            "Post::{create,update*}",
            "app::models::Post::update_title"
        ));
        assert!(!matches("crate::digest", "app::auth::digest"));
        assert!(matches("app::auth::digest", "app::auth::digest"));
        assert!(!matches("Post::create", "app::Post::delete"));
    }
}
