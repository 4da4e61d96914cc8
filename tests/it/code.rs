//! The code of candor itself, as the tests of the house's order read it.

use std::fs;

use crate::repository::{files_below, repository};

/// One of candor's own files.
pub(crate) struct File {
    /// Relative to the repository, with `/`.
    pub(crate) path: String,
    /// Its text.
    pub(crate) text: String,
    /// Its syntax.
    pub(crate) syntax: syn::File,
    /// It holds tests only.
    pub(crate) test: bool,
}

impl File {
    /// The room it belongs to, such as `facts`; nothing for `lib.rs` and the programs.
    pub(crate) fn room(&self) -> Option<&str> {
        let inside = self.path.strip_prefix("src/")?;
        let room = inside.split(['/', '.']).next()?;
        (!matches!(room, "lib" | "main" | "bin")).then_some(room)
    }

    /// The module path below the crate, such as `["facts", "ir"]`.
    pub(crate) fn module(&self) -> Vec<String> {
        let inside = self.path.strip_prefix("src/").unwrap_or(&self.path);
        let inside = inside.strip_suffix(".rs").unwrap_or(inside);
        let mut parts: Vec<String> = inside.split('/').map(str::to_owned).collect();
        if matches!(parts.last().map(String::as_str), Some("mod" | "lib")) {
            parts.pop();
        }
        parts
    }
}

/// All files below `src/`.
pub(crate) fn product() -> Vec<File> {
    below("src")
}

/// All files below `src/`, `tests/` and `benches/`.
pub(crate) fn all() -> Vec<File> {
    ["src", "tests", "benches"]
        .into_iter()
        .flat_map(below)
        .collect()
}

fn below(folder: &str) -> Vec<File> {
    let directory = repository().join(folder);
    let read = |path: String| {
        let text = fs::read_to_string(directory.join(&path)).expect("a file of the repository");
        let syntax = syn::parse_file(&text).expect("Rust");
        let path = format!("{folder}/{path}");
        File {
            path,
            text,
            syntax,
            test: folder == "tests",
        }
    };
    let mut files: Vec<File> = files_below(&directory, &[".rs"])
        .into_iter()
        .map(read)
        .collect();
    let tests: Vec<Vec<String>> = files.iter().flat_map(test_modules).collect();
    for file in &mut files {
        file.test |= tests.iter().any(|t| file.module().starts_with(t));
    }
    files
}

/// The paths of the modules in files of their own that a file declares for tests only.
fn test_modules(file: &File) -> Vec<Vec<String>> {
    let declared = file.syntax.items.iter().filter_map(|item| match item {
        syn::Item::Mod(m) if m.content.is_none() && is_test_item(&m.attrs) => Some(m),
        _ => None,
    });
    declared
        .map(|m| match path_of(&m.attrs) {
            Some(stem) => [
                file.module()
                    .split_last()
                    .map_or(&[][..], |(_, above)| above),
                &[stem],
            ]
            .concat(),
            None => [file.module(), vec![m.ident.to_string()]].concat(),
        })
        .collect()
}

/// The stem of the file that `#[path = "…"]` names.
fn path_of(attrs: &[syn::Attribute]) -> Option<String> {
    attrs.iter().find_map(|a| match &a.meta {
        syn::Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
            syn::Expr::Lit(syn::ExprLit {
                lit: syn::Lit::Str(path),
                ..
            }) => Some(path.value().trim_end_matches(".rs").to_owned()),
            _ => None,
        },
        _ => None,
    })
}

/// Whether an item is only compiled for tests.
pub(crate) fn is_test_item(attrs: &[syn::Attribute]) -> bool {
    attrs.iter().any(|a| {
        let cfg_test = a.path().is_ident("cfg")
            && a.parse_args::<syn::Ident>()
                .is_ok_and(|word| word == "test");
        cfg_test || a.path().is_ident("test")
    })
}
