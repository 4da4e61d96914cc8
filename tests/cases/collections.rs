//! Collections and iterators: elements, keys, adapters, closures over tuples.

pub mod maps_by_key {
    use std::collections::HashMap;
    pub fn run(email: String, id: u64) {
        let mut map = HashMap::new();
        map.insert("who", email);
        map.insert("id", id.to_string());
        log::info!("{}", map["id"]);
        log::info!("{:?}", map.get("who")); //~ never-logged
        log::info!("{map:?}"); //~ never-logged
        log::info!("{}", map.len());
        log::info!("{:?}", map.contains_key("who"));
    }
}

pub mod maps_by_anything {
    use std::collections::{BTreeMap, HashMap};
    pub fn run(emails: HashMap<u64, String>, sizes: BTreeMap<u64, usize>) {
        for (id, text) in &emails {
            log::info!("{id}");
            log::info!("{text}"); //~ never-logged
        }
        for text in emails.values() {
            log::info!("{text}"); //~ never-logged
        }
        for id in emails.keys() {
            log::info!("{id}");
        }
        for (id, size) in sizes {
            log::info!("{id} {size}");
        }
        if let Some((_, text)) = emails.iter().next() {
            log::info!("{text}"); //~ never-logged
        }
    }
}

pub mod entries {
    use std::collections::HashMap;
    pub fn run(email: String, id: u64) {
        let mut seen: HashMap<u64, Vec<String>> = HashMap::new();
        seen.entry(id).or_default().push(email);
        log::info!("{:?}", seen.get(&id)); //~ never-logged
        let mut counts: HashMap<u64, u64> = HashMap::new();
        *counts.entry(id).or_insert(0) += 1;
        log::info!("{:?}", counts.get(&id));
    }
}

pub mod lists {
    use std::collections::VecDeque;
    pub fn run(email: String, id: u64) {
        let mut list = vec![String::new()];
        list.push(email.clone());
        log::info!("{list:?}"); //~ never-logged
        log::info!("{:?}", list.first()); //~ never-logged
        log::info!("{}", list[0]); //~ never-logged
        log::info!("{}", list.len());
        let mut queue = VecDeque::new();
        queue.push_back(email);
        log::info!("{:?}", queue.pop_front()); //~ never-logged
        let ids = vec![id; 3];
        log::info!("{ids:?}");
    }
}

pub mod adapters {
    pub struct User {
        pub id: u64,
        pub email: String,
        pub active: bool,
    }
    pub fn run(users: &[User]) {
        let emails: Vec<String> = users.iter().map(|u| u.email.clone()).collect();
        log::info!("{emails:?}"); //~ never-logged
        let ids: Vec<u64> = users.iter().filter(|u| u.active).map(|u| u.id).collect();
        log::info!("{ids:?}");
        let first = users.iter().find(|u| u.active).map(|u| &u.email);
        log::info!("{first:?}"); //~ never-logged
        let position = users.iter().position(|u| u.email.contains('@'));
        log::info!("{position:?}");
        let any = users.iter().any(|u| u.email.is_empty());
        log::info!("{any}");
        let longest = users.iter().map(|u| u.email.len()).max();
        log::info!("{longest:?}");
        let line = users.iter().fold(String::new(), |line, u| line + &u.email);
        log::info!("{line}"); //~ never-logged
        let total = users.iter().fold(0, |n, u| n + u.email.len());
        log::info!("{total}");
        let some: Vec<&str> = users.iter().filter_map(|u| u.active.then_some(u.email.as_str())).collect();
        log::info!("{some:?}"); //~ never-logged
        let parts: Vec<&str> = users.iter().flat_map(|u| u.email.split('@')).collect();
        log::info!("{parts:?}"); //~ never-logged
    }
}

pub mod over_tuples {
    pub fn run(ids: Vec<u64>, emails: Vec<String>) {
        for (id, text) in ids.iter().zip(&emails) {
            log::info!("{id}");
            log::info!("{text}"); //~ never-logged
        }
        let pairs: Vec<(u64, String)> = ids.into_iter().zip(emails).collect();
        pairs.iter().map(|(id, text)| (text, id)).for_each(|(text, _)| log::info!("{text}")); //~ never-logged
        pairs.iter().map(|(id, text)| (text.len(), id)).for_each(|(n, id)| log::info!("{n} {id}"));
        let (numbers, texts): (Vec<u64>, Vec<String>) = pairs.into_iter().unzip();
        log::info!("{numbers:?}");
        log::info!("{texts:?}"); //~ never-logged
    }
}

pub mod pairs_kept_apart {
    pub fn run(email: String, id: u64) {
        let pairs = vec![(id, email)];
        let ids: Vec<u64> = pairs.iter().map(|p| p.0).collect();
        log::info!("{ids:?}");
        let texts: Vec<&String> = pairs.iter().map(|p| &p.1).collect();
        log::info!("{texts:?}"); //~ never-logged
        let ids: Vec<u64> = pairs.iter().map(|(id, _)| *id).collect();
        log::info!("{ids:?}");
    }
}

pub mod grouped {
    use std::collections::{BTreeMap, HashSet};
    pub fn run(emails: Vec<String>) {
        let known: HashSet<String> = emails.iter().cloned().collect();
        log::info!("{known:?}"); //~ never-logged
        log::info!("{}", known.len());
        let (long, short): (Vec<String>, Vec<String>) = emails.into_iter().partition(|e| e.len() > 9);
        log::info!("{} {}", long.len(), short.len());
        log::info!("{long:?}"); //~ never-logged
        let sizes: BTreeMap<usize, usize> = short.iter().map(|e| (e.len(), 1)).collect();
        log::info!("{sizes:?}");
    }
}

pub mod changed_in_place {
    pub fn run(mut emails: Vec<String>, more: Vec<String>) {
        emails.extend(more);
        emails.sort();
        emails.dedup();
        emails.retain(|e| !e.is_empty());
        for text in emails.iter_mut() {
            *text = text.to_lowercase();
        }
        log::info!("{emails:?}"); //~ never-logged
        let gone: Vec<String> = emails.drain(..).collect();
        log::info!("{}", gone.len());
        log::info!("{gone:?}"); //~ never-logged
    }
}

pub mod chunks_and_windows {
    pub fn run(emails: &[String]) {
        for chunk in emails.chunks(10) {
            log::info!("{}", chunk.len());
            log::info!("{chunk:?}"); //~ never-logged
        }
        if let Some((first, rest)) = emails.split_first() {
            log::info!("{first}"); //~ never-logged
            log::info!("{}", rest.len());
        }
    }
}

pub mod own_iterators {
    pub struct Lines {
        texts: Vec<String>,
    }
    impl Iterator for Lines {
        type Item = String;
        fn next(&mut self) -> Option<String> {
            self.texts.pop()
        }
    }
    pub struct Sizes {
        texts: Vec<String>,
    }
    impl Iterator for Sizes {
        type Item = usize;
        fn next(&mut self) -> Option<usize> {
            self.texts.pop().map(|t| t.len())
        }
    }
    pub fn run(emails: Vec<String>) {
        let sizes = Sizes { texts: emails.clone() };
        for n in sizes {
            log::info!("{n}");
        }
        let lines = Lines { texts: emails };
        for text in lines {
            log::info!("{text}"); //~ never-logged
        }
    }
}

pub mod values_of_typed_maps {
    use std::collections::{HashMap, HashSet};
    #[derive(Debug, PartialEq, Eq, Hash)]
    pub struct Member {
        pub id: u64,
        pub email: String,
    }
    pub fn run(groups: HashMap<String, HashSet<&Member>>, group: &str) {
        if let Some(members) = groups.get(group) {
            let missing = members.iter().filter(|m| m.id > 3).copied().collect::<HashSet<_>>();
            log::info!("{}", missing.len());
            log::info!("{missing:?}"); //~ never-logged
        }
    }
}

pub mod elements_put_in_one_by_one {
    pub fn object(email: String, count: u32) {
        let mut body = serde_json::json!({});
        body["email"] = email.into();
        body["count"] = count.into();
        log::info!("{body}"); //~ never-logged
        log::info!("{}", body["count"]);
        body["email"] = "".into();
        log::info!("{body}");
    }
    pub fn list(email: String, count: u32) {
        let mut parts = vec![String::new(); 2];
        parts[0] = email;
        parts[1] = count.to_string();
        log::info!("{parts:?}"); //~ never-logged
    }
}

pub mod objects_spelled_out {
    pub fn chat(llm_model: &str, user_prompt: String, id: fn() -> String) {
        let body = serde_json::json!({ "id": id(), "model": llm_model });
        log::info!("{body}");
        let body = serde_json::json!({ "id": id(), "text": user_prompt });
        log::info!("{body}"); //~ never-logged
    }
}
