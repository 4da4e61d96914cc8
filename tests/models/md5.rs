//! MD5: a broken hash.

pub fn keep(email: &str) -> std::io::Result<()> {
    std::fs::write("/var/lib/app/avatar", format!("{:x}", md5::compute(email))) //~ store:email=md5
}
