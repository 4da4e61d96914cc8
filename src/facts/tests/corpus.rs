//! All sources of the local package cache, where there is one: no file may stop the reader.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::hostile::on_a_large_stack;
use super::reading;

fn sources(under: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(under).into_iter().flatten().flatten() {
        let path = entry.path();
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => sources(&path, found),
            Ok(kind) if kind.is_file() && path.extension().is_some_and(|e| e == "rs") => {
                found.push(path);
            }
            _ => {}
        }
    }
}

/// Run with `--ignored --nocapture` in an optimised profile for the numbers.
#[test]
#[ignore = "reads every source of the package cache"]
fn every_source_of_the_package_cache_is_read() {
    let root = std::env::var_os("CANDOR_CORPUS")
        .map(PathBuf::from)
        .or_else(|| {
            let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
            let home =
                home.or_else(|| std::env::var_os("HOME").map(|h| Path::new(&h).join(".cargo")));
            home.map(|h| h.join("registry/src"))
        });
    let mut paths = Vec::new();
    sources(&root.unwrap_or_default(), &mut paths);
    paths.sort();
    on_a_large_stack(move || {
        let (mut refused, mut bytes, mut files) = (0usize, 0usize, 0usize);
        let (mut lowered, mut parsed) = (Duration::ZERO, Duration::ZERO);
        for text in paths.iter().filter_map(|p| std::fs::read_to_string(p).ok()) {
            (files, bytes) = (files + 1, bytes + text.len());
            let start = Instant::now();
            let facts = reading(&text);
            lowered += start.elapsed();
            refused += usize::from(!facts.errors.is_empty());
            proc_macro2::extra::invalidate_current_thread_spans();
            let start = Instant::now();
            if facts.errors.is_empty() {
                drop(syn::parse_file(&text));
            }
            parsed += start.elapsed();
        }
        let ratio = lowered.as_secs_f64() / parsed.as_secs_f64().max(1e-9);
        println!(
            "{files} files, {bytes} bytes, {refused} refused, facts {lowered:?}, syn {parsed:?}, ratio {ratio:.2}"
        );
    });
}
