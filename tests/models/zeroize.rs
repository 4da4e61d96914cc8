//! A value that is wiped when dropped shows, until then, what it is.

use zeroize::Zeroizing;

#[derive(Debug)]
pub struct SignIn {
    pub email: String,
    pub length: usize,
}

pub fn tell(form: Zeroizing<SignIn>) {
    log::info!("{:?}", form); //~ log:email
    log::info!("{}", form.length);
}
