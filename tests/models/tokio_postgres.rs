//! PostgreSQL without an ORM: statements with their values, rows by column.

use tokio_postgres::Client;

pub async fn sign_up(db: &Client, email: &str, password: &str) -> Result<(), tokio_postgres::Error> {
    db.execute("INSERT INTO users (email, password) VALUES ($1, $2)", &[&email, &password]).await?; //~ store:email store:password
    let row = db.query_one("SELECT email FROM users", &[]).await?;
    let text: String = row.get("email");
    log::info!("{text}"); //~ log:email
    Ok(())
}

pub async fn from_pool(pool: &deadpool_postgres::Pool, email: &str) -> Result<(), Box<dyn std::error::Error>> {
    let db = pool.get().await?;
    db.execute("UPDATE users SET email = $1", &[&email]).await?; //~ store:email
    Ok(())
}
