//! Cookies as text: `name=value; Path=/; Secure`, in headers and in scripts.
//!
//! In: the text, what is not known of it as a hole. Out: a [`Found`] with its flags. It never looks at code.

use super::found::{Flag, Found, shown};
use crate::catalog::CookieCalls;
use crate::catalog::units;
use crate::link::fold::HOLE;
use crate::parse::web::{Kept, Storage};

/// Whether a text is a cookie with attributes: `name=value; Path=/`.
pub(super) fn is_cookie(text: &str) -> bool {
    let mut parts = text.split(';');
    let first = parts.next().unwrap_or("").trim_start();
    let Some((name, _)) = first.split_once('=') else {
        return false;
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | HOLE);
    let known = &CookieCalls::embedded().cookie.attributes;
    let attribute = |part: &str| {
        let name = part
            .trim()
            .split('=')
            .next()
            .unwrap_or("")
            .to_ascii_lowercase();
        known.contains(&name)
    };
    // Attributes alone are put behind a cookie by somebody else.
    let named = !name.is_empty() && name.len() < 80 && name.chars().all(plain);
    named && !attribute(name) && parts.any(attribute)
}

/// Reads the attributes of all texts that a cookie may come to; a flag that only some have depends.
pub(super) fn read(found: &mut Found, texts: &[String]) {
    for (i, text) in texts.iter().enumerate() {
        let mut one = Found::new(found.at, String::new(), Storage::Cookie);
        attributes(&mut one, text);
        let either = |a: Flag, b: Flag| if a == b { a } else { Flag::Depends };
        if i == 0 {
            (found.secure, found.http_only) = (one.secure, one.http_only);
            found.same_site = one.same_site;
        } else {
            found.secure.0 = either(found.secure.0, one.secure.0);
            found.http_only.0 = either(found.http_only.0, one.http_only.0);
            if found.same_site != one.same_site {
                found.same_site = (Some(String::new()), None);
            }
        }
        found.max_age = found.max_age.or(one.max_age);
        found.removal |= one.removal;
        found.marker |= one.marker;
        found.truth |= one.truth;
        for name in one.names {
            if !found.names.contains(&name) {
                found.names.push(name);
            }
        }
    }
}

fn attributes(found: &mut Found, text: &str) {
    let mut parts = text.split(';');
    let (name, value) = parts
        .next()
        .and_then(|p| p.split_once('='))
        .unwrap_or_default();
    let name = shown(name.trim());
    if name != "*" {
        found.names.push(name);
    }
    let value = value.trim().trim_matches('"');
    found.removal |= value.is_empty() || value == "deleted";
    found.marker = !value.contains([HOLE, '*']);
    found.truth = is_truth(value);
    let mut open = false;
    for part in parts {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
        match key.as_str() {
            "secure" => found.secure.0 = Flag::Yes,
            "httponly" => found.http_only.0 = Flag::Yes,
            "samesite" => {
                found.same_site.0 = Some(if value.contains([HOLE, '*']) {
                    String::new()
                } else {
                    value.to_ascii_lowercase()
                });
            }
            "max-age" => max_age(found, value),
            "expires" => found.removal |= is_past(value),
            _ => {}
        }
        // What is put in whole may hold any attribute.
        open |= key.contains([HOLE, '*']);
    }
    if open {
        found.secure.0 = found.secure.0.max(Flag::Depends);
        found.http_only.0 = found.http_only.0.max(Flag::Depends);
        found.same_site.0.get_or_insert_default();
    }
}

/// Whether a value only says yes or no.
pub(super) fn is_truth(value: &str) -> bool {
    ["true", "false", "1", "0", "yes", "no", "on", "off"].contains(&value.trim())
}

fn max_age(found: &mut Found, value: &str) {
    if let Ok(seconds) = value.parse::<f64>() {
        found.removal |= seconds <= 0.0;
        found.max_age = Some((seconds * 1000.0, None));
    }
}

fn is_past(value: &str) -> bool {
    value == "0" || value.contains(" 1970 ") || value.contains("-1970 ") || value.contains("-70 ")
}

/// A cookie that a script sets.
pub(super) fn kept(found: &mut Found, kept: &Kept) {
    found.script = true;
    found.names.extend(kept.name.iter().cloned());
    if kept.storage != Storage::Cookie {
        return;
    }
    let rest = kept.rest.trim_start_matches(',').trim();
    if rest.starts_with(['{', '\'', '"', '`']) || rest.is_empty() || rest.ends_with(')') {
        options(found, rest);
    } else {
        let mut one = Found::new(found.at, String::new(), Storage::Cookie);
        attributes(&mut one, &format!("x={rest}"));
        one.names.clone_from(&found.names);
        (found.secure, found.same_site, found.max_age) = (one.secure, one.same_site, one.max_age);
        (found.removal, found.marker) = (one.removal, one.marker);
    }
}

/// `{ secure: true, sameSite: 'lax', expires: 7 }`
fn options(found: &mut Found, text: &str) {
    let plain: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\'' | '"' | '`'))
        .collect();
    let plain = plain.to_ascii_lowercase();
    let after = |key: &str| {
        plain
            .split_once(&format!("{key}:"))
            .map(|(_, v)| v.split([',', '}']).next().unwrap_or("").to_owned())
    };
    let flag = |key: &str| match after(key).as_deref() {
        Some("true") => Flag::Yes,
        Some("false") | None => Flag::No,
        Some(_) => Flag::Depends,
    };
    found.secure.0 = flag("secure");
    // Scripts that a server runs can set it.
    found.http_only.0 = flag("httponly");
    found.same_site.0 = after("samesite").map(|v| {
        if ["lax", "strict", "none"].contains(&v.as_str()) {
            v
        } else {
            String::new()
        }
    });
    if let Some(days) = after("expires").and_then(|v| v.parse::<f64>().ok()) {
        found.max_age = Some((days * units::unit("day").unwrap_or(0.0), None));
        found.removal |= days <= 0.0;
    }
    if let Some(seconds) = after("maxage").or_else(|| after("max-age")) {
        max_age(found, &seconds);
    }
    // Options that are built elsewhere may hold any flag.
    if plain.contains("...") || !plain.contains('{') && plain.matches(',').count() > 1 {
        found.unseen = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::{FileId, Span};

    fn found(texts: &[&str]) -> Found {
        let mut found = Found::new(Span::new(FileId(0), 0, 0), String::new(), Storage::Cookie);
        read(
            &mut found,
            &texts.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>(),
        );
        found
    }

    #[test]
    fn cookies_are_told_from_other_texts() {
        for (text, expect) in [
            ("a=b; Path=/", true),
            ("\u{0}=\u{0}; HttpOnly", true),
            ("a=b", false),
            ("a=b; c=d", false),
            ("width=device-width; initial", false),
            ("SELECT a = b; secure", false),
            ("; Path=/", false),
        ] {
            assert_eq!(is_cookie(text), expect, "{text}");
        }
    }

    #[test]
    fn attributes_are_read() {
        let one = found(&["a=\u{0}; HttpOnly; Path=/; Max-Age=60; Secure; SameSite=Lax"]);
        assert_eq!((one.secure.0, one.http_only.0), (Flag::Yes, Flag::Yes));
        assert_eq!(one.same_site.0.as_deref(), Some("lax"));
        assert_eq!(one.max_age, Some((60_000.0, None)));
        assert!(!one.removal && !one.marker);
        assert!(found(&["a=; Path=/"]).removal && found(&["a=x; Max-Age=0"]).removal);
        assert_eq!(
            found(&["a=1; Secure; Path=/", "a=1; Path=/"]).secure.0,
            Flag::Depends
        );
        assert_eq!(found(&["a=1; Path=/; \u{0}"]).secure.0, Flag::Depends);
    }
}
