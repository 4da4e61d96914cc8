//! The lines of commands that scripts, jobs and deployments run.
//!
//! In: an entry of a configuration that is a command. Out: its lines with their places, without what surrounds them;
//! comments are none.

use super::Context;
use crate::parse::config::Entry;
use crate::span::{FileId, Span};

/// The lines of an entry, each with the place of its text.
pub(super) fn lines<'a>(
    context: &Context<'a>,
    file: FileId,
    entry: &Entry,
) -> impl Iterator<Item = (Span, &'a str)> + use<'a> {
    let whole = Span::new(file, entry.at.start, entry.at.end);
    let mut start = entry.at.start as usize;
    let lines = context.sources.text(whole).split_inclusive('\n');
    lines.filter_map(move |line| {
        let text = line.trim();
        let from = start + line.len() - line.trim_start().len();
        start += line.len();
        let at = Span::new(file, from as u32, (from + text.len()) as u32);
        (!text.starts_with('#')).then_some((at, text))
    })
}

/// Whether a line only says something.
pub(super) fn is_said(line: &str) -> bool {
    line.starts_with("echo")
}
