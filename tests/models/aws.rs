//! Amazon's services: mail, queues, keys, tables, models.

use aws_sdk_kms::primitives::Blob;
use aws_sdk_sesv2::types::{Body, Content, Destination, EmailContent, Message};

pub async fn welcome(client: &aws_sdk_sesv2::Client, email: &str, login_code: &str) -> Result<(), Box<dyn std::error::Error>> {
    let to = Destination::builder().to_addresses(email).build();
    let text = Content::builder().data(format!("It is {login_code}")).build()?;
    let message = Message::builder().body(Body::builder().text(text).build()).build();
    let content = EmailContent::builder().simple(message).build();
    client.send_email().from_email_address("hello@app.example").destination(to).content(content).send().await?; //~ send:email send:login_code
    Ok(())
}

pub async fn queue(client: &aws_sdk_sqs::Client, email: &str) -> Result<(), Box<dyn std::error::Error>> {
    client.send_message().queue_url("https://sqs.eu-central-1.amazonaws.com/1/q").message_body(email).send().await?; //~ send:email
    Ok(())
}

pub async fn keep(client: &aws_sdk_kms::Client, email: &str) -> Result<(), Box<dyn std::error::Error>> {
    let sealed = client.encrypt().key_id("alias/app").plaintext(Blob::new(email)).send().await?;
    std::fs::write("/var/lib/app/email", format!("{:?}", sealed.ciphertext_blob()))?; //~ store:email=encrypted
    Ok(())
}

pub async fn row(client: &aws_sdk_dynamodb::Client, email: &str) -> Result<(), Box<dyn std::error::Error>> {
    use aws_sdk_dynamodb::types::AttributeValue;
    client.put_item().table_name("users").item("email", AttributeValue::S(email.to_owned())).send().await?; //~ store:email
    Ok(())
}

pub async fn ask(client: &aws_sdk_bedrockruntime::Client, user_prompt: &str) -> Result<(), Box<dyn std::error::Error>> {
    let answer = client.invoke_model().model_id("m").body(Blob::new(user_prompt)).send().await?; //~ send:prompt
    log::debug!("{answer:?}"); //~ log:generated
    Ok(())
}
