//! Values that Rust expressions write down: `30 * 24 * 3600`, `Duration::from_secs(60)`, `env::var("X").unwrap_or(…)`.
//!
//! In: the text of one expression, from code or from an attribute. Out: a [`Constant`]: a value, a name to be looked
//! up, or how the two are put together. Nothing is looked up here, and what is computed at run time is unknown.

use crate::catalog::{Act, Values};
use syn::{BinOp, Expr, ExprCall, ExprMethodCall, Lit, UnOp};

/// What an expression writes down.
#[derive(Clone, Debug, PartialEq)]
pub enum Constant {
    /// A truth value.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// `None`.
    Nothing,
    /// `Default::default()` or `unwrap_or_default()`: the type decides.
    TypeDefault,
    /// A const, static or variant.
    Name(Vec<String>),
    /// A function without arguments.
    Call(Vec<String>),
    /// A time: so many seconds each of what is counted (`Duration::from_hours(x)`).
    Time(Box<Constant>, f64),
    /// `a + b`, `a - b`, `a * b`, `a / b`.
    Calc(char, Box<Constant>, Box<Constant>),
    /// A setting that is read from outside by its name, and what counts where it is missing.
    Outside(Box<Constant>, Option<Box<Constant>>),
    /// Anything else.
    Unknown,
}

/// The longest text that is looked at: what is longer computes.
const LONGEST: usize = 600;

/// Reads one expression; never fails.
pub fn read(text: &str) -> Constant {
    if text.len() > LONGEST {
        return Constant::Unknown;
    }
    syn::parse_str::<Expr>(text).map_or(Constant::Unknown, |expr| of(&expr))
}

fn of(expr: &Expr) -> Constant {
    match expr {
        Expr::Lit(lit) => literal(&lit.lit),
        Expr::Paren(inner) => of(&inner.expr),
        Expr::Group(inner) => of(&inner.expr),
        Expr::Reference(inner) => of(&inner.expr),
        Expr::Cast(inner) => of(&inner.expr),
        Expr::Try(inner) => of(&inner.expr),
        Expr::Await(inner) => of(&inner.base),
        Expr::Block(block) => match block.block.stmts.as_slice() {
            [syn::Stmt::Expr(last, None)] => of(last),
            _ => Constant::Unknown,
        },
        Expr::Closure(closure) => of(&closure.body),
        Expr::Path(path) => match segments(&path.path).as_slice() {
            [none] if none == "None" => Constant::Nothing,
            names => Constant::Name(names.to_vec()),
        },
        Expr::Unary(unary) => match (&unary.op, of(&unary.expr)) {
            (UnOp::Neg(_), Constant::Number(n)) => Constant::Number(-n),
            (UnOp::Not(_), Constant::Bool(b)) => Constant::Bool(!b),
            (UnOp::Deref(_), inner) => inner,
            _ => Constant::Unknown,
        },
        Expr::Binary(binary) => {
            let sign = match binary.op {
                BinOp::Add(_) => '+',
                BinOp::Sub(_) => '-',
                BinOp::Mul(_) => '*',
                BinOp::Div(_) => '/',
                _ => return Constant::Unknown,
            };
            Constant::Calc(
                sign,
                Box::new(of(&binary.left)),
                Box::new(of(&binary.right)),
            )
        }
        Expr::Call(call) => function(call),
        Expr::MethodCall(call) => method(call),
        Expr::Macro(call) => {
            let name = call.mac.path.segments.last().map(|s| s.ident.to_string());
            match (name.as_deref(), call.mac.parse_body::<syn::LitStr>()) {
                (Some("env" | "option_env"), Ok(name)) => {
                    Constant::Outside(Box::new(Constant::Text(name.value())), None)
                }
                _ => Constant::Unknown,
            }
        }
        _ => Constant::Unknown,
    }
}

fn literal(lit: &Lit) -> Constant {
    match lit {
        Lit::Bool(flag) => Constant::Bool(flag.value),
        Lit::Int(number) => number
            .base10_parse()
            .map_or(Constant::Unknown, Constant::Number),
        Lit::Float(number) => number
            .base10_parse()
            .map_or(Constant::Unknown, Constant::Number),
        Lit::Str(text) => Constant::Text(text.value()),
        _ => Constant::Unknown,
    }
}

fn segments(path: &syn::Path) -> Vec<String> {
    path.segments.iter().map(|s| s.ident.to_string()).collect()
}

fn function(call: &ExprCall) -> Constant {
    let Expr::Path(path) = &*call.func else {
        return Constant::Unknown;
    };
    let names = segments(&path.path);
    let last = names.last().map_or("", String::as_str);
    let owner = names.iter().rev().nth(1).map_or("", String::as_str);
    let args: Vec<&Expr> = call.args.iter().collect();
    match args.as_slice() {
        [] if last == "default" => Constant::TypeDefault,
        [] => Constant::Call(names),
        [one] => {
            let inner = of(one);
            let values = Values::embedded();
            let scale = values.unit(last).or_else(|| values.unit(owner));
            let numeric = !matches!(inner, Constant::Text(_) | Constant::Outside(..));
            if let Some(milliseconds) = scale.filter(|_| numeric) {
                return Constant::Time(Box::new(inner), milliseconds / 1000.0);
            }
            match (&inner, values.hands_on(last)) {
                (Constant::Text(name), _)
                    if last != "from" && (is_variable(name) || is_reader(&names)) =>
                {
                    Constant::Outside(Box::new(inner), None)
                }
                (Constant::Name(_), false) if is_reader(&names) => {
                    Constant::Outside(Box::new(inner), None)
                }
                (_, true) => inner,
                _ => Constant::Unknown,
            }
        }
        [name, default] => match (of(name), of(default)) {
            (Constant::Text(name), default) if is_variable(&name) || is_reader(&names) => {
                Constant::Outside(Box::new(Constant::Text(name)), Some(Box::new(default)))
            }
            (Constant::Name(name), default) if is_reader(&names) => {
                Constant::Outside(Box::new(Constant::Name(name)), Some(Box::new(default)))
            }
            _ => Constant::Unknown,
        },
        _ => Constant::Unknown,
    }
}

/// Whether a function's name says that it reads a setting.
fn is_reader(names: &[String]) -> bool {
    let path = names.join("_").to_ascii_lowercase();
    ["env", "var", "setting", "config", "lookup"]
        .iter()
        .any(|word| path.contains(word))
}

/// Whether a text is written like a variable of the environment.
pub fn is_variable(name: &str) -> bool {
    name.len() > 2
        && name.starts_with(|c: char| c.is_ascii_uppercase())
        && name
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
}

fn method(call: &ExprMethodCall) -> Constant {
    let receiver = of(&call.receiver);
    let name = call.method.to_string();
    let first = call.args.first().map(of);
    let values = Values::embedded();
    if let Constant::Outside(setting, None) = receiver {
        let default = match name.as_str() {
            name if values.act(name) == Some(Act::Otherwise) => first,
            "unwrap_or_default" => Some(Constant::TypeDefault),
            "is_ok" | "is_ok_and" | "is_some" | "is_some_and" => Some(Constant::Bool(false)),
            _ => None,
        };
        return Constant::Outside(setting, default.map(Box::new));
    }
    match (receiver, name.as_str()) {
        // What is done with a setting whose default is known changes its form, not its meaning.
        (outside @ Constant::Outside(..), _) => outside,
        (inner, name) if values.hands_on(name) || name == "unwrap_or_default" => inner,
        // A number that cannot be zero gives itself.
        (inner, "get") if call.args.is_empty() => inner,
        (_, name) if values.act(name) == Some(Act::Otherwise) => match first {
            // `settings.days.unwrap_or(30)`: the field is read where it is declared.
            Some(default) => default,
            None => Constant::Unknown,
        },
        _ => match (first, call.args.len()) {
            // `settings.get("X", 30)`, `env.string("X")`.
            (Some(Constant::Text(setting)), 1) if is_variable(&setting) => {
                Constant::Outside(Box::new(Constant::Text(setting)), None)
            }
            (Some(Constant::Text(setting)), 2) if is_variable(&setting) => {
                let default = call.args.last().map(of);
                Constant::Outside(Box::new(Constant::Text(setting)), default.map(Box::new))
            }
            _ => Constant::Unknown,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outside(name: &str, default: Option<Constant>) -> Constant {
        let name = Box::new(Constant::Text(name.to_owned()));
        Constant::Outside(name, default.map(Box::new))
    }

    #[test]
    fn values_and_settings() {
        assert_eq!(read("Some(30)"), Constant::Number(30.0));
        assert_eq!(read("\"a\".to_string()"), Constant::Text("a".to_owned()));
        assert_eq!(
            read("Duration::from_secs(5)"),
            Constant::Time(Box::new(Constant::Number(5.0)), 1.0)
        );
        assert_eq!(
            read("env::var(\"DAYS\").ok().and_then(|d| d.parse().ok()).unwrap_or(30)"),
            outside("DAYS", Some(Constant::Number(30.0)))
        );
        assert_eq!(read("env::var(\"DAYS\")?.parse()?"), outside("DAYS", None));
        assert_eq!(
            read("env_or(\"KEEP_DAYS\", 7)"),
            outside("KEEP_DAYS", Some(Constant::Number(7.0)))
        );
        assert_eq!(
            read("env::var(\"ON\").map(|v| v == \"true\").unwrap_or(false)"),
            outside("ON", Some(Constant::Bool(false)))
        );
        assert_eq!(
            read("SameSite::Lax"),
            Constant::Name(vec!["SameSite".into(), "Lax".into()])
        );
        assert_eq!(read("compute(a, b, c)"), Constant::Unknown);
        assert_eq!(read("]["), Constant::Unknown);
    }
}
