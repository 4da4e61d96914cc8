//! Rocket: forms, cookies, addresses and its own log macros.

use rocket::form::Form;
use rocket::http::{Cookie, CookieJar};
use rocket::response::Redirect;
use rocket::serde::json::Json;

#[derive(rocket::FromForm)]
pub struct SignUp {
    pub email: String,
}

#[rocket::post("/sign-up", data = "<form>")]
pub fn sign_up(form: Form<SignUp>, jar: &CookieJar<'_>, session_token: String) -> Redirect {
    rocket::info!("{}", form.email); //~ log:email
    jar.add(Cookie::new("sid", session_token)); //~ expose:session_token
    Redirect::to(format!("/welcome?email={}", form.email)) //~ expose:email
}

#[rocket::get("/me")]
pub fn me(request: &rocket::Request<'_>) {
    rocket::warn!("{:?}", request.client_ip()); //~ log:ip_address
    rocket::warn!("{:?}", request.headers().get_one("authorization")); //~ log:session_token
}
