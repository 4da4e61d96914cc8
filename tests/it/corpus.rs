//! The sources of the local package cache, crate by crate: whatever people write, candor judges it without a failure.
//!
//! `CANDOR_CORPUS_SECONDS` says for how long (default 60), `CANDOR_CORPUS` where other trees lie. The crates come in an
//! order that has nothing to do with their names, so that a short run sees a bit of everything.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use crate::bounded;
use crate::scratch::Tree;

/// A policy with every rule that is judged, for all code.
const POLICY: &str = r#"[policy]
service = "Corpus"
taxonomy = "fideslang-3.1"

[scan]
tests = true

[[commitment]]
rule = "never-logged"
data = ["user", "system"]

[[commitment]]
rule = "hashed-at-rest"
data = ["user"]

[[commitment]]
rule = "no-trackers"
"#;

/// How long one crate may take, without optimisation.
const LIMIT: Duration = Duration::from_mins(2);

fn cache() -> Option<PathBuf> {
    let given = env::var_os("CANDOR_CORPUS").map(PathBuf::from);
    let home = || {
        let cargo = env::var_os("CARGO_HOME").map(PathBuf::from);
        let cargo = cargo.or_else(|| env::var_os("HOME").map(|h| Path::new(&h).join(".cargo")));
        cargo.map(|c| c.join("registry/src"))
    };
    given.or_else(home)
}

/// The directories two levels below the cache: registries hold crates.
fn crates() -> Vec<PathBuf> {
    let below = |directory: PathBuf| fs::read_dir(directory).into_iter().flatten().flatten();
    let registries = cache()
        .into_iter()
        .flat_map(below)
        .map(|entry| entry.path());
    let mut found: Vec<PathBuf> = registries
        .flat_map(below)
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect();
    let mixed = |path: &PathBuf| {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        name.bytes().fold(0_u32, |hash, b| {
            hash.wrapping_mul(0x0100_0193) ^ u32::from(b)
        })
    };
    found.sort_by_key(|path| (mixed(path), path.clone()));
    found
}

#[test]
fn every_crate_of_the_package_cache_is_judged() {
    let crates = crates();
    if crates.is_empty() {
        println!("no package cache here: nothing was judged");
        return;
    }
    let seconds = env::var("CANDOR_CORPUS_SECONDS")
        .ok()
        .and_then(|s| s.parse().ok());
    let budget = Duration::from_secs(seconds.unwrap_or(60));
    let started = Instant::now();
    let tree = Tree::new();
    tree.write("candor.toml", POLICY);
    let next = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    let read = Mutex::new([0; 3]);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while started.elapsed() < budget {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(directory) = crates.get(at) else {
                        break;
                    };
                    match judge(&tree, directory) {
                        Ok(counts) => {
                            let mut read = read.lock().expect("counts");
                            read.iter_mut().zip(counts).for_each(|(sum, n)| *sum += n);
                        }
                        Err(fault) => failures.lock().expect("failures").push(fault),
                    }
                }
            });
        }
    });
    let [judged, files, lines] = *read.lock().expect("counts");
    println!(
        "{judged} of {} crates, {files} files, {lines} lines in {:?}",
        crates.len(),
        started.elapsed()
    );
    let failures = failures.into_inner().expect("failures");
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

/// Judges one crate: how many crates, files and lines were read.
fn judge(tree: &Tree, directory: &Path) -> Result<[u64; 3], String> {
    let named = |fault: String| format!("{}: {fault}", directory.display());
    let shown = directory.to_string_lossy();
    let policy = tree.0.join("candor.toml");
    let policy = policy.to_string_lossy();
    let args = [
        "--policy",
        &policy,
        "--format",
        "json",
        "--exit-zero",
        "--jobs",
        "1",
        &shown,
    ];
    let ran = bounded::attempt(&tree.0, &args, LIMIT).map_err(named)?;
    if ran.stderr.contains("nothing to check") {
        return Ok([1, 0, 0]);
    }
    if ran.status != Some(0) {
        return Err(named(ran.stderr));
    }
    let scanned = &ran.json()["scanned"];
    let count = |name: &str| scanned[name].as_u64().unwrap_or(0);
    Ok([1, count("files"), count("lines")])
}
