//! `secrets-managed`: no secret lies in code or configuration.
//!
//! A value is judged by what it is called and by what it looks like; neither proves anything alone, except for keys
//! that tell by their shape. No message ever holds a value.

mod around;
mod beside;
mod calls;

use super::broken::broken;
use super::literals::{self, Literal, Part};
use super::scope::{Scope, item_at};
use super::{Context, evidence, hosts};
use crate::catalog::secrets::{Look, Secrets};
use crate::catalog::{Strength, Verdict};
use crate::finding::{Confidence, Finding, Judgment, Step};
use crate::policy::Commitment;
use crate::source::Kind;
use crate::span::{FileId, Span};
use std::collections::{BTreeMap, BTreeSet};

/// From how many kinds of keys on a file lists what they look like.
const LIST: usize = 3;
/// From how many secrets on a file of data holds something else under their names.
const MANY: usize = 10;

/// Why a key that tells by its shape is believed.
const SHAPE: &str = "the shape of the key is that of its maker";

/// Judges one commitment.
pub(super) fn judge(context: &Context<'_>, commitment: &Commitment) -> Judgment {
    let scope = Scope::of(context, commitment);
    let mut judge = Judge {
        context,
        secrets: Secrets::embedded(),
        hits: BTreeMap::new(),
        judged: Vec::new(),
        samples: BTreeSet::new(),
        named: BTreeSet::new(),
    };
    for literal in literals::literals(&scope) {
        if judge.secrets.is_sample(&literal.name) {
            judge.samples.insert(literal.span);
        }
        judge.literal(&literal);
    }
    judge.calls(&scope);
    for unit in scope.units() {
        for (name, range, test) in &unit.facts.strings {
            if !*test || scope.tests() {
                let at = unit.span(*range);
                judge.shape(unit.text(*name), at, |judge| judge.most_of_code(at));
            }
        }
    }
    let configs = context.surroundings.configs.iter();
    for (file, config) in configs.filter(|(file, _)| scope.holds(*file)) {
        judge.config(*file, config);
    }
    for (file, source) in context.sources.iter().filter(|(f, _)| scope.holds(*f)) {
        let read = matches!(source.kind, Kind::Sql | Kind::Script | Kind::Html);
        if read && !evidence::is_bundled(context, file) {
            judge.lines(file, &source.text);
        }
    }
    judge.drop_lists();
    let hits = std::mem::take(&mut judge.hits);
    let findings = hits
        .into_iter()
        .map(|(at, hit)| finding(context, commitment, at, hit))
        .collect();
    let mut judgment = Judgment {
        findings,
        judged: judge.judged,
        ..Judgment::default()
    };
    judgment.judged.sort();
    judgment.judged.dedup();
    if judgment.judged.is_empty() {
        judgment.unproven =
            Some("there is no code and no configuration that could hold a secret".to_owned());
    }
    judgment
}

/// What is wrong at a place.
struct Hit {
    message: String,
    confidence: Confidence,
    reason: &'static str,
    help: &'static str,
}

struct Judge<'a> {
    context: &'a Context<'a>,
    secrets: &'static Secrets,
    hits: BTreeMap<Span, Hit>,
    judged: Vec<Step>,
    /// Literals whose names say that they are samples.
    samples: BTreeSet<Span>,
    /// Literals that are given to the name of a secret: keys with values, and no entries of a list.
    named: BTreeSet<Span>,
}

const OUTSIDE: &str =
    "read it from the environment or a secret store, and change the secret: it is known now";
const REFUSE: &str = "refuse to start where the setting is missing";

impl Judge<'_> {
    fn hit(&mut self, at: Span, hit: Hit) {
        let better = self
            .hits
            .get(&at)
            .is_none_or(|old| old.confidence < hit.confidence);
        if better {
            self.hits.insert(at, hit);
        }
    }

    /// How sure a key in code can be: samples and tests hold keys that open nothing.
    fn most_of_code(&self, at: Span) -> Confidence {
        let path = &self.context.sources.file(at.file).path;
        let file = path.rsplit('/').next().unwrap_or(path);
        let item = item_at(self.context, at);
        let item = item.rsplit("::").next().unwrap_or("");
        let sample = self.samples.contains(&at);
        if sample || self.secrets.is_sample(file) || self.secrets.is_sample(item) {
            Confidence::Low
        } else {
            Confidence::High
        }
    }

    /// A file with keys of many makers lists what such keys look like, unless each is given to a name; one of data with
    /// very many names of secrets holds what is said of them: translations, checksums.
    fn drop_lists(&mut self) {
        let mut kinds: BTreeMap<FileId, BTreeSet<String>> = BTreeMap::new();
        for (at, hit) in self.hits.iter().filter(|(_, h)| h.reason == SHAPE) {
            if self.named.contains(at) {
                continue;
            }
            kinds
                .entry(at.file)
                .or_default()
                .insert(hit.message.clone());
        }
        let mut named: BTreeMap<FileId, usize> = BTreeMap::new();
        for at in self.hits.keys() {
            if self.context.sources.file(at.file).kind == Kind::Json {
                *named.entry(at.file).or_default() += 1;
            }
        }
        for (at, hit) in &mut self.hits {
            let listed = hit.reason == SHAPE
                && !self.named.contains(at)
                && kinds.get(&at.file).is_some_and(|k| k.len() >= LIST);
            if listed || named.get(&at.file).is_some_and(|n| *n >= MANY) {
                hit.confidence = Confidence::Low;
            }
        }
    }

    fn looked_at(&mut self, at: Span, what: String) {
        self.judged.push(Step {
            span: at,
            message: what,
        });
    }

    /// A key that tells by its shape, and the password of a URL. Gives whether there was one. How sure it can be at most
    /// is asked only then.
    fn shape(&mut self, text: &str, at: Span, at_most: impl FnOnce(&Self) -> Confidence) -> bool {
        if let Some(key) = self.secrets.known_key(text) {
            let confidence = if key.weak {
                Confidence::Medium
            } else {
                Confidence::High
            };
            let confidence = confidence.min(at_most(self));
            self.hit(
                at,
                Hit {
                    message: format!("{} {} lies in the repository", article(key.name), key.name),
                    confidence,
                    reason: SHAPE,
                    help: OUTSIDE,
                },
            );
            return true;
        }
        let Some((password, host)) = hosts::password_of(text) else {
            return false;
        };
        let look = self.secrets.look(password);
        let confidence = match look {
            Look::Random | Look::Mixed | Look::Word if !hosts::is_private(host) => Confidence::High,
            Look::Random => Confidence::Medium,
            Look::Harmless => return false,
            _ => Confidence::Low,
        };
        let confidence = confidence.min(at_most(self));
        self.hit(
            at,
            Hit {
                message: "a password lies in an address".to_owned(),
                confidence,
                reason: "the address holds a user and a password",
                help: OUTSIDE,
            },
        );
        true
    }

    /// What a name says: surely a secret, perhaps, or not.
    fn named(&self, name: &str) -> Option<Strength> {
        let name = name.rsplit("::").next().unwrap_or(name);
        match self.context.catalog.words.env(name) {
            Verdict::Data(naming) if naming.key.starts_with("system.credentials") => {
                Some(naming.strength)
            }
            _ => None,
        }
    }

    fn literal(&mut self, literal: &Literal<'_>) {
        let Some(strength) = self.named(&literal.name) else {
            return;
        };
        self.looked_at(literal.span, format!("`{}`", literal.name));
        if strength == Strength::Sure && literal.part != Part::Argument {
            self.named.insert(literal.span);
        }
        if hosts::is_address(literal.text) || literal.text.contains('{') {
            return;
        }
        let look = self.secrets.look(literal.text);
        let Some(confidence) = self.of_code(literal, look, strength) else {
            return;
        };
        let mut confidence = confidence.min(self.most_of_code(literal.span));
        // A default counts whatever is said of it.
        let held = literal.part == Part::Default || confidence == Confidence::Low;
        if !held && self.is_denied(literal.span) {
            confidence = Confidence::Low;
        }
        let (message, help) = match literal.part {
            Part::Default => (
                format!("`{}` has a secret as its default", literal.name),
                REFUSE,
            ),
            Part::Compared => (
                format!("`{}` is compared with a secret in the code", literal.name),
                OUTSIDE,
            ),
            _ => (
                format!("the secret `{}` lies in the code", literal.name),
                OUTSIDE,
            ),
        };
        let reason = reason(look);
        self.hit(
            literal.span,
            Hit {
                message,
                confidence,
                reason,
                help,
            },
        );
    }

    /// How sure a literal of Rust code is a secret.
    fn of_code(&self, literal: &Literal<'_>, look: Look, strength: Strength) -> Option<Confidence> {
        let default = literal.part == Part::Default;
        // A key may also be what something is kept under: `session_key: "session"`.
        let label = self.is_label(&literal.name, literal.text);
        let own = default && self.is_own(&literal.name) && !label;
        let repeats = self.secrets.repeats(&literal.name, literal.text);
        let confidence = match look {
            Look::Harmless => return None,
            _ if self.secrets.is_sample(&literal.name) => Confidence::Low,
            Look::Random => Confidence::High,
            _ if default && literal.text.contains(['-', '_']) && repeats => Confidence::Low,
            // A default that everyone can read is worse than a sample in a file that nobody loads.
            Look::Word | Look::Placeholder | Look::Local | Look::Mixed if own => Confidence::Medium,
            _ if repeats => Confidence::Low,
            Look::Mixed if literal.part == Part::Argument => Confidence::Low,
            Look::Mixed if literal.part == Part::Compared && !self.is_own(&literal.name) => {
                Confidence::Low
            }
            Look::Mixed => Confidence::Medium,
            Look::Word | Look::Local | Look::Placeholder => Confidence::Low,
        };
        Some(match strength {
            Strength::Sure => confidence,
            Strength::Likely | Strength::Weak => Confidence::Low,
        })
    }

    /// Whether a name is that of what the service signs with.
    fn is_signing(&self, name: &str) -> bool {
        matches!(
            self.context.catalog.words.env(name),
            Verdict::Data(naming) if naming.key.ends_with("signing_key")
        )
    }

    /// Whether a name is that of a secret which guards the service itself, and not of a key for another's service.
    fn is_own(&self, name: &str) -> bool {
        let lower = name.to_ascii_lowercase();
        self.is_signing(name)
            || ["pass", "secret", "pwd", "admin"]
                .iter()
                .any(|w| lower.contains(w))
    }
}

fn reason(look: Look) -> &'static str {
    match look {
        Look::Random => "the value looks drawn by lot and its name is that of a secret",
        Look::Local => "the value opens what runs on a developer's machine",
        Look::Placeholder => "the value is a placeholder, but it counts where nothing else is set",
        _ => "the name is that of a secret",
    }
}

fn article(name: &str) -> &'static str {
    if name.starts_with(['A', 'O', 'a', 'o', 'n', 'x']) {
        "an"
    } else {
        "a"
    }
}

fn finding(context: &Context<'_>, commitment: &Commitment, at: Span, hit: Hit) -> Finding {
    Finding {
        confidence: hit.confidence,
        reason: hit.reason.to_owned(),
        help: vec![hit.help.to_owned()],
        item: item_at(context, at),
        ..broken("secrets-managed", commitment, at, hit.message)
    }
}
