//! Channels within a crate: what is sent at one end is received at the other.

pub mod within_a_function {
    pub fn run(email: String, id: u64) {
        let (tx, rx) = std::sync::mpsc::channel();
        tx.send(email).ok();
        for line in rx {
            log::info!("{line}"); //~ never-logged
        }
        let (tx, rx) = std::sync::mpsc::channel();
        tx.send(id).ok();
        for line in rx {
            log::info!("{line}");
        }
    }
}

pub mod through_parameters {
    use tokio::sync::mpsc;
    async fn consume(mut lines: mpsc::Receiver<String>) {
        while let Some(line) = lines.recv().await {
            tracing::info!("{line}"); //~ never-logged
        }
    }
    async fn produce(sender: mpsc::Sender<String>, email: String) {
        let _ = sender.send(email).await;
    }
    pub async fn start(email: String) {
        let (tx, rx) = mpsc::channel(8);
        tokio::spawn(consume(rx));
        produce(tx, email).await;
    }
}

pub mod through_fields {
    use tokio::sync::mpsc;
    pub struct Handle {
        lines: mpsc::UnboundedSender<String>,
    }
    pub struct Worker {
        incoming: mpsc::UnboundedReceiver<String>,
    }
    pub fn pair() -> (Handle, Worker) {
        let (lines, incoming) = mpsc::unbounded_channel();
        (Handle { lines }, Worker { incoming })
    }
    impl Handle {
        pub fn tell(&self, email: String) {
            let _ = self.lines.send(email);
        }
    }
    impl Worker {
        pub async fn run(mut self) {
            while let Some(text) = self.incoming.recv().await {
                tracing::info!("{text}"); //~ never-logged
            }
        }
    }
}

pub mod another_channel_beside {
    use tokio::sync::mpsc;
    pub async fn start(email: String, id: u64) {
        let (tx, mut rx) = mpsc::channel(8);
        let (other, mut numbers) = mpsc::channel(8);
        let _ = tx.send(email).await;
        let _ = other.send(id).await;
        let text = rx.recv().await;
        let number = numbers.recv().await;
        tracing::info!(?number);
        tracing::info!("{}", text.is_some());
    }
}

pub mod messages {
    use tokio::sync::mpsc;
    pub enum Message {
        Login { address: String },
        Count(u64),
    }
    pub async fn produce(tx: mpsc::Sender<Message>, email: String) {
        let _ = tx.send(Message::Login { address: email }).await;
        let _ = tx.send(Message::Count(1)).await;
    }
    pub async fn consume(mut rx: mpsc::Receiver<Message>) {
        while let Some(message) = rx.recv().await {
            match message {
                Message::Login { address } => log::info!("{address}"), //~ never-logged
                Message::Count(n) => log::info!("{n}"),
            }
        }
    }
}

pub mod one_shot {
    use tokio::sync::oneshot;
    pub async fn ask(email: String) {
        let (answer, asked) = oneshot::channel();
        answer.send(email).ok();
        if let Ok(text) = asked.await {
            log::info!("{text}"); //~ never-logged
        }
    }
}

pub mod flume_and_crossbeam {
    pub fn run(email: String, key: String) {
        let (tx, rx) = flume::unbounded();
        tx.send(email).ok();
        if let Ok(text) = rx.recv() {
            log::info!("{text}"); //~ never-logged
        }
        let (tx, rx) = crossbeam_channel::bounded(1);
        tx.send(key.len()).ok();
        if let Ok(n) = rx.recv() {
            log::info!("{n}");
        }
    }
}

pub mod broadcast {
    use tokio::sync::broadcast;
    pub async fn run(email: String) {
        let (tx, _) = broadcast::channel(4);
        let mut rx = tx.subscribe();
        let _ = tx.send(email);
        if let Ok(text) = rx.recv().await {
            log::info!("{text}"); //~ never-logged
        }
    }
}

pub mod worker_of_an_enum {
    use tokio::sync::{mpsc, oneshot};
    pub enum Job {
        Mail { to: String, retries: u32 },
        Count(u64),
        Ask(String, oneshot::Sender<usize>),
    }
    async fn worker(mut jobs: mpsc::Receiver<Job>) {
        while let Some(job) = jobs.recv().await {
            match job {
                Job::Mail { to, retries } => {
                    log::info!("{retries}");
                    log::info!("sending to {to}"); //~ never-logged
                }
                Job::Count(n) => log::info!("{n}"),
                Job::Ask(text, back) => {
                    let _ = back.send(text.len());
                }
            }
        }
    }
    pub async fn start(email: String) {
        let (tx, rx) = mpsc::channel(16);
        tokio::spawn(worker(rx));
        let _ = tx.send(Job::Mail { to: email.clone(), retries: 3 }).await;
        let _ = tx.send(Job::Count(1)).await;
        let (back, answer) = oneshot::channel();
        let _ = tx.send(Job::Ask(email, back)).await;
        if let Ok(n) = answer.await {
            log::info!("{n}");
        }
    }
}

pub mod cloned_sender_into_a_thread {
    use std::sync::mpsc;
    pub fn run(emails: Vec<String>) {
        let (tx, rx) = mpsc::channel();
        for text in emails {
            let tx = tx.clone();
            std::thread::spawn(move || tx.send(text));
        }
        drop(tx);
        for line in rx.iter() {
            log::info!("{line}"); //~ never-logged
        }
    }
}

pub mod watched {
    use tokio::sync::watch;
    pub async fn run(email: String) {
        let (tx, mut rx) = watch::channel(String::new());
        let _ = tx.send(email);
        while rx.changed().await.is_ok() {
            log::info!("{}", rx.borrow().len());
            log::info!("{}", *rx.borrow()); //~ never-logged
        }
    }
}

pub mod of_structs {
    use tokio::sync::{mpsc, oneshot};
    #[derive(Clone, Debug)]
    pub struct Account {
        pub id: i64,
        pub email: String,
    }
    #[derive(Clone, Debug)]
    pub struct Plan {
        pub id: i64,
        pub name: String,
    }
    fn account() -> Account {
        serde_json::from_reader(std::io::stdin()).unwrap()
    }
    fn plan() -> Plan {
        serde_json::from_reader(std::io::stdin()).unwrap()
    }
    pub async fn by_its_type() {
        let (tx, mut rx) = mpsc::channel::<Account>(3);
        tx.send(account()).await.ok();
        while let Some(next) = rx.recv().await {
            log::info!("{next:?}"); //~ never-logged
            log::info!("{}", next.email); //~ never-logged
            log::info!("{}", next.id);
        }
        let (tx, mut rx) = mpsc::channel::<Plan>(3);
        tx.send(plan()).await.ok();
        while let Some(next) = rx.recv().await {
            log::info!("{next:?}");
        }
    }
    pub async fn by_what_is_sent() {
        let (tx, rx) = oneshot::channel();
        tx.send(account()).ok();
        let one = rx.await.unwrap();
        log::info!("{one:?}"); //~ never-logged
        let (tx, rx) = std::sync::mpsc::channel();
        tx.send(account()).ok();
        for one in rx {
            log::info!("{one:?}"); //~ never-logged
        }
        let (tx, mut rx) = mpsc::unbounded_channel();
        tx.send(plan()).ok();
        while let Some(next) = rx.recv().await {
            log::info!("{next:?}");
        }
    }
    pub async fn kept_in_a_field(worker: &mut Worker) {
        while let Some(next) = worker.accounts.recv().await {
            log::info!("{next:?}"); //~ never-logged
        }
        while let Some(next) = worker.plans.recv().await {
            log::info!("{next:?}");
        }
    }
    pub struct Worker {
        accounts: mpsc::Receiver<Account>,
        plans: mpsc::Receiver<Plan>,
    }
}
