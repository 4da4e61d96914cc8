//! One file's text into a tree or table, per format; never fails.
//!
//! In: a text. Out: what is in it, and problems beside it. This room never reads the disk and never sees a second file.

pub mod sql;
