//! Macros whose tokens are statements, markup, branches or nothing known.
//!
//! In: the tokens of such macros. Out: ordinary expressions. Whatever cannot be read gives the locals it mentions.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Block, Expr as Syntax, Stmt, Token};

use super::ir::{Arm, Expr, List, Pat, Range};
use super::lower::{Got, Lower, span};

/// A branch of `select!`.
struct Branch {
    pat: Option<syn::Pat>,
    future: Option<Syntax>,
    guard: Option<Syntax>,
    body: Syntax,
}

impl Lower<'_> {
    /// Tokens as statements, each put on a list; none if they are no statements or just one value.
    pub(super) fn inner_statements(&mut self, tokens: &TokenStream, range: Range) -> Option<List> {
        let stmts = Block::parse_within.parse2(tokens.clone()).ok()?;
        if matches!(
            stmts.as_slice(),
            [] | [Stmt::Expr(Syntax::Lit(_) | Syntax::Path(_), None)]
        ) {
            return None;
        }
        let got = self.statement_block(&stmts, range);
        Some(self.list(&[got.id.0]))
    }

    /// The braced alternatives of `cfg_if!`, each as statements.
    pub(super) fn alternatives(&mut self, tokens: &TokenStream, range: Range) -> List {
        let mark = self.open();
        for tree in tokens.clone() {
            if let TokenTree::Group(group) = tree
                && group.delimiter() == Delimiter::Brace
                && let Ok(stmts) = Block::parse_within.parse2(group.stream())
            {
                let got = self.statement_block(&stmts, range);
                self.put(got.id.0);
            }
        }
        self.close(mark)
    }

    /// Puts the expressions in the brackets of markup onto the open list.
    pub(super) fn markup(&mut self, tokens: TokenStream) {
        if !self.deeper() {
            return;
        }
        for tree in tokens {
            match tree {
                TokenTree::Group(group) => {
                    let stream = group.stream();
                    if is_text_before_value(&stream) {
                        self.markup(stream);
                    } else if let Some(exprs) = expressions(&stream) {
                        for expr in &exprs {
                            let got = self.expr(expr);
                            self.put(got.id.0);
                        }
                    } else if let Ok(stmts) = Block::parse_within.parse2(stream.clone()) {
                        let range = self.delimited(group.delim_span());
                        let got = self.statement_block(&stmts, range);
                        self.put(got.id.0);
                    } else {
                        self.markup(stream);
                    }
                }
                TokenTree::Literal(literal) => {
                    let got = self.literal(&syn::Lit::new(literal));
                    self.put(got.id.0);
                }
                TokenTree::Ident(ident) => {
                    let (name, range) = self.ident(&ident);
                    if self.scope.find(name).is_some() {
                        let got = self.named(name, range);
                        self.put(got.id.0);
                    }
                }
                TokenTree::Punct(_) => {}
            }
        }
        self.shallower();
    }

    /// Tokens that are no expression: the locals and field places they mention, and what their brackets hold.
    pub(super) fn soup(&mut self, tokens: TokenStream) -> Got {
        if !self.deeper() {
            return self.nothing(self.here());
        }
        let mut range: Option<Range> = None;
        let mark = self.open();
        // A place under construction: `user`, then `user.email`.
        let mut place: Option<Got> = None;
        let mut dot = false;
        for tree in tokens {
            let at = match &tree {
                TokenTree::Group(group) => self.delimited(group.delim_span()),
                tree => self.range(tree.span()),
            };
            range = Some(range.map_or(at, |r| span(r, at)));
            let was_dot = std::mem::take(&mut dot);
            match tree {
                TokenTree::Punct(punct) if punct.as_char() == '.' => dot = true,
                TokenTree::Ident(ident) => {
                    let (name, at) = self.ident(&ident);
                    if let (true, Some(base)) = (was_dot, place) {
                        place = Some(self.add(Expr::Field(base.id, name), span(base.range, at)));
                        continue;
                    }
                    self.put_place(place.take());
                    place = self.scope.find(name).map(|_| self.named(name, at));
                }
                tree => {
                    self.put_place(place.take());
                    self.soup_tree(tree, at);
                }
            }
        }
        self.put_place(place.take());
        self.shallower();
        let range = range.unwrap_or(self.here());
        self.join(mark, range)
    }

    fn put_place(&mut self, place: Option<Got>) {
        if let Some(got) = place {
            self.put(got.id.0);
        }
    }

    fn soup_tree(&mut self, tree: TokenTree, at: Range) {
        match tree {
            TokenTree::Literal(literal) => {
                let got = self.literal(&syn::Lit::new(literal));
                self.put(got.id.0);
            }
            TokenTree::Group(group) => {
                let stream = group.stream();
                if let Some(exprs) = expressions(&stream) {
                    for expr in &exprs {
                        let got = self.expr(expr);
                        self.put(got.id.0);
                    }
                } else if group.delimiter() == Delimiter::Brace
                    && let Ok(stmts) = Block::parse_within.parse2(stream.clone())
                {
                    let got = self.statement_block(&stmts, at);
                    self.put(got.id.0);
                } else {
                    let got = self.soup(stream);
                    self.put(got.id.0);
                }
            }
            _ => {}
        }
    }

    /// `vec![a, b]`, `vec![x; n]`.
    pub(super) fn array(&mut self, tokens: &TokenStream, range: Range) -> Got {
        let reads = self.arguments(tokens.clone());
        let ids: Vec<u32> = reads
            .iter()
            .filter(|r| r.section == 0)
            .map(|r| r.value.id.0)
            .collect();
        let list = self.list(&ids);
        self.add(Expr::Array(list), range)
    }

    /// `matches!(value, pattern if guard)` as a match whose arms are truth values.
    pub(super) fn matches(&mut self, tokens: &TokenStream, range: Range) -> Option<Got> {
        let parse = |input: ParseStream| {
            let value: Syntax = input.parse()?;
            input.parse::<Token![,]>()?;
            let pat = syn::Pat::parse_multi_with_leading_vert(input)?;
            let guard = if input.parse::<Option<Token![if]>>()?.is_some() {
                Some(input.parse::<Syntax>()?)
            } else {
                None
            };
            input.parse::<Option<Token![,]>>()?;
            Ok((value, pat, guard))
        };
        let (value, pat, guard) = parse.parse2(tokens.clone()).ok()?;
        let value = self.expr(&value);
        let scope = self.scope.mark();
        let (pat, inner) = self.guarded(&pat);
        let guard = guard.map(|g| self.expr(&g).id).or(inner);
        self.scope.back(scope);
        let arms = self.open_arms();
        for (pat, guard, text) in [(Some(pat), guard, "true"), (None, None, "false")] {
            let name = self.own_name(text);
            let body = self.add(Expr::Scalar(name), range).id;
            let pat = pat.unwrap_or_else(|| self.add_pat(Pat::Wild));
            self.put_arm(Arm { pat, guard, body });
        }
        let arms = self.close_arms(arms);
        Some(self.add(Expr::Match(value.id, arms), range))
    }

    /// `join!(a, b)` as `(a.await, b.await)`; `try_join!` gives what its futures give when all succeed.
    pub(super) fn joined(&mut self, mac: &syn::Macro, range: Range) -> Got {
        if let Some(got) = self.opened_macro(mac, range) {
            return got;
        }
        let tries = mac
            .path
            .segments
            .last()
            .is_some_and(|s| s.ident == "try_join");
        let mut ids = Vec::new();
        for read in self.arguments(mac.tokens.clone()) {
            // `biased;` stands in front of the futures.
            if matches!(self.out.exprs.get(read.value.id.at()), Some(Expr::Path(_))) {
                continue;
            }
            let mut got = self.add(Expr::Await(read.value.id), read.value.range);
            if tries {
                got = self.add(Expr::Try(got.id), got.range);
            }
            ids.push(got.id.0);
        }
        let list = self.list(&ids);
        self.add(Expr::Tuple(list), range)
    }

    /// `select!`: each branch awaits its own future, so its arm holds `let pat = future.await` in front of the body.
    pub(super) fn select(&mut self, tokens: &TokenStream, range: Range) -> Option<Got> {
        let branches = select_branches.parse2(tokens.clone()).ok()?;
        let value = self.nothing(Range {
            start: range.start,
            end: range.start,
        });
        let arms = self.open_arms();
        for branch in &branches {
            let scope = self.scope.mark();
            let pat = self.add_pat(Pat::Wild);
            let guard = branch.guard.as_ref().map(|g| self.expr(g).id);
            let mut wait = None;
            if let (Some(pat), Some(future)) = (&branch.pat, &branch.future) {
                let future = self.expr(future);
                let value = self.add(Expr::Await(future.id), future.range);
                let pat = self.pat(pat);
                wait = Some(self.add(Expr::Let(pat, Some(value.id), None), future.range));
            }
            let mut body = self.expr(&branch.body);
            if let Some(wait) = wait {
                let list = self.list(&[wait.id.0, body.id.0]);
                body = self.add(Expr::Block(list, true), span(wait.range, body.range));
            }
            self.scope.back(scope);
            self.put_arm(Arm {
                pat,
                guard,
                body: body.id,
            });
        }
        let arms = self.close_arms(arms);
        Some(self.add(Expr::Match(value.id, arms), range))
    }
}

/// `"mail: " (email)`: in markup a text and a value behind it, no call.
fn is_text_before_value(tokens: &TokenStream) -> bool {
    let mut trees = tokens.clone().into_iter().peekable();
    while let Some(tree) = trees.next() {
        if let (TokenTree::Literal(_), Some(TokenTree::Group(_))) = (&tree, trees.peek()) {
            return true;
        }
    }
    false
}

/// Tokens as a list of expressions, if they are one.
fn expressions(tokens: &TokenStream) -> Option<Punctuated<Syntax, Token![,]>> {
    Punctuated::<Syntax, Token![,]>::parse_terminated
        .parse2(tokens.clone())
        .ok()
}

fn select_branches(input: ParseStream) -> syn::Result<Vec<Branch>> {
    let mut branches = Vec::new();
    while !input.is_empty() {
        let word = input
            .cursor()
            .ident()
            .map(|(ident, _)| ident.to_string())
            .unwrap_or_default();
        if word == "biased" && input.peek2(Token![;]) {
            input.parse::<syn::Ident>()?;
            input.parse::<Token![;]>()?;
            continue;
        }
        let lone =
            matches!(word.as_str(), "else" | "default" | "complete") && input.peek2(Token![=>]);
        let (mut pat, mut future, mut guard) = (None, None, None);
        if lone {
            input.parse::<TokenTree>()?;
        } else {
            pat = Some(syn::Pat::parse_multi_with_leading_vert(input)?);
            input.parse::<Token![=]>()?;
            future = Some(input.parse()?);
            if input.peek(Token![,]) && input.peek2(Token![if]) {
                input.parse::<Token![,]>()?;
                input.parse::<Token![if]>()?;
                guard = Some(input.parse()?);
            }
        }
        input.parse::<Token![=>]>()?;
        let body = Syntax::parse_with_earlier_boundary_rule(input)?;
        input.parse::<Option<Token![,]>>()?;
        branches.push(Branch {
            pat,
            future,
            guard,
            body,
        });
    }
    Ok(branches)
}
