//! Hashes for tables: no protection at all, yet a hash.

use xxhash_rust::xxh3::xxh3_64;

pub fn bucket(email: &str) -> std::io::Result<()> {
    std::fs::write("/var/lib/app/bucket", xxh3_64(email.as_bytes()).to_string()) //~ store:email=xxhash
}
