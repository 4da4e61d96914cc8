//! What a policy file says of data holds: names, types, fields and columns of `[data.*]`, functions of `[code]`.

use crate::marks;
use crate::repository::json_of;
use crate::scratch::Tree;

const POLICY: &str = r#"[policy]
service = "Studio"
taxonomy = "fideslang-3.1"

[data.likeness]
key = "user.content.private.likeness"
types = ["crate::media::SourceImage"]

[data.salary]
key = "user.financial.salary"
names = ["salary", "chat_id"]
fields = ["crate::media::Remark::text"]
columns = ["payslips.body", "payroll.amount"]

[code]
redacts = ["crate::media::Masked::new"]

[[commitment]]
id = "not-logged"
rule = "never-logged"
data = ["likeness", "salary", "email"]

[[commitment]]
id = "not-stored"
rule = "never-stored"
data = ["salary"]
"#;

const MEDIA: &str = r#"
pub struct SourceImage(pub Vec<u8>);

impl SourceImage {
    pub fn into_inner(self) -> Vec<u8> {
        self.0
    }
}

pub struct Remark {
    pub text: String,
    pub kind: String,
}

#[derive(Debug)]
pub enum Failure {
    Rejected(String),
}

pub fn judge(remark: &Remark) -> Result<(), Failure> {
    if remark.kind == "bad" {
        return Err(Failure::Rejected(remark.text.clone()));
    }
    Ok(())
}

pub fn parts(image: SourceImage) {
    tracing::info!("{:?}", image.0); //~ never-logged
    let SourceImage(raw) = image;
    tracing::info!(?raw, "raw"); //~ never-logged
}

pub fn whole(image: SourceImage) {
    let bytes = image.into_inner();
    tracing::debug!("got {bytes:?}"); //~ never-logged
}

pub fn size(image: &SourceImage) {
    tracing::info!(size = image.0.len(), "stored");
}

pub fn numbers(salary: i64, chat_id: u64) {
    tracing::info!(salary, "paid"); //~ never-logged
    tracing::info!("{chat_id} wrote"); //~ never-logged
}

pub fn fields(remark: &Remark) {
    tracing::info!("{}", remark.text); //~ never-logged
    tracing::info!("{}", remark.kind);
    if let Err(Failure::Rejected(why)) = judge(remark) {
        tracing::warn!(%why, "rejected"); //~ never-logged
    }
}

pub struct Masked(String);

impl Masked {
    pub fn new(email: &str) -> Self {
        let (name, host) = email.split_once('@').unwrap_or((email, ""));
        Masked(format!("{}***@{host}", &name[..1]))
    }
}

impl std::fmt::Display for Masked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)
    }
}

pub fn masked(email: &str) {
    tracing::info!(who = %Masked::new(email), "sent");
}

pub fn bare(email: &str) {
    tracing::info!(who = %email, "sent"); //~ never-logged
}
"#;

const STORE: &str = r#"
use sqlx::PgPool;

pub struct Payslip {
    pub body: String,
    pub model: String,
}

pub async fn save(db: &PgPool, text: Option<String>) -> sqlx::Result<()> {
    sqlx::query("INSERT INTO payslips (body, model) VALUES ($1, $2)").bind(letters::compose()).bind("m").execute(db).await?; //~ never-stored
    sqlx::query("INSERT INTO notes (body) VALUES ($1)").bind(text).execute(db).await?;
    Ok(())
}

pub fn show(payslip: &Payslip) {
    tracing::info!("{}", payslip.body); //~ never-logged
    tracing::info!("{}", payslip.model);
}

pub struct Form {
    pub body: String,
}

pub fn shape(form: &Form) {
    tracing::info!("{}", form.body);
}
"#;

const SCHEMA: &str = "CREATE TABLE payslips ( --~ never-stored
  id bigint PRIMARY KEY,
  body text NOT NULL,
  model text NOT NULL
);
CREATE TABLE payroll (amount bigint); --~ never-stored
CREATE TABLE notes (body text);
";

#[test]
fn what_a_policy_says_of_data_holds() {
    let tree = Tree::new();
    let files = [
        ("src/media.rs", MEDIA),
        ("src/store.rs", STORE),
        ("migrations/1.sql", SCHEMA),
    ];
    tree.write("candor.toml", POLICY)
        .write("Cargo.toml", "[package]\nname = \"studio\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\nsqlx = \"*\"\ntracing = \"*\"\nserde_json = \"*\"\n")
        .write("src/lib.rs", "pub mod media;\npub mod store;\n");
    let mut expected = std::collections::BTreeSet::new();
    for (path, text) in files {
        tree.write(path, text);
        expected.extend(marks::of_text(path, text));
    }
    let json = json_of(&tree.run(&["--format", "json", "--exit-zero", "."]));
    let found = marks::of_findings(&json);
    let out = marks::difference(&expected, &found, |path, line| {
        let text = tree.text(path);
        text.lines().nth(line as usize - 1).unwrap_or("").to_owned()
    });
    assert!(out.is_empty(), "\n{out}");
}

#[test]
fn a_pattern_that_matches_nothing_is_said() {
    let tree = Tree::service();
    let policy = tree.text("candor.toml").replace(
        "rule = \"never-logged\"",
        "rule = \"never-logged\"\npaths = [\"src/nowhere/**\"]",
    );
    let more =
        "\n[data.draft]\nkey = \"user.content.private.draft\"\ncolumns = [\"nothing.body\"]\n";
    tree.write("candor.toml", &format!("{policy}{more}"));
    tree.write("migrations/1.sql", "CREATE TABLE users (id bigint);\n");
    let json = json_of(&tree.run(&["--format", "json", "--exit-zero", "."]));
    let said = json["problems"].to_string();
    assert!(said.contains("src/nowhere/**"), "{said}");
    assert!(said.contains("nothing.body"), "{said}");
}
