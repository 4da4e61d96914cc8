//! Sentry: messages, users, tags and extras of an error report.

pub fn report(email: &str) {
    sentry::capture_message(&format!("no account for {email}"), sentry::Level::Error); //~ log:email
    sentry::configure_scope(|scope| {
        scope.set_tag("email", email); //~ log:email
        scope.set_user(Some(sentry::User { email: Some(email.to_owned()), ..Default::default() })); //~ log:email
    });
}
