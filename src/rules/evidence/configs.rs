//! Whom configuration, scripts and jobs address: values of keys, variables of the environment, command lines.
//!
//! In: the flat tables of configuration files. Out: [`Clue`]s. A key's name tells whether its value is spoken to
//! (`SMTP_HOST`) or merely stands there; a host without a scheme counts under such a name alone. What a sample file
//! says, anybody fills in: only services that are known by name count there.

use super::{Clue, ClueKind};
use crate::catalog::Conventions;
use crate::catalog::tls::{Tls, Usage};
use crate::parse::config::{Config, Entry, Format, Sort, Value};
use crate::parse::web;
use crate::rules::Context;
use crate::rules::hosts;
use crate::span::{FileId, Span};

/// The clues of one configuration file.
pub(super) fn clues(context: &Context<'_>, file: FileId, config: &Config, clues: &mut Vec<Clue>) {
    let source = context.sources.file(file);
    let path = source.path.as_str();
    let data = config.format == Format::Json && !Tls::embedded().is_configuration(path);
    let described = config.is_description();
    let texts = Conventions::embedded().texts.hold(path);
    if data && !path.ends_with("vercel.json") || described || texts {
        return;
    }
    let reader = Reader {
        context,
        file,
        config,
        // Of a script's own variables it is not known what becomes of them.
        sample: is_sample(path) || config.format == Format::Shell,
    };
    for entry in config.live() {
        let command = entry.sort == Sort::Command || config.format == Format::Shell;
        if command && entry.sort != Sort::Env {
            reader.command(entry, clues);
        } else {
            reader.value(entry, clues);
        }
    }
}

/// Whether what a file says is filled in by others, or holds for builds and trials alone.
fn is_sample(path: &str) -> bool {
    if path.contains(".github/") || path.contains(".gitlab-ci") {
        return true;
    }
    let aside = &Conventions::embedded().aside;
    aside.is_for_developers(path) || aside.is_filled_in(path) || aside.is_trial(path)
}

struct Reader<'a> {
    context: &'a Context<'a>,
    file: FileId,
    config: &'a Config,
    sample: bool,
}

impl Reader<'_> {
    fn raw(&self, entry: &Entry) -> &str {
        let at = Span::new(self.file, entry.at.start, entry.at.end);
        self.context.sources.text(at)
    }

    fn clue(&self, kind: ClueKind, (start, end): (usize, usize), target: &str) -> Clue {
        let at = Span::new(self.file, start as u32, end as u32);
        Clue {
            at,
            place: at,
            kind,
            target: target.to_owned(),
            guard: None,
        }
    }

    /// The addresses and hosts of a value.
    fn value(&self, entry: &Entry, clues: &mut Vec<Clue>) {
        let usage = usage(entry);
        let kind = self.kind(entry, usage);
        let raw = self.raw(entry);
        let start = entry.at.start as usize;
        // A web server's header: the policy stands in quotes behind its name, or is the value.
        let mut parts = raw.split('"').map(str::trim);
        if let Some(policy) = parts.find(|part| web::is_csp(part)) {
            let at = Span::new(self.file, entry.at.start, entry.at.end);
            return super::csp(policy, at, clues);
        }
        let found = hosts::addresses(raw);
        for address in &found {
            let path = address.rest.split(['?', '#']).next().unwrap_or("");
            let fetched = Conventions::embedded()
                .peers
                .fetched
                .iter()
                .any(|e| path.ends_with(e));
            let web = web::host(raw.get(address.range.clone()).unwrap_or(""));
            let target = web.unwrap_or(address.host);
            let file = Conventions::embedded().peers.files.hold(address.scheme);
            if !target.is_empty() && !fetched && !file {
                let place = (start + address.range.start, start + address.range.end);
                let source = Conventions::embedded().peers.sources.hold(address.host);
                let kind = kind.filter(|k| !source || *k != ClueKind::Setting);
                clues.extend(kind.map(|kind| self.clue(kind, place, target)));
            }
        }
        if found.is_empty() {
            self.bare(entry, clues);
        }
    }

    /// What an address under a key shows.
    fn kind(&self, entry: &Entry, usage: Usage) -> Option<ClueKind> {
        let format = self.config.format;
        let variable = entry.sort == Sort::Env || format == Format::Env;
        let listed = entry.name().bytes().all(|b| b.is_ascii_digit());
        let names = Conventions::embedded();
        match usage {
            // What an image is built with says where its parts come from.
            _ if format == Format::Dockerfile
                && entry.path.first().is_some_and(|p| &**p == "ARG") =>
            {
                None
            }
            Usage::Called if !self.sample && !listed && names.peers.tells(entry.name()) => {
                Some(ClueKind::Setting)
            }
            Usage::Called => Some(ClueKind::Known),
            Usage::Unknown if variable => Some(ClueKind::Known),
            Usage::Unknown | Usage::None => None,
        }
        .or_else(|| {
            let named = matches!(format, Format::WebServer | Format::Toml | Format::Env)
                || self
                    .context
                    .sources
                    .file(self.file)
                    .path
                    .ends_with("vercel.json");
            named.then_some(ClueKind::Config)
        })
    }

    /// A host without a scheme, under a key that names one: `SMTP_HOST=smtp.mail.io`, `syslog:server=logs.io:514`.
    fn bare(&self, entry: &Entry, clues: &mut Vec<Clue>) {
        let Some(text) = entry.value.literal() else {
            return;
        };
        let raw = self.raw(entry);
        let peers = &Conventions::embedded().peers;
        let own = peers.is_host(entry.name()).then_some(text);
        let pairs = text
            .split([',', ' ', ':'])
            .filter_map(|p| p.split_once('='));
        let given = pairs.filter(|(key, _)| peers.is_host(key)).map(|(_, v)| v);
        for host in own.into_iter().chain(given) {
            let host = super::host_only(host);
            let Some(at) = raw.find(host).filter(|_| is_name(host)) else {
                continue;
            };
            let at = entry.at.start as usize + at;
            clues.push(self.clue(ClueKind::Known, (at, at + host.len()), host));
        }
    }

    /// What a command line sends to: `curl -d @report.json https://…`.
    fn command(&self, entry: &Entry, clues: &mut Vec<Clue>) {
        let raw = self.raw(entry);
        let names = &Conventions::embedded().commands;
        let mut start = entry.at.start as usize;
        for line in commands(raw) {
            let words: Vec<&str> = line.split_whitespace().map(unquoted).collect();
            let comment = words
                .first()
                .is_some_and(|w| w.starts_with('#') || *w == "echo");
            let client = words.iter().position(|w| names.clients.hold(w));
            if let Some(client) = client.filter(|_| !comment) {
                // What stands behind a pipe has options of its own: `curl … | gzip -d`.
                let ends = |w: &&&str| !matches!(**w, "|" | "||" | "&&" | ";");
                let gives = words[client..].iter().take_while(ends).any(|w| {
                    let option = w.split('=').next().unwrap_or(w);
                    names.gives.hold(option)
                });
                let kind = if gives {
                    ClueKind::Command
                } else {
                    ClueKind::Ping
                };
                for address in hosts::addresses(line) {
                    let whole = line.get(address.range.clone()).unwrap_or("");
                    if let Some(target) = web::host(whole) {
                        let place = (start + address.range.start, start + address.range.end);
                        clues.push(self.clue(kind, place, target));
                    }
                }
            }
            start += line.len();
        }
    }
}

/// Command lines, those that go on behind a backslash as one.
fn commands(text: &str) -> Vec<&str> {
    let mut all = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let mut ends = rest.match_indices('\n').map(|(at, _)| at);
        let end = ends.find(|at| !rest[..*at].trim_end_matches('\r').ends_with('\\'));
        let (line, behind) = rest.split_at(end.map_or(rest.len(), |at| at + 1));
        all.push(line);
        rest = behind;
    }
    all
}

fn unquoted(word: &str) -> &str {
    word.trim_matches(|c: char| matches!(c, '"' | '\'' | ',' | '[' | ']' | '(' | ')'))
}

/// What the names of an entry say of the address in it.
fn usage(entry: &Entry) -> Usage {
    let tls = Tls::embedded();
    let around = entry.path.iter().map(|p| tls.usage(p)).min();
    let mut names = entry.path.iter().rev();
    let named = names.find(|p| !p.bytes().all(|b| b.is_ascii_digit()));
    let name = named.map_or("", |n| n);
    if around == Some(Usage::None) || matches!(entry.value, Value::Group) {
        Usage::None
    } else if matches!(name, "proxy_pass" | "reverse_proxy") {
        Usage::Called
    } else {
        tls.usage(name)
    }
}

/// Whether a text is the name of a host that others can reach.
fn is_name(host: &str) -> bool {
    let label =
        |l: &str| !l.is_empty() && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let mut labels = host.rsplit('.');
    let domain = labels.next().unwrap_or("");
    domain.len() > 1
        && domain.bytes().all(|b| b.is_ascii_alphabetic())
        && host.contains('.')
        && host.split('.').all(label)
        && !hosts::is_private(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_go_on_behind_a_backslash() {
        let text = "curl -X POST \\\n  -d @x https://a.io\necho done\n";
        let lines = commands(text);
        assert_eq!(lines.len(), 2);
        assert!(lines[0].contains("https://a.io"));
    }

    #[test]
    fn names_of_hosts() {
        assert!(is_name("smtp.mailgun.org"));
        for text in [
            "localhost",
            "0.0.0.0",
            "db",
            "a.internal",
            "main.rs.",
            "x y.io",
        ] {
            assert!(!is_name(text), "{text}");
        }
    }
}
