//! Where functions are reached without being called by their name: handed over as values, behind a trait, as jobs.
//!
//! In: the program. Out: places that stand for a call. Each table is made once it matters.

use super::schedule::Schedules;
use crate::facts::{Expr, ExprId};
use crate::link::Program;
use crate::link::resolve::{Def, Space};
use crate::link::symbols::Sym;
use crate::link::types::{Head, Ty};
use crate::link::typing::Target;
use crate::rules::uses::last_segment;
use crate::source::Role;
use crate::span::Span;
use rustc_hash::{FxHashMap, FxHashSet};

impl Schedules<'_> {
    /// Where each function is named without being called.
    pub(super) fn handed(&self) -> &FxHashMap<u32, Vec<(u32, ExprId)>> {
        self.handed.get_or_init(|| handed(self.context.program))
    }

    /// Calls that may lead to a method behind a trait: those of the trait's own, and those that are not resolved.
    pub(super) fn named(&self, f: u32) -> Vec<&(u32, ExprId)> {
        let program = self.context.program;
        let info = &program.fns[f as usize];
        let Some(of) = info.of_trait.filter(|_| info.imp.is_some()) else {
            return Vec::new();
        };
        let all = self.named.get_or_init(|| named(program));
        let mut found: Vec<&(u32, ExprId)> = all.get(&info.name).into_iter().flatten().collect();
        let declared = (0..program.fns.len() as u32).find(|t| {
            let t = &program.fns[*t as usize];
            t.name == info.name && t.imp.is_none() && t.of_trait == Some(of)
        });
        found.extend(declared.into_iter().flat_map(|t| self.folder.callers(t)));
        found
    }

    /// The schedule that the type of a method's impl is handed to as a job.
    pub(super) fn job(&self, f: u32) -> Option<(Option<f64>, Span)> {
        let program = self.context.program;
        let info = &program.fns[f as usize];
        let imp = &program.impls[info.imp? as usize];
        let Head::Adt(adt) = program.types.head(info.self_ty) else {
            return None;
        };
        let of_trait = imp.of.is_some() || !program.text(imp.of_name).is_empty();
        of_trait.then(|| self.jobs().get(&adt).copied()).flatten()
    }

    fn jobs(&self) -> &FxHashMap<u32, (Option<f64>, Span)> {
        self.jobs.get_or_init(|| {
            let mut found = FxHashMap::default();
            for (u, unit) in self.context.program.units.iter().enumerate() {
                if self.context.sources.file(unit.file).role != Role::Product {
                    continue;
                }
                for i in 0..unit.facts.exprs.len() as u32 {
                    self.handed_job(u as u32, ExprId(i), &mut found);
                }
            }
            found
        })
    }

    /// `schedule.add("@daily", CleanUp)`, `builder("0 3 * * *").register(&mut all, CleanUp::new(db))`
    fn handed_job(&self, u: u32, id: ExprId, found: &mut FxHashMap<u32, (Option<f64>, Span)>) {
        let program = self.context.program;
        let unit = &program.units[u as usize];
        let (name, args, recv) = match unit.facts.exprs[id.at()] {
            Expr::Call(callee, args) => (last_segment(unit, callee), args, None),
            Expr::Method(m) => {
                let method = &unit.facts.methods[m as usize];
                (
                    unit.text(method.name).to_owned(),
                    method.args,
                    Some(method.recv),
                )
            }
            _ => return,
        };
        let args = self.folder.list(u, args);
        let adts = args
            .iter()
            .filter_map(|a| match program.types.head(unit.expr_types[a.at()]) {
                Head::Adt(adt) => Some(adt),
                _ => None,
            });
        let adts: Vec<u32> = adts.collect();
        if adts.is_empty() {
            return;
        }
        let own = self.runner(u, id, &name, &args);
        let schedule = own.or_else(|| recv.and_then(|r| self.chained(u, r)));
        if let Some(schedule) = schedule {
            for adt in adts {
                found.entry(adt).or_insert(schedule);
            }
        }
    }
}

/// Calls of methods that are not resolved, by their name.
fn named(program: &Program) -> FxHashMap<Sym, Vec<(u32, ExprId)>> {
    let of_traits = program
        .fns
        .iter()
        .filter(|f| f.of_trait.is_some() && f.imp.is_some());
    let names: FxHashSet<Sym> = of_traits.map(|f| f.name).collect();
    let mut found: FxHashMap<Sym, Vec<(u32, ExprId)>> = FxHashMap::default();
    for (u, unit) in program.units.iter().enumerate() {
        for (i, expr) in unit.facts.exprs.iter().enumerate() {
            let Expr::Method(m) = *expr else { continue };
            let open = !matches!(
                unit.methods.get(m as usize),
                Some(Target::Fn(_) | Target::Many(_))
            );
            let name = unit.sym(unit.facts.methods[m as usize].name);
            if open && names.contains(&name) {
                found
                    .entry(name)
                    .or_default()
                    .push((u as u32, ExprId(i as u32)));
            }
        }
    }
    found
}

/// Where each function is named without being called.
fn handed(program: &Program) -> FxHashMap<u32, Vec<(u32, ExprId)>> {
    let mut handed: FxHashMap<u32, Vec<(u32, ExprId)>> = FxHashMap::default();
    for (u, unit) in program.units.iter().enumerate() {
        let callees: FxHashSet<ExprId> = unit
            .facts
            .exprs
            .iter()
            .filter_map(|e| {
                if let Expr::Call(callee, _) = e {
                    Some(*callee)
                } else {
                    None
                }
            })
            .collect();
        for (i, expr) in unit.facts.exprs.iter().enumerate() {
            let id = ExprId(i as u32);
            if let Expr::Path(path) = expr
                && !callees.contains(&id)
                && let Some((Def::Fn(f), _)) = program.def(unit, *path, Space::Value, Ty::UNKNOWN)
            {
                handed.entry(f).or_default().push((u as u32, id));
            }
        }
    }
    handed
}
