//! `never-logged`: data reaches no log, span, print, panic text or error report.

use super::broken::broken;
use super::flows::{self, Breach, CHANGE_PROMISE, Spec};
use super::scope::Scope;
use super::{Context, access_formats};
use crate::catalog::Place;
use crate::finding::{Confidence, Finding, Judgment, Step};
use crate::flow::{Audience, Flow, Sink};
use crate::policy::Commitment;

/// Judges one commitment.
pub(super) fn judge(context: &Context<'_>, commitment: &Commitment) -> Judgment {
    let mut judgment = flows::judge(
        context,
        commitment,
        &Spec {
            rule: "never-logged",
            place: &|sink| matches!(sink.place, Place::Log | Place::Print | Place::Panic),
            breach: &breach,
            verb: &verb,
            judged: &|sink| format!("{} call", sink.what),
        },
    );
    access_logs(context, commitment, &mut judgment);
    flows::settle(&mut judgment);
    judgment
}

/// What the formats of web servers' access logs hold.
fn access_logs(context: &Context<'_>, commitment: &Commitment, judgment: &mut Judgment) {
    let scope = Scope::of(context, commitment);
    for format in access_formats::formats(context, &|file| scope.holds(file)) {
        judgment.judged.push(Step {
            span: format.at,
            message: format!("log format `{}`", format.name),
        });
        for variable in &format.variables {
            let promised = |key: &&String| flows::is_promised(commitment, key);
            let Some(key) = variable.key.as_ref().filter(promised) else {
                continue;
            };
            let datum = flows::name_of(key);
            let message = format!(
                "{datum} is written to the access log by `{}`",
                variable.written
            );
            judgment.findings.push(Finding {
                confidence: if format.used {
                    Confidence::High
                } else {
                    Confidence::Low
                },
                reason: "the format names it".to_owned(),
                data: vec![key.clone()],
                help: vec![
                    format!("leave `{}` out of the format", variable.written),
                    CHANGE_PROMISE.to_owned(),
                ],
                ..broken("never-logged", commitment, format.at, message)
            });
        }
    }
}

fn breach(sink: &Sink, flow: &Flow) -> Option<Breach> {
    if flows::is_unreadable(flow.measure) {
        return None;
    }
    let datum = flows::name_of(flow.key);
    let (what, at_most) = match sink.place {
        Place::Panic => ("is shown by a panic".to_owned(), Confidence::Medium),
        // What a command prints, it prints on purpose, for the person who called it.
        Place::Print if is_answer(sink, flow) => ("is printed".to_owned(), Confidence::Low),
        Place::Print => ("is printed".to_owned(), Confidence::High),
        _ => (format!("is written to the {}", sink.what), Confidence::High),
    };
    let help = format!("leave the {datum} out, or log a masked or hashed form of it");
    Some(Breach::new(what, help).at_most(at_most))
}

/// Whether a print is meant for whoever reads it: all that a command says, and of a starting service what is no secret,
/// such as its own address.
fn is_answer(sink: &Sink, flow: &Flow) -> bool {
    let secret = ["user.authorization", "system.credentials"]
        .iter()
        .any(|parent| crate::catalog::key_covers(parent, flow.key));
    match sink.audience {
        Audience::Operator => true,
        Audience::Starter => !secret,
        Audience::Clients => false,
    }
}

fn verb(sink: &Sink) -> String {
    match (sink.place, sink.level) {
        (Place::Panic, _) => "shown by the panic here".to_owned(),
        (Place::Print, _) => "printed here".to_owned(),
        (_, Some(level)) => format!("logged here at level {level}"),
        _ => format!("written to the {} here", sink.what),
    }
}
