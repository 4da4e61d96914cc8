//! A room imports only rooms that stand above it in `src/lib.rs`.
//!
//! The text of every file is read token by token, so that paths in macros count as well.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::code::{self, File};

/// What rooms never know, though it stands above them in `lib.rs`.
const NEVER: &[(&str, &[&str])] = &[
    ("catalog", &["source"]),
    ("parse", &["source", "policy"]),
    ("facts", &["policy", "catalog"]),
    ("link", &["policy"]),
    ("flow", &["policy"]),
    ("rules", &["cli"]),
    ("report", &["link", "flow", "rules", "facts", "parse"]),
];

/// The rooms in the order of `lib.rs`.
fn rooms(files: &[File]) -> Vec<String> {
    let lib = files
        .iter()
        .find(|f| f.path == "src/lib.rs")
        .expect("lib.rs");
    let modules = lib.syntax.items.iter().filter_map(|item| match item {
        syn::Item::Mod(module) => Some(module.ident.to_string()),
        _ => None,
    });
    modules.collect()
}

/// A use of a room: the line and the room.
type Use = (usize, String);

/// Every path of a token stream that leads to something right below the crate's root.
fn uses(tokens: TokenStream, module: &mut Vec<String>, found: &mut Vec<Use>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut at = 0;
    while at < tokens.len() {
        match &tokens[at] {
            TokenTree::Group(group) => {
                let inner = opened_module(&tokens[..at], group.delimiter());
                let depth = module.len();
                module.extend(inner);
                uses(group.stream(), module, found);
                module.truncate(depth);
                at += 1;
            }
            TokenTree::Ident(_) => at = path(&tokens, at, module, found),
            _ => at += 1,
        }
    }
}

/// The name of a module whose braces are about to open.
fn opened_module(before: &[TokenTree], delimiter: Delimiter) -> Option<String> {
    let [.., TokenTree::Ident(word), TokenTree::Ident(name)] = before else {
        return None;
    };
    (*word == "mod" && delimiter == Delimiter::Brace).then(|| name.to_string())
}

/// Reads one path; gives where it ends.
fn path(tokens: &[TokenTree], start: usize, module: &[String], found: &mut Vec<Use>) -> usize {
    let mut at = start;
    let mut base: Option<usize> = None;
    while let Some(TokenTree::Ident(word)) = tokens.get(at) {
        match (word.to_string().as_str(), base) {
            ("crate", None) => base = Some(0),
            ("self", None) => base = Some(module.len()),
            ("super", None) => base = Some(module.len().saturating_sub(1)),
            ("super", Some(depth)) => base = Some(depth.saturating_sub(1)),
            (name, Some(0)) => {
                found.push((word.span().start().line, name.to_owned()));
                return at + 1;
            }
            _ => return at + 1,
        }
        if !is_path_separator(tokens, at + 1) {
            return at + 1;
        }
        at += 3;
    }
    if let (Some(0), Some(TokenTree::Group(group))) = (base, tokens.get(at)) {
        each_of(group, found);
        // What stands deeper in the braces starts from the names just read.
        return at + 1;
    }
    if base == Some(0) {
        found.push((tokens[start].span().start().line, "*".to_owned()));
    }
    at.max(start + 1)
}

/// The first names of `{a::b, c}`.
fn each_of(group: &proc_macro2::Group, found: &mut Vec<Use>) {
    let mut first = true;
    for token in group.stream() {
        match token {
            TokenTree::Ident(word) if first => {
                found.push((word.span().start().line, word.to_string()));
                first = false;
            }
            TokenTree::Punct(sign) if sign.as_char() == ',' => first = true,
            _ => {}
        }
    }
}

fn is_path_separator(tokens: &[TokenTree], at: usize) -> bool {
    let colon =
        |at: usize| matches!(tokens.get(at), Some(TokenTree::Punct(p)) if p.as_char() == ':');
    colon(at) && colon(at + 1)
}

/// The rooms a file uses.
fn used(file: &File) -> Vec<Use> {
    let tokens: TokenStream = file.text.parse().expect("Rust");
    let mut found = Vec::new();
    uses(tokens, &mut file.module(), &mut found);
    found
}

#[test]
fn a_room_imports_only_rooms_above_it() {
    let files = code::product();
    let rooms = rooms(&files);
    let place = |room: &str| rooms.iter().position(|r| r == room);
    let mut wrong = Vec::new();
    for file in &files {
        let Some(own) = file.room() else { continue };
        let here = place(own).unwrap_or_else(|| panic!("`{own}` is not declared in lib.rs"));
        for (line, room) in used(file) {
            let Some(there) = place(&room) else {
                wrong.push(format!(
                    "{}:{line} uses `crate::{room}`, which is no room",
                    file.path
                ));
                continue;
            };
            if there > here {
                wrong.push(format!(
                    "{}:{line} uses `{room}`, which stands below `{own}`",
                    file.path
                ));
            }
            let never = NEVER
                .iter()
                .any(|(r, never)| *r == own && never.contains(&room.as_str()));
            if never && !file.test {
                wrong.push(format!(
                    "{}:{line}: `{own}` must not know `{room}`",
                    file.path
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_rooms_never_known_are_rooms() {
    let rooms = rooms(&code::product());
    let named = NEVER
        .iter()
        .flat_map(|(room, never)| never.iter().chain([room]));
    for room in named {
        assert!(rooms.iter().any(|r| r == room), "`{room}` is no room");
    }
}

#[test]
fn paths_of_every_shape_are_seen() {
    let check = |text: &str, expect: &[&str]| {
        let mut found = Vec::new();
        let module = &mut vec!["flow".to_owned(), "body".to_owned()];
        uses(text.parse().expect("tokens"), module, &mut found);
        let found: Vec<String> = found.into_iter().map(|(_, room)| room).collect();
        assert_eq!(found, expect, "{text}");
    };
    check("use crate::policy::{A, B};", &["policy"]);
    check(
        "use crate::{policy::{A, c::B}, report};",
        &["policy", "report"],
    );
    check("use super::Flow; use super::super::cli::Args;", &["cli"]);
    check("use self::super::super::cli;", &["cli"]);
    check(
        "mod tests { use super::super::x; use super::super::super::cli; }",
        &["cli"],
    );
    check("fn f() { format!(\"{}\", crate::cli::VERSION) }", &["cli"]);
    check(
        "macro_rules! m { () => { $crate::cli::VERSION } }",
        &["cli"],
    );
    check("use crate::*;", &["*"]);
    check(
        "pub(crate) fn f() {} pub(in crate::flow) fn g() {} fn h(a: Self) { self.crate_name() }",
        &["flow"],
    );
}
