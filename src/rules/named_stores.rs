//! Which stores a commitment is about, and whether a piece of evidence is about one of them.
//!
//! In: a commitment's `stores`, the policy's `[store.*]`. Out: the words that a store is known by. A store is told by
//! whole words of names, paths and values; words that every store shares tell nothing.

use super::Context;
use crate::policy::Commitment;

/// Words that say nothing about which store is meant.
const SHARED: [&str; 17] = [
    "bucket", "store", "stores", "storage", "data", "db", "database", "url", "name", "the", "of",
    "file", "files", "folder", "path", "dir", "env",
];

/// What a store is known by: each entry is one name's words, all of which must occur.
#[derive(Clone, Debug)]
pub(super) struct Store {
    names: Vec<Vec<String>>,
}

/// What people call a store, lower case: its id, and what the policy file says that it is.
pub(super) fn spellings(context: &Context<'_>, id: &str) -> Vec<String> {
    let declared = context.policy.stores.iter().find(|s| s.id.value == id);
    let items = declared.into_iter().flat_map(|s| &s.items);
    let mut names = vec![id.to_lowercase()];
    names.extend(items.map(|i| i.value.trim_matches('/').to_lowercase()));
    names
}

/// The stores of a commitment; empty means all there are.
pub(super) fn stores(context: &Context<'_>, commitment: &Commitment) -> Vec<Store> {
    let ids = commitment.texts("stores");
    let store = |id: &&str| {
        let declared = context.policy.stores.iter().find(|s| s.id.value == **id);
        let items = declared
            .into_iter()
            .flat_map(|s| s.items.iter().map(|i| i.value.as_str()));
        let names = items.chain([*id]).map(words).filter(|w| !w.is_empty());
        Store {
            names: names.collect(),
        }
    };
    ids.iter().map(store).collect()
}

/// Whether texts are about one of the stores; without stores everything is.
pub(super) fn concerns(stores: &[Store], texts: &[&str]) -> bool {
    if stores.is_empty() {
        return true;
    }
    let known: Vec<String> = texts.iter().flat_map(|t| all_words(t)).collect();
    let has = |word: &String| {
        known
            .iter()
            .any(|k| k == word || singular(k) == singular(word))
    };
    let mut names = stores.iter().flat_map(|s| &s.names);
    names.any(|name| name.iter().all(has))
}

fn singular(word: &str) -> &str {
    word.strip_suffix('s').unwrap_or(word)
}

fn words(name: &str) -> Vec<String> {
    let all = all_words(name);
    let telling: Vec<String> = all
        .iter()
        .filter(|w| !SHARED.contains(&w.as_str()))
        .cloned()
        .collect();
    if telling.is_empty() { all } else { telling }
}

fn all_words(name: &str) -> Vec<String> {
    let parts = name.split(|c: char| !c.is_alphanumeric());
    parts
        .filter(|p| !p.is_empty())
        .map(str::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stores_are_told_by_their_words() {
        let store = Store {
            names: vec![words("S3_IMAGE_BUCKET"), words("uploads/")],
        };
        let stores = [store];
        assert!(concerns(&stores, &["s3.image.region"]));
        assert!(concerns(&stores, &["resource", "app-uploads"]));
        assert!(!concerns(&stores, &["redis.region"]));
        assert!(concerns(&[], &["redis.region"]));
    }
}
