//! What pages, scripts and style sheets load and call: one flat table for all of them.
//!
//! In: the text of an HTML file or template, a script, a component or a style sheet. Out: [`WebFacts`], every
//! reference with its exact range, in the order of the text. Comments are skipped: a tag in a comment is not a tag.
//! This module never decides whether a reference is good or bad.

use super::{Fault, Range, css, html, script};

/// How a text is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// HTML, HTML templates, Vue, Svelte and Astro components.
    Html,
    /// JavaScript and TypeScript, with or without JSX.
    Script,
    /// CSS and SCSS.
    Css,
}

/// What a reference is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReferenceKind {
    /// A script that is loaded: the URL.
    Script,
    /// An image, video, audio or beacon that is loaded: the URL.
    Image,
    /// A frame: the URL.
    Frame,
    /// A style sheet or a `@import`: the URL.
    Style,
    /// A font: the URL.
    Font,
    /// A connection that is opened ahead (`preconnect`, `dns-prefetch`): the URL.
    Connect,
    /// What a form is sent to: the URL.
    Form,
    /// A module that is imported: the specifier.
    Import,
    /// A function that is called: the dotted path of the callee (`posthog.init`), `window.` left out.
    Call,
    /// A URL in a string of a script.
    Url,
    /// A content security policy: its text.
    Csp,
}

/// One reference.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference {
    /// Where it stands.
    pub range: Range,
    /// What it is.
    pub kind: ReferenceKind,
    /// The URL, specifier, callee or text, as written; what a template inserts is blank.
    pub target: String,
    /// The tag, script block or call it belongs to: references with the same place are one thing.
    pub place: Range,
}

/// Something that a script keeps in the browser.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Kept {
    /// The statement, as far as it was read.
    pub range: Range,
    /// Where it is kept.
    pub storage: Storage,
    /// Its name; none where it is computed. What a template inserts is `*`.
    pub name: Option<String>,
    /// What stands behind the name: the rest of `document.cookie = "…"`, the options of a call.
    pub rest: String,
}

/// Where browsers keep things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Storage {
    /// A cookie.
    Cookie,
    /// `localStorage`
    Local,
    /// `sessionStorage`
    Session,
    /// `indexedDB`
    Database,
}

/// All references of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WebFacts {
    /// The references, sorted by place in the text.
    pub references: Vec<Reference>,
    /// What scripts keep in the browser, in the order of the text.
    pub kept: Vec<Kept>,
    /// Where a page's blocks of script stand.
    pub scripts: Vec<Range>,
    /// What could not be read.
    pub faults: Vec<Fault>,
}

/// Reads one file; never fails.
pub fn read(language: Language, text: &str) -> WebFacts {
    let mut facts = match language {
        Language::Html => html::read(text),
        Language::Script => script::read(text),
        Language::Css => css::read(text),
    };
    facts.references.sort();
    facts.references.dedup();
    facts
}

/// The host and path of an absolute URL (`host/path`), with or without a scheme; none where a template inserts the host.
pub fn host(url: &str) -> Option<&str> {
    let rest = match url.split_once("://") {
        Some(("http" | "https" | "ws" | "wss", rest)) => rest,
        Some(_) => return None,
        None => url.strip_prefix("//")?,
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let rest = match host.rsplit_once('@') {
        Some((user, _)) => rest.get(user.len() + 1..)?,
        None => rest,
    };
    let name = rest.split(['/', '?', '#', ':']).next().unwrap_or(rest);
    let plain = !name.is_empty()
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'));
    plain.then_some(rest)
}

/// Whether a text looks like a bare host name of three labels, such as `us.i.example.com`.
pub fn is_host(text: &str) -> bool {
    text.len() < 100
        && text.split('.').count() >= 3
        && text
            .split('.')
            .all(|l| !l.is_empty() && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'))
        && text
            .rsplit('.')
            .next()
            .is_some_and(|tld| tld.bytes().all(|b| b.is_ascii_alphabetic()))
}

/// Whether a text is a content security policy.
pub fn is_csp(text: &str) -> bool {
    // Most texts have no `-` at all, and to find that out takes no preparation.
    memchr::memchr(b'-', text.as_bytes()).is_some() && names_directive(text)
}

fn names_directive(text: &str) -> bool {
    text.match_indices("-src").any(|(at, _)| {
        let front = text.get(..at).unwrap_or("");
        let before = front.trim_end_matches(|c: char| c.is_ascii_lowercase());
        let what = front.get(before.len()..).unwrap_or("");
        let first = before.trim_end();
        matches!(
            what,
            "default" | "script" | "connect" | "img" | "frame" | "style" | "font"
        ) && (first.is_empty() || first.ends_with(';'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_of_urls() {
        assert_eq!(host("https://u:p@a.example:1/x?y"), Some("a.example:1/x?y"));
        assert_eq!(host("//a.example"), Some("a.example"));
        assert_eq!(host("https://     /x"), None);
        assert_eq!(host("https://{}/x"), None);
        assert_eq!(host("mailto:a@b.example"), None);
        assert_eq!(host("/x//y"), None);
        assert_eq!(host("https://"), None);
    }
}
