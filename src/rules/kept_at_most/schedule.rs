//! Who runs a function, and how often.
//!
//! In: the program and the configuration. Out: a [`Running`]: whether the function is reached from an entry of the
//! program, whether something runs it again and again, and with what pause. Loops with a clock, scheduler calls, cron
//! texts and schedules outside of the program (crontabs, Kubernetes, timers) count.

use super::times::cron_pause;
use crate::catalog::Retention;
use crate::facts::{Expr, ExprId, Fn};
use crate::link::fold::{Folded, Folder};
use crate::link::symbols::Sym;
use crate::parse::config::is_cron;
use crate::rules::Context;
use crate::rules::uses::last_segment;
use crate::source::Role;
use crate::span::Span;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::OnceLock;

/// How a function comes to run.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Running {
    /// Again and again, with a pause of so many milliseconds, where known; and where that is said.
    Again(Option<f64>, Span),
    /// A schedule outside of the program is switched off.
    Suspended(Span),
    /// Only when the program starts or a command is given.
    Once,
    /// Only when somebody asks for it.
    Asked,
    /// Nothing calls it.
    Never,
}

/// How many functions are looked at on the way up.
const STEPS: usize = 400;

/// Finds out who runs what.
pub(super) struct Schedules<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) folder: &'a Folder<'a>,
    pub(super) words: &'static Retention,
    /// Where each function is named without being called: handed over as a value.
    pub(super) handed: OnceLock<FxHashMap<u32, Vec<(u32, ExprId)>>>,
    /// Calls of methods that are not resolved, by their name.
    pub(super) named: OnceLock<FxHashMap<Sym, Vec<(u32, ExprId)>>>,
    /// Types of jobs that are handed to a scheduler, with its pause and place.
    pub(super) jobs: OnceLock<FxHashMap<u32, (Option<f64>, Span)>>,
    /// The program has a function that is run by being started.
    has_main: bool,
}

impl<'a> Schedules<'a> {
    pub(super) fn new(context: &'a Context<'a>, folder: &'a Folder<'a>) -> Self {
        let program = context.program;
        let is_main = |f: &u32| {
            let info = &program.fns[*f as usize];
            program.text(info.name) == "main"
                && !info.test
                && context
                    .sources
                    .file(program.units[info.unit as usize].file)
                    .role
                    == Role::Product
        };
        let has_main = (0..program.fns.len() as u32).any(|f| is_main(&f));
        Self {
            context,
            folder,
            words: Retention::embedded(),
            handed: OnceLock::new(),
            named: OnceLock::new(),
            jobs: OnceLock::new(),
            has_main,
        }
    }

    /// How an expression of a function comes to run.
    pub(super) fn of(&self, function: u32, site: (u32, ExprId)) -> Running {
        let mut open = vec![(function, self.scheduled(site.0, function, site.1))];
        let mut seen = FxHashSet::default();
        let (mut best, mut found) = (Running::Never, None);
        while let Some((f, schedule)) = open.pop() {
            if !seen.insert((f, schedule.is_some())) || seen.len() > STEPS {
                continue;
            }
            // A job whose type is handed to a scheduler runs as that says.
            if let Some(at) = self.job(f) {
                found = Some(Running::Again(at.0, at.1));
            }
            if let Some(entry) = self.entry(f) {
                match (schedule, entry) {
                    (Some((pause, at)), _) | (None, Running::Again(pause, at)) => {
                        found = Some(Running::Again(pause, at));
                    }
                    (None, Running::Asked) if best == Running::Never => best = Running::Asked,
                    (None, Running::Once) => best = Running::Once,
                    _ => {}
                }
            }
            let sites = self
                .folder
                .callers(f)
                .iter()
                .chain(self.handed().get(&f).into_iter().flatten())
                .chain(self.named(f));
            for (unit, call) in sites {
                let Some(caller) = self.function_of(*unit, *call) else {
                    continue;
                };
                if self.context.program.fns[caller as usize].test {
                    continue;
                }
                let next = schedule.or_else(|| self.scheduled(*unit, caller, *call));
                open.push((caller, next));
            }
        }
        if let Some(found) = found {
            return found;
        }
        if best == Running::Never {
            return best;
        }
        self.outside().unwrap_or(best)
    }

    /// The function an expression stands in.
    pub(super) fn function_of(&self, unit: u32, id: ExprId) -> Option<u32> {
        let unit = &self.context.program.units[unit as usize];
        let holds = |f: &crate::facts::Fn| f.exprs.0 <= id.0 && id.0 < f.exprs.1;
        unit.facts
            .fns
            .iter()
            .position(holds)
            .map(|i| unit.bases.fns + i as u32)
    }

    /// Whether something outside calls a function: the system, a route, a runtime.
    fn entry(&self, f: u32) -> Option<Running> {
        let program = self.context.program;
        let info = &program.fns[f as usize];
        let (unit, facts) = program.function(f);
        let name = program.text(info.name);
        if info.test || !matches!(self.context.sources.file(unit.file).role, Role::Product) {
            return None;
        }
        for attr in &facts.attrs {
            let last = attr.path.rsplit("::").next().unwrap_or(&attr.path);
            if attr.args.contains("scheduled")
                || self.words.schedule.scheduled.iter().any(|s| s == last)
            {
                let at = unit.span(attr.range);
                let text = attr.args.split('"').nth(1).unwrap_or("");
                return Some(Running::Again(
                    cron_pause(text).or_else(|| self.outside_pause()),
                    at,
                ));
            }
            if name != "main" && self.words.schedule.entries.iter().any(|e| e == last) {
                return Some(Running::Asked);
            }
        }
        if name == "main" {
            return Some(Running::Once);
        }
        // A library is called by whoever uses it; and what implements a trait of a library is called by that.
        let of_library = info.imp.is_some_and(|i| {
            let of = &program.impls[i as usize];
            of.of.is_none() && !program.text(of.of_name).is_empty()
        });
        let handed = self.handed().get(&f).is_some_and(|s| !s.is_empty());
        if of_library || handed {
            return Some(Running::Asked);
        }
        (!self.has_main && facts.public && self.folder.callers(f).is_empty())
            .then_some(Running::Once)
    }

    /// What runs a call again and again, seen from within one function.
    fn scheduled(&self, u: u32, caller: u32, call: ExprId) -> Option<(Option<f64>, Span)> {
        let unit = &self.context.program.units[u as usize];
        let (_, facts) = self.context.program.function(caller);
        let mut looped = false;
        // Of several clocks that beat in the loops around the call the slowest counts.
        let mut clock: Option<(Option<f64>, Span)> = None;
        for i in facts.exprs.0..facts.exprs.1 {
            let id = ExprId(i);
            if id == call || !self.holds(u, id, call) {
                continue;
            }
            match unit.facts.exprs[id.at()] {
                Expr::Loop(..) | Expr::For(..) => {
                    looped = true;
                    for beat in self.beats(u, facts, id) {
                        let slower = clock.is_none_or(|(pause, _)| pause < beat.0);
                        clock = if slower { Some(beat) } else { clock };
                    }
                }
                Expr::Call(callee, args) => {
                    let name = last_segment(unit, callee);
                    let args = self.folder.list(u, args);
                    if let Some(found) = self.runner(u, id, &name, &args) {
                        return Some(found);
                    }
                }
                Expr::Method(m) => {
                    let method = &unit.facts.methods[m as usize];
                    let name = unit.text(method.name).to_owned();
                    let args = self.folder.list(u, method.args);
                    let found = self.runner(u, id, &name, &args);
                    if let Some(found) = found.or_else(|| self.chained(u, method.recv)) {
                        return Some(found);
                    }
                }
                _ => {}
            }
        }
        if !looped {
            return None;
        }
        // A clock that the loop is not seen to ask, such as one in a field.
        clock.or_else(|| {
            let all = (facts.exprs.0..facts.exprs.1).map(ExprId);
            let is_loop =
                |id: &ExprId| matches!(unit.facts.exprs[id.at()], Expr::Loop(..) | Expr::For(..));
            let loops: Vec<ExprId> = all.clone().filter(is_loop).collect();
            all.filter(|id| !loops.iter().any(|l| self.holds(u, *l, *id)))
                .find_map(|id| self.clock(u, id))
        })
    }

    /// Whether an expression stands inside of another.
    fn holds(&self, u: u32, outer: ExprId, inner: ExprId) -> bool {
        let (o, i) = (self.span(u, outer), self.span(u, inner));
        o.start <= i.start && i.end <= o.end
    }

    /// The clocks of a loop: what it waits for itself, and what was set up before it and is asked in it.
    fn beats(&self, u: u32, facts: &Fn, of: ExprId) -> Vec<(Option<f64>, Span)> {
        let unit = &self.context.program.units[u as usize];
        let mut found = Vec::new();
        for i in facts.exprs.0..facts.exprs.1 {
            let id = ExprId(i);
            if !self.holds(u, of, id) {
                continue;
            }
            let clock = match unit.facts.exprs[id.at()] {
                Expr::Call(..) => self.clock(u, id),
                Expr::Local(local) => self
                    .folder
                    .bindings(u, local)
                    .into_iter()
                    .find_map(|v| self.made(u, facts, v)),
                _ => None,
            };
            found.extend(clock);
        }
        found
    }

    /// The clock that the value of a local is made by: `interval(…)`, `IntervalStream::new(interval(…))`.
    fn made(&self, u: u32, facts: &Fn, value: ExprId) -> Option<(Option<f64>, Span)> {
        let inside = (facts.exprs.0..facts.exprs.1).map(ExprId);
        let mut inside = inside.filter(|id| self.holds(u, value, *id));
        inside.find_map(|id| self.clock(u, id))
    }

    fn clock(&self, u: u32, id: ExprId) -> Option<(Option<f64>, Span)> {
        let unit = &self.context.program.units[u as usize];
        let Expr::Call(callee, args) = unit.facts.exprs[id.at()] else {
            return None;
        };
        let known = self
            .words
            .schedule
            .clocks
            .contains(&last_segment(unit, callee));
        let args = self.folder.list(u, args);
        known.then(|| (self.pause(u, args.last().copied()), self.span(u, id)))
    }

    /// `Job::new_async("0 3 * * *", …)`, `run_interval(period, …)`.
    pub(super) fn runner(
        &self,
        u: u32,
        id: ExprId,
        name: &str,
        args: &[ExprId],
    ) -> Option<(Option<f64>, Span)> {
        let schedule = &self.words.schedule;
        let is = |list: &[String]| list.iter().any(|n| n == name);
        let at = self.span(u, id);
        if is(&schedule.repeated) {
            return Some((self.pause(u, args.first().copied()), at));
        }
        if !is(&schedule.cron) {
            return None;
        }
        for arg in args.iter().take(3) {
            match self.folder.fold(u, *arg) {
                Folded::Text(text) if is_cron(&text) || cron_pause(&text).is_some() => {
                    return Some((cron_pause(&text), at));
                }
                Folded::Setting(setting) => {
                    let texts = super::settings::texts(self.context, self.folder, &setting);
                    if let Some((text, _)) = texts.iter().find(|(t, _)| cron_pause(t).is_some()) {
                        return Some((cron_pause(text), at));
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// `scheduler.every(1.day()).at("3:00").run(…)`
    pub(super) fn chained(&self, u: u32, mut at: ExprId) -> Option<(Option<f64>, Span)> {
        let unit = &self.context.program.units[u as usize];
        while let Expr::Method(m) = unit.facts.exprs[at.at()] {
            let method = &unit.facts.methods[m as usize];
            let name = unit.text(method.name).to_owned();
            let args = self.folder.list(u, method.args);
            if let Some(found) = self.runner(u, at, &name, &args) {
                return Some(found);
            }
            at = method.recv;
        }
        None
    }

    fn pause(&self, u: u32, arg: Option<ExprId>) -> Option<f64> {
        let mut longest: Option<f64> = None;
        self.folder
            .fold(u, arg?)
            .as_duration(1000.0)
            .each(&mut |f| {
                if let Folded::Duration(amount) = f {
                    let ms = match &amount.of {
                        None => Some(amount.value),
                        Some(setting) => super::settings::worst(self.context, self.folder, setting)
                            .map(|(v, _)| v * amount.value),
                    };
                    longest = ms.map_or(longest, |ms| Some(longest.unwrap_or(0.0).max(ms)));
                }
            });
        longest
    }

    fn span(&self, u: u32, id: ExprId) -> Span {
        let unit = &self.context.program.units[u as usize];
        unit.span(unit.facts.spans[id.at()])
    }
}
