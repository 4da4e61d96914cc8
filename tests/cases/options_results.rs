//! `Option` and `Result`: payloads, errors, the adapters between them and `?`.

pub mod unwrapped {
    pub fn run(email: Option<String>, id: Option<u64>) {
        log::info!("{}", email.clone().unwrap()); //~ never-logged
        log::info!("{}", email.clone().unwrap_or_default()); //~ never-logged
        log::info!("{}", email.clone().unwrap_or_else(|| "nobody".to_owned())); //~ never-logged
        log::info!("{}", email.as_deref().unwrap_or("nobody")); //~ never-logged
        log::info!("{:?}", email.as_ref().map(String::len));
        log::info!("{}", email.is_some());
        log::info!("{}", email.is_some_and(|e| e.contains('@')));
        log::info!("{}", id.unwrap_or(0));
    }
}

pub mod mapped {
    pub fn run(email: Option<String>) {
        let upper = email.as_ref().map(|e| e.to_uppercase());
        log::info!("{upper:?}"); //~ never-logged
        let size = email.as_ref().map_or(0, |e| e.len());
        log::info!("{size}");
        let text = email.as_ref().map_or_else(String::new, |e| format!("<{e}>"));
        log::info!("{text}"); //~ never-logged
        let domain = email.as_ref().and_then(|e| e.split('@').nth(1)).map(str::len);
        log::info!("{domain:?}");
        let kept = email.filter(|e| e.len() > 3);
        log::info!("{kept:?}"); //~ never-logged
    }
}

pub mod between_them {
    pub fn run(email: Option<String>) -> Result<(), String> {
        let text = email.clone().ok_or("nobody")?;
        log::info!("{text}"); //~ never-logged
        let text: Result<String, u8> = email.clone().ok_or(1);
        if let Err(code) = &text {
            log::info!("{code}");
        }
        log::info!("{:?}", text.ok()); //~ never-logged
        let pair = email.zip(Some(3_u64));
        if let Some((_, n)) = &pair {
            log::info!("{n}");
        }
        log::info!("{pair:?}"); //~ never-logged
        Ok(())
    }
}

pub mod question_mark {
    fn find(id: u64, email: &str) -> Result<String, u8> {
        if id == 0 { Err(1) } else { Ok(email.to_owned()) }
    }
    fn size(id: u64, email: &str) -> Result<usize, u8> {
        Ok(find(id, email)?.len())
    }
    pub fn run(email: &str) -> Result<(), u8> {
        let text = find(1, email)?;
        log::info!("{text}"); //~ never-logged
        let n = size(1, email)?;
        log::info!("{n}");
        if let Err(code) = find(1, email) {
            log::info!("{code}");
        }
        Ok(())
    }
}

pub mod from_on_question_mark {
    #[derive(Debug)]
    pub enum Error {
        Missing(String),
        Count(u64),
    }
    #[derive(Debug)]
    pub struct NotFound {
        who: String,
    }
    #[derive(Debug)]
    pub struct Failed {
        code: u64,
    }
    impl From<NotFound> for Error {
        fn from(e: NotFound) -> Self {
            Error::Missing(e.who)
        }
    }
    impl From<Failed> for Error {
        fn from(e: Failed) -> Self {
            Error::Count(e.code)
        }
    }
    fn lookup(email: &str) -> Result<u64, NotFound> {
        Err(NotFound { who: email.to_owned() })
    }
    fn count(email: &str) -> Result<u64, Failed> {
        Err(Failed { code: email.len() as u64 })
    }
    fn outer(email: &str) -> Result<u64, Error> {
        let n = lookup(email)?;
        Ok(n)
    }
    fn other(email: &str) -> Result<u64, Error> {
        Ok(count(email)?)
    }
    pub fn run(email: &str) {
        if let Err(Error::Missing(text)) = outer(email) {
            log::warn!("{text}"); //~ never-logged
        }
        if let Err(Error::Count(n)) = other(email) {
            log::warn!("{n}");
        }
    }
}

pub mod from_with_a_message {
    pub struct AppError(String);
    impl std::fmt::Display for AppError {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(f, "{}", self.0)
        }
    }
    pub struct Taken {
        email: String,
    }
    impl From<Taken> for AppError {
        fn from(e: Taken) -> Self {
            AppError(format!("{} is taken", e.email))
        }
    }
    pub struct Quiet {
        email: String,
    }
    impl From<Quiet> for QuietError {
        fn from(_: Quiet) -> Self {
            QuietError("taken".to_owned())
        }
    }
    fn register(email: String) -> Result<(), Taken> {
        Err(Taken { email })
    }
    pub struct QuietError(String);
    impl std::fmt::Display for QuietError {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(f, "{}", self.0)
        }
    }
    fn quietly(email: String) -> Result<(), Quiet> {
        Err(Quiet { email })
    }
    fn handle(email: String) -> Result<(), AppError> {
        register(email)?;
        Ok(())
    }
    fn handle_quietly(email: String) -> Result<(), QuietError> {
        quietly(email)?;
        Ok(())
    }
    pub fn run(email: String) {
        if let Err(e) = handle_quietly(email.clone()) {
            log::error!("{e}");
        }
        if let Err(e) = handle(email) {
            log::error!("{e}"); //~ never-logged
        }
    }
}

pub mod errors_mapped {
    fn send(_: &str) -> Result<u64, std::io::Error> {
        Ok(1)
    }
    pub fn run(email: &str) -> Result<u64, String> {
        let sent = send(email).map_err(|e| {
            log::error!("sending to {email}: {e}"); //~ never-logged
            String::from("not sent")
        })?;
        let again = send(email).map_err(|e| format!("{email}: {e}"));
        if let Err(text) = &again {
            log::error!("{text}"); //~ never-logged
        }
        if let Ok(n) = again {
            log::info!("{n}");
        }
        Ok(sent)
    }
}

pub mod boxed_errors {
    use std::error::Error;
    fn check(email: &str) -> Result<(), Box<dyn Error>> {
        Err(format!("{email} is wrong").into())
    }
    fn check_quietly(email: &str) -> Result<(), Box<dyn Error>> {
        if email.is_empty() { Err("wrong address".into()) } else { Ok(()) }
    }
    pub fn run(email: &str) {
        if let Err(e) = check(email) {
            log::error!("{e}"); //~ never-logged
        }
        if let Err(e) = check_quietly(email) {
            log::error!("{e}");
        }
    }
}

pub mod failures_hold_it {
    #[derive(Debug)]
    pub struct Label(pub String);
    fn lookup(email: &str) -> Result<Label, String> {
        if email.is_empty() { Ok(Label("none".to_owned())) } else { Err(email.to_owned()) }
    }
    pub fn run(email: &str) -> Result<(), String> {
        log::info!("{:?}", lookup(email).ok());
        log::info!("{:?}", lookup(email).err()); //~ never-logged
        log::info!("{:?}", lookup(email).map(|label| label.0).ok());
        log::info!("{:?}", lookup(email).unwrap_or(Label(String::new())));
        log::info!("{:?}", lookup(email).unwrap_err()); //~ never-logged
        match lookup(email) {
            Ok(label) => log::info!("{label:?}"),
            Err(text) => log::warn!("{text}"), //~ never-logged
        }
        let label = lookup(email)?;
        log::info!("{label:?}");
        Ok(())
    }
}

pub mod taken_and_replaced {
    pub fn run(mut email: Option<String>) {
        let taken = email.take();
        log::info!("{taken:?}"); //~ never-logged
        log::info!("{:?}", taken.is_none());
        let mut other = taken;
        let before = other.replace(String::from("hidden"));
        log::info!("{before:?}"); //~ never-logged
        let text = email.get_or_insert_with(|| String::from("nobody"));
        log::info!("{}", text.len());
    }
}

pub mod nested {
    pub fn run(email: Option<Result<String, u8>>) -> Result<(), u8> {
        let turned = email.clone().transpose()?;
        log::info!("{turned:?}"); //~ never-logged
        let flat = email.clone().map(Result::ok).flatten();
        log::info!("{flat:?}"); //~ never-logged
        if let Some(Err(code)) = email {
            log::info!("{code}");
        }
        Ok(())
    }
}
