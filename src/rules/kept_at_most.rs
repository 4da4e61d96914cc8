//! `kept-at-most`: something deletes the data in time.
//!
//! For each table, store or log that the commitment is about, everything that deletes by age is gathered: SQL and ORM
//! calls in code, jobs and expiry of the database, lifecycles of buckets, rotation of logs. One that exists, runs again
//! and again and goes by an age within bound keeps the promise; without any, the finding says what the nearest one lacks.

mod age;
mod code;
mod expiring;
mod lives;
mod objects;
mod outside;
mod schedule;
mod settings;
mod started;
mod stores;
mod tables;

use super::Context;
use super::broken::broken;
use super::scope::Scope;
use super::spans::shown;
use super::uses::Uses;
use crate::catalog::Retention;
use crate::finding::{Confidence, Finding, Judgment, Step};
use crate::link::fold::{Folder, Setting};
use crate::parse::config::{Entry, Format};
use crate::policy::{Commitment, Value};
use crate::span::{FileId, Span};
pub(super) use age::value;
use code::Code;
use outside::Outside;
use schedule::Schedules;

/// A day, the least that is granted for the pause between two runs.
const DAY: f64 = 86_400_000.0;

/// Judges one commitment.
pub(super) fn judge(context: &Context<'_>, commitment: &Commitment) -> Judgment {
    let Some(Value::Duration(seconds)) = commitment.param("max").map(|v| &v.value) else {
        return Judgment::default();
    };
    let scope = Scope::of(context, commitment);
    let judges = |file: FileId| scope.holds(file);
    let folder = Folder::new(context.program, context.sources);
    let units = 0..context.program.units.len() as u32;
    let code = Code {
        context,
        folder: &folder,
        words: Retention::embedded(),
        uses: units.map(|u| Uses::of_file(context.program, u)).collect(),
    };
    let promise = Promise {
        context,
        commitment,
        folder: &folder,
        max: *seconds as f64 * 1000.0,
        after_deletion: commitment.texts("after").contains(&"account-deletion"),
        purges: code.purges(&judges),
        outside: outside::rules(context, &judges),
        schedules: Schedules::new(context, &folder),
        code: &code,
    };
    promise.judge()
}

/// The promise and all that deletes.
struct Promise<'a> {
    context: &'a Context<'a>,
    commitment: &'a Commitment,
    folder: &'a Folder<'a>,
    /// Milliseconds.
    max: f64,
    /// The period counts from the deletion of the account.
    after_deletion: bool,
    purges: Vec<code::CodePurge>,
    outside: Vec<Outside>,
    schedules: Schedules<'a>,
    code: &'a Code<'a>,
}

/// What one means of deletion comes to.
enum Outcome {
    /// It keeps the promise.
    Kept,
    /// It could not be read.
    Unknown(String),
    /// It does not.
    Breach(Box<Breach>),
}

/// Why a means of deletion does not keep the promise.
struct Breach {
    at: Span,
    item: String,
    message: String,
    help: String,
    confidence: Confidence,
    trail: Vec<Step>,
    /// The nearer to keeping the promise, the larger.
    rank: u8,
}

impl Promise<'_> {
    fn judge(&self) -> Judgment {
        let mut judgment = Judgment::default();
        let mut reasons = Vec::new();
        self.setting(&mut judgment, &mut reasons);
        self.tables(&mut judgment, &mut reasons);
        self.stores(&mut judgment, &mut reasons);
        self.logs(&mut judgment, &mut reasons);
        judgment.judged.sort();
        judgment.judged.dedup();
        judgment.findings.sort_by_key(|f| f.at);
        judgment
            .findings
            .dedup_by(|a, b| a.at == b.at && a.message == b.message);
        if judgment.judged.is_empty() {
            let reason = reasons
                .pop()
                .unwrap_or_else(|| "nothing was found that holds the data".to_owned());
            judgment.unproven = Some(reason);
        }
        judgment
    }

    /// Whether a period is within bound, the pause between two runs granted.
    fn fits(&self, period: f64, pause: Option<f64>) -> bool {
        let grace = (self.max / 10.0).max(DAY);
        period <= self.max && period + pause.unwrap_or(0.0) <= self.max + grace
    }

    /// The setting that carries the period.
    fn setting(&self, judgment: &mut Judgment, reasons: &mut Vec<String>) {
        let Some(name) = self.commitment.texts("setting").first().copied() else {
            return;
        };
        let last = name.rsplit("::").next().unwrap_or(name);
        let last = last.rsplit('.').next().unwrap_or(last).to_owned();
        let values = self.setting_values(&last);
        if values.is_empty() {
            reasons.push(format!("the setting `{name}` was not found"));
        }
        for (ms, at) in values {
            judgment.judged.push(Step {
                span: at,
                message: format!("`{last}` is {}", shown(ms)),
            });
            if ms > self.max {
                let message = format!(
                    "`{last}` is {}, longer than the promised {}",
                    shown(ms),
                    shown(self.max)
                );
                judgment.findings.push(self.finding(Breach {
                    at,
                    item: String::new(),
                    message,
                    help: format!("set `{last}` to {} or less", shown(self.max)),
                    confidence: Confidence::High,
                    trail: Vec::new(),
                    rank: 0,
                }));
            }
        }
    }

    fn setting_values(&self, name: &str) -> Vec<(f64, Span)> {
        let program = self.context.program;
        let unit = settings::unit_of(name).unwrap_or(DAY);
        let mut texts = Vec::new();
        let field = program.symbols.get(name);
        let holders = (0..program.adts.len() as u32).filter(|a| {
            program.adts[*a as usize]
                .variants
                .iter()
                .flatten()
                .any(|f| Some(f.name) == field)
        });
        let mut asked: Vec<Option<(u32, String)>> =
            holders.map(|a| Some((a, name.to_owned()))).collect();
        asked.push(None);
        for field in asked {
            let setting = Setting {
                name: name.to_owned(),
                field,
                default: None,
                at: Span::new(self.context.policy.file, 0, 0),
            };
            texts.extend(settings::texts(self.context, self.folder, &setting));
        }
        let mut values: Vec<(f64, Span)> = texts
            .iter()
            .filter_map(|(t, at)| period(t, unit).map(|ms| (ms, *at)))
            .collect();
        for info in &program.consts {
            let of = &program.units[info.unit as usize];
            let facts = &of.facts.consts[info.local as usize];
            if of.text(facts.name) == name
                && !facts.test
                && let Some(value) = facts.value
            {
                self.folder
                    .fold(info.unit, value)
                    .as_duration(unit)
                    .each(&mut |f| {
                        if let crate::link::fold::Folded::Duration(a) = f
                            && let Some(ms) = a.number()
                        {
                            values.push((ms, of.span(facts.range)));
                        }
                    });
            }
        }
        values.sort_by_key(|(_, at)| *at);
        values.dedup_by_key(|(_, at)| *at);
        values
    }

    /// The stores of the commitment: buckets and folders.
    fn stores(&self, judgment: &mut Judgment, reasons: &mut Vec<String>) {
        for store in self.commitment.texts("store") {
            let tables = self.tables_of(store);
            for table in &tables {
                self.table(table, judgment, reasons);
            }
            if !tables.is_empty() {
                continue;
            }
            let names = self.names(store);
            let means: Vec<&Outside> = self
                .outside
                .iter()
                .filter(|o| !o.log && names.iter().any(|n| o.text.contains(n)))
                .collect();
            let mut outcomes: Vec<Outcome> =
                means.iter().map(|o| self.configured(o, store)).collect();
            judgment.judged.extend(means.iter().map(|o| Step {
                span: o.at,
                message: format!("lifecycle of `{store}`"),
            }));
            for purge in self.purges.iter().filter(|p| p.table.is_empty()) {
                let text = self.function_text(purge.function);
                let only = self.purges.iter().filter(|p| p.table.is_empty()).count() == 1;
                if only || names.iter().any(|n| text.contains(n.as_str())) {
                    judgment.judged.push(Step {
                        span: purge.head,
                        message: format!("deletes from `{store}`"),
                    });
                    outcomes.push(self.run(purge, &format!("store `{store}`")));
                }
            }
            for (at, outcome) in self.keys(store, &names) {
                judgment.judged.push(Step {
                    span: at,
                    message: format!("key of `{store}`"),
                });
                outcomes.push(outcome);
            }
            self.settle(
                outcomes,
                &format!("store `{store}`"),
                self.place_of(store),
                judgment,
                reasons,
            );
        }
    }

    /// The names that a store goes by, lower case: its own, those that the policy file gives it, and the references by
    /// which Terraform speaks of a resource that bears one of them (`aws_s3_bucket.uploads.`).
    fn names(&self, store: &str) -> Vec<String> {
        let mut names = self.given_names(store);
        let configs = self.context.surroundings.configs.iter();
        for (_, config) in configs.filter(|(_, c)| c.format == Format::Hcl) {
            for entry in config.live().filter(|e| is_named(e, &names)) {
                if let [kind, ty, label, ..] = entry.path.as_slice()
                    && &**kind == "resource"
                {
                    let reference = format!("{ty}.{label}.").to_lowercase();
                    if !names.contains(&reference) {
                        names.push(reference);
                        break;
                    }
                }
            }
        }
        names
    }

    /// The names that a store is given by people.
    fn given_names(&self, store: &str) -> Vec<String> {
        let declared = self
            .context
            .policy
            .stores
            .iter()
            .find(|s| s.id.value == store);
        let mut names = vec![store.to_lowercase()];
        names.extend(
            declared
                .into_iter()
                .flat_map(|s| &s.items)
                .map(|i| i.value.trim_matches('/').to_lowercase()),
        );
        names
    }

    /// Where a store is named: a resource, a declaration; the commitment if nowhere.
    fn place_of(&self, store: &str) -> Span {
        let names = self.given_names(store);
        for (file, config) in &self.context.surroundings.configs {
            if *file == self.context.policy.file {
                continue;
            }
            let bucket = config.live().find(|e| is_named(e, &names));
            if let Some(entry) = bucket {
                let head = config
                    .live()
                    .find(|e| e.path.len() == 3 && entry.is_below(&e.path));
                let range = head.map_or(entry.key, |h| h.key);
                return Span::new(*file, range.start, range.end);
            }
        }
        self.commitment.span
    }

    fn configured(&self, rule: &Outside, name: &str) -> Outcome {
        let breach = |message: String, help: String, rank| {
            Outcome::Breach(Box::new(Breach {
                at: rule.at,
                item: String::new(),
                message,
                help,
                confidence: Confidence::High,
                trail: Vec::new(),
                rank,
            }))
        };
        if rule.off {
            return breach(
                format!("what deletes from `{name}` is switched off"),
                "switch it on".to_owned(),
                3,
            );
        }
        if rule.period > self.max {
            let period = if rule.period.is_finite() {
                shown(rule.period)
            } else {
                "ever".to_owned()
            };
            let message = format!(
                "`{name}` is kept for {period}, longer than the promised {}",
                shown(self.max)
            );
            return breach(message, format!("let it go after {}", shown(self.max)), 4);
        }
        Outcome::Kept
    }

    fn function_text(&self, function: u32) -> String {
        let (unit, facts) = self.context.program.function(function);
        self.context
            .sources
            .text(unit.span(facts.range))
            .to_lowercase()
    }

    /// The logs of the commitment: tables of that name, else whatever rotates logs.
    fn logs(&self, judgment: &mut Judgment, reasons: &mut Vec<String>) {
        for log in self.commitment.texts("log") {
            if self.context.schema.find(log).next().is_some() {
                self.table(log, judgment, reasons);
                continue;
            }
            let name = log.to_lowercase();
            let all: Vec<&Outside> = self.outside.iter().filter(|o| o.log).collect();
            let named: Vec<&Outside> = all
                .iter()
                .copied()
                .filter(|o| o.text.contains(&name))
                .collect();
            let means = if named.is_empty() { all } else { named };
            let mut outcomes: Vec<Outcome> =
                means.iter().map(|o| self.configured(o, log)).collect();
            judgment.judged.extend(means.iter().map(|o| Step {
                span: o.at,
                message: format!("keeps the log `{log}`"),
            }));
            outcomes.extend(self.appenders(log, judgment));
            // Each keeps a log of its own: one that keeps too long is not mended by another.
            let breaches: Vec<Outcome> = outcomes
                .into_iter()
                .filter(|o| !matches!(o, Outcome::Kept))
                .collect();
            if means.is_empty() && judgment.judged.is_empty() {
                reasons.push(format!(
                    "nothing in the tree says how long the log `{log}` is kept"
                ));
            }
            for breach in breaches {
                if let Outcome::Breach(b) = breach {
                    judgment.findings.push(self.finding(*b));
                }
            }
        }
    }

    /// What of several means is left to say: nothing if one keeps the promise.
    fn settle(
        &self,
        outcomes: Vec<Outcome>,
        what: &str,
        place: Span,
        judgment: &mut Judgment,
        reasons: &mut Vec<String>,
    ) {
        if outcomes.iter().any(|o| matches!(o, Outcome::Kept)) {
            judgment.judged.push(Step {
                span: place,
                message: format!("{what} is emptied in time"),
            });
            return;
        }
        let mut breaches: Vec<Breach> = Vec::new();
        let mut unknown = None;
        let none = outcomes.is_empty();
        for outcome in outcomes {
            match outcome {
                Outcome::Breach(breach) => breaches.push(*breach),
                Outcome::Unknown(reason) => unknown = Some(reason),
                Outcome::Kept => {}
            }
        }
        if let Some(reason) = unknown {
            reasons.push(reason);
            return;
        }
        judgment.judged.push(Step {
            span: place,
            message: what.to_owned(),
        });
        if none {
            breaches.push(Breach {
                at: place,
                item: String::new(),
                message: format!("nothing deletes from the {what}"),
                help: format!(
                    "delete what is older than {} by a job that runs daily",
                    shown(self.max)
                ),
                confidence: Confidence::High,
                trail: Vec::new(),
                rank: 0,
            });
        }
        let best = breaches.iter().map(|b| b.rank).max().unwrap_or(0);
        judgment.findings.extend(
            breaches
                .into_iter()
                .filter(|b| b.rank == best || b.rank >= 2)
                .map(|b| self.finding(b)),
        );
    }

    fn finding(&self, breach: Breach) -> Finding {
        Finding {
            confidence: breach.confidence,
            reason: "what deletes, what runs it and its period were read".to_owned(),
            data: self
                .commitment
                .data
                .iter()
                .map(|d| d.value.clone())
                .collect(),
            trail: breach.trail,
            help: vec![breach.help],
            item: breach.item,
            ..broken("kept-at-most", self.commitment, breach.at, breach.message)
        }
    }
}

/// Whether an entry gives a store one of its names.
fn is_named(entry: &Entry, names: &[String]) -> bool {
    let named = |v: &str| names.contains(&v.to_lowercase());
    entry.value.literal().is_some_and(named)
        && ["bucket", "name", "bucket_name"].contains(&entry.name())
}

/// A period as a setting says it: a number in its unit, or a text with one.
fn period(text: &str, unit: f64) -> Option<f64> {
    let plain = text.trim().replace('_', "");
    plain
        .parse::<f64>()
        .ok()
        .map(|n| n * unit)
        .or_else(|| crate::parse::duration::milliseconds(text).map(|ms| ms as f64))
}
