//! Checks answer yes or no; a checked address is still an address.

use email_address::EmailAddress;

pub fn tell(email: &str, address: &EmailAddress) {
    log::info!("{}", EmailAddress::is_valid(email));
    log::info!("{address:?}"); //~ log:email
    log::info!("{}", address.domain());
}
