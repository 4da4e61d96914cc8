//! Where third parties show: dependencies, references of pages and scripts, texts and configuration.

mod configs;

use crate::catalog::recipients::Recipients;
use crate::parse::Range;
use crate::parse::cargo::{Dependency, Table};
use crate::parse::web::{self, Language, Reference, ReferenceKind};
use crate::rules::{Context, cookies_only};
use crate::source::Kind;
use crate::span::{FileId, Span};

/// Something that may show a third party.
pub(super) struct Clue {
    /// Where it is reported.
    pub at: Span,
    /// The tag or block it belongs to: one finding for each and each service.
    pub place: Span,
    /// What it is.
    pub kind: ClueKind,
    /// The crate, package, host with path, or call.
    pub target: String,
    /// The feature or target under which it holds.
    pub guard: Option<String>,
}

/// What a clue is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ClueKind {
    Crate,
    Package,
    /// A development dependency: bundlers ship these as well.
    DevPackage,
    /// A reference of a page, script or style sheet.
    Web(ReferenceKind),
    /// A path of one's own host.
    OwnPath,
    /// A URL or host in a text of Rust code.
    Text,
    /// A URL in configuration.
    Config,
    /// A URL or host under a key that says that it is spoken to.
    Known,
    /// The same, where the key tells whose it is: strangers count as well.
    Setting,
    /// A command line that sends something along.
    Command,
    /// A command line that only asks.
    Ping,
    /// A cookie that code sets under the name of a service's own.
    Cookie,
}

impl ClueKind {
    /// Whether it may merely name a service: in a list of many, nobody is spoken to.
    pub(super) fn names(self) -> bool {
        matches!(
            self,
            Self::Text | Self::Config | Self::Web(ReferenceKind::Url)
        )
    }

    /// Whether it stands in configuration.
    pub(super) fn is_configured(self) -> bool {
        matches!(
            self,
            Self::Config | Self::Known | Self::Setting | Self::Command | Self::Ping
        )
    }
}

/// A line longer than this was written by a bundler: its sources are judged, not it.
const BUNDLED: usize = 4000;

/// Whether a file is held to the promise.
type Judges<'a> = &'a dyn Fn(FileId) -> bool;

/// The files that are looked at, with a word for each.
pub(super) fn files(context: &Context<'_>, judges: Judges<'_>) -> Vec<(FileId, &'static str)> {
    let around = context.surroundings;
    let mut files: Vec<(FileId, &'static str)> = Vec::new();
    files.extend(around.manifests.iter().map(|(file, _)| (*file, "manifest")));
    files.extend(
        around
            .packages
            .iter()
            .map(|(file, _)| (*file, "package.json")),
    );
    files.extend(
        around
            .web
            .iter()
            .filter(|(file, _)| !is_bundled(context, *file))
            .map(|(file, _)| {
                let what = match context.sources.file(*file).kind {
                    Kind::Html => "page",
                    Kind::Css => "style sheet",
                    _ => "script",
                };
                (*file, what)
            }),
    );
    files.retain(|(file, _)| judges(*file));
    files
}

/// All clues of the files that are held to the promise.
pub(super) fn clues(context: &Context<'_>, judges: Judges<'_>) -> Vec<Clue> {
    let mut clues = Vec::new();
    dependencies(context, judges, &mut clues);
    for (file, facts) in context
        .surroundings
        .web
        .iter()
        .filter(|(f, _)| judges(*f) && !is_bundled(context, *f))
    {
        // A script is one place, as a tag of a page is: what it does again is the same breach.
        let whole =
            (context.sources.file(*file).kind == Kind::Script).then(|| Span::new(*file, 0, 0));
        let text = &context.sources.file(*file).text;
        for reference in facts.references.iter().filter(|r| !is_link(text, r)) {
            let at = span(*file, reference.range);
            push_reference(
                reference,
                at,
                whole.unwrap_or_else(|| span(*file, reference.place)),
                &mut clues,
            );
        }
    }
    for unit in context.program.units.iter().filter(|u| judges(u.file)) {
        for (name, range, test) in &unit.facts.strings {
            if !*test || context.policy.scan.tests {
                let at = Span::new(unit.file, range.start, range.end);
                text(&unit.facts.names[name.at()], at, &mut clues);
            }
        }
    }
    let configs = context.surroundings.configs.iter();
    for (file, config) in configs.filter(|(f, _)| judges(*f) && *f != context.policy.file) {
        configs::clues(context, *file, config, &mut clues);
    }
    cookies(context, judges, &mut clues);
    clues
}

/// The cookies that code sets and that bear the name of a service's own. They are looked for only where some text of
/// the code is such a name.
fn cookies(context: &Context<'_>, judges: Judges<'_>, clues: &mut Vec<Clue>) {
    let recipients = Recipients::embedded();
    let mut units = context.program.units.iter().filter(|u| judges(u.file));
    let named = units.any(|unit| {
        let mut texts = unit.facts.strings.iter().filter(|(_, _, test)| !*test);
        texts.any(|(name, ..)| recipients.by_cookie(unit.text(*name)).is_some())
    });
    if !named {
        return;
    }
    for (at, name, _) in cookies_only::cookies(context, judges) {
        clues.push(Clue {
            at,
            place: at,
            kind: ClueKind::Cookie,
            target: name,
            guard: None,
        });
    }
}

/// The host of `host/path`, without port.
pub(super) fn host_only(target: &str) -> &str {
    let host = target.split(['/', '?', '#']).next().unwrap_or(target);
    host.split(':').next().unwrap_or(host)
}

/// A target as messages print it: a host without its path, a call without its argument.
pub(super) fn short(target: &str) -> &str {
    if target.contains("('") || target.starts_with(['/', '@']) {
        return target.split('(').next().unwrap_or(target);
    }
    if target.contains('.') {
        host_only(target)
    } else {
        target
    }
}

fn span(file: FileId, range: Range) -> Span {
    Span::new(file, range.start, range.end)
}

/// Whether a URL of a script is a link that people may follow: `href: "…"`, `href="…"`. Nothing is loaded from it.
fn is_link(text: &str, reference: &Reference) -> bool {
    let before = text.get(..reference.range.start as usize).unwrap_or("");
    let before = before.trim_end_matches(['"', '\'', '`', '{', ' ', '\n', '\t']);
    let name = before.strip_suffix([':', '=']).unwrap_or("").trim_end();
    let name = name.trim_end_matches(['"', '\'']);
    reference.kind == ReferenceKind::Url && name.ends_with("href")
}

/// Whether a file was written by a bundler: its sources are judged, not it.
pub(in crate::rules) fn is_bundled(context: &Context<'_>, file: FileId) -> bool {
    let file = context.sources.file(file);
    let named = [".min.js", ".min.css", ".bundle.js"]
        .iter()
        .any(|tail| file.path.ends_with(tail));
    named || file.kind == Kind::Script && file.lines.is_any_longer(&file.text, BUNDLED)
}

/// Crates and packages that the product depends on itself.
fn dependencies(context: &Context<'_>, judges: Judges<'_>, clues: &mut Vec<Clue>) {
    let around = context.surroundings;
    let shared: Vec<&Dependency> = around
        .manifests
        .iter()
        .flat_map(|(_, m)| &m.dependencies)
        .filter(|d| d.table == Table::Workspace)
        .collect();
    for (file, manifest) in around.manifests.iter().filter(|(f, _)| judges(*f)) {
        for dependency in manifest
            .dependencies
            .iter()
            .filter(|d| d.table == Table::Normal && !d.local)
        {
            let inherited = shared
                .iter()
                .find(|d| dependency.inherited && d.alias == dependency.alias);
            if inherited.is_some_and(|d| d.local) {
                continue;
            }
            let target = inherited.map_or(&dependency.name, |d| &d.name).clone();
            let at = span(*file, dependency.range);
            clues.push(Clue {
                at,
                place: at,
                kind: ClueKind::Crate,
                target,
                guard: guard(dependency),
            });
        }
    }
    for (file, package) in around.packages.iter().filter(|(f, _)| judges(*f)) {
        for dependency in &package.dependencies {
            let kind = if dependency.dev {
                ClueKind::DevPackage
            } else {
                ClueKind::Package
            };
            let at = span(*file, dependency.range);
            clues.push(Clue {
                at,
                place: at,
                kind,
                target: dependency.name.clone(),
                guard: None,
            });
        }
    }
}

/// The feature or target under which a dependency is part of the product.
fn guard(dependency: &Dependency) -> Option<String> {
    if dependency.optional && !dependency.default_on {
        return Some(match dependency.enabled_by.as_slice() {
            [] => "an optional dependency that no feature switches on".to_owned(),
            features => format!("only with the feature `{}`", features.join("` or `")),
        });
    }
    dependency
        .target
        .as_ref()
        .map(|target| format!("only for the target `{target}`"))
}

/// A reference of a page or script as clues; a policy gives one for each of its hosts.
fn push_reference(reference: &Reference, at: Span, place: Span, clues: &mut Vec<Clue>) {
    let clue = |kind, target: &str| Clue {
        at,
        place,
        kind,
        target: target.to_owned(),
        guard: None,
    };
    match reference.kind {
        ReferenceKind::Import | ReferenceKind::Call => {
            clues.push(clue(ClueKind::Web(reference.kind), &reference.target));
        }
        ReferenceKind::Csp => csp(&reference.target, at, clues),
        kind => {
            if let Some(host) = web::host(&reference.target) {
                clues.push(clue(ClueKind::Web(kind), host));
            } else if kind == ReferenceKind::Script && reference.target.starts_with('/') {
                clues.push(clue(ClueKind::OwnPath, &reference.target));
            }
        }
    }
}

/// The hosts that a policy lets pages load from, run or talk to.
fn csp(policy: &str, at: Span, clues: &mut Vec<Clue>) {
    for directive in policy.split(';') {
        let mut words = directive.split_whitespace();
        if !words
            .next()
            .is_some_and(|name| name.ends_with("-src") || name.ends_with("-src-elem"))
        {
            continue;
        }
        for source in words.filter(|w| w.contains('.')) {
            // `https://*.service.io`: the scheme, and any names in front.
            let bare = source.split_once("://").map_or(source, |(_, rest)| rest);
            let bare = bare.strip_prefix("*.").unwrap_or(bare);
            let target = bare.trim_matches(['\\', '"']).to_owned();
            clues.push(Clue {
                at,
                place: at,
                kind: ClueKind::Web(ReferenceKind::Csp),
                target,
                guard: None,
            });
        }
    }
}

/// A text of Rust code: a URL, a host, a policy, or a piece of a page.
fn text(value: &str, at: Span, clues: &mut Vec<Clue>) {
    let value = value.trim();
    if web::is_csp(value) {
        csp(value, at, clues);
    } else if ["<script", "<img", "<iframe", "<link"]
        .iter()
        .any(|tag| value.contains(tag))
    {
        // Escapes shift the places within the text, so the literal as a whole is the place.
        for reference in web::read(Language::Html, value).references {
            push_reference(&reference, at, at, clues);
        }
    } else if !value.contains(char::is_whitespace) {
        let host = web::host(value).or_else(|| web::is_host(value).then_some(value));
        clues.extend(host.map(|host| Clue {
            at,
            place: at,
            kind: ClueKind::Text,
            target: host.to_owned(),
            guard: None,
        }));
    }
}
