//! Source lines with labels, drawn by codespan-reporting; the only module that knows it.
//!
//! In: a headline, labels and notes. Out: text. Between the checked files and the drawing stands a view: only the
//! lines that are needed, each masked, made visible and cut to a window around its labels, with columns that stay
//! those of the file. Never shows a line of a file in any other way.

use std::io::Write;

use anstyle::{AnsiColor, Style as Ansi};
use codespan_reporting::diagnostic::{self, LabelStyle};
use codespan_reporting::files::{Error, Files};
use codespan_reporting::term;

use super::Color;
use super::view::View;
use crate::finding::Severity;
use crate::source::SourceMap;
use crate::span::Span;

/// What a label is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// The place of the finding.
    Primary,
    /// Anything that leads to it or explains it.
    Secondary,
}

/// A place with a text.
#[derive(Clone, Debug)]
pub(super) struct Label {
    /// The place.
    pub(super) span: Span,
    /// Its role.
    pub(super) role: Role,
    /// Its text, clean.
    pub(super) message: String,
}

/// All of one diagnostic; texts are clean already.
#[derive(Clone, Debug)]
pub(super) struct Diagnostic {
    /// How bad.
    pub(super) severity: Severity,
    /// The rule's id, or nothing.
    pub(super) code: Option<String>,
    /// The headline.
    pub(super) message: String,
    /// In the order in which their files shall appear.
    pub(super) labels: Vec<Label>,
    /// Lines at the end; a note may have several lines.
    pub(super) notes: Vec<String>,
    /// Lines in which every literal is secret.
    pub(super) secret: Option<Span>,
}

/// Draws a diagnostic, an empty line at its end.
pub(super) fn draw(sources: &SourceMap, color: Color, diagnostic: &Diagnostic, out: &mut Vec<u8>) {
    let views = views(sources, diagnostic);
    let labels = diagnostic.labels.iter().filter_map(|label| {
        let id = views.iter().position(|v| v.file() == label.span.file)?;
        let style = match label.role {
            Role::Primary => LabelStyle::Primary,
            Role::Secondary => LabelStyle::Secondary,
        };
        let range = views[id].range(sources, label.span);
        Some(diagnostic::Label::new(style, id, range).with_message(&label.message))
    });
    let drawn = diagnostic::Diagnostic {
        severity: match diagnostic.severity {
            Severity::Note => diagnostic::Severity::Note,
            Severity::Warning => diagnostic::Severity::Warning,
            Severity::Error => diagnostic::Severity::Error,
        },
        code: diagnostic.code.clone(),
        message: diagnostic.message.clone(),
        labels: labels.collect(),
        notes: diagnostic.notes.clone(),
    };
    let mut drawing = Vec::new();
    let mut pen = Pen {
        out: &mut drawing,
        color,
    };
    let config = term::Config::default();
    // The views hold every line that is asked for, and a Vec takes every byte; should codespan refuse nevertheless,
    // the headline is still said.
    if term::emit_to_write_style(&mut pen, &config, &Views(views), &drawn).is_err() {
        drawing = format!("{}\n\n", drawn.message).into_bytes();
    }
    // codespan ends lines in a gutter with spaces; a report that is pasted or compared shall have none.
    for line in drawing.split_inclusive(|b| *b == b'\n') {
        out.extend_from_slice(line.trim_ascii_end());
        out.push(b'\n');
    }
}

fn views(sources: &SourceMap, diagnostic: &Diagnostic) -> Vec<View> {
    let mut files = Vec::new();
    for label in &diagnostic.labels {
        if !files.contains(&label.span.file) {
            files.push(label.span.file);
        }
    }
    let view = |file| {
        let labels = diagnostic.labels.iter().filter(|l| l.span.file == file);
        let spans: Vec<(Span, Role)> = labels.map(|l| (l.span, l.role)).collect();
        View::new(sources, file, &spans, diagnostic.secret)
    };
    files.into_iter().map(view).collect()
}

/// The views of one diagnostic as codespan asks for files; an id is an index.
struct Views(Vec<View>);

impl Views {
    fn view(&self, id: usize) -> Result<&View, Error> {
        self.0.get(id).ok_or(Error::FileMissing)
    }
}

impl<'a> Files<'a> for Views {
    type FileId = usize;
    type Name = &'a str;
    type Source = &'a str;

    fn name(&'a self, id: usize) -> Result<&'a str, Error> {
        Ok(self.view(id)?.name())
    }

    fn source(&'a self, id: usize) -> Result<&'a str, Error> {
        Ok(self.view(id)?.text())
    }

    fn line_index(&'a self, id: usize, byte_index: usize) -> Result<usize, Error> {
        Ok(self.view(id)?.line_at(byte_index))
    }

    fn column_number(
        &'a self,
        id: usize,
        line_index: usize,
        byte_index: usize,
    ) -> Result<usize, Error> {
        Ok(self.view(id)?.column_at(line_index, byte_index))
    }

    fn line_range(&'a self, id: usize, line_index: usize) -> Result<std::ops::Range<usize>, Error> {
        let missing = Error::LineTooLarge {
            given: line_index,
            max: line_index,
        };
        self.view(id)?.line_range(line_index).ok_or(missing)
    }
}

/// Writes with or without colours.
struct Pen<'o> {
    out: &'o mut Vec<u8>,
    color: Color,
}

impl Pen<'_> {
    fn set(&mut self, style: Ansi) -> std::io::Result<()> {
        match self.color {
            Color::On => write!(self.out, "{style}"),
            Color::Off => Ok(()),
        }
    }
}

impl Write for Pen<'_> {
    fn write(&mut self, buf: &[u8]) -> std::io::Result<usize> {
        self.out.write(buf)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The colour of a severity.
pub(super) fn tint(severity: Severity) -> Ansi {
    match severity {
        Severity::Error => AnsiColor::BrightRed.on_default(),
        Severity::Warning => AnsiColor::BrightYellow.on_default(),
        Severity::Note => AnsiColor::BrightGreen.on_default(),
    }
}

fn tint_of(severity: diagnostic::Severity) -> Ansi {
    match severity {
        diagnostic::Severity::Warning => tint(Severity::Warning),
        diagnostic::Severity::Note | diagnostic::Severity::Help => tint(Severity::Note),
        diagnostic::Severity::Error | diagnostic::Severity::Bug => tint(Severity::Error),
    }
}

impl term::WriteStyle for Pen<'_> {
    fn set_header(&mut self, severity: diagnostic::Severity) -> std::io::Result<()> {
        self.set(tint_of(severity).bold())
    }

    fn set_header_message(&mut self) -> std::io::Result<()> {
        self.set(Ansi::new())?;
        self.reset()?;
        self.set(Ansi::new().bold())
    }

    fn set_line_number(&mut self) -> std::io::Result<()> {
        self.set(AnsiColor::BrightBlack.on_default())
    }

    fn set_note_bullet(&mut self) -> std::io::Result<()> {
        self.set(AnsiColor::BrightBlack.on_default())
    }

    fn set_source_border(&mut self) -> std::io::Result<()> {
        self.set(AnsiColor::BrightBlack.on_default())
    }

    fn set_label(
        &mut self,
        severity: diagnostic::Severity,
        style: LabelStyle,
    ) -> std::io::Result<()> {
        match style {
            LabelStyle::Primary => self.set(tint_of(severity)),
            LabelStyle::Secondary => self.set(AnsiColor::Cyan.on_default()),
        }
    }

    fn reset(&mut self) -> std::io::Result<()> {
        match self.color {
            Color::On => write!(self.out, "{}", anstyle::Reset),
            Color::Off => Ok(()),
        }
    }
}
