//! Macro calls: log lines, texts, the project's own wrappers, and whatever else takes arguments.

use super::body::Walk;
use super::trail::Kind;
use super::value::{Access, Atom, Value};
use crate::catalog::{CallModel, Place};
use crate::facts::{Expr, ExprId, MacroCall, MacroId, MacroRule, NameId, Part, Range, Show};
use crate::link::resolve::{Def, Space};
use crate::link::symbols::{Sym, known};
use crate::link::types::{Head, Ty};
use std::rc::Rc;

/// How deep wrapper macros are opened.
const WRAPPERS: u32 = 6;

/// What a macro turned out to be.
enum Meaning {
    /// A library's macro.
    Model(&'static CallModel),
    /// A wrapper of the project around some library macros, with the arguments that reach each.
    Wrapper(Vec<(&'static CallModel, Vec<usize>)>),
    /// A macro that the policy file names as a sink.
    Declared(Place),
    /// Not known.
    Unknown,
}

impl Walk<'_> {
    pub(super) fn macro_call(&mut self, id: MacroId) -> Value {
        let unit = self.unit;
        let call = &unit.facts.macros[id.at()];
        let values: Vec<Value> = call.args.iter().map(|a| self.eval(a.value)).collect();
        for &inner in self.list(call.inner) {
            self.eval(ExprId(inner));
        }
        self.watched_macro(call, &values);
        match self.meaning(call) {
            Meaning::Model(model) => self.library_macro(model, call, values, None),
            Meaning::Wrapper(inner) => {
                let mut value = Value::default();
                for (model, args) in inner {
                    let one = self.library_macro(model, call, values.clone(), Some(&args));
                    value.add(one.atoms);
                }
                value
            }
            Meaning::Declared(place) => {
                let mut atoms = Vec::new();
                for (arg, value) in call.args.iter().zip(values) {
                    let (ty, range) = (self.ty(arg.value), self.range(arg.value));
                    atoms.extend(self.shown(value, ty, arg.show, range).atoms);
                }
                self.place_hit((place, place.noun(), None), atoms, call.range, None);
                Value::clean()
            }
            Meaning::Unknown => Self::guess(values),
        }
    }

    /// A macro whose calls a commitment asks about.
    fn watched_macro(&mut self, call: &MacroCall, values: &[Value]) {
        let program = self.analysis.program;
        let def = program.def(self.unit, call.path, Space::Macro, Ty::UNKNOWN);
        let Some((Def::Macro(m), _)) = def else {
            return;
        };
        if !self.analysis.hints.watched_macros.contains(&m) {
            return;
        }
        let mut atoms = Vec::new();
        for (arg, value) in call.args.iter().zip(values) {
            let (ty, range) = (self.ty(arg.value), self.range(arg.value));
            atoms.extend(self.shown(value.clone(), ty, arg.show, range).atoms);
        }
        let place = Place::Call;
        self.place_hit((place, place.noun(), None), atoms, call.range, None);
    }

    /// `#[instrument(ret, err)]`: what the function returns is recorded by its span.
    pub(super) fn record_results(&mut self) {
        let (_, function) = self.analysis.program.function(self.id);
        let models = self.analysis.catalog.models;
        let model = models.call("tracing", "instrument!");
        let (Some(recorded), Some(sink)) = (function.recorded, model.and_then(|m| m.sink.as_ref()))
        else {
            return;
        };
        let ty = self.analysis.program.fns[self.id as usize].ret;
        let failed = Access::field(known::ERROR_PATH);
        let mut returned = Value {
            atoms: self.ret.atoms.clone(),
            known: self.ret.known,
            ..Value::default()
        };
        let error = Value {
            atoms: returned.part(failed),
            ..Value::default()
        };
        returned.clear(failed);
        let parts = [
            (recorded.ret, returned, self.analysis.program.success(ty)),
            (recorded.err, error, self.analysis.program.failure(ty)),
        ];
        for (show, value, ty) in parts {
            if let Some(show) = show {
                let shown = self.shown(value, ty, show, recorded.range);
                let place = (sink.place, sink.what, sink.level);
                self.place_hit(place, shown.atoms, recorded.range, None);
            }
        }
    }

    fn meaning(&self, call: &MacroCall) -> Meaning {
        let program = self.analysis.program;
        let path = &self.unit.facts.paths[call.path.at()];
        let last = path.segments.last().map_or("", |n| self.unit.text(*n));
        match program.def(self.unit, call.path, Space::Macro, Ty::UNKNOWN) {
            Some((Def::Macro(m), _)) if self.analysis.hints.macros.contains_key(&m) => {
                Meaning::Declared(self.analysis.hints.macros[&m])
            }
            Some((Def::Macro(m), _)) => self.wrapper(m, call),
            Some((Def::Ext(e), _)) => {
                // Under its own name: `use log::info as say`.
                self.library(program.text(e.root), program.text(e.last))
                    .map_or(Meaning::Unknown, Meaning::Model)
            }
            _ => self
                .library("", last)
                .map_or(Meaning::Unknown, Meaning::Model),
        }
    }

    /// A library macro by its crate, or by its mere name where the crate is not told (`#[macro_use]`).
    fn library(&self, root: &str, name: &str) -> Option<&'static CallModel> {
        let models = self.analysis.catalog.models;
        let name = format!("{name}!");
        // A glob of a library seems to hold every name, `format!` as well: what the library's model does not know is
        // not its own.
        let known = (!root.is_empty()).then_some(root);
        let common = ["std", "tracing", "log", "anyhow", "serde_json", "slog"];
        known
            .into_iter()
            .chain(common)
            .find_map(|root| models.call(root, &name))
    }

    /// A macro of the project: which library macros it hides, and which of its arguments reach them.
    fn wrapper(&self, m: u32, call: &MacroCall) -> Meaning {
        let args: Vec<usize> = (0..call.args.len()).collect();
        let mut found = Vec::new();
        self.open(m, &args, 0, &mut found);
        if found.is_empty() {
            Meaning::Unknown
        } else {
            Meaning::Wrapper(found)
        }
    }

    fn open(
        &self,
        m: u32,
        all: &[usize],
        depth: u32,
        found: &mut Vec<(&'static CallModel, Vec<usize>)>,
    ) {
        if depth > WRAPPERS || found.len() > 8 {
            return;
        }
        let program = self.analysis.program;
        let info = program.macros[m as usize];
        let unit = &program.units[info.unit as usize];
        let def = &unit.facts.macro_defs[info.local as usize];
        let Some(rule) = fitting(&def.rules, all.len()) else {
            return;
        };
        for inner in &rule.calls {
            let args = reaching(rule, &inner.params, all, |n| {
                unit.facts.names[n.at()].to_string()
            });
            let path = &unit.facts.paths[inner.path.at()];
            let last = path.segments.last().map_or("", |n| unit.text(*n));
            match program.def(unit, inner.path, Space::Macro, Ty::UNKNOWN) {
                Some((Def::Macro(next), _)) if next != m => {
                    self.open(next, &args, depth + 1, found);
                }
                Some((Def::Macro(_), _)) => {}
                Some((Def::Ext(e), _)) => {
                    if let Some(model) = self.library(program.text(e.root), program.text(e.last)) {
                        found.push((model, args));
                    }
                }
                _ => {
                    if let Some(model) = self.library("", last) {
                        found.push((model, args));
                    }
                }
            }
        }
    }

    /// A library macro with all arguments, or with those that a wrapper hands on.
    fn library_macro(
        &mut self,
        model: &'static CallModel,
        call: &MacroCall,
        mut values: Vec<Value>,
        only: Option<&[usize]>,
    ) -> Value {
        if model.file
            && let Some(named) = values.iter_mut().find(|v| v.text.is_some())
        {
            let text = named.text.as_deref().and_then(|path| self.file_text(path));
            named.text = text;
            if model.sql.is_none() {
                return std::mem::take(named);
            }
        }
        if let Some(sql) = model.sql {
            let args = call.args.iter().map(|a| a.value).zip(values).collect();
            return self.sql_macro(sql, args, call.range);
        }
        let joined = joined_text(call, &values);
        let (shown, parts) = self.args_shown(model, call, values, only);
        if let Some(sink) = &model.sink {
            let level = sink.level.or_else(|| self.level(call));
            let atoms = shown.clone().flat().atoms;
            self.place_hit((sink.place, sink.what, level), atoms, call.range, None);
            if !model.format || sink.place == Place::Panic {
                return Value::clean();
            }
        }
        if !model.format {
            return shown;
        }
        if model.sink.is_none() {
            let parts: Vec<_> = parts.iter().cloned().enumerate().collect();
            self.linked(call, &parts);
        }
        let mut value = shown.flat();
        self.step(&mut value, call.range, Kind::Formatted);
        if model.fails {
            let failed = value.under(Access::field(known::ERROR_PATH));
            self.ret.add(failed.atoms);
            return Value::clean();
        }
        value.text = self.template(call).or(joined);
        value.holes = self.holes(call, &parts);
        self.write_into(call, &value);
        value
    }

    /// What the arguments of a macro show together, and one by one.
    fn args_shown(
        &mut self,
        model: &CallModel,
        call: &MacroCall,
        values: Vec<Value>,
        only: Option<&[usize]>,
    ) -> (Value, Vec<Vec<Atom>>) {
        let mut shown = Value::clean();
        let mut parts: Vec<Vec<Atom>> = vec![Vec::new(); values.len()];
        for (i, (arg, value)) in call.args.iter().zip(values).enumerate() {
            if arg.part == Part::Template || only.is_some_and(|o| !o.contains(&i)) {
                continue;
            }
            if arg.part == Part::Control && (model.sink.is_some() || model.format) {
                continue;
            }
            let range = self.range(arg.value);
            let ty = self.ty(arg.value);
            let value = self.field_named(value, arg.name, arg.value, ty);
            let mut one = match (model.format || model.sink.is_some(), arg.show) {
                (true, Show::Debug) => self.shown(value, ty, Show::Debug, range),
                (true, _) => self.shown(value, ty, Show::Display, range),
                (false, _) => value,
            };
            if self.is_listed(call, range) {
                self.stands(&mut one.atoms, range, Kind::Recorded);
            }
            shown.known &= one.known;
            parts[i].clone_from(&one.atoms);
            shown.add(one.atoms);
        }
        (shown, parts)
    }

    /// `write!(f, …)`: the text lands in the first argument.
    fn write_into(&mut self, call: &MacroCall, value: &Value) {
        let name = self.unit.facts.paths[call.path.at()]
            .segments
            .last()
            .map_or("", |n| self.unit.text(*n));
        if !matches!(name, "write" | "writeln") {
            return;
        }
        if let Some(first) = call.args.first() {
            let ty = self
                .analysis
                .program
                .payload(self.analysis.catalog, self.ty(first.value));
            if let Head::Ext(e) = self.analysis.program.types.head(ty)
                && let Some((place, what)) = stream(self.analysis.program.text(e.last))
            {
                self.place_hit((place, what, None), value.atoms.clone(), call.range, None);
            }
            self.pour(first.value, value.clone());
        }
    }

    /// The text of a format string: placeholders stay, so that SQL and URLs keep their shape.
    fn template(&self, call: &MacroCall) -> Option<Rc<str>> {
        call.format.map(|f| self.unit.text(f).into())
    }

    /// What stands in each hole of a format string, in order: SQL and URLs are read with it.
    fn holes(&self, call: &MacroCall, parts: &[Vec<Atom>]) -> Option<Rc<[Vec<Atom>]>> {
        if parts.iter().all(Vec::is_empty) {
            return None;
        }
        let text = call.format.map(|f| self.unit.text(f))?;
        let shown = |i: &usize| matches!(call.args[*i].part, Part::Formatted);
        let mut next = (0..call.args.len()).filter(shown);
        let named = |name: &str| {
            (0..call.args.len()).filter(shown).find(|i| {
                let arg = call.args[*i];
                let local = match self.unit.facts.exprs[arg.value.at()] {
                    Expr::Local(l) => Some(self.unit.facts.locals[l.at()].name),
                    _ => None,
                };
                arg.name
                    .or(local)
                    .is_some_and(|n| self.unit.text(n) == name)
            })
        };
        let holes: Vec<Vec<Atom>> = holes_of(text)
            .map(|hole| {
                let name = hole.split(':').next().unwrap_or("").trim();
                let at = match name {
                    "" => next.next(),
                    name => name.parse().ok().or_else(|| named(name)),
                };
                at.and_then(|i| parts.get(i)).cloned().unwrap_or_default()
            })
            .collect();
        Some(holes.into())
    }

    /// Whether an argument is listed by an attribute (`#[instrument(fields(…))]`), which may span many lines. Of a
    /// parameter that it records by itself only the attribute is the place.
    fn is_listed(&self, call: &MacroCall, range: Range) -> bool {
        self.unit.facts.paths[call.path.at()].range == call.range && range != call.range
    }

    /// `error!(token = %compute())`: a field's name speaks for a value that has no name of its own.
    fn field_named(&mut self, mut value: Value, name: Option<NameId>, id: ExprId, ty: Ty) -> Value {
        let Some(name) = name else { return value };
        let nameless = matches!(
            self.unit.facts.exprs[id.at()],
            Expr::Call(..) | Expr::Index(..)
        );
        if nameless {
            let sym: Sym = self.unit.sym(name);
            let range = self.range(id);
            self.named(&mut value, sym, ty, range);
        }
        value
    }

    /// `event!(Level::INFO, …)`: the level among the control arguments.
    fn level(&self, call: &MacroCall) -> Option<&'static str> {
        call.args
            .iter()
            .filter(|a| a.part == Part::Control)
            .find_map(|a| {
                let Expr::Path(p) = self.unit.facts.exprs[a.value.at()] else {
                    return None;
                };
                let last = self.unit.facts.paths[p.at()].segments.last()?;
                ["error", "warn", "info", "debug", "trace"]
                    .into_iter()
                    .find(|l| self.unit.text(*last).eq_ignore_ascii_case(l))
            })
    }
}

/// The insides of the `{…}` of a format string.
pub(super) fn holes_of(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let open = rest.find('{')?;
            let behind = rest.get(open + 1..)?;
            if let Some(escaped) = behind.strip_prefix('{') {
                rest = escaped;
                continue;
            }
            let close = behind.find('}')?;
            rest = behind.get(close + 1..)?;
            return behind.get(..close);
        }
    })
}

/// The text of `concat!("a", "b")`, whose every part is constant.
fn joined_text(call: &MacroCall, values: &[Value]) -> Option<Rc<str>> {
    if call.format.is_some() || call.args.is_empty() {
        return None;
    }
    let parts: Option<Vec<&str>> = values.iter().map(|v| v.text.as_deref()).collect();
    parts.map(|p| p.concat().into())
}

/// What is written to a standard stream or file is printed or stored.
fn stream(ty: &str) -> Option<(Place, &'static str)> {
    match ty {
        "Stdout" | "StdoutLock" => Some((Place::Print, "standard output")),
        "Stderr" | "StderrLock" => Some((Place::Print, "standard error")),
        "File" => Some((Place::Store, "file")),
        _ => None,
    }
}

/// The rule whose matcher fits a number of arguments; a repetition takes what is left.
fn fitting(rules: &[MacroRule], args: usize) -> Option<&MacroRule> {
    let exact = rules.iter().find(|r| {
        !r.params.iter().any(|p| p.repeated) && r.params.len() == args && !r.calls.is_empty()
    });
    let open = |r: &&MacroRule| r.params.iter().any(|p| p.repeated) && !r.calls.is_empty();
    exact
        .or_else(|| rules.iter().find(|r| open(r) && fixed(r) <= args))
        .or_else(|| rules.iter().find(|r| !r.calls.is_empty()))
}

fn fixed(rule: &MacroRule) -> usize {
    rule.params.iter().filter(|p| !p.repeated).count()
}

/// Which arguments of a call reach an inner macro: those whose fragments it mentions.
fn reaching(
    rule: &MacroRule,
    used: &[NameId],
    all: &[usize],
    text: impl Fn(NameId) -> String,
) -> Vec<usize> {
    let mut out = Vec::new();
    let mut at = 0;
    for param in &rule.params {
        let mentioned = used
            .iter()
            .any(|u| *u == param.name || text(*u) == text(param.name));
        if param.repeated {
            if mentioned {
                out.extend(all.iter().skip(at));
            }
            continue;
        }
        if mentioned && let Some(arg) = all.get(at) {
            out.push(*arg);
        }
        at += 1;
    }
    out.sort_unstable();
    out.dedup();
    out
}
