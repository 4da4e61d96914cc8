//! How much of a program's method calls is understood.
//!
//! In: a linked program. Out: [`MethodCalls`], counts that `candor facts --stats` prints. It resolves nothing itself.

use super::Program;
use super::typing::Target;

/// Method calls by what is known of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MethodCalls {
    /// They lead to functions of the workspace.
    pub own: usize,
    /// A model says what they do.
    pub modelled: usize,
    /// The type of the receiver is known, but not what the method does.
    pub typed: usize,
    /// Nothing is known.
    pub unknown: usize,
}

impl MethodCalls {
    /// All of them.
    pub fn all(&self) -> usize {
        self.own + self.modelled + self.typed + self.unknown
    }
}

/// Counts the method calls of a program.
pub fn method_calls(program: &Program) -> MethodCalls {
    let mut calls = MethodCalls::default();
    for unit in &program.units {
        for (method, target) in unit.facts.methods.iter().zip(&unit.methods) {
            let count = match target {
                Target::Fn(_) | Target::Many(_) | Target::Ctor(..) => &mut calls.own,
                Target::Model(_) | Target::Wrap | Target::Fail => &mut calls.modelled,
                Target::Unknown if unit.expr_types[method.recv.at()].is_known() => &mut calls.typed,
                Target::Unknown => &mut calls.unknown,
            };
            *count += 1;
        }
    }
    calls
}
