//! t
mod r#gen;
