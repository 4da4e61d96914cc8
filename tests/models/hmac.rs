//! HMAC: a keyed hash.

use hmac::{Hmac, Mac};
use sha2::Sha256;

pub fn keep(key: &[u8], client_ip: &str) -> Result<(), Box<dyn std::error::Error>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key)?;
    mac.update(client_ip.as_bytes());
    std::fs::write("/var/lib/app/ip", mac.finalize().into_bytes())?; //~ store:ip_address=keyed-hmac
    Ok(())
}
