//! actix-web: extractors, attributes, middleware, access logs, answers.

pub mod extractors {
    use actix_web::{HttpResponse, post, web};
    #[derive(serde::Deserialize, Debug)]
    pub struct Login {
        pub email: String,
        pub password: String,
        pub remember: bool,
    }
    #[post("/login")]
    pub async fn login(body: web::Json<Login>) -> HttpResponse {
        log::info!("{}", body.remember);
        log::info!("{}", body.email); //~ never-logged
        let Login { email, .. } = body.into_inner();
        log::info!("{email}"); //~ never-logged
        HttpResponse::Ok().finish()
    }
    pub async fn form(form: web::Form<Login>, id: web::Path<u64>) -> HttpResponse {
        log::info!("{id}");
        log::info!("{:?}", form.0); //~ never-logged
        HttpResponse::Ok().finish()
    }
}

pub mod requests {
    use actix_web::HttpRequest;
    pub async fn show(request: HttpRequest) {
        log::info!("{:?}", request.peer_addr()); //~ never-logged
        log::info!("{:?}", request.connection_info().realip_remote_addr()); //~ never-logged
        log::info!("{:?}", request.headers().get("authorization")); //~ never-logged
        log::info!("{:?}", request.cookie("session_token")); //~ never-logged
        log::info!("{}", request.path());
        log::info!("{}", request.method());
        log::info!("{:?}", request.headers().get("accept"));
    }
    pub async fn each(request: HttpRequest) {
        for (name, value) in request.headers() {
            log::info!("{name}");
            log::info!("{value:?}"); //~ never-logged
        }
    }
}

pub mod access_logs {
    use actix_web::{App, middleware::Logger};
    pub fn default() {
        let _ = App::new().wrap(Logger::default()); //~ never-logged
    }
    pub fn real() {
        let _ = App::new().wrap(Logger::new("%{r}a %s")); //~ never-logged
    }
    pub fn peer() {
        let _ = App::new().wrap(Logger::new("%a %{User-Agent}i")); //~ never-logged
    }
    pub fn headers() {
        let _ = App::new().wrap(Logger::new("%t %{Authorization}i")); //~ never-logged
    }
    pub fn quiet() {
        let _ = App::new().wrap(Logger::new("%t %s %b %T %D"));
        let _ = App::new().wrap(Logger::new("%{Content-Type}i %{Accept}i %s"));
        let _ = App::new().wrap(Logger::new("%s %{X-Request-Id}o"));
        let _ = App::new().wrap(actix_web::middleware::Compress::default());
    }
    const FORMAT: &str = "%s %{X-Api-Key}i";
    pub fn by_name() {
        let _ = App::new().wrap(Logger::new(FORMAT)); //~ never-logged
    }
}

pub mod closures_as_handlers {
    use actix_web::{App, HttpResponse, web};
    #[derive(serde::Deserialize)]
    pub struct Body {
        pub email: String,
        pub id: u64,
    }
    pub fn app() {
        let _ = App::new()
            .route("/a", web::post().to(|body: web::Json<Body>| async move {
                log::info!("{}", body.id);
                log::info!("{}", body.email); //~ never-logged
                HttpResponse::Ok()
            }))
            .service(web::resource("/b").route(web::get().to(|| async { HttpResponse::Ok().body("email") })));
    }
}

pub mod answers {
    use actix_web::{HttpResponse, Responder, get, web};
    #[derive(serde::Serialize)]
    pub struct Account {
        pub id: u64,
        pub password: String,
    }
    #[get("/a")]
    pub async fn whole(account: web::ReqData<Account>) -> impl Responder {
        HttpResponse::Ok().json(account.into_inner()) //~ never-exposed
    }
    #[get("/b")]
    pub async fn part(account: web::ReqData<Account>) -> impl Responder {
        HttpResponse::Ok().json(account.id)
    }
    #[get("/c")]
    pub async fn body(account: web::ReqData<Account>) -> HttpResponse {
        HttpResponse::Ok().body(format!("your password is {}", account.password)) //~ never-exposed
    }
}

pub mod wrapped {
    use actix_web::{Error, dev::{ServiceRequest, ServiceResponse, Service}};
    pub async fn log<S>(request: ServiceRequest, service: &S) -> Result<ServiceResponse, Error>
    where
        S: Service<ServiceRequest, Response = ServiceResponse, Error = Error>,
    {
        log::info!("{}", request.path());
        log::info!("{:?}", request.peer_addr()); //~ never-logged
        let response = service.call(request).await?;
        log::info!("{}", response.status());
        Ok(response)
    }
}

pub mod web_sockets {
    use actix_ws::{Message, MessageStream};
    use futures::StreamExt;
    #[derive(serde::Deserialize)]
    pub struct Ask {
        pub user_prompt: String,
    }
    pub async fn talk(mut stream: MessageStream) {
        while let Some(Ok(message)) = stream.next().await {
            if let Message::Text(text) = message {
                log::info!("{}", text.len());
                if let Ok(ask) = serde_json::from_str::<Ask>(&text) {
                    log::info!("{}", ask.user_prompt); //~ never-logged
                }
            }
        }
    }
}
