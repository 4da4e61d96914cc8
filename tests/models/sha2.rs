//! SHA-2: a fast digest.

use sha2::{Digest, Sha256, Sha512};

pub fn keep(api_key: &str) -> std::io::Result<()> {
    std::fs::write("/var/lib/app/hash", Sha256::digest(api_key.as_bytes()))?; //~ store:api_key=sha256
    let mut hasher = Sha512::new();
    hasher.update(api_key.as_bytes());
    std::fs::write("/var/lib/app/hash", hasher.finalize())?; //~ store:api_key=sha512
    std::fs::write("/var/lib/app/hash", Sha256::new().chain_update(api_key).finalize()) //~ store:api_key=sha256
}
