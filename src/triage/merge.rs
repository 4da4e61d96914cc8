//! One finding a place: the same breach found along several ways is said once.
//!
//! In: all findings. Out: the same without doubles, in the order of the report. It never changes what a finding means.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::finding::Finding;
use crate::source::SourceMap;
use crate::span::Span;

/// Of the findings of one rule and commitment at one place keeps the surest, then the one with the shortest trail, and
/// gives it the data of all.
pub(super) fn merge(mut findings: Vec<Finding>, sources: &SourceMap) -> Vec<Finding> {
    findings.retain(|f| (f.at.file.0 as usize) < sources.files.len());
    findings.sort_by(|a, b| preference(a).cmp(&preference(b)));
    let mut kept: BTreeMap<(String, &'static str, Span), Finding> = BTreeMap::new();
    for finding in findings {
        let key = (finding.commitment.clone(), finding.rule, finding.at);
        match kept.get_mut(&key) {
            Some(best) => {
                best.data.extend(finding.data);
                best.severity = best.severity.max(finding.severity);
            }
            None => {
                kept.insert(key, finding);
            }
        }
    }
    let mut findings: Vec<Finding> = kept.into_values().collect();
    for finding in &mut findings {
        finding.data.sort();
        finding.data.dedup();
    }
    sort(&mut findings, sources);
    findings
}

/// Sorts by path, place, rule and commitment. Paths, not file ids: an added file stands behind the tree's.
pub(super) fn sort(findings: &mut [Finding], sources: &SourceMap) {
    findings.sort_by(|a, b| {
        let path = |f: &Finding| sources.file(f.at.file).path.as_str();
        (path(a), a.at, a.rule, &a.commitment, &a.message).cmp(&(
            path(b),
            b.at,
            b.rule,
            &b.commitment,
            &b.message,
        ))
    });
}

/// What makes one way better to show than another; lower is better. The last parts only make the order total.
fn preference(f: &Finding) -> impl Ord + '_ {
    (
        Reverse(f.confidence),
        f.trail.len(),
        f.guard.is_some(),
        &f.trail,
        &f.message,
        &f.data,
        &f.guard,
    )
}
