//! How stores are configured: databases, buckets and volumes of Terraform and Kubernetes, settings, scripts of backups.

use crate::catalog::encryption::Encryption;
use crate::finding::{Confidence, Finding, Judgment, Step};
use crate::parse::config::{Config, Entry, Format, Sort, Value};
use crate::policy::Commitment;
use crate::rules::Context;
use crate::rules::broken::broken;
use crate::rules::command_lines;
use crate::rules::named_stores::{self, Store};
use crate::rules::scope::Scope;
use crate::span::{FileId, Span};

/// Judges how the commitment's stores are configured; without `stores`, all of them.
pub(super) fn judge(context: &Context<'_>, commitment: &Commitment) -> Judgment {
    let scope = Scope::of(context, commitment);
    let mut judge = Judge {
        context,
        commitment,
        known: Encryption::embedded(),
        stores: named_stores::stores(context, commitment),
        out: Judgment::default(),
    };
    for (file, config) in context
        .surroundings
        .configs
        .iter()
        .filter(|(f, _)| scope.holds(*f))
    {
        judge.resources(*file, config);
        judge.settings(*file, config);
        judge.dumps(*file, config);
    }
    let mut out = judge.out;
    out.findings.sort_by_key(|f| f.at);
    out.findings.dedup_by_key(|f| f.at);
    out.judged.sort();
    out.judged.dedup();
    if out.judged.is_empty() {
        out.unproven = Some("no configuration of these stores was found".to_owned());
    }
    out
}

struct Judge<'a> {
    context: &'a Context<'a>,
    commitment: &'a Commitment,
    known: &'static Encryption,
    stores: Vec<Store>,
    out: Judgment,
}

impl Judge<'_> {
    fn breach(&mut self, at: Span, message: String, confidence: Confidence, help: &str) {
        self.out.findings.push(Finding {
            confidence,
            reason: "the configuration says so".to_owned(),
            help: vec![
                help.to_owned(),
                "or change the promise in the policy".to_owned(),
            ],
            ..broken("encrypted-at-rest", self.commitment, at, message)
        });
    }

    fn looked_at(&mut self, at: Span, message: String) {
        self.out.judged.push(Step { span: at, message });
    }

    /// The texts that a group of entries is known by.
    fn concerns(&self, config: &Config, group: &Entry) -> bool {
        let dotted = group.dotted();
        let mut words = vec![dotted.as_str()];
        words.extend(
            config
                .below(group.document, &group.path)
                .filter_map(|e| e.value.written()),
        );
        named_stores::concerns(&self.stores, &words)
    }

    /// Resources of Terraform, and classes of volumes of Kubernetes.
    fn resources(&mut self, file: FileId, config: &Config) {
        for group in config.live().filter(|e| e.value == Value::Group) {
            let resource = group.path.len() == 3
                && &*group.path[0] == "resource"
                && config.format == Format::Hcl;
            if resource {
                self.resource(file, config, group);
            }
        }
        let classes = config
            .live()
            .filter(|e| e.name() == "provisioner" && e.path.len() == 1);
        for class in classes {
            let Some(key) = class.value.literal().and_then(|p| self.known.volume(p)) else {
                continue;
            };
            let at = Span::new(file, class.key.start, class.at.end);
            self.looked_at(at, "class of volumes".to_owned());
            if config.at(class.document, &["parameters", key]).is_none() {
                let help = format!("set `{key}: \"true\"` in its parameters");
                self.breach(
                    at,
                    "volumes of this class are not encrypted".to_owned(),
                    Confidence::Medium,
                    &help,
                );
            }
        }
    }

    fn resource(&mut self, file: FileId, config: &Config, group: &Entry) {
        let Some(known) = self.known.resource(&group.path[1]) else {
            return;
        };
        if !self.concerns(config, group) {
            return;
        }
        let name = format!("{}.{}", group.path[1], group.path[2]);
        let at = Span::new(file, group.key.start, group.key.end);
        self.looked_at(at, format!("`{name}`"));
        let said = config.child(group, &known.key).is_some()
            || config
                .live()
                .any(|e| e.is_below(&group.path) && e.name() == known.key);
        let copy = [
            "snapshot_identifier",
            "replicate_source_db",
            "replication_group_id",
        ]
        .iter()
        .any(|k| config.child(group, k).is_some());
        if !known.default && !said && !copy {
            let help = format!("set `{} = true`", known.key);
            self.breach(
                at,
                format!("`{name}` is not encrypted"),
                Confidence::High,
                &help,
            );
        }
    }

    /// Settings that switch encryption off.
    fn settings(&mut self, file: FileId, config: &Config) {
        for entry in config.live() {
            let Some(value) = entry.value.literal() else {
                continue;
            };
            if !self.known.is_setting(&entry.path.join(" ")) {
                continue;
            }
            let group = &entry.path[..entry.path.len().saturating_sub(1)];
            let dotted = entry.dotted();
            let mut words = vec![dotted.as_str()];
            words.extend(
                config
                    .below(entry.document, group)
                    .filter_map(|e| e.value.written()),
            );
            let path = &self.context.sources.file(file).path;
            words.push(path.as_str());
            if !named_stores::concerns(&self.stores, &words) {
                continue;
            }
            let at = Span::new(file, entry.key.start, entry.at.end);
            self.looked_at(at, format!("`{}`", entry.name()));
            if self.known.is_off(value) {
                // The word alone may be about anything; blocks of Terraform and classes of volumes are about stores.
                let alone = entry.name() == "encrypted"
                    && config.format != Format::Hcl
                    && entry.path.len() < 2;
                let confidence = if alone {
                    Confidence::Low
                } else {
                    Confidence::High
                };
                let message = format!("encryption at rest is switched off: `{}`", entry.name());
                self.breach(at, message, confidence, "switch it on");
            }
        }
    }

    /// Dumps that nothing encrypts, script by script.
    fn dumps(&mut self, file: FileId, config: &Config) {
        let source = self.context.sources.file(file);
        for entry in config.live().filter(|e| e.sort == Sort::Command) {
            let whole = Span::new(file, entry.at.start, entry.at.end);
            for (at, content) in command_lines::lines(self.context, file, entry) {
                let said = command_lines::is_said(content);
                let Some(dump) = self.known.dump(content).filter(|_| !said) else {
                    continue;
                };
                let words: Vec<&str> = dump
                    .stores
                    .iter()
                    .map(String::as_str)
                    .chain([source.path.as_str(), content])
                    .collect();
                if !named_stores::concerns(&self.stores, &words) {
                    continue;
                }
                self.looked_at(at, "dump of a store".to_owned());
                let script = if config.format == Format::Yaml {
                    self.context.sources.text(whole)
                } else {
                    source.text.as_str()
                };
                let code: String = script
                    .lines()
                    .filter(|l| !l.trim_start().starts_with('#'))
                    .flat_map(|l| [l, "\n"])
                    .collect();
                let schema_only = ["--schema-only", "--no-data", " -s "]
                    .iter()
                    .any(|o| content.contains(o));
                if !schema_only && !self.known.encrypts(&code) {
                    let message = "a dump is written unencrypted".to_owned();
                    let help = "pipe it through `age` or `gpg`, or use a backup tool that encrypts";
                    self.breach(at, message, Confidence::Medium, help);
                }
            }
        }
    }
}
