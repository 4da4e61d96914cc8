//! Object literals of `json!`, `doc!`, `hashmap!` and the like.
//!
//! In: the tokens of such macros. Out: `Expr::Object` and `Expr::Array`, nested as written.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::parse::discouraged::Speculative;
use syn::parse::{ParseStream, Parser};
use syn::{Lit, Token};

use super::ir::{Expr, FieldExpr, NameId, Range};
use super::lower::{Got, Lower, span};

impl Lower<'_> {
    /// `json!(…)`: one value.
    pub(super) fn object(&mut self, tokens: &TokenStream, range: Range) -> Got {
        let mut got = None;
        let parse = |input: ParseStream| {
            got = Some(self.object_value(input));
            Ok(())
        };
        let _ = parse.parse2(tokens.clone());
        // The macro as a whole is where the value stands.
        match got {
            Some(got) => {
                if let Some(place) = self.out.spans.get_mut(got.id.at())
                    && matches!(
                        self.out.exprs.get(got.id.at()),
                        Some(Expr::Object(_) | Expr::Array(_))
                    )
                {
                    *place = range;
                }
                Got { id: got.id, range }
            }
            None => self.nothing(range),
        }
    }

    /// `doc! { … }`: the entries of one object.
    pub(super) fn entries(&mut self, tokens: &TokenStream, range: Range) -> Got {
        let mark = self.open_fields();
        let parse = |input: ParseStream| {
            while !input.is_empty() {
                self.entry(input);
            }
            Ok(())
        };
        let _ = parse.parse2(tokens.clone());
        let list = self.close_fields(mark);
        self.add(Expr::Object(list), range)
    }

    fn object_value(&mut self, input: ParseStream) -> Got {
        if !self.deeper() {
            return self.nothing(self.here());
        }
        let cursor = input.cursor();
        let group = cursor
            .any_group()
            .filter(|(_, _, _, next)| next.eof() || is_comma(*next));
        let got = match group {
            Some((inner, Delimiter::Brace, at, _)) => {
                let range = self.delimited(at);
                let tokens = inner.token_stream();
                // The group is known to be there.
                let _ = input.parse::<TokenTree>();
                self.entries(&tokens, range)
            }
            Some((inner, Delimiter::Bracket, at, _)) => {
                let range = self.delimited(at);
                let tokens = inner.token_stream();
                let _ = input.parse::<TokenTree>();
                self.object_array(tokens, range)
            }
            _ => self.plain_value(input),
        };
        self.shallower();
        got
    }

    fn object_array(&mut self, tokens: TokenStream, range: Range) -> Got {
        let mark = self.open();
        let parse = |input: ParseStream| {
            while !input.is_empty() {
                if input.parse::<Option<Token![,]>>()?.is_none() {
                    let got = self.object_value(input);
                    self.put(got.id.0);
                }
            }
            Ok(())
        };
        let _ = parse.parse2(tokens);
        let list = self.close(mark);
        self.add(Expr::Array(list), range)
    }

    fn plain_value(&mut self, input: ParseStream) -> Got {
        let fork = input.fork();
        if let Ok(expr) = fork.parse::<syn::Expr>()
            && (fork.is_empty() || fork.peek(Token![,]))
        {
            input.advance_to(&fork);
            return self.expr(&expr);
        }
        let mut trees = Vec::new();
        while !input.is_empty() && (trees.is_empty() || !input.peek(Token![,])) {
            match input.parse::<TokenTree>() {
                Ok(tree) => trees.push(tree),
                Err(_) => break,
            }
        }
        self.soup(trees.into_iter().collect())
    }

    /// `"key": value`, `key => value`, `(expr): value`; always takes at least one token.
    fn entry(&mut self, input: ParseStream) {
        if input
            .parse::<Option<Token![,]>>()
            .is_ok_and(|t| t.is_some())
        {
            return;
        }
        let Some((name, at)) = self.entry_key(input) else {
            return;
        };
        let value = self.object_value(input);
        self.put_field(FieldExpr {
            name,
            value: value.id.0,
            range: span(at, value.range),
        });
    }

    /// The key up to `:` or `=>`. A key that is no literal is named as written.
    fn entry_key(&mut self, input: ParseStream) -> Option<(NameId, Range)> {
        let mut range: Option<Range> = None;
        let mut literal = None;
        let mut count = 0;
        let mut written = String::new();
        while !input.is_empty() {
            if input.peek(Token![:]) && !input.peek(Token![::]) {
                let _ = input.parse::<Token![:]>();
                break;
            }
            if input.peek(Token![=>]) {
                let _ = input.parse::<Token![=>]>();
                break;
            }
            if input.peek(Token![,]) {
                return None;
            }
            if input.peek(Token![::]) {
                let _ = input.parse::<Token![::]>();
                continue;
            }
            let tree = input.parse::<TokenTree>().ok()?;
            if self.opener.is_inside() {
                written.push_str(&tree.to_string());
            }
            let at = match &tree {
                TokenTree::Group(group) => self.delimited(group.delim_span()),
                tree => self.range(tree.span()),
            };
            range = Some(range.map_or(at, |r| span(r, at)));
            count += 1;
            literal = if let TokenTree::Literal(found) = tree {
                Some(found)
            } else {
                None
            };
        }
        let range = range?;
        if let (1, Some(literal)) = (count, literal)
            && let Lit::Str(text) = Lit::new(literal)
        {
            return Some((self.text(&text).name, range));
        }
        if self.opener.is_inside() {
            return Some((self.own_name(&written), range));
        }
        Some((self.name(self.slice(range)), range))
    }
}

fn is_comma(cursor: syn::buffer::Cursor) -> bool {
    matches!(cursor.punct(), Some((p, _)) if p.as_char() == ',')
}
