//! Which crate and module each Rust file belongs to, by Cargo's layout.
//!
//! In: the manifests' texts and the files' paths. Out: for each Rust file the crate and the module path it holds.
//! Files are placed by where they stand, not by following `mod` lines: a file that only a macro declares is placed
//! too, and cyclic declarations cannot hurt. `#[path]` is applied by the module tree later.

use std::collections::{BTreeMap, BTreeSet};

/// A package of the workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// The folder of its manifest, with a trailing `/`, empty for the root.
    pub dir: String,
    /// The name of its library as code writes it.
    pub lib: String,
    /// Paths of target roots other than the library and the main binary, relative to the tree's root.
    pub roots: Vec<String>,
    /// The folder of the library's root file, with a trailing `/`.
    pub src: String,
    /// The root files that share the crate's root module (`lib.rs`, `main.rs`).
    pub shared: Vec<String>,
}

/// Where a file stands in its crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    /// The crate's root module: the package's index and, for separate targets, the target's root file.
    pub krate: (usize, Option<String>),
    /// Module names from the root, empty for a root file.
    pub path: Vec<String>,
}

/// Reads the packages out of all manifests, in path order. What is no valid manifest is left out.
pub fn packages<'a>(manifests: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<Package> {
    let mut found: Vec<Package> = manifests
        .filter_map(|(path, text)| package(path, text))
        .collect();
    if !found.iter().any(|p| p.dir.is_empty()) {
        // Files outside of any package still form a crate, so that loose trees are judged.
        found.push(plain(String::new(), "unnamed".into()));
    }
    found.sort_by(|a, b| a.dir.cmp(&b.dir));
    found
}

fn plain(dir: String, lib: String) -> Package {
    let src = format!("{dir}src/");
    let shared = vec![format!("{src}lib.rs"), format!("{src}main.rs")];
    Package {
        dir,
        lib,
        roots: Vec::new(),
        src,
        shared,
    }
}

fn package(path: &str, text: &str) -> Option<Package> {
    let dir = path.strip_suffix("Cargo.toml")?.to_owned();
    let table: toml::Table = text.parse().ok()?;
    let name = table.get("package")?.get("name")?.as_str()?.to_owned();
    let lib = table.get("lib");
    let lib_name = lib
        .and_then(|l| l.get("name"))
        .and_then(|n| n.as_str())
        .unwrap_or(&name);
    let mut package = plain(dir.clone(), lib_name.replace('-', "_"));
    if let Some(path) = lib.and_then(|l| l.get("path")).and_then(|p| p.as_str()) {
        let file = join(&dir, path);
        folder(&file).clone_into(&mut package.src);
        package.shared = vec![file, format!("{}main.rs", package.src)];
    }
    for key in ["bin", "example", "test", "bench"] {
        for target in table
            .get(key)
            .and_then(|t| t.as_array())
            .into_iter()
            .flatten()
        {
            if let Some(path) = target.get("path").and_then(|p| p.as_str()) {
                let file = join(&dir, path);
                if !package.shared.contains(&file) {
                    package.roots.push(file);
                }
            }
        }
    }
    Some(package)
}

/// Joins a relative path of a manifest to its folder, `.` and `..` resolved within the tree.
pub fn join(dir: &str, path: &str) -> String {
    let mut parts: Vec<&str> = dir.split('/').filter(|p| !p.is_empty()).collect();
    for part in path.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The folder of a path, with a trailing `/`; empty for a file at the root.
pub fn folder(path: &str) -> &str {
    path.rfind('/').map_or("", |i| &path[..=i])
}

/// The home of each Rust file, in the order given.
pub fn homes<'a>(
    packages: &[Package],
    files: impl Iterator<Item = &'a str>,
) -> BTreeMap<&'a str, Home> {
    let files: BTreeSet<&str> = files.collect();
    // A stray manifest without any target (`src/Cargo.toml`) owns no file.
    let real: Vec<bool> = packages
        .iter()
        .map(|p| p.dir.is_empty() || has_target(p, &files))
        .collect();
    files
        .into_iter()
        .map(|file| (file, home(packages, &real, file)))
        .collect()
}

fn has_target(package: &Package, files: &BTreeSet<&str>) -> bool {
    let bins = format!("{}src/bin/", package.dir);
    package
        .shared
        .iter()
        .chain(&package.roots)
        .any(|root| files.contains(root.as_str()))
        || files
            .range(bins.as_str()..)
            .next()
            .is_some_and(|f| f.starts_with(&bins))
}

fn home(packages: &[Package], real: &[bool], file: &str) -> Home {
    let owns = |(i, p): &(usize, &Package)| real[*i] && file.starts_with(&p.dir);
    let owner = packages
        .iter()
        .enumerate()
        .filter(owns)
        .max_by_key(|(_, p)| p.dir.len());
    let Some((index, package)) = owner else {
        return under(0, file, file);
    };
    let of_crate = |path| Home {
        krate: (index, None),
        path,
    };
    if package.shared.iter().any(|s| s == file) {
        return of_crate(Vec::new());
    }
    if let Some(root) = target_root(package, file) {
        return under(index, &root, file);
    }
    if let Some(rest) = file.strip_prefix(&package.src) {
        return of_crate(modules(rest));
    }
    let near = package
        .roots
        .iter()
        .filter(|r| file.starts_with(folder(r)))
        .max_by_key(|r| folder(r).len());
    under(index, near.map_or(file, String::as_str), file)
}

/// A file of a target with a root file of its own.
fn under(index: usize, root: &str, file: &str) -> Home {
    let inside = file.strip_prefix(folder(root)).filter(|_| file != root);
    Home {
        krate: (index, Some(root.to_owned())),
        path: inside.map(modules).unwrap_or_default(),
    }
}

/// The root file of a binary, example, test or bench that a file belongs to by its folder.
fn target_root(package: &Package, file: &str) -> Option<String> {
    if package.roots.iter().any(|r| r == file) {
        return Some(file.to_owned());
    }
    let inside = file.strip_prefix(&package.dir)?;
    ["src/bin/", "examples/", "tests/", "benches/"]
        .into_iter()
        .find_map(|own| {
            let rest = inside.strip_prefix(own)?;
            Some(match rest.split_once('/') {
                None => file.to_owned(),
                Some((first, _)) => format!("{}{own}{first}/main.rs", package.dir),
            })
        })
}

/// `a/b/mod.rs` → `a::b`, `a/b.rs` → `a::b`.
fn modules(rest: &str) -> Vec<String> {
    let rest = rest.strip_suffix(".rs").unwrap_or(rest);
    let mut parts: Vec<String> = rest.split('/').map(str::to_owned).collect();
    if parts.last().is_some_and(|l| l == "mod") {
        parts.pop();
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(manifests: &[(&str, &str)], file: &str, expect: (usize, Option<&str>, &str)) {
        let packages = packages(manifests.iter().copied());
        let home = home(&packages, &vec![true; packages.len()], file);
        assert_eq!(
            (
                home.krate.0,
                home.krate.1.as_deref(),
                home.path.join("::").as_str()
            ),
            expect
        );
    }

    #[test]
    fn files_find_their_module() {
        let manifests = [
            ("Cargo.toml", "[package]\nname = 'my-app'"),
            (
                "crates/db/Cargo.toml",
                "[package]\nname='db'\n[lib]\npath='lib/db.rs'",
            ),
        ];
        check(&manifests, "src/lib.rs", (0, None, ""));
        check(&manifests, "src/main.rs", (0, None, ""));
        check(&manifests, "src/a/mod.rs", (0, None, "a"));
        check(&manifests, "src/a/b.rs", (0, None, "a::b"));
        check(
            &manifests,
            "src/bin/tool.rs",
            (0, Some("src/bin/tool.rs"), ""),
        );
        check(
            &manifests,
            "src/bin/tool/args.rs",
            (0, Some("src/bin/tool/main.rs"), "args"),
        );
        check(&manifests, "crates/db/lib/db.rs", (1, None, ""));
        check(&manifests, "crates/db/lib/x.rs", (1, None, "x"));
        check(&[], "a/b.rs", (0, Some("a/b.rs"), ""));
    }
}
