//! Ids tell nothing of a person.

use uuid::Uuid;

pub struct Reset {
    pub email_address: Uuid,
}

pub fn tell(reset: &Reset, email: &str) {
    log::info!("{}", reset.email_address);
    log::info!("{}", Uuid::new_v5(&Uuid::NAMESPACE_URL, email.as_bytes()));
}
