//! What calls come to: functions of the program by their last expression, library calls by `rules/values.toml`.
//!
//! In: a call. Out: [`Folded`]. It also finds who calls a function, and with what.

use super::arithmetic::{combined, several};
use super::{Amount, At, Folded, Folder, HOLE, Setting};
use crate::catalog::Act;
use crate::facts::{Expr, ExprId, List, MacroArg, MacroCall, MethodCall, Part};
use crate::link::Program;
use crate::link::typing::Target;
use rustc_hash::FxHashMap;

impl Folder<'_> {
    pub(super) fn call(&self, at: At<'_>, id: ExprId, callee: ExprId, args: List) -> Folded {
        let unit = &self.program.units[at.unit as usize];
        let args = self.list(at.unit, args);
        if let Some(Target::Fn(f)) = unit.calls.get(&id) {
            let given: Vec<Folded> = args.iter().map(|a| self.expr(at, *a)).collect();
            return self.body(at, *f, &given);
        }
        let Expr::Path(path) = unit.facts.exprs[callee.at()] else {
            return Folded::Unknown;
        };
        let segments = &unit.facts.paths[path.at()].segments;
        let name = segments.last().map_or("", |s| unit.text(*s));
        let holder = segments
            .len()
            .checked_sub(2)
            .map_or("", |i| unit.text(segments[i]));
        let first = args.first().map(|a| self.expr(at, *a));
        if let Some(ms) = self.values.unit(name).or_else(|| {
            self.values
                .unit(&holder.to_ascii_lowercase())
                .filter(|_| name == "new")
        }) && let Some(first) = first.clone()
        {
            return first.as_duration(ms);
        }
        if args.is_empty() && self.values.act(name) == Some(Act::Now) {
            return Folded::Moment(Amount::plain(0.0));
        }
        // `Duration::new(seconds, nanoseconds)`
        if name == "new" && self.values.is_duration_type(holder) {
            return first.map_or(Folded::Unknown, |f| f.as_duration(1000.0));
        }
        match (self.values.act(name), first) {
            (Some(Act::Env), Some(Folded::Text(variable))) => self.env(at, variable, id, &args),
            (Some(Act::Parsed), Some(Folded::Text(text))) => Folded::Text(text).as_duration(1000.0),
            (Some(Act::Same), Some(first)) if args.len() == 1 || name == "from_std" => first,
            _ => Folded::Unknown,
        }
    }

    fn env(&self, at: At<'_>, name: String, id: ExprId, args: &[ExprId]) -> Folded {
        let default = args.get(1).and_then(|a| self.expr(at, *a).number());
        Folded::Setting(Setting {
            name,
            field: None,
            default,
            at: self.span(at.unit, id),
        })
    }

    /// The value of a function's body, its parameters bound.
    fn body(&self, at: At<'_>, function: u32, given: &[Folded]) -> Folded {
        let info = &self.program.fns[function as usize];
        let (_, facts) = self.program.function(function);
        let Some(body) = facts.body else {
            return Folded::Unknown;
        };
        self.expr(
            At {
                unit: info.unit,
                depth: at.depth + 2,
                bound: Some((function, given)),
            },
            body,
        )
    }

    pub(super) fn method(&self, at: At<'_>, id: ExprId, call: &MethodCall) -> Folded {
        let unit = &self.program.units[at.unit as usize];
        let name = unit.text(call.name);
        let args = self.list(at.unit, call.args);
        if let Expr::Method(m) = unit.facts.exprs[id.at()]
            && let Some(Target::Fn(f)) = unit.methods.get(m as usize)
        {
            let mut given = vec![self.expr(at, call.recv)];
            given.extend(args.iter().map(|a| self.expr(at, *a)));
            return self.body(at, *f, &given);
        }
        let recv = self.expr(at, call.recv);
        // `30.days()` and `Utc::now().days()` are told apart by what they are called on.
        if let (Some(ms), true, Folded::Number(_)) =
            (self.values.unit(name), args.is_empty(), &recv)
        {
            return recv.as_duration(ms);
        }
        let argument = |i: usize| args.get(i).map(|a| self.expr(at, *a));
        match self.values.act(name) {
            Some(Act::Now) if args.is_empty() => Folded::Moment(Amount::plain(0.0)),
            Some(Act::Minus) => argument(0).map_or(Folded::Unknown, |b| combined('-', recv, b)),
            Some(Act::Plus) => argument(0).map_or(Folded::Unknown, |b| combined('+', recv, b)),
            Some(Act::Times) => argument(0).map_or(Folded::Unknown, |b| combined('*', recv, b)),
            Some(Act::Otherwise) => otherwise(recv, argument(0)),
            Some(Act::Env) => match argument(0) {
                Some(Folded::Text(variable)) => self.env(at, variable, id, &args),
                _ => Folded::Unknown,
            },
            Some(Act::Parsed | Act::Same) => recv,
            // What a closure makes of a setting is that setting still: `.and_then(|v| v.parse().ok())`.
            None if ["and_then", "map", "ok"].contains(&name)
                && matches!(recv, Folded::Setting(_)) =>
            {
                recv
            }
            _ => Folded::Unknown,
        }
    }

    pub(super) fn macro_call(&self, at: At<'_>, call: &MacroCall) -> Folded {
        let unit = &self.program.units[at.unit as usize];
        let path = &unit.facts.paths[call.path.at()];
        let name = path.segments.last().map_or("", |s| unit.text(*s));
        match (name, call.format) {
            ("format" | "concat" | "formatcp" | "format_compact", Some(format)) => {
                let mut shown: Vec<Folded> = Vec::new();
                for arg in call.args.iter().filter(|a| a.part == Part::Formatted) {
                    shown.push(self.expr(at, arg.value));
                }
                template(unit.text(format), &shown, &named(unit, call))
            }
            ("concat", None) => {
                let parts = call.args.iter().map(|a| self.expr(at, a.value));
                parts.fold(Folded::Text(String::new()), |all, part| {
                    combined('+', all, part)
                })
            }
            ("env" | "option_env", _) => call.args.first().map_or(Folded::Unknown, |a| match self
                .expr(at, a.value)
            {
                Folded::Text(name) => {
                    let at = self.span(at.unit, a.value);
                    Folded::Setting(Setting {
                        name,
                        field: None,
                        default: None,
                        at,
                    })
                }
                _ => Folded::Unknown,
            }),
            _ => Folded::Unknown,
        }
    }
}

/// The names of what a format macro shows, in its order: given ones, and those of what is captured by name.
fn named(unit: &crate::link::Unit, call: &MacroCall) -> Vec<Option<String>> {
    let shown = call.args.iter().filter(|a| a.part == Part::Formatted);
    let of = |a: &MacroArg| match (a.name, unit.facts.exprs[a.value.at()]) {
        (Some(name), _) => Some(name),
        (None, Expr::Local(local)) => Some(unit.facts.locals[local.at()].name),
        (None, Expr::Path(path)) => unit.facts.paths[path.at()].segments.last().copied(),
        _ => None,
    };
    shown
        .map(|a| of(a).map(|n| unit.text(n).to_owned()))
        .collect()
}

/// A format text with what is shown in its places; several texts where something shown is one of several.
fn template(format: &str, shown: &[Folded], names: &[Option<String>]) -> Folded {
    let mut texts = vec![String::new()];
    let mut next = 0;
    let mut rest = format;
    while let Some(open) = rest.find(['{', '}']) {
        let (before, behind) = rest.split_at(open);
        push(&mut texts, before);
        if behind.starts_with("{{") || behind.starts_with("}}") {
            push(&mut texts, &behind[..1]);
            rest = &behind[2..];
            continue;
        }
        let end = behind.find('}').unwrap_or(behind.len() - 1);
        let inner = behind[1..end.max(1)].split(':').next().unwrap_or("").trim();
        let index = match inner.parse::<usize>() {
            Ok(number) => Some(number),
            Err(_) if inner.is_empty() => {
                next += 1;
                Some(next - 1)
            }
            Err(_) => names.iter().position(|n| n.as_deref() == Some(inner)),
        };
        let value = index.and_then(|i| shown.get(i));
        texts = fill(&texts, value);
        rest = &behind[(end + 1).min(behind.len())..];
    }
    push(&mut texts, rest);
    several(texts.into_iter().map(Folded::Text))
}

fn push(texts: &mut [String], piece: &str) {
    for text in texts {
        text.push_str(piece);
    }
}

fn fill(texts: &[String], value: Option<&Folded>) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    if let Some(value) = value {
        value.each(&mut |f| match f {
            Folded::Text(t) => pieces.push(t.clone()),
            Folded::Number(Amount { value, of: None }) => pieces.push(value.to_string()),
            Folded::Bool(flag) => pieces.push(flag.to_string()),
            _ => pieces.push(HOLE.to_string()),
        });
    }
    if pieces.is_empty() {
        pieces.push(HOLE.to_string());
    }
    let all = texts
        .iter()
        .flat_map(|t| pieces.iter().map(move |p| format!("{t}{p}")));
    all.take(super::ALTERNATIVES).collect()
}

/// A setting with the value that stands in for it, or either of two values.
fn otherwise(value: Folded, default: Option<Folded>) -> Folded {
    match (value, default) {
        (Folded::Setting(s), Some(Folded::Number(a))) => Folded::Setting(Setting {
            default: a.number(),
            ..s
        }),
        (Folded::Setting(s), Some(Folded::Text(t))) => {
            let default = t.trim().parse().ok();
            Folded::Setting(Setting { default, ..s })
        }
        (Folded::Setting(s), _) => Folded::Setting(s),
        (Folded::Unknown, Some(default)) => several([Folded::Unknown, default]),
        (value, Some(default)) => several([value, default]),
        (value, None) => value,
    }
}

impl Folded {
    /// The number it is, if it is one.
    pub fn number(&self) -> Option<f64> {
        match self {
            Folded::Number(a) => a.number(),
            Folded::Text(t) => t.trim().parse().ok(),
            _ => None,
        }
    }
}

/// The calls of each function of the program.
pub(super) fn callers(program: &Program) -> FxHashMap<u32, Vec<(u32, ExprId)>> {
    let mut all: FxHashMap<u32, Vec<(u32, ExprId)>> = FxHashMap::default();
    for (u, unit) in program.units.iter().enumerate() {
        for (i, expr) in unit.facts.exprs.iter().enumerate() {
            let id = ExprId(i as u32);
            let target = match expr {
                Expr::Method(m) => unit.methods.get(*m as usize),
                Expr::Call(..) => unit.calls.get(&id),
                _ => None,
            };
            let called: &[u32] = match target {
                Some(Target::Fn(f)) => std::slice::from_ref(f),
                Some(Target::Many(fs)) => fs,
                _ => continue,
            };
            for f in called {
                all.entry(*f).or_default().push((u as u32, id));
            }
        }
    }
    all
}

/// The argument that a call passes for a parameter; `self` counts as a parameter.
pub(super) fn argument(
    program: &Program,
    unit: u32,
    call: ExprId,
    index: usize,
    function: u32,
) -> Option<ExprId> {
    let facts = &program.units[unit as usize].facts;
    let (_, declared) = program.function(function);
    let (args, index) = match facts.exprs[call.at()] {
        Expr::Call(_, args) => (args, Some(index)),
        Expr::Method(m) => {
            let method = &facts.methods[m as usize];
            if declared.has_self && index == 0 {
                return Some(method.recv);
            }
            (
                method.args,
                index.checked_sub(usize::from(declared.has_self)),
            )
        }
        _ => return None,
    };
    let at = args.start as usize + index.filter(|i| *i < args.len as usize)?;
    facts.lists.get(at).map(|i| ExprId(*i))
}
