//! Makes programs up, the same ones on every machine.
//!
//! In: a seed and a size. Out: a [`Program`] in which every variable is bound before it is used.

use super::language::{Expr, Function, Kind, Passed, Program, SOURCES, Stmt, Ty, Var};

/// A generator of numbers: splitmix64.
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Random(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below another.
    pub(super) fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    /// True once in so many times.
    pub(super) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}

/// Makes a program of so many functions up.
pub(super) fn program(seed: u64, functions: usize) -> Program {
    let mut random = Random::new(seed);
    let heads: Vec<Function> = (0..functions).map(|_| head(&mut random)).collect();
    let mut numbers = (0, 0);
    let mut program = Program::default();
    for function in &heads {
        let mut maker = Maker {
            random: &mut random,
            heads: &heads,
            numbers: &mut numbers,
            scope: function.params.iter().copied().enumerate().collect(),
            next: function.params.len(),
            result: function.result,
        };
        let statements = 1 + maker.random.below(5);
        let body = maker.block(statements, 2);
        let tail = function.result.map(|ty| maker.expr(ty, 2));
        program.functions.push(Function {
            body,
            tail,
            ..function.clone()
        });
    }
    program
}

/// A function without a body.
fn head(random: &mut Random) -> Function {
    let kind = random.pick(&[
        Kind::Free,
        Kind::Free,
        Kind::Free,
        Kind::Method,
        Kind::Impl,
        Kind::Filler,
        Kind::Filler,
    ]);
    let mut params: Vec<Ty> = (0..random.below(3))
        .map(|_| random.pick(&Ty::ALL))
        .collect();
    let mut result = Some(random.pick(&Ty::ALL));
    match kind {
        Kind::Free => {}
        Kind::Method => params.insert(0, Ty::Inner),
        Kind::Impl => (params, result) = (vec![Ty::Text], Some(Ty::Text)),
        Kind::Filler => {
            params.insert(0, random.pick(&[Ty::Text, Ty::Inner, Ty::Outer, Ty::Many]));
            result = None;
        }
    }
    Function {
        kind,
        params,
        result,
        body: Vec::new(),
        tail: None,
    }
}

/// Makes one function's body up.
struct Maker<'a> {
    random: &'a mut Random,
    heads: &'a [Function],
    /// The next numbers of a source's place and of a log.
    numbers: &'a mut (u32, u32),
    /// The variables that can be named here.
    scope: Vec<(Var, Ty)>,
    next: Var,
    result: Option<Ty>,
}

impl Maker<'_> {
    fn fresh(&mut self, ty: Ty) -> Var {
        let var = self.next;
        self.next += 1;
        self.scope.push((var, ty));
        var
    }

    fn var(&mut self, ty: Ty) -> Option<Var> {
        let fitting: Vec<Var> = self.of_type(ty);
        (!fitting.is_empty()).then(|| self.random.pick(&fitting))
    }

    fn of_type(&self, ty: Ty) -> Vec<Var> {
        let all = self.scope.iter().filter(|(_, t)| *t == ty);
        all.map(|(v, _)| *v).collect()
    }

    fn block(&mut self, statements: usize, depth: usize) -> Vec<Stmt> {
        let scope = self.scope.len();
        let mut out = Vec::new();
        for _ in 0..statements {
            let stmt = self.stmt(depth);
            out.extend(stmt);
        }
        // What the outermost block binds can still be named by the function's result.
        if depth < 2 {
            self.scope.truncate(scope);
        }
        out
    }

    /// A block in which one more variable is bound.
    fn with(&mut self, ty: Ty, depth: usize) -> (Var, Vec<Stmt>) {
        let scope = self.scope.len();
        let var = self.fresh(ty);
        let statements = 1 + self.random.below(3);
        let block = self.block(statements, depth);
        self.scope.truncate(scope);
        (var, block)
    }

    fn stmt(&mut self, depth: usize) -> Option<Stmt> {
        let roll = self.random.below(if depth == 0 { 12 } else { 18 });
        Some(match roll {
            0..=2 => {
                let ty = self.random.pick(&Ty::ALL);
                let value = self.expr(ty, 2);
                Stmt::Let(self.fresh(ty), ty, value)
            }
            3 => {
                let value = self.expr(Ty::Inner, 1);
                Stmt::Apart(self.fresh(Ty::Text), self.fresh(Ty::Text), value)
            }
            4..=6 => self.assign()?,
            7 => {
                let value = self.expr(Ty::Text, 1);
                if self.random.once_in(2) {
                    Stmt::PushStr(self.var(Ty::Text)?, value)
                } else {
                    Stmt::Push(self.var(Ty::Many)?, value)
                }
            }
            8 | 9 => {
                self.numbers.1 += 1;
                Stmt::Log(self.numbers.1, self.expr(Ty::Text, 1))
            }
            10 => self.fill()?,
            11 => {
                if depth == 2 {
                    return None;
                }
                Stmt::Return(self.result.map(|ty| self.expr(ty, 1))?)
            }
            12 | 13 => {
                let (then, other) = (1 + self.random.below(3), self.random.below(3));
                Stmt::If(self.block(then, depth - 1), self.block(other, depth - 1))
            }
            14 => {
                let statements = 1 + self.random.below(4);
                Stmt::While(self.block(statements, depth - 1))
            }
            15 => {
                let list = self.expr(Ty::Many, 1);
                let (var, body) = self.with(Ty::Text, depth - 1);
                Stmt::For(var, list, body)
            }
            16 => {
                let option = self.expr(Ty::Maybe, 1);
                let (var, body) = self.with(Ty::Text, depth - 1);
                if self.random.once_in(3) {
                    Stmt::WhileSome(var, option, body)
                } else {
                    Stmt::IfSome(var, option, body)
                }
            }
            _ => {
                let value = self.expr(Ty::Either, 1);
                let (left, on_left) = self.with(Ty::Text, depth - 1);
                let (right, on_right) = self.with(Ty::Text, depth - 1);
                Stmt::Match(value, left, on_left, right, on_right)
            }
        })
    }

    fn assign(&mut self) -> Option<Stmt> {
        if self.scope.is_empty() {
            return None;
        }
        let at = self.random.below(self.scope.len());
        let (var, mut ty) = self.scope[at];
        let mut path = Vec::new();
        while !ty.fields().is_empty() && !self.random.once_in(3) {
            let (name, of) = self.random.pick(ty.fields());
            path.push(name);
            ty = of;
        }
        Some(Stmt::Assign(var, path, self.expr(ty, 1)))
    }

    fn fill(&mut self) -> Option<Stmt> {
        let fillers: Vec<usize> = (0..self.heads.len())
            .filter(|f| self.heads[*f].kind == Kind::Filler)
            .collect();
        if fillers.is_empty() {
            return None;
        }
        let function = self.random.pick(&fillers);
        let params = self.heads[function].params.clone();
        let var = self.var(params[0])?;
        let args = params[1..].iter().map(|ty| self.expr(*ty, 1)).collect();
        Some(Stmt::Fill(function, var, args))
    }

    fn expr(&mut self, ty: Ty, depth: usize) -> Expr {
        // Variables come often, or nothing would flow far.
        if !self.random.once_in(3)
            && let Some(var) = self.var(ty)
        {
            return Expr::Var(var);
        }
        if depth > 0 {
            match self.random.below(8) {
                0..=2 => {
                    if let Some(call) = self.call(ty, depth - 1) {
                        return call;
                    }
                }
                3 => {
                    let (then, other) = (self.expr(ty, depth - 1), self.expr(ty, depth - 1));
                    return Expr::If(Box::new(then), Box::new(other));
                }
                _ => {}
            }
        }
        let inner = depth.saturating_sub(1);
        match ty {
            Ty::Text => self.text(depth),
            Ty::Inner | Ty::Outer | Ty::Both => {
                let parts = ty.fields().iter().map(|(_, of)| self.expr(*of, inner));
                Expr::Build(ty, parts.collect())
            }
            Ty::Maybe if depth > 0 && self.random.once_in(3) => {
                let option = self.expr(Ty::Maybe, inner);
                let (var, body) = self.closure(inner);
                Expr::Map(Box::new(option), var, Box::new(body))
            }
            Ty::Maybe => Expr::Some(Box::new(self.expr(Ty::Text, inner))),
            Ty::Either if self.random.once_in(2) => {
                Expr::Left(Box::new(self.expr(Ty::Text, inner)))
            }
            Ty::Either => Expr::Right(Box::new(self.expr(Ty::Text, inner))),
            Ty::Many => {
                let count = self.random.below(3);
                Expr::List((0..count).map(|_| self.expr(Ty::Text, inner)).collect())
            }
        }
    }

    fn text(&mut self, depth: usize) -> Expr {
        if depth == 0 {
            return self.simple();
        }
        let inner = depth - 1;
        match self.random.below(10) {
            0..=2 => self.field().unwrap_or(Expr::Literal),
            3 | 4 => {
                let passed = self
                    .random
                    .pick(&[Passed::Hash, Passed::Mask, Passed::Seal]);
                Expr::Measured(passed, Box::new(self.expr(Ty::Text, inner)))
            }
            5 => Expr::Format(vec![self.expr(Ty::Text, inner), self.expr(Ty::Text, inner)]),
            6 => {
                let arg = self.expr(Ty::Text, inner);
                let (var, body) = self.closure(inner);
                Expr::Apply(var, Box::new(body), Box::new(arg))
            }
            7 => {
                let (option, other) = (self.expr(Ty::Maybe, inner), self.expr(Ty::Text, inner));
                Expr::OrElse(Box::new(option), Box::new(other))
            }
            8 if self.heads.iter().any(|f| f.kind == Kind::Impl) => {
                Expr::Dynamic(Box::new(self.expr(Ty::Text, inner)))
            }
            _ => self.simple(),
        }
    }

    fn simple(&mut self) -> Expr {
        if self.random.once_in(2) {
            return Expr::Literal;
        }
        self.numbers.0 += 1;
        Expr::Source(self.random.below(SOURCES), self.numbers.0)
    }

    /// A closure's parameter and body.
    fn closure(&mut self, depth: usize) -> (Var, Expr) {
        let scope = self.scope.len();
        let var = self.fresh(Ty::Text);
        let body = self.expr(Ty::Text, depth);
        self.scope.truncate(scope);
        (var, body)
    }

    /// A text in a field of a variable.
    fn field(&mut self) -> Option<Expr> {
        let holders: Vec<(Var, Ty)> = self
            .scope
            .iter()
            .filter(|(_, ty)| !ty.fields().is_empty())
            .copied()
            .collect();
        if holders.is_empty() {
            return None;
        }
        let (var, mut ty) = self.random.pick(&holders);
        let mut expr = Expr::Var(var);
        while ty != Ty::Text {
            let (name, of) = self.random.pick(ty.fields());
            expr = Expr::Field(Box::new(expr), name);
            ty = of;
        }
        Some(expr)
    }

    fn call(&mut self, ty: Ty, depth: usize) -> Option<Expr> {
        let called =
            |f: &Function| f.result == Some(ty) && matches!(f.kind, Kind::Free | Kind::Method);
        let fitting: Vec<usize> = (0..self.heads.len())
            .filter(|f| called(&self.heads[*f]))
            .collect();
        if fitting.is_empty() {
            return None;
        }
        let function = self.random.pick(&fitting);
        let params = self.heads[function].params.clone();
        let args = params.iter().map(|ty| self.expr(*ty, depth)).collect();
        Some(Expr::Call(function, args))
    }
}
