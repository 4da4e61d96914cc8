//! Literals and members: tokens that carry a value.
//!
//! In: literal tokens. Out: their values as names and their places. Texts without escapes are read from the file itself.

use syn::{Lit, Member};

use super::ir::{Expr, NameId, Range};
use super::lower::{Got, Lower};

/// The text of a literal and where that text begins in the file, if it stands there unchanged.
#[derive(Clone, Copy)]
pub(super) struct Text {
    pub(super) name: NameId,
    pub(super) range: Range,
    pub(super) verbatim_at: Option<u32>,
}

impl Lower<'_> {
    pub(super) fn literal(&mut self, lit: &Lit) -> Got {
        if matches!(lit, Lit::Str(_) | Lit::ByteStr(_) | Lit::CStr(_)) {
            let (name, range) = self.literal_text(lit);
            return self.text_expr(name, range);
        }
        let (name, range) = self.literal_text(lit);
        self.add(Expr::Scalar(name), range)
    }

    /// A string literal as an expression, entered among the file's strings.
    pub(super) fn text_expr(&mut self, name: NameId, range: Range) -> Got {
        self.out.strings.push((name, range, self.place.test));
        self.add(Expr::Str(name), range)
    }

    pub(super) fn literal_text(&mut self, lit: &Lit) -> (NameId, Range) {
        match lit {
            Lit::Str(lit) => {
                let text = self.text(lit);
                (text.name, text.range)
            }
            Lit::ByteStr(lit) => {
                let range = self.range(lit.span());
                (self.own_name(&String::from_utf8_lossy(&lit.value())), range)
            }
            Lit::CStr(lit) => {
                let range = self.range(lit.span());
                (self.own_name(&lit.value().to_string_lossy()), range)
            }
            _ => {
                let range = self.range(lit.span());
                if self.opener.is_inside() {
                    return (self.own_name(&scalar(lit)), range);
                }
                (self.name(self.slice(range)), range)
            }
        }
    }

    pub(super) fn text(&mut self, lit: &syn::LitStr) -> Text {
        let start = self.start(lit.span());
        let there = verbatim(self.text.get(start as usize..).unwrap_or(""));
        // A text of a macro's own stands elsewhere.
        let there = there.filter(|(t, _, _)| !self.opener.is_inside() || *t == lit.value());
        if let Some((text, front, end)) = there {
            let range = Range {
                start,
                end: start + end,
            };
            return Text {
                name: self.name(text),
                range,
                verbatim_at: Some(start + front),
            };
        }
        let range = Range {
            start,
            end: self.end(lit.span()),
        };
        Text {
            name: self.own_name(&lit.value()),
            range,
            verbatim_at: None,
        }
    }

    /// A field name; tuple fields are named by their number.
    pub(super) fn member(&mut self, member: &Member) -> (NameId, Range) {
        match member {
            Member::Named(ident) => self.ident(ident),
            Member::Unnamed(index) => {
                let start = self.start(index.span);
                let text = index.index.to_string();
                (
                    self.own_name(&text),
                    Range {
                        start,
                        end: start + text.len() as u32,
                    },
                )
            }
        }
    }
}

/// A number, truth value or character as text.
fn scalar(lit: &Lit) -> String {
    match lit {
        Lit::Int(lit) => lit.to_string(),
        Lit::Float(lit) => lit.to_string(),
        Lit::Bool(lit) => lit.value.to_string(),
        Lit::Char(lit) => format!("'{}'", lit.value()),
        Lit::Byte(lit) => lit.value().to_string(),
        _ => String::new(),
    }
}

/// The value of a string literal at the start of `tail` that needs no decoding, where it starts, and the literal's end.
fn verbatim(tail: &str) -> Option<(&str, u32, u32)> {
    if let Some(inner) = tail.strip_prefix('"') {
        let len = inner
            .bytes()
            .position(|b| matches!(b, b'"' | b'\\' | b'\r'))?;
        let text = inner.get(..len)?;
        return (inner.as_bytes().get(len) == Some(&b'"')).then_some((text, 1, len as u32 + 2));
    }
    let inner = tail.strip_prefix('r')?;
    let hashes = inner.bytes().take_while(|b| *b == b'#').count();
    let inner = inner.get(hashes..)?.strip_prefix('"')?;
    let len = inner.match_indices('"').map(|(i, _)| i).find(|i| {
        inner
            .as_bytes()
            .get(i + 1..i + 1 + hashes)
            .is_some_and(|tail| tail.iter().all(|b| *b == b'#'))
    })?;
    let text = inner.get(..len)?;
    (!text.contains('\r')).then_some((text, hashes as u32 + 2, (len + 3 + 2 * hashes) as u32))
}
