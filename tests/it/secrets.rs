//! A value that may be a secret is masked in every output, at any verbosity.

use crate::bounded;
use crate::scratch::Tree;

/// Secrets as they stand in real trees, none of them a real one. Each is put together here, so that this file holds none.
fn secrets() -> Vec<String> {
    vec![
        ["sk-", "live-", "4eC39HqLyjWDarjtT1zdp7dc"].concat(),
        ["sk_live_", "51H8xYzAbCdEfGhIjKlMnOpQr"].concat(),
        ["ghp_", "16C7e42F292c6912E7710c838347Ae178B4a"].concat(),
        ["AKIA", "IOSFODNN7EXAMPLQ"].concat(),
        ["xoxb-", "123456789012-abcdefGHIJKLmnopQRSTuvwx"].concat(),
        ["hunter2", "-Tr0ub4dor&3"].concat(),
        [
            "eyJhbGciOiJIUzI1NiJ9",
            ".eyJzdWIiOiIxMjM0NTY3ODkwIn0",
            ".dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
        ]
        .concat(),
    ]
}

/// A tree that holds each secret wherever a finding, a snippet or a problem may show it.
fn tree(secret: &str) -> Tree {
    let tree = Tree::new();
    tree.write(
        "candor.toml",
        "[policy]\nservice = \"Secret\"\ntaxonomy = \"fideslang-3.1\"\n\n[[commitment]]\nid = \"logs\"\nrule = \"never-logged\"\ndata = [\"password\", \"api_key\"]\n\n[[commitment]]\nid = \"hashes\"\nrule = \"hashed-at-rest\"\ndata = [\"password\", \"api_key\"]\n\n[[commitment]]\nrule = \"no-trackers\"\n",
    );
    tree.write("Cargo.toml", "[package]\nname = \"secret\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\nlog = \"0.4\"\nsqlx = \"0.8\"\n");
    tree.write(
        "src/lib.rs",
        &format!(
            "const API_KEY: &str = \"{secret}\";\n\
             pub async fn start(db: &sqlx::PgPool, given: Option<&str>) {{\n\
             \x20   let password = given.unwrap_or(\"{secret}\");\n\
             \x20   log::info!(\"{{password}} {{API_KEY}}\");\n\
             \x20   let api_key = \"{secret}\"; log::info!(\"{{api_key}}\");\n\
             \x20   if password == \"{secret}\" {{ log::warn!(\"{{password}}\"); }}\n\
             \x20   sqlx::query(\"INSERT INTO keys (password) VALUES ($1)\").bind(password).execute(db).await;\n\
             \x20   sqlx::query(\"UPDATE keys SET password = $1, api_key = '{secret}'\").bind(password).execute(db).await;\n\
             }}\n"
        ),
    );
    tree.write(".env", &format!("API_KEY={secret}\nPASSWORD={secret} # https://static.hotjar.com\nHOTJAR=https://static.hotjar.com/?api_key={secret}\n"));
    tree.write(
        "config.toml",
        &format!("password = \"{secret}\"\nurl = \"https://user:{secret}@api.segment.io/v1\"\n"),
    );
    tree.write("web/index.html", &format!("<script src=\"https://static.hotjar.com/c.js?api_key={secret}\"></script>\n<script>const api_key = \"{secret}\"; fbq('init', api_key)</script>\n"));
    tree.write("web/app.js", &format!("mixpanel.init(\"x\", {{ password: \"{secret}\" }}); fetch(\"https://api.mixpanel.com/?token={secret}\");\n"));
    tree.write(
        "src/broken.rs",
        &format!("const PASSWORD: &str = \"{secret}\"; fn f( {{\n"),
    );
    tree.write(
        "broken.json",
        &format!("{{ \"password\": \"{secret}\", }} oops \"{secret}\"\n"),
    );
    tree
}

#[test]
fn no_output_shows_a_secret() {
    let mut shown = Vec::new();
    for secret in secrets() {
        let tree = tree(&secret);
        let mut commands: Vec<Vec<&str>> = candor::report::Format::ALL
            .iter()
            .filter(|(_, format)| format.is_available())
            .map(|(name, _)| vec!["--format", name, "-v", "--min-confidence", "low", "."])
            .collect();
        for command in [
            &["explain", "logs"][..],
            &["explain", "hashes"],
            &["explain", "src/lib.rs:4"],
        ] {
            commands.push(command.to_vec());
        }
        for command in commands {
            let ran = bounded::run(&tree.0, &command);
            let out = String::from_utf8_lossy(&ran.stdout).into_owned() + &ran.stderr;
            assert!(!out.is_empty(), "{command:?} says nothing");
            for line in out.lines().filter(|line| line.contains(&secret)) {
                let at = line.find(&secret).unwrap_or(0);
                let start = line[..at]
                    .char_indices()
                    .rev()
                    .nth(60)
                    .map_or(0, |(i, _)| i);
                let around: String = line[start..].chars().take(60 + secret.len()).collect();
                shown.push(format!("{command:?}: {around}"));
            }
        }
    }
    assert!(shown.is_empty(), "\n{}", shown.join("\n"));
}
