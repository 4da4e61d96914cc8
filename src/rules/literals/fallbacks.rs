//! Literals that count where a setting is missing, written as branches: `match`, `if let … else`, `let … else`.
//!
//! In: a branch on what a call gave. Out: the literal of the side on which it gave nothing, as the setting's default.
//! A `match` on a value's own cases gives no default.

use super::{Part, Reader};
use crate::facts::{Expr, ExprId, List, NameId, Pat, PatId, PathId, Range};

impl Reader<'_> {
    /// `match env::var("X") { Ok(x) => x, Err(_) => "literal" }`.
    pub(super) fn match_else(&mut self, value: ExprId, arms: List) {
        let from = arms.start as usize;
        let facts = self.facts;
        let Some(arms) = facts.arms.get(from..from + arms.len as usize) else {
            return;
        };
        if !arms.iter().any(|arm| self.is_given(arm.pat)) {
            return;
        }
        for arm in arms {
            if self.is_missing(arm.pat) {
                self.default_of(value, arm.body);
            }
        }
    }

    /// `if let Ok(x) = env::var("X") { x } else { "literal" }`.
    pub(super) fn if_else(&mut self, condition: ExprId, otherwise: ExprId) {
        if let Expr::Let(pat, Some(value), None) = self.facts.exprs[condition.at()]
            && self.is_given(pat)
        {
            self.default_of(value, otherwise);
        }
    }

    /// `let Ok(x) = env::var("X") else { return "literal" }`.
    pub(super) fn let_else(&mut self, value: ExprId, otherwise: Option<ExprId>) {
        if let Some(otherwise) = otherwise {
            self.default_of(value, otherwise);
        }
    }

    fn default_of(&mut self, value: ExprId, otherwise: ExprId) {
        let literal = self.literal(otherwise).or_else(|| self.returned(otherwise));
        if let (Some(at), Some(setting)) = (literal, self.setting_of(value)) {
            self.add(at, setting, Part::Default);
        }
    }

    /// The literal that a branch leaves its function with.
    fn returned(&self, id: ExprId) -> Option<(NameId, Range)> {
        match self.facts.exprs[id.at()] {
            Expr::Return(Some(value)) => self.literal(value),
            Expr::Block(items, _) => {
                let last = self.list(items).last()?;
                let Expr::Return(Some(value)) = self.facts.exprs[last.at()] else {
                    return None;
                };
                self.literal(value)
            }
            _ => None,
        }
    }

    /// `Ok(x)`, `Some(x)` that bind what was given, whatever it is.
    fn is_given(&self, pat: PatId) -> bool {
        matches!(self.facts.pats[pat.at()], Pat::TupleStruct(path, _) if self.is_one_of(path, &["Ok", "Some"]))
    }

    /// `Err(_)`, `None`, `_`.
    fn is_missing(&self, pat: PatId) -> bool {
        match self.facts.pats[pat.at()] {
            Pat::TupleStruct(path, _) => self.is_one_of(path, &["Err"]),
            Pat::Path(path) => self.is_one_of(path, &["None"]),
            Pat::Wild => true,
            _ => false,
        }
    }

    fn is_one_of(&self, path: PathId, names: &[&str]) -> bool {
        self.last_segment(path).is_some_and(|s| names.contains(&s))
    }
}
