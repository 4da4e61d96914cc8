//! `no-trackers`: the product loads, calls and links no tracking service.
//!
//! Evidence comes from manifests, `package.json`, pages, scripts, style sheets, web server configuration and the texts of
//! Rust code. A word proves nothing: a service is seen by its crate, package, host or the exact call of its snippet.
//! A file that names many trackers by host alone keeps a list of them and uses none.

mod used;

use super::Context;
use super::broken::broken;
use super::evidence::{self, Clue, ClueKind};
use super::hosts;
use super::own_hosts::OwnHosts;
use super::parties::Parties;
use super::scope::Scope;
use super::scripts;
use crate::catalog::recipients::{Class, HostKind, Recipients, Service};
use crate::finding::{Confidence, Finding, Judgment, Step};
use crate::parse::web::ReferenceKind;
use crate::policy::Commitment;
use crate::span::{FileId, Span};
use std::collections::{BTreeMap, BTreeSet};

/// From how many trackers on a file that merely names hosts is a list of them.
const LIST: usize = 4;

/// Judges one commitment.
pub(super) fn judge(context: &Context<'_>, commitment: &Commitment) -> Judgment {
    let promise = Promise::of(context, commitment);
    let scope = Scope::of(context, commitment);
    let judges = |file: FileId| scope.holds(file);
    let mut judgment = Judgment::default();
    let mut hits = Vec::new();
    for (file, what) in evidence::files(context, &judges) {
        judgment.judged.push(Step {
            span: Span::new(file, 0, 0),
            message: what.to_owned(),
        });
    }
    let clues = evidence::clues(context, &judges);
    for clue in &clues {
        hits.extend(promise.breach(clue, &clues));
    }
    drop_lists(context, &mut hits);
    judgment.findings = findings(context, &hits, commitment);
    judgment.judged.sort();
    judgment.judged.dedup();
    if judgment.judged.is_empty() {
        judgment.unproven = Some("there is no manifest, page or script to judge it by".to_owned());
    }
    judgment
}

/// A clue that breaks the promise.
struct Hit<'a> {
    clue: &'a Clue,
    service: Option<&'a Service>,
    message: String,
    confidence: Confidence,
    reason: &'static str,
}

/// The promise in terms of services.
struct Promise<'a> {
    context: &'a Context<'a>,
    recipients: &'static Recipients,
    classes: Vec<Class>,
    any_third_party: bool,
    except: BTreeSet<&'a str>,
    own: OwnHosts,
}

impl<'a> Promise<'a> {
    fn of(context: &'a Context<'a>, commitment: &'a Commitment) -> Self {
        let named = commitment.texts("classes");
        let mut classes: Vec<Class> = named.iter().filter_map(|name| Class::of(name)).collect();
        if named.is_empty() {
            classes = Class::TRACKING.to_vec();
        }
        Self {
            context,
            recipients: Recipients::embedded(),
            classes,
            any_third_party: named.contains(&"any-third-party"),
            except: commitment.texts("except").into_iter().collect(),
            own: OwnHosts::of(context),
        }
    }

    fn is_ruled_out(&self, service: &Service) -> bool {
        self.classes.contains(&service.class) && !self.except.contains(service.id.as_str())
    }

    /// Whether a host belongs to the service itself or to a recipient that may stay.
    fn may_stay(&self, host: &str) -> bool {
        let declared = self.context.policy.recipients.iter().filter(|r| {
            self.except.contains(r.id.value.as_str())
                || r.role
                    .as_ref()
                    .is_some_and(|role| role.value == "self-hosted")
        });
        let known = self
            .except
            .iter()
            .filter_map(|id| self.recipients.by_id(id));
        let belongs = known
            .flat_map(|s| s.hosts.iter().chain(&s.scripts))
            .any(|h| hosts::covers(h, host));
        hosts::is_private(host)
            || belongs
            || declared
                .flat_map(|r| &r.hosts)
                .any(|h| hosts::covers(&h.value, host))
    }

    fn breach<'c>(&self, clue: &'c Clue, all: &[Clue]) -> Option<Hit<'c>>
    where
        'a: 'c,
    {
        let service = self.service(clue);
        if let Some(service) = service.filter(|s| self.is_ruled_out(s)) {
            return Some(Self::tracker(clue, service));
        }
        self.declared(clue)
            .or_else(|| self.third_party(clue, service, all))
    }

    /// The service that a clue proves.
    fn service(&self, clue: &Clue) -> Option<&'static Service> {
        let by_host = |loads: bool| {
            let (service, kind) = self.recipients.by_host(&clue.target)?;
            let host = evidence::host_only(&clue.target);
            ((loads || kind == HostKind::Own) && !self.may_stay(host)).then_some(service)
        };
        match clue.kind {
            ClueKind::Crate => self.recipients.by_crate(&clue.target),
            ClueKind::Package | ClueKind::DevPackage | ClueKind::Web(ReferenceKind::Import) => {
                self.recipients.by_js_package(&clue.target)
            }
            ClueKind::Web(ReferenceKind::Call) => self.recipients.by_call_shape(&clue.target),
            ClueKind::OwnPath => self.recipients.by_own_path(&clue.target),
            ClueKind::Cookie => self.recipients.by_cookie(&clue.target),
            ClueKind::Web(kind) => by_host(!matches!(
                kind,
                ReferenceKind::Url | ReferenceKind::Csp | ReferenceKind::Form
            )),
            _ => by_host(false),
        }
    }

    fn tracker<'c>(clue: &'c Clue, service: &'static Service) -> Hit<'c> {
        let (name, target) = (&service.name, evidence::short(&clue.target));
        let (verb, what, confidence, reason) = told(clue);
        let place = if clue.kind == ClueKind::Web(ReferenceKind::Csp) {
            " in its content security policy"
        } else {
            ""
        };
        let message = format!("{verb} {name}{place} ({what}{target})");
        Hit {
            clue,
            service: Some(service),
            message,
            confidence,
            reason,
        }
    }

    /// Trackers that the policy file itself names.
    fn declared<'c>(&self, clue: &'c Clue) -> Option<Hit<'c>> {
        let trackers = self.context.policy.recipients.iter().filter(|r| {
            r.role.as_ref().is_some_and(|role| role.value == "tracker")
                && !self.except.contains(r.id.value.as_str())
        });
        let dashed = |name: &str| name.replace('_', "-");
        let found = trackers.into_iter().find(|r| match clue.kind {
            ClueKind::Crate => r
                .crates
                .iter()
                .any(|c| dashed(&c.value) == dashed(&clue.target)),
            ClueKind::Web(ReferenceKind::Call | ReferenceKind::Import)
            | ClueKind::Package
            | ClueKind::DevPackage
            | ClueKind::Cookie
            | ClueKind::OwnPath => false,
            _ => r
                .hosts
                .iter()
                .any(|h| hosts::covers(&h.value, evidence::host_only(&clue.target))),
        })?;
        let message = format!(
            "uses {}, which the policy calls a tracker ({})",
            found.id.value,
            evidence::short(&clue.target)
        );
        Some(Hit {
            clue,
            service: None,
            message,
            confidence: Confidence::High,
            reason: "the policy names its host or crate",
        })
    }

    /// What a page loads from anybody else, where the promise rules that out.
    fn third_party<'c>(
        &self,
        clue: &'c Clue,
        service: Option<&'static Service>,
        all: &[Clue],
    ) -> Option<Hit<'c>> {
        let host = evidence::host_only(&clue.target);
        let excepted = service.is_some_and(|s| self.except.contains(s.id.as_str()));
        let own = service.is_none() && self.own.hold(host);
        if !self.any_third_party || excepted || own || self.may_stay(host) {
            return None;
        }
        let (what, confidence, reason) = match clue.kind {
            ClueKind::Web(kind) if let Some(what) = loaded(kind) => {
                (what, Confidence::High, "the page loads from another's host")
            }
            // Opening the connection tells the host the visitor's address; a load from there says so already.
            ClueKind::Web(ReferenceKind::Connect) if !self.is_loaded_too(clue, service, all) => (
                "a connection",
                Confidence::Medium,
                "the page connects to another's host",
            ),
            ClueKind::Web(ReferenceKind::Csp) => (
                "content",
                Confidence::Medium,
                "a policy allows another's host, what loads from it was not seen",
            ),
            // Avatars, fonts and embeds are fetched by the visitor's browser, whoever wrote the address.
            ClueKind::Text if service.is_some_and(|s| s.topic == "embeds") => (
                "content",
                Confidence::Medium,
                "browsers load from this host",
            ),
            _ => return None,
        };
        let owner = service.map_or(String::new(), |s| format!(", {}", s.name));
        let verb = if clue.kind == ClueKind::Web(ReferenceKind::Csp) {
            "lets pages load"
        } else {
            "loads"
        };
        let message = format!("{verb} {what} from a third party ({host}{owner})");
        Some(Hit {
            clue,
            service,
            message,
            confidence,
            reason,
        })
    }

    fn is_loaded_too(&self, clue: &Clue, service: Option<&Service>, all: &[Clue]) -> bool {
        let host = evidence::host_only(&clue.target);
        all.iter().filter(|c| c.at.file == clue.at.file).any(|c| {
            let loads = matches!(c.kind, ClueKind::Web(kind) if !matches!(kind, ReferenceKind::Connect | ReferenceKind::Url
                | ReferenceKind::Csp | ReferenceKind::Call | ReferenceKind::Import));
            let same = service.is_some() && self.service(c).map(|s| &s.id) == service.map(|s| &s.id);
            loads && (same || evidence::host_only(&c.target) == host)
        })
    }
}

/// How a clue shows a service: the verb, what kind of name its target is, and how sure that is.
fn told(clue: &Clue) -> (&'static str, &'static str, Confidence, &'static str) {
    use Confidence::{High, Medium};
    let alone = "the package serves this service alone";
    match clue.kind {
        ClueKind::Crate if clue.guard.is_some() => {
            ("depends on", "crate ", Medium, "the dependency is optional")
        }
        ClueKind::Crate => (
            "depends on",
            "crate ",
            High,
            "the crate serves this service alone",
        ),
        ClueKind::Package => ("depends on", "package ", High, alone),
        ClueKind::DevPackage => (
            "depends on",
            "package ",
            Medium,
            "a development dependency that a bundler may ship",
        ),
        ClueKind::Web(ReferenceKind::Import) => ("imports", "", High, alone),
        ClueKind::Web(ReferenceKind::Call) => {
            ("calls", "", High, "the exact call of the service's snippet")
        }
        _ => addressed(clue.kind),
    }
}

/// The same of a clue that names a host or cookie.
fn addressed(kind: ClueKind) -> (&'static str, &'static str, Confidence, &'static str) {
    use Confidence::{High, Medium};
    match kind {
        ClueKind::Web(ReferenceKind::Csp) => (
            "allows",
            "",
            Medium,
            "a policy allows it, what loads it was not seen",
        ),
        ClueKind::Web(ReferenceKind::Connect) => (
            "connects to",
            "",
            High,
            "the page connects to the service's host",
        ),
        ClueKind::Web(ReferenceKind::Url) | ClueKind::Text => (
            "addresses",
            "",
            Medium,
            "a URL of the service in product code",
        ),
        kind if kind.is_configured() => (
            "addresses",
            "",
            Medium,
            "a URL of the service in the configuration",
        ),
        ClueKind::Cookie => (
            "sets a cookie of",
            "",
            Medium,
            "the name is that of the service's own cookie",
        ),
        ClueKind::Web(ReferenceKind::Form) => (
            "sends a form to",
            "",
            High,
            "the page sends what is filled in to the service's host",
        ),
        _ => ("loads", "", High, "the page loads from the service's host"),
    }
}

/// What a page loads by a reference, in words; none where it loads nothing.
fn loaded(kind: ReferenceKind) -> Option<&'static str> {
    Some(match kind {
        ReferenceKind::Script => "a script",
        ReferenceKind::Style => "a style sheet",
        ReferenceKind::Font => "a font",
        ReferenceKind::Frame => "a frame",
        ReferenceKind::Image => "an image",
        _ => return None,
    })
}

/// Drops what is merely named in a file that names many: a block list, a word list, a catalogue.
fn drop_lists(context: &Context<'_>, hits: &mut Vec<Hit<'_>>) {
    let named = |hit: &Hit<'_>| hit.clue.kind.names();
    let mut services: BTreeMap<FileId, BTreeSet<&str>> = BTreeMap::new();
    for hit in hits.iter().filter(|h| named(h)) {
        services
            .entry(hit.clue.at.file)
            .or_default()
            .extend(hit.service.map(|s| s.id.as_str()));
    }
    services.retain(|_, all| all.len() >= LIST);
    if services.is_empty() {
        return;
    }
    // What is requested is no entry of a list.
    let requested = Parties::of(context).texts();
    let mut scripts: BTreeMap<FileId, BTreeSet<u32>> = BTreeMap::new();
    hits.retain(|hit| {
        let at = hit.clue.at;
        let mut in_script = || {
            let found = scripts
                .entry(at.file)
                .or_insert_with(|| scripts::requested_in(context, at.file));
            found.contains(&at.start)
        };
        !named(hit) || !services.contains_key(&at.file) || requested.contains(&at) || in_script()
    });
}

/// One finding for each place and service; the surest and first clue stands for the others.
fn findings(context: &Context<'_>, hits: &[Hit<'_>], commitment: &Commitment) -> Vec<Finding> {
    let mut places: BTreeMap<(Span, &str), &Hit<'_>> = BTreeMap::new();
    for hit in hits {
        let who = hit
            .service
            .map_or_else(|| evidence::host_only(&hit.clue.target), |s| s.id.as_str());
        let best = places.entry((hit.clue.place, who)).or_insert(hit);
        let rank = |h: &Hit<'_>| (std::cmp::Reverse(h.confidence), h.clue.at);
        if rank(hit) < rank(best) {
            *best = hit;
        }
    }
    let mut findings: Vec<Finding> = places
        .into_values()
        .map(|hit| Finding {
            trail: if hit.clue.kind == ClueKind::Crate {
                used::calls(context, &hit.clue.target)
            } else {
                Vec::new()
            },
            ..finding(hit, commitment)
        })
        .collect();
    findings.sort_by(|a, b| (a.at, &a.message).cmp(&(b.at, &b.message)));
    findings
}

fn finding(hit: &Hit<'_>, commitment: &Commitment) -> Finding {
    let remove = match hit.clue.kind {
        ClueKind::Crate => "remove the dependency and the code that uses it",
        ClueKind::Package | ClueKind::DevPackage => {
            "remove the package and the code that imports it"
        }
        ClueKind::Web(ReferenceKind::Csp) => "remove the host from the policy",
        ClueKind::Web(ReferenceKind::Call | ReferenceKind::Import) => {
            "remove the call and the script it belongs to"
        }
        ClueKind::Cookie => "do not set the cookie, or call it something else",
        kind if kind.names() || kind.is_configured() => "remove what addresses the service",
        ClueKind::Web(ReferenceKind::Form) => "send the form to a host of your own",
        _ => "remove the tag, or serve the file from your own host",
    };
    let keep = hit.service.map(|s| {
        format!(
            "or name `{}` in `except` and say so in the privacy policy",
            s.id
        )
    });
    let keep = keep
        .unwrap_or_else(|| "or declare the host as a recipient and name it in `except`".to_owned());
    Finding {
        confidence: hit.confidence,
        reason: hit.reason.to_owned(),
        guard: hit.clue.guard.clone(),
        help: vec![remove.to_owned(), keep],
        ..broken("no-trackers", commitment, hit.clue.at, hit.message.clone())
    }
}
