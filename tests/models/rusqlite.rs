//! SQLite: statements with their values.

use rusqlite::{Connection, params};

pub fn sign_up(db: &Connection, email: &str, password: &str) -> rusqlite::Result<()> {
    db.execute("INSERT INTO users (email, password) VALUES (?1, ?2)", params![email, password])?; //~ store:email store:password
    let mut statement = db.prepare("UPDATE users SET email = ?1")?;
    statement.execute([email])?; //~ store:email
    Ok(())
}

pub fn names(db: &Connection) -> rusqlite::Result<()> {
    let text: String = db.query_row("SELECT email FROM users", [], |row| row.get("email"))?;
    log::info!("{text}"); //~ log:email
    let mut statement = db.prepare("SELECT email FROM users")?;
    for text in statement.query_map([], |row| row.get::<_, String>("email"))? {
        log::info!("{text:?}"); //~ log:email
    }
    Ok(())
}
