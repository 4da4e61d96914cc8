//! itertools, rayon, index maps and short strings.

use indexmap::IndexMap;
use itertools::Itertools;

#[derive(Debug)]
pub struct SignIn {
    pub email: String,
}

pub fn tell(emails: &[String], known: &IndexMap<u64, SignIn>) {
    log::info!("{:?}", known); //~ log:email
    log::info!("{:?}", emails.iter().collect_vec()); //~ log:email
    log::info!("{}", emails.iter().all_unique());
}
