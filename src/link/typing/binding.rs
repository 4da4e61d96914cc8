//! What patterns bind: the types of locals.

use super::Typer;
use crate::facts::{Expr, ExprId, List, Pat, PatId, PathId};
use crate::link::resolve::{Def, Space};
use crate::link::symbols::known;
use crate::link::types::{Head, Ty};

impl Typer<'_> {
    pub(super) fn bind_value(&mut self, pat: PatId, ty: Ty, value: Option<ExprId>) {
        // `let (a, b) = (x, y)`: part by part, so that no tuple type need exist.
        if let (Pat::Tuple(pats), Some(value)) = (self.unit.facts.pats[pat.at()], value)
            && let Expr::Tuple(items) = self.unit.facts.exprs[value.at()]
            && pats.len == items.len
        {
            for (p, e) in self.list(pats).iter().zip(self.list(items)) {
                let ty = self.out.exprs[*e as usize];
                self.bind(PatId(*p), ty);
            }
            return;
        }
        if let (Pat::Bind(local, _), Some(value)) = (self.unit.facts.pats[pat.at()], value)
            && let Some(written) = self.unit.facts.locals[local.at()].ty
        {
            self.expect(value, self.unit.types[written.at()]);
        }
        self.bind(pat, ty);
        if let Some(value) = value {
            self.note_empty(pat, value);
        }
    }

    /// Gives the locals of a pattern their types.
    pub(super) fn bind(&mut self, pat: PatId, ty: Ty) {
        if self.depth > 4_000 {
            return;
        }
        self.depth += 1;
        match self.unit.facts.pats[pat.at()] {
            Pat::Bind(local, sub) => {
                let written = self.unit.facts.locals[local.at()]
                    .ty
                    .map(|t| self.own(self.unit.types[t.at()]));
                let best = self.filled(written.unwrap_or_default(), ty);
                if best.is_known() {
                    self.out.locals[local.at()] = best;
                }
                if let Some(sub) = sub {
                    self.bind(sub, ty);
                }
            }
            Pat::Tuple(items) => {
                let parts = match self.types().head(ty) {
                    Head::Tuple => self.types().args(ty).to_vec(),
                    // `(i, x)` of `enumerate`, `(key, value)` of a map: what is walked through comes last.
                    Head::Adt(_) if items.len == 2 => vec![Ty::UNKNOWN, ty],
                    _ => Vec::new(),
                };
                self.bind_parts(items, &parts);
            }
            Pat::TupleStruct(path, items) => {
                let parts = self.parts(path, ty);
                self.bind_parts(items, &parts);
            }
            Pat::Struct(path, fields) => {
                let named = self.type_of_path(path);
                let ty = if named.is_known() { named } else { ty };
                for i in fields.start..fields.start + fields.len {
                    let field = self.unit.facts.fields[i as usize];
                    let field_ty = self.field_type(ty, self.unit.sym(field.name));
                    self.bind(PatId(field.value), field_ty);
                }
            }
            Pat::Slice(items) => {
                let item = self.seen().payload(self.catalog, ty);
                for &p in self.list(items) {
                    self.bind(PatId(p), item);
                }
            }
            Pat::Or(items) => {
                for &p in self.list(items) {
                    self.bind(PatId(p), ty);
                }
            }
            Pat::Wild | Pat::Rest | Pat::Path(_) | Pat::Lit(_) => {}
        }
        self.depth -= 1;
    }

    pub(super) fn bind_parts(&mut self, items: List, parts: &[Ty]) {
        let items = self.list(items);
        let rest = items
            .iter()
            .position(|p| self.unit.facts.pats[*p as usize] == Pat::Rest);
        for (i, &p) in items.iter().enumerate() {
            // What stands behind `..` is counted from the end.
            let at = match rest {
                Some(r) if i > r => (parts.len() + i + 1).checked_sub(items.len() + 1),
                _ => Some(i),
            };
            let ty = at
                .and_then(|i| parts.get(i))
                .copied()
                .unwrap_or(Ty::UNKNOWN);
            self.bind(PatId(p), ty);
        }
    }

    /// The types inside a tuple struct or variant pattern.
    pub(super) fn parts(&mut self, path: PathId, ty: Ty) -> Vec<Ty> {
        match self
            .program
            .def(self.unit, path, Space::Value, self.self_ty)
        {
            Some((Def::Ext(e), _)) => match e.last {
                known::SOME | known::OK => vec![self.seen().success(ty)],
                known::ERR => vec![self.seen().failure(ty)],
                _ => vec![self.seen().payload(self.catalog, ty)],
            },
            Some((Def::Adt(a), _)) => self.variant_types(a, 0, ty),
            Some((Def::Variant(a, v), _)) => self.variant_types(a, v, ty),
            _ => Vec::new(),
        }
    }
}
