//! Matches a call against a rule and puts the fragments in.
//!
//! In: a rule and a call's tokens. Out: the tokens the call stands for, if it fits. The rule's own tokens take the call's
//! place; fragments keep theirs, so that what is said of them points at what was written.

use std::collections::BTreeMap;

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use syn::buffer::Cursor;
use syn::ext::IdentExt;
use syn::parse::discouraged::Speculative;
use syn::parse::{ParseStream, Parser};
use syn::{Result, Token};

use super::pieces::{Piece, Repeat, Rule};

/// What a name of a matcher stands for.
#[derive(Clone)]
enum Matched {
    /// A fragment's tokens.
    One(TokenStream),
    /// One entry for each turn of a repetition.
    Many(Vec<Matched>),
}

type Bound = BTreeMap<String, Matched>;

/// The tokens that a call stands for by a rule, if it fits. `left` is how many tokens may still be made.
pub(super) fn apply(
    rule: &Rule,
    tokens: &TokenStream,
    place: (Span, Span),
    left: &mut usize,
) -> Option<TokenStream> {
    let mut bound = Bound::new();
    let parse = |input: ParseStream| {
        fits(input, &rule.matcher, &mut bound)?;
        end(input)
    };
    parse.parse2(tokens.clone()).ok()?;
    let mut writer = Writer { place, left };
    let mut out = Vec::new();
    writer.write(&rule.transcriber, &bound, &mut out)?;
    Some(out.into_iter().collect())
}

fn end(input: ParseStream) -> Result<()> {
    if input.is_empty() {
        Ok(())
    } else {
        Err(input.error("more than the rule takes"))
    }
}

fn fits(input: ParseStream, pieces: &[Piece], bound: &mut Bound) -> Result<()> {
    for piece in pieces {
        match piece {
            Piece::Token(token) => same(input, token)?,
            Piece::Crate => return Err(input.error("no matcher holds this")),
            Piece::Group(delimiter, inner) => {
                let TokenTree::Group(group) = input.parse::<TokenTree>()? else {
                    return Err(input.error("not a bracket"));
                };
                if group.delimiter() != *delimiter {
                    return Err(input.error("another bracket"));
                }
                let parse = |input: ParseStream| {
                    fits(input, inner, bound)?;
                    end(input)
                };
                parse.parse2(group.stream())?;
            }
            Piece::Fragment(name, kind) => {
                let tokens = fragment(input, kind)?;
                bound.insert(name.clone(), Matched::One(tokens));
            }
            Piece::Repeat(repeat) => repeated(input, repeat, bound)?,
        }
    }
    Ok(())
}

/// One token that has to be the same.
fn same(input: ParseStream, token: &TokenTree) -> Result<()> {
    let given = single(input.parse::<TokenTree>()?);
    let equal = match (&given, token) {
        (TokenTree::Ident(a), TokenTree::Ident(b)) => a == b,
        (TokenTree::Punct(a), TokenTree::Punct(b)) => a.as_char() == b.as_char(),
        (TokenTree::Literal(a), TokenTree::Literal(b)) => a.to_string() == b.to_string(),
        _ => false,
    };
    if equal {
        Ok(())
    } else {
        Err(input.error("another token"))
    }
}

/// What a fragment of another macro holds, if that is one token.
fn single(tree: TokenTree) -> TokenTree {
    if let TokenTree::Group(group) = &tree
        && group.delimiter() == Delimiter::None
    {
        let mut inner = group.stream().into_iter();
        if let (Some(only), None) = (inner.next(), inner.next()) {
            return only;
        }
    }
    tree
}

fn repeated(input: ParseStream, repeat: &Repeat, bound: &mut Bound) -> Result<()> {
    let mut rows: Vec<Bound> = Vec::new();
    while !input.is_empty() && (repeat.sign != '?' || rows.is_empty()) {
        let fork = input.fork();
        let divided = rows.is_empty() || repeat.separator.iter().all(|t| same(&fork, t).is_ok());
        let mut row = Bound::new();
        if !divided || fits(&fork, &repeat.inner, &mut row).is_err() {
            break;
        }
        if fork.cursor() == input.cursor() {
            break;
        }
        input.advance_to(&fork);
        rows.push(row);
    }
    if repeat.sign == '+' && rows.is_empty() {
        return Err(input.error("at least one is needed"));
    }
    let mut names = Vec::new();
    fragments(&repeat.inner, &mut names);
    for name in names {
        let turns = rows.iter_mut().filter_map(|r| r.remove(name)).collect();
        bound.insert(name.to_owned(), Matched::Many(turns));
    }
    Ok(())
}

/// The names of all fragments of some pieces.
fn fragments<'p>(pieces: &'p [Piece], found: &mut Vec<&'p str>) {
    for piece in pieces {
        match piece {
            Piece::Fragment(name, _) => found.push(name),
            Piece::Group(_, inner) => fragments(inner, found),
            Piece::Repeat(repeat) => fragments(&repeat.inner, found),
            Piece::Token(_) | Piece::Crate => {}
        }
    }
}

/// The tokens of one fragment.
fn fragment(input: ParseStream, kind: &str) -> Result<TokenStream> {
    let start = input.cursor();
    match kind {
        "expr" | "expr_2021" => {
            if input.peek(Token![let]) {
                return Err(input.error("no expression"));
            }
            input.parse::<syn::Expr>().map(drop)?;
            return Ok(grouped(taken(start, input.cursor())));
        }
        "ident" => input.call(Ident::parse_any).map(drop)?,
        "literal" => {
            input.parse::<Option<Token![-]>>()?;
            input.parse::<syn::Lit>().map(drop)?;
        }
        "ty" => input.parse::<syn::Type>().map(drop)?,
        "path" => input
            .call(syn::Path::parse_mod_style)
            .map(drop)
            .or_else(|_| input.parse::<syn::Path>().map(drop))?,
        "pat" => input
            .call(syn::Pat::parse_multi_with_leading_vert)
            .map(drop)?,
        "pat_param" => input.call(syn::Pat::parse_single).map(drop)?,
        "block" => input.parse::<syn::Block>().map(drop)?,
        "stmt" => input.parse::<syn::Stmt>().map(drop)?,
        "item" => input.parse::<syn::Item>().map(drop)?,
        "meta" => input.parse::<syn::Meta>().map(drop)?,
        "vis" => input.parse::<syn::Visibility>().map(drop)?,
        "lifetime" => input.parse::<syn::Lifetime>().map(drop)?,
        _ => input.parse::<TokenTree>().map(drop)?,
    }
    Ok(taken(start, input.cursor()))
}

/// The tokens between two places of one input.
fn taken(start: Cursor<'_>, end: Cursor<'_>) -> TokenStream {
    let mut at = start;
    let mut tokens = Vec::new();
    while at != end {
        let Some((tree, next)) = at.token_tree() else {
            break;
        };
        tokens.push(tree);
        at = next;
    }
    tokens.into_iter().collect()
}

/// An expression of several tokens stays one operand, whatever it is put beside.
fn grouped(tokens: TokenStream) -> TokenStream {
    let mut trees = tokens.clone().into_iter();
    if trees.next().is_none() || trees.next().is_none() {
        return tokens;
    }
    let span = tokens
        .clone()
        .into_iter()
        .next()
        .map_or_else(Span::call_site, |t| t.span());
    let mut group = Group::new(Delimiter::None, tokens);
    group.set_span(span);
    TokenTree::Group(group).into()
}

/// Writes what a rule stands for.
struct Writer<'l> {
    /// The place of the call's name and of its brackets.
    place: (Span, Span),
    left: &'l mut usize,
}

impl Writer<'_> {
    fn write(&mut self, pieces: &[Piece], bound: &Bound, out: &mut Vec<TokenTree>) -> Option<()> {
        for piece in pieces {
            *self.left = self.left.checked_sub(1)?;
            match piece {
                Piece::Token(token) => {
                    let mut token = token.clone();
                    token.set_span(self.place.0);
                    out.push(token);
                }
                Piece::Crate => out.push(Ident::new("crate", self.place.0).into()),
                Piece::Group(delimiter, inner) => {
                    let mut tokens = Vec::new();
                    self.write(inner, bound, &mut tokens)?;
                    let mut group = Group::new(*delimiter, tokens.into_iter().collect());
                    group.set_span(self.place.1);
                    out.push(group.into());
                }
                Piece::Fragment(name, _) => match bound.get(name) {
                    Some(Matched::One(tokens)) => {
                        let before = out.len();
                        out.extend(tokens.clone());
                        *self.left = self.left.checked_sub(out.len() - before)?;
                    }
                    // A fragment of a macro that this one defines: such a call stays closed.
                    Some(Matched::Many(_)) | None => return None,
                },
                Piece::Repeat(repeat) => self.turns(repeat, bound, out)?,
            }
        }
        Some(())
    }

    fn turns(&mut self, repeat: &Repeat, bound: &Bound, out: &mut Vec<TokenTree>) -> Option<()> {
        let mut names = Vec::new();
        fragments(&repeat.inner, &mut names);
        let lists: Vec<(&str, &Vec<Matched>)> = names
            .iter()
            .filter_map(|n| match bound.get(*n) {
                Some(Matched::Many(turns)) => Some((*n, turns)),
                _ => None,
            })
            .collect();
        let count = lists.iter().map(|(_, turns)| turns.len()).max()?;
        let mut outer = bound.clone();
        outer.retain(|name, _| lists.iter().all(|(n, _)| n != name));
        for turn in 0..count {
            let mut inner = outer.clone();
            for (name, turns) in &lists {
                if let Some(matched) = turns.get(turn) {
                    inner.insert((*name).to_owned(), matched.clone());
                }
            }
            if turn > 0 {
                for token in &repeat.separator {
                    let mut token = token.clone();
                    token.set_span(self.place.0);
                    out.push(token);
                }
            }
            self.write(&repeat.inner, &inner, out)?;
        }
        Some(())
    }
}
