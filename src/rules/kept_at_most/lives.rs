//! How long rows live by a column that says when they are due.
//!
//! In: the program, a table and its column. Out: every period that code puts into the column, with its place.

use super::age;
use super::code::Code;
use crate::facts::{Expr, ExprId};
use crate::link::fold::Folded;
use crate::parse::sql::{self, Part};
use crate::span::Span;
use std::collections::BTreeMap;

impl Code<'_> {
    /// The periods after which rows are due, in milliseconds.
    pub(super) fn lives(&self, table: &str, column: &str) -> BTreeMap<Span, f64> {
        let mut found = BTreeMap::new();
        for u in 0..self.context.program.units.len() as u32 {
            self.assigned(u, table, column, &mut found);
            self.bound_to(u, table, column, &mut found);
        }
        found
    }

    fn take(&self, u: u32, id: ExprId, at: Span, found: &mut BTreeMap<Span, f64>) {
        self.folder.fold(u, id).each(&mut |f| {
            if let Folded::Moment(amount) = f
                && let Some(ms) = age::value(self.context, self.folder, amount)
                && ms > 0.0
            {
                found.insert(at, ms);
            }
        });
    }

    /// `t::expires_at.eq(…)`, `Row { expires_at: … }`
    fn assigned(&self, u: u32, table: &str, column: &str, found: &mut BTreeMap<Span, f64>) {
        let unit = &self.context.program.units[u as usize];
        for method in unit
            .facts
            .methods
            .iter()
            .filter(|m| unit.text(m.name) == "eq")
        {
            let names = unit.path_names(method.recv);
            if names.last() == Some(&column) && (names.len() < 2 || names.contains(&table)) {
                for arg in self.folder.list(u, method.args) {
                    self.take(u, arg, unit.span(method.name_range), found);
                }
            }
        }
        for field in unit
            .facts
            .fields
            .iter()
            .filter(|f| unit.text(f.name) == column)
        {
            if (field.value as usize) < unit.facts.exprs.len() {
                self.take(u, ExprId(field.value), unit.span(field.range), found);
            }
        }
    }

    /// `INSERT INTO t (…, expires_at) VALUES (…, $2)`
    fn bound_to(&self, u: u32, table: &str, column: &str, found: &mut BTreeMap<Span, f64>) {
        let unit = &self.context.program.units[u as usize];
        for (i, expr) in unit.facts.exprs.iter().enumerate() {
            let Expr::Str(name) = expr else { continue };
            let text = unit.text(*name);
            if !text.contains(table) || !text.contains(column) {
                continue;
            }
            let id = ExprId(i as u32);
            for (index, value) in self.bound(u, id).into_iter().enumerate() {
                let used = sql::placeholder(text, index);
                let written = used.is_some_and(|p| {
                    p.part == Part::Written && p.column.as_deref() == Some(column)
                });
                if written {
                    self.take(u, value, self.statement(u, id), found);
                }
            }
        }
    }
}
