//! Macros in the place of items: `macro_rules!`, `lazy_static!`, `cfg_if!`, and those whose tokens are items.
//!
//! In: item macros. Out: [`MacroDef`] entries and the items found inside. No macro is ever expanded.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, ImplItem, Item, ItemStatic, Token};

use super::ir::{InnerCall, MacroDef, MacroParam, MacroRule, NameId, Range};
use super::lower::Lower;
use super::macros::Grammar;

impl Lower<'_> {
    pub(super) fn macro_item(&mut self, item: &syn::ItemMacro) {
        if let Some(name) = &item.ident {
            let exported = item.attrs.iter().any(|a| a.path().is_ident("macro_export"));
            return self.macro_rules(name, exported, &item.mac.tokens);
        }
        match self.grammar_of(&item.mac) {
            Grammar::Statics => {
                for item in statics(&item.mac.tokens) {
                    self.item(&item);
                }
            }
            Grammar::Alternatives => {
                for tree in item.mac.tokens.clone() {
                    if let TokenTree::Group(group) = tree
                        && group.delimiter() == Delimiter::Brace
                    {
                        let found = items.parse2(group.stream()).unwrap_or_default();
                        self.items(&found);
                    }
                }
            }
            grammar => match items.parse2(item.mac.tokens.clone()) {
                Ok(found) if grammar == Grammar::Other && !found.is_empty() => self.items(&found),
                _ if matches!(grammar, Grammar::Other | Grammar::Query)
                    && self.opened_items(&item.mac) => {}
                _ => {
                    let scope = self.scope.close_off();
                    self.macro_expr(&item.mac);
                    self.scope.back(scope);
                }
            },
        }
    }

    fn macro_rules(&mut self, name: &syn::Ident, exported: bool, tokens: &TokenStream) {
        let (name, range) = self.ident(name);
        let mut rules = Vec::new();
        let mut matcher: Option<TokenStream> = None;
        for tree in tokens.clone() {
            let TokenTree::Group(group) = tree else {
                continue;
            };
            match matcher.take() {
                None => matcher = Some(group.stream()),
                Some(matcher) => {
                    let mut params = Vec::new();
                    self.fragments(matcher, false, &mut params);
                    let mut calls = Vec::new();
                    self.inner_calls(group.stream(), &params, &mut calls);
                    rules.push(MacroRule { params, calls });
                }
            }
        }
        self.out.macro_defs.push(MacroDef {
            module: self.place.module,
            name,
            exported,
            rules,
            range,
        });
    }

    /// The `$name:kind` of a matcher, in order.
    fn fragments(&mut self, tokens: TokenStream, repeated: bool, found: &mut Vec<MacroParam>) {
        let mut trees = tokens.into_iter().peekable();
        while let Some(tree) = trees.next() {
            match tree {
                TokenTree::Group(group) => self.fragments(group.stream(), repeated, found),
                TokenTree::Punct(punct) if punct.as_char() == '$' => match trees.next() {
                    Some(TokenTree::Group(group)) => {
                        self.fragments(group.stream(), true, found);
                    }
                    Some(TokenTree::Ident(name)) => {
                        let colon = trees
                            .next_if(|t| matches!(t, TokenTree::Punct(p) if p.as_char() == ':'));
                        if colon.is_some()
                            && let Some(TokenTree::Ident(kind)) = trees.next()
                        {
                            let (name, kind) = (self.ident(&name).0, self.ident(&kind).0);
                            found.push(MacroParam {
                                name,
                                kind,
                                repeated,
                            });
                        }
                    }
                    _ => {}
                },
                _ => {}
            }
        }
    }

    /// The macro calls of a transcriber, inner ones behind the outer ones.
    fn inner_calls(
        &mut self,
        tokens: TokenStream,
        params: &[MacroParam],
        found: &mut Vec<InnerCall>,
    ) {
        let mut path: Vec<(NameId, Range)> = Vec::new();
        let mut joined = false;
        let mut bang = false;
        let mut dollar = false;
        for tree in tokens {
            match tree {
                TokenTree::Ident(ident) => {
                    let (name, at) = self.ident(&ident);
                    if !joined {
                        path.clear();
                    }
                    // `$macro!(…)` calls whatever the fragment names; that is not known here.
                    let own = self.text_of(name) == "crate";
                    if !dollar || own {
                        path.push((name, at));
                    }
                    (joined, bang, dollar) = (false, false, false);
                }
                TokenTree::Punct(punct) => {
                    let sign = punct.as_char();
                    bang = sign == '!' && !path.is_empty() && !joined;
                    dollar = sign == '$';
                    match sign {
                        ':' => joined = !path.is_empty(),
                        '!' => {}
                        '$' if joined => {}
                        _ => path.clear(),
                    }
                }
                TokenTree::Group(group) => {
                    if std::mem::take(&mut bang) {
                        self.inner_call(&path, &group, params, found);
                    }
                    path.clear();
                    (joined, dollar) = (false, false);
                    self.inner_calls(group.stream(), params, found);
                }
                TokenTree::Literal(_) => {
                    path.clear();
                    (joined, bang, dollar) = (false, false, false);
                }
            }
        }
    }

    fn inner_call(
        &mut self,
        path: &[(NameId, Range)],
        group: &proc_macro2::Group,
        params: &[MacroParam],
        found: &mut Vec<InnerCall>,
    ) {
        let start = path.first().map_or(0, |(_, at)| at.start);
        let end = path.last().map_or(start, |(_, at)| at.end);
        let path = self.path_of(
            path.iter().map(|(name, _)| *name).collect(),
            Range { start, end },
        );
        let mut used = Vec::new();
        self.used(group.stream(), params, &mut used);
        found.push(InnerCall { path, params: used });
    }

    /// The fragments used in tokens, in order. Inline captures of a format string count: `"{$x}"` cannot be written, so
    /// only tokens do.
    fn used(&mut self, tokens: TokenStream, params: &[MacroParam], found: &mut Vec<NameId>) {
        let mut dollar = false;
        for tree in tokens {
            match tree {
                TokenTree::Ident(ident) if dollar => {
                    let (name, _) = self.ident(&ident);
                    if params.iter().any(|p| p.name == name) && !found.contains(&name) {
                        found.push(name);
                    }
                    dollar = false;
                }
                TokenTree::Group(group) => {
                    self.used(group.stream(), params, found);
                    dollar = false;
                }
                TokenTree::Punct(punct) => dollar = punct.as_char() == '$',
                _ => dollar = false,
            }
        }
    }
}

/// The entries of `lazy_static!` and `thread_local!` as ordinary statics.
pub(super) fn statics(tokens: &TokenStream) -> Vec<Item> {
    let mut found = Vec::new();
    let parse = |input: ParseStream| {
        while !input.is_empty() {
            let attrs = input.call(Attribute::parse_outer)?;
            let vis = input.parse()?;
            let static_token: Token![static] = input.parse()?;
            input.parse::<Option<Token![ref]>>()?;
            let ident = input.parse()?;
            let colon_token = input.parse()?;
            let ty = input.parse()?;
            let eq_token = input.parse()?;
            let expr = input.parse()?;
            let semi_token = input
                .parse::<Option<Token![;]>>()?
                .unwrap_or(Token![;](static_token.span));
            found.push(Item::Static(ItemStatic {
                attrs,
                vis,
                static_token,
                mutability: syn::StaticMutability::None,
                ident,
                colon_token,
                ty,
                eq_token,
                expr,
                semi_token,
            }));
        }
        Ok(())
    };
    // Entries up to the first broken one are kept.
    let _ = parse.parse2(tokens.clone());
    found
}

/// The tokens of a macro call within an impl as members, if they are such.
pub(super) fn impl_members(tokens: &TokenStream) -> Option<Vec<ImplItem>> {
    let parse = |input: ParseStream| {
        let mut found = Vec::new();
        while !input.is_empty() {
            found.push(input.parse::<ImplItem>()?);
        }
        Ok(found)
    };
    parse.parse2(tokens.clone()).ok()
}

pub(super) fn items(input: ParseStream) -> syn::Result<Vec<Item>> {
    let mut found = Vec::new();
    while !input.is_empty() {
        match input.parse()? {
            Item::Verbatim(_) => return Err(input.error("not an item")),
            item => found.push(item),
        }
    }
    Ok(found)
}
