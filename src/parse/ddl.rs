//! SQL that shapes a database: tables, columns, keys, comments, triggers, scheduled jobs.
//!
//! In: SQL text of Postgres, SQLite or MySQL. Out: [`Statement`]s with their places, in the order of the text. A tolerant
//! reader: what shapes nothing is skipped, what is not understood costs one statement. It never fails and never knows
//! what came before: [`crate::link::schema`] replays the statements.

mod alter;
mod column;
mod create;
mod cursor;
mod routine;
#[cfg(test)]
mod tests;

use super::Range;
use super::sql::lex;
use cursor::Cursor;

/// A name with its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    /// The schema it is in, where written and not the default one.
    pub schema: Option<String>,
    /// Bare words in lower case, quoted ones as they are.
    pub text: String,
    /// Where it stands.
    pub range: Range,
}

/// A column as declared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: Name,
    /// Its type as written, in lower case and evenly spaced; empty where SQLite lets it out.
    pub ty: String,
    /// `NOT NULL`, or part of the primary key by its own declaration.
    pub not_null: bool,
    /// Its default as written.
    pub default: Option<String>,
    /// Computed from others.
    pub generated: bool,
    /// `COMMENT '…'`
    pub comment: Option<String>,
    /// `PRIMARY KEY`, `UNIQUE`, `REFERENCES` at the column.
    pub constraints: Vec<Constraint>,
    /// The whole declaration.
    pub range: Range,
}

/// A constraint of a table or column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constraint {
    /// Its name, where written.
    pub name: Option<String>,
    /// The columns it is about.
    pub columns: Vec<String>,
    /// What it asks.
    pub kind: ConstraintKind,
    /// Where it stands.
    pub range: Range,
}

/// What a constraint asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConstraintKind {
    /// `PRIMARY KEY`
    Primary,
    /// `UNIQUE`
    Unique,
    /// `FOREIGN KEY … REFERENCES`
    Foreign {
        /// The table referred to.
        table: Name,
        /// Its columns; empty: its primary key.
        columns: Vec<String>,
        /// What deleting the row referred to does.
        on_delete: OnDelete,
    },
    /// `CHECK`, `EXCLUDE`
    Other,
}

/// What deleting a row does to rows that refer to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OnDelete {
    /// It is refused.
    #[default]
    NoAction,
    /// It is refused at once.
    Restrict,
    /// They go too.
    Cascade,
    /// They lose the reference.
    SetNull,
    /// They refer to the default.
    SetDefault,
}

/// What a statement does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// `CREATE TABLE`
    CreateTable(Box<CreateTable>),
    /// `ALTER TABLE`, one for all its parts.
    Alter(Name, Vec<Change>),
    /// `DROP TABLE`; the flag is `CASCADE`.
    DropTables(Vec<Name>, bool),
    /// `DROP SCHEMA … CASCADE`
    DropSchema(String),
    /// `ALTER TYPE a RENAME TO b`
    RenameType(String, String),
    /// `DROP TYPE … CASCADE`: columns of the type go.
    DropTypes(Vec<String>),
    /// `COMMENT ON TABLE`, `COMMENT ON COLUMN`: table, column, text.
    Comment(Name, Option<String>, Option<String>),
    /// `CREATE TRIGGER`
    Trigger(Trigger),
    /// `DROP TRIGGER`: name and, where written, table.
    DropTrigger(String, Option<Name>),
    /// `CREATE FUNCTION`, `CREATE PROCEDURE`: its name and body.
    Function(String, Range),
    /// Something the database runs by itself.
    Job(Job),
    /// `cron.unschedule('name')`, `DROP EVENT name`
    DropJob(String),
    /// `ALTER TABLE … MODIFY TTL`, timescale's `add_retention_policy`: table and the expression.
    Ttl(Name, String),
}

/// `CREATE TABLE`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CreateTable {
    /// Its name.
    pub name: Name,
    /// `IF NOT EXISTS`
    pub if_not_exists: bool,
    /// `TEMPORARY`
    pub temporary: bool,
    /// Columns in order.
    pub columns: Vec<Column>,
    /// Constraints of the table.
    pub constraints: Vec<Constraint>,
    /// Tables whose columns it takes over (`LIKE`, `INHERITS`, `PARTITION OF`, `AS SELECT * FROM`).
    pub like: Vec<Name>,
    /// It is made of what a query gives: of columns it takes over, only names and types stay.
    pub selected: bool,
    /// The table it is a partition or child of: changes of that table are its own.
    pub parent: Option<Name>,
    /// `TTL …` of ClickHouse.
    pub ttl: Option<String>,
    /// `COMMENT = '…'`
    pub comment: Option<String>,
}

/// One part of an `ALTER TABLE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// `ADD COLUMN`; the flag is `IF NOT EXISTS`.
    Add(Box<Column>, bool),
    /// `ADD CONSTRAINT`
    Constrain(Constraint),
    /// `DROP COLUMN`
    Drop(String),
    /// `DROP CONSTRAINT`, `DROP FOREIGN KEY`
    DropConstraint(String),
    /// `DROP PRIMARY KEY`
    DropPrimary,
    /// `ALTER COLUMN … TYPE`
    Retype(String, String),
    /// `SET DEFAULT`, `DROP DEFAULT`
    Default(String, Option<String>),
    /// `SET NOT NULL`, `DROP NOT NULL`
    NotNull(String, bool),
    /// `MODIFY`, `CHANGE`: the column by its old name, and all that is now said of it.
    Replace(String, Box<Column>),
    /// `RENAME COLUMN`
    RenameColumn(String, String),
    /// `RENAME TO`
    RenameTable(Name),
    /// `RENAME CONSTRAINT`
    RenameConstraint(String, String),
    /// `SET SCHEMA`
    SetSchema(String),
    /// `ADD GENERATED … AS IDENTITY`, `DROP IDENTITY`
    Identity(String, bool),
}

/// A trigger.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trigger {
    /// Its name.
    pub name: String,
    /// The table it watches.
    pub table: Name,
    /// `insert`, `update`, `delete`, `truncate`.
    pub events: Vec<String>,
    /// The function it runs (Postgres).
    pub function: Option<String>,
    /// The statements it runs (SQLite, MySQL).
    pub body: Option<Range>,
}

/// Something the database runs by itself: pg_cron, MySQL events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Job {
    /// Its name, where it has one.
    pub name: Option<String>,
    /// `0 3 * * *`, `1 DAY`: as written.
    pub schedule: String,
    /// The statements it runs.
    pub body: Range,
    /// `body` is a text of its own inside quotes.
    pub quoted: bool,
}

/// A statement with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// What it does.
    pub action: Action,
    /// The whole statement.
    pub range: Range,
}

/// How deep texts within texts are read: a function within a `DO` block within a text.
const DEPTH: usize = 3;

/// Reads all statements that shape the database; never fails.
pub fn read(source: &str) -> Vec<Statement> {
    let source = upward(source);
    let tokens = lex::tokens(source);
    let mut out = Vec::new();
    Reader { source, depth: 0 }.statements(&tokens, &mut out);
    out
}

/// A migration without the part that takes it back, where one file holds both (dbmate, goose, sql-migrate).
fn upward(source: &str) -> &str {
    const DOWN: &[&str] = &[
        "-- migrate:down",
        "-- +goose down",
        "-- +migrate down",
        "-- +micrate down",
        "-- +duckdb down",
    ];
    let mut at = 0;
    for line in source.split_inclusive('\n') {
        let lower = line.trim().to_ascii_lowercase();
        if DOWN.iter().any(|d| lower.starts_with(d)) {
            return &source[..at];
        }
        at += line.len();
    }
    source
}

/// Whether a text may hold statements that shape a database; cheap, for texts found in code.
pub fn may_shape(text: &str) -> bool {
    // Most texts in code are shorter than the shortest of these.
    if text.len() < "drop table".len() {
        return false;
    }
    let head: String = text
        .trim_start()
        .chars()
        .take(4000)
        .collect::<String>()
        .to_ascii_lowercase();
    [
        "create table",
        "alter table",
        "drop table",
        "create temp",
        "cron.schedule",
        "create trigger",
        "create event",
    ]
    .iter()
    .any(|w| head.contains(w))
}

/// A statement of an inner text that begins at `by` in its file, with its places in that file.
pub fn shifted(statement: Statement, by: u32) -> Statement {
    moved(statement, &|r| r.shifted(by))
}

/// A statement whose text does not stand in the file as it is: all its places are the text's.
pub fn anchored(statement: Statement, at: Range) -> Statement {
    moved(statement, &|_| at)
}

fn moved(mut statement: Statement, to: &dyn Fn(Range) -> Range) -> Statement {
    let column = |column: &mut Column| {
        column.range = to(column.range);
        column.name.range = to(column.name.range);
    };
    statement.range = to(statement.range);
    match &mut statement.action {
        Action::CreateTable(table) => {
            table.name.range = to(table.name.range);
            table.columns.iter_mut().for_each(column);
        }
        Action::Alter(_, changes) => {
            for change in changes {
                if let Change::Add(added, _) | Change::Replace(_, added) = change {
                    column(added);
                }
            }
        }
        Action::Trigger(trigger) => trigger.body = trigger.body.map(to),
        Action::Function(_, body) => *body = to(*body),
        Action::Job(job) => job.body = to(job.body),
        _ => {}
    }
    statement
}

#[derive(Clone, Copy)]
struct Reader<'t> {
    source: &'t str,
    depth: usize,
}

impl Reader<'_> {
    /// Splits at semicolons, those inside of `BEGIN … END` bodies excepted, and reads each part.
    fn statements(self, tokens: &[lex::Token], out: &mut Vec<Statement>) {
        let mut start = 0;
        while start < tokens.len() {
            let end = routine::statement_end(self.source, tokens, start);
            let part = &tokens[start..end];
            if let (Some(first), Some(last)) = (part.first(), part.last()) {
                let range = Range {
                    start: first.range.start,
                    end: last.range.end,
                };
                if first.is(self.source, "prepare") || first.is(self.source, "execute") {
                    routine::prepared(self, part, &tokens[..start], out);
                }
                self.statement(part, range, out);
            }
            start = end + 1;
        }
    }

    fn statement(self, tokens: &[lex::Token], range: Range, out: &mut Vec<Statement>) {
        let at = Cursor::new(self.source, tokens);
        let first = at.peek_word();
        let action = match first.as_str() {
            "create" => return create::create(self, at, range, out),
            "alter" => alter::alter(at),
            "drop" => alter::drop(at),
            "rename" => alter::rename(at),
            "comment" => alter::comment(at),
            "do" => return routine::block(self, at, out),
            "select" | "call" | "perform" => {
                routine::ran(self, at, out);
                routine::called(at)
            }
            _ => Vec::new(),
        };
        out.extend(action.into_iter().map(|action| Statement { action, range }));
    }
}
