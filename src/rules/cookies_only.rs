//! `cookies-only`: only the listed cookies and browser-storage keys are set, each with its flags.
//!
//! Cookies come from Rust (constructors and setters, session layers, raw headers), from scripts and from pages. What is
//! taken away is not set. A flag that a deployment decides is not held against the code.

mod chains;
mod found;
mod rust;
mod text;
mod third_parties;

use super::Context;
use super::broken::broken;
use super::evidence::is_bundled;
use super::flows::listed;
use super::scope::Scope;
use crate::finding::{Confidence, Finding, Judgment, Step};
use crate::link::fold::Folder;
use crate::parse::config::Format;
use crate::parse::web::Storage;
use crate::policy::Commitment;
use crate::span::{FileId, Span};
use chains::Chains;
use found::{Entry, Flag, Found, Said};

/// The header that sets a cookie.
const SET_COOKIE: &str = "set-cookie";

/// Judges one commitment.
pub(super) fn judge(context: &Context<'_>, commitment: &Commitment) -> Judgment {
    let scope = Scope::of(context, commitment);
    let judges = |file: FileId| scope.holds(file);
    let folder = Folder::new(context.program, context.sources);
    let chains = Chains::new(&folder);
    let mut all = rust::found(context, &chains, &judges);
    let mut judgment = Judgment::default();
    for (file, facts) in context
        .surroundings
        .web
        .iter()
        .filter(|(f, _)| judges(*f) && !is_bundled(context, *f))
    {
        judgment.judged.push(Step {
            span: Span::new(*file, 0, 0),
            message: "page or script".to_owned(),
        });
        for kept in &facts.kept {
            let at = Span::new(*file, kept.range.start, kept.range.end);
            let mut found = Found::new(at, String::new(), kept.storage);
            text::kept(&mut found, kept);
            all.push(found);
        }
    }
    headers(context, &judges, &mut all);
    all.sort_by_key(|f| f.at);
    all.dedup_by_key(|f| f.at);
    let promise = Promise {
        commitment,
        entries: found::entries(commitment),
    };
    for found in &all {
        judgment.judged.push(Step {
            span: found.at,
            message: described(found),
        });
        judgment.findings.extend(promise.breach(found));
    }
    if !commitment.flag("third_party") {
        judgment
            .findings
            .extend(third_parties::findings(context, commitment, &judges));
    }
    judgment.judged.sort();
    judgment.judged.dedup();
    if judgment.judged.is_empty() {
        judgment.unproven =
            Some("no cookie or storage key is set in code that was read".to_owned());
    }
    judgment
}

/// Cookies that a web server sets by itself: `add_header Set-Cookie "a=b; Path=/"`.
fn headers(context: &Context<'_>, judges: &dyn std::ops::Fn(FileId) -> bool, all: &mut Vec<Found>) {
    let servers = context.surroundings.configs.iter();
    let servers = servers.filter(|(f, c)| judges(*f) && c.format == Format::WebServer);
    for (file, config) in servers {
        for entry in config.live().filter(|e| e.value.written().is_some()) {
            let at = Span::new(*file, entry.key.start, entry.at.end);
            let text = context.sources.text(at);
            let Some(mark) = text.to_ascii_lowercase().find(SET_COOKIE) else {
                continue;
            };
            let setter = text.get(..mark).unwrap_or("").trim_end();
            let behind = text.get(mark + SET_COOKIE.len()..).unwrap_or("");
            let value = behind.trim().trim_matches(['"', '\'', '`']);
            // `proxy_hide_header Set-Cookie` and `header -Set-Cookie` take one away.
            let takes =
                setter.ends_with('-') || setter.contains("hide") || setter.contains("unset");
            if takes || !value.contains('=') {
                continue;
            }
            let mut found = Found::new(at, String::new(), Storage::Cookie);
            text::read(&mut found, &[value.to_owned()]);
            all.push(found);
        }
    }
}

/// The cookies that Rust code sets: where, what they are called, and whether they surely lack `Secure`.
pub(super) fn cookies(
    context: &Context<'_>,
    judges: &dyn std::ops::Fn(FileId) -> bool,
) -> Vec<(Span, String, bool)> {
    let folder = Folder::new(context.program, context.sources);
    let chains = Chains::new(&folder);
    let set = rust::found(context, &chains, judges).into_iter();
    let set = set.filter(|f| f.storage == Storage::Cookie && !f.removal && !f.script);
    set.map(|f| {
        let name = f.names.first().cloned().unwrap_or_default();
        let lacks = f.secure.0 == Flag::No && !f.unseen && !f.truth;
        (f.at, name, lacks)
    })
    .collect()
}

fn described(found: &Found) -> String {
    let verb = if found.removal { "removes" } else { "sets" };
    let names: Vec<String> = found.names.iter().map(|n| format!("`{n}`")).collect();
    if names.is_empty() {
        format!("{verb} a {} whose name is computed", found.noun())
    } else {
        format!("{verb} the {} {}", found.noun(), listed(&names))
    }
}

/// The commitment as entries.
struct Promise<'a> {
    commitment: &'a Commitment,
    entries: Vec<Entry>,
}

/// One thing that a cookie lacks, where that is said, and what to do.
struct Lack {
    what: String,
    at: Option<Span>,
    help: String,
}

impl Promise<'_> {
    fn breach(&self, found: &Found) -> Option<Finding> {
        if found.removal {
            return None;
        }
        let names = &found.names;
        let entry = |name: &String| {
            self.entries
                .iter()
                .filter(|e| e.covers(name, found.storage))
                .min_by_key(|e| e.name.contains('*'))
        };
        if let Some(unlisted) = names.iter().find(|n| entry(n).is_none()) {
            let whole = !unlisted.contains('*');
            let (confidence, reason) = if whole {
                (Confidence::High, "the name is written out")
            } else {
                (Confidence::Medium, "part of the name is computed")
            };
            let message = format!(
                "the {} `{unlisted}` is set, which the policy does not list",
                found.noun()
            );
            let help = vec![
                format!("list `{unlisted}` under `cookies` if the privacy policy names it"),
                "or take it out".to_owned(),
            ];
            return Some(self.finding(found, confidence, reason, message, Vec::new(), help));
        }
        if names.is_empty() {
            return self.nameless(found);
        }
        let entries: Vec<&Entry> = names.iter().filter_map(entry).collect();
        let lacks: Vec<Lack> = entries.first().map(|e| lacks(found, e)).unwrap_or_default();
        if lacks.is_empty() {
            return None;
        }
        // A mark such as `logged_in=true` is made to be read: where any cookie is meant, it is hardly the one.
        let vague = entries.iter().all(|e| e.is_any()) && found.marker;
        let (confidence, reason) = if vague {
            (Confidence::Low, "its value is a plain mark")
        } else {
            (
                Confidence::High,
                "the flags are seen where the cookie is set",
            )
        };
        Some(self.lacking(
            found,
            &format!("`{}`", names[0]),
            &lacks,
            confidence,
            reason,
        ))
    }

    /// A cookie whose name is computed: it may be any of the listed ones, so only what all of them ask for counts.
    fn nameless(&self, found: &Found) -> Option<Finding> {
        let mut of_kind = self
            .entries
            .iter()
            .filter(|e| e.storage.is_empty() || e.storage.contains(&found.storage));
        if found.storage != Storage::Cookie || found.script {
            return None;
        }
        let first = of_kind.next()?;
        let mut shared = Entry {
            name: "*".to_owned(),
            ..first.clone()
        };
        for other in of_kind {
            shared.secure &= other.secure;
            shared.http_only &= other.http_only;
            if shared.same_site != other.same_site {
                shared.same_site = None;
            }
            shared.max_age = None;
        }
        let lacks = lacks(found, &shared);
        if lacks.is_empty() {
            return None;
        }
        let vague = found.marker;
        let confidence = if vague {
            Confidence::Low
        } else {
            Confidence::High
        };
        Some(self.lacking(
            found,
            "whose name is computed",
            &lacks,
            confidence,
            "the flags are seen where the cookie is set",
        ))
    }

    fn lacking(
        &self,
        found: &Found,
        name: &str,
        lacks: &[Lack],
        confidence: Confidence,
        reason: &str,
    ) -> Finding {
        let whats: Vec<String> = lacks.iter().map(|l| l.what.clone()).collect();
        let message = format!("the {} {name} is set {}", found.noun(), listed(&whats));
        let help = lacks.iter().map(|l| l.help.clone()).collect();
        let steps = lacks
            .iter()
            .filter_map(|l| {
                l.at.map(|at| Step {
                    span: at,
                    message: format!("here: {}", l.what),
                })
            })
            .collect();
        self.finding(found, confidence, reason, message, steps, help)
    }

    fn finding(
        &self,
        found: &Found,
        confidence: Confidence,
        reason: &str,
        message: String,
        trail: Vec<Step>,
        help: Vec<String>,
    ) -> Finding {
        Finding {
            confidence,
            reason: reason.to_owned(),
            trail,
            help,
            item: found.item.clone(),
            ..broken("cookies-only", self.commitment, found.at, message)
        }
    }
}

/// What a cookie lacks of what its entry asks for.
fn lacks(found: &Found, entry: &Entry) -> Vec<Lack> {
    if found.storage != Storage::Cookie || found.unseen {
        return Vec::new();
    }
    let mut all = Vec::new();
    let mut flag = |asked: bool, said: Said, name: &str, help: &str| {
        if asked && said.0 == Flag::No {
            all.push(Lack {
                what: format!("without {name}"),
                at: said.1,
                help: help.to_owned(),
            });
        }
    };
    flag(
        entry.secure,
        found.secure,
        "Secure",
        "set Secure, so that it travels over HTTPS only",
    );
    let http_only = "set HttpOnly, so that no script can read it";
    let by_script = "set it by the server with HttpOnly: a script cannot";
    flag(
        entry.http_only,
        found.http_only,
        "HttpOnly",
        if found.script { by_script } else { http_only },
    );
    if let Some(asked) = &entry.same_site {
        let (said, at) = &found.same_site;
        let rank = |s: &str| ["none", "lax", "strict"].iter().position(|w| *w == s);
        let told = said.as_deref().unwrap_or("");
        let unknown = said.is_some() && rank(told).is_none();
        if !unknown && rank(told) < rank(asked) && !(asked == "none" && said.is_none()) {
            let what = if said.is_some() {
                format!("with SameSite={}", capital(told))
            } else {
                "without SameSite".to_owned()
            };
            all.push(Lack {
                what,
                at: *at,
                help: format!("set SameSite={}, as promised", capital(asked)),
            });
        }
    }
    if let (Some(asked), Some((ms, at))) = (entry.max_age, found.max_age)
        && ms > asked
    {
        let what = format!("for {}", super::spans::shown(ms));
        all.push(Lack {
            what,
            at,
            help: format!("let it expire within {}", super::spans::shown(asked)),
        });
    }
    all
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars
        .next()
        .map_or(String::new(), |c| c.to_uppercase().chain(chars).collect())
}
