//! Stores that are held to a period: buckets, folders, key-value stores, and tables where a store is one.
//!
//! In: the commitment's `store`, the policy's `[store.*]`. Out: judged places and findings.

use super::Promise;
use super::code::CodePurge;
use super::outcome::{Outcome, Tally};
use super::outside::Outside;
use super::started::holds_word;
use crate::facts::Expr;
use crate::finding::Step;
use crate::link::fold::Folded;
use crate::parse::config::{Entry, Format};
use crate::rules::named_stores;
use crate::span::Span;

impl Promise<'_> {
    /// The stores of the commitment: buckets and folders.
    pub(super) fn stores(&self, tally: &mut Tally) {
        for store in self.commitment.texts("store") {
            let tables = self.tables_of(store);
            for table in &tables {
                self.table(table, tally);
            }
            if !tables.is_empty() {
                continue;
            }
            let names = self.names(store);
            let means: Vec<&Outside> = self
                .outside
                .iter()
                .filter(|o| !o.log && names.iter().any(|n| o.text.contains(n)))
                .collect();
            let mut outcomes: Vec<Outcome> =
                means.iter().map(|o| self.configured(o, store)).collect();
            tally.judgment.judged.extend(means.iter().map(|o| Step {
                span: o.at,
                message: format!("lifecycle of `{store}`"),
            }));
            for (span, outcome) in self.lifecycles(store, &names) {
                let message = format!("rules of `{store}`");
                tally.judgment.judged.push(Step { span, message });
                outcomes.push(outcome);
            }
            for purge in self.purges.iter().filter(|p| p.of.table.is_empty()) {
                if self.is_swept(purge, store, &names) {
                    tally.judgment.judged.push(Step {
                        span: purge.head,
                        message: format!("deletes from `{store}`"),
                    });
                    outcomes.push(self.run(purge, &format!("store `{store}`")));
                }
            }
            for (at, outcome) in self.keys(store, &names) {
                tally.judgment.judged.push(Step {
                    span: at,
                    message: format!("key of `{store}`"),
                });
                outcomes.push(outcome);
            }
            if outcomes.is_empty()
                && let Some(reason) = self.unseen(store, &names)
            {
                tally.open.push(reason);
                continue;
            }
            let what = format!("store `{store}`");
            let nothing = format!("nothing deletes from the {what}");
            self.settle(outcomes, &what, (self.place_of(store), nothing), tally);
        }
    }

    /// The tables that a store is: one that the policy file declares is what its `is` names, whatever else bears its
    /// own name.
    pub(super) fn tables_of<'s>(&'s self, store: &'s str) -> Vec<&'s str> {
        let declared = self.context.policy.stores.iter();
        let mut names: Vec<&str> = declared
            .filter(|s| s.id.value == store)
            .flat_map(|s| s.items.iter().map(|i| i.value.as_str()))
            .collect();
        if names.is_empty() {
            names.push(store);
        }
        names.retain(|name| self.context.schema.find(name).next().is_some());
        names
    }

    /// Why nothing can be said of a store that nothing is seen to delete from, if so: the tree does not know it, or its
    /// keys are set in ways that were not seen.
    fn unseen(&self, store: &str, names: &[String]) -> Option<String> {
        if self.is_keys(store, names) {
            return Some(format!("how long keys of `{store}` live could not be read"));
        }
        let declared = self
            .context
            .policy
            .stores
            .iter()
            .any(|s| s.id.value == store);
        let speaks = |text: &str| {
            let text = text.to_lowercase();
            names.iter().any(|n| holds_word(&text, n))
        };
        // What only the commitment calls so has to be found as a bucket or folder; what the policy file declares may
        // also be a word of the code or of a setting.
        let known = self.place_of(store) != self.commitment.span
            || declared
                && (self.configured_as(&speaks)
                    || self.context.program.units.iter().any(|u| {
                        let mut strings = u.facts.strings.iter().filter(|(_, _, test)| !test);
                        strings.any(|(name, ..)| speaks(u.text(*name)))
                    }));
        (!known).then(|| format!("nothing was found that is the store `{store}`"))
    }

    /// Whether the configuration speaks of something.
    fn configured_as(&self, speaks: &dyn Fn(&str) -> bool) -> bool {
        let policy = self.context.policy.file;
        let configs = self.context.surroundings.configs.iter();
        let mut configs = configs.filter(|(f, _)| *f != policy);
        configs.any(|(_, c)| {
            let mut live = c.live();
            live.any(|e| e.value.written().is_some_and(speaks) || e.path.iter().any(|p| speaks(p)))
        })
    }

    /// Whether what deletes objects or files deletes those of a store: it names the store, or is the only one there is
    /// and names no folder of its own.
    fn is_swept(&self, purge: &CodePurge, store: &str, names: &[String]) -> bool {
        let text = self.function_text(purge.function);
        if names.iter().any(|n| text.contains(n.as_str())) {
            return true;
        }
        let folders = self.folders_of(purge.function);
        if !folders.is_empty() {
            let named = |f: &String| names.iter().any(|n| f.contains(n.as_str()));
            return folders.iter().any(named);
        }
        let only = self.purges.iter().filter(|p| p.of.table.is_empty()).count() == 1;
        only && !self.is_keys(store, names)
    }

    /// The folders that a function itself says it looks through, lower case.
    fn folders_of(&self, function: u32) -> Vec<String> {
        let (unit, facts) = self.context.program.function(function);
        let info = &self.context.program.fns[function as usize];
        let known = &self.code.words.deletes.folders;
        let mut found = Vec::new();
        for i in facts.exprs.0..facts.exprs.1 {
            let Expr::Call(callee, args) = unit.facts.exprs[i as usize] else {
                continue;
            };
            let names = unit.path_names(callee);
            if names
                .iter()
                .rev()
                .take(2)
                .any(|n| known.iter().any(|f| f == n))
            {
                for arg in self.folder.list(info.unit, args) {
                    if let Folded::Text(text) = self.folder.fold(info.unit, arg) {
                        found.push(text.to_lowercase());
                    }
                }
            }
        }
        found.retain(|f| !f.is_empty());
        found
    }

    /// The names that a store goes by, lower case: its own, those that the policy file gives it, and the references by
    /// which Terraform speaks of a resource that bears one of them (`aws_s3_bucket.uploads.`).
    fn names(&self, store: &str) -> Vec<String> {
        let mut names = named_stores::spellings(self.context, store);
        let configs = self.context.surroundings.configs.iter();
        for (_, config) in configs.filter(|(_, c)| c.format == Format::Hcl) {
            for entry in config.live().filter(|e| is_named(e, &names)) {
                if let [kind, ty, label, ..] = entry.path.as_slice()
                    && &**kind == "resource"
                {
                    let reference = format!("{ty}.{label}.").to_lowercase();
                    if !names.contains(&reference) {
                        names.push(reference);
                        break;
                    }
                }
            }
        }
        names
    }

    /// Where a store is named: a resource, a declaration; the commitment if nowhere.
    fn place_of(&self, store: &str) -> Span {
        let names = named_stores::spellings(self.context, store);
        for (file, config) in &self.context.surroundings.configs {
            if *file == self.context.policy.file {
                continue;
            }
            let bucket = config.live().find(|e| is_named(e, &names));
            if let Some(entry) = bucket {
                let head = config
                    .live()
                    .find(|e| e.path.len() == 3 && entry.is_below(&e.path));
                let range = head.map_or(entry.key, |h| h.key);
                return Span::new(*file, range.start, range.end);
            }
        }
        self.commitment.span
    }

    pub(super) fn function_text(&self, function: u32) -> String {
        let (unit, facts) = self.context.program.function(function);
        self.context
            .sources
            .text(unit.span(facts.range))
            .to_lowercase()
    }
}

/// Whether an entry gives a store one of its names.
fn is_named(entry: &Entry, names: &[String]) -> bool {
    let named = |v: &str| names.contains(&v.to_lowercase());
    entry.value.literal().is_some_and(named)
        && ["bucket", "name", "bucket_name"].contains(&entry.name())
}
