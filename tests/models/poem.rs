//! poem and salvo: extractors, addresses, cookies.

use poem::web::{Data, Json, RealIp, cookie::CookieJar};

#[derive(serde::Deserialize)]
pub struct SignUp {
    pub email: String,
}

#[poem::handler]
pub async fn sign_up(RealIp(ip): RealIp, jar: &CookieJar, Json(form): Json<SignUp>) -> String {
    log::info!("{ip:?}"); //~ log:ip_address
    log::info!("{jar:?}"); //~ log:session_token
    log::info!("{}", form.email); //~ log:email
    String::new()
}

#[salvo::handler]
pub async fn look(request: &mut salvo::Request) {
    log::info!("{:?}", request.remote_addr()); //~ log:ip_address
}
