//! Calls of libraries that only talk to somebody: SDKs that no model knows.
//!
//! In: a call of which nothing is known. Out: a place that its arguments are sent to, where the crate is that of a
//! recipient. What the library makes of them is not known.

use super::body::Walk;
use super::calls::Call;
use crate::catalog::recipients::Recipients;
use crate::catalog::{End, Place, Sink};
use crate::facts::{Expr, ExprId, Pat, Range};
use crate::link::resolve::{Def, Space};
use crate::link::symbols::Sym;
use crate::link::types::Head;

/// How deep a call is followed to where its receiver comes from.
const DEPTH: u32 = 12;

impl Walk<'_> {
    /// Notes what an SDK is handed.
    pub(super) fn handed_over(&mut self, call: &Call<'_>, range: Range) {
        if self.is_recipients(call) {
            let sent = Sink {
                place: Place::Send,
                from: vec![End::Args],
                what: "provider",
                level: None,
                when: Vec::new(),
            };
            self.sink_call(&sent, call, range);
        }
    }

    /// Whether a call is one of a library that only talks to somebody: an SDK that no model knows.
    fn is_recipients(&self, call: &Call<'_>) -> bool {
        if call.args.is_empty() {
            return false;
        }
        let program = self.analysis.program;
        let Some(root) = self.root_of(call.id, 0) else {
            return false;
        };
        let root = program.text(root);
        let declared = &self.analysis.catalog.overlay.recipient_crates;
        let known = || {
            !self.analysis.catalog.models.knows(root)
                && Recipients::embedded().by_crate(root).is_some()
        };
        declared.iter().any(|c| c == root) || known()
    }

    /// The crate that a call, or what it is called on, comes from.
    fn root_of(&self, id: ExprId, depth: u32) -> Option<Sym> {
        if depth > DEPTH {
            return None;
        }
        let program = self.analysis.program;
        if let Head::Ext(e) = program.types.head(self.ty(id))
            && depth > 0
        {
            return Some(e.root);
        }
        match self.unit.facts.exprs[id.at()] {
            Expr::Method(m) => self.root_of(self.unit.facts.methods[m as usize].recv, depth + 1),
            Expr::Call(inner, _) | Expr::Await(inner) | Expr::Try(inner) | Expr::RefMut(inner) => {
                self.root_of(inner, depth + 1)
            }
            Expr::Path(path) => {
                let own = program.fns[self.id as usize].self_ty;
                match program.def(self.unit, path, Space::Value, own) {
                    Some((Def::Ext(e), _)) => Some(e.root),
                    _ => None,
                }
            }
            Expr::Local(local) => {
                let (_, function) = program.function(self.id);
                let mut all = (function.exprs.0..function.exprs.1).map(ExprId);
                let init = all.find_map(|e| match self.unit.facts.exprs[e.at()] {
                    Expr::Let(pat, Some(value), _)
                        if matches!(self.unit.facts.pats[pat.at()], Pat::Bind(l, _) if l == local) =>
                    {
                        Some(value)
                    }
                    _ => None,
                });
                self.root_of(init?, depth + 1)
            }
            _ => None,
        }
    }
}
