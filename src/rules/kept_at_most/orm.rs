//! What calls of diesel and sea-orm delete, and the ages that their filters ask for.
//!
//! In: calls. Out: [`CodePurge`]s and [`Asked`] ages.

use super::age::{Ages, of_folded};
use super::code::{Asked, Code, CodePurge, deleting};
use crate::facts::{Expr, ExprId};
use crate::link::names;
use crate::parse::purge::{By, Condition};
use crate::rules::uses::last_segment;

impl Code<'_> {
    /// `diesel::delete(t::table.filter(…))`, `t::Entity::delete_many().filter(…)`.
    pub(super) fn orm(
        &self,
        u: u32,
        id: ExprId,
        callee: ExprId,
        args: &[ExprId],
        found: &mut Vec<CodePurge>,
    ) {
        let unit = &self.context.program.units[u as usize];
        let name = last_segment(unit, callee);
        let (table, chain) = match (name.as_str(), args) {
            ("delete", [target]) => (self.table_of(u, *target), *target),
            ("delete_many", []) => {
                let names = unit.path_names(callee).into_iter().rev();
                let mut before = names.filter(|s| !["delete_many", "Entity"].contains(s));
                (before.next().map(str::to_owned), id)
            }
            _ => return,
        };
        let Some(table) = table else { return };
        let mut end = chain;
        let uses = &self.uses[u as usize];
        while let Some(next) = uses.called.get(&end).filter(|_| name == "delete_many") {
            end = *next;
        }
        let (ages, column, narrowed) = self.filters(u, end);
        let at = self.span(u, if name == "delete_many" { end } else { id });
        found.push(CodePurge {
            at,
            site: (u, id),
            head: at,
            function: 0,
            of: deleting(table, column, narrowed),
            ages,
            apart: false,
        });
    }

    /// The table that a chain of diesel begins with: `t::table`, `schema::t::table`, `t`.
    fn table_of(&self, u: u32, mut id: ExprId) -> Option<String> {
        let unit = &self.context.program.units[u as usize];
        while let Expr::Method(m) = unit.facts.exprs[id.at()] {
            id = unit.facts.methods[m as usize].recv;
        }
        match unit.path_names(id).as_slice() {
            [.., table, "table" | "dsl"] => Some((*table).to_owned()),
            [.., table]
                if table
                    .chars()
                    .all(|c| c.is_lowercase() || c == '_' || c.is_ascii_digit()) =>
            {
                Some((*table).to_owned())
            }
            _ => None,
        }
    }

    /// What the filters of a chain ask for.
    fn filters(&self, u: u32, mut id: ExprId) -> (Ages, Option<String>, Vec<Condition>) {
        let unit = &self.context.program.units[u as usize];
        let (mut ages, mut column, mut narrowed) = (Ages::Any, None, Vec::new());
        while let Expr::Method(m) = unit.facts.exprs[id.at()] {
            let method = &unit.facts.methods[m as usize];
            if unit.text(method.name) == "find" {
                let column = "id".to_owned();
                narrowed.push(Condition {
                    column,
                    by: By::Key,
                });
            }
            let span = self.span(u, id);
            let inside = |at: &ExprId| {
                let s = self.span(u, *at);
                span.start <= s.start && s.end <= span.end
            };
            for inner in &unit.facts.methods {
                let name = unit.text(inner.name);
                let of = self.folder.list(u, inner.args);
                if !inside(&inner.recv) || of.is_empty() {
                    continue;
                }
                if ["lt", "le", "lte"].contains(&name)
                    && let Some(asked) = self.compared(u, inner.recv, &of)
                {
                    ages = asked.ages;
                    column = asked.column;
                } else if ["eq", "eq_any", "is_in"].contains(&name) {
                    let fixed = of.iter().all(|a| {
                        let value = &unit.facts.exprs[a.at()];
                        matches!(value, Expr::Str(_) | Expr::Scalar(_))
                    });
                    narrowed.push(Condition {
                        column: names::snake(&last_segment(unit, inner.recv)),
                        by: if fixed { By::Fixed } else { By::Key },
                    });
                }
            }
            id = method.recv;
        }
        (ages, column, narrowed)
    }

    /// `t::created_at.lt(limit)`, `Column::CreatedAt.lt(limit)`.
    pub(super) fn compared(&self, u: u32, recv: ExprId, args: &[ExprId]) -> Option<Asked> {
        let unit = &self.context.program.units[u as usize];
        let names = unit.path_names(recv);
        let last = names.last()?;
        let table = names
            .iter()
            .rev()
            .skip(1)
            .find(|n| **n != "Column" && **n != "dsl")
            .copied()
            .unwrap_or("");
        let ages = of_folded(
            self.context,
            self.folder,
            &self.folder.fold(u, *args.first()?),
            None,
        );
        (ages != Ages::Any).then(|| Asked {
            table: table.to_owned(),
            column: Some(names::snake(last)),
            narrowed: Vec::new(),
            ages,
        })
    }
}
