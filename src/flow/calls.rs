//! Calls: workspace functions by their summaries, library calls by their models, the rest by assumption.

use super::NodeKey;
use super::body::Walk;
use super::naming::Called;
use super::trail::Kind;
use super::value::{Access, Atom, NO_STEP, Origin, Value, after};
use super::weigh;
use crate::catalog::{Measure, Place, Reach};
use crate::facts::{Expr, ExprId, List, Range};
use crate::finding::Confidence;
use crate::link::symbols::{Sym, known};
use crate::link::types::{Head, Ty};
use crate::link::typing::Target;

/// An argument: where it is written and what it carries.
pub(super) struct Arg {
    pub id: ExprId,
    pub value: Value,
}

/// A call as it is applied: what is called, on what, with what.
pub(super) struct Call<'c> {
    pub id: ExprId,
    pub name: Sym,
    pub recv: Option<Arg>,
    pub args: Vec<Arg>,
    pub target: &'c Target,
}

impl Walk<'_> {
    pub(super) fn call(&mut self, id: ExprId, callee: ExprId, args: List) -> Value {
        let args: Vec<Arg> = self
            .list(args)
            .iter()
            .map(|a| Arg {
                id: ExprId(*a),
                value: self.eval(ExprId(*a)),
            })
            .collect();
        let mut made = Value::clean();
        let name = match self.unit.facts.exprs[callee.at()] {
            Expr::Path(path) => self.unit.facts.paths[path.at()]
                .segments
                .last()
                .map_or(known::EMPTY, |n| self.unit.sym(*n)),
            _ => {
                let value = self.eval(callee);
                if let Some(c) = value.closure {
                    return self.run(c, args.into_iter().map(|a| a.value).collect());
                }
                self.calls_back(callee, &args);
                // A function that was passed stands for what it gives: `make()`.
                made = value;
                known::EMPTY
            }
        };
        let unit = self.unit;
        let target = unit.calls.get(&id).unwrap_or(&Target::Unknown);
        let mut value = self.apply(Call {
            id,
            name,
            recv: None,
            args,
            target,
        });
        let program = self.analysis.program;
        if !program.is_inert(self.analysis.catalog, self.ty(id)) {
            value.add(made.atoms);
        }
        value
    }

    pub(super) fn method(&mut self, id: ExprId, m: usize) -> Value {
        let unit = self.unit;
        let method = &unit.facts.methods[m];
        let recv = Arg {
            id: method.recv,
            value: self.eval(method.recv),
        };
        let args: Vec<Arg> = self
            .list(method.args)
            .iter()
            .map(|a| Arg {
                id: ExprId(*a),
                value: self.eval(ExprId(*a)),
            })
            .collect();
        let target = unit.methods.get(m).unwrap_or(&Target::Unknown);
        let given = self.apply(Call {
            id,
            name: unit.sym(method.name),
            recv: Some(recv),
            args,
            target,
        });
        let asked = self.asked_for(method.generics, id);
        asked.map_or(given, Value::of)
    }

    pub(in crate::flow) fn apply(&mut self, mut call: Call<'_>) -> Value {
        let range = self.range(call.id);
        let (id, name, args, call_target) = (call.id, call.name, call.args.len(), call.target);
        let of_receiver = call.recv.is_some();
        let seen = matches!(call.target, Target::Fn(_) | Target::Many(_));
        if seen {
            self.passed(&mut call);
        }
        let first = |call: Call<'_>| {
            let arg = call.args.into_iter().next();
            arg.map_or_else(Value::clean, |a| a.value)
        };
        let silent = match call.target {
            Target::Model(model) => model.sql.is_none() && model.sink.is_none(),
            target => seen || *target == Target::Unknown,
        };
        if silent {
            self.sql_by_shape(&call, range);
        }
        self.compared_in_constant_time(&call, range);
        let mut value = match call.target {
            Target::Ctor(adt, variant) => {
                return self.constructed(*adt, *variant as u16, call, range);
            }
            Target::Wrap => return first(call),
            Target::Fail => return first(call).under(Access::field(known::ERROR_PATH)),
            Target::Fn(f) => self.through(*f, &call, range),
            Target::Many(fs) => self.through_many(fs, &call, range),
            Target::Model(model) => self.modelled(model, call, range),
            // What a derive makes by default is empty.
            Target::Unknown if args == 0 && name == known::DEFAULT_FN => return Value::clean(),
            Target::Unknown => self.assumed(&call, range),
        };
        let program = self.analysis.program;
        if value.sql.is_none() && program.is_inert(self.analysis.catalog, self.ty(id)) {
            return value.failure_only();
        }
        self.measured_by_name(name, &mut value, seen);
        if args == 0 {
            // `message.object_id()` says only of the message which one it is; `as_ref` says nothing.
            let text = program.text(name);
            let converts = ["as_", "to_", "into_"].iter().any(|p| text.starts_with(p));
            if of_receiver && !converts && !matches!(call_target, Target::Model(_)) {
                self.only_about(&mut value, name);
            }
            self.named_by_call(&mut value, name, id);
        }
        value
    }

    /// A call that may lead to several functions: what any of them gives.
    pub(in crate::flow) fn through_many(
        &mut self,
        fs: &[u32],
        call: &Call<'_>,
        range: Range,
    ) -> Value {
        let mut all: Option<Value> = None;
        for f in fs {
            let one = self.through(*f, call, range);
            match &mut all {
                Some(all) => all.join(one),
                None => all = Some(one),
            }
        }
        let mut value = all.unwrap_or_default();
        if weigh::is_one_of_many_impls(fs.len()) {
            // One of many impls is meant; what one of them does is no news of this call.
            for atom in &mut value.atoms {
                atom.assumed = true;
            }
        }
        value
    }

    /// `claims.email()`, `generate_token()`: what nothing else explains is what its name says.
    fn named_by_call(&mut self, value: &mut Value, name: Sym, id: ExprId) {
        let symbolic = value.atoms.iter().all(|a| a.assumed || a.origin.is_open());
        if !symbolic || value.known || value.sql.is_some() || value.closure.is_some() {
            return;
        }
        let ty = self.ty(id);
        let of = match self.unit.facts.exprs[id.at()] {
            Expr::Method(m) => self.owner(self.unit.facts.methods[m as usize].recv),
            _ => None,
        };
        if let Some(named) = self.name(Called { name, of }, ty) {
            let atom = self.named_source(named, self.range(id));
            value.add([atom]);
        }
    }

    /// `mask_email(x)`, `hash_password(x)`: a function's name says what its result has passed.
    pub(in crate::flow) fn measured_by_name(&mut self, name: Sym, value: &mut Value, seen: bool) {
        let Some(named) = self.names.measure(self.analysis, name) else {
            return;
        };
        if seen && named.reach == Reach::Unseen {
            return;
        }
        for atom in &mut value.atoms {
            if atom.measure == Measure::Plain {
                atom.measure = named.measure;
            }
        }
        if value.atoms.is_empty() {
            value.known = true;
        }
    }

    // Workspace functions ------------------------------------------------------------------------------------------

    /// A call of a workspace function: its parameters' nodes get the arguments, its summary gives the result.
    pub(in crate::flow) fn through(&mut self, f: u32, call: &Call<'_>, range: Range) -> Value {
        let (values, places) = self.handed(f, call);
        self.enter(f, &values, &places);
        let round = self.round;
        let Some(summary) = round.summary(f) else {
            return Self::guess(values);
        };
        let mut result = Value {
            known: summary.known,
            complete: summary.complete,
            ..Value::default()
        };
        for part in &summary.settled {
            result.settle(*part, true);
        }
        for part in &summary.loose {
            result.loosen_part(*part);
        }
        result.add(self.substituted(f, &summary.ret, &values, range));
        for (i, out) in &summary.outs {
            let atoms = self.substituted(f, out, &values, range);
            if let Some(place) = places.get(usize::from(*i)) {
                let left = Value {
                    atoms,
                    ..Value::default()
                };
                self.pour(*place, left);
            }
        }
        self.hinted(f, result, (&values, &places), range)
    }

    /// What a function is handed, the receiver first, and where each is written.
    fn handed(&mut self, f: u32, call: &Call<'_>) -> (Vec<Value>, Vec<ExprId>) {
        let program = self.analysis.program;
        let info = &program.fns[f as usize];
        let has_self = program.function(f).1.has_self;
        let mut values: Vec<Value> = Vec::with_capacity(call.args.len() + 1);
        if let Some(recv) = &call.recv {
            values.push(if has_self {
                self.widened(&recv.value, recv.id, info.params.first())
            } else {
                recv.value.clone()
            });
        }
        for arg in &call.args {
            let param = info.params.get(values.len()).copied();
            values.push(self.widened(&arg.value, arg.id, param.as_ref()));
        }
        let places = call.recv.iter().chain(&call.args).map(|a| a.id).collect();
        (values, places)
    }

    /// A function's parameters get what it is handed.
    pub(super) fn enter(&mut self, f: u32, values: &[Value], places: &[ExprId]) {
        let program = self.analysis.program;
        let params = &program.fns[f as usize].params;
        let pairs = values.iter().zip(places).take(usize::from(u8::MAX));
        for (i, (value, place)) in pairs.enumerate() {
            let inert = params
                .get(i)
                .is_some_and(|t| program.is_inert(self.analysis.catalog, *t));
            if !inert {
                let range = self.range(*place);
                self.edge(NodeKey::Param(f, i as u8), value, range);
            }
        }
    }

    /// What the policy file says of a function comes before what its body shows.
    fn hinted(
        &mut self,
        f: u32,
        result: Value,
        (values, places): (&[Value], &[ExprId]),
        range: Range,
    ) -> Value {
        let hints = &self.analysis.hints;
        let mut result = result;
        let given = || values.iter().flat_map(|v| v.atoms.iter().copied());
        if let Some(measure) = hints.measures.get(&f).copied() {
            result = Value::clean();
            result.add(given().map(|a| Atom {
                at: Access::WHOLE,
                measure,
                ..a
            }));
        }
        if hints.passed.contains(&f) {
            let measured = hints.measures.contains_key(&f);
            let passing: Vec<Atom> = if measured {
                std::mem::take(&mut result.atoms)
            } else {
                given().collect()
            };
            for a in passing {
                let step = self.node(range, Kind::Through(f, NO_STEP), a.step);
                let at = Access::WHOLE;
                result.add([Atom { at, step, ..a }]);
            }
        }
        let sink = hints.sinks.get(&f).copied();
        let watched = hints.watched.contains(&f).then_some(Place::Call);
        for place in sink.into_iter().chain(watched) {
            let mut atoms = Vec::new();
            for (value, at) in values.iter().zip(places) {
                let ty = self.ty(*at);
                atoms.extend(self.with_fields(value.clone(), ty, 0).atoms);
            }
            self.place_hit((place, place.noun(), None), atoms, range, None);
        }
        if let Some(key) = hints.sources.get(&f).copied() {
            let why = "the policy file names this function as its source".to_owned();
            let atom = self.source(key, range, Confidence::High, why);
            result.add([atom]);
        }
        result
    }

    /// A summary's data with the arguments put in for the parameters.
    pub(in crate::flow) fn substituted(
        &mut self,
        f: u32,
        atoms: &[Atom],
        values: &[Value],
        range: Range,
    ) -> Vec<Atom> {
        let mut out = Vec::new();
        for atom in atoms {
            let Origin::Param(g, i, path) = atom.origin else {
                let step = self.node(range, Kind::Through(f, atom.step), NO_STEP);
                out.push(Atom {
                    step,
                    steps: atom.steps.saturating_add(1),
                    ..*atom
                });
                continue;
            };
            if g != f {
                continue;
            }
            let Some(value) = values.get(usize::from(i)) else {
                continue;
            };
            let mut given = value.part(path);
            if !path.is_whole() {
                let other = self.is_another_part(f, i, path);
                given.extend(value.whole().map(|a| Atom {
                    origin: a.origin.part(path),
                    assumed: a.assumed || other && matches!(a.origin, Origin::Source(..)),
                    ..a
                }));
            }
            for a in given {
                let step = self.node(range, Kind::Through(f, atom.step), a.step);
                out.push(Atom {
                    at: atom.at.then(a.at),
                    origin: a.origin,
                    measure: after(a.measure, atom.measure),
                    assumed: a.assumed || atom.assumed,
                    part: a.part || atom.part,
                    step,
                    steps: a.steps.saturating_add(atom.steps).saturating_add(1),
                });
            }
        }
        out
    }

    /// A struct given where any type is taken carries its fields along: inside, nobody knows their names.
    pub(in crate::flow) fn widened(
        &mut self,
        value: &Value,
        id: ExprId,
        param: Option<&Ty>,
    ) -> Value {
        let program = self.analysis.program;
        let open = param.is_none_or(|t| {
            matches!(
                program.types.head(*t),
                Head::Unknown | Head::Param(_) | Head::Trait(_) | Head::Ext(_)
            )
        });
        if !open {
            return value.clone();
        }
        let ty = self.ty(id);
        self.with_fields(value.clone(), ty, 0)
    }

    /// Adds to a struct's value the nodes of its fields, two levels deep.
    pub(super) fn with_fields(&mut self, mut value: Value, ty: Ty, depth: u32) -> Value {
        let program = self.analysis.program;
        let Head::Adt(adt) = program
            .types
            .head(program.payload(self.analysis.catalog, ty))
        else {
            return value;
        };
        if depth > 1 || self.holds_by_itself(ty) || value.known || value.complete {
            return value;
        }
        for (v, fields) in program.adts[adt as usize]
            .variants
            .iter()
            .enumerate()
            .take(16)
        {
            for field in fields.iter().take(32) {
                let path = Access::field(field.name);
                if !value.part(path).is_empty() || value.is_settled(path) {
                    continue;
                }
                let node = self.field_value(adt, v as u16, field.name, field.ty);
                let inner = self.with_fields(node, field.ty, depth + 1);
                value.add(inner.under(path).atoms);
            }
        }
        value
    }

    /// What a function that is not yet summarised might return: anything it was given.
    pub(super) fn guess(values: Vec<Value>) -> Value {
        let mut value = Value::default();
        for v in values {
            value.add(
                v.flat()
                    .atoms
                    .into_iter()
                    .map(|a| Atom { assumed: true, ..a }),
            );
        }
        value
    }

    pub(in crate::flow) fn constructed(
        &mut self,
        adt: u32,
        variant: u16,
        call: Call<'_>,
        range: Range,
    ) -> Value {
        let mut value = Value::clean();
        for (i, arg) in call.args.into_iter().enumerate() {
            let name = self.index_name(i);
            let given = self.opened_for((adt, variant), name, arg.value, arg.id);
            value.known &= given.known;
            value.complete &= self.is_complete(&given, arg.id);
            self.built_with(NodeKey::Field(adt, variant, name), &given, range);
            value.put_part(name, given);
        }
        value
    }

    /// Data that a callee leaves in a place it could change.
    pub(super) fn pour(&mut self, place: ExprId, value: Value) {
        if let Expr::Field(base, name) = self.unit.facts.exprs[place.at()] {
            let name = self.unit.sym(name);
            if let Some((adt, variant)) = self.field_node(self.ty(base), name) {
                let range = self.range(place);
                self.edge(NodeKey::Field(adt, variant, name), &value, range);
            }
        }
        let (Some(local), path) = self.place(place) else {
            return;
        };
        let slot = self.env.entry(local).or_default();
        slot.known &= value.known;
        slot.complete &= value.complete || value.known;
        slot.text = None;
        slot.add_parts(value.atoms.into_iter().map(|a| Atom {
            at: path.then(a.at),
            ..a
        }));
        // `read_line(&mut password)`: what is filled from outside is what its name says.
        let open = slot.atoms.iter().all(|a| a.assumed || a.origin.is_open());
        if path.is_whole() && !slot.known && open {
            let mut filled = std::mem::take(slot);
            let name = self.unit.sym(self.unit.facts.locals[local.at()].name);
            let (ty, range) = (self.unit.local_types[local.at()], self.range(place));
            self.named(&mut filled, name, ty, range);
            self.env.insert(local, filled);
        }
    }
}
