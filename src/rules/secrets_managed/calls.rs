//! Secrets in Rust code that no name stands beside: arguments of calls that are known to take one.
//!
//! In: the units of a commitment. Out: hits at the literals. Which calls take a secret is knowledge of the catalogue.

use super::{Hit, Judge, OUTSIDE, reason};
use crate::catalog::secret_places::SecretPlaces;
use crate::catalog::secrets::Look;
use crate::facts::{Expr, ExprId, List};
use crate::finding::Confidence;
use crate::link::Unit;
use crate::rules::literals;
use crate::rules::scope::{Scope, function_at};

impl Judge<'_> {
    /// Judges the calls of all units.
    pub(super) fn calls(&mut self, scope: &Scope<'_>) {
        for unit in scope.units() {
            for expr in &unit.facts.exprs {
                match *expr {
                    Expr::Call(callee, args) => {
                        let Expr::Path(path) = unit.facts.exprs[callee.at()] else {
                            continue;
                        };
                        let segments = &unit.facts.paths[path.at()].segments;
                        if let [.., owner, last] = segments.as_slice() {
                            let names = (Some(unit.text(*owner)), unit.text(*last));
                            self.call(scope, unit, names, args);
                        }
                    }
                    Expr::Method(index) => {
                        let call = &unit.facts.methods[index as usize];
                        self.call(scope, unit, (None, unit.text(call.name)), call.args);
                    }
                    _ => {}
                }
            }
        }
    }

    fn call(
        &mut self,
        scope: &Scope<'_>,
        unit: &Unit,
        (owner, name): (Option<&str>, &str),
        args: List,
    ) {
        let Some(known) = SecretPlaces::embedded().call(owner, name) else {
            return;
        };
        let from = args.start as usize;
        let ids = unit.facts.lists.get(from..from + args.len as usize);
        let Some(id) = ids.and_then(|ids| ids.get(known.argument)) else {
            return;
        };
        let Some((text, at)) = literals::handed_on(scope, unit, ExprId(*id)) else {
            return;
        };
        let range = unit.facts.spans[*id as usize];
        let within = function_at(unit, range).map(|i| &unit.facts.fns[i]);
        if within.is_some_and(|f| f.test) && !scope.tests() || text.len() < known.shortest {
            return;
        }
        self.looked_at(at, format!("an argument of `{name}`"));
        if text.contains('{') {
            return;
        }
        let look = self.secrets.look(text);
        let confidence = match look {
            Look::Harmless => return,
            Look::Random => Confidence::High,
            Look::Mixed => Confidence::Medium,
            // Whoever can guess it can sign: a weak one is worse than none.
            Look::Word | Look::Placeholder | Look::Local if known.signs => Confidence::Medium,
            Look::Word | Look::Placeholder | Look::Local => Confidence::Low,
        };
        self.hit(
            at,
            Hit {
                message: format!("`{name}` is given a secret that lies in the code"),
                confidence: confidence.min(self.most_of_code(at)),
                reason: reason(look),
                help: OUTSIDE,
            },
        );
    }
}
