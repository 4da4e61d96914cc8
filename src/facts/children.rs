//! The parts of an expression, in the order in which they are evaluated.
//!
//! In: the id of an expression. Out: the ids of the expressions it is made of; items and closures' parameters are no
//! parts of it. It never looks at names or types.

use super::ir::{Expr, ExprId, FileFacts, List};

impl FileFacts {
    /// The ids of a list of expressions.
    pub fn ids(&self, list: List) -> impl Iterator<Item = ExprId> + '_ {
        let run = list.start as usize..(list.start + list.len) as usize;
        self.lists[run].iter().map(|i| ExprId(*i))
    }

    /// The parts of an expression.
    pub fn children(&self, id: ExprId) -> Vec<ExprId> {
        let fields = |list: List| {
            let run = list.start as usize..(list.start + list.len) as usize;
            self.fields[run].iter().map(|f| ExprId(f.value)).collect()
        };
        match self.exprs[id.at()] {
            Expr::Str(_) | Expr::Scalar(_) | Expr::Local(_) | Expr::Path(_) => Vec::new(),
            Expr::Field(a, _)
            | Expr::Async(a)
            | Expr::Not(a)
            | Expr::Try(a)
            | Expr::Await(a)
            | Expr::Cast(a, _)
            | Expr::RefMut(a) => vec![a],
            Expr::Index(a, b)
            | Expr::Binary(_, a, b)
            | Expr::For(_, a, b)
            | Expr::Assign(b, a)
            | Expr::AssignOp(b, a) => vec![a, b],
            Expr::Call(callee, args) => std::iter::once(callee).chain(self.ids(args)).collect(),
            Expr::Method(m) => {
                let method = &self.methods[m as usize];
                std::iter::once(method.recv)
                    .chain(self.ids(method.args))
                    .collect()
            }
            Expr::Struct(_, list) | Expr::Object(list) => fields(list),
            Expr::Tuple(list) | Expr::Array(list) | Expr::Join(list) | Expr::Block(list, _) => {
                self.ids(list).collect()
            }
            Expr::Closure(c) => vec![self.closures[c as usize].body],
            Expr::Let(_, a, b) => a.into_iter().chain(b).collect(),
            Expr::If(a, b, c) => [a, b].into_iter().chain(c).collect(),
            Expr::Match(value, arms) => {
                let run = arms.start as usize..(arms.start + arms.len) as usize;
                let arms = self.arms[run].iter();
                std::iter::once(value)
                    .chain(arms.flat_map(|a| a.guard.into_iter().chain([a.body])))
                    .collect()
            }
            Expr::Loop(a, b) => a.into_iter().chain([b]).collect(),
            Expr::Return(a) | Expr::Break(a) => a.into_iter().collect(),
            Expr::Macro(m) => {
                let call = &self.macros[m.at()];
                let args = call.args.iter().map(|a| a.value);
                args.chain(self.ids(call.inner)).collect()
            }
        }
    }

    /// The expressions around a place, outermost first, from a body down to the smallest one that holds it.
    pub fn around(&self, body: ExprId, place: super::Range) -> Vec<ExprId> {
        let holds = |id: &ExprId| {
            let span = self.spans[id.at()];
            span.start <= place.start && place.end <= span.end
        };
        let mut path = vec![body];
        let mut at = body;
        // Children stand before their parents in the table, so the way down ends.
        while let Some(next) = self
            .children(at)
            .into_iter()
            .filter(|c| c.0 < at.0)
            .find(holds)
        {
            path.push(next);
            at = next;
        }
        path
    }
}
