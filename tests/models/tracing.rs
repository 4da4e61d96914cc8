//! tracing: events, spans and what is recorded later.

pub fn tell(email: &str) {
    tracing::info!(who = email, "signed in"); //~ log:email
    tracing::warn!("no account for {email}"); //~ log:email
    let span = tracing::info_span!("sign-in", who = %email); //~ log:email
    span.record("who", email); //~ log:email
    tracing::debug!(length = email.len(), "read");
}
