//! How far a datum is believed: parts of texts, machines' addresses, rows of other shapes, what is covered before it is
//! shown.

pub mod parts_of_a_text {
    pub struct Credential {
        token: String,
        environment: String,
    }
    fn read(access_token: &str) -> Option<Credential> {
        let parts: Vec<&str> = access_token.split('@').collect();
        Some(Credential {
            token: parts.first()?.to_string(),
            environment: parts.get(1)?.to_string(),
        })
    }
    pub fn show(access_token: &str) {
        if let Some(credential) = read(access_token) {
            log::info!("{}", credential.environment);
            log::info!("{}", credential.token); //~ never-logged
        }
    }
    pub fn bearer(auth_header: &str) {
        let given = auth_header.split(' ').nth(1);
        log::info!("{:?}", given); //~ never-logged
    }
}

pub mod covered_before_shown {
    #[derive(Clone, Debug)]
    pub struct Options {
        pub login_password: Option<String>,
    }
    pub fn covered(options: &Options) {
        let mut shown = options.clone();
        if shown.login_password.is_some() {
            shown.login_password = Some("[redacted]".to_owned());
        }
        log::info!("{:?}", shown);
    }
    pub fn covered_by_pattern(options: &Options) {
        let mut shown = options.clone();
        if let Some(_) = shown.login_password {
            shown.login_password = Some("[redacted]".to_owned());
        }
        log::info!("{:?}", shown);
    }
    pub fn covered_at_times(options: &Options, quiet: bool) {
        let mut shown = options.clone();
        if quiet {
            shown.login_password = Some("[redacted]".to_owned());
        }
        log::info!("{:?}", shown); //~ never-logged
    }
}

pub mod rows_of_another_shape {
    pub struct Shown {
        pub label: String,
        pub role: String,
    }
    pub async fn list(client: &Unknown) {
        let api_keys: Vec<Shown> = client.load().await.into_iter().map(|row| row.into()).collect();
        for one in &api_keys {
            log::info!("{} {}", one.label, one.role);
        }
        log::info!("{:?}", api_keys);
    }
    pub async fn list_keys(client: &Unknown) {
        let api_keys = client.load().await;
        log::info!("{:?}", api_keys); //~ never-logged
    }
}

pub mod types_that_cover {
    pub struct EncryptedText(String);
    impl From<String> for EncryptedText {
        fn from(text: String) -> Self {
            EncryptedText(text)
        }
    }
    pub struct Account {
        pub api_key: EncryptedText,
    }
    pub struct Plain {
        pub api_key: String,
    }
    pub fn account(api_key: String) -> Account {
        Account { api_key: api_key.into() }
    }
    pub async fn keep(db: &sqlx::PgPool, account: &Account) {
        let _ = sqlx::query("INSERT INTO accounts (api_key) VALUES ($1)").bind(&account.api_key).execute(db).await;
    }
    pub async fn keep_plain(db: &sqlx::PgPool, api_key: String) {
        let account = Plain { api_key };
        let _ = sqlx::query("INSERT INTO accounts (api_key) VALUES ($1)").bind(&account.api_key).execute(db).await; //~ hashed-at-rest
    }
}

pub mod addresses {
    pub struct Visit {
        pub ip: String,
    }
    pub struct VirtualHost {
        pub ip: String,
    }
    pub fn visited(visit: &Visit) {
        log::info!("{}", visit.ip); //~ never-logged
    }
    pub fn found(host: &VirtualHost) {
        log::info!("{}", host.ip);
    }
    pub async fn looked_up(resolver: &Unknown, name: &str) {
        let ips = resolver.lookup_ip(name).await;
        log::info!("{:?}", ips);
    }
    pub fn started(server_ip_address: &str, client_ip_address: &str) {
        log::info!("{server_ip_address}");
        log::info!("{client_ip_address}"); //~ never-logged
    }
}

pub mod prepared_statements {
    use rusqlite::params;
    pub struct Row {
        pub note: String,
        pub api_key: String,
    }
    pub fn hashed(conn: &rusqlite::Connection, rows: &[Row]) -> Result<(), rusqlite::Error> {
        let mut statement = conn.prepare("INSERT INTO keys (note, api_key) VALUES (?1, encode(digest(?2, 'sha256'), 'hex'))")?;
        for row in rows {
            statement.execute(params![row.note, row.api_key])?;
        }
        Ok(())
    }
    pub fn plain(conn: &rusqlite::Connection, rows: &[Row]) -> Result<(), rusqlite::Error> {
        let mut statement = conn.prepare("INSERT INTO keys (note, api_key) VALUES (encode(digest(?1, 'sha256'), 'hex'), ?2)")?;
        for row in rows {
            statement.execute(params![row.note, row.api_key])?; //~ hashed-at-rest
        }
        Ok(())
    }
}

pub mod addresses_by_type {
    pub struct TcpClient {
        client_address: String,
    }
    impl TcpClient {
        pub fn close(&self) {
            log::info!("{}", self.client_address);
        }
    }
    pub struct ProxyConfig {
        pub remote_addr: String,
    }
    pub struct Connection {
        pub remote_addr: String,
    }
    pub fn show(config: &ProxyConfig, connection: &Connection) {
        log::info!("{}", config.remote_addr);
        log::info!("{}", connection.remote_addr); //~ never-logged
    }
}

pub mod entries {
    pub struct Entry {
        pub key: String,
        pub value: String,
    }
    pub struct Given {
        pub value: String,
    }
    pub fn entry(password: String) -> Entry {
        Entry { key: String::from("secret"), value: password }
    }
    pub fn given(password: String) -> Given {
        Given { value: password }
    }
    pub fn show(entry: &Entry, given: &Given) {
        log::info!("{}", entry.value);
        log::info!("{}", given.value); //~ never-logged
    }
}

pub mod headers_of_answers {
    pub async fn ask(client: reqwest::Client, headers: http::HeaderMap) -> Result<(), reqwest::Error> {
        let response = client.get("https://api.example.org").send().await?;
        log::info!("{:?}", response.headers());
        log::info!("{:?}", headers); //~ never-logged
        Ok(())
    }
}

pub mod fields_without_anything {
    #[derive(Debug)]
    pub struct Invited {
        pub label: String,
        pub password: Option<String>,
    }
    pub fn known(user: &Unknown) {
        let invited = Invited { label: user.label(), password: None };
        log::info!("{:?}", invited);
    }
    pub fn new(user: &Unknown, password: String) {
        let invited = Invited { label: user.label(), password: Some(password) };
        log::info!("{:?}", invited); //~ never-logged
    }
}

pub mod cli {
    pub fn remember(api_key: &str) {
        let _ = std::fs::write("credentials", api_key);
    }
}

pub mod kept {
    pub fn remember(api_key: &str) {
        let _ = std::fs::write("/var/lib/shop/credentials", api_key); //~ hashed-at-rest
    }
}

pub mod kept_among_settings {
    #[derive(serde::Serialize)]
    pub struct Settings {
        pub opens: String,
    }
    pub fn set(api_key: String) {
        let settings = Settings { opens: api_key };
        save(&settings);
    }
    fn save(settings: &Settings) {
        let text = toml::to_string_pretty(settings).unwrap_or_default();
        let _ = std::fs::write("/var/lib/shop/settings.toml", text);
    }
}

mod keyed_values {
    use std::net::IpAddr;

    #[derive(Debug)]
    pub enum Key {
        Remote,
        Name,
    }

    #[derive(Debug)]
    pub enum Value {
        Text(String),
        Number(u64),
        Float(f64),
        Flag(bool),
        Bytes(Vec<u8>),
        Address(IpAddr),
        Time(i64),
        List(Vec<Value>),
        Nothing,
    }

    #[derive(Debug, Default)]
    pub struct Failure {
        pub keys: Vec<(Key, Value)>,
    }

    impl Failure {
        pub fn with(mut self, key: Key, value: Value) -> Self {
            self.keys.push((key, value));
            self
        }
    }

    pub fn refused(remote_ip: IpAddr) -> Failure {
        Failure::default().with(Key::Remote, Value::Address(remote_ip))
    }

    pub fn load(name: &str) -> Result<(), Failure> {
        Err(Failure::default().with(Key::Name, Value::Text(name.to_owned())))
    }

    pub fn run() {
        if let Err(err) = load("settings") {
            tracing::warn!(?err, "not loaded");
        }
    }
}

pub mod parts_of_what_is_called_so {
    // Nothing is known of the row but its name, and what is taken out of it is called otherwise.
    pub async fn run(client: &outside::Client) -> Result<(), ()> {
        let api_key = client.api_key().find_first(vec![]).exec().await?.ok_or(())?;
        let owner = api_key.owner().ok().ok_or(())?;
        log::info!("{owner}");
        log::info!("{}", owner.homepage);
        log::info!("{api_key}"); //~ never-logged
        Ok(())
    }
}

pub mod sentences_made_here {
    pub fn load(llm_model: &str, path: &str, prompt_text: &str) {
        let message = format!("could not load the model {llm_model} from {path}");
        log::error!("{message}");
        let message = format!("could not answer the question {prompt_text}");
        log::error!("{message}"); //~ never-logged
    }
}

pub mod keys_for_everybody {
    #[derive(Debug, Clone)]
    pub struct PublicKey(pub [u8; 32]);
    #[derive(Clone)]
    pub struct PrivateKey(pub [u8; 32]);
    #[derive(Debug)]
    pub struct Recipient {
        pub client_encryption_key: PublicKey,
    }
    impl From<&PrivateKey> for PublicKey {
        fn from(private_key: &PrivateKey) -> Self {
            PublicKey(outside::multiply(&private_key.0))
        }
    }
    pub fn show(to: &Recipient, private_key: &PrivateKey) {
        log::info!("{to:?}");
        log::info!("{:?}", PublicKey::from(private_key));
    }
}

pub mod addresses_of_others {
    pub mod docker {
        // The address of a container, not of a person.
        pub fn started(ip_address: &str) {
            log::info!("{ip_address}");
        }
    }
    pub mod visits {
        pub fn seen(ip_address: &str) {
            log::info!("{ip_address}"); //~ never-logged
        }
    }
}

pub mod numbers_off_a_stream {
    pub async fn run(stream: &mut outside::Stream) -> Result<(), ()> {
        let session_token = stream.read_i32().await?;
        log::info!("{session_token}");
        let session_token = stream.read_text().await?;
        log::info!("{session_token}"); //~ never-logged
        Ok(())
    }
}

pub mod calls_of_which_nothing_is_known {
    pub fn run(email: &str) {
        let made = external::lookup(email);
        tracing::info!("{made}");
        let line = external::Line::new(email);
        tracing::info!("{line}"); //~ never-logged
        let turned = external::Line::from(email);
        tracing::info!("{turned}"); //~ never-logged
    }
}

pub mod types_of_other_crates {
    pub fn run(contact: external::Contact, other: external::Other) {
        let external::Contact { email: who, .. } = contact;
        tracing::info!("{who}"); //~ never-logged
        let external::Other { id, .. } = other;
        tracing::info!("{id}");
    }
}
