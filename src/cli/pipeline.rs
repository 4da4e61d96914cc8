//! The way of the data through the rooms, from paths to an outcome.
//!
//! In: a [`Request`]. Out: a [`Run`] that can be reported in any format. It only calls the rooms in their order; it
//! never analyses and never prints.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::progress::Progress;
use super::seam::{self, Report, RuleInfo, Style};
use super::{Failure, guard, today};
use crate::facts::{self, FileFacts};
use crate::finding::{Confidence, Problem};
use crate::policy::Policy;
use crate::source::{self, Kind, Located, Role, ScanGlobs, SourceMap, relative_to};
use crate::span::FileId;
use crate::triage::{self, Exceptions, Judging, Mark, Options, Outcome, Scanned};

/// The stack of a worker. syn walks nested brackets recursively, and so do the rooms behind it.
const STACK: usize = 64 << 20;

/// What a run is asked for.
#[derive(Debug)]
pub(super) struct Request<'a> {
    pub(super) paths: &'a [PathBuf],
    pub(super) policy: Option<&'a Path>,
    pub(super) only: &'a [String],
    pub(super) exceptions: Exceptions,
    pub(super) min_confidence: Confidence,
    /// How problems of the policy file are laid out.
    pub(super) style: Style,
}

/// A whole run.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) root: PathBuf,
    pub(super) prefix: String,
    pub(super) sources: SourceMap,
    pub(super) policy: Policy,
    pub(super) pages: Vec<RuleInfo>,
    pub(super) outcome: Outcome,
}

impl Run {
    /// What formats are written from.
    pub(super) fn report(&self) -> Report<'_> {
        Report {
            policy: &self.policy,
            sources: &self.sources,
            outcome: &self.outcome,
            pages: &self.pages,
            version: env!("CARGO_PKG_VERSION"),
            prefix: &self.prefix,
        }
    }
}

/// Runs work on a pool of its own, so that all of it, and not only what is split up, has the large stack.
pub(super) fn on_pool<T: Send>(
    jobs: Option<u16>,
    work: impl FnOnce() -> Result<T, Failure> + Send,
) -> Result<T, Failure> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(usize::from(jobs.unwrap_or(0)))
        .stack_size(STACK)
        .thread_name(|i| format!("worker {i}"))
        .build()
        .map_err(|e| {
            Failure::new(format!("no threads could be started: {e}")).help("try `--jobs 1`")
        })?;
    pool.install(work)
}

/// Runs the whole analysis. Called on the pool.
pub(super) fn run(request: &Request<'_>, progress: &Progress) -> Result<Run, Failure> {
    progress.stage("reading the tree");
    let Located {
        root,
        policy: policy_path,
        narrow,
    } = source::locate(request.paths, request.policy)?;
    let (mut sources, policy_file) = read_sources(&root, &policy_path)?;
    let pages = seam::pages();
    let (policy, mut problems) = seam::read_policy(&mut sources, policy_file);
    refuse_wrong_policy(request, &policy, &sources, &pages, &problems)?;
    check_only(request.only, &policy, &pages)?;
    let judged_files = sources
        .tree()
        .iter()
        .filter(|f| f.path != policy.path)
        .count();
    if judged_files == 0 {
        return Err(Failure::new(format!(
            "nothing to check: {} holds no source file",
            root.display()
        ))
        .help("name the directory that holds the service, or widen `[scan]` in the policy file"));
    }
    progress.stage(format!("reading {judged_files} files"));
    let mut facts = read_facts(&sources, &mut problems);
    let marks = marks(&sources, &facts);
    let scanned = scanned(&sources, &facts);
    progress.stage("following the data");
    let judgments = seam::judge(&policy, &sources, &facts);
    facts.clear();
    problems.extend(sources.problems.iter().cloned());
    let rules: Vec<(&str, Judging)> = pages
        .iter()
        .map(|p| (p.id.as_str(), Judging::Judged))
        .collect();
    let input = triage::Input {
        sources: &sources,
        policy: &policy,
        judgments,
        marks,
        rules: &rules,
        problems,
        scanned,
    };
    let options = Options {
        exceptions: request.exceptions,
        today: today::today(),
        min_confidence: request.min_confidence,
        narrow,
        only: request.only.to_vec(),
    };
    let outcome = triage::triage(input, &options);
    let prefix = source::repository_prefix(&root);
    Ok(Run {
        root,
        prefix,
        sources,
        policy,
        pages,
        outcome,
    })
}

/// Reads the tree, and makes sure that the policy file is part of the map.
fn read_sources(root: &Path, policy_path: &Path) -> Result<(SourceMap, FileId), Failure> {
    let text = read_text(policy_path)?;
    let mut sources = source::read(root, &scan_globs(&text));
    let real = policy_path
        .canonicalize()
        .unwrap_or_else(|_| policy_path.to_owned());
    let shown = relative_to(root, &real).unwrap_or_else(|| {
        policy_path
            .to_string_lossy()
            .replace(std::path::MAIN_SEPARATOR, "/")
    });
    let file = sources.add_extra(&shown, text);
    Ok((sources, file))
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

/// Ends the run where the policy file is wrong, with all its mistakes.
fn refuse_wrong_policy(
    request: &Request<'_>,
    policy: &Policy,
    sources: &SourceMap,
    pages: &[RuleInfo],
    problems: &[Problem],
) -> Result<(), Failure> {
    let fatal = problems.iter().filter(|p| p.fatal).count();
    if fatal > 0 {
        let outcome = Outcome::default();
        let report = Report {
            policy,
            sources,
            outcome: &outcome,
            pages,
            version: env!("CARGO_PKG_VERSION"),
            prefix: "",
        };
        let mistakes = if fatal == 1 {
            "a mistake".to_owned()
        } else {
            format!("{fatal} mistakes")
        };
        return Err(Failure::new(format!(
            "{} has {mistakes}; nothing was checked",
            policy.path
        ))
        .details(seam::render_problems(&report, problems, &request.style)));
    }
    if policy.commitments.is_empty() {
        return Err(Failure::new(format!(
            "nothing to check: {} makes no commitment",
            policy.path
        ))
        .help("add a `[[commitment]]`; `candor rules` lists what can be promised"));
    }
    Ok(())
}

/// Refuses names after `--only` that mean nothing, because nothing would be reported.
fn check_only(only: &[String], policy: &Policy, pages: &[RuleInfo]) -> Result<(), Failure> {
    let known = |name: &String| {
        pages.iter().any(|p| p.id == *name) || policy.commitments.iter().any(|c| c.id == *name)
    };
    match only.iter().find(|name| !known(name)) {
        Some(name) => Err(Failure::new(format!(
            "`{name}` after `--only` is neither a rule nor a commitment"
        ))
        .help(format!(
            "name a rule of `candor rules` or a commitment of {}",
            policy.path
        ))),
        None => Ok(()),
    }
}

/// Reads the facts of all Rust files, the largest first, so that no thread is left alone with a large one at the end.
pub(super) fn read_facts(
    sources: &SourceMap,
    problems: &mut Vec<Problem>,
) -> Vec<(FileId, FileFacts)> {
    let mut files: Vec<FileId> = sources
        .iter()
        .filter(|(_, f)| f.kind == Kind::Rust)
        .map(|(id, _)| id)
        .collect();
    files.sort_by_key(|id| (std::cmp::Reverse(sources.file(*id).text.len()), *id));
    let next = AtomicUsize::new(0);
    let parts = rayon::broadcast(|_| {
        let mut read = Vec::new();
        while let Some(id) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            read.push((*id, facts_of(sources, *id)));
        }
        read
    });
    let mut read: Vec<_> = parts.into_iter().flatten().collect();
    read.sort_by_key(|(id, _)| *id);
    for (id, facts) in &read {
        problems.extend(facts.errors.iter().map(|(message, range)| {
            let span = crate::span::Span::new(*id, range.start, range.end);
            let line = sources.locate(span).line;
            Problem::of_file(sources.file(*id).path.as_str(), message.as_str()).at(span, line)
        }));
    }
    read
}

/// The facts of one file. If candor itself fails on it, the others are still read, and the file counts as unread.
fn facts_of(sources: &SourceMap, id: FileId) -> FileFacts {
    let file = sources.file(id);
    let test = matches!(file.role, Role::Test | Role::Example);
    guard::attempt(|| facts::read(&file.text, test)).unwrap_or_else(|place| {
        let message = format!("candor itself failed on this file, at {place}: report it");
        FileFacts {
            errors: vec![(message, facts::Range::default())],
            ..FileFacts::default()
        }
    })
}

/// The `candor:` comments of all files.
fn marks(sources: &SourceMap, facts: &[(FileId, FileFacts)]) -> Vec<Mark> {
    let in_rust = facts
        .iter()
        .flat_map(|(id, f)| triage::marks_of_comments(sources, *id, &f.comments));
    let elsewhere = sources
        .iter()
        .flat_map(|(id, _)| triage::marks_of_text(sources, id));
    in_rust.chain(elsewhere).collect()
}

/// How much was read.
pub(super) fn scanned(sources: &SourceMap, facts: &[(FileId, FileFacts)]) -> Scanned {
    let tree = sources.tree();
    Scanned {
        files: tree.len(),
        bytes: tree.iter().map(|f| f.text.len()).sum(),
        lines: tree.iter().map(|f| f.text.lines().count()).sum(),
        functions: facts.iter().map(|(_, f)| f.fns.len()).sum(),
        unread: sources.unread + facts.iter().filter(|(_, f)| !f.errors.is_empty()).count(),
    }
}
