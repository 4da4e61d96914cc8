//! What is documented that the engine believes, computed the slow way: calls are entered anew each time they are met.
//!
//! In: a program. Out: everything that may reach its logs. Branches are walked one after the other; an assignment in a
//! branch adds to what was there before it. A struct that a function is handed holds in its fields whatever the program
//! writes into fields of that name, anywhere. All of it is repeated until nothing new is found.

use std::collections::{BTreeMap, BTreeSet};

use super::language::{Expr, Function, Kind, Passed, Program, Stmt, Ty, Var};
use super::value::{Seen, Value};

/// How deep calls are entered; beyond, a function returns what it ever returned, and is entered later.
const DEPTH: usize = 3;

/// All that may reach the logs.
pub(super) fn join(program: &Program) -> Seen {
    let mut joiner = Joiner {
        program,
        fields: BTreeMap::new(),
        ever: BTreeMap::new(),
        owed: BTreeMap::new(),
        seen: Seen::new(),
        stack: Vec::new(),
        calls: BTreeSet::new(),
    };
    loop {
        let before = joiner.state();
        for number in 0..program.functions.len() {
            let owed = joiner.owed.get(&number).cloned().unwrap_or_default();
            joiner.function(number, owed);
        }
        if before == joiner.state() {
            return joiner.seen;
        }
    }
}

/// What variables hold, and how many branches deep they were bound.
#[derive(Clone, Default, PartialEq)]
struct Frame {
    values: BTreeMap<Var, Value>,
    bound: BTreeMap<Var, usize>,
    branch: usize,
    result: Value,
}

impl Frame {
    fn bind(&mut self, var: Var, value: Value) {
        self.values.insert(var, value);
        self.bound.insert(var, self.branch);
    }

    fn get(&self, var: Var) -> Value {
        self.values.get(&var).cloned().unwrap_or_default()
    }
}

struct Joiner<'a> {
    program: &'a Program,
    /// What the program writes into each field.
    fields: BTreeMap<&'static str, Value>,
    /// What each function ever returned and left in its first parameter.
    ever: BTreeMap<usize, (Value, Value)>,
    /// What functions were handed where they were not entered.
    owed: BTreeMap<usize, Vec<Value>>,
    seen: Seen,
    /// The functions that are entered.
    stack: Vec<usize>,
    /// Who was ever seen to call whom.
    calls: BTreeSet<(usize, usize)>,
}

/// All that may still grow.
type State = (
    BTreeMap<&'static str, Value>,
    BTreeMap<usize, (Value, Value)>,
    BTreeMap<usize, Vec<Value>>,
    (usize, usize),
);

impl Joiner<'_> {
    fn state(&self) -> State {
        let (fields, ever) = (self.fields.clone(), self.ever.clone());
        (
            fields,
            ever,
            self.owed.clone(),
            (self.seen.len(), self.calls.len()),
        )
    }

    /// Whether a function may end up in itself.
    fn recurses(&self, number: usize) -> bool {
        let mut reached = BTreeSet::from([number]);
        loop {
            let before = reached.len();
            for (caller, callee) in &self.calls {
                if reached.contains(caller) {
                    if *callee == number {
                        return true;
                    }
                    reached.insert(*callee);
                }
            }
            if reached.len() == before {
                return false;
            }
        }
    }

    /// A struct of which only the type is known.
    fn open(&self, ty: Ty) -> Value {
        let part = |(name, of): &(&'static str, Ty)| match of {
            Ty::Text => (*name, self.fields.get(name).cloned().unwrap_or_default()),
            of => (*name, self.open(*of)),
        };
        let fields = match ty {
            Ty::Either => &[("L", Ty::Text), ("R", Ty::Text)],
            ty => ty.fields(),
        };
        Value {
            parts: fields.iter().map(part).collect(),
            ..Value::default()
        }
    }

    fn variant(&mut self, name: &'static str, arg: &Expr, frame: &mut Frame) -> Value {
        let mut part = self.expr(arg, frame);
        let nothing = part.vague && part.own.is_empty();
        self.write(name, &mut part);
        let mut value = Value::with(name, part);
        if nothing {
            // Then it may be the other variant for all that is known.
            value.join(self.open(Ty::Either));
        }
        value
    }

    /// Notes that something is written into the fields of a struct.
    ///
    /// A field into which a vague nothing is put holds what its name tells: all that is ever put into it.
    fn write(&mut self, name: &'static str, value: &mut Value) {
        if matches!(name, "0" | "1") {
            return;
        }
        let field = self.fields.entry(name).or_default();
        field.join(value.clone());
        if value.vague && value.own.is_empty() {
            value.join(field.clone());
        }
    }

    fn function(&mut self, number: usize, args: Vec<Value>) -> (Value, Value) {
        if let Some(caller) = self.stack.last() {
            self.calls.insert((*caller, number));
        }
        if self.stack.len() == DEPTH {
            let owed = self.owed.entry(number).or_default();
            owed.resize_with(args.len(), Value::default);
            owed.iter_mut().zip(args).for_each(|(o, arg)| o.join(arg));
            return self.ever.get(&number).cloned().unwrap_or_default();
        }
        self.stack.push(number);
        let program = self.program;
        let function: &Function = &program.functions[number];
        let mut frame = Frame::default();
        for (var, ty) in function.params.iter().enumerate() {
            let given = args.get(var).cloned().unwrap_or_default();
            let value = match ty {
                Ty::Inner | Ty::Outer | Ty::Either => self.open(*ty),
                _ => given,
            };
            frame.bind(var, value);
        }
        self.block(&function.body, &mut frame);
        if let Some(tail) = &function.tail {
            let value = self.expr(tail, &mut frame);
            frame.result.join(value);
        }
        self.stack.pop();
        if self.recurses(number)
            && let Some(ty) = function.result
        {
            // Of a function that calls itself nothing is taken to be complete.
            let open = self.open(ty);
            frame.result.join(open);
        }
        let gives = (frame.result.clone(), frame.get(0));
        let ever = self.ever.entry(number).or_default();
        ever.0.join(gives.0.clone());
        ever.1.join(gives.1.clone());
        gives
    }

    fn block(&mut self, stmts: &[Stmt], frame: &mut Frame) {
        for stmt in stmts {
            self.stmt(stmt, frame);
        }
    }

    fn branch(&mut self, frame: &mut Frame, inner: impl Fn(&mut Self, &mut Frame)) {
        frame.branch += 1;
        inner(self, frame);
        frame.branch -= 1;
    }

    fn turns(&mut self, frame: &mut Frame, inner: impl Fn(&mut Self, &mut Frame)) {
        loop {
            let before = frame.clone();
            self.branch(frame, &inner);
            if *frame == before {
                return;
            }
        }
    }

    fn stmt(&mut self, stmt: &Stmt, frame: &mut Frame) {
        match stmt {
            Stmt::Let(var, _, value) => {
                let value = self.expr(value, frame);
                frame.bind(*var, value);
            }
            Stmt::Apart(a, b, value) => {
                let value = self.expr(value, frame);
                frame.bind(*a, value.part("fa"));
                frame.bind(*b, value.part("fb"));
            }
            Stmt::Assign(var, path, value) => {
                let mut value = self.expr(value, frame);
                if let Some(name) = path.last() {
                    self.write(name, &mut value);
                }
                let weak = frame.bound.get(var) != Some(&frame.branch);
                let place = frame.values.entry(*var).or_default().place(path);
                if !weak {
                    *place = Value::default();
                }
                place.join(value);
            }
            Stmt::PushStr(var, value) | Stmt::Push(var, value) => {
                let value = self.expr(value, frame);
                frame.values.entry(*var).or_default().join(value);
            }
            Stmt::Log(number, value) => {
                let value = self.expr(value, frame);
                value.seen(*number, &mut self.seen);
            }
            Stmt::If(then, other) => {
                self.branch(frame, |j, f| j.block(then, f));
                self.branch(frame, |j, f| j.block(other, f));
            }
            Stmt::While(body) => self.turns(frame, |j, f| j.block(body, f)),
            Stmt::WhileSome(var, option, body) => self.turns(frame, |j, f| {
                let value = j.expr(option, f);
                f.bind(*var, value);
                j.block(body, f);
            }),
            Stmt::For(var, list, body) => {
                let value = self.expr(list, frame);
                self.turns(frame, |j, f| {
                    f.bind(*var, value.clone());
                    j.block(body, f);
                });
            }
            Stmt::IfSome(var, option, body) => {
                let value = self.expr(option, frame);
                self.branch(frame, |j, f| {
                    f.bind(*var, value.clone());
                    j.block(body, f);
                });
            }
            Stmt::Match(value, left, on_left, right, on_right) => {
                let value = self.expr(value, frame);
                for (var, name, body) in [(left, "L", on_left), (right, "R", on_right)] {
                    self.branch(frame, |j, f| {
                        f.bind(*var, value.part(name));
                        j.block(body, f);
                    });
                }
            }
            Stmt::Return(value) => {
                let value = self.expr(value, frame);
                frame.result.join(value);
            }
            Stmt::Fill(function, var, args) => {
                let mut values = vec![frame.get(*var)];
                values.extend(args.iter().map(|a| self.expr(a, frame)));
                let (_, left) = self.function(*function, values);
                frame.values.entry(*var).or_default().join(left);
            }
        }
    }

    fn expr(&mut self, expr: &Expr, frame: &mut Frame) -> Value {
        match expr {
            Expr::Literal => Value::default(),
            Expr::Source(_, place) => Value::of((*place, Passed::Nothing)),
            Expr::Var(var) => frame.get(*var),
            Expr::Field(base, name) => self.expr(base, frame).part(name),
            Expr::Call(function, args) => {
                let values = args.iter().map(|a| self.expr(a, frame)).collect();
                let value = self.function(*function, values).0;
                Value {
                    vague: true,
                    ..value
                }
            }
            Expr::Dynamic(arg) => {
                let value = self.expr(arg, frame);
                let program = self.program;
                let mut joined = Value::default();
                for (number, function) in program.functions.iter().enumerate() {
                    if function.kind == Kind::Impl {
                        joined.join(self.function(number, vec![value.clone()]).0);
                    }
                }
                Value {
                    vague: true,
                    ..joined
                }
            }
            Expr::Measured(passed, arg) => self.expr(arg, frame).measured(*passed),
            Expr::Format(args) | Expr::List(args) => {
                let mut joined = Value::default();
                for arg in args {
                    joined.join(self.expr(arg, frame));
                }
                joined
            }
            Expr::Build(ty, args) => {
                let mut parts: Vec<Value> = args.iter().map(|a| self.expr(a, frame)).collect();
                for ((name, _), part) in ty.fields().iter().zip(&mut parts) {
                    self.write(name, part);
                }
                Value::built(*ty, parts)
            }
            Expr::Some(arg) => self.expr(arg, frame),
            Expr::Left(arg) => self.variant("L", arg, frame),
            Expr::Right(arg) => self.variant("R", arg, frame),
            Expr::If(then, other) | Expr::OrElse(then, other) => {
                let mut joined = self.expr(then, frame);
                joined.join(self.expr(other, frame));
                joined
            }
            Expr::Apply(var, body, arg) | Expr::Map(arg, var, body) => {
                let value = self.expr(arg, frame);
                frame.bind(*var, value);
                self.expr(body, frame)
            }
        }
    }
}
