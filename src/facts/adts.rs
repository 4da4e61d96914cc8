//! Structs, enums and unions.
//!
//! In: syntax of type definitions. Out: [`Adt`] entries with what attributes say of each field: left out of `Debug`, left
//! out of `Serialize`, renamed, shown by an error message.

use proc_macro2::TokenStream;
use syn::{Fields, Item};

use super::attrs::{Marks, doc};
use super::format;
use super::ir::{Adt, AdtKind, Field, NameId, Range, Variant};
use super::lower::Lower;

impl Lower<'_> {
    pub(super) fn adt(&mut self, item: &Item) {
        let Some(Head {
            attrs,
            vis,
            ident,
            generics,
            keyword,
            kind,
        }) = head(item)
        else {
            return;
        };
        let mut marks = self.attrs(attrs);
        let start = self.start_of(Some(vis), keyword);
        let (name, name_range) = self.ident(ident);
        let generics = self.generic_names(generics);
        let shown_docs = marks.derives.iter().any(|d| self.text_of(*d) == "Display");
        let display = marks.display.take();
        let (variants, end) = match item {
            Item::Struct(i) => {
                let doc = doc(attrs).filter(|_| shown_docs);
                let (fields, end) = self.struct_body(i, name_range);
                let display = self.display(display, doc, &fields);
                let display = display.or_else(|| forwarded(&fields).filter(|_| shown_docs));
                (vec![only_variant(name, fields, display)], end)
            }
            Item::Enum(i) => {
                let variants = i
                    .variants
                    .iter()
                    .map(|v| self.variant(v, shown_docs))
                    .collect();
                (variants, self.start(i.brace_token.span.close()) + 1)
            }
            Item::Union(i) => {
                let named = i.fields.named.iter().enumerate();
                let fields = named.map(|(at, f)| self.field_of(at, f)).collect();
                let end = self.start(i.fields.brace_token.span.close()) + 1;
                (vec![only_variant(name, fields, None)], end)
            }
            _ => return,
        };
        self.out.adts.push(Adt {
            module: self.place.module,
            name,
            kind,
            generics,
            variants,
            derives: marks.derives,
            attrs: marks.attrs,
            test: self.place.test || marks.test,
            range: Range { start, end },
            name_range,
        });
    }

    /// The fields of a struct, and the byte behind it.
    fn struct_body(&mut self, item: &syn::ItemStruct, name: Range) -> (Vec<Field>, u32) {
        let fields = self.fields(&item.fields);
        let end = match (&item.fields, &item.semi_token) {
            (_, Some(semi)) => self.start(semi.span) + 1,
            (Fields::Named(f), None) => self.start(f.brace_token.span.close()) + 1,
            _ => name.end,
        };
        (fields, end)
    }

    fn variant(&mut self, variant: &syn::Variant, shown_docs: bool) -> Variant {
        let mut marks = self.attrs(&variant.attrs);
        let (name, _) = self.ident(&variant.ident);
        let fields = self.fields(&variant.fields);
        let doc = doc(&variant.attrs).filter(|_| shown_docs);
        let display = self.display(marks.display.take(), doc, &fields);
        Variant {
            name,
            fields,
            display,
            attrs: marks.attrs,
        }
    }

    fn fields(&mut self, fields: &Fields) -> Vec<Field> {
        fields
            .iter()
            .enumerate()
            .map(|(at, field)| self.field_of(at, field))
            .collect()
    }

    fn field_of(&mut self, at: usize, field: &syn::Field) -> Field {
        let marks = self.attrs(&field.attrs);
        let named = field.ident.as_ref().map(|ident| self.ident(ident));
        let ty = self.ty(&field.ty);
        let end = self.here().end;
        let (name, range) = match named {
            Some((name, at)) => (
                name,
                Range {
                    start: at.start,
                    end: end.max(at.end),
                },
            ),
            None => (self.own_name(&at.to_string()), Range { start: end, end }),
        };
        let rename = rename(&marks).map(|text| self.own_name(&text));
        let (debug_skip, serde_skip) = (debug_skip(&marks), serde_skip(&marks));
        Field {
            name,
            ty,
            debug_skip,
            serde_skip,
            rename,
            attrs: marks.attrs,
            range,
        }
    }

    /// The fields an error message shows.
    fn display(
        &mut self,
        tokens: Option<TokenStream>,
        doc: Option<String>,
        fields: &[Field],
    ) -> Option<Vec<NameId>> {
        let Some(tokens) = tokens else {
            let text = doc?;
            return Some(self.shown(&text, &[], fields));
        };
        let mut parts = split(tokens).into_iter();
        let first = parts.next().unwrap_or_default();
        let template = first.clone().into_iter().next();
        let Some(proc_macro2::TokenTree::Literal(literal)) = template else {
            // `transparent`, `fmt = path`: all of it may be shown. `#[display(rename_all = …)]` and the like end here too.
            return Some(vec![self.own_name("*")]);
        };
        let syn::Lit::Str(text) = syn::Lit::new(literal) else {
            return Some(Vec::new());
        };
        let args: Vec<_> = parts.collect();
        Some(self.shown(&text.value(), &args, fields))
    }

    fn shown(&mut self, text: &str, args: &[TokenStream], fields: &[Field]) -> Vec<NameId> {
        let mut names: Vec<NameId> = Vec::new();
        for hole in format::holes(text).unwrap_or_default() {
            let found = match &hole.arg {
                format::Arg::At(at) if *at < args.len() => self.fields_in(args.get(*at), fields),
                format::Arg::At(at) => vec![at.to_string()],
                format::Arg::Name(name) => match named_argument(args, name) {
                    Some(arg) => self.fields_in(Some(arg), fields),
                    None => vec![
                        name.strip_prefix('_')
                            .filter(|n| is_number(n))
                            .unwrap_or(name)
                            .to_owned(),
                    ],
                },
            };
            for text in found {
                let name = self.own_name(&text);
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        names
    }

    /// The fields an argument such as `.0.foo`, `email.len()` or `x = .1` starts from.
    fn fields_in(&self, arg: Option<&TokenStream>, fields: &[Field]) -> Vec<String> {
        let mut found = Vec::new();
        let mut dot = false;
        let mut behind = false;
        for tree in arg.cloned().unwrap_or_default() {
            match &tree {
                proc_macro2::TokenTree::Group(group) => {
                    found.extend(self.fields_in(Some(&group.stream()), fields));
                    behind = true;
                }
                proc_macro2::TokenTree::Punct(p) => {
                    dot = p.as_char() == '.';
                    behind &= dot;
                    continue;
                }
                proc_macro2::TokenTree::Ident(ident) => {
                    let text = ident.to_string();
                    let text = text
                        .strip_prefix('_')
                        .filter(|n| is_number(n))
                        .unwrap_or(&text);
                    if text == "self" {
                        // `self.email` is `.email`.
                        continue;
                    }
                    let known = fields.iter().any(|f| self.text_of(f.name) == text);
                    if !behind && (dot || known) {
                        found.push(text.to_owned());
                    }
                    behind = true;
                }
                proc_macro2::TokenTree::Literal(literal) => {
                    // `.0.1` is lexed as `.` and `0.1`.
                    let text = literal.to_string();
                    let first = text.split('.').next().unwrap_or("");
                    if dot && !behind && is_number(first) {
                        found.push(first.to_owned());
                    }
                    behind = true;
                }
            }
            dot = false;
        }
        found
    }
}

/// What a derived `Display` shows that says nothing of its text: the one field there is.
fn forwarded(fields: &[Field]) -> Option<Vec<NameId>> {
    match fields {
        [only] => Some(vec![only.name]),
        _ => None,
    }
}

/// The argument `name = …` of a list.
fn named_argument<'a>(args: &'a [TokenStream], name: &str) -> Option<&'a TokenStream> {
    args.iter().find(|arg| {
        let mut trees = (*arg).clone().into_iter();
        matches!(trees.next(), Some(proc_macro2::TokenTree::Ident(i)) if i == name)
            && matches!(trees.next(), Some(proc_macro2::TokenTree::Punct(p)) if p.as_char() == '=')
    })
}

/// What all definitions of types begin with.
struct Head<'a> {
    attrs: &'a [syn::Attribute],
    vis: &'a syn::Visibility,
    ident: &'a syn::Ident,
    generics: &'a syn::Generics,
    keyword: proc_macro2::Span,
    kind: AdtKind,
}

fn head(item: &Item) -> Option<Head<'_>> {
    let (attrs, vis, ident, generics, keyword, kind) = match item {
        Item::Struct(i) => (
            &i.attrs,
            &i.vis,
            &i.ident,
            &i.generics,
            i.struct_token.span,
            AdtKind::Struct,
        ),
        Item::Enum(i) => (
            &i.attrs,
            &i.vis,
            &i.ident,
            &i.generics,
            i.enum_token.span,
            AdtKind::Enum,
        ),
        Item::Union(i) => (
            &i.attrs,
            &i.vis,
            &i.ident,
            &i.generics,
            i.union_token.span,
            AdtKind::Union,
        ),
        _ => return None,
    };
    Some(Head {
        attrs,
        vis,
        ident,
        generics,
        keyword,
        kind,
    })
}

/// The variant that a struct or union consists of.
fn only_variant(name: NameId, fields: Vec<Field>, display: Option<Vec<NameId>>) -> Variant {
    Variant {
        name,
        fields,
        display,
        attrs: Vec::new(),
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// Splits tokens at their commas.
fn split(tokens: TokenStream) -> Vec<TokenStream> {
    let mut parts = vec![TokenStream::new()];
    for tree in tokens {
        if matches!(&tree, proc_macro2::TokenTree::Punct(p) if p.as_char() == ',') {
            parts.push(TokenStream::new());
        } else if let Some(last) = parts.last_mut() {
            last.extend([tree]);
        }
    }
    parts
}

/// The words of attribute arguments at the outer level: `skip`, `Debug(ignore)`.
fn words(args: &str) -> impl Iterator<Item = &str> {
    args.split(',').map(str::trim)
}

fn debug_skip(marks: &Marks) -> bool {
    marks.attrs.iter().any(|attr| {
        let last = attr.path.rsplit("::").next().unwrap_or("");
        let args = attr.args.replace(char::is_whitespace, "");
        match last {
            "debug" => words(&args).any(|w| matches!(w, "skip" | "ignore")),
            "derivative" => args.contains("Debug=\"ignore\""),
            "educe" | "derive_where" => {
                args.contains("Debug(ignore") || args.contains("Debug(skip")
            }
            "veil" | "redact" | "sensitive" | "debug_ignore" | "dbg_skip" | "redacted" => true,
            _ => false,
        }
    })
}

fn serde_skip(marks: &Marks) -> bool {
    let wire = |a: &&super::ir::Attr| matches!(&*a.path, "serde" | "graphql" | "oai");
    marks.attrs.iter().filter(wire).any(|attr| {
        words(&attr.args).any(|w| {
            matches!(
                w,
                "skip" | "skip_serializing" | "skip_output" | "write_only"
            )
        })
    })
}

/// `rename = "x"`, `rename(serialize = "x")`.
fn rename(marks: &Marks) -> Option<String> {
    marks
        .attrs
        .iter()
        .filter(|a| &*a.path == "serde")
        .find_map(|attr| {
            let at = attr.args.match_indices("rename").find(|(i, _)| {
                let next = attr.args.get(i + 6..).unwrap_or("").trim_start();
                next.starts_with('=') || next.starts_with('(')
            })?;
            let rest = attr.args.get(at.0 + 6..)?.trim_start();
            let rest = if rest.starts_with('(') {
                rest.get(rest.find("serialize")?..)?
            } else {
                rest
            };
            let rest = rest.get(rest.find('"')? + 1..)?;
            Some(rest.get(..rest.find('"')?)?.to_owned())
        })
}
