//! Mail: what a message holds leaves with it.

use lettre::message::Mailbox;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, SmtpTransport, Tokio1Executor, Transport};

pub async fn welcome(transport: &AsyncSmtpTransport<Tokio1Executor>, to: Mailbox, login_code: &str) -> Result<(), Box<dyn std::error::Error>> {
    log::debug!("{to}"); //~ log:email
    let mail = Message::builder().to(to).subject("Your code").body(format!("It is {login_code}"))?;
    transport.send(mail).await?; //~ send:email send:login_code
    Ok(())
}

pub fn plain(transport: &SmtpTransport, mail: &Message, email: &str) -> Result<(), Box<dyn std::error::Error>> {
    let mail = Message::builder().to(email.parse()?).body(String::new())?;
    transport.send(&mail)?; //~ send:email
    Ok(())
}

pub async fn by_resend(resend: &resend_rs::Resend, email: &str) -> resend_rs::Result<()> {
    let mail = resend_rs::types::CreateEmailBaseOptions::new("hello@app.example", [email], "Welcome").with_text("Hello"); //~ send:email
    resend.emails.send(mail).await?;
    Ok(())
}

pub async fn by_sendgrid(client: &sendgrid::SGClient, email: &str) -> Result<(), sendgrid::SendgridError> {
    let mail = sendgrid::Mail::new().add_to(sendgrid::Destination { address: email, name: "" });
    client.send(mail).await?; //~ send:email
    Ok(())
}
