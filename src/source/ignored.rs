//! Which paths git ignores, as far as the files of the tree say.
//!
//! In: directories, entered and left in order. Out: whether a path is ignored. Only `.gitignore` files and the
//! repository's own `info/exclude` count: the user's global list does not, so that every machine says the same, and no
//! list of candor's own exists, because what is left out belongs on the record, under `[scan]` in the policy file.

use std::path::{Path, PathBuf};

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::finding::Problem;

/// The ignore files in force at one place of the walk, from the outermost to the innermost.
#[derive(Debug, Default)]
pub(super) struct Ignored {
    /// Each with the depth of its directory below the root; those above the root have depth 0 too.
    stack: Vec<(usize, Gitignore)>,
}

impl Ignored {
    /// What holds at the root: `info/exclude` and the `.gitignore` files of the directories above it, up to the top
    /// of the repository it lies in.
    pub(super) fn above(root: &Path) -> Self {
        let mut ignored = Self::default();
        let Some(top) = root.ancestors().find(|d| d.join(".git").exists()) else {
            return ignored;
        };
        let mut problems = Vec::new();
        ignored.add(
            0,
            top,
            &git_directory(top).join("info/exclude"),
            "",
            &mut problems,
        );
        let mut above: Vec<&Path> = root
            .ancestors()
            .skip(1)
            .take_while(|d| d.starts_with(top))
            .collect();
        above.reverse();
        for directory in above {
            ignored.add(
                0,
                directory,
                &directory.join(".gitignore"),
                "",
                &mut problems,
            );
        }
        ignored
    }

    /// Enters a directory at a depth below the root (the root is 0), forgetting those it does not lie in.
    pub(super) fn enter(
        &mut self,
        depth: usize,
        directory: &Path,
        shown: &str,
        problems: &mut Vec<Problem>,
    ) {
        self.leave_to(depth);
        self.add(
            depth,
            directory,
            &directory.join(".gitignore"),
            shown,
            problems,
        );
    }

    /// Forgets the ignore files of directories at `depth` and deeper, but keeps those from above the root.
    pub(super) fn leave_to(&mut self, depth: usize) {
        while self
            .stack
            .last()
            .is_some_and(|(d, _)| depth > 0 && *d >= depth)
        {
            self.stack.pop();
        }
    }

    /// Whether git ignores a path. The innermost file that has a say decides.
    pub(super) fn ignores(&self, path: &Path, is_dir: IsDirectory) -> bool {
        for (_, matcher) in self.stack.iter().rev() {
            match matcher.matched(path, is_dir == IsDirectory::Yes) {
                Match::Ignore(_) => return true,
                Match::Whitelist(_) => return false,
                Match::None => {}
            }
        }
        false
    }

    /// Reads an ignore file, if there is one; git does not follow a `.gitignore` that is a symlink, nor do we.
    fn add(
        &mut self,
        depth: usize,
        directory: &Path,
        file: &Path,
        shown: &str,
        problems: &mut Vec<Problem>,
    ) {
        if !file.symlink_metadata().is_ok_and(|m| m.is_file()) {
            return;
        }
        let path = if shown.is_empty() {
            ".gitignore".to_owned()
        } else {
            format!("{shown}/.gitignore")
        };
        let bytes = match std::fs::read(file) {
            Ok(bytes) => bytes,
            Err(error) => return problems.push(super::decode::unreadable(&path, &error)),
        };
        let text = String::from_utf8_lossy(&bytes);
        let mut builder = GitignoreBuilder::new(directory);
        for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            if builder.add_line(None, line).is_err() {
                let mut problem =
                    Problem::of_file(path.as_str(), "this line is not a valid ignore pattern")
                        .help("correct the pattern; candor reads what it was meant to ignore");
                problem.line = Some(index as u32 + 1);
                problems.push(problem);
            }
        }
        if let Ok(matcher) = builder.build()
            && !matcher.is_empty()
        {
            self.stack.push((depth, matcher));
        }
    }
}

/// Whether a path is a directory: patterns that end in `/` match only those.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum IsDirectory {
    /// It is one.
    Yes,
    /// It is a file.
    No,
}

/// The directory git keeps its things in: `.git`, or where a `.git` file of a worktree points to.
fn git_directory(top: &Path) -> PathBuf {
    let git = top.join(".git");
    let Ok(text) = std::fs::read_to_string(&git) else {
        return git;
    };
    let Some(target) = text.trim().strip_prefix("gitdir:") else {
        return git;
    };
    let directory = top.join(target.trim());
    match std::fs::read_to_string(directory.join("commondir")) {
        Ok(common) => directory.join(common.trim()),
        Err(_) => directory,
    }
}
