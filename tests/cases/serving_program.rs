//! A program that serves others: what its modules print ends up in its log.

use clap::Parser;

#[derive(Parser)]
pub struct Args {
    #[clap(long)]
    pub port: u16,
}

pub mod accounts {
    pub async fn register(axum::Json(email): axum::Json<String>) {
        println!("registered {email}"); //~ never-logged
    }
}

fn main() {
    let args = Args::parse();
    println!("listening on {}", args.port);
}
