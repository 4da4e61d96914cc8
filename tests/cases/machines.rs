//! Addresses of machines and of people: which of them an `ip` is, by what stands around it.

pub mod of_a_container {
    pub async fn check(ip: &str, port: u16) {
        let target = format!("{ip}:{port}");
        log::debug!("gRPC at {target}");
    }
    pub struct Record {
        pub ip: String,
        pub zone: String,
    }
    pub fn create(record: &Record) {
        log::info!("creating {}", record.ip);
    }
}

pub mod of_a_person {
    pub struct Session {
        pub ip: String,
        pub started: u64,
    }
    pub fn open(session: &Session) {
        log::info!("from {}", session.ip); //~ never-logged
    }
    pub struct Line {
        pub ip: String,
        pub user_agent: String,
    }
    pub fn write(line: &Line) {
        log::info!("from {}", line.ip); //~ never-logged
    }
    pub fn login(ip: &str) {
        log::info!("from {ip}"); //~ never-logged
    }
    pub fn client_ip(headers: &Headers) -> String {
        let ip = headers.first();
        log::info!("from {ip}"); //~ never-logged
        ip
    }
}

pub mod asked_of_something {
    pub fn login(dst: Address, visitor: Address) {
        log::info!("to {}", dst.ip());
        log::info!("from {}", visitor.ip()); //~ never-logged
    }
    pub fn throttle(container: Address, client: Address) {
        log::info!("to {}", container.ip);
        log::info!("from {}", client.ip); //~ never-logged
    }
}

pub mod accepted {
    pub async fn serve(listener: tokio::net::TcpListener) -> std::io::Result<()> {
        while let Ok((stream, addr)) = listener.accept().await {
            log::debug!("{stream:?}");
            handle(addr);
        }
        Ok(())
    }
    fn handle(addr: std::net::SocketAddr) {
        log::info!("from {addr}"); //~ never-logged
    }
}

pub mod asked_for_by_type {
    use axum::extract::{ConnectInfo, Request};
    use std::net::SocketAddr;
    pub fn span(request: &Request) {
        if let Some(ConnectInfo(addr)) = request.extensions().get::<ConnectInfo<SocketAddr>>() {
            log::info!("{}", addr.ip()); //~ never-logged
        }
        if let Some(method) = request.extensions().get::<MatchedPath>() {
            log::info!("{:?}", method);
        }
    }
    pub struct MatchedPath(pub u8);
}

pub mod of_a_setting {
    pub struct ClientConfigV2 {
        pub ip: String,
        pub user: String,
    }
    pub fn started(config: &ClientConfigV2) {
        log::info!("serving at {}", config.ip);
    }
}
