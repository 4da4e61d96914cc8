//! The speed of a check against the floor of only parsing the same files.
//!
//! In: the crates in cargo's local registry, or the tree that `CANDOR_BENCH_CORPUS` names. Out: a table on standard
//! output with the best of three runs of (a) reading, (b) `syn::parse_file` alone, (c) facts, (d) the whole check, all
//! on one thread pool, then the share of each room and the peak of memory. It never asserts a time: ratios within one
//! run are what can be compared.
//!
//! `cargo bench` measures 50,000 and 500,000 lines, `cargo bench -- --smoke` runs once over the smaller corpus,
//! `cargo bench -- --full` adds 5,000,000 lines or as many as there are.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use candor::catalog::{Catalog, Overlay, taxonomy};
use candor::facts::surroundings::{Surroundings, read_other};
use candor::policy::Known;
use candor::source::{Kind, ScanGlobs, SourceMap};
use candor::span::FileId;
use candor::{cli, facts, flow, link, policy, rules, source};

/// Promises that nearly every service makes.
const POLICY: &str = include_str!("floor.toml");

/// The stack of a worker, as the program itself chooses it.
const STACK: usize = 64 << 20;

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// How much is measured.
#[derive(Clone, Copy)]
struct Plan {
    sizes: &'static [usize],
    rounds: usize,
}

/// One corpus on the disk.
struct Corpus {
    root: PathBuf,
    policy: PathBuf,
}

/// The best times over one corpus.
struct Row {
    files: usize,
    lines: usize,
    bytes: usize,
    read: Duration,
    parse: Duration,
    facts: Duration,
    whole: Duration,
    findings: usize,
    peak: Option<u64>,
    rooms: Vec<(&'static str, Duration)>,
}

fn main() -> Outcome<()> {
    let words: Vec<String> = std::env::args().collect();
    let has = |word: &str| words.iter().any(|w| w == word);
    // `cargo test --benches` runs this file too, without the `--bench` that `cargo bench` adds.
    let plan = if has("--smoke") || !has("--bench") {
        Plan {
            sizes: &[50_000],
            rounds: 1,
        }
    } else if has("--full") {
        Plan {
            sizes: &[50_000, 500_000, 5_000_000],
            rounds: 3,
        }
    } else {
        Plan {
            sizes: &[50_000, 500_000],
            rounds: 3,
        }
    };
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR")).join("floor");
    fs::create_dir_all(&scratch)?;
    let pool = rayon::ThreadPoolBuilder::new().stack_size(STACK).build()?;
    println!(
        "{} threads, best of {}; times in seconds, (b) is `syn::parse_file` alone",
        pool.current_num_threads(),
        plan.rounds
    );
    println!(
        "{:>9} {:>6} {:>7} | {:>8} {:>8} {:>8} {:>8} | {:>5} {:>5} | {:>8} {:>8}",
        "lines",
        "files",
        "MB",
        "(a) read",
        "(b) syn",
        "(c) facts",
        "(d) check",
        "c/b",
        "d/b",
        "peak MB",
        "findings"
    );
    if let Some(given) = std::env::var_os("CANDOR_BENCH_CORPUS") {
        let policy = scratch.join("candor.toml");
        fs::write(&policy, POLICY)?;
        let root = PathBuf::from(given).canonicalize()?;
        let corpus = Corpus { root, policy };
        print(&pool.install(|| measure(&corpus, plan.rounds))?);
        return Ok(());
    }
    let crates = crates()?;
    for size in plan.sizes {
        let corpus = assemble(&crates, *size, &scratch.join(size.to_string()))?;
        print(&pool.install(|| measure(&corpus, plan.rounds))?);
    }
    Ok(())
}

/// The crates that cargo has unpacked here, by name; this program's own dependencies at least.
fn crates() -> Outcome<Vec<PathBuf>> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::home_dir().map(|h| h.join(".cargo")));
    let sources = home.unwrap_or_default().join("registry").join("src");
    let mut found = Vec::new();
    for registry in fs::read_dir(&sources)? {
        for entry in fs::read_dir(registry?.path())? {
            found.push(entry?.path());
        }
    }
    found.sort_by(|a, b| a.file_name().cmp(&b.file_name()));
    found.dedup_by(|a, b| a.file_name() == b.file_name());
    Ok(found)
}

/// Copies whole crates until their Rust files have so many lines.
fn assemble(crates: &[PathBuf], lines: usize, root: &Path) -> Outcome<Corpus> {
    let _ = fs::remove_dir_all(root);
    fs::create_dir_all(root)?;
    let policy = root.join("candor.toml");
    fs::write(&policy, POLICY)?;
    let mut copied = 0;
    for path in crates {
        if copied >= lines {
            break;
        }
        if let Some(name) = path.file_name() {
            copied += copy(path, &root.join(name))?;
        }
    }
    Ok(Corpus {
        root: root.canonicalize()?,
        policy,
    })
}

/// Copies the Rust files and manifests of a directory and says how many lines of Rust there are.
fn copy(from: &Path, to: &Path) -> Outcome<usize> {
    fs::create_dir_all(to)?;
    let mut lines = 0;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let path = entry.path();
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            lines += copy(&path, &target)?;
        } else if path.extension().is_some_and(|e| e == "rs") {
            let bytes = fs::read(&path)?;
            lines += bytes.split(|b| *b == b'\n').count();
            fs::write(target, bytes)?;
        } else if entry.file_name() == "Cargo.toml" {
            fs::copy(&path, target)?;
        }
    }
    Ok(lines)
}

/// Measures one corpus. Called on the pool.
fn measure(corpus: &Corpus, rounds: usize) -> Outcome<Row> {
    // The first run warms the disk's cache up; it also comes before this program holds any text, so that the peak of
    // memory is the check's own.
    reset_peak();
    let json = check(corpus)?;
    let peak = peak();
    let findings = serde_json::from_slice::<serde_json::Value>(&json)?["summary"]["findings"]
        .as_u64()
        .unwrap_or(0);
    drop(json);
    let sources = source::read(&corpus.root, &ScanGlobs::default());
    let rust: Vec<usize> = (0..sources.files.len())
        .filter(|i| sources.files[*i].kind == Kind::Rust)
        .collect();
    let texts = || rust.iter().map(|i| sources.files[*i].text.as_str());
    let row = Row {
        files: rust.len(),
        lines: texts().map(|t| t.lines().count()).sum(),
        bytes: texts().map(str::len).sum(),
        read: best(rounds, || {
            drop(source::read(&corpus.root, &ScanGlobs::default()));
        }),
        parse: best(rounds, || drop(each(&sources, &rust, parse))),
        facts: best(rounds, || drop(each(&sources, &rust, facts_of))),
        whole: best(rounds, || drop(check(corpus))),
        findings: usize::try_from(findings)?,
        peak,
        rooms: rooms(&sources, &rust),
    };
    Ok(row)
}

/// The whole check, by the function that the program itself calls.
fn check(corpus: &Corpus) -> Outcome<Vec<u8>> {
    Ok(cli::check_as_json(&corpus.root, &corpus.policy)?)
}

/// Only parses, and drops the tree.
fn parse(sources: &SourceMap, file: usize) -> usize {
    proc_macro2::extra::invalidate_current_thread_spans();
    syn::parse_file(&sources.files[file].text).map_or(0, |f| f.items.len())
}

/// Parses and lowers, and keeps what was read.
fn facts_of(sources: &SourceMap, file: usize) -> facts::FileFacts {
    facts::read(&sources.files[file].text, facts::Extent::Product)
}

/// Does the same with each file, the largest first, on all threads.
fn each<T: Send>(
    sources: &SourceMap,
    files: &[usize],
    work: fn(&SourceMap, usize) -> T,
) -> Vec<(usize, T)> {
    let mut files = files.to_vec();
    files.sort_by_key(|i| std::cmp::Reverse(sources.files[*i].text.len()));
    let next = AtomicUsize::new(0);
    let parts = rayon::broadcast(|_| {
        let mut done = Vec::new();
        while let Some(i) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            done.push((*i, work(sources, *i)));
        }
        done
    });
    parts.into_iter().flatten().collect()
}

/// One run through the rooms, each timed by itself.
fn rooms(sources: &SourceMap, rust: &[usize]) -> Vec<(&'static str, Duration)> {
    let mut times = Vec::new();
    let mut clock = Instant::now();
    let mut lap = |name| {
        times.push((name, clock.elapsed()));
        clock = Instant::now();
    };
    let catalog = Catalog::with(Overlay::default());
    lap("catalog");
    let mut read = each(sources, rust, facts_of);
    read.sort_by_key(|(i, _)| *i);
    lap("facts");
    let others = sources.iter().filter(|(_, f)| f.kind != Kind::Rust);
    let surroundings =
        Surroundings::gather(others.map(|(id, f)| (id, read_other(f.kind, &f.text))));
    lap("surroundings");
    let read = read
        .into_iter()
        .map(|(i, f)| (FileId(i as u32), sources.files[i].path.as_str(), f))
        .collect();
    let manifests: Vec<(&str, &str)> = sources
        .files
        .iter()
        .filter(|f| f.kind == Kind::CargoToml)
        .map(|f| (f.path.as_str(), f.text.as_str()))
        .collect();
    let program = link::link(read, &manifests, &catalog);
    lap("link");
    let flows = flow::analyze(&program, &catalog, sources, flow::Judge::Product, None);
    lap("flow");
    let known = Known {
        taxonomy: taxonomy(),
        recipients: &[],
    };
    let (policy, _) = policy::read(POLICY, "candor.toml", FileId(0), None, known);
    if let Some(policy) = policy {
        let context = rules::Context {
            policy: &policy,
            sources,
            catalog: &catalog,
            program: &program,
            flows: &flows,
            surroundings: &surroundings,
            schema: &candor::link::schema::Schema::default(),
            settings: &candor::link::settings::Settings::default(),
            today: "2026-01-01",
        };
        drop(rules::judge(&context));
    }
    lap("rules");
    drop((program, flows));
    lap("dropping");
    times
}

/// The shortest of some runs.
fn best(rounds: usize, work: impl Fn()) -> Duration {
    let time = |_| {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    (0..rounds).map(time).min().unwrap_or_default()
}

/// One line of the table, and below it where the time of the check goes.
fn print(row: &Row) {
    let seconds = |d: Duration| format!("{:.3}", d.as_secs_f64());
    let ratio = |d: Duration| format!("{:.2}", d.as_secs_f64() / row.parse.as_secs_f64());
    let peak = row
        .peak
        .map_or_else(|| "?".to_owned(), |kb| (kb / 1024).to_string());
    println!(
        "{:>9} {:>6} {:>7.1} | {:>8} {:>8} {:>9} {:>9} | {:>5} {:>5} | {:>8} {:>8}",
        row.lines,
        row.files,
        row.bytes as f64 / 1e6,
        seconds(row.read),
        seconds(row.parse),
        seconds(row.facts),
        seconds(row.whole),
        ratio(row.facts),
        ratio(row.whole),
        peak,
        row.findings
    );
    let rooms: Vec<String> = row
        .rooms
        .iter()
        .map(|(name, time)| format!("{name} {}", seconds(*time)))
        .collect();
    println!("          one run by rooms: {}", rooms.join(", "));
}

/// Sets the kernel's mark of the peak back, where there is one.
fn reset_peak() {
    let _ = fs::write("/proc/self/clear_refs", "5");
}

/// The most memory this process held since the mark was set back, in KiB; only Linux tells.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}
