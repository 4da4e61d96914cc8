//! Redis: keys and values are stored.

use redis::{AsyncCommands, Commands, Connection};

pub fn keep(db: &mut Connection, session_token: &str, email: &str) -> redis::RedisResult<()> {
    let _: () = db.set(format!("session:{session_token}"), 1)?; //~ store:session_token
    let _: () = db.set_ex("last", email, 60)?; //~ store:email
    let _: () = redis::cmd("SET").arg("last").arg(email).query(db)?; //~ store:email
    Ok(())
}

pub fn open(redis_url: &str) -> redis::RedisResult<redis::Client> {
    let info = redis_url.into_connection_info()?;
    log::info!("connecting to {}", info.addr());
    redis::Client::open(info)
}

pub async fn keep_async(db: &mut redis::aio::MultiplexedConnection, email: &str) -> redis::RedisResult<()> {
    db.hset("users", "1", email).await //~ store:email
}
