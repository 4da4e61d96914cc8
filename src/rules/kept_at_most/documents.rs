//! Tables that no migration makes and whose rows go by themselves: collections under an index that ends, tables of
//! DynamoDB with an attribute that says when.
//!
//! In: library calls and resources. Out: what each comes to.

use super::Promise;
use super::outcome::{Outcome, Tally};
use crate::facts::{Expr, ExprId};
use crate::finding::Step;
use crate::link::Unit;
use crate::link::fold::Folded;
use crate::source::Role;
use crate::span::Span;

impl Promise<'_> {
    /// What lets rows of a table go that no migration makes.
    pub(super) fn collection(&self, name: &str, tally: &mut Tally) -> Vec<Outcome> {
        let mut found = self.indexes(name);
        let attributes = self.attributes(name);
        for (attribute, at) in &attributes {
            let written = self.written(attribute, name);
            if written.is_empty() {
                let reason = format!(
                    "nothing was found that writes `{attribute}`, by which rows of `{name}` go"
                );
                found.push((*at, Outcome::Unknown(reason)));
            }
            found.extend(written);
        }
        // One row that goes in time says nothing of the others.
        if found.iter().any(|(_, o)| !matches!(o, Outcome::Kept)) {
            found.retain(|(_, o)| !matches!(o, Outcome::Kept));
        }
        let noted = found.into_iter().map(|(span, outcome)| {
            let message = format!("lets rows of `{name}` go");
            tally.judgment.judged.push(Step { span, message });
            outcome
        });
        noted.collect()
    }

    /// The units of product code that speak of a table.
    fn about<'s>(&'s self, name: &str) -> Vec<(u32, &'s Unit)> {
        let quoted = format!("\"{name}\"");
        let units = self.context.program.units.iter().enumerate();
        let about = units.filter(|(_, u)| {
            let file = self.context.sources.file(u.file);
            file.role == Role::Product && file.text.contains(&quoted)
        });
        about.map(|(u, unit)| (u as u32, unit)).collect()
    }

    /// What indexes come to by which documents of a collection go.
    fn indexes(&self, name: &str) -> Vec<(Span, Outcome)> {
        let words = &self.code.words.deletes;
        let is = |n: &str| words.indexes.iter().any(|i| i == n);
        let mut found = Vec::new();
        for (u, unit) in self.about(name) {
            let quoted = format!("\"{name}\"");
            let near = |at: Span| {
                let mut fns = unit.facts.fns.iter().filter(|f| !f.test);
                fns.any(|f| {
                    let holds = f.range.start <= at.start && at.end <= f.range.end;
                    holds
                        && self
                            .context
                            .sources
                            .text(unit.span(f.range))
                            .contains(&quoted)
                })
            };
            for method in unit.facts.methods.iter().filter(|m| is(unit.text(m.name))) {
                let recv = self
                    .context
                    .sources
                    .text(unit.span(unit.facts.spans[method.recv.at()]));
                let at = unit.span(method.name_range);
                let value = self.code.folder.list(u, method.args).first().copied();
                if let Some(value) = value.filter(|_| recv.contains("IndexOptions") && near(at)) {
                    found.push((at, self.life(u, value, 1000.0, at, name)));
                }
            }
            for field in unit.facts.fields.iter().filter(|f| is(unit.text(f.name))) {
                let at = unit.span(field.range);
                if (field.value as usize) < unit.facts.exprs.len() && near(at) {
                    found.push((at, self.life(u, ExprId(field.value), 1000.0, at, name)));
                }
            }
        }
        found
    }

    /// The attributes by which rows of a table of DynamoDB go, with the places that say so.
    fn attributes(&self, name: &str) -> Vec<(String, Span)> {
        let words = &self.code.words.deletes;
        let mut found = Vec::new();
        for (file, config) in &self.context.surroundings.configs {
            for entry in config.live() {
                let lower = |p: &str| p.to_ascii_lowercase();
                let within = entry
                    .path
                    .iter()
                    .any(|p| words.expiry_groups.contains(&lower(p)));
                if !within || !words.expiry_keys.contains(&lower(entry.name())) {
                    continue;
                }
                let depth = if entry.path.first().is_some_and(|p| &**p == "Resources") {
                    2
                } else {
                    3
                };
                let resource = &entry.path[..depth.min(entry.path.len())];
                let mut inner = config.below(entry.document, resource);
                let named = inner.any(|e| {
                    let is_name =
                        ["name", "tablename", "table_name"].contains(&lower(e.name()).as_str());
                    is_name && e.value.literal() == Some(name)
                });
                let at = Span::new(*file, entry.key.start, entry.at.end);
                if let Some(attribute) = entry.value.literal().filter(|_| named) {
                    found.push((attribute.to_owned(), at));
                }
            }
        }
        for (u, unit) in self.about(name) {
            let sets = |n: &str| words.expiry_calls.iter().any(|c| c == n);
            if !unit.facts.methods.iter().any(|m| sets(unit.text(m.name))) {
                continue;
            }
            let named = unit
                .facts
                .methods
                .iter()
                .filter(|m| words.expiry_keys.iter().any(|k| k == unit.text(m.name)));
            for method in named {
                for arg in self.code.folder.list(u, method.args) {
                    if let Folded::Text(attribute) = self.code.folder.fold(u, arg) {
                        found.push((attribute, unit.span(method.name_range)));
                    }
                }
            }
        }
        found
    }

    /// What is written under an attribute: `.item("expires_at", AttributeValue::N(…))`.
    fn written(&self, attribute: &str, name: &str) -> Vec<(Span, Outcome)> {
        let mut found = Vec::new();
        for (u, unit) in self.context.program.units.iter().enumerate() {
            if self.context.sources.file(unit.file).role != Role::Product {
                continue;
            }
            let is_key = |(i, e): (usize, &Expr)| {
                matches!(e, Expr::Str(n) if unit.text(*n) == attribute).then_some(ExprId(i as u32))
            };
            for key in unit.facts.exprs.iter().enumerate().filter_map(is_key) {
                let uses = &self.code.uses[u];
                // `"expires_at".to_string()`
                let key = uses.called.get(&key).copied().unwrap_or(key);
                let Some(&(call, index)) = uses.given.get(&key) else {
                    continue;
                };
                let Expr::Method(m) = unit.facts.exprs[call.at()] else {
                    continue;
                };
                let method = &unit.facts.methods[m as usize];
                let Some(value) = self
                    .code
                    .folder
                    .list(u as u32, method.args)
                    .get(index + 1)
                    .copied()
                else {
                    continue;
                };
                // `AttributeValue::N(end.to_string())`
                let value = match unit.facts.exprs[value.at()] {
                    Expr::Call(_, args) => self.code.folder.list(u as u32, args).first().copied(),
                    _ => Some(value),
                };
                let at = unit.span(method.name_range);
                found.extend(value.map(|v| (at, self.life(u as u32, v, 1000.0, at, name))));
            }
        }
        found
    }
}
