//! Closures and functions as values: run where an adapter, a thread or a caller runs them.
//!
//! In: a closure with what it is given. Out: what it returns. A closure that nothing in its function is seen to run (it
//! is returned, boxed, kept in a field) is run once at the end, with what it captured.

use super::Condition;
use super::body::Walk;
use super::calls::{Arg, Call};
use super::compare::CREDENTIALS;
use super::value::{Access, Origin, Value};
use crate::catalog::{CallModel, Closure as Role, End, Measure, key_covers};
use crate::facts::{Expr, ExprId, PatId, PathId};
use crate::link::resolve::{Def, Ext, Space};
use crate::link::symbols::known;
use crate::link::types::Ty;
use crate::link::typing::Target;

/// A closure as it was met: its number, and the conditions that it stands under.
pub(super) struct Met {
    closure: u32,
    guards: Vec<Condition>,
}

impl Walk<'_> {
    /// A closure is met; it is run by whoever calls it.
    pub(super) fn closure(&mut self, closure: u32) -> Value {
        if !self.closures.iter().any(|m| m.closure == closure) {
            let guards = self.guards.clone();
            self.closures.push(Met { closure, guards });
        }
        Value {
            closure: Some(closure),
            ..Value::default()
        }
    }

    /// Runs the closures that nothing has run: whoever gets them will.
    pub(super) fn run_left(&mut self) {
        let mut next = 0;
        while let Some(met) = self.closures.get(next) {
            let closure = met.closure;
            if !self.runs.contains_key(&closure) {
                let guards = met.guards.clone();
                let outer = std::mem::replace(&mut self.guards, guards);
                self.run(closure, Vec::new());
                self.guards = outer;
            }
            next += 1;
        }
    }

    /// Runs a closure of this function.
    pub(super) fn run(&mut self, closure: u32, params: Vec<Value>) -> Value {
        if !self.may_run(closure) {
            return params.into_iter().next().unwrap_or_default();
        }
        let unit = self.unit;
        let closure = &unit.facts.closures[closure as usize];
        let pats = self.list(closure.params);
        let mut params = params.into_iter();
        for &pat in pats {
            let value = params.next().unwrap_or_default();
            self.bind(PatId(pat), value, Ty::UNKNOWN, true);
        }
        self.returning(closure.body)
    }

    /// Runs what is given as a function: a closure, or a function's name.
    pub(in crate::flow) fn run_value(&mut self, arg: &Arg, params: Vec<Value>) -> Option<Value> {
        if let Some(c) = arg.value.closure {
            return Some(self.run(c, params));
        }
        let Expr::Path(path) = self.unit.facts.exprs[arg.id.at()] else {
            return None;
        };
        let own = self.analysis.program.fns[self.id as usize].self_ty;
        let space = Space::Value;
        let (def, rest) = self.analysis.program.def(self.unit, path, space, own)?;
        let name = self.unit.facts.paths[path.at()]
            .segments
            .last()
            .map_or(known::EMPTY, |n| self.unit.sym(*n));
        let mut args: Vec<Arg> = params
            .into_iter()
            .map(|value| Arg { id: arg.id, value })
            .collect();
        let mut recv = None;
        let target = match def {
            Def::Ext(e) => {
                let (model, is_method) = self.library_function(e)?;
                if is_method && !args.is_empty() {
                    recv = Some(args.remove(0));
                }
                Target::Model(model)
            }
            Def::Adt(a) if rest == 0 => Target::Ctor(a, 0),
            Def::Variant(a, v) if rest == 0 => Target::Ctor(a, v),
            _ => match self.functions_named(path)[..] {
                [] => return None,
                [f] => Target::Fn(f),
                ref fs => Target::Many(fs.into()),
            },
        };
        Some(self.apply(Call {
            id: arg.id,
            name,
            recv,
            args,
            target: &target,
        }))
    }

    /// The model of a library function given by its path, and whether it is a method (`String::len`).
    fn library_function(&self, e: Ext) -> Option<(&'static CallModel, bool)> {
        let program = self.analysis.program;
        let models = self.analysis.catalog.models;
        let (prev, last) = (program.text(e.prev), program.text(e.last));
        let of_type = prev.starts_with(|c: char| c.is_ascii_uppercase()) || prev == "str";
        let model = models.call(program.text(e.root), &format!("{prev}::{last}"));
        if let Some(model) = model {
            let flows = model.flows.as_deref().unwrap_or_default();
            let takes_self = flows.iter().any(|(from, _)| *from == End::Receiver);
            let whole = flows.iter().any(|(from, _)| *from == End::Args);
            return Some((model, of_type && takes_self && !whole));
        }
        let model = models.method(last).filter(|_| of_type)?;
        Some((model, true))
    }

    /// Functions given to a function of the workspace are run once, with what that hands to them.
    pub(super) fn passed(&mut self, call: &mut Call<'_>) {
        let fs: &[u32] = match call.target {
            Target::Fn(f) => std::slice::from_ref(f),
            Target::Many(fs) => fs,
            _ => &[],
        };
        let skip = usize::from(call.recv.is_some());
        for (i, arg) in call.args.iter_mut().enumerate() {
            if let Some(c) = arg.value.closure.take() {
                let count = self.unit.facts.closures[c as usize].params.len;
                let given = Self::handed_back(fs, i + skip, count);
                arg.value = self.run(c, given);
            } else if let Expr::Path(path) = self.unit.facts.exprs[arg.id.at()]
                && let [g] = self.functions_named(path)[..]
            {
                let count = self.analysis.program.fns[g as usize].params.len() as u32;
                let given = Self::handed_back(fs, i + skip, count);
                let places = vec![arg.id; given.len()];
                self.enter(g, &given, &places);
            }
        }
    }

    /// The functions of the workspace that a path names.
    fn functions_named(&self, path: PathId) -> Vec<u32> {
        let own = self.analysis.program.fns[self.id as usize].self_ty;
        self.analysis.program.functions_named(self.unit, path, own)
    }

    /// Runs the function arguments of an adapter and gives its result.
    pub(in crate::flow) fn adapted(
        &mut self,
        role: Role,
        recv: Option<&Arg>,
        args: &[Arg],
    ) -> Value {
        let own = recv.map_or_else(Value::default, |r| r.value.clone());
        let failed = Access::field(known::ERROR_PATH);
        let mut payload = own.clone();
        payload.clear(failed);
        let error = Value {
            atoms: own.part(failed),
            ..Value::default()
        };
        let parts = (&payload, &error);
        let (result, rest) = self.ran(role, args, parts);
        match role {
            Role::Tap | Role::TapErr => own,
            Role::Context => {
                let mut value = own;
                value.add(result.unwrap_or(rest).flat().under(failed).atoms);
                value
            }
            Role::MapErr => {
                let mut value = payload;
                value.add(result.unwrap_or(error).under(failed).atoms);
                value
            }
            Role::Else => {
                let mut value = payload;
                value.join(result.unwrap_or(rest));
                value
            }
            Role::Map | Role::Run => result.unwrap_or_else(|| {
                let mut value = payload;
                value.join(rest);
                value
            }),
            Role::Fold => {
                let mut value = result.unwrap_or_default();
                value.add(rest.atoms);
                value
            }
        }
    }

    /// What the function arguments of an adapter return, each given its part; and what the other arguments carry.
    fn ran(
        &mut self,
        role: Role,
        args: &[Arg],
        (payload, error): (&Value, &Value),
    ) -> (Option<Value>, Value) {
        let mut result: Option<Value> = None;
        let mut rest = Value::default();
        for arg in args {
            let given = match role {
                Role::Map | Role::Tap => vec![payload.clone()],
                Role::MapErr | Role::TapErr | Role::Else => vec![error.clone()],
                Role::Fold if self.params_of(arg) == 1 => vec![payload.clone()],
                Role::Fold => vec![args[0].value.clone(), payload.clone()],
                Role::Run | Role::Context => Vec::new(),
            };
            if role == Role::Else {
                self.stand_in(payload, arg);
            }
            match self.run_value(arg, given) {
                Some(value) => result = Some(value),
                None => rest.add(arg.value.atoms.iter().copied()),
            }
        }
        (result, rest)
    }

    /// `env::var("SIGNING_KEY").unwrap_or_else(|_| { let key = random(); …; key })`: what a closure gives in place of a
    /// credential is that credential, whatever it is called until then.
    fn stand_in(&mut self, missing: &Value, arg: &Arg) {
        let Some(closure) = arg.value.closure else {
            return;
        };
        let body = self.unit.facts.closures[closure as usize].body;
        let Expr::Block(items, true) = self.unit.facts.exprs[body.at()] else {
            return;
        };
        let last = self.list(items).last().map(|i| ExprId(*i));
        let Some(Expr::Local(local)) = last.map(|l| self.unit.facts.exprs[l.at()]) else {
            return;
        };
        let mut atoms = missing.whole();
        let read = atoms.find(|a| a.measure == Measure::Plain && self.is_credential(a.origin));
        if let Some(atom) = read {
            self.stand_ins.insert(local, atom);
        }
    }

    /// Whether a source that this function found hands out a credential.
    fn is_credential(&self, origin: Origin) -> bool {
        let Origin::Source(f, index) = origin else {
            return false;
        };
        let source = self.out.sources.get(index as usize);
        f == self.id && source.is_some_and(|s| CREDENTIALS.iter().any(|c| key_covers(c, s.key)))
    }

    pub(in crate::flow) fn params_of(&self, arg: &Arg) -> u32 {
        arg.value
            .closure
            .map_or(2, |c| self.unit.facts.closures[c as usize].params.len)
    }
}
