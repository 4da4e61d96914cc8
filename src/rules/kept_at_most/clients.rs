//! Purges that a client of the database runs: `psql -c "DELETE …"`, `sqlite3 shop.db "DELETE …"`, `psql -f purge.sql`.
//!
//! In: scripts, crontabs, jobs, services, and the files of SQL that they name. Out: an outcome for each statement that
//! deletes from a table. Comments are left out; what runs a script is found by its name.

use super::Promise;
use super::outcome::{Breach, Outcome};
use super::schedule::{Running, Schedules};
use crate::finding::Confidence;
use crate::parse::config::{Config, Format, Sort};
use crate::parse::purge::{self, Age, By, Condition, Means, Purge};
use crate::rules::Context;
use crate::source::{Kind, Role};
use crate::span::{FileId, Span};

const DELETE: &str = "delete from";

/// A statement that a client runs.
#[derive(Debug)]
pub(super) struct Client {
    at: Span,
    of: Purge,
    running: Running,
}

/// All statements that clients run and that delete, with what runs them.
pub(super) fn clients(context: &Context<'_>, schedules: &Schedules<'_>) -> Vec<Client> {
    let known = &schedules.words.commands.clients;
    let mut found = Vec::new();
    let mut lines: Vec<&str> = Vec::new();
    for (file, config) in &context.surroundings.configs {
        let source = context.sources.file(*file);
        let runs = |text: &str| known.iter().any(|c| text.contains(c.as_str()));
        if source.role != Role::Product || *file == context.policy.file || !runs(&source.text) {
            continue;
        }
        lines.extend(source.text.lines().filter(|l| runs(l)));
        for (at, sql) in statements(&source.text) {
            let filled = filled(sql, config);
            read(schedules, (*file, at), (sql, &filled), &mut found);
        }
    }
    // A migration deletes once, a file that a client is given whenever that runs.
    for (file, source) in context.sources.iter() {
        let name = source.path.rsplit('/').next().unwrap_or(&source.path);
        let given = || lines.iter().any(|l| l.contains(name));
        if source.kind == Kind::Sql && source.role == Role::Product && given() {
            for (at, sql) in statements(&source.text) {
                read(schedules, (file, at), (sql, sql), &mut found);
            }
        }
    }
    found
}

fn read(
    schedules: &Schedules<'_>,
    (file, at): (FileId, usize),
    (written, sql): (&str, &str),
    found: &mut Vec<Client>,
) {
    // Some rows that go whatever their age empty nothing in time.
    let takes =
        |p: &Purge| p.means == Means::Delete && (p.age != Age::Any || p.narrowed.is_empty());
    if let Some(of) = purge::read(sql).into_iter().find(takes) {
        found.push(Client {
            at: Span::new(file, at as u32, (at + written.len()) as u32),
            of,
            running: schedules.started(file, at, 0),
        });
    }
}

impl Promise<'_> {
    /// What clients delete from a table: each statement with what it comes to.
    pub(super) fn by_clients(&self, table: &str) -> Vec<(Span, Outcome)> {
        let about = |c: &&Client| c.of.table.eq_ignore_ascii_case(table);
        let found = self.clients.iter().filter(about);
        found.map(|c| (c.at, self.given(table, c))).collect()
    }

    fn given(&self, table: &str, client: &Client) -> Outcome {
        let what = format!("table `{table}`");
        let breach = |(message, help): (String, String), rank| Breach {
            at: client.at,
            item: String::new(),
            message,
            help,
            confidence: Confidence::High,
            trail: Vec::new(),
            rank,
        };
        let narrowed = &client.of.narrowed;
        let unsure = |c: &Condition| matches!(c.by, By::Key | By::Other);
        if let Some(by) = narrowed.first().filter(|_| !self.after_deletion)
            && !narrowed.iter().any(unsure)
        {
            return Outcome::Part(Box::new(Breach {
                confidence: Confidence::Medium,
                ..breach(self.partly(table, &by.column), 1)
            }));
        }
        let Some(period) = self
            .age_of(table, &client.of)
            .filter(|_| !narrowed.iter().any(unsure))
        else {
            return Outcome::Unknown(format!(
                "the period of the command that purges `{table}` could not be read"
            ));
        };
        Outcome::Breach(Box::new(match &client.running {
            Running::Again(pause, _) if self.fits(period, *pause) => return Outcome::Kept,
            Running::Again(pause, _) => breach(self.too_late(&what, period, *pause), 4),
            Running::Suspended(_) => {
                let message = format!("the job that purges the {what} is suspended");
                breach((message, "let the job run".to_owned()), 3)
            }
            Running::Once | Running::Asked | Running::Never => {
                let message = format!("nothing schedules the command that purges the {what}");
                let help = "run it regularly: by a crontab, a timer or a scheduled job".to_owned();
                breach((message, help), 3)
            }
        }))
    }

    /// The age by which a statement deletes, as far as it stands in the statement or in what writes the rows.
    pub(super) fn age_of(&self, table: &str, purge: &Purge) -> Option<f64> {
        let column = purge.column.as_deref().unwrap_or("");
        let after = match purge.age {
            Age::Any => return Some(0.0),
            Age::Fixed(ms) => ms,
            Age::Due => 0.0,
            Age::Bound(..) | Age::Before(..) | Age::Unread => return None,
        };
        if purge.age != Age::Due && !self.code.words.columns.is_due(column) {
            return Some(after);
        }
        let lives = self.code.lives(table, column);
        lives.into_values().reduce(f64::max).map(|ms| ms + after)
    }
}

/// The statements of a text that delete, each with its place: up to the quote that closes what it stands in, or to its
/// semicolon. Lines that are comments hold none.
fn statements(text: &str) -> Vec<(usize, &str)> {
    let lower = text.to_ascii_lowercase();
    let mut found = Vec::new();
    for (at, _) in lower.match_indices(DELETE) {
        let line = text
            .get(..at)
            .and_then(|t| t.rsplit('\n').next())
            .unwrap_or("");
        let comment = ["#", "--", "//"]
            .iter()
            .any(|c| line.trim_start().starts_with(c));
        let rest = text.get(at..).unwrap_or("");
        if comment {
            continue;
        }
        let quote = text
            .get(..at)
            .map(str::trim_end)
            .and_then(|t| t.chars().next_back());
        let quote = quote.filter(|c| matches!(c, '"' | '\'' | '`'));
        let end = rest.find(quote.unwrap_or(';')).unwrap_or(rest.len());
        let sql = rest.get(..end).unwrap_or(rest).trim_end_matches('\\');
        found.push((at, sql));
    }
    found
}

/// A statement with the variables of its script put in.
fn filled(sql: &str, config: &Config) -> String {
    let mut out = String::new();
    let mut rest = sql;
    while let Some(at) = rest.find('$').filter(|_| config.format != Format::Hcl) {
        let (before, behind) = rest.split_at(at);
        out.push_str(before);
        let inner = behind.get(1..).unwrap_or("");
        let (name, default, used) = match inner.strip_prefix('{').and_then(|i| i.split_once('}')) {
            Some((inside, _)) => {
                let (name, default) = inside.split_once(":-").unwrap_or((inside, ""));
                (name, default, inside.len() + 3)
            }
            None => {
                let end = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
                let name = inner.get(..end.unwrap_or(inner.len())).unwrap_or("");
                (name, "", name.len() + 1)
            }
        };
        let set = config
            .live()
            .find(|e| e.sort == Sort::Env && e.name() == name);
        let value = set.and_then(|e| e.value.literal()).unwrap_or(default);
        let kept = behind.get(..used).unwrap_or(behind);
        out.push_str(if value.is_empty() { kept } else { value });
        rest = behind.get(used..).unwrap_or("");
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::config;

    #[test]
    fn statements_end_where_their_quotes_do() {
        let found = |text| {
            statements(text)
                .into_iter()
                .map(|(_, s)| s)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            found("psql -c \"DELETE FROM a WHERE b < '1'\" x"),
            ["DELETE FROM a WHERE b < '1'"]
        );
        assert_eq!(found("psql <<SQL\nDELETE FROM a;\nSQL"), ["DELETE FROM a"]);
        assert_eq!(found("# psql -c 'DELETE FROM a'"), [""; 0]);
        assert_eq!(found("é\" Delete From a"), ["Delete From a"]);
    }

    #[test]
    fn variables_of_a_script_are_put_in() {
        let script = config::read(Format::Shell, "DAYS=30\n");
        let put = |sql| filled(sql, &script);
        assert_eq!(put("'$DAYS days'"), "'30 days'");
        assert_eq!(put("'${DAYS} days'"), "'30 days'");
        assert_eq!(put("'${KEEP:-7} days'"), "'7 days'");
        assert_eq!(put("'$OTHER days' $"), "'$OTHER days' $");
    }
}
