//! Who is behind a request: addresses from literals, constants, format strings, defaults, fields, builders.

pub mod literals {
    pub async fn ask(http: &reqwest::Client, user_prompt: &str) -> reqwest::Result<()> {
        http.post("https://api.openai.com/v1/chat/completions").body(user_prompt.to_owned()).send().await?;
        http.post("https://api.deepseek.com/chat").body(user_prompt.to_owned()).send().await?; //~ shared-only-with
        http.post("http://localhost:11434/api/chat").body(user_prompt.to_owned()).send().await?;
        http.post("http://10.0.0.7/api/chat").body(user_prompt.to_owned()).send().await?;
        http.post("https://api.deepseek.com/chat").body("ping").send().await?;
        Ok(())
    }
}

pub mod constants {
    const HOST: &str = "https://api.deepseek.com";
    const OWN: &str = "http://127.0.0.1:9000";
    pub async fn ask(http: &reqwest::Client, user_prompt: &str) -> reqwest::Result<()> {
        http.post(format!("{HOST}/chat")).json(&serde_json::json!({ "prompt": user_prompt })).send().await?; //~ shared-only-with
        http.post(format!("{OWN}/chat")).json(&serde_json::json!({ "prompt": user_prompt })).send().await?;
        let url = String::from(HOST) + "/chat";
        http.post(url).json(&serde_json::json!({ "size": user_prompt.len() })).send().await?;
        Ok(())
    }
}

pub mod fields {
    pub struct Client {
        http: reqwest::Client,
        base: String,
    }
    impl Client {
        pub fn new() -> Self {
            Client { http: reqwest::Client::new(), base: "https://api.deepseek.com".to_owned() }
        }
        pub async fn ask(&self, user_prompt: &str) -> reqwest::Result<()> {
            self.http.post(format!("{}/chat", self.base)).body(user_prompt.to_owned()).send().await?; //~ shared-only-with
            Ok(())
        }
    }
}

pub mod defaults {
    pub async fn ask(http: &reqwest::Client, user_prompt: &str) -> reqwest::Result<()> {
        let base = std::env::var("LLM_URL").unwrap_or_else(|_| "https://api.deepseek.com".to_owned());
        http.post(format!("{base}/chat")).body(user_prompt.to_owned()).send().await?; //~ shared-only-with
        Ok(())
    }
}

pub mod put_together {
    const HOST: &str = "https://api.deepseek.com";
    const OWN: &str = "https://api.openai.com";
    pub struct Paths;
    impl Paths {
        pub const CHAT: &'static str = "https://api.deepseek.com/chat";
        pub const OURS: &'static str = "https://api.openai.com/v1/chat";
    }
    pub async fn ask(http: &reqwest::Client, user_prompt: &str) -> reqwest::Result<()> {
        http.post(concat!("https://api.deepseek.com", "/chat")).body(user_prompt.to_owned()).send().await?; //~ shared-only-with
        http.post(concat!("https://api.openai.com", "/v1/chat")).body(user_prompt.to_owned()).send().await?;
        http.post(String::from(HOST) + "/chat").body(user_prompt.to_owned()).send().await?; //~ shared-only-with
        http.post(String::from(OWN) + "/v1/chat").body(user_prompt.to_owned()).send().await?;
        http.post(format!("{0}/chat", HOST)).body(user_prompt.to_owned()).send().await?; //~ shared-only-with
        http.post(format!("{host}/chat", host = HOST)).body(user_prompt.to_owned()).send().await?; //~ shared-only-with
        http.post(format!("{host}/v1/chat", host = OWN)).body(user_prompt.to_owned()).send().await?;
        http.post(Paths::CHAT).body(user_prompt.to_owned()).send().await?; //~ shared-only-with
        http.post(Paths::OURS).body(user_prompt.to_owned()).send().await?;
        Ok(())
    }
}

pub mod from_helpers {
    fn address(path: &str) -> String {
        format!("https://api.deepseek.com/{path}")
    }
    fn own(path: &str) -> String {
        format!("https://api.openai.com/{path}")
    }
    pub struct Api {
        http: reqwest::Client,
        base: String,
    }
    impl Api {
        pub fn new(http: reqwest::Client) -> Self {
            Api { http, base: String::from("https://api.deepseek.com") }
        }
        fn at(&self, path: &str) -> String {
            format!("{}/{path}", self.base)
        }
        fn request(&self) -> reqwest::RequestBuilder {
            self.http.post("https://api.deepseek.com/chat")
        }
        fn own_request(&self) -> reqwest::RequestBuilder {
            self.http.post("https://api.openai.com/v1/chat")
        }
        pub async fn ask(&self, user_prompt: &str) -> reqwest::Result<()> {
            self.http.post(self.at("chat")).body(user_prompt.to_owned()).send().await?; //~ shared-only-with
            self.http.post(address("chat")).body(user_prompt.to_owned()).send().await?; //~ shared-only-with
            self.http.post(own("v1/chat")).body(user_prompt.to_owned()).send().await?;
            self.request().body(user_prompt.to_owned()).send().await?; //~ shared-only-with
            self.own_request().body(user_prompt.to_owned()).send().await?;
            Ok(())
        }
    }
}

pub mod given_addresses {
    async fn send(http: &reqwest::Client, url: &str, text: String) -> reqwest::Result<()> {
        http.post(url).body(text).send().await?; //~ shared-only-with
        Ok(())
    }
    async fn send_own(http: &reqwest::Client, url: &str, text: String) -> reqwest::Result<()> {
        http.post(url).body(text).send().await?;
        Ok(())
    }
    pub async fn ask(http: &reqwest::Client, user_prompt: &str) -> reqwest::Result<()> {
        send(http, "https://api.deepseek.com/chat", user_prompt.to_owned()).await?;
        send_own(http, "https://api.openai.com/v1/chat", user_prompt.to_owned()).await
    }
}

pub mod assigned_addresses {
    pub async fn ask(http: &reqwest::Client, user_prompt: &str, own: bool) -> reqwest::Result<()> {
        let url;
        if own {
            url = "https://api.openai.com/v1/chat";
        } else {
            url = "https://api.deepseek.com/chat";
        }
        http.post(url).body(user_prompt.to_owned()).send().await?; //~ shared-only-with
        let ours;
        if own {
            ours = "https://api.openai.com/v1/chat";
        } else {
            ours = "https://api.openai.com/v1/completions";
        }
        http.post(ours).body(user_prompt.to_owned()).send().await?;
        Ok(())
    }
}

pub mod chosen_addresses {
    pub async fn ask(http: &reqwest::Client, user_prompt: &str, url: Option<&str>, kind: u8) -> reqwest::Result<()> {
        http.post(url.unwrap_or("https://api.deepseek.com/chat")).body(user_prompt.to_owned()).send().await?; //~ shared-only-with
        http.post(url.unwrap_or("https://api.openai.com/v1/chat")).body(user_prompt.to_owned()).send().await?;
        let chosen = match kind {
            0 => "https://api.openai.com/v1/chat",
            _ => "https://api.deepseek.com/chat",
        };
        http.post(chosen).body(user_prompt.to_owned()).send().await?; //~ shared-only-with
        let branch = if kind == 0 { "https://api.deepseek.com/a" } else { "https://api.openai.com/v1" };
        http.post(branch).body(user_prompt.to_owned()).send().await?; //~ shared-only-with
        Ok(())
    }
}

pub mod requests_in_steps {
    pub async fn ask(http: &reqwest::Client, user_prompt: &str) -> reqwest::Result<()> {
        let request = http.post("https://api.deepseek.com/chat");
        let request = request.header("x-kind", "chat");
        let request = request.body(user_prompt.to_owned()); //~ shared-only-with
        request.send().await?;
        let mut other = http.post("https://api.openai.com/v1/chat");
        other = other.body(user_prompt.to_owned());
        other.send().await?;
        Ok(())
    }
}
