//! How data flows through the program, from where it enters to where it ends up.
//!
//! In: a [`Program`] and the catalog. Out: [`Flows`]: every place that data reaches, with what data, what it passed
//! and the way it came. Functions are walked bottom-up over the call graph, callees first, in parallel; each gives a
//! summary (what reaches its result and its `&mut` parameters). Parameters and struct fields are nodes that join what
//! callers pass and writers put in; a sink's data is followed backwards through them. This room never knows the
//! policy or the rules.

mod alternatives;
mod body;
mod calls;
mod cells;
mod closures;
mod columns;
mod compare;
mod doubts;
mod evidence;
mod graph;
mod handing;
mod hints;
mod incoming;
mod library;
mod links;
mod macros;
mod naming;
mod nodes;
mod pages;
mod places;
mod reading;
mod respond;
mod sdks;
mod show;
mod solve;
mod store;
mod trail;
mod unknown;
pub mod urls;
mod value;
mod watch;
mod weigh;

use crate::catalog::{Catalog, DeriveRole, Measure, Place};
use crate::facts::{ExprId, Range};
use crate::finding::{Confidence, Seen, Step};
use crate::link::Program;
use crate::link::symbols::{Sym, known};
use crate::source::{Role, SourceMap};
use crate::span::Span;
pub use compare::COMPARISON;
use naming::Names;
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::sync::OnceLock;
use value::{Atom, Origin};
pub use watch::Watch;

/// A datum that reaches a place.
#[derive(Clone, Debug)]
pub struct Flow {
    /// Index into [`Flows::sinks`].
    pub sink: usize,
    /// The data key.
    pub key: &'static str,
    /// What it has passed.
    pub measure: Measure,
    /// How sure this is.
    pub confidence: Confidence,
    /// Why it is taken for this datum, in words.
    pub why: String,
    /// Where it enters.
    pub source: Span,
    /// The way, oldest step first, the source included, the sink not.
    pub trail: Vec<Step>,
    /// It was read from a store before (a row), so writing it back stores nothing new.
    pub stored: bool,
    /// It is known by a general word only.
    pub general: bool,
    /// The functions it passes: those it was given to or came out of, and the one it ends in. Sorted.
    pub through: Vec<u32>,
}

/// A condition that a place stands under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guard {
    /// Its text.
    pub span: Span,
    /// The place is reached when it holds; otherwise when it does not (`else`, behind an early return).
    pub holds: bool,
}

/// A [`Guard`] as a function's walk notes it.
#[derive(Clone, Copy, Debug)]
struct Condition {
    range: Range,
    holds: bool,
}

/// A place that data can reach: a log call, a bound value of a query, a write.
#[derive(Clone, Debug)]
pub struct Sink {
    /// The statement.
    pub span: Span,
    /// What kind of place.
    pub place: Place,
    /// What it is called in messages: `log`, `database`.
    pub what: &'static str,
    /// The log level.
    pub level: Option<&'static str>,
    /// The column written or compared.
    pub column: Option<String>,
    /// The table.
    pub table: Option<String>,
    /// The value is compared with what is stored, not stored.
    pub lookup: bool,
    /// What the SQL around the value makes of it.
    pub sql_measure: Measure,
    /// The enclosing item.
    pub item: String,
    /// Conditions it stands under, outermost first.
    pub guards: Vec<Guard>,
    /// Whom the code around it serves.
    pub audience: Audience,
    /// The function it stands in.
    pub function: u32,
    /// The library call that it is.
    pub call: Option<ExprId>,
}

/// Whom code serves: what is printed for an operator is no log of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// The service's clients.
    Clients,
    /// Whoever starts the service: its `main`.
    Starter,
    /// An operator at a command line.
    Operator,
}

/// All flows of a program.
#[derive(Debug, Default)]
pub struct Flows {
    /// Every place looked at, in file order, also those that no data reaches.
    pub sinks: Vec<Sink>,
    /// Every datum at every place.
    pub flows: Vec<Flow>,
    /// How many functions were walked.
    pub functions: usize,
    /// Paths of the policy file that name nothing in the program.
    pub missing: Vec<String>,
    /// What was seen on the stretch that was watched.
    pub seen: Vec<Seen>,
}

/// A sink as a function's walk found it.
#[derive(Clone, Debug)]
struct Hit {
    range: Range,
    place: Place,
    what: &'static str,
    level: Option<&'static str>,
    column: Option<Box<str>>,
    table: Option<Box<str>>,
    lookup: bool,
    sql_measure: Measure,
    atoms: Vec<Atom>,
    guards: Vec<Condition>,
    /// The library call that it is, where its receiver or arguments say more of the place.
    call: Option<ExprId>,
    /// What it is compared with, where it is a stored datum that something presented must equal.
    against: Option<Against>,
}

/// The other side of a comparison with a stored datum.
#[derive(Clone, Debug)]
struct Against {
    atoms: Vec<Atom>,
    /// How sure it is that it was presented, where nothing tells what it is.
    unknown: Confidence,
}

/// A source as a function's walk found it.
#[derive(Clone, Debug)]
struct Source {
    key: &'static str,
    range: Range,
    confidence: Confidence,
    why: String,
    /// Known by a general word only: believed close by.
    general: bool,
    /// It was read from a store.
    stored: bool,
}

/// Something a node (a parameter or field) receives.
#[derive(Clone, Debug)]
struct Edge {
    /// Parameter (function, index) or field (type, variant, name).
    node: NodeKey,
    /// What it receives; empty if the value says nothing.
    atoms: Vec<Atom>,
    /// All that is in the value was seen.
    known: bool,
    /// What holds the node is built there.
    built: bool,
    /// Where.
    range: Range,
}

/// A parameter or a field as a node of the program's flow graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum NodeKey {
    Param(u32, u8),
    Field(u32, u16, Sym),
    /// A channel by the function and expression that make it, or a static.
    Cell(u32, u32),
    /// What is sent through a parameter that is an end of a channel.
    SentParam(u32, u8),
    /// What is sent through a field that is an end of a channel.
    SentField(u32, u16, Sym),
}

/// What a function does for its callers.
#[derive(Clone, Debug, Default, PartialEq)]
struct Summary {
    /// What its result carries.
    ret: Vec<Atom>,
    /// All that is in the result was seen.
    known: bool,
    /// Every part of the result that holds something is listed.
    complete: bool,
    /// Parts of the result that may hold more than is listed.
    loose: Vec<value::Access>,
    /// Parts of the result that are known to be harmless.
    settled: Vec<value::Access>,
    /// What its parameters carry afterwards.
    outs: Vec<(u8, Vec<Atom>)>,
}

/// All that one function's walk gives.
#[derive(Clone, Debug, Default)]
struct FnResult {
    summary: Summary,
    hits: Vec<Hit>,
    edges: Vec<Edge>,
    sources: Vec<Source>,
    steps: Vec<trail::Node>,
}

/// What all walks share.
struct Analysis<'a> {
    program: &'a Program,
    catalog: &'a Catalog,
    sources: &'a SourceMap,
    results: Vec<FnResult>,
    done: Vec<bool>,
    hints: hints::Hints,
    /// By unit: what the libraries it uses say of it.
    files: Vec<naming::Uses>,
    /// The roots of crates that are commands: they read a command line and serve nobody.
    commands: FxHashSet<u32>,
    /// What answers requests.
    handlers: respond::Handlers,
    /// What templates name.
    pages: pages::Mentions,
    /// What the templates of the tree show of what they are handed; read when a template engine is met.
    templates: OnceLock<pages::Shown>,
}

/// Follows all data of a program.
pub fn analyze(
    program: &Program,
    catalog: &Catalog,
    sources: &SourceMap,
    judge_tests: Judge,
    watch: Option<Watch>,
) -> Flows {
    let count = program.fns.len();
    let (hints, missing) = hints::find(program, &catalog.overlay);
    let files: Vec<naming::Uses> = program
        .units
        .par_iter()
        .map(|unit| naming::uses(unit, catalog, &sources.file(unit.file).path))
        .collect();
    let mut analysis = Analysis {
        program,
        catalog,
        sources,
        results: vec![FnResult::default(); count],
        done: vec![false; count],
        hints,
        commands: naming::commands(program, &files),
        files,
        handlers: respond::handlers(program, catalog),
        pages: pages::mentions(program, catalog, sources),
        templates: OnceLock::new(),
    };
    let role = |id: u32| {
        let unit = program.fns[id as usize].unit as usize;
        sources.file(program.units[unit].file).role
    };
    let judged = |id: u32| {
        let product = !program.fns[id as usize].test && role(id) == Role::Product;
        judge_tests == Judge::Everything || product
    };
    // Nothing that is judged calls tests or examples, so their bodies need no walk.
    let walked_at_all = |id: u32| {
        let test = program.fns[id as usize].test || matches!(role(id), Role::Test | Role::Example);
        judge_tests == Judge::Everything || !test
    };
    walk_all(&mut analysis, &walked_at_all);
    let seen = watch.map(|watch| watch::look(&analysis, &judged, watch));
    Flows {
        missing,
        seen: seen.unwrap_or_default(),
        ..solve::solve(&analysis, &judged)
    }
}

/// Walks all functions that are to be walked, callees first, each level in parallel.
fn walk_all(analysis: &mut Analysis<'_>, walked_at_all: &(dyn Fn(u32) -> bool + Sync)) {
    let calls = graph::callees(analysis.program);
    let levels = graph::levels(&calls);
    let early = graph::formatting(analysis.program, &calls);
    // Formatting impls print each other, so what they show is settled in two rounds before all else is walked.
    for round in [Round::Formatting, Round::Formatting, Round::Rest] {
        for level in &levels {
            let is_early = |f: &u32| early[*f as usize];
            let components: Vec<&graph::Component> = level
                .iter()
                .filter(|c| c.functions.iter().any(is_early) == (round == Round::Formatting))
                .filter(|c| c.functions.iter().any(|f| walked_at_all(*f)))
                .collect();
            let walked: Vec<Vec<(u32, FnResult)>> = components
                .par_iter()
                .map_init(Names::default, |names, component| {
                    walk_component(analysis, names, component)
                })
                .collect();
            for (id, result) in walked.into_iter().flatten() {
                analysis.results[id as usize] = result;
                analysis.done[id as usize] = true;
            }
        }
    }
}

/// Which functions a round of walks is for.
#[derive(Clone, Copy, PartialEq)]
enum Round {
    Formatting,
    Rest,
}

/// Which code is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judge {
    /// The service's own code; tests, examples and the like are only read.
    Product,
    /// All code.
    Everything,
}

/// How many functions that call each other are walked until nothing changes.
const TOGETHER: usize = 64;
/// How many times at most.
const ROUNDS: usize = 6;

/// Walks the functions of one component.
///
/// Functions that call each other are first taken to give nothing that is known, and walked again until what they give
/// stays the same. Where too many do for that, they are taken to give anything they are handed, and walked twice.
fn walk_component(
    analysis: &Analysis<'_>,
    names: &mut Names,
    component: &graph::Component,
) -> Vec<(u32, FnResult)> {
    let mut results: Vec<(u32, FnResult)> = Vec::new();
    let settles = component.recurses && component.functions.len() <= TOGETHER;
    if settles {
        let nothing = |f: &u32| (*f, FnResult::default());
        results.extend(component.functions.iter().map(nothing));
    }
    let rounds = match (component.recurses, settles) {
        (false, _) => 1,
        (true, true) => ROUNDS,
        (true, false) => 2,
    };
    for _ in 0..rounds {
        let mut changed = false;
        let mut next = Vec::new();
        for (at, &id) in component.functions.iter().enumerate() {
            let round = body::Round {
                analysis,
                earlier: &results,
            };
            let result = body::walk(&round, names, id);
            if settles {
                changed |= results[at].1.summary != result.summary;
                results[at].1 = result;
            } else {
                next.push((id, result));
            }
        }
        if !settles {
            results = next;
        } else if !changed {
            break;
        }
    }
    results
}

impl Analysis<'_> {
    /// Whether one of a struct's derives gives its values a role.
    fn derives(&self, adt: u32, role: DeriveRole) -> bool {
        let (unit, facts) = self.program.adt(adt);
        facts.derives.iter().any(|d| {
            let name = &unit.facts.names[d.at()];
            self.catalog.words.derive(name) == Some(role)
        })
    }

    /// Whether a type is an error's.
    fn is_error(&self, adt: u32) -> bool {
        let program = self.program;
        let (unit, facts) = program.adt(adt);
        facts
            .derives
            .iter()
            .any(|d| &*unit.facts.names[d.at()] == "Error")
            || facts.variants.iter().any(|v| v.display.is_some())
            || program.impl_of.contains_key(&(adt, known::ERROR))
            || program
                .text(program.adts[adt as usize].name)
                .ends_with("Error")
    }

    fn source(&self, origin: Origin) -> Option<&Source> {
        let Origin::Source(function, index) = origin else {
            return None;
        };
        self.results[function as usize].sources.get(index as usize)
    }
}
