//! What a node of the program's flow graph is called, and what datum it is by that name.
//!
//! In: parameters, fields and cells. Out: their names, words for a trail, and a [`Found`] where the name means a datum.

use super::NodeKey;
use super::naming::{Around, Called, Named};
use super::solve::{Found, Search, Visit};
use crate::catalog::DeriveRole;
use crate::facts::{Local, Pat};
use crate::finding::Confidence;
use crate::link::Unit;
use crate::link::symbols::{Sym, known};
use crate::link::types::{Head, Ty};
use crate::span::Span;

/// A node's own name with what surrounds it.
struct Label {
    name: Sym,
    ty: Ty,
    span: Span,
    around: Around,
    stored: bool,
}

impl Search<'_, '_> {
    /// The name of a parameter or field.
    pub(super) fn node_name(&self, node: NodeKey) -> Option<Sym> {
        match node {
            NodeKey::Field(_, _, name) => Some(name),
            NodeKey::Param(f, i) => {
                let (unit, local) = self.param(f, i)?;
                Some(unit.sym(local.name))
            }
            NodeKey::Cell(..) | NodeKey::SentParam(..) | NodeKey::SentField(..) => None,
        }
    }

    fn param(&self, f: u32, i: u8) -> Option<(&Unit, &Local)> {
        let (unit, function) = self.analysis.program.function(f);
        let param = function.params.get(usize::from(i))?;
        let Pat::Bind(local, _) = unit.facts.pats[param.pat.at()] else {
            return None;
        };
        Some((unit, &unit.facts.locals[local.at()]))
    }

    /// How a datum got into a node, in words.
    pub(super) fn passing(&self, node: NodeKey) -> String {
        let program = self.analysis.program;
        match node {
            NodeKey::Param(f, _) => {
                format!("passed to `{}`", program.text(program.fns[f as usize].name))
            }
            NodeKey::Field(a, _, name) => {
                format!(
                    "put into `{}::{}`",
                    program.text(program.adts[a as usize].name),
                    program.text(name)
                )
            }
            NodeKey::Cell(super::cells::STATIC, c) => {
                let info = program.consts[c as usize];
                let unit = &program.units[info.unit as usize];
                let name = unit.facts.consts[info.local as usize].name;
                format!("kept in `{}`", unit.text(name))
            }
            NodeKey::Cell(_, cell) if cell & super::cells::CALLED != 0 => {
                "handed to the function that is passed".to_owned()
            }
            NodeKey::Cell(..) | NodeKey::SentParam(..) | NodeKey::SentField(..) => {
                "sent through a channel".to_owned()
            }
        }
    }

    fn label(&self, node: NodeKey) -> Option<Label> {
        let program = self.analysis.program;
        match node {
            NodeKey::Param(f, i) => {
                let (unit, local) = self.param(f, i)?;
                let types = &program.fns[f as usize].params;
                Some(Label {
                    name: unit.sym(local.name),
                    ty: types.get(usize::from(i)).copied().unwrap_or_default(),
                    span: unit.span(local.range),
                    around: self.analysis.around(f),
                    stored: false,
                })
            }
            NodeKey::Field(a, v, name) => {
                let (unit, adt) = program.adt(a);
                let fields = &adt.variants.get(usize::from(v))?.fields;
                let field = fields.iter().find(|x| unit.sym(x.name) == name)?;
                let info = &program.adts[a as usize];
                // The crate's own name says what the whole service is about.
                let path = program.module_path(info.module);
                let modules = path.split("::").skip(1).map(str::to_owned);
                let mut context = vec![program.text(info.name).to_owned()];
                context.extend(modules);
                context.extend(self.analysis.file_context(info.unit).map(str::to_owned));
                Some(Label {
                    name,
                    ty: unit.types[field.ty.at()],
                    span: unit.span(field.range),
                    around: Around {
                        names: context,
                        params: Vec::new(),
                        fields: fields.iter().map(|x| unit.sym(x.name)).collect(),
                    },
                    stored: self.analysis.derives(a, DeriveRole::FromStore)
                        || program.rows.contains(&a),
                })
            }
            // A channel has no name, but its parts have.
            NodeKey::Cell(f, e) if f != super::cells::STATIC && e & super::cells::CALLED == 0 => {
                let (unit, _) = program.function(f);
                Some(Label {
                    name: known::EMPTY,
                    ty: Ty::UNKNOWN,
                    span: unit.span(*unit.facts.spans.get(e as usize)?),
                    around: Around::default(),
                    stored: false,
                })
            }
            NodeKey::Cell(..) | NodeKey::SentParam(..) | NodeKey::SentField(..) => None,
        }
    }

    /// What the node's own name says.
    pub(super) fn own_name(&mut self, visit: &Visit) -> Option<Found> {
        let label = self.label(visit.node)?;
        if let NodeKey::Field(a, _, name) = visit.node
            && let Some(key) = self.analysis.hints.fields.get(&(a, name))
        {
            let named = Named {
                key,
                confidence: Confidence::High,
                why: "the policy file names this field".to_owned(),
                general: false,
            };
            return Some(own(named, label.span, false, visit));
        }
        // A part of a node is named by the part.
        let (part, called, ty) = match visit.path.parts() {
            [] => (None, label.name.into(), label.ty),
            [before @ .., part] => {
                let of = Some(before.last().copied().unwrap_or(label.name));
                (Some(part), Called { name: *part, of }, Ty::UNKNOWN)
            }
        };
        let around = &label.around;
        let named = self.names.name(self.analysis, called, ty, around);
        let named = named.or_else(|| {
            let holder = if part.is_none() { ty } else { Ty::UNKNOWN };
            // Newtypes share what they are made of: behind another node the name of one says nothing of the rest.
            let close = visit.hops == 0;
            close
                .then(|| self.newtype_name(visit.node, holder, around))
                .flatten()
        })?;
        Some(own(named, label.span, label.stored, visit))
    }

    /// `struct Email(String)`: a type around one text says what the text is, as long as its name means nothing else.
    fn newtype_name(&mut self, node: NodeKey, ty: Ty, around: &Around) -> Option<Named> {
        let program = self.analysis.program;
        let payload = program.payload(self.analysis.catalog, ty);
        let ((NodeKey::Field(adt, _, known::ZERO), _) | (_, Head::Adt(adt))) =
            (node, program.types.head(payload))
        else {
            return None;
        };
        let info = &program.adts[adt as usize];
        let [fields] = &info.variants[..] else {
            return None;
        };
        let [only] = &fields[..] else { return None };
        if only.name != known::ZERO || !self.names.sure(self.analysis, info.name) {
            return None;
        }
        let named = self
            .names
            .name(self.analysis, info.name.into(), only.ty, around)?;
        // `DbUrl`: types are named after what people give, seldom after a service's own secrets.
        named.key.starts_with("user.").then_some(named)
    }
}

/// What a node is by its own name.
fn own(named: Named, source: Span, stored: bool, visit: &Visit) -> Found {
    Found {
        key: named.key,
        measure: visit.measure,
        confidence: named.confidence,
        general: named.general,
        assumed: visit.assumed || visit.contradicts(named.key),
        hops: visit.hops,
        why: named.why,
        source,
        stored,
        passed: None,
        way: visit.way.clone(),
    }
}
