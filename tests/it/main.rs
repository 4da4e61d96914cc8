//! The one integration test binary: each module tests one side of the whole.

mod cli;
mod code;
mod expected;
mod fixtures;
mod layers;
mod marks;
mod pages;
mod repository;
mod scratch;
mod tidy;
