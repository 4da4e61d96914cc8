//! The two sides of a macro's rules as trees: fragments and repetitions among plain tokens.
//!
//! In: the text of a definition's body. Out: its [`Rule`]s; what does not read as one is left out.

use proc_macro2::{Delimiter, Punct, TokenStream, TokenTree};

/// A rule: what it matches and what it stands for.
pub(super) struct Rule {
    pub(super) matcher: Vec<Piece>,
    pub(super) transcriber: Vec<Piece>,
}

/// A part of one side.
pub(super) enum Piece {
    /// A token as it is.
    Token(TokenTree),
    /// A bracket.
    Group(Delimiter, Vec<Piece>),
    /// `$name:kind`, or `$name` on the other side.
    Fragment(String, String),
    /// `$crate`
    Crate,
    /// `$( … )sep*`
    Repeat(Repeat),
}

/// A repetition.
pub(super) struct Repeat {
    pub(super) inner: Vec<Piece>,
    pub(super) separator: Vec<TokenTree>,
    /// `*`, `+` or `?`.
    pub(super) sign: char,
}

/// Which side of a rule is read.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    Matcher,
    Transcriber,
}

/// The rules of a body.
pub(super) fn rules(body: &str) -> Vec<Rule> {
    let tokens: TokenStream = body.parse().unwrap_or_default();
    let mut rules = Vec::new();
    let mut matcher: Option<TokenStream> = None;
    for tree in tokens {
        let TokenTree::Group(group) = tree else {
            continue;
        };
        match matcher.take() {
            None => matcher = Some(group.stream()),
            Some(matcher) => rules.push(Rule {
                matcher: pieces(matcher, Side::Matcher),
                transcriber: pieces(group.stream(), Side::Transcriber),
            }),
        }
    }
    rules
}

fn pieces(tokens: TokenStream, side: Side) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut trees = tokens.into_iter().peekable();
    while let Some(tree) = trees.next() {
        match tree {
            TokenTree::Group(group) => {
                found.push(Piece::Group(
                    group.delimiter(),
                    pieces(group.stream(), side),
                ));
            }
            TokenTree::Punct(dollar) if dollar.as_char() == '$' => {
                found.push(behind_dollar(dollar, &mut trees, side));
            }
            token => found.push(Piece::Token(token)),
        }
    }
    found
}

/// What stands behind a `$`.
fn behind_dollar(
    dollar: Punct,
    trees: &mut std::iter::Peekable<impl Iterator<Item = TokenTree>>,
    side: Side,
) -> Piece {
    match trees.peek() {
        Some(TokenTree::Group(group)) => {
            let inner = pieces(group.stream(), side);
            trees.next();
            let (separator, sign) = repetition(trees);
            Piece::Repeat(Repeat {
                inner,
                separator,
                sign,
            })
        }
        Some(TokenTree::Ident(name)) => {
            let name = name.to_string();
            trees.next();
            if name == "crate" {
                return Piece::Crate;
            }
            let mut kind = String::new();
            if side == Side::Matcher
                && trees
                    .next_if(|t| matches!(t, TokenTree::Punct(p) if p.as_char() == ':'))
                    .is_some()
                && let Some(TokenTree::Ident(written)) = trees.next()
            {
                kind = written.to_string();
            }
            Piece::Fragment(name, kind)
        }
        _ => Piece::Token(TokenTree::Punct(dollar)),
    }
}

/// The separator and sign behind `$( … )`.
fn repetition(
    trees: &mut std::iter::Peekable<impl Iterator<Item = TokenTree>>,
) -> (Vec<TokenTree>, char) {
    let mut separator = Vec::new();
    while let Some(tree) = trees.peek() {
        if let TokenTree::Punct(p) = tree
            && matches!(p.as_char(), '*' | '+' | '?')
        {
            let sign = p.as_char();
            trees.next();
            return (separator, sign);
        }
        // A separator is one token; operators of several signs come in pieces.
        if separator.len() >= 3 {
            break;
        }
        separator.extend(trees.next());
    }
    (separator, '*')
}
