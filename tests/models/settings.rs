//! config and figment: settings by their names.

pub fn tell(settings: &config::Config) -> Result<(), config::ConfigError> {
    log::info!("{}", settings.get_string("smtp_password")?); //~ log:client_secret
    log::info!("{}", settings.get_int("smtp_password")?);
    Ok(())
}

pub fn find(figment: &figment::Figment) -> figment::Result<()> {
    let text: String = figment.extract_inner("smtp_password")?;
    log::info!("{text}"); //~ log:client_secret
    Ok(())
}
