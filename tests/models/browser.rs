//! What Rust in a browser keeps there.

use gloo_storage::{LocalStorage, Storage};

pub fn remember(session_token: &str) -> gloo_storage::Result<()> {
    LocalStorage::set("token", session_token)?; //~ expose:session_token
    Ok(())
}

pub fn by_web_sys(storage: &web_sys::Storage, session_token: &str) -> Result<(), wasm_bindgen::JsValue> {
    storage.set_item("token", session_token) //~ expose:session_token
}
