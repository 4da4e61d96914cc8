//! Library calls by their models, and calls of which nothing is known.

use super::Hit;
use super::body::Walk;
use super::calls::{Arg, Call};
use super::trail::Kind;
use super::value::{Access, Atom, Origin, Value, after};
use crate::catalog::{CallModel, End, Measure, Place, Sql};
use crate::facts::{Expr, ExprId, Range, Show};
use crate::link::paths::wild;
use crate::link::symbols::{Sym, known};
use crate::link::types::Head;

/// What a place is called where a template engine renders what it is handed.
const TEMPLATE: &str = "template";

impl Walk<'_> {
    pub(in crate::flow) fn modelled(
        &mut self,
        model: &'static CallModel,
        mut call: Call<'_>,
        range: Range,
    ) -> Value {
        if let Some(sql) = model.sql {
            return self.queried(sql, model, call, range);
        }
        if model.column {
            return self.column_value(call);
        }
        if model.channel {
            return self.channel(call.id);
        }
        if model.sink.as_ref().is_some_and(|s| s.what == TEMPLATE) {
            for arg in &mut call.args {
                self.named_by_templates(arg);
            }
        }
        self.effects(model, &call, range);
        let mut value = self.given(model, &mut call, range);
        self.result_sink(model, &value, range);
        self.spelled_out(model, &call, range);
        for atom in &mut value.atoms {
            if let Some(measure) = model.measure {
                atom.measure = after(atom.measure, measure);
            }
            if model.plain {
                atom.measure = Measure::Plain;
            }
            atom.part |= model.splits;
        }
        if model.measure == Some(Measure::Aggregated) {
            return Value::clean();
        }
        if model.row {
            value.row = true;
            if let Some(how) = model.columns {
                self.columns_read(&mut value, how, &call, range);
            }
            self.keyed(&mut value, &call, range);
            self.out_of_store(&value);
        }
        value
    }

    /// What a modelled call gives, before its measure: what flows through it, or the datum it hands out.
    fn given(&mut self, model: &'static CallModel, call: &mut Call<'_>, range: Range) -> Value {
        let mut value = match model.closure {
            Some(role) => self.adapted(role, call.recv.as_ref(), &call.args),
            None => self.flowed(model, call, range),
        };
        let source = model.source.as_ref();
        let by_name = source.is_some_and(|s| s.key.starts_with('@'));
        if let Some(source) = source
            && let Some(named) = self.handed_out(source, call)
        {
            value = Value::of(self.named_source(named, range));
            if source.pairs {
                // The first of each pair is what the datum is called by.
                value = value.under(Access::field(known::ONE));
                value.complete = true;
            }
        } else if by_name && self.names_another(call) {
            value = Value::clean();
        } else if by_name && let Some(column) = self.by_position(call) {
            value = column;
        } else if model.source.is_none() && model.flows.is_none() {
            self.keyed(&mut value, call, range);
        } else if model.keyed
            && let [only] = &call.args[..]
            && let Some(text) = &only.value.text
            && let Some(name) = self.analysis.program.symbols.get(text)
        {
            self.picked(&mut value, name);
        }
        value
    }

    /// What a call does beside giving a result.
    fn effects(&mut self, model: &CallModel, call: &Call<'_>, range: Range) {
        if let Some(sink) = &model.sink
            && !sink.from.contains(&End::Result)
        {
            self.sink_call(sink, call, range);
        }
        if model.compares {
            self.compared(call, range);
        }
        self.cleared(call);
        if model.closure.is_none() {
            // What a library does with a closure that its model does not mention is not followed: it is run once, with
            // nothing, for what it does by itself.
            let closures: Vec<u32> = call.args.iter().filter_map(|a| a.value.closure).collect();
            for closure in closures {
                self.run(closure, Vec::new());
            }
        }
    }

    /// A query: what comes out is the query, or what a closure makes of the rows it is handed.
    fn queried(&mut self, sql: Sql, model: &CallModel, call: Call<'_>, range: Range) -> Value {
        let asked = model.hands.is_some() && sql != Sql::Rows;
        let mut args = call.args.iter().filter(|_| asked);
        let made = args.find_map(|arg| self.run_value(arg, Vec::new()));
        let value = self.sql_call(sql, call, range);
        made.unwrap_or(value)
    }

    /// A call whose result, if it is a datum, reaches a place at once (`include_headers(true)`).
    fn result_sink(&mut self, model: &CallModel, value: &Value, range: Range) {
        let Some(sink) = &model.sink else { return };
        let handed = value
            .atoms
            .iter()
            .any(|a| matches!(a.origin, Origin::Source(..)));
        if handed && model.source.is_some() && sink.from.contains(&End::Result) {
            let place = (sink.place, sink.what, sink.level);
            self.place_hit(place, value.atoms.clone(), range, None);
        }
    }

    /// `Logger::new("%a %r")`: a literal says what of each request is written.
    fn spelled_out(&mut self, model: &CallModel, call: &Call<'_>, range: Range) {
        let Some(sink) = &model.sink else { return };
        let mut atoms = Vec::new();
        for source in &model.sources {
            if let Some(named) = self.handed_out(source, call) {
                atoms.push(self.named_source(named, range));
            }
        }
        if !atoms.is_empty() {
            self.place_hit((sink.place, sink.what, sink.level), atoms, range, None);
        }
    }

    /// `headers.remove(AUTHORIZATION)`: a map that credentials are taken out of shows none when printed whole.
    pub(in crate::flow) fn cleared(&mut self, call: &Call<'_>) {
        let Some(recv) = &call.recv else { return };
        if self.analysis.program.text(call.name) != "remove" || call.args.len() != 1 {
            return;
        }
        let telling = self
            .literal(&call.args[0])
            .is_some_and(|t| self.analysis.catalog.words.header(&t).is_some());
        if telling && let (Some(local), _) = self.place(recv.id) {
            self.env.insert(local, Value::clean());
        }
    }

    /// `row.get("password")`, `params.get("email")`: a literal key names what is read.
    pub(in crate::flow) fn keyed(&mut self, value: &mut Value, call: &Call<'_>, range: Range) {
        if let [only] = &call.args[..]
            && let Some(text) = &only.value.text
            && is_key(text)
            && let Some(name) = self.analysis.program.symbols.get(text)
        {
            let ty = self.ty(call.id);
            self.picked(value, name);
            self.named(value, name, ty, range);
        }
    }

    /// The literal text of an argument, or the name of the constant it is (`header::AUTHORIZATION`).
    pub(in crate::flow) fn literal(&self, arg: &Arg) -> Option<String> {
        if let Some(text) = &arg.value.text {
            return Some(text.to_string());
        }
        let p = match self.unit.facts.exprs[arg.id.at()] {
            Expr::Path(p) => p,
            Expr::Scalar(text) => return Some(self.unit.text(text).to_owned()),
            _ => return None,
        };
        let last = self.unit.facts.paths[p.at()].segments.last()?;
        Some(self.unit.text(*last).to_lowercase().replace('_', "-"))
    }

    /// What reaches the result and the receiver, by a model's flows or by default everything to the result.
    pub(in crate::flow) fn flowed(
        &mut self,
        model: &CallModel,
        call: &mut Call<'_>,
        range: Range,
    ) -> Value {
        if model.format {
            for arg in &mut call.args {
                arg.value = self.serialised(arg);
            }
            self.printed(model, call);
        }
        let Some(flows) = &model.flows else {
            let mut value = call
                .recv
                .as_ref()
                .map_or_else(Value::clean, |r| r.value.clone());
            for arg in &call.args {
                value.join(arg.value.clone());
            }
            value.text = None;
            return value;
        };
        let mut value = Value {
            known: true,
            ..Value::default()
        };
        let mut poured: Option<Value> = None;
        let mut first = true;
        for (from, to) in flows {
            if *from == End::Receiver && call.recv.is_none() {
                continue;
            }
            let mut given = Self::end(*from, call);
            if let (Some(measure), false) = (model.measure, *to == End::Result) {
                for atom in &mut given.atoms {
                    atom.measure = after(atom.measure, measure);
                }
            }
            match to {
                End::Result if first => (value, first) = (given, false),
                End::Result => value.join(given),
                End::Receiver => match &mut poured {
                    Some(poured) => poured.join(given),
                    None => poured = Some(given),
                },
                End::Arg(i) => {
                    if let Some(arg) = call.args.get(usize::from(*i)) {
                        if from == to {
                            self.turned(arg.id);
                        }
                        self.pour(arg.id, given);
                    }
                }
                End::Error => value.join(given.flat().under(Access::field(known::ERROR_PATH))),
                End::Channel => {
                    if let Some(recv) = &call.recv {
                        self.put_into_channel(&recv.value, &given, range);
                    }
                }
                End::Part(i) => {
                    let path = Access::field(self.index_name(usize::from(*i)));
                    value.known &= given.known;
                    value.add(given.under(path).atoms);
                }
                End::Args | End::Success => {}
            }
        }
        if let (Some(recv), Some(mut poured)) = (&call.recv, poured) {
            self.step(&mut poured, range, Kind::Put(call.name));
            self.put_into_statics((&recv.value, Access::WHOLE), &poured, range);
            if flows.contains(&(End::Receiver, End::Result)) {
                // A builder gives itself back with what it just got.
                value.join(poured.clone());
            }
            self.pour(recv.id, poured);
        }
        for arg in &call.args {
            // What a library fills (`rng.fill(&mut bytes)`) is no longer what was put there.
            if let Expr::RefMut(_) = self.unit.facts.exprs[arg.id.at()] {
                self.pour(arg.id, Value::default());
            }
        }
        // What comes out may be new to the program: a response, a row. Only what goes in and out is all there is.
        // `String::new()` is empty; `env::args()` is not.
        let name = self.analysis.program.text(call.name);
        let made_of_nothing =
            call.args.is_empty() && call.recv.is_none() && matches!(name, "new" | "default");
        value.known &= !value.atoms.is_empty()
            || made_of_nothing
            || flows.iter().any(|(_, to)| *to == End::Result);
        value
    }

    /// `user.to_string()` shows what `Display` writes, `user.as_value()` what serialising does.
    fn printed(&mut self, model: &CallModel, call: &mut Call<'_>) {
        let Some(recv) = &mut call.recv else { return };
        let (ty, range) = (self.ty(recv.id), self.range(recv.id));
        let program = self.analysis.program;
        let payload = program.payload(self.analysis.catalog, ty);
        if matches!(program.types.head(payload), Head::Adt(_)) {
            let text = model.returns == Some("String");
            let form = if text { Show::Display } else { Show::Other };
            recv.value = self.shown(recv.value.clone(), ty, form, range);
        }
    }

    /// What is worked on in place (`cipher.encrypt_in_place(…, &mut buffer)`) is no longer what it was.
    fn turned(&mut self, place: ExprId) {
        if let (Some(local), path) = self.place(place)
            && let Some(slot) = self.env.get_mut(&local)
        {
            slot.clear(path);
        }
    }

    /// An argument as it is serialised: a struct shows its fields.
    pub(in crate::flow) fn serialised(&mut self, arg: &Arg) -> Value {
        let (ty, range) = (self.ty(arg.id), self.range(arg.id));
        self.shown(arg.value.clone(), ty, Show::Other, range)
    }

    fn end(end: End, call: &Call<'_>) -> Value {
        let receiver = || {
            let value = call.recv.as_ref().map(|r| r.value.clone());
            value.unwrap_or_else(Value::clean)
        };
        match end {
            End::Receiver | End::Channel => receiver(),
            End::Success => {
                let mut value = receiver();
                value.clear(Access::field(known::ERROR_PATH));
                value
            }
            End::Error => Value {
                atoms: receiver().part(Access::field(known::ERROR_PATH)),
                ..Value::default()
            },
            End::Arg(i) => call
                .args
                .get(usize::from(i))
                .map_or_else(Value::default, |a| a.value.clone()),
            // A single one keeps its text: `String::from("…")`.
            End::Args if call.args.len() == 1 => call.args[0].value.clone(),
            End::Args => {
                let mut value = Value::clean();
                for arg in &call.args {
                    value.join(arg.value.clone());
                }
                value
            }
            End::Result | End::Part(_) => Value::default(),
        }
    }

    /// Whether a literal argument is among those that make a call a place.
    fn is_meant(&self, when: &[String], call: &Call<'_>) -> bool {
        let texts: Vec<String> = call.args.iter().filter_map(|a| self.literal(a)).collect();
        let fits = |t: &String| when.iter().any(|w| wild(w, &t.to_lowercase()));
        texts.iter().any(fits)
    }

    pub(in crate::flow) fn sink_call(
        &mut self,
        sink: &crate::catalog::Sink,
        call: &Call<'_>,
        range: Range,
    ) {
        if !sink.when.is_empty() && !self.is_meant(&sink.when, call) {
            return;
        }
        let mut atoms = Vec::new();
        for end in &sink.from {
            let ids: Vec<&Arg> = match end {
                End::Receiver | End::Success | End::Error | End::Channel => {
                    call.recv.iter().collect()
                }
                End::Arg(i) => call.args.get(usize::from(*i)).into_iter().collect(),
                End::Args => call.args.iter().collect(),
                End::Result | End::Part(_) => Vec::new(),
            };
            for arg in ids {
                let value = if sink.place == Place::Log
                    && let Some(closure) = arg.value.closure
                {
                    // `add_property(|| ("ip", ip))`: what is logged is made when it is needed.
                    self.run(closure, Vec::new())
                } else if sink.place == Place::Expose {
                    self.serialised(arg)
                } else {
                    let ty = self.ty(arg.id);
                    self.with_fields(arg.value.clone(), ty, 0)
                };
                atoms.extend(value.atoms);
            }
        }
        let place = (sink.place, sink.what, sink.level);
        self.place_hit(place, atoms, range, Some(call.id));
    }

    /// Records a library sink; what a store gets under a field's name is written to that column.
    pub(in crate::flow) fn place_hit(
        &mut self,
        (place, what, level): (Place, &'static str, Option<&'static str>),
        atoms: Vec<Atom>,
        range: Range,
        call: Option<ExprId>,
    ) {
        let mut columns: std::collections::BTreeMap<Option<Sym>, Vec<Atom>> =
            std::collections::BTreeMap::new();
        for atom in atoms {
            let column = if what == "database" {
                // The operators of document stores (`$set`) stand before the column.
                let operator = |p: &&Sym| self.analysis.program.text(**p).starts_with('$');
                atom.at.parts().iter().find(|p| !operator(p)).copied()
            } else {
                None
            };
            columns.entry(column).or_default().push(atom);
        }
        if columns.is_empty() {
            columns.insert(None, Vec::new());
        }
        for (column, atoms) in columns {
            self.hit(Hit {
                range,
                place,
                what,
                level,
                column: column.map(|c| self.analysis.program.text(c).into()),
                table: None,
                lookup: false,
                sql_measure: Measure::Plain,
                atoms,
                guards: Vec::new(),
                call,
                against: None,
            });
        }
    }
}

/// Whether a text can be the key of a map or row; a path or sentence is none.
fn is_key(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
}
