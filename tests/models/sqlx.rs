//! sqlx: bound values, builders, macros and rows.

use sqlx::{PgPool, Row};

pub async fn sign_up(db: &PgPool, email: &str, password: &str) -> sqlx::Result<()> {
    sqlx::query("INSERT INTO users (email, password) VALUES ($1, $2)").bind(email).bind(password).execute(db).await?; //~ store:email store:password
    sqlx::query!("UPDATE users SET email = $1", email).execute(db).await?; //~ store:email
    let row = sqlx::query("SELECT email FROM users").fetch_one(db).await?;
    let text: String = row.get("email");
    log::info!("{text}"); //~ log:email
    Ok(())
}
