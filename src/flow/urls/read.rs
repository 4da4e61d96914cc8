//! What texts an expression can have: literals, constants, format strings, defaults, and what functions return.
//!
//! In: an expression. Out: its texts, with a hole for each part that is not known.

use super::{At, Destination, HOLE, MOST, Text, Texts};
use crate::facts::{Expr, ExprId, MacroArg, MacroCall, Part, PathId};
use crate::link::resolve::{Def, Space};
use crate::link::typing::Target;

impl Texts<'_> {
    /// The texts of an expression; a single hole where nothing is known.
    pub(super) fn read(&self, at: At, depth: u32, found: &mut Destination) -> Vec<Text> {
        if self.spent(depth) {
            return self.hole(at);
        }
        let mut texts = Vec::new();
        for source in self.sources(at, depth, found) {
            match source {
                Source::Texts(more) => texts.extend(more),
                Source::Of(next) => texts.extend(self.read(next, depth + 1, found)),
            }
        }
        texts.sort();
        texts.dedup();
        // A known text is better than a hole beside it.
        if texts.iter().any(|t| !t.text.starts_with(HOLE)) {
            texts.retain(|t| !t.text.starts_with(HOLE));
        }
        texts.truncate(MOST);
        if texts.is_empty() {
            return self.hole(at);
        }
        texts
    }

    pub(super) fn hole(&self, at: At) -> Vec<Text> {
        let unit = self.unit(at);
        vec![Text {
            text: HOLE.to_string(),
            span: unit.span(unit.facts.spans[at.id.at()]),
        }]
    }

    /// What an expression's text comes from.
    pub(super) fn sources(&self, at: At, depth: u32, found: &mut Destination) -> Vec<Source> {
        let unit = self.unit(at);
        let of = |id: ExprId| Source::Of(At { id, ..at });
        match unit.facts.exprs[at.id.at()] {
            Expr::Str(text) => vec![Source::Texts(vec![Text {
                text: unit.text(text).to_owned(),
                span: unit.span(unit.facts.spans[at.id.at()]),
            }])],
            Expr::Local(local) => self.bound(at, local).into_iter().map(Source::Of).collect(),
            Expr::Path(path) => self.named(at, path),
            Expr::Field(base, name) => {
                let (field, writers) = self.writers(at, base, name);
                found.fields.extend(field);
                let mut sources: Vec<Source> = writers.into_iter().map(Source::Of).collect();
                if let Some((adt, name)) = field {
                    sources.extend(self.declared(adt, name));
                }
                sources
            }
            Expr::Macro(_) | Expr::Binary(..) => vec![Source::Texts(self.joined(at, depth, found))],
            Expr::Method(m) => self.method(at, m, depth, found),
            Expr::Call(callee, args) => {
                let args: Vec<ExprId> = unit.facts.ids(args).collect();
                self.call(at, callee, &args, found)
            }
            Expr::Block(items, true) => unit.facts.ids(items).last().map(of).into_iter().collect(),
            Expr::If(_, then, Some(other)) => vec![of(then), of(other)],
            Expr::Match(_, arms) => {
                let run = arms.start as usize..(arms.start + arms.len) as usize;
                unit.facts.arms[run].iter().map(|a| of(a.body)).collect()
            }
            Expr::Try(a) | Expr::Await(a) | Expr::RefMut(a) | Expr::Async(a) | Expr::Cast(a, _) => {
                vec![of(a)]
            }
            Expr::Closure(c) => vec![of(unit.facts.closures[c as usize].body)],
            _ => Vec::new(),
        }
    }

    /// A constant, or `Self::BASE`.
    pub(super) fn named(&self, at: At, path: PathId) -> Vec<Source> {
        match self
            .program
            .def(self.unit(at), path, Space::Value, self.own(at))
        {
            Some((Def::Const(c), _)) => self.constant(c).map(Source::Of).into_iter().collect(),
            _ => self.associated(at, path),
        }
    }

    /// An associated constant of a type or trait, by its name.
    pub(super) fn associated(&self, at: At, path: PathId) -> Vec<Source> {
        let unit = self.unit(at);
        let segments = &unit.facts.paths[path.at()].segments;
        let Some(last) = segments.last().filter(|_| segments.len() > 1) else {
            return Vec::new();
        };
        let here = unit.facts.consts.iter().find(|c| c.name == *last);
        let value = here.and_then(|c| c.value);
        value
            .map(|id| {
                Source::Of(At {
                    id,
                    function: None,
                    via: None,
                    ..at
                })
            })
            .into_iter()
            .collect()
    }

    pub(super) fn constant(&self, c: u32) -> Option<At> {
        let info = self.program.consts[c as usize];
        let unit = &self.program.units[info.unit as usize];
        let id = unit.facts.consts[info.local as usize].value?;
        Some(At {
            unit: info.unit,
            function: None,
            id,
            via: None,
        })
    }

    /// A method of a text, an option or a URL: most give their receiver in another form.
    pub(super) fn method(
        &self,
        at: At,
        m: u32,
        depth: u32,
        found: &mut Destination,
    ) -> Vec<Source> {
        let unit = self.unit(at);
        let method = &unit.facts.methods[m as usize];
        let recv = At {
            id: method.recv,
            ..at
        };
        let first = unit.facts.ids(method.args).next();
        if let Some(Target::Fn(f)) = unit.methods.get(m as usize) {
            return self
                .returned(*f, Some(at))
                .into_iter()
                .map(Source::Of)
                .collect();
        }
        let alternative = |id: ExprId| Source::Of(At { id, ..at });
        match (unit.text(method.name), first) {
            (
                "unwrap_or" | "unwrap_or_else" | "or" | "or_else" | "get_or_insert_with",
                Some(other),
            ) => {
                vec![Source::Of(recv), alternative(other)]
            }
            ("join", Some(other)) => {
                let start = self.read(recv, depth + 1, found);
                let rest = self.read(At { id: other, ..at }, depth + 1, found);
                vec![Source::Texts(product(&start, &rest, "/"))]
            }
            ("map" | "map_or" | "map_or_else" | "and_then" | "filter" | "get" | "send", _) => {
                Vec::new()
            }
            _ => vec![Source::Of(recv)],
        }
    }

    /// A function call: a constructor gives its argument, `env::var` a setting, a function of the workspace what it
    /// returns.
    pub(super) fn call(
        &self,
        at: At,
        callee: ExprId,
        args: &[ExprId],
        found: &mut Destination,
    ) -> Vec<Source> {
        let unit = self.unit(at);
        if let Some(Target::Fn(f)) = unit.calls.get(&at.id) {
            return self
                .returned(*f, Some(at))
                .into_iter()
                .map(Source::Of)
                .collect();
        }
        let name = match unit.facts.exprs[callee.at()] {
            Expr::Path(p) => {
                let segments = &unit.facts.paths[p.at()].segments;
                segments.last().map_or("", |n| unit.text(*n))
            }
            _ => "",
        };
        let literal = args.first().map(|a| At { id: *a, ..at });
        if matches!(name, "var" | "var_os") {
            let names = literal.map(|l| self.read(l, 1, &mut Destination::default()));
            let names = names.unwrap_or_default();
            let mut texts = Vec::new();
            for variable in names.into_iter().filter(|t| !t.text.contains(HOLE)) {
                let values = self.settings.get(&variable.text).into_iter().flatten();
                texts.extend(values.map(|v| Text {
                    text: v.clone(),
                    span: variable.span,
                }));
                found.variables.push(variable.text);
            }
            return vec![Source::Texts(texts)];
        }
        literal.map(Source::Of).into_iter().collect()
    }

    /// A format string with its arguments put in, `concat!`, or two texts joined by `+`.
    pub(super) fn joined(&self, at: At, depth: u32, found: &mut Destination) -> Vec<Text> {
        let unit = self.unit(at);
        let one =
            |id: ExprId, found: &mut Destination| self.read(At { id, ..at }, depth + 1, found);
        let m = match unit.facts.exprs[at.id.at()] {
            Expr::Binary(_, a, b) => {
                let (start, rest) = (one(a, found), one(b, found));
                return product(&start, &rest, "");
            }
            Expr::Macro(m) => m,
            _ => return Vec::new(),
        };
        let call = &unit.facts.macros[m.at()];
        let start = vec![Text {
            text: String::new(),
            span: unit.span(call.range),
        }];
        if let Some(format) = call.format {
            return self.formatted(at, (call, unit.text(format)), start, depth, found);
        }
        let name = unit.facts.paths[call.path.at()].segments.last();
        let name = name.map_or("", |n| unit.text(*n));
        if !matches!(name, "concat" | "env" | "option_env") {
            return Vec::new();
        }
        let parts: Vec<Vec<Text>> = call.args.iter().map(|a| one(a.value, found)).collect();
        let join = |all: Vec<Text>, part: &Vec<Text>| product(&all, part, "");
        parts.iter().fold(start, join)
    }

    /// A format string with its arguments put in.
    fn formatted(
        &self,
        at: At,
        (call, format): (&MacroCall, &str),
        start: Vec<Text>,
        depth: u32,
        found: &mut Destination,
    ) -> Vec<Text> {
        let span = self.unit(at).span(call.range);
        let mut all = start;
        let shown = |a: &&MacroArg| matches!(a.part, Part::Formatted | Part::Plain);
        let mut positional = call.args.iter().filter(shown);
        for piece in pieces(format) {
            let part = match piece {
                Piece::Text(text) => vec![Text { text, span }],
                Piece::Slot(slot) => {
                    let arg = self.argument_of(at, call, &slot);
                    match arg.or_else(|| positional.next()) {
                        Some(arg) => {
                            let id = arg.value;
                            self.read(At { id, ..at }, depth + 1, found)
                        }
                        None => self.hole(at),
                    }
                }
            };
            all = product(&all, &part, "");
        }
        all
    }

    /// The argument that a slot of a format string names or counts.
    fn argument_of<'c>(&self, at: At, call: &'c MacroCall, slot: &str) -> Option<&'c MacroArg> {
        if slot.is_empty() {
            return None;
        }
        if let Ok(index) = slot.parse::<usize>() {
            let shown = |a: &&MacroArg| a.part == Part::Formatted;
            return call.args.iter().filter(shown).nth(index);
        }
        let unit = self.unit(at);
        call.args.iter().find(|a| {
            let own = a.name.is_some_and(|n| unit.text(n) == slot);
            own || self.is_named(at, a.value, slot)
        })
    }

    pub(super) fn is_named(&self, at: At, id: ExprId, name: &str) -> bool {
        let unit = self.unit(at);
        match unit.facts.exprs[id.at()] {
            Expr::Local(l) => unit.text(unit.facts.locals[l.at()].name) == name,
            Expr::Path(p) => {
                let segments = &unit.facts.paths[p.at()].segments;
                segments.last().is_some_and(|n| unit.text(*n) == name)
            }
            _ => false,
        }
    }
}

/// Where a text comes from.
pub(super) enum Source {
    /// It is one of these.
    Texts(Vec<Text>),
    /// It is that of another expression.
    Of(At),
}

/// A piece of a format string.
pub(in crate::flow) enum Piece {
    Text(String),
    /// What stands between the braces, the format apart.
    Slot(String),
}

/// The texts and slots of a format string.
pub(in crate::flow) fn pieces(format: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut text = String::new();
    let mut chars = format.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '{' if chars.peek() == Some(&'{') => {
                chars.next();
                text.push('{');
            }
            '}' => {
                chars.next_if_eq(&'}');
                text.push('}');
            }
            '{' => {
                pieces.push(Piece::Text(std::mem::take(&mut text)));
                let slot: String = chars.by_ref().take_while(|c| *c != '}').collect();
                let name = slot.split(':').next().unwrap_or("").trim().to_owned();
                pieces.push(Piece::Slot(name));
            }
            c => text.push(c),
        }
    }
    pieces.push(Piece::Text(text));
    pieces
}

/// Every start with every end.
fn product(starts: &[Text], ends: &[Text], between: &str) -> Vec<Text> {
    let mut all = Vec::new();
    for start in starts {
        for end in ends {
            let (head, tail) = (&start.text, &end.text);
            let (head, tail) = if between.is_empty() {
                (head.as_str(), tail.as_str())
            } else {
                (head.trim_end_matches('/'), tail.trim_start_matches('/'))
            };
            let span = if start.text.is_empty() {
                end.span
            } else {
                start.span
            };
            all.push(Text {
                text: format!("{head}{between}{tail}"),
                span,
            });
        }
    }
    all.truncate(MOST);
    all
}
