//! Facts as text.
//!
//! In: [`FileFacts`]. Out: a readable outline. It is for people and tests and promises no stable form.

use super::ir::FileFacts;

/// All facts of a file as an outline.
pub fn dump(facts: &FileFacts) -> String {
    format!("{facts:#?}")
}
