//! TOML as entries.

use super::comments;
use super::scalar::{Quoted, scalar};
use super::writer::Writer;
use super::{Config, Format, Sort, Value};
use crate::parse::{Range, toml};
use ::toml::de::{DeTable, DeValue};

/// Reads one file; never fails.
pub(super) fn read(text: &str) -> Config {
    let (root, faults) = toml::read(text);
    let mut writer = Writer::new(Format::Toml);
    writer.faults = faults;
    table(&root, &mut writer);
    let mut config = writer.finish();
    // Dotted tables may be written apart from each other: the order is that of the text.
    config.entries.sort_by_key(|e| (e.key.start, e.path.len()));
    comments::add(&mut config, text);
    config
}

fn table(table: &DeTable<'_>, writer: &mut Writer) {
    for (key, item) in table {
        writer.enter(key.get_ref());
        value(item.get_ref(), toml::range(key), toml::range(item), writer);
        writer.leave();
    }
}

fn value(item: &DeValue<'_>, key: Range, at: Range, writer: &mut Writer) {
    if writer.is_full() {
        return;
    }
    let read = match item {
        DeValue::String(text) => scalar(text, Quoted::Yes),
        DeValue::Integer(number) => Value::Number(number.to_string().into()),
        DeValue::Float(number) => Value::Number(number.to_string().into()),
        DeValue::Boolean(flag) => Value::Bool(*flag),
        DeValue::Datetime(time) => Value::Text(time.to_string().into()),
        DeValue::Array(items) => {
            writer.here(Value::Group, Sort::Key, key, at);
            for (index, item) in items.iter().enumerate() {
                writer.enter(&index.to_string());
                let at = toml::range(item);
                value(item.get_ref(), at, at, writer);
                writer.leave();
            }
            return;
        }
        DeValue::Table(inner) => {
            writer.here(Value::Group, Sort::Key, key, at);
            table(inner, writer);
            return;
        }
    };
    writer.here(read, Sort::Key, key, at);
}
