//! Who third parties are: services by crate, package, host, environment variable and call.
//!
//! In: the files of `rules/recipients/`. Out: [`Recipients`], the services with the indices to find them by. An entry
//! of the same id in a later file adds to the earlier one, so that generated lists can enlarge curated entries; the
//! earlier name, class and role stay. This module never looks at code, and never decides whether a service is allowed.

mod fits;

use crate::finding::Problem;
use fits::{host_fits, label_fits, more_exact};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::OnceLock;
use toml::de::{DeTable, DeValue};

/// What a service does to the people who use a product. Only these kinds matter to `no-trackers`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Advertising networks, conversion pixels.
    Advertising,
    /// Usage and audience analytics.
    Analytics,
    /// Recordings of what a visitor does.
    SessionReplay,
    /// Loaders of further, unseen scripts.
    TagManager,
    /// Social widgets and their pixels.
    Social,
    /// Recognition of devices.
    Fingerprinting,
    /// Anything else: it processes data, yet is no tracker.
    #[default]
    Other,
}

/// One service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Service {
    /// Its id, as policies name it.
    pub id: String,
    /// Its name, as messages print it.
    pub name: String,
    /// The file it comes from: `analytics`, `mail`, `third-party-web`.
    pub topic: String,
    /// The class; none in the file means [`Class::Other`].
    pub class: Class,
    /// What it is to the service that uses it: `processor`, `controller`, `tracker`, `self-hosted`, `by-host`.
    pub role: String,
    /// Crates that talk to this service and no other.
    pub crates: Vec<String>,
    /// Crates that can talk to it among others: they decide nothing.
    pub generic_crates: Vec<String>,
    /// Crates that talk to it unless they are given another host.
    pub default_for: Vec<String>,
    /// JavaScript packages.
    pub packages: Vec<String>,
    /// Hosts, each covers its subdomains; `*` stands for one label or a part of one.
    pub hosts: Vec<String>,
    /// Hosts and paths that are loaded by pages, as `host/path` or `/path`.
    pub scripts: Vec<String>,
    /// Hosts that it shares with other uses (a sign-in, a link): they name it and prove no tracking.
    pub shared_hosts: Vec<String>,
    /// Functions that its snippet calls: `fbq`, `_paq.push`.
    pub calls: Vec<String>,
    /// Names of environment variables.
    pub env: Vec<String>,
    /// Cookies and storage keys; `*` matches any run.
    pub cookies: Vec<String>,
    /// The data it typically gets, as data keys.
    pub data: Vec<String>,
    /// Where it processes, where that is fixed: `eu`, `us`.
    pub region: Option<String>,
    /// Where it processes what single hosts of it get; each covers its subdomains, `*` stands for a run in one label.
    pub regions: Vec<(String, String)>,
}

/// All services, sorted by id, with indices.
#[derive(Clone, Debug, Default)]
pub struct Recipients {
    services: Vec<Service>,
    crates: BTreeMap<String, usize>,
    /// The services that a crate can talk to among others.
    generic_crates: BTreeMap<String, Vec<usize>>,
    packages: BTreeMap<String, usize>,
    hosts: BTreeMap<String, Claim>,
    patterns: Vec<(String, Claim)>,
    env: BTreeMap<String, usize>,
    /// Cookies by the first byte that a name must have, the most exact first; every text of a program is asked for.
    cookies: BTreeMap<Option<u8>, Vec<(String, usize)>>,
    calls: BTreeMap<String, usize>,
    paths: Vec<(String, usize)>,
}

/// What a host stands for.
#[derive(Clone, Debug)]
struct Claim {
    service: usize,
    /// The path below the host must start with this; empty for any.
    path: String,
    kind: HostKind,
}

/// How much a host proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HostKind {
    /// The host belongs to the service alone.
    Own,
    /// The host serves other purposes as well.
    Shared,
}

impl Class {
    /// The class of a name in a policy or recipient file.
    pub fn of(name: &str) -> Option<Self> {
        Self::TRACKING
            .into_iter()
            .find(|class| class.name() == name)
    }

    /// All classes that are tracking.
    pub const TRACKING: [Self; 6] = [
        Self::Advertising,
        Self::Analytics,
        Self::SessionReplay,
        Self::TagManager,
        Self::Social,
        Self::Fingerprinting,
    ];

    /// Its name in files and messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Advertising => "advertising",
            Self::Analytics => "analytics",
            Self::SessionReplay => "session-replay",
            Self::TagManager => "tag-manager",
            Self::Social => "social",
            Self::Fingerprinting => "fingerprinting",
            Self::Other => "other",
        }
    }
}

impl Recipients {
    /// The services that ship with the program, read once.
    pub fn embedded() -> &'static Self {
        static ALL: OnceLock<Recipients> = OnceLock::new();
        ALL.get_or_init(|| Self::load(super::embedded::RECIPIENTS).0)
    }

    /// Reads the files, given as name and text; what is wrong in them is reported and left out.
    pub fn load(files: &[(&str, &str)]) -> (Self, Vec<Problem>) {
        let mut problems = Vec::new();
        let mut services = BTreeMap::new();
        // Generated lists come last, whatever their name, so that the curated entries keep their say.
        let (late, early): (Vec<_>, Vec<_>) = files
            .iter()
            .partition(|(topic, _)| *topic == "third-party-web");
        for (topic, text) in early.into_iter().chain(late) {
            let path = format!("rules/recipients/{topic}.toml");
            match DeTable::parse(text) {
                Ok(table) => read_file(topic, &path, table.get_ref(), &mut services, &mut problems),
                Err(error) => problems.push(Problem::of_file(
                    path,
                    error.message().trim().to_lowercase(),
                )),
            }
        }
        (Self::index(services.into_values().collect()), problems)
    }

    /// All services, sorted by id.
    pub fn services(&self) -> &[Service] {
        &self.services
    }

    /// The service of an id.
    pub fn by_id(&self, id: &str) -> Option<&Service> {
        let at = self
            .services
            .binary_search_by(|s| s.id.as_str().cmp(id))
            .ok()?;
        self.services.get(at)
    }

    /// The service that a crate alone decides; `-` and `_` are the same.
    pub fn by_crate(&self, name: &str) -> Option<&Service> {
        self.services
            .get(*self.crates.get(&name.replace('_', "-"))?)
    }

    /// Whether a crate is for services of a topic, be it for one of them or for several.
    pub fn is_crate_for(&self, name: &str, topic: &str) -> bool {
        let name = name.replace('_', "-");
        let one = self.by_crate(&name).is_some_and(|s| s.topic == topic);
        let several = self.generic_crates.get(&name).into_iter().flatten();
        let mut several = several.filter_map(|at| self.services.get(*at));
        one || several.any(|s| s.topic == topic)
    }

    /// The service that a crate talks to unless it is given another host.
    pub fn by_default(&self, name: &str) -> Option<&Service> {
        let name = name.replace('_', "-");
        let speaks = |s: &&Service| s.default_for.contains(&name);
        self.by_crate(&name)
            .or_else(|| self.services.iter().find(speaks))
    }

    /// The service of a JavaScript package; a path below the package is allowed.
    pub fn by_js_package(&self, specifier: &str) -> Option<&Service> {
        let segments = if specifier.starts_with('@') { 2 } else { 1 };
        let end = specifier
            .match_indices('/')
            .nth(segments - 1)
            .map_or(specifier.len(), |(at, _)| at);
        self.services
            .get(*self.packages.get(specifier.get(..end)?)?)
    }

    /// The service of a host or of a host with a path (`host/path`); the longest entry on label boundaries wins.
    pub fn by_host(&self, host: &str) -> Option<(&Service, HostKind)> {
        let (name, path) = host.split_at(host.find('/').unwrap_or(host.len()));
        let name = name.trim_end_matches('.').to_ascii_lowercase();
        let name = name
            .rsplit_once(':')
            .map_or(name.as_str(), |(host, _)| host);
        let fits = |entry: &&Claim| path.starts_with(&entry.path);
        let mut rest = name;
        loop {
            let with_path = self
                .hosts
                .range(format!("{rest}/")..format!("{rest}0"))
                .rev();
            if let Some((_, entry)) = with_path.into_iter().find(|(_, entry)| fits(entry)) {
                return self.hit(entry);
            }
            if let Some(entry) = self.hosts.get(rest) {
                return self.hit(entry);
            }
            let Some((_, parent)) = rest.split_once('.') else {
                break;
            };
            rest = parent;
        }
        let (_, entry) = self
            .patterns
            .iter()
            .find(|(pattern, entry)| fits(&entry) && host_fits(pattern, name))?;
        self.hit(entry)
    }

    /// The service of an environment variable, by its exact name.
    pub fn by_env(&self, name: &str) -> Option<&Service> {
        self.services.get(*self.env.get(name)?)
    }

    /// The service that sets a cookie or storage key of this name; the most exact entry wins.
    pub fn by_cookie(&self, name: &str) -> Option<&Service> {
        let among = |first: Option<u8>| {
            let mut cookies = self.cookies.get(&first).into_iter().flatten();
            cookies.find(|(pattern, _)| label_fits(pattern, name))
        };
        let exact = name.bytes().next().and_then(|first| among(Some(first)));
        let (_, at) = [exact, among(None)]
            .into_iter()
            .flatten()
            .min_by(|(a, _), (b, _)| more_exact(a, b))?;
        self.services.get(*at)
    }

    /// The region in which a host's service processes, where host or service tells it: `eu`, `us`, `cn`.
    pub fn region(&self, host: &str) -> Option<&str> {
        let (service, _) = self.by_host(host)?;
        let name = host.split(['/', ':']).next().unwrap_or(host);
        let fitting = service.regions.iter().filter(|(h, _)| host_fits(h, name));
        let longest = fitting.max_by_key(|(h, _)| h.len());
        longest
            .map(|(_, region)| region)
            .or(service.region.as_ref())
            .map(String::as_str)
    }

    /// The service whose snippet calls this: `gtag`, `_paq.push`, or `ga('create'` where only the first argument
    /// tells the call from any other function of that name.
    pub fn by_call_shape(&self, call: &str) -> Option<&Service> {
        let callee = call.split_once('(').map_or(call, |(callee, _)| callee);
        self.services
            .get(*self.calls.get(call).or_else(|| self.calls.get(callee))?)
    }

    /// The service whose script is served from this path of one's own host.
    pub fn by_own_path(&self, path: &str) -> Option<&Service> {
        let (_, at) = self.paths.iter().find(|(own, _)| {
            path == own
                || path
                    .strip_prefix(own.as_str())
                    .is_some_and(|r| r.starts_with(['?', '#', '/']))
        })?;
        self.services.get(*at)
    }

    fn hit(&self, entry: &Claim) -> Option<(&Service, HostKind)> {
        Some((self.services.get(entry.service)?, entry.kind))
    }

    /// Builds the indices. Where two entries claim the same thing, the curated one wins.
    fn index(services: Vec<Service>) -> Self {
        let mut all = Self::default();
        let curated = |s: &&(usize, &Service)| s.1.topic != "third-party-web";
        let numbered: Vec<(usize, &Service)> = services.iter().enumerate().collect();
        let (first, last): (Vec<_>, Vec<_>) = numbered.iter().partition(curated);
        for (at, service) in first.into_iter().chain(last) {
            for name in &service.crates {
                all.crates.entry(name.replace('_', "-")).or_insert(at);
            }
            for name in &service.generic_crates {
                all.generic_crates.entry(name.clone()).or_default().push(at);
            }
            for name in &service.packages {
                all.packages.entry(name.clone()).or_insert(at);
            }
            for name in &service.env {
                all.env.entry(name.clone()).or_insert(at);
            }
            for name in &service.cookies {
                let first = name.bytes().next().filter(|b| *b != b'*');
                let cookies = all.cookies.entry(first).or_default();
                cookies.push((name.clone(), at));
            }
            for name in &service.calls {
                all.calls.entry(name.clone()).or_insert(at);
            }
            for host in service.hosts.iter().chain(&service.scripts) {
                all.add_host(host, at, HostKind::Own);
            }
            for host in &service.shared_hosts {
                all.add_host(host, at, HostKind::Shared);
            }
        }
        all.patterns.sort_by(|(a, _), (b, _)| more_exact(a, b));
        for cookies in all.cookies.values_mut() {
            cookies.sort_by(|(a, _), (b, _)| more_exact(a, b));
        }
        all.services = services;
        all
    }

    fn add_host(&mut self, host: &str, service: usize, kind: HostKind) {
        if host.starts_with('/') {
            self.paths.push((host.to_owned(), service));
            return;
        }
        let host = host.strip_prefix("*.").unwrap_or(host);
        let (name, path) = host.split_at(host.find('/').unwrap_or(host.len()));
        let entry = Claim {
            service,
            path: path.to_owned(),
            kind,
        };
        if name.contains('*') {
            self.patterns.push((name.to_owned(), entry));
        } else {
            self.hosts.entry(host.to_owned()).or_insert(entry);
        }
    }
}

/// Reads the entries of one file into `services`.
fn read_file(
    topic: &str,
    path: &str,
    table: &DeTable<'_>,
    services: &mut BTreeMap<String, Service>,
    problems: &mut Vec<Problem>,
) {
    for (id, value) in table {
        let DeValue::Table(fields) = value.get_ref() else {
            problems.push(Problem::of_file(
                path,
                format!("`{}` is not a table", id.get_ref()),
            ));
            continue;
        };
        let mut fresh = Service {
            id: id.get_ref().to_string(),
            topic: topic.to_owned(),
            ..Service::default()
        };
        for (key, value) in fields {
            if let Err(why) = set(&mut fresh, key.get_ref(), value.get_ref()) {
                problems.push(Problem::of_file(
                    path,
                    format!("`{}.{}` {why}", id.get_ref(), key.get_ref()),
                ));
            }
        }
        if fresh.name.is_empty() {
            fresh.name.clone_from(&fresh.id);
        }
        match services.entry(fresh.id.clone()) {
            Entry::Occupied(known) => enlarge(known.into_mut(), fresh),
            Entry::Vacant(place) => {
                place.insert(fresh);
            }
        }
    }
}

/// Sets one field.
fn set(service: &mut Service, key: &str, value: &DeValue<'_>) -> Result<(), String> {
    let text = || match value {
        DeValue::String(text) => Ok(text.to_string()),
        _ => Err("is not a text".to_owned()),
    };
    let texts = || match value {
        DeValue::Array(list) => {
            let texts = list.iter().map(|v| v.get_ref().as_str().map(str::to_owned));
            texts
                .collect::<Option<Vec<_>>>()
                .ok_or_else(|| "holds something that is not a text".to_owned())
        }
        _ => Err("is not a list".to_owned()),
    };
    let pairs = || match value {
        DeValue::Table(table) => {
            let pairs = table.iter().map(|(k, v)| {
                let value = v.get_ref().as_str()?;
                Some((k.get_ref().to_string(), value.to_owned()))
            });
            pairs
                .collect::<Option<Vec<_>>>()
                .ok_or_else(|| "holds something that is not a text".to_owned())
        }
        _ => Err("is not a table".to_owned()),
    };
    match key {
        "name" => service.name = text()?,
        "role" => service.role = text()?,
        "region" => service.region = Some(text()?),
        "regions" => service.regions = pairs()?,
        "class" => service.class = Class::of(&text()?).ok_or("is no class of trackers")?,
        "crates" => service.crates = texts()?,
        "generic_crates" => service.generic_crates = texts()?,
        "default_for" => service.default_for = texts()?,
        "packages" => service.packages = texts()?,
        "hosts" => service.hosts = texts()?,
        "scripts" => service.scripts = texts()?,
        "shared_hosts" => service.shared_hosts = texts()?,
        "calls" => service.calls = texts()?,
        "env" => service.env = texts()?,
        "cookies" => service.cookies = texts()?,
        "data" => service.data = texts()?,
        _ => return Err("is not a known key".to_owned()),
    }
    Ok(())
}

/// Adds what a later entry of the same id says.
fn enlarge(known: &mut Service, more: Service) {
    let add = |into: &mut Vec<String>, from: Vec<String>| {
        for item in from {
            if !into.contains(&item) {
                into.push(item);
            }
        }
    };
    add(&mut known.crates, more.crates);
    add(&mut known.generic_crates, more.generic_crates);
    add(&mut known.default_for, more.default_for);
    add(&mut known.packages, more.packages);
    add(&mut known.hosts, more.hosts);
    add(&mut known.scripts, more.scripts);
    add(&mut known.shared_hosts, more.shared_hosts);
    add(&mut known.calls, more.calls);
    add(&mut known.env, more.env);
    add(&mut known.cookies, more.cookies);
    add(&mut known.data, more.data);
    known.region = known.region.take().or(more.region);
    known.regions.extend(more.regions);
}
