//! Patterns and the locals they bind.
//!
//! In: syntax of patterns. Out: [`Pat`] entries; every binding becomes a local and takes effect at once, so callers lower
//! the matched value first.

use syn::Pat as Syntax;

use super::ir::{FieldExpr, List, Pat, PatId, Range, TypeId};
use super::lower::Lower;
use super::scope::Mark;

/// What surrounds a pattern.
#[derive(Clone, Copy, Default)]
struct Around {
    /// The written type of the whole pattern.
    ty: Option<TypeId>,
    /// In a later alternative of `a | b`: where the bindings of the first one start.
    alternatives: Option<Mark>,
}

impl Lower<'_> {
    pub(super) fn pat(&mut self, pat: &Syntax) -> PatId {
        self.pat_in(pat, Around::default())
    }

    /// A pattern with a type written next to it (parameters).
    pub(super) fn typed_pat(&mut self, pat: &Syntax, ty: TypeId) -> PatId {
        self.pat_in(
            pat,
            Around {
                ty: Some(ty),
                alternatives: None,
            },
        )
    }

    fn pat_in(&mut self, pat: &Syntax, around: Around) -> PatId {
        if !self.deeper() {
            return self.add_pat(Pat::Wild);
        }
        let inner = Around { ty: None, ..around };
        let id = match pat {
            Syntax::Ident(p) => self.pat_ident(p, around),
            Syntax::Paren(p) => self.pat_in(&p.pat, around),
            Syntax::Reference(p) => self.pat_in(&p.pat, around),
            Syntax::Guard(p) => self.pat_in(&p.pat, around),
            Syntax::Type(p) => {
                let ty = self.ty(&p.ty);
                self.pat_in(
                    &p.pat,
                    Around {
                        ty: Some(ty),
                        ..around
                    },
                )
            }
            Syntax::Tuple(p) => {
                let list = self.pats(p.elems.iter(), inner);
                self.add_pat(Pat::Tuple(list))
            }
            Syntax::Slice(p) => {
                let list = self.pats(p.elems.iter(), inner);
                self.add_pat(Pat::Slice(list))
            }
            Syntax::TupleStruct(p) => {
                let path = self.path(p.qself.as_ref(), &p.path);
                let list = self.pats(p.elems.iter(), inner);
                self.add_pat(Pat::TupleStruct(path, list))
            }
            Syntax::Struct(p) => self.pat_struct(p, inner),
            Syntax::Or(p) => self.pat_or(p, around),
            Syntax::Path(p) => {
                let path = self.path(p.qself.as_ref(), &p.path);
                self.add_pat(Pat::Path(path))
            }
            Syntax::Lit(p) => {
                let (name, _) = self.literal_text(&p.lit);
                self.add_pat(Pat::Lit(name))
            }
            Syntax::Rest(_) => self.add_pat(Pat::Rest),
            _ => self.add_pat(Pat::Wild),
        };
        self.shallower();
        id
    }

    fn pats<'a>(&mut self, pats: impl Iterator<Item = &'a Syntax>, around: Around) -> List {
        let mark = self.open();
        for pat in pats {
            let id = self.pat_in(pat, around);
            self.put(id.0);
        }
        self.close(mark)
    }

    fn pat_ident(&mut self, pat: &syn::PatIdent, around: Around) -> PatId {
        let (name, range) = self.ident(&pat.ident);
        let plain = pat.by_ref.is_none() && pat.mutability.is_none() && pat.subpat.is_none();
        if plain && self.text_of(name).starts_with(char::is_uppercase) {
            let path = self.path(None, &syn::Path::from(pat.ident.clone()));
            return self.add_pat(Pat::Path(path));
        }
        let shared = around
            .alternatives
            .and_then(|mark| self.scope.find_since(mark, name));
        let local = shared.unwrap_or_else(|| self.add_local(name, around.ty, range));
        let sub = pat
            .subpat
            .as_ref()
            .map(|(_, sub)| self.pat_in(sub, Around { ty: None, ..around }));
        self.add_pat(Pat::Bind(local, sub))
    }

    fn pat_struct(&mut self, pat: &syn::PatStruct, around: Around) -> PatId {
        let path = self.path(pat.qself.as_ref(), &pat.path);
        let mark = self.open_fields();
        for field in &pat.fields {
            let (name, range) = self.member(&field.member);
            // `Path { name }` is written with the binding as member, `ref` and `mut` included.
            let value = self.pat_in(&field.pat, around).0;
            let end = self.here().end.max(range.end);
            self.put_field(FieldExpr {
                name,
                value,
                range: Range {
                    start: range.start,
                    end,
                },
            });
        }
        let list = self.close_fields(mark);
        self.add_pat(Pat::Struct(path, list))
    }

    fn pat_or(&mut self, pat: &syn::PatOr, around: Around) -> PatId {
        let from = around.alternatives.unwrap_or_else(|| self.scope.mark());
        let mark = self.open();
        for case in &pat.cases {
            let id = self.pat_in(
                case,
                Around {
                    alternatives: Some(from),
                    ..around
                },
            );
            self.put(id.0);
        }
        let list = self.close(mark);
        self.add_pat(Pat::Or(list))
    }
}
