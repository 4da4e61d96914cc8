//! Stand-ins for rooms that are still being built, in their shape.

use crate::facts::FileFacts;
use crate::finding::{Judgment, Problem, Severity};
use crate::policy::{Code, Policy, Scan};
use crate::source::SourceMap;
use crate::span::FileId;
use crate::triage::Outcome;

#[derive(Clone, Copy, Debug)]
pub(super) struct Report<'a> {
    pub(super) policy: &'a Policy,
    pub(super) sources: &'a SourceMap,
    pub(super) outcome: &'a Outcome,
    pub(super) pages: &'a [RuleInfo],
    pub(super) version: &'a str,
    pub(super) prefix: &'a str,
}
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RuleInfo {
    pub(super) id: String,
    pub(super) promise: String,
    pub(super) tags: Vec<String>,
    pub(super) body: String,
    pub(super) severity: Severity,
}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Color {
    Off,
    On,
}
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Detail {
    Quiet,
    Normal,
    Verbose,
}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Style {
    pub(super) color: Color,
    pub(super) detail: Detail,
}
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Format {
    Rich,
    Short,
    Json,
    Github,
    Html,
}
impl Format {
    pub(super) const ALL: [(&'static str, Format); 5] = [
        ("rich", Format::Rich),
        ("short", Format::Short),
        ("json", Format::Json),
        ("github", Format::Github),
        ("html", Format::Html),
    ];
    pub(super) fn parse(name: &str) -> Option<Format> {
        Format::ALL
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, format)| *format)
    }
    pub(super) fn is_available(self) -> bool {
        self != Format::Html
    }
}
pub(super) fn render(format: Format, report: &Report<'_>, style: &Style) -> Vec<u8> {
    let _ = (report.pages, report.version, report.prefix, style);
    let sources = report.sources;
    let mut out = format!(
        "{format:?} {} {:?}\n",
        report.policy.service, report.outcome.scanned
    );
    for finding in &report.outcome.findings {
        let place = sources.locate(finding.at);
        out += &format!(
            "{}:{}: {}\n",
            sources.file(finding.at.file).path,
            place.line,
            finding.message
        );
    }
    out.into_bytes()
}
pub(super) fn render_problems(_: &Report<'_>, problems: &[Problem], _: &Style) -> Vec<u8> {
    problems
        .iter()
        .map(|p| format!("error: {}\n", p.message))
        .collect::<String>()
        .into_bytes()
}
pub(super) fn explain_commitment(_: &Report<'_>, _: usize) -> String {
    String::new()
}
pub(super) fn explain_finding(_: &Report<'_>, _: &str, _: Color) -> Option<String> {
    None
}
pub(super) fn explain_page(page: &RuleInfo) -> String {
    page.body.clone()
}
pub(super) fn rules_table(pages: &[RuleInfo]) -> String {
    pages
        .iter()
        .map(|p| format!("{} {}\n", p.id, p.promise))
        .collect()
}
pub(super) fn pages() -> Vec<RuleInfo> {
    let page = |id: &str| RuleInfo {
        id: id.into(),
        promise: String::new(),
        tags: Vec::new(),
        body: String::new(),
        severity: Severity::Error,
    };
    vec![page("never-logged")]
}
/// Reads the policy; the text is that of `file` in the map.
pub(super) fn read_policy(sources: &mut SourceMap, file: FileId) -> (Policy, Vec<Problem>) {
    let source = sources.file(file);
    let problems = match toml::from_str::<toml::Table>(&source.text) {
        Ok(_) => Vec::new(),
        Err(error) => {
            vec![Problem::of_file(source.path.as_str(), error.message().to_owned()).fatal()]
        }
    };
    let policy = Policy {
        file,
        path: source.path.clone(),
        service: String::new(),
        document: None,
        document_file: None,
        effective: None,
        scan: Scan::default(),
        data: Vec::new(),
        recipients: Vec::new(),
        gates: Vec::new(),
        actions: Vec::new(),
        stores: Vec::new(),
        code: Code::default(),
        commitments: Vec::new(),
        exceptions: Vec::new(),
    };
    (policy, problems)
}
pub(super) fn judge(policy: &Policy, _: &SourceMap, _: &[(FileId, FileFacts)]) -> Vec<Judgment> {
    policy
        .commitments
        .iter()
        .map(|_| Judgment::default())
        .collect()
}
