//! `package.json`.
//!
//! In: the text of one file. Out: the packages it depends on, each with its place. Lock files are not read: what a
//! dependency pulls in is not the service's own choice.

use super::{Fault, Range, json};

/// What one `package.json` says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Package {
    /// Its name.
    pub name: Option<String>,
    /// The dependencies, sorted by place.
    pub dependencies: Vec<PackageDependency>,
    /// What could not be read.
    pub faults: Vec<Fault>,
}

/// One dependency.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PackageDependency {
    /// The place of its key.
    pub range: Range,
    /// The name of the package: of the aliased one where `npm:` names it.
    pub name: String,
    /// Whether it stands in `devDependencies`. Bundlers ship these as well, so it is no proof of anything.
    pub dev: bool,
}

/// Reads one file; never fails.
pub fn read(text: &str) -> Package {
    let (value, faults) = json::read(text);
    let mut package = Package {
        faults,
        ..Package::default()
    };
    let Some(root) = value.as_ref().and_then(|v| v.as_object()) else {
        return package;
    };
    package.name = json::text(root, "name").map(str::to_owned);
    for (table, dev) in [
        ("dependencies", false),
        ("optionalDependencies", false),
        ("devDependencies", true),
    ] {
        let Some(entries) = json::object(root, table) else {
            continue;
        };
        for property in &entries.properties {
            let version = property
                .value
                .as_string_lit()
                .map_or("", |v| v.value.as_ref());
            let range = match &property.name {
                jsonc_parser::ast::ObjectPropName::String(lit) => json::range(lit),
                jsonc_parser::ast::ObjectPropName::Word(word) => json::range(word),
            };
            let name = aliased(version)
                .unwrap_or_else(|| property.name.as_str())
                .to_owned();
            package
                .dependencies
                .push(PackageDependency { range, name, dev });
        }
    }
    package.dependencies.sort();
    package
}

/// The package behind `npm:name@version`.
fn aliased(version: &str) -> Option<&str> {
    let target = version.strip_prefix("npm:")?;
    let end = target
        .char_indices()
        .skip(1)
        .find(|(_, c)| *c == '@')
        .map_or(target.len(), |(at, _)| at);
    target.get(..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dependencies_of_all_tables_with_places() {
        let text = r#"{"name": "web", "devDependencies": {"vite": "7"},
  "dependencies": {"posthog-js": "^1", "hog": "npm:@scope/posthog@1.2.3"}, "scripts": {"x": "posthog"}}"#;
        let package = read(text);
        let seen: Vec<_> = package
            .dependencies
            .iter()
            .map(|d| (d.name.as_str(), d.dev))
            .collect();
        assert_eq!(
            seen,
            [
                ("vite", true),
                ("posthog-js", false),
                ("@scope/posthog", false)
            ]
        );
        let range = package.dependencies[1].range;
        assert_eq!(
            &text[range.start as usize..range.end as usize],
            "\"posthog-js\""
        );
        assert_eq!(package.name.as_deref(), Some("web"));
    }

    #[test]
    fn odd_files_do_not_fail() {
        for text in [
            "",
            "[]",
            "{\"dependencies\": 1}",
            "{\"dependencies\": {\"a\": {}}}",
            "{\"dependencies\": {\"a\": \"npm:\"}}",
        ] {
            let _ = read(text);
        }
    }
}
