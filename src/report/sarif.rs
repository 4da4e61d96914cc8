//! SARIF 2.1.0 for code scanning.
//!
//! In: the report. Out: one run, valid against the standard's schema: rules with their pages, results with trails as
//! code flows and the quoted sentence as a related location. Nothing is dropped: an accepted finding is suppressed, a
//! known one unchanged. Never names an absolute path.

use super::sarif_model::{
    Artifact, Base, Bases, CodeFlow, Configuration, Descriptor, Driver, Fingerprints, Help,
    Invocation, Location, Log, Logical, Message, Notification, Physical, Region, ResultProperties,
    RuleProperties, Run, SarifResult, Suppression, ThreadFlow, ThreadFlowLocation, Tool,
};
use super::{Report, clean, diagnose, json, place};
use crate::finding::{Confidence, Finding, Problem, Severity, State, Step};
use crate::policy::{Commitment, Exception};
use crate::span::Span;

/// The log.
pub(super) fn render(report: &Report<'_>) -> Vec<u8> {
    let rules = rules(report);
    let results = report
        .outcome
        .findings
        .iter()
        .map(|f| result(report, &rules, f))
        .collect();
    let fatal = report.outcome.problems.iter().any(|p| p.fatal);
    let notifications = report
        .outcome
        .problems
        .iter()
        .map(|p| notification(report, p))
        .collect();
    let description = Message {
        text: "the top of the repository".to_owned(),
    };
    json::pretty(&Log {
        schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        version: "2.1.0",
        runs: vec![Run {
            tool: Tool {
                driver: Driver {
                    name: "candor",
                    version: report.version.to_owned(),
                    rules,
                },
            },
            original_uri_base_ids: Bases {
                root: Base { description },
            },
            invocations: vec![Invocation {
                execution_successful: !fatal,
                tool_execution_notifications: notifications,
            }],
            column_kind: "unicodeCodePoints",
            results,
        }],
    })
}

/// The rules of all pages, and of findings whose rule has none.
fn rules(report: &Report<'_>) -> Vec<Descriptor> {
    let mut rules: Vec<Descriptor> = report
        .pages
        .iter()
        .map(|page| Descriptor {
            id: page.id.clone(),
            name: pascal(&page.id),
            short_description: Message {
                text: sentence(&page.promise, &page.id),
            },
            help: Help {
                text: sentence(&page.promise, &page.id),
                markdown: page.body.clone(),
            },
            default_configuration: Configuration {
                level: level(page.severity),
            },
            properties: RuleProperties {
                tags: tags(&page.tags),
                precision: "high",
            },
        })
        .collect();
    for finding in &report.outcome.findings {
        if !rules.iter().any(|r| r.id == finding.rule) {
            let text = finding.rule.to_owned();
            rules.push(Descriptor {
                id: text.clone(),
                name: pascal(&text),
                short_description: Message { text: text.clone() },
                help: Help {
                    markdown: text.clone(),
                    text,
                },
                default_configuration: Configuration {
                    level: level(finding.severity),
                },
                properties: RuleProperties {
                    tags: tags(&[]),
                    precision: "high",
                },
            });
        }
    }
    rules
}

fn result(report: &Report<'_>, rules: &[Descriptor], finding: &Finding) -> SarifResult {
    let commitment = report
        .policy
        .commitments
        .iter()
        .find(|c| c.id == finding.commitment);
    let mut place = location(report, finding.at, None);
    if !finding.item.is_empty() {
        place.logical_locations.push(Logical {
            fully_qualified_name: clean::path(&finding.item),
        });
    }
    let flow = CodeFlow {
        thread_flows: vec![ThreadFlow {
            locations: finding
                .trail
                .iter()
                .map(|step| flow_location(report, step))
                .collect(),
        }],
    };
    SarifResult {
        rule_id: finding.rule,
        rule_index: rules
            .iter()
            .position(|r| r.id == finding.rule)
            .unwrap_or_default(),
        level: level(finding.severity),
        message: Message {
            text: message(finding, commitment),
        },
        locations: vec![place],
        related_locations: commitment.map(|c| sentences(report, c)).unwrap_or_default(),
        code_flows: if finding.trail.is_empty() {
            Vec::new()
        } else {
            vec![flow]
        },
        partial_fingerprints: Fingerprints {
            candor: finding.fingerprint.clone(),
        },
        suppressions: suppressions(report, finding),
        baseline_state: match finding.state {
            State::New => Some("new"),
            State::Baseline => Some("unchanged"),
            State::Excepted => None,
        },
        rank: match finding.confidence {
            Confidence::High => 90.0,
            Confidence::Medium => 60.0,
            Confidence::Low => 30.0,
        },
        properties: ResultProperties {
            commitment: finding.commitment.clone(),
            confidence: json::confidence(finding.confidence),
            data: finding.data.clone(),
            guard: finding.guard.as_deref().map(clean::text),
        },
    }
}

/// The headline, the broken sentence, the condition and the way out: code hosts show nothing else.
fn message(finding: &Finding, commitment: Option<&Commitment>) -> String {
    let mut lines = vec![clean::text(&finding.message)];
    if let Some(quote) = commitment.and_then(|c| c.quotes.first()) {
        let quote = clean::text(quote.value.trim());
        lines.push(format!(
            "promised: “{quote}” (commitment {})",
            finding.commitment
        ));
    }
    lines.extend(diagnose::guard(finding));
    lines.extend(
        finding
            .help
            .iter()
            .map(|h| format!("help: {}", clean::text(h))),
    );
    lines.join("\n")
}

/// The quoted sentences in the policy file.
fn sentences(report: &Report<'_>, commitment: &Commitment) -> Vec<Location> {
    let of_quote = |(i, quote): (usize, &crate::policy::Spanned<String>)| {
        let mut place = location(report, quote.span, Some(clean::text(quote.value.trim())));
        place.id = Some(i);
        place
    };
    commitment.quotes.iter().enumerate().map(of_quote).collect()
}

fn flow_location(report: &Report<'_>, step: &Step) -> ThreadFlowLocation {
    ThreadFlowLocation {
        location: location(report, step.span, Some(clean::text(&step.message))),
    }
}

fn location(report: &Report<'_>, span: Span, message: Option<String>) -> Location {
    let at = place::place(report.sources, span);
    Location {
        id: None,
        physical_location: Physical {
            artifact_location: artifact(report, &at.path),
            region: Some(Region {
                start_line: at.line,
                start_column: Some(at.column),
                end_line: Some(at.end_line),
                end_column: Some(at.end_column),
            }),
        },
        logical_locations: Vec::new(),
        message: message.map(|text| Message { text }),
    }
}

fn artifact(report: &Report<'_>, path: &str) -> Artifact {
    // A policy file outside the tree has no URI relative to it; its name is all that may be said.
    let uri = if is_outside(path) {
        path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned()
    } else {
        format!(
            "{}{}",
            report.prefix,
            path.strip_prefix("./").unwrap_or(path)
        )
    };
    Artifact {
        uri: clean::uri(&uri),
        uri_base_id: "%SRCROOT%",
    }
}

fn notification(report: &Report<'_>, problem: &Problem) -> Notification {
    let mut lines = vec![clean::text(&problem.message)];
    lines.extend(
        problem
            .help
            .iter()
            .map(|h| format!("help: {}", clean::text(h))),
    );
    let region = |line| Region {
        start_line: line,
        start_column: None,
        end_line: None,
        end_column: None,
    };
    let path = clean::path(&problem.path);
    let place = Location {
        id: None,
        physical_location: Physical {
            artifact_location: artifact(report, &path),
            region: json::line_of(report.sources, problem).map(region),
        },
        logical_locations: Vec::new(),
        message: None,
    };
    Notification {
        level: if problem.fatal { "error" } else { "warning" },
        message: Message {
            text: lines.join("\n"),
        },
        locations: if path.is_empty() || is_outside(&path) {
            Vec::new()
        } else {
            vec![place]
        },
    }
}

/// Why an accepted finding does not count: by the policy file, by a comment in the code, or by the baseline.
fn suppressions(report: &Report<'_>, finding: &Finding) -> Vec<Suppression> {
    let accepted = |kind, why: &str| {
        vec![Suppression {
            kind,
            status: "accepted",
            justification: clean::text(why),
        }]
    };
    match finding.state {
        State::New => Vec::new(),
        State::Baseline => accepted("external", "accepted in the baseline"),
        State::Excepted => {
            let why = finding.accepted.as_deref();
            let why = why.unwrap_or("accepted by an exception");
            let path = &report.sources.file(finding.at.file).path;
            let mut entries = report.policy.exceptions.iter();
            let kind = if entries.any(|e| covers(e, finding, path)) {
                "external"
            } else {
                "inSource"
            };
            accepted(kind, why)
        }
    }
}

fn covers(exception: &Exception, finding: &Finding, path: &str) -> bool {
    let names = |name: &Option<crate::policy::Spanned<String>>, id: &str| {
        name.as_ref().is_some_and(|n| n.value == id)
    };
    let glob = |g: &str| globset::Glob::new(g).is_ok_and(|g| g.compile_matcher().is_match(path));
    (names(&exception.commitment, &finding.commitment) || names(&exception.rule, finding.rule))
        && (exception.paths.is_empty() || exception.paths.iter().any(|g| glob(&g.value)))
}

/// Whether a path, as given by a person, leads out of the tree.
fn is_outside(path: &str) -> bool {
    path.starts_with(['/', '\\'])
        || path.starts_with("../")
        || path.as_bytes().get(1) == Some(&b':')
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

fn sentence(promise: &str, id: &str) -> String {
    if promise.is_empty() {
        id.to_owned()
    } else {
        promise.to_owned()
    }
}

/// Tags as code hosts group by: weaknesses take the form `external/cwe/cwe-532`.
fn tags(tags: &[String]) -> Vec<String> {
    let mut all = vec!["privacy".to_owned()];
    for tag in tags {
        let lower = tag.to_ascii_lowercase();
        let tag = if lower.starts_with("cwe-") {
            format!("external/cwe/{lower}")
        } else {
            tag.clone()
        };
        if !all.contains(&tag) {
            all.push(tag);
        }
    }
    all
}

/// `never-logged` as `NeverLogged`.
fn pascal(id: &str) -> String {
    let word = |w: &str| {
        let mut chars = w.chars();
        chars.next().map_or(String::new(), |c| {
            c.to_ascii_uppercase().to_string() + chars.as_str()
        })
    };
    id.split('-').map(word).collect()
}
