//! What people and machines read: the triaged outcome as bytes in one of the output formats.
//!
//! In: a [`Report`], that is the policy, the sources, the outcome and the pages of the rules. Out: bytes in one
//! [`Format`], or the text of an explanation. Everything shown passes `mask` and `clean` first, so that no secret
//! value and no terminal escape of a checked file reaches an output. This room never decides what counts or how the
//! program exits; only `snippet` knows codespan-reporting.

mod checkstyle;
mod clean;
mod diagnose;
mod explain;
mod github;
mod gitlab;
mod json;
mod junit;
mod markdown;
mod mask;
mod place;
mod rdjson;
mod rich;
mod sarif;
mod sarif_model;
mod short;
mod snippet;
mod summary;
mod view;

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;

pub use explain::{
    dump, explain_commitment, explain_finding, explain_judged, explain_page, explain_seen,
    rules_table,
};
pub use rich::render_problems;
pub use summary::summary_line;

use crate::catalog;
use crate::finding::Severity;
use crate::policy::Policy;
use crate::source::SourceMap;
use crate::triage::Outcome;

/// All that an output may draw on. Borrowed: a run renders several formats of one outcome.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// The policy that was held against the code.
    pub policy: &'a Policy,
    /// The files, for places and source lines.
    pub sources: &'a SourceMap,
    /// What came out.
    pub outcome: &'a Outcome,
    /// The pages of all rules, sorted by id.
    pub pages: &'a [RuleInfo],
    /// The version of candor.
    pub version: &'a str,
    /// The way from the top of the repository to the checked root, with `/` at its end; empty where they are the
    /// same. Only the formats that forges place in a repository (`sarif`, `github`, `gitlab`, `rdjson`) use it.
    pub prefix: &'a str,
}

/// A rule's page, as far as reports need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleInfo {
    /// The rule's id.
    pub id: String,
    /// The promise it checks, one line.
    pub promise: String,
    /// What it touches: `CWE-532`, `GDPR-5-1-f`, `OPP-115-data-security`.
    pub tags: Vec<String>,
    /// The page itself, Markdown without front matter.
    pub body: String,
    /// How bad a breach is where the policy does not say.
    pub severity: Severity,
}

/// Makes ready what the first text of a report would otherwise have to wait for.
pub fn make_ready() {
    mask::make_ready();
}

impl RuleInfo {
    /// The pages of all rules, sorted by id.
    pub fn all() -> Vec<RuleInfo> {
        catalog::pages().iter().map(RuleInfo::from).collect()
    }
}

impl From<&catalog::Page> for RuleInfo {
    fn from(page: &catalog::Page) -> Self {
        RuleInfo {
            id: page.id.to_owned(),
            promise: page.promise.clone(),
            tags: page.tags.clone(),
            body: page.body.to_owned(),
            severity: page.severity,
        }
    }
}

/// Whether escape codes for colours are written. The caller has asked the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Color {
    /// Plain text.
    Off,
    /// ANSI colours.
    On,
}

/// How much the formats for people say. Formats for machines always say everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// `-q`: the findings and the last line.
    Quiet,
    /// What a newcomer needs.
    Normal,
    /// `-v`: also accepted findings, unproven commitments one by one and all problems.
    Verbose,
}

/// How text for people is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Colours or none.
    pub color: Color,
    /// How much to say.
    pub detail: Detail,
}

impl Style {
    /// No colours and the usual detail: right for files.
    pub const PLAIN: Style = Style {
        color: Color::Off,
        detail: Detail::Normal,
    };
}

/// An output format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Diagnostics with source lines, for people.
    Rich,
    /// One line a finding.
    Short,
    /// One JSON document.
    Json,
    /// One JSON object a finding and line, then one of the summary.
    Jsonl,
    /// SARIF 2.1.0.
    Sarif,
    /// GitHub workflow commands.
    Github,
    /// GitLab Code Quality.
    Gitlab,
    /// JUnit XML: a commitment is a test.
    Junit,
    /// Checkstyle XML.
    Checkstyle,
    /// Reviewdog's diagnostic format.
    Rdjson,
    /// Markdown for a step summary.
    Markdown,
    /// One web page.
    Html,
}

impl Format {
    /// All formats with the names they have on the command line, in the order the contract lists them.
    pub const ALL: [(&'static str, Format); 12] = [
        ("rich", Format::Rich),
        ("short", Format::Short),
        ("json", Format::Json),
        ("jsonl", Format::Jsonl),
        ("sarif", Format::Sarif),
        ("github", Format::Github),
        ("gitlab", Format::Gitlab),
        ("junit", Format::Junit),
        ("checkstyle", Format::Checkstyle),
        ("rdjson", Format::Rdjson),
        ("markdown", Format::Markdown),
        ("html", Format::Html),
    ];

    /// The format of a name on the command line.
    pub fn parse(name: &str) -> Option<Format> {
        Format::ALL
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, format)| *format)
    }

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        Format::ALL
            .iter()
            .find(|(_, format)| *format == self)
            .map_or("rich", |(name, _)| name)
    }

    /// Whether [`render`] can write it yet. The command line refuses the others by name.
    pub fn is_available(self) -> bool {
        self != Format::Html
    }
}

/// The report in a format. The same input gives the same bytes. A format that is not available gives no bytes.
pub fn render(format: Format, report: &Report<'_>, style: &Style) -> Vec<u8> {
    match format {
        Format::Rich => rich::render(report, *style),
        Format::Short => short::render(report, *style),
        Format::Json => json::render(report),
        Format::Jsonl => json::render_lines(report),
        Format::Sarif => sarif::render(report),
        Format::Github => github::render(report),
        Format::Gitlab => gitlab::render(report),
        Format::Junit => junit::render(report),
        Format::Checkstyle => checkstyle::render(report),
        Format::Rdjson => rdjson::render(report),
        Format::Markdown => markdown::render(report),
        Format::Html => Vec::new(),
    }
}
