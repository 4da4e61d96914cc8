//! What Rust code deletes because of its age: rows by SQL and by ORM calls, objects and files.
//!
//! In: the program. Out: [`CodePurge`]s, each with its function and the ages it goes by. Whether anything runs them is
//! another question.

use super::age::{Ages, of_folded};
use crate::catalog::Retention;
use crate::facts::{BinOp, Expr, ExprId, Fn};
use crate::link::fold::{Folded, Folder};
use crate::parse::Range;
use crate::parse::purge::{self, Age, Condition, Means, Purge};
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
    /// What it takes away; the table is empty for objects and files.
    pub of: Purge,
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
pub(super) struct Asked {
    pub table: String,
    pub column: Option<String>,
    pub narrowed: Vec<Condition>,
    pub ages: Ages,
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
                    if self.words.orm.older.iter().any(|n| n == name) {
                        asked.extend(self.compared(
                            u,
                            method.recv,
                            &self.folder.list(u, method.args),
                        ));
                    }
                    self.by_method(u, id, m, &mut found);
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
                    .find(|a| a.table == purge.of.table || a.table.is_empty())
            {
                purge.ages = ask.ages.clone();
                purge.of.column.clone_from(&ask.column);
                purge.of.narrowed.clone_from(&ask.narrowed);
                purge.apart = true;
            }
            all.push(purge);
        }
        let timed = asked
            .iter()
            .find(|a| a.ages != Ages::Any)
            .map(|a| (&a.column, &a.ages));
        let timed = timed.or_else(|| self.asks_time(function).then_some((&None, &Ages::Unknown)));
        if let (Some((u, id)), Some((column, ages))) = (objects, timed) {
            all.push(CodePurge {
                at: self.span(u, id),
                site: (u, id),
                head,
                function,
                of: deleting(String::new(), column.clone(), Vec::new()),
                ages: ages.clone(),
                apart: true,
            });
        }
    }

    /// Whether a function asks how old a file or object is.
    fn asks_time(&self, function: u32) -> bool {
        let (unit, facts) = self.context.program.function(function);
        let times = &self.words.deletes.file_times;
        (facts.exprs.0..facts.exprs.1).any(|i| match unit.facts.exprs[i as usize] {
            Expr::Method(m) => {
                let name = unit.text(unit.facts.methods[m as usize].name);
                times.iter().any(|t| t == name)
            }
            _ => false,
        })
    }

    fn line_start(&self, at: Span) -> u32 {
        let text = &self.context.sources.file(at.file).text;
        let before = text.get(..at.start as usize).unwrap_or("");
        let line = before.rfind('\n').map_or(0, |n| n + 1);
        let blank = before[line..].len() - before[line..].trim_start().len();
        (line + blank) as u32
    }

    pub(super) fn span(&self, u: u32, id: ExprId) -> Span {
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
        for purge in purge::read(text) {
            let ages = self.ages(u, id, purge.age);
            let takes = purge.means == Means::Delete || !purge.emptied.is_empty();
            if takes && self.is_run(u, id) {
                let at = self.statement(u, id);
                found.push(CodePurge {
                    at,
                    site: (u, id),
                    head: at,
                    function: 0,
                    of: purge,
                    ages,
                    apart: false,
                });
            } else if purge.means == Means::Look && ages != Ages::Any {
                asked.push(Asked {
                    table: purge.table,
                    column: purge.column,
                    narrowed: purge.narrowed,
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
            Age::Unread => Ages::Unknown,
            Age::Bound(index, unit) => self.bound_ages(u, id, index, unit),
            // `$1 - interval '30 days'`, the moment bound being now or earlier.
            Age::Before(index, ms) => match self.bound_ages(u, id, index, None) {
                Ages::Due => Ages::Known(vec![(ms, None)]),
                Ages::Known(all) => {
                    Ages::Known(all.into_iter().map(|(a, at)| (a + ms, at)).collect())
                }
                other => other,
            },
        }
    }

    fn bound_ages(&self, u: u32, id: ExprId, index: usize, unit: Option<f64>) -> Ages {
        match self.bound(u, id).get(index) {
            Some(value) => {
                let folded = self.folder.fold(u, *value);
                of_folded(self.context, self.folder, &folded, unit)
            }
            None => Ages::Unknown,
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
                    narrowed: Vec::new(),
                    ages,
                });
            }
        }
        None
    }
}

/// What a call that deletes takes away.
pub(super) fn deleting(table: String, column: Option<String>, narrowed: Vec<Condition>) -> Purge {
    Purge {
        table,
        means: Means::Delete,
        emptied: Vec::new(),
        column,
        narrowed,
        age: Age::Any,
        range: Range { start: 0, end: 0 },
    }
}
