//! A program that reads a command line and serves nobody: what it prints is its answer, what it logs is not.

use clap::Parser;

#[derive(Parser)]
pub struct Args {
    #[clap(long)]
    pub email: String,
}

pub mod sharing {
    pub fn start(email: &str, password: &str) {
        println!("share this with {email}: {password}");
        log::info!("{email}"); //~ never-logged
    }
}

fn main() {
    let args = Args::parse();
    sharing::start(&args.email, "x");
}
