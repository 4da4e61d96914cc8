//! Programs run for real, with a coin for every condition: what a log is seen to get, it can get.
//!
//! In: a program. Out: what its logs got in many runs. Nothing is abstracted; nothing is complete either.

use std::collections::BTreeMap;

use super::generate::Random;
use super::language::{Expr, Function, Kind, Program, Stmt, Var};
use super::value::{Seen, Value};

/// How many runs each function gets.
const RUNS: usize = 40;
/// How many expressions a run looks at.
const STEPS: usize = 600;
/// How deep calls go.
const DEPTH: usize = 12;

/// Runs every function many times, with nothing in its parameters.
pub(super) fn run(program: &Program) -> Seen {
    let mut runner = Runner {
        program,
        random: Random::new(7),
        steps: 0,
        depth: 0,
        seen: Seen::new(),
    };
    for function in &program.functions {
        for _ in 0..RUNS {
            runner.steps = STEPS;
            runner.depth = 0;
            let _ = runner.function(function, Vec::new());
        }
    }
    runner.seen
}

/// Why a block is left.
enum Left {
    Returned(Value),
    /// The run is over.
    Over,
}

type Frame = BTreeMap<Var, Value>;

struct Runner<'a> {
    program: &'a Program,
    random: Random,
    steps: usize,
    depth: usize,
    seen: Seen,
}

impl Runner<'_> {
    /// What a function returns and leaves in its first parameter.
    fn function(&mut self, function: &Function, args: Vec<Value>) -> Result<(Value, Value), Left> {
        if self.depth == DEPTH {
            return Err(Left::Over);
        }
        self.depth += 1;
        let mut frame: Frame = args.into_iter().enumerate().collect();
        let result = match self.block(&function.body, &mut frame) {
            Ok(()) => match &function.tail {
                Some(tail) => self.expr(tail, &mut frame)?,
                None => Value::default(),
            },
            Err(Left::Returned(value)) => value,
            Err(over) => return Err(over),
        };
        self.depth -= 1;
        Ok((result, frame.remove(&0).unwrap_or_default()))
    }

    fn block(&mut self, stmts: &[Stmt], frame: &mut Frame) -> Result<(), Left> {
        stmts.iter().try_for_each(|s| self.stmt(s, frame))
    }

    fn turns(&mut self) -> usize {
        self.random.below(4)
    }

    fn coin(&mut self) -> bool {
        self.random.once_in(2)
    }

    fn stmt(&mut self, stmt: &Stmt, frame: &mut Frame) -> Result<(), Left> {
        match stmt {
            Stmt::Let(var, _, value) => {
                let value = self.expr(value, frame)?;
                frame.insert(*var, value);
            }
            Stmt::Apart(a, b, value) => {
                let value = self.expr(value, frame)?;
                frame.insert(*a, value.part("fa"));
                frame.insert(*b, value.part("fb"));
            }
            Stmt::Assign(var, path, value) => {
                let value = self.expr(value, frame)?;
                *frame.entry(*var).or_default().place(path) = value;
            }
            Stmt::PushStr(var, value) | Stmt::Push(var, value) => {
                let value = self.expr(value, frame)?;
                frame.entry(*var).or_default().join(value);
            }
            Stmt::Log(number, value) => {
                let value = self.expr(value, frame)?;
                value.seen(*number, &mut self.seen);
            }
            Stmt::If(then, other) => {
                let taken = if self.coin() { then } else { other };
                self.block(taken, frame)?;
            }
            Stmt::While(body) => {
                for _ in 0..self.turns() {
                    self.block(body, frame)?;
                }
            }
            Stmt::WhileSome(var, option, body) => {
                for _ in 0..self.turns() {
                    let value = self.expr(option, frame)?;
                    frame.insert(*var, value);
                    self.block(body, frame)?;
                }
            }
            Stmt::For(var, list, body) => {
                let value = self.expr(list, frame)?;
                for _ in 0..self.turns() {
                    frame.insert(*var, value.clone());
                    self.block(body, frame)?;
                }
            }
            Stmt::IfSome(var, option, body) => {
                let value = self.expr(option, frame)?;
                if self.coin() {
                    frame.insert(*var, value);
                    self.block(body, frame)?;
                }
            }
            Stmt::Match(value, left, on_left, right, on_right) => {
                let value = self.expr(value, frame)?;
                let (var, name, body) = if self.coin() {
                    (left, "L", on_left)
                } else {
                    (right, "R", on_right)
                };
                frame.insert(*var, value.part(name));
                self.block(body, frame)?;
            }
            Stmt::Return(value) => return Err(Left::Returned(self.expr(value, frame)?)),
            Stmt::Fill(function, var, args) => {
                let mut values = vec![frame.get(var).cloned().unwrap_or_default()];
                values.extend(self.all(args, frame)?);
                let program = self.program;
                let (_, left) = self.function(&program.functions[*function], values)?;
                frame.insert(*var, left);
            }
        }
        Ok(())
    }

    fn all(&mut self, exprs: &[Expr], frame: &mut Frame) -> Result<Vec<Value>, Left> {
        exprs.iter().map(|e| self.expr(e, frame)).collect()
    }

    fn expr(&mut self, expr: &Expr, frame: &mut Frame) -> Result<Value, Left> {
        self.steps = self.steps.checked_sub(1).ok_or(Left::Over)?;
        Ok(match expr {
            Expr::Literal => Value::default(),
            Expr::Source(_, place) => Value::of((*place, super::language::Passed::Nothing)),
            Expr::Var(var) => frame.get(var).cloned().unwrap_or_default(),
            Expr::Field(base, name) => self.expr(base, frame)?.part(name),
            Expr::Call(function, args) => {
                let values = self.all(args, frame)?;
                let program = self.program;
                self.function(&program.functions[*function], values)?.0
            }
            Expr::Dynamic(arg) => {
                let value = self.expr(arg, frame)?;
                let program = self.program;
                let impls = program.functions.iter().filter(|f| f.kind == Kind::Impl);
                let impls: Vec<&Function> = impls.collect();
                let chosen = impls[self.random.below(impls.len())];
                self.function(chosen, vec![value])?.0
            }
            Expr::Measured(passed, arg) => self.expr(arg, frame)?.measured(*passed),
            Expr::Format(args) | Expr::List(args) => {
                let mut joined = Value::default();
                for value in self.all(args, frame)? {
                    joined.join(value);
                }
                joined
            }
            Expr::Build(ty, args) => Value::built(*ty, self.all(args, frame)?),
            Expr::Some(arg) => self.expr(arg, frame)?,
            Expr::Left(arg) => Value::with("L", self.expr(arg, frame)?),
            Expr::Right(arg) => Value::with("R", self.expr(arg, frame)?),
            Expr::If(then, other) => {
                let taken = if self.coin() { then } else { other };
                self.expr(taken, frame)?
            }
            Expr::Apply(var, body, arg) | Expr::Map(arg, var, body) => {
                let value = self.expr(arg, frame)?;
                frame.insert(*var, value);
                self.expr(body, frame)?
            }
            Expr::OrElse(option, other) => {
                let taken = if self.coin() { option } else { other };
                self.expr(taken, frame)?
            }
        })
    }
}
