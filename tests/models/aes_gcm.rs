//! aes-gcm and chacha20poly1305: what goes in is encrypted, what is decrypted is plain again.

use aes_gcm::aead::Aead;
use aes_gcm::{Aes256Gcm, Nonce};
use chacha20poly1305::ChaCha20Poly1305;

pub fn keep(cipher: &Aes256Gcm, nonce: &Nonce, email: &str) -> Result<(), Box<dyn std::error::Error>> {
    let sealed = cipher.encrypt(nonce, email.as_bytes())?;
    std::fs::write("/var/lib/app/email", &sealed)?; //~ store:email=encrypted
    let opened = cipher.decrypt(nonce, sealed.as_ref())?;
    std::fs::write("/var/lib/app/plain", opened)?; //~ store:email
    Ok(())
}

pub fn other(cipher: &ChaCha20Poly1305, nonce: &chacha20poly1305::Nonce, email: &str) -> Result<(), Box<dyn std::error::Error>> {
    let sealed = cipher.encrypt(nonce, email.as_bytes())?;
    std::fs::write("/var/lib/app/email", &sealed)?; //~ store:email=encrypted
    Ok(())
}

pub fn in_place(cipher: &Aes256Gcm, nonce: &Nonce, email: &str) -> Result<(), Box<dyn std::error::Error>> {
    use aes_gcm::aead::AeadInPlace;
    let mut text = email.as_bytes().to_vec();
    cipher.encrypt_in_place(nonce, b"", &mut text)?;
    std::fs::write("/var/lib/app/email", &text)?; //~ store:email=encrypted
    Ok(())
}
