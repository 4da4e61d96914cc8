//! What stands in for a credential that the environment does not give is that credential.

pub mod made_and_shown {
    pub fn signing_key() -> String {
        std::env::var("JWT_SECRET_KEY").unwrap_or_else(|_| {
            let key = uuid::Uuid::new_v4().to_string();
            eprintln!("JWT_SECRET_KEY is not set, using {key}"); //~ never-logged
            key
        })
    }
    pub fn silent() -> String {
        std::env::var("JWT_SECRET_KEY").unwrap_or_else(|_| {
            let key = uuid::Uuid::new_v4().to_string();
            eprintln!("JWT_SECRET_KEY is not set, using one of {} characters", key.len());
            key
        })
    }
    pub fn place() -> String {
        std::env::var("HOST").unwrap_or_else(|_| {
            let host = uuid::Uuid::new_v4().to_string();
            eprintln!("HOST is not set, using {host}");
            host
        })
    }
    pub fn beside() -> String {
        std::env::var("JWT_SECRET_KEY").unwrap_or_else(|_| {
            let run = uuid::Uuid::new_v4().to_string();
            let key = uuid::Uuid::new_v4().to_string();
            eprintln!("JWT_SECRET_KEY is not set in run {run}");
            key
        })
    }
}
