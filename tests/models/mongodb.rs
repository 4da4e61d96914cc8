//! MongoDB: documents that are written.

use mongodb::Collection;
use mongodb::bson::{Document, doc};

pub async fn sign_up(users: &Collection<Document>, email: &str, password: &str) -> mongodb::error::Result<()> {
    users.insert_one(doc! { "email": email }).await?; //~ store:email
    users.update_one(doc! { "id": 1 }, doc! { "$set": { "password": password } }).await?; //~ store:password
    Ok(())
}
