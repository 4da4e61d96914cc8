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

pub mod fragments_of_all_kinds {
    macro_rules! typed {
        ($name:ident: $kind:ty, $value:literal) => {
            pub fn $name(email: $kind) {
                log::info!("{} {}", $value, email);
            }
        };
    }
    typed!(first: String, "a"); //~ never-logged
    macro_rules! chosen {
        ($value:expr, $want:pat => $show:block) => {
            match $value {
                $want => $show,
                _ => {}
            }
        };
    }
    macro_rules! found {
        ($value:expr, $want:pat_param | $more:pat_param => $show:block) => {
            match $value {
                $want | $more => $show,
                _ => {}
            }
        };
    }
    macro_rules! first_of {
        ($run:stmt; $path:path) => {
            $run
            log::info!("{}", $path(text));
        };
    }
    macro_rules! declared {
        ($(#[$about:meta])* $seen:vis fn $name:ident) => {
            $(#[$about])*
            $seen fn $name(email: &str) { log::info!("{email}") }
        };
    }
    declared!(#[inline] #[must_use] pub fn named); //~ never-logged
    macro_rules! whole {
        ($all:item) => {
            $all
        };
    }
    whole! {
        pub fn inner(email: &str, id: u64) {
            log::info!("{id}");
            log::info!("{email}"); //~ never-logged
        }
    }
    macro_rules! lived {
        ($life:lifetime, $name:ident) => {
            pub fn $name<$life>(email: &$life str) -> &$life str { email }
        };
    }
    lived!('a, same);
    fn upper(text: &str) -> String {
        text.to_uppercase()
    }
    fn size(text: &str) -> usize {
        text.len()
    }
    pub fn run(email: Option<String>, id: u64) {
        chosen!(&email, Some(text) => { log::info!("{text}"); }); //~ never-logged
        chosen!(&email, Some(text) => { log::info!("{}", text.len()); });
        found!(Some(id), Some(1) | Some(2) => { log::info!("{email:?}"); }); //~ never-logged
        let who = email.unwrap_or_default();
        log::info!("{}", same(&who)); //~ never-logged
        log::info!("{}", upper(&who)); //~ never-logged
        log::info!("{}", size(&who));
    }
}

pub mod groups_and_signs {
    macro_rules! pairs {
        ({ $($name:ident : $value:expr);+ }) => {
            $( log::info!("{} {}", stringify!($name), $value); )+
        };
        ([ $first:expr $(, $rest:expr)* ]) => {
            log::info!("{}", $first);
            $( log::debug!("{}", $rest); )*
        };
        ("count" $value:expr) => {
            log::info!("{}", $value.len())
        };
    }
    pub fn run(email: &str, id: u64) {
        pairs!({ id: id; who: email }); //~ never-logged
        pairs!({ id: id; count: email.len() });
        pairs!([id, email]); //~ never-logged
        pairs!([id, id + 1]);
        pairs!("count" email);
    }
}

pub mod nested_repetitions {
    macro_rules! table {
        ($($row:ident: [$($value:expr),*]),*) => {
            $( $( log::info!("{} {}", stringify!($row), $value); )* )*
        };
    }
    pub fn run(email: &str, id: u64) {
        table!(a: [id, id], b: [email]); //~ never-logged
        table!(a: [id, id], b: [email.len()]);
    }
}

pub mod defined_in_a_body {
    pub fn run(email: &str, id: u64) {
        macro_rules! say {
            ($text:expr) => {
                log::info!("{}", $text)
            };
        }
        say!(email); //~ never-logged
        say!(id);
    }
}

pub mod members_by_macro {
    macro_rules! getter {
        ($name:ident, $field:ident, $kind:ty) => {
            pub fn $name(&self) -> &$kind {
                &self.$field
            }
        };
    }
    pub struct Form {
        a: String,
        b: String,
    }
    impl Form {
        getter!(one, a, String);
        getter!(two, b, String);
        pub fn new(email: String, title: String) -> Self {
            Form { a: email, b: title }
        }
    }
    pub fn run(form: &Form) {
        log::info!("{}", form.one()); //~ never-logged
        log::info!("{}", form.two());
    }
    pub fn make(email: String, title: String) {
        run(&Form::new(email, title));
    }
}

// In a chat, a `msg` could be anybody's.
pub mod names_of_macros {
    #[macro_export]
    macro_rules! chat_tell {
        ($($arg:tt)+) => {{
            let msg = format!($($arg)+);
            log::info!("{}", msg)
        }};
    }
    pub mod chat {
        pub fn run(n: u64, email: &str) {
            chat_tell!("{n} of {n}");
            chat_tell!("{email}"); //~ never-logged
        }
    }
}
