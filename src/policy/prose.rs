//! The prose document as people read it, and where a quoted sentence stands in it.
//!
//! In: a Markdown, HTML or plain text. Out: its words with the way back to the bytes of the document. White
//! space, typographic quotes and dashes, and soft hyphens make no difference; letters and their case do. It
//! never judges whether a promise is kept.

use std::ops::Range;

use super::markup;

/// How a document is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Markdown.
    Markdown,
    /// HTML.
    Html,
    /// Anything else.
    Plain,
}

impl Format {
    /// The format by a path's ending.
    pub fn of(path: &str) -> Format {
        let ending = path
            .rsplit_once('.')
            .map_or("", |(_, e)| e)
            .to_ascii_lowercase();
        match ending.as_str() {
            "md" | "markdown" | "mdx" => Format::Markdown,
            "html" | "htm" | "xhtml" => Format::Html,
            _ => Format::Plain,
        }
    }
}

/// A document's words, and the way back to its bytes.
#[derive(Clone, Debug, Default)]
pub struct ProseText {
    /// The words, one space between them.
    text: String,
    /// For each character of `text`: its byte there, and the bytes of the document it was read from.
    marks: Vec<Mark>,
    /// Bytes of `text` at which a heading, paragraph, list item or cell starts.
    blocks: Vec<usize>,
    pending: Option<Range<usize>>,
}

#[derive(Clone, Copy, Debug)]
struct Mark {
    at: usize,
    start: usize,
    end: usize,
}

/// A sentence of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Its words.
    pub text: String,
    /// Its bytes in the document.
    pub range: Range<usize>,
}

/// Reads a document.
pub fn prose(document: &str, format: Format) -> ProseText {
    let mut out = ProseText::default();
    match format {
        Format::Markdown => markup::markdown(&mut out, document),
        Format::Html => markup::html(&mut out, document, 0),
        Format::Plain => markup::plain(&mut out, document),
    }
    out
}

/// The bytes of the document at which the quote stands first.
pub fn find_quote(prose: &ProseText, quote: &str) -> Option<Range<usize>> {
    // A quote may be copied with its markup, so its reading as Markdown is as good as its letters.
    [Format::Plain, Format::Markdown]
        .into_iter()
        .find_map(|format| {
            let wanted = self::prose(quote, format).text;
            if wanted.is_empty() {
                return None;
            }
            let at = prose.text.find(&wanted)?;
            Some(prose.back(at..at + wanted.len()))
        })
}

/// The document's sentences in order. Headings, list items and cells end a sentence, too.
pub fn sentences(prose: &ProseText) -> Vec<Sentence> {
    let mut cuts: Vec<usize> = prose.blocks.clone();
    cuts.extend(sentence_ends(&prose.text));
    cuts.push(0);
    cuts.push(prose.text.len());
    cuts.sort_unstable();
    cuts.dedup();
    let mut found = Vec::new();
    for pair in cuts.windows(2) {
        let [start, end] = pair else { continue };
        let part = prose.text.get(*start..*end).unwrap_or_default();
        let text = part.trim();
        if text.chars().any(char::is_alphanumeric) {
            let start = start + (part.len() - part.trim_start().len());
            let range = prose.back(start..start + text.len());
            found.push(Sentence {
                text: text.to_owned(),
                range,
            });
        }
    }
    found
}

/// The sentence that shares the most words with a quote, if it shares enough of them to be meant.
pub fn closest_sentence(prose: &ProseText, quote: &str) -> Option<Sentence> {
    let wanted = words(&self::prose(quote, Format::Markdown).text);
    let mut best: Option<(usize, Sentence)> = None;
    for sentence in sentences(prose) {
        let mut left = words(&sentence.text);
        let total = left.len() + wanted.len();
        let mut shared = 0;
        for word in &wanted {
            if let Some(at) = left.iter().position(|w| w == word) {
                left.swap_remove(at);
                shared += 1;
            }
        }
        let share = 200 * shared / total.max(1);
        if share >= 50 && best.as_ref().is_none_or(|(s, _)| share > *s) {
            best = Some((share, sentence));
        }
    }
    best.map(|(_, sentence)| sentence)
}

impl ProseText {
    /// The words of the document, one space between them.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of the document that a range of the words was read from.
    fn back(&self, range: Range<usize>) -> Range<usize> {
        let first = self.marks.partition_point(|m| m.at < range.start);
        let last = self.marks.partition_point(|m| m.at < range.end);
        let start = self.marks.get(first).map_or(0, |m| m.start);
        let end = last
            .checked_sub(1)
            .and_then(|i| self.marks.get(i))
            .map_or(start, |m| m.end);
        start..end.max(start)
    }

    /// Adds one character of the document, normalised.
    pub(super) fn push(&mut self, c: char, from: Range<usize>) {
        let plain = match c {
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => return,
            '\u{2018}'..='\u{201b}' | '\u{2032}' | '\u{2bc}' => '\'',
            '\u{201c}'..='\u{201f}' | '\u{2033}' | '\u{ab}' | '\u{bb}' => '"',
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            '\u{2026}' => {
                for _ in 0..3 {
                    self.push('.', from.clone());
                }
                return;
            }
            c if c.is_whitespace() => {
                self.pending.get_or_insert(from);
                return;
            }
            c => c,
        };
        if let Some(space) = self.pending.take()
            && !self.text.is_empty()
        {
            self.marks.push(Mark {
                at: self.text.len(),
                start: space.start,
                end: space.end,
            });
            self.text.push(' ');
        }
        self.marks.push(Mark {
            at: self.text.len(),
            start: from.start,
            end: from.end,
        });
        self.text.push(plain);
    }

    /// Ends a block: what follows is another sentence.
    pub(super) fn block(&mut self, at: usize) {
        self.pending.get_or_insert(at..at);
        self.blocks.push(self.text.len());
    }

    /// Adds text read from `source`, which starts at byte `base` of the document and may write its characters
    /// otherwise (entities, escapes, line ends).
    pub(super) fn push_text(&mut self, read: &str, source: &str, base: usize) {
        let mut rest = source;
        let mut aligned = true;
        for c in read.chars() {
            let at = base + (source.len() - rest.len());
            let written = if rest.starts_with(c) {
                c.len_utf8()
            } else if c == '\n' && rest.starts_with("\r\n") {
                2
            } else if rest.starts_with('&') {
                entity_length(rest)
            } else {
                // From here on only the whole is known: better a wide place than a wrong one.
                aligned = false;
                0
            };
            if aligned {
                self.push(c, at..at + written);
                rest = rest.get(written..).unwrap_or_default();
            } else {
                self.push(c, base..base + source.len());
            }
        }
    }
}

/// The bytes of an entity at the start of `text`, its `;` included.
fn entity_length(text: &str) -> usize {
    let name = text
        .bytes()
        .skip(1)
        .take_while(|b| b.is_ascii_alphanumeric() || *b == b'#')
        .count();
    1 + name + usize::from(text.as_bytes().get(1 + name) == Some(&b';'))
}

/// The bytes of `text` right after which a sentence ends.
fn sentence_ends(text: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    for (at, c) in text.char_indices() {
        if !matches!(c, '.' | '!' | '?') {
            continue;
        }
        let after = text.get(at + 1..).unwrap_or_default();
        let closed = after.trim_start_matches(['"', '\'', ')', ']', '.', '!', '?']);
        let Some(next) = closed.strip_prefix(' ') else {
            continue;
        };
        let starts = next
            .trim_start_matches(['"', '\'', '(', '['])
            .chars()
            .next();
        let begins = starts.is_some_and(|c| c.is_uppercase() || c.is_ascii_digit());
        if begins && !(c == '.' && is_abbreviation(text.get(..at).unwrap_or_default())) {
            ends.push(text.len() - closed.len());
        }
    }
    ends
}

/// Whether the dot after `before` belongs to a word rather than to the sentence.
fn is_abbreviation(before: &str) -> bool {
    const WORDS: &[&str] = &[
        "e.g", "i.e", "etc", "cf", "vs", "no", "nr", "art", "sec", "inc", "ltd", "mr", "mrs", "ms",
        "dr", "st", "approx", "resp",
    ];
    let word = before.rsplit([' ', '(', '"']).next().unwrap_or_default();
    word.chars().count() == 1 && word.chars().all(char::is_alphabetic)
        || WORDS.contains(&word.to_lowercase().as_str())
}

fn words(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| !c.is_alphanumeric());
    parts
        .filter(|w| !w.is_empty())
        .map(str::to_lowercase)
        .collect()
}

#[cfg(test)]
#[path = "prose_tests.rs"]
mod tests;
