//! scrypt: a slow, salted hash.

use scrypt::Params;

pub fn keep(password: &str, salt: &[u8], params: &Params) -> Result<(), Box<dyn std::error::Error>> {
    let mut out = [0u8; 32];
    scrypt::scrypt(password.as_bytes(), salt, params, &mut out)?;
    std::fs::write("/var/lib/app/hash", out)?; //~ store:password=scrypt
    Ok(())
}
