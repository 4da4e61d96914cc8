//! Channels and statics: filled in one place of the program, read in another.
//!
//! In: calls that make channels, send, and write to statics. Out: cells, nodes of the program's flow graph that hold
//! whatever is put into them. An end of a channel carries its cell like a datum, through parameters and fields; what is
//! sent through an end is joined with its cell when all functions are walked.

use super::NodeKey;
use super::body::Walk;
use super::value::{Access, Atom, Origin, Value};
use crate::facts::{ExprId, Range};
use crate::link::symbols::known;

/// The function number under which statics are cells.
pub(super) const STATIC: u32 = u32::MAX;

impl Walk<'_> {
    /// Both ends of a new channel.
    pub(super) fn channel(&self, id: ExprId) -> Value {
        let mut value = Value::clean();
        for end in [known::ZERO, known::ONE] {
            value.add(cell(self.id, id.0).under(Access::field(end)).atoms);
        }
        value
    }

    /// What a static holds, if its type lets it be filled.
    pub(super) fn kept(&self, constant: u32) -> Option<Value> {
        let program = self.analysis.program;
        let ty = program.consts[constant as usize].ty;
        let fillable = program.is_wrapper(self.analysis.catalog, ty)
            && !program.is_inert(self.analysis.catalog, ty);
        fillable.then(|| cell(STATIC, constant))
    }

    /// A value is sent through one end of a channel.
    pub(super) fn put_into_channel(&mut self, end: &Value, value: &Value, range: Range) {
        for atom in end.atoms.clone() {
            let node = match atom.origin {
                Origin::Cell(f, e, _) => NodeKey::Cell(f, e),
                Origin::Param(f, i, _) => NodeKey::SentParam(f, i),
                Origin::Field(a, v, name) => NodeKey::SentField(a, v, name),
                Origin::Source(..) => continue,
            };
            self.edge(node, value, range);
        }
    }

    /// A value is put into something that a static holds: `LAST.lock().unwrap().push(x)`.
    pub(super) fn put_into_statics(&mut self, holder: &Value, value: &Value, range: Range) {
        for atom in holder.atoms.clone() {
            if let Origin::Cell(STATIC, c, _) = atom.origin {
                self.edge(NodeKey::Cell(STATIC, c), value, range);
            }
        }
    }
}

/// A cell as a value.
fn cell(function: u32, number: u32) -> Value {
    Value::of(Atom::new(Origin::Cell(function, number, Access::WHOLE)))
}
