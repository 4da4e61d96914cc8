//! What prints or serialises a value: derives, attributes, impls by hand, wrappers that hide.

pub mod derived_debug {
    #[derive(Debug)]
    pub struct Login {
        pub email: String,
        pub id: u64,
    }
    #[derive(Debug)]
    pub struct Counted {
        pub id: u64,
        pub tries: u8,
    }
    pub fn run(login: &Login, counted: &Counted) {
        log::info!("{login:?}"); //~ never-logged
        log::info!("{login:#?}"); //~ never-logged
        log::info!("{counted:?}");
        log::info!("{:?}", login.id);
    }
}

pub mod nested_debug {
    #[derive(Debug)]
    pub struct Request {
        pub id: u64,
        pub body: Body,
    }
    #[derive(Debug)]
    pub struct Body {
        pub items: Vec<Item>,
    }
    #[derive(Debug)]
    pub struct Item {
        pub email: Option<String>,
    }
    pub fn run(request: &Request) {
        log::info!("{request:?}"); //~ never-logged
        log::info!("{}", request.id);
    }
}

pub mod debug_by_hand {
    use std::fmt;
    pub struct Login {
        pub email: String,
        pub id: u64,
    }
    impl fmt::Debug for Login {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.debug_struct("Login").field("id", &self.id).finish_non_exhaustive()
        }
    }
    pub struct Open {
        pub email: String,
    }
    impl fmt::Debug for Open {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.debug_struct("Open").field("email", &self.email).finish()
        }
    }
    pub fn run(login: &Login, open: &Open) {
        log::info!("{login:?}");
        log::info!("{open:?}"); //~ never-logged
    }
}

pub mod display_by_hand {
    use std::fmt;
    pub struct User {
        pub id: u64,
        pub email: String,
    }
    impl fmt::Display for User {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "user {}", self.id)
        }
    }
    pub struct Contact {
        pub email: String,
    }
    impl fmt::Display for Contact {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(&self.email)
        }
    }
    pub fn run(user: &User, contact: &Contact) {
        log::info!("{user}");
        log::info!("{}", user.to_string());
        log::info!("{contact}"); //~ never-logged
        log::info!("{}", contact.to_string()); //~ never-logged
    }
}

pub mod debug_skips {
    #[derive(derive_more::Debug)]
    pub struct Login {
        #[debug(skip)]
        pub email: String,
        pub id: u64,
    }
    #[derive(derivative::Derivative)]
    #[derivative(Debug)]
    pub struct Other {
        #[derivative(Debug = "ignore")]
        pub email: String,
        pub id: u64,
    }
    #[derive(derivative::Derivative)]
    #[derivative(Debug)]
    pub struct Third {
        pub email: String,
    }
    pub fn run(login: &Login, other: &Other, third: &Third) {
        log::info!("{login:?} {other:?}");
        log::info!("{third:?}"); //~ never-logged
    }
}

pub mod serde_skips {
    use serde::Serialize;
    #[derive(Serialize)]
    pub struct Out {
        #[serde(skip_serializing)]
        pub email: String,
        #[serde(skip)]
        pub api_key: String,
        pub id: u64,
    }
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    pub struct Open {
        #[serde(rename = "who")]
        pub email: String,
    }
    #[derive(Serialize)]
    pub struct Outer {
        #[serde(flatten)]
        pub open: Open,
    }
    pub fn run(out: &Out, open: &Open, outer: &Outer) -> serde_json::Result<()> {
        log::info!("{}", serde_json::to_string(out)?);
        log::info!("{}", serde_json::to_string(open)?); //~ never-logged
        log::info!("{}", serde_json::to_string(outer)?); //~ never-logged
        Ok(())
    }
}

pub mod serialised_with {
    use serde::{Serialize, Serializer};
    fn hidden<S: Serializer>(_: &str, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str("***")
    }
    #[derive(Serialize)]
    pub struct Out {
        #[serde(serialize_with = "hidden")]
        pub email: String,
        pub id: u64,
    }
    pub fn run(out: &Out) -> serde_json::Result<()> {
        log::info!("{}", serde_json::to_string(out)?);
        Ok(())
    }
}

pub mod serialize_by_hand {
    use serde::ser::{Serialize, SerializeStruct, Serializer};
    pub struct Out {
        pub email: String,
        pub id: u64,
    }
    impl Serialize for Out {
        fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
            let mut s = to.serialize_struct("Out", 1)?;
            s.serialize_field("id", &self.id)?;
            s.end()
        }
    }
    pub struct Open {
        pub email: String,
    }
    impl Serialize for Open {
        fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
            to.serialize_str(&self.email)
        }
    }
    pub fn run(out: &Out, open: &Open) -> serde_json::Result<()> {
        log::info!("{}", serde_json::to_string(out)?);
        log::info!("{}", serde_json::to_string(open)?); //~ never-logged
        Ok(())
    }
}

pub mod wrappers {
    use secrecy::{ExposeSecret, SecretString};
    #[derive(Debug)]
    pub struct Config {
        pub api_key: SecretString,
        pub port: u16,
    }
    pub fn run(config: &Config) {
        log::info!("{config:?}");
        log::info!("{:?}", config.api_key);
        log::info!("{}", config.api_key.expose_secret()); //~ never-logged
    }
}

pub mod own_wrappers {
    use std::fmt;
    pub struct Hidden<T>(T);
    impl<T> fmt::Debug for Hidden<T> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("***")
        }
    }
    impl<T> Hidden<T> {
        pub fn reveal(&self) -> &T {
            &self.0
        }
    }
    #[derive(Debug)]
    pub struct Login {
        pub password: Hidden<String>,
        pub id: u64,
    }
    pub fn run(login: &Login) {
        log::info!("{login:?}");
        log::info!("{:?}", login.password);
        log::info!("{}", login.password.reveal()); //~ never-logged
    }
}

pub mod enums {
    #[derive(Debug)]
    pub enum Command {
        Invite { email: String },
        Stop,
    }
    #[derive(Debug)]
    pub enum Kind {
        Invite,
        Stop,
    }
    pub fn run(command: &Command, kind: &Kind) {
        log::info!("{kind:?}");
        log::info!("{command:?}"); //~ never-logged
    }
}

pub mod behind_pointers {
    use std::sync::{Arc, Mutex};
    #[derive(Debug, Clone)]
    pub struct Login {
        pub email: String,
    }
    pub fn run(login: Arc<Mutex<Login>>, list: &[Login], maybe: Option<Box<Login>>) {
        log::info!("{:?}", login.lock().unwrap()); //~ never-logged
        log::info!("{list:?}"); //~ never-logged
        log::info!("{maybe:?}"); //~ never-logged
        log::info!("{}", list.len());
    }
}

pub mod valuable_values {
    use valuable::Valuable;
    #[derive(Valuable)]
    pub struct Login {
        pub email: String,
    }
    #[derive(Valuable)]
    pub struct Counted {
        pub id: u64,
    }
    pub fn run(login: &Login, counted: &Counted) {
        tracing::info!(login = login.as_value()); //~ never-logged
        tracing::info!(login = valuable::Valuable::as_value(login)); //~ never-logged
        tracing::info!(counted = counted.as_value());
    }
}
