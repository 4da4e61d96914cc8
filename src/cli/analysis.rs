//! The rooms that analyse, called in their order.
//!
//! In: the sources and the policy. Out: facts, then judgments. It only hands over; what it copies from the policy into
//! the catalog's overlay it copies as it is.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::guard;
use super::unmatched;
use crate::catalog::{Catalog, Overlay, OverlayEntry};
use crate::facts::surroundings::{self, OtherFacts, Surroundings};
use crate::facts::{self, Extent, FileFacts, MacroTable};
use crate::finding::{Judgment, Problem, Seen};
use crate::flow;
use crate::link;
use crate::policy::{Commitment, Policy, Spanned};
use crate::rules::{self, Context};
use crate::source::{Kind, Role, SourceFile, SourceMap};
use crate::span::{FileId, Span};
use crate::triage::{self, Mark, Scanned};

/// What was read out of all files.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// Rust files, sorted by file.
    pub(super) rust: Vec<(FileId, FileFacts)>,
    /// All others that say something.
    pub(super) others: Surroundings,
    /// How many files could not be read as what they are.
    pub(super) broken: usize,
}

/// The facts of one file of either sort.
enum Read {
    Rust(Box<FileFacts>),
    Other(OtherFacts),
}

/// Reads the facts of all files, macros of the `closed` names left as they are; the largest first, so that no thread is
/// left alone with a large one at the end.
pub(super) fn read_facts(
    sources: &SourceMap,
    scope: flow::Judge,
    closed: &[String],
    problems: &mut Vec<Problem>,
) -> Facts {
    let rust = sources.tree().iter().filter(|f| f.kind == Kind::Rust);
    let macros = MacroTable::of(rust.map(|f| (f.path.as_str(), &*f.text)));
    let macros = macros.without(closed.iter().map(String::as_str));
    let messages = sources.tree().iter().filter(|f| f.kind == Kind::Proto);
    let macros = macros.with_messages(messages.map(|f| &*f.text));
    let mut files: Vec<FileId> = sources.iter().map(|(id, _)| id).collect();
    files.truncate(sources.tree().len());
    files.sort_by_key(|id| (std::cmp::Reverse(sources.file(*id).text.len()), *id));
    let next = AtomicUsize::new(0);
    let parts = rayon::broadcast(|_| {
        let mut read = Vec::new();
        while let Some(id) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            read.push((*id, facts_of(&macros, sources, scope, *id)));
        }
        read
    });
    let mut read: Vec<_> = parts.into_iter().flatten().collect();
    read.sort_by_key(|(id, _)| *id);
    let mut facts = Facts::default();
    let mut others = Vec::new();
    for (id, read) in read {
        match read {
            Ok(Read::Rust(read)) => {
                facts.broken += usize::from(!read.errors.is_empty());
                problems.extend(read.errors.iter().map(|e| error(sources, id, e)));
                facts.rust.push((id, *read));
            }
            Ok(Read::Other(read)) => others.push((id, read)),
            Err(place) => {
                facts.broken += 1;
                let message = format!("candor itself failed on this file, at {place}");
                let help = "report it with the file, if you can";
                problems.push(Problem::of_file(sources.file(id).path.as_str(), message).help(help));
            }
        }
    }
    facts.others = Surroundings::gather(others);
    facts.others.follow(sources);
    problems.append(&mut facts.others.problems(sources));
    facts
}

/// The program that the facts of all Rust files make up.
pub(super) fn linked(
    sources: &SourceMap,
    rust: Vec<(FileId, FileFacts)>,
    catalog: &Catalog,
) -> link::Program {
    let manifests = sources.tree().iter().filter(|f| f.kind == Kind::CargoToml);
    let manifests: Vec<(&str, &str)> = manifests
        .map(|f| (f.path.as_str(), f.text.as_str()))
        .collect();
    let path = |id| sources.file(id).path.as_str();
    let rust = rust.into_iter().map(|(id, f)| (id, path(id), f)).collect();
    link::link(rust, &manifests, catalog)
}

/// The macros that the policy file names: they are looked at as a whole, whatever they stand for.
pub(super) fn named_macros(policy: &Policy) -> Vec<String> {
    let named = overlay(policy);
    let lists = [
        named.logs,
        named.stores,
        named.sends,
        named.exposes,
        named.trains,
        named.watched,
    ];
    let name = |path: &String| {
        let last = path.strip_suffix('!')?.rsplit("::").next()?;
        Some(last.to_owned())
    };
    lists.iter().flatten().filter_map(name).collect()
}

/// The facts of one file, or the place in candor that failed on it: the others are read all the same.
fn facts_of(
    macros: &MacroTable,
    sources: &SourceMap,
    scope: flow::Judge,
    id: FileId,
) -> Result<Read, String> {
    let file = sources.file(id);
    guard::attempt(|| match file.kind {
        // Nothing that is judged can use what stands in a test, a benchmark or an example.
        Kind::Rust if scope == flow::Judge::Product && is_apart(file.role) => {
            Read::Other(OtherFacts::Nothing)
        }
        Kind::Rust => {
            let extent = match (scope, file.role) {
                (flow::Judge::Product, Role::Product | Role::Build) => Extent::Product,
                (flow::Judge::Everything, Role::Product | Role::Build) => Extent::All,
                _ => Extent::Test,
            };
            let facts = facts::read_among(macros, &file.path, &file.text, extent);
            Read::Rust(Box::new(facts))
        }
        kind => Read::Other(surroundings::read_other(kind, &file.text)),
    })
}

/// Whether files of a role are crates or modules of their own, for tests and demonstration.
fn is_apart(role: Role) -> bool {
    matches!(role, Role::Test | Role::Example)
}

/// Which code a policy wants judged.
pub(super) fn scope(policy: &Policy) -> flow::Judge {
    if policy.scan.tests {
        flow::Judge::Everything
    } else {
        flow::Judge::Product
    }
}

/// What could not be read of a Rust file.
fn error(sources: &SourceMap, id: FileId, (message, range): &(String, facts::Range)) -> Problem {
    let span = Span::new(id, range.start, range.end);
    let line = sources.locate(span).line;
    Problem::of_file(sources.file(id).path.as_str(), message.as_str()).at(span, line)
}

/// The `candor:` comments of all files.
pub(super) fn marks(sources: &SourceMap, facts: &Facts) -> Vec<Mark> {
    let in_rust = facts
        .rust
        .iter()
        .flat_map(|(id, f)| triage::marks_of_comments(sources, *id, &f.comments));
    let elsewhere = sources
        .iter()
        .flat_map(|(id, _)| triage::marks_of_text(sources, id));
    in_rust.chain(elsewhere).collect()
}

/// How much was read.
pub(super) fn scanned(sources: &SourceMap, facts: &Facts) -> Scanned {
    let tree = sources.tree();
    Scanned {
        files: tree.len(),
        bytes: tree.iter().map(|f| bytes(&f.text)).sum(),
        lines: tree.iter().map(lines).sum(),
        functions: facts.rust.iter().map(|(_, f)| f.fns.len()).sum(),
        unread: sources.unread + facts.broken,
    }
}

/// The bytes of a text as if its lines ended in `\n`: what is reported must not depend on how git checked them out.
fn bytes(text: &str) -> usize {
    let returns = memchr::memchr_iter(b'\r', text.as_bytes());
    let folded = returns.filter(|at| text.as_bytes().get(at + 1) == Some(&b'\n'));
    text.len() - folded.count()
}

/// The lines of a file; what stands behind its last line end is one only if there is something.
fn lines(file: &SourceFile) -> usize {
    let ended = file.text.is_empty() || file.text.ends_with('\n');
    file.lines.lines() - usize::from(ended)
}

/// What the judging rooms say.
pub(super) struct Judged {
    /// One judgment a commitment, in the policy's order.
    pub(super) judgments: Vec<Judgment>,
    /// What the policy file names in vain.
    pub(super) problems: Vec<Problem>,
    /// What was seen on the watched stretch.
    pub(super) seen: Vec<Seen>,
}

/// Links the program, follows its data and judges every commitment, in the policy's order.
pub(super) fn judge(
    policy: &Policy,
    sources: &SourceMap,
    facts: Facts,
    today: &str,
    watch: Option<flow::Watch>,
) -> Judged {
    let catalog = Catalog::with(overlay(policy));
    let Facts { rust, others, .. } = facts;
    let program = linked(sources, rust, &catalog);
    let scope = scope(policy);
    let asked = |c: &Commitment| c.rule.value == "setting" || c.param("setting").is_some();
    let asked = policy.commitments.iter().any(asked);
    // The flows wait for each other now and then, which leaves time for what needs none of them.
    let (mut flows, (schema, settings)) = rayon::join(
        || flow::analyze(&program, &catalog, sources, scope, watch),
        || {
            let schema = link::schema::build(sql(sources, &others), &program, sources);
            let gathered = || link::settings::gather(&program, &others, &schema, sources);
            let settings = asked.then(gathered).unwrap_or_default();
            (schema, settings)
        },
    );
    let context = Context {
        policy,
        sources,
        catalog: &catalog,
        program: &program,
        flows: &flows,
        surroundings: &others,
        schema: &schema,
        settings: &settings,
        today,
    };
    let judged = Judged {
        judgments: rules::judge(&context),
        problems: unmatched::problems(policy, sources, &flows.missing, &schema),
        seen: std::mem::take(&mut flows.seen),
    };
    // Giving the memory of a large program back takes time that nobody needs to wait for.
    rayon::spawn(move || drop((program, flows, others, catalog)));
    judged
}

/// The SQL files that shape the service's database.
fn sql<'s>(sources: &'s SourceMap, others: &Surroundings) -> Vec<link::schema::Source<'s>> {
    let product = |id: FileId| {
        !matches!(
            sources.file(id).role,
            Role::Test | Role::Example | Role::Vendored
        )
    };
    let files = others.sql.iter().filter(|(id, _)| product(*id));
    files
        .map(|(id, statements)| link::schema::Source {
            file: *id,
            path: &sources.file(*id).path,
            statements: statements.clone(),
        })
        .collect()
}

/// What the policy file says of names and code, as the catalog takes it.
fn overlay(policy: &Policy) -> Overlay {
    let texts = |list: &[Spanned<String>]| list.iter().map(|t| t.value.clone()).collect::<Vec<_>>();
    let code = &policy.code;
    Overlay {
        data: policy
            .data
            .iter()
            .map(|entry| OverlayEntry {
                key: entry.key.value.clone(),
                names: texts(&entry.names),
                not: texts(&entry.not),
                types: texts(&entry.types),
                fields: texts(&entry.fields),
                columns: texts(&entry.columns),
            })
            .collect(),
        hashes: texts(&code.hashes),
        encrypts: texts(&code.encrypts),
        redacts: texts(&code.redacts),
        logs: texts(&code.logs),
        stores: texts(&code.stores),
        sends: texts(&code.sends),
        exposes: texts(&code.exposes),
        trains: texts(&code.trains),
        sources: code
            .sources
            .iter()
            .map(|(key, paths)| (key.value.clone(), texts(paths)))
            .collect(),
        watched: asked(
            policy,
            &[("only-through", "to"), ("logged-fields-only", "at")],
        ),
        recipient_crates: policy
            .recipients
            .iter()
            .flat_map(|r| &r.crates)
            .map(|c| c.value.replace('-', "_"))
            .collect(),
        passed: asked(policy, &[("only-through", "through")]),
    }
}

/// The code paths that commitments of some rules give under some keys.
fn asked(policy: &Policy, keys: &[(&str, &str)]) -> Vec<String> {
    let of = |(rule, key): &(&str, &str)| {
        let commitments = policy.commitments.iter().filter(|c| c.rule.value == *rule);
        let texts: Vec<String> = commitments
            .flat_map(|c| c.texts(key))
            .map(str::to_owned)
            .collect();
        texts
    };
    let mut paths: Vec<String> = keys.iter().flat_map(of).collect();
    paths.sort();
    paths.dedup();
    paths
}
