//! The walk through one function: what its values carry, statement by statement.
//!
//! In: a body and the summaries of what it calls. Out: a `FnResult`. Each local holds what was bound to it; an
//! assignment inside a branch adds, outside of one it replaces. A loop's body is walked twice, so that what one turn
//! leaves behind is seen by the next.

use super::naming::{Named, Names};
use super::trail::{Kind, Node};
use super::value::{Access, Atom, NO_STEP, Origin, Value, put};
use super::{Analysis, Edge, FnResult, Hit, NodeKey, Source, Summary};
use crate::catalog::Measure;
use crate::facts::{BinOp, Expr, ExprId, List, LocalId, Pat, PatId, PathId, Range, Show};
use crate::finding::Confidence;
use crate::link::resolve::{Def, Space};
use crate::link::symbols::{Sym, known};
use crate::link::types::{Head, Ty};
use crate::link::Unit;
use rustc_hash::FxHashMap;

/// What a walk may look at: the shared analysis and, within a component, what the last round gave.
pub struct Round<'a> {
    /// Everything that is finished.
    pub analysis: &'a Analysis<'a>,
    /// The last round of the same component, sorted by function.
    pub earlier: &'a [(u32, FnResult)],
}

impl Round<'_> {
    /// The summary of a function, if there is one yet.
    pub fn summary(&self, function: u32) -> Option<&Summary> {
        if self.analysis.done[function as usize] {
            return Some(&self.analysis.results[function as usize].summary);
        }
        let at = self.earlier.binary_search_by_key(&function, |(id, _)| *id).ok()?;
        Some(&self.earlier[at].1.summary)
    }
}

/// How deep loops are walked twice.
const LOOPS: u32 = 2;
/// How deep expressions are followed.
const DEPTH: u32 = 4_000;
/// How many times one expression is looked at on average before a walk gives up: closures and loops look again.
const FUEL: u32 = 24;
/// How many times one closure is run; adapters in adapters would run it ever more often.
const RUNS: u32 = 4;
/// How many steps of trails one function keeps.
const STEPS: usize = 60_000;
/// How many guards a sink remembers.
const GUARDS: usize = 8;

/// Walks one function.
pub fn walk(round: &Round<'_>, names: &mut Names, id: u32) -> FnResult {
    let analysis = round.analysis;
    let (unit, function) = analysis.program.function(id);
    let mut walk = Walk {
        round,
        analysis,
        names,
        unit,
        id,
        context: context(analysis, id),
        env: FxHashMap::default(),
        branches: FxHashMap::default(),
        out: FnResult::default(),
        ret: Value { known: true, ..Value::default() },
        returned: false,
        guards: Vec::new(),
        branch: 0,
        loops: 0,
        depth: 0,
        statement: function.range,
        fuel: (function.exprs.1 - function.exprs.0).saturating_mul(FUEL).saturating_add(2_000),
        runs: FxHashMap::default(),
    };
    for (i, param) in function.params.iter().enumerate() {
        walk.parameter(i as u8, param.pat);
    }
    if let Some(body) = function.body {
        let value = walk.eval(body);
        walk.give_back(value);
    }
    walk.finish()
}

/// The names around a function that can support a general word: itself, its type, its module and file.
fn context(analysis: &Analysis<'_>, id: u32) -> Vec<String> {
    let program = analysis.program;
    let info = &program.fns[id as usize];
    let mut names = vec![program.text(info.name).to_owned()];
    names.extend(program.holder_name(id).map(str::to_owned));
    let mut module = Some(info.module);
    while let Some(m) = module {
        let scope = &program.scopes.modules[m as usize];
        // The crate's own name says what the whole service is about, not what this place is about.
        if scope.parent.is_some() {
            names.push(program.text(scope.name).to_owned());
        }
        module = scope.parent.filter(|_| names.len() < 12);
    }
    names
}

/// The state of a walk.
pub(super) struct Walk<'a> {
    pub round: &'a Round<'a>,
    pub analysis: &'a Analysis<'a>,
    pub names: &'a mut Names,
    pub unit: &'a Unit,
    pub id: u32,
    context: Vec<String>,
    pub env: FxHashMap<LocalId, Value>,
    branches: FxHashMap<LocalId, u32>,
    pub out: FnResult,
    ret: Value,
    returned: bool,
    guards: Vec<Range>,
    branch: u32,
    loops: u32,
    depth: u32,
    pub statement: Range,
    fuel: u32,
    runs: FxHashMap<u32, u32>,
}

impl<'a> Walk<'a> {
    pub fn list(&self, list: List) -> &'a [u32] {
        &self.unit.facts.lists[list.start as usize..(list.start + list.len) as usize]
    }

    pub fn range(&self, id: ExprId) -> Range {
        self.unit.facts.spans[id.at()]
    }

    pub fn ty(&self, id: ExprId) -> Ty {
        self.unit.expr_types[id.at()]
    }

    fn finish(mut self) -> FnResult {
        let (_, function) = self.analysis.program.function(self.id);
        let mut outs = Vec::new();
        for (i, param) in function.params.iter().enumerate() {
            let Pat::Bind(local, _) = self.unit.facts.pats[param.pat.at()] else { continue };
            if !param.by_mut {
                continue;
            }
            if let Some(value) = self.env.get(&local) {
                let own = |a: &&Atom| !matches!(a.origin, Origin::Param(f, p, _) if f == self.id && usize::from(p) == i);
                let atoms: Vec<Atom> = value.atoms.iter().filter(own).copied().collect();
                if !atoms.is_empty() {
                    outs.push((i as u8, atoms));
                }
            }
        }
        let known = self.ret.known && self.returned;
        self.out.summary = Summary { ret: std::mem::take(&mut self.ret.atoms), known, outs };
        self.out
    }

    fn give_back(&mut self, value: Value) {
        self.ret.known &= value.known;
        self.returned = true;
        self.ret.add(value.atoms);
    }

    /// A parameter: a node that callers fill, unless its type holds its data in fields of its own.
    fn parameter(&mut self, index: u8, pat: PatId) {
        let ty = self.analysis.program.fns[self.id as usize].params.get(usize::from(index)).copied().unwrap_or_default();
        let mut value = Value::default();
        if let Some((key, why)) = self.type_source(ty) {
            let range = self.unit.facts.fns[(self.id - self.unit.bases.fns) as usize].name_range;
            value = Value::of(self.source(key, range, Confidence::High, why));
        } else if self.holds_by_itself(ty) {
            value = Value::of(Atom {
                at: Access::WHOLE,
                origin: Origin::Param(self.id, index, Access::WHOLE),
                measure: Measure::Plain,
                assumed: false,
                step: NO_STEP,
                steps: 0,
            });
        }
        // The node is named where it is looked at from outside, so the binding does not name it again.
        self.bind(pat, value, ty, false);
    }

    /// The datum that every value of a type is: by the library's model, or by the policy file.
    fn type_source(&self, ty: Ty) -> Option<(&'static str, String)> {
        let program = self.analysis.program;
        let mut at = ty;
        for _ in 0..4 {
            match program.types.head(at) {
                Head::Ext(e) => {
                    let model = self.analysis.catalog.models.ty(program.text(e.root), program.text(e.last));
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

    /// Texts and bytes, and newtypes of them.
    pub fn is_text(&self, ty: Ty) -> bool {
        let payload = self.analysis.program.payload(self.analysis.catalog, ty);
        matches!(self.analysis.program.types.head(payload), Head::Text | Head::Bytes | Head::Adt(_))
    }

    /// Whether values of a type are followed as a whole: texts, newtypes, library types, what is not known.
    pub fn holds_by_itself(&self, ty: Ty) -> bool {
        let program = self.analysis.program;
        if program.is_inert(self.analysis.catalog, ty) {
            return false;
        }
        match program.types.head(program.payload(self.analysis.catalog, ty)) {
            Head::Adt(a) => {
                let info = &program.adts[a as usize];
                info.variants.len() == 1 && info.variants[0].len() == 1
            }
            Head::Tuple => !program.types.args(ty).is_empty(),
            _ => true,
        }
    }

    // Steps, sources, sinks ------------------------------------------------------------------------------------

    /// Adds a step to the way of every datum.
    pub fn step(&mut self, value: &mut Value, range: Range, kind: Kind) {
        for atom in &mut value.atoms {
            atom.step = self.node(range, kind, atom.step);
            atom.steps = atom.steps.saturating_add(1);
        }
    }

    /// A new step behind another one; a function that has too many keeps the old.
    pub fn node(&mut self, range: Range, kind: Kind, prev: u32) -> u32 {
        if self.out.steps.len() >= STEPS {
            return prev;
        }
        self.out.steps.push(Node { range, kind, prev });
        self.out.steps.len() as u32 - 1
    }

    /// Whether a closure may be run once more.
    pub fn may_run(&mut self, closure: u32) -> bool {
        let runs = self.runs.entry(closure).or_default();
        *runs += 1;
        *runs <= RUNS
    }

    /// A new source in this function.
    pub fn source(&mut self, key: &'static str, range: Range, confidence: Confidence, why: String) -> Atom {
        self.named_source(Named { key, confidence, why, general: false }, range)
    }

    /// A new source in this function, known by a name.
    pub fn named_source(&mut self, named: Named, range: Range) -> Atom {
        let Named { key, confidence, why, general } = named;
        let same = |s: &Source| s.key == key && s.range == range;
        let index = match self.out.sources.iter().position(same) {
            Some(index) => index,
            None => {
                self.out.sources.push(Source { key, range, confidence, why, general });
                self.out.sources.len() - 1
            }
        };
        Atom {
            at: Access::WHOLE,
            origin: Origin::Source(self.id, index as u32),
            measure: Measure::Plain,
            assumed: false,
            step: NO_STEP,
            steps: 0,
        }
    }

    /// What a name says here.
    pub fn name(&mut self, name: Sym, ty: Ty) -> Option<Named> {
        let context: Vec<&str> = self.context.iter().map(String::as_str).collect();
        self.names.name(self.analysis, name, ty, &context)
    }

    /// A value that says nothing by itself becomes what its name says, unless all of it is known.
    pub fn named(&mut self, value: &mut Value, name: Sym, ty: Ty, range: Range) {
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
            value.atoms.retain(|a| !a.at.is_whole());
            value.add([atom]);
        }
    }

    /// Whether a datum is known better than by a local's name: by a source, a measure, or a parameter or field that
    /// is named after what it holds.
    fn is_firm(&mut self, atom: &Atom) -> bool {
        if atom.assumed {
            return false;
        }
        match atom.origin {
            _ if atom.measure != Measure::Plain => true,
            Origin::Source(f, i) if f == self.id => {
                self.out.sources.get(i as usize).is_some_and(|s| s.confidence > Confidence::Low && !s.general)
            }
            Origin::Source(..) => self.analysis.source(atom.origin).is_some_and(|s| s.confidence > Confidence::Low),
            Origin::Param(f, i, path) => {
                let name = path.parts().last().copied().or_else(|| self.param_name(f, i));
                name.is_some_and(|n| self.names.sure(self.analysis, n))
            }
            Origin::Field(adt, _, name) => {
                self.names.sure(self.analysis, name) || self.analysis.hints.fields.contains_key(&(adt, name))
            }
        }
    }

    /// What is put under a name such as `key_name` or `domain` was mostly taken apart before: it is only assumed.
    pub fn only_about(&mut self, value: &mut Value, name: Sym) {
        if self.names.about(self.analysis, name) {
            // `let Some(input) = input_tokens`: a later name does not make it more.
            value.known |= value.atoms.is_empty() && value.sql.is_none() && value.closure.is_none();
            for atom in &mut value.atoms {
                atom.assumed |= atom.measure == Measure::Plain;
            }
        }
    }

    /// What is picked out of a map by a key is what the key names; of a general word's content little is left.
    pub fn picked(&mut self, value: &mut Value, key: Sym) {
        self.only_about(value, key);
        if self.names.telling(self.analysis, key) {
            return;
        }
        for atom in &mut value.atoms {
            let general = match atom.origin {
                Origin::Source(f, i) if f == self.id => self.out.sources.get(i as usize).is_some_and(|s| s.general),
                origin @ Origin::Source(..) => self.analysis.source(origin).is_some_and(|s| s.general),
                _ => false,
            };
            atom.assumed |= general;
        }
    }

    /// Records a place that data reach.
    pub fn hit(&mut self, mut hit: Hit) {
        hit.guards = self.guards.clone();
        // Loops and closures are walked more than once; the same place joins what reaches it.
        let same = |h: &&mut Hit| h.range == hit.range && h.place == hit.place && h.column == hit.column;
        if let Some(old) = self.out.hits.iter_mut().find(same) {
            for atom in hit.atoms {
                put(&mut old.atoms, atom);
            }
            return;
        }
        self.out.hits.push(hit);
    }

    /// Records what a node receives.
    pub fn edge(&mut self, node: NodeKey, value: &Value, range: Range) {
        let telling = match node {
            NodeKey::Field(adt, _, name) => {
                self.names.telling(self.analysis, name) || self.analysis.hints.fields.contains_key(&(adt, name))
            }
            NodeKey::Param(f, i) => self.param_telling(f, i),
        };
        if value.atoms.is_empty() && !telling {
            return;
        }
        self.out.edges.push(Edge { node, atoms: value.atoms.clone(), known: value.known, range });
    }

    fn param_telling(&mut self, f: u32, i: u8) -> bool {
        self.param_name(f, i).is_some_and(|n| self.names.telling(self.analysis, n))
    }

    fn param_name(&self, f: u32, i: u8) -> Option<Sym> {
        let (unit, function) = self.analysis.program.function(f);
        let param = function.params.get(usize::from(i))?;
        let Pat::Bind(local, _) = unit.facts.pats[param.pat.at()] else { return None };
        Some(unit.sym(unit.facts.locals[local.at()].name))
    }

    /// Runs something under a condition.
    pub fn guarded<T>(&mut self, guard: Range, inner: impl FnOnce(&mut Self) -> T) -> T {
        let pushed = self.guards.len() < GUARDS;
        if pushed {
            self.guards.push(guard);
        }
        self.branch += 1;
        let result = inner(self);
        self.branch -= 1;
        if pushed {
            self.guards.pop();
        }
        result
    }

    // Expressions ----------------------------------------------------------------------------------------------

    pub fn eval(&mut self, id: ExprId) -> Value {
        if self.depth > DEPTH || self.fuel == 0 {
            return Value::default();
        }
        self.fuel -= 1;
        self.depth += 1;
        let value = self.eval_within(id);
        self.depth -= 1;
        value
    }

    fn eval_within(&mut self, id: ExprId) -> Value {
        match self.unit.facts.exprs[id.at()] {
            Expr::Str(text) => Value { text: Some(self.unit.text(text).into()), ..Value::clean() },
            Expr::Scalar(_) => Value::clean(),
            Expr::Local(local) => self.env.get(&local).cloned().unwrap_or_default(),
            Expr::Path(path) => self.path(path, id),
            Expr::Field(base, name) => {
                let value = self.eval(base);
                let ty = self.ty(base);
                self.read(&value, ty, self.unit.sym(name), self.range(id))
            }
            Expr::Index(base, index) => {
                let value = self.eval(base);
                let key = self.eval(index);
                self.element(value, key.text.as_deref(), self.range(id))
            }
            Expr::Call(callee, args) => self.call(id, callee, args),
            Expr::Method(m) => self.method(id, m as usize),
            Expr::Struct(path, fields) => self.structure(id, path, fields),
            Expr::Object(fields) => self.object(fields),
            Expr::Tuple(items) => self.tuple(items),
            Expr::Array(items) | Expr::Join(items) => {
                let mut value = Value::clean();
                for &item in self.list(items) {
                    let item = self.eval(ExprId(item));
                    value.known &= item.known;
                    value.add(item.atoms);
                }
                value
            }
            Expr::Closure(c) => Value { closure: Some(c), ..Value::default() },
            Expr::Block(items, valued) => self.block(items, valued),
            Expr::Async(inner) | Expr::Await(inner) | Expr::RefMut(inner) => self.eval(inner),
            Expr::Let(pat, init, other) => self.binding(pat, init, other),
            Expr::If(cond, then, other) => self.branching(cond, then, other),
            Expr::Match(value, arms) => self.matching(value, arms),
            Expr::Loop(cond, body) => {
                if let Some(cond) = cond {
                    self.eval(cond);
                }
                self.turns(|w| {
                    w.eval(body);
                });
                Value::default()
            }
            Expr::For(pat, iter, body) => {
                let value = self.eval(iter);
                let ty = self.analysis.program.payload(self.analysis.catalog, self.ty(iter));
                self.turns(|w| {
                    w.bind(pat, value.clone(), ty, true);
                    w.eval(body);
                });
                Value::clean()
            }
            Expr::Assign(place, value) => {
                let value = self.eval(value);
                self.assign(place, value, false);
                Value::clean()
            }
            Expr::AssignOp(place, value) => {
                let value = self.eval(value);
                self.assign(place, value, true);
                Value::clean()
            }
            Expr::Binary(op, a, b) => self.binary(op, a, b),
            Expr::Not(inner) => {
                self.eval(inner);
                Value::clean()
            }
            Expr::Try(inner) => {
                let mut value = self.eval(inner);
                let mut failed = Value { atoms: value.part(Access::field(known::ERROR_PATH)), ..Value::default() }
                    .under(Access::field(known::ERROR_PATH));
                value.clear(Access::field(known::ERROR_PATH));
                if !failed.atoms.is_empty() {
                    self.step(&mut failed, self.range(id), Kind::Failed);
                    self.ret.add(failed.atoms);
                }
                value
            }
            Expr::Return(value) => {
                if let Some(value) = value {
                    let value = self.eval(value);
                    self.give_back(value);
                }
                Value::clean()
            }
            Expr::Break(value) => value.map_or_else(Value::clean, |v| self.eval(v)),
            Expr::Cast(inner, ty) => {
                let value = self.eval(inner);
                let ty = self.unit.types[ty.at()];
                if self.analysis.program.is_inert(self.analysis.catalog, ty) { Value::clean() } else { value }
            }
            Expr::Macro(m) => self.macro_call(m),
        }
    }

    fn turns(&mut self, mut body: impl FnMut(&mut Self)) {
        self.loops += 1;
        self.branch += 1;
        body(self);
        if self.loops <= LOOPS {
            body(self);
        }
        self.branch -= 1;
        self.loops -= 1;
    }

    fn binary(&mut self, op: BinOp, a: ExprId, b: ExprId) -> Value {
        let mut left = self.eval(a);
        let right = self.eval(b);
        match op {
            BinOp::Add => {
                let text = match (&left.text, &right.text) {
                    (Some(a), Some(b)) => Some(format!("{a}{b}").into()),
                    _ => None,
                };
                left.join(right);
                left.text = text;
                left.sql = None;
                left
            }
            BinOp::Arith => {
                if self.analysis.program.is_inert(self.analysis.catalog, self.ty(a)) {
                    return Value::clean();
                }
                left.join(right);
                left
            }
            BinOp::Compare | BinOp::And | BinOp::Or => Value::clean(),
        }
    }

    /// A path used as a value: constants give their text, functions themselves.
    fn path(&mut self, path: PathId, id: ExprId) -> Value {
        let own = self.analysis.program.fns[self.id as usize].self_ty;
        match self.analysis.program.def(self.unit, path, Space::Value, own) {
            Some((Def::Const(c), _)) => self.constant(c, 0),
            Some((Def::Fn(_) | Def::Variant(..) | Def::Adt(_), _)) => Value::clean(),
            _ => {
                let _ = id;
                Value::default()
            }
        }
    }

    /// The text of a constant, folded through other constants.
    fn constant(&self, constant: u32, depth: u32) -> Value {
        let program = self.analysis.program;
        let info = program.consts[constant as usize];
        let unit = &program.units[info.unit as usize];
        let Some(value) = unit.facts.consts[info.local as usize].value else { return Value::default() };
        match unit.facts.exprs[value.at()] {
            Expr::Str(text) => Value { text: Some(unit.text(text).into()), ..Value::clean() },
            Expr::Scalar(_) => Value::clean(),
            Expr::Path(path) if depth < 8 => match program.def(unit, path, Space::Value, Ty::UNKNOWN) {
                Some((Def::Const(c), _)) => self.constant(c, depth + 1),
                _ => Value::default(),
            },
            _ => Value::default(),
        }
    }

    fn tuple(&mut self, items: List) -> Value {
        let mut value = Value::clean();
        for (i, &item) in self.list(items).iter().enumerate() {
            let item = self.eval(ExprId(item));
            value.known &= item.known;
            let name = self.index_name(i);
            value.add(item.under(Access::field(name)).atoms);
        }
        value
    }

    /// The name of a tuple's field. Names beyond those the program mentions are joined into one.
    pub fn index_name(&self, index: usize) -> Sym {
        match index {
            0 => known::ZERO,
            1 => known::ONE,
            _ => self.analysis.program.symbols.get(&index.to_string()).unwrap_or(known::ELEMENT),
        }
    }

    fn object(&mut self, fields: List) -> Value {
        let mut value = Value::clean();
        for i in fields.start..fields.start + fields.len {
            let field = self.unit.facts.fields[i as usize];
            let id = ExprId(field.value);
            let item = self.eval(id);
            value.known &= item.known;
            let name = self.unit.sym(field.name);
            let item = self.shown(item, self.ty(id), Show::Other, self.range(id));
            value.add(item.under(Access::field(name)).atoms);
        }
        value
    }

    fn structure(&mut self, id: ExprId, path: PathId, fields: List) -> Value {
        let own = self.analysis.program.fns[self.id as usize].self_ty;
        let def = self.analysis.program.def(self.unit, path, Space::Type, own);
        let target = match def {
            Some((Def::Adt(a), _)) => Some((a, 0)),
            Some((Def::Variant(a, v), _)) => Some((a, v)),
            _ => match self.analysis.program.types.head(self.ty(id)) {
                Head::Adt(a) => Some((a, 0)),
                _ => None,
            },
        };
        let mut value = Value::clean();
        for i in fields.start..fields.start + fields.len {
            let field = self.unit.facts.fields[i as usize];
            let name = self.unit.sym(field.name);
            let mut item = self.eval(ExprId(field.value));
            value.known &= item.known;
            if name == known::EMPTY {
                value.add(item.atoms);
                continue;
            }
            self.step(&mut item, field.range, Kind::Put(name));
            if let Some((adt, variant)) = target {
                self.edge(NodeKey::Field(adt, variant as u16, name), &item, field.range);
            }
            value.add(item.under(Access::field(name)).atoms);
        }
        self.record(id, path, target, fields, &value);
        value
    }

    fn block(&mut self, items: List, valued: bool) -> Value {
        let items = self.list(items);
        let outer = self.statement;
        let mut early = 0;
        let mut result = Value::clean();
        for (i, &item) in items.iter().enumerate() {
            let id = ExprId(item);
            self.statement = self.range(id);
            let value = self.eval(id);
            // `if !allowed { return … }`: what follows stands under the opposite condition.
            if let Expr::If(cond, then, None) = self.unit.facts.exprs[id.at()]
                && self.diverges(then)
                && self.guards.len() < GUARDS
            {
                let range = self.range(cond);
                self.guards.push(range);
                early += 1;
            }
            if i + 1 == items.len() && valued {
                result = value;
            }
        }
        for _ in 0..early {
            self.guards.pop();
        }
        self.statement = outer;
        result
    }

    fn diverges(&self, id: ExprId) -> bool {
        match self.unit.facts.exprs[id.at()] {
            Expr::Return(_) | Expr::Break(_) => true,
            Expr::Block(items, _) => self.list(items).last().is_some_and(|l| self.diverges(ExprId(*l))),
            _ => false,
        }
    }

    fn binding(&mut self, pat: PatId, init: Option<ExprId>, other: Option<ExprId>) -> Value {
        let (value, ty) = match init {
            Some(init) => (self.eval(init), self.ty(init)),
            None => (Value::default(), Ty::UNKNOWN),
        };
        if let Some(other) = other {
            self.guarded(self.range(other), |w| w.eval(other));
        }
        if init.is_some() {
            self.bind(pat, value, ty, true);
        }
        Value::clean()
    }

    fn branching(&mut self, cond: ExprId, then: ExprId, other: Option<ExprId>) -> Value {
        self.eval(cond);
        let guard = self.range(cond);
        let mut value = self.guarded(guard, |w| w.eval(then));
        match other {
            Some(other) => {
                let other = self.guarded(guard, |w| w.eval(other));
                value.join(other);
            }
            None => value = Value::clean(),
        }
        value
    }

    fn matching(&mut self, scrutinee: ExprId, arms: List) -> Value {
        let value = self.eval(scrutinee);
        let ty = self.ty(scrutinee);
        let mut result: Option<Value> = None;
        for i in arms.start..arms.start + arms.len {
            let arm = self.unit.facts.arms[i as usize];
            let guard = arm.guard.map_or_else(|| self.range(scrutinee), |g| self.range(g));
            let arm_value = self.guarded(guard, |w| {
                w.bind(arm.pat, value.clone(), ty, true);
                if let Some(guard) = arm.guard {
                    w.eval(guard);
                }
                w.eval(arm.body)
            });
            match &mut result {
                Some(result) => result.join(arm_value),
                None => result = Some(arm_value),
            }
        }
        result.unwrap_or_default()
    }

    // Places -----------------------------------------------------------------------------------------------------

    /// Assigns to a place; inside a branch, or with an operator, what was there stays.
    fn assign(&mut self, place: ExprId, value: Value, adds: bool) {
        let (root, path) = self.place(place);
        if let Expr::Field(base, name) = self.unit.facts.exprs[place.at()] {
            let name = self.unit.sym(name);
            self.eval(base);
            if let Some((adt, variant)) = self.field_node(self.ty(base), name) {
                let mut put = value.clone();
                self.step(&mut put, self.range(place), Kind::Put(name));
                self.edge(NodeKey::Field(adt, variant, name), &put, self.range(place));
            }
        }
        let Some(local) = root else { return };
        let weak = adds || self.branches.get(&local).copied().unwrap_or(0) != self.branch;
        let name = self.unit.sym(self.unit.facts.locals[local.at()].name);
        let range = self.range(place);
        let mut value = value;
        self.step(&mut value, range, Kind::Bound(name));
        if path.is_whole() && !adds {
            let ty = self.unit.local_types[local.at()];
            self.named(&mut value, name, ty, range);
        }
        let slot = self.env.entry(local).or_default();
        let new = if path.is_whole() { value } else { value.under(path) };
        if weak {
            slot.join(new);
        } else if path.is_whole() {
            *slot = new;
        } else {
            slot.clear(path);
            slot.add(new.atoms);
        }
    }

    /// The local a place is part of, and which part.
    pub fn place(&self, id: ExprId) -> (Option<LocalId>, Access) {
        match self.unit.facts.exprs[id.at()] {
            Expr::Local(local) => (Some(local), Access::WHOLE),
            Expr::Field(base, name) => {
                let (root, path) = self.place(base);
                (root, path.then(Access::field(self.unit.sym(name))))
            }
            Expr::Index(base, _) | Expr::RefMut(base) => self.place(base),
            _ => (None, Access::WHOLE),
        }
    }

    /// The node of a field, where the type that holds it is of the workspace.
    pub fn field_node(&self, ty: Ty, name: Sym) -> Option<(u32, u16)> {
        let (holder, _) = self.analysis.program.field_of(self.analysis.catalog, ty, name)?;
        let Head::Adt(adt) = self.analysis.program.types.head(holder) else { return None };
        let variants = &self.analysis.program.adts[adt as usize].variants;
        let variant = variants.iter().position(|v| v.iter().any(|f| f.name == name))?;
        Some((adt, variant as u16))
    }

    /// Reads a field of a value.
    pub fn read(&mut self, value: &Value, ty: Ty, name: Sym, range: Range) -> Value {
        let path = Access::field(name);
        let direct = value.part(path);
        let field_ty = self.analysis.program.field_type(self.analysis.catalog, ty, name);
        if self.analysis.program.is_inert(self.analysis.catalog, field_ty) {
            return Value::clean();
        }
        if !direct.is_empty() {
            return Value { atoms: direct, known: value.known, ..Value::default() };
        }
        if value.known {
            return Value::clean();
        }
        if let Some((adt, variant)) = self.field_node(ty, name) {
            return self.field_value(adt, variant, name, field_ty);
        }
        let mut atoms: Vec<Atom> = Vec::new();
        let telling = self.names.telling(self.analysis, name);
        for atom in value.whole() {
            // A library struct that holds a datum holds it in the fields that are named so, not in `model` or `user`.
            let assumed = atom.assumed || (matches!(atom.origin, Origin::Source(..)) && !telling && !self.is_text(ty));
            let atom = Atom { assumed, ..atom };
            let origin = match atom.origin {
                Origin::Param(f, i, inner) => Origin::Param(f, i, inner.then(path)),
                origin => origin,
            };
            atoms.push(Atom { origin, ..atom });
        }
        let mut read = Value { atoms, ..Value::default() };
        self.only_about(&mut read, name);
        // A field of something unknown: its own name says more than what the whole was made from.
        let symbolic = read.atoms.iter().all(|a| a.assumed || matches!(a.origin, Origin::Param(..)));
        if symbolic && let Some(named) = self.name(name, field_ty) {
            let atom = self.named_source(named, range);
            read.add([atom]);
        }
        read
    }

    /// A field of the program as a value: its node, where it can hold data by itself.
    pub fn field_value(&mut self, adt: u32, variant: u16, name: Sym, ty: Ty) -> Value {
        if !self.holds_by_itself(ty) {
            return Value::default();
        }
        Value::of(Atom {
            at: Access::WHOLE,
            origin: Origin::Field(adt, variant, name),
            measure: Measure::Plain,
            assumed: false,
            step: NO_STEP,
            steps: 0,
        })
    }

    /// An element of a map or list, by its key where that is a constant text.
    pub fn element(&mut self, value: Value, key: Option<&str>, range: Range) -> Value {
        let Some(key) = key else { return Value { sql: None, ..value } };
        if let Some(name) = self.analysis.program.symbols.get(key) {
            let direct = value.part(Access::field(name));
            if !direct.is_empty() {
                return Value { atoms: direct, ..Value::default() };
            }
            let mut read = Value { atoms: value.whole().collect(), ..Value::default() };
            self.picked(&mut read, name);
            self.named(&mut read, name, Ty::UNKNOWN, range);
            return read;
        }
        Value { atoms: value.whole().collect(), ..Value::default() }
    }

    // Patterns ---------------------------------------------------------------------------------------------------

    /// Binds a pattern to a value.
    pub fn bind(&mut self, pat: PatId, value: Value, ty: Ty, naming: bool) {
        if self.depth > DEPTH {
            return;
        }
        self.depth += 1;
        match self.unit.facts.pats[pat.at()] {
            Pat::Bind(local, sub) => {
                if let Some(sub) = sub {
                    self.bind(sub, value.clone(), ty, naming);
                }
                self.bind_local(local, value, ty, naming);
            }
            Pat::Tuple(items) => self.bind_parts(items, &value, ty, None),
            Pat::TupleStruct(path, items) => self.bind_tuple_struct(path, items, value, ty),
            Pat::Struct(path, fields) => {
                let own = self.analysis.program.fns[self.id as usize].self_ty;
                let def = self.analysis.program.def(self.unit, path, Space::Type, own);
                for i in fields.start..fields.start + fields.len {
                    let field = self.unit.facts.fields[i as usize];
                    let name = self.unit.sym(field.name);
                    let part = match def {
                        Some((Def::Adt(a), _)) => self.node_or_part(&value, a, 0, name),
                        Some((Def::Variant(a, v), _)) => self.node_or_part(&value, a, v as u16, name),
                        _ => (self.read(&value, ty, name, field.range), Ty::UNKNOWN),
                    };
                    self.bind(PatId(field.value), part.0, part.1, true);
                }
            }
            Pat::Slice(items) | Pat::Or(items) => {
                for &item in self.list(items) {
                    self.bind(PatId(item), value.clone(), ty, naming);
                }
            }
            Pat::Wild | Pat::Rest | Pat::Path(_) | Pat::Lit(_) => {}
        }
        self.depth -= 1;
    }

    fn bind_local(&mut self, local: LocalId, mut value: Value, ty: Ty, naming: bool) {
        let facts = &self.unit.facts.locals[local.at()];
        let name = self.unit.sym(facts.name);
        let known_ty = self.unit.local_types[local.at()];
        let ty = if known_ty.is_known() { known_ty } else { ty };
        let inert = self.analysis.program.is_inert(self.analysis.catalog, ty);
        if inert && value.sql.is_none() {
            value = Value::clean();
        }
        self.only_about(&mut value, name);
        if naming {
            self.step(&mut value, facts.range, Kind::Bound(name));
            self.named(&mut value, name, ty, facts.range);
        }
        self.branches.insert(local, self.branch);
        self.env.insert(local, value);
    }

    fn bind_tuple_struct(&mut self, path: PathId, items: List, value: Value, ty: Ty) {
        let own = self.analysis.program.fns[self.id as usize].self_ty;
        let program = self.analysis.program;
        match program.def(self.unit, path, Space::Value, own) {
            Some((Def::Adt(a), _)) => self.bind_parts(items, &value, ty, Some((a, 0))),
            Some((Def::Variant(a, v), _)) => self.bind_parts(items, &value, ty, Some((a, v as u16))),
            def => {
                let failed = matches!(def, Some((Def::Ext(e), _)) if e.last == known::ERR);
                let mut inner = value;
                let inner_ty = if failed { program.failure(ty) } else { program.payload(self.analysis.catalog, ty) };
                if failed {
                    let atoms = inner.part(Access::field(known::ERROR_PATH));
                    inner = Value { atoms, ..Value::default() };
                } else {
                    inner.clear(Access::field(known::ERROR_PATH));
                }
                for &item in self.list(items) {
                    self.bind(PatId(item), inner.clone(), inner_ty, true);
                }
            }
        }
    }

    /// Binds the parts of a tuple, tuple struct or variant.
    fn bind_parts(&mut self, items: List, value: &Value, ty: Ty, node: Option<(u32, u16)>) {
        let items = self.list(items);
        let rest = items.iter().position(|p| self.unit.facts.pats[*p as usize] == Pat::Rest);
        for (i, &item) in items.iter().enumerate() {
            if rest.is_some_and(|r| i >= r) {
                // Behind `..` the position is not followed; the whole value stands for it.
                self.bind(PatId(item), value.clone(), Ty::UNKNOWN, true);
                continue;
            }
            let name = self.index_name(i);
            let (part, part_ty) = match node {
                Some((adt, variant)) => self.node_or_part(value, adt, variant, name),
                None => {
                    let part_ty = self.analysis.program.field_type(self.analysis.catalog, ty, name);
                    let direct = value.part(Access::field(name));
                    let whole = value.whole();
                    let atoms = if direct.is_empty() && !value.known { whole.collect() } else { direct };
                    (Value { atoms, known: value.known, ..Value::default() }, part_ty)
                }
            };
            self.bind(PatId(item), part, part_ty, true);
        }
    }

    fn node_or_part(&mut self, value: &Value, adt: u32, variant: u16, name: Sym) -> (Value, Ty) {
        let program = self.analysis.program;
        let field = program.adts[adt as usize].variants.get(usize::from(variant)).and_then(|v| v.iter().find(|f| f.name == name));
        let ty = field.map_or(Ty::UNKNOWN, |f| f.ty);
        if program.is_inert(self.analysis.catalog, ty) {
            return (Value::clean(), ty);
        }
        let direct = value.part(Access::field(name));
        if !direct.is_empty() {
            return (Value { atoms: direct, ..Value::default() }, ty);
        }
        if value.known {
            return (Value::clean(), ty);
        }
        (self.field_value(adt, variant, name, ty), ty)
    }
}
