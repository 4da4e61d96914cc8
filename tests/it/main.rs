//! The one integration test binary: each module tests one side of the whole.

mod bounded;
mod cases;
mod cli;
mod code;
mod config_corpus;
mod corpus;
mod databases;
mod dictionary;
mod expected;
mod fixtures;
mod hostile;
mod layers;
mod marks;
mod models;
mod naive;
mod oddities;
mod pages;
mod readme;
mod recipients;
mod repository;
mod scratch;
mod secrets;
mod sql_files;
mod tidy;
mod trails;
