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

pub mod given_by_path {
    pub struct Line(pub String);
    pub enum Event {
        Seen(String),
        Counted(usize),
    }
    pub struct Book;
    impl Book {
        fn tell(text: &String) {
            log::info!("{text}"); //~ never-logged
        }
        fn measure(text: &String) {
            log::info!("{}", text.len());
        }
        pub fn all(emails: &[String]) {
            emails.iter().for_each(Self::tell);
            emails.iter().for_each(Book::measure);
        }
    }
    pub fn run(emails: Vec<String>) {
        let texts: Vec<&str> = emails.iter().map(String::as_str).collect();
        log::info!("{texts:?}"); //~ never-logged
        let sizes: Vec<usize> = emails.iter().map(String::len).collect();
        log::info!("{sizes:?}");
        let upper: Vec<String> = emails.iter().map(|e| e.as_str()).map(str::to_uppercase).collect();
        log::info!("{upper:?}"); //~ never-logged
        for line in emails.iter().cloned().map(Line) {
            log::info!("{}", line.0); //~ never-logged
        }
        for event in emails.iter().cloned().map(Event::Seen) {
            if let Event::Seen(text) = event {
                log::info!("{text}"); //~ never-logged
            }
        }
        for event in emails.iter().map(String::len).map(Event::Counted) {
            if let Event::Counted(n) = event {
                log::info!("{n}");
            }
        }
    }
}

pub mod giving_values {
    pub fn run(email: String, id: u64) {
        let whole = || email.clone();
        log::info!("{}", whole()); //~ never-logged
        let size = || email.len();
        log::info!("{}", size());
        let both = |n: u64| (email.clone(), n);
        let (text, n) = both(id);
        log::info!("{n}");
        log::info!("{text}"); //~ never-logged
    }
    pub fn handed(email: &str, id: u64) {
        fn apply<T>(make: impl Fn() -> T) -> T {
            make()
        }
        log::info!("{}", apply(|| email.to_owned())); //~ never-logged
        log::info!("{}", apply(|| id));
    }
}

pub mod returning_early {
    pub fn run(email: String) {
        let find = |known: bool| {
            if known {
                return email.clone();
            }
            String::from("nobody")
        };
        log::info!("{}", find(true)); //~ never-logged
        let size = |known: bool| {
            if known {
                return email.len();
            }
            0
        };
        log::info!("{}", size(true));
    }
}

pub mod changing_what_they_capture {
    pub fn run(emails: Vec<String>) {
        let mut last = String::new();
        emails.iter().for_each(|e| last.push_str(e));
        log::info!("{last}"); //~ never-logged
        let mut total = String::new();
        emails.iter().for_each(|e| total.push_str(&e.len().to_string()));
        log::info!("{total}");
    }
}

pub mod started_with_a_value {
    pub fn run(email: String, ids: &[u64]) {
        let line = ids.iter().fold(email.clone(), |line, id| format!("{line} {id}"));
        log::info!("{line}"); //~ never-logged
        let line = ids.iter().fold(String::new(), |line, id| format!("{line} {id}"));
        log::info!("{line}");
    }
}

pub mod asynchronous_closures {
    pub async fn run(email: String, id: u64) {
        let whole = async || email.clone();
        log::info!("{}", whole().await); //~ never-logged
        let number = async move || id;
        log::info!("{}", number().await);
    }
}
