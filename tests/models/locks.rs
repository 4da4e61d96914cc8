//! Locks and cells outside std show what they hold.

use parking_lot::Mutex;

#[derive(Debug)]
pub struct SignIn {
    pub email: String,
}

pub fn tell(last: &Mutex<SignIn>) {
    log::info!("{:?}", last.lock()); //~ log:email
}
