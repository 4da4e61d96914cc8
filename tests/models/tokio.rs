//! tokio: tasks, channels, locks, files.

use tokio::sync::mpsc;

pub async fn tell(email: String) -> std::io::Result<()> {
    tokio::fs::write("/var/lib/app/mail", &email).await?; //~ store:email
    let given = email.clone();
    tokio::spawn(async move { log::info!("{given}") }); //~ log:email
    let cell = tokio::sync::Mutex::new(email);
    log::info!("{}", cell.lock().await); //~ log:email
    Ok(())
}

pub async fn pass(email: String) {
    let (sender, mut receiver) = mpsc::channel(1);
    sender.send(email).await.ok();
    log::info!("{:?}", receiver.recv().await); //~ log:email
}
