//! `never-used-for`: data serves none of the purposes ruled out.
//!
//! A place serves a purpose by what it is (a training set), by its table, file or address, by who receives it, or by
//! the name of the code it stands in, which is the least sure.

use super::Context;
use super::flows::{self, Breach, Spec};
use super::parties::{Parties, Who, leaves};
use crate::catalog::{Place, Purpose};
use crate::facts::{Expr, ExprId};
use crate::finding::{Confidence, Judgment};
use crate::flow::Sink;
use crate::flow::urls::{HOLE, Settings, Texts};
use crate::policy::Commitment;
use crate::span::Span;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// Why a place serves a purpose, and how sure that is.
type Serves = Option<(&'static str, String, Confidence)>;

/// Judges one commitment.
pub(super) fn judge(context: &Context<'_>, commitment: &Commitment) -> Judgment {
    let ruled_out = commitment.texts("purposes");
    let all = context.catalog.words.purposes();
    let asked = Asked {
        context,
        purposes: all.iter().filter(|p| ruled_out.contains(&p.name)).collect(),
        parties: Parties::of(context),
        texts: Texts::new(context.program, context.catalog, Settings::default()),
        known: RefCell::new(BTreeMap::new()),
    };
    let verb = |sink: &Sink| match asked.serves(sink) {
        Some((_, why, _)) => format!("used here: {why}"),
        None => "kept or sent here".to_owned(),
    };
    flows::judge(
        context,
        commitment,
        &Spec {
            rule: "never-used-for",
            place: &|sink| match sink.place {
                Place::Train => true,
                Place::Store => !sink.lookup,
                _ => leaves(sink),
            },
            breach: &|sink, flow| {
                let (purpose, why, at_most) = asked.serves(sink)?;
                let datum = flows::name_of(flow.key);
                let what = format!("is used for {purpose}: {why}");
                let help = format!(
                    "leave the {datum} out, or ask for consent and name the gate in `unless`"
                );
                Some(Breach::new(what, help).at_most(at_most))
            },
            verb: &verb,
            judged: &|sink| format!("{} call", sink.what),
        },
    )
}

struct Asked<'a> {
    context: &'a Context<'a>,
    purposes: Vec<&'a Purpose>,
    parties: Parties<'a>,
    texts: Texts<'a>,
    known: RefCell<BTreeMap<(Span, Option<String>), Serves>>,
}

impl Asked<'_> {
    /// The purpose ruled out that a place serves.
    fn serves(&self, sink: &Sink) -> Serves {
        let key = (sink.span, sink.table.clone());
        let known = self.known.borrow().get(&key).cloned();
        known.unwrap_or_else(|| {
            let found = self.purposes.iter().find_map(|p| self.serves_one(sink, p));
            self.known.borrow_mut().insert(key, found.clone());
            found
        })
    }

    fn serves_one(&self, sink: &Sink, purpose: &Purpose) -> Serves {
        let told = |why: String, sure: Confidence| Some((purpose.name, why, sure));
        if sink.place == Place::Train && purpose.name == "training" {
            return told(
                "the policy file names this a training set".to_owned(),
                Confidence::High,
            );
        }
        if let Some(table) = sink.table.as_ref().filter(|t| purpose.is_named_in(t)) {
            return told(format!("the table is `{table}`"), Confidence::High);
        }
        if let Some(store) = self.store(sink, purpose) {
            return told(store, Confidence::High);
        }
        if sink.place == Place::Send
            && let Some(who) = self.receiver(sink, purpose)
        {
            return told(format!("it goes to {who}"), Confidence::High);
        }
        let inner = sink.item.split_once("::").map_or("", |(_, inner)| inner);
        let named = inner.split("::").find(|s| purpose.is_named_in(s))?;
        told(
            format!("the code around it is `{named}`"),
            Confidence::Medium,
        )
    }

    /// A file, bucket or key whose name speaks of the purpose.
    fn store(&self, sink: &Sink, purpose: &Purpose) -> Option<String> {
        let call = sink.call.filter(|_| sink.place != Place::Train)?;
        let (unit, _) = self.context.program.function(sink.function);
        let args: Vec<ExprId> = match unit.facts.exprs[call.at()] {
            Expr::Call(_, args) => unit.facts.ids(args).collect(),
            Expr::Method(m) => unit
                .facts
                .ids(unit.facts.methods[m as usize].args)
                .collect(),
            _ => Vec::new(),
        };
        let first = args.first()?;
        let texts = self.texts.texts(sink.function, *first);
        let named = |t: &String| {
            t.len() < 200 && !t.contains(char::is_whitespace) && purpose.is_named_in(t)
        };
        let text = texts
            .into_iter()
            .map(|t| t.text.replace(HOLE, "…"))
            .find(named)?;
        Some(format!("it goes to `{text}`"))
    }

    /// Who receives it, where that serves the purpose.
    fn receiver(&self, sink: &Sink, purpose: &Purpose) -> Option<String> {
        let receivers = self.parties.receivers(sink);
        receivers.iter().find_map(|(who, _)| {
            let serves = match who {
                Who::Declared(r) => {
                    let said = r
                        .purpose
                        .as_ref()
                        .is_some_and(|p| p.value == purpose.name || purpose.is_named_in(&p.value));
                    said || crate::catalog::recipients::Recipients::embedded()
                        .by_id(&r.id.value)
                        .is_some_and(|s| purpose.is_that_of(s))
                }
                Who::Known(service, _) => purpose.is_that_of(service),
                Who::Stranger(host) => purpose.is_named_in(host),
                Who::Nobody | Who::Unknown => false,
            };
            serves.then(|| who.name())
        })
    }
}
