//! Secrets around the code: configuration in any format, migrations, scripts.

use super::{Hit, Judge, OUTSIDE, REFUSE, reason};
use crate::catalog::Strength;
use crate::catalog::secrets::Look;
use crate::finding::Confidence;
use crate::parse::config::{Config, Entry, Sort, Value, fallback};
use crate::rules::hosts;
use crate::source::Kind;
use crate::span::{FileId, Span};

impl Judge<'_> {
    /// Judges one configuration file.
    pub(super) fn config(&mut self, file: FileId, config: &Config) {
        let path = &self.context.sources.file(file).path;
        let sample = is_sample(path) || path.split('/').any(|p| self.secrets.is_sample(p));
        let ignored = self.context.sources.file(file).git_ignored;
        // What is made for tests opens nothing; a sample is copied with what stands in it.
        let made_up = path.split('/').any(|part| {
            let copied = part.contains("example") || part.contains("sample");
            !copied && self.secrets.is_sample(part)
        });
        let at_most = match (ignored || made_up, sample) {
            (true, _) => Confidence::Low,
            (_, true) => Confidence::Medium,
            _ => Confidence::High,
        };
        let manifest = is_secret_manifest(config);
        for entry in config.live() {
            let Some(text) = entry.value.written() else {
                continue;
            };
            let at = Span::new(file, entry.at.start, entry.at.end);
            if let Value::Dynamic(_) = entry.value {
                self.dynamic(entry, text, at, at_most);
                continue;
            }
            if entry.sort == Sort::Command {
                self.shape(text, at, at_most);
                continue;
            }
            let sampled = entry.path.iter().any(|p| self.secrets.is_sample(p));
            let most = if sampled { Confidence::Low } else { at_most };
            if self.shape(text, at, most) {
                continue;
            }
            let secret = manifest
                && entry
                    .path
                    .iter()
                    .any(|p| matches!(&**p, "data" | "stringData"));
            let sample = sample || repeats_neighbour(config, entry, text);
            let sample = sample || is_ci(path) && self.secrets.look(text) == Look::Word;
            self.entry(entry, text, (at, at_most), sample, secret);
        }
    }

    /// A placeholder may hold a secret as what counts where it is not filled.
    fn dynamic(&mut self, entry: &Entry, text: &str, at: Span, at_most: Confidence) {
        let Some(value) = fallback(text) else {
            if self.named(entry.name()).is_some() {
                self.looked_at(at, format!("`{}`", entry.name()));
            }
            return;
        };
        if self.named(entry.name()) != Some(Strength::Sure)
            || self.shape(value, at, at_most)
            || hosts::is_address(value)
        {
            return;
        }
        let confidence = match self.secrets.look(value) {
            Look::Random | Look::Mixed => Confidence::Medium,
            Look::Word | Look::Placeholder | Look::Local => Confidence::Low,
            Look::Harmless => return,
        };
        self.hit(
            at,
            Hit {
                message: format!("`{}` has a secret as its default", entry.name()),
                confidence: confidence.min(at_most),
                reason: "the value counts where the variable is not set",
                help: REFUSE,
            },
        );
    }

    fn entry(
        &mut self,
        entry: &Entry,
        text: &str,
        (at, at_most): (Span, Confidence),
        sample: bool,
        manifest: bool,
    ) {
        let named = self.named(entry.name());
        let named = named.or_else(|| manifest.then_some(Strength::Weak));
        let Some(strength) = named else {
            return;
        };
        if matches!(entry.value, Value::Bool(_)) || hosts::is_address(text) {
            return;
        }
        self.looked_at(at, format!("`{}`", entry.name()));
        let look = self.secrets.look(text);
        let confidence = match (look, strength) {
            (Look::Random, Strength::Sure) => Confidence::High,
            (Look::Random, Strength::Weak) if manifest => Confidence::Medium,
            (Look::Mixed | Look::Word, Strength::Sure) => Confidence::Medium,
            (Look::Harmless, _) => return,
            _ => Confidence::Low,
        };
        // In JSON most texts are data: keys of translations, ids.
        let data = entry.sort == Sort::Key && look == Look::Word;
        let confidence = if data || sample {
            Confidence::Low
        } else {
            confidence
        };
        self.hit(
            at,
            Hit {
                message: format!("the secret `{}` lies in the configuration", entry.name()),
                confidence: confidence.min(at_most),
                reason: reason(look),
                help: OUTSIDE,
            },
        );
    }

    /// Files that are read by their lines: keys that tell by their shape, and passwords that SQL sets.
    pub(super) fn lines(&mut self, file: FileId, text: &str) {
        let sql = self.context.sources.file(file).kind == Kind::Sql;
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let comment = ["--", "//", "*", "#"]
                .iter()
                .any(|c| line.trim_start().starts_with(c));
            let body = line.trim_end();
            let at = Span::new(file, start as u32, (start + body.len()) as u32);
            if line.len() < 2_000 && !self.shape(body, at, Confidence::High) && sql && !comment {
                self.sql(body, at);
            }
            start += line.len();
        }
        self.looked_at(Span::new(file, 0, 0), "file".to_owned());
    }

    /// `CREATE USER x PASSWORD 'y'`, `IDENTIFIED BY 'y'`.
    fn sql(&mut self, line: &str, at: Span) {
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

/// Whether a file is a sample to be copied and filled in.
fn is_sample(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    [
        "example", "sample", "template", "dist", "test", "tmpl", "local", "dev", "ci",
    ]
    .iter()
    .any(|word| name.split(['.', '-', '_']).any(|part| part == *word))
}

/// Whether a value only repeats the user or database beside it, as a developer's own setup does.
fn repeats_neighbour(config: &Config, entry: &Entry, text: &str) -> bool {
    let group = &entry.path[..entry.path.len().saturating_sub(1)];
    config.below(entry.document, group).any(|e| {
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

/// Whether a file tells a CI system what to do: its words open services that live as long as a test.
fn is_ci(path: &str) -> bool {
    path.contains(".github/") || path.contains(".gitlab") || path.contains(".circleci/")
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
