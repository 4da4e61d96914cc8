//! What Rust code says of TLS: addresses, calls that switch checks off, verifiers that accept everything.

use super::Judge;
use crate::catalog::tls::Usage;
use crate::facts::{BinOp, Expr, ExprId, Fn, Pat, Range};
use crate::finding::Confidence;
use crate::link::Unit;
use crate::rules::hosts;
use crate::rules::literals::{self, Literal, Part};
use crate::rules::parties::Parties;
use crate::rules::scope::{Scope, conditions, function_at};
use crate::span::Span;
use std::cell::OnceCell;
use std::collections::BTreeSet;

/// How many callers up the choice of a function that is named for it is looked for.
const CALLERS: u32 = 3;

/// How sure a breach is, and the condition it stands under.
struct Standing {
    confidence: Confidence,
    reason: &'static str,
    guard: Option<String>,
}

impl Standing {
    /// The name around a place says that it is a choice.
    fn of_choice() -> Self {
        Self {
            confidence: Confidence::Low,
            reason: "the name says that it is a choice",
            guard: None,
        }
    }
}

impl Judge<'_> {
    /// Judges all Rust code in scope.
    pub(super) fn code(&mut self, scope: &Scope<'_>) {
        let requested = OnceCell::new();
        // What reaches a request is an address, whatever its name.
        let is_requested = |literal: &Literal<'_>| {
            let all = || Parties::of(self.context).texts();
            let plain = hosts::addresses(literal.text);
            plain.iter().any(|a| self.tls.is_plain(a.scheme))
                && requested.get_or_init(all).contains(&literal.span)
        };
        let literals = literals::literals(scope).into_iter();
        for literal in literals.filter(|l| hosts::may_hold_address(l.text)) {
            let usage = match literal.part {
                Part::Compared => Usage::None,
                Part::Argument if self.tls.is_put(&literal.name) => Usage::None,
                Part::Default if self.tls.usage(&literal.name) == Usage::Unknown => Usage::Called,
                _ => self.tls.usage(&literal.name),
            };
            let usage = if usage != Usage::Called && is_requested(&literal) {
                Usage::Called
            } else {
                usage
            };
            let sentence = literal.text.split_whitespace().count() > 2;
            let argument = matches!(literal.part, Part::Argument | Part::Bound);
            let dummy = argument
                && hosts::addresses(literal.text)
                    .iter()
                    .any(|a| hosts::is_documentation(a.host));
            let at_most = if dummy {
                Confidence::Low
            } else {
                Confidence::High
            };
            if !sentence {
                self.addresses(literal.text, usage, at_most, &|_| literal.span);
            }
        }
        for unit in scope.units() {
            self.connections(unit, scope.tests());
            self.calls(unit, scope.tests());
            self.verifiers(unit, scope.tests());
            self.mail(unit, scope.tests());
        }
    }

    fn calls(&mut self, unit: &Unit, tests: bool) {
        let facts = &unit.facts;
        let compared = compared(unit);
        for (index, expr) in facts.exprs.iter().enumerate() {
            let range = facts.spans[index];
            let (name, first) = match *expr {
                Expr::Call(callee, args) => {
                    let first = facts.lists.get(args.start as usize);
                    let first = first.filter(|_| args.len > 0).map(|id| ExprId(*id));
                    self.opened(unit, callee, first, tests);
                    continue;
                }
                Expr::Method(call) => {
                    let call = &facts.methods[call as usize];
                    let first = facts
                        .lists
                        .get(call.args.start as usize)
                        .filter(|_| call.args.len > 0);
                    (unit.text(call.name), first.map(|id| ExprId(*id)))
                }
                Expr::Path(path) => {
                    if !compared.contains(&ExprId(index as u32)) {
                        self.value(unit, path, range, tests);
                    }
                    continue;
                }
                _ => continue,
            };
            let Some(switch) = self.tls.call(name) else {
                continue;
            };
            let what = format!("{}: `{name}`", switch.what);
            self.switch(unit, range, (switch.off, first), what, tests);
        }
        for field in &facts.fields {
            if let Some(switch) = self.tls.field(unit.text(field.name)) {
                let what = format!("{}: `{}`", switch.what, unit.text(field.name));
                let value = ExprId(field.value);
                let is_value = facts
                    .spans
                    .get(value.at())
                    .is_some_and(|r| field.range.start <= r.start && r.end <= field.range.end);
                if is_value {
                    self.switch(unit, field.range, (switch.off, Some(value)), what, tests);
                }
            }
        }
    }

    /// A call or field that switches something off if its argument says so.
    fn switch(
        &mut self,
        unit: &Unit,
        range: Range,
        (off, given): (Option<&str>, Option<ExprId>),
        what: String,
        tests: bool,
    ) {
        let at = self.name_span(unit, range);
        if in_test(unit, range) && !tests {
            return;
        }
        self.looked_at(at, "check of certificates");
        let standing = self.standing(unit, range, CALLERS);
        let standing = match (off, given) {
            (None, _) => standing,
            (Some(off), Some(given)) => match &unit.facts.exprs[given.at()] {
                Expr::Scalar(value) if unit.text(*value) == off => standing,
                Expr::Scalar(_) => return,
                _ => Standing {
                    confidence: Confidence::Low,
                    reason: "a setting decides",
                    guard: Some(format!("depends on `{}`", self.short(unit, given))),
                },
            },
            (Some(_), None) => return,
        };
        self.told(at, what, standing);
    }

    fn told(&mut self, at: Span, message: String, standing: Standing) {
        self.switched_off(at, message, standing.confidence, standing.reason);
        if let Some(hit) = self.hits.get_mut(&at) {
            hit.guard = standing.guard;
        }
    }

    /// A value such as `SslVerifyMode::NONE`.
    fn value(&mut self, unit: &Unit, path: crate::facts::PathId, range: Range, tests: bool) {
        let segments = &unit.facts.paths[path.at()].segments;
        let [.., owner, last] = segments.as_slice() else {
            return;
        };
        let (owner, last) = (unit.text(*owner), unit.text(*last));
        let Some(what) = self.tls.value(owner, last) else {
            return;
        };
        if in_test(unit, range) && !tests {
            return;
        }
        let message = format!("{what}: `{owner}::{last}`");
        let at = unit.span(range);
        self.looked_at(at, "mode of a connection");
        let standing = self.standing(unit, range, CALLERS);
        self.told(at, message, standing);
    }

    /// How sure it is that a place is reached in production.
    fn standing(&self, unit: &Unit, range: Range, up: u32) -> Standing {
        let sources = self.context.sources;
        let gates = conditions(unit, range);
        let texts = gates.iter().map(|id| unit.span(unit.facts.spans[id.at()]));
        if let Some(gate) = texts
            .into_iter()
            .find(|s| self.tls.is_gate(sources.text(*s)))
        {
            let text: String = sources
                .text(gate)
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ");
            let short: String = text.chars().take(80).collect();
            return Standing {
                confidence: Confidence::Low,
                reason: "a condition decides",
                guard: Some(format!("depends on `{short}`")),
            };
        }
        if bound_to(unit, range).is_some_and(|name| self.tls.is_gated_name(name)) {
            return Standing::of_choice();
        }
        let at = function_at(unit, range);
        let function = at.map(|i| &unit.facts.fns[i]);
        if let Some(i) = at.filter(|i| self.tls.is_gated_name(unit.text(unit.facts.fns[*i].name))) {
            return self.standing_of_calls(unit.bases.fns + i as u32, up);
        }
        let cfg = function.and_then(|f: &Fn| f.cfg.as_deref());
        let attribute = self.line_above(unit, range);
        if cfg.is_some() || attribute.trim_start().starts_with("#[cfg(") {
            return Standing {
                confidence: Confidence::Low,
                reason: "only some builds hold it",
                guard: cfg.map(|c| format!("only with `{c}`")),
            };
        }
        if gates.is_empty() {
            Standing {
                confidence: Confidence::High,
                reason: "nothing stands in its way",
                guard: None,
            }
        } else {
            Standing {
                confidence: Confidence::Medium,
                reason: "it stands under a condition of another kind",
                guard: None,
            }
        }
    }

    /// How sure a function that is named for a choice is reached: whoever calls it chooses, so a caller that does so
    /// without a condition leaves no choice.
    fn standing_of_calls(&self, function: u32, up: u32) -> Standing {
        let Some(up) = up.checked_sub(1) else {
            return Standing::of_choice();
        };
        let calls = self.calls_of(function).into_iter();
        let standings = calls.map(|(caller, range)| self.standing(caller, range, up));
        let surest = standings.max_by_key(|s| s.confidence);
        surest.unwrap_or_else(Standing::of_choice)
    }

    /// The calls of a function in product code.
    fn calls_of(&self, function: u32) -> Vec<(&Unit, Range)> {
        let mut found = Vec::new();
        for unit in &self.context.program.units {
            for (index, range) in unit.facts.spans.iter().enumerate() {
                let called = unit.functions_called(ExprId(index as u32));
                if called.contains(&function) && !in_test(unit, *range) {
                    found.push((unit, *range));
                }
            }
        }
        found
    }

    fn line_above(&self, unit: &Unit, range: Range) -> &str {
        let text = &self.context.sources.file(unit.file).text;
        let before = text.get(..range.start as usize).unwrap_or("");
        before.lines().rev().nth(1).unwrap_or("")
    }

    /// The line of a call's name: a chain begins lines above it.
    fn name_span(&self, unit: &Unit, range: Range) -> Span {
        let methods = unit.facts.methods.iter();
        let named = methods.filter(|m| {
            self.tls.call(unit.text(m.name)).is_some()
                && range.start <= m.name_range.start
                && m.name_range.end <= range.end
        });
        let last = named.max_by_key(|m| m.name_range.end);
        last.map_or(unit.span(range), |m| {
            Span::new(unit.file, m.name_range.start, range.end)
        })
    }

    fn short(&self, unit: &Unit, id: ExprId) -> String {
        let text = self
            .context
            .sources
            .text(unit.span(unit.facts.spans[id.at()]));
        text.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .chars()
            .take(60)
            .collect()
    }

    /// `verify_server_cert` that says yes to everything.
    fn verifiers(&mut self, unit: &Unit, tests: bool) {
        for (index, function) in unit.facts.fns.iter().enumerate() {
            if unit.text(function.name) != "verify_server_cert" || function.test && !tests {
                continue;
            }
            let at = unit.span(function.name_range);
            self.looked_at(at, "check of certificates");
            let calls = calls_in(unit, function);
            let accepts = calls.iter().any(|name| name == "assertion");
            if !accepts || calls.len() > 2 {
                continue;
            }
            let holder = self
                .context
                .program
                .holder_name(unit.bases.fns + index as u32)
                .unwrap_or("");
            let gated = self.is_gated_everywhere(holder);
            let confidence = if gated {
                Confidence::Low
            } else {
                Confidence::Medium
            };
            let message = if holder.is_empty() {
                "a verifier accepts every certificate".to_owned()
            } else {
                format!("`{holder}` accepts every certificate")
            };
            self.switched_off(
                at,
                message,
                confidence,
                "the function says yes without a look at the certificate",
            );
        }
    }

    /// Whether a type is only built under conditions about TLS.
    fn is_gated_everywhere(&self, name: &str) -> bool {
        let mut uses = 0;
        for unit in &self.context.program.units {
            for (index, expr) in unit.facts.exprs.iter().enumerate() {
                let path = match expr {
                    Expr::Path(path) | Expr::Struct(path, _) => *path,
                    _ => continue,
                };
                let segments = &unit.facts.paths[path.at()].segments;
                if !segments.iter().any(|s| unit.text(*s) == name) {
                    continue;
                }
                let range = unit.facts.spans[index];
                let inside = function_at(unit, range).map(|i| unit.facts.fns[i].name);
                if in_test(unit, range) || inside.is_some_and(|n| unit.text(n) == "new") {
                    continue;
                }
                uses += 1;
                if self.standing(unit, range, CALLERS).confidence != Confidence::Low {
                    return false;
                }
            }
        }
        uses > 0
    }

    /// lettre's `builder_dangerous`, which has no TLS unless it is given some.
    fn mail(&mut self, unit: &Unit, tests: bool) {
        for (index, expr) in unit.facts.exprs.iter().enumerate() {
            let Expr::Call(callee, args) = *expr else {
                continue;
            };
            let Expr::Path(path) = unit.facts.exprs[callee.at()] else {
                continue;
            };
            let segments = &unit.facts.paths[path.at()].segments;
            let last = segments.last().map_or("", |s| unit.text(*s));
            let range = unit.facts.spans[index];
            if last != "builder_dangerous" || in_test(unit, range) && !tests {
                continue;
            }
            let at = unit.span(range);
            self.looked_at(at, "mail server");
            let body = function_at(unit, range).map(|i| unit.facts.fns[i].range);
            let inside = |r: Range| body.is_none_or(|b| b.start <= r.start && r.end <= b.end);
            let encrypted = unit
                .facts
                .methods
                .iter()
                .any(|m| unit.text(m.name) == "tls" && inside(m.name_range));
            let host = unit
                .facts
                .lists
                .get(args.start as usize)
                .map(|id| ExprId(*id));
            let host = host.map(|id| self.short(unit, id)).unwrap_or_default();
            let local = host.strip_prefix('"').and_then(|h| h.strip_suffix('"'));
            if encrypted || local.is_some_and(|h| self.may_be_plain(h)) {
                continue;
            }
            let standing = self.standing(unit, range, CALLERS);
            // Where a relay with TLS is built as well, the settings choose between the two.
            let choice = function_at(unit, range)
                .map(|i| calls_in(unit, &unit.facts.fns[i]))
                .is_some_and(|calls| calls.iter().any(|c| c.ends_with("relay")));
            let most = if choice {
                Confidence::Low
            } else {
                Confidence::Medium
            };
            let confidence = standing.confidence.min(most);
            let message = "mail is sent unencrypted: `builder_dangerous` without `tls`".to_owned();
            self.told(
                at,
                message,
                Standing {
                    confidence,
                    ..standing
                },
            );
        }
    }
}

/// The names of all calls in a function.
fn calls_in(unit: &Unit, function: &Fn) -> Vec<String> {
    let facts = &unit.facts;
    let (first, last) = function.exprs;
    let mut names = Vec::new();
    for expr in facts
        .exprs
        .get(first as usize..last as usize)
        .unwrap_or(&[])
    {
        match expr {
            Expr::Method(call) => {
                names.push(unit.text(facts.methods[*call as usize].name).to_owned());
            }
            Expr::Call(callee, _) => {
                if let Expr::Path(path) = facts.exprs[callee.at()] {
                    let last = facts.paths[path.at()].segments.last();
                    names.extend(last.map(|s| unit.text(*s).to_owned()));
                }
            }
            _ => {}
        }
    }
    names
}

/// The expressions that are only compared with.
fn compared(unit: &Unit) -> BTreeSet<ExprId> {
    let mut found = BTreeSet::new();
    for expr in &unit.facts.exprs {
        if let Expr::Binary(BinOp::Compare, a, b) = expr {
            found.extend([*a, *b]);
        }
    }
    found
}

/// The variable that the statement around a place binds.
fn bound_to(unit: &Unit, at: Range) -> Option<&str> {
    let facts = &unit.facts;
    let holds = |r: Range| r.start <= at.start && at.end <= r.end;
    let lets = facts.exprs.iter().filter_map(|expr| match expr {
        Expr::Let(pat, Some(value), _) if holds(facts.spans[value.at()]) => Some((*pat, *value)),
        _ => None,
    });
    let length = |id: ExprId| facts.spans[id.at()].end - facts.spans[id.at()].start;
    let (pat, _) = lets.min_by_key(|(_, value)| length(*value))?;
    match facts.pats[pat.at()] {
        Pat::Bind(local, _) => Some(unit.text(facts.locals[local.at()].name)),
        _ => None,
    }
}

pub(super) fn in_test(unit: &Unit, range: Range) -> bool {
    function_at(unit, range).is_some_and(|i| unit.facts.fns[i].test)
}
