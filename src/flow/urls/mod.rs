//! The texts an expression can have, and so the hosts a request can go to.
//!
//! In: the program, and the values that settings have outside of the code. Out: [`Texts`], which follows an expression
//! back through locals, fields, constants, format strings, defaults, parameters and functions to the literals it is made
//! of. What cannot be followed leaves a hole in the text; a host with a hole in it is not known. This module never
//! knows who a host belongs to.

mod follow;
mod read;

pub(super) use read::{Piece, pieces};

use crate::catalog::{CallModel, Catalog};
use crate::facts::{Expr, ExprId};
use crate::link::resolve::{Def, Space};
use crate::link::symbols::Sym;
use crate::link::types::{Head, Ty};
use crate::link::typing::Target;
use crate::link::{Program, Unit};
use crate::span::Span;
use rustc_hash::FxHashMap;
use std::cell::{Cell, OnceCell, RefCell};

/// What stands in a text for what is not known.
pub const HOLE: char = '\u{0}';
/// How many expressions one question may look at.
const FUEL: u32 = 600;
/// How deep one expression is followed.
const DEPTH: u32 = 24;
/// How many texts one expression is followed to.
const MOST: usize = 12;

/// Values of settings outside of the code, by the name of their variable: `NAME=value` of `.env` files and the like.
pub type Settings = FxHashMap<String, Vec<String>>;

/// A text that an expression can have.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Text {
    /// The text, with a [`HOLE`] for each part that is not known.
    pub text: String,
    /// The first literal it is made of, or the expression itself.
    pub span: Span,
}

/// Where a request goes, as far as it can be seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Destination {
    /// The texts its address can have; sorted.
    pub texts: Vec<Text>,
    /// Variables of the environment that the address is read from; sorted.
    pub variables: Vec<String>,
    /// Fields that the address is read from.
    pub fields: Vec<(u32, Sym)>,
    /// The crate that does the request.
    pub library: Option<String>,
    /// An address was found, whether or not it is known.
    pub addressed: bool,
    /// The first call that is given an address: where the request is opened.
    pub opened: Option<Span>,
    /// The search goes on behind the first address.
    whole: bool,
}

/// How far an address is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Up to the first call that names a host.
    First,
    /// In all that goes into the call.
    Whole,
}

/// An expression of some function (or constant) of some file.
#[derive(Clone, Copy)]
struct At {
    unit: u32,
    function: Option<u32>,
    id: ExprId,
    /// The call by which the function was entered, by its place in [`Texts::entered`]; none if any caller counts.
    via: Option<u32>,
}

/// Follows texts through a program.
pub struct Texts<'a> {
    program: &'a Program,
    catalog: &'a Catalog,
    settings: Settings,
    index: OnceCell<Index>,
    fuel: Cell<u32>,
    /// The calls by which the answer to one question entered functions.
    entered: RefCell<Vec<At>>,
}

/// Who writes fields and calls functions.
#[derive(Default)]
struct Index {
    fields: FxHashMap<(u32, Sym), Vec<At>>,
    calls: FxHashMap<u32, Vec<At>>,
}

impl<'a> Texts<'a> {
    /// Nothing is followed before it is asked for.
    pub fn new(program: &'a Program, catalog: &'a Catalog, settings: Settings) -> Self {
        Self {
            program,
            catalog,
            settings,
            index: OnceCell::new(),
            fuel: Cell::new(0),
            entered: RefCell::new(Vec::new()),
        }
    }

    /// Where a library call of a function sends to. Of a mail, both its host and its readers are looked for.
    pub fn destination(&self, function: u32, call: ExprId, reach: Reach) -> Destination {
        self.fuel.set(FUEL);
        self.entered.take();
        let at = At {
            unit: self.program.fns[function as usize].unit,
            function: Some(function),
            id: call,
            via: None,
        };
        let mut found = Destination {
            library: self.library(at, 0).and_then(|root| self.used(at, root)),
            whole: reach == Reach::Whole,
            ..Destination::default()
        };
        self.fuel.set(FUEL);
        found.addressed = self.address(at, 0, &mut found);
        found.texts.sort();
        found.texts.dedup();
        found.variables.sort();
        found.variables.dedup();
        found
    }

    /// The texts that an expression of a function can have.
    pub fn texts(&self, function: u32, id: ExprId) -> Vec<Text> {
        self.fuel.set(FUEL);
        self.entered.take();
        let at = At {
            unit: self.program.fns[function as usize].unit,
            function: Some(function),
            id,
            via: None,
        };
        self.read(at, 0, &mut Destination::default())
    }

    fn unit(&self, at: At) -> &'a Unit {
        &self.program.units[at.unit as usize]
    }

    fn own(&self, at: At) -> Ty {
        at.function
            .map_or(Ty::UNKNOWN, |f| self.program.fns[f as usize].self_ty)
    }

    fn spent(&self, depth: u32) -> bool {
        let left = self.fuel.get();
        self.fuel.set(left.saturating_sub(1));
        left == 0 || depth > DEPTH
    }

    /// The crate that a file really uses, among those that share a model: types made by models bear the first one's name.
    fn used(&self, at: At, root: String) -> Option<String> {
        let unit = self.unit(at);
        let uses = |name: &str| {
            let mut first = unit.facts.uses.iter().filter_map(|u| u.path.first());
            first.any(|n| unit.text(*n) == name)
                || unit.facts.paths.iter().any(|p| {
                    let start = p.segments.first().filter(|_| p.segments.len() > 1);
                    start.is_some_and(|n| unit.text(*n) == name)
                })
        };
        let mut siblings: Vec<&str> = self.catalog.models.siblings(&root).collect();
        siblings.sort_unstable();
        if siblings.len() < 2 || uses(&root) {
            return Some(root);
        }
        let other = siblings.into_iter().find(|s| uses(s));
        other.map(str::to_owned)
    }

    /// The crate whose call it is: that of the receiver's type, or of the path.
    fn library(&self, at: At, depth: u32) -> Option<String> {
        if self.spent(depth) {
            return None;
        }
        let unit = self.unit(at);
        match unit.facts.exprs[at.id.at()] {
            Expr::Method(m) => {
                let recv = unit.facts.methods[m as usize].recv;
                match self.program.types.head(unit.expr_types[recv.at()]) {
                    Head::Ext(e) => Some(self.program.text(e.root).to_owned()),
                    _ => self.library(At { id: recv, ..at }, depth + 1),
                }
            }
            Expr::Call(callee, _) => self.library(At { id: callee, ..at }, depth + 1),
            Expr::Path(path) => match self.program.def(unit, path, Space::Value, self.own(at)) {
                Some((Def::Ext(e), _)) => Some(self.program.text(e.root).to_owned()),
                _ => None,
            },
            Expr::Await(inner) | Expr::Try(inner) => {
                self.library(At { id: inner, ..at }, depth + 1)
            }
            Expr::Local(local) => {
                let values = self.bound(at, local);
                values
                    .into_iter()
                    .find_map(|value| self.library(value, depth + 1))
            }
            _ => None,
        }
    }

    /// Looks for the call that names the host: in what is called, what it was built from, what it is given.
    fn address(&self, at: At, depth: u32, found: &mut Destination) -> bool {
        if self.spent(depth) {
            return false;
        }
        let unit = self.unit(at);
        let next =
            |id: ExprId, found: &mut Destination| self.address(At { id, ..at }, depth + 1, found);
        match unit.facts.exprs[at.id.at()] {
            Expr::Method(m) => self.method_address(at, m, depth, found),
            Expr::Call(_, args) => {
                let args: Vec<ExprId> = unit.facts.ids(args).collect();
                match unit.calls.get(&at.id) {
                    Some(Target::Model(model)) if model.url.is_some() => {
                        self.addressed(at, model, &args, depth, found)
                    }
                    Some(Target::Fn(f)) => self.ends(*f, at, depth, found),
                    _ => args.iter().any(|a| next(*a, found)),
                }
            }
            Expr::Local(local) => self
                .bound(at, local)
                .into_iter()
                .any(|value| self.address(value, depth + 1, found)),
            Expr::Field(base, name) => {
                let writers = self.writers(at, base, name).1;
                writers
                    .into_iter()
                    .any(|value| self.address(value, depth + 1, found))
            }
            Expr::Struct(_, fields) => {
                let run = fields.start as usize..(fields.start + fields.len) as usize;
                unit.facts.fields[run]
                    .iter()
                    .any(|f| next(ExprId(f.value), found))
            }
            Expr::Macro(_) | Expr::Closure(_) => false,
            Expr::Path(path) => match self.program.def(unit, path, Space::Value, self.own(at)) {
                Some((Def::Const(c), _)) => self
                    .constant(c)
                    .is_some_and(|value| self.address(value, depth + 1, found)),
                _ => false,
            },
            _ => {
                let mut tails = unit.facts.children(at.id);
                tails.reverse();
                tails.into_iter().any(|t| next(t, found))
            }
        }
    }

    /// A method that names the host, a method of the workspace, or one of a builder.
    fn method_address(&self, at: At, m: u32, depth: u32, found: &mut Destination) -> bool {
        let unit = self.unit(at);
        let next =
            |id: ExprId, found: &mut Destination| self.address(At { id, ..at }, depth + 1, found);
        let method = &unit.facts.methods[m as usize];
        let args: Vec<ExprId> = unit.facts.ids(method.args).collect();
        match unit.methods.get(m as usize) {
            Some(Target::Model(model)) if model.url.is_some() => {
                let named = self.addressed(at, model, &args, depth, found);
                found.whole && next(method.recv, found) || named
            }
            Some(Target::Fn(f)) => self.ends(*f, at, depth, found) || next(method.recv, found),
            _ => {
                let called = next(method.recv, found);
                let go_on = !called || found.whole;
                go_on && args.iter().any(|a| next(*a, found)) || called
            }
        }
    }

    /// The argument by which a model says that a call names the host.
    fn addressed(
        &self,
        at: At,
        model: &CallModel,
        args: &[ExprId],
        depth: u32,
        found: &mut Destination,
    ) -> bool {
        let Some(id) = model.url.and_then(|i| args.get(usize::from(i))) else {
            return false;
        };
        let unit = &self.program.units[at.unit as usize];
        let opened = unit.span(unit.facts.spans[at.id.at()]);
        found.opened.get_or_insert(opened);
        let texts = self.read(At { id: *id, ..at }, depth + 1, found);
        found.texts.extend(texts);
        true
    }

    /// The calls that name a host among what a function returns to a call.
    fn ends(&self, f: u32, call: At, depth: u32, found: &mut Destination) -> bool {
        self.returned(f, Some(call))
            .into_iter()
            .any(|end| self.address(end, depth + 1, found))
    }
}
