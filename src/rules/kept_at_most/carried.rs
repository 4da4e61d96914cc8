//! The setting that carries the period.
//!
//! In: the commitment's `setting`. Out: judged places and findings: every value it has anywhere is held to the promise.

use super::outcome::{Breach, Tally};
use super::{DAY, Promise, settings};
use crate::catalog::units;
use crate::finding::{Confidence, Step};
use crate::link::fold::{Folded, Setting};
use crate::rules::spans::shown;
use crate::span::Span;

impl Promise<'_> {
    /// The setting that carries the period.
    pub(super) fn setting(&self, tally: &mut Tally) {
        let Some(name) = self.commitment.texts("setting").first().copied() else {
            return;
        };
        let last = name.rsplit("::").next().unwrap_or(name);
        let last = last.rsplit('.').next().unwrap_or(last).to_owned();
        let values = self.setting_values(&last);
        if values.is_empty() {
            tally
                .open
                .push(format!("the setting `{name}` was not found"));
        }
        for (ms, at) in values {
            tally.judgment.judged.push(Step {
                span: at,
                message: format!("`{last}` is {}", shown(ms)),
            });
            if ms > self.max {
                let message = format!(
                    "`{last}` is {}, longer than the promised {}",
                    shown(ms),
                    self.told
                );
                tally.judgment.findings.push(self.finding(Breach {
                    at,
                    item: String::new(),
                    message,
                    help: format!("set `{last}` to {} or less", self.told),
                    confidence: Confidence::High,
                    trail: Vec::new(),
                    rank: 0,
                }));
            }
        }
    }

    fn setting_values(&self, name: &str) -> Vec<(f64, Span)> {
        let program = self.context.program;
        let unit = units::speaks_of(name).map_or(DAY, |seconds| seconds * 1000.0);
        let mut texts = Vec::new();
        let field = program.symbols.get(name);
        let holders = (0..program.adts.len() as u32).filter(|a| {
            program.adts[*a as usize]
                .variants
                .iter()
                .flatten()
                .any(|f| Some(f.name) == field)
        });
        let mut asked: Vec<Option<(u32, String)>> =
            holders.map(|a| Some((a, name.to_owned()))).collect();
        asked.push(None);
        for field in asked {
            let setting = Setting {
                name: name.to_owned(),
                field,
                default: None,
                at: Span::new(self.context.policy.file, 0, 0),
            };
            texts.extend(settings::texts(self.context, self.folder, &setting));
        }
        let mut values: Vec<(f64, Span)> = texts
            .iter()
            .filter_map(|(t, at)| period(t, unit).map(|ms| (ms, *at)))
            .collect();
        for info in &program.consts {
            let of = &program.units[info.unit as usize];
            let facts = &of.facts.consts[info.local as usize];
            if of.text(facts.name) == name
                && !facts.test
                && let Some(value) = facts.value
            {
                self.folder
                    .fold(info.unit, value)
                    .as_duration(unit)
                    .each(&mut |f| {
                        if let Folded::Duration(a) = f
                            && let Some(ms) = a.number()
                        {
                            values.push((ms, of.span(facts.range)));
                        }
                    });
            }
        }
        values.sort_by_key(|(_, at)| *at);
        values.dedup_by_key(|(_, at)| *at);
        values
    }
}

/// A period as a setting says it: a number in its unit, or a text with one.
fn period(text: &str, unit: f64) -> Option<f64> {
    let plain = text.trim().replace('_', "");
    plain
        .parse::<f64>()
        .ok()
        .map(|n| n * unit)
        .or_else(|| units::interval(text))
}
