//! What configuration says by where it stands: workflows that deploy or only try the code, values that stand elsewhere.
//!
//! In: an entry and the path of its file. Out: whether it is about a trial, or taken over from a variable. The words
//! stand in `rules/surroundings/secret_places.toml`; no value is judged here.

use super::Context;
use crate::catalog::Conventions;
use crate::catalog::secret_places::SecretPlaces;
use crate::parse::config::Entry;
use crate::span::{FileId, Span};

/// Whether a file tells a CI system what to do.
pub(super) fn is_ci(path: &str) -> bool {
    SecretPlaces::embedded().is_ci(path)
}

/// Whether an entry of a workflow is about trying the code: by its job, or by the file where it is about all jobs.
pub(super) fn is_trial(path: &str, entry: &Entry) -> bool {
    let places = SecretPlaces::embedded();
    let inner = &entry.path[..entry.path.len().saturating_sub(1)];
    match inner.split_first() {
        Some((first, rest)) if &**first == "jobs" => rest.iter().any(|p| places.is_trial(p)),
        _ => {
            let name = path.rsplit('/').next().unwrap_or(path);
            let stem = name.trim_start_matches('.').split('.').next().unwrap_or("");
            // One file of all jobs is called after the system; a file of its own after what it is for.
            let own = path.contains("workflows/") && places.is_trial(stem);
            own || inner.iter().any(|p| places.is_trial(p))
        }
    }
}

/// Whether an entry of a workflow is about handing out what is run elsewhere: by the names of its file and its job.
pub(super) fn only_publishes(path: &str, entry: &Entry) -> bool {
    let file = path.rsplit('/').next().unwrap_or(path);
    let stem = file.split('.').next().unwrap_or("");
    let job = match entry.path.as_slice() {
        [first, job, ..] if &**first == "jobs" => job,
        _ => "",
    };
    Conventions::embedded()
        .aside
        .only_publishes(&format!("{stem} {job}"))
}

/// The variable of Terraform whose value an entry takes over; none where the value is written in place.
pub(super) fn taken_over<'a>(
    context: &Context<'a>,
    file: FileId,
    entry: &Entry,
) -> Option<&'a str> {
    let text = context
        .sources
        .text(Span::new(file, entry.at.start, entry.at.end));
    let text = text.trim_matches('"');
    let text = text.strip_prefix("${").unwrap_or(text);
    let name = text
        .strip_prefix("var.")
        .or_else(|| text.strip_prefix("local."))?;
    Some(name.trim_end_matches('}').trim())
}
