//! What lets itself go: keys of key-value stores that are set with an end.
//!
//! In: library calls of the program. Out: what each comes to. A key that is set without an end, in a function that gives
//! it none either, stays for ever.

use super::Promise;
use super::age::of_folded;
use super::outcome::{Breach, Outcome};
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
    /// Whether a store is a key-value store, or some of its keys: a name of either kind tells.
    pub(super) fn is_keys(&self, store: &str, names: &[String]) -> bool {
        self.is_key_value(names) || !self.prefixes(store).is_empty()
    }

    fn is_key_value(&self, names: &[String]) -> bool {
        let words = &self.code.words.deletes;
        names.iter().any(|n| {
            let mut parts = n.split(|c: char| !c.is_alphanumeric());
            parts.any(|p| words.key_values.iter().any(|k| k == p))
        })
    }

    /// How the keys of a store begin, as far as the policy file says it: `reset:`, `otp:*`.
    fn prefixes(&self, store: &str) -> Vec<&str> {
        let declared = self.context.policy.stores.iter();
        let items = declared
            .filter(|s| s.id.value == store)
            .flat_map(|s| &s.items);
        let prefix = items.map(|i| i.value.trim_end_matches('*'));
        prefix
            .filter(|p| p.len() > 1 && p.ends_with([':', '-', '_', '.', '|']))
            .collect()
    }

    /// What the calls come to that put keys into a key-value store, where the store is one.
    pub(super) fn keys(&self, store: &str, names: &[String]) -> Vec<(Span, Outcome)> {
        let words = &self.code.words.deletes;
        let whole = self.is_key_value(names);
        let prefixes = self.prefixes(store);
        if !whole && prefixes.is_empty() {
            return Vec::new();
        }
        let mut found = Vec::new();
        for call in self.calls(&words.key_value_crates) {
            let name = call.unit.text(call.method.name);
            let ends = words.ending.iter().any(|n| n == name);
            let lasts = words.lasting.iter().any(|n| n == name);
            if !ends && !lasts || !whole && !self.begins(call, &prefixes) {
                continue;
            }
            let at = call.place();
            if ends {
                // `pset_ex` and its kin count milliseconds.
                let unit = if name.starts_with('p') { 1.0 } else { 1000.0 };
                found.extend(self.ends_after(call, unit, store).map(|o| (at, o)));
            } else if let Some(inner) = self.option(call) {
                found.extend(self.ends_after(inner, 1000.0, store).map(|o| (at, o)));
            } else if !self.is_given_an_end(call) {
                let message = format!("a key is put into `{store}` without an end");
                let help = format!("let it expire after {}", self.told);
                found.push((at, self.stays(at, message, help, 2)));
            }
        }
        // One key that goes in time says nothing of the others.
        if found.iter().any(|(_, o)| matches!(o, Outcome::Breach(_))) {
            found.retain(|(_, o)| matches!(o, Outcome::Breach(_)));
        }
        found
    }

    /// Whether the key of a call begins like one of the store's.
    fn begins(&self, call: Call<'_>, prefixes: &[&str]) -> bool {
        let args = self.code.folder.list(call.u, call.method.args);
        let Some(key) = args.first() else {
            return false;
        };
        let texts = self.code.folder.texts(call.u, *key);
        texts
            .iter()
            .any(|t| prefixes.iter().any(|p| t.starts_with(p)))
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

    /// The call inside of an argument that gives a key its end: `SetOptions::default().with_expiration(…)`.
    fn option<'c>(&self, call: Call<'c>) -> Option<Call<'c>> {
        let words = &self.code.words.deletes;
        let args = self.code.folder.list(call.u, call.method.args);
        let last = call.unit.facts.spans[args.last()?.at()];
        let mut methods = call.unit.facts.methods.iter();
        let method = methods.find(|m| {
            let inside = last.start <= m.name_range.start && m.name_range.end <= last.end;
            inside && words.ending.iter().any(|n| n == call.unit.text(m.name))
        })?;
        Some(Call { method, ..call })
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
        Some(self.life(call.u, *args.last()?, unit, call.place(), name))
    }

    /// What a time comes to after which something goes by itself.
    pub(super) fn life(&self, u: u32, value: ExprId, unit: f64, at: Span, name: &str) -> Outcome {
        let folded = self.code.folder.fold(u, value);
        let ages = of_folded(self.context, self.code.folder, &folded, Some(unit));
        let Some((period, _)) = ages.worst() else {
            let reason = format!("after what time `{name}` is emptied could not be read");
            return Outcome::Unknown(reason);
        };
        // A moment to come is as far off as its age is below nothing.
        let period = period.abs();
        if period <= self.max {
            return Outcome::Kept;
        }
        let message = format!(
            "`{name}` is kept for {}, longer than the promised {}",
            shown(period),
            self.told
        );
        self.stays(at, message, format!("let it go after {}", self.told), 4)
    }

    fn stays(&self, at: Span, message: String, help: String, rank: u8) -> Outcome {
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
