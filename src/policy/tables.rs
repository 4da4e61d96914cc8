//! Every table of the policy file but the commitments and exceptions.
//!
//! In: the root table. Out: the model's parts, and a problem for each mistake. It knows no rule.

use super::model::{Code, DataEntry, Gate, Named, Recipient, Scan, Spanned};
use super::reader::{Fields, Item, Reader};
use super::words;
use crate::catalog::did_you_mean;

/// `[policy]`.
#[derive(Default)]
pub(super) struct Head {
    pub(super) service: String,
    pub(super) document: Option<Spanned<String>>,
    pub(super) effective: Option<Spanned<String>>,
}

/// The roles a recipient can have.
pub(super) const ROLES: &[&str] = &[
    "processor",
    "controller",
    "self-hosted",
    "user-directed",
    "tracker",
];

/// Reads `[policy]`.
pub(super) fn head(reader: &mut Reader<'_>, root: &Fields<'_>) -> Head {
    let mut head = Head::default();
    let Some(item) = root.get("policy") else {
        reader.missing(
            root,
            "[policy]",
            "begin the file with `[policy]` and the service's name",
        );
        return head;
    };
    let Some(fields) = reader.table("[policy]", item) else {
        return head;
    };
    reader.known(&fields, &["service", "document", "effective", "taxonomy"]);
    match fields.get("service") {
        Some(item) => {
            head.service = reader
                .text("service", item)
                .map(|s| s.value)
                .unwrap_or_default();
        }
        None => reader.missing(&fields, "service", "name the service: `service = \"…\"`"),
    }
    head.document = fields
        .get("document")
        .and_then(|i| reader.text("document", i));
    head.effective = fields
        .get("effective")
        .and_then(|i| reader.date("effective", i));
    let pinned = reader.taxonomy.version().to_owned();
    match fields.get("taxonomy") {
        Some(item) => {
            if let Some(text) = reader.text("taxonomy", item)
                && text.value != pinned
            {
                reader.wrong(
                    item.span(),
                    format!("taxonomy `{}` is not known to this version", text.value),
                    Some(format!("write `taxonomy = \"{pinned}\"`")),
                );
            }
        }
        None if fields.has("service") => reader.odd(
            fields.range(),
            format!("`[policy]` pins no taxonomy, so data keys are read as {pinned}"),
            Some(format!("add `taxonomy = \"{pinned}\"`")),
        ),
        None => {}
    }
    head
}

/// Reads `[scan]`.
pub(super) fn scan(reader: &mut Reader<'_>, root: &Fields<'_>) -> Scan {
    let fields = root
        .get("scan")
        .and_then(|item| reader.table("[scan]", item));
    let Some(fields) = fields else {
        return Scan::default();
    };
    reader.known(&fields, &["include", "exclude", "tests"]);
    Scan {
        include: globs(reader, &fields, "include"),
        exclude: globs(reader, &fields, "exclude"),
        tests: fields
            .get("tests")
            .and_then(|i| reader.flag("tests", i))
            .is_some_and(|flag| flag.value),
    }
}

/// Reads `[data.*]` and adds their keys to the reader's taxonomy.
pub(super) fn data(reader: &mut Reader<'_>, root: &Fields<'_>) -> Vec<DataEntry> {
    let mut found = Vec::new();
    for (id, fields) in entries(reader, root, "data") {
        reader.known(
            &fields,
            &["key", "names", "not", "types", "fields", "columns"],
        );
        let key = match fields.get("key") {
            Some(item) => reader.text("key", item).and_then(|t| own_key(reader, &t)),
            // An entry called like a key extends that key.
            None if reader.taxonomy.resolve(&id.value).is_ok() => reader.data_key(&id),
            None => {
                reader.missing(&fields, "key", "say which datum it is: `key = \"user.…\"`");
                None
            }
        };
        if let Some(key) = &key {
            reader.taxonomy.call(&id.value, &key.value);
        }
        let entry = DataEntry {
            id,
            key: match key {
                Some(key) => key,
                None => continue,
            },
            names: texts(reader, &fields, "names"),
            not: texts(reader, &fields, "not"),
            types: paths(reader, &fields, "types"),
            fields: paths(reader, &fields, "fields"),
            columns: texts(reader, &fields, "columns"),
        };
        found.push(entry);
    }
    found
}

/// A key that is there, or a new child of one.
fn own_key(reader: &mut Reader<'_>, text: &Spanned<String>) -> Option<Spanned<String>> {
    let parts_hold = text.value.split('.').all(|part| words::slug(part).is_ok());
    if text.value.contains('.') && parts_hold && reader.taxonomy.resolve(&text.value).is_err() {
        let added = reader.taxonomy.with(&text.value);
        if let Err(error) = added {
            reader.unresolved(text, &error);
            return None;
        }
    }
    reader.data_key(text)
}

/// Reads `[recipient.*]`.
pub(super) fn recipients(
    reader: &mut Reader<'_>,
    root: &Fields<'_>,
    known: &[&str],
) -> Vec<Recipient> {
    let mut found = Vec::new();
    for (id, fields) in entries(reader, root, "recipient") {
        let keys = [
            "role",
            "purpose",
            "hosts",
            "crates",
            "env",
            "addresses",
            "receives",
        ];
        reader.known(&fields, &keys);
        let seen_by = ["hosts", "crates", "env", "addresses"];
        if !known.contains(&id.value.as_str()) && !seen_by.iter().any(|key| fields.has(key)) {
            reader.odd(
                super::reader::range_of(id.span),
                format!("nothing tells when data goes to `{}`", id.value),
                did_you_mean(&id.value, known.iter().copied()).or_else(|| {
                    Some("name its `hosts`, `crates`, `env` or `addresses`".to_owned())
                }),
            );
        }
        found.push(Recipient {
            role: fields
                .get("role")
                .and_then(|i| reader.word("role", i, ROLES)),
            purpose: fields
                .get("purpose")
                .and_then(|i| reader.text("purpose", i)),
            hosts: each(reader, &fields, "hosts", |r, n, i| {
                r.checked(n, i, words::host)
            }),
            crates: texts(reader, &fields, "crates"),
            env: texts(reader, &fields, "env"),
            addresses: texts(reader, &fields, "addresses"),
            receives: each(reader, &fields, "receives", Reader::data_keys),
            id,
        });
    }
    found
}

/// Reads `[gate.*]`.
pub(super) fn gates(reader: &mut Reader<'_>, root: &Fields<'_>) -> Vec<Gate> {
    let mut found = Vec::new();
    for (id, fields) in entries(reader, root, "gate") {
        reader.known(&fields, &["when", "default"]);
        if !fields.has("when") {
            reader.missing(
                &fields,
                "when",
                "name what is checked: `when = [\"crate::…\"]`",
            );
        }
        not_empty(reader, &fields, "when");
        found.push(Gate {
            when: texts(reader, &fields, "when"),
            default: fields
                .get("default")
                .and_then(|i| reader.flag("default", i)),
            id,
        });
    }
    found
}

/// Reads `[action.*]` (`key` is `paths`) or `[store.*]` (`key` is `is`).
pub(super) fn named(
    reader: &mut Reader<'_>,
    root: &Fields<'_>,
    table: &str,
    key: &str,
) -> Vec<Named> {
    let mut found = Vec::new();
    for (id, fields) in entries(reader, root, table) {
        reader.known(&fields, &[key]);
        if !fields.has(key) {
            reader.missing(
                &fields,
                key,
                &format!("say what it stands for: `{key} = [\"…\"]`"),
            );
        }
        not_empty(reader, &fields, key);
        let items = if key == "paths" {
            paths(reader, &fields, key)
        } else {
            texts(reader, &fields, key)
        };
        found.push(Named { id, items });
    }
    found
}

/// Reads `[code]`.
pub(super) fn code(reader: &mut Reader<'_>, root: &Fields<'_>) -> Code {
    let fields = root
        .get("code")
        .and_then(|item| reader.table("[code]", item));
    let Some(fields) = fields else {
        return Code::default();
    };
    let keys = [
        "hashes", "encrypts", "redacts", "logs", "stores", "sends", "exposes", "trains", "sources",
    ];
    reader.known(&fields, &keys);
    let mut sources = Vec::new();
    if let Some(table) = fields
        .get("sources")
        .and_then(|item| reader.table("sources", item))
    {
        for (name, range, item) in table.items() {
            let text = reader.place(name.to_owned(), range);
            let functions = reader.checked(name, item, words::code_path);
            sources.extend(reader.data_key(&text).map(|key| (key, functions)));
        }
    }
    Code {
        hashes: paths(reader, &fields, "hashes"),
        encrypts: paths(reader, &fields, "encrypts"),
        redacts: paths(reader, &fields, "redacts"),
        logs: paths(reader, &fields, "logs"),
        stores: paths(reader, &fields, "stores"),
        sends: paths(reader, &fields, "sends"),
        exposes: paths(reader, &fields, "exposes"),
        trains: paths(reader, &fields, "trains"),
        sources,
    }
}

/// Notes a list that must name something and does not.
fn not_empty(reader: &mut Reader<'_>, fields: &Fields<'_>, key: &str) {
    let item = fields.get(key);
    if let Some(item) = item.filter(|i| i.get_ref().as_array().is_some_and(|a| a.is_empty())) {
        let help = format!("say what it stands for: `{key} = [\"…\"]`");
        reader.wrong(item.span(), format!("`{key}`: an empty list"), Some(help));
    }
}

/// The tables below `[name]` with their ids.
fn entries<'t>(
    reader: &mut Reader<'_>,
    root: &Fields<'t>,
    name: &str,
) -> Vec<(Spanned<String>, Fields<'t>)> {
    let outer = format!("[{name}]");
    let table = root.get(name).and_then(|item| reader.table(&outer, item));
    let mut found = Vec::new();
    for (id, range, item) in table.iter().flat_map(Fields::items) {
        let id = reader.place(id.to_owned(), range);
        let inner = format!("[{name}.{}]", id.value);
        if let (true, Some(fields)) = (reader.passes(&id, words::slug), reader.table(&inner, item))
        {
            found.push((id, fields));
        }
    }
    found
}

fn each<'t, 'r, T>(
    reader: &mut Reader<'r>,
    fields: &Fields<'t>,
    key: &str,
    read: impl FnOnce(&mut Reader<'r>, &str, Item<'t>) -> Vec<T>,
) -> Vec<T> {
    fields
        .get(key)
        .map(|item| read(reader, key, item))
        .unwrap_or_default()
}

fn texts(reader: &mut Reader<'_>, fields: &Fields<'_>, key: &str) -> Vec<Spanned<String>> {
    each(reader, fields, key, Reader::texts)
}

fn paths(reader: &mut Reader<'_>, fields: &Fields<'_>, key: &str) -> Vec<Spanned<String>> {
    each(reader, fields, key, |r, n, i| {
        r.checked(n, i, words::code_path)
    })
}

fn globs(reader: &mut Reader<'_>, fields: &Fields<'_>, key: &str) -> Vec<Spanned<String>> {
    each(reader, fields, key, |r, n, i| r.checked(n, i, words::glob))
}
