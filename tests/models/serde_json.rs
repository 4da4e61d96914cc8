//! JSON and other forms of a value show what the value holds.

use serde_json::{Value, json};

#[derive(serde::Serialize)]
pub struct User {
    pub email: String,
    #[serde(skip_serializing)]
    pub password: String,
}

pub fn tell(user: &User, body: &Value) -> Result<(), serde_json::Error> {
    log::info!("{}", serde_json::to_string(user)?); //~ log:email
    log::info!("{}", json!({ "who": user.email })); //~ log:email
    log::info!("{:?}", body.get("password")); //~ log:password
    log::info!("{:?}", body.get("id"));
    Ok(())
}
