//! Wrappers that hide what they hold until asked.

use secrecy::{ExposeSecret, SecretString};

pub fn tell(password: SecretString) {
    log::info!("{password:?}");
    log::info!("{}", password.expose_secret()); //~ log:password
}
