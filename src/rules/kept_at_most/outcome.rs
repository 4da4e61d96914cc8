//! What means of deletion come to, and what is left to say of several.
//!
//! In: outcomes. Out: findings, or the reason why there is no verdict.

use super::Promise;
use super::outside::Outside;
use crate::finding::{Confidence, Finding, Judgment, Step};
use crate::rules::broken::broken;
use crate::rules::spans::shown;
use crate::span::Span;

/// What one means of deletion comes to.
pub(super) enum Outcome {
    /// It keeps the promise.
    Kept,
    /// It could not be read.
    Unknown(String),
    /// It does not.
    Breach(Box<Breach>),
    /// It takes some of the rows, so that it does not by itself.
    Part(Box<Breach>),
}

/// Why a means of deletion does not keep the promise.
pub(super) struct Breach {
    pub at: Span,
    pub item: String,
    pub message: String,
    pub help: String,
    pub confidence: Confidence,
    pub trail: Vec<Step>,
    /// The nearer to keeping the promise, the larger.
    pub rank: u8,
}

/// What has been judged so far.
#[derive(Default)]
pub(super) struct Tally {
    pub judgment: Judgment,
    /// What could not be judged.
    pub open: Vec<String>,
}

impl Promise<'_> {
    /// What to say of a purge that comes too late: the headline, and what to do.
    pub(super) fn too_late(&self, what: &str, period: f64, pause: Option<f64>) -> (String, String) {
        // Where the age alone is too long, the pause is not to blame.
        let pause = pause.filter(|_| period <= self.max);
        let with = pause.map_or(String::new(), |p| {
            format!(", with {} between two runs", shown(p))
        });
        let message = format!(
            "the {what} is purged after {}{with}, later than the promised {}",
            shown(period),
            self.told
        );
        let help = format!("delete what is older than {}", self.told);
        (message, help)
    }

    /// The same of one that takes only some of the rows.
    pub(super) fn partly(&self, table: &str, column: &str) -> (String, String) {
        let message = format!(
            "only some rows of the table `{table}` are purged: which ones, `{column}` decides"
        );
        let help = format!("delete whatever is older than {}", self.told);
        (message, help)
    }

    pub(super) fn configured(&self, rule: &Outside, name: &str) -> Outcome {
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
                self.told
            );
            return breach(message, format!("let it go after {}", self.told), 4);
        }
        Outcome::Kept
    }

    /// What of several means is left to say: nothing if one keeps the promise.
    pub(super) fn settle(
        &self,
        outcomes: Vec<Outcome>,
        what: &str,
        (place, nothing): (Span, String),
        tally: &mut Tally,
    ) {
        if outcomes.iter().any(|o| matches!(o, Outcome::Kept)) {
            tally.judgment.judged.push(Step {
                span: place,
                message: format!("{what} is emptied in time"),
            });
            return;
        }
        let none = outcomes.is_empty();
        let (mut breaches, unknown) = sorted(outcomes, what);
        if let Some(reason) = unknown {
            tally.open.push(reason);
            return;
        }
        tally.judgment.judged.push(Step {
            span: place,
            message: what.to_owned(),
        });
        if none {
            breaches.push(Breach {
                at: place,
                item: String::new(),
                message: nothing,
                help: format!(
                    "delete what is older than {} by a job that runs daily",
                    self.told
                ),
                confidence: Confidence::High,
                trail: Vec::new(),
                rank: 0,
            });
        }
        let best = breaches.iter().map(|b| b.rank).max().unwrap_or(0);
        tally.judgment.findings.extend(
            breaches
                .into_iter()
                .filter(|b| b.rank == best || b.rank >= 2)
                .map(|b| self.finding(b)),
        );
    }

    pub(super) fn finding(&self, breach: Breach) -> Finding {
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

/// The breaches among outcomes, and what could not be read.
fn sorted(outcomes: Vec<Outcome>, what: &str) -> (Vec<Breach>, Option<String>) {
    let (mut breaches, mut unknown) = (Vec::new(), None);
    let is_part = |o: &&Outcome| matches!(o, Outcome::Part(_));
    let parts = outcomes.iter().filter(is_part).count();
    for outcome in outcomes {
        match outcome {
            // Each takes some of the rows: together they may well take all.
            Outcome::Part(_) if parts > 1 => {
                unknown = Some(format!(
                    "several statements purge some rows of the {what} each; whether they reach all could not be read"
                ));
            }
            Outcome::Breach(breach) | Outcome::Part(breach) => breaches.push(*breach),
            Outcome::Unknown(reason) => unknown = Some(reason),
            Outcome::Kept => {}
        }
    }
    (breaches, unknown)
}
