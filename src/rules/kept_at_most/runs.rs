//! What a purge of code comes to: who runs it, how often, and by which age.
//!
//! In: a [`CodePurge`]. Out: an [`Outcome`].

use super::Promise;
use super::age::Ages;
use super::code::CodePurge;
use super::database::default_life;
use super::outcome::{Breach, Outcome};
use super::schedule::Running;
use crate::finding::{Confidence, Step};
use crate::span::Span;

impl Promise<'_> {
    /// What a purge comes to that goes by age: who runs it, how often, and by which age.
    pub(super) fn run(&self, purge: &CodePurge, what: &str) -> Outcome {
        let running = self.schedules.of(purge.function, purge.site);
        let name = self
            .context
            .program
            .text(self.context.program.fns[purge.function as usize].name);
        let (period, at) = match self.period(purge) {
            Ok(found) => found,
            Err(reason) => return Outcome::Unknown(reason),
        };
        let late = period > self.max;
        match running {
            Running::Again(..) | Running::Suspended(_) if late => {
                self.late(purge, what, (period, at), None)
            }
            Running::Again(pause, _) if self.fits(period, pause) => Outcome::Kept,
            Running::Again(pause, _) => self.late(purge, what, (period, at), pause),
            Running::Suspended(at) => Outcome::Breach(Box::new(Breach {
                at,
                item: String::new(),
                message: format!("the job that purges the {what} is suspended"),
                help: "let the job run".to_owned(),
                confidence: Confidence::High,
                trail: vec![Step {
                    span: purge.head,
                    message: format!("`{name}` is what it would run"),
                }],
                rank: 3,
            })),
            Running::Once => self.idle(
                purge,
                what,
                format!("nothing schedules `{name}`, which purges the {what}"),
                3,
            ),
            Running::Asked => self.idle(
                purge,
                what,
                format!("`{name}`, which purges the {what}, runs only when somebody asks for it"),
                3,
            ),
            Running::Never => self.idle(
                purge,
                what,
                format!("nothing calls `{name}`, which purges the {what}"),
                2,
            ),
        }
    }

    /// A purge that nothing runs again and again.
    fn idle(&self, purge: &CodePurge, what: &str, message: String, rank: u8) -> Outcome {
        Outcome::Breach(Box::new(Breach {
            at: purge.head,
            item: self.context.program.fn_path(purge.function),
            message,
            help: "run it regularly: in a loop with an interval, by a scheduler or as a cron job"
                .to_owned(),
            confidence: Confidence::High,
            trail: vec![Step {
                span: purge.at,
                message: format!("this deletes from the {what}"),
            }],
            rank,
        }))
    }

    /// A purge that comes too late.
    fn late(
        &self,
        purge: &CodePurge,
        what: &str,
        (period, at): (f64, Option<Span>),
        pause: Option<f64>,
    ) -> Outcome {
        let (message, help) = self.too_late(what, period, pause);
        Outcome::Breach(Box::new(Breach {
            at: at.unwrap_or(if purge.apart { purge.head } else { purge.at }),
            item: self.context.program.fn_path(purge.function),
            message,
            help,
            confidence: Confidence::High,
            trail: vec![Step {
                span: purge.at,
                message: format!("this deletes from the {what}"),
            }],
            rank: 4,
        }))
    }

    pub(super) fn breach(
        &self,
        purge: &CodePurge,
        rank: u8,
        message: String,
        help: String,
    ) -> Outcome {
        Outcome::Breach(Box::new(Breach {
            at: purge.at,
            item: self.context.program.fn_path(purge.function),
            message,
            help,
            confidence: Confidence::High,
            trail: Vec::new(),
            rank,
        }))
    }

    /// The age that a purge goes by, and the setting that says so.
    fn period(&self, purge: &CodePurge) -> Result<(f64, Option<Span>), String> {
        let column = purge.of.column.as_deref().unwrap_or("");
        let due = self.code.words.columns.is_due(column);
        match &purge.ages {
            Ages::Any => Ok((0.0, None)),
            // So long after the row was due.
            Ages::Known(_) if due => {
                let (after, _) = purge.ages.worst().unwrap_or_default();
                self.due(purge, column).map(|(ms, at)| (ms + after, at))
            }
            Ages::Known(_) => purge.ages.worst().ok_or_else(String::new),
            Ages::Unknown => Err(format!(
                "the period of what purges `{}` could not be read",
                purge.of.table
            )),
            Ages::Due => self.due(purge, column),
        }
    }

    /// How long rows live by what is written into a column.
    fn due(&self, purge: &CodePurge, column: &str) -> Result<(f64, Option<Span>), String> {
        let mut lives = self.code.lives(&purge.of.table, column);
        for (_, table) in self.context.schema.find(&purge.of.table) {
            let found = table
                .column(column)
                .and_then(|c| Some((c.at, default_life(c.column.default.as_deref()?)?)));
            lives.extend(found);
        }
        let worst = lives.into_iter().max_by(|a, b| a.1.total_cmp(&b.1));
        worst.map(|(at, ms)| (ms, Some(at))).ok_or_else(|| {
            format!(
                "how long rows of `{}` live could not be read from `{column}`",
                purge.of.table
            )
        })
    }
}
