//! What stands beside a general word: a message beside a status is what became of a call.

pub mod chat {
    pub struct Outcome {
        pub message: String,
        pub success: u8,
    }
    pub fn told(outcome: &Outcome) {
        log::info!("{}", outcome.message);
    }
    pub struct Turn {
        pub message: String,
        pub role: u8,
    }
    pub fn said(turn: &Turn) {
        log::info!("{}", turn.message); //~ never-logged
    }
    pub fn answer(status: u16, message: &str) {
        log::info!("{status} {message}");
    }
    pub fn ask(model: u16, message: &str) {
        log::info!("{model} {message}"); //~ never-logged
    }
}

pub mod chat_by_a_library {
    pub fn open(request: acp::NewSessionRequest) {
        log::debug!("{:?}", request);
    }
    pub fn ask(request: acp::PromptRequest) {
        log::debug!("{:?}", request); //~ never-logged
    }
}

pub mod pairs {
    pub fn names(headers: &http::HeaderMap) {
        for (name, value) in headers.iter() {
            log::debug!("header {name}");
            log::debug!("value {value:?}"); //~ never-logged
        }
    }
}

pub mod login {
    pub fn chat(question: &str) {
        log::warn!("{question}");
    }
}

pub mod answers {
    pub fn chat(question: &str) {
        log::warn!("{question}"); //~ never-logged
    }
}
