//! Credentials held against what is stored: one that a client presents and that equals a field of a row is stored as it is.
//!
//! In: comparisons (`==`, and calls that compare in constant time) of a walk, and what both sides carry. Out: a hit for
//! the row's field; and, once the whole program is known, how sure it is that the other side was presented plain. A
//! side that was hashed before says that the field holds a hash. This module never looks at what a column is called.

use super::body::Walk;
use super::calls::Call;
use super::solve::Search;
use super::value::{Atom, Origin, Value};
use super::{Against, Hit};
use crate::catalog::{DeriveRole, Measure, Place, key_covers};
use crate::facts::Range;
use crate::finding::Confidence;

/// What a comparison is called where it is a place.
pub const COMPARISON: &str = "comparison";
/// The keys of what one proves who one is with.
pub(super) const CREDENTIALS: [&str; 2] = ["user.authorization", "system.credentials"];

impl Walk<'_> {
    /// `ct_eq(stored, presented)`: whoever compares in constant time compares secrets.
    pub(super) fn compared_in_constant_time(&mut self, call: &Call<'_>, range: Range) {
        let sides: Vec<&Value> = call
            .recv
            .iter()
            .chain(&call.args)
            .map(|a| &a.value)
            .collect();
        if let [one, other] = sides[..]
            && self.names.compares(self.analysis, call.name)
        {
            let (one, other) = (one.clone(), other.clone());
            self.held_against(&one, &other, Confidence::Medium, range);
        }
    }

    /// A comparison of two values, one of them a field of a row. `unknown` is how sure it is that the other one is
    /// presented where nothing tells what it is.
    pub(super) fn held_against(
        &mut self,
        one: &Value,
        other: &Value,
        unknown: Confidence,
        range: Range,
    ) {
        for (stored, presented) in [(one, other), (other, one)] {
            let kept: Vec<Atom> = stored.whole().filter(|a| self.is_kept(a)).collect();
            let another = presented.known || presented.atoms.iter().any(|a| self.is_kept(a));
            let (Some(Origin::Field(_, _, name)), false) =
                (kept.first().map(|a| a.origin), another)
            else {
                continue;
            };
            self.hit(Hit {
                range,
                place: Place::Store,
                what: COMPARISON,
                level: None,
                column: Some(self.analysis.program.text(name).into()),
                table: None,
                lookup: true,
                sql_measure: Measure::Plain,
                atoms: kept,
                guards: Vec::new(),
                call: None,
                against: Some(Against {
                    atoms: presented.atoms.clone(),
                    unknown,
                }),
            });
        }
    }

    /// Whether a datum is a field of a row as it was read.
    fn is_kept(&self, atom: &Atom) -> bool {
        let Origin::Field(adt, _, _) = atom.origin else {
            return false;
        };
        let row = |role| self.analysis.derives(adt, role);
        atom.measure == Measure::Plain && (row(DeriveRole::FromStore) || row(DeriveRole::ToStore))
    }
}

impl Search<'_, '_> {
    /// How sure it is that what a stored datum is compared with is that datum, presented plain.
    ///
    /// Only credentials are presented: other data are compared for many reasons, and are seen where they are written.
    pub(super) fn presented(&mut self, against: &Against, key: &str) -> Option<Confidence> {
        let credential = |k| CREDENTIALS.iter().any(|c| key_covers(c, k));
        if !credential(key) {
            return None;
        }
        let mut sure = None;
        for atom in &against.atoms {
            if atom.measure != Measure::Plain || self.is_measured_elsewhere(atom) {
                return None;
            }
            for found in self.atom(atom) {
                if found.measure != Measure::Plain {
                    return None;
                }
                if credential(found.key) {
                    sure = sure.max(Some(found.confidence));
                }
            }
        }
        Some(sure.unwrap_or(against.unknown).max(against.unknown))
    }
}
