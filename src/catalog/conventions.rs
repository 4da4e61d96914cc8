//! What frameworks and macros call their parts, whatever crate they are of: `rules/conventions.toml`.
//!
//! In: the embedded file. Out: [`Conventions`], asked by name. It knows no code.

use super::{embedded, split};
use serde::Deserialize;
use std::sync::OnceLock;

/// The knowledge of the file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conventions {
    /// Routers and their middleware.
    pub routes: Routes,
    /// Answers to requests.
    pub answers: Answers,
    /// Tags of templates.
    pub templates: Templates,
    /// Requests that the service makes.
    pub requests: Requests,
    /// Macros and functions that steer.
    pub control: Control,
    /// Fields of logs.
    pub logs: Logs,
    /// How values come about.
    pub made: Made,
    /// How scripts send.
    pub scripts: Scripts,
    /// How settings name who is spoken to.
    pub peers: Peers,
    /// Files of texts that people read.
    pub texts: Texts,
    /// How command lines send.
    pub commands: Commands,
    /// What programs are for.
    pub programs: Programs,
    /// What runs beside a service.
    pub containers: Containers,
    /// Files that nothing is deployed with.
    pub aside: Aside,
}

/// A list of names.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct Names(Vec<String>);

impl Names {
    /// Whether a name is one of them.
    pub fn hold(&self, name: &str) -> bool {
        self.0.iter().any(|n| n == name)
    }

    /// The names themselves.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

/// What routers call their parts.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Routes {
    /// Methods by which routers take middleware.
    pub layers: Names,
    /// Functions by which extractors are made.
    pub extractors: Names,
    /// Functions by which a middleware hands a request on.
    pub hands_on: Names,
}

/// What makes answers.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answers {
    /// Methods by which a type says itself how it becomes an answer.
    pub made: Names,
    /// Names of statuses that are no failure.
    pub fine: Names,
    /// Methods by which a page is rendered.
    pub rendered: Names,
}

/// What tags of templates begin with.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Templates {
    /// Heads of tags that ask or go through something and do not show it.
    pub asks: Names,
    /// Those of them whose words are only asked for.
    pub conditions: Names,
    /// Words of tags that draw in another file.
    pub draws: Names,
}

/// What puts something on a request.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requests {
    /// Methods that put a credential on it.
    pub credentials: Names,
    /// Methods that put a header on it.
    pub headers: Names,
}

/// What ends or guards a way.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Control {
    /// Macros and functions that never come to their end.
    pub ends: Names,
    /// Macros that go on only if their first argument holds.
    pub holds: Names,
}

/// What fields of logs are called.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Logs {
    /// Units behind a field's name.
    pub units: Names,
    /// What may stand before a field's name.
    pub heads: Names,
    /// The time of an entry.
    pub time: Names,
}

/// What makes values.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Made {
    constructors: Names,
    constructor_heads: Names,
    /// Functions that derives give a type, and that return the type.
    pub derived: Names,
    /// Names of the one field in which a type holds what it is made around.
    pub wrapped: Names,
    /// How the names of methods begin that give the same value in another form.
    pub forms: Names,
}

impl Made {
    /// Whether a function of a type makes a value of what it is given.
    pub fn is_constructor(&self, name: &str) -> bool {
        self.constructors.hold(name) || self.constructor_heads.iter().any(|h| name.starts_with(h))
    }
}

/// What scripts send with.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scripts {
    /// Functions and constructors that send to what they are given.
    pub calls: Names,
    /// Clients that are called as they are.
    pub clients: Names,
    /// Methods of clients.
    pub methods: Names,
    /// Holders of an `open` that sends.
    pub openers: Names,
    /// Keys of options that are the address of a request.
    pub options: Names,
    /// Keys of options that are the base of a client's addresses.
    pub bases: Names,
    /// Words that begin a statement.
    pub statements: Names,
}

/// What settings are called that name who is spoken to.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Peers {
    hosts: Names,
    general: Names,
    /// Hosts of code and its documents.
    pub sources: Names,
    /// Schemes whose address is a file.
    pub files: Names,
    own: Names,
    frameworks: Names,
    /// What namespaces of clusters are called.
    pub namespaces: Names,
    /// Endings of what is fetched and not spoken to.
    pub fetched: Names,
}

impl Peers {
    /// Whether a setting's value may be a host without a scheme.
    pub fn is_host(&self, name: &str) -> bool {
        split::words(name)
            .last()
            .is_some_and(|w| self.hosts.hold(w))
    }

    /// Whether an address under this name is where the service itself is reached: `WEB_URL`, `VITE_APP_URL`.
    pub fn is_own(&self, name: &str) -> bool {
        let lower = name.to_ascii_lowercase();
        // What frameworks ask variables to begin with says nothing.
        let mut frameworks = self.frameworks.iter();
        let words = frameworks.find_map(|f| lower.strip_prefix(f));
        let words = split::words(words.unwrap_or(&lower));
        words.iter().any(|w| self.own.hold(w)) && words.iter().all(|w| self.general.hold(w))
    }

    /// Whether a name tells who is meant: `PAYMENT_URL` does, `BASE_URL` may be the service's own.
    pub fn tells(&self, name: &str) -> bool {
        split::words(name).iter().any(|w| !self.general.hold(w))
    }
}

/// Where texts stand that people read.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    folders: Names,
}

impl Texts {
    /// Whether a file of this path holds such texts.
    pub fn hold(&self, path: &str) -> bool {
        let folders = path.rsplit_once('/').map_or("", |(folders, _)| folders);
        folders.split('/').any(|f| self.folders.hold(f))
    }
}

/// What tells commands from services.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Programs {
    /// Libraries that read a command line.
    pub parsers: Names,
    /// What types derive whose fields are read from one.
    pub flags: Names,
    /// Types whose use says that a file serves others.
    pub servers: Names,
    /// Functions by which a program takes what others want done.
    pub workers: Names,
    /// Last words of types that hold the configuration of something.
    pub configurations: Names,
}

/// What command lines send with.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Commands {
    /// Programs that send to the address they are given.
    pub clients: Names,
    /// Options by which they send something along.
    pub gives: Names,
}

/// What runs beside a service.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Containers {
    others: Names,
}

impl Containers {
    /// The program of others that an image holds: of `docker.io/library/postgres:17` it is `postgres`, and of a variable
    /// such as `$JAEGER_IMAGE` what its name says.
    pub fn program_of<'i>(&self, image: &'i str) -> Option<&'i str> {
        let name = image.rsplit('/').next().unwrap_or(image);
        let name = name.split(['@', ':']).find(|part| !part.is_empty())?;
        let mut words = name.split(|c: char| !c.is_ascii_alphanumeric());
        words.find(|w| self.others.hold(&w.to_ascii_lowercase()))
    }
}

/// What says that nothing is deployed with a file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Aside {
    developers: Names,
    samples: Names,
    templates: Names,
    trials: Names,
    chores: Names,
    scripts: Names,
    publishes: Names,
    deploys: Names,
    modes: Names,
}

impl Aside {
    /// Whether a file is for somebody's own machine, by any part of its path.
    pub fn is_for_developers(&self, path: &str) -> bool {
        holds_part(&self.developers, path)
    }

    /// Whether a file is copied and filled in, by its name.
    pub fn is_sample(&self, path: &str) -> bool {
        holds_part(&self.samples, file_name(path))
    }

    /// Whether a file is filled in by its name, be it by people or by a program.
    pub fn is_filled_in(&self, path: &str) -> bool {
        self.is_sample(path) || holds_part(&self.templates, file_name(path))
    }

    /// Whether a file stands in a folder of samples.
    pub fn is_among_samples(&self, path: &str) -> bool {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        holds_part(&self.samples, &format!("{folder}/"))
    }

    /// Whether a file is for trying the code, by its name.
    pub fn is_trial(&self, path: &str) -> bool {
        holds_part(&self.trials, file_name(path))
    }

    /// Whether a script is one that a project's own people run on its code and texts.
    pub fn is_chore(&self, path: &str) -> bool {
        let mut folders = path.split('/');
        let scripts = folders.any(|f| self.scripts.hold(f));
        let alone = holds_part(&self.chores, &path.replace('/', "-"));
        alone && (scripts || !path.contains('/'))
    }

    /// Whether a job of a workflow only makes and hands out what is run elsewhere, by the names of both.
    pub fn only_publishes(&self, names: &str) -> bool {
        let words = split::words(names);
        words.iter().any(|w| self.publishes.hold(w)) && !words.iter().any(|w| self.deploys.hold(w))
    }

    /// Whether a command line starts a server for developers.
    pub fn starts_for_developers(&self, command: &str) -> bool {
        command.split_whitespace().any(|word| self.modes.hold(word))
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Whether a part of a path is one of the words. What stands behind a point in a folder's name is a domain's ending.
fn holds_part(words: &Names, path: &str) -> bool {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let held = |part: &str| words.hold(&part.to_ascii_lowercase());
    let mut folders = folders.split('/').map(|f| f.trim_start_matches('.'));
    folders.any(|f| f.split(['-', '_']).any(held)) || name.split(['.', '-', '_']).any(held)
}

impl Programs {
    /// Whether a type holds the configuration of something, by its name.
    pub fn is_configuration(&self, name: &str) -> bool {
        let last = split::words(name).pop();
        last.is_some_and(|word| self.configurations.hold(&word))
    }
}

impl Conventions {
    /// The knowledge that ships with the program.
    pub fn embedded() -> &'static Self {
        static READ: OnceLock<Conventions> = OnceLock::new();
        READ.get_or_init(|| embedded::sheet("conventions"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_read() {
        let conventions = Conventions::embedded();
        assert!(conventions.routes.layers.hold("route_layer"));
        assert!(conventions.made.is_constructor("from_row"));
        assert!(!conventions.made.is_constructor("find"));
        let containers = &conventions.containers;
        let program = |image: &'static str| containers.program_of(image);
        assert_eq!(program("docker.io/library/postgres:17"), Some("postgres"));
        assert_eq!(program("${JAEGER_IMAGE:-x}"), Some("JAEGER"));
        assert_eq!(program("ghcr.io/shop/api:kafka"), None);
    }
}
