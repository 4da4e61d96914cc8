//! Values that a setting must not refuse: bounds in attributes, types, conditions and constraints.

use super::quantity::told;
use super::{finding, name_of};
use crate::facts::{BinOp, Expr, ExprId};
use crate::finding::{Confidence, Judgment, Step};
use crate::link::Unit;
use crate::link::settings::Place;
use crate::policy::{Commitment, Value};
use crate::rules::Context;
use crate::rules::scope::Scope;
use crate::span::Span;

/// Judges the values that are promised to be accepted.
pub(super) fn judge(
    context: &Context<'_>,
    commitment: &Commitment,
    key: &str,
    places: &[&Place],
    judgment: &mut Judgment,
) {
    let Some(Value::List(wanted)) = commitment.param("accepts").map(|v| &v.value) else {
        return;
    };
    for value in wanted {
        let number = match &value.value {
            Value::Integer(number) => *number as f64,
            Value::Float(number) => *number,
            _ => continue,
        };
        let mut refused: Vec<(Span, String)> = Vec::new();
        for place in places {
            judgment.judged.push(Step {
                span: place.span,
                message: format!("bounds of `{}`", name_of(place, key)),
            });
            if let Some(bound) = out_of_bounds(&place.bounds, number) {
                refused.push((place.span, bound));
            }
        }
        refused.extend(in_code(context, commitment, key, number));
        refused.extend(in_sql(context, key, number));
        refused.sort();
        refused.dedup_by_key(|(at, _)| *at);
        for (at, bound) in refused {
            let message = format!("`{key}` refuses {}: {bound}", told(&value.value));
            let help = format!("let {} through", told(&value.value));
            judgment.findings.push(finding(
                context,
                commitment,
                at,
                (message, Confidence::High),
                (Vec::new(), help),
            ));
        }
    }
}

/// The bound in a field's attributes or type that leaves a number out.
fn out_of_bounds(bounds: &str, number: f64) -> Option<String> {
    let compact: String = bounds.chars().filter(|c| !c.is_whitespace()).collect();
    if compact.starts_with("NonZero") && number == 0.0 {
        return Some("the type holds no zero".to_owned());
    }
    let digits = |text: &str| -> Option<f64> {
        let end = text
            .find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '-' | '_'))
            .unwrap_or(text.len());
        let text = text[..end]
            .trim_end_matches('.')
            .split("..")
            .next()?
            .replace('_', "");
        text.parse().ok()
    };
    let behind = |word: &str| {
        let at = compact.find("range")? + "range".len();
        let rest = &compact[at..];
        let found = rest.find(word)?;
        digits(&rest[found + word.len()..])
    };
    if behind("min=").is_some_and(|min| number < min) {
        return Some("the range begins above it".to_owned());
    }
    if behind("max=").is_some_and(|max| number > max) {
        return Some("the range ends below it".to_owned());
    }
    let range = compact.split("range(").nth(1)?;
    let (low, high) = range.split_once("..")?;
    let inclusive = high.starts_with('=');
    let high = digits(high.trim_start_matches('='));
    let below = digits(low).is_some_and(|low| number < low);
    let above = high.is_some_and(|high| number > high || number >= high && !inclusive);
    (below || above).then(|| "it lies outside of the range".to_owned())
}

/// Conditions on the setting behind which an error is given back, and `ensure!`.
fn in_code(
    context: &Context<'_>,
    commitment: &Commitment,
    key: &str,
    number: f64,
) -> Vec<(Span, String)> {
    let scope = Scope::of(context, commitment);
    let own = key
        .rsplit([':', '.'])
        .next()
        .unwrap_or(key)
        .to_ascii_lowercase();
    let mut found = Vec::new();
    for unit in scope.units() {
        let facts = &unit.facts;
        for expr in &facts.exprs {
            match expr {
                Expr::If(condition, then, _) => {
                    let body = context.sources.text(unit.span(facts.spans[then.at()]));
                    let refuses = ["Err(", "bail!", "panic!", "error!(", "return None", "exit("]
                        .iter()
                        .any(|w| body.contains(w));
                    if refuses && holds(context, unit, *condition, &own, number) == Some(true) {
                        let at = unit.span(facts.spans[condition.at()]);
                        found.push((at, "a condition turns it down".to_owned()));
                    }
                }
                Expr::Macro(id) => {
                    let call = &facts.macros[id.at()];
                    let name = facts.paths[call.path.at()].segments.last();
                    let checks = name.is_some_and(|n| matches!(unit.text(*n), "ensure" | "assert"));
                    let condition = call.args.first().map(|a| a.value);
                    if checks
                        && condition.and_then(|c| holds(context, unit, c, &own, number))
                            == Some(false)
                    {
                        found.push((unit.span(call.range), "a check turns it down".to_owned()));
                    }
                }
                _ => {}
            }
        }
    }
    found
}

/// Whether a condition on the setting holds for a number; none if it is about something else.
fn holds(context: &Context<'_>, unit: &Unit, id: ExprId, own: &str, number: f64) -> Option<bool> {
    let facts = &unit.facts;
    match facts.exprs[id.at()] {
        Expr::Binary(BinOp::Or, a, b) => {
            let (a, b) = (
                holds(context, unit, a, own, number),
                holds(context, unit, b, own, number),
            );
            if a == Some(true) || b == Some(true) {
                Some(true)
            } else {
                a.or(b)
            }
        }
        Expr::Binary(BinOp::And, a, b) => {
            let (a, b) = (
                holds(context, unit, a, own, number),
                holds(context, unit, b, own, number),
            );
            if a == Some(false) || b == Some(false) {
                Some(false)
            } else {
                a.and(b)
            }
        }
        Expr::Not(inner) => holds(context, unit, inner, own, number).map(|h| !h),
        Expr::Binary(BinOp::Compare, a, b) => {
            let (left, right) = (facts.spans[a.at()], facts.spans[b.at()]);
            let text = |range| context.sources.text(unit.span(range));
            let between = Span::new(unit.file, left.end, right.start);
            let sign = context.sources.text(between).trim().to_owned();
            let bound: f64 = text(right).trim().replace('_', "").parse().ok()?;
            let last = text(left)
                .rsplit(['.', ':'])
                .next()?
                .trim()
                .to_ascii_lowercase();
            (last == own).then_some(())?;
            Some(match sign.as_str() {
                "<" => number < bound,
                "<=" => number <= bound,
                ">" => number > bound,
                ">=" => number >= bound,
                "==" => (number - bound).abs() < f64::EPSILON,
                "!=" => (number - bound).abs() >= f64::EPSILON,
                _ => return None,
            })
        }
        _ => None,
    }
}

/// `CHECK (retention_days > 0)` in the statement that makes the column.
fn in_sql(context: &Context<'_>, key: &str, number: f64) -> Vec<(Span, String)> {
    let (table, column) = key.rsplit_once('.').unwrap_or(("", key));
    let mut found = Vec::new();
    for (_, made) in context.schema.tables() {
        if !table.is_empty() && !made.is(table) {
            continue;
        }
        let Some(column) = made.column(column) else {
            continue;
        };
        let text = context.sources.text(made.created).to_ascii_lowercase();
        let name = column.column.name.text.to_ascii_lowercase();
        for check in text.split("check").skip(1) {
            let check = check.trim_start().trim_start_matches('(').trim_start();
            let Some(rest) = check.strip_prefix(name.as_str()).map(str::trim_start) else {
                continue;
            };
            let sign: String = rest.chars().take_while(|c| "<>=!".contains(*c)).collect();
            let bound = rest[sign.len()..].trim_start();
            let end = bound
                .find(|c: char| !c.is_ascii_digit() && c != '-')
                .unwrap_or(bound.len());
            let Ok(bound) = bound[..end].parse::<f64>() else {
                continue;
            };
            let let_in = match sign.as_str() {
                ">" => number > bound,
                ">=" => number >= bound,
                "<" => number < bound,
                "<=" => number <= bound,
                _ => true,
            };
            if !let_in {
                found.push((column.at, "a check of the column turns it down".to_owned()));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::out_of_bounds;

    #[test]
    fn bounds_leave_numbers_out() {
        assert!(out_of_bounds("u32 range(min = 1, max = 30)", 0.0).is_some());
        assert!(out_of_bounds("u32 range(min = 0, max = 30)", 0.0).is_none());
        assert!(
            out_of_bounds(
                "u32 value_parser = clap::value_parser!(u32).range(1..=30)",
                0.0
            )
            .is_some()
        );
        assert!(
            out_of_bounds(
                "u32 value_parser = clap::value_parser!(u32).range(0..30)",
                30.0
            )
            .is_some()
        );
        assert!(out_of_bounds("NonZeroU32 long", 0.0).is_some());
        assert!(out_of_bounds("u32", 0.0).is_none());
    }
}
