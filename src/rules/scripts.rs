//! Which addresses of a script are requested: given to a call that sends, kept under a name that is, or a client's base.
//!
//! In: the text of a script. Out: where the literals of these addresses begin. Names of calls are in
//! `rules/conventions.toml`; whether an address may be requested is judged elsewhere.

use crate::catalog::{Conventions, Scripts};
use crate::parse::Range;
use crate::parse::tokens::{Code, TokenKind, tokens};
use crate::rules::Context;
use crate::source::Kind;
use crate::span::FileId;
use std::collections::{BTreeMap, BTreeSet};

/// How many tokens back the call around an argument is looked for.
const BACK: usize = 60;
/// How many tokens of a call or of a statement are read.
const AHEAD: usize = 80;
/// How many names an address may pass through.
const NAMES: usize = 4;

/// Where the addresses begin that a script or a page's scripts request.
pub(super) fn requested_in(context: &Context<'_>, file: FileId) -> BTreeSet<u32> {
    let source = context.sources.file(file);
    let text = source.text.as_str();
    match source.kind {
        Kind::Script => requested(text),
        Kind::Html => {
            let pages = &context.surroundings.web;
            let page = pages.iter().find(|(f, _)| *f == file);
            let blocks = page.map(|(_, facts)| facts.scripts.as_slice());
            let requested = |block: &Range| {
                let script = text.get(block.start as usize..block.end as usize);
                let found = requested(script.unwrap_or("")).into_iter();
                found.map(|at| at + block.start).collect::<Vec<_>>()
            };
            blocks
                .unwrap_or_default()
                .iter()
                .flat_map(requested)
                .collect()
        }
        _ => BTreeSet::new(),
    }
}

/// Where the literals begin whose address is requested.
pub(super) fn requested(text: &str) -> BTreeSet<u32> {
    let tokens = tokens(text);
    let script = Script {
        code: Code {
            text,
            tokens: &tokens,
        },
        known: &Conventions::embedded().scripts,
    };
    let bound = script.bound();
    let mut found = BTreeSet::new();
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for (at, token) in tokens.iter().enumerate() {
        // To look at what stands around a token is dear; most words are bound to nothing.
        match token.kind {
            TokenKind::Text if script.is_sent(at) => {
                found.insert(token.range.start);
            }
            TokenKind::Word => {
                let word = script.code.word(at);
                if bound.contains_key(word) && script.is_sent(at) {
                    names.insert(word);
                }
            }
            _ => {}
        }
    }
    for _ in 0..NAMES {
        let reached: Vec<&Bound<'_>> = names.iter().filter_map(|n| bound.get(n)).collect();
        let before = (names.len(), found.len());
        for value in reached {
            found.extend(&value.literals);
            names.extend(&value.names);
        }
        if before == (names.len(), found.len()) {
            break;
        }
    }
    found
}

/// What a name is bound to: the literals and names of its value.
#[derive(Default)]
struct Bound<'t> {
    literals: Vec<u32>,
    names: Vec<&'t str>,
}

struct Script<'t> {
    code: Code<'t>,
    known: &'static Scripts,
}

impl<'t> Script<'t> {
    /// Whether a literal or name is what a call is sent to, or the base of a client.
    fn is_sent(&self, at: usize) -> bool {
        if self.is_member(at) {
            return false;
        }
        let Some((open, keys)) = self.around(at) else {
            return false;
        };
        let callee = self.callee(open);
        match keys.first() {
            // An option of a call: `axios.create({ baseURL: … })`, `$.ajax({ url: … })`.
            Some(key) => {
                self.known.bases.hold(key) || self.known.options.hold(key) && self.sends(&callee)
            }
            None => self.sends(&callee),
        }
    }

    /// Whether a word is the name of a member, of a call or of a key: no value of its own.
    fn is_member(&self, at: usize) -> bool {
        let before = at.checked_sub(1);
        before.is_some_and(|b| self.code.is(b, b'.')) || self.code.is(at + 1, b'(')
    }

    /// The bracket of the call around a place, and the keys of objects on the way to it, from the inside out.
    fn around(&self, at: usize) -> Option<(usize, Vec<&'t str>)> {
        let mut keys = Vec::new();
        let mut depth = 0_u32;
        let mut argument = 0_u32;
        let mut here = at;
        for i in (at.saturating_sub(BACK)..at).rev() {
            match self.code.tokens[i].kind {
                TokenKind::Mark(b')' | b'}' | b']') => depth += 1,
                TokenKind::Mark(b'(' | b'{' | b'[') if depth > 0 => depth -= 1,
                TokenKind::Mark(b'{') => {
                    keys.push(self.key_before(here, i)?);
                    argument = 0;
                    here = i;
                }
                // Only what a call is sent to counts: its first argument, or the second behind a method.
                TokenKind::Mark(b'(') => {
                    let behind_method = argument == 1 && self.is_method(i + 1);
                    return (argument == 0 || behind_method).then_some((i, keys));
                }
                TokenKind::Mark(b'[' | b';') => return None,
                TokenKind::Mark(b',') if depth == 0 => argument += 1,
                _ => {}
            }
        }
        None
    }

    /// The key that a value within an object stands under.
    fn key_before(&self, value: usize, open: usize) -> Option<&'t str> {
        let colon = (open..value).rev().find(|i| self.code.is(*i, b':'))?;
        let comma = (open..value).rev().find(|i| self.code.is(*i, b','));
        let key = self.code.word(colon.checked_sub(1)?);
        (!key.is_empty() && comma.is_none_or(|c| c < colon)).then_some(key)
    }

    /// Whether a literal is a method of HTTP: `xhr.open('POST', url)`.
    fn is_method(&self, at: usize) -> bool {
        let token = self
            .code
            .tokens
            .get(at)
            .filter(|t| t.kind == TokenKind::Text);
        token.is_some_and(|t| {
            let text = t.text(self.code.text);
            text.len() < 8 && !text.is_empty() && text.bytes().all(|b| b.is_ascii_uppercase())
        })
    }

    /// The dotted path of what is called at a bracket.
    fn callee(&self, open: usize) -> Vec<&'t str> {
        let mut at = open;
        // `axios.get<Answer>(…)`
        if at > 0 && self.code.is(at - 1, b'>') {
            let from = at.saturating_sub(30);
            match (from..at).rev().find(|i| self.code.is(*i, b'<')) {
                Some(less) => at = less,
                None => return Vec::new(),
            }
        }
        let mut path = Vec::new();
        while at > 0 {
            let name = self.code.word(at - 1);
            if name.is_empty() {
                break;
            }
            path.insert(0, name);
            at -= 1;
            if at == 0 || !self.code.is(at - 1, b'.') {
                break;
            }
            at -= 1;
        }
        path
    }

    fn sends(&self, callee: &[&str]) -> bool {
        let [.., last] = callee else { return false };
        let known = self.known;
        let head = callee.iter().rev().nth(1).copied().unwrap_or("");
        let alone =
            callee.len() == 1 || ["window", "globalThis", "self", "navigator"].contains(&head);
        alone && known.calls.hold(last)
            || callee.len() == 1 && known.clients.hold(last)
            || known.clients.hold(head) && known.methods.hold(last)
            || *last == "open" && callee.len() > 1 && known.openers.hold(head)
    }

    /// What names are bound to: `const API = env.API ?? 'https://…'`.
    fn bound(&self) -> BTreeMap<&'t str, Bound<'t>> {
        let mut all: BTreeMap<&str, Bound<'_>> = BTreeMap::new();
        for at in 1..self.code.tokens.len() {
            let assigns = self.code.is(at, b'=')
                && !self.code.is(at + 1, b'=')
                && !self.code.is(at + 1, b'>')
                && !matches!(
                    self.code.tokens[at - 1].kind,
                    TokenKind::Mark(b'=' | b'!' | b'<' | b'>')
                );
            if !assigns {
                continue;
            }
            let Some(name) = self.assigned(at) else {
                continue;
            };
            let value = all.entry(name).or_default();
            self.value(at + 1, value);
        }
        all
    }

    /// The name before a `=`; a type may stand between.
    fn assigned(&self, equals: usize) -> Option<&'t str> {
        let plain = self.code.word(equals - 1);
        if equals >= 3 && self.code.is(equals - 2, b':') {
            let typed = self.code.word(equals - 3);
            return (!typed.is_empty()).then_some(typed);
        }
        (!plain.is_empty()).then_some(plain)
    }

    /// The literals and names of a value, up to the end of its statement; what a call in it is given is not the value.
    fn value(&self, from: usize, into: &mut Bound<'t>) {
        let mut depth = 0_u32;
        let last = self.code.tokens.len().min(from + AHEAD);
        for at in from..last {
            let token = self.code.tokens[at];
            match token.kind {
                TokenKind::Mark(b'(' | b'{' | b'[') => depth += 1,
                TokenKind::Mark(b')' | b'}' | b']') if depth > 0 => depth -= 1,
                TokenKind::Mark(b')' | b'}' | b']' | b';' | b',') if depth == 0 => break,
                TokenKind::Text if depth == 0 => into.literals.push(token.range.start),
                TokenKind::Word if depth == 0 => {
                    let word = token.text(self.code.text);
                    let next_statement = at > from && self.known.statements.hold(word);
                    if next_statement {
                        break;
                    }
                    if !self.is_member(at) {
                        into.names.push(word);
                    }
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::requested;

    fn check(text: &str, expect: &[&str]) {
        let found = requested(text);
        let shown: Vec<&str> = found
            .iter()
            .map(|at| {
                let rest = text.get(*at as usize..).unwrap_or("");
                rest.split(['\'', '`', '$']).next().unwrap_or("")
            })
            .filter(|t| t.contains("://"))
            .collect();
        assert_eq!(shown, expect, "{text}");
    }

    #[test]
    fn what_a_call_is_sent_to() {
        check("fetch('https://a.io/x', { body })", &["https://a.io/x"]);
        check(
            "await axios.post<Answer>('https://a.io')",
            &["https://a.io"],
        );
        check("new WebSocket('wss://a.io')", &["wss://a.io"]);
        check("xhr.open('POST', 'https://a.io')", &["https://a.io"]);
        check("$.post('https://a.io', data)", &["https://a.io"]);
        check(
            "$.ajax({ type: 'POST', url: 'https://a.io' })",
            &["https://a.io"],
        );
        check("navigator.sendBeacon('https://a.io')", &["https://a.io"]);
    }

    #[test]
    fn what_a_client_begins_with() {
        check(
            "axios.create({ baseURL: 'https://a.io' })",
            &["https://a.io"],
        );
        check(
            "const a = ky.extend({ prefixUrl: 'https://a.io' })",
            &["https://a.io"],
        );
    }

    #[test]
    fn names_are_followed() {
        check("const U = 'https://a.io'; fetch(U)", &["https://a.io"]);
        check(
            "const U: string = env.U ?? 'https://a.io'\nfetch(`${U}/x`)",
            &["https://a.io"],
        );
        check(
            "const B = 'https://a.io'; const U = `${B}/x`; fetch(U)",
            &["https://a.io"],
        );
        check(
            "const U = 'https://a.io'; axios.create({ baseURL: U })",
            &["https://a.io"],
        );
    }

    #[test]
    fn what_is_merely_named_is_not_requested() {
        check("window.open('https://a.io')", &[]);
        check("location.href = 'https://a.io'", &[]);
        check(
            "const BLOCKED = ['https://a.io', 'https://b.io']; fetch('/x')",
            &[],
        );
        check(
            "const link = { label: 'x', url: 'https://a.io' }; show(link)",
            &[],
        );
        check("fetch('/x', { headers: { Referer: 'https://a.io' } })", &[]);
        check("const U = 'https://a.io'; render(U)", &[]);
        check("track('seen', 'https://a.io')", &[]);
    }
}
