//! PBKDF2: a slow hash.

use sha2::Sha256;

pub fn keep(password: &str, salt: &[u8]) -> std::io::Result<()> {
    let mut out = [0u8; 32];
    pbkdf2::pbkdf2_hmac::<Sha256>(password.as_bytes(), salt, 600_000, &mut out);
    std::fs::write("/var/lib/app/hash", out)?; //~ store:password=pbkdf2
    std::fs::write("/var/lib/app/hash", pbkdf2::pbkdf2_hmac_array::<Sha256, 32>(password.as_bytes(), salt, 600_000)) //~ store:password=pbkdf2
}
