//! Tables that are held to a period: which ones a commitment is about, and what empties them.
//!
//! In: the schema, purges of code, jobs and expiry of the database. Out: judged places and findings.

use super::Promise;
use super::age::Ages;
use super::code::CodePurge;
use super::outcome::{Outcome, Tally};
use super::schedule::Running;
use crate::finding::{Confidence, Step};
use crate::link::schema::{Database, Table};
use crate::parse::ddl::{Column, OnDelete};
use crate::parse::purge::{By, Condition, Means};
use crate::rules::flows::is_promised;
use std::collections::BTreeSet;

impl Promise<'_> {
    /// The tables of the commitment: named ones, else those with a column that holds the data.
    pub(super) fn tables(&self, tally: &mut Tally) {
        let named = self.commitment.texts("table");
        for table in &named {
            self.table(table, tally);
        }
        let elsewhere =
            !self.commitment.texts("store").is_empty() || !self.commitment.texts("log").is_empty();
        if !named.is_empty() || elsewhere {
            return;
        }
        let mut holding = BTreeSet::new();
        for (_, table) in self.context.schema.tables() {
            let mut columns = table.columns.iter().map(|c| &c.column);
            if columns.any(|c| self.is_kept(table, c)) {
                holding.insert(table.name.clone());
            }
        }
        for table in &holding {
            self.table(table, tally);
        }
        if holding.is_empty() && !self.commitment.data.is_empty() {
            tally
                .open
                .push("no table was found that holds the data".to_owned());
        }
    }

    /// Whether a column of the schema holds the commitment's data: by its name, unless its type or its table speaks
    /// against it. What a table of settings says of an address is how the service itself is set up, but for one with an owner.
    fn is_kept(&self, table: &Table, column: &Column) -> bool {
        if !self.holds(&table.name, &column.name.text) {
            return false;
        }
        if self.is_declared(&table.name, &column.name.text) {
            return true;
        }
        let words = &self.context.catalog.words;
        let Some(naming) = words.classify_in(&column.name.text, &[&table.name]) else {
            return true;
        };
        let times = &self.code.words.columns;
        let owned = || {
            let mut names = table.columns.iter().map(|c| &c.column.name.text);
            names.any(|n| n.contains('_') && times.is_owner(n))
        };
        let as_type: String = table.name.split('_').map(capitalized).collect();
        times.may_hold(&column.ty, naming.key)
            && (!words.speaks_against(naming.key, &as_type) || owned())
    }

    /// Whether the policy says that a column holds the commitment's data.
    fn is_declared(&self, table: &str, column: &str) -> bool {
        let declared = self.context.policy.data.iter();
        let mut declared = declared.filter(|d| is_promised(self.commitment, &d.key.value));
        let full = format!("{table}.{column}");
        declared.any(|d| {
            d.columns
                .iter()
                .any(|c| c.value.eq_ignore_ascii_case(&full))
        })
    }

    /// Whether a column holds the commitment's data, by its name.
    fn holds(&self, table: &str, column: &str) -> bool {
        if self.is_declared(table, column) {
            return true;
        }
        let words = &self.context.catalog.words;
        words
            .classify_in(column, &[table])
            .is_some_and(|n| is_promised(self.commitment, n.key))
    }

    pub(super) fn table(&self, name: &str, tally: &mut Tally) {
        let tables: Vec<(&Database, &Table)> = self.context.schema.find(name).collect();
        let bare = name.rsplit('.').next().unwrap_or(name).to_lowercase();
        let place = tables
            .first()
            .map_or(self.commitment.span, |(_, t)| t.created);
        let mut outcomes = Vec::new();
        for purge in self
            .purges
            .iter()
            .filter(|p| p.of.table.eq_ignore_ascii_case(&bare))
        {
            if let Some(outcome) = self.purge(purge, name) {
                tally.judgment.judged.push(Step {
                    span: purge.at,
                    message: format!("deletes from the table `{name}`"),
                });
                outcomes.push(outcome);
            }
        }
        for (span, outcome) in self.by_clients(&bare) {
            let message = format!("deletes from the table `{name}`");
            tally.judgment.judged.push(Step { span, message });
            outcomes.push(outcome);
        }
        for (db, table) in &tables {
            outcomes.extend(self.by_database(db, table));
            outcomes.extend(self.with_parents(table, name));
        }
        if tables.is_empty() {
            outcomes.extend(self.collection(name, tally));
        }
        if tables.is_empty() && outcomes.is_empty() {
            tally
                .open
                .push(format!("no table `{name}` was found in the migrations"));
            return;
        }
        let what = format!("table `{name}`");
        let none = self.nothing(&bare, &what);
        self.settle(outcomes, &what, (place, none), tally);
    }

    /// Rows go with the rows they refer to.
    fn with_parents(&self, table: &Table, name: &str) -> Vec<Outcome> {
        let mut outcomes = Vec::new();
        let cascades = table
            .references()
            .filter(|r| r.on_delete == OnDelete::Cascade);
        for reference in cascades {
            let parent = reference
                .table
                .rsplit('.')
                .next()
                .unwrap_or(&reference.table);
            let parent = parent.to_lowercase();
            let deletes = |p: &&CodePurge| {
                p.of.table == parent && p.of.means == Means::Delete && parent != table.name
            };
            let kept = self
                .purges
                .iter()
                .filter(deletes)
                .filter_map(|p| self.purge(p, name));
            outcomes.extend(kept.filter(|o| matches!(o, Outcome::Kept)));
        }
        outcomes
    }

    /// What to say where nothing deletes in time from a table.
    fn nothing(&self, table: &str, what: &str) -> String {
        let deletes =
            |p: &CodePurge| p.of.table.eq_ignore_ascii_case(table) && p.of.means == Means::Delete;
        match (self.purges.iter().any(deletes), self.after_deletion) {
            (true, true) => format!("rows of the {what} do not go with the account"),
            (true, false) => {
                format!("rows of the {what} are deleted one by one only, none because of its age")
            }
            (false, _) => format!("nothing deletes from the {what}"),
        }
    }

    /// What a purge of code comes to; none if it is no purge by age.
    fn purge(&self, purge: &CodePurge, table: &str) -> Option<Outcome> {
        let of = &purge.of;
        if of.means == Means::Update && !of.emptied.iter().any(|c| self.holds(table, c)) {
            return None;
        }
        let words = &self.code.words.columns;
        let is = |list: &[String], column: &str| list.iter().any(|c| c == column);
        if purge.ages == Ages::Any && !of.narrowed.is_empty() {
            // Some rows go whatever their age: that empties nothing in time.
            of.keys().next()?;
            // Deleted one by one: at once, when the account goes.
            let owner = of.keys().any(|k| words.is_owner(k));
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
        // What empties the whole table in passing, before it is filled again, is no purge.
        let running = || self.schedules.of(purge.function, purge.site);
        if purge.ages == Ages::Any && !purge.apart && !matches!(running(), Running::Again(..)) {
            return None;
        }
        let marks = |c: &str| is(&words.deleted, c);
        let fixed = of.narrowed.iter().filter(|c| c.by == By::Fixed);
        let marked =
            of.column.as_deref().is_some_and(marks) || fixed.into_iter().any(|c| marks(&c.column));
        if marked && !self.after_deletion {
            return Some(self.breach(
                purge,
                1,
                format!("only rows of the table `{table}` that are already marked as deleted go"),
                "delete by the time of creation".to_owned(),
            ));
        }
        let of_account = marked && self.after_deletion;
        let part = self.part(purge, table).filter(|_| !of_account);
        Some(part.unwrap_or_else(|| self.run(purge, &format!("table `{table}`"))))
    }

    /// What a purge comes to that takes only some of the rows.
    fn part(&self, purge: &CodePurge, table: &str) -> Option<Outcome> {
        // Whether there is anything left to empty narrows nothing down.
        let emptied = |c: &&Condition| purge.of.emptied.contains(&c.column);
        let narrowed: Vec<&Condition> = purge.of.narrowed.iter().filter(|c| !emptied(c)).collect();
        let unsure = |c: &&&Condition| matches!(c.by, By::Key | By::Other);
        if let Some(by) = narrowed.iter().find(unsure) {
            return Some(Outcome::Unknown(format!(
                "what purges `{table}` goes by `{}` too; whether it reaches all rows could not be read",
                by.column
            )));
        }
        let by = narrowed.first().filter(|_| !self.after_deletion)?;
        let (message, help) = self.partly(table, &by.column);
        match self.breach(purge, 1, message, help) {
            Outcome::Breach(mut breach) => {
                breach.confidence = Confidence::Medium;
                Some(Outcome::Part(breach))
            }
            other => Some(other),
        }
    }
}

/// A word as it stands in the name of a type.
fn capitalized(word: &str) -> String {
    let mut chars = word.chars();
    let first = chars.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(chars).collect()
}
