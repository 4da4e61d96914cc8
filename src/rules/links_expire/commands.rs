//! Command lines that make links: `aws s3 presign … --expires-in 604800`.
//!
//! In: command lines of scripts, CI and deployment. Out: judged places and findings. Names of stores narrow it.

use super::{Life, Promise};
use crate::catalog::{LinkCommand, units};
use crate::finding::Judgment;
use crate::parse::config::{Config, Entry, Format, Sort};
use crate::rules::command_lines;
use crate::span::FileId;

impl Promise<'_> {
    /// Judges the lines of an entry that is a command.
    pub(super) fn commands(
        &self,
        file: FileId,
        config: &Config,
        entry: &Entry,
        judgment: &mut Judgment,
    ) {
        if entry.sort != Sort::Command && config.format != Format::Shell {
            return;
        }
        for (at, line) in command_lines::lines(self.context, file, entry) {
            if command_lines::is_said(line) || !self.named(line) {
                continue;
            }
            let mut known = self.words.command.iter();
            if let Some(life) = known.find_map(|c| life(c, line)) {
                self.link(at, "", &life, judgment);
            }
        }
    }
}

/// How long the link of a command line works; none where it is no such line.
fn life(command: &LinkCommand, line: &str) -> Option<Life> {
    let at = line.find(&command.words)?;
    let mut words = line.get(at..)?.split_whitespace();
    while let Some(word) = words.next() {
        let (option, joined) = match word.split_once('=') {
            Some((option, value)) => (option, Some(value)),
            None => (word, None),
        };
        if command.options.iter().any(|o| o == option) {
            let value = joined.or_else(|| words.next()).unwrap_or("");
            let value = value.trim_matches(['"', '\'']);
            let number = value.parse::<f64>().ok().map(|n| n * command.unit * 1000.0);
            let text = || units::milliseconds(value);
            return Some(number.or_else(text).map_or(Life::Unknown, Life::Known));
        }
    }
    Some(Life::Known(command.default * 1000.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Links;

    #[test]
    fn command_lines_say_how_long_a_link_works() {
        let presign = &Links::embedded().command[0];
        let check = |line: &str, seconds: Option<f64>| {
            let known = match life(presign, line) {
                Some(Life::Known(ms)) => Some(ms / 1000.0),
                _ => None,
            };
            assert_eq!(known, seconds, "{line}");
        };
        check("aws s3 presign s3://a/b", Some(3600.0));
        check("aws s3 presign s3://a/b --expires-in 60", Some(60.0));
        check("aws s3 presign s3://a/b --expires-in=7200", Some(7200.0));
        check("aws s3 presign s3://a/b --expires-in $TTL", None);
        check("aws s3 ls s3://a --expires-in 60", None);
    }
}
