//! Knowledge as data: what data is called, what library calls do, who third parties are.
//!
//! In: the files of `rules/` (embedded at build time) and the user's overlay from the policy file. Out: a [`Catalog`].
//! This room never looks at code and knows no commitments.

mod embedded;
mod model;
mod modelfile;
mod models;
mod overlay;
mod split;
mod wordfile;
mod words;

pub use model::*;
pub use models::Models;
pub use overlay::{Overlay, OverlayEntry};
pub use words::{NamedMeasure, Naming, Reach, Strength, Verdict, Words};
