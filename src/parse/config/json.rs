//! JSON as entries.

use super::scalar::{Quoted, scalar};
use super::writer::Writer;
use super::{Config, Format, Reading, Sort, Value, lines, template};
use crate::parse::{Range, json};
use jsonc_parser::ast;

/// Reads one file; never fails.
pub(super) fn read(text: &str) -> Config {
    let (root, faults) = json::read(text);
    let mut writer = Writer::new(Format::Json);
    if let Some(root) = root {
        value(&root, json::range(&root), &mut writer);
        return writer.finish();
    }
    if faults.is_empty() {
        return writer.finish();
    }
    if let Some(masked) = template::masked(text) {
        let (root, faults) = json::read(&masked);
        if let (Some(root), true) = (root, faults.is_empty()) {
            writer.reading = Reading::Masked;
            value(&root, json::range(&root), &mut writer);
            let mut config = writer.finish();
            template::uncover(&mut config, text);
            return config;
        }
    }
    writer.faults = faults;
    writer.reading = Reading::Lines;
    lines::pairs(text, &mut writer);
    writer.finish()
}

fn value(item: &ast::Value<'_>, key: Range, writer: &mut Writer) {
    if writer.is_full() {
        return;
    }
    let at = json::range(item);
    let read = match item {
        ast::Value::StringLit(text) => scalar(&text.value, Quoted::Yes),
        ast::Value::NumberLit(number) => Value::Number(number.value.into()),
        ast::Value::BooleanLit(flag) => Value::Bool(flag.value),
        ast::Value::NullKeyword(_) => Value::Null,
        ast::Value::Array(array) => {
            writer.here(Value::Group, Sort::Key, key, at);
            for (index, item) in array.elements.iter().enumerate() {
                writer.enter(&index.to_string());
                value(item, json::range(item), writer);
                writer.leave();
            }
            return;
        }
        ast::Value::Object(object) => {
            writer.here(Value::Group, Sort::Key, key, at);
            for property in &object.properties {
                writer.enter(property.name.as_str());
                value(&property.value, json::range(&property.name), writer);
                writer.leave();
            }
            return;
        }
    };
    writer.here(read, Sort::Key, key, at);
}
