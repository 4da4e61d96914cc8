//! Cookies and storage keys that Rust code sets.
//!
//! In: the program. Out: [`Found`] entries: cookies by their constructors, session layers, raw headers, storage calls of
//! Rust in the browser, scripts in texts. It never judges.

use super::chains::Chains;
use super::found::{Flag, Found, shown};
use super::text;
use crate::catalog::{CookieCalls, Keeps};
use crate::facts::{Expr, ExprId, Fn};
use crate::link::Unit;
use crate::link::fold::HOLE;
use crate::link::resolve::{Def, Space};
use crate::link::types::Ty;
use crate::link::typing::Target;
use crate::parse::web::{self, Language, Storage};
use crate::rules::Context;
use crate::rules::uses::{last_of_path, last_segment};
use crate::span::{FileId, Span};
use rustc_hash::FxHashSet;

/// All that Rust code keeps in browsers.
pub(super) fn found(
    context: &Context<'_>,
    chains: &Chains<'_>,
    judges: &dyn std::ops::Fn(FileId) -> bool,
) -> Vec<Found> {
    let mut all = Vec::new();
    let watched = watched(chains.calls);
    for (u, unit) in context
        .program
        .units
        .iter()
        .enumerate()
        .filter(|(_, unit)| judges(unit.file))
    {
        let reader = Reader {
            context,
            chains,
            u: u as u32,
            unit,
            watched: &watched,
        };
        for f in unit
            .facts
            .fns
            .iter()
            .filter(|f| !f.test || context.policy.scan.tests)
        {
            for i in f.exprs.0..f.exprs.1 {
                reader.expr(f, ExprId(i), &mut all);
            }
        }
        reader.texts(&mut all);
    }
    all
}

/// The last names of all calls that matter here: most calls of a program are done with by one look.
fn watched(calls: &CookieCalls) -> FxHashSet<&str> {
    let sessions = calls.session.iter().flat_map(|s| &s.call);
    let rust = calls.rust.iter().flat_map(|r| &r.call);
    let paths = calls.cookie.make.iter().chain(sessions).chain(rust);
    let methods = calls.cookie.setters.iter().chain(&calls.cookie.pairs);
    paths
        .chain(methods)
        .chain(&calls.handle.set)
        .map(|c| c.rsplit("::").next().unwrap_or(c))
        .collect()
}

struct Reader<'a> {
    context: &'a Context<'a>,
    chains: &'a Chains<'a>,
    u: u32,
    unit: &'a Unit,
    watched: &'a FxHashSet<&'a str>,
}

impl Reader<'_> {
    fn calls(&self) -> &'static CookieCalls {
        self.chains.calls
    }

    fn span(&self, id: ExprId) -> Span {
        self.unit.span(self.unit.facts.spans[id.at()])
    }

    fn item(&self, f: &Fn) -> String {
        let at = self.unit.facts.fns.iter().position(|o| std::ptr::eq(o, f));
        at.map_or(String::new(), |i| {
            self.context.program.fn_path(self.unit.bases.fns + i as u32)
        })
    }

    fn expr(&self, f: &Fn, id: ExprId, all: &mut Vec<Found>) {
        match self.unit.facts.exprs[id.at()] {
            Expr::Call(callee, args) => {
                let name = last_of_path(self.unit, callee);
                if !self.watched.contains(name) {
                    return;
                }
                let args = self.chains.folder.list(self.u, args);
                self.call(f, id, callee, &args, all);
                self.header(f, id, name, &args, all);
            }
            Expr::Method(m) => {
                let method = &self.unit.facts.methods[m as usize];
                let name = self.unit.text(method.name);
                if !self.watched.contains(name) {
                    return;
                }
                let args = self.chains.folder.list(self.u, method.args);
                self.header(f, id, name, &args, all);
                self.pair(f, name, &args, all);
                self.handle(f, id, name, &args, all);
            }
            Expr::Macro(m) => {
                let call = &self.unit.facts.macros[m.at()];
                if call
                    .format
                    .is_some_and(|t| self.unit.text(t).contains(['=', ';']))
                {
                    let texts = self.chains.folder.texts(self.u, id);
                    raw(|| self.item(f), self.unit.span(call.range), &texts, all);
                    if texts.iter().any(|t| text::is_cookie(t)) {
                        self.soften(id, all);
                    }
                }
            }
            _ => {}
        }
    }

    /// `Type::function` of a callee, and the crate it comes from; none for functions of the workspace.
    fn callee(&self, id: ExprId, callee: ExprId) -> Option<(String, String)> {
        if matches!(
            self.unit.calls.get(&id),
            Some(Target::Fn(_) | Target::Many(_))
        ) {
            return None;
        }
        let Expr::Path(path) = self.unit.facts.exprs[callee.at()] else {
            return None;
        };
        let program = self.context.program;
        match program.def(self.unit, path, Space::Value, Ty::UNKNOWN) {
            Some((Def::Ext(e), _)) => {
                let (prev, last) = (program.text(e.prev), program.text(e.last));
                Some((
                    format!("{prev}::{last}"),
                    program.text(e.root).replace('-', "_"),
                ))
            }
            Some(_) => None,
            None => Some((self.unit.path_tail(callee), String::new())),
        }
    }

    fn call(&self, f: &Fn, id: ExprId, callee: ExprId, args: &[ExprId], all: &mut Vec<Found>) {
        let Some((path, krate)) = self.callee(id, callee) else {
            return;
        };
        let has = |list: &[String]| {
            list.iter()
                .any(|c| *c == path || path.rsplit("::").next() == Some(c))
        };
        if has(&self.calls().cookie.make) {
            if let Some(cookie) = self.cookie(f, id, args, &krate) {
                all.push(cookie);
            }
        } else if let Some(session) = self.calls().session.iter().find(|s| {
            has(&s.call) && (s.crates.is_empty() || s.crates.contains(&krate) || krate.is_empty())
        }) {
            let flag = |on: bool| (if on { Flag::Yes } else { Flag::No }, None);
            let mut found = Found::new(self.span(id), self.item(f), Storage::Cookie);
            found.secure = flag(session.secure);
            found.http_only = flag(session.http_only);
            found.same_site = (session.same_site.clone(), None);
            found.names = Some(session.name.clone())
                .filter(|n| !n.is_empty())
                .into_iter()
                .collect();
            if path.starts_with("CookieIdentityPolicy") || path.starts_with("FlashMessages") {
                found.names.clear();
            }
            self.chains.follow(&mut found, self.u, id, &krate);
            found.at = self.whole(id);
            all.push(found);
        } else if let Some(kept) = self.calls().rust.iter().find(|r| has(&r.call)) {
            let storage = match kept.storage {
                Keeps::Cookie => Storage::Cookie,
                Keeps::Local => Storage::Local,
                Keeps::Session => Storage::Session,
                Keeps::Database => Storage::Database,
            };
            let mut found = Found::new(self.span(id), self.item(f), storage);
            found.names = self.names(args.first().copied());
            found.script = true;
            found.unseen = true;
            all.push(found);
        }
    }

    /// `jar.add(("name", value))`.
    fn pair(&self, f: &Fn, method: &str, args: &[ExprId], all: &mut Vec<Found>) {
        let making = &self.calls().cookie;
        let [only] = args else { return };
        let Expr::Tuple(items) = self.unit.facts.exprs[only.at()] else {
            return;
        };
        if items.len != 2 || !making.pairs.iter().any(|p| p == method) {
            return;
        }
        let text = &self.context.sources.file(self.unit.file).text;
        if !making.jars.iter().any(|jar| text.contains(jar.as_str())) {
            return;
        }
        let mut frameworks = self.calls().framework.iter().map(|f| f.krate.as_str());
        let krate = frameworks.find(|k| text.contains(k)).unwrap_or("");
        all.extend(self.cookie(f, *only, args, krate));
    }

    /// `store.set_item("name", value)` on a storage that the window handed out.
    fn handle(&self, f: &Fn, id: ExprId, method: &str, args: &[ExprId], all: &mut Vec<Found>) {
        let handle = &self.calls().handle;
        if args.len() != 2 || !handle.set.iter().any(|s| s == method) {
            return;
        }
        let at = self.span(id).start;
        let storages = self.unit.facts.methods.iter().filter_map(|call| {
            let name = self.unit.text(call.name);
            let is = |list: &[String]| list.iter().any(|n| n == name);
            let storage = match (is(&handle.local), is(&handle.session)) {
                (true, _) => Storage::Local,
                (_, true) => Storage::Session,
                _ => return None,
            };
            let start = call.name_range.start;
            // The nearest one before it, or any where a function hands the storage out.
            let before = f.range.start <= start && start <= self.span(id).end;
            Some((!before, at.abs_diff(start), storage))
        });
        let Some((_, _, storage)) = storages.min_by_key(|(after, far, _)| (*after, *far)) else {
            return;
        };
        let mut found = Found::new(self.span(id), self.item(f), storage);
        found.names = self.names(args.first().copied());
        found.script = true;
        found.unseen = true;
        all.push(found);
    }

    fn names(&self, arg: Option<ExprId>) -> Vec<String> {
        let texts = arg
            .map(|a| self.chains.folder.texts(self.u, a))
            .unwrap_or_default();
        texts
            .iter()
            .map(|t| shown(t))
            .filter(|t| t != "*")
            .collect()
    }

    /// `Cookie::build(("name", value))`, `Cookie::new("name", value)`.
    fn cookie(&self, f: &Fn, id: ExprId, args: &[ExprId], krate: &str) -> Option<Found> {
        let first = *args.first()?;
        let (name, value) = match self.unit.facts.exprs[first.at()] {
            Expr::Tuple(items) => {
                let items = self.chains.folder.list(self.u, items);
                (*items.first()?, items.get(1).copied())
            }
            // A cookie made of a cookie is that cookie: found where it is made.
            Expr::Call(inner, _)
                if self
                    .callee(first, inner)
                    .is_some_and(|(p, _)| self.calls().cookie.make.contains(&p)) =>
            {
                return None;
            }
            _ => (first, args.get(1).copied()),
        };
        let mut found = Found::new(self.span(id), self.item(f), Storage::Cookie);
        found.names = self.names(Some(name));
        let texts = value
            .map(|v| self.chains.folder.texts(self.u, v))
            .unwrap_or_default();
        found.removal = texts.iter().any(String::is_empty) && texts.len() == 1;
        found.marker =
            value.is_some() && !texts.is_empty() && texts.iter().all(|t| !t.contains(HOLE));
        found.truth = found.marker && texts.iter().all(|t| text::is_truth(t));
        self.chains.follow(&mut found, self.u, id, krate);
        // A cookie without a value that nothing sets is a way to name the one to remove or to read.
        if value.is_none() && found.names.iter().any(|n| n.contains(';')) {
            let texts = found.names.clone();
            found.names.clear();
            text::read(&mut found, &texts);
        }
        found.at = self.whole(id);
        Some(found)
    }

    /// The whole chain of calls that starts with an expression.
    fn whole(&self, id: ExprId) -> Span {
        let start = self.span(id);
        let mut end = start;
        for method in &self.unit.facts.methods {
            let recv = self.span(method.recv);
            if recv.start == start.start && recv.end == end.end {
                let name = self.unit.span(method.name_range);
                let args = self.chains.folder.list(self.u, method.args);
                let last = args.last().map_or(name.end, |a| self.span(*a).end);
                end.end = last.max(name.end);
                // The call's own span is the one that ends behind its parenthesis.
                let own = self
                    .unit
                    .facts
                    .spans
                    .iter()
                    .filter(|s| s.start == start.start && s.end > end.end)
                    .map(|s| s.end)
                    .min();
                end.end = own.unwrap_or(end.end);
            }
        }
        end
    }

    /// `headers.insert(SET_COOKIE, …)` with a text that has no attributes at all.
    fn header(&self, f: &Fn, id: ExprId, name: &str, args: &[ExprId], all: &mut Vec<Found>) {
        let cookie = &self.calls().cookie;
        if !cookie.setters.iter().any(|s| s == name) {
            return;
        }
        let mut parts: Vec<ExprId> = args.to_vec();
        for arg in args {
            if let Expr::Tuple(items) | Expr::Array(items) = self.unit.facts.exprs[arg.at()] {
                parts.extend(self.chains.folder.list(self.u, items));
            }
        }
        let names_it = |id: &ExprId| match self.unit.facts.exprs[id.at()] {
            Expr::Path(_) => cookie.headers.contains(&last_segment(self.unit, *id)),
            Expr::Str(text) => self.unit.text(text).eq_ignore_ascii_case("set-cookie"),
            _ => false,
        };
        let Some(header) = parts.iter().position(names_it) else {
            return;
        };
        let Some(value) = parts.get(header + 1) else {
            return;
        };
        let texts = self.chains.folder.texts(self.u, *value);
        let bare = |t: &String| t.contains('=') && !text::is_cookie(t) && !t.starts_with(HOLE);
        let bare: Vec<String> = texts.into_iter().filter(bare).collect();
        if !bare.is_empty() {
            let mut found = Found::new(self.span(id), self.item(f), Storage::Cookie);
            text::read(&mut found, &bare);
            all.push(found);
        }
    }

    /// A flag that only some of a text's forms have: whether that is for the deployment to decide is told by the words
    /// around. `if config.https { "; Secure" }` is, `match same_site { "none" => "Secure;", _ => "" }` is not.
    fn soften(&self, id: ExprId, all: &mut [Found]) {
        let Some(found) = all.last_mut() else { return };
        if found.secure.0 != Flag::Depends {
            return;
        }
        let text = self.context.sources.text(self.decides(id));
        let lower = text.to_ascii_lowercase();
        let words = [
            "https", "tls", "prod", "debug", "release", "secure", "local", "scheme", "dev",
        ];
        let by_deployment = |arm: &str| words.iter().any(|w| arm.contains(w));
        let arms: Vec<&str> = lower.split("=>").collect();
        // In a match each arm without the flag has to say by its pattern that it is for another deployment.
        if arms.len() > 2 {
            let bare = arms.windows(2).filter(|w| {
                let pattern = w[0]
                    .rsplit(['\n', '{', ','])
                    .find(|p| !p.trim().is_empty())
                    .unwrap_or("");
                let value = w[1].split('\n').take(6).collect::<String>();
                !value.contains("secure;") && !value.contains("; secure") && !by_deployment(pattern)
            });
            let scrutinee = arms[0].split('{').next().unwrap_or("");
            if bare.count() > 0 && !by_deployment(scrutinee.rsplit("match").next().unwrap_or("")) {
                found.secure = (Flag::No, None);
            }
        }
    }

    /// The branch that decides on a part of a format macro's text.
    fn decides(&self, id: ExprId) -> Span {
        let Expr::Macro(m) = self.unit.facts.exprs[id.at()] else {
            return self.span(id);
        };
        for arg in &self.unit.facts.macros[m.at()].args {
            if let Expr::Local(local) = self.unit.facts.exprs[arg.value.at()]
                && let Some(branch) = self.chains.folder.decided_by(self.u, local)
            {
                return self.span(branch);
            }
        }
        self.span(id)
    }

    /// Cookies and scripts in texts.
    fn texts(&self, all: &mut Vec<Found>) {
        let formats: Vec<_> = self
            .unit
            .facts
            .macros
            .iter()
            .filter(|m| m.format.is_some())
            .map(|m| m.range)
            .collect();
        for (name, range, test) in &self.unit.facts.strings {
            let content = self.unit.text(*name);
            if *test && !self.context.policy.scan.tests || content.len() < 4 {
                continue;
            }
            let item = || {
                let holds = |f: &&Fn| f.range.start <= range.start && range.end <= f.range.end;
                self.unit
                    .facts
                    .fns
                    .iter()
                    .rfind(holds)
                    .map_or(String::new(), |f| self.item(f))
            };
            let formatted = || {
                let holds = |f: &crate::facts::Range| f.start <= range.start && range.end <= f.end;
                formats.iter().any(holds)
            };
            let span = self.unit.span(*range);
            if content.contains('=') && content.contains(';') && !formatted() {
                raw(item, span, &[content.to_owned()], all);
            }
            if ["document.cookie", "localStorage", "sessionStorage"]
                .iter()
                .any(|w| content.contains(w))
            {
                self.script(&item(), span, content, all);
            }
        }
    }

    fn script(&self, item: &str, span: Span, content: &str, all: &mut Vec<Found>) {
        let language = if content.contains('<') {
            Language::Html
        } else {
            Language::Script
        };
        let written = self.context.sources.text(span);
        let shift = written.find(content).map(|at| span.start + at as u32);
        for kept in web::read(language, content).kept {
            let at = shift.map_or(span, |by| {
                Span::new(span.file, kept.range.start + by, kept.range.end + by)
            });
            let mut found = Found::new(at, item.to_owned(), kept.storage);
            text::kept(&mut found, &kept);
            all.push(found);
        }
    }
}

/// A text that is a cookie, in a header or on its way to one.
fn raw(item: impl FnOnce() -> String, at: Span, texts: &[String], all: &mut Vec<Found>) {
    let cookies: Vec<String> = texts
        .iter()
        .filter(|t| text::is_cookie(t))
        .cloned()
        .collect();
    if cookies.is_empty() {
        return;
    }
    let mut found = Found::new(at, item(), Storage::Cookie);
    text::read(&mut found, &cookies);
    all.push(found);
}
