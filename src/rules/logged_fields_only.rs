//! `logged-fields-only`: a log holds the listed fields and no other.
//!
//! What a log holds is told by its calls (fields, and values captured into the message), by the columns of its table,
//! or by the fields of its type. A value whose category is not that of a listed field counts as another field, whatever
//! it is called.

mod calls;
mod places;

use super::broken::broken;
use super::flows::{self, CHANGE_PROMISE};
use super::scope::Scope;
use super::{Context, access_formats};
use crate::catalog::access_logs::Logged;
use crate::catalog::{Conventions, Verdict};
use crate::finding::{Confidence, Finding, Judgment, Step};
use crate::policy::Commitment;

use crate::span::Span;

/// Judges one commitment.
pub(super) fn judge(context: &Context<'_>, commitment: &Commitment) -> Judgment {
    let log = Log {
        context,
        commitment,
        fields: commitment.texts("fields").into_iter().map(plain).collect(),
        scope: Scope::of(context, commitment),
    };
    let mut judgment = Judgment::default();
    let scope = places::Scope::of(&log, &mut judgment);
    scope.tables(&log, &mut judgment);
    scope.types(&log, &mut judgment);
    scope.calls(&log, &mut judgment);
    access_logs(&log, &mut judgment);
    judgment
        .findings
        .sort_by(|a, b| (a.at, &a.message).cmp(&(b.at, &b.message)));
    judgment
        .findings
        .dedup_by(|a, b| a.at == b.at && a.message == b.message);
    flows::settle(&mut judgment);
    judgment
}

/// The formats in which web servers log requests, where the promise is about these. Where it names other logs, a format
/// may hold what belongs to the request, but no data of the person.
fn access_logs(log: &Log<'_>, judgment: &mut Judgment) {
    let at = log.commitment.texts("at");
    let about = |path: &&str| {
        let words = plain(path);
        words.contains("request") || words.contains("access")
    };
    if !at.is_empty() && !at.iter().any(about) {
        return;
    }
    for format in access_formats::formats(log.context, &|file| log.scope.holds(file)) {
        judged(format.at, format!("log format `{}`", format.name), judgment);
        let other = |v: &&Logged| {
            let personal = v.key.as_ref().is_some_and(|k| !log.allows_key(k));
            !log.allows(&v.name) && (personal || at.is_empty())
        };
        let extra: Vec<String> = format
            .variables
            .iter()
            .filter(other)
            .map(|v| v.written.clone())
            .collect();
        if extra.is_empty() {
            continue;
        }
        let what = format!("the log format `{}`", format.name);
        let mut finding = log.found(format.at, &what, &extra, "");
        if !format.used {
            finding.confidence = Confidence::Low;
        }
        judgment.findings.push(finding);
    }
}

/// The promise: which fields the log may hold.
struct Log<'a> {
    context: &'a Context<'a>,
    commitment: &'a Commitment,
    /// In plain form.
    fields: Vec<String>,
    scope: Scope<'a>,
}

impl Log<'_> {
    /// Whether a name is one of the fields, under it or under another name for the same.
    fn allows(&self, name: &str) -> bool {
        let last = name.rsplit('.').next().unwrap_or(name);
        let own = plain(last);
        let is = |field: &String| {
            let unit = own.strip_prefix(field.as_str()).unwrap_or("-");
            let head = own.strip_suffix(field.as_str()).unwrap_or("-");
            let logs = &Conventions::embedded().logs;
            *field == own || *field == plain(name) || logs.units.hold(unit) || logs.heads.hold(head)
        };
        own.is_empty()
            || self.fields.iter().any(is)
            || self.is_time(last)
            || self.is_same_datum(last)
    }

    /// A time is the listed time, whatever it is called.
    fn is_time(&self, name: &str) -> bool {
        let names = &Conventions::embedded().logs.time;
        let time = |n: &str| {
            let verdict = self.context.catalog.words.classify(n);
            matches!(verdict, Verdict::Never(reason) if reason.why == "a time")
        };
        let listed = self.fields.iter().any(|f| names.hold(f) || time(f));
        listed && (time(name) || names.hold(name))
    }

    /// Whether a name and a listed field mean the same category of data.
    fn is_same_datum(&self, name: &str) -> bool {
        let key = |n: &str| match self.context.catalog.words.classify(n) {
            Verdict::Data(naming) => Some(naming.key),
            _ => None,
        };
        let listed = self.commitment.texts("fields");
        key(name).is_some_and(|k| listed.iter().any(|f| key(f) == Some(k)))
    }

    /// Whether a category of data is that of a listed field.
    fn allows_key(&self, key: &str) -> bool {
        let last = plain(key.rsplit('.').next().unwrap_or(key));
        let own = |f: &&str| match self.context.catalog.words.classify(f) {
            Verdict::Data(naming) => {
                crate::catalog::key_covers(naming.key, key)
                    || crate::catalog::key_covers(key, naming.key)
            }
            _ => false,
        };
        self.fields.contains(&last)
            || self.commitment.texts("fields").iter().any(own)
            || !flows::is_promised(self.commitment, key)
    }

    /// A finding for the fields that a place holds beyond the listed ones.
    fn found(&self, at: Span, what: &str, extra: &[String], item: &str) -> Finding {
        let mut names: Vec<String> = extra.iter().map(|n| format!("`{n}`")).collect();
        names.sort();
        names.dedup();
        let many = names.len() > 1;
        let listed = flows::listed(&names);
        let key = |n: &String| match self.context.catalog.words.classify(n) {
            Verdict::Data(naming) => Some(naming.key.to_owned()),
            _ => None,
        };
        let mut data: Vec<String> = extra.iter().filter_map(key).collect();
        data.sort();
        data.dedup();
        Finding {
            reason: "the log's fields are written out".to_owned(),
            data,
            help: vec![
                format!(
                    "leave {listed} out, or list {} in `fields`",
                    if many { "them" } else { "it" }
                ),
                CHANGE_PROMISE.to_owned(),
            ],
            item: item.to_owned(),
            ..broken(
                "logged-fields-only",
                self.commitment,
                at,
                format!(
                    "{what} holds {listed}, which {} not among the listed fields",
                    if many { "are" } else { "is" }
                ),
            )
        }
    }
}

/// Records a place that was looked at.
fn judged(at: Span, what: String, judgment: &mut Judgment) {
    judgment.judged.push(Step {
        span: at,
        message: what,
    });
}

/// A name without case and punctuation.
fn plain(name: &str) -> String {
    let kept = name.chars().filter(char::is_ascii_alphanumeric);
    kept.map(|c| c.to_ascii_lowercase()).collect()
}
