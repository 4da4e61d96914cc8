//! A rule's own keys: read by the types that the rule's page gives them.
//!
//! In: a commitment's table and its rule's page. Out: values in which data keys are full, durations are seconds
//! and ids are known. It never asks what a rule does with them.

use std::ops::Range;

use toml::de::{DeFloat, DeValue};

use super::commitments::COMMON;
use super::model::{Spanned, Value};
use super::reader::{Fields, Item, Reader, list, range_of};
use super::{sense, words};
use crate::catalog::{KeySpec, KeyType, Page, did_you_mean, pages};

/// The ids that a rule's own keys may name.
pub(super) struct Ids<'i> {
    pub(super) gates: Vec<&'i str>,
    pub(super) recipients: Vec<&'i str>,
    pub(super) actions: Vec<&'i str>,
    pub(super) stores: Vec<&'i str>,
}

pub(super) type Param = Spanned<Value>;

/// Reads the own keys of a commitment in the order of the file.
pub(super) fn read(
    reader: &mut Reader<'_>,
    fields: &Fields<'_>,
    page: &Page,
    ids: &Ids<'_>,
) -> Vec<(String, Param)> {
    let mut params = Vec::new();
    for (name, range, item) in fields.items() {
        if COMMON.contains(&name) {
            continue;
        }
        match page.key(name) {
            Some(spec) => {
                params.extend(value(reader, spec, item, ids).map(|v| (name.to_owned(), v)));
            }
            None => unknown(reader, page, name, range),
        }
    }
    for spec in &page.keys {
        if spec.required && !fields.has(&spec.name) {
            let help = format!("`{}` needs it: {}", page.id, spec.doc);
            reader.missing(fields, &spec.name, &help);
        }
    }
    sense::check(reader, fields, page, &params);
    params
}

fn unknown(reader: &mut Reader<'_>, page: &Page, name: &str, range: Range<usize>) {
    let own = || {
        COMMON
            .iter()
            .copied()
            .chain(page.keys.iter().map(|k| k.name.as_str()))
    };
    let elsewhere: Vec<&str> = pages()
        .iter()
        .filter(|p| p.key(name).is_some())
        .map(|p| p.id)
        .collect();
    let help = did_you_mean(name, own()).unwrap_or_else(|| {
        if elsewhere.is_empty() {
            format!("use one of {}", list(own()))
        } else {
            format!(
                "leave it out: it belongs to {}",
                list(elsewhere.iter().copied())
            )
        }
    });
    reader.wrong(
        range,
        format!("`{}` takes no key `{name}`", page.id),
        Some(help),
    );
}

/// One value by its type.
fn value(reader: &mut Reader<'_>, spec: &KeySpec, item: Item<'_>, ids: &Ids<'_>) -> Option<Param> {
    let name = spec.name.as_str();
    let texts = match &spec.kind {
        KeyType::Text => return reader.text(name, item).map(|t| map(t, Value::Text)),
        KeyType::Bool => return reader.flag(name, item).map(|t| map(t, Value::Bool)),
        KeyType::Date => return reader.date(name, item).map(|t| map(t, Value::Date)),
        KeyType::Duration => return reader.duration(name, item).map(|t| map(t, Value::Duration)),
        KeyType::Integer | KeyType::Number => return number(reader, spec, item),
        KeyType::Scalar => return scalar(reader, name, "a text, a number or a truth value", item),
        KeyType::Scalars => return scalars(reader, name, item),
        KeyType::Enum(words) => {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            return reader.word(name, item, &words).map(|t| map(t, Value::Text));
        }
        KeyType::Cookies | KeyType::Keep => return tables(reader, spec, item),
        KeyType::Pairs => return pairs(reader, name, item),
        KeyType::Keys => reader.data_keys(name, item),
        KeyType::Paths => reader.checked(name, item, words::code_path),
        KeyType::Globs => reader.checked(name, item, words::glob),
        KeyType::Regions => reader.checked(name, item, words::name_glob),
        KeyType::Hosts => reader.checked(name, item, words::host),
        KeyType::Texts => reader.texts(name, item),
        KeyType::Enums(words) => {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let mut texts = reader.texts(name, item);
            texts.retain(|t| reader.among(name, t, &words));
            texts
        }
        KeyType::Gates => declared(reader, name, item, "gate", &ids.gates),
        KeyType::Recipients => declared(reader, name, item, "recipient", &ids.recipients),
        KeyType::Stores => named(reader, name, item, "store", &ids.stores),
        KeyType::Actions => named(reader, name, item, "action", &ids.actions),
    };
    let list = texts.into_iter().map(|t| map(t, Value::Text)).collect();
    Some(reader.place(Value::List(list), item.span()))
}

fn map<T>(from: Spanned<T>, make: fn(T) -> Value) -> Param {
    Spanned {
        value: make(from.value),
        span: from.span,
    }
}

/// Ids that must be declared (or, for recipients, be known to the catalog).
fn declared(
    reader: &mut Reader<'_>,
    name: &str,
    item: Item<'_>,
    noun: &str,
    known: &[&str],
) -> Vec<Spanned<String>> {
    let mut texts = reader.texts(name, item);
    texts.retain(|text| {
        let value = text.value.as_str();
        let found = known.contains(&value);
        if !found {
            let help = did_you_mean(value, known.iter().copied())
                .unwrap_or_else(|| format!("declare it as `[{noun}.{value}]`"));
            reader.wrong(
                range_of(text.span),
                format!("unknown {noun} `{value}`"),
                Some(help),
            );
        }
        found
    });
    texts
}

/// Names that may be ids or names of things in the code; one that is nearly an id is noted as odd.
fn named(
    reader: &mut Reader<'_>,
    name: &str,
    item: Item<'_>,
    noun: &str,
    known: &[&str],
) -> Vec<Spanned<String>> {
    let texts = reader.texts(name, item);
    for text in &texts {
        let value = text.value.as_str();
        if !known.contains(&value)
            && let Some(help) = did_you_mean(value, known.iter().copied())
        {
            let message = format!("`{value}` is no declared {noun}");
            reader.odd(range_of(text.span), message, Some(help));
        }
    }
    texts
}

fn number(reader: &mut Reader<'_>, spec: &KeySpec, item: Item<'_>) -> Option<Param> {
    let whole = spec.kind == KeyType::Integer;
    let found = match item.get_ref() {
        DeValue::Integer(_) => plain(item.get_ref()),
        DeValue::Float(_) if !whole => plain(item.get_ref()),
        other => {
            let expected = if whole { "an integer" } else { "a number" };
            reader.type_error(item.span(), &spec.name, expected, other);
            return None;
        }
    };
    in_range(reader, &spec.name, found, item)
}

fn in_range(
    reader: &mut Reader<'_>,
    name: &str,
    found: Option<Value>,
    item: Item<'_>,
) -> Option<Param> {
    if found.is_none() {
        reader.wrong(
            item.span(),
            format!("`{name}`: the number is too large"),
            None,
        );
    }
    found.map(|value| reader.place(value, item.span()))
}

/// A text, number, truth value or date as it is; `None` for anything else and for numbers out of range.
fn plain(value: &DeValue<'_>) -> Option<Value> {
    match value {
        DeValue::String(text) => Some(Value::Text(text.to_string())),
        DeValue::Boolean(flag) => Some(Value::Bool(*flag)),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .ok()
            .map(Value::Integer),
        DeValue::Float(number) => float(number).map(Value::Float),
        DeValue::Datetime(when) => Some(Value::Date(when.to_string())),
        DeValue::Array(_) | DeValue::Table(_) => None,
    }
}

fn float(number: &DeFloat<'_>) -> Option<f64> {
    number.as_str().parse().ok()
}

fn scalar(reader: &mut Reader<'_>, name: &str, expected: &str, item: Item<'_>) -> Option<Param> {
    if matches!(item.get_ref(), DeValue::Array(_) | DeValue::Table(_)) {
        reader.type_error(item.span(), name, expected, item.get_ref());
        return None;
    }
    in_range(reader, name, plain(item.get_ref()), item)
}

fn scalars(reader: &mut Reader<'_>, name: &str, item: Item<'_>) -> Option<Param> {
    let expected = "a list of texts, numbers or truth values";
    let list = match item.get_ref() {
        DeValue::Array(items) => items
            .iter()
            .filter_map(|i| scalar(reader, name, expected, i))
            .collect(),
        _ => vec![scalar(reader, name, expected, item)?],
    };
    Some(reader.place(Value::List(list), item.span()))
}

/// Cookies and kept tables: lists of small tables.
fn tables(reader: &mut Reader<'_>, spec: &KeySpec, item: Item<'_>) -> Option<Param> {
    let DeValue::Array(items) = item.get_ref() else {
        reader.type_error(item.span(), &spec.name, "a list of tables", item.get_ref());
        return None;
    };
    let mut list = Vec::new();
    for item in items {
        let Some(fields) = reader.table(&spec.name, item) else {
            continue;
        };
        let row = if spec.kind == KeyType::Cookies {
            cookie(reader, &fields)
        } else {
            keep(reader, &fields)
        };
        list.push(reader.place(Value::Table(row), item.span()));
    }
    Some(reader.place(Value::List(list), item.span()))
}

const COOKIE: &[&str] = &[
    "name",
    "purpose",
    "http_only",
    "secure",
    "same_site",
    "max_age",
    "storage",
];

fn cookie(reader: &mut Reader<'_>, fields: &Fields<'_>) -> Vec<(String, Param)> {
    reader.known(fields, COOKIE);
    if !fields.has("name") {
        reader.missing(
            fields,
            "name",
            "name the cookie or storage key, `*` for any",
        );
    }
    let mut row = Vec::new();
    for (name, _, item) in fields.items() {
        let value = match name {
            "name" | "purpose" => reader.text(name, item).map(|t| map(t, Value::Text)),
            "http_only" | "secure" => reader.flag(name, item).map(|t| map(t, Value::Bool)),
            "same_site" => reader.text(name, item).and_then(|mut text| {
                text.value = text.value.to_lowercase();
                let fits = reader.among(name, &text, &["strict", "lax", "none"]);
                fits.then(|| map(text, Value::Text))
            }),
            "max_age" => reader.duration(name, item).map(|t| map(t, Value::Duration)),
            "storage" => storage(reader, item),
            _ => None,
        };
        row.extend(value.map(|v| (name.to_owned(), v)));
    }
    row
}

/// Where an entry may be kept: `"local"`, `"localStorage"`, `"cookie"`, `true`.
fn storage(reader: &mut Reader<'_>, item: Item<'_>) -> Option<Param> {
    let found = scalar(reader, "storage", "a text or a truth value", item)?;
    let words = [
        "cookie", "local", "session", "indexed", "database", "storage",
    ];
    if let Value::Text(text) = &found.value
        && !words.iter().any(|w| text.to_lowercase().contains(w))
    {
        let message = format!("`storage`: unknown value `{text}`");
        let places = ["cookie", "local", "session", "indexeddb"];
        let help =
            did_you_mean(text, places).unwrap_or_else(|| format!("use one of {}", list(places)));
        reader.wrong(item.span(), message, Some(help));
        return None;
    }
    Some(found)
}

fn keep(reader: &mut Reader<'_>, fields: &Fields<'_>) -> Vec<(String, Param)> {
    reader.known(fields, &["table", "because"]);
    let mut row = Vec::new();
    for (key, help) in [
        ("table", "name the table that stays"),
        ("because", "say why it stays"),
    ] {
        match fields.get(key) {
            Some(item) => {
                let text = reader.text(key, item).map(|t| map(t, Value::Text));
                row.extend(text.map(|v| (key.to_owned(), v)));
            }
            None => reader.missing(fields, key, help),
        }
    }
    row
}

fn pairs(reader: &mut Reader<'_>, name: &str, item: Item<'_>) -> Option<Param> {
    let expected = "a list of pairs of argument positions such as `[[0, 0]]`";
    let DeValue::Array(items) = item.get_ref() else {
        reader.type_error(item.span(), name, expected, item.get_ref());
        return None;
    };
    let mut list = Vec::new();
    for pair in items {
        let numbers: Vec<Param> = pair
            .get_ref()
            .as_array()
            .into_iter()
            .flat_map(|pair| pair.iter())
            .filter_map(|i| match plain(i.get_ref()) {
                Some(Value::Integer(n)) if n >= 0 => {
                    Some(reader.place(Value::Integer(n), i.span()))
                }
                _ => None,
            })
            .collect();
        let length = pair.get_ref().as_array().map_or(0, |pair| pair.len());
        if numbers.len() == 2 && length == 2 {
            list.push(reader.place(Value::List(numbers), pair.span()));
        } else {
            reader.wrong(pair.span(), format!("`{name}`: expected {expected}"), None);
        }
    }
    Some(reader.place(Value::List(list), item.span()))
}
