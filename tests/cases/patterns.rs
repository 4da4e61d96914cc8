//! Patterns: what each binds, and what not.

pub mod tuples {
    pub fn run(email: String, id: u64) {
        let pair = (email, id);
        let (who, number) = &pair;
        log::info!("{number}");
        log::info!("{who}"); //~ never-logged
        let ((a, b), c) = ((pair.1, pair.0), 3);
        log::info!("{a} {c}");
        log::info!("{b}"); //~ never-logged
        let (.., last) = (id, id, b);
        log::info!("{last}"); //~ never-logged
    }
}

pub mod structs {
    pub struct User {
        pub id: u64,
        pub email: String,
        pub role: Role,
    }
    pub struct Role {
        pub name: String,
    }
    pub fn run(user: User) {
        let User { email: who, id, role: Role { name } } = user;
        log::info!("{id} {name}");
        log::info!("{who}"); //~ never-logged
    }
    pub fn given(User { email: text, .. }: &User) {
        log::info!("{text}"); //~ never-logged
    }
    pub fn given_other(User { id, .. }: &User) {
        log::info!("{id}");
    }
}

pub mod slices {
    pub fn run(email: String, other: String) {
        let list = [email, other];
        if let [first, ..] = &list[..] {
            log::info!("{first}"); //~ never-logged
        }
        if let [all @ ..] = &list[..] {
            log::info!("{}", all.len());
        }
    }
}

pub mod at_bindings {
    pub fn run(email: Option<String>, id: u64) {
        if let whole @ Some(_) = &email {
            log::info!("{whole:?}"); //~ never-logged
        }
        match id {
            n @ 1..=9 => log::info!("{n}"),
            n => log::info!("{n}"),
        }
    }
}

pub mod by_reference {
    pub fn run(mut email: Option<String>) {
        if let Some(ref text) = email {
            log::info!("{text}"); //~ never-logged
        }
        if let Some(ref mut text) = email {
            text.clear();
        }
        if let Some(&first) = email.as_ref().map(|e| e.as_bytes()).and_then(|b| b.first()) {
            log::info!("{}", first == b'a');
        }
    }
}

pub mod alternatives {
    pub enum Event {
        SignedIn(String),
        SignedOut(String),
        Renamed { email: String },
        Moved { email: String, to: u64 },
        Counted(u64),
    }
    pub fn run(event: Event) {
        match event {
            Event::SignedIn(email) | Event::SignedOut(email) => log::info!("{email}"), //~ never-logged
            Event::Renamed { email } | Event::Moved { email, to: 0 | 1 } => log::info!("{email}"), //~ never-logged
            Event::Moved { to: n, .. } | Event::Counted(n) => log::info!("{n}"),
        }
    }
    pub fn deep(email: Option<Result<String, String>>) {
        if let Some(Ok(text) | Err(text)) = email {
            log::info!("{text}"); //~ never-logged
        }
    }
}

pub mod let_else {
    pub fn run(email: Option<String>, id: Option<u64>) {
        let Some(id) = id else {
            log::info!("{}", email.is_some());
            return;
        };
        log::info!("{id}");
        let Some(text) = email else { return };
        log::info!("{text}"); //~ never-logged
    }
    pub fn failed(email: &str, found: Result<u64, String>) {
        let Ok(id) = found else {
            log::warn!("{email} not found"); //~ never-logged
            return;
        };
        log::info!("{id}");
    }
}

pub mod chains {
    pub fn run(email: Option<String>, id: Option<u64>) {
        if let Some(text) = &email && let Some(id) = id && id > 3 {
            log::info!("{id}");
            log::info!("{text}"); //~ never-logged
        }
        if let Some(text) = &email && text.contains('@') && let n = text.len() {
            log::info!("{n}");
        }
    }
}

pub mod while_let {
    pub fn run(mut emails: Vec<String>, mut ids: Vec<u64>) {
        while let Some(text) = emails.pop() {
            log::info!("{text}"); //~ never-logged
        }
        while let Some(n) = ids.pop() {
            log::info!("{n}");
        }
    }
}

pub mod match_guards {
    pub fn run(email: Option<String>) {
        match email {
            Some(text) if text.ends_with("example.org") => log::info!("{text}"), //~ never-logged
            Some(text) if text.is_empty() => log::info!("{}", text.is_empty()),
            Some(_) => log::info!("someone"),
            None => log::info!("nobody"),
        }
    }
}

pub mod matches_macro {
    pub fn run(email: Option<String>) {
        let known = matches!(&email, Some(text) if text.contains('@'));
        log::info!("{known}");
        log::info!("{}", matches!(email, Some(_)));
    }
}

pub mod in_for {
    pub fn run(users: Vec<(u64, String)>, emails: Vec<String>) {
        for (i, text) in emails.iter().enumerate() {
            log::info!("{i}");
            log::info!("{text}"); //~ never-logged
        }
        for (id, _) in &users {
            log::info!("{id}");
        }
    }
}

pub mod in_closures {
    pub fn run(emails: Vec<(u64, String)>) {
        emails.iter().for_each(|(_, text)| log::info!("{text}")); //~ never-logged
        emails.iter().for_each(|&(id, _)| log::info!("{id}"));
    }
}

pub mod boxed_and_referred {
    pub struct Pair<'a>(pub &'a str, pub u64);
    pub fn run(email: &str, id: u64) {
        let &Pair(text, n) = &Pair(email, id);
        log::info!("{n}");
        log::info!("{text}"); //~ never-logged
        let Pair { 0: text, 1: n } = Pair(email, id);
        log::info!("{n}");
        log::info!("{text}"); //~ never-logged
    }
}

pub mod slices_from_both_ends {
    pub fn run(email: String, other: String) {
        let list = vec![other, email];
        match list.as_slice() {
            [] => log::info!("none"),
            [one] => log::info!("{one}"), //~ never-logged
            [first, .., last] => {
                log::info!("{}", first.len());
                log::info!("{last}"); //~ never-logged
            }
        }
        if let [head, tail @ ..] = &list[..] {
            log::info!("{} {}", head.len(), tail.len());
            log::info!("{tail:?}"); //~ never-logged
        }
    }
}

pub mod tuples_in_matches {
    pub fn run(email: Option<String>, id: Option<u64>) {
        match (email, id) {
            (Some(text), Some(n)) if n > 3 => {
                log::info!("{n}");
                log::info!("{text}"); //~ never-logged
            }
            (None, Some(n)) => log::info!("{n}"),
            (Some(text), _) => log::info!("{text:?}"), //~ never-logged
            (None, None) => {}
        }
    }
}

pub mod typed_parameters {
    pub fn tuple((email, id): (String, u64)) {
        log::info!("{id}");
        log::info!("{email}"); //~ never-logged
    }
    pub fn slice([first, _]: [&str; 2], email: &str) {
        let _ = email;
        log::info!("{}", first.len());
    }
    pub fn run(email: &str, id: u64) {
        let show = |(text, n): (&str, u64)| {
            log::info!("{n}");
            log::info!("{text}"); //~ never-logged
        };
        show((email, id));
    }
}

pub mod bound_whole_and_part {
    pub struct User {
        pub id: u64,
        pub email: String,
    }
    pub fn run(user: Option<User>) {
        if let Some(whole @ User { id, .. }) = &user {
            log::info!("{id}");
            log::info!("{}", whole.id);
            log::info!("{}", whole.email); //~ never-logged
        }
        let Some(User { ref email, id: number @ 1.. }) = user else { return };
        log::info!("{number}");
        log::info!("{email}"); //~ never-logged
    }
}

pub mod constants_in_patterns {
    const NONE: &str = "none";
    pub fn run(email: &str) {
        match email {
            NONE => log::info!("nothing"),
            "" | "-" => log::info!("empty"),
            text => log::info!("{text}"), //~ never-logged
        }
        match email.len() {
            0 => log::info!("empty"),
            1..=3 => log::info!("short"),
            n => log::info!("{n}"),
        }
    }
}
