//! Commands that only print a text: rules, schema, completions, man page.
//!
//! In: nothing but the program itself. Out: text on standard output.

use clap::CommandFactory;

use super::args::Args;
use super::{Failure, output, pipeline};
use crate::{policy, report};

/// `candor rules`.
pub(super) fn rules() -> Result<(), Failure> {
    output::print(report::rules_table(&pipeline::rule_infos()).as_bytes())
}

/// `candor schema`.
pub(super) fn schema() -> Result<(), Failure> {
    output::print(format!("{:#}\n", policy::schema()).as_bytes())
}

/// `candor completions SHELL`.
pub(super) fn completions(shell: clap_complete::Shell) -> Result<(), Failure> {
    let mut bytes = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "candor", &mut bytes);
    output::print(&bytes)
}

/// `candor man`.
pub(super) fn man() -> Result<(), Failure> {
    let mut bytes = Vec::new();
    let page = clap_mangen::Man::new(Args::command());
    page.render(&mut bytes)
        .map_err(|e| Failure::new(format!("the man page could not be written: {e}")))?;
    output::print(&bytes)
}
