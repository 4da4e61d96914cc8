//! What trails show beyond the place of a finding: the line that matters in a statement of many lines.

use crate::repository::json_of;
use crate::scratch::Tree;

/// The lines of the steps of the only finding of a tree, each with its message.
fn steps(rule: &str, keys: &str, libraries: &str, text: &str) -> Vec<String> {
    let tree = Tree::new();
    tree.write(
        "candor.toml",
        &format!(
            "[policy]\nservice = \"Trails\"\ntaxonomy = \"fideslang-3.1\"\n\n[[commitment]]\nrule = \"{rule}\"\n{keys}\n"
        ),
    );
    tree.write(
        "Cargo.toml",
        &format!(
            "[package]\nname = \"trails\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n{libraries}\n"
        ),
    );
    tree.write("src/lib.rs", text);
    let json = json_of(&tree.run(&["--format", "json", "--exit-zero", "."]));
    let findings = json["findings"].as_array().expect("findings");
    assert_eq!(findings.len(), 1, "{json:#}");
    let trail = findings[0]["trail"].as_array().expect("a trail");
    trail
        .iter()
        .map(|s| format!("{} {}", s["line"], s["message"].as_str().unwrap_or("")))
        .collect()
}

#[test]
fn a_bound_value_is_shown_where_it_is_bound() {
    let shown = steps(
        "hashed-at-rest",
        "data = [\"password\"]",
        "sqlx = \"0.8\"",
        "pub async fn sign_up(db: &sqlx::PgPool, id: i64, password: &str) -> Result<(), sqlx::Error> {\n    sqlx::query(\n        \"INSERT INTO users (id, password) VALUES ($1, $2)\",\n    )\n    .bind(id)\n    .bind(password)\n    .execute(db)\n    .await?;\n    Ok(())\n}\n",
    );
    assert!(
        shown.contains(&"6 given to the statement".to_owned()),
        "{shown:?}"
    );
}

#[test]
fn a_field_of_an_attribute_is_shown_where_it_stands() {
    let shown = steps(
        "never-logged",
        "data = [\"email\"]",
        "tracing = \"0.1\"",
        "pub struct Form {\n    pub email: String,\n}\n\n#[tracing::instrument(\n    name = \"subscribe\",\n    skip(form),\n    fields(\n        address = %form.email\n    )\n)]\npub fn subscribe(form: &Form) {}\n",
    );
    assert!(
        shown.contains(&"9 recorded as a field".to_owned()),
        "{shown:?}"
    );
    let at = "5 written to the span here".to_owned();
    assert_eq!(shown.last(), Some(&at), "{shown:?}");
}

#[test]
fn the_calls_of_a_trackers_crate_are_shown() {
    let shown = steps(
        "no-trackers",
        "",
        "segment = \"0.2\"",
        "use segment::HttpClient;\n\npub fn client() -> HttpClient {\n    HttpClient::default()\n}\n\npub fn default() {}\n",
    );
    assert_eq!(shown, ["4 `segment` is called here"]);
}
