//! What becomes of a cookie between the call that makes it and the jar: setters in a chain, on a local, in a helper.
//!
//! In: the call that makes the cookie. Out: its flags. A setter that does not always run makes a flag depend.

use super::found::{Flag, Found, Said};
use crate::catalog::{CookieCalls, Making};
use crate::facts::{Expr, ExprId, LocalId, Pat};
use crate::link::fold::{Folded, Folder};
use crate::link::typing::Target;
use crate::rules::uses::{Uses, last_segment};
use crate::span::Span;
use std::cell::OnceCell;

/// Twenty years: how long a permanent cookie stays.
const PERMANENT: f64 = 20.0 * 365.0 * 86_400_000.0;
/// How far a cookie is followed from function to function.
const DEPTH: u32 = 4;

/// Follows cookies through one program.
pub(super) struct Chains<'a> {
    pub folder: &'a Folder<'a>,
    pub calls: &'static CookieCalls,
    /// By file; made where a cookie is found, which few files make.
    uses: Vec<OnceCell<Uses>>,
}

/// A place in a chain.
#[derive(Clone, Copy)]
struct Step {
    unit: u32,
    id: ExprId,
    /// It does not always run.
    sometimes: bool,
    depth: u32,
}

impl<'a> Chains<'a> {
    /// Those of a program.
    pub(super) fn new(folder: &'a Folder<'a>) -> Self {
        Self {
            folder,
            calls: CookieCalls::embedded(),
            uses: vec![OnceCell::new(); folder.program.units.len()],
        }
    }

    fn uses(&self, unit: u32) -> &Uses {
        let made = || Uses::of_file(self.folder.program, unit);
        self.uses[unit as usize].get_or_init(made)
    }

    /// Reads all that is said of the cookie that an expression makes.
    pub(super) fn follow(&self, found: &mut Found, unit: u32, id: ExprId, krate: &str) {
        let step = Step {
            unit,
            id,
            sometimes: false,
            depth: 0,
        };
        self.step(found, step, krate);
    }

    fn step(&self, found: &mut Found, step: Step, krate: &str) {
        let mut id = step.id;
        let uses = self.uses(step.unit);
        loop {
            let here = Step { id, ..step };
            if let Some(&method) = uses.called.get(&id) {
                self.said(found, here, method);
                id = method;
                continue;
            }
            if let Some(&(call, index)) = uses.given.get(&id) {
                match self.handed(found, here, call, index, krate) {
                    Some(next) => {
                        id = next;
                        continue;
                    }
                    None => return,
                }
            }
            if let Some(&local) = uses.bound.get(&id) {
                self.local(found, here, local, krate);
            }
            if let Some(&function) = uses.results.get(&id) {
                self.returned(found, here, function, krate);
                return;
            }
            match uses.around.get(&id) {
                Some(&outer) => id = outer,
                None => return,
            }
        }
    }

    fn local(&self, found: &mut Found, step: Step, local: LocalId, krate: &str) {
        if step.depth > DEPTH {
            return;
        }
        let uses = self.uses(step.unit);
        for &usage in uses
            .locals
            .get(&local)
            .into_iter()
            .flatten()
            .filter(|u| **u > step.id)
        {
            let sometimes = step.sometimes || self.is_within(step.unit, usage, step.id);
            self.step(
                found,
                Step {
                    id: usage,
                    sometimes,
                    depth: step.depth + 1,
                    ..step
                },
                krate,
            );
        }
    }

    /// Whether a branch or loop holds one expression and not the other.
    fn is_within(&self, unit: u32, inner: ExprId, outer: ExprId) -> bool {
        let spans = &self.folder.program.units[unit as usize].facts.spans;
        let holds = |branch: &ExprId, id: ExprId| {
            let (b, s) = (spans[branch.at()], spans[id.at()]);
            b.start <= s.start && s.end <= b.end
        };
        let branches = &self.uses(unit).branches;
        branches.iter().any(|b| holds(b, inner) && !holds(b, outer))
    }

    /// A cookie handed to a call; gives the expression that is the cookie afterwards.
    fn handed(
        &self,
        found: &mut Found,
        step: Step,
        call: ExprId,
        index: usize,
        krate: &str,
    ) -> Option<ExprId> {
        let program = self.folder.program;
        let unit = &program.units[step.unit as usize];
        let (name, target) = match unit.facts.exprs[call.at()] {
            Expr::Method(m) => {
                let method = &unit.facts.methods[m as usize];
                (
                    unit.text(method.name).to_owned(),
                    unit.methods.get(m as usize),
                )
            }
            Expr::Call(callee, _) => (last_segment(unit, callee), unit.calls.get(&call)),
            _ => return None,
        };
        if self.calls.cookie.removers.contains(&name) {
            found.removal = true;
        }
        self.framed(found, &name, krate);
        if let Some(Target::Fn(f)) = target
            && step.depth < DEPTH
        {
            let is_method = matches!(unit.facts.exprs[call.at()], Expr::Method(_));
            self.parameter(found, step, *f, index, is_method.into(), krate);
            return Some(call);
        }
        // `Some(cookie)`, `Cookie::build(cookie)`, `Cow::from(cookie)`: the cookie still.
        let wraps = matches!(target, Some(Target::Wrap))
            || ["build", "from", "into", "Some", "Ok", "clone"].contains(&name.as_str());
        wraps.then_some(call)
    }

    /// Flags that a framework adds to every cookie it sets.
    fn framed(&self, found: &mut Found, name: &str, krate: &str) {
        let of =
            |f: &&crate::catalog::Framework| f.krate == krate && f.call.iter().any(|c| c == name);
        for framework in self.calls.framework.iter().filter(of) {
            if framework.http_only == Some(true) {
                found.http_only.0 = found.http_only.0.max(Flag::Yes);
            }
            if found.same_site.0.is_none() {
                found.same_site.0.clone_from(&framework.same_site);
            }
        }
    }

    /// What a function of the workspace does to a cookie that it is given; `shift` is 1 where `self` is written in front.
    fn parameter(
        &self,
        found: &mut Found,
        step: Step,
        function: u32,
        index: usize,
        shift: usize,
        krate: &str,
    ) {
        let program = self.folder.program;
        let (of, facts) = program.function(function);
        let index = index + if facts.has_self { shift } else { 0 };
        let param = facts.params.get(index).map(|p| of.facts.pats[p.pat.at()]);
        let unit = program.fns[function as usize].unit;
        if let Some(Pat::Bind(local, _)) = param {
            let uses = self.uses(unit);
            for &usage in uses.locals.get(&local).into_iter().flatten() {
                let next = Step {
                    unit,
                    id: usage,
                    depth: step.depth + 1,
                    ..step
                };
                self.step(found, next, krate);
            }
        }
    }

    /// A cookie that a function returns: what its callers make of it, the weakest of all.
    fn returned(&self, found: &mut Found, step: Step, function: u32, krate: &str) {
        let callers = self.folder.callers(function);
        if step.depth > DEPTH || callers.is_empty() || callers.len() > 24 {
            return;
        }
        let mut weakest: Option<Found> = None;
        for (unit, call) in callers {
            let mut one = found.clone();
            let next = Step {
                unit: *unit,
                id: *call,
                depth: step.depth + 1,
                sometimes: step.sometimes,
            };
            self.step(&mut one, next, krate);
            weakest = Some(match weakest {
                None => one,
                Some(mut all) => {
                    all.secure = all.secure.min(one.secure);
                    all.http_only = all.http_only.min(one.http_only);
                    all.removal &= one.removal;
                    if all.same_site.0 != one.same_site.0 {
                        all.same_site = (Some(String::new()), None);
                    }
                    all
                }
            });
        }
        if let Some(all) = weakest {
            *found = all;
        }
    }

    /// What a method says of the cookie.
    fn said(&self, found: &mut Found, step: Step, method: ExprId) {
        let unit = &self.folder.program.units[step.unit as usize];
        let Expr::Method(m) = unit.facts.exprs[method.at()] else {
            return;
        };
        let call = &unit.facts.methods[m as usize];
        let name = unit.text(call.name);
        let arg = self.folder.list(step.unit, call.args).first().copied();
        let start = unit.span(call.name_range);
        let at = Span {
            end: unit.span(unit.facts.spans[method.at()]).end,
            ..start
        };
        let making: &Making = &self.calls.cookie;
        let is = |list: &[String]| list.iter().any(|n| n == name);
        if is(&making.secure) {
            set(&mut found.secure, self.flag(step, arg), at);
        } else if is(&making.http_only) {
            set(&mut found.http_only, self.flag(step, arg), at);
        } else if is(&making.same_site) {
            let value = arg.and_then(|a| self.same_site(step.unit, a, 0));
            found.same_site = (Some(value.unwrap_or_default()), Some(at));
        } else if is(&making.max_age) {
            self.max_age(found, step, arg, at);
        } else if is(&making.expires) {
            self.expires(found, step, arg, at);
        } else if is(&making.permanent) {
            found.max_age = Some((PERMANENT, Some(at)));
        } else if is(&making.name) {
            let names = arg
                .map(|a| self.folder.texts(step.unit, a))
                .unwrap_or_default();
            found.names = names.iter().map(|n| super::found::shown(n)).collect();
        } else if is(&making.remove) {
            found.removal |= !step.sometimes;
        }
    }

    fn flag(&self, step: Step, arg: Option<ExprId>) -> Flag {
        let Some(arg) = arg else { return Flag::Yes };
        let unit = &self.folder.program.units[step.unit as usize];
        if last_segment(unit, arg) == "None" {
            return Flag::No;
        }
        match self.folder.fold(step.unit, arg) {
            Folded::Bool(true) if !step.sometimes => Flag::Yes,
            Folded::Bool(false) if !step.sometimes => Flag::No,
            _ => Flag::Depends,
        }
    }

    /// `SameSite::Lax`, `Some(SameSite::Lax)`, a local or either of two.
    fn same_site(&self, unit: u32, id: ExprId, depth: u32) -> Option<String> {
        let of = &self.folder.program.units[unit as usize];
        match of.facts.exprs[id.at()] {
            Expr::Path(_) => Some(last_segment(of, id).to_ascii_lowercase())
                .filter(|n| ["strict", "lax", "none"].contains(&n.as_str())),
            Expr::Str(text) => Some(of.text(text).to_ascii_lowercase()),
            Expr::Call(_, args) => {
                let first = self.folder.list(unit, args).first().copied()?;
                self.same_site(unit, first, depth + 1)
            }
            Expr::Local(local) if depth < 6 => match self.folder.bindings(unit, local).as_slice() {
                [one] => self.same_site(unit, *one, depth + 1),
                _ => None,
            },
            _ => None,
        }
    }

    fn max_age(&self, found: &mut Found, step: Step, arg: Option<ExprId>, at: Span) {
        let folded = arg.map_or(Folded::Unknown, |a| {
            self.folder.fold(step.unit, a).as_duration(1000.0)
        });
        let unit = &self.folder.program.units[step.unit as usize];
        let zero = arg.is_some_and(|a| matches!(last_segment(unit, a).as_str(), "ZERO"));
        if zero {
            found.removal = true;
        }
        if let Folded::Duration(amount) = folded
            && let Some(ms) = amount.number()
        {
            found.removal |= ms <= 0.0 && !step.sometimes;
            found.max_age = Some((ms, Some(at)));
        }
    }

    fn expires(&self, found: &mut Found, step: Step, arg: Option<ExprId>, at: Span) {
        let unit = &self.folder.program.units[step.unit as usize];
        if arg.is_some_and(|a| last_segment(unit, a) == "UNIX_EPOCH") {
            found.removal = true;
        }
        if let Some(Folded::Moment(amount)) = arg.map(|a| self.folder.fold(step.unit, a))
            && let Some(ms) = amount.number()
        {
            found.removal |= ms < 0.0;
            found.max_age = Some((ms, Some(at)));
        }
    }
}

/// A later word counts more than an earlier one; one that may not be said makes it depend.
fn set(said: &mut Said, flag: Flag, at: Span) {
    *said = (flag, Some(at));
}
