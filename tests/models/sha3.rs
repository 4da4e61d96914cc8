//! SHA-3 and Keccak: fast digests.

use sha3::{Digest, Keccak256, Sha3_256};

pub fn keep(api_key: &str) -> std::io::Result<()> {
    std::fs::write("/var/lib/app/hash", Sha3_256::digest(api_key.as_bytes()))?; //~ store:api_key=sha3-256
    std::fs::write("/var/lib/app/hash", Keccak256::digest(api_key.as_bytes())) //~ store:api_key=keccak
}
