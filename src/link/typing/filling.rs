//! Containers and channels whose type is told by what is put into them: `let mut all = Vec::new(); all.push(account);`.
//!
//! In: a local made by a constructor that says nothing of its content, and the calls on it. Out: the local's type from
//! the first call on that tells it. What was read before stays unknown.

use super::{Target, Typer};
use crate::catalog::{CallModel, End};
use crate::facts::{Expr, ExprId, LocalId, Pat, PatId};
use crate::link::resolve::{Def, Ext, Space};
use crate::link::types::{Head, Interner, Ty};

/// How many calls stand between a local and what is put into it: `all.entry(key).or_default().push(account)`.
const CALLS: usize = 4;

impl Typer<'_> {
    /// Notes locals that are bound to what tells nothing of its content.
    pub(super) fn note_empty(&mut self, pat: PatId, value: ExprId) {
        let Expr::Call(callee, _) = self.unit.facts.exprs[value.at()] else {
            return;
        };
        match self.unit.facts.pats[pat.at()] {
            Pat::Bind(local, _) if !self.out.locals[local.at()].is_known() => {
                if let Some(container) = self.container(callee) {
                    self.empty.insert(local, container);
                }
            }
            Pat::Tuple(ends) => {
                let made =
                    matches!(self.out.calls.get(&value), Some(Target::Model(m)) if m.channel);
                if let (true, [sender, receiver]) = (made, self.list(ends))
                    && let Pat::Bind(sender, _) = self.unit.facts.pats[*sender as usize]
                    && let Pat::Bind(receiver, _) = self.unit.facts.pats[*receiver as usize]
                {
                    self.ends.insert(sender, receiver);
                }
            }
            _ => {}
        }
    }

    /// The container that a constructor makes: `Vec::new`.
    fn container(&self, callee: ExprId) -> Option<Ext> {
        let Expr::Path(path) = self.unit.facts.exprs[callee.at()] else {
            return None;
        };
        let def = self
            .program
            .def(self.unit, path, Space::Value, self.self_ty);
        let Some((Def::Ext(e), _)) = def else {
            return None;
        };
        let (root, name) = (self.program.text(e.root), self.program.text(e.prev));
        self.catalog.models.ty(root, name)?.payload?;
        Some(Ext {
            root: e.root,
            prev: e.root,
            last: e.prev,
        })
    }

    /// Takes note of what a call puts into its receiver, or sends into a channel.
    pub(super) fn put_into(&mut self, recv: ExprId, model: &CallModel, types: &[Ty]) {
        let ends = model.flows.iter().flatten();
        let put = ends.filter(|(_, to)| matches!(to, End::Receiver | End::Channel));
        let mut given: &[Ty] = &[];
        for (from, _) in put {
            match from {
                End::Arg(n) => given = types.get(usize::from(*n)..).unwrap_or_default(),
                End::Args => given = types,
                _ => {}
            }
        }
        let (key, item) = match given {
            [item] => (Ty::UNKNOWN, *item),
            [key, item] => (*key, *item),
            _ => return,
        };
        let Some((local, direct)) = self.root_of(recv).filter(|_| item.is_known()) else {
            return;
        };
        let key = if direct { key } else { Ty::UNKNOWN };
        self.tell(local, key, item);
        if let Some(receiver) = self.ends.get(&local).copied() {
            self.tell(receiver, Ty::UNKNOWN, item);
        }
    }

    /// The local that a chain of calls starts from, and whether it is the chain.
    fn root_of(&self, mut at: ExprId) -> Option<(LocalId, bool)> {
        for step in 0..CALLS {
            match self.unit.facts.exprs[at.at()] {
                Expr::Local(local) => return Some((local, step == 0)),
                Expr::Method(m) => at = self.unit.facts.methods[m as usize].recv,
                Expr::Try(inner) | Expr::Await(inner) | Expr::RefMut(inner) => at = inner,
                _ => return None,
            }
        }
        None
    }

    /// Gives a local its type if it lacks nothing but what it holds.
    fn tell(&mut self, local: LocalId, key: Ty, item: Ty) {
        let now = self.out.locals[local.at()];
        let head = match (now.is_known(), self.types().head(now)) {
            (false, _) => self.empty.get(&local).copied(),
            (true, Head::Ext(e)) => Some(e),
            (true, _) => None,
        };
        let Some(e) = head else {
            // The receiver of a channel of unknown make.
            if !now.is_known() && self.ends.values().any(|r| *r == local) {
                self.out.locals[local.at()] = item;
            }
            return;
        };
        let (root, name) = (self.program.text(e.root), self.program.text(e.last));
        let Some(at) = self.catalog.models.ty(root, name).and_then(|m| m.payload) else {
            return;
        };
        let held = self.types().args(now).get(usize::from(at));
        if held.is_some_and(|t| t.is_known()) {
            return;
        }
        self.out.locals[local.at()] = match at {
            0 => self.made.intern(Head::Ext(e), &[item]),
            _ => self.made.intern(Head::Ext(e), &[key, item]),
        };
    }
}
