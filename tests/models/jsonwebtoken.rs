//! jsonwebtoken: an encoded token opens an account, its keys show nothing.

use jsonwebtoken::{DecodingKey, EncodingKey, Header};

pub fn issue(claims: &Claims, key: &EncodingKey, check: &DecodingKey) -> Result<(), jsonwebtoken::errors::Error> {
    let text = jsonwebtoken::encode(&Header::default(), claims, key)?;
    log::debug!("{text}"); //~ log:session_token
    log::debug!("{:?}", Header::default());
    let _ = check;
    Ok(())
}

#[derive(serde::Serialize)]
pub struct Claims {
    pub sub: u64,
}
