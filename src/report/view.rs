//! The lines of a file that one diagnostic needs, fit to be shown.
//!
//! In: a file and the spans to label in it. Out: a [`View`]: those lines (and the ones between, where a span covers
//! several) masked, made visible and cut to [`WIDTH`] characters around their labels, with the way from the file's
//! spans to the view's bytes and from there to the file's columns. Never holds a line nobody asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::mask::{self, Kind as Mask};
use super::snippet::Role;
use super::{clean, place};
use crate::source::{Kind, SourceFile, SourceMap};
use crate::span::{FileId, Span};

/// How many characters a line may have and still be shown whole.
const WHOLE: usize = 160;
/// How many characters of a longer line are shown.
const WIDTH: usize = 120;
/// How many characters stand before the label in a line that is cut.
const LEAD: usize = 36;
/// How far beyond the window secrets are looked for, so that one the edge cuts is still recognised.
const MARGIN: usize = 400;

/// The shown lines of a file.
#[derive(Debug)]
pub(super) struct View {
    file: FileId,
    name: String,
    text: String,
    lines: BTreeMap<usize, Line>,
}

/// One shown line.
#[derive(Clone, Debug)]
struct Line {
    /// Its bytes in the view, line end included.
    range: Range<usize>,
    /// The file's character with which it begins, from 0.
    first: usize,
    /// How many of the file's characters are shown.
    shown: usize,
    /// How many characters stand in front for what is cut.
    lead: usize,
}

impl View {
    /// The lines that `spans` need; literals in the lines of `secret` are covered.
    pub(super) fn new(
        sources: &SourceMap,
        file: FileId,
        spans: &[(Span, Role)],
        secret: Option<Span>,
    ) -> View {
        let source = sources.file(file);
        let mut view = View {
            file,
            name: String::new(),
            text: String::new(),
            lines: BTreeMap::new(),
        };
        let mut needed = BTreeSet::new();
        let mut focus: BTreeMap<usize, (Role, usize)> = BTreeMap::new();
        for (span, role) in spans {
            view.name = place::path(sources, *span);
            let (start, end) = ends(sources, *span);
            needed.extend(start.0..=end.0);
            for (line, column) in [start, (end.0, if end.0 == start.0 { start.1 } else { 0 })] {
                let entry = focus.entry(line).or_insert((*role, column));
                *entry = (*entry).min((*role, column));
            }
        }
        // codespan draws a single missing line between two labelled ones, so it must be there.
        let gaps: Vec<usize> = needed
            .iter()
            .filter(|l| needed.contains(&(*l + 2)))
            .map(|l| l + 1)
            .collect();
        needed.extend(gaps);
        let covered = secret.filter(|s| s.file == file).map(|s| ends(sources, s));
        for line in needed {
            let is_secret = covered.is_some_and(|(start, end)| (start.0..=end.0).contains(&line));
            let mask = match mask_of(source) {
                Mask::Config if is_secret => Mask::SecretConfig,
                _ if is_secret => Mask::SecretCode,
                mask => mask,
            };
            view.push(
                source,
                line,
                focus.get(&line).map_or(0, |(_, column)| *column),
                mask,
            );
        }
        view
    }

    /// The file it is of.
    pub(super) fn file(&self) -> FileId {
        self.file
    }

    /// The file's path as reported.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// All shown lines.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of the view that show a span of the file.
    pub(super) fn range(&self, sources: &SourceMap, span: Span) -> Range<usize> {
        let (start, end) = ends(sources, span);
        let from = self.byte(start);
        from..self.byte(end).max(from)
    }

    /// The line, from 0, of a byte of the view.
    pub(super) fn line_at(&self, byte: usize) -> usize {
        let found = self
            .lines
            .iter()
            .take_while(|(_, l)| l.range.start <= byte)
            .last();
        found.map_or(0, |(line, _)| *line)
    }

    /// The file's column, from 1, of a byte of the view.
    pub(super) fn column_at(&self, line: usize, byte: usize) -> usize {
        let Some(l) = self.lines.get(&line) else {
            return 1;
        };
        let before = self
            .text
            .get(l.range.start..byte)
            .map_or(0, |t| t.chars().count());
        l.first + before.saturating_sub(l.lead) + 1
    }

    /// The bytes of a line of the view, from 0.
    pub(super) fn line_range(&self, line: usize) -> Option<Range<usize>> {
        self.lines.get(&line).map(|l| l.range.clone())
    }

    /// A line as shown, from 0, without its line end.
    pub(super) fn line(&self, line: usize) -> &str {
        self.line_range(line)
            .and_then(|r| self.text.get(r))
            .unwrap_or("")
            .trim_end_matches('\n')
    }

    /// The byte that shows a character of a line of the file; what is cut away is shown by the `…` at that end.
    fn byte(&self, (line, column): (usize, usize)) -> usize {
        let Some(l) = self.lines.get(&line) else {
            return 0;
        };
        let shown = if column < l.first {
            0
        } else {
            (column - l.first).min(l.shown) + l.lead
        };
        let text = self.text.get(l.range.clone()).unwrap_or("");
        let offset = text
            .char_indices()
            .nth(shown)
            .map_or(text.len().saturating_sub(1), |(i, _)| i);
        l.range.start + offset
    }

    fn push(&mut self, source: &SourceFile, line: usize, focus: usize, mask: Mask) {
        let full = source.lines.text_of(&source.text, line as u32 + 1);
        let length = full.chars().count();
        let (first, shown) = window(length, focus);
        let from = first.saturating_sub(MARGIN);
        let around: String = full
            .chars()
            .skip(from)
            .take(first - from + shown + MARGIN)
            .collect();
        let start = self.text.len();
        if first > 0 {
            self.text.push('…');
        }
        let masked = mask::mask(&around, mask);
        self.text.extend(
            masked
                .chars()
                .skip(first - from)
                .take(shown)
                .map(clean::visible),
        );
        if first + shown < length {
            self.text.push('…');
        }
        self.text.push('\n');
        let lead = usize::from(first > 0);
        self.lines.insert(
            line,
            Line {
                range: start..self.text.len(),
                first,
                shown,
                lead,
            },
        );
    }
}

/// The first shown character of a line and how many are shown, around the focus.
fn window(length: usize, focus: usize) -> (usize, usize) {
    if length <= WHOLE {
        return (0, length);
    }
    let first = focus.saturating_sub(LEAD).min(length - WIDTH);
    (if first < 8 { 0 } else { first }, WIDTH)
}

/// The first and one past the last character of a span as line and column from 0.
fn ends(sources: &SourceMap, span: Span) -> ((usize, usize), (usize, usize)) {
    let trimmed = place::trim(sources, span);
    let file = sources.file(span.file);
    let at = |byte| {
        let found = file.lines.locate(&file.text, byte);
        (found.line as usize - 1, found.column as usize - 1)
    };
    (at(trimmed.start), at(trimmed.end))
}

fn mask_of(source: &SourceFile) -> Mask {
    match source.kind {
        Kind::Prose => Mask::Prose,
        Kind::Toml
        | Kind::Yaml
        | Kind::Env
        | Kind::Dockerfile
        | Kind::Terraform
        | Kind::WebServer
        | Kind::Shell
        | Kind::Crontab
        | Kind::Ini
        | Kind::Logrotate
        | Kind::CargoToml => Mask::Config,
        Kind::Rust
        | Kind::CargoLock
        | Kind::PackageJson
        | Kind::Json
        | Kind::Sql
        | Kind::Html
        | Kind::Script
        | Kind::Proto
        | Kind::Css => Mask::Code,
    }
}
