//! Rows by the columns that their query lists: tuples, scalars, records of `query!`, positions; bulk inserts and pipelines.

pub mod tuples {
    use sqlx::PgPool;
    pub async fn parts(pool: &PgPool) -> Result<(), sqlx::Error> {
        let (id, m): (i64, String) = sqlx::query_as("SELECT id, email FROM users").fetch_one(pool).await?;
        log::info!("{m}"); //~ never-logged
        log::info!("{id}");
        let (label, n): (String, String) = sqlx::query_as("SELECT label, name FROM items").fetch_one(pool).await?;
        log::info!("{label} {n}");
        Ok(())
    }
    pub async fn lists(pool: &PgPool) -> Result<(), sqlx::Error> {
        let rows = sqlx::query_as::<_, (i64, String)>("SELECT id, email FROM users").fetch_all(pool).await?;
        for (id, m) in &rows {
            log::info!("{m}"); //~ never-logged
            log::info!("{id}");
        }
        log::info!("{rows:?}"); //~ never-logged
        let rows: Vec<(String, String)> = sqlx::query_as("SELECT label, email FROM users").fetch_all(pool).await?;
        for r in rows {
            log::info!("{}", r.1); //~ never-logged
            log::info!("{}", r.0);
        }
        Ok(())
    }
}

pub mod scalars {
    use sqlx::PgPool;
    pub async fn typed(pool: &PgPool) -> Result<(), sqlx::Error> {
        let s = sqlx::query_scalar::<_, String>("SELECT email FROM users").fetch_one(pool).await?;
        log::info!("{s}"); //~ never-logged
        let s: Option<String> = sqlx::query_scalar("SELECT lower(email) AS email FROM users").fetch_optional(pool).await?;
        if let Some(s) = s {
            log::info!("{s}"); //~ never-logged
        }
        let s: String = sqlx::query_scalar("SELECT label FROM items").fetch_one(pool).await?;
        log::info!("{s}");
        let n: i64 = sqlx::query_scalar("SELECT count(email) FROM users").fetch_one(pool).await?;
        log::info!("{n}");
        Ok(())
    }
    pub async fn by_macro(pool: &PgPool) -> Result<(), sqlx::Error> {
        let s = sqlx::query_scalar!("SELECT email FROM users WHERE id = $1", 1).fetch_one(pool).await?;
        log::info!("{s}"); //~ never-logged
        let s = sqlx::query_scalar!("SELECT label FROM items WHERE id = $1", 1).fetch_one(pool).await?;
        log::info!("{s}");
        Ok(())
    }
}

pub mod records {
    use sqlx::PgPool;
    pub async fn whole(pool: &PgPool) -> Result<(), sqlx::Error> {
        let u = sqlx::query!("SELECT id, email FROM users WHERE id = $1", 1).fetch_one(pool).await?;
        log::info!("{u:?}"); //~ never-logged
        log::info!("{}", u.email); //~ never-logged
        log::info!("{}", u.id);
        let i = sqlx::query!("SELECT id, label FROM items WHERE id = $1", 1).fetch_one(pool).await?;
        log::info!("{i:?}");
        for u in sqlx::query!("SELECT id, email FROM users").fetch_all(pool).await? {
            log::info!("{u:?}"); //~ never-logged
        }
        Ok(())
    }
    pub async fn given_back(pool: &PgPool, name: &str) -> Result<(), sqlx::Error> {
        let u = sqlx::query!("INSERT INTO users (name) VALUES ($1) RETURNING id, email", name).fetch_one(pool).await?;
        log::info!("{u:?}"); //~ never-logged
        let u = sqlx::query!("INSERT INTO users (name) VALUES ($1) RETURNING id", name).fetch_one(pool).await?;
        log::info!("{u:?}");
        Ok(())
    }
}

pub mod positions {
    use sqlx::{PgPool, Row};
    pub async fn read(pool: &PgPool) -> Result<(), sqlx::Error> {
        let row = sqlx::query("SELECT id, email FROM users").fetch_one(pool).await?;
        let m: String = row.get(1);
        log::info!("{m}"); //~ never-logged
        let n: i64 = row.get(0);
        log::info!("{n}");
        let rows = sqlx::query("SELECT label, email FROM users").fetch_all(pool).await?;
        let all: Vec<(String, String)> = rows.iter().map(|r| (r.get(0), r.get(1))).collect();
        log::info!("{all:?}"); //~ never-logged
        let labels: Vec<String> = rows.iter().map(|r| r.get(0)).collect();
        log::info!("{labels:?}");
        Ok(())
    }
}

pub mod bulk {
    use sqlx::PgPool;
    pub async fn plain(pool: &PgPool, ids: Vec<i64>, passwords: Vec<String>) -> sqlx::Result<()> {
        sqlx::query("INSERT INTO users (id, password) SELECT * FROM UNNEST($1::bigint[], $2::text[])") //~ hashed-at-rest
            .bind(&ids)
            .bind(&passwords)
            .execute(pool)
            .await?;
        Ok(())
    }
    pub async fn hashed(pool: &PgPool, ids: Vec<i64>, passwords: Vec<String>) -> sqlx::Result<()> {
        let hashes: Vec<String> = passwords.iter().map(|p| bcrypt::hash(p, 10).unwrap()).collect();
        sqlx::query("INSERT INTO users (id, password) SELECT * FROM UNNEST($1::bigint[], $2::text[])")
            .bind(&ids)
            .bind(&hashes)
            .execute(pool)
            .await?;
        Ok(())
    }
    pub async fn guarded(pool: &PgPool, password: &str) -> sqlx::Result<()> {
        sqlx::query("INSERT INTO users (id, password) SELECT $1, $2 WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = $1)").bind(1).bind(password).execute(pool).await?; //~ hashed-at-rest
        Ok(())
    }
}

pub mod bulk_by_closure {
    use sqlx::{PgPool, Postgres, QueryBuilder};
    pub struct New {
        pub id: i64,
        pub password: String,
    }
    pub async fn plain(pool: &PgPool, users: Vec<New>) -> sqlx::Result<()> {
        let mut query: QueryBuilder<Postgres> = QueryBuilder::new("INSERT INTO users (id, password) ");
        query.push_values(users, |mut row, user| {
            row.push_bind(user.id).push_bind(user.password); //~ hashed-at-rest
        });
        query.build().execute(pool).await?;
        Ok(())
    }
    pub async fn hashed(pool: &PgPool, users: Vec<New>) -> sqlx::Result<()> {
        let mut query: QueryBuilder<Postgres> = QueryBuilder::new("INSERT INTO users (id, password) ");
        query.push_values(users.iter(), |mut row, user| {
            row.push_bind(user.id);
            row.push_bind(bcrypt::hash(&user.password, 10).unwrap());
        });
        query.build().execute(pool).await?;
        Ok(())
    }
}

pub mod pipelines {
    pub async fn plain(mut con: redis::aio::MultiplexedConnection, password: String) -> redis::RedisResult<()> {
        redis::pipe().set("k", &password).ignore().query_async::<()>(&mut con).await?; //~ hashed-at-rest
        let mut all = redis::pipe();
        all.atomic().set("k", &password).expire("k", 3); //~ hashed-at-rest
        all.query_async::<()>(&mut con).await
    }
    pub async fn hashed(mut con: redis::aio::MultiplexedConnection, password: String) -> redis::RedisResult<()> {
        redis::pipe().set("k", bcrypt::hash(&password, 10).unwrap()).ignore().query_async::<()>(&mut con).await
    }
}

pub mod selections {
    use diesel::prelude::*;
    #[derive(Debug, Queryable, Selectable)]
    #[diesel(table_name = users)]
    pub struct User {
        pub id: i32,
        pub email: String,
    }
    #[derive(Debug, Queryable, Selectable)]
    #[diesel(table_name = items)]
    pub struct Item {
        pub id: i32,
        pub label: String,
    }
    diesel::table! { users (id) { id -> Integer, email -> Text, } }
    diesel::table! { items (id) { id -> Integer, label -> Text, } }
    pub fn loaded(conn: &mut PgConnection) -> QueryResult<()> {
        let all = users::table.select(User::as_select()).load(conn)?;
        log::info!("{all:?}"); //~ never-logged
        let all = items::table.select(Item::as_select()).load(conn)?;
        log::info!("{all:?}");
        for (user, item) in users::table.inner_join(items::table).load::<(User, Item)>(conn)? {
            log::info!("{user:?}"); //~ never-logged
            log::info!("{item:?}");
        }
        Ok(())
    }
}
