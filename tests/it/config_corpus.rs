//! Configuration, SQL, pages and scripts of real services: nothing panics, places are true, and how much is read whole is
//! counted.
//!
//! `CANDOR_CONFIG_CORPUS` names directories with trees (divided by `:`); without it nothing is read.

use std::collections::BTreeMap;
use std::env;
use std::path::Path;
use std::time::Instant;

use candor::facts::surroundings::{OtherFacts, read_other};
use candor::parse::config::{Config, Reading};
use candor::parse::sql::insert::inserted;
use candor::source::{ScanGlobs, read};

/// What was counted of one kind.
#[derive(Debug, Default)]
struct Count {
    files: usize,
    bytes: usize,
    masked: usize,
    lines: usize,
    faults: usize,
    entries: usize,
    seconds: f64,
}

#[test]
fn configuration_of_real_services_is_read() {
    let Some(given) = env::var_os("CANDOR_CONFIG_CORPUS") else {
        println!("no corpus given: nothing was read");
        return;
    };
    let mut counts: BTreeMap<String, Count> = BTreeMap::new();
    for root in env::split_paths(&given) {
        count(&root, &mut counts);
    }
    for (kind, count) in &counts {
        println!("{kind:12} {count:?}");
    }
}

fn count(root: &Path, counts: &mut BTreeMap<String, Count>) {
    let sources = read(root, &ScanGlobs::default());
    for (_, file) in sources.iter() {
        let start = Instant::now();
        let facts = read_other(file.kind, &file.text);
        let took = start.elapsed().as_secs_f64();
        if matches!(facts, OtherFacts::Nothing) {
            continue;
        }
        let count = counts.entry(format!("{:?}", file.kind)).or_default();
        count.seconds += took;
        count.files += 1;
        count.bytes += file.text.len();
        let config = match facts {
            OtherFacts::Config(config) => config,
            other => {
                around(&other, &file.text, &file.path, count);
                continue;
            }
        };
        count.entries += config.entries.len();
        count.masked += usize::from(config.reading == Reading::Masked);
        count.lines += usize::from(config.reading == Reading::Lines);
        if !config.faults.is_empty() {
            count.faults += 1;
            println!("{:?} {}: {:?}", file.kind, file.path, config.faults[0]);
        }
        check(&config, &file.text, &file.path);
    }
}

/// What is no configuration: a SQL file is read whole where its tables are, a page or script where it ends.
fn around(facts: &OtherFacts, text: &str, path: &str, count: &mut Count) {
    let within = |start: u32, end: u32| {
        let written = text.get(start as usize..end as usize);
        assert!(written.is_some(), "{path}: {start}..{end}");
    };
    match facts {
        OtherFacts::Sql(statements) => {
            count.entries += statements.len();
            let lower = text.to_lowercase();
            let shapes = ["create table", "alter table", "drop table"];
            if statements.is_empty() && shapes.iter().any(|s| lower.contains(s)) {
                count.faults += 1;
                println!("Sql {path}: no statement was read");
            }
            for row in inserted(text) {
                within(row.range.start, row.range.end);
            }
        }
        OtherFacts::Web(facts) => {
            count.entries += facts.references.len();
            for reference in &facts.references {
                within(reference.range.start, reference.range.end);
                within(reference.place.start, reference.place.end);
            }
        }
        _ => {}
    }
}

/// Places lie within the text and on characters.
fn check(config: &Config, text: &str, path: &str) {
    for entry in &config.entries {
        for range in [entry.key, entry.at] {
            let written = text.get(range.start as usize..range.end as usize);
            assert!(written.is_some(), "{path}: {entry:?}");
        }
    }
}
