//! What stands around the code says of TLS: configuration, scripts, pages.

use super::Judge;
use crate::catalog::tls::Usage;
use crate::finding::Confidence;
use crate::parse::config::{Config, Entry, Format, Sort};
use crate::parse::web::ReferenceKind;
use crate::rules::evidence;
use crate::rules::hosts::{self, Address};
use crate::rules::scope::Scope;
use crate::span::{FileId, Span};

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
            for reference in &facts.references {
                let at = Span::new(*file, reference.range.start, reference.range.end);
                let usage = match reference.kind {
                    ReferenceKind::Import | ReferenceKind::Call | ReferenceKind::Csp => continue,
                    ReferenceKind::Url => loads(text, reference.range.start as usize),
                    _ => Usage::Called,
                };
                self.addresses(&reference.target, usage, Confidence::High, &|_| at);
            }
        }
    }

    fn config(&mut self, file: FileId, config: &Config) {
        let path = &self.context.sources.file(file).path;
        let at_most = most_of(path);
        let data = config.format == Format::Json;
        for entry in config.live() {
            let Some(written) = entry.value.written() else {
                continue;
            };
            let whole = Span::new(file, entry.at.start, entry.at.end);
            if let Some(what) = self.tls.setting(&entry.path.join(" "), written) {
                let message = format!("{what}: `{}`", entry.name());
                self.looked_at(whole, format!("`{}`", entry.name()));
                let most = self.peer(config, entry);
                self.switched_off(whole, message, at_most.min(most), "the setting says so");
                continue;
            }
            if entry.sort == Sort::Command || is_in_command(entry) {
                self.command(file, entry);
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
            if !self.addresses(&raw, usage, at_most, &place)
                && let Some(what) = self.tls.parameter(written)
            {
                let message = what.to_owned();
                self.switched_off(whole, message, at_most, "the setting says so");
            }
        }
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
        for depth in [1, 2] {
            let Some(around) = entry.path.len().checked_sub(depth) else {
                break;
            };
            let group = &entry.path[..around];
            let peer = config
                .below(entry.document, group)
                .find(|e| e.path.len() == around + 1 && self.tls.is_peer(e.name()));
            if let Some(text) = peer.and_then(|p| p.value.written()) {
                let address = hosts::addresses(text).first().map(|a| a.host);
                let host = address.unwrap_or_else(|| text.split([':', '/']).next().unwrap_or(text));
                return if hosts::is_private(host) {
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
    fn command(&mut self, file: FileId, entry: &Entry) {
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
                    self.switched_off(at, message, most, "the option says so");
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
                self.addresses(line, usage, Confidence::Medium, &place);
            }
            start += line.len();
        }
    }
}

/// How sure a file can be: what is for developers is not deployed, a sample is filled in by whoever copies it.
fn most_of(path: &str) -> Confidence {
    let (directory, file) = path.rsplit_once('/').unwrap_or(("", path));
    let has = |text: &str, words: &[&str]| {
        text.split(['/', '.', '-', '_'])
            .any(|part| words.contains(&part.to_ascii_lowercase().as_str()))
    };
    let samples = ["example", "examples", "sample", "samples"];
    if has(path, &["test", "dev", "development", "local"]) || has(directory, &samples) {
        Confidence::Low
    } else if has(file, &samples) {
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
    if LOADS.iter().any(|call| line.contains(call)) {
        Usage::Called
    } else {
        Usage::Unknown
    }
}
