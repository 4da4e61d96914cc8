//! slog: values by name, and loggers that carry some.

use slog::{Logger, o};

pub fn tell(log: &Logger, email: &str) {
    slog::info!(log, "signed in"; "who" => email); //~ log:email
    slog::warn!(log, "no account for {}", email); //~ log:email
    let child = log.new(o!("who" => email.to_owned())); //~ log:email
    slog::debug!(child, "done");
}
