//! Knowledge as data: what data is called, what library calls do, who third parties are.
//!
//! In: the files of `rules/` (embedded at build time) and the user's overlay from the policy file. Out: a [`Catalog`].
//! This room never looks at code and knows no commitments.

mod model;
pub mod recipients;

pub use model::*;
