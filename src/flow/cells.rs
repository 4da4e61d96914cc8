//! Channels and statics: filled in one place of the program, read in another.
//!
//! In: calls that make channels, send, and write to statics. Out: cells, nodes of the program's flow graph that hold
//! whatever is put into them. An end of a channel carries its cell like a datum, through parameters and fields; what is
//! sent through an end is joined with its cell when all functions are walked.

use super::NodeKey;
use super::body::Walk;
use super::calls::Arg;
use super::value::{Access, Atom, Origin, Value};
use crate::facts::{Expr, ExprId, Pat, Range};
use crate::link::symbols::{Sym, known};

/// The function number under which statics are cells.
pub(super) const STATIC: u32 = u32::MAX;
/// How many functions a call may lead to for what each hands to a function it is passed to be followed.
const BELIEVED: usize = 4;
/// The mark of cells that hold what a function hands to one that it was passed: a parameter and an argument follow.
pub(super) const CALLED: u32 = 0x8000_0000;

/// The mark of cells that hold what functions kept in a field are called with: the type follows.
const KEPT: u32 = 0x8000_0000;

/// The number of the cell for an argument of a call of a parameter.
fn handed(param: u8, arg: u8) -> u32 {
    CALLED | u32::from(param) << 8 | u32::from(arg)
}

impl Walk<'_> {
    /// Both ends of a new channel.
    pub(super) fn channel(&self, id: ExprId) -> Value {
        // What is sent elsewhere is not known here.
        let mut value = Value::default();
        for end in [known::ZERO, known::ONE] {
            value.add(cell(self.id, id.0).under(Access::field(end)).atoms);
        }
        value
    }

    /// What a static holds, if its type lets it be filled.
    pub(super) fn kept(&self, constant: u32) -> Option<Value> {
        let program = self.analysis.program;
        let info = program.consts[constant as usize];
        let fillable = (info.initialised || program.is_wrapper(self.analysis.catalog, info.ty))
            && !program.is_inert(self.analysis.catalog, info.ty);
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

    /// `what(text)`: a parameter is called, and whatever function stands for it gets the arguments.
    pub(super) fn calls_back(&mut self, callee: ExprId, args: &[Arg]) {
        let local = match self.unit.facts.exprs[callee.at()] {
            Expr::Local(local) => local,
            Expr::Field(base, name) => {
                let name = self.unit.sym(name);
                if let Some((adt, _)) = self.field_node(self.ty(base), name) {
                    self.calls_kept(adt, name, args);
                }
                return;
            }
            _ => return,
        };
        let (unit, function) = self.analysis.program.function(self.id);
        let is_it = |p: &crate::facts::Param| matches!(unit.facts.pats[p.pat.at()], Pat::Bind(l, _) if l == local);
        let Some(param) = function.params.iter().position(is_it) else {
            return;
        };
        for (i, arg) in args.iter().enumerate().take(usize::from(u8::MAX)) {
            let node = NodeKey::Cell(self.id, handed(param as u8, i as u8));
            let (value, range) = (arg.value.clone(), self.range(arg.id));
            self.edge(node, &value, range);
        }
    }

    /// `(self.hook)(text)`: whatever function is kept in the field gets the arguments.
    fn calls_kept(&mut self, adt: u32, field: Sym, args: &[Arg]) {
        let Some(field) = self.field_number(adt, field) else {
            return;
        };
        for (i, arg) in args.iter().enumerate().take(usize::from(u8::MAX)) {
            let node = NodeKey::Cell(KEPT | adt, handed(field, i as u8));
            let (value, range) = (arg.value.clone(), self.range(arg.id));
            self.edge(node, &value, range);
        }
    }

    /// A function that is put into a field is run with what the program calls the field with.
    pub(super) fn run_kept(&mut self, closure: u32, adt: u32, field: Sym) {
        let Some(field) = self.field_number(adt, field) else {
            return;
        };
        let count = self.unit.facts.closures[closure as usize].params.len;
        let given = |arg: u32| cell(KEPT | adt, handed(field, arg as u8));
        self.run(
            closure,
            (0..count.min(u32::from(u8::MAX))).map(given).collect(),
        );
    }

    fn field_number(&self, adt: u32, name: Sym) -> Option<u8> {
        let variants = &self.analysis.program.adts[adt as usize].variants;
        let at = variants.iter().flatten().position(|f| f.name == name)?;
        u8::try_from(at).ok()
    }

    /// What a function of the workspace hands to a function that it is passed at some position, so many arguments.
    pub(super) fn handed_back(fs: &[u32], param: usize, count: u32) -> Vec<Value> {
        let param = param.min(usize::from(u8::MAX)) as u8;
        let of = |arg: u32| {
            let mut value = Value::default();
            for f in fs.iter().take(BELIEVED) {
                value.add(cell(*f, handed(param, arg as u8)).atoms);
            }
            value
        };
        (0..count.min(u32::from(u8::MAX))).map(of).collect()
    }

    /// What fills a static when it is first looked at.
    pub(super) fn initialised(&mut self, value: &Value) {
        let (unit, function) = self.analysis.program.function(self.id);
        if let Some(constant) = function.initialises {
            let cell = NodeKey::Cell(STATIC, unit.bases.consts + constant);
            self.edge(cell, value, function.range);
        }
    }

    /// A value is put into a part of something that a static holds: `LAST.lock().unwrap().push(x)`.
    pub(super) fn put_into_statics(
        &mut self,
        (holder, part): (&Value, Access),
        value: &Value,
        range: Range,
    ) {
        // What a client or pool that stands in a static may have handed out is not that static's, and a struct that
        // holds a static's value beside other parts gets what is put into those by itself.
        let reached = |a: &Atom| !a.assumed && part.behind(a.at).is_some();
        for atom in holder.atoms.clone().into_iter().filter(reached) {
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
