//! What rules on stored data share: what a write is called, how sure it is one, what the value had passed.
//!
//! In: a sink that is a store and a flow to it. Out: words and judgments that hold for every such rule.

use super::Context;
use crate::catalog::{Measure, Strength, Verdict, key_covers};
use crate::finding::Confidence;
use crate::flow::{Audience, COMPARISON, Flow, Sink};

/// What is presented to be let in; a password is known by heart.
const CREDENTIALS: &str = "user.authorization.credentials";

/// How many steps lead a credential to where it is written by itself; what comes from farther is mostly part of the
/// settings that a program keeps.
const DIRECT: usize = 2;

/// A column for what one may know of a credential: its prefix, its name, its id.
pub(super) fn is_metadata(context: &Context<'_>, sink: &Sink) -> bool {
    let verdict = sink
        .column
        .as_deref()
        .map(|c| context.catalog.words.classify(c));
    matches!(verdict, Some(Verdict::Never(reason)) if reason.only_about)
}

/// A column that is surely named after another datum, while the value is taken for this one by a general word.
pub(super) fn is_of_another(context: &Context<'_>, sink: &Sink, flow: &Flow) -> bool {
    let verdict = sink
        .column
        .as_deref()
        .map(|c| context.catalog.words.classify(c));
    let Some(Verdict::Data(naming)) = verdict else {
        return false;
    };
    let related = naming.key.starts_with(flow.key) || flow.key.starts_with(naming.key);
    flow.confidence < Confidence::High && naming.strength == Strength::Sure && !related
}

/// What was read from a store and goes back into it is no new storage, and a comparison stores nothing.
pub(super) fn keeps(context: &Context<'_>, sink: &Sink, flow: &Flow) -> bool {
    !sink.lookup && !flow.stored && !is_metadata(context, sink)
}

/// What a value has passed when it is stored, the SQL around it included.
pub(super) fn measure(sink: &Sink, flow: &Flow) -> Measure {
    if sink.sql_measure == Measure::Plain {
        flow.measure
    } else {
        sink.sql_measure
    }
}

/// How sure it is that the datum itself is kept: files and caches hold a service's own secrets and the texts of its
/// trade as often as a user's, so a datum is believed there only after a trail of at most `near` steps.
pub(super) fn at_most(sink: &Sink, flow: &Flow, near: usize) -> Confidence {
    // A command's own files are its user's: what it logs in with has to be presented again.
    // What a program logs in with itself stands in its own settings, too, among others.
    let among = flow.trail.len() > DIRECT && key_covers(CREDENTIALS, flow.key);
    let own = sink.what == "file" && (sink.audience == Audience::Operator || among);
    match sink.what {
        _ if own => Confidence::Low,
        "database" | COMPARISON if sink.column.is_some() => Confidence::High,
        // The policy file calls it one.
        "store" => Confidence::High,
        "database" => Confidence::Medium,
        _ if flow.trail.len() <= near && flow.confidence == Confidence::High => Confidence::Medium,
        _ => Confidence::Low,
    }
}

/// Where in a store: ` in `users.password``.
pub(super) fn place(sink: &Sink) -> String {
    match (&sink.table, &sink.column) {
        (Some(table), Some(column)) => format!(" in `{table}.{column}`"),
        (_, Some(column)) => format!(" in column `{column}`"),
        _ => String::new(),
    }
}

/// What a judged place is called.
pub(super) fn judged(sink: &Sink) -> String {
    match &sink.column {
        Some(column) => format!("column `{column}`"),
        None => format!("write to the {}", sink.what),
    }
}

/// What happens at the place, for the last step of a trail.
pub(super) fn verb(sink: &Sink) -> String {
    if sink.lookup {
        format!("compared{} here", place(sink))
    } else {
        format!("stored{} here", place(sink))
    }
}
