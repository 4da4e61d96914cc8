//! Text: what is made of it and still is it, and what is not.

pub mod joined {
    pub fn run(email: &str, id: u64) {
        let line = format!("{id}: {email}");
        log::info!("{line}"); //~ never-logged
        let line = String::from("who: ") + email;
        log::info!("{line}"); //~ never-logged
        let mut line = String::new();
        line.push_str(email);
        log::info!("{line}"); //~ never-logged
        let mut line = String::from("who: ");
        line += email;
        log::info!("{line}"); //~ never-logged
        let line = ["who", email].join(": ");
        log::info!("{line}"); //~ never-logged
        let line = ["who: ", email].concat();
        log::info!("{line}"); //~ never-logged
        let mut line = String::new();
        line.extend(["who", email]);
        log::info!("{line}"); //~ never-logged
        let mut line = String::from("id");
        line.insert_str(0, &id.to_string());
        log::info!("{line}");
    }
}

pub mod converted {
    use std::borrow::Cow;
    pub fn run(email: &str) -> Result<(), std::str::Utf8Error> {
        let bytes = email.as_bytes();
        log::info!("{bytes:?}"); //~ never-logged
        let text = std::str::from_utf8(bytes)?;
        log::info!("{text}"); //~ never-logged
        let text = String::from_utf8_lossy(bytes);
        log::info!("{text}"); //~ never-logged
        let text = String::from_utf8(bytes.to_vec()).unwrap_or_default();
        log::info!("{text}"); //~ never-logged
        let text: Cow<'_, str> = Cow::Borrowed(email);
        log::info!("{text}"); //~ never-logged
        let text: Box<str> = email.into();
        log::info!("{text}"); //~ never-logged
        let text: std::sync::Arc<str> = std::sync::Arc::from(email);
        log::info!("{text}"); //~ never-logged
        log::info!("{}", bytes.len());
        Ok(())
    }
}

pub mod cut {
    pub fn run(email: &str) {
        log::info!("{}", email.trim()); //~ never-logged
        log::info!("{}", email.to_lowercase()); //~ never-logged
        log::info!("{}", &email[1..]); //~ never-logged
        log::info!("{}", email.replace('@', " at ")); //~ never-logged
        log::info!("{}", email.trim_end_matches('.')); //~ never-logged
        log::info!("{}", email.chars().rev().collect::<String>()); //~ never-logged
        log::info!("{}", email.chars().count());
        log::info!("{}", email.starts_with("a"));
        log::info!("{:?}", email.find('@'));
        log::info!("{}", email == "a@example.org");
        log::info!("{}", email.eq_ignore_ascii_case("a@example.org"));
    }
}

pub mod split {
    pub fn run(email: &str) {
        if let Some((local, domain)) = email.split_once('@') {
            log::info!("{local}"); //~ never-logged
            log::info!("{}", domain.len());
        }
        for part in email.split('@') {
            log::info!("{}", part.is_empty());
        }
    }
}

pub mod encoded {
    pub fn run(api_key: &str) {
        let text = hex::encode(api_key);
        log::info!("{text}"); //~ never-logged
        log::info!("{}", text.len());
    }
}

pub mod through_json {
    pub fn run(email: &str, id: u64) -> serde_json::Result<()> {
        let body = serde_json::json!({ "who": email, "id": id });
        log::info!("{body}"); //~ never-logged
        log::info!("{}", body["id"]);
        log::info!("{}", body["who"]); //~ never-logged
        let text = serde_json::to_string(&body)?;
        log::info!("{text}"); //~ never-logged
        let text = serde_json::to_string(&serde_json::json!({ "id": id, "emails": 3 }))?;
        log::info!("{text}");
        let nested = serde_json::json!({ "user": { "contact": [email] } });
        log::info!("{}", nested.to_string()); //~ never-logged
        Ok(())
    }
}

pub mod bytes_collected {
    pub fn run(email: &str) {
        let mut bytes = Vec::new();
        bytes.extend_from_slice(email.as_bytes());
        log::info!("{bytes:?}"); //~ never-logged
        log::info!("{}", bytes.len());
    }
}

pub mod masked {
    fn mask_email(email: &str) -> String {
        let first: String = email.chars().take(1).collect();
        format!("{first}***")
    }
    fn last_four(api_key: &str) -> usize {
        api_key.len() - 4
    }
    pub fn run(email: &str, api_key: &str) {
        log::info!("{}", email.chars().map(|_| '*').collect::<String>());
        log::info!("{}", last_four(api_key));
        let masked = mask_email(email);
        log::info!("{}", masked.len());
    }
}

pub mod choices {
    pub fn run(email: &str, quiet: bool) {
        let text = if quiet { "someone" } else { email };
        log::info!("{text}"); //~ never-logged
        let text = if email.is_empty() { "nobody" } else { "someone" };
        log::info!("{text}");
        let text = match email {
            "root@example.org" => "root",
            "" => "nobody",
            _ => "someone",
        };
        log::info!("{text}");
    }
}
