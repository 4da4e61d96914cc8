//! Services that a page loads and that set cookies of their own.
//!
//! In: references of pages and scripts, the catalogue of services. Out: one finding a service, at the first place.

use super::Promise;
use super::found::{self, Entry, Found};
use crate::catalog::recipients::{HostKind, Recipients, Service};
use crate::finding::{Confidence, Finding};
use crate::parse::web::{Reference, ReferenceKind, Storage, host};
use crate::policy::Commitment;
use crate::rules::Context;
use crate::rules::evidence::is_bundled;
use crate::span::{FileId, Span};

/// What pages load from services that set cookies of their own.
pub(super) fn findings(
    context: &Context<'_>,
    commitment: &Commitment,
    judges: &dyn Fn(FileId) -> bool,
) -> Vec<Finding> {
    let mut found: Vec<(Span, &Service)> = Vec::new();
    for (file, facts) in context
        .surroundings
        .web
        .iter()
        .filter(|(f, _)| judges(*f) && !is_bundled(context, *f))
    {
        for reference in &facts.references {
            let sets = |s: &&Service| !s.cookies.is_empty() && s.role != "self-hosted";
            if let Some(service) = service(reference).filter(sets) {
                found.push((
                    Span::new(*file, reference.place.start, reference.place.end),
                    service,
                ));
            }
        }
    }
    found.sort_by_key(|(at, s)| (s.id.clone(), *at));
    found.dedup_by_key(|(_, s)| s.id.clone());
    told(commitment, found)
}

/// What breaks the promise, in words.
fn told(commitment: &Commitment, found: Vec<(Span, &Service)>) -> Vec<Finding> {
    let entries = found::entries(commitment);
    let explicit = commitment.param("third_party").is_some();
    let covers = |e: &Entry, c: &String| (!explicit || !e.is_any()) && e.covers(c, Storage::Cookie);
    let allowed = |s: &Service| {
        s.cookies
            .iter()
            .all(|c| entries.iter().any(|e| covers(e, c)))
    };
    let promise = Promise {
        commitment,
        entries: Vec::new(),
    };
    let finding = |(at, service): (Span, &Service)| {
        let cookie = service.cookies.first().map_or("", String::as_str);
        let message = format!(
            "loads {}, which sets cookies of its own (`{cookie}`)",
            service.name
        );
        let holder = Found::new(at, String::new(), Storage::Cookie);
        let help = vec![format!(
            "take {} out, or say `third_party = true` if the privacy policy allows its cookies",
            service.name
        )];
        promise.finding(
            &holder,
            Confidence::High,
            "the service is known to set cookies",
            message,
            Vec::new(),
            help,
        )
    };
    found
        .into_iter()
        .filter(|(_, s)| !allowed(s))
        .map(finding)
        .collect()
}

/// The service that a reference loads.
fn service(reference: &Reference) -> Option<&'static Service> {
    let recipients = Recipients::embedded();
    let own =
        |(service, kind): (&'static Service, HostKind)| (kind == HostKind::Own).then_some(service);
    match reference.kind {
        ReferenceKind::Call => recipients.by_call_shape(&reference.target),
        ReferenceKind::Script | ReferenceKind::Frame => host(&reference.target)
            .and_then(|h| recipients.by_host(h))
            .and_then(own),
        _ => None,
    }
}
