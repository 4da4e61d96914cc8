//! Checkstyle XML: findings by file.
//!
//! In: the report. Out: the findings that count, grouped by file in the order of paths.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::place::{self, Place};
use super::summary::counting;
use super::{Report, clean, short};
use crate::finding::{Finding, Severity};

/// The document.
pub(super) fn render(report: &Report<'_>) -> Vec<u8> {
    let mut files: BTreeMap<String, Vec<(Place, &Finding)>> = BTreeMap::new();
    for finding in counting(report.outcome) {
        let at = place::place(report.sources, finding.at);
        files
            .entry(at.path.clone())
            .or_default()
            .push((at, finding));
    }
    let mut out =
        String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n");
    for (path, findings) in &files {
        let _ = writeln!(out, "  <file name=\"{}\">", clean::xml(path));
        for (at, finding) in findings {
            let severity = match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "info",
            };
            let message = short::message(finding);
            let _ = writeln!(
                out,
                "    <error line=\"{}\" column=\"{}\" severity=\"{severity}\" message=\"{}\" source=\"candor.{}\"/>",
                at.line,
                at.column,
                clean::xml(&message),
                finding.rule,
            );
        }
        out.push_str("  </file>\n");
    }
    out.push_str("</checkstyle>\n");
    out.into_bytes()
}
