//! http and headers: values by header names, maps that show what they hold.

use http::{HeaderMap, HeaderValue, Request};

pub fn look(headers: &HeaderMap, request: &Request<()>) {
    log::debug!("{:?}", headers.get("authorization")); //~ log:session_token
    log::debug!("{:?}", headers.get("user-agent")); //~ log:user_agent
    log::debug!("{:?}", headers.get("content-length"));
    log::debug!("{}", headers.contains_key("authorization"));
    log::debug!("{:?} {:?}", request.method(), request.headers()); //~ log:session_token
}

pub fn build(session_token: &str) -> Result<(), http::header::InvalidHeaderValue> {
    let value = HeaderValue::from_str(session_token)?;
    log::debug!("{value:?}"); //~ log:session_token
    Ok(())
}
