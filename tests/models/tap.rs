//! tap: what is told of a failure on the way is no part of what was asked with.

use crm::Store;
use tap::TapFallible;

pub async fn open(email: &str) -> anyhow::Result<Store> {
    let store = Store::new(email)
        .await
        .tap_err(|err| log::error!("cannot find it: {err:?}"))
        .tap_ok(|_| log::info!("opened"))?;
    Ok(store)
}
