//! Knowledge as data: what data is called, what library calls do, who third parties are.
//!
//! In: the files of `rules/` (embedded at build time) and the user's overlay from the policy file. Out: a [`Catalog`].
//! This room never looks at code and knows no commitments.

pub mod embedded;
mod model;
mod pages;
mod similar;
mod taxonomy;

pub use model::*;
pub use pages::{DataNeed, KeySpec, KeyType, Page, page, pages};
pub use similar::{closest, did_you_mean};
pub use taxonomy::{Entry, KeyId, ResolveError, Taxonomy, Term, taxonomy, terms};
