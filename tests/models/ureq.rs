//! ureq: URL, headers and body leave.

pub fn pass(email: &str, session_token: &str) -> Result<(), Box<dyn std::error::Error>> {
    ureq::post("https://api.example.org/v1").header("authorization", session_token).send_json(serde_json::json!({ "email": email }))?; //~ send:email send:session_token
    ureq::get(&format!("https://api.example.org/v1?email={email}")).call()?; //~ send:email expose:email
    Ok(())
}
