//! tower and its layers: spans that take headers along, sessions, cookies.

use tower_cookies::{Cookie, Cookies};
use tower_http::trace::{DefaultMakeSpan, TraceLayer};
use tower_sessions::Session;

pub fn layer() {
    let _ = TraceLayer::new_for_http().make_span_with(DefaultMakeSpan::new().include_headers(true)); //~ log:session_token
    let _ = TraceLayer::new_for_http().make_span_with(DefaultMakeSpan::new().include_headers(false));
}

pub async fn sign_in(cookies: Cookies, session: Session, email: String, session_token: String) {
    session.insert("who", email).await.ok(); //~ store:email
    cookies.add(Cookie::new("sid", session_token)); //~ expose:session_token
}
