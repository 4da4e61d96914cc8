//! `shared-only-with`: data leaves only to the recipients listed.
//!
//! With `data`, every flow of it to another host is judged by who is behind that host. Without, everything that leaves
//! is: requests, SDKs, packages, and what pages and scripts load.

use super::Context;
use super::broken::broken;
use super::evidence::{self, Clue, ClueKind};
use super::flows::{self, Breach, CHANGE_PROMISE, Spec};
use super::parties::{Parties, Receivers, Who, leaves};
use super::scope::item_at;
use super::{scripts, workflows};
use crate::catalog::Conventions;
use crate::catalog::recipients::{HostKind, Recipients};
use crate::finding::{Confidence, Finding, Judgment, Severity, Step};
use crate::flow::{Flow, Sink};
use crate::parse::web::ReferenceKind;
use crate::policy::Commitment;
use crate::source::{Kind, Role};
use crate::span::{FileId, Span};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// From how many services on a file that merely names hosts is a list of them.
const LIST: usize = 4;

/// Judges one commitment.
pub(super) fn judge(context: &Context<'_>, commitment: &Commitment) -> Judgment {
    let promise = Promise {
        parties: Parties::of(context),
        allowed: allowed(context, commitment),
        receivers: RefCell::new(BTreeMap::new()),
        requested: RefCell::new(BTreeMap::new()),
    };
    let mut judgment = flows::judge(
        context,
        commitment,
        &Spec {
            rule: "shared-only-with",
            place: &|sink| leaves(sink),
            breach: &|sink, flow| promise.breach(sink, flow),
            verb: &|sink| format!("sent to {} here", promise.names(sink)),
            judged: &|sink| format!("sends to {}", promise.names(sink)),
        },
    );
    if commitment.data.is_empty() {
        judgment.findings.clear();
        promise.everything(context, commitment, &mut judgment);
    }
    flows::settle(&mut judgment);
    judgment
}

/// The ids of those who may receive: the listed, or all that the policy declares.
fn allowed<'a>(context: &'a Context<'_>, commitment: &'a Commitment) -> BTreeSet<&'a str> {
    let mut ids: BTreeSet<&str> = commitment.texts("to").into_iter().collect();
    let policy = context.policy;
    if ids.is_empty() || commitment.data.is_empty() {
        let trackers = |role: Option<&str>| role == Some("tracker");
        let declared = policy
            .recipients
            .iter()
            .filter(|r| !trackers(r.role.as_ref().map(|r| r.value.as_str())));
        ids.extend(declared.map(|r| r.id.value.as_str()));
        // A service of the catalogue is declared by being named.
        let others = policy
            .commitments
            .iter()
            .filter(|c| c.rule.value == "shared-only-with");
        ids.extend(others.flat_map(|c| c.texts("to")));
    }
    ids
}

struct Promise<'a> {
    parties: Parties<'a>,
    allowed: BTreeSet<&'a str>,
    receivers: RefCell<BTreeMap<Span, Receivers<'a>>>,
    requested: RefCell<BTreeMap<FileId, BTreeSet<u32>>>,
}

impl<'a> Promise<'a> {
    fn receivers(&self, sink: &Sink) -> Receivers<'a> {
        let known = self.receivers.borrow().get(&sink.span).cloned();
        known.unwrap_or_else(|| {
            let found = self.parties.receivers(sink);
            self.receivers.borrow_mut().insert(sink.span, found.clone());
            found
        })
    }

    fn names(&self, sink: &Sink) -> String {
        let mut names: Vec<String> = self.receivers(sink).iter().map(|(w, _)| w.name()).collect();
        names.dedup();
        flows::listed(&names)
    }

    fn may(&self, who: &Who<'_>) -> bool {
        match who {
            Who::Nobody => true,
            Who::Unknown => false,
            _ => {
                matches!(who.role(), "self-hosted" | "user-directed")
                    || who.id().is_some_and(|id| self.allowed.contains(id))
            }
        }
    }

    /// What is wrong with a datum going where a request goes.
    fn breach(&self, sink: &Sink, flow: &Flow) -> Option<Breach> {
        let key = flow.key;
        if is_credential(key)
            && (self.parties.authorizes(sink) || self.parties.is_own_key(sink, flow))
        {
            return None;
        }
        // An address within an address is mostly that of the host itself.
        if sink.what == "url" && key.ends_with("ip_address") {
            return None;
        }
        let receivers = self.receivers(sink);
        let datum = flows::name_of(key);
        if let Some((who, _)) = receivers.iter().find(|(w, _)| !self.may(w)) {
            return Some(match who {
                Who::Unknown => unresolved(sink),
                who => Breach::new(
                    format!(
                        "is sent to {}, which is not among the recipients",
                        who.name()
                    ),
                    format!("leave the {datum} out, or declare the recipient and list it in `to`"),
                ),
            });
        }
        receivers.iter().find_map(|(who, _)| match who {
            Who::Declared(r) if !r.receives.is_empty() => {
                let fits = r
                    .receives
                    .iter()
                    .any(|k| crate::catalog::key_covers(&k.value, key));
                (!fits).then(|| {
                    Breach::new(
                        format!("is sent to {}, which is not to receive it", who.name()),
                        format!("leave the {datum} out, or list it in `receives` of the recipient"),
                    )
                    // A general word names no category that could be told from the ones it may receive.
                    .at_most(if flow.general {
                        Confidence::Low
                    } else {
                        Confidence::High
                    })
                })
            }
            _ => None,
        })
    }

    /// A finding for each request to somebody who is not declared, and the texts that their hosts were read from.
    fn requests(
        &self,
        context: &Context<'_>,
        commitment: &Commitment,
        judges: &dyn Fn(FileId) -> bool,
    ) -> (Vec<Finding>, BTreeSet<Span>) {
        let mut seen: BTreeMap<(Span, String), Finding> = BTreeMap::new();
        let mut texts: BTreeSet<Span> = BTreeSet::new();
        let opens = context
            .flows
            .sinks
            .iter()
            .filter(|s| leaves(s) && s.what == "url");
        let opened: BTreeSet<(u32, String)> = opens
            .flat_map(|s| {
                self.receivers(s)
                    .into_iter()
                    .map(|(w, _)| (s.function, w.name()))
            })
            .collect();
        for sink in context
            .flows
            .sinks
            .iter()
            .filter(|s| leaves(s) && judges(s.span.file))
        {
            let receivers = self.receivers(sink);
            texts.extend(receivers.iter().filter_map(|(_, at)| *at));
            for (who, _) in receivers.iter().filter(|(w, _)| !self.may(w)) {
                // What is added to a request in a statement of its own is no other request.
                if sink.what == "request" && opened.contains(&(sink.function, who.name())) {
                    continue;
                }
                let mut found = request(commitment, sink, who);
                if let Who::Unknown = who {
                    // One that is handed on is told once, where it is opened.
                    match self.parties.opened(sink).filter(|at| judges(at.file)) {
                        Some(at) if at.start != sink.span.start || at.file != sink.span.file => {
                            found.at = at;
                            found.item = item_at(context, at);
                        }
                        None if self.parties.adds(sink) => continue,
                        _ => {}
                    }
                }
                let start = Span::new(found.at.file, found.at.start, found.at.start);
                let old = seen
                    .entry((start, who.name()))
                    .or_insert_with(|| found.clone());
                // The parts of one request are one finding, at the whole of it.
                if old.at.end < found.at.end {
                    *old = found;
                }
            }
        }
        (seen.into_values().collect(), texts)
    }

    /// All that leaves, whatever the data.
    fn everything(&self, context: &Context<'_>, commitment: &Commitment, judgment: &mut Judgment) {
        let paths = flows::globs(commitment);
        let judges = |file: FileId| {
            let file = context.sources.file(file);
            let product =
                file.role == Role::Product || context.policy.scan.tests && file.role == Role::Test;
            product && paths.as_ref().is_none_or(|p| p.is_match(&file.path))
        };
        let (requests, texts) = self.requests(context, commitment, &judges);
        judgment.findings.extend(requests);
        for (file, what) in evidence::files(context, &judges) {
            let message = what.to_owned();
            judgment.judged.push(Step {
                span: Span::new(file, 0, 0),
                message,
            });
        }
        let clues = evidence::clues(context, &judges);
        let mut found: BTreeMap<(Span, String), (Finding, bool)> = BTreeMap::new();
        for clue in clues
            .iter()
            .filter(|c| !texts.contains(&c.at) && !self.is_told(context, c, &clues))
        {
            if let Some((finding, who, names)) = self.clue(context, commitment, clue) {
                found.entry((clue.place, who)).or_insert((finding, names));
            }
        }
        let mut named: BTreeMap<FileId, usize> = BTreeMap::new();
        for (finding, _) in found.values().filter(|(_, names)| *names) {
            *named.entry(finding.at.file).or_default() += 1;
        }
        judgment.findings.extend(
            found
                .into_values()
                .filter(|(f, names)| !names || named.get(&f.at.file).is_none_or(|n| *n < LIST))
                .map(|(f, _)| f),
        );
    }

    /// Whether another clue tells more of the same: what connects early loads later, what is imported is a dependency.
    fn is_told(&self, context: &Context<'_>, clue: &Clue, all: &[Clue]) -> bool {
        let connects = clue.kind == ClueKind::Web(ReferenceKind::Connect);
        let imports = clue.kind == ClueKind::Web(ReferenceKind::Import);
        if !connects && !imports {
            return false;
        }
        let id = |c: &Clue| {
            let (who, _, _) = self.shown(context, c)?;
            Some(who.id().map_or_else(|| who.name(), str::to_owned))
        };
        let own = id(clue);
        let mut others = all.iter().filter(|c| {
            let loads = connects
                && c.at.file == clue.at.file
                && matches!(c.kind, ClueKind::Web(k) if !matches!(k, ReferenceKind::Connect | ReferenceKind::Url | ReferenceKind::Csp | ReferenceKind::Call | ReferenceKind::Import));
            let declares = imports && matches!(c.kind, ClueKind::Package | ClueKind::DevPackage);
            loads || declares
        });
        own.is_some() && others.any(|c| id(c) == own)
    }

    /// Who a clue leads to, in what way, and how sure that is.
    fn shown(
        &self,
        context: &Context<'_>,
        clue: &Clue,
    ) -> Option<(Who<'a>, &'static str, Confidence)> {
        let services = Recipients::embedded();
        let known = |service| {
            self.parties
                .known(service, evidence::short(&clue.target).to_owned())
        };
        Some(match clue.kind {
            ClueKind::Crate => {
                let who = self.parties.of_crate(&clue.target)?;
                let sure = if clue.guard.is_some() {
                    Confidence::Low
                } else {
                    Confidence::High
                };
                (who, "depends on", sure)
            }
            ClueKind::Package | ClueKind::Web(ReferenceKind::Import) => (
                known(services.by_js_package(&clue.target)?),
                "depends on",
                Confidence::High,
            ),
            ClueKind::Web(ReferenceKind::Call) => (
                known(services.by_call_shape(&clue.target)?),
                "calls",
                Confidence::High,
            ),
            ClueKind::OwnPath => (
                known(services.by_own_path(&clue.target)?),
                "loads",
                Confidence::High,
            ),
            ClueKind::Web(ReferenceKind::Csp) | ClueKind::DevPackage | ClueKind::Cookie => {
                return None;
            }
            _ => return self.addressed(context, clue),
        })
    }

    /// Who is behind the host that a clue names.
    fn addressed(
        &self,
        context: &Context<'_>,
        clue: &Clue,
    ) -> Option<(Who<'a>, &'static str, Confidence)> {
        use Confidence::{High, Medium};
        let by_host = || self.parties.of_host(&clue.target);
        let own_host = || match Recipients::embedded().by_host(&clue.target) {
            Some((_, HostKind::Own)) => Some(by_host()),
            _ => None,
        };
        Some(match clue.kind {
            ClueKind::Web(ReferenceKind::Url) if self.is_fetched(context, clue) => {
                (by_host(), "sends to", High)
            }
            ClueKind::Web(ReferenceKind::Url)
            | ClueKind::Text
            | ClueKind::Config
            | ClueKind::Known => (own_host()?, "addresses", Medium),
            ClueKind::Setting => (by_host(), "addresses", Medium),
            ClueKind::Command => (by_host(), "sends to", Medium),
            // What is only asked for is mostly a download; a service that watches is told by being asked.
            ClueKind::Ping => {
                let watches =
                    |who: &Who<'_>| matches!(who, Who::Known(s, _) if s.topic == "observability");
                (own_host().filter(watches)?, "sends to", Medium)
            }
            ClueKind::Web(ReferenceKind::Form) => (by_host(), "sends a form to", High),
            ClueKind::Web(ReferenceKind::Connect) => (by_host(), "connects to", Medium),
            _ => (by_host(), "loads from", High),
        })
    }

    /// Whether a URL of a script is one that the script talks to: `fetch('…')`.
    fn is_fetched(&self, context: &Context<'_>, clue: &Clue) -> bool {
        if clue.kind != ClueKind::Web(ReferenceKind::Url) {
            return false;
        }
        let (file, start) = (clue.at.file, clue.at.start);
        let mut known = self.requested.borrow_mut();
        let requested = known
            .entry(file)
            .or_insert_with(|| scripts::requested_in(context, file));
        requested.contains(&start)
    }

    /// A dependency, tag or address that leads to somebody who is not declared; whether it merely names them.
    fn clue(
        &self,
        context: &Context<'_>,
        commitment: &Commitment,
        clue: &Clue,
    ) -> Option<(Finding, String, bool)> {
        let (who, what, confidence) = self.shown(context, clue)?;
        // Crates and hosts that anybody can be behind decide nothing.
        if self.may(&who) || matches!(who.role(), "by-host") {
            return None;
        }
        let names = clue.kind.names() && !self.is_fetched(context, clue);
        let message = format!("{what} {}, which is not among the recipients", who.name());
        let help = "remove it, or declare the recipient and list it in `to`".to_owned();
        let mut finding = found(
            commitment,
            clue.at,
            message,
            vec![help, CHANGE_PROMISE.to_owned()],
        );
        finding.confidence = confidence;
        if is_of_project(context, clue) {
            finding.confidence = Confidence::Low;
        }
        finding.guard.clone_from(&clue.guard);
        let id = who.id().map_or_else(|| who.name(), str::to_owned);
        Some((finding, id, names))
    }
}

/// Whether a clue is of what a project's own people, or their CI system, run on its code: no person's data is near.
fn is_of_project(context: &Context<'_>, clue: &Clue) -> bool {
    let source = context.sources.file(clue.at.file);
    let sends = matches!(clue.kind, ClueKind::Command | ClueKind::Ping);
    let script = source.kind == Kind::Script || sends;
    sends && workflows::is_ci(&source.path)
        || script && Conventions::embedded().aside.is_chore(&source.path)
}

/// Whether a datum is one that opens doors.
fn is_credential(key: &str) -> bool {
    ["user.authorization", "system.credentials"]
        .iter()
        .any(|k| crate::catalog::key_covers(k, key))
}

/// A host that the code does not show is a warning of its own.
fn unresolved(sink: &Sink) -> Breach {
    let help = "write the host as a constant or default, or declare the field or variable it is read from as a recipient's";
    Breach {
        no_worse: Some(Severity::Warning),
        ..Breach::new("is sent to a host that cannot be resolved", help)
    }
    .at_most(sureness(sink))
}

/// A request of a client is one; anything else that writes to a connection may be one.
fn sureness(sink: &Sink) -> Confidence {
    if matches!(
        sink.what,
        "url" | "request" | "model provider" | "payment provider" | "provider"
    ) {
        Confidence::Medium
    } else {
        Confidence::Low
    }
}

fn request(commitment: &Commitment, sink: &Sink, who: &Who<'_>) -> Finding {
    if let Who::Unknown = who {
        let breach = unresolved(sink);
        let mut finding = found(
            commitment,
            sink.span,
            "sends to a host that cannot be resolved".to_owned(),
            breach.help,
        );
        finding.severity = finding.severity.min(Severity::Warning);
        finding.confidence = breach.at_most;
        finding.item.clone_from(&sink.item);
        return finding;
    }
    let message = format!("sends to {}, which is not among the recipients", who.name());
    let help = "remove the request, or declare the recipient and list it in `to`".to_owned();
    let mut finding = found(
        commitment,
        sink.span,
        message,
        vec![help, CHANGE_PROMISE.to_owned()],
    );
    finding.item.clone_from(&sink.item);
    finding
}

fn found(commitment: &Commitment, at: Span, message: String, help: Vec<String>) -> Finding {
    Finding {
        reason: "the host, crate or package is that of the recipient".to_owned(),
        help,
        ..broken("shared-only-with", commitment, at, message)
    }
}
