//! diesel and diesel-async: rows, assignments, raw statements.

use diesel::prelude::*;

diesel::table! {
    users (id) {
        id -> Int4,
        email -> Text,
        password -> Text,
    }
}

pub fn sign_up(db: &mut PgConnection, email: &str, password: &str) -> QueryResult<usize> {
    diesel::insert_into(users::table).values((users::email.eq(email), users::password.eq(password))).execute(db) //~ store:email store:password
}

pub fn change(db: &mut PgConnection, id: i32, password: &str) -> QueryResult<usize> {
    diesel::update(users::table.find(id)).set(users::password.eq(password)).execute(db) //~ store:password
}

pub fn find(db: &mut PgConnection, password: &str) -> QueryResult<i32> {
    users::table.filter(users::password.eq(password)).select(users::id).first(db) //~ store:password
}

pub async fn raw(db: &mut diesel_async::AsyncPgConnection, email: &str) -> QueryResult<usize> {
    use diesel_async::RunQueryDsl;
    diesel::sql_query("UPDATE users SET email = $1").bind::<diesel::sql_types::Text, _>(email).execute(db).await //~ store:email
}
