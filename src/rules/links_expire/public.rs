//! What opens buckets and objects to everybody.
//!
//! In: code, configuration files, command lines. Out: judged places and findings. Names of stores narrow it.

use super::Promise;
use crate::catalog::PublicKey;
use crate::facts::ExprId;
use crate::finding::{Confidence, Judgment, Step};
use crate::link::Unit;
use crate::link::fold::Folded;
use crate::parse::config::{self, Config, Entry, Format, Sort, Value};
use crate::rules::uses::last_segment;
use crate::span::{FileId, Span};

impl Promise<'_> {
    /// `.acl(ObjectCannedAcl::PublicRead)`, `.acl("public-read".into())`.
    #[expect(clippy::too_many_arguments, reason = "the parts of one call")]
    pub(super) fn acl(
        &self,
        u: u32,
        unit: &Unit,
        name: &str,
        args: &[ExprId],
        at: Span,
        item: &str,
        judgment: &mut Judgment,
    ) {
        let public = &self.words.public;
        if !public.takers.iter().any(|t| t == name) {
            return;
        }
        let Some(arg) = args.last() else { return };
        let said = match self.folder.fold(u, *arg) {
            Folded::Text(text) => text,
            _ => last_segment(unit, *arg),
        };
        judgment.judged.push(Step {
            span: at,
            message: "sets who may read an object".to_owned(),
        });
        if public.acls.iter().any(|a| a.eq_ignore_ascii_case(&said)) {
            let message = format!("an object is stored for everybody to read ({said})");
            let help = "store it private, and hand out links that expire".to_owned();
            judgment
                .findings
                .push(self.finding(at, item, message, help, Confidence::High));
        }
    }

    /// Resources, policies and command lines.
    pub(super) fn configuration(&self, judges: &dyn Fn(FileId) -> bool, judgment: &mut Judgment) {
        let files = &self.context.surroundings.configs;
        for (file, config) in files
            .iter()
            .filter(|(f, _)| judges(*f) && *f != self.context.policy.file)
        {
            for entry in config.live() {
                self.entry(*file, config, entry, judgment);
                self.commands(*file, config, entry, judgment);
            }
            let place = |principal: &Entry| {
                let start = principal.key.start.min(principal.at.start);
                Span::new(*file, start, principal.at.end)
            };
            self.policies(config, &place, judgment);
        }
    }

    /// Policies of buckets that stand in code as texts.
    pub(super) fn texts(&self, unit: &Unit, judgment: &mut Judgment) {
        for (name, range, test) in &unit.facts.strings {
            let text = &unit.facts.names[name.at()];
            if !text.contains("\"Principal") || *test && !self.context.policy.scan.tests {
                continue;
            }
            // In the text of a format macro braces stand twice.
            let text = if text.contains("{{") {
                text.replace("{{", "{").replace("}}", "}")
            } else {
                text.to_string()
            };
            let policy = config::read(Format::Json, &text);
            let at = Span::new(unit.file, range.start, range.end);
            self.policies(&policy, &|_| at, judgment);
        }
    }

    fn entry(&self, file: FileId, config: &Config, entry: &Entry, judgment: &mut Judgment) {
        let public = &self.words.public;
        let key = entry.name().to_ascii_lowercase();
        let at = Span::new(
            file,
            entry.key.start.min(entry.at.start),
            entry.at.end.max(entry.key.end),
        );
        if let Some(known) = public.keys.iter().find(|k| k.key == key) {
            return self.key(known, config, entry, at, judgment);
        }
        if config.format == Format::Hcl && entry.path.len() == 3 && entry.value == Value::Group {
            self.resource(config, entry, at, judgment);
        }
        let command = entry.sort == Sort::Command || config.format == Format::Shell;
        let text = entry.value.written().unwrap_or("");
        if command && public.commands.iter().any(|c| text.contains(c.as_str())) && self.named(text)
        {
            judgment.judged.push(Step {
                span: at,
                message: "says who may read a bucket".to_owned(),
            });
            self.opened(
                at,
                "a command opens a bucket to everybody".to_owned(),
                judgment,
            );
        }
    }

    /// `acl = "public-read"`
    fn key(
        &self,
        known: &PublicKey,
        config: &Config,
        entry: &Entry,
        at: Span,
        judgment: &mut Judgment,
    ) {
        let value = entry.value.literal().unwrap_or("");
        // Some of the keys are also used for what is no bucket.
        let about_storage = !known.vague
            || entry
                .path
                .iter()
                .any(|p| p.contains("bucket") || p.contains("storage"));
        if !about_storage || !self.concerns(config, entry) {
            return;
        }
        judgment.judged.push(Step {
            span: at,
            message: "says who may read a bucket".to_owned(),
        });
        if known.values.iter().any(|v| v.eq_ignore_ascii_case(value)) {
            let message = format!(
                "a bucket is open to everybody (`{} = {value}`)",
                entry.name()
            );
            self.opened(at, message, judgment);
        }
    }

    /// A resource that puts a bucket at a domain of its own.
    fn resource(&self, config: &Config, entry: &Entry, at: Span, judgment: &mut Judgment) {
        let opens = |r: &String| entry.path.iter().any(|p| **p == **r);
        if !self.words.public.resources.iter().any(opens) || !self.concerns(config, entry) {
            return;
        }
        let enabled = config.child(entry, "enabled").map(|e| e.value.clone());
        let managed = entry.path.iter().any(|p| p.contains("managed"));
        judgment.judged.push(Step {
            span: at,
            message: "opens a bucket at a domain".to_owned(),
        });
        if enabled == Some(Value::Bool(true)) || enabled.is_none() && managed {
            self.opened(
                at,
                "a bucket is open to everybody at a domain of its own".to_owned(),
                judgment,
            );
        }
    }

    /// A bucket policy that lets anybody read: `"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject"`.
    fn policies(&self, config: &Config, place: &dyn Fn(&Entry) -> Span, judgment: &mut Judgment) {
        let lower = |e: &Entry| e.name().to_ascii_lowercase();
        for principal in config.live() {
            let any = principal.value.literal() == Some("*");
            let of = principal.path.iter().position(|p| {
                ["principal", "principals"].contains(&p.to_ascii_lowercase().as_str())
            });
            let Some(depth) = of.filter(|_| any) else {
                continue;
            };
            let statement = &principal.path[..depth];
            let near: Vec<&Entry> = config.below(principal.document, statement).collect();
            let allows = near.iter().any(|e| {
                lower(e) == "effect"
                    && e.value
                        .literal()
                        .is_some_and(|v| v.eq_ignore_ascii_case("allow"))
            });
            let defaults = !near.iter().any(|e| lower(e) == "effect");
            let reads = near.iter().any(|e| {
                e.value
                    .literal()
                    .is_some_and(|v| v.starts_with("s3:Get") || v == "s3:*")
            });
            let narrowed = near.iter().any(|e| {
                e.path
                    .iter()
                    .any(|p| p.to_ascii_lowercase().starts_with("condition"))
            });
            if reads && (allows || defaults) {
                let at = place(principal);
                judgment.judged.push(Step {
                    span: at,
                    message: "says who may read a bucket".to_owned(),
                });
                if !narrowed && self.concerns(config, principal) {
                    self.opened(
                        at,
                        "a bucket policy lets everybody read".to_owned(),
                        judgment,
                    );
                }
            }
        }
    }

    fn opened(&self, at: Span, message: String, judgment: &mut Judgment) {
        let help = "keep the bucket private, and hand out links that expire".to_owned();
        judgment
            .findings
            .push(self.finding(at, "", message, help, Confidence::High));
    }

    /// Whether a setting is about one of the commitment's stores; what names no bucket at all is about any.
    fn concerns(&self, config: &Config, entry: &Entry) -> bool {
        if self.stores.is_empty() {
            return true;
        }
        let depth = if config.format == Format::Hcl { 3 } else { 1 };
        let path = &entry.path[..depth.min(entry.path.len())];
        let mut text = path.join(" ");
        for inner in config.below(entry.document, path) {
            text.push(' ');
            text.push_str(inner.value.written().unwrap_or(""));
        }
        self.named(&text)
    }

    pub(super) fn named(&self, text: &str) -> bool {
        let lower = text.to_lowercase();
        self.stores.is_empty() || self.stores.iter().any(|s| lower.contains(s.as_str()))
    }
}
