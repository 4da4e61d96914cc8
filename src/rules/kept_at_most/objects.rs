//! Which calls take stored objects or files away.
//!
//! In: a method call. Out: whether it deletes an object: by its library's type, or by what it calls in the workspace.

use super::code::Code;
use crate::facts::Expr;
use crate::link::types::Head;
use crate::link::typing::Target;
use crate::rules::uses::last_segment;

impl Code<'_> {
    /// Whether a method takes an object or file away: by itself, or by what it calls.
    pub(super) fn is_object_delete(&self, u: u32, m: u32, name: &str) -> bool {
        let unit = &self.context.program.units[u as usize];
        match unit.methods.get(m as usize) {
            Some(Target::Fn(f)) => self.deletes_objects(*f, 0),
            _ => self.is_library_delete(u, m, name),
        }
    }

    fn is_library_delete(&self, u: u32, m: u32, name: &str) -> bool {
        if name.starts_with("delete_object") || name.starts_with("remove_object") {
            return true;
        }
        let program = self.context.program;
        let unit = &program.units[u as usize];
        let recv = unit.facts.methods[m as usize].recv;
        let ty = program.payload(self.context.catalog, unit.expr_types[recv.at()]);
        match program.types.head(ty) {
            Head::Ext(e) => {
                self.words.deletes.objects.iter().any(|n| n == name)
                    && self
                        .words
                        .deletes
                        .object_crates
                        .iter()
                        .any(|c| c == program.text(e.root))
            }
            _ => false,
        }
    }

    fn deletes_objects(&self, function: u32, depth: u32) -> bool {
        let info = &self.context.program.fns[function as usize];
        let (unit, facts) = self.context.program.function(function);
        let deletes = |i: u32| match unit.facts.exprs[i as usize] {
            Expr::Method(m) => {
                let name = unit.text(unit.facts.methods[m as usize].name);
                match unit.methods.get(m as usize) {
                    Some(Target::Fn(f)) => *f != function && self.deletes_objects(*f, depth + 1),
                    _ => self.is_library_delete(info.unit, m, name),
                }
            }
            Expr::Call(callee, _) => self
                .words
                .deletes
                .files
                .contains(&last_segment(unit, callee)),
            _ => false,
        };
        depth < 3 && (facts.exprs.0..facts.exprs.1).any(deletes)
    }
}
