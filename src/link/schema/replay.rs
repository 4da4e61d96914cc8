//! Statements applied one after the other, as a database would.
//!
//! In: the statements of one folder's migrations, in order. Out: the [`Database`] they leave. It never fails: a change
//! to what is not there changes nothing.

use super::order::key;
use super::{Database, Job, Source, Table, TableColumn, Trigger};
use crate::parse::ddl::{
    Action, Change, Column, Constraint, ConstraintKind, CreateTable, Name, Statement,
};
use crate::parse::{Range, ddl};
use crate::span::{FileId, Span};

/// Postgres cuts names at this length.
const NAME: usize = 63;

/// Replays all files.
pub(super) fn replay(folder: String, files: &[Source<'_>]) -> Database {
    let mut db = Database {
        folder,
        ..Database::default()
    };
    for source in files {
        for statement in &source.statements {
            apply(&mut db, source.file, statement);
        }
    }
    db
}

fn apply(db: &mut Database, file: FileId, statement: &Statement) {
    let at = |range: Range| Span::new(file, range.start, range.end);
    let created = at(statement.range);
    match &statement.action {
        Action::CreateTable(made) => create(db, made, created),
        Action::Alter(name, changes) => {
            let mut name = key(name);
            for change in changes {
                name = alter(db, &name, change, file);
            }
        }
        Action::DropTables(names, cascade) => {
            for name in names {
                drop_table(db, &key(name), *cascade);
            }
        }
        Action::DropSchema(schema) => db.tables.retain(|_, t| t.schema.as_ref() != Some(schema)),
        Action::RenameType(..) | Action::DropTypes(_) => retype(db, &statement.action),
        Action::Comment(table, column, text) => {
            comment(db, table, column.as_deref(), text.as_ref());
        }
        Action::Trigger(trigger) => {
            let made = watching(trigger, created);
            db.triggers.insert(trigger.name.clone(), made);
        }
        Action::DropTrigger(name, _) => {
            db.triggers.remove(name);
        }
        Action::Function(name, body) => {
            db.functions.insert(name.clone(), at(*body));
        }
        Action::Job(job) => {
            db.jobs.retain(|j| job.name.is_none() || j.name != job.name);
            let (name, schedule) = (job.name.clone(), job.schedule.clone());
            db.jobs.push(Job {
                name,
                schedule,
                body: at(job.body),
                created,
            });
        }
        Action::DropJob(name) => db.jobs.retain(|j| j.name.as_ref() != Some(name)),
        Action::Ttl(table, expression) => {
            let name = found(db, &key(table));
            if let Some(table) = db.tables.get_mut(&name) {
                table.ttl = Some((expression.clone(), created));
            }
        }
    }
}

/// Renames a type, or drops what is of it.
fn retype(db: &mut Database, action: &Action) {
    match action {
        Action::RenameType(from, to) => {
            let columns = db.tables.values_mut().flat_map(|t| &mut t.columns);
            for column in columns.filter(|c| c.column.ty == *from) {
                column.column.ty.clone_from(to);
            }
        }
        Action::DropTypes(types) => {
            for table in db.tables.values_mut() {
                table.columns.retain(|c| !types.contains(&c.column.ty));
            }
        }
        _ => {}
    }
}

fn watching(trigger: &ddl::Trigger, created: Span) -> Trigger {
    Trigger {
        table: key(&trigger.table),
        events: trigger.events.clone(),
        function: trigger.function.clone(),
        body: trigger
            .body
            .map(|b| Span::new(created.file, b.start, b.end)),
        created,
    }
}

/// The name a table is kept under; SQLite and MySQL do not mind the case.
fn found(db: &Database, name: &str) -> String {
    if db.tables.contains_key(name) {
        return name.to_owned();
    }
    let same = db.tables.keys().find(|k| k.eq_ignore_ascii_case(name));
    same.cloned().unwrap_or_else(|| name.to_owned())
}

fn create(db: &mut Database, made: &CreateTable, created: Span) {
    let name = key(&made.name);
    if made.if_not_exists && db.tables.contains_key(&found(db, &name)) {
        return;
    }
    let mut table = Table {
        name: made.name.text.clone(),
        schema: made.name.schema.clone(),
        columns: Vec::new(),
        constraints: Vec::new(),
        created,
        comment: made.comment.clone(),
        ttl: made.ttl.clone().map(|t| (t, created)),
        parent: made.parent.as_ref().map(|p| found(db, &key(p))),
        temporary: made.temporary,
    };
    for like in made.parent.iter().chain(&made.like) {
        if let Some(other) = db.tables.get(&found(db, &key(like))) {
            table.columns.extend(other.columns.iter().cloned());
            // A partition is held to the references of the whole; a child by `INHERITS` is not.
            let partition = made.parent.is_some() && made.columns.is_empty();
            let keys = other
                .constraints
                .iter()
                .filter(|c| partition && matches!(c.kind, ConstraintKind::Foreign { .. }));
            table.constraints.extend(keys.cloned());
        }
    }
    for column in table.columns.iter_mut().filter(|_| made.selected) {
        column.column.not_null = false;
        column.column.default = None;
    }
    for column in &made.columns {
        add_column(&mut table, column, created.file);
    }
    for constraint in &made.constraints {
        constrain(&mut table, constraint.clone());
    }
    db.tables.insert(name, table);
}

fn add_column(table: &mut Table, column: &Column, file: FileId) {
    let mut own = column.clone();
    let constraints = std::mem::take(&mut own.constraints);
    let at = Span::new(file, column.range.start, column.range.end);
    // A child table may say more of a column it inherits.
    match table
        .columns
        .iter()
        .position(|c| c.column.name.text == own.name.text)
    {
        Some(i) => table.columns[i] = TableColumn { column: own, at },
        None => table.columns.push(TableColumn { column: own, at }),
    }
    for constraint in constraints {
        constrain(table, constraint);
    }
}

/// Adds a constraint, under the name that Postgres would give it if it has none.
fn constrain(table: &mut Table, mut constraint: Constraint) {
    if constraint.kind == ConstraintKind::Primary {
        for column in &mut table.columns {
            column.column.not_null |= constraint
                .columns
                .iter()
                .any(|c| c.eq_ignore_ascii_case(&column.column.name.text));
        }
    }
    if constraint.name.is_none() {
        let columns = constraint.columns.join("_");
        let base = match &constraint.kind {
            ConstraintKind::Primary => format!("{}_pkey", table.name),
            ConstraintKind::Unique => format!("{}_{columns}_key", table.name),
            ConstraintKind::Foreign { .. } => format!("{}_{columns}_fkey", table.name),
            ConstraintKind::Other => String::new(),
        };
        let taken = |n: &str| {
            table
                .constraints
                .iter()
                .any(|c| c.name.as_deref() == Some(n))
        };
        let mut name = base.clone();
        let mut number = 0;
        while taken(&name) && !base.is_empty() {
            number += 1;
            name = format!("{base}{number}");
        }
        constraint.name = (!name.is_empty()).then_some(name);
    }
    table.constraints.push(constraint);
}

fn drop_table(db: &mut Database, name: &str, cascade: bool) {
    let name = found(db, name);
    db.tables.remove(&name);
    db.tables.retain(|_, t| t.parent.as_ref() != Some(&name));
    db.triggers.retain(|_, t| t.table != name);
    if cascade {
        for table in db.tables.values_mut() {
            table.constraints.retain(|c| !refers_to(c, &name));
        }
    }
}

fn refers_to(constraint: &Constraint, name: &str) -> bool {
    matches!(&constraint.kind, ConstraintKind::Foreign { table, .. } if key(table).eq_ignore_ascii_case(name))
}

/// Applies one part of an `ALTER TABLE`; gives the table's name afterwards.
fn alter(db: &mut Database, name: &str, change: &Change, file: FileId) -> String {
    let name = found(db, name);
    match change {
        Change::RenameTable(to) => return rename_table(db, &name, to),
        Change::SetSchema(schema) => return set_schema(db, &name, schema),
        Change::RenameColumn(from, to) => rename_column(db, &name, from, to),
        _ => {
            for table in family(db, &name) {
                if let Some(table) = db.tables.get_mut(&table) {
                    alter_table(table, change, file);
                }
            }
        }
    }
    name
}

/// A table and its partitions and children.
fn family(db: &Database, name: &str) -> Vec<String> {
    let mut names = vec![name.to_owned()];
    let mut next = 0;
    while let Some(parent) = names.get(next).cloned() {
        let children = db
            .tables
            .iter()
            .filter(|(k, t)| t.parent.as_ref() == Some(&parent) && !names.contains(k));
        let children: Vec<String> = children.map(|(k, _)| k.clone()).collect();
        names.extend(children);
        next += 1;
    }
    names
}

fn alter_table(table: &mut Table, change: &Change, file: FileId) {
    match change {
        Change::Add(column, _) if table.column(&column.name.text).is_some() => {}
        Change::Add(column, _) => add_column(table, column, file),
        Change::Constrain(constraint) => constrain(table, constraint.clone()),
        Change::Drop(column) => {
            table
                .columns
                .retain(|c| !c.column.name.text.eq_ignore_ascii_case(column));
            table
                .constraints
                .retain(|c| !c.columns.iter().any(|n| n.eq_ignore_ascii_case(column)));
        }
        Change::DropConstraint(name) => drop_constraint(table, name),
        Change::DropPrimary => table
            .constraints
            .retain(|c| c.kind != ConstraintKind::Primary),
        Change::RenameConstraint(from, to) => {
            for c in table
                .constraints
                .iter_mut()
                .filter(|c| c.name.as_ref() == Some(from))
            {
                c.name = Some(to.clone());
            }
        }
        Change::Retype(name, ty) => change_column(table, name, |c| c.ty.clone_from(ty)),
        Change::Default(name, default) => {
            change_column(table, name, |c| c.default.clone_from(default));
        }
        Change::NotNull(name, flag) => change_column(table, name, |c| c.not_null = *flag),
        Change::Identity(name, flag) => change_column(table, name, |c| c.not_null |= *flag),
        Change::Replace(old, column) => replace_column(table, old, column, file),
        Change::RenameTable(_) | Change::SetSchema(_) | Change::RenameColumn(..) => {}
    }
}

fn drop_constraint(table: &mut Table, name: &str) {
    let before = table.constraints.len();
    table
        .constraints
        .retain(|c| !c.name.as_ref().is_some_and(|n| is_name(n, name)));
    if table.constraints.len() < before {
        return;
    }
    // MySQL counts the references of a table that have no name: `posts_ibfk_2`. One that is dropped keeps its number.
    let counted = name.rsplit_once("_ibfk_").and_then(|(_, n)| n.parse().ok());
    let Some(place) = counted.and_then(|n: usize| n.checked_sub(1)) else {
        return;
    };
    let is_counted = |c: &&mut Constraint| match &c.kind {
        ConstraintKind::Foreign { .. } => true,
        _ => c.name.as_ref().is_some_and(|n| n.contains("_ibfk_")),
    };
    if let Some(gone) = table.constraints.iter_mut().filter(is_counted).nth(place) {
        gone.kind = ConstraintKind::Other;
        gone.columns.clear();
        gone.name = Some(name.to_owned());
    }
}

/// Whether a constraint goes by a name, which Postgres may have cut.
fn is_name(own: &str, name: &str) -> bool {
    own.eq_ignore_ascii_case(name)
        || name.len() == NAME
            && own.len() > NAME
            && own.get(..8) == name.get(..8)
            && own.rsplit('_').next() == name.rsplit('_').next()
}

fn change_column(table: &mut Table, name: &str, change: impl FnOnce(&mut Column)) {
    if let Some(column) = table
        .columns
        .iter_mut()
        .find(|c| c.column.name.text.eq_ignore_ascii_case(name))
    {
        change(&mut column.column);
    }
}

fn replace_column(table: &mut Table, old: &str, column: &Column, file: FileId) {
    let at = Span::new(file, column.range.start, column.range.end);
    let Some(place) = table
        .columns
        .iter()
        .position(|c| c.column.name.text.eq_ignore_ascii_case(old))
    else {
        return;
    };
    let mut own = column.clone();
    let constraints = std::mem::take(&mut own.constraints);
    let primary = table.constraints.iter().any(|c| {
        c.kind == ConstraintKind::Primary && c.columns.iter().any(|n| n.eq_ignore_ascii_case(old))
    });
    own.not_null |= primary;
    table.columns[place] = TableColumn { column: own, at };
    for name in table
        .constraints
        .iter_mut()
        .flat_map(|c| &mut c.columns)
        .filter(|n| n.eq_ignore_ascii_case(old))
    {
        name.clone_from(&column.name.text);
    }
    for constraint in constraints {
        constrain(table, constraint);
    }
}

/// Names of constraints and references of other tables go along.
fn rename_table(db: &mut Database, name: &str, to: &Name) -> String {
    let Some(mut table) = db.tables.remove(name) else {
        return name.to_owned();
    };
    let schema = to.schema.clone().or_else(|| table.schema.clone());
    let new = Name {
        schema,
        ..to.clone()
    };
    table.name.clone_from(&new.text);
    table.schema.clone_from(&new.schema);
    moved(db, name, &new);
    retarget(&mut table, name, &new);
    db.tables.insert(key(&new), table);
    key(&new)
}

fn set_schema(db: &mut Database, name: &str, schema: &str) -> String {
    let Some(table) = db.tables.get(name) else {
        return name.to_owned();
    };
    let schema = (schema != "public").then(|| schema.to_owned());
    let new = Name {
        schema: schema.clone(),
        text: table.name.clone(),
        range: Range::default(),
    };
    let Some(mut table) = db.tables.remove(name) else {
        return name.to_owned();
    };
    table.schema = schema;
    moved(db, name, &new);
    retarget(&mut table, name, &new);
    db.tables.insert(key(&new), table);
    key(&new)
}

/// What refers to a table follows it to its new name.
fn moved(db: &mut Database, from: &str, to: &Name) {
    for table in db.tables.values_mut() {
        retarget(table, from, to);
    }
    for table in db
        .tables
        .values_mut()
        .filter(|t| t.parent.as_deref() == Some(from))
    {
        table.parent = Some(key(to));
    }
    for trigger in db.triggers.values_mut().filter(|t| t.table == from) {
        trigger.table = key(to);
    }
}

fn retarget(table: &mut Table, from: &str, to: &Name) {
    for constraint in &mut table.constraints {
        if refers_to(constraint, from)
            && let ConstraintKind::Foreign { table, .. } = &mut constraint.kind
        {
            table.schema.clone_from(&to.schema);
            table.text.clone_from(&to.text);
        }
    }
}

fn rename_column(db: &mut Database, name: &str, from: &str, to: &str) {
    let rename = |names: &mut Vec<String>| {
        for n in names.iter_mut().filter(|n| n.eq_ignore_ascii_case(from)) {
            to.clone_into(n);
        }
    };
    for member in family(db, name) {
        if let Some(table) = db.tables.get_mut(&member) {
            change_column(table, from, |c| to.clone_into(&mut c.name.text));
            for constraint in &mut table.constraints {
                rename(&mut constraint.columns);
            }
        }
    }
    for constraint in db.tables.values_mut().flat_map(|t| &mut t.constraints) {
        if refers_to(constraint, name)
            && let ConstraintKind::Foreign { columns, .. } = &mut constraint.kind
        {
            rename(columns);
        }
    }
}

fn comment(db: &mut Database, table: &Name, column: Option<&str>, text: Option<&String>) {
    let name = found(db, &key(table));
    if let Some(table) = db.tables.get_mut(&name) {
        match column {
            Some(column) => change_column(table, column, |c| c.comment = text.cloned()),
            None => table.comment = text.cloned(),
        }
    }
}
