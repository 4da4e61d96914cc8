//! Types as library models write them.

use super::resolve::Ext;
use super::symbols::Symbols;
use super::types::{Head, Ty, TypeTable};
use super::written_types;

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
