//! The cookie crate: a cookie holds its value, and its attributes say nothing.

use cookie::Cookie;

pub fn keep(session_token: String) {
    let made = Cookie::build(("sid", session_token)).path("/").http_only(true).build();
    log::debug!("{}", made.name());
    log::debug!("{}", made.value()); //~ log:session_token
}
