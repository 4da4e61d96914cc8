//! Closures and functions as values: where they are run, what they capture, what they are given.

pub mod returned {
    pub fn retry(email: String) -> impl Fn(u32) {
        move |attempt| log::info!("attempt {attempt} for {email}") //~ never-logged
    }
    pub fn counted(email: String) -> impl Fn(u32) {
        move |attempt| log::info!("attempt {attempt} for {} bytes", email.len())
    }
}

pub mod boxed {
    pub fn later(email: String) -> Box<dyn Fn()> {
        Box::new(move || {
            log::info!("{email}"); //~ never-logged
        })
    }
    pub fn never(email: String) -> Box<dyn Fn() -> usize> {
        Box::new(move || email.len())
    }
}

pub mod in_a_field {
    pub struct Job {
        run: Box<dyn Fn()>,
    }
    pub fn job(email: String) -> Job {
        Job { run: Box::new(move || log::info!("{email}")) } //~ never-logged
    }
    pub fn clean(id: u64) -> Job {
        Job { run: Box::new(move || log::info!("{id}")) }
    }
}

pub mod bound_and_called {
    pub fn show(email: &str, id: u64) {
        let say = |text: &str| log::info!("{text}"); //~ never-logged
        say(email);
        let count = |n: u64| log::info!("{n}");
        count(id);
    }
}

pub mod inspected {
    pub fn tap(email: Result<String, u8>) {
        let _ = email.as_ref().inspect(|text| log::info!("{text}")); //~ never-logged
        let _ = email.as_ref().inspect_err(|code| log::info!("{code}"));
    }
}

pub mod given_by_name {
    fn show(text: &str) {
        log::info!("{text}"); //~ never-logged
    }
    fn length(text: &str) {
        log::info!("{}", text.len());
    }
    pub fn all(emails: Vec<String>) {
        emails.iter().for_each(|e| show(e));
        emails.iter().for_each(|e| length(e));
    }
}

pub mod named_function {
    fn tell(text: String) {
        log::info!("{text}"); //~ never-logged
    }
    pub fn all(emails: Vec<String>) {
        emails.into_iter().for_each(tell);
    }
}

pub mod spawned {
    pub async fn start(email: String, id: u64) {
        tokio::spawn(async move {
            log::info!("{email}"); //~ never-logged
        });
        std::thread::spawn(move || log::info!("{id}"));
    }
}

pub mod kept_in_a_field {
    pub struct Loud {
        hook: Box<dyn Fn(&str) + Send + Sync>,
    }
    impl Loud {
        pub fn new() -> Self {
            Loud { hook: Box::new(|text| log::info!("{text}")) } //~ never-logged
        }
        pub fn fire(&self, email: &str) {
            (self.hook)(email);
        }
    }
    pub struct Quiet {
        hook: Box<dyn Fn(&str) + Send + Sync>,
    }
    impl Quiet {
        pub fn new() -> Self {
            Quiet { hook: Box::new(|text| log::info!("{text}")) }
        }
        pub fn fire(&self, title: &str) {
            (self.hook)(title);
        }
    }
}
