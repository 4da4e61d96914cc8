//! Expressions that have no control flow of their own.
//!
//! In: syntax of expressions. Out: [`Expr`] entries, children first. The text of an expression is found from its leaves:
//! the start of its left-most part to its last token.

use syn::{Expr as Syntax, UnOp};

use super::ir::{BinOp, Closure, Expr, FieldExpr, List, MethodCall, NameId, PathId, Range};
use super::lower::{Got, Lower, span};

impl Lower<'_> {
    pub(super) fn expr(&mut self, expr: &Syntax) -> Got {
        if !self.deeper() {
            return self.nothing(self.here());
        }
        let got = match expr {
            Syntax::Path(e) => self.path_expr(e.qself.as_ref(), &e.path),
            Syntax::Lit(e) => self.literal(&e.lit),
            Syntax::MethodCall(e) => self.method(e),
            Syntax::Call(e) => self.call(e),
            Syntax::Field(e) => self.field(e),
            Syntax::Macro(e) => self.macro_expr(&e.mac),
            Syntax::Reference(e) => {
                self.reference(e.and_token.span, e.mutability.is_some(), &e.expr)
            }
            Syntax::RawAddr(e) => {
                let mutable = matches!(e.mutability, syn::PointerMutability::Mut(_));
                self.reference(e.and_token.span, mutable, &e.expr)
            }
            Syntax::Try(e) => {
                let inner = self.expr(&e.expr);
                let end = self.start(e.question_token.span) + 1;
                self.add(Expr::Try(inner.id), Range { end, ..inner.range })
            }
            Syntax::Await(e) => {
                let inner = self.expr(&e.base);
                let end = self.start(e.await_token.span) + 5;
                self.add(Expr::Await(inner.id), Range { end, ..inner.range })
            }
            Syntax::Binary(e) => self.binary(e),
            Syntax::Unary(e) => self.unary(e),
            Syntax::Paren(e) => {
                let inner = self.expr(&e.expr);
                Got {
                    id: inner.id,
                    range: self.delimited(e.paren_token.span),
                }
            }
            Syntax::Group(e) => self.expr(&e.expr),
            Syntax::Tuple(e) => self.listed(e.elems.iter(), e.paren_token.span, Expr::Tuple),
            Syntax::Array(e) => self.listed(e.elems.iter(), e.bracket_token.span, Expr::Array),
            Syntax::Repeat(e) => {
                self.listed(std::iter::once(&*e.expr), e.bracket_token.span, Expr::Array)
            }
            Syntax::Struct(e) => self.struct_expr(e),
            Syntax::Closure(e) => self.closure(e),
            Syntax::Assign(e) => self.assign(e),
            Syntax::Cast(e) => self.cast(e),
            Syntax::Index(e) => self.index(e),
            Syntax::Range(e) => self.range_expr(e),
            Syntax::Verbatim(tokens) => self.soup(tokens.clone()),
            other => self.control(other),
        };
        self.shallower();
        got
    }

    /// Expressions between delimiters.
    fn listed<'a>(
        &mut self,
        exprs: impl Iterator<Item = &'a Syntax>,
        span: proc_macro2::extra::DelimSpan,
        make: fn(List) -> Expr,
    ) -> Got {
        let list = self.exprs(exprs);
        let range = self.delimited(span);
        self.add(make(list), range)
    }

    /// Expressions as a list of ids.
    pub(super) fn exprs<'a>(&mut self, exprs: impl Iterator<Item = &'a Syntax>) -> List {
        let mark = self.open();
        for expr in exprs {
            let got = self.expr(expr);
            self.put(got.id.0);
        }
        self.close(mark)
    }

    /// From an opening delimiter to behind the closing one.
    pub(super) fn delimited(&mut self, span: proc_macro2::extra::DelimSpan) -> Range {
        Range {
            start: self.start(span.open()),
            end: self.start(span.close()) + 1,
        }
    }

    pub(super) fn path_expr(&mut self, qself: Option<&syn::QSelf>, path: &syn::Path) -> Got {
        if qself.is_none()
            && path.leading_colon.is_none()
            && path.segments.len() == 1
            && let Some(segment) = path.segments.first()
            && segment.arguments.is_none()
        {
            let (name, range) = self.ident(&segment.ident);
            return self.named(name, range);
        }
        let id = self.path(qself, path);
        self.path_value(id)
    }

    /// What a single name means: the local in scope, or else a path.
    pub(super) fn named(&mut self, name: NameId, range: Range) -> Got {
        if let Some(local) = self.scope.find(name) {
            return self.add(Expr::Local(local), range);
        }
        let id = self.path_of(vec![name], range);
        self.path_value(id)
    }

    fn path_value(&mut self, id: PathId) -> Got {
        let range = self
            .out
            .paths
            .get(id.at())
            .map_or(Range::default(), |p| p.range);
        self.add(Expr::Path(id), range)
    }

    fn method(&mut self, e: &syn::ExprMethodCall) -> Got {
        let recv = self.expr(&e.receiver);
        let (name, name_range) = self.ident(&e.method);
        let generics = e
            .turbofish
            .as_ref()
            .map_or(List::default(), |t| self.angle_arguments(t));
        let args = self.exprs(e.args.iter());
        let end = self.start(e.paren_token.span.close()) + 1;
        let index = self.out.methods.len() as u32;
        self.out.methods.push(MethodCall {
            recv: recv.id,
            name,
            generics,
            args,
            name_range,
        });
        self.add(Expr::Method(index), Range { end, ..recv.range })
    }

    fn call(&mut self, e: &syn::ExprCall) -> Got {
        let callee = self.expr(&e.func);
        let args = self.exprs(e.args.iter());
        let end = self.start(e.paren_token.span.close()) + 1;
        self.add(
            Expr::Call(callee.id, args),
            Range {
                end,
                ..callee.range
            },
        )
    }

    fn field(&mut self, e: &syn::ExprField) -> Got {
        let base = self.expr(&e.base);
        let (name, at) = self.member(&e.member);
        self.add(Expr::Field(base.id, name), span(base.range, at))
    }

    fn reference(&mut self, and: proc_macro2::Span, mutable: bool, inner: &Syntax) -> Got {
        let start = self.start(and);
        let inner = self.expr(inner);
        let range = Range {
            start,
            ..inner.range
        };
        if mutable {
            self.add(Expr::RefMut(inner.id), range)
        } else {
            Got {
                id: inner.id,
                range,
            }
        }
    }

    fn unary(&mut self, e: &syn::ExprUnary) -> Got {
        let (token, through) = match &e.op {
            UnOp::Deref(t) => (t.span, true),
            UnOp::Not(t) => (t.span, false),
            UnOp::Neg(t) => (t.span, false),
            _ => return self.expr(&e.expr),
        };
        let start = self.start(token);
        let inner = self.expr(&e.expr);
        let range = Range {
            start,
            ..inner.range
        };
        if through {
            Got {
                id: inner.id,
                range,
            }
        } else {
            self.add(Expr::Not(inner.id), range)
        }
    }

    fn binary(&mut self, e: &syn::ExprBinary) -> Got {
        let left = self.expr(&e.left);
        let right = self.expr(&e.right);
        let expr = match operator(&e.op) {
            Some(op) => Expr::Binary(op, left.id, right.id),
            None => Expr::AssignOp(left.id, right.id),
        };
        self.add(expr, span(left.range, right.range))
    }

    fn assign(&mut self, e: &syn::ExprAssign) -> Got {
        let place = self.expr(&e.left);
        let value = self.expr(&e.right);
        self.add(
            Expr::Assign(place.id, value.id),
            span(place.range, value.range),
        )
    }

    fn cast(&mut self, e: &syn::ExprCast) -> Got {
        let value = self.expr(&e.expr);
        let ty = self.ty(&e.ty);
        let end = self.here().end.max(value.range.end);
        self.add(Expr::Cast(value.id, ty), Range { end, ..value.range })
    }

    fn index(&mut self, e: &syn::ExprIndex) -> Got {
        let base = self.expr(&e.expr);
        let index = self.expr(&e.index);
        let end = self.start(e.bracket_token.span.close()) + 1;
        self.add(Expr::Index(base.id, index.id), Range { end, ..base.range })
    }

    fn range_expr(&mut self, e: &syn::ExprRange) -> Got {
        let from = e.start.as_ref().map(|e| self.expr(e));
        let (token, width) = match &e.limits {
            syn::RangeLimits::HalfOpen(t) => (t.spans[0], 2),
            syn::RangeLimits::Closed(t) => (t.spans[0], 3),
        };
        let start = self.start(token);
        let dots = Range {
            start,
            end: start + width,
        };
        let to = e.end.as_ref().map(|e| self.expr(e));
        let mark = self.open();
        for part in [from, to].into_iter().flatten() {
            self.put(part.id.0);
        }
        let list = self.close(mark);
        self.add(
            Expr::Join(list),
            span(from.map_or(dots, |f| f.range), to.map_or(dots, |t| t.range)),
        )
    }

    fn struct_expr(&mut self, e: &syn::ExprStruct) -> Got {
        let path = self.path(e.qself.as_ref(), &e.path);
        let mark = self.open_fields();
        for field in &e.fields {
            let (name, at) = self.member(&field.member);
            let value = self.expr(&field.expr);
            self.put_field(FieldExpr {
                name,
                value: value.id.0,
                range: span(at, value.range),
            });
        }
        if let Some(rest) = &e.rest {
            let value = self.expr(rest);
            self.put_field(FieldExpr {
                name: self.empty,
                value: value.id.0,
                range: value.range,
            });
        }
        let list = self.close_fields(mark);
        let start = self.out.paths.get(path.at()).map_or(0, |p| p.range.start);
        let end = self.start(e.brace_token.span.close()) + 1;
        self.add(Expr::Struct(path, list), Range { start, end })
    }

    fn closure(&mut self, e: &syn::ExprClosure) -> Got {
        let first = e
            .asyncness
            .map(|t| t.span)
            .or(e.capture.map(|t| t.span))
            .unwrap_or(e.inputs_begin.span);
        let start = self.start(first);
        let scope = self.scope.mark();
        let mark = self.open();
        for input in &e.inputs {
            let pat = self.pat(input);
            self.put(pat.0);
        }
        let params = self.close(mark);
        let mut body = self.expr(&e.body);
        self.scope.back(scope);
        if e.asyncness.is_some() {
            body = self.add(Expr::Async(body.id), body.range);
        }
        let index = self.out.closures.len() as u32;
        self.out.closures.push(Closure {
            params,
            body: body.id,
        });
        self.add(
            Expr::Closure(index),
            Range {
                start,
                ..body.range
            },
        )
    }
}

/// What an operator means for data; none for `+=` and the like.
fn operator(op: &syn::BinOp) -> Option<BinOp> {
    use syn::BinOp as Op;
    Some(match op {
        Op::Add(_) => BinOp::Add,
        Op::Eq(_) | Op::Ne(_) | Op::Lt(_) | Op::Le(_) | Op::Gt(_) | Op::Ge(_) => BinOp::Compare,
        Op::And(_) => BinOp::And,
        Op::Or(_) => BinOp::Or,
        Op::AddAssign(_)
        | Op::SubAssign(_)
        | Op::MulAssign(_)
        | Op::DivAssign(_)
        | Op::RemAssign(_)
        | Op::BitXorAssign(_)
        | Op::BitAndAssign(_)
        | Op::BitOrAssign(_)
        | Op::ShlAssign(_)
        | Op::ShrAssign(_) => return None,
        _ => BinOp::Arith,
    })
}
