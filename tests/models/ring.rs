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
