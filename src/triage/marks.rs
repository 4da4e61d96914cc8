//! `candor:` comments in the files of the tree.
//!
//! In: the comments of Rust files as facts give them, and the text of all other files. Out: [`Mark`]s with the lines
//! they stand for. It never knows which rules or commitments there are.

use crate::facts::CommentMark;
use crate::source::{Kind, SourceFile, SourceMap};
use crate::span::{FileId, Span};

/// A comment that begins with `candor:`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The comment.
    pub span: Span,
    /// What stands behind `candor:`, trimmed.
    pub text: String,
    /// The line it stands on.
    pub line: u32,
    /// The lines it stands above, first and last; its own line where code stands before it.
    pub above: (u32, u32),
}

/// The marks of a Rust file.
pub fn marks_of_comments(sources: &SourceMap, file: FileId, comments: &[CommentMark]) -> Vec<Mark> {
    let source = sources.file(file);
    let marks = comments.iter().map(|comment| {
        let span = Span::new(file, comment.range.start, comment.range.end);
        let first = source.lines.line(span.start);
        let last = source
            .lines
            .line(span.end.saturating_sub(1).max(span.start));
        let above = if comment.trailing {
            (first, first)
        } else {
            lines_below(source, last)
        };
        Mark {
            span,
            text: comment.text.to_string(),
            line: first,
            above,
        }
    });
    marks.collect()
}

/// The marks of a file that is not Rust. The comment sign must stand right before `candor:`, and only exceptions count,
/// because a line of such a file may be text and not a comment at all.
pub fn marks_of_text(sources: &SourceMap, file: FileId) -> Vec<Mark> {
    let source = sources.file(file);
    let signs = signs_of(source.kind);
    if signs.is_empty() || !source.text.contains("candor:") {
        return Vec::new();
    }
    let mut marks = Vec::new();
    for line in 1..=source.lines.lines() as u32 {
        let text = source.lines.text_of(&source.text, line);
        let Some((before, after)) = text.split_once("candor:") else {
            continue;
        };
        let opened = before.trim_end();
        let Some(sign) = signs.iter().find(|sign| opened.ends_with(**sign)) else {
            continue;
        };
        if !after.trim_start().starts_with("except") {
            continue;
        }
        let start = opened.len() - sign.len();
        let line_start = source.lines.start_of(line).unwrap_or(0);
        let end = line_start + text.trim_end().len() as u32;
        let trailing = !opened[..start]
            .trim_matches(['{', '*', '/', '#', '-', ' ', '\t'])
            .is_empty();
        let above = if trailing {
            (line, line)
        } else {
            lines_below(source, line)
        };
        marks.push(Mark {
            span: Span::new(file, line_start + start as u32, end),
            text: without_end(after).to_owned(),
            line,
            above,
        });
    }
    marks
}

/// The signs that open a comment in files of a kind.
fn signs_of(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Toml
        | Kind::CargoToml
        | Kind::CargoLock
        | Kind::Yaml
        | Kind::Env
        | Kind::Dockerfile
        | Kind::WebServer
        | Kind::Shell
        | Kind::Crontab
        | Kind::Ini
        | Kind::Logrotate => &["#"],
        Kind::Terraform => &["#", "//", "/*"],
        Kind::Sql => &["--", "/*"],
        Kind::Html => &["<!--", "{#", "{{!--", "{{!", "//", "/*"],
        Kind::Script | Kind::Css | Kind::Json | Kind::Proto => &["//", "/*"],
        Kind::Rust | Kind::PackageJson | Kind::Prose => &[],
    }
}

/// A comment's text without the sign that closes it.
fn without_end(text: &str) -> &str {
    let mut text = text.trim();
    for end in ["-->", "*/}", "*/", "#}", "--}}", "}}"] {
        text = text.strip_suffix(end).unwrap_or(text).trim_end();
    }
    text
}

/// The lines a comment stands above: the next line that is neither blank nor a comment, and where that is an attribute,
/// all up to the item it belongs to.
fn lines_below(source: &SourceFile, line: u32) -> (u32, u32) {
    let last = source.lines.lines() as u32;
    let text = |line| source.lines.text_of(&source.text, line).trim();
    let Some(first) = (line + 1..=last).find(|l| !is_comment(text(*l), source.kind)) else {
        return (line, line);
    };
    let mut end = first;
    if source.kind == Kind::Rust {
        while end < last && (text(end).starts_with("#[") || is_comment(text(end), source.kind)) {
            end += 1;
        }
    }
    (first, end)
}

/// Whether a trimmed line is blank or only a comment.
fn is_comment(line: &str, kind: Kind) -> bool {
    let signs = if kind == Kind::Rust {
        &["//", "/*"][..]
    } else {
        signs_of(kind)
    };
    line.is_empty() || line.starts_with("{/*") || signs.iter().any(|sign| line.starts_with(sign))
}
