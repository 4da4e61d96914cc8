//! Statements of SQL in code: whether anything runs them.
//!
//! In: a text and what becomes of it. Out: whether it is run. What is not seen to lie idle counts as run.

use super::code::Code;
use crate::facts::{Expr, ExprId};

impl Code<'_> {
    /// Whether a statement is run: not, where it is only built and then dropped.
    pub(super) fn is_run(&self, u: u32, id: ExprId) -> bool {
        let unit = &self.context.program.units[u as usize];
        let uses = &self.uses[u as usize];
        let deletes = &self.words.deletes;
        let is = |list: &[String], name: &str| list.iter().any(|n| n == name);
        let Some((mut at, name)) = self.built(u, id) else {
            return true;
        };
        if !is(&deletes.builds, &name) {
            return true;
        }
        loop {
            if let Some(&method) = uses.called.get(&at) {
                let Expr::Method(m) = unit.facts.exprs[method.at()] else {
                    return true;
                };
                if !is(
                    &deletes.fills,
                    unit.text(unit.facts.methods[m as usize].name),
                ) {
                    return true;
                }
                at = method;
            } else if let Some(&outer) = uses.around.get(&at) {
                at = outer;
            } else {
                break;
            }
        }
        if let Some(local) = uses.bound.get(&at) {
            return uses.locals.get(local).is_some_and(|used| !used.is_empty());
        }
        !self.is_dropped(u, at)
    }

    /// The call or macro that takes a text as its statement, and its name.
    fn built(&self, u: u32, id: ExprId) -> Option<(ExprId, String)> {
        let unit = &self.context.program.units[u as usize];
        if let Some((call, _)) = self.uses[u as usize].given.get(&id) {
            let Expr::Call(callee, _) = unit.facts.exprs[call.at()] else {
                return None;
            };
            return Some((*call, crate::rules::uses::last_segment(unit, callee)));
        }
        let taken = unit
            .facts
            .macros
            .iter()
            .position(|m| m.args.iter().any(|a| a.value == id))?;
        let path = &unit.facts.paths[unit.facts.macros[taken].path.at()];
        let name = path
            .segments
            .last()
            .map_or("", |s| unit.text(*s))
            .to_owned();
        let is_it = |e: &Expr| matches!(e, Expr::Macro(m) if m.at() == taken);
        let place = unit.facts.exprs.iter().position(is_it)?;
        Some((ExprId(place as u32), name))
    }

    /// Whether an expression is a statement of its own, or bound to `_`.
    fn is_dropped(&self, u: u32, id: ExprId) -> bool {
        let unit = &self.context.program.units[u as usize];
        unit.facts.exprs.iter().any(|expr| match *expr {
            Expr::Block(items, value) => {
                let items = self.folder.list(u, items);
                let last = items.len().saturating_sub(usize::from(value));
                items[..last].contains(&id)
            }
            Expr::Let(_, Some(value), None) => value == id,
            _ => false,
        })
    }
}
