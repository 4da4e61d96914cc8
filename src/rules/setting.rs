//! `setting`: a default has the promised value, wherever one is written down.
//!
//! Every place that gives the setting a value is judged: code, configuration, the database's defaults. A setting that
//! is nowhere to be found breaks the promise as well, since a default that does not exist has no value.

mod accepts;
mod quantity;

use super::Context;
use super::broken::broken;
use super::scope::{Scope, item_at};
use crate::catalog::{Conventions, Values};
use crate::facts::Expr;
use crate::finding::{Confidence, Finding, Judgment, Step};
use crate::link::settings::{Known, Origin, Place};
use crate::policy::{Commitment, Spanned, Value};
use crate::span::Span;
use quantity::{Answer, compare, shown};
use std::cmp::Ordering;

/// Judges one commitment.
pub(super) fn judge(context: &Context<'_>, commitment: &Commitment) -> Judgment {
    let scope = Scope::of(context, commitment);
    let own = own_names(context);
    let mut judgment = Judgment::default();
    for key in commitment.texts("key") {
        let places: Vec<&Place> = context
            .settings
            .find(key, &own)
            .into_iter()
            .filter(|p| scope.holds(p.span.file))
            .collect();
        let places = of_module(context, key, places);
        one(context, commitment, key, &places, &mut judgment);
    }
    judgment.judged.sort();
    judgment.judged.dedup();
    judgment.findings.sort_by_key(|f| f.at);
    if judgment.judged.is_empty() && judgment.findings.is_empty() {
        judgment.unproven = Some("no value of the setting could be read".to_owned());
    }
    judgment
}

/// The names of the service and its crates: they may stand before a variable's name.
fn own_names(context: &Context<'_>) -> Vec<String> {
    let manifests = context.surroundings.manifests.iter();
    let mut names: Vec<String> = manifests.filter_map(|(_, m)| m.name.clone()).collect();
    names.push(context.policy.service.clone());
    for unit in &context.program.units {
        let prefixes = unit.facts.methods.iter().map(|m| (m.name, m.args));
        let calls = unit.facts.exprs.iter().filter_map(|expr| match expr {
            Expr::Call(callee, args) => {
                let Expr::Path(path) = unit.facts.exprs[callee.at()] else {
                    return None;
                };
                Some((*unit.facts.paths[path.at()].segments.last()?, *args))
            }
            _ => None,
        });
        for (name, args) in prefixes.chain(calls) {
            let first = unit
                .facts
                .lists
                .get(args.start as usize)
                .filter(|_| args.len > 0);
            if Values::embedded().sets_prefix(unit.text(name))
                && let Some(Expr::Str(prefix)) = first.map(|id| unit.facts.exprs[*id as usize])
            {
                names.push(unit.text(prefix).to_owned());
            }
        }
    }
    names.sort();
    names.dedup();
    names
}

/// The places that a key is about. Where it leads to a const by its modules, consts of other modules are none of them.
fn of_module<'p>(context: &Context<'_>, key: &str, places: Vec<&'p Place>) -> Vec<&'p Place> {
    let module = key.rsplit("::").nth(1);
    let Some(module) = module.filter(|m| *m != "crate" && !m.contains(char::is_uppercase)) else {
        return places;
    };
    let within = |place: &Place| {
        let path = &context.sources.file(place.span.file).path;
        path.split(['/', '.']).any(|part| part == module)
    };
    let is_const = |p: &&Place| p.origin == Origin::Const;
    if !places.iter().any(|p| is_const(p) && within(p)) {
        return places;
    }
    let kept = places.into_iter().filter(|p| !is_const(p) || within(p));
    kept.collect()
}

/// Judges one key.
fn one(
    context: &Context<'_>,
    commitment: &Commitment,
    key: &str,
    places: &[&Place],
    judgment: &mut Judgment,
) {
    if places.is_empty() {
        judgment.findings.push(not_found(commitment, key));
        return;
    }
    let mut known = 0;
    let mut unread = None;
    for place in places {
        let name = name_of(place, key);
        if !matches!(place.value, Known::Unknown) {
            known += 1;
            judgment.judged.push(Step {
                span: place.span,
                message: format!("`{name}` is {}", shown(&place.value)),
            });
        }
        if is_unread(commitment, key, place) {
            unread.get_or_insert_with(|| format!("`{name}` is {}", shown(&place.value)));
        }
        if let Some((what, help)) = breach(commitment, key, place) {
            judgment.findings.push(finding(
                context,
                commitment,
                place.span,
                (format!("`{name}` is {what}"), confidence(context, place)),
                (steps(places, key, place), help),
            ));
        }
    }
    let wants_value = ["equals", "min", "max", "one_of"]
        .iter()
        .any(|p| commitment.param(p).is_some());
    if wants_value && known == 0 {
        judgment.unproven = Some(format!(
            "`{key}` was found, but its value is only known when the service runs"
        ));
    }
    if let Some(unread) = unread.filter(|_| judgment.unproven.is_none()) {
        judgment.unproven = Some(format!(
            "{unread}, which cannot be compared with the promised value"
        ));
    }
    accepts::judge(context, commitment, key, places, judgment);
}

/// Whether a value is written down, but not so that a promised bound could be held against it: a number without a unit.
fn is_unread(commitment: &Commitment, key: &str, place: &Place) -> bool {
    let written = matches!(&place.value, Known::Number(_) | Known::Text(_));
    let bounds = ["min", "max"].iter().filter_map(|p| commitment.param(p));
    written
        && bounds
            .into_iter()
            .any(|b| compare(&place.value, &b.value, &place.names, key) == Answer::Unknown)
}

/// The name of a place that fits best: the one that is spelled like the key.
fn name_of<'p>(place: &'p Place, key: &str) -> &'p str {
    let last = key.rsplit([':', '.']).next().unwrap_or(key);
    let exact = place.names.iter().find(|n| n.shown == last);
    exact
        .or(place.names.first())
        .map_or("", |n| n.shown.as_str())
}

/// What is wrong with a place's value, and the fix.
fn breach(commitment: &Commitment, key: &str, place: &Place) -> Option<(String, String)> {
    let value = &place.value;
    let is = |wanted: &Spanned<Value>| compare(value, &wanted.value, &place.names, key);
    if let Some(wanted) = commitment.param("equals")
        && let Answer::Ordered(order) = is(wanted)
        && order != Ordering::Equal
    {
        let told = quantity::told(&wanted.value);
        return Some((
            format!("{}, not {told}", shown(value)),
            format!("set it to {told}"),
        ));
    }
    for (name, wrong, words) in [
        ("max", Ordering::Greater, "more than"),
        ("min", Ordering::Less, "less than"),
    ] {
        if let Some(bound) = commitment.param(name)
            && is(bound) == Answer::Ordered(wrong)
        {
            let told = quantity::told(&bound.value);
            let least = if name == "max" { "at most" } else { "at least" };
            return Some((
                format!("{}, {words} {told}", shown(value)),
                format!("set it to {least} {told}"),
            ));
        }
    }
    if let Some(Value::List(list)) = commitment.param("one_of").map(|v| &v.value) {
        let outside = |value: &Known| {
            let answers = list
                .iter()
                .map(|v| compare(value, &v.value, &place.names, key));
            let answers: Vec<Answer> = answers.collect();
            !answers.contains(&Answer::Ordered(Ordering::Equal))
                && answers.iter().all(|a| *a != Answer::Unknown)
        };
        if quantity::levels(value).iter().any(outside) {
            let told: Vec<String> = list.iter().map(|v| quantity::told(&v.value)).collect();
            let told = told.join(" or ");
            return Some((
                format!("{}, not {told}", shown(value)),
                format!("set it to {told}"),
            ));
        }
    }
    None
}

/// How sure a place counts: samples are filled in by whoever copies them, files for developers are not deployed.
fn confidence(context: &Context<'_>, place: &Place) -> Confidence {
    let path = &context.sources.file(place.span.file).path;
    let aside = &Conventions::embedded().aside;
    match place.origin {
        Origin::File
            if path.contains(".github/")
                || aside.is_for_developers(path)
                || aside.is_trial(path) =>
        {
            Confidence::Low
        }
        Origin::File if aside.is_filled_in(path) => Confidence::Medium,
        _ => Confidence::High,
    }
}

/// All places of the setting, the judged one last.
fn steps(places: &[&Place], key: &str, last: &Place) -> Vec<Step> {
    let told = |place: &Place| Step {
        span: place.span,
        message: format!(
            "{}: `{}` is {}",
            place.origin.noun(),
            name_of(place, key),
            shown(&place.value)
        ),
    };
    let others = places
        .iter()
        .filter(|p| p.span != last.span && p.value != Known::Unknown)
        .take(8);
    let mut steps: Vec<Step> = others.map(|p| told(p)).collect();
    steps.push(told(last));
    steps
}

fn not_found(commitment: &Commitment, key: &str) -> Finding {
    Finding {
        reason: "no code, configuration or column bears the name".to_owned(),
        help: vec![
            "give the setting the promised default in the code".to_owned(),
            "or correct `key`".to_owned(),
        ],
        ..broken(
            "setting",
            commitment,
            commitment.span,
            format!("no setting `{key}` was found"),
        )
    }
}

fn finding(
    context: &Context<'_>,
    commitment: &Commitment,
    at: Span,
    (message, confidence): (String, Confidence),
    (trail, help): (Vec<Step>, String),
) -> Finding {
    Finding {
        confidence,
        reason: "the value is written down".to_owned(),
        trail,
        help: vec![help, "or change the promise in the policy".to_owned()],
        item: item_at(context, at),
        ..broken("setting", commitment, at, message)
    }
}
