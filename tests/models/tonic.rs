//! gRPC: messages come in, answers and errors go out.

use tonic::{Request, Response, Status};

#[derive(Debug)]
pub struct SignUp {
    pub email: String,
}

pub async fn sign_up(request: Request<SignUp>) -> Result<Response<String>, Status> {
    log::debug!("{:?}", request.metadata().get("authorization")); //~ log:session_token
    log::debug!("{:?}", request.remote_addr()); //~ log:ip_address
    let message = request.into_inner();
    log::debug!("{}", message.email); //~ log:email
    if message.email.is_empty() {
        return Err(Status::invalid_argument(format!("no account for {}", message.email))); //~ expose:email
    }
    Ok(Response::new(message.email)) //~ expose:email
}
