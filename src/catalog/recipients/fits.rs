//! Whether hosts and cookies fit the patterns of services.
//!
//! In: a pattern with `*` and a name. Out: whether the name fits, and which of two patterns says more. Never knows a
//! service.

use std::cmp::Ordering;

/// The order of patterns: the longest is the most exact one.
pub(super) fn more_exact(a: &str, b: &str) -> Ordering {
    b.len().cmp(&a.len()).then_with(|| a.cmp(b))
}

/// Whether a host or a subdomain of it fits a pattern whose `*` stand for runs within one label.
pub(super) fn host_fits(pattern: &str, host: &str) -> bool {
    let wanted: Vec<&str> = pattern.split('.').collect();
    let labels: Vec<&str> = host.split('.').collect();
    let Some(skip) = labels.len().checked_sub(wanted.len()) else {
        return false;
    };
    wanted
        .iter()
        .zip(&labels[skip..])
        .all(|(pattern, label)| label_fits(pattern, label))
}

/// Whether a label fits a pattern with at most a few `*`.
pub(super) fn label_fits(pattern: &str, label: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == label,
        Some((head, tail)) => label.strip_prefix(head).is_some_and(|rest| {
            rest.char_indices()
                .map(|(at, _)| at)
                .chain([rest.len()])
                .any(|at| label_fits(tail, &rest[at..]))
        }),
    }
}
