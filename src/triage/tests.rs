//! Tests of the room on small trees built in memory.

use super::*;
use crate::finding::Severity;
use crate::policy::{Code, Commitment, Exception, Scan, Spanned};
use crate::source::{SourceFile, kind_of, role_of};
use crate::span::{FileId, LineIndex, Span};

const RULES: [(&str, Judging); 3] = [
    ("never-logged", Judging::Judged),
    ("never-stored", Judging::Judged),
    ("erasable", Judging::NotYet),
];

fn sources(files: &[(&str, &str)]) -> SourceMap {
    let mut map = SourceMap::default();
    for (path, text) in files {
        map.files.push(SourceFile {
            path: (*path).to_owned(),
            kind: kind_of(path).expect("a kind"),
            role: role_of(path),
            git_ignored: false,
            text: (*text).to_owned(),
            lines: LineIndex::new(text),
        });
    }
    map
}

/// The span of the first occurrence of `needle`.
fn span(map: &SourceMap, path: &str, needle: &str) -> Span {
    let file = map.find(path).expect("the file");
    let start = map.file(file).text.find(needle).expect("the needle");
    Span::new(file, start as u32, (start + needle.len()) as u32)
}

fn spanned<T>(value: T) -> Spanned<T> {
    Spanned {
        value,
        span: Span::new(FileId(0), 0, 1),
    }
}

/// A policy in file 0 whose commitments are `(id, rule)`.
fn policy(commitments: &[(&str, &str)]) -> Policy {
    Policy {
        file: FileId(0),
        path: "candor.toml".into(),
        service: "S".into(),
        document: None,
        document_file: None,
        effective: None,
        scan: Scan::default(),
        data: Vec::new(),
        recipients: Vec::new(),
        gates: Vec::new(),
        actions: Vec::new(),
        stores: Vec::new(),
        code: Code::default(),
        commitments: commitments
            .iter()
            .map(|(id, rule)| Commitment {
                id: (*id).to_owned(),
                quotes: Vec::new(),
                rule: spanned((*rule).to_owned()),
                data: Vec::new(),
                severity: Severity::Error,
                paths: Vec::new(),
                params: Vec::new(),
                span: Span::new(FileId(0), 0, 1),
            })
            .collect(),
        exceptions: Vec::new(),
    }
}

fn exception(commitment: &str, paths: &[&str], until: Option<&str>) -> Exception {
    Exception {
        commitment: Some(spanned(commitment.to_owned())),
        rule: None,
        paths: paths.iter().map(|p| spanned((*p).to_owned())).collect(),
        reason: "r".into(),
        until: until.map(|u| spanned(u.to_owned())),
        span: Span::new(FileId(0), 2, 3),
    }
}

fn finding(at: Span, commitment: &str) -> Finding {
    Finding {
        rule: "never-logged",
        commitment: commitment.to_owned(),
        severity: Severity::Error,
        confidence: Confidence::High,
        reason: String::new(),
        state: State::New,
        message: "m".into(),
        data: vec!["d".into()],
        at,
        trail: Vec::new(),
        guard: None,
        help: Vec::new(),
        item: "crate::f".into(),
        accepted: None,
        fingerprint: String::new(),
    }
}

fn judged(findings: Vec<Finding>) -> Judgment {
    let judged = findings
        .iter()
        .map(|f| Step {
            span: f.at,
            message: String::new(),
        })
        .collect();
    Judgment {
        findings,
        judged,
        ..Judgment::default()
    }
}

fn options() -> Options {
    Options {
        exceptions: Exceptions::Apply,
        today: "2026-01-15".into(),
        min_confidence: Confidence::Medium,
        narrow: Vec::new(),
        only: Vec::new(),
    }
}

fn run(map: &SourceMap, policy: &Policy, judgments: Vec<Judgment>, options: &Options) -> Outcome {
    let marks = map
        .iter()
        .flat_map(|(id, _)| marks_of_text(map, id))
        .collect();
    let input = Input {
        sources: map,
        policy,
        judgments,
        marks,
        rules: &RULES,
        problems: Vec::new(),
        scanned: Scanned::default(),
    };
    triage(input, options)
}

fn verdicts(outcome: &Outcome) -> Vec<Verdict> {
    outcome.commitments.iter().map(|c| c.verdict).collect()
}

#[test]
fn verdicts_follow_from_findings_and_judged_places() {
    let map = sources(&[("candor.toml", "x\ny\n"), ("src/a.sql", "a\n")]);
    let policy = policy(&[
        ("a", "never-logged"),
        ("b", "never-logged"),
        ("c", "never-logged"),
        ("d", "attested"),
    ]);
    let at = span(&map, "src/a.sql", "a");
    let kept = Judgment {
        judged: vec![Step {
            span: at,
            message: String::new(),
        }],
        ..Judgment::default()
    };
    let attested = Judgment {
        attested: Some(Verdict::Overdue),
        ..Judgment::default()
    };
    let judgments = vec![
        judged(vec![finding(at, "a")]),
        kept,
        Judgment::default(),
        attested,
    ];
    let outcome = run(&map, &policy, judgments, &options());
    assert_eq!(
        verdicts(&outcome),
        [
            Verdict::Broken,
            Verdict::Kept,
            Verdict::Unproven,
            Verdict::Overdue
        ]
    );
    assert_eq!(outcome.commitments[0].findings, [0]);
}

#[test]
fn one_finding_a_place_with_the_data_of_all() {
    let map = sources(&[("candor.toml", "x\ny\n"), ("src/a.sql", "a\n")]);
    let at = span(&map, "src/a.sql", "a");
    let long = Finding {
        trail: vec![
            Step {
                span: at,
                message: "s".into()
            };
            3
        ],
        data: vec!["e".into()],
        ..finding(at, "a")
    };
    let unsure = Finding {
        confidence: Confidence::Medium,
        ..finding(at, "a")
    };
    let outcome = run(
        &map,
        &policy(&[("a", "never-logged")]),
        vec![judged(vec![long, unsure, finding(at, "a")])],
        &options(),
    );
    assert_eq!(outcome.findings.len(), 1);
    assert_eq!(outcome.findings[0].data, ["d", "e"]);
    assert!(outcome.findings[0].trail.is_empty());
}

#[test]
fn fingerprints_do_not_move_with_lines_and_count_equals() {
    let name = |text: &str, options: &Options| {
        let map = sources(&[("candor.toml", "x\ny\n"), ("src/a.sql", text)]);
        let file = FileId(1);
        let places = text.match_indices("log(").map(|(i, _)| {
            let end = text[i..].find(';').expect("an end") + i;
            finding(Span::new(file, i as u32, end as u32), "a")
        });
        let places = places.collect();
        let outcome = run(
            &map,
            &policy(&[("a", "never-logged")]),
            vec![judged(places)],
            options,
        );
        outcome
            .findings
            .into_iter()
            .map(|f| f.fingerprint)
            .collect::<Vec<_>>()
    };
    let one = name("log(a, b);\nlog(a, b);\n", &options());
    let moved = name(
        "\r\n\r\nlog(\r\n  a,\r\n  b,\r\n);\r\nlog(a,b);\r\n",
        &options(),
    );
    assert_eq!(one, moved);
    assert_ne!(one[0], one[1]);
}

#[test]
fn a_mark_covers_its_line_and_the_statement_below() {
    let text = "-- candor: except(never-logged) legacy\n-- more\n\nfirst();\nsecond(); -- candor: except(a): known\nthird(\n 1);\n";
    let map = sources(&[("candor.toml", "x\ny\n"), ("src/a.sql", text)]);
    let findings =
        ["first()", "second()", "third("].map(|n| finding(span(&map, "src/a.sql", n), "a"));
    let outcome = run(
        &map,
        &policy(&[("a", "never-logged")]),
        vec![judged(findings.to_vec())],
        &options(),
    );
    let states: Vec<State> = outcome.findings.iter().map(|f| f.state).collect();
    assert_eq!(states, [State::Excepted, State::Excepted, State::New]);
    assert_eq!(verdicts(&outcome), [Verdict::Broken]);
}

fn own(text: &str) -> Vec<(Severity, String)> {
    let map = sources(&[("candor.toml", "x\ny\n"), ("src/a.html", text)]);
    let policy = policy(&[("a", "never-logged"), ("later", "erasable")]);
    let outcome = run(&map, &policy, vec![], &options());
    outcome
        .findings
        .into_iter()
        .map(|f| (f.severity, f.message))
        .collect()
}

#[test]
fn exceptions_that_cannot_hold_are_findings() {
    let check = |text: &str, severity: Severity, part: &str| {
        let own = own(text);
        assert_eq!(own.len(), 1, "{text}: {own:?}");
        assert_eq!(own[0].0, severity, "{text}");
        assert!(own[0].1.contains(part), "{text}: {}", own[0].1);
    };
    check(
        "<!-- candor: except(never-logged) reason -->\n<a>",
        Severity::Warning,
        "covers nothing",
    );
    check(
        "<!-- candor: except(never-logged) -->\n<a>",
        Severity::Error,
        "no reason",
    );
    check(
        "<!-- candor: except(never-loged) why -->\n<a>",
        Severity::Error,
        "neither a rule nor a commitment",
    );
    check(
        "<!-- candor: except(*) why -->\n<a>",
        Severity::Error,
        "wildcard",
    );
    check(
        "<!-- candor: except() why -->\n<a>",
        Severity::Error,
        "names no rule",
    );
    check(
        "<!-- candor: except(a why -->\n<a>",
        Severity::Error,
        "bracket",
    );
    assert_eq!(own("<!-- candor: except(later) why -->\n<a>"), []);
    assert_eq!(own("<p>write candor: except(a) why</p>"), []);
}

#[test]
fn entries_of_the_policy_file_cover_paths_until_their_day() {
    let map = sources(&[
        ("candor.toml", "x\ny\n"),
        ("src/a.sql", "a\n"),
        ("src/b.sql", "b\n"),
    ]);
    let findings = [
        finding(span(&map, "src/a.sql", "a"), "a"),
        finding(span(&map, "src/b.sql", "b"), "a"),
    ];
    let mut policy = policy(&[("a", "never-logged")]);
    let mut check = |entry: Exception, expect: &[(&str, State)]| {
        policy.exceptions = vec![entry];
        let outcome = run(&map, &policy, vec![judged(findings.to_vec())], &options());
        let got: Vec<_> = outcome.findings.iter().map(|f| (f.rule, f.state)).collect();
        assert_eq!(got, expect);
    };
    let rule = "never-logged";
    check(
        exception("a", &["src/a.sql"], None),
        &[(rule, State::Excepted), (rule, State::New)],
    );
    check(
        exception("a", &[], Some("2026-01-15")),
        &[(rule, State::Excepted), (rule, State::Excepted)],
    );
    check(
        exception("a", &[], Some("2026-01-14")),
        &[(RULE, State::New), (rule, State::New), (rule, State::New)],
    );
    check(
        exception("a", &["other"], None),
        &[(RULE, State::New), (rule, State::New), (rule, State::New)],
    );
}

const RULE: &str = EXCEPTION_RULE;

#[test]
fn options_narrow_the_report_but_not_the_verdict() {
    let map = sources(&[
        ("candor.toml", "x\ny\n"),
        ("src/a.sql", "a\n"),
        ("srcb.sql", "b\n"),
    ]);
    let policy = policy(&[("a", "never-logged"), ("b", "never-stored")]);
    let findings = [
        finding(span(&map, "src/a.sql", "a"), "a"),
        finding(span(&map, "srcb.sql", "b"), "a"),
    ];
    let judgments = || vec![judged(findings.to_vec())];
    let narrow = Options {
        narrow: vec!["srcb.sql".into()],
        ..options()
    };
    let outcome = run(&map, &policy, judgments(), &narrow);
    assert_eq!(
        (outcome.findings.len(), outcome.commitments[0].verdict),
        (1, Verdict::Broken)
    );
    let outcome = run(
        &map,
        &policy,
        judgments(),
        &Options {
            narrow: vec!["src".into()],
            ..options()
        },
    );
    assert_eq!(outcome.findings.len(), 1);
    let outcome = run(
        &map,
        &policy,
        judgments(),
        &Options {
            only: vec!["never-stored".into()],
            ..options()
        },
    );
    assert_eq!(
        (
            outcome.findings.len(),
            outcome.commitments.len(),
            outcome.commitments[0].commitment
        ),
        (0, 1, 1)
    );
    let sure = Finding {
        confidence: Confidence::Low,
        ..findings[0].clone()
    };
    let outcome = run(&map, &policy, vec![judged(vec![sure])], &options());
    assert_eq!(
        (outcome.findings.len(), outcome.commitments[0].verdict),
        (0, Verdict::Kept)
    );
}
