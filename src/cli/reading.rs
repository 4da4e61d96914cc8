//! What a run reads before it analyses anything: the tree, the policy file and the prose it quotes.
//!
//! In: the root and the policy file's path. Out: a [`Tree`], or a failure that names all mistakes of the policy file.

use std::path::Path;

use super::Failure;
use crate::catalog::recipients::Recipients;
use crate::catalog::{self, taxonomy};
use crate::finding::Problem;
use crate::policy::{self, Document, Known, Policy};
use crate::report::{self, Style};
use crate::source::{self, ScanGlobs, SourceMap, relative_to};
use crate::span::FileId;

/// The tree with a policy that may be held against it.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) sources: SourceMap,
    pub(super) policy: Policy,
    /// What was wrong while reading, none of it fatal.
    pub(super) problems: Vec<Problem>,
}

/// Reads everything. A policy file with a mistake ends the run, with all its mistakes.
pub(super) fn read(root: &Path, policy_path: &Path, style: Style) -> Result<Tree, Failure> {
    let text = read_text(policy_path)?;
    // The walk waits for the disk, and what is known of the world can be made ready meanwhile.
    let (mut sources, _) = rayon::join(
        || source::read(root, &scan_globs(&text)),
        || rayon::join(catalog::make_ready, report::make_ready),
    );
    let shown = shown(root, policy_path);
    let file = sources.add_extra(&shown, text);
    let document = document(root, policy_path, &mut sources, file);
    let recipients: Vec<&str> = Recipients::embedded()
        .services()
        .iter()
        .map(|s| s.id.as_str())
        .collect();
    let known = Known {
        taxonomy: taxonomy(),
        recipients: &recipients,
    };
    let document = document.as_ref().map(|found| match found {
        Ok(id) => Document {
            file: Some(*id),
            text: Ok(sources.file(*id).text.as_str()),
        },
        Err(reason) => Document {
            file: None,
            text: Err(reason.as_str()),
        },
    });
    let (policy, mut problems) =
        policy::read(&sources.file(file).text, &shown, file, document, known);
    let fatal = problems.iter().filter(|p| p.fatal).count();
    let policy = match policy {
        Some(policy) if fatal == 0 => policy,
        _ => {
            let mistakes = if fatal == 1 {
                "a mistake".to_owned()
            } else {
                format!("{fatal} mistakes")
            };
            return Err(
                Failure::new(format!("{shown} has {mistakes}; nothing was checked"))
                    .details(report::render_problems(&sources, &problems, &style)),
            );
        }
    };
    if policy.commitments.is_empty() {
        return Err(
            Failure::new(format!("nothing to check: {shown} makes no commitment"))
                .help("add a `[[commitment]]`; `candor rules` lists what can be promised"),
        );
    }
    problems.append(&mut sources.problems.clone());
    Ok(Tree {
        sources,
        policy,
        problems,
    })
}

/// The text of a file that must be readable for the run to make sense.
pub(super) fn read_text(path: &Path) -> Result<String, Failure> {
    let bytes = std::fs::read(path).map_err(|e| {
        Failure::new(format!("{} could not be read: {e}", path.display()))
            .help("make it a readable file")
    })?;
    let text = String::from_utf8(bytes).map_err(|_| {
        Failure::new(format!("{} is not valid UTF-8", path.display())).help("save it as UTF-8")
    })?;
    Ok(text
        .strip_prefix('\u{feff}')
        .map(str::to_owned)
        .unwrap_or(text))
}

/// The globs of `[scan]`. The tree has to be read before the policy, whose document may lie in it, so this much is
/// looked up beforehand; whatever is wrong with it is said when the policy is read.
fn scan_globs(text: &str) -> ScanGlobs {
    let Ok(table) = text.parse::<toml::Table>() else {
        return ScanGlobs::default();
    };
    let list = |key: &str| {
        let values = table
            .get("scan")
            .and_then(|s| s.get(key))
            .and_then(toml::Value::as_array);
        values
            .into_iter()
            .flatten()
            .filter_map(|v| v.as_str().map(str::to_owned))
            .collect()
    };
    ScanGlobs {
        include: list("include"),
        exclude: list("exclude"),
    }
}

/// The prose document that the policy names, as part of the map, or why it cannot be; `None` if it names none.
fn document(
    root: &Path,
    policy_path: &Path,
    sources: &mut SourceMap,
    policy_file: FileId,
) -> Option<Result<FileId, String>> {
    let named = policy::document(&sources.file(policy_file).text)?;
    let path = policy_path.parent().unwrap_or(Path::new("")).join(&named);
    let shown = shown(root, &path);
    if let Some(id) = sources.find(&shown) {
        return Some(Ok(id));
    }
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Some(Err("no such file".to_owned()));
        }
        Err(error) => return Some(Err(error.to_string())),
    };
    let text = String::from_utf8(bytes).map_err(|_| "it is not valid UTF-8".to_owned());
    Some(text.map(|text| {
        let text = text
            .strip_prefix('\u{feff}')
            .map(str::to_owned)
            .unwrap_or(text);
        sources.add_extra(&shown, text)
    }))
}

/// A path as reported, with `/`: relative to the root, also where it lies beside it. What shares nothing with the root
/// is told by its name: the way there is this machine's own.
fn shown(root: &Path, path: &Path) -> String {
    let Ok(real) = path.canonicalize() else {
        let given = path.to_string_lossy();
        return given.replace(std::path::MAIN_SEPARATOR, "/");
    };
    let shared = root.ancestors().enumerate();
    let mut shared = shared.take_while(|(_, a)| a.parent().is_some());
    let found = shared.find_map(|(up, a)| relative_to(a, &real).map(|rest| (up, rest)));
    found.map_or_else(
        || {
            real.file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned()
        },
        |(up, rest)| "../".repeat(up) + &rest,
    )
}
