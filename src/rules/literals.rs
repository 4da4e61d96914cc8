//! Text literals of Rust code with what they are called.
//!
//! In: the units of the program. Out: [`Literal`]s: each text that is bound to a name, kept in a const or field, given
//! to a function, used where a setting is missing, or compared with. Rules about secrets, addresses and regions read
//! them; nothing is judged here.

mod fallbacks;

use super::scope::Scope;
use crate::catalog::Values;
use crate::facts::{BinOp, Expr, ExprId, Field, FileFacts, List, NameId, Pat, PathId, Range};
use crate::link::Unit;
use crate::span::Span;

/// What a literal is to its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// The value of a const or static.
    Const,
    /// The value of a variable.
    Bound,
    /// The value of a field, or of a key of an object.
    Field,
    /// An argument; the name is that of the function, or of the key given before it.
    Argument,
    /// What counts where a setting is missing.
    Default,
    /// Compared with a value of that name.
    Compared,
}

/// A text literal and what it is called.
#[derive(Clone, Debug)]
pub(super) struct Literal<'a> {
    /// The literal.
    pub span: Span,
    /// Its text.
    pub text: &'a str,
    /// Its name.
    pub name: String,
    /// What it is to its name.
    pub part: Part,
}

/// The literals of all units in scope, test code left out, in the order of the text.
pub(super) fn literals<'a>(scope: &Scope<'a>) -> Vec<Literal<'a>> {
    let mut all = Vec::new();
    for unit in scope.units() {
        let mut reader = Reader {
            unit,
            facts: &unit.facts,
            tests: scope.tests(),
            test_ranges: test_ranges(&unit.facts),
            default_ranges: default_ranges(&unit.facts),
            out: Vec::new(),
        };
        reader.consts();
        reader.expressions();
        reader.functions();
        reader.attributes();
        reader.out.sort_by_key(|l| (l.span, l.part));
        reader
            .out
            .dedup_by_key(|l| (l.span, l.part, l.name.clone()));
        all.append(&mut reader.out);
    }
    all
}

/// The text that an expression hands on, and where it stands.
pub(super) fn handed_on<'a>(
    scope: &Scope<'a>,
    unit: &'a Unit,
    id: ExprId,
) -> Option<(&'a str, Span)> {
    let reader = Reader {
        unit,
        facts: &unit.facts,
        tests: scope.tests(),
        test_ranges: Vec::new(),
        default_ranges: Vec::new(),
        out: Vec::new(),
    };
    let (text, range) = reader.literal(id)?;
    Some((reader.text(text), unit.span(range)))
}

/// Where functions stand that make the value of a type which holds without any other: `fn default()`.
fn default_ranges(facts: &FileFacts) -> Vec<Range> {
    let makes = |f: &&crate::facts::Fn| {
        f.params.is_empty() && &*facts.names[f.name.at()] == "default" && !f.test
    };
    facts.fns.iter().filter(makes).map(|f| f.range).collect()
}

fn test_ranges(facts: &FileFacts) -> Vec<Range> {
    let fns = facts.fns.iter().filter(|f| f.test).map(|f| f.range);
    let consts = facts.consts.iter().filter(|c| c.test).map(|c| c.range);
    fns.chain(consts).collect()
}

struct Reader<'a> {
    unit: &'a Unit,
    facts: &'a FileFacts,
    tests: bool,
    test_ranges: Vec<Range>,
    default_ranges: Vec<Range>,
    out: Vec<Literal<'a>>,
}

impl<'a> Reader<'a> {
    fn text(&self, name: NameId) -> &'a str {
        &self.facts.names[name.at()]
    }

    fn list(&self, list: List) -> impl Iterator<Item = ExprId> + 'a {
        let from = list.start as usize;
        let ids = self.facts.lists.get(from..from + list.len as usize);
        ids.unwrap_or(&[]).iter().map(|id| ExprId(*id))
    }

    fn add(&mut self, at: (NameId, Range), name: &str, part: Part) {
        let (text, range) = at;
        let test = self
            .test_ranges
            .iter()
            .any(|t| t.start <= range.start && range.end <= t.end);
        if !test || self.tests {
            self.out.push(Literal {
                span: self.unit.span(range),
                text: self.text(text),
                name: name.to_owned(),
                part,
            });
        }
    }

    /// The literal that an expression hands on.
    fn literal(&self, id: ExprId) -> Option<(NameId, Range)> {
        let mut id = id;
        for _ in 0..16 {
            id = match self.facts.exprs[id.at()] {
                Expr::Str(name) => return Some((name, self.facts.spans[id.at()])),
                Expr::Method(index) => {
                    let call = &self.facts.methods[index as usize];
                    let handed =
                        Values::embedded().hands_on(self.text(call.name)) && call.args.len <= 1;
                    handed.then_some(call.recv)?
                }
                Expr::Call(callee, args) if args.len == 1 => {
                    let name = self.last_name(callee)?;
                    let regex = self.callee_holds(callee, "Regex");
                    let handed =
                        Values::embedded().hands_on(name) && !regex || name.starts_with("Secret");
                    handed.then(|| self.list(args).next())??
                }
                Expr::Closure(index) => self.facts.closures[index as usize].body,
                Expr::Block(items, true) => self.list(items).last()?,
                Expr::Try(inner) | Expr::Await(inner) | Expr::Cast(inner, _) => inner,
                Expr::Macro(call) => {
                    let call = &self.facts.macros[call.at()];
                    let path = &self.facts.paths[call.path.at()].segments;
                    let named = path.last().is_some_and(|s| self.text(*s) == "format");
                    named.then(|| call.args.first().map(|a| a.value))??
                }
                Expr::Array(items) if items.len == 1 => self.list(items).next()?,
                _ => return None,
            };
        }
        None
    }

    /// The last segment of a path, field or method.
    fn last_name(&self, id: ExprId) -> Option<&'a str> {
        match self.facts.exprs[id.at()] {
            Expr::Path(path) => self.last_segment(path),
            Expr::Local(local) => Some(self.text(self.facts.locals[local.at()].name)),
            Expr::Field(_, name) => Some(self.text(name)),
            Expr::Method(index) => {
                let call = &self.facts.methods[index as usize];
                if Values::embedded().hands_on(self.text(call.name)) {
                    self.last_name(call.recv)
                } else {
                    Some(self.text(call.name))
                }
            }
            Expr::Try(inner) | Expr::Await(inner) | Expr::Cast(inner, _) | Expr::RefMut(inner) => {
                self.last_name(inner)
            }
            _ => None,
        }
    }

    fn callee_holds(&self, callee: ExprId, segment: &str) -> bool {
        let Expr::Path(path) = self.facts.exprs[callee.at()] else {
            return false;
        };
        let segments = &self.facts.paths[path.at()].segments;
        segments.iter().any(|s| self.text(*s) == segment)
    }

    fn last_segment(&self, path: PathId) -> Option<&'a str> {
        let last = self.facts.paths[path.at()].segments.last()?;
        Some(self.text(*last))
    }

    fn consts(&mut self) {
        let facts = self.facts;
        for item in &facts.consts {
            if let Some(at) = item.value.and_then(|v| self.literal(v)) {
                self.add(at, self.text(item.name), Part::Const);
            }
        }
    }

    fn expressions(&mut self) {
        let facts = self.facts;
        for field in &facts.fields {
            // Field patterns keep a pattern's id in the same place; a text literal is none.
            let value = ExprId(field.value);
            if facts.exprs.get(value.at()).is_some()
                && field.range.start <= facts.spans[value.at()].start
                && facts.spans[value.at()].end <= field.range.end + 4096
                && let Some(at) = self.literal(value)
                && at.1.start >= field.range.start
            {
                let within = |r: &Range| r.start <= at.1.start && at.1.end <= r.end;
                let part = if self.default_ranges.iter().any(within) {
                    Part::Default
                } else {
                    Part::Field
                };
                self.add(at, self.text(field.name), part);
            }
        }
        for expr in &facts.exprs {
            match *expr {
                Expr::Let(pat, Some(value), otherwise) => {
                    self.bound(pat, value);
                    self.let_else(value, otherwise);
                }
                Expr::Match(value, arms) => self.match_else(value, arms),
                Expr::If(condition, _, Some(otherwise)) => self.if_else(condition, otherwise),
                Expr::Assign(place, value) => {
                    if let (Some(name), Some(at)) = (self.last_name(place), self.literal(value)) {
                        self.add(at, name, Part::Bound);
                    }
                }
                Expr::Binary(BinOp::Compare, a, b) => {
                    self.compared(a, b);
                    self.compared(b, a);
                }
                Expr::Method(index) => self.method(index),
                Expr::Call(callee, args) => {
                    if let Some(name) = self.last_name(callee) {
                        self.arguments(name, args);
                    }
                }
                _ => {}
            }
        }
    }

    fn bound(&mut self, pat: crate::facts::PatId, value: ExprId) {
        if let Pat::Bind(local, _) = self.facts.pats[pat.at()]
            && let Some(at) = self.literal(value)
        {
            let name = self.text(self.facts.locals[local.at()].name);
            self.add(at, name, Part::Bound);
        }
    }

    fn compared(&mut self, value: ExprId, literal: ExprId) {
        if let (Some(name), Some(at)) = (self.last_name(value), self.literal(literal)) {
            self.add(at, name, Part::Compared);
        }
    }

    fn method(&mut self, index: u32) {
        let call = &self.facts.methods[index as usize];
        let name = self.text(call.name);
        if Values::embedded().is_fallback(name) {
            let value = self.list(call.args).next().and_then(|a| self.literal(a));
            let setting = self.setting_of(call.recv);
            if let (Some(at), Some(setting)) = (value, setting) {
                self.add(at, setting, Part::Default);
            }
        } else {
            self.arguments(name, call.args);
        }
    }

    /// The name of the setting that a chain of calls reads: its first text argument, or the field it starts at.
    fn setting_of(&self, id: ExprId) -> Option<&'a str> {
        let mut id = id;
        for _ in 0..16 {
            match self.facts.exprs[id.at()] {
                Expr::Method(index) => {
                    let call = &self.facts.methods[index as usize];
                    let first = self
                        .list(call.args)
                        .next()
                        .map(|a| self.facts.exprs[a.at()]);
                    if let Some(Expr::Str(name)) = first {
                        return Some(self.text(name));
                    }
                    id = call.recv;
                }
                Expr::Call(callee, args) => {
                    let Some(first) = self.list(args).next() else {
                        return self.last_name(callee);
                    };
                    return match self.facts.exprs[first.at()] {
                        Expr::Str(name) => Some(self.text(name)),
                        _ => self.last_name(first),
                    };
                }
                Expr::Macro(call) => {
                    let call = &self.facts.macros[call.at()];
                    let first = call.args.first()?;
                    return match self.facts.exprs[first.value.at()] {
                        Expr::Str(name) => Some(self.text(name)),
                        _ => None,
                    };
                }
                Expr::Try(inner) | Expr::Await(inner) => id = inner,
                _ => return self.last_name(id),
            }
        }
        None
    }

    /// Arguments of a call: with two of them, a first literal names the second.
    fn arguments(&mut self, callee: &'a str, args: List) {
        if Values::embedded().hands_on(callee) {
            return;
        }
        let mut given = self.list(args);
        if args.len == 2
            && let (Some(key), Some(value)) = (given.next(), given.next())
            && let Some((name, _)) = self.literal(key)
        {
            if let Some(at) = self.literal(value) {
                let name = self.text(name);
                let setting = is_variable(name) && !is_key_of(callee, name, self.text(at.0));
                let part = if setting || Values::embedded().sets_default(callee) {
                    Part::Default
                } else {
                    Part::Argument
                };
                self.add(at, name, part);
            }
            return;
        }
        for arg in self.list(args) {
            if let Some(at) = self.literal(arg) {
                self.add(at, callee, Part::Argument);
            }
        }
    }

    /// Functions that only hand out a literal: what serde's `default = "…"` names.
    fn functions(&mut self) {
        let facts = self.facts;
        for function in facts.fns.iter().filter(|f| f.params.is_empty()) {
            if let Some(at) = function.body.and_then(|b| self.literal(b)) {
                let name = self.text(function.name);
                match name.strip_prefix("default_") {
                    Some(setting) => self.add(at, setting, Part::Default),
                    None => self.add(at, name, Part::Bound),
                }
            }
        }
    }

    /// Defaults in attributes of fields.
    fn attributes(&mut self) {
        let facts = self.facts;
        let adts = facts.adts.iter().filter(|a| !a.test || self.tests);
        let fields: Vec<&Field> = adts
            .flat_map(|a| a.variants.iter().flat_map(|v| &v.fields))
            .collect();
        for field in fields {
            // What serde names as a default is a function, read where it stands.
            for attr in field.attrs.iter().filter(|a| &*a.path != "serde") {
                if let Some(text) = default_in(&attr.args) {
                    self.out.push(Literal {
                        span: self.unit.span(attr.range),
                        text,
                        name: self.text(field.name).to_owned(),
                        part: Part::Default,
                    });
                }
            }
        }
    }
}

/// Whether a name is written like a variable of the environment.
pub(super) fn is_variable(name: &str) -> bool {
    name.len() > 2
        && name.contains('_')
        && name
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
}

/// Whether a call is given a variable and the key of the same setting in a file: `read("SHOP_PASSWORD", "password")`. One
/// that says that it gives a default takes no key.
fn is_key_of(callee: &str, variable: &str, text: &str) -> bool {
    let mut words = callee.split('_');
    let gives = words.any(|w| matches!(w, "or" | "default" | "else" | "fallback"));
    let lower = variable.to_ascii_lowercase();
    let ends = lower.strip_suffix(text);
    !gives && ends.is_some_and(|front| front.ends_with('_'))
}

/// The text behind `default_value = "…"`, `default_value_t = String::from("…")` or `default = "…"`.
fn default_in(args: &str) -> Option<&str> {
    let value = ["default_value", "default_value_t", "default"]
        .iter()
        .find_map(|word| crate::parse::attribute::value(args, word))?;
    let start = value.find('"')?;
    // A text of code in a raw literal is no default by itself.
    if value[..start].starts_with('r') || value[..start].contains('#') {
        return None;
    }
    let inner = value.get(start + 1..)?;
    let end = inner.find('"')?;
    inner.get(..end)
}
