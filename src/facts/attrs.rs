//! Attributes: what they say of the thing they stand on.
//!
//! In: attributes. Out: [`Attr`] entries as text, derived traits, test and `cfg` marks. `cfg_attr` is read as if its
//! contents were written directly.

use proc_macro2::{TokenStream, TokenTree};
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Token};

use super::ir::{Attr, NameId, Range};
use super::lower::Lower;

/// What the attributes of one thing say.
#[derive(Default)]
pub(super) struct Marks {
    pub(super) attrs: Vec<Attr>,
    pub(super) derives: Vec<NameId>,
    pub(super) test: bool,
    pub(super) cfg: Option<Box<str>>,
    /// The arguments of `#[instrument]`.
    pub(super) instrument: Option<(TokenStream, Range)>,
    /// The arguments of `#[error(…)]` or `#[display(…)]`.
    pub(super) display: Option<TokenStream>,
}

impl Marks {
    /// The arguments of the first attribute of this path.
    pub(super) fn find(&self, path: &str) -> Option<&str> {
        self.attrs
            .iter()
            .find(|a| &*a.path == path)
            .map(|a| &*a.args)
    }
}

impl Lower<'_> {
    pub(super) fn attrs(&mut self, attrs: &[Attribute]) -> Marks {
        let mut marks = Marks::default();
        for attr in attrs {
            if attr.path().is_ident("doc") {
                continue;
            }
            let start = self.start(attr.pound_token.span);
            let end = self.start(attr.bracket_token.span.close()) + 1;
            self.meta(&mut marks, &attr.meta, Range { start, end });
        }
        marks
    }

    fn meta(&mut self, marks: &mut Marks, meta: &Meta, range: Range) {
        let path = meta.path();
        if path.is_ident("cfg_attr") {
            let Meta::List(list) = meta else { return };
            for inner in behind_condition(list.tokens.clone()) {
                self.meta(marks, &inner, range);
            }
        } else if path.is_ident("derive") {
            let Meta::List(list) = meta else { return };
            let parse = Punctuated::<syn::Path, Token![,]>::parse_terminated;
            for path in parse.parse2(list.tokens.clone()).into_iter().flatten() {
                if let Some(last) = path.segments.last() {
                    let (name, _) = self.ident(&last.ident);
                    marks.derives.push(name);
                }
            }
        } else if path.is_ident("cfg") {
            self.cfg(marks, meta);
        } else {
            self.other(marks, meta, range);
        }
    }

    fn cfg(&mut self, marks: &mut Marks, meta: &Meta) {
        let Meta::List(list) = meta else { return };
        if needs_test(list.tokens.clone()) {
            marks.test = true;
            return;
        }
        let text = self.between(&list.delimiter);
        marks.cfg = both(marks.cfg.take().as_deref(), Some(&text));
    }

    fn other(&mut self, marks: &mut Marks, meta: &Meta, range: Range) {
        let mut path = String::new();
        for segment in &meta.path().segments {
            if !path.is_empty() {
                path.push_str("::");
            }
            let (name, _) = self.ident(&segment.ident);
            path.push_str(self.text_of(name));
        }
        let last = path.rsplit("::").next().unwrap_or("");
        marks.test |= is_test(last);
        let mut args = String::new();
        match meta {
            Meta::Path(_) => {}
            Meta::List(list) => {
                args = if self.opener.is_inside() {
                    list.tokens.to_string()
                } else {
                    self.between(&list.delimiter)
                };
                if matches!(last, "error" | "display") {
                    marks.display = Some(list.tokens.clone());
                }
            }
            Meta::NameValue(pair) => {
                let got = syn::spanned::Spanned::span(&pair.value);
                let at = self.range(got);
                args = match &pair.value {
                    // A macro's own text stands elsewhere.
                    syn::Expr::Lit(lit) if self.opener.is_inside() => {
                        let (text, _) = self.literal_text(&lit.lit);
                        format!("\"{}\"", self.text_of(text))
                    }
                    _ => one_line(self.slice(at)),
                };
            }
        }
        if last == "instrument" {
            let tokens = if let Meta::List(list) = meta {
                list.tokens.clone()
            } else {
                TokenStream::new()
            };
            marks.instrument = Some((tokens, range));
        }
        marks.attrs.push(Attr {
            path: path.into(),
            args: args.into(),
            range,
        });
    }

    fn between(&mut self, delimiter: &syn::MacroDelimiter) -> String {
        let span = delimiter.span();
        let range = Range {
            start: self.start(span.open()) + 1,
            end: self.start(span.close()),
        };
        one_line(self.slice(range))
    }
}

/// Both conditions as one.
pub(super) fn both(outer: Option<&str>, inner: Option<&str>) -> Option<Box<str>> {
    match (outer, inner) {
        (Some(a), Some(b)) => Some(format!("all({a}, {b})").into()),
        (a, b) => a.or(b).map(Into::into),
    }
}

/// The attributes of `cfg_attr(condition, …)`.
fn behind_condition(tokens: TokenStream) -> Vec<Meta> {
    let parse = |input: syn::parse::ParseStream| {
        input.parse::<Meta>()?;
        let mut found = Vec::new();
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if !input.is_empty() {
                found.push(input.parse()?);
            }
        }
        Ok(found)
    };
    parse.parse2(tokens).unwrap_or_default()
}

/// Whether a condition can hold only in tests: `test`, `all(test, …)`, and by custom also `any(test, …)`.
fn needs_test(tokens: TokenStream) -> bool {
    let mut negated = false;
    for tree in tokens {
        match tree {
            TokenTree::Ident(ident) => {
                if ident == "test" {
                    return true;
                }
                negated = ident == "not";
            }
            TokenTree::Group(group) if !negated && needs_test(group.stream()) => return true,
            TokenTree::Literal(feature) if is_feature_of_tests(&feature.to_string()) => {
                return true;
            }
            _ => negated = false,
        }
    }
    false
}

/// Whether a quoted name is that of a feature which only tests switch on: `"test-util"`, `"testing"`.
fn is_feature_of_tests(quoted: &str) -> bool {
    let mut words = quoted.trim_matches('"').split(['-', '_']);
    words.any(|w| matches!(w, "test" | "tests" | "testing"))
}

fn is_test(name: &str) -> bool {
    matches!(
        name,
        "test"
            | "bench"
            | "rstest"
            | "test_case"
            | "test_log"
            | "quickcheck"
            | "proptest"
            | "wasm_bindgen_test"
            | "should_panic"
            | "gtest"
            | "test_matrix"
            | "parameterized"
    )
}

/// Text without line breaks, as one would write it on one line.
fn one_line(text: &str) -> String {
    if text.contains('\n') {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    } else {
        text.trim().to_owned()
    }
}

/// The first line of documentation.
pub(super) fn doc(attrs: &[Attribute]) -> Option<String> {
    let attr = attrs.iter().find(|a| a.path().is_ident("doc"))?;
    let Meta::NameValue(pair) = &attr.meta else {
        return None;
    };
    let syn::Expr::Lit(lit) = &pair.value else {
        return None;
    };
    let syn::Lit::Str(text) = &lit.lit else {
        return None;
    };
    Some(text.value())
}
