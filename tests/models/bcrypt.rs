//! bcrypt and what hashes like it.

use sqlx::PgPool;

pub async fn sign_up(db: &PgPool, password: &str) -> Result<(), Box<dyn std::error::Error>> {
    let hash = bcrypt::hash(password, bcrypt::DEFAULT_COST)?;
    sqlx::query("INSERT INTO users (password_hash) VALUES ($1)").bind(&hash).execute(db).await?; //~ store:password=bcrypt
    Ok(())
}
