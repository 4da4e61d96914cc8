//! `Cargo.toml` and `Cargo.lock`.
//!
//! In: the text of one manifest or lock file. Out: its dependencies, each with the real name of the crate, the table it
//! stands in, what makes it optional, and its place. Inheritance from a workspace is noted, not resolved: that
//! needs two files, and this module sees one.

use super::toml::{self as read_toml, Value};
use super::{Fault, Range};
use std::collections::BTreeSet;
use toml::de::{DeTable, DeValue};

/// What one `Cargo.toml` says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// `[package] name`; none for a virtual workspace.
    pub name: Option<String>,
    /// Whether the file has a `[workspace]`.
    pub workspace: bool,
    /// The dependencies, sorted by place.
    pub dependencies: Vec<Dependency>,
    /// What could not be read.
    pub faults: Vec<Fault>,
}

/// One dependency.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dependency {
    /// The place of its key.
    pub range: Range,
    /// The name code calls it by.
    pub alias: String,
    /// The name of the crate: `package = "…"` where given.
    pub name: String,
    /// The table it stands in.
    pub table: Table,
    /// `cfg(…)` or target triple of the table, if any.
    pub target: Option<String>,
    /// Whether `optional = true`.
    pub optional: bool,
    /// Whether `workspace = true`: the rest stands in the workspace's manifest under the same name.
    pub inherited: bool,
    /// Whether it is a crate of the same repository (`path = "…"`).
    pub local: bool,
    /// The features asked for.
    pub features: Vec<String>,
    /// The features of this package that switch it on, sorted; only for optional ones.
    pub enabled_by: Vec<String>,
    /// Whether one of these is a default feature.
    pub default_on: bool,
}

/// A table of dependencies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// `[dependencies]`: part of the product.
    Normal,
    /// `[dev-dependencies]`
    Dev,
    /// `[build-dependencies]`
    Build,
    /// `[workspace.dependencies]`: counts only where a member inherits it.
    Workspace,
}

/// Reads a `Cargo.toml`; never fails.
pub fn read(text: &str) -> Manifest {
    let (root, faults) = read_toml::read(text);
    let mut dependencies = Vec::new();
    tables(&root, None, &mut dependencies);
    if let Some(targets) = root
        .get("target")
        .and_then(|v| read_toml::table(v.get_ref()))
    {
        for (target, value) in targets {
            if let Some(table) = read_toml::table(value.get_ref()) {
                tables(table, Some(target.get_ref()), &mut dependencies);
            }
        }
    }
    let workspace = root.get("workspace");
    if let Some(table) = workspace.and_then(|v| read_toml::get(v.get_ref(), "dependencies")) {
        entries(table, Table::Workspace, None, &mut dependencies);
    }
    let features = root
        .get("features")
        .and_then(|v| read_toml::table(v.get_ref()));
    for dependency in dependencies.iter_mut().filter(|d| d.optional) {
        enable(dependency, features);
    }
    dependencies.sort();
    let name = root
        .get("package")
        .and_then(|v| read_toml::get(v.get_ref(), "name"));
    Manifest {
        name: name
            .and_then(|v| read_toml::text(v.get_ref()))
            .map(str::to_owned),
        workspace: workspace.is_some(),
        dependencies,
        faults,
    }
}

/// What cannot be read of a `Cargo.lock`. Most are as long as a crate and just as cargo wrote them, which one look at
/// each line tells; only others are read as TOML.
pub fn lock_faults(text: &str) -> Vec<Fault> {
    if is_as_written_by_cargo(text) {
        return Vec::new();
    }
    read_toml::read(text).1
}

/// Whether each line is one of those that cargo writes, in the order in which it writes them.
fn is_as_written_by_cargo(text: &str) -> bool {
    const KEYS: [&str; 5] = ["name", "version", "source", "checksum", "dependencies"];
    let plain = |text: &str| {
        let is_plain = |b: u8| b == b' ' || b.is_ascii_graphic() && b != b'"' && b != b'\\';
        text.bytes().all(is_plain)
    };
    let quoted = |text: &str| {
        let inner = text.strip_prefix('"').and_then(|t| t.strip_suffix('"'));
        inner.is_some_and(plain)
    };
    // The next key that the open package may have, and whether its list of dependencies is open.
    let (mut next, mut listing) = (None, false);
    let mut format = None;
    for line in text.lines() {
        if listing {
            let entry = line.strip_prefix(' ').and_then(|l| l.strip_suffix(','));
            listing = line != "]";
            if listing && !entry.is_some_and(quoted) {
                return false;
            }
            continue;
        }
        let Some((key, value)) = line.split_once(" = ") else {
            let comment = || line.strip_prefix("# ").is_some_and(plain);
            match line {
                "[[package]]" => next = Some(0),
                "" => {}
                _ if comment() => {}
                _ => return false,
            }
            continue;
        };
        let Some(first) = next else {
            // The version of the format stands alone above all packages.
            let is_number = matches!(value, "1" | "2" | "3" | "4");
            if key != "version" || !is_number || format.replace(value).is_some() {
                return false;
            }
            continue;
        };
        let known = KEYS
            .iter()
            .position(|k| *k == key)
            .filter(|at| *at >= first);
        let Some(at) = known else { return false };
        next = Some(at + 1);
        listing = key == "dependencies" && value == "[";
        if !listing && (key == "dependencies" || !quoted(value)) {
            return false;
        }
    }
    !listing
}

/// The three tables of dependencies of a package or of one of its targets.
fn tables(root: &DeTable<'_>, target: Option<&str>, out: &mut Vec<Dependency>) {
    let names = [
        ("dependencies", Table::Normal),
        ("dev-dependencies", Table::Dev),
        ("dev_dependencies", Table::Dev),
        ("build-dependencies", Table::Build),
        ("build_dependencies", Table::Build),
    ];
    for (name, table) in names {
        if let Some(value) = root.get(name) {
            entries(value, table, target, out);
        }
    }
}

/// The entries of one table of dependencies.
fn entries(value: &Value<'_>, table: Table, target: Option<&str>, out: &mut Vec<Dependency>) {
    let Some(found) = read_toml::table(value.get_ref()) else {
        return;
    };
    for (key, value) in found {
        let spec = value.get_ref();
        let on = |name| {
            matches!(
                read_toml::get(spec, name).map(toml::Spanned::get_ref),
                Some(DeValue::Boolean(true))
            )
        };
        let package = read_toml::get(spec, "package").and_then(|v| read_toml::text(v.get_ref()));
        out.push(Dependency {
            range: read_toml::range(key),
            alias: key.get_ref().to_string(),
            name: package.unwrap_or(key.get_ref()).to_owned(),
            table,
            target: target.map(str::to_owned),
            optional: on("optional"),
            inherited: on("workspace"),
            local: read_toml::get(spec, "path").is_some(),
            features: read_toml::get(spec, "features")
                .map(|v| read_toml::texts(v.get_ref()))
                .unwrap_or_default(),
            enabled_by: Vec::new(),
            default_on: false,
        });
    }
}

/// Finds the features that switch an optional dependency on, through other features as well.
fn enable(dependency: &mut Dependency, features: Option<&DeTable<'_>>) {
    let alias = dependency.alias.clone();
    let all: Vec<(String, Vec<String>)> = features
        .map(|table| {
            table
                .iter()
                .map(|(k, v)| (k.get_ref().to_string(), read_toml::texts(v.get_ref())))
                .collect()
        })
        .unwrap_or_default();
    let (explicit, strong) = (format!("dep:{alias}"), format!("{alias}/"));
    let named = all.iter().any(|(_, list)| list.contains(&explicit));
    let mut on: BTreeSet<String> = BTreeSet::new();
    if !named {
        // Without `dep:` the dependency is itself a feature of the same name.
        on.insert(alias);
    }
    loop {
        let before = on.len();
        for (feature, list) in &all {
            if list
                .iter()
                .any(|item| *item == explicit || item.starts_with(&strong) || on.contains(item))
            {
                on.insert(feature.clone());
            }
        }
        if on.len() == before {
            break;
        }
    }
    dependency.default_on = on.remove("default");
    dependency.enabled_by = on.into_iter().collect();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(manifest: &Manifest) -> Vec<(&str, &str, Table)> {
        manifest
            .dependencies
            .iter()
            .map(|d| (d.alias.as_str(), d.name.as_str(), d.table))
            .collect()
    }

    #[test]
    fn all_tables_renames_and_inheritance_are_read() {
        let text = r#"
[package]
name = "shop"
[dependencies]
serde = "1"
hog = { package = "posthog-rs", version = "0.3", optional = true, features = ["async"] }
core = { path = "../core" }
[dependencies.tokio]
workspace = true
[dev-dependencies]
segment = "0.2"
[build-dependencies]
cc = "1"
[target.'cfg(unix)'.dependencies]
nix = "0.30"
[workspace.dependencies]
tokio = "1"
[features]
default = ["telemetry"]
telemetry = ["dep:hog"]
"#;
        let manifest = read(text);
        assert_eq!(manifest.name.as_deref(), Some("shop"));
        assert_eq!(
            names(&manifest),
            [
                ("serde", "serde", Table::Normal),
                ("hog", "posthog-rs", Table::Normal),
                ("core", "core", Table::Normal),
                ("tokio", "tokio", Table::Normal),
                ("segment", "segment", Table::Dev),
                ("cc", "cc", Table::Build),
                ("nix", "nix", Table::Normal),
                ("tokio", "tokio", Table::Workspace),
            ]
        );
        let hog = &manifest.dependencies[1];
        assert_eq!(
            (hog.enabled_by.as_slice(), hog.default_on),
            (&["telemetry".to_owned()][..], true)
        );
        assert_eq!(
            &text[hog.range.start as usize..hog.range.end as usize],
            "hog"
        );
        assert!(manifest.dependencies[3].inherited);
        assert!(manifest.dependencies[2].local);
        assert_eq!(
            manifest.dependencies[6].target.as_deref(),
            Some("cfg(unix)")
        );
    }

    #[test]
    fn lock_files_are_looked_at_line_by_line_only_as_cargo_writes_them() {
        let written = "# It is not intended for manual editing.\nversion = 4\n\n[[package]]\nname = \"shop\"\n\
                       version = \"0.1.0\"\ndependencies = [\n \"a 1.0.0\",\n]\n\n[[package]]\nname = \"a\"\n";
        assert!(is_as_written_by_cargo(written));
        assert!(lock_faults(written).is_empty());
        for (from, to, faulty) in [
            ("\"shop\"", "\"shop", true),
            ("version = \"0.1.0\"", "name = \"b\"", true),
            ("[[package]]\nname = \"a\"", "<<<<<<< HEAD", true),
            ("version = 4", "version = 4\nversion = 4", true),
            ("[\n \"a 1.0.0\",\n]", "[\"a 1.0.0\"]", false),
            ("[[package]]", "[metadata]", false),
        ] {
            let other = written.replacen(from, to, 1);
            assert!(!is_as_written_by_cargo(&other) || !faulty, "{to}");
            assert_eq!(!lock_faults(&other).is_empty(), faulty, "{to}");
        }
    }

    #[test]
    fn odd_manifests_do_not_fail() {
        for text in [
            "dependencies = 1",
            "[dependencies]\na = 1",
            "[features]\na = [\"a\"]\n",
            "[package]\nname = 1",
            "]",
        ] {
            let _ = (read(text), lock_faults(text));
        }
    }
}
