//! Knowledge as data: what data is called, what library calls do, who third parties are.
//!
//! In: the files of `rules/` (embedded at build time) and the user's overlay from the policy file. Out: a [`Catalog`].
//! This room never looks at code and knows no commitments.

pub mod access_logs;
mod columns;
mod conventions;
mod cookies;
mod dictionary;
pub mod embedded;
pub mod encryption;
mod links;
mod model;
mod modelfile;
mod models;
mod overlay;
mod pages;
mod purposes;
pub mod recipients;
#[cfg(test)]
mod recipients_tests;
pub mod regions;
mod retention;
pub mod secret_places;
pub mod secrets;
mod similar;
mod split;
mod sql_functions;
mod surroundings;
mod taxonomy;
pub mod tls;
pub mod units;
mod values;
mod verdict;
mod wordfile;
mod words;
#[cfg(test)]
mod words_tests;

pub use conventions::{Conventions, Scripts};
pub use cookies::{BrowserCalls, CookieCalls, Framework, Keeps, Making, SessionCall};
pub use links::{LinkCall, LinkCommand, Links, PublicKey};
pub use model::*;
pub use models::Models;
pub use overlay::{Overlay, OverlayEntry};
pub use pages::{DataNeed, KeySpec, KeyType, Page, page, pages};
pub use purposes::Purpose;
pub use retention::{OutsideKey, Retention};
pub use similar::{closest, did_you_mean};
pub use sql_functions::made_by_sql;
pub use taxonomy::{
    Entry, KeyId, ResolveError, Taxonomy, Term, key_concerns, key_covers, taxonomy, terms,
};
pub use values::{Act, Values};
pub use verdict::{DeriveRole, NamedMeasure, Naming, Reach, Strength, Verdict};
pub use words::Words;

/// What the analysis knows beforehand: libraries, and names with the policy file's additions.
#[derive(Debug)]
pub struct Catalog {
    /// What library calls do.
    pub models: &'static Models,
    /// What data is called.
    pub words: Words,
    /// What the policy file says of the codebase.
    pub overlay: Overlay,
}

/// Reads what ships with the program, so that no room has to wait for it; the longest first, for all threads that have
/// nothing else to do. Whoever does not call this reads it at its first use.
pub fn make_ready() {
    let readers: [fn(); 8] = [
        || _ = recipients::Recipients::embedded(),
        || _ = Models::embedded(),
        || _ = secrets::Secrets::embedded(),
        || _ = Words::embedded(),
        || _ = Conventions::embedded(),
        || _ = tls::Tls::embedded(),
        || _ = CookieCalls::embedded(),
        || _ = pages(),
    ];
    rayon::scope(|all| readers.iter().for_each(|read| all.spawn(move |_| read())));
}

impl Catalog {
    /// The knowledge that ships with the program, extended by the policy file's.
    pub fn with(overlay: Overlay) -> Self {
        Self {
            models: Models::embedded(),
            words: Words::with(&overlay),
            overlay,
        }
    }
}
