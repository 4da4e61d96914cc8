//! What calls of diesel and sea-orm delete, and the ages that their filters ask for.
//!
//! In: calls. Out: [`CodePurge`]s and [`Asked`] ages.

use super::age::{Ages, of_folded};
use super::code::{Asked, Code, CodePurge, deleting};
use crate::facts::{Expr, ExprId};
use crate::link::Unit;
use crate::link::names;
use crate::link::types::Head;
use crate::link::typing::Target;
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
        let table = match (name.as_str(), args) {
            ("delete", [target]) => match self.table_of(u, *target) {
                Some(table) => Some(table),
                None => return self.row(u, id, *target, found),
            },
            ("delete_by_id", _) | ("delete_many", []) => entity(unit, callee),
            _ => return,
        };
        let Some(table) = table else { return };
        let mut end = id;
        let uses = &self.uses[u as usize];
        while let Some(next) = uses.called.get(&end) {
            end = *next;
        }
        let (ages, column, mut narrowed) = self.filters(u, end);
        if name == "delete_by_id" {
            narrowed.push(by_id());
        }
        if let Some(Expr::Local(local)) = args.first().map(|a| unit.facts.exprs[a.at()]) {
            for bound in self.folder.bindings(u, local) {
                narrowed.extend(self.filters(u, bound).2);
            }
        }
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

    /// `diesel::delete(self)`, `user.delete(&db)`: a row by itself, its table told by its type.
    fn row(&self, u: u32, id: ExprId, of: ExprId, found: &mut Vec<CodePurge>) {
        let program = self.context.program;
        let ty = program.payload(
            self.context.catalog,
            program.units[u as usize].expr_types[of.at()],
        );
        let Head::Adt(adt) = program.types.head(ty) else {
            return;
        };
        let Some(table) = self.table_of_type(adt) else {
            return;
        };
        let at = self.span(u, id);
        found.push(CodePurge {
            at,
            site: (u, id),
            head: at,
            function: 0,
            of: deleting(table, None, vec![by_id()]),
            ages: Ages::Any,
            apart: false,
        });
    }

    /// The table whose rows are of a type: the one that an attribute names, else the one that bears its name or its
    /// plural.
    fn table_of_type(&self, adt: u32) -> Option<String> {
        let (unit, facts) = self.context.program.adt(adt);
        let named = facts.attrs.iter().find_map(|a| {
            let (_, behind) = a.args.split_once("table_name")?;
            let mut words = behind.split(|c: char| !c.is_alphanumeric() && c != '_');
            words.find(|w| !w.is_empty()).map(str::to_owned)
        });
        let name = names::snake(unit.text(facts.name));
        let candidates = [
            named.unwrap_or_default(),
            format!("{name}s"),
            format!("{name}es"),
            name,
        ];
        let known = |t: &String| !t.is_empty() && self.context.schema.find(t).next().is_some();
        candidates.into_iter().find(known)
    }

    /// `user.delete(&db)` where no function of the workspace is meant, `from_table(…)`.
    pub(super) fn by_method(&self, u: u32, id: ExprId, m: u32, found: &mut Vec<CodePurge>) {
        let unit = &self.context.program.units[u as usize];
        let method = &unit.facts.methods[m as usize];
        let target = unit.methods.get(m as usize);
        match unit.text(method.name) {
            "from_table" => self.built_delete(u, id, m, found),
            "delete" if !matches!(target, Some(Target::Fn(_) | Target::Many(_))) => {
                self.row(u, id, method.recv, found);
            }
            _ => {}
        }
    }

    /// `Query::delete().from_table(Visits::Table)` of sea-query: by which conditions is not read.
    fn built_delete(&self, u: u32, id: ExprId, m: u32, found: &mut Vec<CodePurge>) {
        let unit = &self.context.program.units[u as usize];
        let method = &unit.facts.methods[m as usize];
        let Expr::Call(callee, _) = unit.facts.exprs[method.recv.at()] else {
            return;
        };
        let table = self
            .folder
            .list(u, method.args)
            .first()
            .map(|a| unit.path_names(*a));
        let table = match table.as_deref() {
            Some([.., table, "Table"]) => names::snake(table),
            _ => return,
        };
        if unit.path_tail(callee) == "Query::delete" {
            let at = self.span(u, id);
            found.push(CodePurge {
                at,
                site: (u, id),
                head: at,
                function: 0,
                of: deleting(table, None, Vec::new()),
                ages: Ages::Unknown,
                apart: false,
            });
        }
    }

    /// The table that a chain of diesel begins with: `t::table`, `schema::t::table`, `t`.
    fn table_of(&self, u: u32, mut id: ExprId) -> Option<String> {
        let unit = &self.context.program.units[u as usize];
        // A local stands for what it is bound to; the bound is for those that are bound in a circle.
        for _ in 0..64 {
            id = match unit.facts.exprs[id.at()] {
                Expr::Method(m) => unit.facts.methods[m as usize].recv,
                Expr::Local(local) => *self.folder.bindings(u, local).first()?,
                _ => break,
            };
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
    fn filters(&self, u: u32, chain: ExprId) -> (Ages, Option<String>, Vec<Condition>) {
        let unit = &self.context.program.units[u as usize];
        let (mut ages, mut column, mut narrowed) = (Ages::Any, None, Vec::new());
        let span = self.span(u, chain);
        let inside = |at: ExprId| {
            let s = self.span(u, at);
            span.start <= s.start && s.end <= span.end
        };
        let words = &self.words.orm;
        for inner in unit.facts.methods.iter().filter(|m| inside(m.recv)) {
            let name = unit.text(inner.name);
            let is = |list: &[String]| list.iter().any(|n| n == name);
            let of = self.folder.list(u, inner.args);
            let left = || names::snake(&last_segment(unit, inner.recv));
            if is(&words.found) {
                narrowed.push(by_id());
            } else if is(&words.older)
                && let Some(asked) = self.compared(u, inner.recv, &of)
            {
                ages = asked.ages;
                column = asked.column;
            } else if is(&words.younger) && !left().is_empty() {
                narrowed.push(Condition {
                    column: left(),
                    by: By::Young,
                });
            } else if is(&words.tests) && !left().is_empty() {
                narrowed.push(Condition {
                    column: left(),
                    by: By::Fixed,
                });
            } else if is(&words.equal) && !left().is_empty() {
                let fixed = of
                    .iter()
                    .all(|a| matches!(unit.facts.exprs[a.at()], Expr::Str(_) | Expr::Scalar(_)));
                let by = if fixed { By::Fixed } else { By::Key };
                narrowed.push(Condition { column: left(), by });
            }
        }
        // Whether a row has the time at all, or is not older still, narrows nothing down.
        if column.is_some() {
            narrowed.retain(|c| Some(&c.column) != column.as_ref());
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

/// The module of the entity that a call is made on: `users::Entity::delete_many`, or by the name under which the entity
/// is imported.
fn entity(unit: &Unit, callee: ExprId) -> Option<String> {
    let names = unit.path_names(callee);
    let [.., owner, _] = names.as_slice() else {
        return None;
    };
    let module_of = |path: &[&str]| {
        let mut names = path.iter().rev().filter(|s| **s != "Entity");
        names.next().map(|s| (*s).to_owned())
    };
    let imported = unit.facts.uses.iter().find(|u| {
        let path = u.path.as_slice();
        u.alias.is_some_and(|a| unit.text(a) == *owner)
            && path.last().is_some_and(|l| unit.text(*l) == "Entity")
    });
    match imported.filter(|_| names.len() == 2) {
        Some(import) => {
            let path: Vec<&str> = import.path.iter().map(|s| unit.text(*s)).collect();
            module_of(&path)
        }
        None => module_of(&names[..names.len() - 1]),
    }
}

/// A row by its key.
fn by_id() -> Condition {
    Condition {
        column: "id".to_owned(),
        by: By::Key,
    }
}
