//! Configuration of real services: nothing panics, places are true, and how much is read whole is counted.
//!
//! `CANDOR_CONFIG_CORPUS` names directories with trees (divided by `:`); without it nothing is read.

use std::collections::BTreeMap;
use std::env;
use std::path::Path;
use std::time::Instant;

use candor::facts::surroundings::{OtherFacts, read_other};
use candor::parse::config::{Config, Reading};
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
        let OtherFacts::Config(config) = read_other(file.kind, &file.text) else {
            continue;
        };
        let count = counts.entry(format!("{:?}", file.kind)).or_default();
        count.seconds += start.elapsed().as_secs_f64();
        count.files += 1;
        count.bytes += file.text.len();
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

/// Places lie within the text and on characters.
fn check(config: &Config, text: &str, path: &str) {
    for entry in &config.entries {
        for range in [entry.key, entry.at] {
            let written = text.get(range.start as usize..range.end as usize);
            assert!(written.is_some(), "{path}: {entry:?}");
        }
    }
}
