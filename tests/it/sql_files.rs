//! What stands in files of another language: statements (`query_file!` from the root of the crate, `include_str!` beside
//! the file), and messages of Protocol Buffers by the package that is included.

use crate::marks;
use crate::repository::json_of;
use crate::scratch::Tree;
use std::collections::BTreeSet;

const POLICY: &str = r#"[policy]
service = "Files"
taxonomy = "fideslang-3.1"

[[commitment]]
id = "not-logged"
rule = "never-logged"
data = ["email"]

[[commitment]]
id = "hashed"
rule = "hashed-at-rest"
data = ["password"]
"#;

const CODE: &str = r#"use sqlx::PgPool;

pub async fn read(pool: &PgPool) -> Result<(), sqlx::Error> {
    let user = sqlx::query_file!("queries/user.sql", 1).fetch_one(pool).await?;
    log::info!("{user:?}"); //~ never-logged
    let item = sqlx::query_file!("queries/item.sql", 1).fetch_one(pool).await?;
    log::info!("{item:?}");
    Ok(())
}

pub async fn write(pool: &PgPool, password: &str) -> Result<(), sqlx::Error> {
    sqlx::query_file!("queries/insert.sql", 1, password).execute(pool).await?; //~ hashed-at-rest
    sqlx::query(include_str!("../queries/insert.sql")).bind(1).bind(password).execute(pool).await?; //~ hashed-at-rest
    let hash = bcrypt::hash(password, 10).unwrap();
    sqlx::query_file!("queries/insert.sql", 1, hash).execute(pool).await?;
    sqlx::query(include_str!("../queries/missing.sql")).bind(1).bind(password).execute(pool).await?;
    Ok(())
}
"#;

#[test]
fn statements_are_read_out_of_their_files() {
    let manifest = "[package]\nname = \"files\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\nsqlx = \"*\"\nlog = \"*\"\nbcrypt = \"*\"\n";
    let tree = Tree::new();
    tree.write("candor.toml", POLICY)
        .write("Cargo.toml", manifest)
        .write(
            "queries/user.sql",
            "SELECT id, email FROM users WHERE id = $1",
        )
        .write(
            "queries/item.sql",
            "SELECT id, label FROM items WHERE id = $1",
        )
        .write(
            "queries/insert.sql",
            "INSERT INTO users (id, password) VALUES ($1, $2)",
        )
        .write("src/lib.rs", CODE);
    let output = tree.run(&["--format", "json", "--exit-zero", "."]);
    let expected: BTreeSet<_> = marks::of_text("src/lib.rs", CODE).into_iter().collect();
    let found: BTreeSet<_> = marks::of_findings(&json_of(&output)).into_iter().collect();
    assert_eq!(found, expected);
}

const PROTO: &str = r#"syntax = "proto3";
package acme.v1;
message CreateUser { string name = 1; string email = 2; }
message CreateItem { string label = 1; }
"#;

const SERVICE: &str = r#"pub mod pb {
    tonic::include_proto!("acme.v1");
}

pub fn user(message: pb::CreateUser) {
    log::info!("{message:?}"); //~ never-logged
    log::info!("{}", message.email); //~ never-logged
}

pub fn item(message: pb::CreateItem) {
    log::info!("{message:?}");
}

pub async fn create(request: tonic::Request<pb::CreateUser>) {
    let message = request.into_inner();
    log::info!("{message:?}"); //~ never-logged
}
"#;

#[test]
fn messages_are_read_out_of_their_files() {
    let manifest = "[package]\nname = \"files\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\ntonic = \"*\"\nlog = \"*\"\n";
    let tree = Tree::new();
    tree.write("candor.toml", POLICY)
        .write("Cargo.toml", manifest)
        .write("proto/acme.proto", PROTO)
        .write("src/lib.rs", SERVICE);
    let output = tree.run(&["--format", "json", "--exit-zero", "."]);
    let expected: BTreeSet<_> = marks::of_text("src/lib.rs", SERVICE).into_iter().collect();
    let found: BTreeSet<_> = marks::of_findings(&json_of(&output)).into_iter().collect();
    assert_eq!(found, expected);
}
