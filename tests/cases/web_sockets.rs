//! Messages of web sockets: their text is what a client sent.

pub mod tungstenite_messages {
    use futures::{SinkExt, StreamExt};
    use tokio_tungstenite::tungstenite::Message;
    #[derive(serde::Deserialize, serde::Serialize)]
    pub struct Ask {
        pub user_prompt: String,
        pub id: u64,
    }
    pub async fn talk(stream: tokio::net::TcpStream) -> anyhow::Result<()> {
        let socket = tokio_tungstenite::accept_async(stream).await?;
        let (mut write, mut read) = socket.split();
        while let Some(message) = read.next().await {
            let message = message?;
            if let Ok(text) = message.to_text() {
                let ask: Ask = serde_json::from_str(text)?;
                log::info!("{}", ask.id);
                log::info!("{}", ask.user_prompt); //~ never-logged
                write.send(Message::Text(ask.id.to_string().into())).await?;
            }
        }
        Ok(())
    }
}

pub mod texts_of_messages {
    use axum::extract::ws::{Message, WebSocket};
    pub async fn talk(mut socket: WebSocket) {
        while let Some(Ok(Message::Text(text))) = socket.recv().await {
            tracing::info!("{}", text.len());
            tracing::info!("asked: {text}"); //~ never-logged
        }
    }
}
