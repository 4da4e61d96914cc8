//! Ids tell nothing of a person.

use uuid::Uuid;

pub struct Reset {
    pub session_token: Uuid,
}

pub fn tell(reset: &Reset, email: &str) {
    log::info!("{}", reset.session_token);
    log::info!("{}", Uuid::new_v5(&Uuid::NAMESPACE_URL, email.as_bytes()));
}
