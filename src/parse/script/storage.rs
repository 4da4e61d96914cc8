//! What scripts keep in the browser: cookies, local and session storage, databases.
//!
//! In: the tokens of a script. Out: [`Kept`] entries. Which calls keep something stands in `rules/cookies.toml`. Reading
//! and removing are not keeping; names are followed through consts of the same script.

use crate::catalog::{BrowserCalls, Keeps};
use crate::parse::Range;
use crate::parse::tokens::{Code, Token, TokenKind};
use crate::parse::web::{Kept, Storage};
use std::collections::BTreeMap;

/// How many tokens a statement is followed for.
const STATEMENT: usize = 400;

/// Reads what a script keeps.
pub(super) fn read(text: &str, tokens: &[Token]) -> Vec<Kept> {
    // Most scripts keep nothing: the words are cheap to look for.
    let calls = BrowserCalls::embedded();
    if !calls.words.iter().any(|w| text.contains(w.as_str())) {
        return Vec::new();
    }
    let code = Code { text, tokens };
    let script = Script {
        code,
        names: names(code),
        calls,
    };
    (0..tokens.len()).filter_map(|at| script.kept(at)).collect()
}

struct Script<'t> {
    code: Code<'t>,
    /// Consts that hold texts: `KEY`, `KEYS.theme`; and names for storages: `store`.
    names: BTreeMap<String, String>,
    calls: &'static BrowserCalls,
}

impl Script<'_> {
    fn kept(&self, at: usize) -> Option<Kept> {
        let word = self.code.word(at);
        if word.is_empty() {
            return None;
        }
        if word == "cookie"
            && self.code.is(at.wrapping_sub(1), b'.')
            && self.code.is(at + 1, b'=')
            && !self.code.is(at + 2, b'=')
        {
            let start = if at >= 2 && !self.code.word(at - 2).is_empty() {
                at - 2
            } else {
                at
            };
            return Some(self.cookie_text(start, at + 2));
        }
        if self.code.is(at + 1, b'(')
            && !["function", "async"].contains(&self.code.word(at.wrapping_sub(1)))
        {
            return self.call(at);
        }
        self.property(at)
    }

    /// `document.cookie = 'a=' + b + '; path=/'`
    fn cookie_text(&self, start: usize, from: usize) -> Kept {
        let end = self.statement_end(from);
        let text = self.joined(from, end);
        let (name, rest) = text.split_once('=').unwrap_or((text.as_str(), ""));
        let name = name.trim().to_owned();
        Kept {
            range: self.range(start, end),
            storage: Storage::Cookie,
            name: (!name.is_empty() && name != "*").then_some(name),
            rest: rest.to_owned(),
        }
    }

    /// Where an assignment ends: at its semicolon, at a line's end behind a value, or at what closes around it.
    fn statement_end(&self, from: usize) -> usize {
        let mut depth = 0_i32;
        for at in from..self.code.tokens.len().min(from + STATEMENT) {
            match self.code.tokens[at].kind {
                TokenKind::Mark(b';') if depth <= 0 => return at,
                TokenKind::Mark(b'(' | b'[' | b'{') => depth += 1,
                TokenKind::Mark(b')' | b']' | b'}') => {
                    depth -= 1;
                    if depth < 0 {
                        return at;
                    }
                }
                _ => {}
            }
            let between = at > from && depth <= 0 && {
                let gap = self.code.tokens[at - 1].range.end as usize
                    ..self.code.tokens[at].range.start as usize;
                self.code.text.get(gap).is_some_and(|g| g.contains('\n'))
            };
            if between && !self.goes_on(at) {
                return at;
            }
        }
        self.code.tokens.len().min(from + STATEMENT)
    }

    /// Whether a statement goes on over the line's end before a token.
    fn goes_on(&self, at: usize) -> bool {
        let operator = |i: usize| {
            matches!(
                self.code.tokens[i].kind,
                TokenKind::Mark(b'+' | b'?' | b':' | b'.' | b',' | b'=' | b'&' | b'|' | b'(')
            )
        };
        operator(at) || operator(at - 1)
    }

    /// The text that an expression comes to; what is not known of it is `*`.
    fn joined(&self, from: usize, end: usize) -> String {
        let mut out = String::new();
        let mut at = from;
        while at < end {
            match self.code.tokens[at].kind {
                TokenKind::Text => out.push_str(self.code.tokens[at].text(self.code.text)),
                TokenKind::Mark(b'+') => {}
                _ => match self.named(at) {
                    Some((text, next)) => {
                        out.push_str(text);
                        at = next;
                        continue;
                    }
                    None if !out.ends_with('*') => out.push('*'),
                    None => {}
                },
            }
            at += 1;
        }
        out
    }

    /// What a const at a token holds, and the token behind it.
    fn named(&self, at: usize) -> Option<(&str, usize)> {
        let word = self.code.word(at);
        if word.is_empty() || self.code.is(at.wrapping_sub(1), b'.') {
            return None;
        }
        if self.code.is(at + 1, b'.')
            && let Some(text) = self
                .names
                .get(&format!("{word}.{}", self.code.word(at + 2)))
        {
            return Some((text, at + 3));
        }
        self.names.get(word).map(|text| (text.as_str(), at + 1))
    }

    /// `localStorage.setItem('a', …)`, `Cookies.set('a', …)`, `useLocalStorage('a', …)`
    fn call(&self, at: usize) -> Option<Kept> {
        let method = self.code.word(at);
        let dotted = at >= 2 && self.code.is(at - 1, b'.');
        let mut holder = if dotted { self.code.word(at - 2) } else { "" };
        // `cookies().set(…)`
        if dotted && self.code.is(at - 2, b')') && at >= 4 && self.code.is(at - 3, b'(') {
            holder = self.code.word(at - 4);
        }
        let holder = self.names.get(holder).map_or(holder, String::as_str);
        if self.calls.options.iter().any(|o| o == method) {
            return self.told(at);
        }
        let keeps = self.calls.find(holder, method)?;
        let end = self.group_end(at + 1);
        let comma = (at + 2..end)
            .find(|i| self.code.is(*i, b',') && self.depth(at + 2, *i) == 0)
            .unwrap_or(end);
        let name = self.joined(at + 2, comma);
        let start = if dotted { at - 2 } else { at };
        let rest = self.range(comma, end + 1);
        Some(Kept {
            range: self.range(start, end + 1),
            storage: storage(keeps),
            name: (!name.is_empty() && name != "*").then_some(name),
            rest: self
                .code
                .text
                .get(rest.start as usize..rest.end as usize)
                .unwrap_or("")
                .to_owned(),
        })
    }

    /// `persist(…, { name: 'a' })`: the name stands among the options, which come last.
    fn told(&self, at: usize) -> Option<Kept> {
        let end = self.group_end(at + 1);
        let options = (at + 2..end).rev().find(|i| {
            self.code.is(*i, b'{') && self.code.is(i - 1, b',') && self.depth(at + 2, *i) == 0
        })?;
        let key = (options + 1..end).find(|i| {
            self.code.word(*i) == "name"
                && self.code.is(i + 1, b':')
                && self.depth(options, *i) == 1
        })?;
        let comma = (key + 2..end).find(|i| self.code.is(*i, b',') || self.code.is(*i, b'}'));
        let name = self.joined(key + 2, comma.unwrap_or(end));
        let inner = self.range(options, end);
        let text = self
            .code
            .text
            .get(inner.start as usize..inner.end as usize)
            .unwrap_or("");
        let keeps = if text.contains("sessionStorage") {
            Storage::Session
        } else {
            Storage::Local
        };
        Some(Kept {
            range: self.range(at, end + 1),
            storage: keeps,
            name: (!name.is_empty() && name != "*").then_some(name),
            rest: String::new(),
        })
    }

    /// `localStorage.a = …`, `localStorage['a'] = …`
    fn property(&self, at: usize) -> Option<Kept> {
        let keeps = self.calls.storage(self.code.word(at))?;
        let (name, end) = if self.code.is(at + 1, b'.') && self.code.is(at + 3, b'=') {
            (self.code.word(at + 2).to_owned(), at + 3)
        } else if self.code.is(at + 1, b'[') {
            let close = (at + 2..at + 8).find(|i| self.code.is(*i, b']'))?;
            if !self.code.is(close + 1, b'=') {
                return None;
            }
            (self.joined(at + 2, close), close + 1)
        } else {
            return None;
        };
        if self.code.is(end + 1, b'=') || name.is_empty() {
            return None;
        }
        let range = self.range(at, self.statement_end(end + 1));
        let name = (name != "*").then_some(name);
        Some(Kept {
            range,
            storage: storage(keeps),
            name,
            rest: String::new(),
        })
    }

    fn group_end(&self, open: usize) -> usize {
        let mut depth = 0_u32;
        for at in open..self.code.tokens.len().min(open + STATEMENT) {
            match self.code.tokens[at].kind {
                TokenKind::Mark(b'(' | b'[' | b'{') => depth += 1,
                TokenKind::Mark(b')' | b']' | b'}') => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                return at;
            }
        }
        self.code.tokens.len().min(open + STATEMENT) - 1
    }

    fn depth(&self, from: usize, to: usize) -> i32 {
        self.code.tokens[from..to]
            .iter()
            .fold(0, |d, t| match t.kind {
                TokenKind::Mark(b'(' | b'[' | b'{') => d + 1,
                TokenKind::Mark(b')' | b']' | b'}') => d - 1,
                _ => d,
            })
    }

    fn range(&self, from: usize, to: usize) -> Range {
        let start = self
            .code
            .tokens
            .get(from)
            .map_or(self.code.text.len() as u32, |t| t.range.start);
        let end = to
            .checked_sub(1)
            .and_then(|i| self.code.tokens.get(i))
            .map_or(start, |t| t.range.end);
        // A text's range is without its quotes.
        let quote = to
            .checked_sub(1)
            .and_then(|i| self.code.tokens.get(i))
            .is_some_and(|t| t.kind == TokenKind::Text);
        let end = (end + u32::from(quote)).min(self.code.text.len() as u32);
        Range {
            start,
            end: end.max(start),
        }
    }
}

fn storage(keeps: Keeps) -> Storage {
    match keeps {
        Keeps::Cookie => Storage::Cookie,
        Keeps::Local => Storage::Local,
        Keeps::Session => Storage::Session,
        Keeps::Database => Storage::Database,
    }
}

/// Texts that consts hold, those of objects by their path; `const s = window.localStorage` names a storage.
fn names(code: Code<'_>) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for at in 0..code.tokens.len() {
        if !["const", "let", "var"].contains(&code.word(at)) {
            continue;
        }
        let name = code.word(at + 1);
        // `const KEY: string = 'a'`
        let Some(equals) = (at + 2..at + 6).find(|i| code.is(*i, b'=')) else {
            continue;
        };
        if let Some(value) = code
            .literal(equals + 1)
            .filter(|_| !code.is(equals + 2, b'+'))
        {
            found.insert(name.to_owned(), value.to_owned());
        } else if code.is(equals + 1, b'{') {
            let mut i = equals + 2;
            while i < code.tokens.len() && !code.is(i, b'}') {
                if code.is(i + 1, b':')
                    && let Some(value) = code.literal(i + 2)
                {
                    found.insert(format!("{name}.{}", code.word(i)), value.to_owned());
                }
                i += 1;
            }
        } else {
            let last = if code.word(equals + 1) == "window" || code.word(equals + 1) == "globalThis"
            {
                equals + 3
            } else {
                equals + 1
            };
            if ["localStorage", "sessionStorage"].contains(&code.word(last))
                && !code.is(last + 1, b'.')
            {
                found.insert(name.to_owned(), code.word(last).to_owned());
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::web::{self, Language};

    #[track_caller]
    fn check(text: &str, expect: &[(Storage, &str)]) {
        let facts = web::read(Language::Script, text);
        let seen: Vec<_> = facts
            .kept
            .iter()
            .map(|k| (k.storage, k.name.as_deref().unwrap_or("?")))
            .collect();
        assert_eq!(seen, expect, "{text}");
    }

    #[test]
    fn what_is_kept_and_what_is_only_read() {
        use Storage::{Cookie, Database, Local, Session};
        check(
            "localStorage.setItem('a', 1); window.sessionStorage.setItem(\"b\", x)",
            &[(Local, "a"), (Session, "b")],
        );
        check(
            "localStorage.theme = 'x'; localStorage['c'] = 1; if (localStorage.d == 1) {}",
            &[(Local, "theme"), (Local, "c")],
        );
        check(
            "localStorage.getItem('a'); localStorage.removeItem('b'); const c = document.cookie",
            &[],
        );
        check(
            "document.cookie = `kp_ab=${x}; path=/`",
            &[(Cookie, "kp_ab")],
        );
        check("document.cookie = name + '=' + value", &[(Cookie, "?")]);
        check(
            "const KEY = 'k'; const KEYS = { a: 'ka' }; localStorage.setItem(KEY, 1); localStorage.setItem(KEYS.a, 2)",
            &[(Local, "k"), (Local, "ka")],
        );
        check(
            "const store = window.localStorage; store.setItem(`draft-${id}`, x)",
            &[(Local, "draft-*")],
        );
        check(
            "Cookies.set('lang', 'de', { secure: true }); indexedDB.open('db', 1)",
            &[(Cookie, "lang"), (Database, "db")],
        );
        check(
            "import { persist } from 'zustand/middleware'; create(persist((set) => ({ name: 'x' }), { name: 'cart' }))",
            &[(Local, "cart")],
        );
        check(
            "import { create } from 'zustand'; const job = persist({ name: 'x' })",
            &[],
        );
        check(
            "// localStorage.setItem('a', 1)\nconst s = \"localStorage.setItem('b')\"",
            &[],
        );
    }

    #[test]
    fn what_stands_behind_the_name() {
        let facts = web::read(
            Language::Script,
            "document.cookie = 'a=1; max-age=0; Secure'\nnext()",
        );
        assert_eq!(facts.kept[0].rest, "1; max-age=0; Secure");
        let facts = web::read(
            Language::Html,
            "<p>x</p><script>document.cookie='b=2'</script>",
        );
        assert_eq!(
            (facts.kept[0].name.as_deref(), facts.kept[0].range.start),
            (Some("b"), 16)
        );
    }
}
