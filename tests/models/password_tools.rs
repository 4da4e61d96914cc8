//! One-time passwords.

use totp_rs::TOTP;

pub fn tell(totp: &TOTP) -> Result<(), Box<dyn std::error::Error>> {
    let now = totp.generate_current()?;
    log::info!("{now}"); //~ log:login_code
    log::info!("{}", totp.check_current("123456")?);
    Ok(())
}
