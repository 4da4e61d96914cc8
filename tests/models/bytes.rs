//! Bytes: parts and copies are what they are made of, lengths are not.

use bytes::{BufMut, Bytes, BytesMut};

pub fn keep(email: &str) -> std::io::Result<()> {
    let text = Bytes::copy_from_slice(email.as_bytes());
    log::debug!("{} bytes", text.len());
    let mut buffer = BytesMut::with_capacity(64);
    buffer.put_slice(&text);
    std::fs::write("/var/lib/app/mail", buffer.freeze()) //~ store:email
}
