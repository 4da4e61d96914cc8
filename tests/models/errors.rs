//! anyhow, eyre and the like: a message's data is in the error.

use anyhow::Context;

pub fn find(email: &str) -> anyhow::Result<()> {
    let outcome: Result<(), anyhow::Error> = Err(anyhow::anyhow!("no account for {email}"));
    if let Err(why) = outcome {
        log::warn!("{why:#}"); //~ log:email
    }
    if let Err(why) = std::fs::read("/etc/app").with_context(|| format!("while looking for {email}")) {
        log::warn!("{why:?}"); //~ log:email
    }
    match std::fs::read("/etc/app").context(format!("while looking for {email}")) {
        Ok(bytes) => log::warn!("{bytes:?}"),
        Err(why) => log::warn!("{why:?}"), //~ log:email
    }
    Ok(())
}
