//! The judgment that all flow rules share: which data reach which places, told as findings.
//!
//! A flow rule says which places it is about, when a flow breaks its promise, and in which words; all else is here.

use super::Context;
use super::broken::broken;
use super::guards::Gates;
use crate::catalog::{Measure, key_concerns};
use crate::finding::{Confidence, Finding, Judgment, Severity, Step};
use crate::flow::{Flow, Sink};
use crate::policy::Commitment;
use crate::span::Span;
use globset::{Glob, GlobSet, GlobSetBuilder};
use std::collections::BTreeMap;

/// What a flow rule adds to the shared judgment.
pub(super) struct Spec<'a> {
    /// The rule's id.
    pub rule: &'static str,
    /// Whether the rule is about a place.
    pub place: &'a dyn Fn(&Sink) -> bool,
    /// Whether a flow of the commitment's data breaks the promise; the breach in words if so.
    pub breach: &'a dyn Fn(&Sink, &Flow) -> Option<Breach>,
    /// What happens at a sink, for the last step of the trail: "is written to the log here".
    pub verb: &'a dyn Fn(&Sink) -> String,
    /// What a judged place is called.
    pub judged: &'a dyn Fn(&Sink) -> String,
}

/// A broken promise in words.
pub(super) struct Breach {
    /// What happens to the data, behind its name: `is stored unhashed`.
    pub what: String,
    /// The fix, as imperatives.
    pub help: Vec<String>,
    /// How sure the breach itself is; the flow may be less so.
    pub at_most: Confidence,
    /// How bad it is at most, whatever the commitment says.
    pub no_worse: Option<Severity>,
}

impl Breach {
    /// A breach as bad as the commitment says, as sure as the flow is, with one way to mend it.
    pub(super) fn new(what: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            help: vec![help.into(), CHANGE_PROMISE.to_owned()],
            at_most: Confidence::High,
            no_worse: None,
        }
    }

    /// The same breach, at most so sure.
    pub(super) fn at_most(mut self, at_most: Confidence) -> Self {
        self.at_most = self.at_most.min(at_most);
        self
    }
}

/// The other way out of every breach.
pub(super) const CHANGE_PROMISE: &str = "or change the promise in the policy";

/// Judges one commitment by the program's flows.
pub(super) fn judge(context: &Context<'_>, commitment: &Commitment, spec: &Spec<'_>) -> Judgment {
    let (gates, problems) = Gates::of(context, &commitment.texts("unless"));
    let mut judgment = Judgment {
        problems,
        ..Judgment::default()
    };
    let paths = globs(commitment);
    let within = |span: Span| {
        paths
            .as_ref()
            .is_none_or(|p| p.is_match(&context.sources.file(span.file).path))
    };
    for sink in context
        .flows
        .sinks
        .iter()
        .filter(|s| (spec.place)(s) && within(s.span))
    {
        judgment.judged.push(Step {
            span: sink.span,
            message: (spec.judged)(sink),
        });
    }
    let mut behind_gate: BTreeMap<Span, bool> = BTreeMap::new();
    let mut lifted = |span: Span| *behind_gate.entry(span).or_insert_with(|| gates.guard(span));
    let mut by_sink: BTreeMap<(Span, String), Vec<(&Flow, Breach)>> = BTreeMap::new();
    for flow in &context.flows.flows {
        let sink = &context.flows.sinks[flow.sink];
        if !(spec.place)(sink) || !within(sink.span) || !is_promised(commitment, flow.key) {
            continue;
        }
        let Some(breach) = (spec.breach)(sink, flow) else {
            continue;
        };
        // A gate anywhere on the way keeps what stands behind it.
        if lifted(sink.span) || lifted(flow.source) || flow.trail.iter().any(|s| lifted(s.span)) {
            continue;
        }
        by_sink
            .entry((sink.span, breach.what.clone()))
            .or_default()
            .push((flow, breach));
    }
    for ((_, what), flows) in by_sink {
        judgment
            .findings
            .push(finding(context, commitment, spec, &what, &flows));
    }
    settle(&mut judgment);
    judgment
}

/// Orders what was judged, and says so where that is nothing.
pub(super) fn settle(judgment: &mut Judgment) {
    judgment.judged.sort();
    judgment.judged.dedup();
    judgment.unproven = judgment
        .judged
        .is_empty()
        .then(|| "no place was found that this promise could be judged by".to_owned());
}

/// One finding for all data that reach one place in the same way; the surest and shortest trail is shown.
fn finding(
    context: &Context<'_>,
    commitment: &Commitment,
    spec: &Spec<'_>,
    what: &str,
    flows: &[(&Flow, Breach)],
) -> Finding {
    let rank = |(flow, breach): &&(&Flow, Breach)| {
        let confidence = sure(context, flow, breach);
        (std::cmp::Reverse(confidence), flow.trail.len(), flow.source)
    };
    let (best, breach) = flows
        .iter()
        .min_by_key(rank)
        .expect("invariant: a group holds at least one flow");
    let sink = &context.flows.sinks[best.sink];
    let confidence = sure(context, best, breach);
    let mut keys: Vec<&str> = flows
        .iter()
        .filter(|(f, b)| sure(context, f, b) >= confidence.min(Confidence::Medium))
        .map(|(f, _)| f.key)
        .collect();
    keys.sort_unstable();
    keys.dedup();
    let names: Vec<String> = keys.iter().map(|k| name_of(k)).collect();
    let subject = listed(&names);
    let mut trail = vec![Step {
        span: best.source,
        message: format!("{} enters: {}", name_of(best.key), best.why),
    }];
    trail.extend(best.trail.iter().cloned());
    trail.push(Step {
        span: sink.span,
        message: (spec.verb)(sink),
    });
    trail.dedup_by(|a, b| a.span == b.span && a.message == b.message);
    Finding {
        severity: breach
            .no_worse
            .map_or(commitment.severity, |s| s.min(commitment.severity)),
        confidence,
        reason: best.why.clone(),
        data: keys.iter().map(|k| (*k).to_owned()).collect(),
        trail,
        guard: guard(context, sink),
        help: breach.help.clone(),
        item: sink.item.clone(),
        ..broken(
            spec.rule,
            commitment,
            sink.span,
            if names.len() > 1 {
                format!("{subject} {}", plural(what))
            } else {
                format!("{subject} {what}")
            },
        )
    }
}

/// How sure a breach by a flow is: a table about something else (`vm_host`) mostly keeps something else by that name.
fn sure(context: &Context<'_>, flow: &Flow, breach: &Breach) -> Confidence {
    let table = context.flows.sinks[flow.sink].table.as_deref();
    let words = &context.catalog.words;
    if table.is_some_and(|t| words.speaks_against(flow.key, t)) {
        return Confidence::Low;
    }
    flow.confidence.min(breach.at_most)
}

fn plural(what: &str) -> String {
    match what.strip_prefix("is ") {
        Some(rest) => format!("are {rest}"),
        None => what.to_owned(),
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [start @ .., last] => format!("{} and {last}", start.join(", ")),
    }
}

/// A data key in words: its last part.
pub(super) fn name_of(key: &str) -> String {
    let last = key.rsplit('.').next().unwrap_or(key);
    match last {
        "ip_address" => "IP address".to_owned(),
        "api_key" => "API key".to_owned(),
        "email" => "e-mail address".to_owned(),
        "search_history" => "search text".to_owned(),
        "first" | "last" if key.contains(".name.") => format!("{last} name"),
        "precise" if key.contains(".location.") => "precise location".to_owned(),
        other => other.replace('_', " "),
    }
}

/// Whether a commitment is about a data key; a key covers its children, and no key at all covers everything.
pub(super) fn is_promised(commitment: &Commitment, key: &str) -> bool {
    commitment.data.is_empty() || commitment.data.iter().any(|d| key_concerns(&d.value, key))
}

/// The commitment's `paths`, if it has any. Globs were checked when the policy was read.
pub(super) fn globs(commitment: &Commitment) -> Option<GlobSet> {
    if commitment.paths.is_empty() {
        return None;
    }
    let mut builder = GlobSetBuilder::new();
    for glob in commitment
        .paths
        .iter()
        .filter_map(|p| Glob::new(&p.value).ok())
    {
        builder.add(glob);
    }
    builder.build().ok()
}

/// The condition nearest to a sink, or the level it logs at.
fn guard(context: &Context<'_>, sink: &Sink) -> Option<String> {
    let condition = sink.guards.last().map(|g| {
        let text: String = context
            .sources
            .text(g.span)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        let short: String = text.chars().take(80).collect();
        if short.len() < text.len() {
            format!("depends on `{short}…`")
        } else {
            format!("depends on `{short}`")
        }
    });
    let level = sink
        .level
        .filter(|l| matches!(*l, "debug" | "trace"))
        .map(|l| format!("at level {l}"));
    match (level, condition) {
        (Some(level), Some(condition)) => Some(format!("{level}, {condition}")),
        (level, condition) => level.or(condition),
    }
}

/// Whether a measure leaves nothing of the datum to read.
pub(super) fn is_unreadable(measure: Measure) -> bool {
    measure != Measure::Plain
}
