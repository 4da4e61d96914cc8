//! Terraform and other HCL as entries: blocks by type and labels, attributes, lists and objects.
//!
//! A tolerant reader of our own: an expression is a literal, a list, an object, a call of one argument that only
//! encodes it, or known at run time only. What it cannot read costs one line.

use super::scalar::{Quoted, scalar};
use super::writer::Writer;
use super::{Config, Format, Sort, Value};
use crate::parse::Range;

/// How deep expressions and blocks may nest.
const DEPTH: usize = 100;

/// Functions that write their argument down as it is.
const ENCODERS: [&str; 4] = ["jsonencode", "yamlencode", "tolist", "toset"];

/// Reads one file; never fails.
pub(super) fn read(text: &str) -> Config {
    let mut writer = Writer::new(Format::Hcl);
    let mut reader = Reader { text, at: 0 };
    reader.body(&mut writer, 0);
    writer.finish()
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Skips blanks and comments, line ends as well.
    fn skip(&mut self) {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start();
            self.at += rest.len() - trimmed.len();
            let rest = self.rest();
            if rest.starts_with('#') || rest.starts_with("//") {
                self.at += rest.find('\n').unwrap_or(rest.len());
            } else if rest.starts_with("/*") {
                self.at += rest.find("*/").map_or(rest.len(), |n| n + 2);
            } else {
                return;
            }
        }
    }

    fn skip_blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t']).len();
    }

    /// A name: letters, digits, `_`, `-`, and dots between them.
    fn name(&mut self) -> Option<(usize, usize)> {
        let rest = self.rest();
        let length = rest
            .find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-' | '.'))
            .unwrap_or(rest.len());
        let start = self.at;
        self.at += length;
        (length > 0).then_some((start, self.at))
    }

    /// The end of the string that starts here, `${…}` with strings of its own read through.
    fn string_end(&self) -> usize {
        let bytes = self.text.as_bytes();
        let mut at = self.at + 1;
        let mut braces = 0_usize;
        while at < bytes.len() {
            match bytes[at] {
                b'\\' => at += 1,
                b'$' | b'%' if bytes.get(at + 1) == Some(&b'{') => {
                    braces += 1;
                    at += 1;
                }
                b'{' if braces > 0 => braces += 1,
                b'}' if braces > 0 => braces -= 1,
                b'"' if braces == 0 => return at + 1,
                b'\n' => return at,
                _ => {}
            }
            at += 1;
        }
        bytes.len()
    }

    fn string(&mut self) -> (usize, usize) {
        let start = self.at;
        let mut end = self.string_end().min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end += 1;
        }
        self.at = end;
        (start, end)
    }

    /// Attributes and blocks up to the closing brace.
    fn body(&mut self, writer: &mut Writer, depth: usize) {
        loop {
            self.skip();
            match self.peek() {
                None => return,
                Some('}') if depth > 0 => return,
                Some('"') => {
                    let (start, end) = self.string();
                    self.item(
                        (start + 1, end.saturating_sub(1).max(start + 1)),
                        writer,
                        depth,
                    );
                }
                Some(_) => match self.name() {
                    Some(name) => self.item(name, writer, depth),
                    None => self.drop_line(writer),
                },
            }
        }
    }

    /// What follows a name: `= expression`, or labels and a block.
    fn item(&mut self, (start, end): (usize, usize), writer: &mut Writer, depth: usize) {
        let key = Range::new(start, end);
        let name = self.text.get(start..end).unwrap_or("").to_owned();
        self.skip_blanks();
        if self.peek() == Some('=') {
            self.at += 1;
            writer.enter(&name);
            self.expression(key, writer, depth);
            writer.leave();
            return;
        }
        let before = writer.depth();
        writer.enter(&name);
        let mut whole = end;
        loop {
            self.skip_blanks();
            match self.peek() {
                Some('"') => {
                    let (start, end) = self.string();
                    let label = self
                        .text
                        .get(start + 1..end.saturating_sub(1))
                        .unwrap_or("");
                    writer.enter(label);
                    whole = end;
                }
                Some('{') if depth < DEPTH => {
                    self.at += 1;
                    let range = Range::new(start, whole);
                    writer.here(Value::Group, Sort::Key, range, range);
                    self.body(writer, depth + 1);
                    self.close('}', writer);
                    break;
                }
                Some(c) if c.is_alphabetic() => {
                    if let Some((start, end)) = self.name() {
                        let label = self.text.get(start..end).unwrap_or("").to_owned();
                        writer.enter(&label);
                        whole = end;
                    }
                }
                _ => {
                    self.drop_line(writer);
                    break;
                }
            }
        }
        writer.back_to(before);
    }

    fn close(&mut self, bracket: char, writer: &mut Writer) {
        self.skip();
        if self.peek() == Some(bracket) {
            self.at += 1;
        } else {
            let at = self.at;
            writer.fault(format!("`{bracket}` is missing"), Range::new(at, at));
        }
    }

    /// An expression behind `=`, `:` or within a list; the path names it already.
    fn expression(&mut self, key: Range, writer: &mut Writer, depth: usize) {
        self.skip_blanks();
        let start = self.at;
        let Some(first) = self.peek() else {
            return;
        };
        match first {
            '[' | '{' if depth < DEPTH && !writer.is_full() && !self.is_for() => {
                self.at += 1;
                writer.here(Value::Group, Sort::Key, key, Range::new(start, start + 1));
                if first == '[' {
                    self.list(writer, depth + 1);
                    self.close(']', writer);
                } else {
                    self.body_of_object(writer, depth + 1);
                    self.close('}', writer);
                }
            }
            '"' => {
                let (start, end) = self.string();
                let inner = self
                    .text
                    .get(start + 1..end.saturating_sub(1))
                    .unwrap_or("");
                let value = scalar(inner, Quoted::Yes);
                self.literal(value, key, start, writer);
            }
            '<' if self.rest().starts_with("<<") => self.heredoc(key, writer),
            _ => self.word(key, writer, depth),
        }
    }

    /// A number, a truth value, a call that encodes its argument, or anything else up to its end.
    fn word(&mut self, key: Range, writer: &mut Writer, depth: usize) {
        let start = self.at;
        let name = self
            .name()
            .and_then(|(s, e)| self.text.get(s..e))
            .unwrap_or("");
        if ENCODERS.contains(&name) && self.peek() == Some('(') && depth < DEPTH {
            self.at += 1;
            self.skip();
            self.expression(key, writer, depth + 1);
            self.close(')', writer);
            return;
        }
        let value = scalar(name, Quoted::No);
        let value = match value {
            Value::Text(text) => Value::Dynamic(text),
            other => other,
        };
        self.literal(value, key, start, writer);
    }

    /// Writes a literal, unless more of an expression follows on its line: then all of it is known at run time only.
    fn literal(&mut self, value: Value, key: Range, start: usize, writer: &mut Writer) {
        let end = self.at;
        self.finish_expression();
        let written = self.text.get(start..self.at).unwrap_or("").trim_end();
        if written.len() <= end - start && value != Value::Null {
            writer.here(value, Sort::Key, key, Range::new(start, end));
        } else if !written.is_empty() {
            let at = Range::new(start, start + written.len());
            let value = if written == "null" {
                Value::Null
            } else {
                Value::Dynamic(written.into())
            };
            writer.here(value, Sort::Key, key, at);
        }
    }

    /// Goes to where an expression ends: a line's end, a comma or bracket of what is around it.
    fn finish_expression(&mut self) {
        let mut open = 0_usize;
        while let Some(c) = self.peek() {
            match c {
                '"' => {
                    let _ = self.string();
                    continue;
                }
                '(' | '[' | '{' => open += 1,
                ')' | ']' | '}' | ',' | '\n' | '#' if open == 0 => return,
                ')' | ']' | '}' => open -= 1,
                '/' if open == 0 && self.rest().starts_with("//") => return,
                _ => {}
            }
            self.at += c.len_utf8();
        }
    }

    fn list(&mut self, writer: &mut Writer, depth: usize) {
        for index in 0.. {
            self.skip();
            match self.peek() {
                None | Some(']') => return,
                Some(',') => self.at += 1,
                Some(_) => {
                    let before = self.at;
                    writer.enter(&index.to_string());
                    self.expression(Range::new(before, before), writer, depth);
                    writer.leave();
                    self.skip();
                    if self.peek() == Some(',') || self.at == before {
                        self.at += self.peek().map_or(0, char::len_utf8);
                    }
                }
            }
        }
    }

    fn body_of_object(&mut self, writer: &mut Writer, depth: usize) {
        loop {
            self.skip();
            let (start, end) = match self.peek() {
                None | Some('}') => return,
                Some(',') => {
                    self.at += 1;
                    continue;
                }
                Some('"') => {
                    let (start, end) = self.string();
                    (start + 1, end.saturating_sub(1).max(start + 1))
                }
                Some(_) => match self.name() {
                    Some(name) => name,
                    None => {
                        self.at += self.peek().map_or(1, char::len_utf8);
                        continue;
                    }
                },
            };
            self.skip_blanks();
            if matches!(self.peek(), Some('=' | ':')) {
                self.at += 1;
                let name = self.text.get(start..end).unwrap_or("").to_owned();
                writer.enter(&name);
                self.expression(Range::new(start, end), writer, depth);
                writer.leave();
            }
        }
    }

    /// Whether a bracket opens a `for` expression.
    fn is_for(&self) -> bool {
        self.rest()
            .get(1..)
            .is_some_and(|r| r.trim_start().starts_with("for "))
    }

    /// `<<-EOT … EOT`.
    fn heredoc(&mut self, key: Range, writer: &mut Writer) {
        let start = self.at;
        let rest = self.rest().trim_start_matches(['<', '-', '~']);
        let mark = rest.split_whitespace().next().unwrap_or("").to_owned();
        let body = self
            .rest()
            .find('\n')
            .map_or(self.text.len(), |n| self.at + n + 1);
        let mut at = body;
        let mut end = self.text.len();
        for line in self.text.get(body..).unwrap_or("").split_inclusive('\n') {
            if line.trim() == mark {
                end = at;
                at += line.trim_end().len();
                break;
            }
            at += line.len();
        }
        self.at = at.min(self.text.len());
        let text = self.text.get(body..end.max(body)).unwrap_or("");
        let value = scalar(text, Quoted::Yes);
        writer.here(value, Sort::Key, key, Range::new(start, self.at));
    }

    fn drop_line(&mut self, writer: &mut Writer) {
        let start = self.at;
        let rest = self.rest();
        self.at += rest.find('\n').map_or(rest.len(), |n| n + 1);
        if self.at == start {
            self.at = self.text.len();
        }
        writer.fault(
            "this line is no attribute and no block",
            Range::new(start, start),
        );
    }
}
