//! ring and aws-lc-rs: digests, MACs, derivations and seals.

use ring::{digest, hmac, pbkdf2};

pub fn keep(key: &hmac::Key, api_key: &str, password: &str) -> std::io::Result<()> {
    std::fs::write("/var/lib/app/a", digest::digest(&digest::SHA256, api_key.as_bytes()).as_ref())?; //~ store:api_key=sha256
    std::fs::write("/var/lib/app/b", hmac::sign(key, api_key.as_bytes()).as_ref())?; //~ store:api_key=keyed-hmac
    let mut out = [0u8; 32];
    let rounds = std::num::NonZeroU32::MIN;
    pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, rounds, b"salt", password.as_bytes(), &mut out);
    std::fs::write("/var/lib/app/c", out) //~ store:password=pbkdf2
}

pub fn seal(key: &ring::aead::LessSafeKey, nonce: ring::aead::Nonce, email: &str) -> Result<(), Box<dyn std::error::Error>> {
    let mut text = email.as_bytes().to_vec();
    std::fs::write("/var/lib/app/open", &text)?; //~ store:email
    key.seal_in_place_append_tag(nonce, ring::aead::Aad::empty(), &mut text).map_err(|_| "unsealed")?;
    std::fs::write("/var/lib/app/sealed", &text)?; //~ store:email=encrypted
    Ok(())
}

pub fn by_openssl(key: &[u8], email: &str) -> Result<(), Box<dyn std::error::Error>> {
    let sealed = openssl::symm::encrypt(openssl::symm::Cipher::aes_256_cbc(), key, None, email.as_bytes())?;
    std::fs::write("/var/lib/app/sealed", sealed)?; //~ store:email=encrypted
    Ok(())
}
