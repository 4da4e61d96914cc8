//! Comparisons: a credential that a client presents and that equals a field of a row is stored as it is.

pub mod in_constant_time {
    use subtle::ConstantTimeEq;
    #[derive(diesel::Queryable)]
    pub struct Account {
        pub id: i64,
        pub api_key: Option<String>,
        pub session_token: String,
        pub note: String,
    }
    fn ct_eq(a: impl AsRef<[u8]>, b: impl AsRef<[u8]>) -> bool {
        a.as_ref().ct_eq(b.as_ref()).into()
    }
    impl Account {
        pub fn knows(&self, key: &str) -> bool {
            matches!(self.api_key, Some(ref kept) if ct_eq(kept, key)) //~ hashed-at-rest
        }
        pub fn resumes(&self, given: &str) -> bool {
            self.session_token.as_bytes().ct_eq(given.as_bytes()).into() //~ hashed-at-rest
        }
        pub fn says(&self, given: &str) -> bool {
            ct_eq(&self.note, given)
        }
    }
    pub fn same(a: &Account, b: &Account) -> bool {
        ct_eq(&a.session_token, &b.session_token)
    }
}

pub mod hashed_before {
    use sha2::{Digest, Sha256};
    #[derive(sqlx::FromRow)]
    pub struct Account {
        pub id: i64,
        pub api_key: String,
        pub session_token: String,
    }
    impl Account {
        pub fn knows(&self, key: &str) -> bool {
            constant_time_eq(self.api_key.as_bytes(), hex::encode(Sha256::digest(key)).as_bytes())
        }
        pub fn resumes(&self, given: &str) -> bool {
            constant_time_eq(self.session_token.as_bytes(), given.as_bytes())
        }
    }
    pub fn log_in(account: &Account, given: &[u8]) -> bool {
        account.resumes(&hex::encode(Sha256::digest(given)))
    }
}

pub mod with_an_operator {
    #[derive(sqlx::FromRow)]
    pub struct User {
        pub id: i64,
        pub name: String,
        pub password: String,
        pub digest: String,
        pub email: String,
    }
    #[derive(serde::Deserialize)]
    pub struct Login {
        pub name: String,
        pub email: String,
        pub password: String,
    }
    pub fn log_in(user: &User, login: &Login) -> bool {
        user.password == login.password //~ hashed-at-rest
    }
    pub fn careful(user: &User, login: &Login) -> bool {
        user.digest == blake3::hash(login.password.as_bytes()).to_string()
    }
    pub fn same_address(user: &User, login: &Login) -> bool {
        user.email == login.email
    }
    pub fn unchanged(user: &User, before: &User) -> bool {
        user.password == before.password
    }
    pub fn is_empty(user: &User) -> bool {
        user.password == ""
    }
}

pub mod of_a_row_that_holds_hashes {
    #[derive(diesel::Queryable, diesel::Insertable)]
    pub struct User {
        pub id: i64,
        pub password: String,
    }
    pub fn new(id: i64, password: &str) -> Result<User, bcrypt::BcryptError> {
        Ok(User { id, password: bcrypt::hash(password, 12)? })
    }
    pub fn log_in(user: &User, password: &str) -> bool {
        ct_eq(&user.password, password)
    }
}

pub mod of_a_setting {
    pub struct Settings {
        pub api_key: String,
    }
    pub fn allowed(settings: &Settings, given: &str) -> bool {
        constant_time_eq(settings.api_key.as_bytes(), given.as_bytes())
    }
}
