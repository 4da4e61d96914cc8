//! The command line as users and CI systems meet it: exit statuses, streams, files.

use std::fs;
use std::process::{Command, Output};

use crate::scratch::{POLICY, Tree, run};

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

#[track_caller]
fn expect(output: &Output, status: i32, on_stderr: &str) {
    let (out, err) = (stdout(output), stderr(output));
    assert_eq!(
        output.status.code(),
        Some(status),
        "stdout: {out}\nstderr: {err}"
    );
    assert!(err.contains(on_stderr), "stderr: {err}");
    if status == 2 {
        assert!(out.is_empty(), "stdout: {out}");
    }
}

#[test]
fn a_breach_is_exit_1_and_said_on_stdout() {
    let tree = Tree::service();
    let output = tree.run(&[]);
    expect(&output, 1, "");
    assert!(
        stdout(&output).contains("never-logged"),
        "{}",
        stdout(&output)
    );
    assert!(stderr(&output).is_empty(), "{}", stderr(&output));
    expect(&tree.run(&["check"]), 1, "");
    expect(&tree.run(&["check", "."]), 1, "");
    expect(&tree.run(&["--exit-zero"]), 0, "");
}

#[test]
fn a_kept_promise_is_exit_0() {
    let tree = Tree::service();
    tree.write(
        "src/auth.rs",
        "pub fn login(user: &str, _password: &str) {\n    println!(\"{user}\");\n}\n",
    );
    expect(&tree.run(&[]), 0, "");
}

#[test]
fn without_a_policy_file_it_says_where_it_looked() {
    let tree = Tree::new();
    tree.write("src/main.rs", "fn main() {}\n");
    let output = tree.run(&[]);
    expect(&output, 2, "no policy file");
    let err = stderr(&output);
    assert!(
        err.contains(".github/candor.toml") && err.contains("candor init"),
        "{err}"
    );
    expect(
        &tree.run(&["--policy", "nowhere.toml"]),
        2,
        "nowhere.toml does not exist",
    );
    expect(&tree.run(&["nowhere"]), 2, "nowhere does not exist");
}

#[test]
fn a_wrong_policy_file_is_exit_2_with_all_its_mistakes() {
    let tree = Tree::service();
    tree.write(
        "candor.toml",
        "[policy]\nservice = \"Demo\"\nservise = 1\n\n[[commitment]]\nrule = \"never-loged\"\ndata = [\"password\"]\n",
    );
    let output = tree.run(&["--output", "json=out.json"]);
    expect(&output, 2, "nothing was checked");
    let err = stderr(&output);
    assert!(
        err.contains("servise") && err.contains("never-loged"),
        "{err}"
    );
    assert!(!tree.has("out.json"));
    tree.write("candor.toml", "[policy\n");
    expect(&tree.run(&[]), 2, "nothing was checked");
    fs::write(tree.0.join("candor.toml"), b"\xff\xfe").expect("file");
    expect(&tree.run(&[]), 2, "not valid UTF-8");
}

#[test]
fn wrong_usage_is_exit_2() {
    let tree = Tree::service();
    expect(&tree.run(&["--nope"]), 2, "--nope");
    expect(&tree.run(&["--format", "nope"]), 2, "sarif");
    expect(
        &tree.run(&["--format", "html"]),
        2,
        "does not write this format yet",
    );
    expect(&tree.run(&["--output", "json"]), 2, "FORMAT=PATH");
    expect(&tree.run(&["--output", "json=-"]), 2, "--format");
    expect(
        &tree.run(&["--output", "json=no/where.json"]),
        2,
        "directory does not exist",
    );
    expect(
        &tree.run(&["--output", "json=a", "--output", "sarif=a"]),
        2,
        "two outputs",
    );
    expect(&tree.run(&["--jobs", "0"]), 2, "--jobs");
    expect(&tree.run(&["--only", "nope"]), 2, "`nope` after `--only`");
    expect(
        &tree.run(&["--since", "main"]),
        2,
        "`--since` is not part of this version",
    );
    expect(
        &tree.run(&["--baseline", "b.json"]),
        2,
        "`--baseline` is not part of this version",
    );
    expect(
        &tree.run(&["map", "--format", "csv"]),
        2,
        "`candor map` is not part of this version",
    );
    expect(
        &tree.run(&["--format", "json", "rules"]),
        2,
        "before the command",
    );
    expect(&tree.run(&["explain"]), 2, "NAME");
}

#[test]
fn nothing_to_check_is_exit_2() {
    let tree = Tree::new();
    tree.write("candor.toml", POLICY);
    expect(&tree.run(&[]), 2, "nothing to check");
    let tree = Tree::service();
    tree.write("candor.toml", "[policy]\nservice = \"Demo\"\n");
    expect(&tree.run(&[]), 2, "makes no commitment");
}

#[test]
fn several_outputs_come_from_one_run() {
    let tree = Tree::service();
    let output = tree.run(&[
        "--format",
        "short",
        "--output",
        "json=a.json",
        "--output",
        "sarif=b.sarif",
    ]);
    expect(&output, 1, "");
    assert!(
        stdout(&output).contains("src/auth.rs:2:"),
        "{}",
        stdout(&output)
    );
    let json: serde_json::Value = serde_json::from_str(&tree.text("a.json")).expect("JSON");
    assert_eq!(json["schema_version"], 1);
    assert_eq!(json["findings"][0]["path"], "src/auth.rs");
    assert_eq!(json["summary"]["commitments"], 2);
    assert!(tree.text("b.sarif").contains("2.1.0"));
    let left: Vec<_> = fs::read_dir(&tree.0)
        .expect("directory")
        .flatten()
        .map(|e| e.file_name())
        .collect();
    assert!(
        left.iter().all(|n| !n.to_string_lossy().ends_with(".tmp")),
        "{left:?}"
    );
}

#[test]
fn paths_narrow_the_report_and_not_the_analysis() {
    let tree = Tree::service();
    expect(&tree.run(&["src"]), 1, "");
    expect(&tree.run(&["src/auth.rs"]), 1, "");
    expect(&tree.run(&["src/main.rs"]), 0, "");
    let output = run(
        env!("CARGO_BIN_EXE_candor"),
        &tree.0.join("src"),
        &["--format", "json", "main.rs"],
    );
    expect(&output, 0, "");
    let json: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    assert_eq!(json["summary"]["broken"], 1);
    let other = Tree::new();
    expect(&other.run(&[&tree.0.to_string_lossy()]), 1, "");
    other.write("p.toml", POLICY);
    expect(
        &other.run(&["--policy", "p.toml", &tree.0.to_string_lossy()]),
        1,
        "",
    );
}

#[test]
fn only_reports_what_it_names() {
    let tree = Tree::service();
    expect(&tree.run(&["--only", "never-logged"]), 1, "");
    expect(&tree.run(&["--only", "passwords-not-logged"]), 1, "");
    expect(&tree.run(&["--only", "staff"]), 0, "");
}

#[test]
fn cargo_candor_is_the_same_program() {
    let tree = Tree::service();
    let program = env!("CARGO_BIN_EXE_cargo-candor");
    let by_cargo = run(program, &tree.0, &["candor", "--format", "json"]);
    expect(&by_cargo, 1, "");
    assert_eq!(by_cargo.stdout, tree.run(&["--format", "json"]).stdout);
    expect(
        &run(program, &tree.0, &["candor", "check", "--exit-zero"]),
        0,
        "",
    );
}

#[test]
fn output_does_not_depend_on_threads_or_line_ends() {
    let tree = Tree::service();
    for n in 0..20 {
        tree.write(
            &format!("src/m{n}.rs"),
            "pub fn f(password: &str) {\n    tracing::info!(\"{password}\");\n}\n",
        );
    }
    let modules: Vec<String> = (0..20).map(|n| format!("mod m{n};")).collect();
    let modules = modules.join(
        "
",
    );
    tree.write(
        "src/main.rs",
        &format!("mod auth;\n{modules}\nfn main() {{}}\n"),
    );
    let one = tree.run(&["--format", "json", "--jobs", "1"]);
    expect(&one, 1, "");
    for _ in 0..3 {
        assert_eq!(
            one.stdout,
            tree.run(&["--format", "json", "--jobs", "2"]).stdout
        );
    }
    let auth = tree.text("src/auth.rs");
    let count = |output: &Output| {
        let json: serde_json::Value = serde_json::from_str(&stdout(output)).expect("JSON");
        json["findings"].clone()
    };
    tree.write("src/auth.rs", &auth.replace('\n', "\r\n"));
    assert_eq!(count(&one), count(&tree.run(&["--format", "json"])));
}

#[test]
fn inside_github_actions_the_format_is_github() {
    let tree = Tree::service();
    let mut command = Command::new(env!("CARGO_BIN_EXE_candor"));
    let output = command
        .current_dir(&tree.0)
        .env("GITHUB_ACTIONS", "true")
        .output()
        .expect("candor runs");
    assert!(stdout(&output).contains("::error "), "{}", stdout(&output));
}

#[test]
fn exceptions_hold_with_a_reason_and_are_findings_without() {
    let tree = Tree::service();
    let code = |mark: &str| {
        format!(
            "pub fn login(user: &str, password: &str) {{\n    {mark}\n    tracing::info!(\"{{user}} {{password}}\");\n}}\n"
        )
    };
    tree.write(
        "src/auth.rs",
        &code("// candor: except(never-logged) a demo without users"),
    );
    expect(&tree.run(&[]), 0, "");
    expect(&tree.run(&["--no-exceptions"]), 1, "");
    tree.write("src/auth.rs", &code("// candor: except(never-logged)"));
    let output = tree.run(&["--format", "short"]);
    expect(&output, 1, "");
    assert!(
        stdout(&output).contains("gives no reason"),
        "{}",
        stdout(&output)
    );
    tree.write(
        "src/auth.rs",
        "// candor: except(never-logged) was here\npub fn login(_: &str, _: &str) {}\n",
    );
    expect(&tree.run(&[]), 0, "");
    expect(&tree.run(&["--fail-on", "warning"]), 1, "");
}

#[test]
fn unreadable_input_fails_only_a_strict_run() {
    let tree = Tree::service();
    tree.write("src/auth.rs", "pub fn login(_: &str, _: &str) {}\n")
        .write("web/a.js", "a\0b");
    expect(&tree.run(&[]), 0, "");
    let strict = tree.run(&["--strict"]);
    assert_eq!(strict.status.code(), Some(2));
    assert!(
        stderr(&strict).contains("1 file could not be read"),
        "{}",
        stderr(&strict)
    );
}

#[test]
fn init_writes_a_policy_once_and_it_can_be_checked() {
    let tree = Tree::service();
    fs::remove_file(tree.0.join("candor.toml")).expect("removed");
    expect(&tree.run(&["init"]), 0, "");
    let written = tree.text("candor.toml");
    let again = tree.run(&["init"]);
    expect(&again, 2, "exists already");
    assert_eq!(written, tree.text("candor.toml"));
    expect(
        &tree.run(&["init", "no/where"]),
        2,
        "directory does not exist",
    );
    expect(
        &tree.run(&["init", "--from", "a.md"]),
        2,
        "not part of this version",
    );
    let output = tree.run(&["--format", "short"]);
    expect(&output, 1, "");
}

#[test]
fn texts_are_printed() {
    let tree = Tree::new();
    let rules = tree.run(&["rules"]);
    expect(&rules, 0, "");
    assert!(stdout(&rules).contains("never-logged") && stdout(&rules).contains("erasable"));
    let page = tree.run(&["explain", "never-logged"]);
    expect(&page, 0, "");
    assert!(stdout(&page).contains("never-logged"));
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = tree.run(&["completions", shell]);
        expect(&output, 0, "");
        assert!(stdout(&output).contains("policy"), "{shell}");
    }
    assert!(stdout(&tree.run(&["man"])).contains(".TH candor"));
    let schema: serde_json::Value =
        serde_json::from_str(&stdout(&tree.run(&["schema"]))).expect("JSON");
    assert!(schema["properties"]["commitment"].is_object());
    expect(&tree.run(&["--version"]), 0, "");
    expect(&tree.run(&["--help"]), 0, "");
}

#[test]
fn explain_says_what_each_value_of_a_line_carries_and_why() {
    let tree = Tree::service();
    tree.write(
        "src/auth.rs",
        "pub fn login(email: &str, max_tokens: u32, password: String) {\n    let hashed = bcrypt::hash(password, 12).unwrap();\n    \
         println!(\"{email} {max_tokens} {hashed}\");\n}\n",
    );
    let text = stdout(&tree.run(&["explain", "src/auth.rs:3"]));
    for part in [
        "`email` carries user.contact.email (plain, high confidence): `email` is a text named so",
        "since src/auth.rs:1:14",
        "`max_tokens` carries none: `max_tokens` is a number of tokens of a language model",
        "`hashed` carries user.authorization.password (hashed by bcrypt, high confidence)",
    ] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
}

#[test]
fn explain_answers_for_commitments_places_and_fingerprints() {
    let tree = Tree::service();
    let commitment = tree.run(&["explain", "passwords-not-logged"]);
    expect(&commitment, 0, "");
    assert!(
        stdout(&commitment).contains("broken"),
        "{}",
        stdout(&commitment)
    );
    let place = tree.run(&["explain", "src/auth.rs:2"]);
    expect(&place, 0, "");
    assert!(
        stdout(&place).contains("passwords-not-logged"),
        "{}",
        stdout(&place)
    );
    let json: serde_json::Value =
        serde_json::from_str(&stdout(&tree.run(&["--format", "json"]))).expect("JSON");
    let fingerprint = json["findings"][0]["fingerprint"]
        .as_str()
        .expect("a fingerprint")
        .to_owned();
    let finding = tree.run(&["explain", &fingerprint]);
    expect(&finding, 0, "");
    assert!(
        stdout(&finding).contains("src/auth.rs"),
        "{}",
        stdout(&finding)
    );
    expect(&tree.run(&["explain", "nope"]), 2, "no rule, commitment");
    expect(
        &tree.run(&["explain", "src/auth.rs:99"]),
        2,
        "has no line 99",
    );
    expect(
        &tree.run(&["explain", "src/nope.rs:1"]),
        2,
        "not among the files",
    );
}

#[test]
fn facts_are_dumped_and_counted() {
    let tree = Tree::service();
    let dump = tree.run(&["facts", "src/auth.rs"]);
    expect(&dump, 0, "");
    assert!(stdout(&dump).contains("login"), "{}", stdout(&dump));
    let stats = tree.run(&["facts", "--stats"]);
    expect(&stats, 0, "");
    assert!(
        stdout(&stats).contains("functions    2"),
        "{}",
        stdout(&stats)
    );
    expect(
        &tree.run(&["facts", "nope.rs"]),
        2,
        "nope.rs could not be read",
    );
}

#[test]
fn facts_count_the_method_calls_that_are_understood() {
    let tree = Tree::new();
    let code = "pub struct A;\nimpl A { fn own(&self) {} }\n\
        pub fn f(a: A, v: Vec<u8>) { a.own(); v.len(); v.is_empty(); a.nothing(); unseen().more(); }\n";
    tree.write("Cargo.toml", "[package]\nname = \"demo\"\n")
        .write("src/lib.rs", code);
    let stats = stdout(&tree.run(&["facts", "--stats"]));
    for row in [
        "  own        1 (20.0 %)",
        "  model      2 (40.0 %)",
        "  type only  1 (20.0 %)",
        "  unknown    1 (20.0 %)",
    ] {
        assert!(stats.contains(row), "{stats}");
    }
}
