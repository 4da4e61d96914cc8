//! The grammar of macro arguments, wide enough for `log`, `tracing`, `slog` and the projects' own macros.
//!
//! In: the tokens between a macro's delimiters. Out: [`Read`] arguments, values already lowered. Each argument is
//! `[name (= | => | :)] [% | ?] expr`; tokens that are no expression still give the locals they mention.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use syn::buffer::Cursor;
use syn::parse::discouraged::Speculative;
use syn::parse::{ParseStream, Parser};
use syn::{Lit, Token};

use super::ir::{Expr, NameId, Show};
use super::literals::Text;
use super::lower::{Got, Lower};

/// How an argument is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `value`
    Positional,
    /// `name = value`, `name => value`, `name: value`, `%value`, `?value`
    Field,
    /// `target: value` and the like.
    Control,
}

/// An argument as read.
#[derive(Clone, Copy)]
pub(super) struct Read {
    pub(super) name: Option<NameId>,
    pub(super) value: Got,
    pub(super) show: Show,
    pub(super) form: Form,
    /// The text, where the value is a string literal.
    pub(super) text: Option<Text>,
    /// How many `;` stand in front of it.
    pub(super) section: u32,
    /// Written with `=>`.
    pub(super) arrow: bool,
}

/// A name in front of a value.
struct Key {
    name: NameId,
    separator: Separator,
    /// How many tokens the name takes.
    tokens: usize,
}

/// What stands between a name and its value.
#[derive(Clone, Copy)]
struct Separator {
    /// `=`, `:` or `>` for `=>`.
    sign: char,
    /// `name:? = value`
    show: Show,
    /// How many tokens it takes.
    tokens: usize,
    /// No value follows: the local of that name is meant.
    captures: bool,
}

impl Lower<'_> {
    pub(super) fn arguments(&mut self, tokens: TokenStream) -> Vec<Read> {
        let mut found = Vec::new();
        let parse = |input: ParseStream| {
            self.read_all(input, &mut found);
            Ok(())
        };
        // Nothing is lost by an error: what could be read has been read.
        let _ = parse.parse2(tokens);
        found
    }

    fn read_all(&mut self, input: ParseStream, found: &mut Vec<Read>) {
        let mut section = 0;
        while !input.is_empty() {
            if input
                .parse::<Option<Token![,]>>()
                .is_ok_and(|t| t.is_some())
            {
                continue;
            }
            if input
                .parse::<Option<Token![;]>>()
                .is_ok_and(|t| t.is_some())
            {
                section += 1;
                continue;
            }
            let before = input.cursor();
            self.read_one(input, section, found);
            if input.cursor() == before {
                advance(input, 1);
            }
        }
    }

    fn read_one(&mut self, input: ParseStream, section: u32, found: &mut Vec<Read>) {
        if let Some(group) = field_group(input) {
            advance(input, 1);
            // `{ a = b, %c }` groups fields.
            for read in self.arguments(group) {
                let form = if read.form == Form::Positional && read.text.is_none() {
                    Form::Field
                } else {
                    read.form
                };
                found.push(Read {
                    form,
                    section,
                    ..read
                });
            }
            return;
        }
        let Some(key) = self.key(input.cursor()) else {
            let read = self.unnamed(input, section);
            found.push(read);
            return;
        };
        let (name, separator) = (key.name, key.separator);
        if separator.captures
            && let Some((ident, _)) = input.cursor().ident()
        {
            advance(input, key.tokens + separator.tokens);
            let read = self.captured(name, &ident, separator.show, section);
            found.push(read);
            return;
        }
        advance(input, key.tokens + separator.tokens);
        let show = if separator.show == Show::Value {
            sigil(input)
        } else {
            separator.show
        };
        let control = separator.sign == ':'
            && matches!(self.text_of(name), "target" | "parent" | "name" | "logger");
        let (value, text) = self.value(input);
        let form = if control { Form::Control } else { Form::Field };
        found.push(Read {
            name: Some(name),
            value,
            show,
            form,
            text,
            section,
            arrow: separator.sign == '>',
        });
    }

    /// `value`, `%value`, `?value`
    fn unnamed(&mut self, input: ParseStream, section: u32) -> Read {
        let show = sigil(input);
        let (value, text) = self.value(input);
        let form = if show == Show::Value {
            Form::Positional
        } else {
            Form::Field
        };
        Read {
            name: None,
            value,
            show,
            form,
            text,
            section,
            arrow: false,
        }
    }

    /// `info!(user:?; "text")` takes the local of that name.
    fn captured(&mut self, name: NameId, ident: &syn::Ident, show: Show, section: u32) -> Read {
        let (local, range) = self.ident(ident);
        Read {
            name: Some(name),
            value: self.named(local, range),
            show,
            form: Form::Field,
            text: None,
            section,
            arrow: false,
        }
    }

    /// The name in front of a value, if there is one: `a`, `a.b`, `"a-b"`, `{ CONST }`, with its separator.
    fn key(&mut self, cursor: Cursor) -> Option<Key> {
        if let Some((ident, mut next)) = cursor.ident() {
            let mut tokens = 1;
            let mut last = None;
            while let Some((punct, rest)) = next.punct()
                && punct.as_char() == '.'
            {
                let (part, rest) = rest.ident()?;
                (last, next) = (Some(part), rest);
                tokens += 2;
            }
            let separator = separator(next)?;
            let (first, mut range) = self.ident(&ident);
            let Some(last) = last else {
                return Some(Key {
                    name: first,
                    separator,
                    tokens,
                });
            };
            range.end = self.ident(&last).1.end;
            let text = self.slice(range);
            let plain = !text.contains(|c: char| c.is_whitespace() || c == '#');
            let name = if self.opener.is_inside() {
                let dotted = dotted(cursor, tokens);
                self.own_name(&dotted)
            } else if plain {
                self.name(text)
            } else {
                self.own_name(&text.replace(char::is_whitespace, "").replace("r#", ""))
            };
            return Some(Key {
                name,
                separator,
                tokens,
            });
        }
        if let Some((literal, next)) = cursor.literal() {
            let separator = separator(next)?;
            let Lit::Str(text) = Lit::new(literal) else {
                return None;
            };
            return Some(Key {
                name: self.own_name(&text.value()),
                separator,
                tokens: 1,
            });
        }
        let (inner, _, next) = cursor.group(Delimiter::Brace)?;
        let separator = separator(next)?;
        let name = self.own_name(&inner.token_stream().to_string());
        Some(Key {
            name,
            separator,
            tokens: 1,
        })
    }

    /// A value up to the next separator, with its text if it is a string literal.
    fn value(&mut self, input: ParseStream) -> (Got, Option<Text>) {
        let cursor = input.cursor();
        if let Some((ident, next)) = cursor.ident()
            && at_separator(next)
            && !matches!(
                ident.to_string().as_str(),
                "true" | "false" | "return" | "break" | "continue" | "_"
            )
        {
            advance(input, 1);
            let (name, range) = self.ident(&ident);
            return (self.named(name, range), None);
        }
        if let Some((literal, next)) = cursor.literal()
            && at_separator(next)
        {
            advance(input, 1);
            return match Lit::new(literal) {
                Lit::Str(lit) => {
                    let text = self.text(&lit);
                    (self.text_expr(text.name, text.range), Some(text))
                }
                lit => (self.literal(&lit), None),
            };
        }
        let fork = input.fork();
        if let Ok(expr) = fork.parse::<syn::Expr>()
            && at_separator(fork.cursor())
        {
            input.advance_to(&fork);
            let got = self.expr(&expr);
            return (got, self.joined_text(got));
        }
        (self.rest(input), None)
    }

    /// What cannot be read as an expression, up to the next separator.
    fn rest(&mut self, input: ParseStream) -> Got {
        let mut trees = Vec::new();
        while !input.is_empty() && (trees.is_empty() || !at_separator(input.cursor())) {
            match input.parse::<TokenTree>() {
                Ok(tree) => trees.push(tree),
                Err(_) => break,
            }
        }
        self.soup(trees.into_iter().collect())
    }

    /// The text of `concat!("a", "b")`.
    fn joined_text(&mut self, got: Got) -> Option<Text> {
        let Expr::Macro(id) = self.out.exprs.get(got.id.at())? else {
            return None;
        };
        let call = self.out.macros.get(id.at())?;
        let path = self.out.paths.get(call.path.at())?;
        if self.text_of(*path.segments.last()?) != "concat" {
            return None;
        }
        let mut text = String::new();
        for arg in &call.args {
            let (Expr::Str(name) | Expr::Scalar(name)) = self.out.exprs.get(arg.value.at())? else {
                return None;
            };
            text.push_str(self.text_of(*name));
        }
        Some(Text {
            name: self.own_name(&text),
            range: got.range,
            verbatim_at: None,
        })
    }
}

/// So many tokens as text without blanks.
fn dotted(cursor: Cursor, tokens: usize) -> String {
    let mut text = String::new();
    let mut at = cursor;
    for _ in 0..tokens {
        let Some((tree, next)) = at.token_tree() else {
            break;
        };
        text.push_str(tree.to_string().trim_start_matches("r#"));
        at = next;
    }
    text
}

/// Moves the input on by so many tokens.
fn advance(input: ParseStream, tokens: usize) {
    for _ in 0..tokens {
        // At the end there is nothing to move past.
        let _ = input.parse::<TokenTree>();
    }
}

/// `%` or `?` in front of a value, also slog's `#%` and `#?`.
fn sigil(input: ParseStream) -> Show {
    let mut show = Show::Value;
    if input.peek(Token![#]) && (input.peek2(Token![%]) || input.peek2(Token![?])) {
        advance(input, 1);
    }
    if input.peek(Token![%]) {
        show = Show::Display;
    } else if input.peek(Token![?]) {
        show = Show::Debug;
    }
    if show != Show::Value {
        advance(input, 1);
    }
    show
}

/// The tokens of a braced group that stands alone.
fn field_group(input: ParseStream) -> Option<TokenStream> {
    let (inner, _, next) = input.cursor().group(Delimiter::Brace)?;
    // `{ x }` could be a block as well: only something that looks like fields counts.
    let tokens = inner.token_stream();
    let mut fields = false;
    for tree in tokens.clone() {
        match tree {
            TokenTree::Punct(p) if p.as_char() == ';' => return None,
            TokenTree::Punct(p) if matches!(p.as_char(), '=' | ',' | '%' | '?') => fields = true,
            TokenTree::Ident(ident) if ident == "let" || ident == "if" || ident == "match" => {
                return None;
            }
            _ => {}
        }
    }
    (fields && at_separator(next)).then_some(tokens)
}

/// Whether an argument ends here.
fn at_separator(cursor: Cursor) -> bool {
    cursor.eof() || matches!(cursor.punct(), Some((p, _)) if matches!(p.as_char(), ',' | ';'))
}

/// The separator behind a name: `=`, `=>`, `:`, `:? =`, `:display =`; not `==`, `::`.
fn separator(cursor: Cursor) -> Option<Separator> {
    let (first, next) = cursor.punct()?;
    let joined = |c: Cursor| {
        c.punct()
            .filter(|_| first.spacing() == Spacing::Joint)
            .map(|(p, _)| p.as_char())
    };
    let plain = |sign, show, tokens| {
        Some(Separator {
            sign,
            show,
            tokens,
            captures: false,
        })
    };
    match (first.as_char(), joined(next)) {
        ('=', Some('=')) | (':', Some(':')) => None,
        ('=', Some('>')) => plain('>', Show::Value, 2),
        ('=', _) => plain('=', Show::Value, 1),
        (':', _) => {
            let (show, behind) = if let Some((punct, behind)) = next.punct() {
                let show = match punct.as_char() {
                    '?' => Show::Debug,
                    '%' => Show::Display,
                    _ => return plain(':', Show::Value, 1),
                };
                (show, behind)
            } else if let Some((ident, behind)) = next.ident() {
                let show = match ident.to_string().as_str() {
                    "debug" => Show::Debug,
                    "display" | "err" => Show::Display,
                    "sval" | "serde" => Show::Other,
                    _ => return plain(':', Show::Value, 1),
                };
                (show, behind)
            } else {
                return plain(':', Show::Value, 1);
            };
            let equals = matches!(behind.punct(), Some((p, _)) if p.as_char() == '=');
            if equals {
                plain('=', show, 3)
            } else if at_separator(behind) {
                plain(':', show, 2).map(|s| Separator {
                    captures: true,
                    ..s
                })
            } else {
                plain(':', Show::Value, 1)
            }
        }
        _ => None,
    }
}
