//! base64, hex, percent and their like: another spelling, no measure.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

pub fn tell(email: &str, password: &str) {
    log::info!("{}", STANDARD.encode(email)); //~ log:email
    log::info!("{}", hex::encode(password)); //~ log:password
    log::info!("{}", urlencoding::encode(email)); //~ log:email
}
