//! Types as library models write them.
//!
//! In: the text behind `returns`. Out: a type, or a [`Template`] where it depends on the call: `QueryAs<$2>`,
//! `Select<argument>`, `(argument, 0)`. Nothing is looked up in the program.

use super::resolve::Ext;
use super::symbols::Symbols;
use super::types::{Head, Ty, TypeTable};
use super::written_types;

/// A type that depends on what a call is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Template {
    /// It depends on nothing.
    Plain(Ty),
    /// `self`: the receiver's.
    Receiver,
    /// `T`: what the receiver wraps.
    Payload,
    /// `inner`: the same, where only wrappers have such a method.
    Inner,
    /// `items`: what walking through the receiver gives; of a map pairs.
    Items,
    /// `asked`: the one generic argument, what it leaves open taken from the receiver.
    Asked,
    /// `argument`: the receiver's own first type argument; of several all, as a tuple.
    Argument,
    /// `0`: that of an argument.
    Given(usize),
    /// `$1`: a generic argument.
    Generic(usize),
    /// A type of a library around others.
    Of(Head, Box<[Template]>),
}

/// Reads what a model says a call returns.
pub(super) fn template(table: &mut TypeTable, symbols: &mut Symbols, text: &str) -> Template {
    let text = text.trim().trim_start_matches('&').trim();
    match text {
        "self" | "Self" => return Template::Receiver,
        "T" => return Template::Payload,
        "inner" => return Template::Inner,
        "items" => return Template::Items,
        "asked" => return Template::Asked,
        "argument" => return Template::Argument,
        _ => {}
    }
    if let Ok(number) = text.parse() {
        return Template::Given(number);
    }
    if let Some(number) = text.strip_prefix('$') {
        let number: usize = number.parse().unwrap_or_default();
        return Template::Generic(number.saturating_sub(1));
    }
    let tuple = text.strip_prefix('(').and_then(|t| t.strip_suffix(')'));
    let (head, args) = match (tuple, text.split_once('<')) {
        (Some(parts), _) => (Head::Tuple, parts),
        (None, Some((path, args))) => {
            let outer = parse(table, symbols, path);
            (table.head(outer), args.strip_suffix('>').unwrap_or(args))
        }
        (None, None) => return Template::Plain(parse(table, symbols, text)),
    };
    let parts = split_args(args).into_iter();
    let parts: Vec<Template> = parts.map(|p| template(table, symbols, p)).collect();
    if parts.iter().all(|p| matches!(p, Template::Plain(_))) {
        return Template::Plain(parse(table, symbols, text));
    }
    Template::Of(head, parts.into())
}

/// Reads a type as models have it: `reqwest::Client`, `std::Option<reqwest::Response>`, `str`, `()`.
pub(super) fn parse(table: &mut TypeTable, symbols: &mut Symbols, text: &str) -> Ty {
    let text = text.trim().trim_start_matches('&').trim();
    if text == "()" {
        return Ty::UNIT;
    }
    if let Some(parts) = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
        let parts: Vec<Ty> = split_args(parts)
            .into_iter()
            .map(|part| parse(table, symbols, part))
            .collect();
        return table.intern(Head::Tuple, &parts);
    }
    let (path, args) = match text.split_once('<') {
        Some((path, args)) => (path, args.strip_suffix('>').unwrap_or(args)),
        None => (text, ""),
    };
    let args: Vec<Ty> = split_args(args)
        .into_iter()
        .map(|a| parse(table, symbols, a))
        .collect();
    if let Some(ty) = written_types::builtin(path) {
        return ty;
    }
    let mut segments = path.split("::");
    let (first, last) = (
        segments.next().unwrap_or(path),
        path.rsplit("::").next().unwrap_or(path),
    );
    let root = if first == last { "std" } else { first };
    let (root, last_sym) = (symbols.intern(root), symbols.intern(last));
    written_types::library_type(
        table,
        last,
        Ext {
            root,
            prev: root,
            last: last_sym,
        },
        &args,
    )
}

fn split_args(args: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0i32, 0, Vec::new());
    for (i, c) in args.char_indices() {
        match c {
            '<' | '(' => depth += 1,
            '>' | ')' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(args[start..i].trim());
                start = i + 1;
            }
            _ => {}
        }
    }
    parts.push(args[start..].trim());
    parts.retain(|p| !p.is_empty());
    parts
}
