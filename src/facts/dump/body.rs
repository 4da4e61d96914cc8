//! Expressions, patterns and macro calls as text.
//!
//! In: ids of one file's facts. Out: text close to Rust; what the lowering reads through is gone.

use super::super::ir::{
    Arm, BinOp, Expr, ExprId, FieldExpr, List, LocalId, MacroCall, MacroId, NameId, Part, Pat,
    PatId, Show,
};
use super::Dump;

impl Dump<'_> {
    pub(super) fn expr(self, id: ExprId) -> String {
        let Some(expr) = self.facts.exprs.get(id.at()).copied() else {
            return "?".to_owned();
        };
        match expr {
            Expr::Str(name) => format!("{:?}", self.name(name)),
            Expr::Scalar(name) => self.name(name).to_owned(),
            Expr::Local(local) => self.local(local),
            Expr::Path(path) => {
                let generics = self
                    .facts
                    .paths
                    .get(path.at())
                    .map_or(List::default(), |p| p.generics);
                format!("{}{}", self.path(path), self.arguments(generics))
            }
            Expr::Field(base, name) => format!("{}.{}", self.expr(base), self.name(name)),
            Expr::Index(base, index) => format!("{}[{}]", self.expr(base), self.expr(index)),
            Expr::Call(callee, args) => {
                format!("{}({})", self.expr(callee), self.exprs(args, ", "))
            }
            Expr::Method(index) => self.method(index),
            Expr::Struct(path, fields) => {
                format!("{} {{{}}}", self.path(path), self.fields(fields))
            }
            Expr::Object(fields) => format!("object {{{}}}", self.fields(fields)),
            Expr::Tuple(list) => format!("({})", self.exprs(list, ", ")),
            Expr::Array(list) => format!("[{}]", self.exprs(list, ", ")),
            Expr::Closure(index) => self.closure(index),
            Expr::Block(list, value) => {
                format!(
                    "{{{}{}}}",
                    self.exprs(list, "; "),
                    if value || list.len == 0 { "" } else { ";" }
                )
            }
            Expr::Async(body) => format!("async {}", self.expr(body)),
            Expr::Macro(id) => self.macro_call(id),
            Expr::Join(list) => format!("join({})", self.exprs(list, ", ")),
            other => self.flow(other),
        }
    }

    /// Expressions with control flow, and operators.
    fn flow(self, expr: Expr) -> String {
        let maybe = |id: Option<ExprId>, front: &str| {
            id.map(|id| format!("{front}{}", self.expr(id)))
                .unwrap_or_default()
        };
        match expr {
            Expr::Let(pat, value, other) => {
                format!(
                    "let {}{}{}",
                    self.pat(pat),
                    maybe(value, " = "),
                    maybe(other, " else ")
                )
            }
            Expr::If(cond, then, other) => {
                format!(
                    "if {} {}{}",
                    self.expr(cond),
                    self.expr(then),
                    maybe(other, " else ")
                )
            }
            Expr::Match(value, arms) => {
                format!("match {} {{{}}}", self.expr(value), self.arms(arms))
            }
            Expr::Loop(None, body) => format!("loop {}", self.expr(body)),
            Expr::Loop(Some(cond), body) => {
                format!("while {} {}", self.expr(cond), self.expr(body))
            }
            Expr::For(pat, iter, body) => {
                format!(
                    "for {} in {} {}",
                    self.pat(pat),
                    self.expr(iter),
                    self.expr(body)
                )
            }
            Expr::Assign(place, value) => format!("{} = {}", self.expr(place), self.expr(value)),
            Expr::AssignOp(place, value) => {
                format!("{} op= {}", self.expr(place), self.expr(value))
            }
            Expr::Binary(op, a, b) => {
                format!("({} {} {})", self.expr(a), operator(op), self.expr(b))
            }
            Expr::Not(inner) => format!("!{}", self.expr(inner)),
            Expr::Try(inner) => format!("{}?", self.expr(inner)),
            Expr::Await(inner) => format!("{}.await", self.expr(inner)),
            Expr::Return(value) => format!("return{}", maybe(value, " ")),
            Expr::Break(value) => format!("break{}", maybe(value, " ")),
            Expr::Cast(inner, ty) => format!("({} as {})", self.expr(inner), self.ty(ty)),
            Expr::RefMut(inner) => format!("&mut {}", self.expr(inner)),
            _ => "?".to_owned(),
        }
    }

    fn exprs(self, list: List, between: &str) -> String {
        self.ids(list)
            .iter()
            .map(|id| self.expr(ExprId(*id)))
            .collect::<Vec<_>>()
            .join(between)
    }

    fn local(self, id: LocalId) -> String {
        let Some(local) = self.facts.locals.get(id.at()) else {
            return "?".to_owned();
        };
        format!("{}#{}", self.name(local.name), id.0)
    }

    fn method(self, index: u32) -> String {
        let Some(call) = self.facts.methods.get(index as usize) else {
            return "?".to_owned();
        };
        let turbofish = if call.generics.len > 0 { "::" } else { "" };
        let generics = self.arguments(call.generics);
        let args = self.exprs(call.args, ", ");
        format!(
            "{}.{}{turbofish}{generics}({args})",
            self.expr(call.recv),
            self.name(call.name)
        )
    }

    fn closure(self, index: u32) -> String {
        let Some(closure) = self.facts.closures.get(index as usize) else {
            return "?".to_owned();
        };
        format!(
            "|{}| {}",
            self.pats(closure.params),
            self.expr(closure.body)
        )
    }

    fn field_list(self, list: List, value: impl Fn(u32) -> String) -> String {
        let fields: &[FieldExpr] = self
            .facts
            .fields
            .get(list.start as usize..(list.start + list.len) as usize)
            .unwrap_or_default();
        let one = |f: &FieldExpr| match self.name(f.name) {
            "" => format!("..{}", value(f.value)),
            name => format!("{name}: {}", value(f.value)),
        };
        fields.iter().map(one).collect::<Vec<_>>().join(", ")
    }

    fn fields(self, list: List) -> String {
        self.field_list(list, |id| self.expr(ExprId(id)))
    }

    fn arms(self, list: List) -> String {
        let arms = self
            .facts
            .arms
            .get(list.start as usize..(list.start + list.len) as usize)
            .unwrap_or_default();
        let one = |arm: &Arm| {
            let guard = arm
                .guard
                .map(|g| format!(" if {}", self.expr(g)))
                .unwrap_or_default();
            format!("{}{guard} => {}", self.pat(arm.pat), self.expr(arm.body))
        };
        arms.iter().map(one).collect::<Vec<_>>().join(", ")
    }

    fn pats(self, list: List) -> String {
        self.ids(list)
            .iter()
            .map(|id| self.pat(PatId(*id)))
            .collect::<Vec<_>>()
            .join(", ")
    }

    pub(super) fn pat(self, id: PatId) -> String {
        match self.facts.pats.get(id.at()).copied() {
            Some(Pat::Wild) | None => "_".to_owned(),
            Some(Pat::Bind(local, sub)) => {
                let ty = self
                    .facts
                    .locals
                    .get(local.at())
                    .and_then(|l| l.ty)
                    .map(|t| format!(":{}", self.ty(t)));
                let sub = sub
                    .map(|s| format!(" @ {}", self.pat(s)))
                    .unwrap_or_default();
                format!("{}{}{sub}", self.local(local), ty.unwrap_or_default())
            }
            Some(Pat::Tuple(list)) => format!("({})", self.pats(list)),
            Some(Pat::TupleStruct(path, list)) => {
                format!("{}({})", self.path(path), self.pats(list))
            }
            Some(Pat::Struct(path, list)) => {
                format!(
                    "{} {{{}}}",
                    self.path(path),
                    self.field_list(list, |id| self.pat(PatId(id)))
                )
            }
            Some(Pat::Slice(list)) => format!("[{}]", self.pats(list)),
            Some(Pat::Or(list)) => self.pats(list).replace(", ", " | "),
            Some(Pat::Rest) => "..".to_owned(),
            Some(Pat::Path(path)) => format!("={}", self.path(path)),
            Some(Pat::Lit(name)) => format!("={:?}", self.name(name)),
        }
    }

    fn macro_call(self, id: MacroId) -> String {
        let Some(call) = self.facts.macros.get(id.at()) else {
            return "?".to_owned();
        };
        let MacroCall {
            path,
            args,
            format,
            inner,
            ..
        } = call;
        let mut parts: Vec<String> = Vec::new();
        for arg in args {
            let name = arg
                .name
                .map(|n: NameId| format!("{}=", self.name(n)))
                .unwrap_or_default();
            let show = match arg.show {
                Show::Value => "",
                Show::Display => "%",
                Show::Debug => "?",
                Show::Other => "#",
            };
            let part = match arg.part {
                Part::Formatted => "shown ",
                Part::Field => "field ",
                Part::Control => "control ",
                Part::Template => "template ",
                Part::Plain => "",
            };
            parts.push(format!("{part}{name}{show}{}", self.expr(arg.value)));
        }
        if inner.len > 0 {
            parts.push(format!("inner {}", self.exprs(*inner, "; ")));
        }
        let format = if format.is_some() { "f" } else { "" };
        format!("{}!{format}({})", self.path(*path), parts.join(", "))
    }
}

fn operator(op: BinOp) -> &'static str {
    match op {
        BinOp::Add => "+",
        BinOp::Arith => "arith",
        BinOp::Compare => "cmp",
        BinOp::And => "&&",
        BinOp::Or => "||",
    }
}
