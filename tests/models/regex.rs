//! Expressions: parts are what they were cut from, a match is a yes or no.

use regex::Regex;

pub fn tell(pattern: &Regex, email: &str) {
    log::info!("{}", pattern.is_match(email));
    log::info!("{:?}", pattern.captures(email)); //~ log:email
    log::info!("{}", pattern.replace_all(email, "$1")); //~ log:email
    log::info!("{pattern}");
}
