//! What is seen on one stretch of code: every named value, the data in it, and why, or why it carries none.
//!
//! In: a finished [`Analysis`] and a [`Watch`]. Out: a [`Seen`] for each name on the stretch, in order. It walks the
//! functions there once more with the walk's notes switched on; a run that explains nothing pays nothing for it.

use super::body::{self, Walk};
use super::naming::Names;
use super::value::{Atom, Value};
use super::{Analysis, solve};
use crate::catalog::{Strength, Verdict};
use crate::facts::{Expr, ExprId, Range, Show};
use crate::finding::{Seen, SeenDatum};
use crate::link::symbols::Sym;
use crate::link::types::Ty;
use crate::span::{FileId, Span};
use std::collections::BTreeMap;

/// A stretch of a file to be explained.
#[derive(Clone, Copy, Debug)]
pub struct Watch {
    /// The file.
    pub file: FileId,
    /// The stretch, in bytes.
    pub range: Range,
}

/// What a watched walk notes of a value: its name, type and content.
pub(super) struct Note {
    name: Sym,
    ty: Ty,
    value: Value,
}

/// The notes of a watched walk, by place.
pub(super) struct Notes {
    watch: Watch,
    notes: BTreeMap<Range, Note>,
}

impl Walk<'_> {
    /// Notes an expression that has a name and stands on the watched stretch.
    pub(super) fn note(&mut self, id: ExprId, value: &Value) {
        let range = match self.unit.facts.exprs[id.at()] {
            // A chain of calls may begin many lines above.
            Expr::Method(m) => self.unit.facts.methods[m as usize].name_range,
            _ => self.range(id),
        };
        let Some(notes) = &self.notes else { return };
        let within = notes.watch.range.start < range.end && range.start < notes.watch.range.end;
        let Some(name) = self.called(id).filter(|_| within) else {
            return;
        };
        let ty = self.ty(id);
        // A struct carries what its fields hold, as far as printing it would show.
        let fields = self.shown(value.clone(), ty, Show::Debug, range);
        let mut value = value.clone();
        value.add(fields.atoms);
        let note = Note { name, ty, value };
        let Some(notes) = &mut self.notes else { return };
        // Loops and closures are walked more than once; the walk that saw most counts.
        let fuller = |old: &Note| old.value.atoms.len() >= note.value.atoms.len();
        if !notes.notes.get(&range).is_some_and(fuller) {
            notes.notes.insert(range, note);
        }
    }

    /// The name an expression goes by: of its local, field, method or function.
    fn called(&self, id: ExprId) -> Option<Sym> {
        let unit = self.unit;
        match unit.facts.exprs[id.at()] {
            Expr::Local(local) => Some(unit.sym(unit.facts.locals[local.at()].name)),
            Expr::Field(_, name) => Some(unit.sym(name)),
            Expr::Method(m) => Some(unit.sym(unit.facts.methods[m as usize].name)),
            Expr::Path(path) => {
                let path = &unit.facts.paths[path.at()];
                path.segments.last().map(|s| unit.sym(*s))
            }
            Expr::Call(callee, _) => self.called(callee),
            _ => None,
        }
    }
}

/// What is seen on a stretch.
pub(super) fn look(
    analysis: &Analysis<'_>,
    judged: &(dyn Fn(u32) -> bool + Sync),
    watch: Watch,
) -> Vec<Seen> {
    let program = analysis.program;
    let mut notes = Some(Notes {
        watch,
        notes: BTreeMap::new(),
    });
    let mut names = Names::default();
    for unit in program.units.iter().filter(|u| u.file == watch.file) {
        for (i, function) in unit.facts.fns.iter().enumerate() {
            let (from, to) = (function.range.start, function.range.end);
            if from < watch.range.end && watch.range.start < to {
                let id = unit.bases.fns + i as u32;
                notes = notes.and_then(|n| body::watched(analysis, &mut names, id, n));
            }
        }
    }
    let notes = notes.map(|n| n.notes).unwrap_or_default();
    let atoms: Vec<Atom> = notes
        .values()
        .flat_map(|n| n.value.atoms.iter().copied())
        .collect();
    let mut found = solve::origins(analysis, judged, &atoms).into_iter();
    let mut seen = Vec::new();
    for (range, note) in &notes {
        let mut data: Vec<SeenDatum> = Vec::new();
        for datum in found.by_ref().take(note.value.atoms.len()).flatten() {
            let known = |d: &&SeenDatum| d.key == datum.key && d.measure == datum.measure;
            if !data.iter().any(|d| known(&d)) {
                data.push(datum);
            }
        }
        data.sort_by_key(|d| (std::cmp::Reverse(d.confidence), d.key));
        let none = data.is_empty().then(|| reason(analysis, note)).flatten();
        if !data.is_empty() || none.is_some() {
            seen.push(Seen {
                span: Span::new(watch.file, range.start, range.end),
                data,
                none,
            });
        }
    }
    seen
}

/// Why a value holds no datum, where its name is one that the dictionary knows something of.
fn reason(analysis: &Analysis<'_>, note: &Note) -> Option<String> {
    let program = analysis.program;
    let text = program.text(note.name);
    match analysis.catalog.words.classify(text) {
        Verdict::Never(reason) => Some(format!("`{text}` is {}", reason.why)),
        Verdict::Data(naming) if program.is_inert(analysis.catalog, note.ty) => Some(format!(
            "`{text}` is called like {}, but its type can hold none",
            naming.key
        )),
        Verdict::Data(naming) if note.value.known => Some(format!(
            "`{text}` is called like {}, but all that is put into it was seen and is none",
            naming.key
        )),
        Verdict::Data(naming) if naming.strength == Strength::Weak => Some(format!(
            "`{text}` is a general word, and nothing around it is about {}",
            naming.key
        )),
        Verdict::Data(naming) => Some(format!(
            "`{text}` is called like {}, but what it holds was seen and is none",
            naming.key
        )),
        Verdict::Unknown => None,
    }
}
