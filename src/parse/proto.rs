//! Messages of Protocol Buffers, as the Rust that is generated from them.
//!
//! In: the text of a `.proto` file. Out: its package, and structs and enums with the names and fields that prost gives
//! them. Services, options and extensions are left out. A tolerant reader: what it does not understand it skips.

use std::fmt::Write as _;

/// How deep messages may stand in messages.
const DEPTH: usize = 16;

/// The package of a file and the items generated from it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Generated {
    /// The package; empty if the file names none.
    pub package: String,
    /// Rust items.
    pub items: String,
}

/// Reads a file.
pub fn generated(text: &str) -> Generated {
    let tokens = tokens(text);
    let mut out = Generated::default();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        match *token {
            "package" => out.package = joined(&tokens, at + 1),
            "message" => {
                message(&tokens, &mut at, &mut out.items, 0);
                continue;
            }
            "enum" => {
                enumeration(&tokens, &mut at, &mut out.items);
                continue;
            }
            "{" => {
                skip(&tokens, &mut at);
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    out
}

/// Words, signs and texts; comments left out.
fn tokens(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            _ if c.is_whitespace() => c.len_utf8(),
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '"' | '\'' => {
                let behind = rest.get(1..).unwrap_or_default();
                let end = behind.find(c).map_or(rest.len(), |end| end + 2);
                found.push(rest.get(..end).unwrap_or(rest));
                end
            }
            _ if is_word(c) => {
                let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
                found.push(&rest[..end]);
                end
            }
            _ => {
                found.push(&rest[..c.len_utf8()]);
                c.len_utf8()
            }
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    found
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '.'
}

/// The tokens up to the end of a statement as one text.
fn joined(tokens: &[&str], at: usize) -> String {
    let rest = tokens.get(at..).unwrap_or_default();
    rest.iter().take_while(|t| **t != ";").copied().collect()
}

/// Leaves a block behind.
fn skip(tokens: &[&str], at: &mut usize) {
    let mut depth = 0_usize;
    while let Some(token) = tokens.get(*at) {
        *at += 1;
        match *token {
            "{" => depth += 1,
            "}" => depth = depth.saturating_sub(1),
            ";" if depth == 0 => return,
            _ => {}
        }
        if depth == 0 && *token == "}" {
            return;
        }
    }
}

/// `message Name { … }`: a struct, and a module of what stands within.
fn message(tokens: &[&str], at: &mut usize, out: &mut String, depth: usize) {
    let name = tokens.get(*at + 1).copied().unwrap_or_default();
    if !is_name(name) || tokens.get(*at + 2) != Some(&"{") || depth > DEPTH {
        *at += 1;
        return skip(tokens, at);
    }
    *at += 3;
    let (mut fields, mut inner) = (String::new(), String::new());
    let within = snake(name);
    while let Some(token) = tokens.get(*at) {
        match *token {
            "}" => {
                *at += 1;
                break;
            }
            "message" => message(tokens, at, &mut inner, depth + 1),
            "enum" if tokens.get(*at + 2) == Some(&"{") => enumeration(tokens, at, &mut inner),
            "oneof" => {
                let choice = tokens.get(*at + 1).copied().unwrap_or_default();
                if is_name(choice) {
                    let ty = pascal(choice);
                    let choice = raw(snake(choice));
                    let _ = write!(fields, "pub {choice}: Option<{within}::{ty}>, ");
                    let _ = write!(inner, "#[derive(Clone, Debug)] pub enum {ty} {{ ");
                }
                *at += 3;
                while let Some(variant) = field(tokens, at) {
                    let _ = write!(inner, "{}({}), ", pascal(&variant.name), variant.ty);
                }
                *at += 1;
                inner.push_str("} ");
            }
            "option" | "reserved" | "extensions" | "extend" => skip(tokens, at),
            ";" => *at += 1,
            _ => match field(tokens, at) {
                Some(field) => {
                    let _ = write!(fields, "pub {}: {}, ", field.name, field.ty);
                }
                None => skip(tokens, at),
            },
        }
    }
    let _ = write!(
        out,
        "#[derive(Clone, Debug)] pub struct {name} {{ {fields}}} "
    );
    if !inner.is_empty() {
        let _ = write!(out, "pub mod {within} {{ use super::*; {inner}}} ");
    }
}

/// A field with its type in Rust.
struct Field {
    name: String,
    ty: String,
}

/// `repeated string names = 1;`, `map<string, int64> counts = 2;`
fn field(tokens: &[&str], at: &mut usize) -> Option<Field> {
    let mut here = *at;
    let label = tokens.get(here).copied()?;
    if matches!(label, "repeated" | "optional" | "required") {
        here += 1;
    }
    let written = tokens.get(here).copied()?;
    let ty = if written == "map" && tokens.get(here + 1) == Some(&"<") {
        let value = tokens.get(here + 4).copied()?;
        here += 5;
        format!("std::collections::HashMap<String, {}>", scalar(value))
    } else {
        let of = scalar(written);
        match label {
            "repeated" => format!("Vec<{of}>"),
            "optional" => format!("Option<{of}>"),
            _ if written.ends_with(|c: char| c.is_ascii_alphanumeric()) && is_message(written) => {
                format!("Option<{of}>")
            }
            _ => of,
        }
    };
    let name = tokens.get(here + 1).copied().filter(|n| is_name(n))?;
    if tokens.get(here + 2) != Some(&"=") {
        return None;
    }
    *at = here + 3;
    skip(tokens, at);
    Some(Field {
        name: raw(snake(name)),
        ty,
    })
}

/// A name as it can be written where it is a word of the language: `r#type`.
fn raw(name: String) -> String {
    match name.as_str() {
        // These alone cannot be written as raw names.
        "self" | "super" | "crate" => format!("{name}_"),
        _ if syn::parse_str::<syn::Ident>(&name).is_ok() => name,
        _ => format!("r#{name}"),
    }
}

/// `enum Name { … }`: only a name among few.
fn enumeration(tokens: &[&str], at: &mut usize, out: &mut String) {
    let name = tokens.get(*at + 1).copied().unwrap_or_default();
    *at += 2;
    skip(tokens, at);
    if is_name(name) {
        let _ = write!(
            out,
            "#[derive(Clone, Copy, Debug)] pub enum {name} {{ Unspecified }} "
        );
    }
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn is_message(written: &str) -> bool {
    let last = written.rsplit('.').next().unwrap_or(written);
    last.starts_with(|c: char| c.is_ascii_uppercase())
}

fn scalar(written: &str) -> String {
    match written {
        "string" => "String".to_owned(),
        "bytes" => "Vec<u8>".to_owned(),
        "bool" => "bool".to_owned(),
        "double" | "float" => "f64".to_owned(),
        _ if !is_message(written) => "i64".to_owned(),
        // `Outer.Inner` stands in a module of the outer one's name.
        _ => {
            let mut parts: Vec<String> = Vec::new();
            let all: Vec<&str> = written.split('.').filter(|p| is_name(p)).collect();
            let own = all.iter().skip_while(|p| !is_message(p));
            for part in own {
                parts.push((*part).to_owned());
            }
            let last = parts.pop().unwrap_or_default();
            let outer = parts.iter().map(|p| format!("{}::", snake(p)));
            outer.collect::<String>() + &last
        }
    }
}

/// `CreateUser` → `create_user`
fn snake(name: &str) -> String {
    let mut out = String::new();
    let mut lower = false;
    for c in name.chars() {
        if c.is_ascii_uppercase() && lower {
            out.push('_');
        }
        lower = c.is_ascii_lowercase() || c.is_ascii_digit();
        out.push(c.to_ascii_lowercase());
    }
    out
}

/// `sign_in` → `SignIn`
fn pascal(name: &str) -> String {
    let mut out = String::new();
    for part in name.split('_') {
        let mut chars = part.chars();
        out.extend(chars.next().map(|c| c.to_ascii_uppercase()));
        out.push_str(chars.as_str());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_become_structs() {
        let text = r#"syntax = "proto3"; // one
            package acme.v1;
            import "google/protobuf/timestamp.proto";
            /* two */
            message CreateUser {
              string email = 1 [deprecated = true];
              repeated Role roles = 2;
              optional int64 age = 3;
              map<string, Address> addresses = 4;
              Address.Kind kind = 5;
              google.protobuf.Timestamp made = 6;
              reserved 7, 8;
              message Address { string street = 1; enum Kind { HOME = 0; } }
              oneof login { string password = 9; Token api_token = 10; }
            }
            enum Role { ADMIN = 0; }
            service Users { rpc Create(CreateUser) returns (CreateUser) {} }
            message Token { bytes value = 1; }"#;
        let generated = generated(text);
        assert_eq!(generated.package, "acme.v1");
        let items: syn::File = syn::parse_str(&generated.items).expect("Rust");
        assert_eq!(items.items.len(), 4);
        for expected in [
            "pub email: String, pub roles: Vec<Role>, pub age: Option<i64>, pub addresses: std::collections::HashMap<String, Address>",
            "pub kind: Option<address::Kind>, pub made: Option<Timestamp>, pub login: Option<create_user::Login>",
            "pub enum Login { Password(String), ApiToken(Option<Token>), }",
            "pub struct Token { pub value: Vec<u8>, }",
        ] {
            assert!(
                generated.items.contains(expected),
                "{expected}\n{}",
                generated.items
            );
        }
    }

    #[test]
    fn broken_files_end() {
        for text in [
            "message",
            "message A",
            "message A {",
            "message A { string",
            "message A { oneof",
            "message A { map<",
            "package",
            "enum",
            "enum A {",
            "message A { string é = 1; }",
            "/*",
            "\"",
            "message A { message B { string a = 1;",
        ] {
            let _ = generated(text);
        }
        let deep = "message A { ".repeat(5_000);
        let _ = generated(&deep);
    }
}
