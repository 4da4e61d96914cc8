//! `never-exposed`: data never leaves to the client side.

mod browser;

use super::Context;
use super::broken::broken;
use super::flows::{self, Breach, Spec};
use super::only_through::names_nothing;
use crate::catalog::{Measure, Place};
use crate::finding::{Confidence, Finding, Judgment, Step};
use crate::flow::{Flow, Sink};
use crate::link::paths;
use crate::policy::Commitment;
use crate::source::Role;
use crate::span::Span;
use std::collections::BTreeSet;

/// Data that is made to stand in one link, one time: promised by its own name only.
const SINGLE_USE: [&str; 2] = ["reset_token", "verification_token"];

/// Data that is made for the client to keep: promised by its own name only, unless it was read out of a store.
const KEPT_BY_CLIENTS: &str = "session_token";

/// What a trail says where a format string takes a value in.
const BECOMES_TEXT: &str = "becomes part of a text";

/// Judges one commitment.
pub(super) fn judge(context: &Context<'_>, commitment: &Commitment) -> Judgment {
    let to = commitment.texts("to");
    let wanted = |sink: &Sink| kind(sink).is_some_and(|k| to.is_empty() || to.contains(&k));
    let mut problems = Vec::new();
    let mut once = BTreeSet::new();
    for path in commitment.texts("once") {
        let found = paths::functions(context.program, path);
        if found.is_empty() {
            problems.extend(names_nothing(context, commitment, "once", path));
        }
        once.extend(found);
    }
    let built = built_urls(context);
    let mut judgment = flows::judge(
        context,
        commitment,
        &Spec {
            rule: "never-exposed",
            place: &|sink| wanted(sink),
            breach: &|sink, flow| {
                let told_before = flow.trail.iter().any(|s| s.message == BECOMES_TEXT)
                    && built.contains(&(sink.function, flow.source, flow.key))
                    && !is_built(sink)
                    && kind(sink) == Some("url");
                if told_before || is_shown_once(context, sink, flow, &once) {
                    return None;
                }
                breach(commitment, sink, flow)
            },
            verb: &verb,
            judged: &|sink| kind(sink).unwrap_or("place").replace('-', " "),
        },
    );
    judgment.problems.append(&mut problems);
    scripts(context, commitment, &to, &mut judgment);
    flows::settle(&mut judgment);
    judgment
}

/// What scripts keep in the browser.
fn scripts(context: &Context<'_>, commitment: &Commitment, to: &[&str], judgment: &mut Judgment) {
    let paths = flows::globs(commitment);
    for (id, _) in &context.surroundings.web {
        let file = context.sources.file(*id);
        let held = file.role == Role::Product || context.policy.scan.tests;
        if !held || paths.as_ref().is_some_and(|p| !p.is_match(&file.path)) {
            continue;
        }
        for kept in browser::read(context, *id) {
            if !to.is_empty() && !to.contains(&kept.kind) {
                continue;
            }
            let message = kept.kind.replace('-', " ");
            judgment.judged.push(Step {
                span: kept.at,
                message,
            });
            let promised = kept
                .data
                .iter()
                .filter(|(k, _, _)| flows::is_promised(commitment, k));
            let Some((key, confidence, name)) = promised.max_by_key(|(_, c, _)| *c) else {
                continue;
            };
            let datum = flows::name_of(key);
            let (what, help) = words_for(kept.kind, &datum);
            judgment.findings.push(Finding {
                confidence: *confidence,
                reason: format!("`{name}` is named so"),
                data: vec![(*key).to_owned()],
                help: vec![help, flows::CHANGE_PROMISE.to_owned()],
                ..broken(
                    "never-exposed",
                    commitment,
                    kept.at,
                    format!("{datum} {what}"),
                )
            });
        }
    }
}

/// The kind of a place, as `to` names it.
fn kind(sink: &Sink) -> Option<&'static str> {
    Some(match (sink.place, sink.what) {
        (Place::Expose, "cookie") => "cookie",
        (Place::Expose | Place::Send, "url") => "url",
        (Place::Expose, "template") => "template",
        (Place::Expose, "error") => "error",
        (Place::Expose, "client storage") => "client-storage",
        (Place::Expose, _) => "response",
        _ => return None,
    })
}

/// A text with a URL in it, as opposed to a call that takes one.
fn is_built(sink: &Sink) -> bool {
    sink.place == Place::Expose && sink.what == "url" && sink.call.is_none()
}

/// The data that texts put into URLs: the calls that take these URLs need no finding of their own.
fn built_urls(context: &Context<'_>) -> BTreeSet<(u32, Span, &'static str)> {
    let flows = context.flows.flows.iter();
    flows
        .map(|f| (&context.flows.sinks[f.sink], f))
        .filter(|(sink, _)| is_built(sink))
        .map(|(sink, f)| (sink.function, f.source, f.key))
        .collect()
}

/// Whether a flow is a function's that may show the datum one time: it ends there, or begins there and is handed on
/// by calls alone.
fn is_shown_once(context: &Context<'_>, sink: &Sink, flow: &Flow, once: &BTreeSet<u32>) -> bool {
    if once.contains(&sink.function) {
        return true;
    }
    let within = |span: Span| {
        super::guards::function_at(context.program, span).is_some_and(|f| once.contains(&f))
    };
    let by_field = |m: &str| {
        m.strip_prefix("put into `")
            .is_some_and(|f| f.contains("::"))
    };
    let handed_on = !flow.trail.iter().any(|s| by_field(&s.message));
    handed_on && (within(flow.source) || flow.through.iter().any(|f| once.contains(f)))
}

fn breach(commitment: &Commitment, sink: &Sink, flow: &Flow) -> Option<Breach> {
    if !matches!(flow.measure, Measure::Plain) {
        return None;
    }
    let datum = flows::name_of(flow.key);
    let (what, help) = words_for(kind(sink)?, &datum);
    let single = SINGLE_USE.iter().any(|k| flow.key.ends_with(k));
    let named = commitment.data.iter().any(|d| d.value == flow.key);
    // An address within an address is mostly that of the host itself.
    let host = sink.place == Place::Send && flow.key.ends_with("ip_address");
    // A session is begun by handing its token out.
    let handed = matches!(kind(sink), Some("cookie" | "response"))
        && flow.key.ends_with(KEPT_BY_CLIENTS)
        && !flow.stored;
    let at_most = if kind(sink) == Some("url") && (single && !named || host) || handed && !named {
        Confidence::Low
    } else {
        Confidence::High
    };
    Some(Breach::new(what, help).at_most(at_most))
}

fn verb(sink: &Sink) -> String {
    match kind(sink) {
        Some("cookie") => "put into a cookie here".to_owned(),
        Some("url") => "put into a URL here".to_owned(),
        Some("template") => "shown by the template here".to_owned(),
        Some("error") => "shown in an error here".to_owned(),
        Some("client-storage") => "kept in the browser here".to_owned(),
        _ => "sent to the client here".to_owned(),
    }
}

/// What happens to a datum at a kind of place, and what to do about it.
fn words_for(kind: &str, datum: &str) -> (&'static str, String) {
    match kind {
        "cookie" => (
            "is put into a cookie",
            format!("keep the {datum} on the server, and only a random session id in the cookie"),
        ),
        "url" => (
            "is put into a URL",
            format!(
                "send the {datum} in a header or body: URLs stand in histories and in others' logs"
            ),
        ),
        "template" => (
            "is shown by a template",
            format!("leave the {datum} out of the page"),
        ),
        "error" => (
            "is shown in an error's text",
            format!("name what went wrong without the {datum}"),
        ),
        "client-storage" => (
            "is kept in the browser's storage",
            format!("keep the {datum} out of storage that scripts can read"),
        ),
        _ => (
            "is sent to the client",
            format!(
                "leave the {datum} out of the answer: skip the field when it is serialised, or answer with a type without it"
            ),
        ),
    }
}
