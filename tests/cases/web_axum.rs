//! axum: extractors, closures as handlers, layers, middleware, answers, web sockets.

pub mod extractors {
    use axum::{Json, extract::{Form, Path, Query, State}};
    #[derive(serde::Deserialize, Debug)]
    pub struct Login {
        pub email: String,
        pub password: String,
        pub remember: bool,
    }
    pub async fn login(Json(body): Json<Login>) {
        tracing::info!("{}", body.remember);
        tracing::info!("{}", body.email); //~ never-logged
        tracing::info!("{body:?}"); //~ never-logged
    }
    pub async fn form(Form(Login { email, remember, .. }): Form<Login>) {
        tracing::info!("{remember}");
        tracing::info!("{email}"); //~ never-logged
    }
    pub async fn query(Query(login): Query<Login>, Path(id): Path<u64>) {
        tracing::info!("{id}");
        tracing::info!(?login); //~ never-logged
    }
}

pub mod closures_as_handlers {
    use axum::{Json, Router, routing::{get, post}};
    #[derive(serde::Deserialize)]
    pub struct Body {
        pub email: String,
        pub id: u64,
    }
    pub fn router() -> Router {
        Router::new()
            .route("/a", post(|Json(b): Json<Body>| async move {
                tracing::info!("{}", b.id);
                tracing::info!("{}", b.email); //~ never-logged
            }))
            .route("/b", get(|Json(b): Json<Body>| async move { tracing::info!("{}", b.email.len()) }))
            .route("/c", get(async |Json(b): Json<Body>| tracing::info!("{}", b.email))) //~ never-logged
            .fallback(|headers: http::HeaderMap| async move { tracing::info!("{headers:?}") }) //~ never-logged
    }
}

pub mod closures_that_answer {
    use axum::{Json, Router, routing::get};
    #[derive(serde::Serialize)]
    pub struct Account {
        pub id: u64,
        pub password: String,
    }
    #[derive(serde::Serialize)]
    pub struct Public {
        pub id: u64,
    }
    async fn load() -> Account {
        let (id, password) = read_row().await;
        Account { id, password }
    }
    async fn read_row() -> (u64, String) {
        let mut line = String::new();
        let _ = std::io::stdin().read_line(&mut line);
        (line.len() as u64, line)
    }
    pub fn router() -> Router {
        Router::new()
            .route("/a", get(|| async { Json(load().await) })) //~ never-exposed
            .route("/b", get(|| async { Json(Public { id: load().await.id }) }))
    }
}

pub mod addresses {
    use axum::extract::ConnectInfo;
    use std::net::SocketAddr;
    pub async fn handler(ConnectInfo(addr): ConnectInfo<SocketAddr>) {
        tracing::info!("{}", addr.port());
        tracing::info!("{addr}"); //~ never-logged
        tracing::info!("{}", addr.ip()); //~ never-logged
        tracing::info!("{}", addr.is_ipv6());
    }
}

pub mod header_maps {
    use axum::http::{HeaderMap, header::AUTHORIZATION};
    pub async fn each(headers: HeaderMap) {
        for (name, value) in &headers {
            tracing::info!("{name}");
            tracing::info!("{name}: {value:?}"); //~ never-logged
        }
        for (name, value) in headers.iter() {
            tracing::info!("{name}: {value:?}"); //~ never-logged
        }
        for name in headers.keys() {
            tracing::info!("{name}");
        }
    }
    pub async fn one(headers: HeaderMap) {
        tracing::info!("{:?}", headers.get("content-type"));
        tracing::info!("{:?}", headers.get(AUTHORIZATION)); //~ never-logged
        tracing::info!("{:?}", headers["x-api-key"]); //~ never-logged
        tracing::info!("{}", headers.contains_key(AUTHORIZATION));
        let agent = headers.get("x-forwarded-for").and_then(|v| v.to_str().ok());
        tracing::info!("{agent:?}"); //~ never-logged
        tracing::info!("{}", headers.len());
    }
    pub async fn filtered(headers: HeaderMap) {
        let shown: Vec<&str> = headers.iter().map(|(name, _)| name.as_str()).collect();
        tracing::info!("{shown:?}");
    }
}

pub mod middleware {
    use axum::{body::Body, extract::Request, middleware::Next, response::Response};
    pub async fn log_requests(request: Request<Body>, next: Next) -> Response {
        let method = request.method().clone();
        let path = request.uri().path().to_owned();
        tracing::info!("{method} {path}");
        tracing::info!("{:?}", request.headers()); //~ never-logged
        let response = next.run(request).await;
        tracing::info!("{}", response.status());
        response
    }
}

pub mod extensions {
    use axum::{Extension, Json};
    #[derive(Clone)]
    pub struct CurrentUser {
        pub id: u64,
        pub email: String,
    }
    pub async fn me(Extension(user): Extension<CurrentUser>) -> Json<u64> {
        tracing::info!("{}", user.id);
        tracing::info!("{}", user.email); //~ never-logged
        Json(user.id)
    }
}

pub mod own_extractors {
    use axum::{extract::FromRequestParts, http::request::Parts};
    pub struct Session {
        pub token: String,
        pub user_id: u64,
    }
    impl<S: Send + Sync> FromRequestParts<S> for Session {
        type Rejection = u8;
        async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
            let value = parts.headers.get("authorization").ok_or(1)?;
            let token = value.to_str().map_err(|_| 2)?.to_owned();
            tracing::debug!("{}", token.len());
            Ok(Session { user_id: token.len() as u64, token })
        }
    }
    pub async fn me(session: Session) {
        tracing::info!("{}", session.user_id);
        tracing::info!("{}", session.token); //~ never-logged
    }
}

pub mod answers {
    use axum::{Json, http::StatusCode, response::{Html, IntoResponse, Response}};
    #[derive(serde::Serialize)]
    pub struct Account {
        pub id: u64,
        pub password: String,
    }
    pub async fn whole(account: Account) -> Json<Account> {
        Json(account) //~ never-exposed
    }
    pub async fn with_status(account: Account) -> impl IntoResponse {
        (StatusCode::OK, Json(account.id))
    }
    pub async fn text(account: Account) -> Response {
        Html(format!("<p>{}</p>", account.password)).into_response() //~ never-exposed
    }
    pub async fn value(account: Account) -> Json<serde_json::Value> {
        Json(serde_json::json!({ "password": account.password })) //~ never-exposed
    }
    pub async fn quiet(account: Account) -> Json<serde_json::Value> {
        Json(serde_json::json!({ "has_password": !account.password.is_empty() }))
    }
}

pub mod web_sockets {
    use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
    use axum::response::Response;
    pub async fn upgrade(ws: WebSocketUpgrade) -> Response {
        ws.on_upgrade(talk)
    }
    #[derive(serde::Deserialize)]
    pub struct Ask {
        pub user_prompt: String,
        pub id: u64,
    }
    async fn talk(mut socket: WebSocket) {
        while let Some(Ok(message)) = socket.recv().await {
            match message {
                Message::Text(text) => {
                    let Ok(ask) = serde_json::from_str::<Ask>(&text) else { continue };
                    tracing::info!("{}", ask.id);
                    tracing::info!("{}", ask.user_prompt); //~ never-logged
                }
                Message::Close(_) => tracing::info!("closed"),
                Message::Binary(bytes) => tracing::info!("{}", bytes.len()),
                _ => {}
            }
        }
    }
}

pub mod traced {
    use tower_http::trace::{DefaultMakeSpan, DefaultOnRequest, DefaultOnResponse, TraceLayer};
    pub fn with_headers() {
        let _ = TraceLayer::new_for_http().make_span_with(DefaultMakeSpan::new().include_headers(true)); //~ never-logged
        let _ = TraceLayer::new_for_http().make_span_with(DefaultMakeSpan::new().include_headers(false));
        let _ = TraceLayer::new_for_http()
            .make_span_with(DefaultMakeSpan::new().level(tracing::Level::INFO))
            .on_request(DefaultOnRequest::new())
            .on_response(DefaultOnResponse::new().include_headers(false));
    }
    pub fn own_span() {
        let _ = TraceLayer::new_for_http().make_span_with(|request: &axum::extract::Request| {
            tracing::info_span!("http", method = %request.method(), path = %request.uri().path())
        });
        let _ = TraceLayer::new_for_http().make_span_with(|request: &http::Request<axum::body::Body>| {
            tracing::info_span!("http", headers = ?request.headers()) //~ never-logged
        });
    }
    pub fn events() {
        let _ = TraceLayer::new_for_http().on_request(|request: &http::Request<axum::body::Body>, _: &tracing::Span| {
            tracing::info!("{:?}", request.headers().get("authorization")); //~ never-logged
            tracing::info!("{}", request.method());
        });
    }
}

pub mod gathered {
    use axum::extract::Multipart;
    pub async fn upload(mut form: Multipart) {
        while let Ok(Some(field)) = form.next_field().await {
            let name = field.name().unwrap_or_default().to_owned();
            let size = field.bytes().await.map(|b| b.len());
            tracing::info!("{name} {size:?}");
        }
    }
}

pub mod headers_taken_out {
    use axum::http::{HeaderMap, header::AUTHORIZATION};
    pub async fn before(headers: HeaderMap) {
        tracing::info!("{headers:?}"); //~ never-logged
    }
    pub async fn after(mut headers: HeaderMap) {
        headers.remove(AUTHORIZATION);
        tracing::info!("{headers:?}");
    }
    pub async fn another(mut headers: HeaderMap) {
        headers.remove("accept");
        tracing::info!("{headers:?}"); //~ never-logged
    }
}

pub mod answers_at_all_ends {
    use axum::{Router, http::StatusCode, routing::get};
    pub struct Account {
        pub password: String,
        pub known: bool,
    }
    fn load(password: String) -> Account {
        Account { password, known: true }
    }
    pub async fn branch(password: String) -> String {
        let account = load(password);
        if account.known {
            account.password //~ never-exposed
        } else {
            String::new()
        }
    }
    pub async fn arms(password: String) -> String {
        match load(password) {
            account if account.known => account.password, //~ never-exposed
            account => account.password.len().to_string(),
        }
    }
    pub async fn early(password: String) -> String {
        let account = load(password);
        if account.known {
            return account.password; //~ never-exposed
        }
        String::new()
    }
    pub async fn failed(password: String) -> Result<String, (StatusCode, String)> {
        let account = load(password);
        if account.known {
            return Err((StatusCode::BAD_REQUEST, format!("not {}", account.password))); //~ never-exposed
        }
        Ok(String::from("ok"))
    }
    pub async fn quiet(password: String) -> Result<String, (StatusCode, String)> {
        let account = load(password);
        if account.known {
            return Err((StatusCode::BAD_REQUEST, account.password.len().to_string()));
        }
        Ok(String::from("ok"))
    }
    pub async fn within(password: String) -> String {
        // What leaves a closure or a block is no answer.
        let size = (|| {
            if password.is_empty() {
                return password.clone();
            }
            String::new()
        })();
        size.len().to_string()
    }
    pub fn routes() -> Router {
        Router::new()
            .route("/a", get(branch))
            .route("/b", get(arms))
            .route("/c", get(early))
            .route("/d", get(failed))
            .route("/e", get(quiet))
            .route("/f", get(within))
    }
}
