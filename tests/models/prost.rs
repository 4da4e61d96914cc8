//! Messages as bytes hold what the message holds.

use prost::Message;

pub fn keep(email: &impl Message) -> std::io::Result<()> {
    std::fs::write("/var/lib/app/message", email.encode_to_vec()) //~ store:email
}
