//! `links-expire`: links to stored objects are time-limited.
//!
//! Links come from the signing calls of object stores and from signed links of one's own (a token or signature with a
//! time of expiry). Beside them, nothing may open a bucket or object to everybody: no ACL in code, no policy or resource
//! in configuration, no command line.

mod commands;
mod public;

use super::Context;
use super::broken::broken;
use super::named_stores;
use super::scope::Scope;
use super::spans::{Promised, promised, shown};
use super::uses::last_segment;
use crate::catalog::{LinkCall, Links};
use crate::facts::{Expr, ExprId, Fn};
use crate::finding::{Confidence, Finding, Judgment, Step};
use crate::link::Unit;
use crate::link::fold::{Folded, Folder};
use crate::link::types::Head;
use crate::policy::Commitment;
use crate::span::{FileId, Span};

/// Judges one commitment.
pub(super) fn judge(context: &Context<'_>, commitment: &Commitment) -> Judgment {
    let scope = Scope::of(context, commitment);
    let judges = |file: FileId| scope.holds(file);
    let folder = Folder::new(context.program, context.sources);
    let promise = Promise {
        context,
        commitment,
        folder: &folder,
        max: promised(context, commitment, "max"),
        words: Links::embedded(),
        stores: stores(context, commitment),
    };
    let mut judgment = Judgment::default();
    for (u, unit) in context
        .program
        .units
        .iter()
        .enumerate()
        .filter(|(_, unit)| judges(unit.file))
    {
        for f in unit
            .facts
            .fns
            .iter()
            .filter(|f| !f.test || context.policy.scan.tests)
        {
            promise.function(u as u32, unit, f, &mut judgment);
        }
        promise.texts(unit, &mut judgment);
    }
    promise.configuration(&judges, &mut judgment);
    judgment.judged.sort();
    judgment.judged.dedup();
    judgment.findings.sort_by_key(|f| f.at);
    judgment.findings.dedup_by_key(|f| f.at);
    if judgment.judged.is_empty() {
        judgment.unproven = Some("no link to a stored object and no bucket was found".to_owned());
    }
    judgment
}

/// The names of the stores that a commitment is about, lower case; empty: all.
fn stores(context: &Context<'_>, commitment: &Commitment) -> Vec<String> {
    let ids = commitment.texts("stores").into_iter();
    ids.flat_map(|id| named_stores::spellings(context, id))
        .collect()
}

struct Promise<'a> {
    context: &'a Context<'a>,
    commitment: &'a Commitment,
    folder: &'a Folder<'a>,
    max: Option<Promised>,
    words: &'static Links,
    stores: Vec<String>,
}

/// How long a link works.
enum Life {
    /// Milliseconds.
    Known(f64),
    /// For ever: `None`, or nothing said.
    Endless,
    /// It could not be read.
    Unknown,
}

impl Promise<'_> {
    fn function(&self, u: u32, unit: &Unit, f: &Fn, judgment: &mut Judgment) {
        let id = unit
            .facts
            .fns
            .iter()
            .position(|o| std::ptr::eq(o, f))
            .unwrap_or(0);
        let item = self.context.program.fn_path(unit.bases.fns + id as u32);
        for i in f.exprs.0..f.exprs.1 {
            let id = ExprId(i);
            let at = unit.span(unit.facts.spans[id.at()]);
            match unit.facts.exprs[id.at()] {
                Expr::Call(callee, args) => {
                    let path = unit.path_tail(callee);
                    let args = self.folder.list(u, args);
                    if let Some(call) = self.words.expiry.iter().find(|c| c.call.contains(&path)) {
                        let life = self.life(u, &args, call.arg, call.unit);
                        self.link(at, &item, &life, judgment);
                    }
                    self.acl(
                        u,
                        unit,
                        &last_segment(unit, callee),
                        &args,
                        at,
                        &item,
                        judgment,
                    );
                }
                Expr::Method(m) => {
                    let method = &unit.facts.methods[m as usize];
                    let name = unit.text(method.name);
                    let args = self.folder.list(u, method.args);
                    let dotted = format!(".{name}");
                    let fits = |c: &&LinkCall| {
                        c.takes(&dotted, args.len()) && self.is_on(unit, method.recv, &c.on)
                    };
                    let own = unit
                        .methods
                        .get(m as usize)
                        .is_some_and(|t| matches!(t, crate::link::typing::Target::Fn(_)));
                    if let Some(call) = self.words.expiry.iter().find(fits).filter(|_| !own) {
                        let life = self.life(u, &args, call.arg, call.unit);
                        self.link(at, &item, &life, judgment);
                    }
                    let here = Span {
                        start: unit.span(method.name_range).start,
                        ..at
                    };
                    self.acl(u, unit, name, &args, here, &item, judgment);
                }
                Expr::Struct(path, fields) => {
                    self.fields(u, &around(unit, f, path), fields, &item, judgment);
                }
                _ => {}
            }
        }
    }

    /// Whether a value is of one of the types, or of one that is not known.
    fn is_on(&self, unit: &Unit, recv: ExprId, types: &[String]) -> bool {
        if types.is_empty() {
            return true;
        }
        let program = self.context.program;
        let ty = program.payload(self.context.catalog, unit.expr_types[recv.at()]);
        let name = match program.types.head(ty) {
            Head::Ext(e) => program.text(e.last),
            Head::Adt(a) => program.text(program.adts[a as usize].name),
            Head::Unknown => "",
            _ => return false,
        };
        // Of a chain that begins with the type's own function, the text tells the type.
        let text = self
            .context
            .sources
            .text(unit.span(unit.facts.spans[recv.at()]));
        types
            .iter()
            .any(|t| t == name || name.is_empty() && text.contains(t.as_str()))
            || name.is_empty()
                && types.iter().any(|t| {
                    text.to_lowercase()
                        .replace('_', "")
                        .contains(&t.to_lowercase())
                })
    }

    fn life(&self, u: u32, args: &[ExprId], index: usize, unit: Option<f64>) -> Life {
        let Some(arg) = args.get(index) else {
            return Life::Unknown;
        };
        self.life_of(u, *arg, unit.unwrap_or(1.0) * 1000.0)
    }

    fn life_of(&self, u: u32, id: ExprId, unit: f64) -> Life {
        let of = &self.context.program.units[u as usize];
        if last_segment(of, id) == "None" {
            return Life::Endless;
        }
        let mut worst: Option<f64> = None;
        self.folder.fold(u, id).each(&mut |f| {
            let amount = match f {
                Folded::Moment(a) | Folded::Duration(a) => Some(a.clone()),
                other => match other.clone().as_duration(unit) {
                    Folded::Duration(a) => Some(a),
                    _ => None,
                },
            };
            let ms = amount.and_then(|a| super::kept_at_most::value(self.context, self.folder, &a));
            worst = ms.map_or(worst, |ms| Some(worst.unwrap_or(0.0).max(ms)));
        });
        worst.map_or(Life::Unknown, Life::Known)
    }

    fn link(&self, at: Span, item: &str, life: &Life, judgment: &mut Judgment) {
        match life {
            // Seven days is the most that object stores take; whoever sets it at run time was not seen.
            Life::Unknown => {}
            Life::Endless => {
                judgment.judged.push(Step {
                    span: at,
                    message: "makes a link".to_owned(),
                });
                let message = "a link to a stored object never expires".to_owned();
                judgment.findings.push(self.finding(
                    at,
                    item,
                    message,
                    self.shorter(),
                    Confidence::High,
                ));
            }
            Life::Known(ms) => {
                judgment.judged.push(Step {
                    span: at,
                    message: format!("makes a link for {}", shown(*ms)),
                });
                if let Some(max) = self.max.as_ref().filter(|max| *ms > max.ms) {
                    let message = format!(
                        "a link to a stored object works for {}, longer than the promised {}",
                        shown(*ms),
                        max.told
                    );
                    judgment.findings.push(self.finding(
                        at,
                        item,
                        message,
                        self.shorter(),
                        Confidence::High,
                    ));
                }
            }
        }
    }

    fn shorter(&self) -> String {
        match &self.max {
            Some(max) => format!("let the link expire within {}", max.told),
            None => "give the link a time of expiry".to_owned(),
        }
    }

    /// A struct that signs a link: claims with `exp`, options with `expires_in`. `around`: what the function and the
    /// struct are called, lower case.
    fn fields(
        &self,
        u: u32,
        around: &str,
        fields: crate::facts::List,
        item: &str,
        judgment: &mut Judgment,
    ) {
        let known = &self.words.fields;
        let unit = &self.context.program.units[u as usize];
        let holds = |words: &[String]| words.iter().any(|w| around.contains(w.as_str()));
        let (link, token) = (holds(&known.about), holds(&known.claims));
        if !link && !token {
            return;
        }
        let range = fields.start as usize..(fields.start + fields.len) as usize;
        for field in unit.facts.fields.get(range).unwrap_or(&[]) {
            let name = unit.text(field.name);
            let is = |names: &[String]| names.iter().any(|n| n == name);
            if is(&known.claim) || link && is(&known.names) {
                let at = unit.span(field.range);
                let life = self.life_of(u, ExprId(field.value), 1000.0);
                self.link(at, item, &life, judgment);
            }
        }
    }

    fn finding(
        &self,
        at: Span,
        item: &str,
        message: String,
        help: String,
        confidence: Confidence,
    ) -> Finding {
        Finding {
            confidence,
            reason: "the call or setting was read".to_owned(),
            data: self
                .commitment
                .data
                .iter()
                .map(|d| d.value.clone())
                .collect(),
            help: vec![help],
            item: item.to_owned(),
            ..broken("links-expire", self.commitment, at, message)
        }
    }
}

/// What a function and a struct that it builds are called, lower case.
fn around(unit: &Unit, f: &Fn, path: crate::facts::PathId) -> String {
    let segments = &unit.facts.paths[path.at()].segments;
    let ty = segments.last().map_or("", |s| unit.text(*s));
    format!("{} {ty}", unit.text(f.name)).to_lowercase()
}
