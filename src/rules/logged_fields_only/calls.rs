//! What a log call holds: its fields, and the values captured into its message.
//!
//! In: a macro call, or the arguments of a function. Out: the names of what it holds. A literal or a constant text is
//! no field.

use crate::facts::{Expr, ExprId, MacroCall, Part};
use crate::link::Unit;

/// The names of what a log macro's call holds. A captured value that has no name is `a value`.
pub(super) fn fields(unit: &Unit, call: &MacroCall) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for arg in &call.args {
        let names = match (arg.part, arg.name) {
            (Part::Field, Some(name)) => {
                let name = unit.text(name);
                if matches!(name, "message" | "target" | "parent" | "name") {
                    continue;
                }
                vec![name.to_owned()]
            }
            (Part::Field | Part::Formatted | Part::Plain, _) => names(unit, arg.value),
            (Part::Control | Part::Template, _) => continue,
        };
        if !names.is_empty() {
            found.push(names);
        }
    }
    found
}

/// What a value may be called, its own name last: `status.as_u16()` is `as_u16` or `status`. Empty for a literal.
pub(super) fn names(unit: &Unit, id: ExprId) -> Vec<String> {
    match unit.facts.exprs[id.at()] {
        Expr::Str(_) | Expr::Scalar(_) | Expr::Path(_) => Vec::new(),
        Expr::Local(local) => vec![unit.text(unit.facts.locals[local.at()].name).to_owned()],
        Expr::Field(base, name) => {
            let name = unit.text(name);
            if name.starts_with(|c: char| c.is_ascii_digit()) {
                return names(unit, base);
            }
            vec![name.to_owned()]
        }
        Expr::Method(m) => {
            let method = &unit.facts.methods[m as usize];
            let mut all = vec![unit.text(method.name).to_owned()];
            all.extend(names(unit, method.recv));
            all
        }
        Expr::Call(callee, args) => {
            let called = super::super::guards::last_name(unit, callee).to_owned();
            let mut all = vec![called];
            all.extend(unit.facts.ids(args).flat_map(|a| names(unit, a)));
            all
        }
        Expr::Try(a)
        | Expr::Await(a)
        | Expr::RefMut(a)
        | Expr::Cast(a, _)
        | Expr::Not(a)
        | Expr::Index(a, _) => names(unit, a),
        Expr::Macro(m) => {
            let call = &unit.facts.macros[m.at()];
            call.args
                .iter()
                .filter(|a| !matches!(a.part, Part::Control | Part::Template))
                .flat_map(|a| names(unit, a.value))
                .collect()
        }
        _ => unit
            .facts
            .children(id)
            .into_iter()
            .flat_map(|c| names(unit, c))
            .collect(),
    }
}
