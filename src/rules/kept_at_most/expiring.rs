//! What lets itself go: keys of key-value stores that are set with an end, documents under an index with one.
//!
//! In: library calls of the program. Out: what each comes to. A key that is set without an end, in a function that gives
//! it none either, stays for ever.

use super::Promise;
use super::age::{Ages, of_folded};
use super::outcome::{Breach, Outcome, Tally};
use crate::facts::{ExprId, Fn, MethodCall};
use crate::finding::{Confidence, Step};
use crate::link::Unit;
use crate::link::types::Head;
use crate::rules::spans::shown;
use crate::span::Span;

/// A call of a library that keeps things: its file, function and place among the file's methods.
#[derive(Clone, Copy)]
struct Call<'a> {
    u: u32,
    unit: &'a Unit,
    function: &'a Fn,
    method: &'a MethodCall,
}

impl Call<'_> {
    fn place(self) -> Span {
        self.unit.span(self.method.name_range)
    }
}

impl Promise<'_> {
    /// What the calls come to that put keys into a key-value store, where the store is one.
    pub(super) fn keys(&self, store: &str, names: &[String]) -> Vec<(Span, Outcome)> {
        let words = &self.code.words.deletes;
        let is_one = names.iter().any(|n| {
            let mut parts = n.split(|c: char| !c.is_alphanumeric());
            parts.any(|p| words.key_values.iter().any(|k| k == p))
        });
        if !is_one {
            return Vec::new();
        }
        let mut found = Vec::new();
        for call in self.calls(&words.key_value_crates) {
            let name = call.unit.text(call.method.name);
            let at = call.place();
            if words.ending.iter().any(|n| n == name) {
                // `pset_ex` and its kin count milliseconds.
                let unit = if name.starts_with('p') { 1.0 } else { 1000.0 };
                found.extend(self.ends_after(call, unit, store).map(|o| (at, o)));
            } else if words.lasting.iter().any(|n| n == name) && !self.is_given_an_end(call) {
                let message = format!("a key is put into `{store}` without an end");
                let help = format!("let it expire after {}", self.told);
                found.push((at, self.stays(call, message, help, 2)));
            }
        }
        // One key that goes in time says nothing of the others.
        if found.iter().any(|(_, o)| matches!(o, Outcome::Breach(_))) {
            found.retain(|(_, o)| matches!(o, Outcome::Breach(_)));
        }
        found
    }

    /// What the indexes come to by which documents of a collection go.
    fn indexes(&self, collection: &str) -> Vec<(Span, Outcome)> {
        let words = &self.code.words.deletes;
        let mut found = Vec::new();
        for call in self.calls(&words.document_crates) {
            let name = call.unit.text(call.method.name);
            let range = call.unit.span(call.function.range);
            let quoted = format!("\"{collection}\"");
            let about = self.context.sources.text(range).contains(&quoted);
            if about && words.indexes.iter().any(|n| n == name) {
                let at = call.place();
                found.extend(self.ends_after(call, 1000.0, collection).map(|o| (at, o)));
            }
        }
        found
    }

    /// The same, with a judged place for each.
    pub(super) fn collection(&self, name: &str, tally: &mut Tally) -> Vec<Outcome> {
        let found = self.indexes(name).into_iter();
        let noted = found.map(|(span, outcome)| {
            let message = format!("index of `{name}`");
            tally.judgment.judged.push(Step { span, message });
            outcome
        });
        noted.collect()
    }

    /// The method calls on what one of the crates hands out, tests left out.
    fn calls(&self, crates: &[String]) -> Vec<Call<'_>> {
        let program = self.context.program;
        let mut found = Vec::new();
        for (u, unit) in program.units.iter().enumerate() {
            let of_crate = |m: &&MethodCall| {
                let ty = program.payload(self.context.catalog, unit.expr_types[m.recv.at()]);
                matches!(program.types.head(ty), Head::Ext(e) if crates.iter().any(|c| c == program.text(e.root)))
            };
            for function in unit.facts.fns.iter().filter(|f| !f.test) {
                let inside = |m: &&MethodCall| {
                    let body = function.range;
                    body.start <= m.name_range.start && m.name_range.end <= body.end
                };
                let methods = unit.facts.methods.iter();
                found.extend(methods.filter(inside).filter(of_crate).map(|method| Call {
                    u: u as u32,
                    unit,
                    function,
                    method,
                }));
            }
        }
        found
    }

    /// Whether the function of a call gives its keys an end by another call, or by an argument of this one.
    fn is_given_an_end(&self, call: Call<'_>) -> bool {
        let words = &self.code.words.deletes;
        let body = call.function.range;
        let ends = |m: &MethodCall| {
            let inside = body.start <= m.name_range.start && m.name_range.end <= body.end;
            inside && words.ending.iter().any(|n| n == call.unit.text(m.name))
        };
        call.unit.facts.methods.iter().any(ends)
            || self
                .code
                .folder
                .list(call.u, call.method.args)
                .iter()
                .any(|arg| {
                    let at = call.unit.span(call.unit.facts.spans[arg.at()]);
                    self.context
                        .sources
                        .text(at)
                        .to_lowercase()
                        .contains("expir")
                })
    }

    /// What the end that a call names comes to: its last argument.
    fn ends_after(&self, call: Call<'_>, unit: f64, name: &str) -> Option<Outcome> {
        let args: Vec<ExprId> = self.code.folder.list(call.u, call.method.args);
        let last = args.last()?;
        let folded = self.code.folder.fold(call.u, *last);
        let ages = of_folded(self.context, self.code.folder, &folded, Some(unit));
        let Ages::Known(_) = ages else {
            let reason = format!("after what time `{name}` is emptied could not be read");
            return Some(Outcome::Unknown(reason));
        };
        let (period, _) = ages.worst()?;
        if period <= self.max {
            return Some(Outcome::Kept);
        }
        let (period, max) = (shown(period), &self.told);
        let message = format!("`{name}` is kept for {period}, longer than the promised {max}");
        Some(self.stays(call, message, format!("let it go after {max}"), 4))
    }

    fn stays(&self, call: Call<'_>, message: String, help: String, rank: u8) -> Outcome {
        let at = call.place();
        Outcome::Breach(Box::new(Breach {
            at,
            item: crate::rules::scope::item_at(self.context, at),
            message,
            help,
            confidence: Confidence::Medium,
            trail: Vec::<Step>::new(),
            rank,
        }))
    }
}
