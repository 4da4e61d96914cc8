//! password-auth: a password becomes a hash.

pub fn keep(password: &str) -> std::io::Result<()> {
    std::fs::write("/var/lib/app/hash", password_auth::generate_hash(password)) //~ store:password=password-auth
}
