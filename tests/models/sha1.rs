//! SHA-1: a broken hash.

use sha1::{Digest, Sha1};

pub fn keep(password: &str) -> std::io::Result<()> {
    std::fs::write("/var/lib/app/hash", Sha1::digest(password.as_bytes())) //~ store:password=sha1
}
