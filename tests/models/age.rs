//! age: encrypted for a recipient, and plain again.

pub fn keep(recipient: &age::x25519::Recipient, identity: &age::x25519::Identity, email: &str) -> Result<(), Box<dyn std::error::Error>> {
    let sealed = age::encrypt(recipient, email.as_bytes())?;
    std::fs::write("/var/lib/app/email.age", &sealed)?; //~ store:email=encrypted
    let opened = age::decrypt(identity, &sealed)?;
    std::fs::write("/var/lib/app/email", opened)?; //~ store:email
    Ok(())
}
