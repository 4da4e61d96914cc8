//! What handlers answer: the values they return go to the client.
//!
//! In: the models' word on which calls register handlers and which attributes and traits mark them. Out: the functions
//! that answer requests, and the places where they do: each expression they return, errors apart. A value whose type
//! is made for answers (`Json`, `HttpResponse`) was noted where it was made.

use super::body::Walk;
use super::value::{Access, Value};
use crate::catalog::{Catalog, Conventions, Place};
use crate::facts::{Expr, ExprId, Range, Show};
use crate::link::resolve::{Def, Space};
use crate::link::symbols::known;
use crate::link::types::{Head, Ty};
use crate::link::typing::Target;
use crate::link::{Program, Unit};
use rustc_hash::{FxHashMap, FxHashSet};

/// How deep answers are taken apart.
const DEPTH: u32 = 8;

/// What answers requests.
#[derive(Default)]
pub(super) struct Handlers {
    /// By function: whether it does.
    functions: Vec<bool>,
    /// Bodies of closures that do, by the function they stand in.
    closures: FxHashMap<u32, Vec<ExprId>>,
}

/// The functions and closures that answer requests.
pub(super) fn handlers(program: &Program, catalog: &Catalog) -> Handlers {
    let mut handlers: Vec<bool> = (0..program.fns.len() as u32)
        .map(|f| is_marked(program, catalog, f))
        .collect();
    let mut closures: FxHashMap<u32, Vec<ExprId>> = FxHashMap::default();
    for f in 0..program.fns.len() as u32 {
        let (unit, function) = program.function(f);
        let own = program.fns[f as usize].self_ty;
        for at in function.exprs.0..function.exprs.1 {
            let Some((position, args)) = registration(unit, ExprId(at)) else {
                continue;
            };
            let given = unit.facts.ids(args).nth(usize::from(position));
            match given.map(|id| unit.facts.exprs[id.at()]) {
                Some(Expr::Path(path)) => {
                    let def = program.def(unit, path, Space::Value, own);
                    if let Some((Def::Fn(g), 0)) = def {
                        handlers[g as usize] = true;
                    }
                }
                Some(Expr::Closure(c)) => {
                    let body = unit.facts.closures[c as usize].body;
                    closures.entry(f).or_default().push(body);
                }
                _ => {}
            }
        }
    }
    Handlers {
        functions: handlers,
        closures,
    }
}

/// A call that registers a handler: which of its arguments that is.
fn registration(unit: &Unit, id: ExprId) -> Option<(u8, crate::facts::List)> {
    let (target, args) = match unit.facts.exprs[id.at()] {
        Expr::Method(m) => (
            unit.methods.get(m as usize)?,
            unit.facts.methods[m as usize].args,
        ),
        Expr::Call(_, args) => (unit.calls.get(&id)?, args),
        _ => return None,
    };
    match target {
        Target::Model(model) => Some((model.handler?, args)),
        _ => None,
    }
}

/// `#[get("/")]`, or a method of a trait such as `IntoResponse`.
fn is_marked(program: &Program, catalog: &Catalog, f: u32) -> bool {
    let (unit, function) = program.function(f);
    let by_attribute = function.attrs.iter().any(|a| {
        let name = a.path.rsplit("::").next().unwrap_or(&a.path);
        catalog.models.handles(&format!("{name}!")) && is_of_framework(unit, catalog, a)
    });
    let by_trait = || {
        let imp = program.fns[f as usize].imp?;
        let of = program.text(program.impls[imp as usize].of_name);
        let name = unit.text(function.name);
        Some(catalog.models.handles(&format!("{of}::{name}")))
    };
    let by_impl = || {
        let imp = program.impls[program.fns[f as usize].imp? as usize];
        let attrs = &unit.facts.impls[imp.local as usize].attrs;
        Some(attrs.iter().any(|a| {
            let name = a.path.rsplit("::").next().unwrap_or(&a.path);
            catalog.models.handles(&format!("{name}!")) && is_of_framework(unit, catalog, a)
        }))
    };
    by_attribute || by_trait() == Some(true) || by_impl() == Some(true)
}

/// Whether an attribute is a web framework's, by the crate it comes from or the route it names: `#[fastrace::trace]`
/// traces, and so does `use fastrace::trace`.
fn is_of_framework(unit: &Unit, catalog: &Catalog, attr: &crate::facts::Attr) -> bool {
    let names = &unit.facts.names;
    let imported = || {
        let import = unit.facts.uses.iter().find(|import| {
            let alias = import.alias.map(|n| &*names[n.at()]);
            import.path.len() > 1 && alias == Some(&*attr.path)
        })?;
        import.path.first().map(|n| &*names[n.at()])
    };
    let given = attr.path.split_once("::").map(|(root, _)| root);
    given.or_else(imported).is_none_or(|root| {
        let own = matches!(root, "crate" | "self" | "super");
        let route = attr.args.starts_with('"') || attr.args.contains("\"/");
        own || route || catalog.models.answers(root)
    })
}

/// The expressions whose value a function answers with: of its body's blocks and branches the last ones, and of those of
/// its closures that are handlers.
pub(super) fn tails(handlers: &Handlers, program: &Program, f: u32) -> FxHashSet<ExprId> {
    let (unit, function) = program.function(f);
    let mut found = Ends::default();
    let closures = handlers.closures.get(&f).cloned().unwrap_or_default();
    found.open(unit, closures);
    if let Some(body) = function.body.filter(|_| handlers.functions[f as usize]) {
        found.open(unit, vec![body]);
        for at in (function.exprs.0..function.exprs.1).map(ExprId) {
            if let Expr::Return(Some(value)) = unit.facts.exprs[at.at()]
                && found.leaves(unit, body, at)
            {
                found.open(unit, vec![value]);
            }
        }
    }
    found.tails
}

/// Where a function ends.
#[derive(Default)]
struct Ends {
    tails: FxHashSet<ExprId>,
    /// The `async` blocks that it answers with.
    blocks: FxHashSet<ExprId>,
}

impl Ends {
    /// Goes from values to the last expressions of their blocks and branches.
    fn open(&mut self, unit: &Unit, mut open: Vec<ExprId>) {
        while let Some(id) = open.pop() {
            match unit.facts.exprs[id.at()] {
                Expr::Block(items, true) => open.extend(unit.facts.ids(items).last()),
                Expr::Async(inner) => {
                    self.blocks.insert(id);
                    open.push(inner);
                }
                Expr::If(_, then, Some(other)) => open.extend([then, other]),
                Expr::Match(_, arms) => {
                    let run = arms.start as usize..(arms.start + arms.len) as usize;
                    open.extend(unit.facts.arms[run].iter().map(|a| a.body));
                }
                Expr::Return(_) | Expr::Block(..) => {}
                _ => {
                    self.tails.insert(id);
                }
            }
        }
    }

    /// Whether a `return` leaves the function, and no closure or other `async` block in it.
    fn leaves(&self, unit: &Unit, body: ExprId, at: ExprId) -> bool {
        let around = unit.facts.around(body, unit.facts.spans[at.at()]);
        around.iter().all(|id| match unit.facts.exprs[id.at()] {
            Expr::Closure(_) => false,
            Expr::Async(_) => self.blocks.contains(id),
            _ => true,
        })
    }
}

impl Walk<'_> {
    /// Notes what a handler returns at one of its ends.
    pub(super) fn respond(&mut self, id: ExprId, value: &Value) {
        self.answer(id, value, "response", 0);
    }

    fn answer(&mut self, id: ExprId, value: &Value, what: &'static str, depth: u32) {
        if depth > DEPTH {
            return;
        }
        let unit = self.unit;
        let part = |name| Value {
            atoms: value.part(Access::field(name)),
            known: value.known,
            ..Value::default()
        };
        match unit.facts.exprs[id.at()] {
            Expr::Try(inner) | Expr::Await(inner) => self.answer(inner, value, what, depth + 1),
            Expr::Tuple(items) => {
                for (i, item) in unit.facts.ids(items).enumerate() {
                    let given = part(self.index_name(i));
                    let what = if i > 0 && self.is_failure(items) {
                        "error"
                    } else {
                        what
                    };
                    self.answer(item, &given, what, depth + 1);
                }
            }
            Expr::Call(_, args) => match unit.calls.get(&id) {
                Some(Target::Wrap) => {
                    if let Some(inner) = unit.facts.ids(args).next() {
                        self.answer(inner, value, what, depth + 1);
                    }
                }
                Some(Target::Fail) => {
                    if let Some(inner) = unit.facts.ids(args).next() {
                        self.answer(inner, &part(known::ERROR_PATH), "error", depth + 1);
                    }
                }
                Some(Target::Model(model)) if model.sink.is_some() => {}
                _ => self.sent(id, value, what),
            },
            Expr::Method(m) => {
                let method = &unit.facts.methods[m as usize];
                match unit.methods.get(m as usize) {
                    Some(Target::Model(model)) if model.sink.is_some() => {}
                    _ if unit.text(method.name) == "into_response" => {
                        self.answer(method.recv, value, what, depth + 1);
                    }
                    _ => self.sent(id, value, what),
                }
            }
            // A macro that makes markup is a place of its own.
            Expr::Macro(_) if value.atoms.is_empty() => {}
            _ => self.sent(id, value, what),
        }
    }

    /// `(StatusCode::BAD_REQUEST, text)`: a status of the 400s or 500s comes with an error's text.
    fn is_failure(&self, items: crate::facts::List) -> bool {
        let Some(first) = self.unit.facts.ids(items).next() else {
            return false;
        };
        let Expr::Path(path) = self.unit.facts.exprs[first.at()] else {
            return false;
        };
        let segments = &self.unit.facts.paths[path.at()].segments;
        let name = segments.last().map_or("", |n| self.unit.text(*n));
        // Most names of the 400s and 500s; the others are the good ones.
        !Conventions::embedded().answers.fine.hold(name)
            && name.chars().all(|c| c.is_ascii_uppercase() || c == '_')
    }

    /// The value of an expression goes to the client.
    fn sent(&mut self, id: ExprId, value: &Value, what: &'static str) {
        let program = self.analysis.program;
        let ty = self.ty(id);
        let payload = program.payload(self.analysis.catalog, ty);
        let range = self.range(id);
        let (form, what) = match program.types.head(payload) {
            // Made for answers: noted where it was made.
            Head::Ext(e) if self.analysis.catalog.models.answers(program.text(e.root)) => return,
            // Headers of an answer are no part of its text.
            Head::Ext(e) if self.is_headers(program.text(e.root), program.text(e.last)) => return,
            Head::Adt(adt) => {
                if self.analysis.is_page(adt) {
                    self.page(value, (id, adt), payload, range);
                    return;
                } else if self.answers_itself(adt) {
                    return;
                } else if what == "error" {
                    (Show::Display, what)
                } else {
                    (Show::Other, what)
                }
            }
            _ => (Show::Other, what),
        };
        self.exposed(value, (id, ty), (form, what), range);
    }

    /// A library type whose values only show what they hold when they are printed whole.
    fn is_headers(&self, root: &str, last: &str) -> bool {
        let model = self.analysis.catalog.models.ty(root, last);
        model.is_some_and(|m| m.prints.is_some())
    }

    /// Whether a type of the workspace says itself how it becomes an answer; what it shows is seen there.
    fn answers_itself(&self, adt: u32) -> bool {
        let program = self.analysis.program;
        let made = &Conventions::embedded().answers.made;
        made.iter()
            .filter_map(|name| program.symbols.get(name))
            .any(|name| {
                program
                    .assoc
                    .contains_key(&(crate::link::Holder::Adt(adt), name))
            })
    }

    /// Notes what a value shows to the client.
    pub(super) fn exposed(
        &mut self,
        value: &Value,
        (id, ty): (ExprId, Ty),
        (form, what): (Show, &'static str),
        range: Range,
    ) {
        let shown = self.shown(value.clone(), ty, form, range);
        self.place_hit((Place::Expose, what, None), shown.atoms, range, Some(id));
    }

    /// `page.render()`: a type that is a page shows its fields where it is rendered.
    pub(super) fn rendered(&mut self, recv: &super::calls::Arg, name: &str, range: Range) {
        if !Conventions::embedded().answers.rendered.hold(name) {
            return;
        }
        let program = self.analysis.program;
        let ty = self.ty(recv.id);
        let payload = program.payload(self.analysis.catalog, ty);
        if let Head::Adt(adt) = program.types.head(payload)
            && self.analysis.is_page(adt)
        {
            let value = recv.value.clone();
            self.page(&value, (recv.id, adt), payload, range);
        }
    }

    /// A page is shown to the client, as far as its template names its fields.
    fn page(&mut self, value: &Value, (id, adt): (ExprId, u32), ty: Ty, range: Range) {
        let shown = self.page_shown(value, adt, ty, range);
        self.place_hit(
            (Place::Expose, "template", None),
            shown.atoms,
            range,
            Some(id),
        );
    }
}
