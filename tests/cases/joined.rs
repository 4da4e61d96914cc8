//! Several futures at once: joined, in sets, spawned, in streams, and the shared maps and channels between them.

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

#[derive(Debug)]
pub struct Failed;

pub async fn load(_id: i64) -> Result<Account, Failed> {
    serde_json::from_reader(std::io::stdin()).map_err(|_| Failed)
}

pub async fn load_plan(_id: i64) -> Result<Plan, Failed> {
    serde_json::from_reader(std::io::stdin()).map_err(|_| Failed)
}

pub mod all_of_many {
    use super::{Failed, load, load_plan};
    use futures::future::{join_all, try_join_all};
    pub async fn show() -> Result<(), Failed> {
        for one in join_all((1..3).map(|i| load(i))).await {
            if let Ok(one) = one {
                log::info!("{one:?}"); //~ never-logged
            }
        }
        let all = try_join_all(vec![load(1), load(2)]).await?;
        log::info!("{all:?}"); //~ never-logged
        let all = try_join_all((1..3).map(load_plan)).await?;
        log::info!("{all:?}");
        Ok(())
    }
}

pub mod both {
    use super::{Failed, load, load_plan};
    pub async fn show() -> Result<(), Failed> {
        let (account, plan) = tokio::try_join!(load(1), load_plan(2))?;
        log::info!("{account:?}"); //~ never-logged
        log::info!("{plan:?}");
        let (account, plan) = futures::future::try_join(load(1), load_plan(2)).await?;
        log::info!("{account:?}"); //~ never-logged
        log::info!("{plan:?}");
        Ok(())
    }
}

pub mod sets {
    use super::{Failed, load, load_plan};
    use futures::stream::{FuturesUnordered, StreamExt};
    pub async fn of_tasks() {
        let mut set = tokio::task::JoinSet::new();
        set.spawn(load(1));
        while let Some(done) = set.join_next().await {
            if let Ok(Ok(account)) = done {
                log::info!("{account:?}"); //~ never-logged
            }
        }
        let mut set = tokio::task::JoinSet::new();
        set.spawn(load_plan(1));
        while let Some(done) = set.join_next().await {
            if let Ok(Ok(plan)) = done {
                log::info!("{plan:?}");
            }
        }
    }
    pub async fn of_futures() -> Result<(), Failed> {
        let mut all = FuturesUnordered::new();
        all.push(load(1));
        while let Some(done) = all.next().await {
            log::info!("{:?}", done?); //~ never-logged
        }
        let mut all = FuturesUnordered::new();
        all.push(load_plan(1));
        while let Some(done) = all.next().await {
            log::info!("{:?}", done?);
        }
        Ok(())
    }
}

pub mod spawned {
    use super::{Failed, load, load_plan};
    pub async fn show() -> Result<(), Failed> {
        let account = tokio::spawn(load(1)).await.unwrap()?;
        log::info!("{account:?}"); //~ never-logged
        let plan = tokio::spawn(load_plan(1)).await.unwrap()?;
        log::info!("{plan:?}");
        let handles: Vec<_> = (0..3).map(|i| tokio::spawn(load(i))).collect();
        for handle in handles {
            log::info!("{:?}", handle.await.unwrap()?); //~ never-logged
        }
        Ok(())
    }
}

pub mod streams {
    use super::{Account, Failed, Plan, load, load_plan};
    use futures::{Stream, stream::StreamExt};
    pub async fn handed(mut accounts: impl Stream<Item = Account> + Unpin, mut plans: impl Stream<Item = Plan> + Unpin) {
        while let Some(account) = accounts.next().await {
            log::info!("{account:?}"); //~ never-logged
        }
        while let Some(plan) = plans.next().await {
            log::info!("{plan:?}");
        }
    }
    pub async fn gathered() {
        let all = futures::stream::iter(0..3).map(|i| load(i)).buffer_unordered(3).collect::<Vec<_>>().await;
        log::info!("{all:?}"); //~ never-logged
        let all = futures::stream::iter(0..3).map(|i| load_plan(i)).buffer_unordered(3).collect::<Vec<_>>().await;
        log::info!("{all:?}");
    }
    pub async fn boxed(mut all: std::pin::Pin<Box<dyn Stream<Item = Result<Account, Failed>> + Send>>) {
        while let Some(Ok(account)) = all.next().await {
            log::info!("{account:?}"); //~ never-logged
        }
    }
}

pub mod shared_maps {
    use super::{Account, Plan};
    use std::collections::HashMap;
    use std::sync::Arc;
    use tokio::sync::RwLock;
    pub struct Shared {
        accounts: Arc<RwLock<HashMap<i64, Account>>>,
        plans: Arc<RwLock<HashMap<i64, Plan>>>,
    }
    pub async fn show(shared: &Shared) {
        let mut accounts = shared.accounts.write().await;
        if let Some(account) = accounts.get_mut(&1) {
            log::info!("{account:?}"); //~ never-logged
        }
        let gone = accounts.remove(&1);
        log::info!("{gone:?}"); //~ never-logged
        let mut plans = shared.plans.write().await;
        if let Some(plan) = plans.get_mut(&1) {
            log::info!("{plan:?}");
        }
        log::info!("{}", plans.len());
    }
}
