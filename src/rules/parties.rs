//! Who is behind a host, a crate or an address: nobody, a declared recipient, a known service, or a stranger.
//!
//! In: the policy's recipients, the catalogue of services, and destinations of requests. Out: [`Who`]. The policy's
//! word comes before the catalogue's. This module never judges whether somebody may receive anything.

use super::Context;
use super::hosts::is_private;
use super::own_hosts::OwnHosts;
use crate::catalog::recipients::{HostKind, Recipients, Service};
use crate::catalog::{CallModel, Conventions, Verdict};
use crate::facts::Expr;
use crate::flow::urls::{Destination, HOLE, Reach, Settings, Texts};
use crate::flow::{Flow, Sink};
use crate::link::paths;
use crate::link::types::Head;
use crate::link::typing::Target;
use crate::policy::Recipient;
use crate::span::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Domains that documents use for nobody's hosts.
const NOBODYS: [&str; 3] = ["example.com", "example.org", "example.net"];

/// Somebody that data can go to.
#[derive(Clone, Debug)]
pub(super) enum Who<'a> {
    /// The service itself: this machine, a private network, its own hosts.
    Nobody,
    /// A recipient of the policy file.
    Declared(&'a Recipient),
    /// A service of the catalogue, by the host or crate it was known by.
    Known(&'static Service, String),
    /// A host that nobody has declared.
    Stranger(String),
    /// A host that the code does not show.
    Unknown,
}

impl Who<'_> {
    /// The id by which policies name it.
    pub(super) fn id(&self) -> Option<&str> {
        match self {
            Who::Declared(r) => Some(&r.id.value),
            Who::Known(s, _) => Some(&s.id),
            _ => None,
        }
    }

    /// Its name in messages.
    pub(super) fn name(&self) -> String {
        match self {
            Who::Nobody => "the service itself".to_owned(),
            Who::Declared(r) => format!("`{}`", r.id.value),
            Who::Known(s, by) => format!("{} ({by})", s.name),
            Who::Stranger(host) => host.clone(),
            Who::Unknown => "a host that cannot be resolved".to_owned(),
        }
    }

    /// The role that the policy file, or else the catalogue, gives it.
    pub(super) fn role(&self) -> &str {
        match self {
            Who::Declared(r) => r.role.as_ref().map_or("", |r| &r.value),
            Who::Known(s, _) => &s.role,
            _ => "",
        }
    }
}

/// All who can be told apart.
pub(super) struct Parties<'a> {
    context: &'a Context<'a>,
    own: OwnHosts,
    texts: Texts<'a>,
}

/// Everybody that one request can go to, each with the place that shows it.
pub(super) type Receivers<'a> = Vec<(Who<'a>, Option<Span>)>;

impl<'a> Parties<'a> {
    /// Those of a policy.
    pub(super) fn of(context: &'a Context<'a>) -> Self {
        Self {
            context,
            own: OwnHosts::of(context),
            texts: Texts::new(context.program, context.catalog, settings(context)),
        }
    }

    /// Who is behind a host, or a host with a path.
    pub(super) fn of_host(&self, target: &str) -> Who<'a> {
        let host = target.split(['/', '?', '#']).next().unwrap_or(target);
        let host = host.split(':').next().unwrap_or(host).to_ascii_lowercase();
        let declared = self.context.policy.recipients.iter().find(|r| {
            let covers = |h: &str| super::hosts::covers(h, &host);
            // The domain of a literal address counts as a host.
            let domain = |a: &str| a.rsplit_once('@').is_some_and(|(_, d)| covers(d));
            r.hosts.iter().any(|h| covers(&h.value)) || r.addresses.iter().any(|a| domain(&a.value))
        });
        if let Some(recipient) = declared {
            return Who::Declared(recipient);
        }
        let documents = NOBODYS.iter().any(|d| {
            host.strip_suffix(d)
                .is_some_and(|r| r.is_empty() || r.ends_with('.'))
        });
        if is_private(&host) || documents {
            return Who::Nobody;
        }
        match Recipients::embedded().by_host(target) {
            Some((service, HostKind::Own)) => self.known(service, host),
            // A host that serves many is as good as its name.
            Some((service, HostKind::Shared)) if !self.own.hold(&host) => self.known(service, host),
            _ if self.own.hold(&host) => Who::Nobody,
            _ => Who::Stranger(host),
        }
    }

    /// Who a crate talks to, where it talks to one alone.
    pub(super) fn of_crate(&self, name: &str) -> Option<Who<'a>> {
        let dashed = |name: &str| name.replace('_', "-");
        let named = |r: &&Recipient| r.crates.iter().any(|c| dashed(&c.value) == dashed(name));
        if let Some(recipient) = self.context.policy.recipients.iter().find(named) {
            return Some(Who::Declared(recipient));
        }
        let service = Recipients::embedded().by_crate(name)?;
        Some(self.known(service, format!("crate {name}")))
    }

    /// Who a crate talks to where no other host is given to it.
    fn of_library(&self, name: &str) -> Option<Who<'a>> {
        self.of_crate(name).or_else(|| {
            let service = Recipients::embedded().by_default(name)?;
            Some(self.known(service, format!("crate {name}")))
        })
    }

    /// A service of the catalogue, or the recipient of the policy file that bears its id.
    pub(super) fn known(&self, service: &'static Service, by: String) -> Who<'a> {
        let same = |r: &&Recipient| r.id.value == service.id;
        match self.context.policy.recipients.iter().find(same) {
            Some(recipient) => Who::Declared(recipient),
            None => Who::Known(service, by),
        }
    }

    /// Everybody that a request can go to; empty where it is no request to a host.
    pub(super) fn receivers(&self, sink: &Sink) -> Receivers<'a> {
        let Some(call) = sink.call else {
            return vec![(Who::Unknown, None)];
        };
        let mail = sink.what == "mail";
        let reach = if mail { Reach::Whole } else { Reach::First };
        let to = self.texts.destination(sink.function, call, reach);
        let mut all: Receivers<'a> = Vec::new();
        for text in &to.texts {
            if let Some(host) = host_of(&text.text) {
                all.push((self.of_host(&host), Some(text.span)));
            }
        }
        if all.is_empty() {
            all.extend(self.by_setting(&to).map(|who| (who, None)));
        }
        if all.is_empty() && !to.addressed {
            let library = to.library.as_deref().and_then(|l| self.of_library(l));
            all.extend(library.map(|who| (who, None)));
        }
        if all.is_empty() {
            // A mail whose reader is not written in the code goes to the person it is about.
            let who = if mail { Who::Nobody } else { Who::Unknown };
            all.push((who, None));
        }
        all
    }

    /// Where the request of a sink is opened: the call that is given its address, which may stand in another function.
    pub(super) fn opened(&self, sink: &Sink) -> Option<Span> {
        let call = sink.call?;
        let to = self.texts.destination(sink.function, call, Reach::First);
        to.opened
    }

    /// Whether a sink only adds to a request that a local holds.
    pub(super) fn adds(&self, sink: &Sink) -> bool {
        let (unit, _) = self.context.program.function(sink.function);
        let mut at = sink.call;
        let mut first = None;
        while let Some(Expr::Method(m)) = at.map(|c| unit.facts.exprs[c.at()]) {
            first = unit.methods.get(m as usize);
            at = Some(unit.facts.methods[m as usize].recv);
        }
        let held = at.is_some_and(|c| matches!(unit.facts.exprs[c.at()], Expr::Local(_)));
        // What adds to a request gives it back; a client that sends one does not.
        let hands_on = |m: &CallModel| m.flows.as_ref().is_none_or(|f| !f.is_empty());
        let adds =
            matches!(first, Some(Target::Model(model)) if model.url.is_none() && hands_on(model));
        held && adds && sink.what == "request"
    }

    /// The texts that requests read their hosts from.
    pub(super) fn texts(&self) -> BTreeSet<Span> {
        let sinks = self.context.flows.sinks.iter().filter(|s| leaves(s));
        let receivers = sinks.flat_map(|s| self.receivers(s));
        receivers.filter_map(|(_, at)| at).collect()
    }

    /// Whether a call puts the credential for the request on it: the one who gets it gave it out.
    pub(super) fn authorizes(&self, sink: &Sink) -> bool {
        if sink.what == "url" {
            return true;
        }
        let (unit, _) = self.context.program.function(sink.function);
        let Some(Expr::Method(m)) = sink.call.map(|c| unit.facts.exprs[c.at()]) else {
            return false;
        };
        let method = &unit.facts.methods[m as usize];
        let name = unit.text(method.name);
        let header = || {
            let first = unit.facts.ids(method.args).next()?;
            let named = match unit.facts.exprs[first.at()] {
                Expr::Str(t) => unit.text(t).to_lowercase(),
                Expr::Path(_) => super::guards::last_name(unit, first)
                    .to_lowercase()
                    .replace('_', "-"),
                _ => return None,
            };
            let words = &self.context.catalog.words;
            let by_name = || match words.classify(&named.replace('-', "_")) {
                Verdict::Data(naming) => Some(naming.key),
                _ => None,
            };
            words.header(&named).or_else(by_name)
        };
        let requests = &Conventions::embedded().requests;
        requests.credentials.hold(name) || requests.headers.hold(name) && header().is_some()
    }

    /// Whether a credential is a field of the very client that sends it: what it was given to speak to its host with.
    pub(super) fn is_own_key(&self, sink: &Sink, flow: &Flow) -> bool {
        let program = self.context.program;
        let Head::Adt(client) = program
            .types
            .head(program.fns[sink.function as usize].self_ty)
        else {
            return false;
        };
        let (unit, facts) = program.adt(client);
        let range = facts.range;
        let declared =
            unit.file == flow.source.file && (range.start..range.end).contains(&flow.source.start);
        let put = format!("put into `{}::", unit.text(facts.name));
        declared || flow.trail.iter().any(|s| s.message.starts_with(&put))
    }

    /// Who a variable of the environment or a field that holds the address belongs to.
    fn by_setting(&self, to: &Destination) -> Option<Who<'a>> {
        let recipients = &self.context.policy.recipients;
        let program = self.context.program;
        let by_variable = |r: &&Recipient| {
            let fits = |v: &String| r.env.iter().any(|e| v.starts_with(e.value.as_str()));
            to.variables.iter().any(fits)
        };
        let by_field = |r: &&Recipient| {
            let fields = r
                .addresses
                .iter()
                .flat_map(|a| paths::fields(program, &a.value));
            fields.into_iter().any(|f| to.fields.contains(&f))
        };
        let declared = recipients.iter().find(|r| by_variable(r) || by_field(r));
        declared.map(Who::Declared).or_else(|| {
            let known = |v: &String| Some((Recipients::embedded().by_env(v)?, v.clone()));
            let (service, variable) = to.variables.iter().find_map(known)?;
            Some(self.known(service, variable))
        })
    }
}

/// Whether a place sends to a host outside: brokers and bare sockets are the service's own.
pub(super) fn leaves(sink: &Sink) -> bool {
    sink.place == crate::catalog::Place::Send && !matches!(sink.what, "queue" | "socket")
}

/// The host of an address with what may be missing in it; none where the host itself is not known.
pub(super) fn host_of(text: &str) -> Option<String> {
    let rest = match text.split_once("://") {
        Some((_, rest)) => rest,
        // A mail address, or a bare host.
        None if text.contains('@') => text.rsplit('@').next().unwrap_or(text),
        None => text,
    };
    let host = rest.split(['/', '?', '#', '>']).next().unwrap_or(rest);
    let host = host.rsplit('@').next().unwrap_or(host);
    let host = host.split(':').next().unwrap_or(host).trim();
    let labels: Vec<&str> = host.split('.').collect();
    let known = labels
        .iter()
        .rev()
        .take(2)
        .all(|l| !l.is_empty() && !l.contains(HOLE));
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | HOLE);
    let named = text.contains("://") || labels.len() > 1;
    (known && named && host.chars().all(plain)).then(|| host.replace(HOLE, "x"))
}

/// The values that files of the tree give to variables of the environment.
fn settings(context: &Context<'_>) -> Settings {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (_, file) in context.sources.iter() {
        if file.kind != crate::source::Kind::Env {
            continue;
        }
        for line in file.text.lines() {
            let line = line.trim().trim_start_matches("export ");
            if let Some((name, value)) = line.split_once('=')
                && !line.starts_with('#')
            {
                let value = value.trim().trim_matches(['"', '\'']);
                if value.contains("://") {
                    all.entry(name.trim().to_owned())
                        .or_default()
                        .push(value.to_owned());
                }
            }
        }
    }
    all.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::host_of;

    #[test]
    fn hosts_of_addresses() {
        let check = |text: &str, expect: Option<&str>| {
            assert_eq!(host_of(text).as_deref(), expect, "{text:?}");
        };
        check("https://api.openai.com/v1/chat", Some("api.openai.com"));
        check("https://user:pw@h.example:8443?x", Some("h.example"));
        check("https://\0.openai.azure.com/x", Some("x.openai.azure.com"));
        check("https://\0/x", None);
        check("https://api.\0/x", None);
        check("\0/v1/chat", None);
        check("/v1/chat", None);
        check("http://localhost:\0/x", Some("localhost"));
        check("Support <help@desk.example>", Some("desk.example"));
        check("smtp.mail.example", Some("smtp.mail.example"));
    }
}
