//! `hashed-at-rest`: data is stored only as a hash, and a fitting one.

mod columns;
mod inserted;

use super::Context;
use super::flows::{self, Breach, Spec};
use super::scope::type_at;
use super::stores::{self, is_metadata, place};
use crate::catalog::{Algorithm, Conventions, HashClass, Measure, Place};
use crate::finding::{Confidence, Judgment, Step};
use crate::flow::{COMPARISON, Flow, Sink};
use crate::policy::Commitment;

/// How long a trail into a file or cache may be for the datum to be believed whole.
const NEAR: usize = 3;

/// Judges one commitment.
pub(super) fn judge(context: &Context<'_>, commitment: &Commitment) -> Judgment {
    let wanted: Vec<String> = commitment
        .texts("with")
        .into_iter()
        .map(str::to_lowercase)
        .collect();
    let keyed = commitment.flag("keyed");
    let stored = flows::judge(
        context,
        commitment,
        &Spec {
            rule: "hashed-at-rest",
            place: &|sink| sink.place == Place::Store,
            breach: &|sink, flow| {
                if is_metadata(context, sink) {
                    None
                } else {
                    let breach = breach(sink, flow, &wanted, keyed)?;
                    let presented = is_password(flow.key) && is_presented(context, flow);
                    Some(if presented {
                        breach.at_most(Confidence::Low)
                    } else {
                        breach
                    })
                }
            },
            verb: &stores::verb,
            judged: &stores::judged,
        },
    );
    let logged = flows::judge(
        context,
        commitment,
        &Spec {
            rule: "hashed-at-rest",
            place: &|sink| sink.place == Place::Log,
            breach: &|_, flow| logged(flow, &wanted, keyed),
            verb: &|sink| format!("written to the {} here", sink.what),
            judged: &|sink| format!("{} call", sink.what),
        },
    );
    // A log is kept, too, but only a hash in it says that this promise is about it.
    let mut judgment = stored;
    judgment.judged.extend(logged.findings.iter().map(|f| Step {
        span: f.at,
        message: "hash in a log".to_owned(),
    }));
    judgment.findings.extend(logged.findings);
    columns::judge(context, commitment, &mut judgment);
    inserted::judge(context, commitment, &mut judgment);
    flows::settle(&mut judgment);
    judgment
}

/// A password that stands in the configuration of something is presented there: a hash of it would be of no use.
fn is_presented(context: &Context<'_>, flow: &Flow) -> bool {
    let programs = &Conventions::embedded().programs;
    type_at(context, flow.source).is_some_and(|name| programs.is_configuration(name))
}

/// A hash that is logged and can be tried through: whoever reads the log has the datum.
fn logged(flow: &Flow, wanted: &[String], keyed: bool) -> Option<Breach> {
    let Measure::Hashed(algorithm) = flow.measure else {
        return None;
    };
    if !is_guessable(flow.key) {
        return None;
    }
    let what = weakness(flow.key, algorithm, wanted, keyed)?;
    let datum = flows::name_of(flow.key);
    Some(Breach::new(
        format!("is logged {what}"),
        advice(flow.key, &datum, wanted),
    ))
}

fn breach(sink: &Sink, flow: &Flow, wanted: &[String], keyed: bool) -> Option<Breach> {
    // What was read from a store and goes back into it is no new storage.
    if flow.stored && !sink.lookup {
        return None;
    }
    let datum = flows::name_of(flow.key);
    let measure = stores::measure(sink, flow);
    let at_most = stores::at_most(sink, flow, NEAR);
    let told = |what: String, help: String, at_most: Confidence| {
        Some(Breach::new(what, help).at_most(at_most))
    };
    match measure {
        Measure::Plain if sink.lookup && sink.what != COMPARISON => told(
            format!("is looked up by its raw value{}", place(sink)),
            format!("hash the {datum} first and look the hash up"),
            at_most,
        ),
        Measure::Plain => told(
            format!("is stored unhashed{}", place(sink)),
            advice(flow.key, &datum, wanted),
            at_most,
        ),
        Measure::Hashed(algorithm) if !sink.lookup => weakness(flow.key, algorithm, wanted, keyed)
            .and_then(|what| {
                told(
                    format!("is stored {what}{}", place(sink)),
                    advice(flow.key, &datum, wanted),
                    at_most,
                )
            }),
        _ => None,
    }
}

/// What is wrong with a hash, if anything.
fn weakness(key: &str, algorithm: Algorithm, wanted: &[String], keyed: bool) -> Option<String> {
    if !wanted.is_empty()
        && algorithm.class != HashClass::Unknown
        && !wanted.iter().any(|w| w == algorithm.name)
    {
        return Some(format!(
            "hashed with {}, not with {}",
            algorithm.name,
            wanted.join(" or ")
        ));
    }
    if is_password(key) && matches!(algorithm.class, HashClass::Digest | HashClass::Weak) {
        return Some(format!("as a fast {} digest", algorithm.name));
    }
    if keyed && !algorithm.keyed && matches!(algorithm.class, HashClass::Digest | HashClass::Weak) {
        return Some(format!("as an unkeyed {} hash", algorithm.name));
    }
    if is_guessable(key) && algorithm.class == HashClass::Weak {
        return Some(format!("as a broken {} hash", algorithm.name));
    }
    None
}

fn is_password(key: &str) -> bool {
    key.rsplit('.')
        .next()
        .is_some_and(|l| l.contains("password"))
}

/// Values with so few possibilities that a hash without a key can be tried through.
fn is_guessable(key: &str) -> bool {
    is_password(key) || key.contains("ip_address") || key.contains("contact")
}

fn advice(key: &str, datum: &str, wanted: &[String]) -> String {
    match wanted {
        [] if is_password(key) => {
            format!("hash the {datum} with argon2 or bcrypt before it is stored")
        }
        [] if is_guessable(key) => format!("store a keyed hash (HMAC) of the {datum}"),
        [] => format!("store a hash of the {datum}, such as SHA-256 of a long random value"),
        some => format!(
            "hash the {datum} with {} before it is stored",
            some.join(" or ")
        ),
    }
}
