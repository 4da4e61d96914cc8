//! How documents are written: Markdown, HTML and plain text, read into words with their places.
//!
//! In: a document's text. Out: characters and blocks pushed into a [`ProseText`]. It never compares anything.

use html5gum::{DefaultEmitter, Token, Tokenizer};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::prose::ProseText;

/// Reads plain text: an empty line ends a block.
pub(super) fn plain(out: &mut ProseText, document: &str) {
    let mut line_breaks = 0;
    for (at, c) in document.char_indices() {
        match c {
            '\n' => line_breaks += 1,
            '\r' | ' ' | '\t' => {}
            _ => {
                if line_breaks > 1 {
                    out.block(at);
                }
                line_breaks = 0;
            }
        }
        out.push(c, at..at + c.len_utf8());
    }
}

/// Reads Markdown: markup is left out, table cells and list items are blocks.
pub(super) fn markdown(out: &mut ProseText, document: &str) {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
    let mut skipped = false;
    for (event, range) in Parser::new_ext(document, options).into_offset_iter() {
        let source = document.get(range.clone()).unwrap_or_default();
        match event {
            Event::Start(Tag::MetadataBlock(_)) => skipped = true,
            Event::End(TagEnd::MetadataBlock(_)) => skipped = false,
            Event::Text(text) if !skipped => out.push_text(&text, source, range.start),
            Event::Code(code) => {
                let skip = source.find(&*code).unwrap_or(0);
                out.push_text(
                    &code,
                    source.get(skip..).unwrap_or_default(),
                    range.start + skip,
                );
            }
            Event::SoftBreak | Event::HardBreak => out.push(' ', range),
            // The block's lines follow one by one; only the whole of it can be read as HTML.
            Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) => html(out, source, range.start),
            Event::Start(tag) if !is_inline(tag.to_end()) => out.block(range.start),
            Event::End(tag) if !is_inline(tag) => out.block(range.end),
            _ => {}
        }
    }
}

fn is_inline(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image
    )
}

/// Reads HTML that starts at byte `base` of the document.
pub(super) fn html(out: &mut ProseText, html: &str, base: usize) {
    let mut emitter: DefaultEmitter<usize> = DefaultEmitter::new_with_span();
    emitter.naively_switch_states(true);
    let mut hidden: Option<Vec<u8>> = None;
    for token in Tokenizer::new_with_emitter(html, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let name: &[u8] = &tag.name;
                if hidden.is_none() && HIDDEN.contains(&name) && !tag.self_closing {
                    hidden = Some(name.to_vec());
                }
                read_tag(out, name, base + tag.span.start);
            }
            Token::EndTag(tag) => {
                let name: &[u8] = &tag.name;
                if hidden.as_deref() == Some(name) {
                    hidden = None;
                }
                read_tag(out, name, base + tag.span.start);
            }
            Token::String(string) if hidden.is_none() => {
                let text = String::from_utf8_lossy(&string.value);
                let source = html
                    .get(string.span.start..string.span.end)
                    .unwrap_or_default();
                out.push_text(&text, source, base + string.span.start);
            }
            _ => {}
        }
    }
}

/// Elements whose text nobody reads as part of the document.
const HIDDEN: &[&[u8]] = &[b"script", b"style", b"template", b"title"];

/// Elements within a sentence.
const INLINE: &[&[u8]] = &[
    b"a", b"abbr", b"b", b"bdi", b"bdo", b"cite", b"code", b"data", b"del", b"dfn", b"em", b"font",
    b"i", b"img", b"ins", b"kbd", b"mark", b"q", b"s", b"samp", b"small", b"span", b"strong",
    b"sub", b"sup", b"time", b"tt", b"u", b"var", b"wbr",
];

fn read_tag(out: &mut ProseText, name: &[u8], at: usize) {
    if name == b"br" {
        out.push(' ', at..at);
    } else if !INLINE.contains(&name) {
        out.block(at);
    }
}
