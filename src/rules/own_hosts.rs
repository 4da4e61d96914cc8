//! Which hosts are the service's own: those that bear its name or that of its crates, and those of the domains that its
//! configuration names as its own (`WEB_URL`, `PUBLIC_URL`).
//!
//! In: the policy, the manifests and configuration. Out: [`OwnHosts`]. Other hosts of one's own are declared in the policy file, as a
//! recipient whose role is `self-hosted`. Services of the catalogue are never taken for one's own.

use super::{Context, hosts};
use crate::catalog::Conventions;
use crate::catalog::recipients::Recipients;
use std::collections::{BTreeMap, BTreeSet};

/// How many crates of a workspace must begin with the same word for it to be the name of the whole.
const FAMILY: usize = 2;
/// Parts of a public suffix below a country's domain: `example.co.uk`.
const SECOND_LEVEL: [&str; 7] = ["co", "com", "org", "net", "gov", "ac", "edu"];

/// The names that mark a host as one's own.
pub(super) struct OwnHosts {
    names: BTreeSet<String>,
}

impl OwnHosts {
    /// The names of a service: its own and those of its crates.
    pub(super) fn of(context: &Context<'_>) -> Self {
        let mut names = BTreeSet::from([letters(&context.policy.service)]);
        let mut families: BTreeMap<String, usize> = BTreeMap::new();
        let manifests = context.surroundings.manifests.iter();
        for package in manifests.filter_map(|(_, m)| m.name.as_deref()) {
            names.insert(letters(package));
            if let Some((family, _)) = package.split_once(['-', '_']) {
                *families.entry(letters(family)).or_default() += 1;
            }
        }
        let families = families.into_iter().filter(|(_, n)| *n >= FAMILY);
        names.extend(families.map(|(family, _)| family));
        names.extend(configured(context));
        names.retain(|name| name.len() > 2);
        Self { names }
    }

    /// Whether a host bears one of the names: `app.luntrex.example`.
    pub(super) fn hold(&self, host: &str) -> bool {
        registered(host).is_some_and(|label| self.names.contains(&letters(label)))
    }
}

/// The registered labels of the addresses that configuration names as the service's own. What the catalogue knows is
/// somebody else's, and where many publish their code or pages a label tells nothing.
fn configured(context: &Context<'_>) -> BTreeSet<String> {
    let peers = &Conventions::embedded().peers;
    let mut found = BTreeSet::new();
    for entry in context
        .surroundings
        .configs
        .iter()
        .flat_map(|(_, c)| c.live())
    {
        let Some(text) = entry.value.literal().filter(|t| t.contains("://")) else {
            continue;
        };
        if !peers.is_own(entry.called()) {
            continue;
        }
        for address in hosts::addresses(text) {
            let somebody = Recipients::embedded().by_host(address.host).is_some()
                || peers.sources.hold(address.host)
                || hosts::is_private(address.host);
            if !somebody {
                found.extend(registered(address.host).map(letters));
            }
        }
    }
    found
}

/// Only letters and digits, in lower case.
fn letters(name: &str) -> String {
    let kept = name.chars().filter(char::is_ascii_alphanumeric);
    kept.map(|c| c.to_ascii_lowercase()).collect()
}

/// The label of a host that its owner registered.
fn registered(host: &str) -> Option<&str> {
    let labels: Vec<&str> = host.trim_end_matches('.').split('.').collect();
    let (last, rest) = labels.split_last()?;
    let (second, rest) = rest.split_last()?;
    match rest.last() {
        Some(third) if last.len() == 2 && SECOND_LEVEL.contains(second) => Some(third),
        _ => Some(second),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_registered_label_names_the_owner() {
        assert_eq!(registered("app.luntrex.io"), Some("luntrex"));
        assert_eq!(registered("www.luntrex.co.uk"), Some("luntrex"));
        assert_eq!(registered("localhost"), None);
    }

    #[test]
    fn a_host_is_own_by_its_whole_label() {
        let own = OwnHosts {
            names: BTreeSet::from(["luntrex".to_owned()]),
        };
        assert!(own.hold("assets.luntrex.io"));
        assert!(!own.hold("luntrex.cdn.example"));
        assert!(!own.hold("luntrexads.com"));
    }
}
