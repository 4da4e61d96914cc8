//! Files and trees that are odd in themselves: huge, broken, linked in circles, unreadable, with other line ends.

use std::fs;

use crate::bounded;
use crate::scratch::Tree;

const SERVICE: &[(&str, &str)] = &[
    (
        "candor.toml",
        "[policy]\nservice = \"Odd\"\ntaxonomy = \"fideslang-3.1\"\n\n[[commitment]]\nrule = \"never-logged\"\ndata = [\"password\"]\n\n[[commitment]]\nrule = \"no-trackers\"\n",
    ),
    (
        "Cargo.toml",
        "[package]\nname = \"odd\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\nlog = \"0.4\"\n",
    ),
    (
        "src/lib.rs",
        "//! Größe.\npub fn sign_in(password: &str) {\n    // candor: except(never-logged)\n    log::info!(\"ä {password}\");\n    let text = \"a\n    b\"; log::warn!(\"{text} {password}\");\n}\n",
    ),
    (
        "web/index.html",
        "<p>\n<script src=\"https://www.googletagmanager.com/gtag/js\"></script>\n",
    ),
    ("web/app.js", "// a\nfbq(\"track\");\n"),
    (".env", "A=1\nURL=https://static.hotjar.com/c.js\n"),
];

fn service() -> Tree {
    let tree = Tree::new();
    for (path, text) in SERVICE {
        tree.write(path, text);
    }
    tree
}

/// What candor says of a tree in every format that is there.
fn all_formats(tree: &Tree, extra: &[&str]) -> Vec<(String, String)> {
    let formats = candor::report::Format::ALL
        .iter()
        .filter(|(_, f)| f.is_available());
    formats
        .map(|(name, _)| {
            let mut args = vec!["--format", name, "--color", "never"];
            args.extend(extra);
            args.push(".");
            let ran = bounded::run(&tree.0, &args);
            (
                (*name).to_owned(),
                String::from_utf8(ran.stdout).expect("UTF-8"),
            )
        })
        .collect()
}

#[test]
fn huge_files_are_refused_in_words() {
    let tree = service();
    let line = "a ".repeat(25 << 20);
    tree.write("src/huge.rs", &format!("// {line}"))
        .write("web/huge.js", &line);
    let ran = bounded::run(&tree.0, &["--format", "json", "."]);
    let problems = ran.problems();
    for path in ["src/huge.rs", "web/huge.js"] {
        assert!(
            problems
                .iter()
                .any(|p| p.starts_with(path) && p.contains("larger")),
            "{problems:?}"
        );
    }
}

#[test]
fn one_long_line_below_the_limit_is_read() {
    let tree = service();
    let calls = "f(\"a\", 1);".repeat(100_000);
    tree.write("src/long.rs", &format!("fn g() {{ {calls} }}"));
    tree.write("web/long.js", &calls);
    tree.write("web/long.html", &"<p class=\"a\">x</p>".repeat(80_000));
    tree.write(
        "web/long.json",
        &format!("[{}1]", "{\"a\":[1]},".repeat(80_000)),
    );
    tree.write("web/long.css", &"a{b:url(c)}".repeat(80_000));
    tree.write("m.sql", &"insert into a values (1);".repeat(40_000));
    tree.write("long.toml", &format!("a = [{}]", "1,".repeat(200_000)));
    let ran = bounded::run(&tree.0, &["--format", "json", "--exit-zero", "."]);
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
}

#[test]
fn deep_files_of_other_kinds_are_read_or_refused() {
    let tree = service();
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(30_000), close.repeat(30_000));
    tree.write("web/deep.json", &deep("[", "]"));
    tree.write("package.json", &deep("{\"dependencies\":", "}"));
    tree.write("web/deep.html", &deep("<div>", "</div>"));
    tree.write("web/deep.js", &deep("(", ")"));
    tree.write("web/deep.css", &deep("a{", "}"));
    tree.write("deep.toml", &format!("a = {}", deep("[", "]")));
    tree.write("deep/Cargo.toml", &format!("a = {}", deep("{ a = ", "}")));
    tree.write("deep.yaml", &deep("[", "]"));
    tree.write("deep.sql", &deep("(", ")"));
    let ran = bounded::run(&tree.0, &["--format", "json", "--exit-zero", "."]);
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
}

#[test]
fn bytes_that_are_no_text_stop_nothing() {
    let tree = service();
    let junk: Vec<u8> = (0..=255).cycle().take(5_000).collect();
    for path in [
        "src/junk.rs",
        "web/junk.html",
        "web/junk.js",
        "web/junk.css",
        "junk.toml",
        "package.json",
        "junk.sql",
        ".env.junk",
        "sub/Cargo.toml",
        "Dockerfile",
    ] {
        let full = tree.0.join(path);
        fs::create_dir_all(full.parent().expect("a parent")).expect("a directory");
        fs::write(full, &junk).expect("a file");
    }
    tree.write(
        "src/nul.rs",
        "pub fn sign_up(password: &str) { log::info!(\"\0 {password}\"); }\0",
    );
    let mut broken =
        b"pub fn change(password: &str) { // \xff\xfe\n    log::info!(\"{password}\");\n}\n"
            .to_vec();
    broken.extend(b"// \xc3");
    fs::write(tree.0.join("src/broken.rs"), broken).expect("a file");
    let ran = bounded::run(&tree.0, &["--format", "json", "."]);
    let json = ran.json();
    let found = json["findings"].as_array().expect("findings");
    assert!(
        found
            .iter()
            .any(|f| f["path"] == "src/broken.rs" && f["line"] == 2),
        "{json}"
    );
    assert!(
        ran.problems()
            .iter()
            .any(|p| p.starts_with("src/broken.rs")),
        "{:?}",
        ran.problems()
    );
}

#[cfg(unix)]
#[test]
fn links_and_unreadable_files_stop_nothing() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let tree = service();
    let before = all_formats(&tree, &[]);
    symlink(".", tree.0.join("src/around")).expect("a link");
    symlink("b", tree.0.join("a")).expect("a link");
    symlink("a", tree.0.join("b")).expect("a link");
    symlink("nowhere.rs", tree.0.join("src/gone.rs")).expect("a link");
    symlink("/dev/zero", tree.0.join("src/endless.rs")).expect("a link");
    symlink("lib.rs", tree.0.join("src/again.rs")).expect("a link");
    assert_eq!(all_formats(&tree, &[]), before, "links change nothing");
    tree.write("src/closed.rs", "fn f() {}");
    fs::set_permissions(
        tree.0.join("src/closed.rs"),
        fs::Permissions::from_mode(0o000),
    )
    .expect("a mode");
    fs::create_dir(tree.0.join("src/folder.rs")).expect("a directory");
    let ran = bounded::run(&tree.0, &["--format", "json", "."]);
    if fs::read(tree.0.join("src/closed.rs")).is_ok() {
        println!("this user reads what nobody may: the rest of the test says nothing");
        return;
    }
    assert!(
        ran.problems()
            .iter()
            .any(|p| p.starts_with("src/closed.rs")),
        "{:?}",
        ran.problems()
    );
    assert_eq!(ran.json()["scanned"]["unread"], 1);
    let ran = bounded::run(&tree.0, &["--strict", "."]);
    assert_eq!(ran.status, Some(2), "{}", ran.stderr);
}

#[test]
fn line_ends_and_byte_order_marks_change_nothing() {
    type Change = fn(&str) -> String;
    let plain = all_formats(&service(), &[]);
    let variants: [(&str, Change); 3] = [
        ("CRLF", |text| text.replace('\n', "\r\n")),
        ("BOM", |text| format!("\u{feff}{text}")),
        ("BOM and CRLF", |text| {
            format!("\u{feff}{}", text.replace('\n', "\r\n"))
        }),
    ];
    for (name, change) in variants {
        let tree = Tree::new();
        for (path, text) in SERVICE {
            tree.write(path, &change(text));
        }
        for (left, right) in plain.iter().zip(all_formats(&tree, &[])) {
            let differing = left.1.lines().zip(right.1.lines()).find(|(a, b)| a != b);
            assert_eq!(differing, None, "{name}, format {}", left.0);
            assert_eq!(left.1, right.1, "{name}, format {}", left.0);
        }
    }
}

#[test]
fn threads_and_the_order_of_directories_change_nothing() {
    let tree = service();
    let extra: Vec<(String, String)> = (0..40)
        .map(|i| {
            let path = format!("src/m{}/f{i}.rs", i % 7);
            let text = format!("pub fn f{i}(password: &str) {{ log::info!(\"{i} {{password}}\"); crate::sign_in(password); }}\n");
            (path, text)
        })
        .collect();
    for (path, text) in &extra {
        tree.write(path, text);
    }
    let one = all_formats(&tree, &["--jobs", "1"]);
    for jobs in ["2", "8"] {
        assert_eq!(all_formats(&tree, &["--jobs", jobs]), one, "--jobs {jobs}");
    }
    let other = Tree::new();
    for (path, text) in extra.iter().rev() {
        other.write(path, text);
    }
    for (path, text) in SERVICE.iter().rev() {
        other.write(path, text);
    }
    assert_eq!(
        all_formats(&other, &[]),
        one,
        "files made in the opposite order"
    );
}

#[test]
fn wrong_policies_are_refused_in_words() {
    let head = "[policy]\nservice = \"X\"\ntaxonomy = \"fideslang-3.1\"\n";
    let one = "[[commitment]]\nid = \"a\"\nrule = \"never-logged\"\ndata = [\"password\"]\n";
    let deep = format!("a = {}{}", "[".repeat(20_000), "]".repeat(20_000));
    for (policy, about) in [
        (format!("{head}{one}{one}"), "a"),
        (format!("{head}{one}colour = \"red\"\n"), "colour"),
        (format!("{head}polcy = 1\n{one}"), "polcy"),
        (format!("{head}{one}[[commitment]]\nrule = 3\n"), "rule"),
        (format!("{head}{one}severity = [1]\n"), "severity"),
        (format!("{head}commitment = \"none\"\n"), "commitment"),
        ("[policy]\nservice = {}\n".to_owned(), "service"),
        (String::new(), ""),
        ("\0".to_owned(), ""),
        ("[policy\n".to_owned(), ""),
        ("policy = [[[[".to_owned(), ""),
        (deep, ""),
        (
            format!("{head}{one}paths = [\"{}\"]\n", "{a,".repeat(2_000)),
            "paths",
        ),
        (
            format!("{head}{}", one.replace("password", &"x.".repeat(50_000))),
            "",
        ),
    ] {
        let tree = service();
        tree.write("candor.toml", &policy);
        let ran = bounded::run(&tree.0, &["."]);
        let start: String = policy.chars().take(200).collect();
        assert_eq!(ran.status, Some(2), "{start}: {}", ran.stderr);
        assert!(
            ran.stderr.contains("candor.toml") && ran.stderr.contains(about),
            "{start}: {}",
            ran.stderr
        );
        assert!(ran.stdout.is_empty(), "{start}");
    }
}
