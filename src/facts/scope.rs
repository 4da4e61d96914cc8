//! Which local a name means.
//!
//! In: bindings in the order in which they take effect. Out: the innermost binding of a name. A function sees no binding
//! from outside of it, a closure does.

use super::ir::{LocalId, NameId};

/// The bindings in scope, the innermost last.
#[derive(Default)]
pub(super) struct Scope {
    bound: Vec<(NameId, LocalId)>,
    floor: usize,
}

/// A place to go back to.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    len: usize,
    floor: usize,
}

impl Scope {
    pub(super) fn bind(&mut self, name: NameId, local: LocalId) {
        self.bound.push((name, local));
    }

    pub(super) fn find(&self, name: NameId) -> Option<LocalId> {
        self.since(self.floor, name)
    }

    /// The binding of `name` made after `mark`.
    pub(super) fn find_since(&self, mark: Mark, name: NameId) -> Option<LocalId> {
        self.since(mark.len, name)
    }

    fn since(&self, from: usize, name: NameId) -> Option<LocalId> {
        let bound = self.bound.get(from..).unwrap_or_default();
        bound
            .iter()
            .rev()
            .find(|(n, _)| *n == name)
            .map(|(_, local)| *local)
    }

    pub(super) fn mark(&self) -> Mark {
        Mark {
            len: self.bound.len(),
            floor: self.floor,
        }
    }

    /// Opens a body that sees nothing of what is bound so far.
    pub(super) fn close_off(&mut self) -> Mark {
        let mark = self.mark();
        self.floor = self.bound.len();
        mark
    }

    pub(super) fn back(&mut self, mark: Mark) {
        self.bound.truncate(mark.len);
        self.floor = mark.floor;
    }
}
