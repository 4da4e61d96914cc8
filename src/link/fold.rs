//! What an expression comes to, as far as the text of the program shows it: texts, numbers, truth values, durations and
//! moments, through consts, locals, arithmetic, functions and the arguments of callers.
//!
//! In: the program and the files' texts. Out: [`Folded`]. A setting stays a setting: what it is set to is another
//! question. Nothing is guessed: what is not understood is [`Folded::Unknown`].

mod arithmetic;
mod calls;
mod locals;

use super::Program;
use super::lookup_value;
use crate::catalog::Values;
use crate::catalog::units;
use crate::facts::{Expr, ExprId, FnId, List};
use crate::source::SourceMap;
use crate::span::Span;
use arithmetic::{combined, scalar, several};
use locals::{Binding, Locals};
use rustc_hash::FxHashMap;
use std::cell::Cell;
use std::sync::OnceLock;

/// What an expression comes to.
#[derive(Clone, Debug, PartialEq)]
pub enum Folded {
    /// Not known.
    Unknown,
    /// A text; a hole that is not known is [`HOLE`].
    Text(String),
    /// A number.
    Number(Amount),
    /// A truth value.
    Bool(bool),
    /// A duration, in milliseconds.
    Duration(Amount),
    /// A moment: now, and so many milliseconds on (or, below zero, back).
    Moment(Amount),
    /// What a setting holds, whatever its type.
    Setting(Setting),
    /// One of several.
    Several(Vec<Folded>),
}

/// What stands in a folded text for a part that is not known.
pub const HOLE: char = '\u{0}';

/// A number, or a multiple of what a setting holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Amount {
    /// The number, or how often the setting counts.
    pub value: f64,
    /// The setting.
    pub of: Option<Setting>,
}

/// A value that is set from outside: a field of a settings struct, a variable of the environment.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// The field or variable.
    pub name: String,
    /// The struct and field, where it is one.
    pub field: Option<(u32, String)>,
    /// What it is where nobody sets it, as far as seen at this place.
    pub default: Option<f64>,
    /// Where it is read.
    pub at: Span,
}

/// How many expressions within one another are looked at.
const DEPTH: u32 = 40;
/// How many alternatives an expression may come to.
const ALTERNATIVES: usize = 8;
/// How many expressions are looked at for one question: alternatives of alternatives multiply.
const STEPS: u32 = 600;

/// Folds expressions of one program.
pub struct Folder<'a> {
    /// The program.
    pub program: &'a Program,
    /// The files' texts: they tell `-` from `*`.
    pub sources: &'a SourceMap,
    values: &'static Values,
    locals: Vec<OnceLock<Locals>>,
    callers: OnceLock<FxHashMap<u32, Vec<(u32, ExprId)>>>,
    /// Expressions looked at for the present question.
    steps: Cell<u32>,
}

/// The place of an expression and what is known of the parameters around it.
#[derive(Clone, Copy)]
struct At<'e> {
    unit: u32,
    depth: u32,
    /// The function whose parameters are bound, and its arguments.
    bound: Option<(u32, &'e [Folded])>,
}

impl<'a> Folder<'a> {
    /// A folder for one program; what it finds out is kept for later questions.
    pub fn new(program: &'a Program, sources: &'a SourceMap) -> Self {
        Self {
            program,
            sources,
            values: Values::embedded(),
            locals: program.units.iter().map(|_| OnceLock::new()).collect(),
            callers: OnceLock::new(),
            steps: Cell::new(0),
        }
    }

    /// What an expression of a file comes to.
    pub fn fold(&self, unit: u32, id: ExprId) -> Folded {
        self.steps.set(0);
        let at = At {
            unit,
            depth: 0,
            bound: None,
        };
        self.expr(at, id)
    }

    /// All texts that an expression may come to, holes included.
    pub fn texts(&self, unit: u32, id: ExprId) -> Vec<String> {
        let mut out = Vec::new();
        self.fold(unit, id).each(&mut |f| {
            if let Folded::Text(text) = f {
                out.push(text.clone());
            }
        });
        out
    }

    /// Where a function is called: file and call, in their order.
    pub fn callers(&self, function: u32) -> &[(u32, ExprId)] {
        let all = self.callers.get_or_init(|| calls::callers(self.program));
        all.get(&function).map_or(&[], Vec::as_slice)
    }

    /// The expressions of a list.
    pub fn list(&self, unit: u32, list: List) -> Vec<ExprId> {
        let lists = &self.program.units[unit as usize].facts.lists;
        let range = list.start as usize..(list.start + list.len) as usize;
        lists
            .get(range)
            .unwrap_or(&[])
            .iter()
            .map(|i| ExprId(*i))
            .collect()
    }

    /// What a local of a file is bound to; empty where it is a parameter or not known.
    pub fn bindings(&self, unit: u32, local: crate::facts::LocalId) -> Vec<ExprId> {
        let found = self.locals(unit).of(local).iter();
        found
            .filter_map(|b| {
                if let Binding::Value(id) = b {
                    Some(*id)
                } else {
                    None
                }
            })
            .collect()
    }

    /// The branch that a local is bound to, where it is bound to one.
    pub fn decided_by(&self, unit: u32, local: crate::facts::LocalId) -> Option<ExprId> {
        let facts = &self.program.units[unit as usize].facts;
        let values = self.locals(unit).of(local).iter().filter_map(|b| match b {
            Binding::Value(id) | Binding::Part(id, _) => Some(*id),
            Binding::Parameter(..) => None,
        });
        values
            .into_iter()
            .find(|id| matches!(facts.exprs[id.at()], Expr::If(..) | Expr::Match(..)))
    }

    fn locals(&self, unit: u32) -> &Locals {
        let facts = &self.program.units[unit as usize].facts;
        self.locals[unit as usize].get_or_init(|| Locals::of_file(facts))
    }

    fn span(&self, unit: u32, id: ExprId) -> Span {
        let unit = &self.program.units[unit as usize];
        unit.span(unit.facts.spans[id.at()])
    }

    fn expr(&self, at: At<'_>, id: ExprId) -> Folded {
        self.steps.set(self.steps.get() + 1);
        if at.depth > DEPTH || self.steps.get() > STEPS {
            return Folded::Unknown;
        }
        let at = At {
            depth: at.depth + 1,
            ..at
        };
        let unit = &self.program.units[at.unit as usize];
        match unit.facts.exprs[id.at()] {
            Expr::Str(name) => Folded::Text(unit.text(name).to_owned()),
            Expr::Scalar(name) => scalar(unit.text(name)),
            Expr::Local(local) => self.local(at, local, id),
            Expr::Path(path) => self.path(at, path),
            Expr::Field(base, name) => self.field(at, base, unit.text(name), id),
            Expr::Call(callee, args) => self.call(at, id, callee, args),
            Expr::Method(m) => self.method(at, id, &unit.facts.methods[m as usize]),
            Expr::Macro(m) => self.macro_call(at, &unit.facts.macros[m.at()]),
            Expr::Block(items, true) => {
                let last = self.list(at.unit, items).pop();
                last.map_or(Folded::Unknown, |l| self.expr(at, l))
            }
            Expr::If(_, then, Some(other)) => several([self.expr(at, then), self.expr(at, other)]),
            Expr::Match(_, arms) => {
                let arms = &unit.facts.arms[arms.start as usize..(arms.start + arms.len) as usize];
                several(arms.iter().map(|a| self.expr(at, a.body)))
            }
            Expr::Binary(_, a, b) => self.binary(at, a, b),
            Expr::Not(a) => self.negated(at, a, id),
            Expr::Try(a)
            | Expr::Await(a)
            | Expr::Cast(a, _)
            | Expr::RefMut(a)
            | Expr::Return(Some(a)) => self.expr(at, a),
            Expr::Closure(c) => self.expr(at, unit.facts.closures[c as usize].body),
            _ => Folded::Unknown,
        }
    }

    fn negated(&self, at: At<'_>, inner: ExprId, id: ExprId) -> Folded {
        let minus = self.sources.text(self.span(at.unit, id)).starts_with('-');
        match self.expr(at, inner) {
            Folded::Bool(flag) if !minus => Folded::Bool(!flag),
            Folded::Number(a) if minus => Folded::Number(a.times(-1.0)),
            Folded::Duration(a) if minus => Folded::Duration(a.times(-1.0)),
            _ => Folded::Unknown,
        }
    }

    fn binary(&self, at: At<'_>, a: ExprId, b: ExprId) -> Folded {
        let between = Span {
            start: self.span(at.unit, a).end,
            ..self.span(at.unit, b)
        };
        let between = Span {
            end: self.span(at.unit, b).start,
            ..between
        };
        let operator = self
            .sources
            .text(between)
            .chars()
            .find(|c| matches!(c, '+' | '-' | '*' | '/'));
        match operator {
            Some(operator) => combined(operator, self.expr(at, a), self.expr(at, b)),
            None => Folded::Unknown,
        }
    }

    fn local(&self, at: At<'_>, local: crate::facts::LocalId, id: ExprId) -> Folded {
        let found = self.locals(at.unit).of(local);
        several(found.iter().map(|binding| match binding {
            Binding::Value(value) => self.expr(at, *value),
            Binding::Part(value, index) => self.part(at, *value, *index),
            Binding::Parameter(function, index) => self.parameter(at, *function, *index, id),
        }))
    }

    /// A part of a tuple.
    fn part(&self, at: At<'_>, id: ExprId, index: usize) -> Folded {
        if at.depth > DEPTH {
            return Folded::Unknown;
        }
        let at = At {
            depth: at.depth + 1,
            ..at
        };
        let facts = &self.program.units[at.unit as usize].facts;
        match facts.exprs[id.at()] {
            Expr::Tuple(items) => {
                let item = self.list(at.unit, items).get(index).copied();
                item.map_or(Folded::Unknown, |i| self.expr(at, i))
            }
            Expr::Block(items, true) => {
                let last = self.list(at.unit, items).pop();
                last.map_or(Folded::Unknown, |l| self.part(at, l, index))
            }
            Expr::If(_, a, Some(b)) => several([self.part(at, a, index), self.part(at, b, index)]),
            Expr::Match(_, arms) => {
                let arms = &facts.arms[arms.start as usize..(arms.start + arms.len) as usize];
                several(arms.iter().map(|a| self.part(at, a.body, index)))
            }
            _ => Folded::Unknown,
        }
    }

    /// A parameter is what its callers pass.
    fn parameter(&self, at: At<'_>, function: FnId, index: usize, id: ExprId) -> Folded {
        let unit = &self.program.units[at.unit as usize];
        let function = unit.bases.fns + function.0;
        if let Some((bound, args)) = at.bound
            && bound == function
        {
            return args.get(index).cloned().unwrap_or(Folded::Unknown);
        }
        let callers = self.callers(function);
        if callers.is_empty() || callers.len() > ALTERNATIVES || at.depth > DEPTH / 2 {
            return Folded::Unknown;
        }
        let _ = id;
        several(callers.iter().map(|(unit, call)| {
            let argument = calls::argument(self.program, *unit, *call, index, function);
            let at = At {
                unit: *unit,
                depth: at.depth + 6,
                bound: None,
            };
            argument.map_or(Folded::Unknown, |a| self.expr(at, a))
        }))
    }

    fn path(&self, at: At<'_>, path: crate::facts::PathId) -> Folded {
        let unit = &self.program.units[at.unit as usize];
        let Some((of, value)) = lookup_value(self.program, unit, path) else {
            return Folded::Unknown;
        };
        self.expr(
            At {
                unit: of,
                bound: None,
                ..at
            },
            value,
        )
    }

    /// A field of a struct: a setting, unless the struct is written out right here.
    fn field(&self, at: At<'_>, base: ExprId, name: &str, id: ExprId) -> Folded {
        let unit = &self.program.units[at.unit as usize];
        let ty = unit.expr_types[base.at()];
        let holder = self
            .program
            .symbols
            .get(name)
            .and_then(|sym| self.program.holder_of(ty, sym));
        Folded::Setting(Setting {
            name: name.to_owned(),
            field: holder.map(|adt| (adt, name.to_owned())),
            default: None,
            at: self.span(at.unit, id),
        })
    }
}

impl Folded {
    /// Visits each alternative.
    pub fn each(&self, visit: &mut dyn FnMut(&Folded)) {
        match self {
            Folded::Several(all) => all.iter().for_each(|f| f.each(visit)),
            one => visit(one),
        }
    }

    /// As a duration: numbers in a unit of so many milliseconds, texts by what they say.
    #[must_use]
    pub fn as_duration(self, unit: f64) -> Folded {
        match self {
            Folded::Number(a) => Folded::Duration(a.times(unit)),
            Folded::Setting(s) => Folded::Duration(Amount {
                value: unit,
                of: Some(s),
            }),
            Folded::Text(t) => units::interval(&t)
                .map_or(Folded::Unknown, |ms| Folded::Duration(Amount::plain(ms))),
            Folded::Several(all) => several(all.into_iter().map(|f| f.as_duration(unit))),
            Folded::Duration(a) => Folded::Duration(a),
            _ => Folded::Unknown,
        }
    }
}

impl Amount {
    /// A number by itself.
    pub fn plain(value: f64) -> Self {
        Self { value, of: None }
    }

    pub(in crate::link) fn times(self, by: f64) -> Self {
        Self {
            value: self.value * by,
            of: self.of,
        }
    }

    /// Its value if it is a number by itself.
    pub fn number(&self) -> Option<f64> {
        self.of.is_none().then_some(self.value)
    }
}
