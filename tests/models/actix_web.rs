//! actix-web: extractors, headers, cookies, sessions and answers.

use actix_session::Session;
use actix_web::cookie::Cookie;
use actix_web::{HttpRequest, HttpResponse, web};

#[derive(serde::Deserialize)]
pub struct SignIn {
    pub email: String,
    pub password: String,
}

pub async fn sign_in(request: HttpRequest, session: Session, form: web::Form<SignIn>) -> HttpResponse {
    let form = form.into_inner();
    log::info!("sign-in of {}", form.email); //~ log:email
    let header = request.headers().get("authorization");
    log::debug!("{header:?}"); //~ log:session_token
    log::debug!("{:?} {}", request.peer_addr(), request.path()); //~ log:ip_address
    log::debug!("{:?}", request.connection_info().realip_remote_addr()); //~ log:ip_address
    session.insert("who", &form.email).ok(); //~ store:email
    HttpResponse::Ok().json(form.email) //~ expose:email
}

pub async fn token(session_token: String) -> HttpResponse {
    HttpResponse::Ok().cookie(Cookie::new("sid", session_token)).finish() //~ expose:session_token
}
