//! What is written to stores: SQL with bound values, ORM records, columns.

use super::Hit;
use super::body::Walk;
use super::calls::{Arg, Call};
use super::trail::Kind;
use super::value::{Access, Atom, Query, Value};
use crate::catalog::{DeriveRole, Measure, Place, Sql};
use crate::facts::{Expr, ExprId, List, PathId, Range};
use crate::finding::Confidence;
use crate::link::symbols::Sym;
use crate::parse::sql;
use std::collections::BTreeMap;

impl Walk<'_> {
    pub(super) fn sql_call(&mut self, kind: Sql, call: Call<'_>, range: Range) -> Value {
        match kind {
            Sql::Text => {
                let written = call.args.iter().find(|a| a.value.text.is_some());
                let text = written.and_then(|a| a.value.text.clone());
                if let Some(arg) = written {
                    self.sql_holes(&arg.value, range);
                }
                let known = Value::default();
                match text {
                    Some(text) => Value {
                        sql: Some(Box::new(Query { text, bound: 0 })),
                        ..known
                    },
                    None => known,
                }
            }
            Sql::Bind => self.bound(call, range),
            Sql::Push => {
                let Some(recv) = call.recv else {
                    return Value::default();
                };
                let mut value = recv.value;
                if let (Some(query), Some(more)) = (
                    &mut value.sql,
                    call.args.iter().find_map(|a| a.value.text.clone()),
                ) {
                    query.text = format!("{}{more}", query.text).into();
                }
                self.put_back(recv.id, &value);
                value
            }
            Sql::Rows => self.rows_pushed(call),
            Sql::TextAndValues => {
                // A statement that was prepared before holds the text itself.
                let prepared = call.recv.filter(|r| r.value.sql.is_some());
                let args = prepared.into_iter().chain(call.args);
                let args = args.map(|a| (a.id, a.value)).collect();
                self.sql_macro(kind, args, range)
            }
        }
    }

    /// `push_values(users, |mut row, user| { row.push_bind(user.email); })`: each item becomes a row.
    fn rows_pushed(&mut self, call: Call<'_>) -> Value {
        let Some(recv) = call.recv else {
            return Value::default();
        };
        let mut row = recv.value.clone();
        if let Some(query) = &mut row.sql {
            query.text = format!("{} VALUES (", query.text).into();
        }
        if let [items, closure, ..] = &call.args[..] {
            let item = items.value.clone();
            self.run_value(closure, vec![row, item]);
        }
        recv.value
    }

    /// `.bind(value)`, `.push_bind(value)`: the next placeholder gets the value.
    fn bound(&mut self, call: Call<'_>, range: Range) -> Value {
        let Some(recv) = call.recv else {
            return Value::default();
        };
        let mut value = recv.value;
        for arg in call.args {
            if let Some(query) = &mut value.sql {
                if sql::placeholders(&query.text) <= query.bound {
                    // What is bound right after another value is the next of a list.
                    let next = query.text.ends_with('?');
                    let sign = if next { ", ?" } else { " ?" };
                    query.text = format!("{}{sign}", query.text).into();
                }
                let query = query.clone();
                let used = sql::placeholder(&query.text, query.bound);
                self.sql_value(used, arg, range);
            }
            if let Some(query) = &mut value.sql {
                query.bound += 1;
            }
        }
        self.put_back(recv.id, &value);
        value
    }

    /// Builders are changed in place: what a local holds grows with each call.
    fn put_back(&mut self, recv: ExprId, value: &Value) {
        if let (Some(local), path) = self.place(recv)
            && path.is_whole()
        {
            self.env.insert(local, value.clone());
        }
    }

    /// `query!("…", a, b)`, `execute("…", params![a, b])`: text, then values.
    pub(super) fn sql_macro(
        &mut self,
        _kind: Sql,
        args: Vec<(ExprId, Value)>,
        range: Range,
    ) -> Value {
        // The text stands there itself, or in a statement that was prepared from it.
        let text_of = |v: &Value| {
            v.text
                .clone()
                .or_else(|| Some(v.sql.as_ref()?.text.clone()))
        };
        let Some((at, text)) = args
            .iter()
            .enumerate()
            .find_map(|(i, (_, v))| Some((i, text_of(v)?)))
        else {
            return Value::default();
        };
        self.sql_holes(&args[at].1, range);
        let mut bound = 0;
        let places = sql::Placeholders::of(&text);
        for (id, value) in args.into_iter().skip(at + 1) {
            for arg in self.elements(id, value) {
                self.sql_value(places.used(bound), arg, range);
                bound += 1;
            }
        }
        Value {
            sql: Some(Box::new(Query { text, bound })),
            ..Value::default()
        }
    }

    /// The values of a list of parameters: `&[&a, &b]`, `params![a, b]`, `(a, b)`.
    fn elements(&mut self, id: ExprId, value: Value) -> Vec<Arg> {
        let items: Vec<ExprId> = match self.unit.facts.exprs[id.at()] {
            Expr::Array(items) | Expr::Tuple(items) => {
                self.list(items).iter().map(|i| ExprId(*i)).collect()
            }
            Expr::Macro(m) => self.unit.facts.macros[m.at()]
                .args
                .iter()
                .map(|a| a.value)
                .collect(),
            _ => return vec![Arg { id, value }],
        };
        items
            .into_iter()
            .map(|i| Arg {
                id: i,
                value: self.eval(i),
            })
            .collect()
    }

    /// What stands in the text of a statement itself: `format!("… VALUES ('{password}')")`.
    fn sql_holes(&mut self, value: &Value, range: Range) {
        let Some(text) = &value.text else { return };
        for (index, atoms) in value.holes.iter().flat_map(|h| h.iter()).enumerate() {
            if atoms.is_empty() {
                continue;
            }
            let Some(use_) = sql::hole(text, index) else {
                continue;
            };
            self.sql_use(use_, atoms.clone(), range);
        }
    }

    /// A call of which nothing is known but that it takes SQL with placeholders, and values.
    pub(super) fn sql_by_shape(&mut self, call: &Call<'_>, range: Range) {
        let text = |a: &Arg| a.value.text.as_deref().is_some_and(sql::is_statement);
        let Some(at) = call.args.iter().position(text) else {
            return;
        };
        self.sql_holes(&call.args[at].value, range);
        let Some(text) = call.args[at].value.text.clone() else {
            return;
        };
        if sql::placeholders(&text) == 0 {
            return;
        }
        let mut bound = 0;
        let places = sql::Placeholders::of(&text);
        for arg in &call.args[at + 1..] {
            for arg in self.elements(arg.id, arg.value.clone()) {
                self.sql_value(places.used(bound), arg, range);
                bound += 1;
            }
        }
    }

    /// One value bound to a placeholder: written to a column, or compared with one.
    fn sql_value(&mut self, used: Option<sql::Use>, arg: Arg, range: Range) {
        let Some(use_) = used else {
            return;
        };
        let ty = self.ty(arg.id);
        let known = arg.value.known;
        let mut value = self.with_fields(arg.value, ty, 0).flat();
        if !known && value.atoms.iter().all(|a| a.assumed) {
            value.atoms.extend(self.declared(&use_, range));
        }
        let at = self.range(arg.id);
        self.stands(&mut value.atoms, at, Kind::Given);
        self.sql_use(use_, value.atoms, range);
    }

    /// A value's place in a statement.
    fn sql_use(&mut self, use_: sql::Use, atoms: Vec<Atom>, range: Range) {
        if use_.part == sql::Part::Other {
            return;
        }
        self.hit(Hit {
            range,
            place: Place::Store,
            what: "database",
            level: None,
            column: use_.column.map(Into::into),
            table: use_.table.map(Into::into),
            lookup: use_.part == sql::Part::Compared,
            sql_measure: use_.measure,
            atoms,
            guards: Vec::new(),
            call: None,
            against: None,
        });
    }

    /// What is bound to a column of which the policy file says what it holds is that datum, where the value itself
    /// says nothing.
    fn declared(&mut self, use_: &sql::Use, range: Range) -> Option<Atom> {
        let words = &self.analysis.catalog.words;
        let key = words.column(use_.table.as_deref(), use_.column.as_deref()?)?;
        let why = "the policy file says that the column holds it".to_owned();
        Some(self.source(key, range, Confidence::Medium, why))
    }

    /// `users.filter(api_key.eq(key))`: what a condition on a column holds is compared with what is stored there.
    pub(super) fn compared(&mut self, call: &Call<'_>, range: Range) {
        let mut columns: BTreeMap<Sym, Vec<Atom>> = BTreeMap::new();
        for atom in call.args.iter().flat_map(|a| &a.value.atoms) {
            if let Some(column) = atom.at.parts().first() {
                columns.entry(*column).or_default().push(*atom);
            }
        }
        for (column, atoms) in columns {
            self.hit(Hit {
                range,
                place: Place::Store,
                what: "database",
                level: None,
                column: Some(self.analysis.program.text(column).into()),
                table: None,
                lookup: true,
                sql_measure: Measure::Plain,
                atoms,
                guards: Vec::new(),
                call: None,
                against: None,
            });
        }
    }

    /// `users::email.eq(value)`: a value under its column's name.
    pub(super) fn column_value(&mut self, call: Call<'_>) -> Value {
        let column = call
            .recv
            .as_ref()
            .and_then(|r| match self.unit.facts.exprs[r.id.at()] {
                Expr::Path(p) => self.unit.facts.paths[p.at()]
                    .segments
                    .last()
                    .map(|n| self.unit.sym(*n)),
                Expr::Field(_, name) => Some(self.unit.sym(name)),
                _ => None,
            });
        let value = call
            .args
            .into_iter()
            .next()
            .map_or_else(Value::default, |a| a.value);
        match column {
            Some(column) => value.flat().under(Access::field(column)),
            None => Value::clean(),
        }
    }

    /// A struct literal that is a row to be written: `users::ActiveModel { … }`, a struct deriving `Insertable`.
    pub(super) fn record(
        &mut self,
        id: ExprId,
        path: PathId,
        target: Option<(u32, u32)>,
        fields: List,
        value: &Value,
    ) {
        if !self.is_row(path, target) {
            return;
        }
        for i in fields.start..fields.start + fields.len {
            let field = self.unit.facts.fields[i as usize];
            let name = self.unit.sym(field.name);
            let atoms: Vec<Atom> = value.part(Access::field(name));
            self.hit(Hit {
                range: field.range,
                place: Place::Store,
                what: "database",
                level: None,
                column: Some(self.analysis.program.text(name).into()),
                table: None,
                lookup: false,
                sql_measure: crate::catalog::Measure::Plain,
                atoms: Value {
                    atoms,
                    ..Value::default()
                }
                .flat()
                .atoms,
                guards: Vec::new(),
                call: None,
                against: None,
            });
        }
        let _ = id;
    }

    /// A row built and written in one function reaches its table once: where it is written.
    pub(super) fn drop_written_rows(&mut self) {
        let fields = &self.unit.facts.fields;
        let row = |hit: &Hit| {
            hit.place == Place::Store
                && hit.table.is_none()
                && hit.call.is_none()
                && fields.iter().any(|f| f.range == hit.range)
        };
        let (rows, mut written): (Vec<Hit>, Vec<Hit>) = std::mem::take(&mut self.out.hits)
            .into_iter()
            .partition(row);
        let again = |row: &Hit| {
            written.iter().any(|hit| {
                let origins = |a: &Atom| hit.atoms.iter().any(|b| a.origin == b.origin);
                hit.place == Place::Store
                    && hit.column == row.column
                    && row.atoms.iter().any(origins)
            })
        };
        let alone: Vec<Hit> = rows.into_iter().filter(|row| !again(row)).collect();
        written.extend(alone);
        self.out.hits = written;
    }

    fn is_row(&self, path: PathId, target: Option<(u32, u32)>) -> bool {
        let last = self.unit.facts.paths[path.at()]
            .segments
            .last()
            .map_or("", |n| self.unit.text(*n));
        if last == "ActiveModel" {
            return true;
        }
        let Some((adt, _)) = target else { return false };
        self.analysis.derives(adt, DeriveRole::ToStore)
    }
}
