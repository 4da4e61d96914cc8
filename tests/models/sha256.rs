//! `sha256`: a fast digest by one function.

pub fn keep(email: &str) -> std::io::Result<()> {
    std::fs::write("/var/lib/app/avatar", sha256::digest(email)) //~ store:email=sha256
}
