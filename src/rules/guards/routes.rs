//! Gates around handlers: in a type the handler extracts, or in a layer on its route.
//!
//! In: a handler, or the place where one is registered. Out: whether a gate stands before it. A layer protects the
//! routes that the router held when it was added, so only what stands before it in the chain counts.

use super::Gates;
use crate::catalog::Conventions;
use crate::facts::{Expr, ExprId};
use crate::link::Unit;
use crate::link::resolve::{Def, Space};
use crate::link::types::Head;

impl Gates<'_> {
    /// Whether a parameter's type cannot be made unless a gate is open.
    pub(super) fn extracted(&self, f: u32) -> bool {
        let program = self.context.program;
        program.fns[f as usize].params.iter().any(|ty| {
            let payload = program.payload(self.context.catalog, *ty);
            let Head::Adt(adt) = program.types.head(payload) else {
                return false;
            };
            self.types.contains(&adt)
                || Conventions::embedded()
                    .routes
                    .extractors
                    .iter()
                    .any(|name| {
                        let name = program.symbols.get(name);
                        let key = name.map(|n| (crate::link::Holder::Adt(adt), n));
                        let made = key.and_then(|k| program.assoc.get(&k));
                        made.is_some_and(|fs| {
                            !fs.is_empty() && fs.iter().all(|g| self.succeeds_behind(*g, 0))
                        })
                    })
        })
    }

    /// Whether the place where a handler is registered has a gate among the layers put over it.
    pub(super) fn layered(&self, f: u32, at: ExprId, depth: u32) -> bool {
        let program = self.context.program;
        let (unit, function) = program.function(f);
        let Some(body) = function.body else {
            return false;
        };
        let around = unit.facts.around(body, unit.facts.spans[at.at()]);
        for pair in around.windows(2) {
            let Expr::Method(m) = unit.facts.exprs[pair[0].at()] else {
                continue;
            };
            let method = &unit.facts.methods[m as usize];
            if method.recv == pair[1]
                && Conventions::embedded()
                    .routes
                    .layers
                    .hold(unit.text(method.name))
                && unit
                    .facts
                    .ids(method.args)
                    .any(|a| self.is_layer(unit, f, a))
            {
                return true;
            }
        }
        // A function that builds a router hands it to its callers, who may put layers over it.
        let Some(depth) = depth.checked_sub(1) else {
            return false;
        };
        let calls = self.uses().calls.get(&f);
        calls.is_some_and(|calls| {
            !calls.is_empty()
                && calls
                    .iter()
                    .all(|(caller, call)| self.layered(*caller, *call, depth))
        })
    }

    /// Whether a layer holds a function that hands requests on only behind a gate.
    fn is_layer(&self, unit: &Unit, f: u32, id: ExprId) -> bool {
        let program = self.context.program;
        let own = program.fns[f as usize].self_ty;
        let mut open = vec![id];
        while let Some(at) = open.pop() {
            if let Expr::Path(path) = unit.facts.exprs[at.at()]
                && let Some((Def::Fn(g), 0)) = program.def(unit, path, Space::Value, own)
                && (self.fns.contains(&g) || self.hands_on(g))
            {
                return true;
            }
            open.extend(unit.facts.children(at));
        }
        false
    }

    fn hands_on(&self, g: u32) -> bool {
        let (unit, function) = self.context.program.function(g);
        let mut handed = false;
        for at in function.exprs.0..function.exprs.1 {
            if let Expr::Method(m) = unit.facts.exprs[at as usize]
                && Conventions::embedded()
                    .routes
                    .hands_on
                    .hold(unit.text(unit.facts.methods[m as usize].name))
            {
                handed = true;
                if !self.dominates(g, unit.facts.spans[at as usize]) {
                    return false;
                }
            }
        }
        handed
    }
}
