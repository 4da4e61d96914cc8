//! Facts as text, close to the code they came from.
//!
//! In: [`FileFacts`]. Out: an outline with one line an item and bodies written out. Locals carry their number
//! (`user#3`), so what a name means can be seen. It is for people and tests and promises no stable form.

mod body;

use std::fmt::Write as _;

use super::ir::{
    Adt, AdtKind, Attr, FileFacts, Fn, Generic, List, NameId, Owner, PathId, TypeId, TypeRef, Use,
};

/// All facts of a file as an outline.
pub fn dump(facts: &FileFacts) -> String {
    let dump = Dump { facts };
    let mut lines = Vec::new();
    dump.modules(&mut lines);
    lines.extend(facts.uses.iter().map(|u| dump.use_line(u)));
    facts.adts.iter().for_each(|a| dump.adt(a, &mut lines));
    dump.declarations(&mut lines);
    // What fills a constant stands in its own line.
    let own = facts.fns.iter().filter(|f| f.initialises.is_none());
    own.for_each(|f| dump.function(f, &mut lines));
    dump.macro_defs(&mut lines);
    dump.rest(&mut lines);
    lines.join("\n")
}

#[derive(Clone, Copy)]
struct Dump<'f> {
    facts: &'f FileFacts,
}

impl<'f> Dump<'f> {
    fn name(self, id: NameId) -> &'f str {
        self.facts.names.get(id.at()).map_or("?", |n| n)
    }

    fn names(self, ids: &[NameId], between: &str) -> String {
        ids.iter()
            .map(|id| self.name(*id))
            .collect::<Vec<_>>()
            .join(between)
    }

    fn ids(self, list: List) -> &'f [u32] {
        self.facts
            .lists
            .get(list.start as usize..(list.start + list.len) as usize)
            .unwrap_or_default()
    }

    fn path(self, id: PathId) -> String {
        let Some(path) = self.facts.paths.get(id.at()) else {
            return "?".to_owned();
        };
        let mut out = String::new();
        if let Some(own) = path.qself {
            let _ = write!(out, "<{}>::", self.ty(own));
        }
        if path.global {
            out.push_str("::");
        }
        out.push_str(&self.names(&path.segments, "::"));
        out
    }

    fn types(self, list: List) -> Vec<String> {
        self.ids(list)
            .iter()
            .map(|id| self.ty(TypeId(*id)))
            .collect()
    }

    fn arguments(self, list: List) -> String {
        if list.len == 0 {
            String::new()
        } else {
            format!("<{}>", self.types(list).join(", "))
        }
    }

    fn ty(self, id: TypeId) -> String {
        match self.facts.types.get(id.at()) {
            Some(TypeRef::Path(path, list)) => {
                format!("{}{}", self.path(*path), self.arguments(*list))
            }
            Some(TypeRef::Tuple(list)) => format!("({})", self.types(*list).join(", ")),
            Some(TypeRef::Slice(ty)) => format!("[{}]", self.ty(*ty)),
            Some(TypeRef::Impl(list)) => format!("impl {}", self.types(*list).join(" + ")),
            Some(TypeRef::Dyn(list)) => format!("dyn {}", self.types(*list).join(" + ")),
            Some(TypeRef::Fn(list)) => format!("fn({})", self.types(*list).join(", ")),
            Some(TypeRef::Projection(ty, of, name)) => {
                let of = of
                    .map(|p| format!(" as {}", self.path(p)))
                    .unwrap_or_default();
                format!("<{}{of}>::{}", self.ty(*ty), self.name(*name))
            }
            Some(TypeRef::Other) | None => "_".to_owned(),
        }
    }

    fn generics(self, generics: &[Generic]) -> String {
        if generics.is_empty() {
            return String::new();
        }
        let one = |g: &Generic| {
            let bounds = self.types(g.bounds);
            let colon = if bounds.is_empty() { "" } else { ": " };
            format!("{}{colon}{}", self.name(g.name), bounds.join(" + "))
        };
        format!(
            "<{}>",
            generics.iter().map(one).collect::<Vec<_>>().join(", ")
        )
    }

    fn attrs(attrs: &[Attr]) -> String {
        let one = |a: &Attr| {
            if a.args.is_empty() {
                format!("#{} ", a.path)
            } else {
                format!("#{}({}) ", a.path, a.args)
            }
        };
        attrs.iter().map(one).collect()
    }

    fn modules(self, lines: &mut Vec<String>) {
        for module in self.facts.modules.iter().skip(1) {
            let mut line = format!(
                "mod {} in {}",
                self.name(module.name),
                module.parent.map_or(0, |p| p.0)
            );
            flags(
                &mut line,
                &[
                    (module.public, "pub"),
                    (module.test, "test"),
                    (!module.inline, "file"),
                ],
            );
            if let Some(cfg) = &module.cfg {
                let _ = write!(line, " cfg({cfg})");
            }
            if let Some(path) = &module.path {
                let _ = write!(line, " path({path})");
            }
            lines.push(line);
        }
    }

    fn use_line(self, item: &Use) -> String {
        let global = if item.global { "::" } else { "" };
        let alias = item.alias.map_or("*", |a| self.name(a));
        let mut line = format!("use {global}{} as {alias}", self.names(&item.path, "::"));
        flags(&mut line, &[(item.public, "pub")]);
        line
    }

    fn adt(self, adt: &Adt, lines: &mut Vec<String>) {
        let kind = match adt.kind {
            AdtKind::Struct => "struct",
            AdtKind::Enum => "enum",
            AdtKind::Union => "union",
        };
        let mut line = format!("{}{kind} {}", Self::attrs(&adt.attrs), self.name(adt.name));
        if !adt.generics.is_empty() {
            let _ = write!(line, "<{}>", self.names(&adt.generics, ", "));
        }
        if !adt.derives.is_empty() {
            let _ = write!(line, " derive({})", self.names(&adt.derives, ", "));
        }
        flags(&mut line, &[(adt.test, "test")]);
        lines.push(line);
        for variant in &adt.variants {
            let display = variant
                .display
                .as_ref()
                .map(|d| format!(" shows({})", self.names(d, ", ")));
            let attrs = Self::attrs(&variant.attrs);
            lines.push(format!(
                "  {attrs}{}{}",
                self.name(variant.name),
                display.unwrap_or_default()
            ));
            for field in &variant.fields {
                let mut line = format!(
                    "    {}{}: {}",
                    Self::attrs(&field.attrs),
                    self.name(field.name),
                    self.ty(field.ty)
                );
                flags(
                    &mut line,
                    &[
                        (field.debug_skip, "no-debug"),
                        (field.serde_skip, "no-serde"),
                    ],
                );
                if let Some(rename) = field.rename {
                    let _ = write!(line, " as {}", self.name(rename));
                }
                lines.push(line);
            }
        }
    }

    fn declarations(self, lines: &mut Vec<String>) {
        for alias in &self.facts.aliases {
            let owner = alias
                .owner
                .map(|o| format!(" in impl {}", o.0))
                .unwrap_or_default();
            lines.push(format!(
                "type {} = {}{owner}",
                self.name(alias.name),
                self.ty(alias.ty)
            ));
        }
        for item in &self.facts.traits {
            lines.push(format!(
                "trait {}: {}",
                self.name(item.name),
                self.types(item.supers).join(" + ")
            ));
        }
        for item in &self.facts.impls {
            let of = item
                .of
                .map(|of| format!("{} for ", self.ty(of)))
                .unwrap_or_default();
            let mut line = format!(
                "impl{} {of}{}",
                self.generics(&item.generics),
                self.ty(item.self_ty)
            );
            flags(&mut line, &[(item.test, "test")]);
            lines.push(line);
        }
        for item in &self.facts.consts {
            let value = item
                .value
                .map(|v| format!(" = {}", self.expr(v)))
                .unwrap_or_default();
            let mut line = format!(
                "const {}: {}{value}{}",
                self.name(item.name),
                self.ty(item.ty),
                owner(item.owner)
            );
            flags(&mut line, &[(item.test, "test")]);
            lines.push(line);
        }
    }

    fn function(self, item: &Fn, lines: &mut Vec<String>) {
        let mut line = format!(
            "{}fn {}{}(",
            Self::attrs(&item.attrs),
            self.name(item.name),
            self.generics(&item.generics)
        );
        for (i, param) in item.params.iter().enumerate() {
            let comma = if i > 0 { ", " } else { "" };
            let by = if param.by_mut { "&mut " } else { "" };
            let _ = write!(
                line,
                "{comma}{}: {by}{}",
                self.pat(param.pat),
                self.ty(param.ty)
            );
        }
        line.push(')');
        if let Some(ret) = item.ret {
            let _ = write!(line, " -> {}", self.ty(ret));
        }
        line.push_str(&owner(item.owner));
        if let Some(within) = item.within {
            let _ = write!(line, " within fn {}", within.0);
        }
        if item.module.0 > 0 {
            let _ = write!(line, " in mod {}", item.module.0);
        }
        flags(
            &mut line,
            &[
                (item.public, "pub"),
                (item.is_async, "async"),
                (item.test, "test"),
            ],
        );
        if let Some(cfg) = &item.cfg {
            let _ = write!(line, " cfg({cfg})");
        }
        if let Some(body) = item.body {
            let _ = write!(line, " {}", self.expr(body));
        }
        lines.push(line);
    }

    fn macro_defs(self, lines: &mut Vec<String>) {
        for def in &self.facts.macro_defs {
            let mut line = format!("macro {}", self.name(def.name));
            flags(&mut line, &[(def.exported, "exported")]);
            lines.push(line);
            for rule in &def.rules {
                let params = rule.params.iter().map(|p| {
                    let star = if p.repeated { "*" } else { "" };
                    format!("${}:{}{star}", self.name(p.name), self.name(p.kind))
                });
                let params: Vec<_> = params.collect();
                let calls = rule
                    .calls
                    .iter()
                    .map(|c| format!("{}!({})", self.path(c.path), self.names(&c.params, ", ")));
                lines.push(format!(
                    "  ({}) => {}",
                    params.join(" "),
                    calls.collect::<Vec<_>>().join("; ")
                ));
            }
        }
    }

    fn rest(self, lines: &mut Vec<String>) {
        for comment in &self.facts.comments {
            let side = if comment.trailing { " trailing" } else { "" };
            lines.push(format!(
                "comment {} at {}..{}{side}",
                comment.text, comment.range.start, comment.range.end
            ));
        }
        for (message, range) in &self.facts.errors {
            lines.push(format!("error {message} at {}..{}", range.start, range.end));
        }
    }
}

fn owner(owner: Owner) -> String {
    match owner {
        Owner::Free => String::new(),
        Owner::Impl(id) => format!(" in impl {}", id.0),
        Owner::Trait(id) => format!(" in trait {}", id.0),
    }
}

fn flags(line: &mut String, flags: &[(bool, &str)]) {
    for (_, text) in flags.iter().filter(|(set, _)| *set) {
        let _ = write!(line, " [{text}]");
    }
}
