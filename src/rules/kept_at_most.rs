//! `kept-at-most`: something deletes the data in time.
//!
//! For each table, store or log that the commitment is about, everything that deletes by age is gathered: SQL and ORM
//! calls in code, jobs and expiry of the database, lifecycles of buckets, rotation of logs. One that exists, runs again
//! and again and goes by an age within bound keeps the promise; without any, the finding says what the nearest one lacks.

mod age;
mod carried;
mod clients;
mod code;
mod database;
mod documents;
mod expiring;
mod lifecycles;
mod lives;
mod logs;
mod objects;
mod orm;
mod outcome;
mod outside;
mod reached;
mod runs;
mod schedule;
mod settings;
mod started;
mod statements;
mod stores;
mod tables;
mod times;

use super::Context;
use super::scope::Scope;
use super::spans::promised;
use super::uses::Uses;
use crate::catalog::Retention;
use crate::finding::Judgment;
use crate::link::fold::Folder;
use crate::policy::Commitment;
use crate::span::FileId;
pub(super) use age::value;
use code::{Code, CodePurge};
use outcome::Tally;
use outside::Outside;
use schedule::Schedules;

/// A day, the least that is granted for the pause between two runs.
const DAY: f64 = 86_400_000.0;

/// Judges one commitment.
pub(super) fn judge(context: &Context<'_>, commitment: &Commitment) -> Judgment {
    let Some(max) = promised(context, commitment, "max") else {
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
    let schedules = Schedules::new(context, &folder);
    let promise = Promise {
        context,
        commitment,
        folder: &folder,
        max: max.ms,
        told: max.told,
        after_deletion: commitment.texts("after").contains(&"account-deletion"),
        purges: code.purges(&judges),
        outside: outside::rules(context, &judges),
        clients: clients::clients(context, &schedules),
        schedules,
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
    /// The same as the policy file says it.
    told: String,
    /// The period counts from the deletion of the account.
    after_deletion: bool,
    purges: Vec<CodePurge>,
    outside: Vec<Outside>,
    clients: Vec<clients::Client>,
    schedules: Schedules<'a>,
    code: &'a Code<'a>,
}

impl Promise<'_> {
    fn judge(&self) -> Judgment {
        let mut tally = Tally::default();
        self.setting(&mut tally);
        self.tables(&mut tally);
        self.stores(&mut tally);
        self.logs(&mut tally);
        let Tally {
            mut judgment,
            mut open,
        } = tally;
        judgment.judged.sort();
        judgment.judged.dedup();
        judgment.findings.sort_by_key(|f| f.at);
        judgment
            .findings
            .dedup_by(|a, b| a.at == b.at && a.message == b.message);
        // What was found to be in time says nothing of what could not be judged beside it.
        if judgment.findings.is_empty() && !open.is_empty() {
            judgment.judged.clear();
        }
        if judgment.judged.is_empty() {
            let reason = open
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
}
