//! What a file is, and what it is for, judged by its path alone.
//!
//! In: a path relative to the root. Out: its [`Kind`] and [`Role`]. The text is never looked at.

use super::{Kind, Role};

/// Endings that say "a copy to fill in": the kind is that of the name before them (`nginx.conf.example`).
const COPIES: [&str; 7] = [
    "example", "sample", "dist", "template", "tmpl", "default", "orig",
];

/// Endings of template languages. They mostly hold HTML; a name like `app.yml.j2` says otherwise.
const TEMPLATES: [&str; 13] = [
    "tera",
    "hbs",
    "handlebars",
    "j2",
    "jinja",
    "jinja2",
    "askama",
    "mustache",
    "liquid",
    "stpl",
    "njk",
    "ejs",
    "mjml",
];

/// Machine-written lists of JavaScript packages: long, and `package.json` says what matters.
const LOCKS: [&str; 4] = [
    "package-lock.json",
    "npm-shrinkwrap.json",
    "pnpm-lock.yaml",
    "composer.lock",
];

/// The kind of a file by its path; `None` for files that are never read.
pub fn kind_of(path: &str) -> Option<Kind> {
    let lower = path.to_ascii_lowercase();
    let name = lower.rsplit('/').next().unwrap_or("");
    if LOCKS.contains(&name) {
        return None;
    }
    by_name(name, &lower).or_else(|| by_ending(name, &lower))
}

/// Kinds that a whole name tells.
fn by_name(name: &str, path: &str) -> Option<Kind> {
    let kind =
        match name {
            "cargo.toml" => Kind::CargoToml,
            "cargo.lock" => Kind::CargoLock,
            "package.json" => Kind::PackageJson,
            "dockerfile" | "containerfile" => Kind::Dockerfile,
            "caddyfile" | ".htaccess" | "_headers" | "nginx.conf" | "httpd.conf"
            | "haproxy.cfg" => Kind::WebServer,
            "crontab" => Kind::Crontab,
            ".profile" | ".bashrc" | ".envrc" | "entrypoint" | ".npmrc" | ".yarnrc" | ".netrc"
            | ".pgpass" => Kind::Shell,
            "logrotate.conf" => Kind::Logrotate,
            "readme" | "changelog" | "license" | "licence" | "notice" | "authors"
            | "contributing" => Kind::Prose,
            ".env" => Kind::Env,
            _ if name.starts_with(".env.") || name.starts_with(".env-") => Kind::Env,
            _ if name.starts_with("dockerfile.") || name.starts_with("containerfile.") => {
                Kind::Dockerfile
            }
            _ if path.contains("cron.d/") && !name.contains('.') => Kind::Crontab,
            _ if path.contains("logrotate") && !name.contains('.') => Kind::Logrotate,
            _ => return None,
        };
    Some(kind)
}

/// Kinds that the last ending tells, or the one before it.
fn by_ending(name: &str, path: &str) -> Option<Kind> {
    let (stem, ending) = name.rsplit_once('.')?;
    if COPIES.contains(&ending) {
        return by_name(stem, path).or_else(|| by_ending(stem, path));
    }
    if TEMPLATES.contains(&ending) {
        let inner = by_name(stem, path).or_else(|| by_ending(stem, path));
        return Some(inner.filter(|k| *k != Kind::Prose).unwrap_or(Kind::Html));
    }
    let kind = match ending {
        "rs" => Kind::Rust,
        "toml" => Kind::Toml,
        "yml" | "yaml" => Kind::Yaml,
        "json" | "jsonc" | "json5" | "webmanifest" => Kind::Json,
        "sql" => Kind::Sql,
        "html" | "htm" | "xhtml" | "vue" | "svelte" | "astro" => Kind::Html,
        "js" | "mjs" | "cjs" | "jsx" | "ts" | "mts" | "cts" | "tsx" => Kind::Script,
        "env" => Kind::Env,
        "dockerfile" | "containerfile" => Kind::Dockerfile,
        "tf" | "hcl" | "tfvars" => Kind::Terraform,
        "nginx" | "caddy" | "caddyfile" | "vhost" => Kind::WebServer,
        "conf" | "cfg" if is_web_server(path) => Kind::WebServer,
        "conf" | "logrotate" if path.contains("logrotate") => Kind::Logrotate,
        // Files of keys are text, if they are read at all.
        "conf" | "cfg" | "ini" | "properties" | "cnf" | "service" | "timer" | "pem" | "key" => {
            Kind::Ini
        }
        "md" | "markdown" | "mdx" | "txt" | "rst" | "adoc" => Kind::Prose,
        "proto" => Kind::Proto,
        "css" | "scss" | "sass" | "less" => Kind::Css,
        "sh" | "bash" | "zsh" => Kind::Shell,
        "cron" | "crontab" => Kind::Crontab,
        _ => return None,
    };
    Some(kind)
}

/// Whether a path names a web server somewhere (`deploy/nginx/site.conf`, `nginx.prod.conf`).
fn is_web_server(path: &str) -> bool {
    [
        "nginx",
        "caddy",
        "apache",
        "httpd",
        "haproxy",
        "sites-available",
        "sites-enabled",
    ]
    .iter()
    .any(|s| path.contains(s))
}

/// What a file is for, by where it stands.
pub fn role_of(path: &str) -> Role {
    let lower = path.to_ascii_lowercase();
    let (directories, name) = lower.rsplit_once('/').unwrap_or(("", &lower));
    let kind = kind_of(name);
    let rust = kind == Some(Kind::Rust);
    let mut in_src = false;
    let mut role = Role::Product;
    if kind == Some(Kind::Html) && is_report(directories) {
        role = Role::Build;
    }
    for directory in directories.split('/').filter(|d| !d.is_empty()) {
        let here = role_of_directory(directory, in_src, rust);
        role = if strength(here) > strength(role) {
            here
        } else {
            role
        };
        in_src |= directory == "src";
    }
    let here = role_of_name(name, in_src);
    if strength(here) > strength(role) {
        here
    } else {
        role
    }
}

/// Whether a page lies where tools put their reports, or beside scripts that developers run.
fn is_report(directories: &str) -> bool {
    let mut before = "";
    directories.split('/').any(|here| {
        let report = matches!(here, "htmlcov" | "lcov-report" | "scripts")
            || matches!(
                (before, here),
                ("coverage" | "llvm-cov" | "tarpaulin", "html")
            );
        before = here;
        report
    })
}

/// Which of two roles wins where a path has both: a test within an example is a test, and all of a copy is a copy.
fn strength(role: Role) -> u8 {
    match role {
        Role::Product => 0,
        Role::Build => 1,
        Role::Docs => 2,
        Role::Example => 3,
        Role::Test => 4,
        Role::Vendored => 5,
    }
}

/// The role a directory gives to what lies in it. Below `src` only names that cannot be a part of the service count:
/// `src/docs/` may serve documents, `src/vendor/` may be about vendors.
fn role_of_directory(name: &str, in_src: bool, rust: bool) -> Role {
    match name {
        "tests" | "test" | "__tests__" | "__mocks__" | "__snapshots__" | "__fixtures__"
        | "fixtures" | "testdata" | "test_data" | "test-data" | "test_utils" | "test-utils"
        | "testutils" | "test_util" | "test-util" | "test_helpers" | "test-helpers"
        | "test-support" | "test_support" | "testcases" | "testing" | "snapshots" => Role::Test,
        "node_modules" | "bower_components" | "third_party" | "third-party" | "thirdparty" => {
            Role::Vendored
        }
        "benches" if rust => Role::Example,
        "vendor" | "vendored" if !(in_src && rust) => Role::Vendored,
        _ if ["-tests", "_tests", "-test", "_test", "-loadtest"]
            .iter()
            .any(|end| name.ends_with(end)) =>
        {
            Role::Test
        }
        _ if in_src => Role::Product,
        _ if is_of_tests(name) => Role::Test,
        // Beside the service's code `integration` tries it; in Rust it may as well be how it works together with others.
        "integration" if !rust => Role::Test,
        _ if has_word(
            name,
            &["example", "examples", "benchmarks", "sample", "samples"],
        ) =>
        {
            Role::Example
        }
        "e2e" | "cypress" | "playwright" | "fuzz" | "k6" | "loadtest" | "load-test"
        | "load_test" => Role::Test,
        "examples" | "example" | "benches" | "bench" | "benchmarks" | "benchmark" | "demo"
        | "demos" | "samples" | "playground" | "playgrounds" | "storybook" | ".storybook"
        | "devservices" | "dev-services" | "dev_services" => Role::Example,
        "docs" | "doc" | "documentation" | "book" | "docs-site" | "issue_template" => Role::Docs,
        "xtask" | "xtasks" => Role::Build,
        _ => Role::Product,
    }
}

/// Whether a directory's name begins with tests or says within that it holds some: `test-common`, `sql-testing`.
fn is_of_tests(name: &str) -> bool {
    let mut words = name.split(['-', '_', '.']);
    let first = words.next().unwrap_or("");
    matches!(
        first,
        "test" | "tests" | "testing" | "testfiles" | "testsuite"
    ) || words.any(|w| matches!(w, "tests" | "testing" | "testcases" | "testdata"))
}

/// Whether a name holds one of some words: `example_config`, `compile-benchmarks`.
fn has_word(name: &str, words: &[&str]) -> bool {
    name.split(['-', '_', '.']).any(|w| words.contains(&w))
}

/// Words of scripts that try or measure a service and are no part of running it.
const TRIALS: [&str; 12] = [
    "test",
    "tests",
    "e2e",
    "smoke",
    "bench",
    "benchmark",
    "benchmarks",
    "loadtest",
    "stress",
    "acceptance",
    "harness",
    "fuzz",
];

/// The role a file's own name gives. `test.rs` and `test_connection.rs` may well be a command or a route of the
/// service; where they are tests, the `#[cfg(test)]` on their `mod` tells.
fn role_of_name(name: &str, in_src: bool) -> Role {
    if let Some(stem) = name.strip_suffix(".rs") {
        return match stem {
            "tests" | "test_util" | "test_utils" | "test_helper" | "test_helpers"
            | "test_support" | "test_common" => Role::Test,
            _ if stem.ends_with("_test") || stem.ends_with("_tests") => Role::Test,
            _ if stem.starts_with("tests_") => Role::Test,
            "build" if !in_src => Role::Build,
            _ => Role::Product,
        };
    }
    let script = name.strip_suffix(".sh").or(name.strip_suffix(".bash"));
    if script.is_some_and(|stem| stem.split(['-', '_', '.']).any(|w| TRIALS.contains(&w))) {
        return Role::Test;
    }
    if [".test.", ".spec.", ".cy.", ".e2e.", ".mock."]
        .iter()
        .any(|mark| name.contains(mark))
    {
        Role::Test
    } else if name.contains(".stories.") {
        Role::Example
    } else {
        Role::Product
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(expect: Option<Kind>, paths: &[&str]) {
        for path in paths {
            assert_eq!(kind_of(path), expect, "{path}");
        }
    }

    fn roles(expect: Role, paths: &[&str]) {
        for path in paths {
            assert_eq!(role_of(path), expect, "{path}");
        }
    }

    #[test]
    fn names_tell_kinds() {
        kinds(Some(Kind::Rust), &["src/main.rs", "a.rs"]);
        kinds(
            Some(Kind::CargoToml),
            &["Cargo.toml", "crates/a/Cargo.toml"],
        );
        kinds(
            Some(Kind::Env),
            &[".env", ".env.local", "deploy/prod.env", ".env.example"],
        );
        kinds(
            Some(Kind::Html),
            &[
                "a.html",
                "t/mail.txt.tera",
                "t/x.hbs",
                "App.vue",
                "x.html.j2",
            ],
        );
        kinds(
            Some(Kind::Yaml),
            &["docker-compose.yml", "deploy.yaml.j2", "config.yml.example"],
        );
        kinds(
            Some(Kind::Dockerfile),
            &["Dockerfile", "Dockerfile.prod", "api.dockerfile"],
        );
        kinds(
            Some(Kind::WebServer),
            &[
                "Caddyfile",
                "nginx.conf",
                "deploy/nginx/site.conf",
                "nginx.conf.tmpl",
            ],
        );
        kinds(Some(Kind::Crontab), &["crontab", "etc/cron.d/purge"]);
        kinds(Some(Kind::Shell), &["a.sh", ".npmrc"]);
        kinds(
            Some(Kind::Logrotate),
            &["deploy/logrotate.conf", "etc/logrotate.d/api"],
        );
        kinds(
            Some(Kind::Ini),
            &[
                "redis.conf",
                "journald.conf",
                "api.service",
                "purge.timer",
                "tls/server.key",
            ],
        );
        kinds(
            Some(Kind::Prose),
            &["README", "README.md", "LICENSE", "docs/privacy.txt"],
        );
        kinds(
            None,
            &["package-lock.json", "a.png", "Makefile", "noending", "a."],
        );
    }

    #[test]
    fn places_tell_roles() {
        roles(
            Role::Product,
            &[
                "src/main.rs",
                "src/test.rs",
                "src/docs/mod.rs",
                "src/vendor/mod.rs",
                "src/build.rs",
            ],
        );
        roles(
            Role::Product,
            &[
                ".github/workflows/ci.yml",
                ".env",
                "src/commands/test_connection.rs",
                "crates/attestation/src/lib.rs",
                "scripts/deploy.sh",
            ],
        );
        roles(
            Role::Test,
            &[
                "tests/it.rs",
                "src/a/tests.rs",
                "src/a_test.rs",
                "web/a.spec.ts",
                "crates/a/src/tests/b.rs",
            ],
        );
        roles(
            Role::Test,
            &[
                "crates/api_tests/src/lib.rs",
                "test-common/src/lib.rs",
                "crates/sql-testing/src/lib.rs",
                "crates/core/testcases/page.html",
                "scripts/run_put_bench.sh",
                "examples/a/tests/b.rs",
                "src/__tests__/a.ts",
            ],
        );
        roles(
            Role::Example,
            &[
                "examples/a.rs",
                "benches/b.rs",
                "web/A.stories.tsx",
                "runtime/example_config/sink.toml",
            ],
        );
        roles(Role::Docs, &["docs/index.html"]);
        roles(
            Role::Build,
            &["build.rs", "crates/a/build.rs", "xtask/src/main.rs"],
        );
        roles(
            Role::Vendored,
            &[
                "vendor/a/src/lib.rs",
                "static/vendor/a.js",
                "src/vendor/a.js",
                "third_party/tests/a.rs",
            ],
        );
    }
}
