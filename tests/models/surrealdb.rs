//! SurrealDB: records and bound values.

use surrealdb::Surreal;
use surrealdb::engine::remote::ws::Client;

#[derive(serde::Serialize)]
pub struct User {
    pub email: String,
}

pub async fn sign_up(db: &Surreal<Client>, email: String, password: String) -> surrealdb::Result<()> {
    let _: Option<User> = db.create("user").content(User { email }).await?; //~ store:email
    db.query("UPDATE user SET password = $password").bind(("password", password)).await?; //~ store:password
    Ok(())
}
