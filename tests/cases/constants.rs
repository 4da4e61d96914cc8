//! Texts that are one of a few constants hold nothing of anybody, whatever the function that chooses is called.

pub mod chosen_by_a_match {
    pub fn to_system_prompt(effort: &str) -> Option<String> {
        match effort {
            "high" => Some("Think step by step".to_string()),
            "low" => Some("Be brief".to_string()),
            _ => None,
        }
    }
    pub fn ask(effort: &str) {
        if let Some(user_prompt) = to_system_prompt(effort) {
            log::info!("asking with {user_prompt}");
        }
    }
    pub fn shown(llm_answer: &str) -> Option<String> {
        if llm_answer.is_empty() { None } else { Some(llm_answer.to_string()) }
    }
    pub fn forward(user_prompt: Option<String>) {
        log::info!("asking with {user_prompt:?}"); //~ never-logged
    }
    pub fn filled(args: &[String]) {
        let mut api_key = None;
        for arg in args {
            api_key = Some(arg.clone());
        }
        log::info!("key {api_key:?}"); //~ never-logged
    }
}
