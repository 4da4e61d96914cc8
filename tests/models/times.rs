//! Times tell nothing of a person.

use chrono::{DateTime, Utc};

pub struct Reset {
    pub session_token: DateTime<Utc>,
}

pub fn tell(reset: &Reset) {
    log::info!("{}", reset.session_token);
}
