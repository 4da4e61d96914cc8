//! What a value carries: data by origin, with the measures passed and the way it came.

use crate::catalog::Measure;
use crate::link::symbols::{Sym, known};
use std::rc::Rc;

/// An access path into a value, at most three fields deep; deeper fields count as the third.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Access {
    len: u8,
    parts: [Sym; 3],
}

impl Access {
    /// The value itself.
    pub(super) const WHOLE: Access = Access {
        len: 0,
        parts: [Sym(0); 3],
    };

    /// The path of one field.
    pub(super) fn field(name: Sym) -> Self {
        Access {
            len: 1,
            parts: [name, Sym(0), Sym(0)],
        }
    }

    /// The fields, outermost first.
    pub(super) fn parts(&self) -> &[Sym] {
        &self.parts[..usize::from(self.len)]
    }

    /// Whether it is the value itself.
    pub(super) fn is_whole(self) -> bool {
        self.len == 0
    }

    /// This path followed by another; what is too deep is cut off.
    #[must_use]
    pub(super) fn then(self, inner: Access) -> Self {
        let mut path = self;
        for part in inner.parts() {
            if usize::from(path.len) < path.parts.len() {
                path.parts[usize::from(path.len)] = *part;
                path.len += 1;
            }
        }
        path
    }

    /// What is left of this path behind a prefix, if it begins with it.
    pub(super) fn behind(self, prefix: Access) -> Option<Self> {
        let rest = self.parts().strip_prefix(prefix.parts())?;
        let mut path = Access::WHOLE;
        for part in rest {
            path.parts[usize::from(path.len)] = *part;
            path.len += 1;
        }
        Some(path)
    }
}

/// Where a datum in a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Origin {
    /// A parameter of a function (function, index), and what of it.
    Param(u32, u8, Access),
    /// A field of a struct or variant, over the whole program: type, variant, field.
    Field(u32, u16, Sym),
    /// What a channel hands out or a static holds, and what of it: the cell's function and number.
    Cell(u32, u32, Access),
    /// A source found in a function's body: function, index into its sources.
    Source(u32, u32),
}

/// A datum on its way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Atom {
    /// Which part of the value holds it.
    pub at: Access,
    /// Where it comes from.
    pub origin: Origin,
    /// What it has passed.
    pub measure: Measure,
    /// It came through a call that could not be seen.
    pub assumed: bool,
    /// It is one of the parts that a text was taken apart into.
    pub part: bool,
    /// The last step of its way, in its function's steps; `NO_STEP` for none.
    pub step: u32,
    /// How many steps its way has.
    pub steps: u16,
}

/// No step yet.
pub(super) const NO_STEP: u32 = u32::MAX;

impl Atom {
    /// A whole and plain datum where it enters.
    pub(super) fn new(origin: Origin) -> Self {
        Atom {
            at: Access::WHOLE,
            origin,
            measure: Measure::Plain,
            assumed: false,
            part: false,
            step: NO_STEP,
            steps: 0,
        }
    }
}

/// How many data one value is followed for; what exceeds it are the longest ways.
const MOST: usize = 24;

/// What is known of a value.
#[derive(Clone, Debug, Default)]
pub(super) struct Value {
    /// The data in it.
    pub atoms: Vec<Atom>,
    /// All that is in it was seen: nothing that its name could add.
    pub known: bool,
    /// Every part that holds something is listed: what it was built from was seen.
    pub complete: bool,
    /// Parts that were overwritten with something harmless.
    pub settled: Option<Rc<Vec<Access>>>,
    /// Parts that may hold more than is listed: something was added to them where what they held was not known.
    pub loose: Option<Rc<Vec<Access>>>,
    /// It comes out of a store.
    pub row: bool,
    /// Its text, if it is constant.
    pub text: Option<Rc<str>>,
    /// The data in each `{…}` of the text, in order.
    pub holes: Option<Rc<[Vec<Atom>]>>,
    /// The SQL it carries and how many values are bound to it.
    pub sql: Option<Box<Query>>,
    /// The closure it is, to be run when called.
    pub closure: Option<u32>,
}

/// A query under construction.
#[derive(Clone, Debug)]
pub(super) struct Query {
    /// Its text so far.
    pub text: Rc<str>,
    /// How many values are bound.
    pub bound: usize,
}

impl Origin {
    /// A part of what a parameter or cell holds; other origins have no parts of their own.
    #[must_use]
    pub(super) fn part(self, path: Access) -> Self {
        match self {
            Origin::Param(f, i, inner) => Origin::Param(f, i, inner.then(path)),
            Origin::Cell(f, e, inner) => Origin::Cell(f, e, inner.then(path)),
            origin => origin,
        }
    }

    /// Whether only the whole program tells what it is, and its name here may tell more.
    pub(super) fn is_open(self) -> bool {
        matches!(self, Origin::Param(..) | Origin::Cell(..))
    }
}

impl Value {
    /// A value in which nothing can be.
    pub(super) fn clean() -> Self {
        Value {
            known: true,
            complete: true,
            ..Value::default()
        }
    }

    /// A value with one datum.
    pub(super) fn of(atom: Atom) -> Self {
        Value {
            atoms: vec![atom],
            ..Value::default()
        }
    }

    /// Adds what another value carries.
    pub(super) fn join(&mut self, other: Value) {
        self.loosen(&other);
        self.complete = (self.complete || self.known) && (other.complete || other.known);
        self.known &= other.known;
        self.row |= other.row;
        if self.settled != other.settled {
            self.settled = None;
        }
        if self.text != other.text {
            self.text = None;
            self.holes = None;
        }
        if self.sql.is_none() {
            self.sql = other.sql;
        }
        self.add(other.atoms);
    }

    /// Adds the part that a struct is built with.
    pub(super) fn put_part(&mut self, name: Sym, part: Value) {
        let path = Access::field(name);
        if part.known && part.atoms.is_empty() {
            self.settle(path, true);
        }
        self.add(part.under(path).atoms);
    }

    /// Whether a part may hold something of which nothing is listed.
    pub(super) fn lacks(&self, part: Access) -> bool {
        let open = !self.known && !self.complete;
        open && !part.is_whole() && !self.is_settled(part) && self.part(part).is_empty()
    }

    /// Adds data to parts, beside what these parts hold.
    pub(super) fn add_parts(&mut self, atoms: impl IntoIterator<Item = Atom>) {
        let atoms: Vec<Atom> = atoms.into_iter().collect();
        let lacking: Vec<Access> = atoms
            .iter()
            .map(|a| a.at)
            .filter(|at| self.lacks(*at))
            .collect();
        for part in lacking {
            self.loosen_part(part);
        }
        self.add(atoms);
    }

    /// Joined with another value, the parts that only one of the two lists are loose if the other is open.
    pub(super) fn loosen(&mut self, other: &Value) {
        let lacking = |open: &Value, listed: &Value| -> Vec<Access> {
            let parts = listed.atoms.iter().map(|a| a.at);
            parts.filter(|at| open.lacks(*at)).collect()
        };
        let mut parts = lacking(self, other);
        parts.extend(lacking(other, self));
        parts.extend_from_slice(other.loose_parts());
        for part in parts {
            self.loosen_part(part);
        }
    }

    /// Marks one part as loose.
    pub(super) fn loosen_part(&mut self, part: Access) {
        if !part.is_whole() && !self.loose_parts().contains(&part) {
            Rc::make_mut(self.loose.get_or_insert_default()).push(part);
        }
    }

    /// A part that was overwritten is loose no more.
    pub(super) fn tighten(&mut self, path: Access) {
        if self.loose_parts().iter().any(|p| p.behind(path).is_some()) {
            let parts = Rc::make_mut(self.loose.get_or_insert_default());
            parts.retain(|p| p.behind(path).is_none());
        }
    }

    /// The parts that may hold more than is listed.
    pub(super) fn loose_parts(&self) -> &[Access] {
        self.loose.as_ref().map_or(&[], |parts| parts.as_slice())
    }

    /// The parts that were overwritten with something harmless.
    pub(super) fn settled_parts(&self) -> &[Access] {
        self.settled.as_ref().map_or(&[], |parts| parts.as_slice())
    }

    /// Whether a part may hold more than is listed.
    pub(super) fn is_loose(&self, path: Access) -> bool {
        self.loose_parts().contains(&path)
    }

    /// The loose parts of a part.
    pub(super) fn loose_within(&self, path: Access) -> Option<Rc<Vec<Access>>> {
        within(self.loose.as_ref(), path)
    }

    /// The parts of a part that were overwritten with something harmless.
    pub(super) fn settled_within(&self, path: Access) -> Option<Rc<Vec<Access>>> {
        within(self.settled.as_ref(), path)
    }

    /// Adds data, the shorter way winning among equals.
    pub(super) fn add(&mut self, atoms: impl IntoIterator<Item = Atom>) {
        for atom in atoms {
            put(&mut self.atoms, atom);
        }
    }

    /// The data of a field; data of the whole value are not among them.
    pub(super) fn part(&self, path: Access) -> Vec<Atom> {
        self.atoms
            .iter()
            .filter_map(|a| a.at.behind(path).map(|at| Atom { at, ..*a }))
            .collect()
    }

    /// The data of the whole value, fields apart.
    pub(super) fn whole(&self) -> impl Iterator<Item = Atom> + '_ {
        self.atoms.iter().filter(|a| a.at.is_whole()).copied()
    }

    /// What is left of a `Result` whose success can hold no data: its error.
    #[must_use]
    pub(super) fn failure_only(mut self) -> Self {
        let failed = Access::field(known::ERROR_PATH);
        self.atoms.retain(|a| a.at.behind(failed).is_some());
        Value {
            atoms: self.atoms,
            ..Value::clean()
        }
    }

    /// What is left of a number: what it was said to be where it came from.
    #[must_use]
    pub(super) fn sourced(mut self) -> Self {
        self.atoms
            .retain(|a| matches!(a.origin, Origin::Source(..) | Origin::Field(..)));
        Value {
            atoms: self.atoms,
            ..Value::clean()
        }
    }

    /// This value as the field of another.
    #[must_use]
    pub(super) fn under(mut self, path: Access) -> Self {
        for atom in &mut self.atoms {
            atom.at = path.then(atom.at);
        }
        self.text = None;
        self.holes = None;
        self.settled = None;
        self.loose = None;
        self.sql = None;
        self.closure = None;
        self
    }

    /// All data, fields no longer told apart.
    #[must_use]
    pub(super) fn flat(mut self) -> Self {
        let atoms = std::mem::take(&mut self.atoms);
        self.add(atoms.into_iter().map(|a| Atom {
            at: Access::WHOLE,
            ..a
        }));
        self
    }

    /// Overwrites a part with something harmless, or with something else.
    pub(super) fn settle(&mut self, path: Access, harmless: bool) {
        if self.settled.is_none() && !harmless {
            return;
        }
        let parts = Rc::make_mut(self.settled.get_or_insert_default());
        parts.retain(|p| *p != path);
        if harmless {
            parts.push(path);
        }
    }

    /// Whether a part was overwritten with something harmless.
    pub(super) fn is_settled(&self, path: Access) -> bool {
        self.settled_parts().contains(&path)
    }

    /// Forgets what a field held.
    pub(super) fn clear(&mut self, path: Access) {
        self.atoms.retain(|a| a.at.behind(path).is_none());
    }
}

/// What is left of some parts behind a path.
fn within(parts: Option<&Rc<Vec<Access>>>, path: Access) -> Option<Rc<Vec<Access>>> {
    let behind = parts?.iter().filter_map(|p| p.behind(path));
    let within: Vec<Access> = behind.filter(|p| !p.is_whole()).collect();
    (!within.is_empty()).then(|| Rc::new(within))
}

/// Adds a datum to a list, the shorter way winning among equals.
pub(super) fn put(atoms: &mut Vec<Atom>, atom: Atom) {
    let same =
        |a: &&mut Atom| a.at == atom.at && a.origin == atom.origin && a.measure == atom.measure;
    if let Some(old) = atoms.iter_mut().find(same) {
        if (atom.assumed, atom.part, atom.steps) < (old.assumed, old.part, old.steps) {
            *old = atom;
        }
        return;
    }
    if atoms.len() < MOST {
        atoms.push(atom);
    } else if let Some(worst) = atoms.iter_mut().max_by_key(|a| (a.assumed, a.steps))
        && (atom.assumed, atom.steps) < (worst.assumed, worst.steps)
    {
        *worst = atom;
    }
}

/// What two measures in a row amount to: the later one counts, unless it adds nothing.
pub(super) fn after(first: Measure, second: Measure) -> Measure {
    match (first, second) {
        (first, Measure::Plain) => first,
        // A KDF of something already hashed is still good for what a KDF is good for; a digest of a KDF hash too.
        (Measure::Hashed(a), Measure::Hashed(b)) => {
            Measure::Hashed(if a.class <= b.class { a } else { b })
        }
        (_, second) => second,
    }
}
