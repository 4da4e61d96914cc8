//! SQL as text: constant, put together, with values in it, and calls known by the statement they take.

pub mod values_in_the_text {
    pub async fn sign_up(db: &sqlx::PgPool, password: &str, id: u64) -> Result<(), Box<dyn std::error::Error>> {
        let text = format!("INSERT INTO users (password) VALUES ('{password}')");
        sqlx::query(&text).execute(db).await?; //~ hashed-at-rest
        sqlx::query(&format!("UPDATE users SET id = {id}, password = '{}' WHERE id = {}", password, id)).execute(db).await?; //~ hashed-at-rest
        let hash = bcrypt::hash(password, 12)?;
        let text = format!("INSERT INTO users (password) VALUES ('{hash}')");
        sqlx::query(&text).execute(db).await?;
        let text = format!("SELECT '{}' FROM users WHERE id = {id}", password.len());
        sqlx::query(&text).execute(db).await?;
        Ok(())
    }
}

pub mod put_together {
    const INSERT: &str = "INSERT INTO users (id, password) ";
    pub async fn sign_up(db: &sqlx::PgPool, id: i64, password: &str) -> Result<(), Box<dyn std::error::Error>> {
        let text = String::from(INSERT) + "VALUES ($1, $2)";
        sqlx::query(&text).bind(id).bind(password).execute(db).await?; //~ hashed-at-rest
        let text = concat!("UPDATE users SET password = ", "$1");
        sqlx::query(text).bind(password).execute(db).await?; //~ hashed-at-rest
        let hash = bcrypt::hash(password, 12)?;
        sqlx::query(text).bind(hash).execute(db).await?;
        Ok(())
    }
}

pub mod a_wrapper_known_by_its_statement {
    pub async fn sign_up(store: &Store, password: &str) {
        store.run("INSERT INTO users (password) VALUES (?1)", &[password]).await; //~ hashed-at-rest
        let hash = bcrypt::hash(password, 12).unwrap_or_default();
        store.run("INSERT INTO users (password) VALUES (?1)", &[hash]).await;
        store.run("INSERT a password into the form", &[password]).await;
    }
}
