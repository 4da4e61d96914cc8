//! Calls of which nothing is known: what goes in may come out, and is marked as assumed.
//!
//! In: a call that is neither the workspace's nor a library's with a model. Out: its value. Constructors of unknown types
//! are believed to hold what they are given.

use super::body::Walk;
use super::calls::{Arg, Call};
use super::value::{Atom, Value};
use crate::catalog::Conventions;
use crate::facts::{Expr, Range};
use crate::link::symbols::Sym;
use crate::link::types::{Head, Ty};

impl Walk<'_> {
    /// Nothing is known of the callee: what goes in may come out.
    pub(in crate::flow) fn assumed(&mut self, call: &Call<'_>, range: Range) -> Value {
        let text = self.analysis.program.text(call.name);
        if let Some(recv) = &call.recv {
            self.rendered(recv, text, range);
        }
        let converts = call.recv.is_none() && Conventions::embedded().made.is_constructor(text);
        if !Conventions::embedded().made.is_constructor(text) {
            self.handed_over(call, range);
        }
        let mut value = Value::default();
        let getter = call.args.is_empty();
        // Parts of what is wholly known are known: `listener.local_addr()?.ip()`.
        value.known = getter
            && call
                .recv
                .as_ref()
                .is_some_and(|r| r.value.known && r.value.atoms.is_empty());
        if let Some(recv) = &call.recv {
            let recv_ty = self.ty(recv.id);
            let holds = self.holds_by_itself(recv_ty);
            // A method without arguments shows a part or form of its receiver.
            let library = matches!(self.analysis.program.types.head(recv_ty), Head::Ext(_));
            let sure = getter && holds && !library && !self.gets_another(call.name, recv_ty);
            value.add(recv.value.atoms.iter().filter(|_| holds).map(|a| Atom {
                assumed: a.assumed || !sure,
                ..*a
            }));
            value.sql.clone_from(&recv.value.sql);
        }
        let mut given = Value::default();
        for arg in &call.args {
            if arg.value.closure.is_some() {
                let payload = call
                    .recv
                    .as_ref()
                    .map(|r| r.value.clone())
                    .into_iter()
                    .collect();
                let result = self.run_value(arg, payload).unwrap_or_default();
                given.add(result.atoms);
                continue;
            }
            if let Some(value) = self.function_result(arg, call) {
                given.add(value.atoms);
            }
            given.add(arg.value.clone().flat().atoms);
        }
        for arg in &call.args {
            if let Expr::RefMut(_) = self.unit.facts.exprs[arg.id.at()] {
                let others: Vec<Atom> = given
                    .atoms
                    .iter()
                    .map(|a| Atom {
                        assumed: true,
                        ..*a
                    })
                    .collect();
                self.pour(
                    arg.id,
                    Value {
                        atoms: others,
                        ..Value::default()
                    },
                );
            }
        }
        value.add(given.atoms.into_iter().map(|a| Atom {
            assumed: a.assumed || !converts,
            ..a
        }));
        self.keyed(&mut value, call, range);
        value
    }

    /// `api_key.user()`: what a getter is named after that is called on something of which only the name is known.
    fn gets_another(&mut self, name: Sym, holder: Ty) -> bool {
        let made = &Conventions::embedded().made;
        let text = self.analysis.program.text(name);
        let form = made.forms.iter().any(|head| text.starts_with(head)) || made.wrapped.hold(text);
        !holder.is_known() && !form && !self.names.telling(self.analysis, name)
    }

    /// `.map(hash_password)` on an unknown adapter: the named function is run on the receiver.
    pub(in crate::flow) fn function_result(&mut self, arg: &Arg, call: &Call<'_>) -> Option<Value> {
        if !matches!(self.unit.facts.exprs[arg.id.at()], Expr::Path(_)) {
            return None;
        }
        let recv = call.recv.as_ref()?.value.clone();
        self.run_value(arg, vec![recv])
    }
}
