//! The way of the data through the rooms, from paths to an outcome.
//!
//! In: a [`Request`]. Out: a [`Run`] that can be reported in any format. It only calls the rooms in their order; it
//! never analyses and never prints.

use std::path::{Path, PathBuf};

use super::explain::Place;
use super::progress::Progress;
use super::reading::{self, Tree};
use super::{Failure, analysis, today};
use crate::catalog;
use crate::finding::{Confidence, Seen};
use crate::policy::Policy;
use crate::report::{Report, RuleInfo, Style};
use crate::rules;
use crate::source::{self, Located, SourceMap};
use crate::triage::{self, Exceptions, Judging, Options, Outcome};

/// The stack of a worker. syn walks nested brackets recursively, and so do the rooms behind it.
const STACK: usize = 64 << 20;

/// The version of the program.
pub(super) const VERSION: &str = env!("CARGO_PKG_VERSION");

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
    /// The line whose values are to be explained.
    pub(super) watch: Option<Place<'a>>,
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
    /// What was seen on the line that the request asks about.
    pub(super) seen: Vec<Seen>,
}

impl Run {
    /// What formats are written from.
    pub(super) fn report(&self) -> Report<'_> {
        Report {
            policy: &self.policy,
            sources: &self.sources,
            outcome: &self.outcome,
            pages: &self.pages,
            version: VERSION,
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
    let Tree {
        sources,
        policy,
        mut problems,
    } = reading::read(&root, &policy_path, request.style)?;
    let pages = rule_infos();
    check_only(request.only, &policy, &pages)?;
    let files = files_to_check(&root, &sources, &policy)?;
    progress.stage(format!("reading {files} files"));
    let scope = analysis::scope(&policy);
    let closed = analysis::named_macros(&policy);
    let facts = analysis::read_facts(&sources, scope, &closed, &mut problems);
    let marks = analysis::marks(&sources, &facts);
    let scanned = analysis::scanned(&sources, &facts);
    progress.stage("following the data");
    let today = today::today();
    let watch = request
        .watch
        .map(|place| place.find(&root, &sources))
        .transpose()?;
    let judged = analysis::judge(&policy, &sources, facts, &today, watch);
    problems.extend(judged.problems);
    let known = known_rules(&pages);
    let input = triage::Input {
        sources: &sources,
        policy: &policy,
        judgments: judged.judgments,
        marks,
        rules: &known,
        problems,
        scanned,
    };
    let options = Options {
        exceptions: request.exceptions,
        today,
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
        seen: judged.seen,
    })
}

/// How many files there are besides the policy file; a tree without any cannot be judged.
fn files_to_check(root: &Path, sources: &SourceMap, policy: &Policy) -> Result<usize, Failure> {
    let files = sources.tree().iter().filter(|f| f.path != policy.path);
    match files.count() {
        0 => Err(Failure::new(format!(
            "nothing to check: {} holds no source file",
            root.display()
        ))
        .help("name the directory that holds the service, or widen `[scan]` in the policy file")),
        files => Ok(files),
    }
}

/// All rules, and whether this version judges them.
fn known_rules(pages: &[RuleInfo]) -> Vec<(&str, Judging)> {
    let judging = |id: &str| {
        if rules::judged().any(|judged| judged == id) {
            Judging::Judged
        } else {
            Judging::NotYet
        }
    };
    pages
        .iter()
        .map(|p| (p.id.as_str(), judging(&p.id)))
        .collect()
}

/// The pages of all rules, as reports want them.
pub(super) fn rule_infos() -> Vec<RuleInfo> {
    let info = |page: &catalog::Page| RuleInfo {
        id: page.id.to_owned(),
        promise: page.promise.clone(),
        tags: page.tags.clone(),
        body: page.body.to_owned(),
        severity: page.severity,
    };
    catalog::pages().iter().map(info).collect()
}

/// Refuses names after `--only` that mean nothing, because nothing would be reported.
fn check_only(only: &[String], policy: &Policy, pages: &[RuleInfo]) -> Result<(), Failure> {
    let known: Vec<&str> = pages
        .iter()
        .map(|p| p.id.as_str())
        .chain(policy.commitments.iter().map(|c| c.id.as_str()))
        .collect();
    match only.iter().find(|name| !known.contains(&name.as_str())) {
        None => Ok(()),
        Some(name) => {
            let help = catalog::did_you_mean(name, known).unwrap_or_else(|| {
                format!(
                    "name a rule of `candor rules` or a commitment of {}",
                    policy.path
                )
            });
            Err(Failure::new(format!(
                "`{name}` after `--only` is neither a rule nor a commitment"
            ))
            .help(help))
        }
    }
}
