//! HTML, templates that produce HTML, and single-file components: what a page loads.
//!
//! In: the text of a page. Out: its references: what tags load, what inline scripts and styles do, the policies in
//! `<meta>`. What a template engine inserts is blanked first, byte for byte, so that every place stays right. A tag in a
//! comment is not a tag. This module never knows a service.

use super::script::kind_of_tag;
use super::web::{Kept, Reference, ReferenceKind, WebFacts};
use super::{Fault, Range, css, script};
use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Emitter, ForwardingEmitter, StartTag, Token, Tokenizer};
use std::borrow::Cow;

/// How deep `<noscript>` and the like may nest before the rest is left unread.
const DEPTH: u32 = 4;

/// Reads one page; never fails.
pub fn read(text: &str) -> WebFacts {
    let mut facts = WebFacts::default();
    page(&blank_templates(text), 0, 0, &mut facts);
    facts
}

/// Reads a page or a part of one that starts at `base` of the file.
fn page(text: &str, base: u32, depth: u32, facts: &mut WebFacts) {
    if depth > DEPTH {
        let range = Range::new(0, text.len()).shifted(base);
        facts.faults.push(Fault {
            message: "tags are nested too deeply to be read".to_owned(),
            range,
        });
        return;
    }
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let mut open: Option<Tag> = None;
    for token in Tokenizer::new_with_emitter(text, Unchecked(emitter)) {
        match token {
            Ok(Token::StartTag(start)) => {
                let tag = Tag::of(&start, text);
                tag.references(base, facts);
                open = Some(tag);
            }
            Ok(Token::String(content)) => {
                if let Some(tag) = &open {
                    let range = Range::new(content.span.start, content.span.end);
                    inner(tag, text, range, base, depth, facts);
                }
                open = None;
            }
            Ok(Token::EndTag(_)) => open = None,
            _ => {}
        }
    }
}

/// The library's emitter without its errors: to look for them at every byte takes longer than to read the page.
struct Unchecked(DefaultEmitter<usize>);

impl ForwardingEmitter for Unchecked {
    type Token = Token<usize>;

    fn inner(&mut self) -> &mut impl Emitter<Token = Self::Token> {
        &mut self.0
    }

    fn should_emit_errors(&mut self) -> bool {
        false
    }

    fn emit_error(&mut self, _: html5gum::Error) {}
}

/// Reads the text inside of a tag whose content is not HTML, or not HTML at once.
fn inner(tag: &Tag, text: &str, range: Range, base: u32, depth: u32, facts: &mut WebFacts) {
    let Some(content) = text.get(range.start as usize..range.end as usize) else {
        return;
    };
    let found = match tag.name.as_str() {
        "script" if tag.runs() => {
            facts.scripts.push(range.shifted(base));
            script::read(content)
        }
        "script" if tag.value("type").eq_ignore_ascii_case("importmap") => {
            script::import_map(content)
        }
        "style" => css::read(content),
        "noscript" => return page(content, base + range.start, depth + 1, facts),
        _ => return,
    };
    let place = Range {
        start: tag.range.start,
        end: range.end,
    }
    .shifted(base);
    // One block of script is one place: its calls and URLs belong together. A style's references stand alone.
    let whole = tag.name == "script";
    let shift = base + range.start;
    facts.kept.extend(found.kept.into_iter().map(|k| Kept {
        range: k.range.shifted(shift),
        ..k
    }));
    facts
        .references
        .extend(found.references.into_iter().map(|r| Reference {
            range: r.range.shifted(shift),
            place: if whole { place } else { r.place.shifted(shift) },
            ..r
        }));
}

/// A start tag: its attributes with their places.
struct Tag {
    name: String,
    range: Range,
    attributes: Vec<(String, String, Range)>,
}

impl Tag {
    fn of(start: &StartTag<usize>, text: &str) -> Self {
        let attributes = start.attributes.iter().map(|(name, value)| {
            let range = Range::new(value.span.start, value.span.end);
            let name = String::from_utf8_lossy(name).to_ascii_lowercase();
            (
                name,
                String::from_utf8_lossy(value).into_owned(),
                unquoted(text, range),
            )
        });
        Self {
            name: String::from_utf8_lossy(&start.name).to_ascii_lowercase(),
            range: Range::new(start.span.start, start.span.end),
            attributes: attributes.collect(),
        }
    }

    fn get(&self, name: &str) -> Option<(&str, Range)> {
        let (_, value, range) = self.attributes.iter().find(|(n, _, _)| n == name)?;
        Some((value.as_str(), *range))
    }

    fn value(&self, name: &str) -> &str {
        self.get(name).map_or("", |(value, _)| value)
    }

    /// Whether the content of a `<script>` is a program. `text/plain` is one that waits for consent.
    fn runs(&self) -> bool {
        let kind = self.value("type").trim().to_ascii_lowercase();
        let language = matches!(self.value("lang"), "" | "ts" | "js" | "tsx" | "jsx");
        language
            && (kind.is_empty()
                || kind == "module"
                || kind == "text/plain"
                || kind.contains("javascript"))
    }

    /// What the tag itself loads.
    fn references(&self, base: u32, facts: &mut WebFacts) {
        let mut add = |kind, value: &str, range: Range| {
            let target = value.trim();
            let inert = target.is_empty()
                || target.starts_with('#')
                || target.starts_with("data:")
                || target.starts_with("blob:");
            if !inert {
                let (range, place) = (range.shifted(base), self.range.shifted(base));
                facts.references.push(Reference {
                    kind,
                    target: target.to_owned(),
                    range,
                    place,
                });
            }
        };
        if let Some(kind) = kind_of_tag(&self.name) {
            for name in ["src", "poster", "xlink:href"] {
                if let Some((value, range)) = self.get(name) {
                    add(kind, value, range);
                }
            }
            if let Some((value, range)) = self.get("srcset") {
                let first = |entry: &str| entry.split_whitespace().next().unwrap_or("").to_owned();
                value
                    .split(", ")
                    .map(first)
                    .for_each(|url| add(kind, &url, range));
            }
        }
        if let Some((kind, attribute)) = self.single()
            && let Some((value, range)) = self.get(attribute)
        {
            add(kind, value, range);
        }
        self.programs(base, facts);
    }

    /// What a tag loads by one attribute of its own, and which that is.
    fn single(&self) -> Option<(ReferenceKind, &'static str)> {
        let says = |name, value: &str| self.value(name).eq_ignore_ascii_case(value);
        match self.name.as_str() {
            "object" => Some((ReferenceKind::Frame, "data")),
            "input" if says("type", "image") => Some((ReferenceKind::Image, "src")),
            "a" => Some((ReferenceKind::Connect, "ping")),
            "form" => Some((ReferenceKind::Form, "action")),
            "button" | "input" if self.get("formaction").is_some() => {
                Some((ReferenceKind::Form, "formaction"))
            }
            "meta" if says("http-equiv", "content-security-policy") => {
                Some((ReferenceKind::Csp, "content"))
            }
            "link" => self.link_kind().map(|kind| (kind, "href")),
            _ => None,
        }
    }

    /// Scripts in `on…` attributes and styles in `style`.
    fn programs(&self, base: u32, facts: &mut WebFacts) {
        for (name, value, range) in &self.attributes {
            let found = match name.as_str() {
                "style" => css::read(value),
                _ if name.starts_with("on") => script::read(value),
                _ => continue,
            };
            let (range, place) = (range.shifted(base), self.range.shifted(base));
            // Entities may have changed the lengths, so the attribute as a whole is the place.
            facts
                .kept
                .extend(found.kept.into_iter().map(|k| Kept { range, ..k }));
            facts
                .references
                .extend(
                    found
                        .references
                        .into_iter()
                        .map(|r| Reference { range, place, ..r }),
                );
        }
    }

    /// What a `<link>` loads, by its `rel` and `as`.
    fn link_kind(&self) -> Option<ReferenceKind> {
        let rel = self.value("rel").to_ascii_lowercase();
        let rels: Vec<&str> = rel.split_whitespace().collect();
        if rels.contains(&"stylesheet") {
            return Some(ReferenceKind::Style);
        }
        if rels
            .iter()
            .any(|r| matches!(*r, "preconnect" | "dns-prefetch" | "prefetch" | "prerender"))
        {
            return Some(ReferenceKind::Connect);
        }
        if rels.contains(&"modulepreload") {
            return Some(ReferenceKind::Script);
        }
        if rels
            .iter()
            .any(|r| matches!(*r, "icon" | "apple-touch-icon" | "mask-icon"))
        {
            return Some(ReferenceKind::Image);
        }
        if !rels.contains(&"preload") {
            return None;
        }
        Some(match self.value("as") {
            "script" => ReferenceKind::Script,
            "style" => ReferenceKind::Style,
            "font" => ReferenceKind::Font,
            "image" => ReferenceKind::Image,
            _ => ReferenceKind::Connect,
        })
    }
}

/// The range of the value, without its quotes, of an attribute that stands at `range`, name and all.
fn unquoted(text: &str, range: Range) -> Range {
    let bytes = text.as_bytes();
    let (mut start, mut end) = (range.start as usize, (range.end as usize).min(bytes.len()));
    if let Some(equals) = bytes
        .get(start..end)
        .and_then(|all| all.iter().position(|b| *b == b'='))
    {
        start += equals + 1;
        start += bytes[start..end]
            .iter()
            .take_while(|b| b.is_ascii_whitespace())
            .count();
    }
    if start < end && matches!(bytes[start], b'"' | b'\'') {
        let quote = bytes[start];
        start += 1;
        if start < end && bytes[end - 1] == quote {
            end -= 1;
        }
    }
    Range::new(start, end)
}

/// Blanks what a template engine would replace; every other byte keeps its place. Carriage returns become blanks as
/// well: HTML folds them into the line end, which would shift all places behind.
fn blank_templates(text: &str) -> Cow<'_, str> {
    const MARKS: [(&str, &str); 6] = [
        ("{{!--", "--}}"),
        ("{{{", "}}}"),
        ("{{", "}}"),
        ("{%", "%}"),
        ("{#", "#}"),
        ("<%", "%>"),
    ];
    let bytes = text.as_bytes();
    if !bytes.iter().any(|b| matches!(b, b'{' | b'%' | b'\r')) {
        return Cow::Borrowed(text);
    }
    let mut out = bytes.to_vec();
    let mut at = 0;
    // Where a closing mark is known to be missing from here on: a page is read once, not once a mark.
    let mut missing = [false; MARKS.len()];
    while let Some(next) = memchr::memchr2(b'{', b'<', &bytes[at..]) {
        at += next;
        let rest = &bytes[at..];
        let hit = MARKS
            .iter()
            .enumerate()
            .find(|(n, (open, _))| !missing[*n] && rest.starts_with(open.as_bytes()));
        let Some((number, (open, close))) = hit else {
            at += 1;
            continue;
        };
        let from = at + open.len();
        match memchr::memmem::find(&bytes[from..], close.as_bytes()) {
            Some(length) => {
                let end = from + length + close.len();
                out[at..end]
                    .iter_mut()
                    .filter(|b| **b != b'\n')
                    .for_each(|b| *b = b' ');
                at = end;
            }
            None => missing[number] = true,
        }
    }
    out.iter_mut()
        .filter(|b| **b == b'\r')
        .for_each(|b| *b = b' ');
    // Marks are ASCII, so whole characters were blanked; the text stays valid.
    String::from_utf8(out).map_or(Cow::Borrowed(text), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[(ReferenceKind, &str)]) {
        let mut facts = read(text);
        facts.references.sort();
        let seen: Vec<_> = facts
            .references
            .iter()
            .map(|r| (r.kind, r.target.as_str()))
            .collect();
        assert_eq!(seen, expect, "{text}");
    }

    #[test]
    fn tags_that_load() {
        use ReferenceKind::{Connect, Frame, Image, Script, Style};
        check(
            "<script async src='https://a.example/x.js'></script>",
            &[(Script, "https://a.example/x.js")],
        );
        check(
            "<IMG SRC=//a.example/i.gif><iframe src=\"/f\"></iframe>",
            &[(Image, "//a.example/i.gif"), (Frame, "/f")],
        );
        check(
            "<link rel='preconnect' href='//f.example'><link href=a.css rel=stylesheet><link rel=canonical href=/x>",
            &[(Connect, "//f.example"), (Style, "a.css")],
        );
        check(
            "<a href='https://a.example'>x</a> <img src='data:image/png;base64,xx'>",
            &[],
        );
        check(
            "<img srcset='https://a.example/1 1x, https://b.example/2 2x'>",
            &[
                (Image, "https://a.example/1"),
                (Image, "https://b.example/2"),
            ],
        );
    }

    #[test]
    fn what_is_hidden_is_nothing() {
        check("<!-- <script src='https://a.example'></script> -->", &[]);
        check(
            "<textarea><script src='https://a.example'></script></textarea>",
            &[],
        );
        check(
            "<script type='application/ld+json'>{\"u\": \"https://a.example\"}</script>",
            &[],
        );
        check(
            "{# <script src='https://a.example'></script> #}{{!-- <img src=//b.example> --}}",
            &[],
        );
    }

    #[test]
    fn inner_languages() {
        use ReferenceKind::{Call, Csp, Image, Style};
        check(
            "<script>fbq('init', '1') // gtag()\n</script>",
            &[(Call, "fbq('init'")],
        );
        check(
            "<noscript><img src='https://a.example/tr'></noscript>",
            &[(Image, "https://a.example/tr")],
        );
        check(
            "<style>@import '//a.example/c';</style><p style='background:url(b.png)'>",
            &[(Style, "//a.example/c"), (Image, "b.png")],
        );
        check(
            "<meta http-equiv=Content-Security-Policy content=\"script-src 'self'\">",
            &[(Csp, "script-src 'self'")],
        );
        check(
            "<button onclick=\"ttq.track('x')\">",
            &[(Call, "ttq.track('x'")],
        );
    }

    #[test]
    fn places_are_exact_behind_templates_and_line_ends() {
        let text = "<p>ä {{ user.näme }}</p>\r\n{% if a %}\r\n<script src=\"https://a.example/{{ v }}/x.js\"></script>\r\n<script>\r\ngtag('js')</script>";
        let facts = read(text);
        let slice = |r: Range| &text[r.start as usize..r.end as usize];
        assert_eq!(
            slice(facts.references[0].range),
            "https://a.example/{{ v }}/x.js"
        );
        assert!(slice(facts.references[0].place).starts_with("<script src="));
        assert_eq!(slice(facts.references[1].range), "gtag(");
        assert!(slice(facts.references[1].place).starts_with("<script>"));
    }

    #[test]
    fn nothing_makes_it_fail() {
        for text in [
            "",
            "<",
            "<script",
            "<script>",
            "{{",
            "{% ",
            "<%",
            "<img src=",
            "<a b='",
            "<!--",
            "\u{0}<p \u{0}=ä>",
            "{{{a}}",
        ] {
            let _ = read(text);
        }
        let _ = read(&"<noscript>".repeat(50));
        let _ = read(&"{{".repeat(5_000));
    }
}
