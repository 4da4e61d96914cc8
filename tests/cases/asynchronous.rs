//! Futures: joined, selected, spawned, streamed.

pub mod joined {
    async fn email_of(id: u64) -> String {
        format!("{id}@example.org")
    }
    async fn same(text: String) -> String {
        text
    }
    async fn size(text: String) -> usize {
        text.len()
    }
    pub async fn run(email: String, id: u64) {
        let (text, n) = tokio::join!(same(email.clone()), size(email.clone()));
        log::info!("{n}");
        log::info!("{text}"); //~ never-logged
        let (other, _) = futures::join!(email_of(id), size(email));
        log::info!("{}", other.len());
    }
}

pub mod tried {
    async fn same(text: String) -> Result<String, u8> {
        Ok(text)
    }
    async fn size(text: String) -> Result<usize, u8> {
        Ok(text.len())
    }
    pub async fn run(email: String) -> Result<(), u8> {
        let (n, text) = tokio::try_join!(size(email.clone()), same(email.clone()))?;
        log::info!("{n}");
        log::info!("{text}"); //~ never-logged
        match futures::try_join!(size(email.clone()), size(email)) {
            Ok((a, b)) => log::info!("{a} {b}"),
            Err(code) => log::info!("{code}"),
        }
        Ok(())
    }
}

pub mod hashed_while_joined {
    async fn hash(password: String) -> Result<String, bcrypt::BcryptError> {
        tokio::task::spawn_blocking(move || bcrypt::hash(password, 12)).await.unwrap()
    }
    async fn same(text: String) -> Result<String, bcrypt::BcryptError> {
        Ok(text)
    }
    pub async fn sign_up(db: &sqlx::PgPool, email: String, password: String) -> anyhow::Result<()> {
        let (password_hash, email) = tokio::try_join!(hash(password), same(email))?;
        sqlx::query("INSERT INTO users (email, password) VALUES ($1, $2)")
            .bind(email)
            .bind(password_hash)
            .execute(db)
            .await?;
        Ok(())
    }
    pub async fn plain(db: &sqlx::PgPool, email: String, password: String) -> anyhow::Result<()> {
        let (password, email) = tokio::try_join!(same(password), same(email))?;
        sqlx::query("INSERT INTO users (email, password) VALUES ($1, $2)").bind(email).bind(password).execute(db).await?; //~ hashed-at-rest
        Ok(())
    }
}

pub mod selected {
    async fn same(text: String) -> String {
        text
    }
    async fn size(text: String) -> usize {
        text.len()
    }
    pub async fn run(email: String) {
        tokio::select! {
            text = same(email.clone()) => {
                log::info!("{text}"); //~ never-logged
            }
            n = size(email.clone()) => log::info!("{n}"),
            else => log::info!("nothing"),
        }
        let result = tokio::select! {
            text = same(email.clone()) => text,
            _ = size(email.clone()) => String::new(),
        };
        log::info!("{result}"); //~ never-logged
        let n = tokio::select! {
            biased;
            n = size(email.clone()) => n,
            text = same(email) => text.len(),
        };
        log::info!("{n}");
    }
}

pub mod selected_in_a_loop {
    use tokio::sync::mpsc;
    pub async fn run(mut lines: mpsc::Receiver<String>, mut stop: mpsc::Receiver<u64>) {
        loop {
            tokio::select! {
                Some(line) = lines.recv() => {
                    tracing::info!("{line}"); //~ never-logged
                }
                Some(code) = stop.recv() => {
                    tracing::info!("{code}");
                    break;
                }
            }
        }
    }
    pub async fn feed(to: mpsc::Sender<String>, stop: mpsc::Sender<u64>, email: String) {
        let _ = to.send(email).await;
        let _ = stop.send(1).await;
    }
    pub async fn start(email: String) {
        let (to, lines) = mpsc::channel(8);
        let (stop, stopped) = mpsc::channel(1);
        tokio::spawn(run(lines, stopped));
        feed(to, stop, email).await;
    }
}

pub mod blocks {
    pub async fn run(email: String, id: u64) {
        let later = async move { format!("<{email}>") };
        let number = async move { id + 1 };
        log::info!("{}", number.await);
        log::info!("{}", later.await); //~ never-logged
    }
}

pub mod tasks {
    use tokio::task::JoinSet;
    pub async fn run(email: String, id: u64) -> Result<(), tokio::task::JoinError> {
        let task = tokio::spawn(async move { email });
        let text = task.await?;
        log::info!("{text}"); //~ never-logged
        let mut numbers = JoinSet::new();
        numbers.spawn(async move { id });
        while let Some(Ok(n)) = numbers.join_next().await {
            log::info!("{n}");
        }
        Ok(())
    }
}

pub mod timeouts {
    use std::time::Duration;
    async fn same(text: String) -> String {
        text
    }
    pub async fn run(email: String) {
        let Ok(text) = tokio::time::timeout(Duration::from_secs(1), same(email)).await else {
            log::warn!("too slow");
            return;
        };
        log::info!("{}", text.len());
        log::info!("{text}"); //~ never-logged
    }
}

pub mod streams {
    use futures::{StreamExt, TryStreamExt, stream};
    pub async fn run(emails: Vec<String>) {
        let mut all = stream::iter(emails.clone());
        while let Some(text) = all.next().await {
            log::info!("{text}"); //~ never-logged
        }
        stream::iter(emails.clone()).for_each(|text| async move { log::info!("{text}") }).await; //~ never-logged
        let sizes: Vec<usize> = stream::iter(emails).map(|e| e.len()).collect().await;
        log::info!("{sizes:?}");
    }
    pub async fn rows(db: &sqlx::PgPool) -> Result<(), sqlx::Error> {
        let mut rows = sqlx::query!("SELECT id, email FROM users").fetch(db);
        while let Some(row) = rows.try_next().await? {
            log::info!("{}", row.id);
            log::info!("{}", row.email); //~ never-logged
        }
        Ok(())
    }
}

pub mod yielded {
    use futures::Stream;
    pub fn lines(emails: Vec<String>) -> impl Stream<Item = String> {
        async_stream::stream! {
            for text in emails {
                log::info!("{text}"); //~ never-logged
                yield text;
            }
        }
    }
    pub fn sizes(emails: Vec<String>) -> impl Stream<Item = usize> {
        async_stream::stream! {
            for text in emails {
                log::info!("{}", text.len());
                yield text.len();
            }
        }
    }
}

pub mod many_at_once {
    use futures::future::{join_all, try_join_all};
    async fn same(text: String) -> Result<String, u8> {
        Ok(text)
    }
    async fn size(text: String) -> usize {
        text.len()
    }
    pub async fn run(emails: Vec<String>) -> Result<(), u8> {
        let sizes = join_all(emails.iter().cloned().map(size)).await;
        log::info!("{sizes:?}");
        let lines = try_join_all(emails.into_iter().map(same)).await?;
        log::info!("{}", lines.len());
        Ok(())
    }
}

pub mod blocking {
    pub async fn run(email: String, api_key: String) -> Result<(), tokio::task::JoinError> {
        let text = tokio::task::spawn_blocking(move || email.to_lowercase()).await?;
        log::info!("{text}"); //~ never-logged
        let size = tokio::task::spawn_blocking(move || api_key.len()).await?;
        log::info!("{size}");
        Ok(())
    }
}

pub mod scoped_threads {
    pub fn run(email: &str, id: u64) {
        std::thread::scope(|s| {
            s.spawn(|| log::info!("{email}")); //~ never-logged
            s.spawn(|| log::info!("{id}"));
        });
        let task = std::thread::spawn(move || id + 1);
        log::info!("{:?}", task.join());
    }
}

pub mod selected_with_other_heads {
    use futures::FutureExt;
    async fn same(text: String) -> String {
        text
    }
    pub async fn run(email: String, id: u64) {
        let mut one = Box::pin(same(email.clone()).fuse());
        let mut two = Box::pin(same(id.to_string()).fuse());
        futures::select_biased! {
            text = one => log::info!("{text}"), //~ never-logged
            text = two => log::info!("{}", text.len()),
            complete => log::info!("{}", email.len()),
            default => log::info!("{email}"), //~ never-logged
        }
        tokio::select! {
            biased;
            text = same(email.clone()), if id > 3 => log::info!("{text}"), //~ never-logged
            else => log::info!("none"),
        }
    }
}

pub mod blocks_left_early {
    pub async fn run(email: String, known: bool) -> usize {
        let text = async {
            if known {
                return email.clone();
            }
            String::new()
        };
        log::info!("{}", text.await); //~ never-logged
        let size = async {
            if known {
                return email.len();
            }
            0
        };
        size.await
    }
    pub async fn shown(email: String, known: bool) {
        // What leaves the block is none of what the function gives.
        let given = run(email, known).await;
        log::info!("{given}");
    }
}
