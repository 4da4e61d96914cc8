//! The flow engine against a naive reference, on programs that a generator makes up.
//!
//! Two interpreters that share no code with the engine say what must be found (`runs`: programs really run, every datum
//! seen at a log) and what may be found (`joined`: the documented approximations, computed the slow way). What the
//! engine finds must lie between. `NAIVE=n` tries n programs; a failure prints the smallest program that fails.

mod generate;
mod joined;
mod language;
mod runs;
mod shrink;
mod value;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use candor::catalog::{Catalog, Measure, Overlay};
use candor::finding::Confidence;
use candor::source::{Kind, Role, SourceFile, SourceMap};
use candor::span::{FileId, LineIndex};
use candor::{facts, flow, link};
use rayon::prelude::*;

use language::{Passed, Program};
use value::Seen;

/// How many programs are tried.
const PROGRAMS: u64 = 300;
/// How many ways to one place the engine tells apart.
const APART: usize = 6;

/// The keys of the sources, in their order.
const KEYS: [&str; 4] = [
    "user.contact.email",
    "user.contact.phone_number",
    "user.device.ip_address",
    "user.authorization.password",
];

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
    let paths = |names: &[&str]| names.iter().map(|n| format!("made_up::{n}")).collect();
    let source = |(i, key): (usize, &&str)| ((*key).to_owned(), paths(&[&format!("s{i}")]));
    Catalog::with(Overlay {
        hashes: paths(&["h"]),
        redacts: paths(&["m"]),
        encrypts: paths(&["z"]),
        logs: paths(&["note"]),
        sources: KEYS.iter().enumerate().map(source).collect(),
        ..Overlay::default()
    })
});

/// What the engine finds.
#[derive(Default)]
struct Found {
    all: Seen,
    /// What it is not unsure of.
    sure: Seen,
    /// How many ways it tells apart to each log.
    ways: BTreeMap<u32, usize>,
}

fn engine(text: &language::Text) -> Found {
    let file = SourceFile {
        path: "src/lib.rs".to_owned(),
        kind: Kind::Rust,
        role: Role::Product,
        git_ignored: false,
        text: text.rust.clone(),
        lines: LineIndex::new(&text.rust),
    };
    let sources = SourceMap {
        files: vec![file],
        ..SourceMap::default()
    };
    let manifest = "[package]\nname = \"made_up\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";
    let read = facts::read(&text.rust, facts::Extent::All);
    assert!(read.errors.is_empty(), "{:?}\n{}", read.errors, text.rust);
    let rust = vec![(FileId(0), "src/lib.rs", read)];
    let program = link::link(rust, &[("Cargo.toml", manifest)], &CATALOG);
    let flows = flow::analyze(&program, &CATALOG, &sources, flow::Judge::Product, None);
    assert!(flows.missing.is_empty(), "{:?}", flows.missing);
    let mut out = Found::default();
    for found in &flows.flows {
        let number = |places: &[(u32, u32)], at: u32| {
            let place = places.iter().find(|(start, _)| *start == at);
            place.map_or(u32::MAX, |(_, number)| *number)
        };
        let log = number(&text.logs, flows.sinks[found.sink].span.start);
        let source = number(&text.sources, found.source.start);
        let passed = match found.measure {
            Measure::Plain => Passed::Nothing,
            Measure::Hashed(_) => Passed::Hash,
            Measure::Encrypted => Passed::Seal,
            Measure::Masked | Measure::Aggregated => Passed::Mask,
        };
        *out.ways.entry(log).or_default() += 1;
        out.all.insert((log, (source, passed)));
        if found.confidence > Confidence::Low {
            out.sure.insert((log, (source, passed)));
        }
    }
    out
}

/// What is wrong with what the engine finds in a program; empty if nothing is.
fn wrong(program: &Program) -> String {
    let text = language::text(program);
    let Found { all, sure, ways } = engine(&text);
    let (must, may) = (runs::run(program), joined::join(program));
    let mut out = String::new();
    for (log, _) in must.difference(&may) {
        let _ = writeln!(out, "the references disagree at log {log}");
    }
    let key = |source: &u32| text.kinds.get(source).copied();
    // Where many ways lead, the engine keeps one of each datum.
    let kept = |(log, (source, passed)): &&(u32, (u32, Passed))| {
        let same =
            |(l, (s, p)): &(u32, (u32, Passed))| l == log && key(s) == key(source) && p == passed;
        ways.get(log).is_some_and(|w| *w >= APART) && all.iter().any(same)
    };
    let missing = must
        .difference(&all)
        .filter(|s| !kept(s))
        .map(|s| ("missing", s));
    let surplus = sure.difference(&may).map(|s| ("surplus", s));
    for (what, (log, (source, passed))) in missing.chain(surplus) {
        let at = |places: &[(u32, u32)], number: &u32| {
            let place = places.iter().find(|(_, n)| n == number);
            let start = place.map_or(0, |(start, _)| *start as usize);
            text.rust[..start].lines().count()
        };
        let (to, from) = (at(&text.logs, log), at(&text.sources, source));
        let _ = writeln!(out, "{what}: line {from} to line {to}, passed {passed:?}");
    }
    out
}

#[test]
fn the_engine_finds_what_runs_show_and_no_more_than_is_documented() {
    let asked = std::env::var("NAIVE")
        .ok()
        .and_then(|n| n.parse::<u64>().ok());
    let failing: Vec<u64> = (0..asked.unwrap_or(PROGRAMS))
        .into_par_iter()
        .filter(|seed| !wrong(&made(*seed)).is_empty())
        .collect();
    let smallest = failing
        .par_iter()
        .take(24)
        .map(|seed| shrink::smallest(made(*seed), &|p| !wrong(p).is_empty()))
        .min_by_key(|p| language::text(p).rust.len());
    if let Some(program) = smallest {
        let text = language::text(&program).rust;
        let numbered = (1..).zip(text.lines()).map(|(n, l)| format!("{n:4} {l}\n"));
        panic!(
            "{} programs fail; the smallest:\n{}{}",
            failing.len(),
            numbered.collect::<String>(),
            wrong(&program)
        );
    }
}

/// The program of a seed: small ones first.
fn made(seed: u64) -> Program {
    generate::program(seed, 1 + (seed % 5) as usize)
}
