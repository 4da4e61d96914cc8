//! Every format on the shared sample, against files in `snapshots/`; `UPDATE=1 cargo test` writes them anew.

use std::path::PathBuf;

use super::sample::{SECRETS, sample};
use super::*;

const VERBOSE: Style = Style {
    color: Color::Off,
    detail: Detail::Verbose,
};

fn check(name: &str, bytes: &[u8]) {
    let text = String::from_utf8(bytes.to_vec()).expect("outputs are UTF-8");
    for secret in SECRETS {
        assert!(!text.contains(secret), "{name} shows {secret}");
    }
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("src/report/snapshots")
        .join(name);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &text).expect("snapshots can be written");
    }
    let expected = std::fs::read_to_string(&path)
        .unwrap_or_default()
        .replace("\r\n", "\n");
    assert!(
        text == expected,
        "{name} differs; UPDATE=1 cargo test writes it anew. Now:\n{text}"
    );
}

#[test]
fn every_format_is_as_recorded() {
    let sample = sample();
    let report = sample.report();
    for (name, format) in Format::ALL {
        assert_eq!(Format::parse(name), Some(format));
        assert_eq!(format.name(), name);
        let bytes = render(format, &report, &Style::PLAIN);
        assert_eq!(bytes.is_empty(), !format.is_available());
        if format.is_available() {
            check(name, &bytes);
            assert_eq!(bytes, render(format, &report, &Style::PLAIN));
        }
    }
}

#[test]
fn rich_in_colour_and_at_every_detail_is_as_recorded() {
    let sample = sample();
    let report = sample.report();
    check("rich-verbose", &render(Format::Rich, &report, &VERBOSE));
    let color = Style {
        color: Color::On,
        detail: Detail::Normal,
    };
    let colored = render(Format::Rich, &report, &color);
    check("rich-color", &colored);
    let plain = String::from_utf8_lossy(&render(Format::Rich, &report, &Style::PLAIN)).into_owned();
    assert!(
        !plain.contains('\u{1b}'),
        "an escape of a checked file reaches the terminal"
    );
    assert_eq!(
        anstream::adapter::strip_str(&String::from_utf8_lossy(&colored)).to_string(),
        plain
    );
    let problems = render_problems(report.sources, &report.outcome.problems, &Style::PLAIN);
    check("problems", &problems);
}

#[test]
fn explanations_are_as_recorded() {
    let sample = sample();
    let report = sample.report();
    let mut text = String::new();
    for index in 0..report.policy.commitments.len() {
        text.push_str(&explain_commitment(&report, index));
        text.push_str("--\n");
    }
    for finding in &report.outcome.findings {
        let shown = explain_finding(&report, &finding.fingerprint, Color::Off);
        text.push_str(&shown.expect("every finding is found by its fingerprint"));
        text.push_str("--\n");
    }
    text.push_str(&explain_page(&report.pages[0]));
    text.push_str(&rules_table(report.pages));
    check("explain", text.as_bytes());
    assert_eq!(explain_finding(&report, "", Color::Off), None);
    assert_eq!(explain_finding(&report, "nothing", Color::Off), None);
}

#[test]
fn sarif_is_valid_against_its_schema() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/data/sarif-2.1.0.json");
    let schema = std::fs::read_to_string(path).expect("the schema is part of the repository");
    // A pattern of the standard's has a bracket too many, which strict engines refuse.
    let schema = schema.replace("-[a-zA-Z]{2}]?$", "-[a-zA-Z]{2}$");
    let schema = serde_json::from_str(&schema).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is a schema");
    let sample = sample();
    let log = render(Format::Sarif, &sample.report(), &Style::PLAIN);
    let log: serde_json::Value = serde_json::from_slice(&log).expect("SARIF is JSON");
    let errors: Vec<String> = validator
        .iter_errors(&log)
        .map(|e| format!("{}: {e}", e.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn github_shows_the_worst_nine_and_counts_the_rest() {
    let mut sample = sample();
    let many = sample.outcome().findings.clone();
    sample.outcome().findings.extend(many);
    let text =
        String::from_utf8(render(Format::Github, &sample.report(), &Style::PLAIN)).expect("UTF-8");
    let commands: Vec<&str> = text.lines().filter(|l| l.starts_with("::")).collect();
    assert_eq!(commands.len(), 10);
    assert!(
        commands[9].contains("and 3 more findings"),
        "{}",
        commands[9]
    );
    assert!(commands[..8].iter().all(|c| c.starts_with("::error ")));
}

#[test]
fn a_run_without_anything_still_ends_in_its_line() {
    let mut sample = sample();
    *sample.outcome() = crate::triage::Outcome::default();
    for (_, format) in Format::ALL.into_iter().filter(|(_, f)| f.is_available()) {
        assert!(render(format, &sample.report(), &Style::PLAIN).ends_with(b"\n"));
    }
    assert_eq!(summary_line(&sample.report()), "0 commitments");
}

#[test]
fn no_span_makes_a_format_panic() {
    let mut sample = sample();
    let first = sample.outcome().findings[1].clone();
    // Before, within and past letters of several bytes, line ends and the end of the file; in the long line.
    for file in [2, 3, 6] {
        for (start, end) in [
            (0, 0),
            (4, 5),
            (4, 900),
            (5, 60),
            (99_999, 999_999),
            (0, 41_000),
        ] {
            let mut finding = first.clone();
            finding.at = crate::span::Span::new(crate::span::FileId(file), start, end);
            finding.trail.push(crate::finding::Step {
                span: finding.at,
                message: String::new(),
            });
            sample.outcome().findings.push(finding);
        }
    }
    for (_, format) in Format::ALL {
        render(format, &sample.report(), &VERBOSE);
    }
}

#[test]
fn places_in_a_repository_begin_at_its_top() {
    let sample = sample();
    let report = Report {
        prefix: "services/chat/",
        ..sample.report()
    };
    for format in [
        Format::Sarif,
        Format::Github,
        Format::Gitlab,
        Format::Rdjson,
    ] {
        let text = String::from_utf8(render(format, &report, &Style::PLAIN)).expect("UTF-8");
        assert!(
            text.contains("services/chat/src/chat.rs"),
            "{}",
            format.name()
        );
    }
    let text = String::from_utf8(render(Format::Short, &report, &Style::PLAIN)).expect("UTF-8");
    assert!(!text.contains("services/chat/"));
}

#[test]
fn json_says_what_the_contract_lists() {
    let sample = sample();
    let json = render(Format::Json, &sample.report(), &Style::PLAIN);
    let text = String::from_utf8(json.clone()).expect("UTF-8");
    let json: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
    let order = [
        "schema_version",
        "tool",
        "policy",
        "summary",
        "commitments",
        "findings",
        "problems",
        "scanned",
    ];
    let places: Vec<_> = order
        .iter()
        .map(|k| text.find(&format!("\n  \"{k}\":")))
        .collect();
    assert!(
        places.is_sorted() && places.iter().all(Option::is_some),
        "{places:?}"
    );
    assert_eq!(json["summary"]["findings"], 6);
    // The file has \r\n line ends and letters of several bytes; columns count characters.
    assert_eq!(json["findings"][1]["line"], 3);
    assert_eq!(json["findings"][1]["column"], 19);
    assert_eq!(json["findings"][1]["end_column"], 38);
}
