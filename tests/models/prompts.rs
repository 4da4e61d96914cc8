//! Questions on a terminal: what is typed is a password.

pub fn set() -> Result<(), Box<dyn std::error::Error>> {
    let typed = rpassword::prompt_password("New: ")?;
    std::fs::write("/etc/app/secret", typed)?; //~ store:password
    Ok(())
}
