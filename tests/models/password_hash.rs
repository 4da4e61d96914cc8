//! The traits behind argon2, scrypt and pbkdf2.

use password_hash::{PasswordHasher, SaltString};

pub fn keep(hasher: &impl PasswordHasher, salt: &SaltString, password: &str) -> Result<(), Box<dyn std::error::Error>> {
    let hash = hasher.hash_password(password.as_bytes(), salt)?;
    std::fs::write("/var/lib/app/hash", hash.to_string())?; //~ store:password=password-hash
    Ok(())
}
