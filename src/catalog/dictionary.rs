//! Names by what they end in: the phrases of the word lists and of the policy file, and which of them decides.
//!
//! In: phrases with their ranks. Out: what the longest fitting one says of an identifier. It knows no data key.

use super::split;
use super::verdict::{Naming, Reason, Verdict};
use rustc_hash::FxHashMap;

/// Phrases by their last word.
#[derive(Clone, Debug, Default)]
pub(super) struct Dictionary {
    /// By the last word: first what the policy file says (its `not` before its names), then the longest phrase,
    /// a `not` before data, data in file order.
    endings: FxHashMap<String, Vec<Phrase>>,
    pub(super) first: FxHashMap<&'static str, Reason>,
    pub(super) exact: FxHashMap<&'static str, Reason>,
}

/// Words in a row that mean something.
#[derive(Clone, Debug)]
pub(super) struct Phrase {
    words: Vec<String>,
    rank: u8,
    pub(super) says: Says,
}

/// What a phrase says of a name that ends in it.
#[derive(Clone, Debug)]
pub(super) enum Says {
    Data(Naming),
    Never(Reason),
}

impl Dictionary {
    pub(super) fn add(&mut self, phrase: &str, rank: u8, says: Says) {
        let words = split::words(phrase);
        let Some(last) = words.last() else { return };
        let list = self.endings.entry(last.clone()).or_default();
        let order = |rank: u8, length: usize| (rank.min(2), usize::MAX - length, rank);
        let at = list.partition_point(|p| order(p.rank, p.words.len()) <= order(rank, words.len()));
        list.insert(at, Phrase { words, rank, says });
    }

    pub(super) fn fitting<'a>(&'a self, words: &'a [String]) -> impl Iterator<Item = &'a Phrase> {
        let list = words
            .last()
            .and_then(|last| self.endings.get(last))
            .map_or(&[][..], Vec::as_slice);
        list.iter().filter(|p| words.ends_with(&p.words))
    }

    /// What the policy file itself says of a name; it overrides every rule of ours.
    pub(super) fn own(&self, identifier: &str) -> Option<Verdict> {
        self.own_of(&split::words(identifier))
    }

    fn own_of(&self, words: &[String]) -> Option<Verdict> {
        self.fitting(words)
            .find(|p| p.rank <= 1)
            .map(Phrase::verdict)
    }

    pub(super) fn look_up(&self, identifier: &str) -> Verdict {
        self.look_up_or(identifier, || None)
    }

    /// What an identifier says: what the policy file says of it, else what `other` does, else the word lists.
    pub(super) fn look_up_or(
        &self,
        identifier: &str,
        other: impl FnOnce() -> Option<Verdict>,
    ) -> Verdict {
        let words = split::words(identifier);
        self.own_of(&words)
            .or_else(other)
            .unwrap_or_else(|| self.general(identifier, words))
    }

    fn general(&self, identifier: &str, mut words: Vec<String>) -> Verdict {
        if let Some(at) = words.iter().skip(1).position(|w| split::is_preposition(w)) {
            // `model_from_request` is a model, unless the list knows the whole phrase.
            let behind = words.len() - at - 2;
            let phrase = self.fitting(&words).next();
            if phrase.is_none_or(|p| p.words.len() <= behind) {
                words.truncate(at + 1);
            }
        }
        let found = self.fitting(&words).next();
        // A name that is in the list with all its words needs no further doubt: `max_tokens` is not, `is` leads it.
        let whole = found.is_some_and(|p| p.words.len() == words.len());
        if !whole
            && words.len() > 1
            && let Some(reason) = self.first.get(words[0].as_str())
        {
            return Verdict::Never(*reason);
        }
        let explicit = found.is_some_and(|p| p.words.len() > 1);
        if !explicit && let Some(reason) = self.exact.get(split::last_raw_word(identifier).as_str())
        {
            return Verdict::Never(*reason);
        }
        match found.map_or(Verdict::Unknown, Phrase::verdict) {
            // `prompt_id` is a look-alike of a prompt; that it is an id says a shorter phrase.
            Verdict::Never(reason) => {
                let only_about = self
                    .fitting(&words)
                    .any(|p| matches!(&p.says, Says::Never(reason) if reason.only_about));
                Verdict::Never(Reason {
                    only_about,
                    ..reason
                })
            }
            verdict => verdict,
        }
    }

    /// All weak readings of the longest fitting phrases, in file order.
    pub(super) fn weak_readings(&self, identifier: &str) -> Vec<Naming> {
        let words = split::words(identifier);
        let longest = self.fitting(&words).next().map_or(0, |p| p.words.len());
        let readings = self.fitting(&words).filter(|p| p.words.len() == longest);
        readings
            .filter_map(|p| {
                if let Says::Data(n) = &p.says {
                    Some(n.clone())
                } else {
                    None
                }
            })
            .collect()
    }
}

impl Phrase {
    pub(super) fn verdict(&self) -> Verdict {
        match &self.says {
            Says::Data(naming) => Verdict::Data(naming.clone()),
            Says::Never(reason) => Verdict::Never(*reason),
        }
    }
}
