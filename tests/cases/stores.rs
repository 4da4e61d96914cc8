//! Databases: columns and bound values in every form, hashes across functions.

pub mod binds_by_order {
    pub async fn add(db: &sqlx::PgPool, email: &str, password: &str) -> Result<(), sqlx::Error> {
        sqlx::query("INSERT INTO users (email, password) VALUES ($1, $2)").bind(email).bind(password).execute(db).await?; //~ hashed-at-rest
        sqlx::query("INSERT INTO users (email, size) VALUES ($1, $2)").bind(email).bind(password.len() as i64).execute(db).await?;
        sqlx::query!("UPDATE users SET password = $1 WHERE email = $2", password, email).execute(db).await?; //~ hashed-at-rest
        sqlx::query!("UPDATE users SET email = $1 WHERE size = $2", email, password.len() as i64).execute(db).await?;
        Ok(())
    }
}

pub mod hashed_elsewhere {
    use argon2::{Argon2, PasswordHasher};
    fn hash(password: &str) -> Result<String, argon2::password_hash::Error> {
        let salt = argon2::password_hash::SaltString::generate(&mut rand::rngs::OsRng);
        Ok(Argon2::default().hash_password(password.as_bytes(), &salt)?.to_string())
    }
    pub struct NewUser {
        pub email: String,
        pub password: String,
    }
    impl NewUser {
        pub fn new(email: String, password: &str) -> anyhow::Result<Self> {
            Ok(NewUser { email, password: hash(password)? })
        }
    }
    pub async fn add(db: &sqlx::PgPool, email: String, password: String) -> anyhow::Result<()> {
        let user = NewUser::new(email, &password)?;
        sqlx::query("INSERT INTO users (email, password) VALUES ($1, $2)").bind(user.email).bind(user.password).execute(db).await?;
        Ok(())
    }
}

pub mod hashed_behind_a_trait {
    pub trait Hasher {
        fn hash(&self, text: &str) -> String;
    }
    pub struct Bcrypt;
    impl Hasher for Bcrypt {
        fn hash(&self, text: &str) -> String {
            bcrypt::hash(text, 12).unwrap_or_default()
        }
    }
    pub struct Users {
        hasher: Box<dyn Hasher>,
        db: sqlx::PgPool,
    }
    impl Users {
        pub async fn add(&self, password: &str) -> Result<(), sqlx::Error> {
            let hashed = self.hasher.hash(password);
            sqlx::query("INSERT INTO users (password) VALUES ($1)").bind(hashed).execute(&self.db).await?;
            Ok(())
        }
        pub async fn add_plain(&self, password: &str) -> Result<(), sqlx::Error> {
            sqlx::query("INSERT INTO users (password) VALUES ($1)").bind(password).execute(&self.db).await?; //~ hashed-at-rest
            Ok(())
        }
    }
}

pub mod hashed_in_a_chain {
    use sha2::{Digest, Sha256};
    pub async fn add(db: &sqlx::PgPool, api_key: &str) -> Result<(), sqlx::Error> {
        let mut hasher = Sha256::new();
        hasher.update(api_key.as_bytes());
        let digest = hex::encode(hasher.finalize());
        sqlx::query("INSERT INTO keys (api_key) VALUES ($1)").bind(digest).execute(db).await?;
        sqlx::query("INSERT INTO keys (api_key) VALUES ($1)").bind(api_key).execute(db).await?; //~ hashed-at-rest
        Ok(())
    }
}

pub mod columns_by_constants {
    pub struct Users;
    impl Users {
        const TABLE: &'static str = "users";
        const INSERT: &'static str = "INSERT INTO users (email, password) VALUES (?, ?)";
        const COUNT: &'static str = "UPDATE users SET tries = ?";
    }
    pub async fn add(db: &sqlx::MySqlPool, email: &str, password: &str) -> Result<(), sqlx::Error> {
        sqlx::query(Users::INSERT).bind(email).bind(password).execute(db).await?; //~ hashed-at-rest
        sqlx::query(Users::COUNT).bind(password.len() as i64).execute(db).await?;
        let sql = format!("UPDATE {} SET password = ? WHERE email = ?", Users::TABLE);
        sqlx::query(&sql).bind(password).bind(email).execute(db).await?; //~ hashed-at-rest
        Ok(())
    }
}

pub mod sqlite_parameters {
    use rusqlite::{Connection, named_params, params};
    pub fn add(db: &Connection, email: &str, password: &str) -> rusqlite::Result<()> {
        db.execute("INSERT INTO users (email, password) VALUES (?1, ?2)", params![email, password])?; //~ hashed-at-rest
        db.execute("INSERT INTO users (password, email) VALUES (?2, ?1)", (email, password))?; //~ hashed-at-rest
        db.execute("UPDATE users SET password = :secret", named_params! { ":secret": password })?; //~ hashed-at-rest
        db.execute("UPDATE users SET size = :size", &[(":size", &password.len())])?;
        db.execute("UPDATE users SET email = ?1", [email])?;
        Ok(())
    }
}

pub mod postgres_slices {
    pub async fn add(db: &tokio_postgres::Client, email: String, password: String) -> Result<(), tokio_postgres::Error> {
        db.execute("INSERT INTO users (email, password) VALUES ($1, $2)", &[&email, &password]).await?; //~ hashed-at-rest
        db.execute("INSERT INTO users (email, size) VALUES ($1, $2)", &[&email, &(password.len() as i64)]).await?;
        Ok(())
    }
}

pub mod hashed_in_sql {
    pub async fn add(db: &sqlx::PgPool, password: &str) -> Result<(), sqlx::Error> {
        sqlx::query("INSERT INTO users (password) VALUES (crypt($1, gen_salt('bf')))").bind(password).execute(db).await?;
        sqlx::query("INSERT INTO users (password) VALUES (lower($1))").bind(password).execute(db).await?; //~ hashed-at-rest
        Ok(())
    }
}

pub mod diesel_rows {
    use diesel::prelude::*;
    diesel::table! {
        users (id) {
            id -> Integer,
            email -> Text,
            password -> Text,
        }
    }
    #[derive(Insertable)]
    #[diesel(table_name = users)]
    pub struct NewUser {
        pub email: String,
        pub password: String,
    }
    pub fn add(db: &mut PgConnection, email: String, password: String) -> QueryResult<()> {
        diesel::insert_into(users::table)
            .values(NewUser { email: email.clone(), password: bcrypt::hash(&password, 12).unwrap_or_default() })
            .execute(db)?;
        diesel::insert_into(users::table).values((users::email.eq(email), users::password.eq(password.clone()))).execute(db)?; //~ hashed-at-rest
        diesel::update(users::table.find(1)).set(users::password.eq(password)).execute(db)?; //~ hashed-at-rest
        Ok(())
    }
}

pub mod diesel_structs {
    use diesel::prelude::*;
    #[derive(AsChangeset)]
    #[diesel(table_name = accounts)]
    pub struct Change {
        pub password: String,
    }
    diesel::table! {
        accounts (id) {
            id -> Integer,
            password -> Text,
        }
    }
    pub fn change(db: &mut PgConnection, password: String) -> QueryResult<()> {
        diesel::update(accounts::table.find(1)).set(&Change { password }).execute(db)?; //~ hashed-at-rest
        Ok(())
    }
}

pub mod sea_orm_models {
    use sea_orm::{ActiveModelTrait, DatabaseConnection, DbErr, Set};
    pub mod user {
        #[derive(Clone, Debug, sea_orm::DeriveEntityModel)]
        #[sea_orm(table_name = "users")]
        pub struct Model {
            #[sea_orm(primary_key)]
            pub id: i32,
            pub email: String,
            pub password: String,
        }
    }
    pub async fn add(db: &DatabaseConnection, email: String, password: String) -> Result<(), DbErr> {
        let model = user::ActiveModel { email: Set(email), password: Set(password), ..Default::default() };
        model.insert(db).await?; //~ hashed-at-rest
        Ok(())
    }
    pub async fn add_hashed(db: &DatabaseConnection, email: String, password: String) -> Result<(), DbErr> {
        let hash = bcrypt::hash(password, 12).unwrap_or_default();
        let model = user::ActiveModel { email: Set(email), password: Set(hash), ..Default::default() };
        model.insert(db).await?;
        Ok(())
    }
}

pub mod key_value_stores {
    use redis::AsyncCommands;
    pub async fn keep(mut db: redis::aio::MultiplexedConnection, card_number: String, id: u64) -> redis::RedisResult<()> {
        let _: () = db.set("last", id).await?;
        let _: () = db.set(format!("card:{id}"), &card_number).await?; //~ never-stored
        let _: () = db.set_ex(format!("digits:{id}"), card_number.len(), 60).await?;
        Ok(())
    }
}

pub mod files {
    pub async fn keep(card_number: &str, id: u64) -> std::io::Result<()> {
        std::fs::write("last", id.to_string())?;
        std::fs::write("card", card_number)?; //~ never-stored
        tokio::fs::write("card", card_number.as_bytes()).await?; //~ never-stored
        tokio::fs::write("card", card_number.len().to_string()).await?;
        Ok(())
    }
}

pub mod looked_up {
    pub async fn find(db: &sqlx::PgPool, api_key: &str) -> Result<(), sqlx::Error> {
        sqlx::query("SELECT id FROM keys WHERE api_key = $1").bind(api_key).fetch_one(db).await?; //~ hashed-at-rest
        let digest = hex::encode(<sha2::Sha256 as sha2::Digest>::digest(api_key));
        sqlx::query("SELECT id FROM keys WHERE api_key = $1").bind(digest).fetch_one(db).await?;
        Ok(())
    }
}

pub mod presented_to_others {
    use serde::Serialize;
    #[derive(Serialize)]
    pub struct SqlConfig {
        pub host: String,
        pub password: String,
    }
    #[derive(Serialize)]
    pub struct NewUser {
        pub name: String,
        pub password: String,
    }
    // What is presented to a database cannot be kept as a hash.
    pub async fn keep(db: &sqlx::PgPool, config: &SqlConfig) {
        sqlx::query("INSERT INTO servers (host, password) VALUES ($1, $2)").bind(&config.host).bind(&config.password).execute(db).await.ok();
    }
    pub async fn register(db: &sqlx::PgPool, user: &NewUser) {
        sqlx::query("INSERT INTO users (name, password) VALUES ($1, $2)").bind(&user.name).bind(&user.password).execute(db).await.ok(); //~ hashed-at-rest
    }
}

pub mod statements_in_steps {
    use sqlx::{PgPool, Postgres, QueryBuilder};
    pub async fn plain(db: &PgPool, password: &str, id: i64) -> sqlx::Result<()> {
        let mut query: QueryBuilder<Postgres> = QueryBuilder::new("UPDATE users SET password = ");
        query.push_bind(password); //~ hashed-at-rest
        query.push(" WHERE id = ");
        query.push_bind(id);
        query.build().execute(db).await?;
        Ok(())
    }
    pub async fn hashed(db: &PgPool, password: &str, id: i64) -> sqlx::Result<()> {
        let hash = bcrypt::hash(password, 12).unwrap_or_default();
        let mut query: QueryBuilder<Postgres> = QueryBuilder::new("UPDATE users SET password = ");
        query.push_bind(hash);
        query.push(" WHERE id = ");
        query.push_bind(id);
        query.build().execute(db).await?;
        Ok(())
    }
    pub async fn bound_in_turn(db: &PgPool, password: &str, id: i64) -> sqlx::Result<()> {
        let mut query = sqlx::query("UPDATE users SET name = $1, password = $2 WHERE id = $3");
        query = query.bind("a");
        query = query.bind(password); //~ hashed-at-rest
        query = query.bind(id);
        query.execute(db).await?;
        Ok(())
    }
}

pub mod built_with_a_hash {
    #[derive(serde::Deserialize)]
    pub struct Signup {
        pub password: String,
    }
    #[derive(serde::Deserialize, serde::Serialize)]
    pub struct NewUser {
        pub password: String,
    }
    pub async fn sign_up(form: axum::Json<Signup>, db: &sqlx::PgPool) -> sqlx::Result<()> {
        let hashed = bcrypt::hash(&form.password, 12).unwrap_or_default();
        insert(&NewUser { password: hashed }, db).await?;
        keep(&form, db).await
    }
    async fn insert(user: &NewUser, db: &sqlx::PgPool) -> sqlx::Result<()> {
        sqlx::query("INSERT INTO users (password) VALUES ($1)").bind(&user.password).execute(db).await?;
        Ok(())
    }
    async fn keep(user: &Signup, db: &sqlx::PgPool) -> sqlx::Result<()> {
        sqlx::query("INSERT INTO users (password) VALUES ($1)").bind(&user.password).execute(db).await?; //~ hashed-at-rest
        Ok(())
    }
}
