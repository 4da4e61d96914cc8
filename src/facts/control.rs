//! Blocks, statements and control flow.
//!
//! In: syntax of statements, branches and loops. Out: [`Expr`] entries whose scopes are exact: a binding is seen from
//! behind its initialiser to the end of its block, branch or arm. Items in bodies wait until the body is done.

use syn::{Block, Expr as Syntax, Item, Stmt};

use super::ir::{Arm, Expr, ExprId, Range};
use super::lower::{Got, Lower, Waiting, span};

impl Lower<'_> {
    pub(super) fn control(&mut self, expr: &Syntax) -> Got {
        match expr {
            Syntax::If(e) => self.if_expr(e),
            Syntax::Match(e) => self.match_expr(e),
            Syntax::Block(e) if e.label.is_some() => self.labelled(&e.block),
            Syntax::Block(e) => self.block(&e.block, None),
            Syntax::Unsafe(e) => self.headed(e.unsafe_token.span, &e.block),
            Syntax::Const(e) => self.headed(e.const_token.span, &e.block),
            Syntax::TryBlock(e) => self.headed(e.try_token.span, &e.block),
            Syntax::Async(e) => {
                let body = self.headed(e.async_token.span, &e.block);
                self.add(Expr::Async(body.id), body.range)
            }
            Syntax::Let(e) => self.let_condition(e),
            Syntax::While(e) => self.while_expr(e),
            Syntax::ForLoop(e) => self.for_expr(e),
            Syntax::Loop(e) => {
                let body = self.headed(e.loop_token.span, &e.body);
                self.add(Expr::Loop(None, body.id), body.range)
            }
            Syntax::Return(e) => {
                let (value, range) = self.jump(e.return_token.span, 6, e.expr.as_deref());
                self.add(Expr::Return(value), range)
            }
            Syntax::Break(e) => {
                let (value, range) = self.jump(e.break_token.span, 5, e.expr.as_deref());
                self.add(Expr::Break(value), range)
            }
            Syntax::Continue(e) => {
                let (value, range) = self.jump(e.continue_token.span, 8, None);
                self.add(Expr::Break(value), range)
            }
            Syntax::Yield(e) => {
                let (value, range) = self.jump(e.yield_token.span, 5, e.expr.as_deref());
                let list = value.map_or_else(Default::default, |v| self.list(&[v.0]));
                self.add(Expr::Join(list), range)
            }
            Syntax::Infer(e) => {
                let start = self.start(e.underscore_token.span);
                self.nothing(Range {
                    start,
                    end: start + 1,
                })
            }
            _ => self.nothing(self.here()),
        }
    }

    fn jump(
        &mut self,
        token: proc_macro2::Span,
        width: u32,
        value: Option<&Syntax>,
    ) -> (Option<ExprId>, Range) {
        let start = self.start(token);
        let value = value.map(|v| self.expr(v));
        (
            value.map(|v| v.id),
            Range {
                start,
                end: value.map_or(start + width, |v| v.range.end),
            },
        )
    }

    /// A block with a keyword in front of it.
    fn headed(&mut self, token: proc_macro2::Span, block: &Block) -> Got {
        let start = self.start(token);
        let got = self.block(block, None);
        Got {
            id: got.id,
            range: Range { start, ..got.range },
        }
    }

    /// `'a: { …; value }`: what `break 'a` leaves is its value as well, as in a loop that ends with `break value`.
    fn labelled(&mut self, block: &Block) -> Got {
        let body = self.block(block, None);
        if let Some(Expr::Block(list, true)) = self.out.exprs.get(body.id.at()).copied() {
            let mut ids: Vec<u32> = self.ids_of(list).iter().map(|id| id.0).collect();
            if let Some(last) = ids.pop() {
                let end = self.add(Expr::Break(Some(ExprId(last))), body.range);
                ids.push(end.id.0);
            }
            let list = self.list(&ids);
            let block = self.add(Expr::Block(list, false), body.range);
            return self.add(Expr::Loop(None, block.id), body.range);
        }
        self.add(Expr::Loop(None, body.id), body.range)
    }

    /// A block in a scope of its own; `first` is an expression to stand in front of its statements.
    pub(super) fn block(&mut self, block: &Block, first: Option<Got>) -> Got {
        let range = self.delimited(block.brace_token.span);
        let scope = self.scope.mark();
        let mark = self.open();
        if let Some(first) = first {
            self.put(first.id.0);
        }
        let value = self.statements(&block.stmts);
        let list = self.close(mark);
        self.scope.back(scope);
        self.add(Expr::Block(list, value), range)
    }

    /// Puts statements onto the open list; tells whether the last one is the value.
    pub(super) fn statements(&mut self, stmts: &[Stmt]) -> bool {
        let mut value = false;
        for stmt in stmts {
            value = false;
            let got = match stmt {
                Stmt::Local(local) => self.local(local),
                Stmt::Expr(expr, semi) => {
                    value = semi.is_none();
                    self.expr(expr)
                }
                Stmt::Macro(mac) => {
                    value = mac.semi_token.is_none();
                    let Some(got) = self.macro_statement(&mac.mac) else {
                        value = false;
                        continue;
                    };
                    got
                }
                Stmt::Item(item) => {
                    self.nested_item(item);
                    continue;
                }
            };
            self.put(got.id.0);
        }
        value
    }

    fn nested_item(&mut self, item: &Item) {
        match item {
            // These make no expressions, and names they bring hold for the whole module.
            Item::Use(item) => self.use_item(item),
            Item::Macro(item) if item.ident.is_some() => self.macro_item(item),
            item => self.wait(item.clone()),
        }
    }

    /// Leaves an item for later.
    pub(super) fn wait(&mut self, item: Item) {
        self.waiting.push(Waiting {
            item,
            module: self.place.module,
            depth: self.opener.depth(),
        });
    }

    fn local(&mut self, local: &syn::Local) -> Got {
        let start = self.start(local.let_token.span);
        let value = local.init.as_ref().map(|init| self.expr(&init.expr).id);
        let diverge = local.init.as_ref().and_then(|init| init.diverge.as_ref());
        let other = diverge.map(|(_, other)| self.expr(other).id);
        let pat = self.pat(&local.pat);
        let end = self.start(local.semi_token.span) + 1;
        self.add(Expr::Let(pat, value, other), Range { start, end })
    }

    fn let_condition(&mut self, e: &syn::ExprLet) -> Got {
        let start = self.start(e.let_token.span);
        let value = self.expr(&e.expr);
        let pat = self.pat(&e.pat);
        self.add(
            Expr::Let(pat, Some(value.id), None),
            Range {
                start,
                ..value.range
            },
        )
    }

    fn if_expr(&mut self, e: &syn::ExprIf) -> Got {
        let start = self.start(e.if_token.span);
        let scope = self.scope.mark();
        let cond = self.expr(&e.cond);
        let then = self.block(&e.then_branch, None);
        self.scope.back(scope);
        let other = e.else_branch.as_ref().map(|(_, other)| self.expr(other));
        let end = other.map_or(then.range.end, |o| o.range.end);
        self.add(
            Expr::If(cond.id, then.id, other.map(|o| o.id)),
            Range { start, end },
        )
    }

    fn while_expr(&mut self, e: &syn::ExprWhile) -> Got {
        let start = self.start(e.while_token.span);
        let scope = self.scope.mark();
        let cond = self.expr(&e.cond);
        let body = self.block(&e.body, None);
        self.scope.back(scope);
        self.add(
            Expr::Loop(Some(cond.id), body.id),
            Range {
                start,
                ..body.range
            },
        )
    }

    fn for_expr(&mut self, e: &syn::ExprForLoop) -> Got {
        let start = self.start(e.for_token.span);
        let iter = self.expr(&e.expr);
        let scope = self.scope.mark();
        let pat = self.pat(&e.pat);
        let body = self.block(&e.body, None);
        self.scope.back(scope);
        self.add(
            Expr::For(pat, iter.id, body.id),
            Range {
                start,
                ..body.range
            },
        )
    }

    fn match_expr(&mut self, e: &syn::ExprMatch) -> Got {
        let start = self.start(e.match_token.span);
        let value = self.expr(&e.expr);
        let mark = self.open_arms();
        for arm in &e.arms {
            let scope = self.scope.mark();
            let (pat, guard) = self.guarded(&arm.pat);
            let body = self.expr(&arm.body).id;
            self.scope.back(scope);
            self.put_arm(Arm { pat, guard, body });
        }
        let arms = self.close_arms(mark);
        let end = self.start(e.brace_token.span.close()) + 1;
        self.add(Expr::Match(value.id, arms), Range { start, end })
    }

    /// An arm's pattern and its `if`.
    pub(super) fn guarded(&mut self, pat: &syn::Pat) -> (super::ir::PatId, Option<ExprId>) {
        let id = self.pat(pat);
        let guard = match pat {
            syn::Pat::Guard(p) => Some(self.expr(&p.guard).id),
            _ => None,
        };
        (id, guard)
    }

    /// Several statements that are no block of their own, as one expression.
    pub(super) fn statement_block(&mut self, stmts: &[Stmt], range: Range) -> Got {
        let scope = self.scope.mark();
        let mark = self.open();
        let value = self.statements(stmts);
        let list = self.close(mark);
        self.scope.back(scope);
        self.add(Expr::Block(list, value), range)
    }

    /// Joins what is on the open list since `mark`.
    pub(super) fn join(&mut self, mark: usize, range: Range) -> Got {
        let list = self.close(mark);
        self.add(Expr::Join(list), span(range, range))
    }
}
