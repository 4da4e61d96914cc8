//! Rules of buckets that the program sets itself, by the library of their maker.
//!
//! In: library calls of the program. Out: what each comes to.

use super::Promise;
use super::age::{Ages, of_folded};
use super::outcome::{Breach, Outcome};
use crate::catalog::units;
use crate::facts::{Expr, ExprId};
use crate::finding::Confidence;
use crate::link::Unit;
use crate::rules::spans::shown;
use crate::span::Span;

impl Promise<'_> {
    /// What the rules come to that functions give a store of these names, each with its place.
    pub(super) fn lifecycles(&self, store: &str, names: &[String]) -> Vec<(Span, Outcome)> {
        let words = &self.code.words.deletes;
        let program = self.context.program;
        let mut found = Vec::new();
        for (u, unit) in program.units.iter().enumerate() {
            let sets = |m: &crate::facts::MethodCall| {
                words.lifecycles.iter().any(|l| l == unit.text(m.name))
            };
            if !unit.facts.methods.iter().any(sets) {
                continue;
            }
            for (i, f) in unit.facts.fns.iter().enumerate().filter(|(_, f)| !f.test) {
                let inside = |id: ExprId| f.exprs.0 <= id.0 && id.0 < f.exprs.1;
                let methods = unit.facts.methods.iter();
                let set = methods.filter(|m| sets(m)).find(|m| inside(m.recv));
                let function = unit.bases.fns + i as u32;
                let Some(set) = set.filter(|_| self.is_about(function, names)) else {
                    continue;
                };
                let rules = unit.facts.exprs.iter().enumerate().filter_map(|(e, expr)| {
                    let id = ExprId(e as u32);
                    let Expr::Method(m) = *expr else { return None };
                    self.is_rule(unit, m).then_some((id, m))
                });
                let before = found.len();
                for (id, m) in rules {
                    let at = unit.span(unit.facts.methods[m as usize].name_range);
                    found.push((at, self.rule(u as u32, id, m, store)));
                }
                if found.len() == before {
                    let reason = format!("the rules that `{store}` is given could not be read");
                    found.push((unit.span(set.name_range), Outcome::Unknown(reason)));
                }
            }
        }
        found
    }

    /// Whether a function speaks of one of the names, in a text or by what it is handed.
    fn is_about(&self, function: u32, names: &[String]) -> bool {
        let text = self.function_text(function);
        names.iter().any(|n| text.contains(n.as_str()))
    }

    /// Whether a method says after how many days something goes.
    fn is_rule(&self, unit: &Unit, m: u32) -> bool {
        let words = &self.code.words.deletes;
        let method = &unit.facts.methods[m as usize];
        if !words
            .lifecycle_days
            .iter()
            .any(|d| d == unit.text(method.name))
        {
            return false;
        }
        let text = self
            .context
            .sources
            .text(unit.span(unit.facts.spans[method.recv.at()]));
        words
            .lifecycle_types
            .iter()
            .any(|t| text.starts_with(t.as_str()) || text.contains(&format!("::{t}::")))
    }

    fn rule(&self, u: u32, id: ExprId, m: u32, store: &str) -> Outcome {
        let unit = &self.context.program.units[u as usize];
        let method = &unit.facts.methods[m as usize];
        let days = self.code.folder.list(u, method.args).first().map(|a| {
            let folded = self.code.folder.fold(u, *a);
            of_folded(self.context, self.code.folder, &folded, units::unit("day"))
        });
        let Some((period, _)) = days.as_ref().and_then(Ages::worst) else {
            return Outcome::Unknown(format!(
                "after what time `{store}` is emptied could not be read"
            ));
        };
        if period <= self.max {
            return Outcome::Kept;
        }
        let at = unit.span(method.name_range);
        let item = self.schedules.function_of(u, id);
        Outcome::Breach(Box::new(Breach {
            at,
            item: item.map_or(String::new(), |f| self.context.program.fn_path(f)),
            message: format!(
                "`{store}` is kept for {}, longer than the promised {}",
                shown(period),
                self.told
            ),
            help: format!("let it go after {}", self.told),
            confidence: Confidence::High,
            trail: Vec::new(),
            rank: 4,
        }))
    }
}
