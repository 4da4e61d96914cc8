//! Every model file has a piece of code that uses its libraries, and pulls its weight there.
//!
//! `tests/models/<file>.rs` is one file of a made-up crate. Where data ends up, a mark at the end of the line on which
//! the statement starts says so: `//~ store:password=bcrypt log:email`, which is the place, the last part of the data
//! key and, unless the datum is plain, what it has passed. What is found must be what is marked, and without the model
//! file something else must be found.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::sync::LazyLock;

use candor::catalog::{Catalog, Measure, Models, Overlay, Words, embedded};
use candor::finding::Confidence;
use candor::source::{Kind, Role, SourceFile, SourceMap};
use candor::span::{FileId, LineIndex};
use candor::{facts, flow, link};
use rayon::prelude::*;

use crate::repository::{files_below, repository};

/// Line and what reaches a place there.
type Reached = BTreeSet<(u32, String)>;

/// A piece: the model file's name and the code.
struct Piece {
    stem: String,
    text: String,
}

/// The pieces, by the name of their model file.
static PIECES: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let folder = repository().join("tests/models");
    let read = |path: &String| {
        let text = fs::read_to_string(folder.join(path)).expect("a piece");
        (path.trim_end_matches(".rs").to_owned(), text)
    };
    files_below(&folder, &[".rs"]).iter().map(read).collect()
});

/// What the marks of a piece say.
fn marked(text: &str) -> Reached {
    let mut out = Reached::new();
    for (index, line) in text.lines().enumerate() {
        let words = line.rsplit_once("//~ ").map_or("", |(_, words)| words);
        out.extend(
            words
                .split_whitespace()
                .map(|w| (index as u32 + 1, w.to_owned())),
        );
    }
    out
}

/// What reaches places in a piece, by these models.
fn reached(text: &str, models: &'static Models) -> Reached {
    let file = SourceFile {
        path: "src/lib.rs".to_owned(),
        kind: Kind::Rust,
        role: Role::Product,
        git_ignored: false,
        text: text.to_owned(),
        lines: LineIndex::new(text),
    };
    let sources = SourceMap {
        files: vec![file],
        ..SourceMap::default()
    };
    let catalog = Catalog {
        models,
        words: Words::with(&Overlay::default()),
        overlay: Overlay::default(),
    };
    let manifest = "[package]\nname = \"piece\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";
    let read = facts::read(text, facts::Extent::All);
    assert!(
        read.errors.is_empty(),
        "a piece does not parse: {:?}",
        read.errors
    );
    let rust = vec![(FileId(0), "src/lib.rs", read)];
    let program = link::link(rust, &[("Cargo.toml", manifest)], &catalog);
    let flows = flow::analyze(&program, &catalog, &sources, flow::Judge::Product, None);
    let sure = flows
        .flows
        .iter()
        .filter(|f| f.confidence >= Confidence::Medium);
    let of_flow = |f: &flow::Flow| {
        let sink = &flows.sinks[f.sink];
        let place = format!("{:?}", sink.place).to_lowercase();
        let key = f.key.rsplit('.').next().unwrap_or(f.key);
        let measure = match f.measure {
            Measure::Plain => String::new(),
            Measure::Masked => "=masked".to_owned(),
            Measure::Encrypted => "=encrypted".to_owned(),
            Measure::Aggregated => "=aggregated".to_owned(),
            Measure::Hashed(by) if by.keyed => format!("=keyed-{}", by.name),
            Measure::Hashed(by) => format!("={}", by.name),
        };
        (
            sources.locate(sink.span).line,
            format!("{place}:{key}{measure}"),
        )
    };
    sure.map(of_flow).collect()
}

/// The shipped models without one file.
fn without(stem: &str) -> &'static Models {
    let others = embedded::MODELS
        .iter()
        .copied()
        .filter(|(name, _)| *name != stem);
    let others: Vec<_> = others.collect();
    assert_eq!(others.len() + 1, embedded::MODELS.len(), "{stem}");
    let (models, _) = Models::load(Vec::leak(others), Words::embedded());
    Box::leak(Box::new(models))
}

/// What is wrong with a piece; empty if nothing is.
fn judge(piece: &Piece) -> String {
    let mut out = String::new();
    let Piece { stem, text } = piece;
    let (marked, found) = (marked(text), reached(text, Models::embedded()));
    let line = |number: u32| text.lines().nth(number as usize - 1).unwrap_or("").trim();
    let missing = marked.difference(&found).map(|r| ("missing", r));
    let surplus = found.difference(&marked).map(|r| ("surplus", r));
    for (what, (number, reached)) in missing.chain(surplus) {
        let _ = writeln!(
            out,
            "  {what} {reached} at {stem}.rs:{number}: {}",
            line(*number)
        );
    }
    if reached(text, without(stem)) == found {
        let _ = writeln!(
            out,
            "  {stem}.rs: rules/models/{stem}.toml makes no difference"
        );
    }
    out
}

#[test]
fn every_model_file_pulls_its_weight() {
    let only = std::env::var("MODEL").unwrap_or_default();
    let stems: Vec<String> = files_below(&repository().join("rules/models"), &[".toml"]);
    let stems = stems.iter().map(|p| p.trim_end_matches(".toml").to_owned());
    let mut out = String::new();
    let mut pieces = Vec::new();
    for stem in stems.filter(|s| only.is_empty() || *s == only) {
        match PIECES.get(&stem) {
            Some(text) => pieces.push(Piece {
                text: text.clone(),
                stem,
            }),
            None => {
                let _ = writeln!(out, "  {stem}.toml has no piece in tests/models");
            }
        }
    }
    let judged: Vec<String> = pieces.par_iter().map(judge).collect();
    out.extend(judged);
    assert!(out.is_empty(), "\n{out}");
}

#[test]
fn every_piece_has_a_model_file() {
    for stem in PIECES.keys() {
        let path = repository().join(format!("rules/models/{stem}.toml"));
        assert!(path.exists(), "tests/models/{stem}.rs has no model file");
    }
}
