//! The JSON Schema of a policy file, and the template that `candor init` writes.
//!
//! In: the rules' pages and the taxonomy. Out: a schema by which editors complete and check `candor.toml`. It is
//! a help for writing: what a policy means is decided by [`super::read`].

use serde_json::Value;

/// The JSON Schema (2020-12) of a policy file.
pub fn schema() -> Value {
    Value::Null
}

/// A commented policy file to start from.
pub fn template() -> &'static str {
    ""
}
