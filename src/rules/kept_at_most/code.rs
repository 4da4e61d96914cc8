//! What Rust code deletes because of its age: rows by SQL and by ORM calls, objects and files.
//!
//! In: the program. Out: [`CodePurge`]s, each with its function and the ages it goes by. Whether anything runs them is
//! another question.

use super::age::{Ages, of_folded};
use crate::catalog::Retention;
use crate::facts::{BinOp, Expr, ExprId, Fn};
use crate::link::fold::{Folded, Folder};
use crate::link::names;
use crate::parse::purge::{self, Age, Purge};
use crate::rules::Context;
use crate::rules::uses::{Uses, last_segment};
use crate::span::Span;

/// Something that code deletes.
#[derive(Clone, Debug)]
pub(super) struct CodePurge {
    /// The statement.
    pub at: Span,
    /// The expression that deletes, and its file.
    pub site: (u32, ExprId),
    /// The function's name and parameters.
    pub head: Span,
    /// The function.
    pub function: u32,
    /// The table; empty for objects and files.
    pub table: String,
    /// Rows go; otherwise columns are emptied.
    pub deletes: bool,
    /// Columns set to nothing.
    pub emptied: Vec<String>,
    /// The column whose time counts.
    pub column: Option<String>,
    /// Columns compared with a value.
    pub keys: Vec<String>,
    /// The ages.
    pub ages: Ages,
    /// The age is asked for apart from the statement that deletes.
    pub apart: bool,
}

/// Reads one program.
pub(super) struct Code<'a> {
    pub context: &'a Context<'a>,
    pub folder: &'a Folder<'a>,
    pub words: &'static Retention,
    pub uses: Vec<Uses>,
}

/// An age that a function asks for: of a table, or of whatever it looks at.
struct Asked {
    table: String,
    column: Option<String>,
    ages: Ages,
}

impl Code<'_> {
    /// All that product code deletes.
    pub(super) fn purges(
        &self,
        judges: &dyn std::ops::Fn(crate::span::FileId) -> bool,
    ) -> Vec<CodePurge> {
        let mut all = Vec::new();
        for (u, unit) in self
            .context
            .program
            .units
            .iter()
            .enumerate()
            .filter(|(_, u)| judges(u.file))
        {
            for (i, f) in unit
                .facts
                .fns
                .iter()
                .enumerate()
                .filter(|(_, f)| !f.test || self.context.policy.scan.tests)
            {
                self.function(u as u32, f, unit.bases.fns + i as u32, &mut all);
            }
        }
        all
    }

    fn function(&self, u: u32, f: &Fn, function: u32, all: &mut Vec<CodePurge>) {
        let unit = &self.context.program.units[u as usize];
        let head = unit.span(f.range);
        let head = Span {
            end: f.body.map_or(head.end, |b| unit.facts.spans[b.at()].start),
            ..head
        };
        // Attributes and comments stand before the name; the function is where its name is.
        let head = Span {
            start: self.line_start(unit.span(f.name_range)),
            ..head
        };
        let (mut found, mut asked, mut objects) = (Vec::new(), Vec::new(), None);
        for i in f.exprs.0..f.exprs.1 {
            let id = ExprId(i);
            match unit.facts.exprs[id.at()] {
                Expr::Str(name) => self.sql(u, id, unit.text(name), &mut found, &mut asked),
                Expr::Path(_) if self.uses[u as usize].given.contains_key(&id) => {
                    if let Folded::Text(text) = self.folder.fold(u, id) {
                        self.sql(u, id, &text, &mut found, &mut asked);
                    }
                }
                Expr::Macro(m) if unit.facts.macros[m.at()].format.is_some() => {
                    if let Some(text) = self.folder.texts(u, id).first() {
                        self.sql(u, id, text, &mut found, &mut asked);
                    }
                }
                Expr::Call(callee, args) => {
                    let args = self.folder.list(u, args);
                    self.orm(u, id, callee, &args, &mut found);
                    if self
                        .words
                        .deletes
                        .files
                        .contains(&last_segment(unit, callee))
                    {
                        objects = objects.or(Some((u, id)));
                    }
                }
                Expr::Method(m) => {
                    let method = &unit.facts.methods[m as usize];
                    let name = unit.text(method.name);
                    if ["lt", "le", "lte"].contains(&name) {
                        asked.extend(self.compared(
                            u,
                            method.recv,
                            &self.folder.list(u, method.args),
                        ));
                    }
                    if self.is_object_delete(u, m, name) {
                        objects = objects.or(Some((u, id)));
                    }
                }
                Expr::Binary(BinOp::Compare, a, b) => asked.extend(self.between(u, a, b)),
                _ => {}
            }
        }
        self.together(found, &asked, objects, function, head, all);
    }

    /// Joins what is deleted with the ages that are asked for elsewhere in the function.
    fn together(
        &self,
        found: Vec<CodePurge>,
        asked: &[Asked],
        objects: Option<(u32, ExprId)>,
        function: u32,
        head: Span,
        all: &mut Vec<CodePurge>,
    ) {
        for mut purge in found {
            purge.function = function;
            purge.head = head;
            if purge.ages == Ages::Any
                && let Some(ask) = asked
                    .iter()
                    .find(|a| a.table == purge.table || a.table.is_empty())
            {
                purge.ages = ask.ages.clone();
                purge.column.clone_from(&ask.column);
                purge.apart = true;
                purge.keys.clear();
            }
            all.push(purge);
        }
        if let (Some((u, id)), Some(ask)) = (objects, asked.iter().find(|a| a.ages != Ages::Any)) {
            all.push(CodePurge {
                at: self.span(u, id),
                site: (u, id),
                head,
                function,
                table: String::new(),
                deletes: true,
                emptied: Vec::new(),
                column: ask.column.clone(),
                keys: Vec::new(),
                ages: ask.ages.clone(),
                apart: true,
            });
        }
    }

    fn line_start(&self, at: Span) -> u32 {
        let text = &self.context.sources.file(at.file).text;
        let before = text.get(..at.start as usize).unwrap_or("");
        let line = before.rfind('\n').map_or(0, |n| n + 1);
        let blank = before[line..].len() - before[line..].trim_start().len();
        (line + blank) as u32
    }

    fn span(&self, u: u32, id: ExprId) -> Span {
        let unit = &self.context.program.units[u as usize];
        unit.span(unit.facts.spans[id.at()])
    }

    /// SQL in a text: what it deletes, and the ages it asks for.
    fn sql(
        &self,
        u: u32,
        id: ExprId,
        text: &str,
        found: &mut Vec<CodePurge>,
        asked: &mut Vec<Asked>,
    ) {
        if text.len() < 12 || !purge::may_purge(text) {
            return;
        }
        for Purge {
            table,
            deletes,
            emptied,
            column,
            keys,
            age,
            ..
        } in purge::read(text)
        {
            let ages = self.ages(u, id, age);
            if deletes || !emptied.is_empty() {
                let at = self.statement(u, id);
                found.push(CodePurge {
                    at,
                    site: (u, id),
                    head: at,
                    function: 0,
                    table,
                    deletes,
                    emptied,
                    column,
                    keys,
                    ages,
                    apart: false,
                });
            } else if ages != Ages::Any {
                asked.push(Asked {
                    table,
                    column,
                    ages,
                });
            }
        }
    }

    fn ages(&self, u: u32, id: ExprId, age: Age) -> Ages {
        match age {
            Age::Fixed(ms) => Ages::Known(vec![(ms, None)]),
            Age::Due => Ages::Due,
            Age::Any => Ages::Any,
            Age::Bound(index, unit) => match self.bound(u, id).get(index) {
                Some(value) => of_folded(
                    self.context,
                    self.folder,
                    &self.folder.fold(u, *value),
                    unit,
                ),
                None => Ages::Unknown,
            },
        }
    }

    /// The values bound to a statement, in their order.
    pub(super) fn bound(&self, u: u32, id: ExprId) -> Vec<ExprId> {
        let unit = &self.context.program.units[u as usize];
        let uses = &self.uses[u as usize];
        let mut values = Vec::new();
        // `query!("…", a, b)`
        for call in &unit.facts.macros {
            if let Some(at) = call.args.iter().position(|a| a.value == id) {
                values.extend(call.args.iter().skip(at + 1).map(|a| a.value));
            }
        }
        let Some(&(call, index)) = uses.given.get(&id) else {
            return values;
        };
        let args = match unit.facts.exprs[call.at()] {
            Expr::Call(_, args) => args,
            Expr::Method(m) => unit.facts.methods[m as usize].args,
            _ => return values,
        };
        for arg in self.folder.list(u, args).into_iter().skip(index + 1) {
            self.flat(u, arg, &mut values);
        }
        let mut at = call;
        loop {
            if let Some(&method) = uses.called.get(&at) {
                if let Expr::Method(m) = unit.facts.exprs[method.at()]
                    && unit
                        .text(unit.facts.methods[m as usize].name)
                        .starts_with("bind")
                {
                    values.extend(self.folder.list(u, unit.facts.methods[m as usize].args));
                }
                at = method;
            } else if let Some(&outer) = uses.around.get(&at) {
                at = outer;
            } else {
                return values;
            }
        }
    }

    /// `&[&a, &b]`, `params![a, b]`, `(a,)`
    fn flat(&self, u: u32, id: ExprId, values: &mut Vec<ExprId>) {
        let unit = &self.context.program.units[u as usize];
        match unit.facts.exprs[id.at()] {
            Expr::Array(items) | Expr::Tuple(items) => values.extend(self.folder.list(u, items)),
            Expr::Macro(m) => values.extend(unit.facts.macros[m.at()].args.iter().map(|a| a.value)),
            _ => values.push(id),
        }
    }

    /// The call that a text is an argument of, from the start of its chain.
    pub(super) fn statement(&self, u: u32, id: ExprId) -> Span {
        let uses = &self.uses[u as usize];
        let unit = &self.context.program.units[u as usize];
        let call = unit
            .facts
            .macros
            .iter()
            .find(|c| c.args.iter().any(|a| a.value == id));
        match (uses.given.get(&id), call) {
            (Some((call, _)), _) => self.span(u, *call),
            (None, Some(call)) => unit.span(call.range),
            _ => self.span(u, id),
        }
    }

    /// `diesel::delete(t::table.filter(…))`, `t::Entity::delete_many().filter(…)`.
    fn orm(&self, u: u32, id: ExprId, callee: ExprId, args: &[ExprId], found: &mut Vec<CodePurge>) {
        let unit = &self.context.program.units[u as usize];
        let name = last_segment(unit, callee);
        let (table, chain) = match (name.as_str(), args) {
            ("delete", [target]) => (self.table_of(u, *target), *target),
            ("delete_many", []) => {
                let Expr::Path(path) = unit.facts.exprs[callee.at()] else {
                    return;
                };
                let segments = &unit.facts.paths[path.at()].segments;
                let before = segments
                    .iter()
                    .rev()
                    .map(|s| unit.text(*s))
                    .find(|s| !["delete_many", "Entity"].contains(s));
                (before.map(str::to_owned), id)
            }
            _ => return,
        };
        let Some(table) = table else { return };
        let mut end = chain;
        let uses = &self.uses[u as usize];
        while let Some(next) = uses.called.get(&end).filter(|_| name == "delete_many") {
            end = *next;
        }
        let (ages, column, keys) = self.filters(u, end);
        let at = self.span(u, if name == "delete_many" { end } else { id });
        found.push(CodePurge {
            at,
            site: (u, id),
            head: at,
            function: 0,
            table,
            deletes: true,
            emptied: Vec::new(),
            column,
            keys,
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
        let Expr::Path(path) = unit.facts.exprs[id.at()] else {
            return None;
        };
        let names: Vec<&str> = unit.facts.paths[path.at()]
            .segments
            .iter()
            .map(|s| unit.text(*s))
            .collect();
        match names.as_slice() {
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
    fn filters(&self, u: u32, mut id: ExprId) -> (Ages, Option<String>, Vec<String>) {
        let unit = &self.context.program.units[u as usize];
        let (mut ages, mut column, mut keys) = (Ages::Any, None, Vec::new());
        while let Expr::Method(m) = unit.facts.exprs[id.at()] {
            let method = &unit.facts.methods[m as usize];
            if unit.text(method.name) == "find" {
                keys.push("id".to_owned());
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
                    keys.push(names::snake(&last_segment(unit, inner.recv)));
                }
            }
            id = method.recv;
        }
        (ages, column, keys)
    }

    /// `t::created_at.lt(limit)`, `Column::CreatedAt.lt(limit)`.
    fn compared(&self, u: u32, recv: ExprId, args: &[ExprId]) -> Option<Asked> {
        let unit = &self.context.program.units[u as usize];
        let Expr::Path(path) = unit.facts.exprs[recv.at()] else {
            return None;
        };
        let names: Vec<&str> = unit.facts.paths[path.at()]
            .segments
            .iter()
            .map(|s| unit.text(*s))
            .collect();
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
            ages,
        })
    }

    /// `modified < now - period`, `age > period`.
    fn between(&self, u: u32, a: ExprId, b: ExprId) -> Option<Asked> {
        for id in [a, b] {
            let folded = self.folder.fold(u, id);
            let timely = match &folded {
                Folded::Moment(amount) => amount.value != 0.0,
                Folded::Duration(amount) => amount.value > 1000.0,
                _ => false,
            };
            if timely {
                let ages = of_folded(self.context, self.folder, &folded, None);
                return Some(Asked {
                    table: String::new(),
                    column: None,
                    ages,
                });
            }
        }
        None
    }
}
