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

pub mod more_debug_skips {
    #[derive(derive_more::Debug)]
    pub struct First {
        #[debug(ignore)]
        pub email: String,
    }
    #[derive(educe::Educe)]
    #[educe(Debug)]
    pub struct Second {
        #[educe(Debug(ignore))]
        pub email: String,
    }
    #[derive(derive_where::DeriveWhere)]
    #[derive_where(Debug)]
    pub struct Third {
        #[derive_where(skip(Debug), Debug(skip))]
        pub email: String,
    }
    #[derive(veil::Redact)]
    pub struct Fourth {
        #[redact]
        pub email: String,
    }
    #[derive(Debug)]
    pub struct Fifth {
        #[allow(unused)]
        pub email: String,
    }
    pub fn run(first: &First, second: &Second, third: &Third, fourth: &Fourth, fifth: &Fifth) {
        log::info!("{first:?} {second:?} {third:?} {fourth:?}");
        log::info!("{fifth:?}"); //~ never-logged
    }
}

pub mod derived_display {
    #[derive(derive_more::Display)]
    #[display("{} of {}", self.email.to_lowercase(), self.id)]
    pub struct First {
        pub email: String,
        pub id: u64,
    }
    #[derive(derive_more::Display)]
    #[display("{id}")]
    pub struct Second {
        pub email: String,
        pub id: u64,
    }
    #[derive(derive_more::Display)]
    #[display("{who}", who = email)]
    pub struct Third {
        pub email: String,
    }
    #[derive(derive_more::Display)]
    #[display("{size}", size = id, note = email)]
    pub struct Fourth {
        pub email: String,
        pub id: u64,
    }
    #[derive(derive_more::Display)]
    #[display("{_1} {}", _1)]
    pub struct Fifth(pub String, pub u64);
    #[derive(derive_more::Display)]
    pub struct Sixth(pub String);
    pub fn run(first: &First, second: &Second, third: &Third, fourth: &Fourth) {
        log::info!("{first}"); //~ never-logged
        log::info!("{second}");
        log::info!("{third}"); //~ never-logged
        log::info!("{fourth}");
    }
    pub fn tuples(email: String, id: u64) {
        log::info!("{}", Fifth(email.clone(), id));
        log::info!("{}", Sixth(email)); //~ never-logged
    }
}

pub mod error_texts {
    use thiserror::Error;
    #[derive(Debug, Error)]
    pub enum Failed {
        #[error("{0} is taken")]
        Taken(String),
        #[error("{} after {}", .email.trim(), tries + 1)]
        Tired { email: String, tries: u64 },
        #[error("{tries} tries")]
        Often { email: String, tries: u64 },
        #[error("{text}", text = .email)]
        Named { email: String },
        #[error(transparent)]
        Other(#[from] std::io::Error),
    }
    pub fn taken(email: String) {
        log::warn!("{}", Failed::Taken(email)); //~ never-logged
    }
    pub fn tired(email: String) {
        log::warn!("{}", Failed::Tired { email, tries: 3 }); //~ never-logged
    }
    pub fn named(email: String) {
        log::warn!("{}", Failed::Named { email }); //~ never-logged
    }
    pub fn often(email: String) {
        let often = Often { email, tries: 3 };
        log::warn!("{often}");
    }
    #[derive(Debug, Error)]
    #[error("{tries} tries")]
    pub struct Often {
        pub email: String,
        pub tries: u64,
    }
}

pub mod renamed_on_the_wire {
    use serde::Serialize;
    #[derive(Serialize)]
    pub struct Out {
        #[serde(rename(serialize = "email"))]
        pub a: String,
        #[serde(rename = "count")]
        pub b: u64,
    }
    pub fn run(out: &Out) -> serde_json::Result<()> {
        log::info!("{}", serde_json::to_value(out)?["count"]);
        Ok(())
    }
}
