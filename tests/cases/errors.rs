//! Errors that carry what they were built from, to where they are logged.

pub mod bail {
    pub fn parse(email: &str) -> anyhow::Result<u64> {
        anyhow::bail!("{email} is wrong")
    }
    pub fn count(email: &str) -> anyhow::Result<u64> {
        anyhow::bail!("{} bytes are too many", email.len())
    }
    pub fn run(email: &str) {
        match parse(email) {
            Ok(n) => log::info!("{n}"),
            Err(error) => log::error!("{error:#}"), //~ never-logged
        }
        if let Err(error) = count(email) {
            log::error!("{error:#}");
        }
    }
}

pub mod ensure {
    use anyhow::ensure;
    fn check(email: &str) -> anyhow::Result<()> {
        ensure!(email.contains('@'), "no address: {email}");
        Ok(())
    }
    fn check_length(email: &str) -> anyhow::Result<()> {
        ensure!(email.len() > 3, "too short");
        Ok(())
    }
    pub fn run(email: &str) {
        if let Err(error) = check(email) {
            log::error!("{error}"); //~ never-logged
        }
        if let Err(error) = check_length(email) {
            log::error!("{error}");
        }
    }
}

pub mod context {
    use anyhow::{Context, Result, anyhow};
    fn parse(email: &str) -> Result<u64> {
        email.parse().with_context(|| format!("{email} is no address"))
    }
    fn parse_quiet(email: &str) -> Result<u64> {
        email.parse().context("no address")
    }
    fn parse_loud(email: &str) -> Result<u64> {
        email.parse().context(format!("no address: {email}"))
    }
    pub fn import(email: &str) {
        if let Err(error) = parse(email) {
            log::error!("import stopped: {error:#}"); //~ never-logged
        }
        if let Err(error) = parse_quiet(email) {
            log::error!("import stopped: {error:#}");
        }
        if let Err(error) = parse_loud(email) {
            log::error!("import stopped: {error:#}"); //~ never-logged
        }
        let error = anyhow!("import of one address stopped");
        log::error!("{error}");
    }
}

pub mod made_late {
    fn find(list: &[String], email: &str) -> Result<usize, String> {
        list.iter().position(|e| e == email).ok_or_else(|| format!("{email} is not here"))
    }
    fn find_quiet(list: &[String], email: &str) -> Result<usize, String> {
        list.iter().position(|e| e == email).ok_or(String::from("not here"))
    }
    pub fn run(list: &[String], email: &str) {
        match find(list, email) {
            Ok(n) => log::info!("{n}"),
            Err(text) => log::warn!("{text}"), //~ never-logged
        }
        if let Err(text) = find_quiet(list, email) {
            log::warn!("{text}");
        }
    }
}

pub mod handed_up {
    fn inner(email: &str) -> Result<(), String> {
        Err(format!("no account for {email}"))
    }
    fn outer(email: &str) -> Result<u8, String> {
        inner(email)?;
        Ok(1)
    }
    pub fn run(email: &str) {
        if let Err(text) = outer(email) {
            log::warn!("{text}"); //~ never-logged
        }
        if let Ok(n) = outer(email) {
            log::info!("{n}");
        }
    }
}

pub mod thiserror_message {
    #[derive(Debug, thiserror::Error)]
    pub enum Failure {
        #[error("no account for {email}")]
        Unknown { email: String },
        #[error("too many attempts")]
        Busy { address: String },
    }
    fn find(email: &str) -> Result<(), Failure> {
        Err(Failure::Unknown { email: email.to_owned() })
    }
    fn wait(email: &str) -> Result<(), Failure> {
        Err(Failure::Busy { address: email.to_owned() })
    }
    pub fn run(email: &str) {
        if let Err(error) = find(email) {
            log::warn!("{error}"); //~ never-logged
        }
        if let Err(error) = wait(email) {
            log::warn!("{error}");
        }
    }
}

pub mod asserted {
    pub fn check(email: &str, other: &str) {
        assert_eq!(email, other, "differs"); //~ never-logged
        assert_eq!(email.len(), other.len());
        debug_assert!(email == other);
        debug_assert_eq!(email, other, "differs");
        assert!(email == other, "{email} is wrong"); //~ never-logged
        unreachable!("{email}"); //~ never-logged
    }
}
