//! Macros of the project's own: what they log, return or write is seen at their calls.

pub mod event_first {
    macro_rules! audit {
        ($event:expr, $($rest:tt)*) => {
            tracing::info!(target: "audit", event = $event, $($rest)*)
        };
    }
    pub fn sign_in(id: u64, email: &str) {
        audit!("sign-in", "{email}"); //~ never-logged
        audit!("sign-in", "{id}");
        audit!("sign-in", email, "known"); //~ never-logged
        audit!("sign-in", id, email = %email, "known"); //~ never-logged
        audit!("email");
    }
}

pub mod only_the_length {
    macro_rules! count {
        ($name:expr, $value:expr) => {
            tracing::info!(name = $name, length = $value.len())
        };
    }
    macro_rules! raw {
        ($name:expr, $value:expr) => {
            tracing::info!(name = $name, value = $value.trim())
        };
    }
    pub fn sign_in(email: &str) {
        count!("sign-in", email);
        raw!("sign-in", email); //~ never-logged
    }
}

pub mod log_and_return {
    use log::error;
    pub struct Error(String, String);
    macro_rules! err {
        ($kind:ident, $msg:expr) => {{
            let msg = $msg;
            return Err(Error(stringify!($kind).to_owned(), msg.to_string()));
        }};
        ($usr_msg:expr, $log_value:expr) => {{
            let usr_msg = $usr_msg;
            let log_value = $log_value;
            error!("{usr_msg}. {log_value}");
            return Err(Error(usr_msg.to_string(), log_value.to_string()));
        }};
        ($msg:expr) => {{
            let msg = $msg;
            error!("{msg}");
            return Err(Error(msg.to_string(), String::new()));
        }};
    }
    pub fn find(email: &str, id: u64) -> Result<u64, Error> {
        if id == 1 {
            err!("not found", format!("address {email}")) //~ never-logged
        }
        if id == 2 {
            err!(format!("{email} is not known")); //~ never-logged
        }
        if id == 3 {
            err!("not found", format!("number {id}"))
        }
        if id == 4 {
            err!(NotFound, format!("{email} is not known"));
        }
        err!("email not found")
    }
}

pub mod through_another {
    macro_rules! inner {
        ($level:ident, $text:expr) => {
            log::$level!("{}", $text)
        };
    }
    macro_rules! outer {
        ($text:expr) => {
            inner!(warn, $text)
        };
        ($text:expr, quiet) => {
            let _ = $text;
        };
    }
    pub fn sign_in(email: &str, id: u64) {
        outer!(email); //~ never-logged
        outer!(id);
        outer!(email, quiet);
    }
}

pub mod repeated {
    macro_rules! fields {
        ($($name:ident = $value:expr),* $(,)?) => {
            $( log::debug!("{}={}", stringify!($name), $value); )*
        };
    }
    pub fn sign_in(email: &str, id: u64) {
        fields!(id = id, mail = email); //~ never-logged
        fields!(id = id, other = id + 1);
    }
}

pub mod query {
    macro_rules! insert {
        ($db:expr, $table:literal, $value:expr) => {
            sqlx::query(concat!("INSERT INTO ", $table, " (password) VALUES ($1)"))
                .bind($value)
                .execute($db)
                .await?
        };
    }
    macro_rules! run {
        ($conn:ident: $body:block) => {
            $conn.run(move |$conn| $body).await
        };
    }
    pub async fn sign_up(db: &sqlx::PgPool, password: &str) -> Result<(), sqlx::Error> {
        insert!(db, "users", password); //~ hashed-at-rest
        let hash = bcrypt::hash(password, 12).unwrap_or_default();
        insert!(db, "users", hash);
        Ok(())
    }
    pub async fn direct(conn: &Conn, password: String) {
        run!(conn: {
            conn.execute("UPDATE users SET password = ?1", rusqlite::params![password]) //~ hashed-at-rest
        });
    }
}

pub mod items {
    macro_rules! handlers {
        ($($name:ident => $text:expr),*) => {
            $( pub fn $name(email: &str) { log::info!("{} {}", $text, email) } )*
        };
    }
    handlers!(first => "a", second => "b"); //~ never-logged
    macro_rules! silent {
        ($($name:ident),*) => { $( pub fn $name(email: &str) -> usize { email.len() } )* };
    }
    silent!(third, fourth);
}

pub mod question_mark {
    macro_rules! checked {
        ($value:expr) => {{
            let value = $value?;
            log::info!("got {value}");
            value
        }};
    }
    pub fn load(email: Result<String, u8>, id: Result<u64, u8>) -> Result<(), u8> {
        checked!(email); //~ never-logged
        let known = checked!(id);
        log::info!("{known}");
        Ok(())
    }
}

pub mod given_back {
    macro_rules! masked {
        ($value:expr) => {
            $value.len()
        };
    }
    macro_rules! same {
        ($value:expr) => {
            $value.to_owned()
        };
    }
    pub fn show(email: &str) {
        log::info!("{}", masked!(email));
        log::info!("{}", same!(email)); //~ never-logged
    }
}

pub mod all_tokens {
    macro_rules! note {
        ($($arg:tt)*) => { log::info!($($arg)*) };
    }
    macro_rules! hush {
        ($($arg:tt)*) => {{ let _ = format_args!($($arg)*); }};
    }
    macro_rules! note_with {
        ($logger:expr, $($arg:tt)+) => { slog::info!($logger, $($arg)+) };
    }
    pub fn run(log: &slog::Logger, email: &str, id: u64) {
        note!("{email}"); //~ never-logged
        note!("{} {}", id, email); //~ never-logged
        note!(target: "x", "{email}"); //~ never-logged
        note!("{id}");
        hush!("{email}");
        note_with!(log, "seen"; "who" => email); //~ never-logged
        note_with!(log, "seen"; "id" => id);
    }
}

pub mod with_crate_path {
    #[macro_export]
    macro_rules! audit_line {
        ($text:expr) => {
            $crate::with_crate_path::write_line(&format!("{}", $text))
        };
    }
    #[macro_export]
    macro_rules! audit_size {
        ($text:expr) => {
            $crate::audit_line!($text.len())
        };
    }
    pub fn write_line(text: &str) {
        log::info!("{text}"); //~ never-logged
    }
    pub fn run(email: &str) {
        crate::audit_line!(email);
        audit_size!(email);
    }
}

pub mod with_optional_parts {
    macro_rules! event {
        ($name:literal $(, $key:ident = $value:expr)* $(; $message:literal)?) => {
            tracing::info!(event = $name, $($key = %$value,)* $($message)?)
        };
    }
    pub fn run(email: &str, id: u64) {
        event!("login", who = email; "signed in"); //~ never-logged
        event!("login", id = id; "signed in");
        event!("email");
    }
}

pub mod impls_by_macro {
    macro_rules! shown {
        ($($name:ident),*) => {
            $(impl std::fmt::Display for $name {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    write!(f, "{}", self.0)
                }
            })*
        };
    }
    pub struct Address(String);
    pub struct Number(u64);
    shown!(Address, Number);
    pub fn run(email: String, id: u64) {
        log::info!("{}", Number(id));
        log::info!("{}", Address(email)); //~ never-logged
    }
}
