//! What speaks for or against believing a way through a parameter or field.
//!
//! In: a node of the graph and the writes to it. Out: yes or no, or which of the writes to follow. A field of any type
//! holds in one value what it does not in another, one that a parser fills holds more than the program writes, one that
//! only hashes are written to is explained by them. Nothing is searched here, and nothing weighed.

use super::naming::is_public;
use super::solve::{Search, is_kin};
use super::value::{Access, Atom, Origin};
use super::{Edge, NodeKey, weigh};
use crate::catalog::{Conventions, DeriveRole, Measure};
use crate::link::symbols::known;
use crate::link::types::{Head, Ty};

impl Search<'_, '_> {
    /// A field of any type: one `Answer<T>` holds what another does not, so a way through all of them is only assumed.
    pub(super) fn is_envelope(&self, node: NodeKey) -> bool {
        let NodeKey::Field(a, v, name) = node else {
            return false;
        };
        let info = &self.analysis.program.adts[a as usize];
        let fields = info.variants.get(usize::from(v));
        let text = |name| self.analysis.program.text(name);
        // `Entry { key, value }`: one such value holds what another does not, as in a map.
        let entry = text(name) == "value"
            && fields.is_some_and(|f| f.iter().any(|f| matches!(text(f.name), "key" | "name")));
        let ty = fields.and_then(|f| f.iter().find(|f| f.name == name));
        entry || ty.is_some_and(|f| self.holds_anything(f.ty))
    }

    /// A field of a type such as `EncryptedString`: what is put into it is mostly covered by it, if only when it is
    /// written down.
    pub(super) fn is_wrapped(&mut self, node: NodeKey) -> bool {
        let program = self.analysis.program;
        let NodeKey::Field(a, v, name) = node else {
            return false;
        };
        let fields = program.adts[a as usize].variants.get(usize::from(v));
        let Some(field) = fields.and_then(|f| f.iter().find(|f| f.name == name)) else {
            return false;
        };
        let payload = program.payload(self.analysis.catalog, field.ty);
        let Head::Adt(inner) = program.types.head(payload) else {
            return false;
        };
        let named = program.adts[inner as usize].name;
        let measure = self.names.measure(self.analysis, named);
        measure.is_some_and(|m| m.measure != Measure::Plain)
    }

    /// What `Default` puts into a field says nothing of what it is for.
    pub(super) fn is_default(&self, f: u32) -> bool {
        let info = &self.analysis.program.fns[f as usize];
        self.analysis.program.text(info.name) == "default"
    }

    /// The writes to a node that can be told apart, and whether there are too many to believe in one of them.
    ///
    /// An error type's `String` field gets texts from all over a program; whoever prints one error does not print all.
    pub(super) fn believed<'e>(
        &self,
        node: NodeKey,
        edges: &'e [(u32, u32)],
    ) -> (&'e [(u32, u32)], bool) {
        let error = matches!(node, NodeKey::Field(a, _, _) if self.analysis.is_error(a));
        if error && weigh::is_any_error(edges.len()) {
            return (&[], true);
        }
        (edges, weigh::is_crowded(edges.len()))
    }

    /// A field that a parser fills, that the policy file names, or whose struct nothing builds: what the program writes
    /// to it is not all of it.
    pub(super) fn is_filled_outside(&self, node: NodeKey) -> bool {
        let NodeKey::Field(a, _, name) = node else {
            return false;
        };
        let parsed = self.analysis.derives(a, DeriveRole::Parsed) && !self.is_built_measured(node);
        parsed || self.analysis.hints.fields.contains_key(&(a, name)) || !self.is_built(node, a)
    }

    /// `NewUser { password: hashed }`: whether the program builds the struct itself, and always with something measured.
    /// A struct made so is not what a client sends, even if it could be parsed.
    fn is_built_measured(&self, node: NodeKey) -> bool {
        let edges = self
            .incoming
            .get(&node)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let edge = |(f, i): &(u32, u32)| &self.analysis.results[*f as usize].edges[*i as usize];
        let mut written = edges.iter().map(edge);
        !edges.is_empty() && written.all(|edge| edge.built && is_measured(edge))
    }

    /// Whether a parameter or field is for what tells only about a datum: its prefix, its id, its kind. What a type
    /// holds that is named so is: `PublicKey`.
    pub(super) fn only_about(&mut self, node: NodeKey) -> bool {
        let public = matches!(node, NodeKey::Field(a, ..)
            if is_public(self.analysis, self.analysis.program.adts[a as usize].name));
        public
            || self
                .node_name(node)
                .is_some_and(|n| self.names.about(self.analysis, n))
    }

    /// `key_user.avatar_url` of a row called `api_key`: a part of what is known by its name, and called otherwise.
    pub(super) fn is_another_part(&mut self, path: Access, key: &str) -> bool {
        let Some(part) = path.parts().last().copied() else {
            return false;
        };
        let text = self.analysis.program.text(part);
        let itself = [known::ERROR_PATH, known::ELEMENT].contains(&part)
            || text.starts_with(|c: char| c.is_ascii_digit())
            || Conventions::embedded().made.wrapped.hold(text);
        let named = self.names.sure_key(self.analysis, part);
        let general = named.is_none() && self.names.telling(self.analysis, part);
        !itself && !general && !named.is_some_and(|named| is_kin(named, key))
    }

    /// The datum that a parameter or field is certainly named after.
    pub(super) fn named_key(&mut self, node: NodeKey) -> Option<&'static str> {
        self.node_name(node)
            .and_then(|n| self.names.sure_key(self.analysis, n))
    }

    /// Whether a write says all about what the node then holds: something measured, or nothing that could be data.
    pub(super) fn explains(&self, edge: &Edge) -> bool {
        if edge.atoms.is_empty() {
            return edge.known;
        }
        edge.atoms
            .iter()
            .all(|a| a.measure != Measure::Plain || self.is_measured_elsewhere(a))
    }

    /// A field handed on from another node that is itself explained by measured writes.
    pub(super) fn is_measured_elsewhere(&self, atom: &Atom) -> bool {
        let node = match atom.origin {
            Origin::Field(a, v, name) => NodeKey::Field(a, v, name),
            Origin::Param(f, i, path) if path.is_whole() => NodeKey::Param(f, i),
            _ => return false,
        };
        let Some(edges) = self.incoming.get(&node) else {
            return false;
        };
        let edge = |(f, i): &(u32, u32)| &self.analysis.results[*f as usize].edges[*i as usize];
        !edges.is_empty() && edges.iter().map(edge).all(is_measured)
    }

    /// A type parameter, or pairs of keys with values of many sorts: `Vec<(Key, Value)>`.
    fn holds_anything(&self, ty: Ty) -> bool {
        let program = self.analysis.program;
        let payload = program.payload(self.analysis.catalog, ty);
        match program.types.head(payload) {
            Head::Param(_) => true,
            Head::Tuple => program.types.args(payload).last().is_some_and(|last| {
                matches!(program.types.head(*last), Head::Adt(a)
                    if weigh::is_one_of_many_values(program.adts[a as usize].variants.len()))
            }),
            _ => false,
        }
    }

    /// Whether the program builds the struct of a field that it writes to.
    fn is_built(&self, node: NodeKey, adt: u32) -> bool {
        let edges = self.incoming.get(&node).map(Vec::as_slice);
        let mut edges = edges.unwrap_or_default().iter();
        let built =
            |(f, i): &(u32, u32)| self.analysis.results[*f as usize].edges[*i as usize].built;
        edges.len() == 0 || edges.any(built) || self.analysis.derives(adt, DeriveRole::Defaulted)
    }
}

/// Whether all that a write puts somewhere has passed a measure.
fn is_measured(edge: &Edge) -> bool {
    !edge.atoms.is_empty() && edge.atoms.iter().all(|a| a.measure != Measure::Plain)
}
