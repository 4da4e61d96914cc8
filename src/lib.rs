//! candor holds a Rust codebase to its own privacy policy.
//!
//! The rooms, in the order in which data passes through them. A room imports only rooms that stand above it
//! in this list; `tests/it/layers.rs` enforces it. ARCHITECTURE.md tells what each takes, gives and never does.

pub mod span;

pub mod finding;
pub mod source;

pub mod catalog;
pub mod policy;

pub mod parse;

pub mod facts;

pub mod link;

pub mod flow;

pub mod rules;

pub mod triage;

pub mod report;

pub mod cli;
