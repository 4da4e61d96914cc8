//! Keys of curves: the public one is no secret.

use ed25519_dalek::{SigningKey, VerifyingKey};
use x25519_dalek::{PublicKey, StaticSecret};

pub fn show(private_key: &[u8], signing_key: &SigningKey, own_secret_key: StaticSecret) {
    let public = PublicKey::from(&own_secret_key);
    log::info!("{public:?}");
    let checked_by: VerifyingKey = signing_key.verifying_key();
    log::info!("{checked_by:?}");
    log::info!("{private_key:?}"); //~ log:private_key
}
