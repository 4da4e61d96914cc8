//! Two ways of one datum into one place: each keeps the measure that it passed.

pub mod hashed_here_plain_there {
    pub struct SignUp {
        pub password: String,
    }
    pub async fn sign_up(db: &sqlx::PgPool, form: SignUp) -> Result<(), anyhow::Error> {
        let hash = bcrypt::hash(&form.password, 12)?;
        add(db, &hash).await
    }
    pub async fn import(db: &sqlx::PgPool, form: SignUp) -> Result<(), anyhow::Error> {
        add(db, &form.password).await
    }
    async fn add(db: &sqlx::PgPool, pass: &str) -> Result<(), anyhow::Error> {
        sqlx::query("INSERT INTO users (pass) VALUES ($1)").bind(pass).execute(db).await?; //~ hashed-at-rest
        Ok(())
    }
}

pub mod hashed_on_all_ways {
    pub struct SignUp {
        pub password: String,
    }
    pub async fn sign_up(db: &sqlx::PgPool, form: SignUp) -> Result<(), anyhow::Error> {
        let hash = bcrypt::hash(&form.password, 12)?;
        add(db, &hash).await
    }
    pub async fn import(db: &sqlx::PgPool, form: SignUp) -> Result<(), anyhow::Error> {
        add(db, &bcrypt::hash(&form.password, 10)?).await
    }
    async fn add(db: &sqlx::PgPool, pass: &str) -> Result<(), anyhow::Error> {
        sqlx::query("INSERT INTO users (pass) VALUES ($1)").bind(pass).execute(db).await?;
        Ok(())
    }
}
