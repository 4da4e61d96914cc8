//! Builders: by value, by reference, by struct update, and constructors that derives make.

pub mod by_value {
    #[derive(Default)]
    pub struct Mail {
        to: String,
        count: u8,
    }
    impl Mail {
        pub fn to(mut self, to: &str) -> Self {
            self.to = to.to_owned();
            self
        }
        pub fn count(mut self, count: u8) -> Self {
            self.count = count;
            self
        }
        pub fn show(&self) {
            log::info!("{}", self.to); //~ never-logged
        }
        pub fn number(&self) {
            log::info!("{}", self.count);
        }
    }
    pub fn send(email: &str) {
        let mail = Mail::default().count(1).to(email);
        mail.show();
        mail.number();
    }
}

pub mod by_reference {
    pub struct Mail {
        lines: Vec<String>,
        size: usize,
    }
    impl Mail {
        pub fn new() -> Self {
            Mail { lines: Vec::new(), size: 0 }
        }
        pub fn add(&mut self, line: &str) -> &mut Self {
            self.lines.push(line.to_owned());
            self.size += line.len();
            self
        }
        pub fn show(&self) {
            log::info!("{:?}", self.lines); //~ never-logged
            log::info!("{}", self.size);
        }
    }
    pub fn send(email: &str) {
        let mut mail = Mail::new();
        mail.add("x").add(email);
        mail.show();
    }
}

pub mod struct_update {
    #[derive(Clone)]
    pub struct Mail {
        pub to: String,
        pub kind: String,
    }
    pub fn send(email: &str, base: Mail) {
        let mail = Mail { to: email.to_owned(), ..base.clone() };
        log::info!("{}", mail.kind);
        log::info!("{}", mail.to); //~ never-logged
    }
}

pub mod update_replaces {
    #[derive(Clone)]
    pub struct Mail {
        pub to: String,
        pub kind: String,
    }
    pub fn send(email: &str) {
        let first = Mail { to: email.to_owned(), subject: String::new() };
        let second = Mail { to: String::from("someone"), ..first };
        log::info!("{}", second.to);
    }
}

pub mod overwritten {
    pub fn sign_in(mut password: String) {
        password = String::from("***");
        log::debug!("{password}");
    }
    pub struct Login {
        pub user: u64,
        pub password: String,
    }
    pub fn masked(mut login: Login) {
        login.password = String::from("***");
        log::debug!("{} {}", login.user, login.password);
    }
    pub fn kept(login: Login) {
        log::debug!("{} {}", login.user, login.password); //~ never-logged
    }
}

pub mod redacted_copy {
    #[derive(Clone, Debug)]
    pub struct Config {
        pub url: String,
        pub password: String,
    }
    pub fn start(config: &Config) {
        let mut shown = config.clone();
        shown.password = "***".to_owned();
        log::info!("{shown:?}");
        log::info!("{config:?}"); //~ never-logged
    }
    pub fn sometimes(config: &Config, quiet: bool) {
        let mut shown = config.clone();
        if quiet {
            shown.password = "***".to_owned();
        }
        log::info!("{shown:?}"); //~ never-logged
    }
}

pub mod made_by_default {
    #[derive(Debug, Default)]
    pub struct Login {
        pub email: String,
        pub count: u8,
    }
    pub fn run(email: String) {
        log::info!("{:?}", Login::default());
        let mut login = Login::default();
        login.count = 3;
        log::info!("{login:?}");
        login.email = email;
        log::info!("{login:?}"); //~ never-logged
    }
}
