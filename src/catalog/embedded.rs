//! The texts of `rules/`, as `build.rs` listed them when the crate was built.
//!
//! In: nothing at run time. Out: tables of file stem and text, sorted by stem. A new file in `rules/` needs no
//! line here. This module never parses a text: each loader reads its own table.

include!(concat!(env!("OUT_DIR"), "/rules.rs"));

/// A file of `rules/` itself, by its stem; an empty one where it says something else, which a test of its loader shows.
pub(super) fn sheet<T: serde::de::DeserializeOwned + Default>(stem: &str) -> T {
    let text = SHEETS.iter().find(|(name, _)| *name == stem);
    text.and_then(|(_, text)| toml::from_str(text).ok())
        .unwrap_or_default()
}
