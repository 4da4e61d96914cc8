//! Paths to code as policy files write them, found in the program.
//!
//! In: a pattern such as `crate::auth::digest`, `Type::{create,update*}` or `audit!`. Out: the functions, types,
//! fields, consts and macros it names, by number. `crate` is any crate of the workspace, leading segments may be left
//! out, `Trait::method` covers its impls, and a re-export is as good as the place of the definition. This module never
//! knows what a path is wanted for.

use super::Program;
use super::resolve::{Def, Space};
use super::symbols::{Sym, known};
use super::types::Head;

/// The functions a pattern names, sorted.
pub fn functions(program: &Program, pattern: &str) -> Vec<u32> {
    let of_trait = |id: u32| {
        let info = &program.fns[id as usize];
        info.of_trait.is_some_and(|t| {
            let (name, module) = program.traits[t as usize];
            let (module, name) = (program.module_path(module), program.text(name));
            matches(
                pattern,
                &format!("{module}::{name}::{}", program.text(info.name)),
            )
        })
    };
    let last = last_segment(pattern);
    let mut found: Vec<u32> = (0..program.fns.len() as u32)
        .filter(|id| segment(last, program.text(program.fns[*id as usize].name)))
        .filter(|id| matches(pattern, &program.fn_path(*id)) || of_trait(*id))
        .collect();
    if found.is_empty() {
        found = reexported(program, pattern, Space::Value)
            .into_iter()
            .filter_map(|(def, rest)| match (def, &rest[..]) {
                (Def::Fn(f), []) => Some(vec![f]),
                (Def::Adt(a), [method]) => Some(methods(program, a, *method)),
                _ => None,
            })
            .flatten()
            .collect();
        let of_type = reexported(program, pattern, Space::Type);
        for (def, rest) in of_type {
            if let (Def::Adt(a), [method]) = (def, &rest[..]) {
                found.extend(methods(program, a, *method));
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The structs and enums a pattern names, sorted.
pub fn types(program: &Program, pattern: &str) -> Vec<u32> {
    let last = last_segment(pattern);
    let found: Vec<u32> = (0..program.adts.len() as u32)
        .filter(|a| segment(last, program.text(program.adts[*a as usize].name)))
        .filter(|a| matches(pattern, &program.adt_path(*a)))
        .collect();
    if !found.is_empty() {
        return found;
    }
    let again = reexported(program, pattern, Space::Type);
    let mut found: Vec<u32> = again
        .into_iter()
        .filter_map(|(def, rest)| match def {
            Def::Adt(a) if rest.is_empty() => Some(a),
            Def::Alias(alias) if rest.is_empty() => {
                match program.types.head(program.alias_type(alias)) {
                    Head::Adt(a) => Some(a),
                    _ => None,
                }
            }
            _ => None,
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// The fields a pattern names, as type and name, sorted.
pub fn fields(program: &Program, pattern: &str) -> Vec<(u32, Sym)> {
    let Some((holder, field)) = pattern.rsplit_once("::") else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for adt in types(program, holder) {
        for f in program.adts[adt as usize].variants.iter().flatten() {
            if segment(field, program.text(f.name)) {
                found.push((adt, f.name));
            }
        }
    }
    found
}

/// The consts and statics a pattern names, sorted.
pub fn consts(program: &Program, pattern: &str) -> Vec<u32> {
    let path = |id: &u32| {
        let info = program.consts[*id as usize];
        let unit = &program.units[info.unit as usize];
        let facts = &unit.facts.consts[info.local as usize];
        let module = super::modules::module_of(unit, facts.module);
        format!("{}::{}", program.module_path(module), unit.text(facts.name))
    };
    (0..program.consts.len() as u32)
        .filter(|id| matches(pattern, &path(id)))
        .collect()
}

/// The `macro_rules!` macros a pattern such as `crate::audit!` names, sorted.
pub fn macros(program: &Program, pattern: &str) -> Vec<u32> {
    let Some(name) = pattern.strip_suffix('!').map(last_segment) else {
        return Vec::new();
    };
    let fits = |m: &u32| {
        let info = program.macros[*m as usize];
        let unit = &program.units[info.unit as usize];
        segment(
            name,
            unit.text(unit.facts.macro_defs[info.local as usize].name),
        )
    };
    (0..program.macros.len() as u32).filter(fits).collect()
}

/// Whether a policy file's path names a path of the program: `crate` is any crate, leading segments may be left out,
/// `*` and `{a,b}` work within a segment.
pub fn matches(pattern: &str, path: &str) -> bool {
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
pub fn segment(pattern: &str, text: &str) -> bool {
    if let Some((before, rest)) = pattern.split_once('{')
        && let Some((choices, after)) = rest.split_once('}')
    {
        return choices
            .split(',')
            .any(|c| segment(&format!("{before}{}{after}", c.trim()), text));
    }
    wild(pattern, text)
}

/// Whether a pattern with `*` for any run matches a text.
pub fn wild(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(first) = parts.next() else {
        return text.is_empty();
    };
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    true
}

fn last_segment(pattern: &str) -> &str {
    pattern.rsplit("::").next().unwrap_or(pattern)
}

fn methods(program: &Program, adt: u32, name: Sym) -> Vec<u32> {
    let found = program.assoc.get(&(super::Holder::Adt(adt), name));
    found.cloned().unwrap_or_default()
}

/// What a path without wildcards means when it is followed through the imports of each crate's root.
fn reexported(program: &Program, pattern: &str, space: Space) -> Vec<(Def, Vec<Sym>)> {
    let mut names: Vec<&str> = pattern.split("::").collect();
    let symbol = |name: &&str| program.symbols.get(name);
    let modules = &program.scopes.modules;
    let named = |root: u32| {
        let name = program.text(modules[root as usize].name);
        names[0] == "crate" || names[0] == name
    };
    let roots: Vec<u32> = (0..modules.len() as u32)
        .filter(|m| modules[*m as usize].parent.is_none() && named(*m))
        .collect();
    if roots.is_empty() || names.len() < 2 {
        return Vec::new();
    }
    names.remove(0);
    let Some(path) = names.iter().map(symbol).collect::<Option<Vec<Sym>>>() else {
        return Vec::new();
    };
    let inside = |root: u32| {
        let mut whole = vec![known::SELF];
        whole.extend_from_slice(&path);
        let (def, used) = program.scopes.path(root, false, &whole, space)?;
        Some((def, whole[used.min(whole.len())..].to_vec()))
    };
    roots.into_iter().filter_map(inside).collect()
}

#[cfg(test)]
mod tests {
    use super::{matches, wild};

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

    #[test]
    fn stars_match_any_run() {
        assert!(wild("*API_KEY*", "MY_API_KEY_2"));
        assert!(wild("authorization", "authorization"));
        assert!(!wild("authorization", "authorization2"));
        assert!(wild("x-*-for", "x-forwarded-for"));
        assert!(!wild("*_SECRET", "SECRETS"));
    }
}
