//! Statics that are filled in one place and read in another.

pub mod once_lock {
    use std::sync::OnceLock;
    static LAST: OnceLock<String> = OnceLock::new();
    static COUNT: OnceLock<u64> = OnceLock::new();
    pub fn keep(email: String, id: u64) {
        LAST.set(email).ok();
        COUNT.set(id).ok();
    }
    pub fn show() {
        log::info!("{:?}", LAST.get()); //~ never-logged
        log::info!("{:?}", COUNT.get());
    }
}

pub mod mutex {
    use std::sync::Mutex;
    static SEEN: Mutex<Vec<String>> = Mutex::new(Vec::new());
    static OTHER: Mutex<Vec<String>> = Mutex::new(Vec::new());
    pub fn keep(email: String) {
        SEEN.lock().unwrap().push(email);
        OTHER.lock().unwrap().push(String::from("x"));
    }
    pub fn show() {
        for line in SEEN.lock().unwrap().iter() {
            log::info!("{line}"); //~ never-logged
        }
        for line in OTHER.lock().unwrap().iter() {
            log::info!("{line}");
        }
    }
}

pub mod assigned {
    use std::sync::RwLock;
    static CURRENT: RwLock<Option<String>> = RwLock::new(None);
    pub fn keep(email: String) {
        *CURRENT.write().unwrap() = Some(email);
    }
    pub fn show() {
        log::info!("{:?}", CURRENT.read().unwrap()); //~ never-logged
    }
}

pub mod guard_in_a_local {
    use std::sync::Mutex;
    static CURRENT: Mutex<String> = Mutex::new(String::new());
    pub fn keep(email: String) {
        let mut guard = CURRENT.lock().unwrap();
        *guard = email;
    }
    pub fn show() {
        let guard = CURRENT.lock().unwrap();
        log::info!("{guard}"); //~ never-logged
        log::info!("{}", guard.len());
    }
}

pub mod lazy {
    use std::sync::Mutex;
    lazy_static::lazy_static! {
        static ref QUEUE: Mutex<Vec<String>> = Mutex::new(Vec::new());
    }
    pub fn keep(email: String) {
        QUEUE.lock().unwrap().push(email);
    }
    pub fn show() {
        let first = QUEUE.lock().unwrap().first().cloned();
        log::info!("{first:?}"); //~ never-logged
    }
}

pub mod initialised_late {
    use std::sync::{LazyLock, OnceLock};
    use std::collections::HashMap;
    static KEY: LazyLock<String> = LazyLock::new(|| std::env::var("SERVICE_API_KEY").unwrap_or_default());
    static SIZE: LazyLock<usize> = LazyLock::new(|| std::env::var("SERVICE_API_KEY").unwrap_or_default().len());
    static ONCE: OnceLock<String> = OnceLock::new();
    static NAMES: LazyLock<HashMap<&'static str, u64>> = LazyLock::new(|| HashMap::from([("email", 1)]));
    fn once() -> &'static str {
        ONCE.get_or_init(|| std::env::var("SERVICE_API_KEY").unwrap_or_default())
    }
    pub fn show() {
        log::info!("{}", *KEY); //~ never-logged
        log::info!("{}", KEY.as_str()); //~ never-logged
        log::info!("{}", *SIZE);
        log::info!("{}", once()); //~ never-logged
        log::info!("{}", once().len());
        log::info!("{:?}", NAMES.get("email"));
    }
}

pub mod initialised_by_a_macro {
    lazy_static::lazy_static! {
        static ref KEY: String = std::env::var("SERVICE_API_KEY").unwrap_or_default();
        static ref PORT: u16 = 80;
        static ref GREETING: String = String::from("hello");
    }
    pub fn show() {
        log::info!("{}", *KEY); //~ never-logged
        log::info!("{}", *PORT);
        log::info!("{}", *GREETING);
    }
}

pub mod logs_while_initialised {
    use std::sync::LazyLock;
    static KEY: LazyLock<String> = LazyLock::new(|| {
        let api_key = std::env::var("SERVICE_API_KEY").unwrap_or_default();
        log::info!("{api_key}"); //~ never-logged
        log::info!("{}", api_key.len());
        api_key
    });
    pub fn size() -> usize {
        KEY.len()
    }
}

pub mod once_cell_crate {
    use once_cell::sync::{Lazy, OnceCell};
    static KEY: Lazy<String> = Lazy::new(|| std::env::var("SERVICE_API_KEY").unwrap_or_default());
    static LAST: OnceCell<String> = OnceCell::new();
    pub fn keep(email: String) {
        let _ = LAST.set(email);
    }
    pub fn show() {
        log::info!("{}", *KEY); //~ never-logged
        log::info!("{:?}", LAST.get()); //~ never-logged
        log::info!("{}", LAST.get().is_some());
    }
}

pub mod thread_locals {
    use std::cell::RefCell;
    thread_local! {
        static WHO: RefCell<String> = RefCell::new(String::new());
        static COUNT: RefCell<u64> = RefCell::new(0);
    }
    pub fn keep(email: String) {
        WHO.with(|who| *who.borrow_mut() = email);
        COUNT.with(|n| *n.borrow_mut() += 1);
    }
    pub fn show() {
        WHO.with(|who| log::info!("{}", who.borrow())); //~ never-logged
        COUNT.with(|n| log::info!("{}", n.borrow()));
    }
}

pub mod task_locals {
    tokio::task_local! {
        static WHO: String;
    }
    pub async fn run(email: String) {
        WHO.scope(email, async {
            WHO.with(|who| log::info!("{}", who.len()));
        })
        .await;
    }
}

pub mod struct_with_a_copy {
    use std::sync::LazyLock;
    static ENDPOINT: LazyLock<String> = LazyLock::new(|| String::from("https://internal.example"));
    pub struct State {
        pub endpoint: String,
        pub session_token: String,
    }
    pub fn state(session_token: String) -> State {
        let mut state = State { endpoint: ENDPOINT.to_string(), session_token: String::new() };
        state.session_token = session_token;
        state
    }
    pub fn show(state: &State) {
        log::info!("{}", ENDPOINT.as_str());
        log::info!("{}", state.endpoint);
        log::info!("{}", state.session_token); //~ never-logged
    }
}
