//! The findings of the sample, in the order of their places.

use super::span;
use crate::finding::{Confidence, Finding, Severity, State, Step};
use crate::source::SourceMap;
use crate::span::Span;

/// All of them.
pub(super) fn findings(sources: &SourceMap) -> Vec<Finding> {
    let at = |path: &str, text: &str| span(sources, path, text);
    let plain = |rule, commitment, path: &str, text: &str, message: &str| {
        finding(rule, commitment, at(path, text), message)
    };
    let secret = |path: &str, text: &str, message: &str| {
        plain("secrets-managed", "secrets-managed", path, text, message)
    };
    vec![
        secret(
            ".env",
            "SESSION_SECRET=9f2c4e7ab1d8",
            "a session secret lies in `.env`",
        ),
        printed(sources),
        logged(sources),
        stored(sources),
        Finding {
            help: vec!["read it from the environment".to_owned()],
            ..secret(
                "src/config.rs",
                "pub const API_KEY: &str = \"hunter2-Prod\";",
                "`API_KEY` is a secret in the code",
            )
        },
        Finding {
            state: State::Baseline,
            ..secret(
                "src/config.rs",
                "connect(\"correct horse\", \"AKIAIOSFODNN7EXAMPLE\")",
                "two secrets are handed to `connect`",
            )
        },
        Finding {
            state: State::Excepted,
            ..plain(
                "hashed-at-rest",
                "legacy",
                "src/legacy/import.rs",
                "db.insert(\"keys\", key)",
                "a key is stored as it is",
            )
        },
        Finding {
            severity: Severity::Note,
            ..plain(
                "no-trackers",
                "no-trackers",
                "static/app.min.js",
                "track(\"pixel\")",
                "a pixel of `track`",
            )
        },
    ]
}

/// A trail over two files, one of them with `\r\n` and letters of several bytes.
fn printed(sources: &SourceMap) -> Finding {
    let sink = "eprintln!(\"審査 {名}\")";
    Finding {
        data: prompt(),
        trail: trail(
            sources,
            &[
                ("src/chat.rs", "audit(&prompt)", "passed to `audit`"),
                ("src/audit ü.rs", sink, "printed to standard error"),
            ],
        ),
        help: vec![
            "print the length of `text` instead, or take prompts out of the promise".to_owned(),
        ],
        item: "crate::audit::audit".to_owned(),
        ..finding(
            "never-logged",
            "prompts-not-logged",
            span(sources, "src/audit ü.rs", sink),
            "the prompt is printed",
        )
    }
}

/// Unsure, under a guard, with escapes in the line and a key in the message.
fn logged(sources: &SourceMap) -> Finding {
    let sink = "info!(…prompt)";
    Finding {
        data: prompt(),
        severity: Severity::Warning,
        confidence: Confidence::Medium,
        reason: "`debug_enabled` is not declared as a gate".to_owned(),
        trail: trail(sources, &[("src/chat.rs", sink, "logged at level info")]),
        guard: Some("`if settings.debug_enabled`".to_owned()),
        help: vec!["drop `prompt` from the message".to_owned()],
        item: "crate::chat::complete".to_owned(),
        ..finding(
            "never-logged",
            "prompts-not-logged",
            span(sources, "src/chat.rs", sink),
            "the prompt reaches a log, key ghp_abcdefghijklmnop1234\u{1b}[2J",
        )
    }
}

/// A sink over several lines and a sentence over several lines.
fn stored(sources: &SourceMap) -> Finding {
    let sink = "store::save(….await?";
    Finding {
        data: prompt(),
        trail: trail(
            sources,
            &[("src/chat.rs", sink, "written to the table `rows`")],
        ),
        help: vec!["leave `prompt` out of `Row`".to_owned()],
        item: "crate::chat::complete".to_owned(),
        ..finding(
            "never-stored",
            "prompts-not-stored",
            span(sources, "src/chat.rs", sink),
            "the prompt is written to a database",
        )
    }
}

fn prompt() -> Vec<String> {
    vec!["user.content.private.prompt".to_owned()]
}

fn trail(sources: &SourceMap, rest: &[(&str, &str, &str)]) -> Vec<Step> {
    let start = [
        (
            "src/chat.rs",
            "req.json::<Chat>().await?",
            "`body` holds the request",
        ),
        (
            "src/chat.rs",
            "body.prompt",
            "`prompt` is the field `prompt` of it",
        ),
    ];
    let step = |(path, text, message): &(&str, &str, &str)| Step {
        span: span(sources, path, text),
        message: (*message).to_owned(),
    };
    start.iter().chain(rest).map(step).collect()
}

fn finding(rule: &'static str, commitment: &str, at: Span, message: &str) -> Finding {
    Finding {
        rule,
        commitment: commitment.to_owned(),
        severity: Severity::Error,
        confidence: Confidence::High,
        reason: String::new(),
        state: State::New,
        message: message.to_owned(),
        data: Vec::new(),
        at,
        trail: Vec::new(),
        guard: None,
        help: Vec::new(),
        item: String::new(),
        accepted: None,
        fingerprint: format!(
            "{:016x}",
            u64::from(at.file.0) * 1_000_003 + u64::from(at.start)
        ),
    }
}
