//! Pools: what they hand out is what they manage.

use deadpool::managed::Object;

#[derive(Debug)]
pub struct SignIn {
    pub email: String,
}

pub fn tell(form: &Object<SignIn>) {
    log::info!("{:?}", form); //~ log:email
}
