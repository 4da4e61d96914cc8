//! BLAKE3: a fast digest, with a key or without.

pub fn keep(secret: &[u8; 32], api_key: &str) -> std::io::Result<()> {
    std::fs::write("/var/lib/app/key", blake3::hash(api_key.as_bytes()).to_hex().as_bytes())?; //~ store:api_key=blake3
    std::fs::write("/var/lib/app/key", blake3::keyed_hash(secret, api_key.as_bytes()).as_bytes())?; //~ store:api_key=keyed-blake3-keyed
    let mut hasher = blake3::Hasher::new();
    hasher.update(api_key.as_bytes());
    std::fs::write("/var/lib/app/key", hasher.finalize().as_bytes()) //~ store:api_key=blake3
}
