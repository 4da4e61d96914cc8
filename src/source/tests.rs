//! Tests of the room on trees written to a scratch directory.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::*;

/// A directory that is removed when it goes out of scope.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let directory =
            std::env::temp_dir().join(format!("candor-source-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&directory);
        fs::create_dir_all(&directory).expect("scratch directory");
        Self(directory.canonicalize().expect("scratch directory"))
    }

    fn write(&self, path: &str, text: impl AsRef<[u8]>) -> &Self {
        let full = self.0.join(path);
        fs::create_dir_all(full.parent().expect("a parent")).expect("directory");
        fs::write(full, text).expect("file");
        self
    }

    fn read(&self) -> SourceMap {
        read(&self.0, &ScanGlobs::default())
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn paths(map: &SourceMap) -> Vec<&str> {
    map.files.iter().map(|f| f.path.as_str()).collect()
}

#[test]
fn an_empty_tree_is_an_empty_map() {
    let tree = Scratch::new("empty");
    let map = tree.read();
    assert!(map.files.is_empty() && map.problems.is_empty() && map.unread == 0);
}

#[test]
fn ignored_directories_are_pruned_and_ignored_files_kept() {
    let tree = Scratch::new("ignored");
    tree.write(
        ".gitignore",
        "/out\n*.secret.toml\n.env\n!keep.secret.toml\n[z-a]\n",
    )
    .write(".env", "A=1\n")
    .write("a.secret.toml", "")
    .write("keep.secret.toml", "")
    .write("out/a.rs", "")
    .write("sub/.gitignore", "!.env\nlocal.yml\n")
    .write("sub/.env", "")
    .write("sub/local.yml", "")
    .write("sub/out/b.rs", "")
    .write("zub/local.yml", "")
    .write("README.md", "")
    .write(".git/config.toml", "")
    .write(".git/info/exclude", "excluded.sql\n")
    .write("excluded.sql", "")
    .write("node_modules/a/a.js", "")
    .write("target/kept.rs", "")
    .write("app/Cargo.toml", "")
    .write("app/target/debug/a.rs", "");
    let map = tree.read();
    let tagged: Vec<_> = map
        .files
        .iter()
        .map(|f| (f.path.as_str(), f.git_ignored))
        .collect();
    assert_eq!(
        tagged,
        [
            (".env", true),
            ("a.secret.toml", true),
            ("app/Cargo.toml", false),
            ("excluded.sql", true),
            ("keep.secret.toml", false),
            ("sub/.env", false),
            ("sub/local.yml", true),
            ("sub/out/b.rs", false),
            ("target/kept.rs", false),
            ("zub/local.yml", false),
        ]
    );
    assert_eq!(
        map.problems
            .iter()
            .map(|p| (p.path.as_str(), p.line))
            .collect::<Vec<_>>(),
        [(".gitignore", Some(5))]
    );
}

#[test]
fn git_agrees_on_what_is_ignored() {
    let tree = Scratch::new("git");
    let git = |args: &[&str]| {
        Command::new("git")
            .args(args)
            .current_dir(&tree.0)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .output()
    };
    if !git(&["init", "-q"]).is_ok_and(|o| o.status.success()) {
        return;
    }
    tree.write(
        ".gitignore",
        "*.env\n!prod.env\n/root-only.toml\ndeep/**/x.yml\nbuild/\n\\#odd.toml\nsp ace.toml\n",
    )
    .write("a/.gitignore", "*\n!*.rs\n!.gitignore\n!b/\n")
    .write("a/b/.gitignore", "!kept.toml\n");
    for path in [
        "x.env",
        "prod.env",
        "root-only.toml",
        "a/root-only.toml",
        "deep/1/2/x.yml",
        "deep/x.yml",
        "build/a.rs",
        "a/build/a.rs",
        "#odd.toml",
        "sp ace.toml",
        "a/m.rs",
        "a/m.toml",
        "a/b/kept.toml",
        "a/b/lost.toml",
        "a/c/d.rs",
    ] {
        tree.write(path, "");
    }
    let out = git(&["ls-files", "-o", "-i", "--exclude-standard", "-z"])
        .expect("git runs")
        .stdout;
    let out = String::from_utf8(out).expect("UTF-8");
    let map = tree.read();
    let known = |path: &&str| kind_of(path).is_some();
    let by_git: Vec<&str> = out
        .split('\0')
        .filter(|p| !p.is_empty())
        .filter(known)
        .collect();
    let all = git(&["ls-files", "-o", "-z"]).expect("git runs").stdout;
    let all = String::from_utf8(all).expect("UTF-8");
    // What candor tags, and what it does not even enter, is together what git ignores.
    let mut by_us: Vec<&str> = all
        .split('\0')
        .filter(|p| !p.is_empty())
        .filter(known)
        .collect();
    by_us.retain(|path| map.find(path).is_none_or(|id| map.file(id).git_ignored));
    assert_eq!(by_us, by_git);
}

#[test]
fn hostile_bytes_are_reported() {
    let tree = Scratch::new("bytes");
    tree.write("bom.rs", b"\xef\xbb\xbffn a() {}\r\n")
        .write("wrong.sql", b"ok\n\xff\xfe x\n")
        .write("nul.toml", b"a\0b")
        .write("utf16.json", b"\xff\xfe{\0}\0")
        .write("big.json", vec![b' '; (2 << 20) + 1])
        .write("big.rs", vec![b' '; (2 << 20) + 1]);
    let map = tree.read();
    assert_eq!(paths(&map), ["big.rs", "bom.rs", "wrong.sql"]);
    assert_eq!(map.files[1].text, "fn a() {}\r\n");
    assert_eq!(map.files[2].text, "ok\n\u{fffd}\u{fffd} x\n");
    assert_eq!(map.unread, 3);
    let problems: Vec<_> = map
        .problems
        .iter()
        .map(|p| (p.path.as_str(), p.line, p.help.len()))
        .collect();
    assert_eq!(
        problems,
        [
            ("big.json", None, 1),
            ("nul.toml", None, 1),
            ("utf16.json", None, 1),
            ("wrong.sql", Some(2), 1)
        ]
    );
}

#[cfg(unix)]
#[test]
fn links_are_not_followed_and_special_files_not_opened() {
    let tree = Scratch::new("links");
    tree.write("a/x.rs", "");
    std::os::unix::fs::symlink(&tree.0, tree.0.join("a/loop")).expect("link");
    std::os::unix::fs::symlink(tree.0.join("a/x.rs"), tree.0.join("y.rs")).expect("link");
    let _ = Command::new("mkfifo").arg(tree.0.join("pipe.rs")).status();
    assert_eq!(paths(&tree.read()), ["a/x.rs"]);
}

#[test]
fn a_vanished_file_is_a_problem() {
    let (text, problem) = decode::load(Path::new("/nonexistent/a.rs"), "a.rs", Kind::Rust);
    assert!(text.is_none());
    assert!(problem.expect("a problem").message.contains("vanished"));
}

#[test]
fn scan_globs_choose() {
    let tree = Scratch::new("scan");
    tree.write("src/a.rs", "")
        .write("src/gen/b.rs", "")
        .write("web/c.js", "");
    let scan = ScanGlobs {
        include: vec!["src/**".into()],
        exclude: vec!["src/gen".into(), "[".into()],
    };
    let map = read(&tree.0, &scan);
    assert_eq!(paths(&map), ["src/a.rs"]);
    assert_eq!(map.problems.len(), 1);
}

#[test]
fn added_files_do_not_break_the_search() {
    let tree = Scratch::new("extra");
    tree.write("b.rs", "").write("z.rs", "");
    let mut map = tree.read();
    let added = map.add_extra("a/policy.md", "text".into());
    assert_eq!(added, FileId(2));
    assert_eq!(map.add_extra("a/policy.md", "other".into()), added);
    assert_eq!(map.add_extra("b.rs", "other".into()), FileId(0));
    assert_eq!(map.find("z.rs"), Some(FileId(1)));
    assert_eq!(map.find("a/policy.md"), Some(added));
    assert_eq!(map.find("c"), None);
    assert_eq!(map.tree().len(), 2);
}

#[test]
fn the_root_is_found_as_the_contract_says() {
    let tree = Scratch::new("locate");
    tree.write("app/candor.toml", "")
        .write("app/src/a.rs", "")
        .write("hub/.github/candor.toml", "")
        .write("bare/src/b.rs", "")
        .write("other.toml", "");
    let at = |path: &str| tree.0.join(path);
    let found = |paths: &[&str], policy: Option<&str>| {
        let paths: Vec<PathBuf> = paths.iter().map(|p| at(p)).collect();
        let found = locate(&paths, policy.map(at).as_deref())?;
        let relative = |p: &Path| relative_to(&tree.0, p).unwrap_or_default();
        Ok::<_, LocateError>((relative(&found.root), relative(&found.policy), found.narrow))
    };
    let ok = |root: &str, policy: &str, narrow: &[&str]| {
        Ok((
            root.to_owned(),
            policy.to_owned(),
            narrow.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>(),
        ))
    };
    assert_eq!(found(&["app"], None), ok("app", "app/candor.toml", &[]));
    assert_eq!(
        found(&["hub"], None),
        ok("hub", "hub/.github/candor.toml", &[])
    );
    assert_eq!(
        found(&["app/src"], None),
        ok("app", "app/candor.toml", &["src"])
    );
    assert_eq!(
        found(&["app/src/a.rs"], None),
        ok("app", "app/candor.toml", &["src/a.rs"])
    );
    assert_eq!(
        found(&["app/src", "app"], None),
        ok("app", "app/candor.toml", &["src"])
    );
    assert_eq!(
        found(&["bare"], Some("other.toml")),
        ok("bare", "other.toml", &[])
    );
    assert_eq!(
        found(&["bare/src/b.rs"], Some("other.toml")),
        ok("bare/src", "other.toml", &["b.rs"])
    );
    assert_eq!(
        found(&["app/src/a.rs"], Some("app/candor.toml")),
        ok("app", "app/candor.toml", &["src/a.rs"])
    );
    let missing = found(&["bare"], None).expect_err("no policy");
    assert!(
        missing.message.contains(".github/candor.toml"),
        "{}",
        missing.message
    );
    assert!(missing.help[0].contains("candor init"));
    assert!(found(&["nowhere"], None).is_err());
    assert!(found(&["app", "hub"], None).is_err());
    assert!(found(&["app"], Some("nowhere.toml")).is_err());
}
