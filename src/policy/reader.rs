//! Typed access to the tables of a TOML file that notes every mistake and carries on.
//!
//! In: a parsed table. Out: values with their spans, and problems with place, reason and an imperative. It knows
//! how values are written, never which tables a policy has.

use std::collections::BTreeSet;
use std::ops::Range;

use toml::Spanned as Placed;
use toml::de::{DeTable, DeValue};

use super::model::Spanned;
use super::words::{self, Refusal};
use crate::catalog::{ResolveError, Taxonomy, did_you_mean};
use crate::finding::Problem;
use crate::span::{FileId, LineIndex, Span};

/// The file that is being read and what was found wrong with it so far.
pub(super) struct Reader<'r> {
    path: &'r str,
    file: FileId,
    lines: LineIndex,
    problems: Vec<Problem>,
    /// Lines with mistakes of the TOML itself: what is read from them cannot be trusted.
    torn: BTreeSet<u32>,
    /// The data keys, the policy's own included as soon as they are read.
    pub(super) taxonomy: Taxonomy,
}

/// A table and how messages call it.
#[derive(Clone)]
pub(super) struct Fields<'t> {
    table: &'t DeTable<'t>,
    at: Range<usize>,
    name: String,
}

/// One value of a table.
pub(super) type Item<'t> = &'t Placed<DeValue<'t>>;

impl<'r> Reader<'r> {
    pub(super) fn new(text: &str, path: &'r str, file: FileId, taxonomy: Taxonomy) -> Self {
        Self {
            path,
            file,
            lines: LineIndex::new(text),
            problems: Vec::new(),
            torn: BTreeSet::new(),
            taxonomy,
        }
    }

    /// All problems, in the order of the file, each once.
    pub(super) fn finish(mut self) -> Vec<Problem> {
        self.problems
            .sort_by(|a, b| (a.span, &a.message).cmp(&(b.span, &b.message)));
        self.problems.dedup();
        self.problems
    }

    pub(super) fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, range.start as u32, range.end as u32)
    }

    /// A value with its place as a span.
    pub(super) fn place<T>(&self, value: T, range: Range<usize>) -> Spanned<T> {
        Spanned {
            value,
            span: self.span(range),
        }
    }

    /// The line of a byte, from 1.
    pub(super) fn line(&self, byte: u32) -> u32 {
        self.lines.line(byte)
    }

    /// Notes a mistake of the TOML itself. Its line is then believed no further.
    pub(super) fn syntax(&mut self, range: Range<usize>, message: &str) {
        let message = message.trim().trim_end_matches('.').replace('\n', ", ");
        let problem = self
            .problem(range, format!("not valid TOML: {message}"), None)
            .fatal();
        self.torn.extend(problem.line);
        self.problems.push(problem);
    }

    /// Notes a mistake.
    pub(super) fn wrong(&mut self, range: Range<usize>, message: String, help: Option<String>) {
        let problem = self.problem(range, message, help).fatal();
        self.note(problem);
    }

    /// Notes something odd that does not stop the run.
    pub(super) fn odd(&mut self, range: Range<usize>, message: String, help: Option<String>) {
        let problem = self.problem(range, message, help);
        self.note(problem);
    }

    fn note(&mut self, problem: Problem) {
        if problem.line.is_none_or(|line| !self.torn.contains(&line)) {
            self.problems.push(problem);
        }
    }

    fn problem(&self, range: Range<usize>, message: String, help: Option<String>) -> Problem {
        let span = self.span(range);
        let mut problem =
            Problem::of_file(self.path, message).at(span, self.lines.line(span.start));
        problem.help.extend(help);
        problem
    }

    fn refused(&mut self, range: Range<usize>, refusal: Refusal) {
        self.wrong(range, refusal.message, refusal.help);
    }

    /// The table behind a value, or a problem.
    pub(super) fn table<'t>(&mut self, name: &str, item: Item<'t>) -> Option<Fields<'t>> {
        match item.get_ref() {
            DeValue::Table(table) => Some(Fields::of(table, item.span(), name)),
            other => {
                self.type_error(item.span(), name, "a table", other);
                None
            }
        }
    }

    /// The tables of a list, or a problem for what is none.
    pub(super) fn tables<'t>(&mut self, name: &str, item: Item<'t>) -> Vec<Fields<'t>> {
        match item.get_ref() {
            DeValue::Array(items) => items.iter().filter_map(|i| self.table(name, i)).collect(),
            DeValue::Table(_) => {
                let bare = name.trim_matches(['[', ']', '`']);
                self.wrong(
                    item.span(),
                    format!("`{bare}` is one table, expected a list of tables"),
                    Some(format!("write `[[{bare}]]`")),
                );
                Vec::new()
            }
            other => {
                self.type_error(item.span(), name, "a list of tables", other);
                Vec::new()
            }
        }
    }

    /// Reports every key of a table that is not among the known ones.
    pub(super) fn known(&mut self, fields: &Fields<'_>, known: &[&str]) {
        for key in fields.table.keys() {
            let name: &str = key.get_ref();
            if !known.contains(&name) {
                let message = format!("unknown key `{name}` in {}", fields.name);
                let help = did_you_mean(name, known.iter().copied())
                    .or_else(|| Some(format!("use one of {}", list(known.iter().copied()))));
                self.wrong(key.span(), message, help);
            }
        }
    }

    /// Notes that a key is missing.
    pub(super) fn missing(&mut self, fields: &Fields<'_>, key: &str, help: &str) {
        if !self.torn.is_empty() {
            // The key may stand on a line that could not be read.
            return;
        }
        self.wrong(
            fields.range(),
            format!("{} lacks `{key}`", fields.name),
            Some(help.to_owned()),
        );
    }

    /// Notes that a value is of another type than expected.
    pub(super) fn type_error(
        &mut self,
        range: Range<usize>,
        name: &str,
        expected: &str,
        found: &DeValue<'_>,
    ) {
        let name = name.trim_matches('`');
        let found = describe(found);
        self.wrong(
            range,
            format!("`{name}`: expected {expected}, found {found}"),
            None,
        );
    }

    /// A text with something in it.
    pub(super) fn text(&mut self, name: &str, item: Item<'_>) -> Option<Spanned<String>> {
        self.text_in(name, "a text", item)
    }

    fn text_in(&mut self, name: &str, expected: &str, item: Item<'_>) -> Option<Spanned<String>> {
        match item.get_ref() {
            DeValue::String(text) if text.trim().is_empty() => {
                self.wrong(item.span(), format!("`{name}`: an empty text"), None);
                None
            }
            DeValue::String(text) => Some(self.place(text.to_string(), item.span())),
            other => {
                self.type_error(item.span(), name, expected, other);
                None
            }
        }
    }

    /// A list of texts; a single text is a list of one.
    pub(super) fn texts(&mut self, name: &str, item: Item<'_>) -> Vec<Spanned<String>> {
        match item.get_ref() {
            DeValue::Array(items) => items
                .iter()
                .filter_map(|i| self.text_in(name, "a list of texts", i))
                .collect(),
            _ => self
                .text_in(name, "a list of texts", item)
                .into_iter()
                .collect(),
        }
    }

    /// A list of texts that each pass a check.
    pub(super) fn checked(
        &mut self,
        name: &str,
        item: Item<'_>,
        check: fn(&str) -> Result<(), Refusal>,
    ) -> Vec<Spanned<String>> {
        let texts = self.texts(name, item);
        texts
            .into_iter()
            .filter(|t| self.passes(t, check))
            .collect()
    }

    /// Whether a text passes a check; if not, the mistake is noted.
    pub(super) fn passes(
        &mut self,
        text: &Spanned<String>,
        check: fn(&str) -> Result<(), Refusal>,
    ) -> bool {
        match check(&text.value) {
            Ok(()) => true,
            Err(refusal) => {
                self.refused(range_of(text.span), refusal);
                false
            }
        }
    }

    /// A truth value.
    pub(super) fn flag(&mut self, name: &str, item: Item<'_>) -> Option<Spanned<bool>> {
        if let DeValue::Boolean(value) = item.get_ref() {
            return Some(self.place(*value, item.span()));
        }
        self.type_error(item.span(), name, "`true` or `false`", item.get_ref());
        None
    }

    /// A day, written as a TOML date or as a text.
    pub(super) fn date(&mut self, name: &str, item: Item<'_>) -> Option<Spanned<String>> {
        match item.get_ref() {
            DeValue::Datetime(when) => {
                if let (Some(day), None) = (when.date, when.time) {
                    return Some(self.place(day.to_string(), item.span()));
                }
                let message = format!("`{name}`: expected a day without a time");
                let help = "write the day as year, month and day: `2026-12-31`";
                self.wrong(item.span(), message, Some(help.to_owned()));
                None
            }
            DeValue::String(text) => {
                let text = self.place(text.to_string(), item.span());
                self.passes(&text, words::date).then_some(text)
            }
            other => {
                self.type_error(item.span(), name, "a date", other);
                None
            }
        }
    }

    /// A duration in seconds.
    pub(super) fn duration(&mut self, name: &str, item: Item<'_>) -> Option<Spanned<u64>> {
        match item.get_ref() {
            DeValue::String(text) => match words::duration(text) {
                Ok(seconds) => Some(self.place(seconds, item.span())),
                Err(refusal) => {
                    self.refused(item.span(), refusal);
                    None
                }
            },
            DeValue::Integer(number) => {
                let message = format!("`{name}`: a duration needs a unit");
                self.wrong(
                    item.span(),
                    message,
                    Some(format!("write `\"{number} days\"`")),
                );
                None
            }
            other => {
                self.type_error(item.span(), name, "a duration", other);
                None
            }
        }
    }

    /// One of the words.
    pub(super) fn word(
        &mut self,
        name: &str,
        item: Item<'_>,
        words: &[&str],
    ) -> Option<Spanned<String>> {
        let text = self.text(name, item)?;
        self.among(name, &text, words).then_some(text)
    }

    /// Whether a text is one of the words; if not, the mistake is noted.
    pub(super) fn among(&mut self, name: &str, text: &Spanned<String>, words: &[&str]) -> bool {
        let value = text.value.as_str();
        if words.contains(&value) {
            return true;
        }
        let message = format!("`{name}`: unknown value `{value}`");
        let help = did_you_mean(value, words.iter().copied())
            .unwrap_or_else(|| format!("use one of {}", list(words.iter().copied())));
        self.wrong(range_of(text.span), message, Some(help));
        false
    }

    /// The full data keys that the texts mean.
    pub(super) fn data_keys(&mut self, name: &str, item: Item<'_>) -> Vec<Spanned<String>> {
        let texts = self.texts(name, item);
        texts
            .into_iter()
            .filter_map(|t| self.data_key(&t))
            .collect()
    }

    /// The full data key that a text means.
    pub(super) fn data_key(&mut self, text: &Spanned<String>) -> Option<Spanned<String>> {
        match self.taxonomy.resolve(&text.value) {
            Ok(key) => {
                let value = self.taxonomy.text(key).to_owned();
                Some(Spanned {
                    value,
                    span: text.span,
                })
            }
            Err(error) => {
                self.unresolved(text, &error);
                None
            }
        }
    }

    /// Notes that a text means no data key, or more than one.
    pub(super) fn unresolved(&mut self, text: &Spanned<String>, error: &ResolveError) {
        let value = &text.value;
        let (message, help) = match error {
            ResolveError::Unknown { suggestions } if suggestions.is_empty() => (
                format!("unknown data key `{value}`"),
                "use a key of the taxonomy, or declare one as `[data.name]` with `key = \"…\"`"
                    .to_owned(),
            ),
            ResolveError::Unknown { suggestions } => {
                let offers: Vec<String> = suggestions.iter().map(|s| format!("`{s}`")).collect();
                (
                    format!("unknown data key `{value}`"),
                    format!("did you mean {}?", offers.join(" or ")),
                )
            }
            ResolveError::Ambiguous { candidates } => (
                format!("data key `{value}` is ambiguous"),
                format!(
                    "write one of {}",
                    list(candidates.iter().map(String::as_str))
                ),
            ),
        };
        self.wrong(range_of(text.span), message, Some(help));
    }
}

impl<'t> Fields<'t> {
    pub(super) fn of(table: &'t DeTable<'t>, range: Range<usize>, name: &str) -> Self {
        Self {
            table,
            at: range,
            name: name.to_owned(),
        }
    }

    /// The table's header, or all of it where it is written in one line.
    pub(super) fn range(&self) -> Range<usize> {
        self.at.clone()
    }

    /// The value under a key.
    pub(super) fn get(&self, key: &str) -> Option<Item<'t>> {
        self.table.get(key)
    }

    /// Whether a key is there.
    pub(super) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// The keys and values in the order of the file.
    pub(super) fn items(
        &self,
    ) -> impl Iterator<Item = (&'t str, Range<usize>, Item<'t>)> + use<'t> {
        self.table
            .iter()
            .map(|(key, value)| (key.get_ref().as_ref(), key.span(), value))
    }
}

/// The bytes of a span.
pub(super) fn range_of(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}

/// `a`, `b`, `c` in their order.
pub(super) fn list<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    let quoted: Vec<String> = words.into_iter().map(|w| format!("`{w}`")).collect();
    quoted.join(", ")
}

/// What a value is, with its article.
pub(super) fn describe(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "an integer",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "a truth value",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
