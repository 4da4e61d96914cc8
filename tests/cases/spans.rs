//! Spans: what `#[instrument]` and `record` write.

pub mod what_comes_back {
    pub struct User {
        pub email: String,
    }
    #[tracing::instrument(ret, skip_all)] //~ never-logged
    pub fn email_of(user: &User) -> String {
        user.email.clone()
    }
    #[tracing::instrument(ret, skip_all)]
    pub fn length_of(email: &str) -> usize {
        email.len()
    }
    #[tracing::instrument(skip_all)]
    pub fn silent(user: &User) -> String {
        user.email.clone()
    }
}

pub mod what_fails {
    #[tracing::instrument(err, skip_all)] //~ never-logged
    pub fn find(email: &str) -> Result<u64, String> {
        Err(format!("no account for {email}"))
    }
    #[tracing::instrument(err, skip_all)]
    pub fn load(id: u64) -> Result<String, String> {
        let email = format!("{id}@example.org");
        if id > 0 { Ok(email) } else { Err(String::from("no account")) }
    }
}

pub mod parameters {
    #[tracing::instrument] //~ never-logged
    pub fn find(email: &str) {}
    #[tracing::instrument(skip(email))]
    pub fn skipped(email: &str) {}
    #[tracing::instrument(skip_all, fields(id = id))]
    pub fn chosen(email: &str, id: u64) {}
    #[tracing::instrument(skip_all, fields(address = %email))] //~ never-logged
    pub fn added(email: &str) {}
    #[tracing::instrument(skip_all, fields(size = email.len()))]
    pub fn measured(email: &str) {}
}

pub mod recorded_later {
    pub fn handle(id: u64, email: &str) {
        let span = tracing::info_span!("request", id, who = tracing::field::Empty);
        span.record("who", tracing::field::display(email)); //~ never-logged
        let _entered = span.enter();
        tracing::Span::current().record("id", id);
    }
}

pub mod of_methods {
    #[derive(Debug)]
    pub struct Mailer {
        pub sender_email: String,
        pub retries: u64,
    }
    impl Mailer {
        #[tracing::instrument] //~ never-logged
        pub async fn run(&self) {}
        #[tracing::instrument(skip(self))]
        pub async fn quiet(&self, id: u64) {}
        #[tracing::instrument(skip_all, fields(retries = self.retries))]
        pub async fn counted(&self) {}
        #[tracing::instrument(skip_all, fields(who = %self.sender_email))] //~ never-logged
        pub async fn named(&self) {}
    }
}

pub mod pattern_parameters {
    use axum::Json;
    #[derive(Debug, serde::Deserialize)]
    pub struct Login {
        pub email: String,
        pub remember: bool,
    }
    #[tracing::instrument] //~ never-logged
    pub async fn login(Json(body): Json<Login>) {}
    #[tracing::instrument(skip(body))]
    pub async fn skipped(Json(body): Json<Login>) {}
    #[tracing::instrument(fields(remember = body.remember), skip(body))]
    pub async fn chosen(Json(body): Json<Login>) {}
}

pub mod results_shown_otherwise {
    pub struct Hidden {
        pub email: String,
    }
    impl std::fmt::Display for Hidden {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("hidden")
        }
    }
    impl std::fmt::Debug for Hidden {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(f, "{}", self.email)
        }
    }
    #[tracing::instrument(ret(Display), skip_all)]
    pub fn shown(email: &str) -> Hidden {
        Hidden { email: email.to_owned() }
    }
    #[tracing::instrument(ret, skip_all)] //~ never-logged
    pub fn debugged(email: &str) -> Hidden {
        Hidden { email: email.to_owned() }
    }
    #[tracing::instrument(err(level = "warn", Debug), skip_all)] //~ never-logged
    pub fn failed(email: &str) -> Result<u64, Hidden> {
        Err(Hidden { email: email.to_owned() })
    }
    #[tracing::instrument(err, skip_all)]
    pub fn failed_quietly(email: &str) -> Result<u64, Hidden> {
        Err(Hidden { email: email.to_owned() })
    }
}

pub mod fields_left_empty {
    #[tracing::instrument(skip_all, fields(email, id = id))]
    pub fn empty(email: &str, id: u64) {}
    #[tracing::instrument(skip_all, fields(?email))] //~ never-logged
    pub fn debugged(email: &str) {}
    #[tracing::instrument(skip_all, fields(%email, id))] //~ never-logged
    pub fn shown(email: &str, id: u64) {}
    #[tracing::instrument(fields(email))]
    pub fn taken_over(email: &str) {}
}

pub mod parts_of_parameters {
    #[derive(Debug)]
    pub struct Form {
        pub email: String,
        pub id: u64,
    }
    #[tracing::instrument] //~ never-logged
    pub fn taken_apart(Form { email, id }: Form) {}
    #[tracing::instrument]
    pub fn without(Form { id, .. }: Form) {}
    #[tracing::instrument] //~ never-logged
    pub fn paired((email, id): (String, u64)) {}
}
