//! Makes a failing program smaller for as long as it fails.
//!
//! In: a program and what is wrong with it. Out: one in which nothing can be left out.

use super::language::{Expr, Program, Stmt};

/// The smallest program that still fails, reached by leaving things out one by one.
pub(super) fn smallest(mut program: Program, fails: &dyn Fn(&Program) -> bool) -> Program {
    let mut at = 0;
    loop {
        let mut smaller = program.clone();
        if !leave_out(&mut smaller, at) {
            return program;
        }
        if fails(&smaller) {
            program = smaller;
        } else {
            at += 1;
        }
    }
}

/// Leaves the thing of a number out; false if there are not so many.
fn leave_out(program: &mut Program, at: usize) -> bool {
    let mut left = at;
    for function in &mut program.functions {
        if in_block(&mut function.body, &mut left) {
            return true;
        }
        if let Some(tail) = &mut function.tail
            && in_expr(tail, &mut left)
        {
            return true;
        }
    }
    false
}

/// Counts down; true at zero.
fn reached(left: &mut usize) -> bool {
    let now = *left == 0;
    *left = left.wrapping_sub(1);
    now
}

fn in_block(stmts: &mut Vec<Stmt>, left: &mut usize) -> bool {
    let mut i = 0;
    while i < stmts.len() {
        let binds = matches!(stmts[i], Stmt::Let(..) | Stmt::Apart(..));
        if !binds && reached(left) {
            stmts.remove(i);
            return true;
        }
        if in_stmt(&mut stmts[i], left) {
            return true;
        }
        i += 1;
    }
    false
}

fn in_stmt(stmt: &mut Stmt, left: &mut usize) -> bool {
    match stmt {
        Stmt::Let(_, _, e)
        | Stmt::Apart(_, _, e)
        | Stmt::Assign(_, _, e)
        | Stmt::PushStr(_, e)
        | Stmt::Push(_, e)
        | Stmt::Log(_, e)
        | Stmt::Return(e) => in_expr(e, left),
        Stmt::If(a, b) => in_block(a, left) || in_block(b, left),
        Stmt::While(body) => in_block(body, left),
        Stmt::For(_, e, body) | Stmt::IfSome(_, e, body) | Stmt::WhileSome(_, e, body) => {
            in_expr(e, left) || in_block(body, left)
        }
        Stmt::Match(e, _, a, _, b) => in_expr(e, left) || in_block(a, left) || in_block(b, left),
        Stmt::Fill(_, _, args) => args.iter_mut().any(|e| in_expr(e, left)),
    }
}

fn in_expr(expr: &mut Expr, left: &mut usize) -> bool {
    if matches!(expr, Expr::Literal | Expr::Var(_)) {
        return false;
    }
    // What holds others of the same type is replaced by one of them; a source and what is left by nothing.
    let simpler = match expr {
        Expr::If(a, _) | Expr::OrElse(_, a) | Expr::Measured(_, a) | Expr::Dynamic(a) => {
            Some((**a).clone())
        }
        Expr::Apply(_, _, a) | Expr::Map(a, _, _) => Some((**a).clone()),
        Expr::Format(args) => args.first().cloned(),
        Expr::Source(..) => Some(Expr::Literal),
        _ => None,
    };
    if let Some(simpler) = simpler
        && reached(left)
    {
        *expr = simpler;
        return true;
    }
    match expr {
        Expr::Field(a, _)
        | Expr::Dynamic(a)
        | Expr::Measured(_, a)
        | Expr::Some(a)
        | Expr::Left(a)
        | Expr::Right(a) => in_expr(a, left),
        Expr::If(a, b) | Expr::OrElse(a, b) | Expr::Apply(_, a, b) | Expr::Map(a, _, b) => {
            in_expr(a, left) || in_expr(b, left)
        }
        Expr::Call(_, args) | Expr::Format(args) | Expr::Build(_, args) | Expr::List(args) => {
            args.iter_mut().any(|e| in_expr(e, left))
        }
        _ => false,
    }
}
