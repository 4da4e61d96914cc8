//! Tables that are held to a period: which ones a commitment is about, and what empties them.
//!
//! In: the schema, purges of code, jobs and expiry of the database. Out: judged places and findings.

use super::age::Ages;
use super::code::CodePurge;
use super::schedule::{Running, cron_pause};
use super::{Breach, DAY, Outcome, Promise};
use crate::finding::{Confidence, Judgment, Step};
use crate::link::fold::Folded;
use crate::link::schema::{Database, Table};
use crate::parse::ddl::OnDelete;
use crate::parse::duration;
use crate::parse::purge::{self, Age};
use crate::parse::sql::lex;
use crate::rules::flows::is_promised;
use crate::rules::spans::shown;
use crate::span::Span;
use std::collections::BTreeSet;

impl Promise<'_> {
    /// The tables of the commitment: named ones, else those with a column that holds the data.
    pub(super) fn tables(&self, judgment: &mut Judgment, reasons: &mut Vec<String>) {
        let named = self.commitment.texts("table");
        for table in &named {
            self.table(table, judgment, reasons);
        }
        let elsewhere =
            !self.commitment.texts("store").is_empty() || !self.commitment.texts("log").is_empty();
        if !named.is_empty() || elsewhere {
            return;
        }
        let mut holding = BTreeSet::new();
        for (_, table) in self.context.schema.tables() {
            if table
                .columns
                .iter()
                .any(|c| self.holds(&table.name, &c.column.name.text))
            {
                holding.insert(table.name.clone());
            }
        }
        for table in &holding {
            self.table(table, judgment, reasons);
        }
        if holding.is_empty() && !self.commitment.data.is_empty() {
            reasons.push("no table was found that holds the data".to_owned());
        }
    }

    /// Whether a column holds the commitment's data, by its name.
    fn holds(&self, table: &str, column: &str) -> bool {
        let declared = self
            .context
            .policy
            .data
            .iter()
            .filter(|d| is_promised(self.commitment, &d.key.value));
        let full = format!("{table}.{column}");
        if declared.into_iter().any(|d| {
            d.columns
                .iter()
                .any(|c| c.value.eq_ignore_ascii_case(&full))
        }) {
            return true;
        }
        let words = &self.context.catalog.words;
        words
            .classify_in(column, &[table])
            .is_some_and(|n| is_promised(self.commitment, n.key))
    }

    pub(super) fn table(&self, name: &str, judgment: &mut Judgment, reasons: &mut Vec<String>) {
        let tables: Vec<(&Database, &Table)> = self.context.schema.find(name).collect();
        let bare = name.rsplit('.').next().unwrap_or(name).to_lowercase();
        let place = tables
            .first()
            .map_or(self.commitment.span, |(_, t)| t.created);
        let mut outcomes = Vec::new();
        for purge in self
            .purges
            .iter()
            .filter(|p| p.table.eq_ignore_ascii_case(&bare))
        {
            if let Some(outcome) = self.purge(purge, name) {
                judgment.judged.push(Step {
                    span: purge.at,
                    message: format!("deletes from the table `{name}`"),
                });
                outcomes.push(outcome);
            }
        }
        for (db, table) in &tables {
            outcomes.extend(self.by_database(db, table));
            // Rows go with the rows they refer to.
            for reference in table
                .references()
                .filter(|r| r.on_delete == OnDelete::Cascade)
            {
                let parent = reference
                    .table
                    .rsplit('.')
                    .next()
                    .unwrap_or(&reference.table)
                    .to_lowercase();
                for purge in self
                    .purges
                    .iter()
                    .filter(|p| p.table == parent && p.deletes && parent != bare)
                {
                    outcomes.extend(
                        self.purge(purge, name)
                            .filter(|o| matches!(o, Outcome::Kept)),
                    );
                }
            }
        }
        if tables.is_empty() {
            outcomes.extend(self.collection(name, judgment));
        }
        if tables.is_empty() && outcomes.is_empty() {
            reasons.push(format!("no table `{name}` was found in the migrations"));
            return;
        }
        self.settle(
            outcomes,
            &format!("table `{name}`"),
            place,
            judgment,
            reasons,
        );
    }

    /// What a purge of code comes to; none if it is no purge by age.
    fn purge(&self, purge: &CodePurge, table: &str) -> Option<Outcome> {
        if !purge.deletes && !purge.emptied.iter().any(|c| self.holds(table, c)) {
            return None;
        }
        let words = &self.code.words.columns;
        let is = |list: &[String], column: &str| list.iter().any(|c| c == column);
        if purge.ages == Ages::Any && !purge.keys.is_empty() {
            // Deleted one by one: at once, when the account goes.
            let owner = purge.keys.iter().any(|k| is(&words.owners, k));
            let running = self.schedules.of(purge.function, purge.site);
            if self.after_deletion && owner && running != Running::Never {
                return Some(Outcome::Kept);
            }
            // A job that picks rows elsewhere and deletes them one by one: by which age, was not seen.
            let scheduled = matches!(running, Running::Again(..));
            let reason = format!(
                "a job deletes rows of `{table}` one by one; by which age could not be read"
            );
            return scheduled.then_some(Outcome::Unknown(reason));
        }
        let marked = purge
            .column
            .as_deref()
            .is_some_and(|c| is(&words.deleted, c));
        if marked && !self.after_deletion {
            return Some(self.breach(
                purge,
                1,
                format!("only rows of the table `{table}` that are already marked as deleted go"),
                "delete by the time of creation".to_owned(),
            ));
        }
        Some(self.run(purge, &format!("table `{table}`")))
    }

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
        let with = pause.map_or(String::new(), |p| {
            format!(", with {} between two runs", shown(p))
        });
        let message = format!(
            "the {what} is purged after {}{with}, later than the promised {}",
            shown(period),
            shown(self.max)
        );
        Outcome::Breach(Box::new(Breach {
            at: at.unwrap_or(if purge.apart { purge.head } else { purge.at }),
            item: self.context.program.fn_path(purge.function),
            message,
            help: format!("delete what is older than {}", shown(self.max)),
            confidence: Confidence::High,
            trail: vec![Step {
                span: purge.at,
                message: format!("this deletes from the {what}"),
            }],
            rank: 4,
        }))
    }

    fn breach(&self, purge: &CodePurge, rank: u8, message: String, help: String) -> Outcome {
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
        match &purge.ages {
            Ages::Any => Ok((0.0, None)),
            Ages::Known(_) => purge.ages.worst().ok_or_else(String::new),
            Ages::Unknown => Err(format!(
                "the period of what purges `{}` could not be read",
                purge.table
            )),
            Ages::Due => {
                let column = purge.column.clone().unwrap_or_default();
                let mut lives = self.code.lives(&purge.table, &column);
                for (_, table) in self.context.schema.find(&purge.table) {
                    let found = table
                        .column(&column)
                        .and_then(|c| Some((c.at, default_life(c.column.default.as_deref()?)?)));
                    lives.extend(found);
                }
                let worst = lives.into_iter().max_by(|a, b| a.1.total_cmp(&b.1));
                worst.map(|(at, ms)| (ms, Some(at))).ok_or_else(|| {
                    format!(
                        "how long rows of `{}` live could not be read from `{column}`",
                        purge.table
                    )
                })
            }
        }
    }

    /// What the database itself does: expiry, jobs, triggers.
    fn by_database(&self, db: &Database, table: &Table) -> Vec<Outcome> {
        let mut outcomes = Vec::new();
        let what = format!("table `{}`", table.name);
        if let Some((expression, at)) = &table.ttl
            && let Some(ms) = interval(expression)
        {
            outcomes.push(self.own(ms, None, *at, &what));
        }
        for job in &db.jobs {
            let text = self.context.sources.text(job.body);
            let pause = cron_pause(&job.schedule)
                .or_else(|| duration::milliseconds(&job.schedule).map(|ms| ms as f64));
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
                    .filter(|p| p.deletes && p.table.eq_ignore_ascii_case(table))
                {
                    found.push(match purge.age {
                        Age::Fixed(ms) => Some(ms),
                        Age::Any => Some(0.0),
                        Age::Due => {
                            let column = purge.column.unwrap_or_default();
                            self.code
                                .lives(table, &column)
                                .into_values()
                                .reduce(f64::max)
                        }
                        Age::Bound(..) => None,
                    });
                }
            }
        }
        found
    }

    fn own(&self, ms: f64, pause: Option<f64>, at: Span, what: &str) -> Outcome {
        if self.fits(ms, pause) {
            return Outcome::Kept;
        }
        Outcome::Breach(Box::new(Breach {
            at,
            item: String::new(),
            message: format!(
                "the {what} is purged after {}, later than the promised {}",
                shown(ms + pause.unwrap_or(0.0)),
                shown(self.max)
            ),
            help: format!("delete what is older than {}", shown(self.max)),
            confidence: Confidence::High,
            trail: Vec::new(),
            rank: 4,
        }))
    }

    /// Log files that code writes, and how many of them it keeps.
    pub(super) fn appenders(&self, log: &str, judgment: &mut Judgment) -> Vec<Outcome> {
        let mut outcomes = Vec::new();
        for (u, unit) in self.context.program.units.iter().enumerate() {
            let product = self.context.sources.file(unit.file).role == crate::source::Role::Product;
            for (i, expr) in unit.facts.exprs.iter().enumerate().filter(|_| product) {
                let crate::facts::Expr::Call(callee, _) = expr else {
                    continue;
                };
                let crate::facts::Expr::Path(path) = unit.facts.exprs[callee.at()] else {
                    continue;
                };
                let names: Vec<&str> = unit.facts.paths[path.at()]
                    .segments
                    .iter()
                    .map(|s| unit.text(*s))
                    .collect();
                let turn = match names.as_slice() {
                    [.., "rolling", "hourly" | "minutely"] => DAY / 24.0,
                    [.., "rolling", "daily"] | [.., "RollingFileAppender", "builder"] => DAY,
                    _ => continue,
                };
                let id = crate::facts::ExprId(i as u32);
                let (end, count) = self.kept_files(u as u32, id);
                judgment.judged.push(Step {
                    span: end,
                    message: format!("writes the log `{log}`"),
                });
                let turn = if self.context.sources.text(end).contains("HOURLY") {
                    DAY / 24.0
                } else {
                    turn
                };
                let period = count.map_or(f64::INFINITY, |n| n * turn);
                let rule = super::Outside {
                    at: end,
                    log: true,
                    period,
                    off: false,
                    text: String::new(),
                };
                outcomes.push(self.configured(&rule, log));
            }
        }
        outcomes
    }

    /// The chain of an appender's builder, and how many files it keeps.
    fn kept_files(&self, u: u32, id: crate::facts::ExprId) -> (Span, Option<f64>) {
        let unit = &self.context.program.units[u as usize];
        let uses = &self.code.uses[u as usize];
        let (mut end, mut count) = (id, None);
        while let Some(&method) = uses.called.get(&end) {
            if let crate::facts::Expr::Method(m) = unit.facts.exprs[method.at()]
                && unit.text(unit.facts.methods[m as usize].name) == "max_log_files"
                && let Some(arg) = self
                    .folder
                    .list(u, unit.facts.methods[m as usize].args)
                    .first()
                && let Folded::Number(a) = self.folder.fold(u, *arg)
            {
                count = a.number();
            }
            end = method;
        }
        (unit.span(unit.facts.spans[end.at()]), count)
    }
}

/// `now() + interval '30 days'`: how long a row lives by its default.
fn default_life(text: &str) -> Option<f64> {
    text.contains('+').then(|| interval(text)).flatten()
}

/// The interval that an expression of SQL holds.
fn interval(text: &str) -> Option<f64> {
    let probe = format!(
        "DELETE FROM t WHERE at < now() - ({})",
        text.rsplit('+').next().unwrap_or(text)
    );
    match purge::read(&probe).first().map(|p| p.age) {
        Some(Age::Fixed(ms)) => Some(ms),
        _ => None,
    }
}
