//! Where a local, a parameter or a field gets its value, and what a function returns.
//!
//! In: a local, field or function. Out: the expressions that are put there. Test code puts nothing anywhere.

use super::read::Source;
use super::{At, Index, MOST, Text, Texts};
use crate::catalog::Catalog;
use crate::facts::{Expr, ExprId, LocalId, Pat};
use crate::link::resolve::{Def, Space};
use crate::link::symbols::Sym;
use crate::link::types::Head;
use crate::link::{Program, Unit};

impl Texts<'_> {
    /// What a local was bound to: by `let`, by assignment, or as a parameter by the call that led here or by all callers.
    pub(super) fn bound(&self, at: At, local: LocalId) -> Vec<At> {
        let unit = self.unit(at);
        let Some(f) = at.function else {
            return Vec::new();
        };
        let (_, function) = self.program.function(f);
        let is = |pat: crate::facts::PatId| binds(unit, pat, local);
        if let Some(i) = function.params.iter().position(|p| is(p.pat)) {
            if let Some(call) = self.entry(at) {
                return self
                    .argument(call, i, function.has_self)
                    .into_iter()
                    .collect();
            }
            let calls = self.index().calls.get(&f);
            let of = |call: &At| self.argument(*call, i, function.has_self);
            return calls
                .into_iter()
                .flatten()
                .take(MOST)
                .filter_map(of)
                .collect();
        }
        let mut found = Vec::new();
        for id in (function.exprs.0..function.exprs.1).map(ExprId) {
            match unit.facts.exprs[id.at()] {
                Expr::Let(pat, Some(value), _) if is(pat) => found.push(At { id: value, ..at }),
                Expr::Assign(place, value)
                    if unit.facts.exprs[place.at()] == Expr::Local(local) =>
                {
                    found.push(At { id: value, ..at });
                }
                _ => {}
            }
        }
        found
    }

    /// The argument that a call gives for a parameter.
    pub(super) fn argument(&self, call: At, index: usize, has_self: bool) -> Option<At> {
        let unit = self.unit(call);
        let given: Vec<ExprId> = match unit.facts.exprs[call.id.at()] {
            Expr::Call(_, args) => unit.facts.ids(args).collect(),
            Expr::Method(m) => {
                let method = &unit.facts.methods[m as usize];
                let recv = has_self.then_some(method.recv);
                recv.into_iter()
                    .chain(unit.facts.ids(method.args))
                    .collect()
            }
            _ => return None,
        };
        given.get(index).map(|id| At { id: *id, ..call })
    }

    /// The field of the workspace that an expression reads, and what the program writes into it.
    pub(super) fn writers(
        &self,
        at: At,
        base: ExprId,
        name: crate::facts::NameId,
    ) -> (Option<(u32, Sym)>, Vec<At>) {
        let unit = self.unit(at);
        let sym = unit.sym(name);
        let ty = unit.expr_types[base.at()];
        let holder = self.program.field_of(self.catalog, ty, sym).map(|(h, _)| h);
        let Some(Head::Adt(adt)) = holder.map(|h| self.program.types.head(h)) else {
            return (None, Vec::new());
        };
        let writers = self.index().fields.get(&(adt, sym));
        let writers = writers.into_iter().flatten().take(MOST).copied().collect();
        (Some((adt, sym)), writers)
    }

    /// The defaults that a field's attributes give: `#[serde(default = "base")]`, `#[arg(default_value = "…")]`.
    pub(super) fn declared(&self, adt: u32, name: Sym) -> Vec<Source> {
        let (unit, facts) = self.program.adt(adt);
        let field = facts
            .variants
            .iter()
            .flat_map(|v| &v.fields)
            .find(|f| unit.sym(f.name) == name);
        let mut sources = Vec::new();
        for attr in field.into_iter().flat_map(|f| &f.attrs) {
            let span = unit.span(attr.range);
            let quoted: Vec<&str> = attr.args.split('"').collect();
            let pairs = quoted
                .chunks(2)
                .filter_map(|c| Some((*c.first()?, *c.get(1)?)));
            for (key, value) in pairs {
                let key = key.trim_end().trim_end_matches('=').trim_end();
                if key.ends_with("default_value") {
                    let text = value.to_owned();
                    sources.push(Source::Texts(vec![Text { text, span }]));
                } else if key.ends_with("default") {
                    let fns = crate::link::paths::functions(self.program, value);
                    let ends = fns.into_iter().flat_map(|f| self.returned(f, None));
                    sources.extend(ends.map(Source::Of));
                } else if key.ends_with("env") {
                    let values = self.settings.get(value).into_iter().flatten();
                    let texts = values
                        .map(|v| Text {
                            text: v.clone(),
                            span,
                        })
                        .collect();
                    sources.push(Source::Texts(texts));
                }
            }
        }
        sources
    }

    /// The call by which the function around an expression was entered.
    fn entry(&self, at: At) -> Option<At> {
        self.entered.borrow().get(at.via? as usize).copied()
    }

    /// The expressions whose value a function returns, to one call or to any.
    pub(super) fn returned(&self, f: u32, call: Option<At>) -> Vec<At> {
        let (unit, function) = self.program.function(f);
        let via = call.map(|call| {
            let mut entered = self.entered.borrow_mut();
            entered.push(call);
            entered.len() as u32 - 1
        });
        let at = |id: ExprId| At {
            unit: self.program.fns[f as usize].unit,
            function: Some(f),
            id,
            via,
        };
        let mut ends: Vec<At> = function.body.map(at).into_iter().collect();
        for id in function.exprs.0..function.exprs.1 {
            if let Expr::Return(Some(value)) = unit.facts.exprs[id as usize] {
                ends.push(at(value));
            }
        }
        ends
    }

    pub(super) fn index(&self) -> &Index {
        self.index.get_or_init(|| index(self.program, self.catalog))
    }
}

/// Whether a pattern binds a local, alone or in `Some(local)`.
fn binds(unit: &Unit, pat: crate::facts::PatId, local: LocalId) -> bool {
    match unit.facts.pats[pat.at()] {
        Pat::Bind(l, _) => l == local,
        Pat::TupleStruct(_, items) => {
            let run = items.start as usize..(items.start + items.len) as usize;
            let items = unit.facts.lists[run].iter();
            items.len() == 1
                && items
                    .map(|p| crate::facts::PatId(*p))
                    .any(|p| binds(unit, p, local))
        }
        _ => false,
    }
}

fn index(program: &Program, catalog: &Catalog) -> Index {
    let mut index = Index::default();
    for f in 0..program.fns.len() as u32 {
        if !program.fns[f as usize].test {
            let (_, function) = program.function(f);
            for id in (function.exprs.0..function.exprs.1).map(ExprId) {
                enter(program, catalog, f, id, &mut index);
            }
        }
    }
    index
}

/// Notes what one expression of a function writes or calls.
fn enter(program: &Program, catalog: &Catalog, f: u32, id: ExprId, index: &mut Index) {
    let (unit, _) = program.function(f);
    let at = |id: ExprId| At {
        unit: program.fns[f as usize].unit,
        function: Some(f),
        id,
        via: None,
    };
    match unit.facts.exprs[id.at()] {
        Expr::Struct(path, fields) => {
            let own = program.fns[f as usize].self_ty;
            let adt = match program.def(unit, path, Space::Type, own) {
                Some((Def::Adt(a) | Def::Variant(a, _), _)) => a,
                _ => match program.types.head(unit.expr_types[id.at()]) {
                    Head::Adt(a) => a,
                    _ => return,
                },
            };
            let run = fields.start as usize..(fields.start + fields.len) as usize;
            for field in &unit.facts.fields[run] {
                let key = (adt, unit.sym(field.name));
                let writers = index.fields.entry(key).or_default();
                writers.push(at(ExprId(field.value)));
            }
        }
        Expr::Assign(place, value) => {
            let Expr::Field(base, name) = unit.facts.exprs[place.at()] else {
                return;
            };
            let sym = unit.sym(name);
            let holder = program.field_of(catalog, unit.expr_types[base.at()], sym);
            if let Some(Head::Adt(a)) = holder.map(|(h, _)| program.types.head(h)) {
                index.fields.entry((a, sym)).or_default().push(at(value));
            }
        }
        Expr::Method(_) | Expr::Call(..) => {
            for g in unit.functions_called(id) {
                index.calls.entry(*g).or_default().push(at(id));
            }
        }
        _ => {}
    }
}
