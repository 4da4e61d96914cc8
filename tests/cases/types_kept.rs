//! Types that go through collections, locks, tasks and generic structs: a value printed whole shows its fields.

#[derive(Clone, Debug, serde::Serialize)]
pub struct Account {
    pub id: i64,
    pub email: String,
}

#[derive(Clone, Debug, serde::Serialize)]
pub struct Plan {
    pub id: i64,
    pub name: String,
}

pub fn account() -> Account {
    serde_json::from_reader(std::io::stdin()).unwrap()
}

pub fn plan() -> Plan {
    serde_json::from_reader(std::io::stdin()).unwrap()
}

pub fn accounts() -> Vec<Account> {
    serde_json::from_reader(std::io::stdin()).unwrap()
}

pub fn plans() -> Vec<Plan> {
    serde_json::from_reader(std::io::stdin()).unwrap()
}

pub mod collected {
    use super::{accounts, plans};
    pub fn show() {
        let all = accounts().iter().filter(|a| a.id > 1).cloned().collect::<Vec<_>>();
        log::info!("{all:?}"); //~ never-logged
        let some: Vec<_> = accounts().into_iter().filter(|a| a.id > 1).collect();
        log::info!("{some:?}"); //~ never-logged
        let plans: Vec<_> = plans().into_iter().filter(|p| p.id > 1).collect();
        log::info!("{plans:?}");
    }
}

pub mod locked {
    use super::{account, plan};
    use std::sync::{Arc, Mutex};
    pub fn show() {
        let shared = Arc::new(Mutex::new(account()));
        let held = shared.lock().unwrap();
        log::info!("{held:?}"); //~ never-logged
        let shared = Arc::new(Mutex::new(plan()));
        let held = shared.lock().unwrap();
        log::info!("{held:?}");
    }
}

pub mod received {
    use super::{Account, Plan};
    use tokio::sync::mpsc;
    pub async fn accounts(mut rx: mpsc::Receiver<Account>) {
        while let Some(next) = rx.recv().await {
            log::info!("{next:?}"); //~ never-logged
        }
    }
    pub async fn plans(mut rx: mpsc::Receiver<Plan>) {
        while let Some(next) = rx.recv().await {
            log::info!("{next:?}");
        }
    }
}

pub mod in_tasks {
    use super::{account, plan};
    pub async fn show() {
        let one = tokio::spawn(async { account() }).await.unwrap();
        log::info!("{one:?}"); //~ never-logged
        let two = tokio::task::spawn_blocking(account).await.unwrap();
        log::info!("{two:?}"); //~ never-logged
        let other = tokio::task::spawn_blocking(plan).await.unwrap();
        log::info!("{other:?}");
    }
    pub async fn in_time(limit: std::time::Duration) {
        if let Ok(found) = tokio::time::timeout(limit, async { account() }).await {
            log::info!("{found:?}"); //~ never-logged
        }
    }
}

pub mod of_any_type {
    use super::{Account, Plan, account, plan};
    #[derive(Debug)]
    pub struct Page<T> {
        pub items: Vec<T>,
        pub total: u64,
    }
    pub fn show(all: Vec<Account>, plans: Vec<Plan>) {
        let page = Page { items: all, total: 1 };
        log::info!("{page:?}"); //~ never-logged
        log::info!("{}", page.total);
        let page = Page { items: plans, total: 1 };
        log::info!("{page:?}");
    }
    #[derive(Debug)]
    pub struct Found<T>(pub T);
    pub fn wrapped() {
        log::info!("{:?}", Found(account())); //~ never-logged
        log::info!("{:?}", Found(plan()));
    }
}

pub mod named_conversions {
    use super::{Account, accounts};
    #[derive(Debug)]
    pub struct Contact {
        pub mail: String,
    }
    impl From<Account> for Contact {
        fn from(account: Account) -> Self {
            Self { mail: account.email }
        }
    }
    #[derive(Debug)]
    pub struct Number {
        pub id: i64,
    }
    impl From<Account> for Number {
        fn from(account: Account) -> Self {
            Self { id: account.id }
        }
    }
    pub fn show() {
        let contacts = accounts().into_iter().map(Contact::from).collect::<Vec<_>>();
        log::info!("{contacts:?}"); //~ never-logged
        let numbers = accounts().into_iter().map(Number::from).collect::<Vec<_>>();
        log::info!("{numbers:?}");
    }
}
