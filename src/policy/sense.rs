//! What a rule's own keys cannot say together, or say nothing by.
//!
//! In: a commitment's table, its rule's page and the values that were read. Out: problems: bounds that leave no value,
//! values outside of their bounds, lists that are empty, keys of which only one is meant. Each value alone was read before.

use super::model::{Spanned, Value};
use super::params::Param;
use super::reader::{Fields, Reader, list, range_of};
use super::words;
use crate::catalog::{KeyType, Page};

/// Notes all of them.
pub(super) fn check(
    reader: &mut Reader<'_>,
    fields: &Fields<'_>,
    page: &Page,
    params: &[(String, Param)],
) {
    empty_lists(reader, fields, page);
    bounds(reader, params);
    one_meant(reader, fields, page);
    dates(reader, params);
}

/// A list that must hold something to say anything. No cookies, no recipients and no fields are promises as well.
fn empty_lists(reader: &mut Reader<'_>, fields: &Fields<'_>, page: &Page) {
    for (name, _, item) in fields.items() {
        let Some(spec) = page.key(name) else { continue };
        let meant = match spec.kind {
            KeyType::Regions | KeyType::Scalars | KeyType::Enums(_) => true,
            KeyType::Texts => spec.required && !page.some_of.is_empty(),
            _ => false,
        };
        if meant && item.get_ref().as_array().is_some_and(|a| a.is_empty()) {
            let help = format!("name at least one: {}", spec.doc);
            let message = format!("`{name}`: an empty list");
            reader.wrong(item.span(), message, Some(help));
        }
    }
}

/// `min` above `max`, and promised values that lie outside of them.
fn bounds(reader: &mut Reader<'_>, params: &[(String, Param)]) {
    let find = |name: &str| params.iter().find(|(n, _)| n == name).map(|(_, p)| p);
    let (min, max) = (find("min"), find("max"));
    if let (Some(min), Some(max)) = (min, max)
        && let Some((low, high)) = amount(&min.value).zip(amount(&max.value))
        && low > high
    {
        let message = "`min` is above `max`, so no value is allowed".to_owned();
        let help = "give the smaller value as `min`".to_owned();
        reader.wrong(range_of(min.span), message, Some(help));
    }
    let promised = |name: &'static str| {
        let values: Vec<&Param> = match find(name) {
            Some(Spanned {
                value: Value::List(items),
                ..
            }) => items.iter().collect(),
            Some(one) => vec![one],
            None => Vec::new(),
        };
        values.into_iter().map(move |v| (name, v))
    };
    let values: Vec<_> = promised("equals").chain(promised("one_of")).collect();
    for (name, value) in values {
        let Some(number) = amount(&value.value) else {
            continue;
        };
        let below = min
            .and_then(|m| amount(&m.value))
            .is_some_and(|m| number < m);
        let above = max
            .and_then(|m| amount(&m.value))
            .is_some_and(|m| number > m);
        if below || above {
            let bound = if below { "min" } else { "max" };
            let message = format!("`{name}` names a value that `{bound}` does not allow");
            let help = format!("correct `{name}` or `{bound}`");
            reader.wrong(range_of(value.span), message, Some(help));
        }
    }
}

/// A value as an amount: a number, or a duration in seconds.
fn amount(value: &Value) -> Option<f64> {
    match value {
        Value::Integer(number) => Some(*number as f64),
        Value::Float(number) => Some(*number),
        Value::Duration(seconds) => Some(*seconds as f64),
        Value::Text(text) => words::duration(text).ok().map(|seconds| seconds as f64),
        _ => None,
    }
}

/// Keys of which a commitment has one.
fn one_meant(reader: &mut Reader<'_>, fields: &Fields<'_>, page: &Page) {
    let given: Vec<&str> = page
        .one_of
        .iter()
        .map(String::as_str)
        .filter(|k| fields.has(k))
        .collect();
    if let [_, second, ..] = given.as_slice()
        && let Some(item) = fields.get(second)
    {
        let message = format!(
            "[[commitment]] has {}, of which one is meant",
            list(given.iter().copied())
        );
        let help = "write a commitment for each".to_owned();
        reader.odd(item.span(), message, Some(help));
    }
}

/// A review before the day that was vouched for.
fn dates(reader: &mut Reader<'_>, params: &[(String, Param)]) {
    let date = |name: &str| {
        params.iter().find_map(|(n, p)| match &p.value {
            Value::Date(date) if n == name => Some((date, p.span)),
            _ => None,
        })
    };
    if let (Some((on, _)), Some((review, at))) = (date("on"), date("review"))
        && review < on
    {
        let message = "`review` lies before `on`".to_owned();
        let help = "name the day by which somebody vouches for it again".to_owned();
        reader.odd(range_of(at), message, Some(help));
    }
}
