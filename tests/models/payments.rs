//! Clients of payment providers, messengers and analytics.

use teloxide::Bot;
use teloxide::prelude::*;

pub async fn customer(client: &stripe::Client, email: &str) -> Result<(), stripe::StripeError> {
    let new = stripe::CreateCustomer { email: Some(email), ..Default::default() };
    stripe::Customer::create(client, new).await?; //~ send:email
    Ok(())
}

pub async fn tell_bot(bot: Bot, chat: ChatId, email: &str) -> ResponseResult<()> {
    bot.send_message(chat, format!("{email} signed up")).await?; //~ send:email
    Ok(())
}

pub async fn product_event(email: &str) -> Result<(), posthog_rs::Error> {
    let client = posthog_rs::client("phc_key").await;
    let mut event = posthog_rs::Event::new("sign up", "user-1");
    event.insert_prop("email", email)?;
    client.capture(event).await?; //~ send:email
    Ok(())
}

pub async fn segment_event(client: &segment::HttpClient, key: String, email: &str) -> segment::Result<()> {
    use segment::Client as _;
    let track = segment::message::Identify { traits: serde_json::json!({ "email": email }), ..Default::default() };
    client.send(key, track.into()).await?; //~ send:email
    Ok(())
}

pub async fn new_customer(client: &stripe::Client, email: &str) -> Result<(), stripe::StripeError> {
    stripe::CreateCustomer::new().email(email).send(client).await?; //~ send:email
    Ok(())
}
