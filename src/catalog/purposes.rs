//! What names say of what code, tables, stores and addresses are for.
//!
//! In: the `[[purpose]]` tables of `rules/words`. Out: [`Purpose`]s. Nothing is known here of where a name stands.

use super::recipients::Service;
use super::split;

/// A purpose that policies rule out.
#[derive(Clone, Debug, Default)]
pub struct Purpose {
    /// Its name in policies.
    pub name: &'static str,
    /// Words in a row that name it, singular.
    pub(super) words: Vec<Vec<String>>,
    /// Classes of services that serve it.
    pub(super) classes: Vec<&'static str>,
    /// Single services that serve it.
    pub(super) services: Vec<&'static str>,
}

impl Purpose {
    /// A purpose whose words are written as in names.
    pub(super) fn new(name: &'static str, words: &[&str]) -> Self {
        Self {
            name,
            words: words.iter().map(|w| split::words(w)).collect(),
            ..Self::default()
        }
    }

    /// Whether a name, path or address speaks of it.
    pub fn is_named_in(&self, text: &str) -> bool {
        let words = split::words(text);
        self.words
            .iter()
            .any(|w| words.windows(w.len().max(1)).any(|part| part == &w[..]))
    }

    /// Whether a service of the catalogue serves it.
    pub fn is_that_of(&self, service: &Service) -> bool {
        self.classes.contains(&service.class.name()) || self.services.contains(&service.id.as_str())
    }
}

#[cfg(test)]
mod tests {
    use crate::catalog::Words;

    #[test]
    fn names_of_purposes() {
        let check = |purpose: &str, text: &str, expect: bool| {
            let purposes = Words::embedded().purposes();
            let purpose = purposes.iter().find(|p| p.name == purpose).expect("known");
            assert_eq!(purpose.is_named_in(text), expect, "{text}");
        };
        check("training", "training_examples", true);
        check("training", "crate::ml::fine_tune::export", true);
        check(
            "training",
            "https://api.openai.com/v1/fine_tuning/jobs",
            true,
        );
        check("training", "constraining", false);
        check("training", "trains", false);
        check("advertising", "adsHash", true);
        check("advertising", "addresses", false);
        check("marketing", "newsletter_subscribers", true);
        check("benchmarking", "benchmarks.jsonl", true);
    }
}
