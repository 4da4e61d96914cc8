//! Macro calls: which grammar a macro follows, and its arguments' parts.
//!
//! In: macro calls. Out: [`MacroCall`] entries, or plain expressions for `vec!`, `json!`, `matches!` and `select!`. A call
//! is judged by the last segment of its path alone; what the name means in the project is for later rooms.

use syn::{Macro, MacroDelimiter};

use super::arguments::{Form, Read};
use super::format::{self, Arg, Hole};
use super::ir::{
    Expr, List, MacroArg, MacroCall, MacroId, NameId, Part, PathId, PathRef, Range, Show,
};
use super::lower::{Got, Lower};

/// What is expected between a macro's delimiters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grammar {
    /// A format string behind so many arguments.
    Format(usize),
    /// A log event or span: fields and a message, behind so many arguments.
    Event(usize),
    /// Arguments of which a string literal is no format string.
    Query,
    /// `dbg!`: every argument is shown.
    Debug,
    /// `vec!`
    Array,
    /// `json!`
    Object,
    /// `doc!`, `hashmap!`: the entries without braces.
    Entries,
    /// `matches!`
    Matches,
    /// `select!`
    Select,
    /// `join!`, `try_join!`: a tuple of what futures give.
    Join,
    /// `stream!`: statements.
    Statements,
    /// `html!`: markup with expressions in brackets.
    Markup,
    /// `cfg_if!`: braced alternatives.
    Alternatives,
    /// `lazy_static!`, `thread_local!`
    Statics,
    /// Not known.
    Other,
}

/// The grammar that goes with a macro's name.
pub(super) fn grammar(name: &str) -> Grammar {
    match name {
        "format" | "print" | "println" | "eprint" | "eprintln" | "panic" | "todo"
        | "unimplemented" | "unreachable" | "format_args" | "bail" | "anyhow" | "eyre"
        | "format_err" | "format_compact" | "miette" | "whatever" => Grammar::Format(0),
        "write" | "writeln" | "assert" | "debug_assert" | "ensure" | "log" => Grammar::Format(1),
        "assert_eq" | "assert_ne" | "debug_assert_eq" | "debug_assert_ne" | "ensure_eq" => {
            Grammar::Format(2)
        }
        "trace" | "debug" | "info" | "warn" | "error" | "crit" | "critical" | "notice" => {
            Grammar::Event(0)
        }
        "trace_span" | "debug_span" | "info_span" | "warn_span" | "error_span" => Grammar::Event(0),
        "event" | "span" => Grammar::Event(1),
        "dbg" => Grammar::Debug,
        "vec" | "smallvec" | "arrayvec" | "btreeset" | "hashset" => Grammar::Array,
        "json" | "bson" => Grammar::Object,
        "doc" | "hashmap" | "btreemap" | "indexmap" | "convert_args" => Grammar::Entries,
        "matches" => Grammar::Matches,
        "select" | "select_biased" => Grammar::Select,
        "join" | "try_join" => Grammar::Join,
        "stream" | "try_stream" | "async_stream" | "async_try_stream" => Grammar::Statements,
        "html" | "rsx" | "view" | "maud" | "markup" | "template" => Grammar::Markup,
        "cfg_if" => Grammar::Alternatives,
        "lazy_static" | "thread_local" => Grammar::Statics,
        "sql" | "include_str" | "include_bytes" | "include" | "env" | "option_env" | "concat"
        | "stringify" | "regex" | "path" | "assert_matches" | "uri" | "url" | "uuid"
        | "datetime" => Grammar::Query,
        _ if name.starts_with("query") => Grammar::Query,
        _ => Grammar::Other,
    }
}

impl Lower<'_> {
    pub(super) fn grammar_of(&mut self, mac: &Macro) -> Grammar {
        let Some(last) = mac.path.segments.last() else {
            return Grammar::Other;
        };
        let (name, _) = self.ident(&last.ident);
        grammar(self.text_of(name))
    }

    /// A macro call as a statement; none if it only declares items.
    pub(super) fn macro_statement(&mut self, mac: &Macro) -> Option<Got> {
        if self.grammar_of(mac) == Grammar::Statics {
            for item in super::macro_items::statics(&mac.tokens) {
                self.wait(item);
            }
            return None;
        }
        Some(self.macro_expr(mac))
    }

    pub(super) fn macro_expr(&mut self, mac: &Macro) -> Got {
        let grammar = self.grammar_of(mac);
        let start = mac
            .path
            .segments
            .first()
            .map_or(self.here().start, |s| self.start(s.ident.span()));
        let range = Range {
            start,
            end: self.start(mac.delimiter.span().close()) + 1,
        };
        if !self.deeper() {
            return self.nothing(range);
        }
        let read = match grammar {
            Grammar::Array => Some(self.array(&mac.tokens, range)),
            Grammar::Object => Some(self.object(&mac.tokens, range)),
            Grammar::Entries => Some(self.entries(&mac.tokens, range)),
            Grammar::Matches => self.matches(&mac.tokens, range),
            Grammar::Select => self.select(&mac.tokens, range),
            Grammar::Join => Some(self.joined(mac, range)),
            Grammar::Other | Grammar::Query => self.opened_macro(mac, range),
            _ => None,
        };
        let got = match read {
            Some(got) => got,
            None => self.macro_call(mac, grammar, range),
        };
        self.shallower();
        got
    }

    fn macro_call(&mut self, mac: &Macro, grammar: Grammar, range: Range) -> Got {
        let path = self.path(None, &mac.path);
        let mut inner = List::default();
        let mut reads = Vec::new();
        match grammar {
            Grammar::Statements => {
                inner = self
                    .inner_statements(&mac.tokens, range)
                    .unwrap_or_default();
            }
            Grammar::Alternatives => inner = self.alternatives(&mac.tokens, range),
            Grammar::Markup => {
                let mark = self.open();
                self.markup(mac.tokens.clone());
                let list = self.close(mark);
                let ids = self.ids_of(list);
                let args = ids.into_iter().map(|value| MacroArg {
                    name: None,
                    value,
                    show: Show::Value,
                    part: Part::Plain,
                });
                let args = args.collect();
                return self.add_macro(MacroCall {
                    path,
                    args,
                    format: None,
                    inner: List::default(),
                    range,
                });
            }
            Grammar::Other if may_hold_statements(mac) => {
                match self.inner_statements(&mac.tokens, range) {
                    Some(list) => inner = list,
                    None => reads = self.arguments(mac.tokens.clone()),
                }
            }
            _ => reads = self.arguments(mac.tokens.clone()),
        }
        let (args, format) = self.parts(grammar, &reads);
        self.add_macro(MacroCall {
            path,
            args,
            format,
            inner,
            range,
        })
    }

    pub(super) fn ids_of(&self, list: List) -> Vec<super::ir::ExprId> {
        let ids = self
            .out
            .lists
            .get(list.start as usize..(list.start + list.len) as usize)
            .unwrap_or_default();
        ids.iter().map(|id| super::ir::ExprId(*id)).collect()
    }

    pub(super) fn add_macro(&mut self, call: MacroCall) -> Got {
        let range = call.range;
        let id = MacroId(self.out.macros.len() as u32);
        self.out.macros.push(call);
        self.add(Expr::Macro(id), range)
    }

    pub(super) fn path_of(&mut self, segments: Vec<NameId>, range: Range) -> PathId {
        let module = self.place.module;
        self.add_path(PathRef {
            global: false,
            segments,
            generics: List::default(),
            qself: None,
            range,
            module,
        })
    }

    /// Gives each argument its part, and adds what the format string captures.
    fn parts(&mut self, grammar: Grammar, reads: &[Read]) -> (Vec<MacroArg>, Option<NameId>) {
        let template = self.template(grammar, reads);
        let mut args: Vec<MacroArg> = Vec::with_capacity(reads.len());
        let mut position = 0;
        for (at, read) in reads.iter().enumerate() {
            let before = template.as_ref().is_none_or(|(t, _)| at < *t);
            let part = match read.form {
                Form::Control => Part::Control,
                Form::Field => Part::Field,
                Form::Positional if template.as_ref().is_some_and(|(t, _)| at == *t) => {
                    Part::Template
                }
                Form::Positional if before => {
                    let section = template
                        .as_ref()
                        .and_then(|(t, _)| reads.get(*t))
                        .map(|t| t.section);
                    self.part_before(grammar, reads, *read, position, section)
                }
                Form::Positional if matches!(grammar, Grammar::Event(_)) => Part::Field,
                Form::Positional => Part::Plain,
            };
            position += usize::from(read.form == Form::Positional);
            let operand = grammar == Grammar::Format(2) && part == Part::Formatted;
            let show = if grammar == Grammar::Debug || operand {
                Show::Debug
            } else {
                read.show
            };
            args.push(MacroArg {
                name: read.name,
                value: read.value.id,
                show,
                part,
            });
        }
        let Some((at, holes)) = template else {
            return (args, None);
        };
        self.fill(&mut args, reads, at, &holes);
        (args, reads.get(at).and_then(|r| r.text).map(|t| t.name))
    }

    /// The part of a positional argument in front of the format string, or without one.
    fn part_before(
        &self,
        grammar: Grammar,
        reads: &[Read],
        read: Read,
        position: usize,
        template: Option<u32>,
    ) -> Part {
        match grammar {
            // `assert_eq!(a, b)` shows both when they differ.
            Grammar::Format(2) if position < 2 => Part::Formatted,
            Grammar::Format(count) if template.is_some() || position < count => Part::Control,
            Grammar::Event(count) if position < count => Part::Control,
            // `info!(user; "text")`: key-values of `log` stand in front of the text's section.
            Grammar::Event(_) if template.is_some_and(|t| t > read.section) => Part::Field,
            // slog's `info!(log, "text"; "k" => v)` has a logger there, tracing's `info!(user, "text")` a field.
            Grammar::Event(_) => {
                let slog = position == 0
                    && template.is_some()
                    && reads.iter().any(|r| r.arrow || r.section > 0);
                if slog || self.is_logger(read) {
                    Part::Control
                } else {
                    Part::Field
                }
            }
            Grammar::Other if template.is_some() => Part::Control,
            _ => Part::Plain,
        }
    }

    fn is_logger(&self, read: Read) -> bool {
        let name = match self.out.exprs.get(read.value.id.at()) {
            Some(Expr::Local(local)) => self.out.locals.get(local.at()).map(|l| l.name),
            Some(Expr::Field(_, name)) => Some(*name),
            _ => None,
        };
        name.is_some_and(|n| matches!(self.text_of(n), "log" | "logger"))
    }

    /// Which argument is the format string, with its placeholders.
    fn template(&self, grammar: Grammar, reads: &[Read]) -> Option<(usize, Vec<Hole>)> {
        let skip = match grammar {
            Grammar::Format(count) | Grammar::Event(count) => count,
            Grammar::Other => 0,
            _ => return None,
        };
        let positional = reads
            .iter()
            .enumerate()
            .filter(|(_, r)| r.form == Form::Positional);
        let (at, text) = positional
            .skip(skip)
            .find_map(|(at, r)| r.text.map(|t| (at, t)))?;
        let holes = format::holes(self.text_of(text.name));
        match grammar {
            Grammar::Other => holes.filter(|h| !h.is_empty()).map(|h| (at, h)),
            _ => Some((at, holes.unwrap_or_default())),
        }
    }

    /// Marks the arguments a format string shows and adds the names it captures.
    fn fill(&mut self, args: &mut Vec<MacroArg>, reads: &[Read], at: usize, holes: &[Hole]) {
        let section = reads.get(at).map_or(0, |r| r.section);
        let behind: Vec<usize> = (at + 1..reads.len())
            .filter(|i| reads.get(*i).is_some_and(|r| r.section == section))
            .collect();
        let text = reads.get(at).and_then(|r| r.text);
        let mut captured: Vec<(NameId, usize)> = Vec::new();
        for hole in holes {
            let index = match &hole.arg {
                Arg::At(n) => behind.get(*n).copied(),
                Arg::Name(name) => {
                    let name = self.own_name(name);
                    let written = behind
                        .iter()
                        .copied()
                        .find(|i| args.get(*i).is_some_and(|a| a.name == Some(name)));
                    let known = written
                        .or_else(|| captured.iter().find(|(n, _)| *n == name).map(|(_, i)| *i));
                    Some(known.unwrap_or_else(|| {
                        let range = self.capture_range(text, hole, name);
                        let value = self.named(name, range).id;
                        args.push(MacroArg {
                            name: None,
                            value,
                            show: Show::Value,
                            part: Part::Control,
                        });
                        captured.push((name, args.len() - 1));
                        args.len() - 1
                    }))
                }
            };
            let Some(arg) = index.and_then(|i| args.get_mut(i)) else {
                continue;
            };
            match hole.show {
                Some(show) => {
                    arg.show = if arg.part == Part::Formatted {
                        stronger(arg.show, show)
                    } else {
                        show
                    };
                    arg.part = Part::Formatted;
                }
                None if arg.part != Part::Formatted => arg.part = Part::Control,
                None => {}
            }
        }
    }

    /// Where `{name}` stands within the literal, or the literal if its text is decoded.
    fn capture_range(
        &self,
        text: Option<super::literals::Text>,
        hole: &Hole,
        name: NameId,
    ) -> Range {
        let Some(text) = text else {
            return Range::default();
        };
        match text.verbatim_at {
            Some(start) if hole.at > 0 => {
                let start = start + hole.at as u32;
                Range {
                    start,
                    end: start + self.text_of(name).len() as u32,
                }
            }
            _ => text.range,
        }
    }
}

/// The way of showing that tells more.
fn stronger(a: Show, b: Show) -> Show {
    let rank = |show| match show {
        Show::Value => 0,
        Show::Other => 1,
        Show::Display => 2,
        Show::Debug => 3,
    };
    if rank(b) > rank(a) { b } else { a }
}

/// Whether the tokens of an unknown macro are worth reading as statements.
fn may_hold_statements(mac: &Macro) -> bool {
    if matches!(mac.delimiter, MacroDelimiter::Brace(_)) {
        return true;
    }
    matches!(mac.tokens.clone().into_iter().next(), Some(proc_macro2::TokenTree::Ident(i)) if i == "let")
}
