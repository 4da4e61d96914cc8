//! The database as its migrations leave it: tables, columns, keys, triggers and jobs, each with its place.
//!
//! In: what SQL files say ([`Statement`]s), SQL in texts of Rust code, migrations written in Rust, `table!` macros.
//! Out: a [`Schema`]. Migrations are put in order by their names and replayed, folder by folder. It never knows the
//! policy; what a statement changes that is not there is left alone.

mod embedded;
mod order;
mod replay;
mod sea_orm;

use super::Program;
use crate::parse::Range;
use crate::parse::ddl::{Column, Constraint, ConstraintKind, Name, OnDelete, Statement};
use crate::source::SourceMap;
use crate::span::{FileId, Span};
use std::collections::BTreeMap;

/// All databases of the tree.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    /// One for each folder of migrations, sorted by folder.
    pub databases: Vec<Database>,
}

/// The database that one folder of migrations makes.
#[derive(Clone, Debug, Default)]
pub struct Database {
    /// The folder, or the crate whose code holds the statements.
    pub folder: String,
    /// Its tables by name; a schema other than the default one stands in front (`audit.events`).
    pub tables: BTreeMap<String, Table>,
    /// Its triggers by name.
    pub triggers: BTreeMap<String, Trigger>,
    /// Bodies of its functions by name.
    pub functions: BTreeMap<String, Span>,
    /// What it runs by itself.
    pub jobs: Vec<Job>,
}

/// A table as it is in the end.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its name without a schema.
    pub name: String,
    /// Its schema, if not the default one.
    pub schema: Option<String>,
    /// Its columns in order.
    pub columns: Vec<TableColumn>,
    /// Keys and other constraints.
    pub constraints: Vec<Constraint>,
    /// The statement that created it.
    pub created: Span,
    /// Its comment.
    pub comment: Option<String>,
    /// The expression by which the database lets rows expire.
    pub ttl: Option<(String, Span)>,
    /// The table it is a partition or child of.
    pub parent: Option<String>,
    /// Lives no longer than a connection.
    pub temporary: bool,
}

/// A column as it is in the end.
#[derive(Clone, Debug)]
pub struct TableColumn {
    /// What is said of it.
    pub column: Column,
    /// Where it was declared last.
    pub at: Span,
}

/// A trigger with what it runs.
#[derive(Clone, Debug)]
pub struct Trigger {
    /// The table it watches.
    pub table: String,
    /// `insert`, `update`, `delete`.
    pub events: Vec<String>,
    /// The function it runs (Postgres).
    pub function: Option<String>,
    /// The statements it runs (SQLite, MySQL).
    pub body: Option<Span>,
    /// The statement that created it.
    pub created: Span,
}

/// Something the database runs by itself.
#[derive(Clone, Debug)]
pub struct Job {
    /// Its name, where it has one.
    pub name: Option<String>,
    /// When, as written.
    pub schedule: String,
    /// The statements.
    pub body: Span,
    /// The statement that created it.
    pub created: Span,
}

/// A reference from one table to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference<'s> {
    /// The columns that refer.
    pub columns: &'s [String],
    /// The table referred to.
    pub table: String,
    /// What deleting the row referred to does.
    pub on_delete: OnDelete,
    /// Where it is declared, in the file of the table's statement.
    pub range: Range,
}

/// What one file says, in its order.
#[derive(Clone, Debug)]
pub struct Source<'s> {
    /// The file.
    pub file: FileId,
    /// Its path.
    pub path: &'s str,
    /// Its statements.
    pub statements: Vec<Statement>,
}

impl Schema {
    /// All tables of all databases.
    pub fn tables(&self) -> impl Iterator<Item = (&Database, &Table)> {
        self.databases
            .iter()
            .flat_map(|d| d.tables.values().map(move |t| (d, t)))
    }

    /// The tables of a name, `schema.name` or `name`, in any case.
    pub fn find<'s>(&'s self, name: &'s str) -> impl Iterator<Item = (&'s Database, &'s Table)> {
        self.tables().filter(move |(_, t)| t.is(name))
    }
}

impl Database {
    /// The table that a statement of this database means.
    pub fn table(&self, name: &Name) -> Option<&Table> {
        let key = order::key(name);
        self.tables.get(&key).or_else(|| {
            self.tables
                .values()
                .find(|t| t.name.eq_ignore_ascii_case(&name.text))
        })
    }
}

impl Table {
    /// Whether the table goes by a name, its schema written or not.
    pub fn is(&self, name: &str) -> bool {
        match name.rsplit_once('.') {
            Some((schema, last)) => {
                last.eq_ignore_ascii_case(&self.name)
                    && schema.eq_ignore_ascii_case(self.schema.as_deref().unwrap_or("public"))
            }
            None => name.eq_ignore_ascii_case(&self.name),
        }
    }

    /// A column by name, in any case.
    pub fn column(&self, name: &str) -> Option<&TableColumn> {
        self.columns
            .iter()
            .find(|c| c.column.name.text.eq_ignore_ascii_case(name))
    }

    /// Its references to other tables.
    pub fn references(&self) -> impl Iterator<Item = Reference<'_>> {
        self.constraints.iter().filter_map(|c| match &c.kind {
            ConstraintKind::Foreign {
                table, on_delete, ..
            } => Some(Reference {
                columns: &c.columns,
                table: order::key(table),
                on_delete: *on_delete,
                range: c.range,
            }),
            _ => None,
        })
    }
}

/// Replays all migrations: `sql` holds the statements of SQL files, the program what its code creates.
pub fn build(sql: Vec<Source<'_>>, program: &Program, sources: &SourceMap) -> Schema {
    let mut folders: BTreeMap<String, Vec<Source<'_>>> = BTreeMap::new();
    let embedded = embedded::read(program, sources);
    for source in sql.into_iter().filter(|s| !order::is_undo(s.path)) {
        folders
            .entry(order::folder(source.path))
            .or_default()
            .push(source);
    }
    for (folder, source) in embedded {
        folders.entry(folder).or_default().push(source);
    }
    let mut databases: Vec<Database> = folders
        .into_iter()
        .map(|(folder, mut files)| {
            files.sort_by_cached_key(|s| (order::version(s.path), s.path.to_owned()));
            replay::replay(folder, &files)
        })
        .filter(|d| !d.tables.is_empty() || !d.jobs.is_empty() || !d.triggers.is_empty())
        .collect();
    for declared in embedded::diesel_tables(program, sources) {
        let known = |t: &Table| {
            databases.iter().any(|d| {
                d.tables
                    .values()
                    .any(|o| o.name.eq_ignore_ascii_case(&t.name))
            })
        };
        let new: BTreeMap<String, Table> = declared
            .tables
            .iter()
            .filter(|(_, t)| !known(t))
            .map(|(k, t)| (k.clone(), t.clone()))
            .collect();
        if !new.is_empty() {
            databases.push(Database {
                tables: new,
                ..declared
            });
        }
    }
    databases.sort_by(|a, b| a.folder.cmp(&b.folder));
    Schema { databases }
}

/// The migrations among files, in the order in which they are replayed.
pub fn in_order<'p>(paths: &[&'p str]) -> Vec<&'p str> {
    let mut found: Vec<&str> = paths
        .iter()
        .copied()
        .filter(|p| !order::is_undo(p))
        .collect();
    found.sort_by_cached_key(|p| (order::folder(p), order::version(p), (*p).to_owned()));
    found
}
