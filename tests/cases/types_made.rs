//! Types that no declaration writes: tuples, containers filled later, generic structs and functions in use.

use std::collections::{BTreeMap, HashMap, VecDeque};

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

pub mod pairs {
    use super::*;
    pub fn zipped() {
        for (a, p) in accounts().iter().zip(plans()) {
            log::info!("{a:?}"); //~ never-logged
            log::info!("{p:?}");
        }
        let both = Some((account(), plan()));
        if let Some((a, p)) = both {
            log::info!("{a:?}"); //~ never-logged
            log::info!("{p:?}");
        }
        let numbered = (1, account());
        log::info!("{numbered:?}"); //~ never-logged
        let numbered = (1, plan());
        log::info!("{numbered:?}");
    }
    pub fn keyed() {
        let listed = accounts().into_iter().map(|a| (a.id, a));
        for (id, a) in listed {
            log::info!("{a:?}"); //~ never-logged
            log::info!("{id:?}");
        }
        let listed = plans().into_iter().map(|p| (p.id, p));
        for (_, p) in listed {
            log::info!("{p:?}");
        }
    }
    pub fn parted() {
        let (old, new): (Vec<_>, Vec<_>) = accounts().into_iter().partition(|a| a.id > 1);
        log::info!("{old:?}"); //~ never-logged
        log::info!("{}", new.len());
        let (old, _new): (Vec<_>, Vec<_>) = plans().into_iter().partition(|p| p.id > 1);
        log::info!("{old:?}");
        let all = accounts();
        if let Some((first, rest)) = all.split_first() {
            log::info!("{first:?}"); //~ never-logged
            log::info!("{}", rest.len());
        }
    }
}

pub mod gathered {
    use super::*;
    pub fn into_maps() {
        let by_id = accounts().into_iter().map(|a| (a.id, a)).collect::<HashMap<_, _>>();
        log::info!("{by_id:?}"); //~ never-logged
        for (id, a) in by_id {
            log::info!("{a:?}"); //~ never-logged
            log::info!("{id}");
        }
        let by_id: BTreeMap<_, _> = plans().into_iter().map(|p| (p.id, p)).collect();
        log::info!("{by_id:?}");
        for (_, p) in by_id {
            log::info!("{p:?}");
        }
    }
    pub fn into_results() {
        let all: Result<Vec<_>, std::fmt::Error> = accounts().into_iter().map(Ok).collect();
        log::info!("{:?}", all.unwrap()); //~ never-logged
        let all: Result<Vec<_>, std::fmt::Error> = plans().into_iter().map(Ok).collect();
        log::info!("{:?}", all.unwrap());
    }
}

pub mod filled_later {
    use super::*;
    pub fn lists() {
        let mut all = Vec::new();
        all.push(account());
        log::info!("{all:?}"); //~ never-logged
        let mut all = Vec::new();
        all.push(plan());
        log::info!("{all:?}");
        let mut waiting = VecDeque::new();
        waiting.push_back(account());
        while let Some(next) = waiting.pop_front() {
            log::info!("{next:?}"); //~ never-logged
        }
    }
    pub fn maps() {
        let mut by_id = HashMap::new();
        by_id.insert(1, account());
        log::info!("{by_id:?}"); //~ never-logged
        let mut by_id = HashMap::new();
        by_id.insert(1, plan());
        log::info!("{by_id:?}");
    }
    pub fn groups() {
        let mut groups = HashMap::new();
        for a in accounts() {
            groups.entry(a.id).or_insert_with(Vec::new).push(a);
        }
        log::info!("{groups:?}"); //~ never-logged
        let mut groups = HashMap::new();
        for p in plans() {
            groups.entry(p.id).or_insert_with(Vec::new).push(p);
        }
        log::info!("{groups:?}");
    }
}

pub mod generic_structs {
    use super::*;
    #[derive(Debug, Clone)]
    pub struct Page<T> {
        items: Vec<T>,
        total: usize,
    }
    impl<T> Page<T> {
        pub fn new(items: Vec<T>) -> Self {
            let total = items.len();
            Page { items, total }
        }
        pub fn first(&self) -> Option<&T> {
            self.items.first()
        }
        pub fn into_items(self) -> Vec<T> {
            self.items
        }
    }
    pub fn made_by_a_function() {
        let page = Page::new(accounts());
        log::info!("{:?}", page.first()); //~ never-logged
        log::info!("{page:?}"); //~ never-logged
        log::info!("{}", page.total);
        for item in page.into_items() {
            log::info!("{item:?}"); //~ never-logged
        }
        let page = Page::new(plans());
        log::info!("{:?}", page.first());
        log::info!("{page:?}");
        for item in page.into_items() {
            log::info!("{item:?}");
        }
    }
    #[derive(Debug)]
    pub struct Envelope<T> {
        data: T,
    }
    pub fn made_by_a_literal() {
        let one = Envelope { data: account() };
        log::info!("{one:?}"); //~ never-logged
        log::info!("{:?}", one.data); //~ never-logged
        let other = Envelope { data: plan() };
        log::info!("{other:?}");
        log::info!("{:?}", other.data);
    }
}

pub mod generic_functions {
    use super::*;
    fn retry<T>(what: impl Fn() -> T) -> T {
        what()
    }
    fn attempt<T, F: Fn() -> Option<T>>(what: F) -> Option<T> {
        what()
    }
    pub fn by_what_a_closure_gives() {
        let one = retry(|| account());
        log::info!("{one:?}"); //~ never-logged
        let one = retry(account);
        log::info!("{one:?}"); //~ never-logged
        let one = attempt(|| Some(account()));
        log::info!("{one:?}"); //~ never-logged
        let other = retry(plan);
        log::info!("{other:?}");
        let other = attempt(|| Some(plan()));
        log::info!("{other:?}");
    }
}

pub mod generic_traits {
    use super::*;
    pub trait Repo<T> {
        fn get(&self) -> Option<T>;
    }
    pub struct Accounts;
    pub struct Plans;
    impl Repo<Account> for Accounts {
        fn get(&self) -> Option<Account> {
            Some(account())
        }
    }
    impl Repo<Plan> for Plans {
        fn get(&self) -> Option<Plan> {
            Some(plan())
        }
    }
    pub struct ByBound<R: Repo<Account>> {
        repo: R,
    }
    impl<R: Repo<Account>> ByBound<R> {
        pub fn show(&self) {
            let found = self.repo.get();
            log::info!("{found:?}"); //~ never-logged
        }
    }
    pub struct ByObject {
        accounts: Box<dyn Repo<Account>>,
        plans: Box<dyn Repo<Plan>>,
    }
    impl ByObject {
        pub fn show(&self) {
            let found = self.accounts.get();
            log::info!("{found:?}"); //~ never-logged
            let found = self.plans.get();
            log::info!("{found:?}");
        }
    }
}

pub mod iterators {
    use super::*;
    fn listed() -> impl Iterator<Item = Account> {
        accounts().into_iter()
    }
    fn others() -> impl Iterator<Item = Plan> {
        plans().into_iter()
    }
    pub fn show() {
        for a in listed() {
            log::info!("{a:?}"); //~ never-logged
        }
        for (_, a) in listed().enumerate() {
            log::info!("{a:?}"); //~ never-logged
        }
        for p in others() {
            log::info!("{p:?}");
        }
    }
}

pub mod extension_traits {
    use super::*;
    pub struct NotFound;
    pub trait OrNotFound<T> {
        fn or_404(self) -> Result<T, NotFound>;
    }
    impl<T> OrNotFound<T> for Option<T> {
        fn or_404(self) -> Result<T, NotFound> {
            self.ok_or(NotFound)
        }
    }
    fn find() -> Option<Account> {
        Some(account())
    }
    fn find_plan() -> Option<Plan> {
        Some(plan())
    }
    pub fn show() -> Result<(), NotFound> {
        let found = find().or_404()?;
        log::info!("{found:?}"); //~ never-logged
        let other = find_plan().or_404()?;
        log::info!("{other:?}");
        Ok(())
    }
}
