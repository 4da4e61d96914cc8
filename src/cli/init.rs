//! `candor init`: a commented policy file to start from.
//!
//! In: a directory. Out: its `candor.toml`, complete or not at all. It never overwrites anything.

use std::path::Path;

use super::args::InitArgs;
use super::{Failure, output};
use crate::policy;

/// Runs the command.
pub(super) fn run(args: &InitArgs) -> Result<(), Failure> {
    if args.from.is_some() {
        return Err(Failure::not_yet("`--from`"));
    }
    let path = match args.directory.as_deref() {
        Some(directory) => directory.join("candor.toml"),
        None => Path::new("candor.toml").to_owned(),
    };
    output::check_target(&path)?;
    output::write_new(&path, policy::template().as_bytes())?;
    let next = format!(
        "wrote {}; fill in what your policy promises, then run `candor`\n",
        path.display()
    );
    output::print(next.as_bytes())
}
