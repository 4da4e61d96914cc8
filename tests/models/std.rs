//! The standard library: texts, collections, files, streams, the environment.

use std::collections::HashMap;

pub fn tell(email: &str) {
    println!("{}", email.trim().to_lowercase()); //~ print:email
    let mut known = HashMap::new();
    known.insert(1, email.to_owned());
    eprintln!("{:?}", known.get(&1)); //~ print:email
    println!("{}", email.len());
}

pub fn keep(email: &str) -> std::io::Result<()> {
    std::fs::write("/var/lib/app/mail", email) //~ store:email
}

pub fn environment() {
    println!("{:?}", std::env::var("STRIPE_API_KEY")); //~ print:client_secret
    let everything: Vec<(String, String)> = std::env::vars().collect();
    println!("{everything:?}"); //~ print:client_secret
}

pub fn taken_apart(password: &str) {
    println!("{:?}", password.split(':').next()); //~ print:password
}
