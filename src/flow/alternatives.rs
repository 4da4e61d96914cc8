//! Patterns of many parts: `A(x) | B(x)` binds what any of them may bind, `(a, b) = (x, y)` assigns each its own.

use super::body::Walk;
use super::value::{Access, Value};
use crate::facts::{ExprId, List, LocalId, Pat, PatId};
use crate::link::types::Ty;

/// How deep the locals of alternatives are looked for.
const ALTERNATIVES: u32 = 24;

impl Walk<'_> {
    /// `A(x) | B(x)`: a local may hold what any of the alternatives binds to it.
    pub(super) fn bind_alternatives(&mut self, items: List, value: &Value, ty: Ty, naming: bool) {
        let mut bound: Vec<(LocalId, Value)> = Vec::new();
        for &item in self.list(items) {
            self.bind(PatId(item), value.clone(), ty, naming);
            let mut locals = Vec::new();
            self.locals_of(PatId(item), 0, &mut locals);
            for local in locals {
                let now = self.env.get(&local).cloned().unwrap_or_default();
                match bound.iter_mut().find(|(l, _)| *l == local) {
                    Some((_, before)) => before.join(now),
                    None => bound.push((local, now)),
                }
            }
        }
        self.env.extend(bound);
    }

    /// The locals that a pattern binds.
    fn locals_of(&self, pat: PatId, depth: u32, found: &mut Vec<LocalId>) {
        if depth > ALTERNATIVES {
            return;
        }
        match self.unit.facts.pats[pat.at()] {
            Pat::Bind(local, sub) => {
                found.push(local);
                if let Some(sub) = sub {
                    self.locals_of(sub, depth + 1, found);
                }
            }
            Pat::Tuple(items) | Pat::TupleStruct(_, items) | Pat::Slice(items) | Pat::Or(items) => {
                for &item in self.list(items) {
                    self.locals_of(PatId(item), depth + 1, found);
                }
            }
            Pat::Struct(_, fields) => {
                for i in fields.start..fields.start + fields.len {
                    let field = self.unit.facts.fields[i as usize];
                    self.locals_of(PatId(field.value), depth + 1, found);
                }
            }
            Pat::Wild | Pat::Rest | Pat::Path(_) | Pat::Lit(_) => {}
        }
    }

    /// `(a, b) = (x, y)`
    pub(super) fn assign_parts(&mut self, items: List, value: &Value, adds: bool) {
        for (i, &item) in self.list(items).iter().enumerate() {
            let path = Access::field(self.index_name(i));
            let mut atoms = value.part(path);
            if atoms.is_empty() && !value.known && !value.complete {
                atoms = value.whole().collect();
            }
            let part = Value {
                atoms,
                known: value.known,
                complete: value.complete,
                ..Value::default()
            };
            self.assign(ExprId(item), part, adds);
        }
    }
}
