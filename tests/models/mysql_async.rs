//! MySQL: statements with their values.

use mysql_async::prelude::Queryable;
use mysql_async::{Conn, params};

pub async fn sign_up(db: &mut Conn, email: &str, password: &str) -> mysql_async::Result<()> {
    db.exec_drop("INSERT INTO users (email, password) VALUES (?, ?)", (email, password)).await?; //~ store:email store:password
    db.exec_drop("UPDATE users SET email = :email", params! { "email" => email }).await?; //~ store:email
    Ok(())
}

pub fn describe(options: &mysql_async::OptsBuilder) {
    log::debug!("{options:?}"); //~ log:database_url
}
