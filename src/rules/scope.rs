//! Which files a commitment is about, and what stands around a place in Rust code.
//!
//! In: the context, a commitment, a place. Out: whether the place is judged; the function it stands in; the conditions
//! it stands under. Rules that judge places without a flow share it.

use super::Context;
use super::flows::globs;
use crate::facts::{Expr, ExprId, Range};
use crate::link::Unit;
use crate::policy::Commitment;
use crate::source::Role;
use crate::span::{FileId, Span};
use globset::GlobSet;

/// The files of a commitment.
pub(super) struct Scope<'a> {
    context: &'a Context<'a>,
    paths: Option<GlobSet>,
}

impl<'a> Scope<'a> {
    /// The files of a commitment: product files within its `paths`, and tests where the policy says so.
    pub(super) fn of(context: &'a Context<'a>, commitment: &Commitment) -> Self {
        Self {
            context,
            paths: globs(commitment),
        }
    }

    /// Whether a file is held to the promise.
    pub(super) fn holds(&self, file: FileId) -> bool {
        let source = self.context.sources.file(file);
        let product = matches!(source.role, Role::Product)
            || self.context.policy.scan.tests && source.role == Role::Test;
        let own =
            file == self.context.policy.file || self.context.policy.document_file == Some(file);
        product && !own && self.paths.as_ref().is_none_or(|p| p.is_match(&source.path))
    }

    /// The Rust files that are held to the promise.
    pub(super) fn units(&self) -> impl Iterator<Item = &'a Unit> {
        let program = self.context.program;
        let is_test = move |unit: &Unit| {
            let root = unit.modules.first();
            root.is_some_and(|m| program.scopes.modules[*m as usize].test)
        };
        let tests = self.tests();
        let units = program.units.iter();
        units.filter(move |unit| self.holds(unit.file) && (tests || !is_test(unit)))
    }

    /// Whether test code counts as well.
    pub(super) fn tests(&self) -> bool {
        self.context.policy.scan.tests
    }
}

/// The index of the function that holds a place, the innermost one.
pub(super) fn function_at(unit: &Unit, at: Range) -> Option<usize> {
    let holds = |range: Range| range.start <= at.start && at.end <= range.end;
    let functions = unit.facts.fns.iter().enumerate();
    functions
        .filter(|(_, f)| holds(f.range))
        .min_by_key(|(_, f)| f.range.end - f.range.start)
        .map(|(index, _)| index)
}

/// The path of the function that holds a place, or nothing.
pub(super) fn item_at(context: &Context<'_>, span: Span) -> String {
    let Some(unit) = context.program.unit_of.get(&span.file) else {
        return String::new();
    };
    let unit = &context.program.units[*unit as usize];
    let at = Range {
        start: span.start,
        end: span.end,
    };
    function_at(unit, at).map_or(String::new(), |index| {
        context.program.fn_path(unit.bases.fns + index as u32)
    })
}

/// The name of the struct or enum that declares a place.
pub(super) fn type_at<'a>(context: &Context<'a>, span: Span) -> Option<&'a str> {
    let unit = context.program.unit_of.get(&span.file)?;
    let unit = &context.program.units[*unit as usize];
    let holds = |range: Range| range.start <= span.start && span.end <= range.end;
    let adt = unit.facts.adts.iter().find(|a| holds(a.range))?;
    Some(unit.text(adt.name))
}

/// The conditions that a place stands under: those of `if` and `match` around it, outermost first.
pub(super) fn conditions(unit: &Unit, at: Range) -> Vec<ExprId> {
    let facts = &unit.facts;
    let holds = |id: ExprId| {
        let range = facts.spans[id.at()];
        range.start <= at.start && at.end <= range.end
    };
    let mut found: Vec<ExprId> = Vec::new();
    for expr in facts.exprs.iter().rev() {
        match expr {
            Expr::If(condition, then, other) if holds(*then) || other.is_some_and(holds) => {
                found.push(*condition);
            }
            Expr::Match(value, arms) => {
                let from = arms.start as usize;
                let arms = facts.arms.get(from..from + arms.len as usize);
                if arms.is_some_and(|arms| arms.iter().any(|a| holds(a.body))) {
                    found.push(*value);
                }
            }
            _ => {}
        }
    }
    found
}
