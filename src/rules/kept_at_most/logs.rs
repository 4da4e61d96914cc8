//! Logs that are held to a period: tables of that name, rotation, log services, appenders of the program.
//!
//! In: the commitment's `log`. Out: judged places and findings.

use super::outcome::{Outcome, Tally};
use super::outside::Outside;
use super::{DAY, Promise};
use crate::facts::{Expr, ExprId};
use crate::finding::Step;
use crate::link::fold::Folded;
use crate::source::Role;
use crate::span::Span;

impl Promise<'_> {
    /// The logs of the commitment: tables of that name, else whatever rotates logs.
    pub(super) fn logs(&self, tally: &mut Tally) {
        for log in self.commitment.texts("log") {
            if self.context.schema.find(log).next().is_some() {
                self.table(log, tally);
                continue;
            }
            let name = log.to_lowercase();
            let all: Vec<&Outside> = self.outside.iter().filter(|o| o.log).collect();
            let named: Vec<&Outside> = all
                .iter()
                .copied()
                .filter(|o| o.text.contains(&name))
                .collect();
            let means = if named.is_empty() { all } else { named };
            let mut outcomes: Vec<Outcome> =
                means.iter().map(|o| self.configured(o, log)).collect();
            tally.judgment.judged.extend(means.iter().map(|o| Step {
                span: o.at,
                message: format!("keeps the log `{log}`"),
            }));
            outcomes.extend(self.appenders(log, tally));
            // Each keeps a log of its own: one that keeps too long is not mended by another.
            let breaches: Vec<Outcome> = outcomes
                .into_iter()
                .filter(|o| !matches!(o, Outcome::Kept))
                .collect();
            if means.is_empty() && tally.judgment.judged.is_empty() {
                tally.open.push(format!(
                    "nothing in the tree says how long the log `{log}` is kept"
                ));
            }
            for outcome in breaches {
                match outcome {
                    Outcome::Breach(b) | Outcome::Part(b) => {
                        tally.judgment.findings.push(self.finding(*b));
                    }
                    Outcome::Unknown(reason) => tally.open.push(reason),
                    Outcome::Kept => {}
                }
            }
        }
    }

    /// Log files that code writes, and how many of them it keeps.
    fn appenders(&self, log: &str, tally: &mut Tally) -> Vec<Outcome> {
        let mut outcomes = Vec::new();
        for (u, unit) in self.context.program.units.iter().enumerate() {
            let product = self.context.sources.file(unit.file).role == Role::Product;
            for (i, expr) in unit.facts.exprs.iter().enumerate().filter(|_| product) {
                let Expr::Call(callee, _) = expr else {
                    continue;
                };
                let Expr::Path(path) = unit.facts.exprs[callee.at()] else {
                    continue;
                };
                // Most calls are told by their last segment alone.
                let last = unit.facts.paths[path.at()].segments.last();
                let known = ["hourly", "minutely", "daily", "builder"];
                if !last.is_some_and(|s| known.contains(&unit.text(*s))) {
                    continue;
                }
                let names = unit.path_names(*callee);
                let turn = match names.as_slice() {
                    [.., "rolling", "hourly" | "minutely"] => DAY / 24.0,
                    [.., "rolling", "daily"] | [.., "RollingFileAppender", "builder"] => DAY,
                    _ => continue,
                };
                let id = ExprId(i as u32);
                let (end, count) = self.kept_files(u as u32, id);
                tally.judgment.judged.push(Step {
                    span: end,
                    message: format!("writes the log `{log}`"),
                });
                let turn = if self.context.sources.text(end).contains("HOURLY") {
                    DAY / 24.0
                } else {
                    turn
                };
                // Files that the appender keeps for ever may be taken away by the program itself.
                let swept = self.purges.iter().find(|p| p.of.table.is_empty());
                if let (None, Some(purge)) = (count, swept) {
                    outcomes.push(self.run(purge, &format!("log `{log}`")));
                    continue;
                }
                let period = count.map_or(f64::INFINITY, |n| n * turn);
                let rule = Outside {
                    at: end,
                    log: true,
                    period,
                    off: false,
                    text: String::new(),
                };
                outcomes.push(self.configured(&rule, log));
            }
        }
        outcomes
    }

    /// The chain of an appender's builder, and how many files it keeps.
    fn kept_files(&self, u: u32, id: ExprId) -> (Span, Option<f64>) {
        let unit = &self.context.program.units[u as usize];
        let uses = &self.code.uses[u as usize];
        let (mut end, mut count) = (id, None);
        while let Some(&method) = uses.called.get(&end) {
            if let Expr::Method(m) = unit.facts.exprs[method.at()]
                && unit.text(unit.facts.methods[m as usize].name) == "max_log_files"
                && let Some(arg) = self
                    .folder
                    .list(u, unit.facts.methods[m as usize].args)
                    .first()
                && let Folded::Number(a) = self.folder.fold(u, *arg)
            {
                count = a.number();
            }
            end = method;
        }
        (unit.span(unit.facts.spans[end.at()]), count)
    }
}
