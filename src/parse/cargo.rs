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

/// What a `Cargo.lock` says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    /// The packages, sorted by place.
    pub packages: Vec<Locked>,
    /// What could not be read.
    pub faults: Vec<Fault>,
}

/// One package of a lock file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Locked {
    /// The place of its name.
    pub range: Range,
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Whether it is a crate of the workspace itself (it has no source).
    pub member: bool,
    /// Whether a crate of the workspace depends on it itself.
    pub direct: bool,
    /// The names of what it depends on.
    pub dependencies: Vec<String>,
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

/// Reads a `Cargo.lock`; never fails.
pub fn read_lock(text: &str) -> Lock {
    let (root, faults) = read_toml::read(text);
    let mut packages = Vec::new();
    if let Some(DeValue::Array(list)) = root.get("package").map(toml::Spanned::get_ref) {
        packages.extend(list.iter().filter_map(locked));
    }
    let direct: BTreeSet<String> = packages
        .iter()
        .filter(|p: &&Locked| p.member)
        .flat_map(|p| p.dependencies.clone())
        .collect();
    for package in &mut packages {
        package.direct = direct.contains(&package.name);
    }
    packages.sort();
    Lock { packages, faults }
}

/// One `[[package]]` of a lock file.
fn locked(value: &Value<'_>) -> Option<Locked> {
    let field = |key| read_toml::get(value.get_ref(), key);
    let name = field("name")?;
    let dependencies = field("dependencies")
        .map(|v| read_toml::texts(v.get_ref()))
        .unwrap_or_default();
    Some(Locked {
        range: read_toml::range(name),
        name: read_toml::text(name.get_ref())?.to_owned(),
        version: field("version")
            .and_then(|v| read_toml::text(v.get_ref()))
            .unwrap_or_default()
            .to_owned(),
        member: field("source").is_none(),
        direct: false,
        // An entry is `name`, `name version` or `name version (source)`.
        dependencies: dependencies
            .iter()
            .map(|d| d.split(' ').next().unwrap_or(d).to_owned())
            .collect(),
    })
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
    fn a_lock_file_tells_direct_from_transitive() {
        let lock = read_lock(
            "version = 4\n[[package]]\nname = \"shop\"\nversion = \"0.1.0\"\ndependencies = [\"a 1.0.0\"]\n\
             [[package]]\nname = \"a\"\nversion = \"1.0.0\"\nsource = \"registry\"\ndependencies = [\"b\"]\n\
             [[package]]\nname = \"b\"\nversion = \"2.0.0\"\nsource = \"registry\"\n",
        );
        let seen: Vec<_> = lock
            .packages
            .iter()
            .map(|p| (p.name.as_str(), p.member, p.direct))
            .collect();
        assert_eq!(
            seen,
            [
                ("shop", true, false),
                ("a", false, true),
                ("b", false, false)
            ]
        );
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
            let _ = (read(text), read_lock(text));
        }
    }
}
