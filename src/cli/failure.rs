//! Why a job could not be done, and how that is said.
//!
//! In: a message, imperatives, and text that is laid out already. Out: lines on standard error. It never decides
//! whether something is a failure.

use crate::report::Color;

/// The exit status of a job that could not be done.
pub(super) const STATUS: u8 = 2;

/// A job that could not be done.
#[derive(Debug, Default)]
pub(super) struct Failure {
    /// Problems, laid out for a terminal; printed before the message.
    details: Vec<u8>,
    /// What is wrong.
    message: String,
    /// What to do.
    help: Vec<String>,
}

impl Failure {
    /// A failure for a reason.
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            ..Self::default()
        }
    }

    /// A part of the contract that this version does not hold yet: refused, because ignoring it would mislead.
    pub(super) fn not_yet(what: &str) -> Self {
        Self::new(format!("{what} is not part of this version of candor"))
            .help("leave it out, or use a later version")
    }

    /// The same failure with one more imperative.
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// The same failure with laid-out problems in front.
    pub(super) fn details(mut self, details: Vec<u8>) -> Self {
        self.details = details;
        self
    }

    /// Writes the failure to standard error; with `-q` without its imperatives.
    pub(super) fn print(&self, color: Color, quiet: bool) {
        use std::io::Write;
        let (red, off) = match color {
            Color::On => ("\x1b[1;31m", "\x1b[0m"),
            Color::Off => ("", ""),
        };
        let mut text = self.details.clone();
        text.extend_from_slice(format!("{red}error{off}: {}\n", self.message).as_bytes());
        for help in self.help.iter().filter(|_| !quiet) {
            text.extend_from_slice(format!("  help: {help}\n").as_bytes());
        }
        // There is nowhere left to report that standard error is closed.
        let _ = std::io::stderr().lock().write_all(&text);
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.details))?;
        f.write_str(&self.message)
    }
}

impl From<crate::source::LocateError> for Failure {
    fn from(error: crate::source::LocateError) -> Self {
        Self {
            message: error.message,
            help: error.help,
            details: Vec::new(),
        }
    }
}
