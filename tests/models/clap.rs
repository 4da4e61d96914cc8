//! clap: arguments by their names.

use clap::ArgMatches;

pub fn run(matches: &ArgMatches) -> std::io::Result<()> {
    let given: Option<&String> = matches.get_one("password");
    log::debug!("given: {}", matches.get_flag("password"));
    std::fs::write("/var/lib/app/secret", format!("{given:?}")) //~ store:password
}
