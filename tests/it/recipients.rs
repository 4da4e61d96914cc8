//! The catalogue of third parties: each service of a table is found by each of its marks.
//!
//! `data/third_parties.tsv` holds one service a line: crates, JavaScript packages, hosts it is addressed at, hosts and
//! paths that pages load from, environment variables, cookies. A `!` behind a mark says that it names nobody: the
//! client is a generic one, and only its host decides. In all other marks `*` stands for whatever may be there.

use std::fmt::Write as _;
use std::fs;

use candor::catalog::recipients::{Recipients, Service};

use crate::repository::repository;

/// A column of the table: how a mark of it is looked up.
type LookUp = fn(&'static Recipients, &str) -> Option<&'static Service>;

const COLUMNS: [(&str, LookUp); 6] = [
    ("crate", |all, mark| all.by_crate(mark)),
    ("package", |all, mark| all.by_js_package(mark)),
    ("host", by_host),
    ("script", |all, mark| {
        if mark.starts_with('/') {
            all.by_own_path(mark)
        } else {
            by_host(all, mark)
        }
    }),
    ("variable", |all, mark| all.by_env(mark)),
    ("cookie", |all, mark| all.by_cookie(mark)),
];

fn by_host(all: &'static Recipients, mark: &str) -> Option<&'static Service> {
    all.by_host(mark).map(|(service, _)| service)
}

#[test]
fn every_service_is_found_by_each_of_its_marks() {
    let path = repository().join("tests/it/data/third_parties.tsv");
    let table = fs::read_to_string(path).expect("the table");
    let all = Recipients::embedded();
    let mut wrong = String::new();
    let mut marks = 0;
    for line in table.lines().skip(1) {
        let mut cells = line.split('\t');
        let id = cells.next().unwrap_or_default();
        assert!(all.by_id(id).is_some(), "{id} is no service");
        for ((kind, look_up), cell) in COLUMNS.iter().zip(cells) {
            for mark in cell.split_whitespace() {
                marks += 1;
                let (name, wanted) = match mark.strip_suffix('!') {
                    Some(name) => (name, None),
                    None => (mark, Some(id)),
                };
                let found = look_up(all, &name.replace('*', "x1")).map(|s| s.id.as_str());
                if found != wanted {
                    let _ = writeln!(wrong, "  {kind} {mark} of {id} names {found:?}");
                }
            }
        }
    }
    assert!(marks > 500, "only {marks} marks are read");
    assert!(wrong.is_empty(), "marks that miss their service:\n{wrong}");
}

#[test]
fn regions_come_from_the_host_or_the_service() {
    let all = Recipients::embedded();
    for (host, region) in [
        ("api.eu.mailgun.net", Some("eu")),
        ("api.mailgun.net/v3/messages", Some("us")),
        ("0123.eu.r2.cloudflarestorage.com", Some("eu")),
        ("0123.r2.cloudflarestorage.com", None),
        ("o1.ingest.de.sentry.io", Some("eu")),
        ("ark.cn-beijing.volces.com", Some("cn")),
        ("fsn1.your-objectstorage.com", Some("eu")),
        ("nobody.example", None),
    ] {
        assert_eq!(all.region(host), region, "{host}");
    }
}

/// What must not be taken for a service.
#[test]
fn look_alikes_name_nobody() {
    let all = Recipients::embedded();
    for host in [
        "resend.com.evil.example",
        "myapi.stripe.example",
        "localhost",
        "minio",
        "10.0.0.1",
        "amazonaws.com.cn",
        "notsentry.io",
    ] {
        assert_eq!(by_host(all, host), None, "{host}");
    }
    for cookie in ["session", "theme", "id", "csrf_token"] {
        assert_eq!(all.by_cookie(cookie), None, "{cookie}");
    }
    for name in ["reqwest", "lettre", "object_store", "aws-sdk-s3", "oauth2"] {
        assert_eq!(all.by_crate(name), None, "{name}");
    }
}
