//! Markdown for the summary of a CI step.
//!
//! In: the report. Out: the summary, a table of the commitments with their verdicts, then the findings that count.
//! Names from code cannot become links, pictures or HTML.

use std::fmt::Write as _;

use super::summary::{count, counting, summary_line};
use super::{Report, clean, diagnose, json, place, short};
use crate::finding::{Finding, State, Verdict};
use crate::triage::Judged;

/// The whole text.
pub(super) fn render(report: &Report<'_>) -> Vec<u8> {
    let mut out = format!(
        "## candor: {}\n\n",
        escape(&clean::text(&report.policy.service))
    );
    let _ = writeln!(out, "**{}**\n", summary_line(report));
    if !report.outcome.commitments.is_empty() {
        out.push_str("| commitment | promise | rule | verdict |\n|---|---|---|---|\n");
        for judged in &report.outcome.commitments {
            row(report, judged, &mut out);
        }
        out.push('\n');
    }
    let findings: Vec<&Finding> = counting(report.outcome).collect();
    if !findings.is_empty() {
        out.push_str("### Findings\n\n");
        for f in findings {
            finding(report, f, &mut out);
        }
        out.push('\n');
    }
    let accepted = report
        .outcome
        .findings
        .iter()
        .filter(|f| f.state != State::New)
        .count();
    if accepted > 0 {
        let _ = writeln!(out, "{} accepted.\n", count(accepted, "more finding"));
    }
    if !report.outcome.problems.is_empty() {
        out.push_str("### Problems\n\n");
        for problem in &report.outcome.problems {
            let line =
                json::line_of(report.sources, problem).map_or(String::new(), |l| format!(":{l}"));
            let path = clean::path(&problem.path);
            let _ = writeln!(
                out,
                "* {}: {}",
                code(&format!("{path}{line}")),
                escape(&clean::text(&problem.message))
            );
        }
        out.push('\n');
    }
    out.pop();
    out.into_bytes()
}

fn row(report: &Report<'_>, judged: &Judged, out: &mut String) {
    let Some(c) = report.policy.commitments.get(judged.commitment) else {
        return;
    };
    let quotes: Vec<String> = c
        .quotes
        .iter()
        .map(|q| escape(clean::text(&q.value).trim()))
        .collect();
    let new = judged
        .findings
        .iter()
        .filter_map(|i| report.outcome.findings.get(*i))
        .filter(|f| f.state == State::New)
        .count();
    let verdict = match judged.verdict {
        Verdict::Broken => format!("**broken** ({})", count(new, "finding")),
        Verdict::Kept => format!("kept ({} judged)", count(judged.judged.len(), "place")),
        other => json::verdict(other).to_owned(),
    };
    let rule = code(&c.rule.value);
    let _ = writeln!(
        out,
        "| {} | {} | {rule} | {verdict} |",
        code(&c.id),
        quotes.join("<br>")
    );
}

fn finding(report: &Report<'_>, f: &Finding, out: &mut String) {
    let at = place::place(report.sources, f.at);
    let severity = short::severity(f.severity);
    let place = code(&format!("{}:{}:{}", at.path, at.line, at.column));
    let message = escape(&clean::text(&f.message));
    let _ = writeln!(
        out,
        "* **{severity}** {place}: {message} ({}{})",
        code(f.rule),
        if f.commitment.is_empty() {
            String::new()
        } else {
            format!(", {}", code(&f.commitment))
        }
    );
    for (i, step) in f.trail.iter().enumerate() {
        let at = place::place(report.sources, step.span);
        let place = code(&format!("{}:{}", at.path, at.line));
        let _ = writeln!(
            out,
            "  {}. {place} {}",
            i + 1,
            escape(&clean::text(&step.message))
        );
    }
    if let Some(guard) = diagnose::guard(f) {
        let _ = writeln!(out, "\n  {}", escape(&guard));
    }
    for help in &f.help {
        let _ = writeln!(out, "\n  help: {}", escape(&clean::text(help)));
    }
}

/// Text as inline code that nothing ends early, safe in a table.
fn code(text: &str) -> String {
    format!("`{}`", text.replace('`', "'").replace('|', "\\|"))
}

/// A sentence whose pairs of backticks stay code and whose other marks lose their meaning.
fn escape(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    let paired = parts.len() % 2 == 1;
    let mut out = String::new();
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            out.push_str(if paired { "`" } else { "\\`" });
        }
        if paired && i % 2 == 1 {
            out.push_str(&part.replace('|', "\\|"));
        } else {
            plain(part, &mut out);
        }
    }
    out
}

fn plain(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '*' | '_' | '[' | ']' | '!' | '|' | '#' | '~' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
}
