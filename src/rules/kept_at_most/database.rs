//! What the database itself does: expiry, jobs, triggers.
//!
//! In: the schema. Out: outcomes.

use super::Promise;
use super::outcome::{Breach, Outcome};
use super::times::cron_pause;
use crate::catalog::units;
use crate::finding::Confidence;
use crate::link::schema::{Database, Table};
use crate::parse::purge::{self, Age, Means};
use crate::parse::sql::lex;
use crate::span::Span;

impl Promise<'_> {
    /// What the database itself does: expiry, jobs, triggers.
    pub(super) fn by_database(&self, db: &Database, table: &Table) -> Vec<Outcome> {
        let mut outcomes = Vec::new();
        let what = format!("table `{}`", table.name);
        if let Some((expression, at)) = &table.ttl
            && let Some(ms) = purge::interval(expression.rsplit('+').next().unwrap_or(expression))
        {
            outcomes.push(self.own(ms, None, *at, &what));
        }
        for job in &db.jobs {
            let text = self.context.sources.text(job.body);
            let pause = cron_pause(&job.schedule).or_else(|| units::interval(&job.schedule));
            for found in self.deleting(db, text, &table.name) {
                outcomes.push(match found {
                    Some(ms) => self.own(ms, pause, job.created, &what),
                    None => Outcome::Unknown(format!(
                        "the period of the job that purges `{}` could not be read",
                        table.name
                    )),
                });
            }
        }
        for trigger in db.triggers.values() {
            let of_function = trigger.function.as_ref().and_then(|f| db.functions.get(f));
            let body = trigger.body.or(of_function.copied());
            let text = body.map_or("", |b| self.context.sources.text(b));
            for found in self
                .deleting(db, text, &table.name)
                .into_iter()
                .flatten()
                .filter(|ms| *ms > 0.0)
            {
                outcomes.push(self.own(found, None, trigger.created, &what));
            }
        }
        outcomes
    }

    /// The ages by which statements delete from a table; functions they call are looked into.
    fn deleting(&self, db: &Database, text: &str, table: &str) -> Vec<Option<f64>> {
        let mut texts = vec![text];
        for (name, body) in &db.functions {
            if lex::tokens(text).iter().any(|t| t.name(text) == *name) {
                texts.push(self.context.sources.text(*body));
            }
        }
        let mut found = Vec::new();
        for text in texts {
            // Bodies begin with `BEGIN`; each statement is looked at by itself.
            for part in text.split(';') {
                let start = part
                    .to_lowercase()
                    .find("delete from")
                    .or_else(|| part.to_lowercase().find("with "));
                let part = start.and_then(|s| part.get(s..)).unwrap_or("");
                for purge in purge::read(part)
                    .into_iter()
                    .filter(|p| p.means == Means::Delete && p.table.eq_ignore_ascii_case(table))
                    // Some rows go whatever their age: that empties nothing in time.
                    .filter(|p| p.age != Age::Any || p.narrowed.is_empty())
                {
                    let whole = purge.narrowed.is_empty();
                    found.push(self.age_of(table, &purge).filter(|_| whole));
                }
            }
        }
        found
    }

    fn own(&self, ms: f64, pause: Option<f64>, at: Span, what: &str) -> Outcome {
        if self.fits(ms, pause) {
            return Outcome::Kept;
        }
        let (message, help) = self.too_late(what, ms, pause);
        Outcome::Breach(Box::new(Breach {
            at,
            item: String::new(),
            message,
            help,
            confidence: Confidence::High,
            trail: Vec::new(),
            rank: 4,
        }))
    }
}

/// `now() + interval '30 days'`: how long a row lives by its default.
pub(super) fn default_life(text: &str) -> Option<f64> {
    let (_, period) = text.rsplit_once('+')?;
    purge::interval(period)
}
