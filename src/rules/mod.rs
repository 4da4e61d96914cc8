//! The rules: each judges one commitment by what the rooms before have found.
//!
//! In: a [`Context`] and a commitment. Out: a [`Judgment`]: findings, and every place that was looked at. A rule never
//! formats output and never knows exceptions. A rule is a page in `rules/` and a file here; the table below is the
//! registry.

mod access_formats;
mod attested;
mod broken;
mod command_lines;
mod cookies_only;
mod encrypted_at_rest;
mod evidence;
mod flows;
mod guards;
mod hashed_at_rest;
mod hosts;
mod kept_at_most;
mod links_expire;
mod literals;
mod logged_fields_only;
mod named_stores;
mod never_exposed;
mod never_logged;
mod never_stored;
mod never_used_for;
mod no_trackers;
mod only_through;
mod own_hosts;
mod parties;
mod region_only;
mod scope;
mod scripts;
mod secrets_managed;
mod setting;
mod shared_only_with;
mod spans;
mod stores;
mod tls_only;
mod uses;
mod workflows;

use crate::catalog::Catalog;
use crate::facts::surroundings::Surroundings;
use crate::finding::Judgment;
use crate::flow::Flows;
use crate::link::Program;
use crate::link::schema::Schema;
use crate::link::settings::Settings;
use crate::policy::{Commitment, Policy};
use crate::source::SourceMap;
use rayon::prelude::*;

/// All that rules look at.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// The files.
    pub sources: &'a SourceMap,
    /// What is known of names, libraries and third parties.
    pub catalog: &'a Catalog,
    /// The Rust program.
    pub program: &'a Program,
    /// Its flows.
    pub flows: &'a Flows,
    /// What stands around the Rust code.
    pub surroundings: &'a Surroundings,
    /// The database as migrations leave it.
    pub schema: &'a Schema,
    /// Every place that gives a setting its value.
    pub settings: &'a Settings,
    /// The day of the run, `YYYY-MM-DD`.
    pub today: &'a str,
}

/// Judges one commitment.
type Judge = fn(&Context<'_>, &Commitment) -> Judgment;

/// The rules that this version judges, one line each.
const REGISTRY: &[(&str, Judge)] = &[
    ("attested", attested::judge),
    ("cookies-only", cookies_only::judge),
    ("encrypted-at-rest", encrypted_at_rest::judge),
    ("hashed-at-rest", hashed_at_rest::judge),
    ("kept-at-most", kept_at_most::judge),
    ("links-expire", links_expire::judge),
    ("logged-fields-only", logged_fields_only::judge),
    ("never-exposed", never_exposed::judge),
    ("never-logged", never_logged::judge),
    ("never-stored", never_stored::judge),
    ("never-used-for", never_used_for::judge),
    ("no-trackers", no_trackers::judge),
    ("only-through", only_through::judge),
    ("region-only", region_only::judge),
    ("secrets-managed", secrets_managed::judge),
    ("setting", setting::judge),
    ("shared-only-with", shared_only_with::judge),
    ("tls-only", tls_only::judge),
];

/// The ids of the rules that this version judges.
pub fn judged() -> impl Iterator<Item = &'static str> {
    REGISTRY.iter().map(|(id, _)| *id)
}

/// Judges all commitments, in the policy's order.
pub fn judge(context: &Context<'_>) -> Vec<Judgment> {
    context
        .policy
        .commitments
        .par_iter()
        .map(|c| judge_one(context, c))
        .collect()
}

fn judge_one(context: &Context<'_>, commitment: &Commitment) -> Judgment {
    match REGISTRY.iter().find(|(id, _)| *id == commitment.rule.value) {
        Some((_, rule)) => rule(context, commitment),
        None => Judgment {
            unproven: Some(format!(
                "this version does not judge `{}` yet",
                commitment.rule.value
            )),
            ..Judgment::default()
        },
    }
}
