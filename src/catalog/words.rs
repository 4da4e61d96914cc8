//! What data is called: from an identifier, header or variable of the environment to a data key.
//!
//! In: the files of `rules/words` and the user's [`Overlay`]. Out: [`Words`], which says of a name that it is data,
//! that it never is, or that it cannot tell. It looks at names only: types, values and places are for its callers.

use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::columns::DeclaredColumn;
use super::dictionary::{Dictionary, Says};
use super::overlay::Overlay;
use super::purposes::Purpose;
use super::split;
use super::verdict::{DeriveRole, ModuleRole, NamedMeasure, Naming, Reason, Strength, Verdict};
use super::wordfile::{self, Scope, WordFile};
use super::{Algorithm, SourceModel};

/// The dictionary of names.
#[derive(Clone, Debug, Default)]
pub struct Words {
    pub(super) names: Dictionary,
    env: Dictionary,
    headers: FxHashMap<&'static str, Option<&'static str>>,
    pub(super) support: FxHashMap<&'static str, FxHashSet<&'static str>>,
    against: FxHashMap<&'static str, FxHashSet<&'static str>>,
    against_types: FxHashMap<&'static str, Vec<Vec<&'static str>>>,
    measures: Vec<(Vec<&'static str>, Option<NamedMeasure>)>,
    hashes: FxHashMap<&'static str, Algorithm>,
    derives: FxHashMap<&'static str, DeriveRole>,
    purposes: Vec<Purpose>,
    comparisons: FxHashSet<Vec<String>>,
    bare: Vec<Vec<String>>,
    support_beside: FxHashMap<&'static str, FxHashSet<&'static str>>,
    against_beside: FxHashMap<String, FxHashSet<&'static str>>,
    command_lines: FxHashSet<&'static str>,
    pub(super) columns: Vec<DeclaredColumn>,
}

impl Words {
    /// The dictionary that ships with the program. Reads the embedded files at the first call.
    pub fn embedded() -> &'static Words {
        static WORDS: OnceLock<Words> = OnceLock::new();
        WORDS.get_or_init(|| Words::load(super::embedded::WORDS).0)
    }

    /// The embedded dictionary with a policy file's own names on top. Copies of the overlay's few texts live as long
    /// as the program.
    pub fn with(overlay: &Overlay) -> Words {
        let mut words = Words::embedded().clone();
        for entry in &overlay.data {
            let key = wordfile::keep(&entry.key);
            for name in &entry.not {
                words.names.add(
                    name,
                    0,
                    Says::Never(Reason::other("named in the policy file as no such data")),
                );
            }
            for name in &entry.names {
                let word = wordfile::keep(name);
                words.names.add(
                    name,
                    1,
                    Says::Data(Naming {
                        key,
                        strength: Strength::Sure,
                        word,
                    }),
                );
            }
            for column in &entry.columns {
                words.declare_column(key, column);
            }
        }
        words
    }

    /// Reads word files, `(path, text)`; what is wrong with them is told beside the result.
    pub fn load(files: &'static [(&'static str, &'static str)]) -> (Words, Vec<String>) {
        let mut words = Words::default();
        let mut mistakes = Vec::new();
        for (path, text) in files {
            match wordfile::read(text) {
                Ok(file) => words.add_file(file, path, &mut mistakes),
                Err(mistake) => mistakes.push(format!("{path}: {mistake}")),
            }
        }
        (words, mistakes)
    }

    /// What an identifier, column, JSON key or argument name says. The last words decide.
    pub fn classify(&self, identifier: &str) -> Verdict {
        self.names.look_up_or(identifier, || constant(identifier))
    }

    /// What an identifier says in a place: [`Words::classify`], with every weak reading of the name tried, and taken
    /// as soon as a word of `contexts` (type, function, module, file) or another word of the name itself supports it.
    pub fn classify_in(&self, identifier: &str, contexts: &[impl AsRef<str>]) -> Option<Naming> {
        match self.classify(identifier) {
            Verdict::Data(naming) if naming.strength == Strength::Sure => Some(naming),
            Verdict::Data(_) => self
                .names
                .weak_readings(identifier)
                .into_iter()
                .find(|naming| {
                    let own = identifier_without(identifier, naming.word);
                    self.supports(naming.key, &own)
                        || contexts
                            .iter()
                            .any(|c| self.supports_name(naming, c.as_ref(), identifier))
                }),
            _ => None,
        }
    }

    /// Whether a name around an identifier (a type, function, module or file) makes a weak naming of `key` believable.
    pub fn supports(&self, key: &str, context: &str) -> bool {
        holds_one_of(self.support.get(key), context)
    }

    /// Whether the name of a field or parameter beside an identifier makes a likely naming of `key` believable.
    pub fn supports_beside(&self, key: &str, beside: &str) -> bool {
        holds_one_of(self.support_beside.get(key), beside)
    }

    /// Whether the name of a field or parameter beside an identifier says that it is no data: a `message` beside a
    /// `code` tells what became of a call.
    pub fn speaks_against_beside(&self, identifier: &str, beside: &str) -> bool {
        let words = split::words(identifier);
        let against = words.last().and_then(|last| self.against_beside.get(last));
        against.is_some() && holds_one_of(against, beside)
    }

    /// Whether a word around an identifier supports it, and makes no look-alike of it: `code` in `struct Invite` is an
    /// `invite code`.
    fn supports_name(&self, naming: &Naming, context: &str, identifier: &str) -> bool {
        let Some(support) = self.support.get(naming.key) else {
            return false;
        };
        // A `message` in `mod messages` is as much or little of one as the word itself says.
        let own = split::words(identifier);
        split::words(context)
            .iter()
            .filter(|w| support.contains(w.as_str()) && !own.contains(w))
            .any(|w| {
                let is_other = |name: &str| {
                    let whole = self.names.look_up(&format!("{w} {name}"));
                    matches!(whole, Verdict::Never(_))
                };
                !is_other(identifier) && !is_other(naming.word)
            })
    }

    /// Whether a name around an identifier makes even a sure naming of `key` doubtful.
    pub fn speaks_against(&self, key: &str, context: &str) -> bool {
        let type_ends = || {
            let mut words = split::words(context);
            // Digits are left out of words: of `ConfigV2`, the `v`.
            words.pop_if(|last| last == "v");
            let fits = |end: &Vec<&str>| match &end[..] {
                ["*", end @ ..] => words.len() > end.len() && ends_with(&words, end),
                end => ends_with(&words, end),
            };
            let ends = self.against_types.get(key);
            ends.is_some_and(|ends| ends.iter().any(fits))
        };
        let is_type = context.starts_with(|c: char| c.is_ascii_uppercase());
        holds_one_of(self.against.get(key), context) || is_type && type_ends()
    }

    /// The data key of an HTTP header, by its name in any case.
    pub fn header(&self, name: &str) -> Option<&'static str> {
        let name = name.to_ascii_lowercase();
        if let Some(key) = self.headers.get(name.as_str()) {
            return *key;
        }
        match self.names.look_up(&name) {
            Verdict::Data(naming) if naming.strength.suffices_alone() => Some(naming.key),
            _ => None,
        }
    }

    /// What a variable of the environment (or a setting's key) holds, by its name in any case.
    pub fn env(&self, name: &str) -> Verdict {
        self.env.look_up(name)
    }

    /// What the literal argument of a call says, where the call's [`SourceModel::key`] is one of its `@` words:
    /// the key of the header, of the variable of the environment or of the name. Any other key is that key itself.
    pub fn of_literal(&self, key: &'static str, literal: &str) -> Option<Naming> {
        let verdict = match key {
            SourceModel::HEADER => {
                return self.header(literal).map(|key| Naming {
                    key,
                    strength: Strength::Sure,
                    word: key,
                });
            }
            SourceModel::ENV => self.env(literal),
            SourceModel::NAME => self.classify(literal),
            key => {
                return Some(Naming {
                    key,
                    strength: Strength::Sure,
                    word: key,
                });
            }
        };
        if let Verdict::Data(naming) = verdict {
            Some(naming)
        } else {
            None
        }
    }

    /// What the name of a called function says about its result: `mask_email` masks.
    pub fn measure_of(&self, function: &str) -> Option<NamedMeasure> {
        let words = split::words(function.rsplit("::").next().unwrap_or(function));
        let fits = |pattern: &[&'static str]| match pattern {
            [start @ .., "*"] => starts_with(&words, start),
            ["*", end @ ..] => ends_with(&words, end),
            whole => words.len() == whole.len() && starts_with(&words, whole),
        };
        self.measures
            .iter()
            .find(|(pattern, _)| fits(pattern))
            .and_then(|(_, m)| *m)
    }

    /// Whether a function of that name compares two secrets without telling by its time where they differ.
    pub fn compares(&self, function: &str) -> bool {
        self.comparisons.contains(&split::words(function))
    }

    /// Whether a name or comment says of a credential that it is kept as it is: bare, raw, in plain text.
    pub fn says_bare(&self, text: &str) -> bool {
        let words = split::words(text);
        self.bare
            .iter()
            .any(|phrase| words.windows(phrase.len()).any(|w| w == &phrase[..]))
    }

    /// Whether the path of a function says, by a word of its crate or modules, that it talks to an operator.
    pub fn is_command_line(&self, path: &str) -> bool {
        let mut words = path.split("::").flat_map(|s| s.split('_'));
        words.any(|w| self.command_lines.contains(w))
    }

    /// All purposes that policies can rule out, as far as names speak of them.
    pub fn purposes(&self) -> &[Purpose] {
        &self.purposes
    }

    /// What a derive says of a struct's values, by the derive's last segment.
    pub fn derive(&self, name: &str) -> Option<DeriveRole> {
        self.derives.get(name).copied()
    }

    /// A hash algorithm by its name (`argon2`, `sha256`, `hmac-sha256`).
    pub fn algorithm(&self, name: &str) -> Option<Algorithm> {
        self.hashes.get(name).copied()
    }

    /// All hash algorithms known, by name.
    pub(super) fn algorithms(&self) -> &FxHashMap<&'static str, Algorithm> {
        &self.hashes
    }

    fn add_file(&mut self, file: WordFile, path: &str, mistakes: &mut Vec<String>) {
        file.data.into_iter().for_each(|data| self.add_data(data));
        file.never.iter().for_each(|never| self.add_never(never));
        for header in file.header {
            self.headers
                .extend(header.name.into_iter().map(|n| (n, header.key)));
        }
        for module in file.module {
            match module.role {
                ModuleRole::CommandLine => self.command_lines.extend(module.name),
            }
        }
        for purpose in file.purpose {
            self.purposes.push(Purpose {
                classes: purpose.class,
                services: purpose.service,
                ..Purpose::new(purpose.name, &purpose.word)
            });
        }
        for comparison in file.comparison {
            let words = |name: &str| name.split(' ').map(split::singular).collect();
            self.comparisons
                .extend(comparison.name.iter().map(|n| words(n)));
        }
        for bare in file.bare {
            let words = |name: &str| name.split(' ').map(split::singular).collect();
            self.bare.extend(bare.name.iter().map(|n| words(n)));
        }
        for derive in file.derive {
            self.derives
                .extend(derive.name.into_iter().map(|n| (n, derive.role)));
        }
        for hash in file.hash {
            self.hashes
                .extend(hash.name.iter().map(|n| (*n, hash.algorithm(n))));
        }
        file.beside
            .iter()
            .for_each(|beside| self.add_beside(beside));
        for pattern in file.pattern {
            let named = match wordfile::measure(pattern.measure, &self.hashes) {
                Some(measure) => Some(NamedMeasure {
                    measure,
                    reach: pattern.reach,
                }),
                None if pattern.measure == "none" => None,
                None => {
                    mistakes.push(format!("{path}: unknown measure `{}`", pattern.measure));
                    continue;
                }
            };
            let words = |name: &'static str| {
                name.split(' ')
                    .map(|w| wordfile::keep(&split::singular(w)))
                    .collect()
            };
            self.measures
                .extend(pattern.name.into_iter().map(|n| (words(n), named)));
        }
    }

    fn add_data(&mut self, data: wordfile::Data) {
        let table = match data.scope {
            Scope::Names => &mut self.names,
            Scope::Env => &mut self.env,
        };
        let lists = [
            (data.sure, Strength::Sure),
            (data.likely, Strength::Likely),
            (data.weak, Strength::Weak),
        ];
        for (list, strength) in lists {
            for word in list {
                table.add(
                    word,
                    3,
                    Says::Data(Naming {
                        key: data.key,
                        strength,
                        word,
                    }),
                );
            }
        }
        for word in data.not {
            table.add(word, 2, Says::Never(Reason::other("a look-alike by name")));
        }
        let singular = |words: wordfile::Texts| {
            words
                .into_iter()
                .map(|w| wordfile::keep(&split::singular(w)))
        };
        let support = self.support.entry(data.key).or_default();
        support.extend(singular(data.support));
        if !data.support_beside.is_empty() {
            let support = self.support_beside.entry(data.key).or_default();
            support.extend(singular(data.support_beside));
        }
        if !data.against.is_empty() {
            let against = self.against.entry(data.key).or_default();
            against.extend(singular(data.against));
        }
        for end in data.against_type {
            let words = end.split(' ').map(|w| wordfile::keep(&split::singular(w)));
            let ends = self.against_types.entry(data.key).or_default();
            ends.push(words.collect());
        }
    }

    fn add_beside(&mut self, beside: &wordfile::Beside) {
        for name in &beside.name {
            let against = self.against_beside.entry(split::singular(name));
            let words = beside.against.iter().map(|w| split::singular(w));
            against
                .or_default()
                .extend(words.map(|w| wordfile::keep(&w)));
        }
    }

    fn add_never(&mut self, never: &wordfile::Never) {
        for table in [Some(&mut self.names), never.env.then_some(&mut self.env)]
            .into_iter()
            .flatten()
        {
            let reason = Reason {
                why: never.why,
                only_about: never.about,
            };
            for word in &never.last {
                table.add(word, 2, Says::Never(reason));
            }
            table.first.extend(never.first.iter().map(|w| (*w, reason)));
            table.exact.extend(never.exact.iter().map(|w| (*w, reason)));
        }
    }
}

/// Whether a name holds one of some words.
fn holds_one_of(words: Option<&FxHashSet<&'static str>>, name: &str) -> bool {
    words.is_some_and(|words| {
        split::words(name)
            .iter()
            .any(|w| words.contains(w.as_str()))
    })
}

/// What the case of an identifier says.
fn constant(identifier: &str) -> Option<Verdict> {
    split::is_constant(identifier).then_some(Verdict::Never(Reason::other("a constant")))
}

fn starts_with(words: &[String], start: &[&str]) -> bool {
    words.len() >= start.len() && words.iter().zip(start).all(|(a, b)| a == b)
}

fn ends_with(words: &[String], end: &[&str]) -> bool {
    words.len() >= end.len()
        && words[words.len() - end.len()..]
            .iter()
            .zip(end)
            .all(|(a, b)| a == b)
}

/// The words of an identifier that the matched phrase leaves over, as one text.
fn identifier_without(identifier: &str, matched: &str) -> String {
    let words = split::words(identifier);
    let left = words.len().saturating_sub(split::words(matched).len());
    words[..left].join(" ")
}
