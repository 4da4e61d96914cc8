//! Settings in Rust code: consts, fields with their attributes, `impl Default`, fallbacks of what is read from outside.

use super::names::Name;
use super::{Known, Origin, Place};
use crate::catalog::Conventions;
use crate::facts::{Adt, Attr, Const, Expr, ExprId, Field, Fn, Owner, Range, TypeRef};
use crate::link::{Program, Unit};
use crate::parse::attribute;
use crate::parse::constant::{self, Constant, is_variable};
use crate::source::SourceMap;
use crate::span::Span;
use rustc_hash::FxHashMap;

/// How deep consts and functions are looked up through each other.
const DEPTH: u32 = 8;

/// Functions that build a value with its defaults.
const BUILDERS: [&str; 8] = [
    "default",
    "defaults",
    "new",
    "from_env",
    "load",
    "init",
    "from_environment",
    "read",
];

/// Methods that give a setting its default: the key, then the value.
const SETTERS: [&str; 6] = [
    "set_default",
    "with_default",
    "default_value",
    "set_override",
    "default",
    "join",
];

/// All places in code, tests left out.
pub(super) fn places(program: &Program, sources: &SourceMap) -> Vec<Place> {
    let mut code = Code {
        program,
        sources,
        consts: FxHashMap::default(),
        functions: FxHashMap::default(),
        held: FxHashMap::default(),
        out: Vec::new(),
    };
    code.index();
    for unit in &program.units {
        let root = unit.modules.first();
        if root.is_none_or(|m| !program.scopes.modules[*m as usize].test) {
            code.unit(unit);
        }
    }
    code.out
}

/// Whether a type reads a command line.
fn is_command_line(unit: &Unit, adt: &Adt) -> bool {
    let mut derives = adt.derives.iter().map(|d| unit.text(*d));
    derives.any(|d| Conventions::embedded().programs.flags.hold(d))
}

/// Whether a condition is that of a developer's build: `debug_assertions`, `feature = "debug"`.
fn is_for_developers(cfg: &str) -> bool {
    let words = |text: &str| {
        text.split(|c: char| !c.is_ascii_alphanumeric())
            .any(|w| matches!(w, "debug" | "dev" | "development"))
    };
    let (before, negated) = cfg.split_once("not(").unwrap_or((cfg, ""));
    words(before) || negated.split_once(')').is_some_and(|(_, rest)| words(rest))
}

struct Code<'p> {
    program: &'p Program,
    sources: &'p SourceMap,
    /// Texts of consts by name, where only one has it.
    consts: FxHashMap<&'p str, Option<&'p str>>,
    /// Texts of the last expressions of functions without arguments, by name.
    functions: FxHashMap<&'p str, Option<(&'p str, Span)>>,
    /// Types of fields, and whether one of the fields is a setting's by the type that holds it.
    held: FxHashMap<&'p str, bool>,
    out: Vec<Place>,
}

impl<'p> Code<'p> {
    fn text(&self, unit: &Unit, range: Range) -> &'p str {
        self.sources.text(unit.span(range))
    }

    fn index(&mut self) {
        let program = self.program;
        for unit in &program.units {
            for adt in unit.facts.adts.iter().filter(|a| !a.test) {
                let set = Conventions::embedded()
                    .programs
                    .is_configuration(unit.text(adt.name));
                let flags = is_command_line(unit, adt);
                for field in adt.variants.iter().flat_map(|v| &v.fields) {
                    *self.held.entry(type_name(unit, field)).or_default() |= set || flags;
                }
            }
        }
        for unit in &program.units {
            for item in unit.facts.consts.iter().filter(|c| !c.test) {
                if let Some(value) = item.value {
                    let text = self.text(unit, unit.facts.spans[value.at()]);
                    let known = self
                        .consts
                        .entry(unit.text(item.name))
                        .or_insert(Some(text));
                    if *known != Some(text) {
                        *known = None;
                    }
                }
            }
            for function in unit
                .facts
                .fns
                .iter()
                .filter(|f| f.params.is_empty() && !f.test)
            {
                if let Some(range) = last_expression(unit, function) {
                    let text = self.text(unit, range);
                    let entry = (text, unit.span(range));
                    let known = self
                        .functions
                        .entry(unit.text(function.name))
                        .or_insert(Some(entry));
                    if known.is_some_and(|k| k.0 != text) {
                        *known = None;
                    }
                }
            }
        }
    }

    fn unit(&mut self, unit: &'p Unit) {
        let facts = &unit.facts;
        let built = |c: &&Const| !c.test && !c.cfg.as_deref().is_some_and(is_for_developers);
        for item in facts.consts.iter().filter(built) {
            let Some(value) = item.value else { continue };
            let text = self.text(unit, facts.spans[value.at()]);
            let name = Name::variable(unit.text(item.name));
            self.constant(text, vec![name], unit.span(item.range), Origin::Const);
        }
        for adt in facts.adts.iter().filter(|a| !a.test) {
            self.adt(unit, adt);
        }
        for function in facts.fns.iter().filter(|f| !f.test) {
            self.function(unit, function);
        }
    }

    /// Adds a place for what a text writes down, under names and those that the text itself gives.
    fn constant(&mut self, text: &str, mut names: Vec<Name>, span: Span, origin: Origin) {
        let constant = constant::read(text);
        let value = match self.value(&constant, &mut names, DEPTH) {
            // A const that holds the name of a variable gives that variable no value.
            Known::Text(name)
                if origin == Origin::Const && is_variable(&name) && name.contains('_') =>
            {
                names.push(Name::variable(&name));
                Known::Unknown
            }
            value => value,
        };
        if value != Known::Unknown || names.iter().any(Name::is_global) {
            self.add(names, value, span, origin, String::new());
        }
    }

    fn add(&mut self, names: Vec<Name>, value: Known, span: Span, origin: Origin, bounds: String) {
        self.out.push(Place {
            names,
            value,
            span,
            origin,
            bounds,
        });
    }

    /// What a constant comes to; the names of settings that it reads are added.
    fn value(&self, constant: &Constant, names: &mut Vec<Name>, depth: u32) -> Known {
        let Some(depth) = depth.checked_sub(1) else {
            return Known::Unknown;
        };
        match constant {
            Constant::Bool(flag) => Known::Bool(*flag),
            Constant::Number(number) => Known::Number(*number),
            Constant::Text(text) => Known::Text(text.clone()),
            Constant::Nothing => Known::Nothing,
            Constant::Name(path) => self.named(path, names, depth),
            Constant::Call(path) => {
                let last = path.last().map_or("", String::as_str);
                match self.functions.get(last) {
                    Some(Some((text, _))) => self.value(&constant::read(text), names, depth),
                    _ => Known::Unknown,
                }
            }
            Constant::Time(count, seconds) => match self.value(count, names, depth) {
                Known::Number(number) => Known::Seconds(number * seconds),
                _ => Known::Unknown,
            },
            Constant::Calc(sign, a, b) => {
                let (a, b) = (self.value(a, names, depth), self.value(b, names, depth));
                calculated(*sign, &a, &b)
            }
            Constant::Outside(name, default) => {
                if let Known::Text(name) = self.value(name, &mut Vec::new(), depth) {
                    names.push(Name::variable(&name));
                }
                match default {
                    Some(default) => self.value(default, names, depth),
                    None => Known::Unknown,
                }
            }
            Constant::TypeDefault | Constant::Unknown => Known::Unknown,
        }
    }

    /// A const, or a variant by its name.
    fn named(&self, path: &[String], names: &mut Vec<Name>, depth: u32) -> Known {
        let last = path.last().map_or("", String::as_str);
        match self.consts.get(last) {
            Some(Some(text)) => self.value(&constant::read(text), names, depth),
            None if path.len() > 1 && last.starts_with(|c: char| c.is_ascii_uppercase()) => {
                Known::Text(last.to_owned())
            }
            Some(None) | None => Known::Unknown,
        }
    }

    /// Fields with what their attributes say.
    fn adt(&mut self, unit: &'p Unit, adt: &Adt) {
        let flags = is_command_line(unit, adt);
        let container = adt
            .attrs
            .iter()
            .any(|a| &*a.path == "serde" && key_of(&a.args, "default").is_some());
        for variant in &adt.variants {
            for field in &variant.fields {
                self.field(unit, adt, field, flags, container);
            }
        }
        let chosen = adt
            .variants
            .iter()
            .find(|v| v.attrs.iter().any(|a| &*a.path == "default"));
        // What only data holds is no setting: the level of an entry of a log.
        let of_data = self.held.get(unit.text(adt.name)) == Some(&false);
        if let Some(variant) = chosen.filter(|_| !of_data) {
            let name = Name::variable(unit.text(adt.name));
            let value = Known::Text(unit.text(variant.name).to_owned());
            self.add(
                vec![name],
                value,
                unit.span(adt.name_range),
                Origin::Default,
                String::new(),
            );
        }
    }

    fn field(&mut self, unit: &'p Unit, adt: &Adt, field: &Field, flags: bool, container: bool) {
        let name = unit.text(field.name);
        let mut names = vec![Name::below(unit.text(adt.name), name)];
        names.extend(
            field
                .rename
                .map(|r| Name::below(unit.text(adt.name), unit.text(r))),
        );
        let mut given: Option<(Known, Span)> = None;
        let mut bounds = type_name(unit, field).to_owned();
        let mut optional = container;
        for attr in &field.attrs {
            bounds.push(' ');
            bounds.push_str(&attr.args);
            for key in ["env", "from"] {
                let variable = key_of(&attr.args, key).map(unquoted);
                names.extend(variable.filter(|v| is_variable(v)).map(Name::variable));
            }
            let long = key_of(&attr.args, "long")
                .map(unquoted)
                .filter(|l| !l.is_empty());
            names.extend(long.map(Name::variable));
            let at = unit.span(attr.range);
            if let Some(value) = self.default_of(attr, &mut names) {
                given = Some((value.0, value.1.unwrap_or(at)));
            } else if &*attr.path == "serde" && key_of(&attr.args, "default") == Some("") {
                optional = true;
            }
        }
        let declared = unit.span(field.range);
        let plain = type_default(type_name(unit, field))
            .filter(|_| optional || flags && type_name(unit, field) == "bool");
        let (value, span) = match (given, plain) {
            (Some(given), _) => given,
            (None, Some(value)) => (value, declared),
            (None, None) => (Known::Unknown, declared),
        };
        self.add(names, value, span, Origin::Default, bounds);
    }

    /// The default that an attribute gives, and where it stands if that is elsewhere.
    fn default_of(&self, attr: &Attr, names: &mut Vec<Name>) -> Option<(Known, Option<Span>)> {
        let whole = match &*attr.path {
            "default" => Some(&*attr.args),
            _ => None,
        };
        let keys = ["default_value_t", "default_value", "default", "Default"];
        let text = whole.or_else(|| {
            keys.iter()
                .find_map(|key| key_of(&attr.args, key).filter(|v| !v.is_empty()))
        })?;
        // Of both the text is the name of a function.
        if matches!(&*attr.path, "serde" | "schemars") {
            let function = unquoted(text).rsplit("::").next()?;
            let (text, span) = (*self.functions.get(function)?)?;
            let value = self.value(&constant::read(text), names, DEPTH);
            return Some((value, Some(span)));
        }
        let text = text.trim_start_matches('=').trim();
        let value = self.value(&constant::read(text), names, DEPTH);
        Some((value, None))
    }

    /// Struct literals of functions that build defaults, fallbacks and setters anywhere.
    fn function(&mut self, unit: &'p Unit, function: &'p Fn) {
        let facts = &unit.facts;
        let (first, last) = function.exprs;
        let builds = BUILDERS.contains(&unit.text(function.name));
        let holder = match function.owner {
            Owner::Impl(id) => type_text(unit, &facts.types[facts.impls[id.at()].self_ty.at()]),
            _ => "",
        };
        for index in first..last.min(facts.exprs.len() as u32) {
            let id = ExprId(index);
            match facts.exprs[id.at()] {
                Expr::Struct(path, fields) => {
                    let segments = &facts.paths[path.at()].segments;
                    let name = segments.last().map_or("", |s| unit.text(*s));
                    let name = if name == "Self" { holder } else { name };
                    let from = fields.start as usize;
                    let fields = facts
                        .fields
                        .get(from..from + fields.len as usize)
                        .unwrap_or(&[]);
                    for field in fields {
                        let value = ExprId(field.value);
                        let text = facts
                            .spans
                            .get(value.at())
                            .map_or("", |r| self.text(unit, *r));
                        let outside = matches!(constant::read(text), Constant::Outside(..));
                        if builds || outside {
                            let names = vec![Name::below(name, unit.text(field.name))];
                            self.constant(text, names, unit.span(field.range), Origin::Default);
                        }
                    }
                }
                Expr::Method(call) => self.method(unit, id, call),
                Expr::Call(..) => {
                    let range = facts.spans[id.at()];
                    let text = self.text(unit, range);
                    if let Constant::Outside(_, Some(_)) = constant::read(text) {
                        self.constant(text, Vec::new(), unit.span(range), Origin::Default);
                    }
                }
                _ => {}
            }
        }
    }

    fn method(&mut self, unit: &'p Unit, id: ExprId, call: u32) {
        let facts = &unit.facts;
        let call = &facts.methods[call as usize];
        let name = unit.text(call.name);
        let range = facts.spans[id.at()];
        let from = call.args.start as usize;
        let args = facts
            .lists
            .get(from..from + call.args.len as usize)
            .unwrap_or(&[]);
        if let ([key, value], true) = (args, SETTERS.contains(&name))
            && let Expr::Str(key) = facts.exprs[ExprId(*key).at()]
        {
            let text = self.text(unit, facts.spans[ExprId(*value).at()]);
            let (around, own) = unit
                .text(key)
                .rsplit_once('.')
                .unwrap_or(("", unit.text(key)));
            let names = vec![Name::below(around, own)];
            self.constant(text, names, unit.span(range), Origin::Default);
        } else if name.starts_with("unwrap_or") || args.len() == 2 {
            let text = self.text(unit, range);
            if let Constant::Outside(_, Some(_)) = constant::read(text) {
                self.constant(text, Vec::new(), unit.span(range), Origin::Default);
            }
        }
    }
}

fn last_expression(unit: &Unit, function: &Fn) -> Option<Range> {
    let body = function.body?;
    match unit.facts.exprs[body.at()] {
        Expr::Block(list, true) => {
            let last = list.start as usize + list.len.checked_sub(1)? as usize;
            let id = ExprId(*unit.facts.lists.get(last)?);
            Some(unit.facts.spans[id.at()])
        }
        _ => Some(unit.facts.spans[body.at()]),
    }
}

fn calculated(sign: char, a: &Known, b: &Known) -> Known {
    let calculate = |a: f64, b: f64| match sign {
        '+' => a + b,
        '-' => a - b,
        '*' => a * b,
        _ if b == 0.0 => 0.0,
        _ => a / b,
    };
    match (a, b) {
        (Known::Number(a), Known::Number(b)) => Known::Number(calculate(*a, *b)),
        (Known::Seconds(a), Known::Number(b)) if matches!(sign, '*' | '/') => {
            Known::Seconds(calculate(*a, *b))
        }
        (Known::Number(a), Known::Seconds(b)) if sign == '*' => Known::Seconds(a * b),
        (Known::Seconds(a), Known::Seconds(b)) if matches!(sign, '+' | '-') => {
            Known::Seconds(calculate(*a, *b))
        }
        _ => Known::Unknown,
    }
}

fn type_name<'u>(unit: &'u Unit, field: &Field) -> &'u str {
    type_text(unit, &unit.facts.types[field.ty.at()])
}

fn type_text<'u>(unit: &'u Unit, ty: &TypeRef) -> &'u str {
    match ty {
        TypeRef::Path(path, _) => {
            let last = unit.facts.paths[path.at()].segments.last();
            last.map_or("", |s| unit.text(*s))
        }
        _ => "",
    }
}

/// What a type's own default is, as far as it can be one of a setting.
fn type_default(ty: &str) -> Option<Known> {
    Some(match ty {
        "bool" => Known::Bool(false),
        "Option" => Known::Nothing,
        "String" => Known::Text(String::new()),
        "u8" | "u16" | "u32" | "u64" | "u128" | "usize" | "i8" | "i16" | "i32" | "i64" | "i128"
        | "isize" | "f32" | "f64" => Known::Number(0.0),
        _ => return None,
    })
}

fn unquoted(text: &str) -> &str {
    text.trim_matches('"')
}

/// The value of a key of an attribute; empty where the key stands alone.
fn key_of<'a>(args: &'a str, key: &str) -> Option<&'a str> {
    attribute::parts(args).find_map(|part| {
        let (name, value) = match part.find(['=', '(']) {
            Some(at) if part[at..].starts_with('=') => (&part[..at], part[at + 1..].trim()),
            Some(at) => {
                let inner = &part[at + 1..];
                (&part[..at], inner.strip_suffix(')').unwrap_or(inner))
            }
            None => (part, ""),
        };
        (name.trim() == key).then_some(value)
    })
}
