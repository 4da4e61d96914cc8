//! axum and axum-extra: extractors, cookies, sockets and answers.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, Query, Request};
use axum::http::HeaderMap;
use axum::response::{Html, Redirect};
use axum::{Form, Json};
use axum_extra::extract::cookie::{Cookie, CookieJar};

#[derive(serde::Deserialize)]
pub struct SignUp {
    pub email: String,
}

pub async fn sign_up(ConnectInfo(peer): ConnectInfo<SocketAddr>, headers: HeaderMap, Form(form): Form<SignUp>) -> Json<String> {
    log::info!("{}", peer); //~ log:ip_address
    log::debug!("{headers:?}"); //~ log:session_token
    log::debug!("{}", form.email); //~ log:email
    Json(form.email) //~ expose:email
}

pub async fn page(Query(form): Query<SignUp>) -> Html<String> {
    Html(format!("<p>{}</p>", form.email)) //~ expose:email
}

pub async fn go(email: String) -> Redirect {
    Redirect::to(&format!("/welcome?email={email}")) //~ expose:email
}

pub async fn sign_in(jar: CookieJar, session_token: String) -> CookieJar {
    log::debug!("{:?}", jar.get("theme"));
    jar.add(Cookie::new("sid", session_token)) //~ expose:session_token
}

/// A cookie that is handed around shows what it holds, unlike the header of all cookies.
pub fn remember(jar: CookieJar, email: String) -> CookieJar {
    jar.add(kept(Cookie::new("who", email))) //~ expose:email
}

fn kept(cookie: Cookie<'static>) -> Cookie<'static> {
    cookie
}

pub async fn all(request: Request) {
    log::debug!("{request:?}"); //~ log:session_token
}
