//! The one integration test binary: each module tests one side of the whole.

mod cli;
mod scratch;
mod code;
mod expected;
mod layers;
mod marks;
mod tidy;
mod tree;
