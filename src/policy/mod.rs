//! The policy file: what a service promises, read and checked.
//!
//! In: the text of `candor.toml`, the prose document it quotes, the taxonomy and the rules' pages. Out: a validated
//! [`Policy`] in which every value knows its span, or all mistakes of the file at once. Never looks at code.

mod model;

pub use model::*;
