//! reqwest and its kin: URL, headers and body leave.

use reqwest::Client;

pub async fn pass(client: &Client, email: &str, session_token: &str) -> reqwest::Result<()> {
    client.post("https://api.example.org/v1").json(&serde_json::json!({ "email": email })).send().await?; //~ send:email
    client.get("https://api.example.org/v1").bearer_auth(session_token).send().await?; //~ send:session_token
    client.get(format!("https://api.example.org/v1?email={email}")).send().await?; //~ send:email expose:email
    client.get("https://api.example.org/v1").query(&[("email", email)]).send().await?; //~ send:email
    let form = reqwest::multipart::Form::new().text("email", email.to_owned());
    client.post("https://api.example.org/v1").multipart(form).send().await?; //~ send:email
    Ok(())
}

pub async fn by_isahc(email: &str) -> Result<(), isahc::Error> {
    isahc::post("https://api.example.org/v1", email)?; //~ send:email
    Ok(())
}

pub async fn by_awc(client: &awc::Client, email: &str) -> Result<(), awc::error::SendRequestError> {
    client.post("https://api.example.org/v1").send_body(email.to_owned()).await?; //~ send:email
    Ok(())
}
