//! BLAKE2: a fast digest.

use blake2::{Blake2b512, Blake2s256, Digest};

pub fn keep(api_key: &str) -> std::io::Result<()> {
    std::fs::write("/var/lib/app/key", Blake2b512::digest(api_key.as_bytes()))?; //~ store:api_key=blake2b
    let mut hasher = Blake2s256::new();
    hasher.update(api_key.as_bytes());
    std::fs::write("/var/lib/app/key", hasher.finalize()) //~ store:api_key=blake2s
}
