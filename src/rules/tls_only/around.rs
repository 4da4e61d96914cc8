//! What stands around the code says of TLS: configuration, scripts, pages.

use super::Judge;
use crate::catalog::Conventions;
use crate::catalog::tls::{Tls, Usage};
use crate::finding::Confidence;
use crate::parse::config::{Config, Entry, Format, Sort, Value};
use crate::parse::tokens::{TokenKind, tokens};
use crate::parse::web::ReferenceKind;
use crate::rules::evidence;
use crate::rules::hosts::{self, Address};
use crate::rules::scope::Scope;
use crate::rules::{scripts, workflows};
use crate::source::Kind;
use crate::span::{FileId, Span};
use std::collections::BTreeSet;

/// Calls whose argument a script loads.
const LOADS: [&str; 9] = [
    "fetch(",
    "axios",
    "WebSocket(",
    "EventSource(",
    ".open(",
    "import(",
    "sendBeacon(",
    "$.get",
    "$.post",
];

impl Judge<'_> {
    /// Judges configuration, scripts and pages in scope.
    pub(super) fn around(&mut self, scope: &Scope<'_>) {
        let context = self.context;
        for (file, config) in context
            .surroundings
            .configs
            .iter()
            .filter(|(f, _)| scope.holds(*f))
        {
            self.config(*file, config);
        }
        for (file, facts) in context
            .surroundings
            .web
            .iter()
            .filter(|(f, _)| scope.holds(*f) && !evidence::is_bundled(context, *f))
        {
            let text = &context.sources.file(*file).text;
            let script = context.sources.file(*file).kind == Kind::Script;
            let urls = facts
                .references
                .iter()
                .any(|r| r.kind == ReferenceKind::Url);
            let requested = if urls {
                scripts::requested_in(context, *file)
            } else {
                BTreeSet::new()
            };
            for reference in &facts.references {
                let at = Span::new(*file, reference.range.start, reference.range.end);
                let usage = match reference.kind {
                    ReferenceKind::Import | ReferenceKind::Call | ReferenceKind::Csp => continue,
                    ReferenceKind::Url if requested.contains(&reference.range.start) => {
                        Usage::Called
                    }
                    ReferenceKind::Url => loads(text, reference.range.start as usize),
                    _ => Usage::Called,
                };
                self.addresses(&reference.target, usage, Confidence::High, &|_| at);
            }
            if script {
                self.options(*file);
            }
        }
    }

    /// Options by which a script switches checks off: `rejectUnauthorized: false`.
    fn options(&mut self, file: FileId) {
        let source = self.context.sources.file(file);
        let text = source.text.as_str();
        if !self.tls.script_options().any(|name| text.contains(name)) {
            return;
        }
        let tokens = tokens(text);
        for (at, token) in tokens.iter().enumerate() {
            let name = token.text(text);
            let next = |n: usize| tokens.get(at + n);
            let set = next(1).filter(|t| matches!(t.kind, TokenKind::Mark(b':' | b'=')));
            let (Some(_), Some(value)) = (set, next(2)) else {
                continue;
            };
            if token.kind != TokenKind::Word || !self.tls.is_script_option(name) {
                continue;
            }
            let whole = Span::new(file, token.range.start, value.range.end);
            self.looked_at(whole, format!("`{name}`"));
            if let Some(what) = self.tls.setting(name, value.text(text)) {
                let message = format!("{what}: `{name}`");
                let most = most_of(&source.path);
                self.switched_off(whole, message, most, "the option says so");
            }
        }
    }

    fn config(&mut self, file: FileId, config: &Config) {
        let path = &self.context.sources.file(file).path;
        let at_most = most_of(path);
        let data = config.format == Format::Json && !self.tls.is_configuration(path);
        for entry in config.live() {
            // A job that only tries the code speaks to a database beside it.
            let trial = workflows::is_ci(path) && workflows::is_trial(path, entry);
            let at_most = if trial { Confidence::Low } else { at_most };
            if config.format == Format::WebServer {
                self.site(file, config, entry, at_most);
            }
            let Some(written) = written(config, entry) else {
                continue;
            };
            let whole = Span::new(file, entry.at.start, entry.at.end);
            let (name, key) = named(config, entry);
            let lets_in = || lets_in(self.tls, config, entry, written);
            if let Some(what) = self.tls.setting(&name, written).or_else(lets_in) {
                let message = format!("{what}: `{key}`");
                self.looked_at(whole, format!("`{}`", entry.name()));
                let most = self.peer(config, entry);
                self.switched_off(whole, message, at_most.min(most), "the setting says so");
                continue;
            }
            if entry.sort == Sort::Command || is_in_command(entry) {
                self.command(file, entry, at_most);
                continue;
            }
            let usage = match self.usage(entry) {
                _ if data => Usage::None,
                // A variable of the environment that is an address is there to be used.
                Usage::Unknown if entry.sort == Sort::Env => Usage::Called,
                usage => usage,
            };
            let raw = self.context.sources.text(whole).to_owned();
            let start = entry.at.start as usize;
            let place = |a: &Address<'_>| place(file, start, a);
            if !self.addresses(&raw, usage, at_most, &place) {
                self.keywords(written, at_most, whole);
            }
        }
    }

    /// A site of Caddy that is served without TLS; one that only leads to the site with TLS is none.
    fn site(&mut self, file: FileId, config: &Config, entry: &Entry, at_most: Confidence) {
        if entry.path.len() != 1 || entry.value != Value::Group {
            return;
        }
        let leads = config.below(entry.document, &entry.path).any(|e| {
            let written = e.value.written().unwrap_or("");
            e.name().starts_with("redir") && written.contains("https://")
        });
        if leads {
            return;
        }
        let raw = self
            .context
            .sources
            .text(Span::new(file, entry.at.start, entry.at.end))
            .to_owned();
        let place = |a: &Address<'_>| place(file, entry.at.start as usize, a);
        let at_most = at_most.min(Confidence::Medium);
        self.addresses(&raw, Usage::Called, at_most, &place);
    }

    /// How sure a setting is a breach by whom it is about: the keys beside it, or one level out, may name its own network.
    fn peer(&self, config: &Config, entry: &Entry) -> Confidence {
        if entry
            .path
            .iter()
            .any(|p| p.starts_with("check") || p.starts_with("health"))
        {
            return Confidence::Low;
        }
        // A proxy names whom it leads to in the head of its block.
        let upstream = entry
            .path
            .iter()
            .rev()
            .skip(1)
            .find(|p| p.contains("proxy "));
        let mut hosts = upstream.iter().flat_map(|p| p.split_whitespace().skip(1));
        if hosts.clone().next().is_some() && hosts.all(is_inside) {
            return Confidence::Low;
        }
        for depth in [1, 2] {
            let Some(around) = entry.path.len().checked_sub(depth) else {
                break;
            };
            let group = &entry.path[..around];
            let peer = config
                .below(entry.document, group)
                .find(|e| e.path.len() == around + 1 && self.tls.is_peer(e.name()));
            if let Some(text) = peer.and_then(|p| p.value.written()) {
                return if is_inside(text) {
                    Confidence::Low
                } else {
                    Confidence::High
                };
            }
        }
        Confidence::High
    }

    fn usage(&self, entry: &Entry) -> Usage {
        let named = entry
            .path
            .iter()
            .rev()
            .find(|p| !p.bytes().all(|b| b.is_ascii_digit()));
        let name = named.map_or("", |n| n);
        match name {
            "proxy_pass" | "reverse_proxy" | "uwsgi_pass" | "fastcgi_pass" | "to"
            | "destination" => Usage::Called,
            _ => {
                let around = entry.path.iter().map(|p| self.tls.usage(p)).min();
                let own = self.tls.usage(name);
                if around == Some(Usage::None) {
                    Usage::None
                } else {
                    own
                }
            }
        }
    }

    /// A command line: its options and the addresses it calls.
    fn command(&mut self, file: FileId, entry: &Entry, at_most: Confidence) {
        let whole = Span::new(file, entry.at.start, entry.at.end);
        let raw = self.context.sources.text(whole).to_owned();
        let mut start = entry.at.start as usize;
        for line in raw.split_inclusive('\n') {
            let content = line.trim();
            let offset = line.len() - line.trim_start().len();
            if !content.starts_with('#') {
                let at = Span::new(
                    file,
                    (start + offset) as u32,
                    (start + offset + content.len()) as u32,
                );
                if let Some(what) = self.tls.option(content) {
                    let message = what.to_owned();
                    let outside = hosts::addresses(content)
                        .iter()
                        .any(|a| !a.host.is_empty() && !hosts::is_private(a.host));
                    let most = if outside {
                        Confidence::Medium
                    } else {
                        Confidence::Low
                    };
                    self.switched_off(at, message, most.min(at_most), "the option says so");
                }
                let calls = [
                    "curl",
                    "wget",
                    "http ",
                    "git ",
                    "nc ",
                    "psql",
                    "redis-cli",
                    "websocat",
                ]
                .iter()
                .any(|c| content.contains(c));
                let usage = if calls { Usage::Called } else { Usage::None };
                let place = |a: &Address<'_>| place(file, start, a);
                self.addresses(line, usage, at_most.min(Confidence::Medium), &place);
            }
            start += line.len();
        }
    }
}

/// What an entry says; of a web server, a directive alone switches on.
fn written<'c>(config: &Config, entry: &'c Entry) -> Option<&'c str> {
    let alone = config.format == Format::WebServer && entry.value == Value::Null;
    if alone {
        Some("on")
    } else {
        entry.value.written()
    }
}

/// What an entry sets, with its path and alone: of `name = "rds.force_ssl"` and `value = "0"` the name.
fn named(config: &Config, entry: &Entry) -> (String, String) {
    if entry.name() != "value" {
        return (entry.path.join(" "), entry.name().to_owned());
    }
    let around = entry.path.len().saturating_sub(1);
    let group = &entry.path[..around];
    // Blocks of one kind share their path: the nearest name is the one beside the value.
    let named = config
        .below(entry.document, group)
        .filter(|e| e.path.len() == around + 1 && e.name() == "name")
        .min_by_key(|e| e.key.start.abs_diff(entry.key.start));
    match named.and_then(|e| e.value.literal()) {
        Some(name) => (format!("{} {name}", group.join(" ")), name.to_owned()),
        None => (entry.path.join(" "), entry.name().to_owned()),
    }
}

/// What an attribute of a resource of Terraform lets in.
fn lets_in<'t>(tls: &'t Tls, config: &Config, entry: &Entry, value: &str) -> Option<&'t str> {
    let [kind, ty, _, key] = entry.path.as_slice() else {
        return None;
    };
    if config.format != Format::Hcl || &**kind != "resource" {
        return None;
    }
    let holds = |v: &str| {
        let mut inner = config.below(entry.document, &entry.path[..3]);
        inner.any(|e| e.value.literal() == Some(v))
    };
    tls.resource((ty, key), value, &holds)
}

/// Whether an address, or a host with a port, is one's own network's.
fn is_inside(text: &str) -> bool {
    let address = hosts::addresses(text).first().map(|a| a.host);
    let host = address.unwrap_or_else(|| text.split([':', '/']).next().unwrap_or(text));
    hosts::is_private(host)
}

/// How sure a file can be: what is for developers is not deployed, a sample is filled in by whoever copies it.
fn most_of(path: &str) -> Confidence {
    let aside = &Conventions::embedded().aside;
    if aside.is_for_developers(path)
        || aside.is_chore(path)
        || path.split(['/', '.', '-', '_']).any(|part| part == "test")
        || aside.is_among_samples(path)
    {
        Confidence::Low
    } else if aside.is_sample(path) {
        Confidence::Medium
    } else {
        Confidence::High
    }
}

fn is_in_command(entry: &Entry) -> bool {
    entry.path.iter().rev().take(2).any(|p| {
        matches!(
            &**p,
            "run" | "script" | "command" | "args" | "entrypoint" | "test" | "healthcheck"
        )
    })
}

fn place(file: FileId, start: usize, address: &Address<'_>) -> Span {
    Span::new(
        file,
        (start + address.range.start) as u32,
        (start + address.range.end) as u32,
    )
}

/// Whether the line of an address in a script loads it.
fn loads(text: &str, at: usize) -> Usage {
    let before = text.get(..at).unwrap_or("");
    let line = before.rsplit('\n').next().unwrap_or("");
    let shows = line.contains("window.open(");
    if !shows && LOADS.iter().any(|call| line.contains(call)) {
        Usage::Called
    } else {
        Usage::Unknown
    }
}
