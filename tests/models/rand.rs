//! Random values come from nobody.

use rand::Rng;
use rand::rngs::StdRng;

pub struct Reset {
    pub session_token: StdRng,
}

pub fn tell(reset: &Reset) {
    let number: u64 = rand::rng().random();
    log::info!("{number} {:?}", reset.session_token);
}
