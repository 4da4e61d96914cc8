//! Which calls, tables and types are the log that a commitment means, and what each of them holds.
//!
//! In: the paths under `at`, or nothing: then whatever is named a request or access log. Out: findings and judged places.

use super::Log;
use super::calls;
use crate::catalog::Place;
use crate::facts::{Expr, ExprId, MacroCall};
use crate::finding::{Confidence, Judgment};
use crate::flow::{Audience, Sink};
use crate::link::paths;
use crate::link::resolve::{Def, Space};
use crate::link::types::{Head, Ty};
use crate::rules::only_through::names_nothing;
use crate::span::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Names of what logs requests where a commitment names nothing.
const REQUEST_LOGS: [&str; 8] = [
    "requestlog",
    "accesslog",
    "logrequest",
    "requestlogger",
    "accesslogger",
    "logaccess",
    "requestlogs",
    "accesslogs",
];

/// The log.
#[derive(Default)]
pub(super) struct Scope {
    functions: BTreeSet<u32>,
    macros: BTreeSet<u32>,
    types: BTreeSet<u32>,
    tables: BTreeSet<String>,
    /// Nothing is named: request logs are meant.
    usual: bool,
}

impl Scope {
    /// What `at` names.
    pub(super) fn of(log: &Log<'_>, judgment: &mut Judgment) -> Self {
        let program = log.context.program;
        let mut scope = Self::default();
        let at = log.commitment.texts("at");
        if at.is_empty() {
            scope.usual = true;
            scope.find_usual(log);
            return scope;
        }
        for path in at {
            let functions = paths::functions(program, path);
            let macros = paths::macros(program, path);
            let types = paths::types(program, path);
            let is_table = !path.contains("::") && !path.ends_with('!');
            let nothing = functions.is_empty() && macros.is_empty() && types.is_empty();
            if nothing && !is_table {
                let problem = names_nothing(log.context, log.commitment, "at", path);
                judgment.problems.extend(problem);
            }
            if is_table && (nothing || log.context.schema.find(path).next().is_some()) {
                scope.tables.insert(path.to_lowercase());
            }
            scope.functions.extend(functions);
            scope.macros.extend(macros);
            scope.types.extend(types);
        }
        scope
    }

    /// Functions, macros, types and tables that are named request or access log.
    fn find_usual(&mut self, log: &Log<'_>) {
        let program = log.context.program;
        let usual = |name: &str| REQUEST_LOGS.contains(&super::plain(name).as_str());
        for f in 0..program.fns.len() as u32 {
            let own = usual(program.text(program.fns[f as usize].name));
            if own || program.holder_name(f).is_some_and(usual) {
                self.functions.insert(f);
            }
        }
        for m in 0..program.macros.len() as u32 {
            let info = program.macros[m as usize];
            let unit = &program.units[info.unit as usize];
            if usual(unit.text(unit.facts.macro_defs[info.local as usize].name)) {
                self.macros.insert(m);
            }
        }
        let types = 0..program.adts.len() as u32;
        self.types
            .extend(types.filter(|a| usual(program.text(program.adts[*a as usize].name))));
        let tables = log
            .context
            .schema
            .tables()
            .map(|(_, t)| t.name.to_lowercase());
        self.tables.extend(tables.filter(|t| usual(t)));
    }

    /// The columns of the log's tables, and what code writes into others.
    pub(super) fn tables(&self, log: &Log<'_>, judgment: &mut Judgment) {
        for (_, table) in log.context.schema.tables() {
            if !self.tables.contains(&table.name.to_lowercase())
                || !log.scope.holds(table.created.file)
            {
                continue;
            }
            super::judged(table.created, format!("table `{}`", table.name), judgment);
            let references = references(log, &table.name);
            let extra: Vec<String> = table
                .columns
                .iter()
                .map(|c| &c.column.name.text)
                .filter(|n| !log.allows(n) && !is_key(n) && !references.contains(&n.to_lowercase()))
                .cloned()
                .collect();
            if !extra.is_empty() {
                let what = format!("table `{}`", table.name);
                judgment
                    .findings
                    .push(log.found(table.created, &what, &extra, ""));
            }
        }
        let mut written: BTreeMap<Span, (String, Vec<String>, &Sink)> = BTreeMap::new();
        for sink in &log.context.flows.sinks {
            let stored =
                sink.place == Place::Store && !sink.lookup && log.scope.holds(sink.span.file);
            let Some(table) = self.table_of(log, sink).filter(|_| stored) else {
                continue;
            };
            super::judged(sink.span, format!("write to `{table}`"), judgment);
            let keys = references(log, &table);
            let known = |c: &String| log.allows(c) || is_key(c) || keys.contains(&c.to_lowercase());
            let column = sink.column.clone().filter(|c| !known(c));
            // A query's values are bound one by one: all that starts at one place is one write.
            let start = Span::new(sink.span.file, sink.span.start, sink.span.start);
            let entry = written.entry(start).or_insert((table, Vec::new(), sink));
            entry.1.extend(column);
            if entry.2.span.end < sink.span.end {
                entry.2 = sink;
            }
        }
        for (table, extra, sink) in written.into_values().filter(|w| !w.1.is_empty()) {
            let what = format!("what is written to `{table}`");
            judgment
                .findings
                .push(log.found(sink.span, &what, &extra, &sink.item));
        }
    }

    /// The log's table that a write names.
    fn table_of(&self, log: &Log<'_>, sink: &Sink) -> Option<String> {
        if let Some(table) = &sink.table {
            let table = table.to_lowercase();
            return self.tables.contains(&table).then_some(table);
        }
        let text = log.context.sources.text(sink.span);
        let mut words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
        words.find(|w| self.tables.contains(*w)).map(str::to_owned)
    }

    /// The fields of the log's types.
    pub(super) fn types(&self, log: &Log<'_>, judgment: &mut Judgment) {
        let program = log.context.program;
        for adt in &self.types {
            let (unit, facts) = program.adt(*adt);
            if !log.scope.holds(unit.file) {
                continue;
            }
            for field in facts.variants.iter().flat_map(|v| &v.fields) {
                let name = unit.text(field.name);
                let at = unit.span(field.range);
                super::judged(at, format!("field `{name}`"), judgment);
                let key = self.usual && is_key(name);
                if !(log.allows(name) || field.serde_skip || key) {
                    let what = format!("`{}`", unit.text(facts.name));
                    let item = program.adt_path(*adt);
                    judgment
                        .findings
                        .push(log.found(at, &what, &[name.to_owned()], &item));
                }
            }
        }
    }

    /// The log's calls: macros, log calls within its functions, and calls of functions that log elsewhere.
    pub(super) fn calls(&self, log: &Log<'_>, judgment: &mut Judgment) {
        let program = log.context.program;
        let logs: BTreeSet<Span> = log
            .context
            .flows
            .sinks
            .iter()
            // What a command prints is its answer.
            .filter(|s| {
                s.place == Place::Log || s.place == Place::Print && s.audience != Audience::Operator
            })
            .map(|s| s.span)
            .collect();
        let within: BTreeSet<u32> = log
            .context
            .flows
            .sinks
            .iter()
            .filter(|s| s.place != Place::Call && s.place != Place::Panic)
            .map(|s| s.function)
            .collect();
        for f in 0..program.fns.len() as u32 {
            let (unit, function) = program.function(f);
            if program.fns[f as usize].test || !log.scope.holds(unit.file) {
                continue;
            }
            for id in (function.exprs.0..function.exprs.1).map(ExprId) {
                let at = unit.span(unit.facts.spans[id.at()]);
                if let Expr::Macro(m) = unit.facts.exprs[id.at()] {
                    let call = &unit.facts.macros[m.at()];
                    let at = unit.span(call.range);
                    let named = self.is_named(log, f, call);
                    let inside = self.functions.contains(&f) && logs.contains(&at);
                    let request = self.usual && logs.contains(&at) && is_request(unit, call);
                    if named || inside || request {
                        held(log, f, (at, calls::fields(unit, call)), judgment);
                    }
                    continue;
                }
                let opaque = unit
                    .functions_called(id)
                    .iter()
                    .any(|g| self.functions.contains(g) && !within.contains(g));
                if opaque {
                    let given = given(log, f, id);
                    held(log, f, (at, given), judgment);
                }
            }
        }
    }

    fn is_named(&self, log: &Log<'_>, f: u32, call: &MacroCall) -> bool {
        let program = log.context.program;
        let (unit, _) = program.function(f);
        let def = program.def(unit, call.path, Space::Macro, Ty::UNKNOWN);
        matches!(def, Some((Def::Macro(m), _)) if self.macros.contains(&m))
    }
}

/// What one call of the log holds, by name and by category.
fn held(log: &Log<'_>, f: u32, (at, fields): (Span, Vec<Vec<String>>), judgment: &mut Judgment) {
    super::judged(at, "log call".to_owned(), judgment);
    let allowed = |names: &&Vec<String>| !names.iter().any(|n| log.allows(n));
    let mut extra: Vec<String> = fields
        .iter()
        .filter(allowed)
        .filter_map(|names| names.last().cloned())
        .collect();
    let mut sure = Confidence::High;
    if extra.is_empty() {
        // A listed field that holds something else.
        let flows = log.context.flows.flows.iter();
        let here = flows.filter(|w| log.context.flows.sinks[w.sink].span == at);
        for flow in here.filter(|w| w.confidence >= Confidence::Medium) {
            if flow.measure == crate::catalog::Measure::Plain && !log.allows_key(flow.key) {
                extra.push(super::flows::name_of(flow.key));
                sure = sure.min(flow.confidence);
            }
        }
    }
    if !extra.is_empty() {
        let item = log.context.program.fn_path(f);
        let mut finding = log.found(at, "the log call", &extra, &item);
        finding.confidence = sure;
        judgment.findings.push(finding);
    }
}

/// What a call hands to a function that logs: its parameters, and of a struct its fields.
fn given(log: &Log<'_>, f: u32, id: ExprId) -> Vec<Vec<String>> {
    let program = log.context.program;
    let (unit, _) = program.function(f);
    let Some(callee) = unit.functions_called(id).first() else {
        return Vec::new();
    };
    let info = &program.fns[*callee as usize];
    let (inner, function) = program.function(*callee);
    let mut held = Vec::new();
    let params = function.params.iter().zip(&info.params);
    for (param, ty) in params.skip(usize::from(function.has_self)) {
        let payload = program.payload(log.context.catalog, *ty);
        match program.types.head(payload) {
            Head::Adt(adt) => {
                let fields = program.adts[adt as usize].variants.iter().flatten();
                held.extend(fields.map(|field| vec![program.text(field.name).to_owned()]));
            }
            // A connection or a client is where the log goes, not what it holds.
            Head::Ext(e)
                if !log
                    .context
                    .catalog
                    .models
                    .ty(program.text(e.root), program.text(e.last))
                    .is_some_and(|m| m.text || m.source.is_some()) => {}
            _ => {
                if let crate::facts::Pat::Bind(local, _) = inner.facts.pats[param.pat.at()] {
                    held.push(vec![
                        inner.text(inner.facts.locals[local.at()].name).to_owned(),
                    ]);
                }
            }
        }
    }
    held
}

/// A log call whose target, span name or message says that it is about a request: `info_span!("request", …)`.
fn is_request(unit: &crate::link::Unit, call: &MacroCall) -> bool {
    let texts = call
        .args
        .iter()
        .filter_map(|a| match unit.facts.exprs[a.value.at()] {
            Expr::Str(t) => Some(unit.text(t)),
            _ => None,
        });
    texts.chain(call.format.map(|f| unit.text(f))).any(|t| {
        matches!(
            super::plain(t).as_str(),
            "request" | "requests" | "httprequest" | "access" | "accesslog" | "requestlog"
        )
    })
}

/// The columns by which a table's rows belong to others.
fn references(log: &Log<'_>, table: &str) -> BTreeSet<String> {
    let tables = log.context.schema.find(table);
    let columns = tables
        .flat_map(|(_, t)| t.references())
        .flat_map(|r| r.columns);
    columns.map(|c| c.to_lowercase()).collect()
}

/// The key of a row.
fn is_key(name: &str) -> bool {
    matches!(super::plain(name).as_str(), "id" | "uuid" | "rowid")
}
