//! Lists the files of `rules/` so that the crate carries them without a hand-kept list.
//!
//! In: the folder `rules/`. Out: `rules.rs` in `OUT_DIR`, tables of file stem and text in sorted order, which
//! `src/catalog/embedded.rs` includes. It never reads the files: what they say is checked by their loaders.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=rules");
    // A build folder that is taken over from another checkout must not keep that one's rules.
    println!("cargo::rerun-if-env-changed=CARGO_MANIFEST_DIR");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let rules = root.join("rules");
    let mut out = String::new();
    table(
        &mut out,
        "PAGES",
        "The rule pages, by rule id.",
        &rules,
        "md",
    )?;
    table(
        &mut out,
        "MODELS",
        "Library models, by topic.",
        &rules.join("models"),
        "toml",
    )?;
    table(
        &mut out,
        "WORDS",
        "The data dictionary, by topic.",
        &rules.join("words"),
        "toml",
    )?;
    table(
        &mut out,
        "RECIPIENTS",
        "Third parties, by topic.",
        &rules.join("recipients"),
        "toml",
    )?;
    table(
        &mut out,
        "SURROUNDINGS",
        "What configuration means, by topic.",
        &rules.join("surroundings"),
        "toml",
    )?;
    table(
        &mut out,
        "SHEETS",
        "Knowledge that takes a file each: values, cookies, purges, links.",
        &rules,
        "toml",
    )?;
    let taxonomy = rules.join("taxonomy.toml");
    let taxonomy = taxonomy.to_string_lossy();
    let _ = writeln!(
        out,
        "/// The data taxonomy.\npub static TAXONOMY: &str = include_str!({taxonomy:?});"
    );
    let target = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("rules.rs");
    fs::write(target, out)
}

/// Writes one table: the files of `folder` with the ending, sorted by name. A missing folder is an empty table.
fn table(out: &mut String, name: &str, doc: &str, folder: &Path, ending: &str) -> io::Result<()> {
    let mut files = Vec::new();
    if folder.is_dir() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|e| e == ending) {
                files.push(path);
            }
        }
    }
    files.sort();
    let _ = writeln!(out, "/// {doc}\npub static {name}: &[(&str, &str)] = &[");
    for path in &files {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let path = path.to_string_lossy();
        let _ = writeln!(out, "    ({stem:?}, include_str!({path:?})),");
    }
    out.push_str("];\n");
    Ok(())
}
