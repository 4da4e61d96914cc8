//! What locals are bound to.
//!
//! In: the facts of one file. Out: for each local the values, parts of tuples or parameters that it may be.

use crate::facts::{Expr, ExprId, FileFacts, FnId, LocalId, Pat, PatId};
use rustc_hash::FxHashMap;

/// What a local is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Binding {
    /// A value.
    Value(ExprId),
    /// A part of a tuple.
    Part(ExprId, usize),
    /// A parameter of a function, by its index.
    Parameter(FnId, usize),
}

/// All locals of one file.
#[derive(Debug, Default)]
pub(super) struct Locals(FxHashMap<LocalId, Vec<Binding>>);

impl Locals {
    pub(super) fn of_file(facts: &FileFacts) -> Self {
        let mut all = Self::default();
        for (i, f) in facts.fns.iter().enumerate() {
            for (k, param) in f.params.iter().enumerate() {
                if let Some(local) = bound(facts, param.pat) {
                    all.add(local, Binding::Parameter(FnId(i as u32), k));
                }
            }
        }
        for expr in &facts.exprs {
            match *expr {
                Expr::Let(pat, Some(value), _) => all.pattern(facts, pat, value),
                Expr::Assign(place, value) => {
                    if let Expr::Local(local) = facts.exprs[place.at()] {
                        all.add(local, Binding::Value(value));
                    }
                }
                _ => {}
            }
        }
        all
    }

    pub(super) fn of(&self, local: LocalId) -> &[Binding] {
        self.0.get(&local).map_or(&[], Vec::as_slice)
    }

    fn add(&mut self, local: LocalId, binding: Binding) {
        self.0.entry(local).or_default().push(binding);
    }

    fn pattern(&mut self, facts: &FileFacts, pat: PatId, value: ExprId) {
        match facts.pats[pat.at()] {
            Pat::Bind(local, None) => self.add(local, Binding::Value(value)),
            // `let Some(x) = value else …`, `if let Ok(x) = value`: what is inside of it.
            Pat::TupleStruct(_, list) if list.len == 1 => {
                if let Some(inner) = facts.lists.get(list.start as usize) {
                    self.pattern(facts, PatId(*inner), value);
                }
            }
            Pat::Tuple(list) => {
                let range = list.start as usize..(list.start + list.len) as usize;
                for (i, item) in facts.lists.get(range).unwrap_or(&[]).iter().enumerate() {
                    if let Some(local) = bound(facts, PatId(*item)) {
                        self.add(local, Binding::Part(value, i));
                    }
                }
            }
            _ => {}
        }
    }
}

fn bound(facts: &FileFacts, pat: PatId) -> Option<LocalId> {
    match facts.pats[pat.at()] {
        Pat::Bind(local, _) => Some(local),
        _ => None,
    }
}
