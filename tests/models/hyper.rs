//! hyper: requests leave, bodies come in.

use hyper::client::conn::http1::SendRequest;
use hyper::{Request, body::Incoming};

pub async fn pass(sender: &mut SendRequest<String>, email: String) -> hyper::Result<()> {
    let request = Request::new(email);
    sender.send_request(request).await?; //~ send:email
    Ok(())
}

pub fn look(request: &Request<Incoming>) {
    log::debug!("{:?}", request.headers().get("cookie")); //~ log:session_token
}
