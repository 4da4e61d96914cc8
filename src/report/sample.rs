//! One outcome that has everything a report must cope with; all formats are tested on it.
//!
//! In: nothing. Out: sources, policy, outcome and pages that a test borrows a report from. Places are found by the
//! text that stands there, so the sample can be edited without counting.

mod findings;

use super::{Report, RuleInfo};
use crate::finding::{Problem, Severity, Step, Verdict};
use crate::policy::{Code, Commitment, Exception, Policy, Scan, Spanned};
use crate::source::{Kind, Role, SourceFile, SourceMap};
use crate::span::{FileId, LineIndex, Span};
use crate::triage::{Judged, Outcome, Scanned};

/// A secret that no output may hold.
pub(super) const SECRETS: [&str; 5] = [
    "hunter2-Prod",
    "s3cr3tpw",
    "IOSFODNN7EXAMPLE",
    "9f2c4e7ab1d8",
    "correct horse",
];

const CHAT: &str = "use tracing::info;

pub async fn complete(req: Request) -> Result<Reply> {
    let body = req.json::<Chat>().await?;
    let prompt = body.prompt;
\tif settings.debug_enabled {
\t\tinfo!(\"prompt für {}: {}\", \u{1b}[31muser\u{202e}, prompt);
\t}
    audit(&prompt);
    store::save(
        &db,
        Row {
            id: new_id(),
            prompt: prompt.clone(),
            at: now(),
        },
    )
    .await?;
    Ok(reply)
}
";

const AUDIT: &str = "// Größe: naïve 日本語\r\npub fn audit(text: &str) {\r\n    let 名 = text; eprintln!(\"審査 {名}\");\r\n    let _ = 名;\r\n}\r\n";

const CONFIG: &str = "pub const API_KEY: &str = \"hunter2-Prod\";
pub fn url() -> &'static str { \"postgres://app:s3cr3tpw@db.internal/app\" }
pub fn open() { connect(\"correct horse\", \"AKIAIOSFODNN7EXAMPLE\") }
";

const ENV: &str = "PORT=8080\nSESSION_SECRET=9f2c4e7ab1d8\n";

const POLICY: &str = "[policy]
service = \"Luntrex\"
document = \"docs/privacy.md\"

[[commitment]]
id = \"prompts-not-logged\"
quote = \"We never write your prompts to any log.\"
rule = \"never-logged\"
data = [\"user.content.private.prompt\"]

[[commitment]]
id = \"prompts-not-stored\"
quote = \"\"\"
Your prompts are processed in memory only.
They are never written to disk or to a database.\"\"\"
rule = \"never-stored\"
data = [\"user.content.private.prompt\"]

[[commitment]]
id = \"secrets-managed\"
quote = \"Access keys are kept in a secret store.\"
rule = \"secrets-managed\"

[[commitment]]
id = \"no-trackers\"
quote = [\"There are no trackers.\", \"We do not use advertising pixels.\"]
rule = \"no-trackers\"

[[commitment]]
id = \"logs-90-days\"
rule = \"kept-at-most\"

[[commitment]]
id = \"staff-trained\"
quote = \"Our staff is trained every year.\"
rule = \"attested\"

[[commitment]]
id = \"legacy\"
quote = \"Old keys are hashed.\"
rule = \"hashed-at-rest\"

[[commitment]]
id = \"tls\"
quote = \"All traffic is encrypted.\"
rule = \"tls-only\"

[[exception]]
commitment = \"legacy\"
paths = [\"src/legacy/**\"]
reason = \"keys of the old system\"
";

const LEGACY: &str = "pub fn import(key: &str) { db.insert(\"keys\", key); }\n";

/// Owns what a report borrows.
pub(super) struct Sample {
    sources: SourceMap,
    policy: Policy,
    outcome: Outcome,
    pages: Vec<RuleInfo>,
}

impl Sample {
    /// The report of the sample.
    pub(super) fn report(&self) -> Report<'_> {
        Report {
            policy: &self.policy,
            sources: &self.sources,
            outcome: &self.outcome,
            pages: &self.pages,
            version: "0.1.0",
            prefix: "",
        }
    }

    /// The outcome, to be changed by a test.
    pub(super) fn outcome(&mut self) -> &mut Outcome {
        &mut self.outcome
    }
}

/// Builds the sample.
pub(super) fn sample() -> Sample {
    let sources = sources();
    let policy = policy(&sources);
    let outcome = outcome(&sources);
    Sample {
        sources,
        policy,
        outcome,
        pages: pages(),
    }
}

fn sources() -> SourceMap {
    let minified = format!(
        "{}track(\"pixel\");{}",
        "var a=1;".repeat(2500),
        "b(2);".repeat(4000)
    );
    let file = |path: &str, kind: Kind, text: &str| SourceFile {
        path: path.to_owned(),
        kind,
        role: Role::Product,
        git_ignored: false,
        text: text.to_owned(),
        lines: LineIndex::new(text),
    };
    SourceMap {
        files: vec![
            file(".env", Kind::Env, ENV),
            file("candor.toml", Kind::Toml, POLICY),
            file("src/audit ü.rs", Kind::Rust, AUDIT),
            file("src/chat.rs", Kind::Rust, CHAT),
            file("src/config.rs", Kind::Rust, CONFIG),
            file("src/legacy/import.rs", Kind::Rust, LEGACY),
            file("static/app.min.js", Kind::Script, &minified),
        ],
        unread: 1,
        ..SourceMap::default()
    }
}

/// The span of `text` in a file; of the `from` to the `to` where both are given as `from…to`.
pub(super) fn span(sources: &SourceMap, path: &str, text: &str) -> Span {
    let id = sources.find(path).expect("a file of the sample");
    let whole = &sources.file(id).text;
    let (from, to) = text.split_once('…').unwrap_or((text, ""));
    let start = whole.find(from).expect("a text of the sample");
    let end = start + from.len();
    let end = if to.is_empty() {
        end
    } else {
        end + whole[end..].find(to).expect("an end") + to.len()
    };
    Span::new(id, start as u32, end as u32)
}

fn policy(sources: &SourceMap) -> Policy {
    let spanned = |text: &str, value: &str| Spanned {
        value: value.to_owned(),
        span: span(sources, "candor.toml", text),
    };
    Policy {
        file: sources.find("candor.toml").unwrap_or(FileId(0)),
        path: "candor.toml".to_owned(),
        service: "Luntrex".to_owned(),
        document: Some(spanned("\"docs/privacy.md\"", "docs/privacy.md")),
        document_file: None,
        effective: None,
        scan: Scan::default(),
        data: Vec::new(),
        recipients: Vec::new(),
        gates: Vec::new(),
        actions: Vec::new(),
        stores: Vec::new(),
        code: Code::default(),
        commitments: commitments(sources),
        exceptions: vec![Exception {
            commitment: Some(spanned("\"legacy\"", "legacy")),
            rule: None,
            paths: vec![spanned("src/legacy/**", "src/legacy/**")],
            reason: "keys of the old system".to_owned(),
            until: None,
            span: span(sources, "candor.toml", "[[exception]]"),
        }],
    }
}

fn commitment(
    sources: &SourceMap,
    id: &str,
    quotes: &[(&str, &str)],
    rule: &str,
    data: &[&str],
) -> Commitment {
    let spanned = |text: &str, value: &str| Spanned {
        value: value.to_owned(),
        span: span(sources, "candor.toml", text),
    };
    Commitment {
        id: id.to_owned(),
        quotes: quotes
            .iter()
            .map(|(text, value)| spanned(text, value))
            .collect(),
        rule: spanned(&format!("\"{rule}\""), rule),
        data: data
            .iter()
            .map(|d| spanned(&format!("\"{d}\""), d))
            .collect(),
        severity: Severity::Error,
        paths: Vec::new(),
        params: Vec::new(),
        span: span(sources, "candor.toml", &format!("id = \"{id}\"")),
    }
}

fn commitments(sources: &SourceMap) -> Vec<Commitment> {
    let commitment = |id: &str, quotes: &[(&str, &str)], rule: &str, data: &[&str]| {
        commitment(sources, id, quotes, rule, data)
    };
    let one = |text: &'static str| (text, text);
    let prompt = ["user.content.private.prompt"];
    let memory = "Your prompts are processed in memory only.\nThey are never written to disk or to a database.";
    vec![
        commitment(
            "prompts-not-logged",
            &[one("We never write your prompts to any log.")],
            "never-logged",
            &prompt,
        ),
        commitment(
            "prompts-not-stored",
            &[("Your prompts…database.", memory)],
            "never-stored",
            &prompt,
        ),
        commitment(
            "secrets-managed",
            &[one("Access keys are kept in a secret store.")],
            "secrets-managed",
            &[],
        ),
        commitment(
            "no-trackers",
            &[
                one("There are no trackers."),
                one("We do not use advertising pixels."),
            ],
            "no-trackers",
            &[],
        ),
        commitment("logs-90-days", &[], "kept-at-most", &[]),
        commitment(
            "staff-trained",
            &[one("Our staff is trained every year.")],
            "attested",
            &[],
        ),
        commitment(
            "legacy",
            &[one("Old keys are hashed.")],
            "hashed-at-rest",
            &[],
        ),
        commitment("tls", &[one("All traffic is encrypted.")], "tls-only", &[]),
    ]
}

fn outcome(sources: &SourceMap) -> Outcome {
    let judged = |commitment, verdict, findings: &[usize]| Judged {
        commitment,
        verdict,
        judged: Vec::new(),
        unproven: None,
        findings: findings.to_vec(),
        hidden: 0,
    };
    let place = Step {
        span: span(
            sources,
            "src/config.rs",
            "postgres://app:s3cr3tpw@db.internal/app",
        ),
        message: "connects to `db.internal`".to_owned(),
    };
    Outcome {
        commitments: vec![
            judged(0, Verdict::Broken, &[1, 2]),
            judged(1, Verdict::Broken, &[3]),
            judged(2, Verdict::Broken, &[0, 4, 5]),
            judged(3, Verdict::Broken, &[7]),
            Judged {
                unproven: Some("no log retention is set in this tree".to_owned()),
                ..judged(4, Verdict::Unproven, &[])
            },
            judged(5, Verdict::Overdue, &[]),
            judged(6, Verdict::Excepted, &[6]),
            Judged {
                judged: vec![place],
                ..judged(7, Verdict::Kept, &[])
            },
        ],
        findings: findings::findings(sources),
        problems: vec![
            Problem::of_file("src/broken.rs", "cannot be parsed: expected `;`")
                .help("check that it compiles"),
            Problem::of_file(
                "candor.toml",
                "the path `src/legacy/**` matches one file only",
            )
            .at(span(sources, "candor.toml", "src/legacy/**"), 50),
        ],
        scanned: Scanned {
            files: 7,
            bytes: 42_000,
            lines: 120,
            functions: 6,
            unread: 1,
        },
    }
}

fn pages() -> Vec<RuleInfo> {
    let page = |id: &str, promise: &str, tags: &[&str]| RuleInfo {
        id: id.to_owned(),
        promise: promise.to_owned(),
        tags: tags.iter().map(|t| (*t).to_owned()).collect(),
        body: format!("# {id}\n\nChecks that {promise}.\n"),
        severity: Severity::Error,
    };
    vec![
        page(
            "never-logged",
            "data reaches no log, span, print, panic text or error report",
            &["CWE-532", "GDPR-5"],
        ),
        page("never-stored", "data is written nowhere", &[]),
        page("no-trackers", "no third-party tracking", &[]),
        page(
            "secrets-managed",
            "no secret lies in code or config",
            &["CWE-798"],
        ),
    ]
}
