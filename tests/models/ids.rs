//! Random ids come from nobody, yet may be tokens; ids made of a name are digests of it.

use uuid::Uuid;

pub struct Session {
    pub id: Uuid,
    pub session_token: Uuid,
}

pub fn keep(email: &str) -> std::io::Result<()> {
    let id = Uuid::new_v5(&Uuid::NAMESPACE_URL, email.as_bytes());
    std::fs::write("/var/lib/app/id", id.as_bytes()) //~ store:email=sha1
}

pub fn tell(session: &Session) {
    log::info!("{}", session.id);
    log::info!("{}", session.session_token); //~ log:session_token
}
