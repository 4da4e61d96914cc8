//! Accepted breaches: `candor: except(…)` in code and `[[exception]]` in the policy file.
//!
//! In: the marks, the policy's exceptions and the findings. Out: findings turned to excepted, and a finding for each
//! exception that cannot hold or covers nothing. It never takes a finding away.

use std::ops::RangeInclusive;

use super::{Judging, Mark};
use crate::catalog;
use crate::finding::{Confidence, Finding, Problem, Severity, State};
use crate::policy::{Exception, Policy};
use crate::source::{Globs, Role, SourceMap};
use crate::span::Span;

/// The rule id of findings about exceptions themselves. No commitment can name it.
pub const RULE: &str = "exception";

/// What exceptions are judged by.
pub(super) struct Context<'a> {
    pub(super) sources: &'a SourceMap,
    pub(super) policy: &'a Policy,
    pub(super) rules: &'a [(&'a str, Judging)],
    pub(super) today: &'a str,
}

/// Applies all exceptions and gives back the findings about those that are wrong, ran out or cover nothing.
pub(super) fn apply(
    context: &Context<'_>,
    marks: &[Mark],
    findings: &mut [Finding],
    problems: &mut Vec<Problem>,
) -> Vec<Finding> {
    let mut own = Vec::new();
    for mark in marks {
        apply_mark(context, mark, findings, &mut own, problems);
    }
    for exception in &context.policy.exceptions {
        apply_entry(context, exception, findings, &mut own);
    }
    own
}

/// Applies one comment.
fn apply_mark(
    context: &Context<'_>,
    mark: &Mark,
    findings: &mut [Finding],
    own: &mut Vec<Finding>,
    problems: &mut Vec<Problem>,
) {
    let source = context.sources.file(mark.span.file);
    if source.role != Role::Product && !context.policy.scan.tests {
        return;
    }
    let Some(rest) = mark.text.strip_prefix("except") else {
        return problems.push(unknown_word(context, mark));
    };
    let (names, reason) = match parts(rest) {
        Ok(parts) => parts,
        Err(message) => {
            let help = "write `candor: except(RULE) REASON`";
            return own.push(about(
                mark.span,
                "",
                Severity::Error,
                message.to_owned(),
                help,
            ));
        }
    };
    if reason.is_empty() {
        let message = format!(
            "this exception from `{}` gives no reason",
            names.join("`, `")
        );
        let help =
            "write the reason behind the bracket, or remove the exception and keep the promise";
        return own.push(about(mark.span, "", Severity::Error, message, help));
    }
    for name in names {
        let Ok(meant) = resolve(context, name) else {
            let message = format!("`{name}` is neither a rule nor a commitment");
            own.push(about(
                mark.span,
                "",
                Severity::Error,
                message,
                &suggestion(context, name),
            ));
            continue;
        };
        let covered = accept(findings, reason, |f| {
            f.at.file == mark.span.file
                && meant.covers(f)
                && is_marked(mark, &lines(context.sources, f.at))
        });
        if covered == 0 && meant.judged {
            own.push(covers_nothing(mark.span, &meant));
        }
    }
}

/// The problem of a comment that asks candor for something it does not know.
fn unknown_word(context: &Context<'_>, mark: &Mark) -> Problem {
    let path = context.sources.file(mark.span.file).path.as_str();
    let word = mark.text.split_whitespace().next().unwrap_or("");
    Problem::of_file(path, format!("`candor: {word}` says nothing candor knows"))
        .at(mark.span, mark.line)
        .help("write `candor: except(RULE) REASON`, or remove the comment")
}

/// The lines that a span touches.
fn lines(sources: &SourceMap, span: Span) -> RangeInclusive<u32> {
    let lines = &sources.file(span.file).lines;
    let last = span.end.saturating_sub(1).max(span.start);
    lines.line(span.start)..=lines.line(last)
}

/// Applies one entry of the policy file.
fn apply_entry(
    context: &Context<'_>,
    entry: &Exception,
    findings: &mut [Finding],
    own: &mut Vec<Finding>,
) {
    let Some(name) = entry.commitment.as_ref().or(entry.rule.as_ref()) else {
        return;
    };
    let Ok(named) = resolve(context, &name.value) else {
        return;
    };
    if let Some(until) = entry
        .until
        .as_ref()
        .filter(|until| until.value.as_str() < context.today)
    {
        let message = format!(
            "the exception from `{}` ran out on {}",
            name.value, until.value
        );
        let help = "keep the promise now and remove the exception, or set a later `until` with a reason that still holds";
        return own.push(about(
            entry.span,
            named.commitment(),
            Severity::Error,
            message,
            help,
        ));
    }
    let patterns: Vec<&str> = entry.paths.iter().map(|p| p.value.as_str()).collect();
    let (globs, _) = Globs::new(&patterns);
    let within =
        |f: &Finding| patterns.is_empty() || globs.covers(&context.sources.file(f.at.file).path);
    let covered = accept(findings, &entry.reason, |f| named.covers(f) && within(f));
    if covered == 0 && named.judged {
        own.push(covers_nothing(entry.span, &named));
    }
}

/// What a name in an exception stands for.
struct Named<'a> {
    name: &'a str,
    is_rule: bool,
    /// Whether this version judges it: where it does not, an exception is not yet stale.
    judged: bool,
}

impl Named<'_> {
    fn covers(&self, finding: &Finding) -> bool {
        if self.is_rule {
            finding.rule == self.name
        } else {
            finding.commitment == self.name
        }
    }

    fn commitment(&self) -> &str {
        if self.is_rule { "" } else { self.name }
    }
}

/// Looks a name up among the rules and the policy's commitments. A commitment may be called like its rule; then the
/// rule is meant, which covers the commitment too.
fn resolve<'a>(context: &Context<'_>, name: &'a str) -> Result<Named<'a>, ()> {
    let judged = |rule: &str| !context.rules.contains(&(rule, Judging::NotYet));
    if context.rules.iter().any(|(id, _)| *id == name) {
        return Ok(Named {
            name,
            is_rule: true,
            judged: judged(name),
        });
    }
    let commitment = context
        .policy
        .commitments
        .iter()
        .find(|c| c.id == name)
        .ok_or(())?;
    Ok(Named {
        name,
        is_rule: false,
        judged: judged(&commitment.rule.value),
    })
}

/// Turns all findings that fit to excepted, and counts them.
fn accept(findings: &mut [Finding], reason: &str, fits: impl Fn(&Finding) -> bool) -> usize {
    let mut covered = 0;
    for finding in findings.iter_mut().filter(|f| fits(f)) {
        finding.state = State::Excepted;
        finding.accepted = Some(reason.to_owned());
        covered += 1;
    }
    covered
}

/// Whether a mark stands on one of a finding's lines, or right above its first.
fn is_marked(mark: &Mark, lines: &RangeInclusive<u32>) -> bool {
    let (first, last) = mark.above;
    lines.contains(&mark.line) || (first..=last).contains(lines.start())
}

/// The names and the reason of `(a, b) reason`.
fn parts(text: &str) -> Result<(Vec<&str>, &str), &'static str> {
    let Some(inner) = text.trim_start().strip_prefix('(') else {
        return Err("this exception names no rule");
    };
    let Some((names, reason)) = inner.split_once(')') else {
        return Err("this exception lacks its closing bracket");
    };
    let names: Vec<&str> = names
        .split(',')
        .map(str::trim)
        .filter(|n| !n.is_empty())
        .collect();
    if names.is_empty() {
        return Err("this exception names no rule");
    }
    if names.iter().any(|n| n.contains('*')) {
        return Err("an exception cannot use a wildcard: each names its rule or commitment");
    }
    Ok((
        names,
        reason.trim_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '-' | '–' | '—')),
    ))
}

/// The finding about an exception under which nothing falls.
fn covers_nothing(span: Span, named: &Named<'_>) -> Finding {
    let message = format!("this exception from `{}` covers nothing", named.name);
    about(
        span,
        named.commitment(),
        Severity::Warning,
        message,
        "remove it: what it accepted is gone",
    )
}

/// An imperative for a name that is not known, with the nearest one that is.
fn suggestion(context: &Context<'_>, name: &str) -> String {
    let commitments = context.policy.commitments.iter().map(|c| c.id.as_str());
    let known = context.rules.iter().map(|(id, _)| *id).chain(commitments);
    catalog::did_you_mean(name, known).unwrap_or_else(|| {
        "name a rule of `candor rules` or a commitment of the policy file".to_owned()
    })
}

/// A finding about an exception.
fn about(at: Span, commitment: &str, severity: Severity, message: String, help: &str) -> Finding {
    Finding {
        rule: RULE,
        commitment: commitment.to_owned(),
        severity,
        confidence: Confidence::High,
        reason: "the exception itself says so".to_owned(),
        state: State::New,
        message,
        data: Vec::new(),
        at,
        trail: Vec::new(),
        guard: None,
        help: vec![help.to_owned()],
        item: String::new(),
        accepted: None,
        fingerprint: String::new(),
    }
}
