//! Globs over paths of the tree, as `[scan]`, `paths` of commitments and `paths` of exceptions use them.
//!
//! In: glob texts. Out: [`Globs`], which says whether a path is covered. It never touches the disk.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// A list of globs. They are anchored at the root of the tree and `*` stays within one directory, so an accepted
/// breach never covers more than what was written. Naming a directory covers what lies in it.
#[derive(Clone, Debug, Default)]
pub struct Globs {
    set: GlobSet,
    count: usize,
}

impl Globs {
    /// Compiles globs. Those that are no globs are left out and given back with the reason.
    pub fn new<T: AsRef<str>>(patterns: &[T]) -> (Self, Vec<(usize, String)>) {
        let mut builder = GlobSetBuilder::new();
        let mut wrong = Vec::new();
        let mut count = 0;
        for (index, pattern) in patterns.iter().enumerate() {
            match spellings(pattern.as_ref()) {
                Ok(globs) => {
                    for glob in globs {
                        builder.add(glob);
                    }
                    count += 1;
                }
                Err(reason) => wrong.push((index, reason)),
            }
        }
        let set = builder.build().unwrap_or_else(|error| {
            wrong.push((0, error.to_string()));
            GlobSet::empty()
        });
        (Self { set, count }, wrong)
    }

    /// Whether there are no (valid) globs.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Whether one of the globs covers the path.
    pub fn covers(&self, path: &str) -> bool {
        self.set.is_match(path)
    }
}

/// The globs that stand for one pattern: itself, and all below it; `vendor/**` also stands for `vendor` itself, so
/// that the directory need not be entered.
fn spellings(pattern: &str) -> Result<Vec<globset::Glob>, String> {
    let pattern = pattern
        .trim_start_matches("./")
        .trim_start_matches('/')
        .trim_end_matches('/');
    let mut texts = vec![pattern.to_owned(), format!("{pattern}/**")];
    if let Some(directory) = pattern.strip_suffix("/**").filter(|d| !d.is_empty()) {
        texts.push(directory.to_owned());
    }
    if pattern.is_empty() || pattern == "." {
        texts = vec!["**".to_owned()];
    }
    texts
        .iter()
        .map(|text| {
            GlobBuilder::new(text)
                .literal_separator(true)
                .backslash_escape(true)
                .build()
        })
        .collect::<Result<_, _>>()
        .map_err(|error| error.kind().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, path: &str, expect: bool) {
        let (globs, wrong) = Globs::new(&[pattern]);
        assert!(wrong.is_empty(), "{pattern}: {wrong:?}");
        assert_eq!(globs.covers(path), expect, "{pattern} on {path}");
    }

    #[test]
    fn globs_are_anchored_and_cover_directories() {
        check("**", "src/a.rs", true);
        check("vendor/**", "vendor", true);
        check("vendor/**", "vendor/a/b.rs", true);
        check("vendor/", "vendor/a/b.rs", true);
        check("./src", "src/a.rs", true);
        check("*.sql", "db/a.sql", false);
        check("**/*.sql", "a.sql", true);
        check("**/*.sql", "db/a.sql", true);
        check("src/*.rs", "src/a/b.rs", false);
        check("src/{a,b}.rs", "src/b.rs", true);
        check(".", "src/b.rs", true);
    }

    #[test]
    fn a_wrong_glob_is_given_back_with_its_reason() {
        let (globs, wrong) = Globs::new(&["src/[", "ok/**"]);
        assert_eq!(wrong.len(), 1);
        assert_eq!(wrong[0].0, 0);
        assert!(globs.covers("ok/a"));
        assert!(Globs::new::<&str>(&[]).0.is_empty());
    }
}
