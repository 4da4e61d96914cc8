//! rocket, warp, poem, salvo, tonic, hyper: where data comes in and answers go out.

pub mod rocket_handlers {
    use rocket::{form::Form, get, http::CookieJar, post, serde::json::Json};
    #[derive(rocket::FromForm, serde::Deserialize)]
    pub struct Login {
        pub email: String,
        pub password: String,
        pub remember: bool,
    }
    #[post("/login", data = "<login>")]
    pub async fn login(login: Form<Login>, cookies: &CookieJar<'_>) {
        rocket::info!("{}", login.remember);
        rocket::info!("{}", login.email); //~ never-logged
        log::info!("{:?}", cookies.get("session_token")); //~ never-logged
        log::info!("{:?}", cookies.get("theme"));
    }
    #[post("/json", data = "<login>")]
    pub fn json(login: Json<Login>) {
        log::info!("{}", login.email.len());
        log::info!("{}", login.email); //~ never-logged
    }
    #[get("/find?<email>&<page>")]
    pub fn find(email: &str, page: u32) -> String {
        log::info!("{page}");
        log::info!("{email}"); //~ never-logged
        page.to_string()
    }
}

pub mod rocket_guards {
    use rocket::{http::Status, request::{FromRequest, Outcome, Request}};
    pub struct Key(pub String);
    #[rocket::async_trait]
    impl<'r> FromRequest<'r> for Key {
        type Error = ();
        async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
            log::info!("{:?}", request.client_ip()); //~ never-logged
            match request.headers().get_one("x-api-key") {
                Some(text) => Outcome::Success(Key(text.to_owned())),
                None => Outcome::Error((Status::Unauthorized, ())),
            }
        }
    }
    #[rocket::get("/")]
    pub fn me(key: Key) -> String {
        log::info!("{}", key.0.len());
        log::info!("{}", key.0); //~ never-logged
        String::new()
    }
}

pub mod rocket_answers {
    use rocket::{get, serde::json::Json};
    #[derive(serde::Serialize)]
    pub struct Account {
        pub id: u64,
        pub password: String,
    }
    #[get("/a")]
    pub fn whole(account: Account) -> Json<Account> {
        Json(account) //~ never-exposed
    }
    #[get("/b")]
    pub fn part(account: Account) -> String {
        account.id.to_string()
    }
}

pub mod warp_filters {
    use warp::Filter;
    #[derive(serde::Deserialize, serde::Serialize)]
    pub struct Login {
        pub email: String,
        pub remember: bool,
    }
    async fn handle(login: Login) -> Result<impl warp::Reply, warp::Rejection> {
        log::info!("{}", login.remember);
        log::info!("{}", login.email); //~ never-logged
        Ok(warp::reply())
    }
    pub fn routes() {
        let _named = warp::path("login").and(warp::body::json()).and_then(handle);
        let _key = warp::header::<String>("x-api-key").map(|key: String| {
            log::info!("{key}"); //~ never-logged
            log::info!("{}", key.len());
            warp::reply()
        });
        let _agent = warp::header::<String>("accept").map(|kind: String| {
            log::info!("{kind}");
            warp::reply()
        });
        let _address = warp::addr::remote().map(|addr: Option<std::net::SocketAddr>| {
            log::info!("{addr:?}"); //~ never-logged
            warp::reply()
        });
        let _body = warp::body::json().map(|login: Login| {
            log::info!("{}", login.remember);
            log::info!("{}", login.email); //~ never-logged
            warp::reply()
        });
        let _both = warp::path!("users" / u64).and(warp::header("authorization")).and_then(|id: u64, access_token: String| async move {
            log::info!("{id}");
            log::info!("{access_token}"); //~ never-logged
            Ok::<_, warp::Rejection>(warp::reply())
        });
        let _logged = warp::log::custom(|info| {
            log::info!("{} {}", info.method(), info.status());
            log::info!("{:?}", info.remote_addr()); //~ never-logged
        });
    }
}

pub mod poem_handlers {
    use poem::{handler, web::{Form, Json, RealIp, RemoteAddr}};
    #[derive(serde::Deserialize)]
    pub struct Login {
        pub email: String,
        pub remember: bool,
    }
    #[handler]
    pub async fn login(Json(login): Json<Login>, remote: &RemoteAddr) -> String {
        log::info!("{}", login.remember);
        log::info!("{}", login.email); //~ never-logged
        log::info!("{remote}"); //~ never-logged
        String::new()
    }
    #[handler]
    pub async fn form(Form(login): Form<Login>) {
        log::info!("{}", login.email.len());
    }
}

pub mod poem_openapi_methods {
    use poem_openapi::{Object, OpenApi, payload::Json};
    #[derive(Object)]
    pub struct Account {
        pub id: u64,
        pub password: String,
    }
    pub struct Api;
    #[OpenApi]
    impl Api {
        #[oai(path = "/a", method = "post")]
        async fn create(&self, body: Json<Account>) -> Json<u64> {
            log::info!("{}", body.id);
            log::info!("{}", body.password); //~ never-logged
            Json(body.id)
        }
        #[oai(path = "/b", method = "get")]
        async fn read(&self, account: Account) -> Json<Account> {
            Json(account) //~ never-exposed
        }
    }
}

pub mod salvo_handlers {
    use salvo::{Depot, Request, Response, handler, writing::Json};
    #[derive(serde::Deserialize, serde::Serialize)]
    pub struct Login {
        pub email: String,
        pub password: String,
        pub remember: bool,
    }
    #[handler]
    pub async fn login(req: &mut Request, res: &mut Response) {
        if let Ok(login) = req.parse_json::<Login>().await {
            log::info!("{}", login.remember);
            log::info!("{}", login.email); //~ never-logged
            res.render(Json(login.remember));
            res.render(Json(login)); //~ never-exposed
        }
        log::info!("{:?}", req.header::<String>("authorization")); //~ never-logged
        log::info!("{}", req.remote_addr()); //~ never-logged
        log::info!("{:?}", req.method());
    }
}

pub mod tonic_services {
    use tonic::{Request, Response, Status};
    pub struct LoginRequest {
        pub email: String,
        pub attempts: u32,
    }
    pub struct LoginReply {
        pub id: u64,
    }
    #[tonic::async_trait]
    pub trait Auth {
        async fn login(&self, request: Request<LoginRequest>) -> Result<Response<LoginReply>, Status>;
    }
    pub struct Service;
    #[tonic::async_trait]
    impl Auth for Service {
        async fn login(&self, request: Request<LoginRequest>) -> Result<Response<LoginReply>, Status> {
            tracing::info!("{:?}", request.remote_addr()); //~ never-logged
            tracing::info!("{:?}", request.metadata().get("authorization")); //~ never-logged
            let message = request.into_inner();
            tracing::info!("{}", message.attempts);
            tracing::info!("{}", message.email); //~ never-logged
            Ok(Response::new(LoginReply { id: 1 }))
        }
    }
    pub fn intercept(request: Request<()>) -> Result<Request<()>, Status> {
        match request.metadata().get("authorization") {
            Some(token) => {
                tracing::debug!("{token:?}"); //~ never-logged
                Ok(request)
            }
            None => Err(Status::unauthenticated("no token")),
        }
    }
}

pub mod hyper_services {
    use hyper::{Request, Response, body::Incoming};
    pub async fn serve(request: Request<Incoming>, peer: std::net::SocketAddr) -> Response<String> {
        log::info!("{} {}", request.method(), request.uri().path());
        log::info!("{:?}", request.headers()); //~ never-logged
        log::info!("{:?}", request.headers().get("content-length"));
        let (parts, _body) = request.into_parts();
        log::info!("{:?}", parts.headers.get("authorization")); //~ never-logged
        log::info!("{:?}", parts.method);
        log::info!("{}", peer.port());
        Response::new(String::new())
    }
}
