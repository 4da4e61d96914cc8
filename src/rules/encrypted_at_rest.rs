//! `encrypted-at-rest`: data is stored only encrypted. The code's side: what the program writes.

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
    if commitment.data.is_empty() {
        return Judgment {
            unproven: Some("this version does not judge how stores are configured yet".to_owned()),
            ..Judgment::default()
        };
    }
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
    if stores::measure(sink, flow) != Measure::Plain || !stores::keeps(context, sink, flow) {
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
