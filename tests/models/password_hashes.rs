//! argon2: a slow, salted hash.

use argon2::password_hash::{PasswordHasher, SaltString, rand_core::OsRng};
use argon2::Argon2;

pub fn keep(password: &str) -> Result<(), Box<dyn std::error::Error>> {
    let salt = SaltString::generate(&mut OsRng);
    let hash = Argon2::default().hash_password(password.as_bytes(), &salt)?.to_string();
    std::fs::write("/var/lib/app/hash", hash)?; //~ store:password=argon2
    let mut raw = [0u8; 32];
    Argon2::default().hash_password_into(password.as_bytes(), b"some salt", &mut raw)?;
    std::fs::write("/var/lib/app/raw", raw)?; //~ store:password=argon2
    Ok(())
}
