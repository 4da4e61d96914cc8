//! Reviewdog's diagnostic format, as one JSON document.
//!
//! In: the report. Out: the findings that count, with their steps as related locations. Reviewdog counts columns in
//! bytes of UTF-8, so this is the one format that does.

use serde::Serialize;

use super::summary::counting;
use super::{Report, clean, json, place, short};
use crate::finding::{Finding, Severity};
use crate::span::Span;

#[derive(Serialize)]
struct Document {
    source: Source,
    diagnostics: Vec<Diagnostic>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
}

#[derive(Serialize)]
struct Diagnostic {
    message: String,
    location: Location,
    severity: &'static str,
    code: Code,
    #[serde(rename = "relatedLocations", skip_serializing_if = "Vec::is_empty")]
    related: Vec<Related>,
}

#[derive(Serialize)]
struct Code {
    value: &'static str,
}

#[derive(Serialize)]
struct Related {
    message: String,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    range: Range,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: u32,
    column: u32,
}

/// The document.
pub(super) fn render(report: &Report<'_>) -> Vec<u8> {
    let diagnostics = counting(report.outcome)
        .map(|f| diagnostic(report, f))
        .collect();
    json::pretty(&Document {
        source: Source { name: "candor" },
        diagnostics,
    })
}

fn diagnostic(report: &Report<'_>, finding: &Finding) -> Diagnostic {
    let related = finding.trail.iter().map(|step| Related {
        message: clean::text(&step.message),
        location: location(report, step.span),
    });
    Diagnostic {
        message: short::message(finding),
        location: location(report, finding.at),
        severity: match finding.severity {
            Severity::Error => "ERROR",
            Severity::Warning => "WARNING",
            Severity::Note => "INFO",
        },
        code: Code {
            value: finding.rule,
        },
        related: related.collect(),
    }
}

fn location(report: &Report<'_>, span: Span) -> Location {
    let trimmed = place::trim(report.sources, span);
    let file = report.sources.file(span.file);
    let position = |byte: u32| {
        let byte = byte.min(file.text.len() as u32);
        let line = file.lines.line(byte);
        Position {
            line,
            column: byte - file.lines.start_of(line).unwrap_or(0) + 1,
        }
    };
    Location {
        path: format!("{}{}", report.prefix, place::path(report.sources, span)),
        range: Range {
            start: position(trimmed.start),
            end: position(trimmed.end),
        },
    }
}
