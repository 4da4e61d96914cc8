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
