//! JavaScript and TypeScript: what a script imports, calls, loads and names.
//!
//! In: the text of a script. Out: its imports, calls, URLs and policies as references. Words in comments, names of
//! properties and calls of one's own methods are not references. This module never knows a service.

mod storage;

use super::Range;
use super::tokens::{Code, TokenKind, tokens};
use super::web::{Reference, ReferenceKind, WebFacts, is_csp, is_host};

/// How many tokens back the name is looked for under which a hint for people stands.
const HINT: usize = 14;

/// How many tokens back the tag of an attribute is looked for.
const TAG: usize = 60;

/// Reads one script; never fails.
pub fn read(text: &str) -> WebFacts {
    let tokens = tokens(text);
    let script = Script {
        code: Code {
            text,
            tokens: &tokens,
        },
    };
    let mut references = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            TokenKind::Text => references.extend(script.literal(at)),
            TokenKind::Word => references.extend(script.call(at)),
            _ => {}
        }
    }
    WebFacts {
        references,
        kept: storage::read(text, &tokens),
        ..WebFacts::default()
    }
}

/// Reads an import map: the addresses that modules are loaded from.
pub(super) fn import_map(text: &str) -> WebFacts {
    let mut facts = WebFacts::default();
    let texts = tokens(text).into_iter();
    for token in texts.filter(|t| t.kind == TokenKind::Text && is_url(t.text(text))) {
        facts.references.push(Reference {
            kind: ReferenceKind::Script,
            target: token.text(text).to_owned(),
            range: token.range,
            place: token.range,
        });
    }
    facts
}

/// The kind of reference that the `src` or `href` of a tag makes, for tags that load something.
pub(super) fn kind_of_tag(tag: &str) -> Option<ReferenceKind> {
    match tag {
        "script" => Some(ReferenceKind::Script),
        "img" | "image" | "video" | "audio" | "source" | "track" | "embed" => {
            Some(ReferenceKind::Image)
        }
        "iframe" | "frame" => Some(ReferenceKind::Frame),
        _ => None,
    }
}

struct Script<'t> {
    code: Code<'t>,
}

impl Script<'_> {
    /// What a string literal is: a specifier, a URL that is loaded, a policy, or merely a URL.
    fn literal(&self, at: usize) -> Option<Reference> {
        let token = self.code.tokens[at];
        let target = token.text(self.code.text);
        let (one, two, three) = (at.wrapping_sub(1), at.wrapping_sub(2), at.wrapping_sub(3));
        let is_import = matches!(self.code.word(one), "from" | "import")
            || (self.code.is(one, b'(')
                && matches!(self.code.word(two), "import" | "require")
                && !self.code.is(three, b'.'));
        let kind = if is_import {
            if self.imports_types_only(at) {
                return None;
            }
            if is_url(target) {
                ReferenceKind::Script
            } else {
                ReferenceKind::Import
            }
        } else if is_csp(target) {
            ReferenceKind::Csp
        } else if !is_url(target) && !is_host(target) || self.is_hint(at) {
            return None;
        } else if self.code.is(one, b'=') && matches!(self.code.word(two), "src" | "href") {
            self.assigned(two, three)
        } else if self.code.is(one, b'(') && self.code.word(two) == "importScripts" {
            ReferenceKind::Script
        } else {
            ReferenceKind::Url
        };
        Some(Reference {
            kind,
            target: target.to_owned(),
            range: token.range,
            place: token.range,
        })
    }

    /// Whether a text only shows people what to write: `placeholder="https://…"`, also as one of several.
    fn is_hint(&self, at: usize) -> bool {
        (at.saturating_sub(HINT)..at).rev().any(|i| {
            self.code.word(i) == "placeholder"
                && (self.code.is(i + 1, b'=') || self.code.is(i + 1, b':'))
        })
    }

    /// What `….src = "…"` or the attribute `src="…"` of a JSX tag loads.
    fn assigned(&self, name: usize, before: usize) -> ReferenceKind {
        if self.code.is(before, b'.') {
            return if self.code.word(name) == "src" {
                ReferenceKind::Script
            } else {
                ReferenceKind::Url
            };
        }
        let tag = self.tag_around(name);
        let tag = tag.map_or("", |at| self.code.word(at + 1));
        let tag = tag.to_ascii_lowercase();
        if tag == "link" {
            let near =
                &self.code.tokens[name.saturating_sub(12)..self.code.tokens.len().min(name + 12)];
            let sheet = near
                .iter()
                .any(|t| t.kind == TokenKind::Text && t.text(self.code.text) == "stylesheet");
            return if sheet {
                ReferenceKind::Style
            } else {
                ReferenceKind::Url
            };
        }
        kind_of_tag(&tag).unwrap_or(ReferenceKind::Url)
    }

    /// The `<` of the tag that an attribute stands in, a few attributes back; tags within its values are passed over.
    fn tag_around(&self, attribute: usize) -> Option<usize> {
        let mut closed = 0_u32;
        for at in (attribute.saturating_sub(TAG)..attribute).rev() {
            if self.code.is(at, b'>') && self.code.is(at.wrapping_sub(1), b'/') {
                closed += 1;
            } else if self.code.is(at, b'<') {
                if closed == 0 {
                    return Some(at);
                }
                closed -= 1;
            }
        }
        None
    }

    /// Whether the specifier at `at` ends an `import type …`: nothing is loaded then.
    fn imports_types_only(&self, at: usize) -> bool {
        let start = (at.saturating_sub(60)..at)
            .rev()
            .find(|i| matches!(self.code.word(*i), "import" | "export"));
        let Some(start) = start else { return false };
        let next = self.code.word(start + 2);
        self.code.word(start + 1) == "type"
            && !(next == "from" && start + 3 == at)
            && !self.code.is(start + 2, b',')
    }

    /// The call whose callee starts at `at`, if one does: `a.b.c(`, with the first argument if it is a literal.
    fn call(&self, at: usize) -> Option<Reference> {
        let before = at.wrapping_sub(1);
        if self.code.is(before, b'.')
            || matches!(
                self.code.word(before),
                "function" | "new" | "class" | "get" | "set" | "async"
            )
        {
            return None;
        }
        let mut path = vec![self.code.word(at)];
        let mut end = at + 1;
        loop {
            let dot = if self.code.is(end, b'?') && self.code.is(end + 1, b'.') {
                end + 1
            } else {
                end
            };
            if !self.code.is(dot, b'.') {
                break;
            }
            let name = self.code.word(dot + 1);
            if name.is_empty() {
                // `fbq?.(…)`
                end = dot + 1;
                break;
            }
            path.push(name);
            end = dot + 2;
        }
        if !self.code.is(end, b'(') || self.defines(end) {
            return None;
        }
        if path.len() > 1 && matches!(path[0], "window" | "globalThis" | "self") {
            path.remove(0);
        }
        let argument = self
            .code
            .tokens
            .get(end + 1)
            .filter(|t| t.kind == TokenKind::Text)
            .map(|t| t.text(self.code.text));
        let argument = argument
            .filter(|a| a.len() < 40)
            .map_or(String::new(), |a| format!("('{a}'"));
        let range = Range {
            start: self.code.tokens[at].range.start,
            end: self.code.tokens[end].range.end,
        };
        Some(Reference {
            kind: ReferenceKind::Call,
            target: path.join(".") + &argument,
            range,
            place: range,
        })
    }

    /// Whether the parenthesis opens the parameters of a method: a body follows its end.
    fn defines(&self, open: usize) -> bool {
        let mut depth = 0_u32;
        for at in open..self.code.tokens.len().min(open + 200) {
            if self.code.is(at, b'(') {
                depth += 1;
            } else if self.code.is(at, b')') {
                depth -= 1;
                if depth == 0 {
                    return self.code.is(at + 1, b'{');
                }
            }
        }
        false
    }
}

/// Whether a text is an absolute URL, with or without a scheme.
fn is_url(text: &str) -> bool {
    let rest = match text.split_once("://") {
        Some(("http" | "https" | "ws" | "wss", rest)) => rest,
        Some(_) => return false,
        None => match text.strip_prefix("//") {
            Some(rest) => rest,
            None => return false,
        },
    };
    rest.starts_with(|c: char| c.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[(ReferenceKind, &str)]) {
        let facts = read(text);
        let seen: Vec<_> = facts
            .references
            .iter()
            .map(|r| (r.kind, r.target.as_str()))
            .collect();
        assert_eq!(seen, expect, "{text}");
    }

    #[test]
    fn imports() {
        use ReferenceKind::{Import, Script};
        check(
            "import posthog from 'posthog-js';\nexport * from \"./a\";",
            &[(Import, "posthog-js"), (Import, "./a")],
        );
        check(
            "import 'x'; import type { A } from 'b'; import { type C } from 'd'",
            &[(Import, "x"), (Import, "d")],
        );
        check(
            "import x from 'https://esm.sh/x'",
            &[(Script, "https://esm.sh/x")],
        );
        check("// import 'x'\nconst s = \"import 'y'\"; a.require", &[]);
        let facts = read("const x = require('mixpanel'); import('y')");
        assert!(
            facts
                .references
                .iter()
                .any(|r| r.kind == Import && r.target == "mixpanel")
        );
        assert!(
            facts
                .references
                .iter()
                .any(|r| r.kind == Import && r.target == "y")
        );
    }

    #[test]
    fn calls() {
        use ReferenceKind::Call;
        check(
            "function gtag(){dataLayer.push(arguments);} gtag('js', d)",
            &[(Call, "dataLayer.push"), (Call, "gtag('js'")],
        );
        check("window.posthog?.init(key)", &[(Call, "posthog.init")]);
        check("fbq?.('track')", &[(Call, "fbq('track'")]);
        check("class A { fbq(x) { return 1 } }", &[]);
        check("const fbq = 1; // fbq('init')\n'fbq(1)'; /fbq()/;", &[]);
        check("this.tools.fbq()", &[(Call, "this.tools.fbq")]);
    }

    #[test]
    fn urls_and_what_they_load() {
        use ReferenceKind::{Csp, Image, Script, Style, Url};
        check(
            "const u = 'https://a.example/x';",
            &[(Url, "https://a.example/x")],
        );
        check(
            "s.src = '//a.example/x.js'",
            &[(Script, "//a.example/x.js")],
        );
        check(
            "<img alt=\"x\" src=\"https://a.example/i\" />",
            &[(Image, "https://a.example/i")],
        );
        check(
            "<link href=\"https://a.example/c\" rel=\"stylesheet\" />",
            &[(Style, "https://a.example/c")],
        );
        check(
            "<Button icon={<Image src=\"/i.svg\" />} href=\"https://a.example\" />",
            &[(Url, "https://a.example")],
        );
        check("<input placeholder=\"https://a.example\" />", &[]);
        check("x = \"script-src 'self'\"", &[(Csp, "script-src 'self'")]);
        check(
            "x = 'us.i.example.com'; y = 'file.js'; z = 'mailto://x'",
            &[(Url, "us.i.example.com")],
        );
    }
}
