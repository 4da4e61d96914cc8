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
