//! `never-stored`: data is written to no database, key-value store, cache, file or object store.

use super::Context;
use super::flows::{self, Breach, Spec};
use super::stores;
use crate::catalog::{DeriveRole, Measure, Place, Strength, Verdict};
use crate::finding::{Confidence, Finding, Judgment, State, Step};
use crate::flow::{Flow, Sink};
use crate::policy::Commitment;
use crate::source::Role;

/// How long a trail into a file or cache may be for the datum to be believed whole.
const NEAR: usize = 8;

/// Judges one commitment.
pub(super) fn judge(context: &Context<'_>, commitment: &Commitment) -> Judgment {
    let mut judgment = flows::judge(
        context,
        commitment,
        &Spec {
            rule: "never-stored",
            place: &|sink| sink.place == Place::Store && !sink.lookup,
            breach: &|sink, flow| breach(context, sink, flow),
            verb: &stores::verb,
            judged: &stores::judged,
        },
    );
    records(context, commitment, &mut judgment);
    flows::settle(&mut judgment);
    judgment
}

fn breach(context: &Context<'_>, sink: &Sink, flow: &Flow) -> Option<Breach> {
    // A hash or the last digits are not the datum any more; an encrypted datum can be had back.
    let kept = matches!(
        stores::measure(sink, flow),
        Measure::Plain | Measure::Encrypted
    );
    if !kept || !stores::keeps(context, sink, flow) {
        return None;
    }
    let datum = flows::name_of(flow.key);
    let what = match stores::place(sink) {
        place if place.is_empty() => format!("is written to the {}", sink.what),
        place => format!("is stored{place}"),
    };
    let help = format!(
        "leave the {datum} out of what is stored, or keep only a hash or a masked form of it"
    );
    Some(Breach::new(what, help).at_most(stores::at_most(sink, flow, NEAR)))
}

/// Fields of types that are rows of a table: what they are named after is stored.
fn records(context: &Context<'_>, commitment: &Commitment, judgment: &mut Judgment) {
    let program = context.program;
    let paths = flows::globs(commitment);
    for id in 0..program.adts.len() as u32 {
        let (unit, adt) = program.adt(id);
        let file = context.sources.file(unit.file);
        let role = adt
            .derives
            .iter()
            .find_map(|d| context.catalog.words.derive(unit.text(*d)));
        let row = matches!(role, Some(DeriveRole::FromStore | DeriveRole::ToStore));
        let held = file.role == Role::Product && !adt.test || context.policy.scan.tests;
        if !row || !held || paths.as_ref().is_some_and(|p| !p.is_match(&file.path)) {
            continue;
        }
        for field in adt.variants.iter().flat_map(|v| &v.fields) {
            let at = unit.span(field.range);
            let name = unit.text(field.name);
            let message = format!("field `{name}` of a row");
            judgment.judged.push(Step { span: at, message });
            let Verdict::Data(naming) = context.catalog.words.classify(name) else {
                continue;
            };
            let inert = program.is_inert(context.catalog, unit.types[field.ty.at()]);
            if inert
                || naming.strength != Strength::Sure
                || !flows::is_promised(commitment, naming.key)
            {
                continue;
            }
            let datum = flows::name_of(naming.key);
            let holder = unit.text(adt.name);
            judgment.findings.push(Finding {
                rule: "never-stored",
                commitment: commitment.id.clone(),
                severity: commitment.severity,
                confidence: Confidence::Medium,
                reason: format!("`{holder}` is a row of a table, and `{name}` is named so"),
                state: State::New,
                message: format!("{datum} is a column of the table that `{holder}` stands for"),
                data: vec![naming.key.to_owned()],
                at,
                trail: Vec::new(),
                guard: None,
                help: vec![
                    format!("take `{name}` out of the type and its table"),
                    flows::CHANGE_PROMISE.to_owned(),
                ],
                item: program.adt_path(id),
                fingerprint: String::new(),
            });
        }
    }
}
