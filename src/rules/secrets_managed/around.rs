//! Secrets around the code: configuration in any format, migrations, scripts.

use super::beside::is_of_developers;
use super::{Hit, Judge, OUTSIDE, REFUSE, reason};
use crate::catalog::secret_places::SecretPlaces;
use crate::catalog::secrets::{Look, Secrets};
use crate::catalog::{Conventions, Strength};
use crate::finding::Confidence;
use crate::parse::config::{Config, Entry, Format, Sort, Value, fallback};
use crate::rules::{hosts, workflows};
use crate::source::Kind;
use crate::span::{FileId, Span};

impl Judge<'_> {
    /// Judges one configuration file.
    pub(super) fn config(&mut self, file: FileId, config: &Config) {
        let places = SecretPlaces::embedded();
        let path = &self.context.sources.file(file).path;
        let ci = workflows::is_ci(path);
        let (at_most, named) = self.most_of_file(file, ci);
        let for_developers = Conventions::embedded().aside.is_for_developers(path);
        let manifest = is_secret_manifest(config);
        for entry in config.live() {
            let Some(text) = entry.value.written() else {
                continue;
            };
            let at = Span::new(file, entry.at.start, entry.at.end);
            if workflows::taken_over(self.context, file, entry).is_some()
                || entry.path.iter().any(|p| places.is_sealed(p))
            {
                continue;
            }
            let item = entry.name().bytes().all(|b| b.is_ascii_digit());
            if !item {
                self.named.insert(at);
            }
            let trial = ci && workflows::is_trial(path, entry);
            let holds = manifest && is_data(entry) || is_block(config, entry);
            // Most entries are called like nothing, and not worth a look around.
            let telling = !item && (holds || self.named(entry.name()).is_some());
            let place = Place {
                at,
                at_most,
                sample: !ci && named || trial || telling && repeats_neighbour(config, entry, text),
                holds,
                aside: ci || for_developers,
            };
            if entry.sort == Sort::Command {
                if !self.shape(text, at, |_| at_most) {
                    self.command(text, &place);
                }
                continue;
            }
            if let Value::Dynamic(_) = entry.value {
                self.dynamic(entry, text, &place);
                continue;
            }
            let sampled = !ci && entry.path.iter().any(|p| self.secrets.is_sample(p));
            let most = if sampled { Confidence::Low } else { at_most };
            if !self.shape(text, at, |_| most) {
                self.entry(config, entry, text, &place);
            }
        }
        if config.format == Format::Ini {
            self.key_file(file);
        }
    }

    /// How sure a file can be at most, and whether its name says that it is a sample, for trials or for developers.
    fn most_of_file(&self, file: FileId, ci: bool) -> (Confidence, bool) {
        let source = self.context.sources.file(file);
        let path = source.path.as_str();
        let aside = &Conventions::embedded().aside;
        let filled_in = aside.is_filled_in(path) || aside.is_trial(path);
        let named = filled_in
            || aside.is_for_developers(path)
            || path.split('/').any(|p| self.secrets.is_sample(p));
        let ignored = source.git_ignored || SecretPlaces::embedded().is_shipped(path);
        // What is made for tests opens nothing; a sample is copied with what stands in it.
        let made_up = path.split('/').any(|part| {
            let copied = part.contains("example") || part.contains("sample");
            !copied && self.secrets.is_sample(part)
        });
        // Of a workflow the name says little: `ci.yml` deploys as well. Its jobs tell.
        let at_most = match (ignored || made_up && !ci, named && !ci) {
            (true, _) => Confidence::Low,
            (_, true) => Confidence::Medium,
            _ => Confidence::High,
        };
        (at_most, named)
    }

    /// A file that is a private key, or holds one.
    fn key_file(&mut self, file: FileId) {
        let source = self.context.sources.file(file);
        let Some(start) = source.text.find("-----BEGIN") else {
            return;
        };
        let line = source.text[start..].lines().next().map_or(0, str::len);
        let at = Span::new(file, start as u32, (start + line) as u32);
        self.looked_at(at, "file".to_owned());
        let made_up = source.git_ignored
            || Conventions::embedded()
                .aside
                .is_for_developers(&source.path)
            || source.path.split('/').any(|p| self.secrets.is_sample(p));
        let most = if made_up {
            Confidence::Low
        } else {
            Confidence::High
        };
        self.shape(&source.text[start..], at, |_| most);
    }

    /// Values in a command line.
    fn command(&mut self, line: &str, place: &Place) {
        for written in SecretPlaces::embedded().in_command(line) {
            let sure = written.name.is_empty();
            if !sure && self.named(written.name) != Some(Strength::Sure) {
                continue;
            }
            let value = line.get(written.range.clone()).unwrap_or("");
            // `--secret id=npm,src=.npmrc` says where it lies.
            if hosts::is_address(value) || value.trim_end_matches('=').contains('=') {
                continue;
            }
            let at = self.within(place.at, value);
            self.looked_at(at, "a value in a command line".to_owned());
            let look = self.secrets.look(value);
            let confidence = match look {
                Look::Harmless => continue,
                Look::Random => Confidence::High,
                Look::Mixed if !place.sample => Confidence::Medium,
                Look::Word if sure && !place.sample && !place.aside => Confidence::Medium,
                _ => Confidence::Low,
            };
            self.hit(
                at,
                Hit {
                    message: "a secret lies in a command line".to_owned(),
                    confidence: confidence.min(place.at_most),
                    reason: reason(look),
                    help: OUTSIDE,
                },
            );
        }
    }

    /// Where a value stands in the text of an entry; the entry itself where it is written otherwise.
    fn within(&self, at: Span, value: &str) -> Span {
        let text = self.context.sources.text(at);
        match text.find(value) {
            Some(from) => {
                let start = at.start + from as u32;
                Span::new(at.file, start, start + value.len() as u32)
            }
            None => at,
        }
    }

    /// A placeholder may hold a secret as what counts where it is not filled.
    fn dynamic(&mut self, entry: &Entry, text: &str, place: &Place) {
        let Some(value) = fallback(text) else {
            if self.named(entry.name()).is_some() {
                self.looked_at(place.at, format!("`{}`", entry.name()));
            }
            return;
        };
        if self.named(entry.name()) != Some(Strength::Sure)
            || self.shape(value, place.at, |_| place.at_most)
            || hosts::is_address(value)
        {
            return;
        }
        let confidence = match self.secrets.look(value) {
            Look::Random | Look::Mixed => Confidence::Medium,
            Look::Word | Look::Placeholder | Look::Local
                if self.counts_if_weak(entry.name(), value) && !place.sample && !place.aside =>
            {
                Confidence::Medium
            }
            Look::Word | Look::Placeholder | Look::Local => Confidence::Low,
            Look::Harmless => return,
        };
        self.hit(
            place.at,
            Hit {
                message: format!("`{}` has a secret as its default", entry.name()),
                confidence: confidence.min(place.at_most),
                reason: "the value counts where the variable is not set",
                help: REFUSE,
            },
        );
    }

    /// Whether a name is that of a secret that guards the service itself, so that a weak value is as bad as a known one:
    /// what it signs with, and the password of its administrator. What opens a database beside it is a developer's.
    fn counts_if_weak(&self, name: &str, value: &str) -> bool {
        let letters: String = name.chars().filter(char::is_ascii_alphabetic).collect();
        let admin = letters.eq_ignore_ascii_case("adminpassword");
        (self.is_signing(name) || admin) && !self.is_label(name, value)
    }

    /// Whether a key says what something is kept under: `SESSION_KEY: session`.
    pub(super) fn is_label(&self, name: &str, value: &str) -> bool {
        name.to_ascii_lowercase().ends_with("key") && self.secrets.is_name_word(value)
    }

    fn entry(&mut self, config: &Config, entry: &Entry, text: &str, place: &Place) {
        let name = entry.called();
        let named = self.named(name);
        let named = named.or_else(|| place.holds.then_some(Strength::Weak));
        let Some(strength) = named else {
            return;
        };
        if matches!(entry.value, Value::Bool(_)) || hosts::is_address(text) {
            return;
        }
        self.looked_at(place.at, format!("`{name}`"));
        let phrase = entry.sort == Sort::Env && self.is_signing(name) && Secrets::is_phrase(text);
        let look = match self.secrets.look(text) {
            Look::Harmless if phrase => Look::Word,
            look => look,
        };
        if look != Look::Random && self.secrets.names_object(&entry.dotted(), text) {
            return;
        }
        let weak = matches!(look, Look::Word | Look::Placeholder | Look::Local);
        let confidence = match (look, strength) {
            (Look::Harmless, _) => return,
            (Look::Random, Strength::Sure) => Confidence::High,
            (Look::Random, Strength::Weak) if place.holds => Confidence::Medium,
            (Look::Mixed, Strength::Sure) if !place.sample => Confidence::Medium,
            // Words of a CI system open services that live as long as a test.
            _ if weak && (place.aside || place.sample) => Confidence::Low,
            // Who copies the file is told what to put there.
            (Look::Placeholder, _) if self.secrets.is_told(text) => Confidence::Low,
            (_, Strength::Sure) if weak && self.counts_if_weak(name, text) => Confidence::Medium,
            // In JSON most texts are data: keys of translations, ids.
            (Look::Word, Strength::Sure)
                if entry.sort != Sort::Key && !self.is_label(name, text) =>
            {
                Confidence::Medium
            }
            _ => Confidence::Low,
        };
        let shown = confidence != Confidence::Low;
        let denied = || self.is_denied(place.at) || is_of_developers(config, entry);
        let confidence = if place.sample || shown && denied() {
            Confidence::Low
        } else {
            confidence
        };
        self.hit(
            place.at,
            Hit {
                message: format!("the secret `{name}` lies in the configuration"),
                confidence: confidence.min(place.at_most),
                reason: reason(look),
                help: OUTSIDE,
            },
        );
    }

    /// Files that are read by their lines: keys that tell by their shape, and passwords that SQL sets.
    pub(super) fn lines(&mut self, file: FileId, text: &str) {
        self.looked_at(Span::new(file, 0, 0), "file".to_owned());
        let sql = self.context.sources.file(file).kind == Kind::Sql;
        // One look at the whole spares most files the look at each line.
        if !sql && !text.contains("://") && !self.secrets.may_hold_key(text) {
            return;
        }
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let comment = ["--", "//", "*", "#"]
                .iter()
                .any(|c| line.trim_start().starts_with(c));
            let body = line.trim_end();
            let at = Span::new(file, start as u32, (start + body.len()) as u32);
            if line.len() < 2_000 && !self.shape(body, at, |_| Confidence::High) && sql && !comment
            {
                self.sql(body, at);
            }
            start += line.len();
        }
    }

    /// `CREATE USER x PASSWORD 'y'`, `IDENTIFIED BY 'y'`.
    fn sql(&mut self, line: &str, at: Span) {
        if !line.contains('\'') {
            return;
        }
        let upper = line.to_ascii_uppercase();
        let role = ["ROLE ", "USER "].iter().any(|w| upper.contains(w));
        let Some(mark) = ["PASSWORD '", "IDENTIFIED BY '"]
            .iter()
            .find_map(|m| upper.find(m).map(|at| at + m.len()))
            .filter(|_| role)
        else {
            return;
        };
        let value = line
            .get(mark..)
            .and_then(|v| v.split('\'').next())
            .unwrap_or("");
        let confidence = match self.secrets.look(value) {
            Look::Random | Look::Mixed => Confidence::High,
            Look::Word => Confidence::Medium,
            Look::Local | Look::Placeholder => Confidence::Low,
            Look::Harmless => return,
        };
        self.hit(
            at,
            Hit {
                message: "a migration sets a password".to_owned(),
                confidence,
                reason: "the statement gives a role its password",
                help: "create the role outside of the migrations, and change the password: it is known now",
            },
        );
    }
}

/// An entry's place, and what stands around it.
struct Place {
    at: Span,
    at_most: Confidence,
    /// A sample, a job that tries the code, or what only repeats the name beside it.
    sample: bool,
    /// It is kept where secrets are, whatever it is called.
    holds: bool,
    /// It is for a CI system or for developers: words open nothing there.
    aside: bool,
}

/// Whether an entry is one of the values that a manifest of Kubernetes holds.
fn is_data(entry: &Entry) -> bool {
    let mut path = entry.path.iter();
    path.any(|p| matches!(&**p, "data" | "stringData"))
}

/// Whether an entry is what a block of Terraform keeps in secret.
fn is_block(config: &Config, entry: &Entry) -> bool {
    let [kind, block, _, key] = entry.path.as_slice() else {
        return false;
    };
    let group = &entry.path[..3];
    let beside = |name: &str| {
        let mut found = config.below(entry.document, group);
        let found = found.find(|e| e.path.len() == 4 && e.name() == name);
        found.and_then(|e| e.value.literal())
    };
    &**kind == "resource" && SecretPlaces::embedded().in_block(block, key, beside)
}

/// How many entries are looked through beside one: what has more is no set of settings.
const NEIGHBOURS: usize = 256;

/// Whether a value only repeats the user or database beside it, as a developer's own setup does.
fn repeats_neighbour(config: &Config, entry: &Entry, text: &str) -> bool {
    let group = &entry.path[..entry.path.len().saturating_sub(1)];
    let mut beside = config.below(entry.document, group).take(NEIGHBOURS);
    beside.any(|e| {
        e.name() != entry.name() && e.value.literal() == Some(text) && is_account(e.name())
    })
}

/// Whether a key names a user, a database or a service.
fn is_account(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    ["user", "db", "database", "name", "login"]
        .iter()
        .any(|w| lower.ends_with(w))
}

/// Whether a file is a Kubernetes `Secret`.
fn is_secret_manifest(config: &Config) -> bool {
    let kind = config
        .live()
        .filter(|e| e.path.len() == 1 && e.name() == "kind");
    config.at(0, &["apiVersion"]).is_some()
        && kind
            .into_iter()
            .any(|e| e.value.literal() == Some("Secret"))
}
