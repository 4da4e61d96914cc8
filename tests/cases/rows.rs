//! Rows: what comes out of a store stores nothing new, whatever type it is read into.

pub mod anonymous {
    pub async fn archive(db: &sqlx::PgPool) -> Result<(), sqlx::Error> {
        let row = sqlx::query!("SELECT id, password FROM users").fetch_one(db).await?;
        sqlx::query("INSERT INTO archive (id, password) VALUES ($1, $2)").bind(row.id).bind(row.password).execute(db).await?;
        Ok(())
    }
}

pub mod named_by_the_macro {
    pub struct Row {
        pub id: i64,
        pub password: String,
    }
    pub async fn archive(db: &sqlx::PgPool) -> Result<(), sqlx::Error> {
        let rows: Vec<Row> = sqlx::query_as!(Row, "SELECT id, password FROM users").fetch_all(db).await?;
        for row in rows {
            sqlx::query("INSERT INTO archive (id, password) VALUES ($1, $2)").bind(row.id).bind(row.password).execute(db).await?;
        }
        Ok(())
    }
}

pub mod named_by_turbofish {
    #[derive(sqlx::FromRow)]
    pub struct Row {
        pub id: i64,
        pub api_key: String,
        pub email: String,
    }
    pub async fn archive(db: &sqlx::PgPool) -> Result<(), sqlx::Error> {
        let row = sqlx::query_as::<_, Row>("SELECT id, api_key, email FROM users").fetch_one(db).await?;
        sqlx::query("INSERT INTO archive (id, api_key) VALUES ($1, $2)").bind(row.id).bind(row.api_key).execute(db).await?;
        log::info!("{}", row.email); //~ never-logged
        log::info!("{}", row.id);
        Ok(())
    }
}

pub mod columns_by_name {
    use sqlx::Row;
    pub async fn archive(db: &sqlx::PgPool) -> Result<(), sqlx::Error> {
        let row = sqlx::query("SELECT id, password, email FROM users").fetch_one(db).await?;
        let password: String = row.get("password");
        let email: String = row.get("email");
        sqlx::query("INSERT INTO archive (password) VALUES ($1)").bind(password).execute(db).await?;
        log::info!("{email}"); //~ never-logged
        Ok(())
    }
}

pub mod new_ones {
    pub struct Login {
        pub id: i64,
        pub password: String,
    }
    pub async fn sign_up(db: &sqlx::PgPool, login: Login) -> Result<(), sqlx::Error> {
        sqlx::query("INSERT INTO users (id, password) VALUES ($1, $2)") //~ hashed-at-rest
            .bind(login.id)
            .bind(login.password)
            .execute(db)
            .await?;
        Ok(())
    }
}

pub mod columns_by_position {
    #[derive(Debug)]
    pub struct Row {
        pub id: i64,
        pub password: String,
        pub email: String,
    }
    pub fn read(row: &rusqlite::Row<'_>) -> Result<Row, rusqlite::Error> {
        Ok(Row { id: row.get(0)?, password: row.get(1)?, email: row.get(2)? })
    }
    pub fn archive(db: &rusqlite::Connection, row: &Row) -> Result<(), rusqlite::Error> {
        log::info!("{}", row.email); //~ never-logged
        log::info!("{}", row.id);
        db.execute("INSERT INTO archive (id, password) VALUES (?1, ?2)", rusqlite::params![row.id, row.password])?;
        Ok(())
    }
}

pub mod columns_of_other_names {
    pub struct Row {
        pub id: i64,
        pub email: String,
    }
    pub fn read(row: &rusqlite::Row<'_>) -> Result<Row, rusqlite::Error> {
        Ok(Row { id: row.get("id")?, email: row.get("size")? })
    }
    pub fn show(row: &Row) {
        log::info!("{}", row.email);
    }
}

pub mod shortened_results {
    #[derive(Debug)]
    pub struct Account {
        pub email: String,
    }
    #[derive(Debug)]
    pub struct Plan {
        pub name: String,
    }
    pub struct Store;
    impl Store {
        pub fn account(&self) -> rusqlite::Result<Account> {
            Ok(serde_json::from_reader(std::io::stdin()).unwrap())
        }
        pub fn plan(&self) -> rusqlite::Result<Plan> {
            Ok(serde_json::from_reader(std::io::stdin()).unwrap())
        }
        pub fn one(&self) -> diesel::QueryResult<Account> {
            Ok(serde_json::from_reader(std::io::stdin()).unwrap())
        }
    }
    pub fn show(store: &Store) -> Result<(), anyhow::Error> {
        let account = store.account().unwrap();
        log::info!("{account:?}"); //~ never-logged
        let one = store.one()?;
        log::info!("{one:?}"); //~ never-logged
        let plan = store.plan().unwrap();
        log::info!("{plan:?}");
        Ok(())
    }
}

pub mod numbered {
    #[derive(Debug)]
    pub struct Account {
        pub email: String,
    }
    #[derive(Debug)]
    pub struct Plan {
        pub name: String,
    }
    pub fn show(accounts: Vec<Account>, plans: Vec<Plan>) {
        for (number, account) in accounts.iter().enumerate() {
            log::info!("{number}");
            log::info!("{account:?}"); //~ never-logged
        }
        for (number, plan) in plans.iter().enumerate() {
            log::info!("{number} {plan:?}");
        }
    }
}
