//! Clients of language models: what is asked leaves, what is answered comes in.

use async_openai::Client;
use async_openai::config::OpenAIConfig;
use async_openai::types::{CreateChatCompletionRequest, CreateChatCompletionResponse};
use ollama_rs::Ollama;
use ollama_rs::generation::completion::request::GenerationRequest;

pub async fn ask(client: &Client<OpenAIConfig>, request: CreateChatCompletionRequest) -> Result<(), Box<dyn std::error::Error>> {
    log::debug!("{request:?}"); //~ log:prompt
    let answer: CreateChatCompletionResponse = client.chat().create(request).await?; //~ send:prompt
    log::debug!("{:?}", answer.choices); //~ log:generated
    Ok(())
}

pub async fn genai_chat(client: &genai::Client, request: genai::chat::ChatRequest) -> Result<(), genai::Error> {
    let answer = client.exec_chat("gpt-4o-mini", request, None).await?; //~ send:prompt
    log::debug!("{:?}", answer); //~ log:generated
    Ok(())
}

pub async fn local(ollama: &Ollama, user_prompt: String) -> Result<(), Box<dyn std::error::Error>> {
    let request = GenerationRequest::new("llama3".to_owned(), user_prompt);
    let answer = ollama.generate(request).await?; //~ send:prompt
    log::debug!("{}", answer.response); //~ log:generated
    Ok(())
}

pub async fn agent(agent: rig::agent::Agent<rig::providers::openai::CompletionModel>, user_prompt: &str) -> Result<(), Box<dyn std::error::Error>> {
    use rig::completion::Prompt;
    let answer = agent.prompt(user_prompt).await?; //~ send:prompt
    log::debug!("{answer}"); //~ log:generated
    Ok(())
}

pub fn settings() {
    let client_config = OpenAIConfig::new().with_api_base("https://api.deepinfra.com/v1/openai");
    log::info!("{:?}", client_config);
}
