//! Where the root of the checked tree is, and which policy file holds for it.
//!
//! In: the paths of the command line and `--policy`. Out: the root, the policy file and the narrowed paths. It only asks
//! what exists; no file is read.

use std::path::{Path, PathBuf};

/// Where a policy file is looked for below a root, in this order.
const PLACES: [&str; 2] = ["candor.toml", ".github/candor.toml"];

/// What the paths of a command line stand for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// The root of the tree, absolute and free of links.
    pub root: PathBuf,
    /// The policy file: as given, or below the root.
    pub policy: PathBuf,
    /// The paths that narrow the report, relative to the root with `/`; empty: report everything.
    pub narrow: Vec<String>,
}

/// Why no root or policy file was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocateError {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Vec<String>,
}

/// Finds the root: a directory path that holds a policy file, or any directory path given together with `--policy`; else
/// the nearest ancestor of the paths that holds one. Other paths narrow the report.
pub fn locate(paths: &[PathBuf], policy: Option<&Path>) -> Result<Located, LocateError> {
    let here = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &here[..] } else { paths };
    let real = paths
        .iter()
        .map(|path| real_path(path))
        .collect::<Result<Vec<_>, _>>()?;
    if let Some(policy) = policy
        && !policy.exists()
    {
        return Err(wrong(format!(
            "the policy file {} does not exist",
            policy.display()
        ))
        .help("name an existing file after `--policy`, or write one with `candor init`"));
    }
    let root = match policy {
        Some(policy) => root_beside(&real, policy),
        None => root_holding(&real)?,
    };
    let policy = match policy {
        Some(policy) => policy.to_owned(),
        None => policy_of(&root)
            .ok_or_else(|| wrong(format!("{} holds no policy file", root.display())))?,
    };
    let mut narrow = Vec::new();
    for (given, real) in paths.iter().zip(&real) {
        if *real == root {
            continue;
        }
        let Some(path) = relative_to(&root, real) else {
            return Err(wrong(format!(
                "{} lies outside of the checked tree {}",
                given.display(),
                root.display()
            ))
            .help("check each tree by a run of its own"));
        };
        narrow.push(path);
    }
    narrow.sort();
    narrow.dedup();
    Ok(Located {
        root,
        policy,
        narrow,
    })
}

/// A path relative to the root with `/`, if it lies within; the root itself is the empty path.
pub fn relative_to(root: &Path, path: &Path) -> Option<String> {
    let relative = path.strip_prefix(root).ok()?;
    let parts: Vec<_> = relative
        .components()
        .map(|c| c.as_os_str().to_string_lossy())
        .collect();
    Some(parts.join("/"))
}

/// The way from the top of the git repository to the root, with `/` at its end; empty where they are the same, or
/// where there is no repository.
pub fn repository_prefix(root: &Path) -> String {
    let top = root.ancestors().find(|d| d.join(".git").exists());
    match top.and_then(|top| relative_to(top, root)) {
        Some(path) if !path.is_empty() => format!("{path}/"),
        _ => String::new(),
    }
}

/// The policy file that a directory holds.
fn policy_of(directory: &Path) -> Option<PathBuf> {
    PLACES
        .iter()
        .map(|place| directory.join(place))
        .find(|path| path.is_file())
}

/// The root where the policy file was named: the first directory among the paths that all others lie in, else the first
/// directory; without one, the nearest ancestor that holds a policy file or the named one, else the common directory.
fn root_beside(real: &[PathBuf], policy: &Path) -> PathBuf {
    let directories: Vec<&PathBuf> = real.iter().filter(|p| p.is_dir()).collect();
    if let Some(root) = widest(&directories, real) {
        return root.clone();
    }
    let common = common_directory(real);
    let policy = policy.canonicalize().ok();
    let holds = |d: &&Path| {
        policy_of(d).is_some() || PLACES.iter().any(|p| policy.as_ref() == Some(&d.join(p)))
    };
    let found = common.ancestors().find(holds).map(Path::to_owned);
    found.unwrap_or(common)
}

/// The root where the policy file is to be found.
fn root_holding(real: &[PathBuf]) -> Result<PathBuf, LocateError> {
    let holding: Vec<&PathBuf> = real
        .iter()
        .filter(|p| p.is_dir() && policy_of(p).is_some())
        .collect();
    if let Some(root) = widest(&holding, real) {
        return Ok(root.clone());
    }
    let common = common_directory(real);
    let found = common
        .ancestors()
        .find(|d| policy_of(d).is_some())
        .map(Path::to_owned);
    found.ok_or_else(|| {
        let message = format!("no policy file for {}", common.display());
        let looked = format!(
            "candor looked for {} and {}, there and in every directory above",
            PLACES[0], PLACES[1]
        );
        wrong(format!("{message}: {looked}"))
            .help("write one with `candor init`, or name one with `--policy FILE`")
    })
}

/// Of some directories the first in which all paths lie, else the first.
fn widest<'a>(directories: &[&'a PathBuf], all: &[PathBuf]) -> Option<&'a PathBuf> {
    let holds_all = |d: &&&PathBuf| all.iter().all(|p| p.starts_with(d.as_path()));
    directories
        .iter()
        .find(holds_all)
        .or_else(|| directories.first())
        .copied()
}

/// The deepest directory in which all paths lie.
fn common_directory(real: &[PathBuf]) -> PathBuf {
    let first = real.first().map_or(Path::new("/"), PathBuf::as_path);
    let in_all = |d: &&Path| d.is_dir() && real.iter().all(|p| p.starts_with(d));
    first.ancestors().find(in_all).unwrap_or(first).to_owned()
}

/// A path without links and `..`, or why it cannot be used.
fn real_path(path: &Path) -> Result<PathBuf, LocateError> {
    path.canonicalize().map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => wrong(format!("{} does not exist", path.display()))
            .help("name a file or directory of the tree to check"),
        _ => wrong(format!("{} cannot be used: {error}", path.display())),
    })
}

fn wrong(message: String) -> LocateError {
    LocateError {
        message,
        help: Vec::new(),
    }
}

impl LocateError {
    /// The same error with one more imperative.
    fn help(mut self, help: &str) -> Self {
        self.help.push(help.to_owned());
        self
    }
}
