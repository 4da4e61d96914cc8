//! The log crate.

use log::Level;

pub struct Account {
    pub email: String,
    pub password: Level,
}

pub fn tell(account: &Account) {
    let email = &account.email;
    log::error!("{email}"); //~ log:email
    log::warn!("{}", email); //~ log:email
    log::info!(id = 1, email = email; "signed in"); //~ log:email
    log::debug!(target: "accounts", "{email:?}"); //~ log:email
    log::log!(Level::Trace, "{email}"); //~ log:email
    log::trace!("{} characters", email.len());
    log::trace!("{:?}", account.password);
}
