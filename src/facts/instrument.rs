//! `#[instrument]`: which parameters and fields a span records.
//!
//! In: the attribute's arguments and the function's parameters. Out: a macro call named `tracing::instrument` with one
//! argument for each recorded value, and what `ret` and `err` record. `level`, `name` and `target` are left out.

use proc_macro2::{Ident, TokenStream, TokenTree};

use super::ir::{
    Expr, List, LocalId, MacroArg, MacroCall, NameId, Param, Part, Pat, PatId, Range, Recorded,
    Show,
};
use super::lower::{Got, Lower};

impl Lower<'_> {
    pub(super) fn instrument(
        &mut self,
        tokens: &TokenStream,
        range: Range,
        params: &[Param],
    ) -> Got {
        let mut skipped: Vec<NameId> = Vec::new();
        let mut all = false;
        let mut fields = Vec::new();
        let mut last = String::new();
        for tree in tokens.clone() {
            match tree {
                TokenTree::Ident(ident) => {
                    last = ident.to_string();
                    all |= last == "skip_all";
                }
                TokenTree::Group(group) if last == "skip" => {
                    for tree in group.stream() {
                        if let TokenTree::Ident(ident) = tree {
                            let (name, _) = self.ident(&ident);
                            skipped.push(name);
                        }
                    }
                }
                TokenTree::Group(group) if last == "fields" => {
                    let (filled, empty) = filled(group.stream());
                    fields = self.arguments(filled);
                    skipped.extend(empty.iter().map(|ident| self.ident(ident).0));
                }
                _ => last.clear(),
            }
        }
        // A field of the same name takes the parameter's place.
        skipped.extend(fields.iter().filter_map(|f| f.name));
        let mut args = if all {
            Vec::new()
        } else {
            self.recorded(params, &skipped, range)
        };
        for field in fields {
            args.push(MacroArg {
                name: field.name,
                value: field.value.id,
                show: field.show,
                part: Part::Field,
            });
        }
        let segments = ["tracing", "instrument"].map(|s| self.own_name(s)).to_vec();
        let path = self.path_of(segments, range);
        self.add_macro(MacroCall {
            path,
            args,
            format: None,
            inner: List::default(),
            range,
        })
    }

    /// The parameters that the span records by itself: all but the skipped ones.
    fn recorded(&mut self, params: &[Param], skipped: &[NameId], range: Range) -> Vec<MacroArg> {
        let mut locals = Vec::new();
        for param in params {
            self.bound(param.pat, &mut locals);
        }
        let mut args = Vec::new();
        for local in locals {
            let Some(name) = self.out.locals.get(local.at()).map(|l| l.name) else {
                continue;
            };
            if !skipped.contains(&name) {
                args.push(MacroArg {
                    name: Some(name),
                    value: self.add(Expr::Local(local), range).id,
                    show: Show::Debug,
                    part: Part::Field,
                });
            }
        }
        args
    }

    /// The locals a pattern binds, in order.
    fn bound(&self, pat: PatId, found: &mut Vec<LocalId>) {
        let list = match self.out.pats.get(pat.at()) {
            Some(Pat::Bind(local, sub)) => {
                if !found.contains(local) {
                    found.push(*local);
                }
                return sub.iter().for_each(|sub| self.bound(*sub, found));
            }
            Some(
                Pat::Tuple(list) | Pat::TupleStruct(_, list) | Pat::Slice(list) | Pat::Or(list),
            ) => *list,
            Some(Pat::Struct(_, list)) => {
                let fields = self
                    .out
                    .fields
                    .get(list.start as usize..(list.start + list.len) as usize);
                return fields
                    .unwrap_or_default()
                    .iter()
                    .for_each(|f| self.bound(PatId(f.value), found));
            }
            _ => return,
        };
        let ids = self
            .out
            .lists
            .get(list.start as usize..(list.start + list.len) as usize)
            .unwrap_or_default();
        for id in ids {
            self.bound(PatId(*id), found);
        }
    }
}

/// What `ret` and `err` of the attribute record: `ret`, `ret(Display)`, `err(level = "warn", Debug)`.
pub(super) fn results(tokens: &TokenStream, range: Range) -> Option<Recorded> {
    let mut found = Recorded {
        range,
        ..Recorded::default()
    };
    let mut last: Option<Ident> = None;
    for tree in tokens.clone() {
        match tree {
            TokenTree::Ident(ident) => {
                if ident == "ret" {
                    found.ret = Some(Show::Debug);
                } else if ident == "err" {
                    found.err = Some(Show::Display);
                }
                last = Some(ident);
            }
            TokenTree::Group(group) => {
                let named = |name: &str| {
                    group
                        .stream()
                        .into_iter()
                        .any(|t| matches!(&t, TokenTree::Ident(i) if i == name))
                };
                match last.take() {
                    Some(ident) if ident == "ret" && named("Display") => {
                        found.ret = Some(Show::Display);
                    }
                    Some(ident) if ident == "err" && named("Debug") => {
                        found.err = Some(Show::Debug);
                    }
                    _ => {}
                }
            }
            _ => last = None,
        }
    }
    (found.ret.is_some() || found.err.is_some()).then_some(found)
}

/// The fields that get a value, and the names of those that stay empty until something records them: unlike in a log
/// macro, a field without value and sigil takes up no variable of its name.
fn filled(fields: TokenStream) -> (TokenStream, Vec<Ident>) {
    let mut kept = TokenStream::new();
    let mut empty = Vec::new();
    let trees: Vec<TokenTree> = fields.into_iter().collect();
    for field in trees.split_inclusive(|t| is_punct(t, ',')) {
        let valued = field.iter().any(|t| is_punct(t, '='));
        let sigil = field
            .first()
            .is_some_and(|t| is_punct(t, '%') || is_punct(t, '?'));
        if valued || sigil {
            kept.extend(field.iter().cloned());
        } else if let [TokenTree::Ident(ident)] | [TokenTree::Ident(ident), TokenTree::Punct(_)] =
            field
        {
            empty.push(ident.clone());
        }
    }
    (kept, empty)
}

fn is_punct(tree: &TokenTree, c: char) -> bool {
    matches!(tree, TokenTree::Punct(p) if p.as_char() == c)
}
