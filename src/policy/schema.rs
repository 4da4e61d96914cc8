//! The JSON Schema of a policy file, and the template that `candor init` writes.
//!
//! In: the rules' pages and the taxonomy. Out: a schema by which editors complete and check `candor.toml`. It is
//! a help for writing: what a policy means is decided by [`super::read`].

use serde_json::{Map, Value, json};

use super::tables::ROLES;
use crate::catalog::{DataNeed, KeySpec, KeyType, Page, pages, taxonomy};

/// The JSON Schema (2020-12) of a policy file.
pub fn schema() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "candor.toml",
        "description": "What a service promises about personal data, checked against its code by candor.",
        "type": "object",
        "additionalProperties": false,
        "required": ["policy"],
        "properties": {
            "policy": head(),
            "scan": table("Which files are judged.", &json!({
                "include": described("Globs of the files judged; all where left out.", list("glob")),
                "exclude": described("Globs of files that are not judged.", list("glob")),
                "tests": { "type": "boolean", "description": "Judge test, bench and example code, too." },
            }), &[]),
            "data": entries("Additions to the data dictionary.", data()),
            "recipient": entries("Third parties.", recipient()),
            "gate": entries("Conditions that code checks.", table(
                "A condition that code checks before it may do something.",
                &json!({
                    "when": described("Fields, functions, methods and setting keys.", list("text")),
                    "default": { "type": "boolean", "description": "Its declared default." },
                }),
                &["when"],
            )),
            "action": entries("Named sets of actions.", table(
                "Code paths; `-> Type` is the handing out of a value of that type.",
                &json!({ "paths": list("text") }),
                &["paths"],
            )),
            "store": entries("Named stores.", table(
                "Databases, buckets and folders.", &json!({ "is": list("text") }), &["is"],
            )),
            "code": code(),
            "commitment": {
                "type": "array", "description": "The promises, one an entry.",
                "items": { "$ref": "#/$defs/commitment" },
            },
            "exception": { "type": "array", "description": "Accepted breaches.", "items": exception() },
        },
        "$defs": definitions(),
    })
}

/// A commented policy file to start from.
pub fn template() -> &'static str {
    include_str!("template.toml")
}

fn definitions() -> Value {
    json!({
        "text": { "type": "string", "minLength": 1 },
        "glob": { "type": "string", "minLength": 1, "pattern": "^[^/\\\\][^\\\\]*$" },
        "slug": { "type": "string", "pattern": SLUG },
        "date": { "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "examples": ["2026-12-31"] },
        "duration": {
            "type": "string",
            "pattern": "^([0-9]+ ?[A-Za-z]+([ ,]+(and )?[0-9]+ ?[A-Za-z]+)*|P[0-9YMWDTHS]+)$",
            "examples": ["30 days", "72 hours", "7 years", "P30D"],
        },
        "scalar": { "type": ["string", "number", "boolean"] },
        "data_key": { "anyOf": [{ "enum": data_keys() }, {
            "type": "string", "pattern": "^[a-z0-9_-]+([.][a-z0-9_-]+)*$",
        }] },
        "commitment": commitment(),
    })
}

const SLUG: &str = "^[a-z0-9]+([-_][a-z0-9]+)*$";

/// Full keys and the short names that mean one of them.
fn data_keys() -> Vec<String> {
    let taxonomy = taxonomy();
    let full: Vec<String> = taxonomy
        .keys()
        .map(|k| taxonomy.text(k).to_owned())
        .collect();
    let mut keys: Vec<String> = full
        .iter()
        .filter_map(|key| key.rsplit('.').next())
        .filter(|last| taxonomy.resolve(last).is_ok())
        .map(str::to_owned)
        .collect();
    keys.extend(full);
    keys.sort();
    keys.dedup();
    keys
}

fn head() -> Value {
    table(
        "The service and its policy.",
        &json!({
            "service": { "$ref": "#/$defs/text", "description": "The service's name." },
            "document": { "$ref": "#/$defs/text", "description": "The prose policy (md, html, txt), relative to this file." },
            "effective": { "$ref": "#/$defs/date", "description": "The day from which the policy holds." },
            "taxonomy": { "const": taxonomy().version(), "description": "The pinned list of data keys." },
        }),
        &["service"],
    )
}

fn data() -> Value {
    table(
        "A datum of the dictionary, extended or corrected.",
        &json!({
            "key": { "$ref": "#/$defs/data_key", "description": "A data key or a new child of one." },
            "names": described("Identifiers, columns and JSON keys.", list("text")),
            "not": described("Names that are not this datum.", list("text")),
            "types": described("Types whose every value is this datum.", list("text")),
            "fields": described("Fields, `Type::field`.", list("text")),
            "columns": described("Database columns, `table.column`.", list("text")),
        }),
        &[],
    )
}

fn recipient() -> Value {
    table(
        "A third party; one that the catalogue knows needs only its id.",
        &json!({
            "role": { "enum": ROLES, "description": "What it is to the service." },
            "purpose": { "$ref": "#/$defs/text", "description": "What it is used for." },
            "hosts": described("Host names, `*.` allowed in front.", list("text")),
            "crates": described("Crates.", list("text")),
            "env": described("Prefixes of environment variables.", list("text")),
            "addresses": described("Mail or message addresses that belong to it.", list("text")),
            "receives": described("Data it may receive.", list("data_key")),
        }),
        &[],
    )
}

fn code() -> Value {
    let doc = |key: &str| match key {
        "hashes" => "Functions whose result is a hash of the argument.",
        "encrypts" => "Functions whose result is the argument encrypted.",
        "redacts" => "Functions whose result shows nothing of the argument.",
        "logs" => "Further functions and macros that log.",
        "stores" => "Further functions that store.",
        "sends" => "Further functions that send to another host.",
        "exposes" => "Further functions that show data to a client.",
        _ => "Further functions that add to training data.",
    };
    let keys = [
        "hashes", "encrypts", "redacts", "logs", "stores", "sends", "exposes", "trains",
    ];
    let mut properties = Map::new();
    for key in keys {
        properties.insert(key.to_owned(), described(doc(key), list("text")));
    }
    properties.insert(
        "sources".to_owned(),
        json!({
            "type": "object", "description": "Data key → functions that hand it out.",
            "propertyNames": { "$ref": "#/$defs/data_key" }, "additionalProperties": list("text"),
        }),
    );
    table(
        "What the analysis cannot see by itself.",
        &Value::Object(properties),
        &[],
    )
}

fn exception() -> Value {
    let mut exception = table(
        "A breach that is accepted.",
        &json!({
            "commitment": { "$ref": "#/$defs/slug", "description": "The commitment it is for." },
            "rule": { "enum": rule_ids(), "description": "Or the rule it is for." },
            "paths": described("Globs of the files it is for.", list("glob")),
            "reason": { "$ref": "#/$defs/text", "description": "Why it is accepted." },
            "until": { "$ref": "#/$defs/date", "description": "The last day on which it holds." },
        }),
        &["reason"],
    );
    if let Value::Object(map) = &mut exception {
        let either = json!([{ "required": ["commitment"] }, { "required": ["rule"] }]);
        map.insert("oneOf".to_owned(), either);
    }
    exception
}

fn commitment() -> Value {
    let rules: Vec<Value> = pages().iter().map(rule).collect();
    let promises: Vec<String> = pages()
        .iter()
        .map(|p| format!("`{}`: {}", p.id, p.promise))
        .collect();
    json!({
        "type": "object",
        "description": "One promise.",
        "required": ["rule"],
        "properties": {
            "id": { "$ref": "#/$defs/slug", "description": "Unique; derived from rule and data where left out." },
            "quote": described("The sentences of the document that promise it.", list("text")),
            "rule": { "enum": rule_ids(), "description": format!("The rule that checks it. {}.", promises.join("; ")) },
            "data": described("Data keys, in full or their last part; a key covers its children.", list("data_key")),
            "severity": { "enum": ["error", "warning", "note"], "description": "How bad a breach is." },
            "paths": described("Globs that narrow where it holds.", list("glob")),
        },
        "allOf": rules,
        "unevaluatedProperties": false,
    })
}

fn rule_ids() -> Vec<&'static str> {
    pages().iter().map(|p| p.id).collect()
}

/// What a commitment must look like if it names this rule.
fn rule(page: &Page) -> Value {
    let mut properties = Map::new();
    let mut required: Vec<&str> = Vec::new();
    for key in &page.keys {
        properties.insert(key.name.clone(), own_key(key));
        if key.required {
            required.push(&key.name);
        }
    }
    match page.data {
        DataNeed::Required => required.push("data"),
        DataNeed::Optional => {}
        DataNeed::None => {
            properties.insert("data".to_owned(), Value::Bool(false));
        }
    }
    let mut then = json!({ "properties": properties, "required": required });
    if let (false, Value::Object(map)) = (page.some_of.is_empty(), &mut then) {
        let some: Vec<Value> = page
            .some_of
            .iter()
            .map(|k| json!({ "required": [k] }))
            .collect();
        map.insert("anyOf".to_owned(), Value::Array(some));
    }
    json!({
        "if": { "properties": { "rule": { "const": page.id } }, "required": ["rule"] },
        "then": then,
    })
}

fn own_key(key: &KeySpec) -> Value {
    let kind = match &key.kind {
        KeyType::Text => reference("text"),
        KeyType::Bool => json!({ "type": "boolean" }),
        KeyType::Integer => json!({ "type": "integer" }),
        KeyType::Number => json!({ "type": "number" }),
        KeyType::Scalar => reference("scalar"),
        KeyType::Scalars => list("scalar"),
        KeyType::Date => reference("date"),
        KeyType::Duration => reference("duration"),
        KeyType::Keys => list("data_key"),
        KeyType::Globs => list("glob"),
        KeyType::Enum(words) => json!({ "enum": words }),
        KeyType::Enums(words) => list_of(&json!({ "enum": words })),
        KeyType::Cookies => cookies(),
        KeyType::Keep => json!({ "type": "array", "items": table(
            "A table that stays.",
            &json!({ "table": reference("text"), "because": reference("text") }),
            &["table", "because"],
        ) }),
        KeyType::Pairs => json!({ "type": "array", "items": {
            "type": "array", "items": { "type": "integer", "minimum": 0 }, "minItems": 2, "maxItems": 2,
        } }),
        KeyType::Texts
        | KeyType::Gates
        | KeyType::Recipients
        | KeyType::Paths
        | KeyType::Stores
        | KeyType::Actions
        | KeyType::Regions
        | KeyType::Hosts => list("text"),
    };
    described(&key.doc, kind)
}

fn cookies() -> Value {
    json!({ "type": "array", "items": table(
        "A cookie or storage key; `*` stands for any name.",
        &json!({
            "name": reference("text"),
            "purpose": reference("text"),
            "http_only": { "type": "boolean" },
            "secure": { "type": "boolean" },
            "same_site": { "type": "string", "pattern": "^([Ss]trict|[Ll]ax|[Nn]one)$" },
            "max_age": reference("duration"),
            "storage": reference("scalar"),
        }),
        &["name"],
    ) })
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

/// A list of a definition; a single value is a list of one.
fn list(name: &str) -> Value {
    list_of(&reference(name))
}

fn list_of(item: &Value) -> Value {
    json!({ "anyOf": [{ "type": "array", "items": item }, item] })
}

fn described(doc: &str, mut value: Value) -> Value {
    if let Value::Object(map) = &mut value {
        map.insert("description".to_owned(), Value::String(doc.to_owned()));
    }
    value
}

fn table(doc: &str, properties: &Value, required: &[&str]) -> Value {
    json!({
        "type": "object", "description": doc, "additionalProperties": false,
        "properties": properties, "required": required,
    })
}

/// Tables below a table, by id.
fn entries(doc: &str, entry: Value) -> Value {
    let mut by_id = Map::new();
    by_id.insert(SLUG.to_owned(), entry);
    json!({
        "type": "object", "description": doc, "additionalProperties": false,
        "patternProperties": by_id,
    })
}
