//! Addresses hold what was put into them, their host does not.

use url::Url;

pub fn tell(email: &str) -> Result<(), url::ParseError> {
    let mut url = Url::parse("https://app.example/welcome")?;
    url.set_query(Some(email));
    log::info!("{url}"); //~ log:email
    log::info!("{:?}", url.host_str());
    Ok(())
}
