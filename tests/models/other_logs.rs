//! Log crates of smaller circles.

pub fn tell(email: &str) {
    spdlog::critical!("{email}"); //~ log:email
    defmt::err!("{}", email); //~ log:email
}
