//! futures: what goes through a stream comes out of it.

use futures::StreamExt;

pub async fn tell(emails: Vec<String>) {
    let mut stream = futures::stream::iter(emails);
    while let Some(email_address) = stream.next().await {
        println!("{}", email_address.len());
    }
    let all = futures::future::join_all(vec![async { String::new() }]).await;
    println!("{all:?}");
}

pub async fn one(email: String) {
    let ready = futures::future::ready(email);
    log::info!("{}", ready.await); //~ log:email
}
