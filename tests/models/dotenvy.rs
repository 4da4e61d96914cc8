//! dotenvy: the environment under another name.

pub fn tell() -> Result<(), dotenvy::Error> {
    dotenvy::dotenv().ok();
    let value = dotenvy::var("OPENAI_API_KEY")?;
    log::info!("{value}"); //~ log:client_secret
    Ok(())
}
