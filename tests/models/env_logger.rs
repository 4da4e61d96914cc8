//! Loggers and subscribers: setting them up says nothing.

pub fn start(email: &str) {
    let filter = tracing_subscriber::EnvFilter::new(email);
    log::info!("{filter:?}");
}
