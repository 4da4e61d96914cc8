//! Whole policies that must be read without a problem, and what is read from them.

use super::*;
use crate::finding::Severity;

/// The large example of the design, with the commitments' gates declared.
pub(super) const EXAMPLE: &str = r#"#:schema ./candor.schema.json          # written by `candor schema`
[policy]
service   = "Luntrex"
document  = "docs/privacy.md"           # the prose (md, html, txt), relative to this file
effective = 2025-11-30
taxonomy  = "fideslang-3.1"             # pinned; unknown keys are errors with "did you mean"

[scan]                                  # optional
include = ["**"]
exclude = ["vendor/**"]
tests   = false                         # test, bench, example and fixture code is not judged by default

[data.prompt]                           # add to, correct or extend the built-in dictionary
key     = "user.content.private.prompt" # a taxonomy key or a new child of one
names   = ["generation_input"]          # identifiers, columns, JSON keys (matched word by word, last segment)
not     = ["prompt_template_id"]
types   = ["crate::llm::ChatRequest"]   # every value of the type
fields  = ["crate::llm::Message::content"]
columns = ["generations.input"]

[recipient.acme-ocr]                    # a third party the catalogue does not know; a known one needs only its id
role     = "processor"                  # processor | controller | self-hosted | user-directed | tracker
purpose  = "inference"
hosts    = ["api.acme-ocr.example"]
crates   = ["acme_ocr"]
env      = ["ACME_OCR_"]
addresses = ["crate::config::Config::staff"]   # mail or message addresses that belong to it; a literal address's domain counts as a host
receives = ["user.content.private"]

[gate.debug-capture]                    # a condition that code checks before it may do something
when    = ["crate::settings::Debug::capture", "crate::debug::capture_allowed"]   # fields, functions, methods, setting keys
default = false                         # its declared default, checked where a default is found

[action.community-write]                # a named set of actions for `gated`, `checked-first`, `only-through`
paths = ["crate::comment::Comment::create", "Post::{create,update*}", "-> LocalUserView"]   # `-> Type`: handing out a value of that type

[store.images]                          # a store by name; databases, buckets and folders can also be named directly (`postgres`, a bucket's name)
is = ["S3_IMAGE_BUCKET", "uploads/"]

[code]                                  # what the analysis cannot see by itself in this codebase
hashes   = ["crate::auth::digest"]      # functions: result is a hash of the argument
encrypts = ["crate::vault::seal"]
redacts  = ["crate::log::mask"]
logs     = ["crate::audit!", "crate::telemetry::emit"]      # further sinks, also: stores, sends, exposes, trains
stores   = []
sends    = []
exposes  = []
trains   = ["crate::dataset::append"]
sources  = { "user.content.private.prompt" = ["crate::api::body_text"] }

[[commitment]]
id    = "api-keys-hashed"               # unique slug; derived from rule and data where left out
quote = "API keys are stored hashed so they cannot be retrieved in plain text."   # string or list; must stand in `document`
rule  = "hashed-at-rest"
data  = ["api_key"]                     # full keys, or any unambiguous last part; a parent covers its children
severity = "error"                      # error | warning | note
paths = ["crates/server/**"]            # optional narrowing

[[exception]]                           # an accepted breach, on the record
commitment = "api-keys-hashed"          # or rule = "…"
paths  = ["src/legacy/import.rs"]
reason = "keys of the old system, re-hashed at first use"      # required
until  = 2026-12-31                     # optional; past it the exception itself is a finding
"#;

#[test]
fn the_example_of_the_design_is_read_in_full() {
    let prose =
        "## Keys\n\nAPI keys are *stored hashed* so they\ncannot be retrieved in plain text.\n";
    let document = Document {
        file: Some(FileId(1)),
        text: Ok(prose),
    };
    let (policy, problems) = read(EXAMPLE, "candor.toml", FileId(0), Some(document), known());
    assert_eq!(told(&problems), Vec::<String>::new());
    let policy = policy.expect("a policy without problems");
    assert_eq!(policy.service, "Luntrex");
    assert_eq!(policy.document_file, Some(FileId(1)));
    assert_eq!(
        policy.effective.map(|d| d.value).as_deref(),
        Some("2025-11-30")
    );
    assert_eq!(policy.data[0].key.value, "user.content.private.prompt");
    assert_eq!(
        policy.recipients[0].role.as_ref().map(|r| r.value.as_str()),
        Some("processor")
    );
    assert_eq!(
        policy.gates[0].default.as_ref().map(|d| d.value),
        Some(false)
    );
    assert_eq!(policy.actions[0].items.len(), 3);
    assert_eq!(policy.stores[0].items[1].value, "uploads/");
    assert_eq!(
        policy.code.sources[0].0.value,
        "user.content.private.prompt"
    );
    assert_eq!(
        policy.commitments[0].data[0].value,
        "user.authorization.credentials.api_key"
    );
    assert_eq!(
        policy.exceptions[0]
            .until
            .as_ref()
            .map(|d| d.value.as_str()),
        Some("2026-12-31")
    );
    let span = policy.commitments[0].span;
    assert_eq!(
        &EXAMPLE[span.start as usize..span.end as usize],
        "[[commitment]]"
    );
}

/// One commitment for each rule of the contract, with each of its own keys.
pub(super) const EVERY_RULE: &str = r#"
[policy]
service = "every rule"
taxonomy = "fideslang-3.1"
[gate.consent]
when = ["Consent::given"]
[gate.other]
when = ["other"]
[action.write]
paths = ["Post::create"]
[recipient.acme]
hosts = ["acme.example"]
[[commitment]]
rule = "never-logged"
data = ["prompt"]
unless = ["consent"]
[[commitment]]
rule = "logged-fields-only"
fields = ["path", "status"]
at = ["crate::request_log!", "RequestLog"]
[[commitment]]
rule = "never-stored"
data = ["credit_card", "bank_account"]
[[commitment]]
rule = "hashed-at-rest"
data = ["fingerprint"]
with = ["sha256"]
keyed = true
[[commitment]]
rule = "encrypted-at-rest"
stores = ["postgres", "backups"]
[[commitment]]
rule = "never-exposed"
data = ["api_key"]
to = ["client-storage", "template", "url"]
once = ["crate::keys::create"]
[[commitment]]
rule = "shared-only-with"
data = ["user.content"]
to = ["acme", "openai"]
[[commitment]]
rule = "never-used-for"
data = ["user.content"]
purposes = ["training", "sale"]
unless = ["consent"]
[[commitment]]
rule = "only-through"
data = ["email"]
to = ["send", "crate::mail::queue"]
through = ["crate::mail::send"]
[[commitment]]
rule = "no-trackers"
classes = ["advertising", "any-third-party"]
except = ["acme-analytics"]
[[commitment]]
rule = "cookies-only"
cookies = [
  { name = "session", purpose = "login", http_only = true, secure = true, same_site = "Lax", max_age = "14 days" },
  { name = "theme", storage = "local" },
]
third_party = false
[[commitment]]
rule = "tls-only"
except = ["localhost"]
[[commitment]]
rule = "secrets-managed"
[[commitment]]
rule = "region-only"
regions = ["eu-*", "europe-west?"]
stores = ["backups"]
[[commitment]]
id = "kept-a"
rule = "kept-at-most"
max = "P30D"
table = "jobs"
after = "account-deletion"
setting = "RETENTION_DAYS"
[[commitment]]
id = "kept-b"
rule = "kept-at-most"
max = "7 years"
log = ["access"]
[[commitment]]
rule = "links-expire"
max = "1 hour"
[[commitment]]
rule = "setting"
key = "auto_cleanup"
equals = true
min = 1
max = 7.5
one_of = ["a", 1, true]
accepts = 0
[[commitment]]
rule = "erasable"
entry = "crate::account::delete"
subject = "users"
within = "72 hours"
keep = [{ table = "ledger", because = "tax law" }]
[[commitment]]
rule = "exportable"
entry = ["GET /export"]
[[commitment]]
rule = "collected-only"
data = ["email", "password"]
tables = ["users"]
types = ["SignUp"]
[[commitment]]
rule = "gated"
action = ["log", "write", "acme", "Post::delete"]
by = ["consent", "other"]
any = true
data = ["prompt"]
same = [[0, 0], [1, 2]]
[[commitment]]
rule = "owner-only"
tables = ["images"]
by = "user_id"
unless = ["consent"]
[[commitment]]
rule = "authenticated"
check = ["Claims"]
except = ["/health", "GET /login"]
logged = true
[[commitment]]
rule = "checked-first"
check = "crate::verify"
before = ["write"]
untrusted = ["body.role"]
[[commitment]]
rule = "attested"
by = "Data protection officer"
on = 2025-11-01
review = "2026-11-01"
evidence = "docs/breach.md"
"#;

#[test]
fn every_rule_takes_its_own_keys() {
    let (policy, problems) = read_text(EVERY_RULE);
    assert_eq!(told(&problems), Vec::<String>::new());
    let policy = policy.expect("a policy without problems");
    let mut rules: Vec<&str> = policy
        .commitments
        .iter()
        .map(|c| c.rule.value.as_str())
        .collect();
    rules.dedup();
    assert_eq!(rules.len(), crate::catalog::pages().len());
    let by_rule = |rule: &str| {
        policy
            .commitments
            .iter()
            .find(|c| c.rule.value == rule)
            .expect("a commitment a rule")
    };
    let value = |rule: &str, key: &str| by_rule(rule).param(key).expect("a key").value.clone();
    assert_eq!(
        value("kept-at-most", "max"),
        Value::Duration(30 * 24 * 60 * 60)
    );
    assert_eq!(
        value("attested", "review"),
        Value::Date("2026-11-01".to_owned())
    );
    assert_eq!(value("setting", "max"), Value::Float(7.5));
    assert_eq!(value("gated", "any"), Value::Bool(true));
    assert_eq!(by_rule("shared-only-with").texts("to"), ["acme", "openai"]);
    assert_eq!(by_rule("owner-only").texts("by"), ["user_id"]);
    assert!(by_rule("hashed-at-rest").flag("keyed"));
    let Value::List(cookies) = value("cookies-only", "cookies") else {
        panic!("a list")
    };
    let Value::Table(first) = &cookies[0].value else {
        panic!("a table")
    };
    assert_eq!(first[0].0, "name");
    assert_eq!(first[4].1.value, Value::Text("lax".to_owned()));
}

#[test]
fn ids_are_derived_from_rule_and_data() {
    let text = r#"
[policy]
service = "x"
taxonomy = "fideslang-3.1"
[[commitment]]
rule = "never-logged"
data = ["prompt", "ip_address"]
[[commitment]]
rule = "never-logged"
data = ["user.device.fingerprint"]
[[commitment]]
rule = "never-logged"
data = ["user.biometric.fingerprint"]
severity = "note"
[[commitment]]
rule = "tls-only"
"#;
    let (policy, problems) = read_text(text);
    assert_eq!(told(&problems), Vec::<String>::new());
    let policy = policy.expect("a policy without problems");
    let ids: Vec<&str> = policy.commitments.iter().map(|c| c.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "never-logged-prompt-ip-address",
            "never-logged-device-fingerprint",
            "never-logged-biometric-fingerprint",
            "tls-only",
        ]
    );
    assert_eq!(policy.commitments[2].severity, Severity::Note);
    assert_eq!(policy.commitments[3].severity, Severity::Error);
}

#[test]
fn a_bom_and_other_line_ends_make_no_difference() {
    for text in [
        format!("\u{feff}{EVERY_RULE}"),
        EVERY_RULE.replace('\n', "\r\n"),
    ] {
        let (policy, problems) = read_text(&text);
        assert_eq!(told(&problems), Vec::<String>::new());
        assert!(policy.is_some());
    }
}

#[test]
fn own_data_keys_can_be_used_at_once() {
    let text = r#"
[policy]
service = "x"
taxonomy = "fideslang-3.1"
[data.diary]
key = "user.content.private.diary"
names = ["entry_text"]
[data.password]
names = ["pw"]
[[commitment]]
rule = "never-logged"
data = ["diary", "password"]
"#;
    let (policy, problems) = read_text(text);
    assert_eq!(told(&problems), Vec::<String>::new());
    let policy = policy.expect("a policy without problems");
    let keys: Vec<&str> = policy.commitments[0]
        .data
        .iter()
        .map(|d| d.value.as_str())
        .collect();
    assert_eq!(
        keys,
        ["user.content.private.diary", "user.authorization.password"]
    );
    assert_eq!(policy.data[1].key.value, "user.authorization.password");
}

#[test]
fn the_document_is_named_before_the_policy_is_read() {
    assert_eq!(document(EXAMPLE).as_deref(), Some("docs/privacy.md"));
    assert_eq!(document("[policy]\nservice = 'x'"), None);
    assert_eq!(document("[policy]\ndocument = 3"), None);
    assert_eq!(document("policy = 3"), None);
    assert_eq!(document("[[["), None);
}

/// Promises that nearly every service makes, with full keys and without a document.
pub(super) const COMMON: &str = include_str!("common.toml");

#[test]
fn a_policy_of_common_promises_is_read() {
    let (policy, problems) = read_text(COMMON);
    assert_eq!(told(&problems), Vec::<String>::new());
    assert_eq!(policy.expect("a policy").commitments.len(), 11);
}
