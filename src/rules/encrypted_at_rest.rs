//! `encrypted-at-rest`: data is stored only encrypted: what the program writes, and how stores are configured.

mod configured;

use super::Context;
use super::flows::{self, Breach, Spec};
use super::stores;
use crate::catalog::{Measure, Place};
use crate::finding::Judgment;
use crate::flow::{Flow, Sink};
use crate::policy::Commitment;

/// How long a trail into a file or cache may be for the datum to be believed whole.
const NEAR: usize = 8;

/// Judges one commitment.
pub(super) fn judge(context: &Context<'_>, commitment: &Commitment) -> Judgment {
    let configured = commitment.data.is_empty() || commitment.param("stores").is_some();
    let configured = configured.then(|| configured::judge(context, commitment));
    if commitment.data.is_empty() {
        return configured.unwrap_or_default();
    }
    let written = written(context, commitment);
    match configured {
        Some(configured) => both(written, configured),
        None => written,
    }
}

/// The code's side and the configuration's side of one promise.
fn both(mut written: Judgment, configured: Judgment) -> Judgment {
    written.findings.extend(configured.findings);
    written.judged.extend(configured.judged);
    written.judged.sort();
    if !written.judged.is_empty() {
        written.unproven = None;
    }
    written
}

/// What the program writes.
fn written(context: &Context<'_>, commitment: &Commitment) -> Judgment {
    flows::judge(
        context,
        commitment,
        &Spec {
            rule: "encrypted-at-rest",
            place: &|sink| sink.place == Place::Store && !sink.lookup,
            breach: &|sink, flow| breach(context, sink, flow),
            verb: &stores::verb,
            judged: &stores::judged,
        },
    )
}

fn breach(context: &Context<'_>, sink: &Sink, flow: &Flow) -> Option<Breach> {
    if stores::measure(sink, flow) != Measure::Plain
        || !stores::keeps(context, sink, flow)
        || stores::is_of_another(context, sink, flow)
    {
        return None;
    }
    let datum = flows::name_of(flow.key);
    let what = match stores::place(sink) {
        place if place.is_empty() => format!("is written to the {} unencrypted", sink.what),
        place => format!("is stored unencrypted{place}"),
    };
    let help = format!("encrypt the {datum} before it is stored");
    Some(Breach::new(what, help).at_most(stores::at_most(sink, flow, NEAR)))
}
