//! warp: addresses, headers and answers.

pub fn log_line(info: warp::log::Info<'_>) {
    log::info!("{:?}", info.remote_addr()); //~ log:ip_address
    log::info!("{:?}", info.user_agent()); //~ log:user_agent
    log::info!("{}", info.status());
}

pub fn answer(email: String) -> impl warp::Reply {
    warp::reply::json(&email) //~ expose:email
}
