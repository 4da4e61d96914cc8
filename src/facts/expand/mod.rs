//! The project's own `macro_rules!` macros, opened where they are called.
//!
//! In: the definitions of the whole workspace, as text, and a call's tokens. Out: the tokens that the call stands for,
//! placed at the call. Nothing is compiled, and no procedural macro is run: patterns are matched and fragments put in, as
//! the language defines it. Depth and size are bounded; what exceeds them is read as any unknown macro.

mod matching;
mod pieces;
mod table;

use std::rc::Rc;

use proc_macro2::{Span, TokenStream, TokenTree};
use rustc_hash::FxHashMap;
use syn::Macro;
use syn::parse::Parser;

use super::ir::{Expr, ImplId, Range};
use super::lower::{Got, Lower};
use crate::parse::rust::scan;
use pieces::Rule;
use table::Definition;
pub use table::MacroTable;

/// How deep macros may call macros.
const DEPTH: u32 = 24;
/// How many tokens all calls of one file may stand for together.
const TOKENS: usize = 300_000;
/// How many definitions of one name are tried: `cfg` may choose between some.
const CANDIDATES: usize = 3;
/// So many tokens are parsed without a look at how deep they nest; no bound of the parser's is as low.
const FEW: usize = 128;

/// What is kept while a file is read: which macros there are, and how much has been opened.
pub(super) struct Opener<'t> {
    table: &'t MacroTable,
    /// The file's path, by which one of several macros of a name is chosen.
    path: &'t str,
    rules: FxHashMap<(&'t str, usize), Rc<Vec<Rule>>>,
    depth: u32,
    left: usize,
}

impl<'t> Opener<'t> {
    pub(super) fn new(table: &'t MacroTable, path: &'t str) -> Self {
        Self {
            table,
            path,
            rules: FxHashMap::default(),
            depth: 0,
            left: TOKENS,
        }
    }

    /// Whether the tokens at hand come out of a macro, so that the file's text does not show them.
    pub(super) fn is_inside(&self) -> bool {
        self.depth > 0
    }

    /// How deep in macros we are.
    pub(super) fn depth(&self) -> u32 {
        self.depth
    }

    /// Enters or leaves a macro.
    pub(super) fn set_depth(&mut self, depth: u32) -> u32 {
        std::mem::replace(&mut self.depth, depth)
    }

    /// The tokens that a call stands for, if its macro is the project's and one of its rules fits.
    fn tokens(&mut self, mac: &Macro) -> Option<TokenStream> {
        let name = mac.path.segments.last()?.ident.to_string();
        let name = match name.as_str() {
            "include" | "include_proto" => included(mac)?,
            _ => name,
        };
        let (name, found) = self.table.of_name(&name, self.path)?;
        if self.depth >= DEPTH {
            return None;
        }
        let place = mac.path.segments.first().map(|s| s.ident.span())?;
        let delimiters = mac.delimiter.span().join();
        found
            .into_iter()
            .take(CANDIDATES)
            .find_map(|definition| self.opened(name, definition, mac, (place, delimiters)))
    }

    fn opened(
        &mut self,
        name: &'t str,
        definition: (usize, &'t Definition),
        mac: &Macro,
        place: (Span, Span),
    ) -> Option<TokenStream> {
        let (index, definition) = definition;
        let rules = self
            .rules
            .entry((name, index))
            .or_insert_with(|| Rc::new(pieces::rules(definition.body())));
        let rules = Rc::clone(rules);
        let tokens = rules
            .iter()
            .find_map(|rule| matching::apply(rule, &mac.tokens, place, &mut self.left))?;
        // What nests too deep for the parser is left closed, as in a file. Few tokens cannot, and most calls stand for
        // few: they need not be written out for that.
        let bears = holds_few(tokens.clone(), &mut { FEW })
            || scan::too_deep(&tokens.to_string()).is_none();
        bears.then_some(tokens)
    }
}

/// Whether there are at most `left` tokens, those in brackets included.
fn holds_few(tokens: TokenStream, left: &mut usize) -> bool {
    tokens.into_iter().all(|token| {
        let Some(fewer) = left.checked_sub(1) else {
            return false;
        };
        *left = fewer;
        match token {
            TokenTree::Group(group) => holds_few(group.stream(), left),
            _ => true,
        }
    })
}

/// What `include_proto!("acme.v1")` or `include!(concat!(env!("OUT_DIR"), "/acme.v1.rs"))` asks for.
fn included(mac: &Macro) -> Option<String> {
    let text = mac.tokens.to_string();
    let (front, _) = text.rsplit_once('"')?;
    let (_, named) = front.rsplit_once('"')?;
    let file = named.rsplit('/').next().unwrap_or(named);
    Some(table::included(file.strip_suffix(".rs").unwrap_or(file)))
}

impl Lower<'_> {
    /// A call of the project's macro as the block that it stands for.
    pub(super) fn opened_macro(&mut self, mac: &Macro, range: Range) -> Option<Got> {
        let tokens = self.opener.tokens(mac)?;
        let stmts = syn::Block::parse_within.parse2(tokens).ok()?;
        let depth = self.opener.depth;
        self.opener.set_depth(depth + 1);
        let scope = self.scope.mark();
        let mark = self.open();
        let value = self.statements(&stmts);
        let list = self.close(mark);
        self.scope.back(scope);
        self.opener.set_depth(depth);
        Some(self.add(Expr::Block(list, value), range))
    }

    /// A call of the project's macro in the place of items.
    pub(super) fn opened_items(&mut self, mac: &Macro) -> bool {
        let Some(tokens) = self.opener.tokens(mac) else {
            return false;
        };
        let Ok(found) = super::macro_items::items.parse2(tokens) else {
            return false;
        };
        let depth = self.opener.depth;
        self.opener.set_depth(depth + 1);
        self.items(&found);
        self.opener.set_depth(depth);
        true
    }

    /// A call of the project's macro among the members of an impl.
    pub(super) fn opened_members(&mut self, mac: &Macro, id: ImplId) {
        let tokens = self.opener.tokens(mac);
        let Some(members) = tokens.and_then(|t| super::macro_items::impl_members(&t)) else {
            return;
        };
        let depth = self.opener.depth;
        self.opener.set_depth(depth + 1);
        for member in &members {
            self.impl_member(member, id);
        }
        self.opener.set_depth(depth);
    }
}
