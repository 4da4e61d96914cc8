//! How the expressions of one file hang together, from the inside out: what is called on a value, what it is handed to.
//!
//! In: the facts of one file. Out: [`Uses`]. Facts know the way down from a call to its parts; rules that follow what
//! becomes of a value ask for the way up.

use crate::facts::{Expr, ExprId, FileFacts, LocalId, Pat};
use crate::link::Program;
use rustc_hash::FxHashMap;

/// How the expressions of one file hang together, from the inside out.
#[derive(Clone, Debug, Default)]
pub(super) struct Uses {
    /// The method called on an expression.
    pub(super) called: FxHashMap<ExprId, ExprId>,
    /// The call that an expression is an argument of, and at which place.
    pub(super) given: FxHashMap<ExprId, (ExprId, usize)>,
    /// What an expression is read through by: `?`, `.await`, `&mut`.
    pub(super) around: FxHashMap<ExprId, ExprId>,
    /// The local an expression is bound to.
    pub(super) bound: FxHashMap<ExprId, LocalId>,
    /// Where a local is used.
    pub(super) locals: FxHashMap<LocalId, Vec<ExprId>>,
    /// The functions whose result an expression is.
    pub(super) results: FxHashMap<ExprId, u32>,
    /// Branches and loops: what stands in them does not always run.
    pub(super) branches: Vec<ExprId>,
}

impl Uses {
    pub(super) fn of_file(program: &Program, unit: u32) -> Self {
        let facts = &program.units[unit as usize].facts;
        let mut all = Self::default();
        for (i, expr) in facts.exprs.iter().enumerate() {
            all.expr(facts, ExprId(i as u32), *expr);
        }
        for (i, f) in facts.fns.iter().enumerate() {
            let function = program.units[unit as usize].bases.fns + i as u32;
            if let Some(body) = f.body {
                all.results.insert(body, function);
            }
        }
        all
    }

    fn expr(&mut self, facts: &FileFacts, id: ExprId, expr: Expr) {
        let ids = |list: crate::facts::List| {
            let range = list.start as usize..(list.start + list.len) as usize;
            facts
                .lists
                .get(range)
                .unwrap_or(&[])
                .iter()
                .map(|i| ExprId(*i))
                .collect::<Vec<_>>()
        };
        match expr {
            Expr::Method(m) => {
                let method = &facts.methods[m as usize];
                self.called.insert(method.recv, id);
                for (k, a) in ids(method.args).into_iter().enumerate() {
                    self.given.insert(a, (id, k));
                }
            }
            Expr::Call(_, args) => {
                for (k, a) in ids(args).into_iter().enumerate() {
                    self.given.insert(a, (id, k));
                }
            }
            Expr::Try(a)
            | Expr::Await(a)
            | Expr::RefMut(a)
            | Expr::Cast(a, _)
            | Expr::Return(Some(a)) => {
                self.around.insert(a, id);
            }
            Expr::Block(items, true) => {
                if let Some(last) = ids(items).pop() {
                    self.around.insert(last, id);
                }
            }
            Expr::Let(pat, Some(value), _) => {
                if let Pat::Bind(local, _) = facts.pats[pat.at()] {
                    self.bound.insert(value, local);
                }
            }
            Expr::Assign(place, value) => {
                if let Expr::Local(local) = facts.exprs[place.at()] {
                    self.bound.insert(value, local);
                }
            }
            Expr::Local(local) => self.locals.entry(local).or_default().push(id),
            Expr::If(..) | Expr::Match(..) | Expr::Loop(..) | Expr::For(..) => {
                self.branches.push(id);
            }
            _ => {}
        }
    }
}

/// The last segment of a path; empty if it is none.
pub(super) fn last_segment(unit: &crate::link::Unit, id: ExprId) -> String {
    last_of_path(unit, id).to_owned()
}

/// The same as it stands in the file's facts, for looks at every call of a program.
pub(super) fn last_of_path(unit: &crate::link::Unit, id: ExprId) -> &str {
    let Expr::Path(path) = unit.facts.exprs[id.at()] else {
        return "";
    };
    let last = unit.facts.paths[path.at()].segments.last();
    last.map_or("", |s| unit.text(*s))
}
