//! The schema and the template say the same as the reader.

use serde_json::Value as Json;

use super::whole::{COMMON, EVERY_RULE, EXAMPLE};
use super::*;

/// A TOML text as editors hand it to a schema: dates are texts.
fn as_json(text: &str) -> Json {
    fn convert(value: toml::Value) -> Json {
        match value {
            toml::Value::Datetime(when) => Json::String(when.to_string()),
            toml::Value::Array(list) => list.into_iter().map(convert).collect(),
            toml::Value::Table(table) => table.into_iter().map(|(k, v)| (k, convert(v))).collect(),
            toml::Value::String(text) => Json::String(text),
            toml::Value::Integer(number) => Json::from(number),
            toml::Value::Float(number) => Json::from(number),
            toml::Value::Boolean(flag) => Json::Bool(flag),
        }
    }
    convert(toml::Value::Table(text.parse().expect("valid TOML")))
}

#[test]
fn right_policies_fit_the_schema() {
    let schema = schema();
    let validator = jsonschema::draft202012::new(&schema).expect("a valid schema");
    let fixture = |name: &str| {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let path = root.join("fixtures/luntrex").join(name).join("candor.toml");
        std::fs::read_to_string(path).expect("a fixture")
    };
    let (good, bad) = (fixture("good"), fixture("bad"));
    let own = [EXAMPLE, EVERY_RULE, COMMON, template()];
    for text in own.into_iter().chain([&*uncommented(), &good, &bad]) {
        let json = as_json(text);
        let errors: Vec<String> = validator
            .iter_errors(&json)
            .map(|e| format!("{}: {e}", e.instance_path()))
            .collect();
        assert_eq!(errors, Vec::<String>::new());
    }
}

#[test]
fn wrong_policies_do_not_fit_the_schema() {
    let schema = schema();
    let validator = jsonschema::draft202012::new(&schema).expect("a valid schema");
    for wrong in [
        "[polcy]\nservice = 'x'",
        "[policy]\nservice = 3",
        "[policy]\nservice = 'x'\ntaxonomy = 'fideslang-2'",
        "[policy]\nservice = 'x'\n[scan]\ntests = 'no'",
        "[policy]\nservice = 'x'\n[gate.a]\ndefault = true",
        "[policy]\nservice = 'x'\n[gate.'A B']\nwhen = ['a']",
        "[policy]\nservice = 'x'\n[recipient.a]\nrole = 'friend'",
        "[policy]\nservice = 'x'\n[[commitment]]\nid = 'a'",
        "[policy]\nservice = 'x'\n[[commitment]]\nrule = 'never-loged'",
        "[policy]\nservice = 'x'\n[[commitment]]\nrule = 'never-logged'",
        "[policy]\nservice = 'x'\n[[commitment]]\nrule = 'never-logged'\ndata = [3]",
        "[policy]\nservice = 'x'\n[[commitment]]\nrule = 'never-logged'\ndata = ['email']\nkeyed = true",
        "[policy]\nservice = 'x'\n[[commitment]]\nrule = 'no-trackers'\nclasses = ['ads']",
        "[policy]\nservice = 'x'\n[[commitment]]\nrule = 'no-trackers'\ndata = ['email']",
        "[policy]\nservice = 'x'\n[[commitment]]\nrule = 'kept-at-most'\nmax = '30 days'",
        "[policy]\nservice = 'x'\n[[commitment]]\nrule = 'kept-at-most'\nmax = 30\ntable = 't'",
        "[policy]\nservice = 'x'\n[[exception]]\nrule = 'never-logged'",
        "[policy]\nservice = 'x'\n[[exception]]\nreason = 'because'",
    ] {
        assert!(!validator.is_valid(&as_json(wrong)), "{wrong}");
    }
}

/// The template with its examples switched on: comment lines that are TOML.
fn uncommented() -> String {
    let mut out = String::new();
    for line in template().lines() {
        let bare = line.strip_prefix("# ").unwrap_or(line);
        let is_toml = bare.starts_with('[') || bare.contains(" = ");
        let is_prose = bare.ends_with('.') || bare.contains('`');
        out.push_str(if is_toml && !is_prose { bare } else { line });
        out.push('\n');
    }
    out
}

#[test]
fn the_template_is_a_policy_as_it_is_and_switched_on() {
    let (policy, problems) = read_text(template());
    assert_eq!(told(&problems), Vec::<String>::new());
    assert_eq!(policy.expect("a policy").commitments.len(), 5);
    let (policy, problems) = read_text(&uncommented());
    assert_eq!(told(&problems), Vec::<String>::new());
    let policy = policy.expect("a policy");
    assert_eq!(
        (
            policy.commitments.len(),
            policy.exceptions.len(),
            policy.gates.len()
        ),
        (6, 1, 1)
    );
}
