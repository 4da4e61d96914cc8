//! oauth2 and openidconnect: tokens that hide until asked.

use oauth2::{AccessToken, RefreshToken, TokenResponse};
use openidconnect::EndUserEmail;

pub fn tell(access: &AccessToken, refresh: &RefreshToken, mail: &EndUserEmail) {
    log::debug!("{access:?}");
    log::debug!("{}", access.secret()); //~ log:oauth_token
    log::debug!("{}", refresh.secret()); //~ log:oauth_token
    log::debug!("{:?}", mail); //~ log:email
}

pub fn keep<T: TokenResponse>(response: &T) -> std::io::Result<()> {
    std::fs::write("/var/lib/app/token", response.access_token().secret()) //~ store:oauth_token
}
