//! What a setting is set to: defaults in code, variables of the environment, configuration files.
//!
//! In: a [`Setting`]. Out: every value it has somewhere, with its place. It never decides which one holds: a promise is
//! held against all of them.

use crate::facts::{Attr, Expr, ExprId};
use crate::link::fold::{Folded, Folder, Setting};
use crate::rules::Context;
use crate::source::Role;
use crate::span::Span;

/// The largest number a setting has anywhere.
pub(super) fn worst(
    context: &Context<'_>,
    folder: &Folder<'_>,
    setting: &Setting,
) -> Option<(f64, Span)> {
    let mut found: Vec<(f64, Span)> = Vec::new();
    for (text, at) in texts(context, folder, setting) {
        if let Ok(number) = text.trim().replace('_', "").parse::<f64>() {
            found.push((number, at));
        }
    }
    found.into_iter().max_by(|a, b| a.0.total_cmp(&b.0))
}

/// All values of a setting as texts, with their places.
pub(super) fn texts(
    context: &Context<'_>,
    folder: &Folder<'_>,
    setting: &Setting,
) -> Vec<(String, Span)> {
    let mut found = Vec::new();
    let mut names = vec![setting.name.clone()];
    if let Some(default) = setting.default {
        found.push((default.to_string(), setting.at));
    }
    if let Some((adt, field)) = &setting.field {
        declared(context, folder, *adt, field, &mut names, &mut found);
        written(context, folder, *adt, field, &mut names, &mut found);
    }
    for name in &names {
        configured(context, name, &mut found);
    }
    found.dedup();
    found
}

/// Defaults that attributes of the field name.
fn declared(
    context: &Context<'_>,
    folder: &Folder<'_>,
    adt: u32,
    field: &str,
    names: &mut Vec<String>,
    found: &mut Vec<(String, Span)>,
) {
    let (unit, facts) = context.program.adt(adt);
    let fields = facts.variants.iter().flat_map(|v| &v.fields);
    let Some(declared) = fields.into_iter().find(|f| unit.text(f.name) == field) else {
        return;
    };
    if let Some(rename) = declared.rename {
        names.push(unit.text(rename).to_owned());
    }
    for attr in &declared.attrs {
        let at = unit.span(declared.range);
        if let Some(value) =
            value_of(attr, "default_value_t").or_else(|| value_of(attr, "default_value"))
        {
            found.push((value, at));
        }
        if let Some(name) = value_of(attr, "env").or_else(|| value_of(attr, "long")) {
            names.push(name);
        }
        if &*attr.path == "serde"
            && let Some(function) = value_of(attr, "default")
        {
            let last = function.rsplit("::").next().unwrap_or(&function).to_owned();
            let named = |f: &&crate::facts::Fn| unit.text(f.name) == last;
            if let Some(f) = unit.facts.fns.iter().find(named)
                && let Some(body) = f.body
            {
                let u = context
                    .program
                    .unit_of
                    .get(&unit.file)
                    .copied()
                    .unwrap_or(0);
                collect(
                    &folder.fold(u, body),
                    unit.span(unit.facts.spans[last_of(folder, u, body).at()]),
                    names,
                    found,
                );
            }
        }
    }
}

/// The last expression of a block.
fn last_of(folder: &Folder<'_>, u: u32, id: ExprId) -> ExprId {
    match folder.program.units[u as usize].facts.exprs[id.at()] {
        Expr::Block(items, true) => folder
            .list(u, items)
            .pop()
            .map_or(id, |l| last_of(folder, u, l)),
        _ => id,
    }
}

/// `key = value` of an attribute, without quotes.
fn value_of(attr: &Attr, key: &str) -> Option<String> {
    let (_, behind) = attr
        .args
        .match_indices(key)
        .map(|(at, _)| attr.args.split_at(at))
        .find(|(before, behind)| {
            let starts = !before.ends_with(|c: char| c.is_alphanumeric() || c == '_');
            let rest = behind[key.len()..].trim_start();
            starts && rest.starts_with('=')
        })?;
    let value = behind[key.len()..]
        .trim_start()
        .trim_start_matches('=')
        .trim();
    let value = match value.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next().unwrap_or(quoted),
        None => value.split([',', ')']).next().unwrap_or(value).trim(),
    };
    Some(value.to_owned())
}

/// What struct literals of the program give the field.
fn written(
    context: &Context<'_>,
    folder: &Folder<'_>,
    adt: u32,
    field: &str,
    names: &mut Vec<String>,
    found: &mut Vec<(String, Span)>,
) {
    let name = context.program.adts[adt as usize].name;
    for (u, unit) in context.program.units.iter().enumerate() {
        if !matches!(context.sources.file(unit.file).role, Role::Product) {
            continue;
        }
        for expr in &unit.facts.exprs {
            let Expr::Struct(path, fields) = *expr else {
                continue;
            };
            let last = unit.facts.paths[path.at()]
                .segments
                .last()
                .map(|s| unit.sym(*s));
            let fits =
                last == Some(name) || last.is_some_and(|l| context.program.text(l) == "Self");
            if !fits {
                continue;
            }
            let range = fields.start as usize..(fields.start + fields.len) as usize;
            for f in unit
                .facts
                .fields
                .get(range)
                .unwrap_or(&[])
                .iter()
                .filter(|f| unit.text(f.name) == field)
            {
                let at = unit.span(f.range);
                collect(&folder.fold(u as u32, ExprId(f.value)), at, names, found);
            }
        }
    }
}

/// Numbers and texts of a folded value; a setting in it adds its name.
fn collect(folded: &Folded, at: Span, names: &mut Vec<String>, found: &mut Vec<(String, Span)>) {
    folded.each(&mut |f| match f {
        Folded::Number(a) => match &a.of {
            None => found.push((a.value.to_string(), at)),
            Some(setting) => names.push(setting.name.clone()),
        },
        Folded::Text(text) => found.push((text.clone(), at)),
        // A duration counts in the unit that the field's name speaks of; without one, in seconds.
        Folded::Duration(a) if a.of.is_none() => found.push(((a.value / 1000.0).to_string(), at)),
        Folded::Setting(setting) => {
            names.push(setting.name.clone());
            if let Some(default) = setting.default {
                found.push((default.to_string(), at));
            }
        }
        _ => {}
    });
}

/// Entries of configuration files that set it: the key itself, or a variable that ends in it.
fn configured(context: &Context<'_>, name: &str, found: &mut Vec<(String, Span)>) {
    let joined = name.contains(['_', '-', '.']);
    for (file, config) in &context.surroundings.configs {
        if context.sources.file(*file).role != Role::Product || *file == context.policy.file {
            continue;
        }
        for entry in config.live() {
            let key = entry.name();
            let fits = ends_alike(key, name).is_some_and(|before| {
                before.is_empty() || joined && matches!(before.last(), Some(b'_' | b'-' | b'.'))
            });
            if fits && let Some(text) = entry.value.literal() {
                found.push((
                    text.to_owned(),
                    Span::new(*file, entry.key.start, entry.at.end),
                ));
            }
        }
    }
}

/// What stands before the end of a key that is a name, spelled in any case and with any sign between its words. Every key of
/// every file is asked for every setting, so nothing is copied.
fn ends_alike<'k>(key: &'k str, name: &str) -> Option<&'k [u8]> {
    let (key, name) = (key.as_bytes(), name.as_bytes());
    let before = key.len().checked_sub(name.len())?;
    let plain = |b: &u8| match b {
        b'-' | b'.' => b'_',
        b => b.to_ascii_lowercase(),
    };
    let (before, end) = key.split_at(before);
    let alike = end.iter().rev().zip(name.iter().rev());
    alike
        .into_iter()
        .all(|(a, b)| plain(a) == plain(b))
        .then_some(before)
}
