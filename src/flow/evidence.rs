//! What is taken for data within a function, and what is noted of it: sources, steps, places reached, node writes.

use super::body::Walk;
use super::naming::{Called, Named};
use super::trail::{Kind, Node};
use super::value::{Atom, Origin, Value, put};
use super::{Edge, Hit, NodeKey, Source};
use crate::catalog::Measure;
use crate::facts::{ExprId, List, Pat, Range};
use crate::finding::Confidence;
use crate::link::symbols::Sym;
use crate::link::types::{Head, Ty};

/// How many steps of trails one function keeps.
const STEPS: usize = 60_000;
/// How many times one closure is run; adapters in adapters would run it ever more often.
const RUNS: u32 = 4;

/// How a node comes by what it receives.
#[derive(Clone, Copy, PartialEq)]
enum Filling {
    /// What holds it is built with it.
    Built,
    /// It is put in later, or passed.
    Changed,
}

impl Walk<'_> {
    /// The datum that every value of a type is: by the library's model, or by the policy file.
    pub(in crate::flow) fn type_source(&self, ty: Ty) -> Option<(&'static str, String)> {
        let program = self.analysis.program;
        let mut at = ty;
        for _ in 0..4 {
            match program.types.head(at) {
                Head::Ext(e) => {
                    let model = self
                        .analysis
                        .catalog
                        .models
                        .ty(program.text(e.root), program.text(e.last));
                    if let Some(key) = model.and_then(|m| m.source) {
                        return Some((key, format!("`{}` holds it", program.text(e.last))));
                    }
                }
                Head::Adt(a) => {
                    let key = self.analysis.hints.types.get(&a)?;
                    return Some((key, "the policy file names its type".to_owned()));
                }
                _ => {}
            }
            let next = program.peel(self.analysis.catalog, at);
            if next == at {
                break;
            }
            at = next;
        }
        None
    }

    /// `extensions().get::<ConnectInfo<SocketAddr>>()`: what a type is asked for every value of which is a datum.
    pub(in crate::flow) fn asked_for(&mut self, generics: List, id: ExprId) -> Option<Atom> {
        let [only] = self.list(generics) else {
            return None;
        };
        let (key, why) = self.type_source(self.unit.types[*only as usize])?;
        Some(self.source(key, self.range(id), Confidence::High, why))
    }

    /// Texts and bytes, and newtypes of them.
    pub(in crate::flow) fn is_text(&self, ty: Ty) -> bool {
        let payload = self.analysis.program.payload(self.analysis.catalog, ty);
        matches!(
            self.analysis.program.types.head(payload),
            Head::Text | Head::Bytes | Head::Adt(_)
        )
    }

    /// Whether values of a type are followed as a whole: texts, newtypes, library types, what is not known.
    pub(in crate::flow) fn holds_by_itself(&self, ty: Ty) -> bool {
        let program = self.analysis.program;
        if program.is_inert(self.analysis.catalog, ty) {
            return false;
        }
        match program
            .types
            .head(program.payload(self.analysis.catalog, ty))
        {
            Head::Adt(a) => {
                let info = &program.adts[a as usize];
                info.variants.len() == 1 && info.variants[0].len() == 1
            }
            Head::Tuple => !program.types.args(ty).is_empty(),
            _ => true,
        }
    }

    /// Adds a step to the way of every datum.
    pub(in crate::flow) fn step(&mut self, value: &mut Value, range: Range, kind: Kind) {
        for atom in &mut value.atoms {
            atom.step = self.node(range, kind, atom.step);
            atom.steps = atom.steps.saturating_add(1);
        }
    }

    /// A step that only says where in a long statement the data stand: it makes no way longer.
    pub(in crate::flow) fn stands(&mut self, atoms: &mut [Atom], range: Range, kind: Kind) {
        for atom in atoms {
            atom.step = self.node(range, kind, atom.step);
        }
    }

    /// A new step behind another one; a function that has too many keeps the old.
    pub(in crate::flow) fn node(&mut self, range: Range, kind: Kind, prev: u32) -> u32 {
        if self.out.steps.len() >= STEPS {
            return prev;
        }
        self.out.steps.push(Node { range, kind, prev });
        self.out.steps.len() as u32 - 1
    }

    /// Whether a closure may be run once more.
    pub(in crate::flow) fn may_run(&mut self, closure: u32) -> bool {
        let runs = self.runs.entry(closure).or_default();
        *runs += 1;
        *runs <= RUNS
    }

    /// A new source in this function.
    pub(in crate::flow) fn source(
        &mut self,
        key: &'static str,
        range: Range,
        confidence: Confidence,
        why: String,
    ) -> Atom {
        self.named_source(
            Named {
                key,
                confidence,
                why,
                general: false,
            },
            range,
        )
    }

    /// A new source in this function, known by a name.
    pub(in crate::flow) fn named_source(&mut self, named: Named, range: Range) -> Atom {
        let Named {
            key,
            confidence,
            why,
            general,
        } = named;
        let source = Source {
            key,
            range,
            confidence,
            why,
            general,
            stored: false,
        };
        let same = |s: &Source| s.key == key && s.range == range;
        let index = match self.out.sources.iter().position(same) {
            Some(index) => {
                // The same place may be known by its name first and by its type later: the surer reason stays.
                if self.out.sources[index].confidence < confidence {
                    self.out.sources[index] = source;
                }
                index
            }
            None => {
                self.out.sources.push(source);
                self.out.sources.len() - 1
            }
        };
        Atom::new(Origin::Source(self.id, index as u32))
    }

    /// Whether a datum is known by a general word only.
    pub(in crate::flow) fn is_general(&mut self, atom: &Atom) -> bool {
        match atom.origin {
            Origin::Source(f, i) if f == self.id => {
                self.out.sources.get(i as usize).is_some_and(|s| s.general)
            }
            origin @ Origin::Source(..) => self.analysis.source(origin).is_some_and(|s| s.general),
            Origin::Param(f, i, path) if path.is_whole() => self
                .param_name(f, i)
                .is_some_and(|n| self.names.general(self.analysis, n)),
            Origin::Param(..) | Origin::Field(..) | Origin::Cell(..) => false,
        }
    }

    /// What is known of a value by names comes out of a store.
    pub(in crate::flow) fn out_of_store(&mut self, value: &Value) {
        for atom in &value.atoms {
            if let Origin::Source(f, i) = atom.origin
                && f == self.id
                && let Some(source) = self.out.sources.get_mut(i as usize)
            {
                source.stored = true;
            }
        }
    }

    /// What a name says here.
    pub(in crate::flow) fn name(&mut self, called: impl Into<Called>, ty: Ty) -> Option<Named> {
        self.names
            .name(self.analysis, called.into(), ty, &self.around)
    }

    /// A value that says nothing by itself becomes what its name says, unless all of it is known.
    pub(in crate::flow) fn named(&mut self, value: &mut Value, name: Sym, ty: Ty, range: Range) {
        if value.known || value.closure.is_some() || !self.names.telling(self.analysis, name) {
            return;
        }
        let firm = value.atoms.iter().any(|a| self.is_firm(a));
        let doubtful = value.atoms.iter().any(|a| !a.assumed);
        if firm {
            return;
        }
        if let Some(named) = self.name(name, ty)
            && !(doubtful && named.general)
        {
            let atom = self.named_source(named, range);
            let step = self.passed_step(value).unwrap_or(atom.step);
            value.atoms.retain(|a| !a.at.is_whole());
            value.add([Atom { step, ..atom }]);
        }
    }

    /// The way through a function that the policy file wants passed: a new name does not undo it.
    fn passed_step(&self, value: &Value) -> Option<u32> {
        let wanted = &self.analysis.hints.passed;
        if wanted.is_empty() {
            return None;
        }
        let passes = |step: u32| {
            let mut at = step;
            while let Some(node) = self.out.steps.get(at as usize) {
                if matches!(node.kind, Kind::Through(g, _) if wanted.contains(&g)) {
                    return true;
                }
                at = node.prev;
            }
            false
        };
        value.atoms.iter().map(|a| a.step).find(|s| passes(*s))
    }

    /// Whether a datum is known better than by a local's name: by a source, a measure, or a parameter or field that
    /// is named after what it holds.
    pub(in crate::flow) fn is_firm(&mut self, atom: &Atom) -> bool {
        if atom.assumed {
            return false;
        }
        match atom.origin {
            _ if atom.measure != Measure::Plain => true,
            Origin::Source(f, i) if f == self.id => self
                .out
                .sources
                .get(i as usize)
                .is_some_and(|s| s.confidence > Confidence::Low && !s.general),
            Origin::Source(..) => self
                .analysis
                .source(atom.origin)
                .is_some_and(|s| s.confidence > Confidence::Low),
            Origin::Param(f, i, path) => {
                let name = path
                    .parts()
                    .last()
                    .copied()
                    .or_else(|| self.param_name(f, i));
                name.is_some_and(|n| self.names.sure(self.analysis, n))
            }
            Origin::Field(adt, _, name) => {
                self.names.sure(self.analysis, name)
                    || self.analysis.hints.fields.contains_key(&(adt, name))
            }
            Origin::Cell(..) => false,
        }
    }

    /// What is put under a name such as `key_name` or `domain` was mostly taken apart before: it is only assumed.
    pub(in crate::flow) fn only_about(&mut self, value: &mut Value, name: Sym) {
        if self.names.about(self.analysis, name) {
            // `let Some(input) = input_tokens`: a later name does not make it more.
            value.known |= value.atoms.is_empty() && value.sql.is_none() && value.closure.is_none();
            for atom in &mut value.atoms {
                atom.assumed |= atom.measure == Measure::Plain;
            }
        }
    }

    /// `environment: parts[1]` of a token taken apart: a part that is put into a field of another name is no longer
    /// the datum that the whole was.
    pub(in crate::flow) fn set_apart(&mut self, value: &mut Value, field: Sym) {
        if self.names.telling(self.analysis, field) {
            return;
        }
        for atom in &mut value.atoms {
            atom.assumed |= atom.part;
        }
    }

    /// What is picked out of a map by a key is what the key names; of a general word's content little is left.
    pub(in crate::flow) fn picked(&mut self, value: &mut Value, key: Sym) {
        self.only_about(value, key);
        if self.names.telling(self.analysis, key) {
            return;
        }
        for atom in &mut value.atoms {
            let general = self.is_general(atom);
            atom.assumed |= general;
        }
    }

    /// Records a place that data reach.
    pub(in crate::flow) fn hit(&mut self, mut hit: Hit) {
        hit.guards.clone_from(&self.guards);
        // Loops and closures are walked more than once; the same place joins what reaches it.
        let same =
            |h: &&mut Hit| h.range == hit.range && h.place == hit.place && h.column == hit.column;
        if let Some(old) = self.out.hits.iter_mut().find(same) {
            for atom in hit.atoms {
                put(&mut old.atoms, atom);
            }
            return;
        }
        self.out.hits.push(hit);
    }

    /// Records what a node receives.
    pub(in crate::flow) fn edge(&mut self, node: NodeKey, value: &Value, range: Range) {
        self.received(node, value, range, Filling::Changed);
    }

    /// Records what a field holds when its struct is built.
    pub(in crate::flow) fn built_with(&mut self, node: NodeKey, value: &Value, range: Range) {
        self.received(node, value, range, Filling::Built);
    }

    fn received(&mut self, node: NodeKey, value: &Value, range: Range, filling: Filling) {
        let telling = match node {
            NodeKey::Field(adt, _, name) => {
                self.names.telling(self.analysis, name)
                    || self.analysis.hints.fields.contains_key(&(adt, name))
            }
            NodeKey::Param(f, i) => self.param_telling(f, i),
            _ => false,
        };
        if value.atoms.is_empty() && !telling {
            return;
        }
        self.out.edges.push(Edge {
            node,
            atoms: value.atoms.clone(),
            known: value.known,
            built: filling == Filling::Built,
            range,
        });
    }

    pub(in crate::flow) fn param_telling(&mut self, f: u32, i: u8) -> bool {
        self.param_name(f, i)
            .is_some_and(|n| self.names.telling(self.analysis, n))
    }

    pub(in crate::flow) fn param_name(&self, f: u32, i: u8) -> Option<Sym> {
        let (unit, function) = self.analysis.program.function(f);
        let param = function.params.get(usize::from(i))?;
        let Pat::Bind(local, _) = unit.facts.pats[param.pat.at()] else {
            return None;
        };
        Some(unit.sym(unit.facts.locals[local.at()].name))
    }
}
