//! Conversions of the workspace: `into`, `try_into`, `parse`, `From` by name, `?`.

pub mod into {
    pub struct Address(String);
    impl From<String> for Address {
        fn from(text: String) -> Self {
            Address(text)
        }
    }
    pub struct Size(usize);
    impl From<&str> for Size {
        fn from(text: &str) -> Self {
            Size(text.len())
        }
    }
    pub fn show(email: String, other: &str) {
        let address: Address = email.into();
        log::info!("{}", address.0); //~ never-logged
        let size: Size = other.into();
        log::info!("{}", size.0);
    }
}

pub mod masked_by_conversion {
    pub struct Shown(String);
    impl From<&str> for Shown {
        fn from(_: &str) -> Self {
            Shown(String::from("***"))
        }
    }
    pub fn show(email: &str) {
        let shown: Shown = email.into();
        log::info!("{}", shown.0);
    }
}

pub mod try_into {
    pub struct Mailbox {
        text: String,
    }
    impl TryFrom<String> for Mailbox {
        type Error = u8;
        fn try_from(text: String) -> Result<Self, u8> {
            if text.is_empty() { Err(1) } else { Ok(Mailbox { text }) }
        }
    }
    pub fn show(email: String) -> Result<(), u8> {
        let mailbox: Mailbox = email.try_into()?;
        log::info!("{}", mailbox.text); //~ never-logged
        Ok(())
    }
}

pub mod parsed {
    pub struct Mailbox {
        text: String,
        length: usize,
    }
    impl std::str::FromStr for Mailbox {
        type Err = u8;
        fn from_str(s: &str) -> Result<Self, u8> {
            Ok(Mailbox { text: s.to_owned(), length: s.len() })
        }
    }
    pub fn show(email: &str) -> Result<(), u8> {
        let mailbox = email.parse::<Mailbox>()?;
        log::info!("{}", mailbox.length);
        let mailbox: Mailbox = email.parse()?;
        log::info!("{}", mailbox.text); //~ never-logged
        Ok(())
    }
}

pub mod handed_over {
    pub struct Line {
        text: String,
    }
    impl From<String> for Line {
        fn from(text: String) -> Self {
            Line { text }
        }
    }
    fn print(line: Line) {
        log::info!("{}", line.text); //~ never-logged
    }
    pub fn show(email: String) {
        print(email.into());
    }
}

pub mod given_back {
    pub struct Line {
        text: String,
    }
    impl From<String> for Line {
        fn from(text: String) -> Self {
            Line { text }
        }
    }
    fn line(email: String) -> Line {
        email.into()
    }
    pub fn show(email: String) {
        log::info!("{}", line(email).text); //~ never-logged
    }
}

pub mod deref {
    use std::ops::Deref;
    pub struct Secret {
        inner: String,
    }
    impl Deref for Secret {
        type Target = String;
        fn deref(&self) -> &String {
            &self.inner
        }
    }
    pub fn show(password: String) {
        let secret = Secret { inner: password };
        log::info!("{}", secret.trim()); //~ never-logged
        log::info!("{}", secret.len());
    }
}

pub mod as_ref {
    pub struct Name(String);
    impl AsRef<str> for Name {
        fn as_ref(&self) -> &str {
            &self.0
        }
    }
    pub fn show(email: String) {
        let name = Name(email);
        log::info!("{}", name.as_ref()); //~ never-logged
    }
}

pub mod deserialised {
    #[derive(serde::Deserialize)]
    pub struct Login {
        pub email: String,
        pub attempts: u8,
    }
    pub fn read(text: &str) -> serde_json::Result<()> {
        let login = serde_json::from_str::<Login>(text)?;
        log::info!("{}", login.email); //~ never-logged
        log::info!("{}", login.attempts);
        Ok(())
    }
}
