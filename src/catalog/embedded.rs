//! The texts of `rules/`, as `build.rs` listed them when the crate was built.
//!
//! In: nothing at run time. Out: tables of file stem and text, sorted by stem. A new file in `rules/` needs no
//! line here. This module never parses a text: each loader reads its own table.

include!(concat!(env!("OUT_DIR"), "/rules.rs"));
