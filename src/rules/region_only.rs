//! `region-only`: data stays in the regions promised.
//!
//! Regions are named by keys and values, by endpoints and by enum variants of SDKs; what may name one and does not lies
//! where its maker puts it. A file that names many regions lists them and chooses none.

mod elsewhere;

use super::broken::broken;
use super::hosts;
use super::literals::{self, Part};
use super::scope::{Scope, item_at};
use super::{Context, named_stores, workflows};
use crate::catalog::Conventions;
use crate::catalog::regions::{Region, Regions};
use crate::catalog::secrets::Secrets;
use crate::catalog::tls::{Tls, Usage};
use crate::facts::Expr;
use crate::finding::{Confidence, Finding, Judgment, Step};
use crate::parse::config::{Config, Entry, Sort, Value, fallback};
use crate::parse::web;
use crate::policy::Commitment;
use crate::span::{FileId, Span};
use globset::{Glob, GlobMatcher};
use named_stores::Store;
use std::collections::{BTreeMap, BTreeSet};

/// From how many regions on a file lists them.
const LIST: usize = 4;
/// How many words a value may have that names an endpoint.
const TOLD: usize = 6;

/// Judges one commitment.
pub(super) fn judge(context: &Context<'_>, commitment: &Commitment) -> Judgment {
    let scope = Scope::of(context, commitment);
    let allowed = commitment.texts("regions");
    let globs = allowed
        .iter()
        .filter_map(|g| Glob::new(&g.to_ascii_lowercase()).ok());
    let mut judge = Judge {
        context,
        regions: Regions::embedded(),
        globs: globs.map(|g| g.compile_matcher()).collect(),
        allowed: allowed.join(", "),
        stores: named_stores::stores(context, commitment),
        found: Vec::new(),
    };
    judge.code(&scope);
    for (file, config) in context
        .surroundings
        .configs
        .iter()
        .filter(|(f, _)| scope.holds(*f))
        .filter(|(f, _)| {
            !Conventions::embedded()
                .texts
                .hold(&context.sources.file(*f).path)
        })
    {
        judge.config(*file, config);
    }
    judge.judgment(commitment)
}

/// A region that was found.
struct Found {
    at: Span,
    region: Region,
    confidence: Confidence,
    reason: &'static str,
    /// It is not named, but counts all the same.
    unset: bool,
    /// Its place is a choice among others of its file.
    listed: bool,
}

struct Judge<'a> {
    context: &'a Context<'a>,
    regions: &'static Regions,
    globs: Vec<GlobMatcher>,
    allowed: String,
    stores: Vec<Store>,
    found: Vec<Found>,
}

impl Judge<'_> {
    fn is_allowed(&self, region: &Region) -> bool {
        let spellings = region.spellings();
        self.globs
            .iter()
            .any(|g| spellings.iter().any(|s| g.is_match(s)))
    }

    fn judgment(self, commitment: &Commitment) -> Judgment {
        let mut judgment = Judgment::default();
        let mut by_file: BTreeMap<FileId, BTreeSet<&str>> = BTreeMap::new();
        for found in self.found.iter().filter(|f| f.listed) {
            by_file
                .entry(found.at.file)
                .or_default()
                .insert(&found.region.name);
        }
        for found in &self.found {
            judgment.judged.push(Step {
                span: found.at,
                message: format!("region `{}`", found.region.name),
            });
            if self.is_allowed(&found.region) {
                continue;
            }
            let list = found.listed && by_file.get(&found.at.file).is_some_and(|r| r.len() >= LIST);
            judgment
                .findings
                .push(self.finding(commitment, found, list));
        }
        judgment
            .findings
            .sort_by_key(|f| (f.at, std::cmp::Reverse(f.confidence)));
        judgment.findings.dedup_by_key(|f| f.at);
        judgment.judged.sort();
        judgment.judged.dedup();
        if judgment.judged.is_empty() {
            judgment.unproven = Some("no region, endpoint or jurisdiction was found".to_owned());
        }
        judgment
    }

    /// Rust: named literals, addresses, variants of SDKs.
    fn code(&mut self, scope: &Scope<'_>) {
        let own = elsewhere::own_stores(scope);
        let is_own = |at: Span| {
            own.iter()
                .any(|o| o.file == at.file && o.start <= at.start && at.end <= o.end)
        };
        for literal in literals::literals(scope) {
            if literal.part == Part::Compared
                || is_own(literal.span)
                || self.regions.is_own_store(&literal.name)
                || !named_stores::concerns(&self.stores, &[&literal.name, literal.text])
            {
                continue;
            }
            if let Some(region) = self.regions.named(&literal.name, literal.text) {
                let keyed = self.regions.is_key(&literal.name) || literal.part == Part::Default;
                let confidence = if keyed {
                    Confidence::High
                } else {
                    Confidence::Medium
                };
                self.push(
                    literal.span,
                    region,
                    confidence,
                    "the name of a region",
                    true,
                );
            } else if Tls::embedded().usage(&literal.name) != Usage::None {
                // What a text is compared with or taken apart by is no place that anything goes to.
                self.addresses(literal.text, literal.span, Confidence::Medium);
            }
        }
        for unit in scope.units() {
            for (index, expr) in unit.facts.exprs.iter().enumerate() {
                let Expr::Path(path) = expr else { continue };
                let segments = &unit.facts.paths[path.at()].segments;
                let [.., owner, last] = segments.as_slice() else {
                    continue;
                };
                if let Some(region) = self.regions.of_path(unit.text(*owner), unit.text(*last)) {
                    let at = unit.span(unit.facts.spans[index]);
                    let within = super::scope::function_at(unit, unit.facts.spans[index]);
                    let test = within.is_some_and(|i| unit.facts.fns[i].test);
                    if !test || scope.tests() {
                        self.push(at, region, Confidence::High, "a region of the SDK", true);
                    }
                }
            }
        }
    }

    fn push(
        &mut self,
        at: Span,
        region: Region,
        confidence: Confidence,
        reason: &'static str,
        listed: bool,
    ) {
        self.found.push(Found {
            at,
            region,
            confidence,
            reason,
            unset: false,
            listed,
        });
    }

    fn addresses(&mut self, text: &str, at: Span, confidence: Confidence) {
        let whole = hosts::addresses(text);
        let first = text.split([':', '/']).next().unwrap_or(text);
        let bare = (whole.is_empty() && web::is_host(first)).then_some(first);
        let tls = Tls::embedded();
        let fetched = &Conventions::embedded().peers.fetched;
        let called = whole
            .iter()
            .filter(|a| !tls.is_identifier(a.host, a.rest))
            .filter(|a| !fetched.iter().any(|end| a.rest.ends_with(end)))
            .map(|a| a.host);
        let told = |h: &&str| {
            let placeholder = Secrets::embedded().is_told(h);
            !placeholder && !hosts::is_private(h) && !self.regions.is_registry(h)
        };
        for host in called.chain(bare).filter(told) {
            if let Some(region) = self.regions.of_host(host) {
                self.push(at, region, confidence, "the endpoint lies there", true);
            }
        }
    }

    fn config(&mut self, file: FileId, config: &Config) {
        let of_file = self.most_of(file);
        let path = &self.context.sources.file(file).path;
        let ci = workflows::is_ci(path);
        if config.is_description() {
            return;
        }
        for entry in config.live() {
            // Of a workflow the name says little: its jobs tell what is deployed.
            let most = match ci {
                true if workflows::is_trial(path, entry)
                    || workflows::only_publishes(path, entry) =>
                {
                    Confidence::Low
                }
                true => Confidence::Medium,
                false => of_file,
            };
            if entry.value == Value::Group {
                self.unset(file, config, entry, most);
                continue;
            }
            let Some(written) = entry.value.written() else {
                continue;
            };
            let Some(text) = entry.value.literal().or_else(|| fallback(written)) else {
                continue;
            };
            let mut parts = entry.path.iter();
            if parts.any(|part| self.regions.is_of_programs(part)) {
                continue;
            }
            if !self.concerns(config, entry, text) || self.is_elsewhere(file, config, entry) {
                continue;
            }
            if entry.sort == Sort::Command {
                self.command(file, entry, text, most);
                continue;
            }
            self.entry(file, entry, text, most);
        }
    }

    /// How sure a file can be: samples and what is for developers is not deployed.
    fn most_of(&self, file: FileId) -> Confidence {
        let path = &self.context.sources.file(file).path;
        let aside = &Conventions::embedded().aside;
        let apart = aside.is_for_developers(path)
            || aside.is_sample(path)
            || aside.is_trial(path)
            || path.contains(".github/");
        if apart {
            Confidence::Low
        } else {
            Confidence::High
        }
    }

    /// A key with its value.
    fn entry(&mut self, file: FileId, entry: &Entry, text: &str, most: Confidence) {
        let at = Span::new(file, entry.at.start, entry.at.end);
        let key = entry
            .path
            .iter()
            .rev()
            .find(|p| !p.bytes().all(|b| b.is_ascii_digit()));
        let key = key.map_or("", |k| k);
        let called = entry.called();
        let key = if called == entry.name() { key } else { called };
        let keyed = self.regions.is_key(key);
        // Some list several in one text; where a word is none, it is no list but the name of a place.
        let listed: Vec<&str> = text.split([',', ' ']).filter(|p| !p.is_empty()).collect();
        let is_region = |part: &&str| self.regions.named(key, part).is_some();
        let list = keyed && (text.contains(',') || listed.iter().all(is_region));
        let parts = if list { listed } else { vec![text] };
        let mut named = false;
        for part in &parts {
            if let Some(region) = self.regions.named(key, part) {
                let confidence = if keyed {
                    Confidence::High
                } else {
                    Confidence::Low
                };
                self.push(
                    at,
                    region,
                    confidence.min(most),
                    "the name of a region",
                    !keyed,
                );
                named = true;
            }
        }
        // What is told in many words tells of places; nothing goes there.
        let told = text.split_whitespace().count() > TOLD;
        if !named && !told && Tls::embedded().usage(key) != Usage::None {
            self.addresses(text, at, Confidence::Medium.min(most));
        }
    }

    /// Whether an entry is about one of the stores: by its own names, or by the values beside it.
    fn concerns(&self, config: &Config, entry: &Entry, text: &str) -> bool {
        if self.stores.is_empty() {
            return true;
        }
        let group = &entry.path[..entry.path.len().saturating_sub(1)];
        let dotted = entry.dotted();
        let mut words = vec![dotted.as_str(), text];
        let beside: Vec<&str> = config
            .below(entry.document, group)
            .filter(|e| e.path.len() <= group.len() + 2 && !group.is_empty())
            .filter_map(|e| e.value.written())
            .collect();
        words.extend(beside);
        named_stores::concerns(&self.stores, &words)
    }

    /// A block that stores data and names no region.
    fn unset(&mut self, file: FileId, config: &Config, group: &Entry, most: Confidence) {
        let regions = self.regions;
        let within = |name: &str| {
            regions
                .unset
                .iter()
                .find(|u| u.within.iter().any(|w| w == name))
        };
        let depth = group.path.len();
        // `resource "type" "name"` of Terraform, or an item of a list.
        let block = (depth == 3 && &*group.path[0] == "resource")
            .then(|| within(&group.path[1]))
            .flatten();
        let item = depth >= 2 && group.name().bytes().all(|b| b.is_ascii_digit());
        let listed = item.then(|| within(&group.path[depth - 2])).flatten();
        let Some(rule) = block.or(listed) else {
            return;
        };
        let named = rule.keys.iter().any(|k| config.child(group, k).is_some());
        let inner: Vec<&str> = config
            .below(group.document, &group.path)
            .filter_map(|e| e.value.written())
            .collect();
        let dotted = group.dotted();
        let mut words = vec![dotted.as_str()];
        words.extend(inner);
        if named || !named_stores::concerns(&self.stores, &words) {
            return;
        }
        let confidence = if rule.sure {
            Confidence::High
        } else {
            Confidence::Medium
        };
        let at = Span::new(file, group.key.start, group.key.end);
        self.found.push(Found {
            at,
            region: regions.given(&rule.region),
            confidence: confidence.min(most),
            reason: "nothing is named, so its maker decides",
            unset: true,
            listed: false,
        });
    }

    fn finding(&self, commitment: &Commitment, found: &Found, list: bool) -> Finding {
        let name = &found.region.name;
        let message = if found.unset {
            format!("no region is named, so the data lies {}", where_unset(name))
        } else {
            format!("region `{name}` lies outside of {}", self.allowed)
        };
        Finding {
            confidence: if list {
                Confidence::Low
            } else {
                found.confidence
            },
            reason: if list {
                "the file lists regions"
            } else {
                found.reason
            }
            .to_owned(),
            help: vec![
                format!("name a region of {}", self.allowed),
                "or change the promise in the policy".to_owned(),
            ],
            item: item_at(self.context, found.at),
            ..broken("region-only", commitment, found.at, message)
        }
    }
}

fn where_unset(region: &str) -> String {
    if region == "anywhere" {
        "anywhere".to_owned()
    } else {
        format!("in `{region}`")
    }
}
