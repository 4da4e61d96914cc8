//! Log macros, token by token: prefixes, key-values, fields, ways to show, places of arguments.

pub mod prefixes {
    pub fn run(email: &str, id: u64) {
        log::info!(target: "audit", "{email}"); //~ never-logged
        log::info!(target: email, "{id}");
        tracing::info!(parent: None, target: "audit", "{}", email); //~ never-logged
        tracing::info!(name: "email", target: "email", id, "seen");
        log::log!(target: "x", log::Level::Warn, "{email}"); //~ never-logged
        log::log!(log::Level::Warn, "{id}");
        tracing::event!(tracing::Level::INFO, %email); //~ never-logged
        tracing::event!(target: "email", tracing::Level::INFO, id);
    }
}

pub mod key_values {
    pub fn run(email: &str, id: u64) {
        log::info!(email = email; "signed in"); //~ never-logged
        log::info!(email:? = email; "signed in"); //~ never-logged
        log::info!(email:%; "signed in"); //~ never-logged
        log::info!(email; "signed in"); //~ never-logged
        log::info!(id = id, email = email.len(); "signed in");
        log::info!(id; "email");
    }
}

pub mod fields {
    pub struct User {
        pub id: u64,
        pub email: String,
    }
    pub fn run(user: &User, email: &str, id: u64) {
        tracing::info!(%email, "seen"); //~ never-logged
        tracing::info!(?email, "seen"); //~ never-logged
        tracing::info!(email, "seen"); //~ never-logged
        tracing::info!(user.email, "seen"); //~ never-logged
        tracing::info!(%user.email); //~ never-logged
        tracing::info!(user.mail = %user.email, "seen"); //~ never-logged
        tracing::info!("user email" = email, "seen"); //~ never-logged
        tracing::info!({ who = email, id = id }, "seen"); //~ never-logged
        tracing::info!(user.id, "email");
        tracing::info!(email = tracing::field::Empty, id);
        tracing::info!(email.length = email.len(), id = %user.id);
        tracing::info!(email = "hidden", "seen");
        tracing::info!(email.present = !email.is_empty());
    }
}

pub mod constant_names {
    const WHO: &str = "who";
    pub fn run(email: &str, id: u64) {
        tracing::info!({ WHO } = email, "seen"); //~ never-logged
        tracing::info!({ WHO } = id, "seen");
    }
}

pub mod shown_by_functions {
    use tracing::field::{debug, display};
    pub fn run(email: &str, id: u64) {
        tracing::info!(who = display(email)); //~ never-logged
        tracing::info!(who = debug(&email)); //~ never-logged
        tracing::info!(who = display(id));
    }
}

pub mod places_of_arguments {
    pub fn run(email: &str, id: u64) {
        log::info!("{} {}", id, email); //~ never-logged
        log::info!("{1} {0}", email, id); //~ never-logged
        log::info!("{who} signed in", who = email); //~ never-logged
        log::info!("{email:?}"); //~ never-logged
        log::info!("{email:>30}"); //~ never-logged
        log::info!("{:>width$}", email, width = 30); //~ never-logged
        log::info!("{:>width$}", id, width = email.len());
        log::info!("{id:>0$}", email.len());
        log::info!("{:.*}", 3, email); //~ never-logged
        log::info!(r#"who: "{email}""#); //~ never-logged
        log::info!("{{email}} {id}");
        log::info!(concat!("who: ", "{}"), email); //~ never-logged
        log::info!(
            "user {} is known since {}",
            id, "email"
        );
    }
}

pub mod over_lines {
    pub fn run(email: &str, id: u64) {
        log::info!( //~ never-logged
            "user {} with {}",
            id,
            email,
        );
        log::info!(
            "user {} with {}",
            id,
            email.len(),
        );
    }
}

pub mod span_macros {
    pub fn run(email: &str, id: u64) {
        let _span = tracing::info_span!("request", %email).entered(); //~ never-logged
        let _span = tracing::span!(tracing::Level::INFO, "request", who = ?email).entered(); //~ never-logged
        let _span = tracing::debug_span!("email", id).entered();
        let span = tracing::error_span!("request", email = tracing::field::Empty);
        let _entered = span.enter();
    }
}

pub mod levels {
    pub fn run(email: &str) {
        tracing::trace!("{email}"); //~ never-logged
        tracing::debug!("{email}"); //~ never-logged
        tracing::warn!("{email}"); //~ never-logged
        tracing::error!("{email}"); //~ never-logged
        if tracing::enabled!(tracing::Level::DEBUG) {
            tracing::debug!(size = email.len());
        }
    }
}

pub mod imported_and_renamed {
    use log::{info as note, warn};
    use tracing::error as fail;
    pub fn run(email: &str, id: u64) {
        note!("{email}"); //~ never-logged
        warn!("{email}"); //~ never-logged
        fail!(%email, "gone"); //~ never-logged
        note!("{id}");
        fail!(%id, "email gone");
    }
}

pub mod expressions_inside {
    pub struct User {
        pub email: Option<String>,
        pub id: u64,
    }
    pub fn run(user: &User, known: bool) {
        log::info!("{}", user.email.as_deref().unwrap_or("nobody")); //~ never-logged
        log::info!("{}", if known { user.email.clone() } else { None }.unwrap_or_default()); //~ never-logged
        log::info!("{}", match &user.email { Some(e) => e, None => "nobody" }); //~ never-logged
        log::info!("{}", { let text = format!("<{:?}>", user.email); text }); //~ never-logged
        log::info!("{}", if user.email.is_some() { "known" } else { "unknown" });
        log::info!("{}", match &user.email { Some(_) => "known", None => "nobody" });
        log::info!("{:?}", user.email.as_ref().map(|e| e.len()));
    }
}

pub mod slog_macros {
    use slog::{Logger, info, o};
    pub fn run(log: &Logger, email: &str, id: u64) {
        slog::info!(log, "seen"; "who" => email); //~ never-logged
        info!(log, "seen"; "who" => %email, "id" => id); //~ never-logged
        info!(log, "seen {}", email; "id" => id); //~ never-logged
        let child = log.new(o!("who" => email.to_owned())); //~ never-logged
        info!(child, "email"; "id" => id);
        info!(log, "seen"; o!("id" => id));
    }
}

pub mod keys_with_a_way_to_show {
    pub fn run(email: &str, id: u64) {
        log::info!(email:debug = email; "signed in"); //~ never-logged
        log::info!(who:display = email; "signed in"); //~ never-logged
        log::info!(who:err = email; "signed in"); //~ never-logged
        log::info!(who:sval = email; "signed in"); //~ never-logged
        log::info!(who:serde = email; "signed in"); //~ never-logged
        log::info!(id:display = id, size:debug = email.len(); "signed in");
        log::info!(logger: log::logger(), "{email}"); //~ never-logged
        log::info!(logger: log::logger(), "{id}");
    }
}

pub mod dotted_keys {
    pub fn run(email: &str, id: u64) {
        tracing::info!(user.contact.kind = ?email, "seen"); //~ never-logged
        tracing::info!(user.r#type = %id, "seen");
        tracing::info!(http.status = 200, id, "email");
    }
}

pub mod macros_of_formats {
    use std::fmt::Write as _;
    pub fn run(email: &str, id: u64) -> std::fmt::Result {
        let mut text = String::new();
        writeln!(text, "{email}")?;
        log::info!("{text}"); //~ never-logged
        let mut other = String::new();
        writeln!(other, "{id}")?;
        log::info!("{other}");
        let shown = format_args!("{email}").to_string();
        log::info!("{shown}"); //~ never-logged
        log::info!("{:x?} {:#?} {:X?}", email, id, id); //~ never-logged
        log::info!("{:#x} {:e}", id, 1.0);
        Ok(())
    }
    pub fn spans(email: &str, id: u64) {
        let _ = tracing::trace_span!("x", who = email).entered(); //~ never-logged
        let _ = tracing::trace_span!("x", id).entered();
    }
}

pub mod values_that_steer {
    pub fn run(email: &str, known: bool) {
        log::info!("{}", if known { email } else { return }); //~ never-logged
        tracing::info!(known = true, gone = false, "email");
        tracing::info!(size = { let n = email.len(); n }, "seen");
    }
}
