//! Assignments, branches, loops and what leaves them.

pub mod shadowing {
    pub fn run(email: String) {
        let email = email.len();
        log::info!("{email}");
    }
    pub fn back(id: u64, email: String) {
        let text = id.to_string();
        {
            let text = email;
            log::info!("{text}"); //~ never-logged
        }
        log::info!("{text}");
    }
}

pub mod assigned_again {
    pub fn run(email: String) {
        let mut text = email;
        log::info!("{text}"); //~ never-logged
        text = String::from("hidden");
        log::info!("{text}");
    }
    pub fn in_a_branch(email: String, hide: bool) {
        let mut text = email;
        if hide {
            text = String::from("hidden");
        }
        log::info!("{text}"); //~ never-logged
    }
    pub fn late(email: String, known: bool) {
        let text;
        if known {
            text = email;
        } else {
            text = String::new();
        }
        log::info!("{text}"); //~ never-logged
    }
    pub fn late_and_clean(email: String, known: bool) {
        let text;
        if known {
            text = email.len();
        } else {
            text = 0;
        }
        log::info!("{text}");
    }
}

pub mod destructured_assignment {
    pub fn run(email: String, id: u64) {
        let (mut a, mut b) = (String::new(), 0);
        log::info!("{a} {b}");
        (a, b) = (email, id);
        log::info!("{b}");
        log::info!("{a}"); //~ never-logged
    }
}

pub mod values_of_blocks {
    pub fn run(email: String, known: bool) {
        let text = if known { email.clone() } else { String::new() };
        log::info!("{text}"); //~ never-logged
        let text = {
            let inner = email.clone();
            inner.trim().to_owned()
        };
        log::info!("{text}"); //~ never-logged
        let size = {
            let inner = email;
            inner.len()
        };
        log::info!("{size}");
    }
}

pub mod labelled_breaks {
    pub fn run(emails: &[String], id: u64) {
        let text = 'search: {
            for text in emails {
                if text.contains('@') {
                    break 'search Some(text.clone());
                }
            }
            None
        };
        log::info!("{text:?}"); //~ never-logged
        let number = 'other: {
            if emails.is_empty() {
                break 'other 0;
            }
            id
        };
        log::info!("{number}");
    }
}

pub mod values_of_loops {
    pub fn run(mut emails: Vec<String>) {
        let text = loop {
            if let Some(text) = emails.pop() {
                break text;
            }
        };
        log::info!("{text}"); //~ never-logged
        let mut n = 0;
        let count = loop {
            n += 1;
            if n > emails.len() {
                break n;
            }
        };
        log::info!("{count}");
    }
}

pub mod left_for_the_next_turn {
    pub fn run(emails: Vec<String>) {
        let mut last = String::new();
        for text in emails {
            log::info!("{last}"); //~ never-logged
            last = text;
        }
    }
    pub fn counted(emails: Vec<String>) {
        let mut last = 0;
        for text in emails {
            log::info!("{last}");
            last = text.len();
        }
    }
}

pub mod early_returns {
    fn find(email: String, known: bool) -> String {
        if known {
            return email;
        }
        String::from("nobody")
    }
    fn size(email: String, known: bool) -> usize {
        if known {
            return email.len();
        }
        0
    }
    pub fn run(email: String) {
        log::info!("{}", size(email.clone(), true));
        log::info!("{}", find(email, true)); //~ never-logged
    }
}

pub mod update_syntax {
    #[derive(Clone, Debug, Default)]
    pub struct Settings {
        pub sender: String,
        pub retries: u64,
    }
    pub fn run(email: String) {
        let base = Settings { sender: email, ..Default::default() };
        let more = Settings { retries: 3, ..base.clone() };
        log::info!("{}", more.retries);
        log::info!("{}", more.sender); //~ never-logged
        let other = Settings { sender: String::from("nobody"), ..base };
        log::info!("{}", other.sender);
    }
}

pub mod mutable_arguments {
    fn fill(text: &mut String, email: &str) {
        text.push_str(email);
    }
    fn count(text: &mut String, email: &str) {
        text.push_str(&email.len().to_string());
    }
    pub fn run(email: &str) {
        let mut text = String::new();
        count(&mut text, email);
        log::info!("{text}");
        fill(&mut text, email);
        log::info!("{text}"); //~ never-logged
    }
}

pub mod swapped {
    pub fn run(email: String) {
        let mut text = email;
        let old = std::mem::take(&mut text);
        log::info!("{old}"); //~ never-logged
        let mut next = old;
        let before = std::mem::replace(&mut next, String::from("hidden"));
        log::info!("{}", before.len());
        log::info!("{before}"); //~ never-logged
    }
}

pub mod recursive {
    fn walk(texts: &[String], depth: u32) -> String {
        match texts {
            [] => String::new(),
            [first, rest @ ..] => format!("{first}{}", walk(rest, depth + 1)),
        }
    }
    pub fn run(emails: Vec<String>) {
        log::info!("{}", walk(&emails, 0)); //~ never-logged
        log::info!("{}", walk(&emails, 0).len());
    }
}

pub mod fields_assigned {
    #[derive(Default)]
    pub struct Line {
        pub who: String,
        pub count: u64,
    }
    pub fn run(email: String) {
        let mut line = Line::default();
        line.count = email.len() as u64;
        line.who = email;
        log::info!("{}", line.count);
        log::info!("{}", line.who); //~ never-logged
    }
}

pub mod casts {
    use std::fmt::Display;
    pub fn run(email: String, id: u64) {
        let shown = &email as &dyn Display;
        log::info!("{shown}"); //~ never-logged
        let size = email.len() as u32;
        log::info!("{size}");
        let bytes = email.as_bytes() as &[u8];
        log::info!("{bytes:?}"); //~ never-logged
        log::info!("{}", id as f64);
    }
}

pub mod indexed {
    pub fn run(emails: Vec<String>, ids: [u64; 3], at: usize) {
        log::info!("{}", emails[0]); //~ never-logged
        log::info!("{:?}", &emails[1..]); //~ never-logged
        log::info!("{:?}", &emails[..=at]); //~ never-logged
        log::info!("{}", &emails[at][..3]); //~ never-logged
        log::info!("{}", ids[at]);
        for n in 0..emails.len() {
            log::info!("{n}");
            log::info!("{}", emails[n]); //~ never-logged
        }
    }
}

pub mod tuples_of_many {
    pub fn run(email: String, id: u64) {
        let row = (id, id, email, id);
        log::info!("{} {} {}", row.0, row.1, row.3);
        log::info!("{}", row.2); //~ never-logged
        let deep = ((row.2, row.0), row.1);
        log::info!("{}", deep.0.1);
        log::info!("{}", deep.0.0); //~ never-logged
    }
}

pub mod elements_of_arrays {
    pub fn run(email: String, at: usize) {
        let mut parts = [String::new(), String::new()];
        parts[at] = email;
        parts[at] = String::from("hidden");
        log::info!("{parts:?}"); //~ never-logged
        let many = [parts[0].len(); 4];
        log::info!("{many:?}");
    }
    pub fn copies(email: &str) {
        let same = [email; 3];
        log::info!("{same:?}"); //~ never-logged
        log::info!("{}", same.len());
    }
    pub struct Slot {
        pub text: String,
    }
    pub fn fields(email: String, at: usize, slots: &mut [Slot]) {
        slots[at].text = email;
        slots[at].text = String::new();
        log::info!("{}", slots[0].text); //~ never-logged
    }
}

pub mod blocks_of_all_kinds {
    pub fn run(email: String, id: u64) {
        let text = unsafe { email.clone() };
        log::info!("{text}"); //~ never-logged
        let number = unsafe { id };
        log::info!("{number}");
        let text = (email);
        log::info!("{text}"); //~ never-logged
        const SIZE: u64 = const { 3 + 4 };
        log::info!("{SIZE}");
    }
    pub fn negated(email: &str, id: i64) {
        log::info!("{} {}", !email.is_empty(), -id);
        let text = *&email;
        log::info!("{text}"); //~ never-logged
    }
}

pub mod added_to {
    pub fn run(email: &str, id: u64) {
        let mut text = String::from("who: ");
        text += email;
        log::info!("{text}"); //~ never-logged
        let mut count = id;
        count += email.len() as u64;
        log::info!("{count}");
        let mut other = String::new();
        other += &email.len().to_string();
        log::info!("{other}");
    }
}

pub mod nested_loops {
    pub fn run(emails: Vec<Vec<String>>) {
        let first = 'outer: loop {
            for row in &emails {
                for text in row {
                    if text.is_empty() {
                        continue 'outer;
                    }
                    break 'outer text.clone();
                }
            }
        };
        log::info!("{first}"); //~ never-logged
        let mut count = 0;
        'rows: for row in &emails {
            for text in row {
                if text.is_empty() {
                    break 'rows;
                }
                count += 1;
            }
        }
        log::info!("{count}");
    }
}

pub mod given_back_through_parameters {
    pub struct Form {
        pub email: String,
        pub note: String,
    }
    fn swap(form: &mut Form) {
        form.note = form.email.clone();
    }
    fn blank(form: &mut Form) {
        form.note = form.email.len().to_string();
    }
    pub fn run(email: String) {
        let mut form = Form { email, note: String::new() };
        blank(&mut form);
        log::info!("{}", form.note);
        swap(&mut form);
        log::info!("{}", form.note); //~ never-logged
    }
}
