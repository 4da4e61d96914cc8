//! What leaves data in transit unencrypted: schemes, calls, settings, options.
//!
//! In: `rules/surroundings/tls.toml`, then names and values. Out: what they switch off, in words. It never looks at
//! where they stand.

use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use super::split;

/// What is known of TLS.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    scheme: Scheme,
    identifier: Identifier,
    #[serde(rename = "use")]
    uses: Use,
    call: Vec<Call>,
    field: Vec<Call>,
    value: Vec<Paths>,
    verifier: Verifier,
    gate: Gate,
    json: Files,
    peer: Names,
    setting: Vec<Setting>,
    resource: Vec<Resource>,
    script: Names,
    option: Vec<Flag>,
    parameter: Vec<Parameter>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Scheme {
    plain: FxHashSet<String>,
    names: FxHashSet<String>,
    starttls: FxHashMap<String, FxHashSet<String>>,
    secured: FxHashSet<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Identifier {
    hosts: Vec<String>,
    packages: FxHashSet<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Use {
    words: FxHashSet<String>,
    not: FxHashSet<String>,
    alone: FxHashSet<String>,
    calls: FxHashSet<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Call {
    names: FxHashSet<String>,
    off: Option<String>,
    what: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Paths {
    paths: FxHashSet<String>,
    what: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Verifier {
    checks: FxHashSet<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Gate {
    words: FxHashSet<String>,
    names: FxHashSet<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Files {
    files: FxHashSet<String>,
    folders: FxHashSet<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    names: FxHashSet<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Setting {
    names: Vec<String>,
    values: FxHashSet<String>,
    what: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Resource {
    types: FxHashSet<String>,
    key: String,
    values: FxHashSet<String>,
    unless: FxHashSet<String>,
    what: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Flag {
    command: String,
    options: FxHashSet<String>,
    what: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Parameter {
    names: Vec<String>,
    what: String,
}

/// A call or field that can switch something off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Switch<'a> {
    /// The argument or value that switches off; none if the call itself does.
    pub off: Option<&'a str>,
    /// What is then missing, as a sentence.
    pub what: &'a str,
}

/// What the name that an address stands under says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Usage {
    /// It is a name or a text, nobody is called.
    None,
    /// It says nothing.
    Unknown,
    /// It is called.
    Called,
}

impl Tls {
    /// What ships with the program.
    pub fn embedded() -> &'static Tls {
        static TLS: OnceLock<Tls> = OnceLock::new();
        TLS.get_or_init(|| {
            let file = super::surroundings::file("tls");
            toml::from_str(file).expect("invariant: a test reads the file")
        })
    }

    /// Whether a scheme carries data without TLS.
    pub fn is_plain(&self, scheme: &str) -> bool {
        self.scheme.plain.contains(&scheme.to_ascii_lowercase())
    }

    /// Whether addresses of a scheme also serve as identifiers.
    pub fn may_be_name(&self, scheme: &str) -> bool {
        self.scheme.names.contains(&scheme.to_ascii_lowercase())
    }

    /// Whether a host with what follows it is that of an identifier, or of signed packages.
    pub fn is_identifier(&self, host: &str, rest: &str) -> bool {
        let host = host.to_ascii_lowercase();
        let whole = format!("{host}{rest}");
        let mut known = self.identifier.hosts.iter();
        self.identifier.packages.contains(&host)
            || known.any(|h| *h == host || h.contains('/') && whole.starts_with(h.as_str()))
    }

    /// What a name says of the address under it.
    pub fn usage(&self, name: &str) -> Usage {
        let words = split::words(name);
        if words.iter().any(|w| self.uses.not.contains(w)) {
            Usage::None
        } else if words.iter().any(|w| self.uses.words.contains(w)) {
            Usage::Called
        } else {
            Usage::Unknown
        }
    }

    /// Whether a method puts a text into another: nothing is said of the address in it.
    pub fn is_put(&self, method: &str) -> bool {
        self.uses.alone.contains(method)
    }

    /// Whether the port of a scheme is one where TLS begins within the connection, or what follows the host says so.
    pub fn begins_tls(&self, scheme: &str, port: Option<&str>) -> bool {
        let known = self.scheme.starttls.get(scheme);
        known.is_some_and(|ports| port.is_some_and(|p| ports.contains(p)))
    }

    /// Whether what follows the host of an address asks for TLS: `?tls=required`.
    pub fn asks_for_tls(&self, rest: &str) -> bool {
        let lower = rest.to_ascii_lowercase();
        let mut words = lower.split(['?', '&', ';']);
        words.any(|w| self.scheme.secured.contains(w))
    }

    /// Whether a function, by the last two segments of its path, is given the address of a host that is called.
    pub fn is_opener(&self, path: &str) -> bool {
        self.uses.calls.contains(path)
    }

    /// The names by which scripts switch checks off.
    pub fn script_options(&self) -> impl Iterator<Item = &str> {
        self.script.names.iter().map(AsRef::as_ref)
    }

    /// Whether a script switches checks off by a name.
    pub fn is_script_option(&self, name: &str) -> bool {
        self.script.names.contains(name)
    }

    /// What an attribute of a resource of Terraform lets in; `holds` tells whether the resource holds a value.
    pub fn resource(
        &self,
        of: (&str, &str),
        value: &str,
        holds: &dyn Fn(&str) -> bool,
    ) -> Option<&str> {
        let (ty, key) = of;
        let value = value.to_ascii_lowercase();
        let mut known = self.resource.iter();
        let found =
            known.find(|r| r.types.contains(ty) && r.key == key && r.values.contains(&value))?;
        let lifted = found.unless.iter().any(|v| holds(v));
        (!lifted).then_some(&found.what)
    }

    /// What a function or method of a name switches off.
    pub fn call(&self, name: &str) -> Option<Switch<'_>> {
        switch(&self.call, name)
    }

    /// What a field of a name switches off.
    pub fn field(&self, name: &str) -> Option<Switch<'_>> {
        switch(&self.field, name)
    }

    /// What a value switches off, by the last two segments of its path.
    pub fn value(&self, owner: &str, last: &str) -> Option<&str> {
        let is = |path: &String| {
            let front = path.strip_suffix(last).and_then(|p| p.strip_suffix("::"));
            front == Some(owner)
        };
        let found = self.value.iter().find(|v| v.paths.iter().any(is))?;
        Some(&found.what)
    }

    /// Whether the name of a verifier says that it checks certificates.
    pub fn checks(&self, verifier: &str) -> bool {
        let words = split::words(verifier);
        words.iter().any(|w| self.verifier.checks.contains(w))
    }

    /// Whether a condition is one under which checks are switched off on purpose.
    pub fn is_gate(&self, condition: &str) -> bool {
        split::words(condition)
            .iter()
            .any(|w| self.gate.words.contains(w))
    }

    /// Whether the name of a function or variable says that checks are off in it.
    pub fn is_gated_name(&self, name: &str) -> bool {
        split::words(name)
            .iter()
            .any(|w| self.gate.names.contains(w))
    }

    /// Whether a JSON file of this path configures something.
    pub fn is_configuration(&self, path: &str) -> bool {
        let (folders, file) = path.rsplit_once('/').unwrap_or(("", path));
        let folder = folders.rsplit('/').next().unwrap_or("");
        let mut words = split::words(file).into_iter();
        words.any(|w| self.json.files.contains(&w)) || self.json.folders.contains(folder)
    }

    /// Whether a key names who is spoken to.
    pub fn is_peer(&self, key: &str) -> bool {
        self.peer.names.contains(&key.to_ascii_lowercase())
    }

    /// What a setting with this name and value switches off.
    pub fn setting(&self, name: &str, value: &str) -> Option<&str> {
        let value = value.trim().to_ascii_lowercase();
        if !self.setting.iter().any(|s| s.values.contains(&value)) {
            return None;
        }
        let words = split::words(name);
        let fits = |pattern: &str| {
            let mut from_the_end = words.iter().rev();
            pattern
                .rsplit(' ')
                .all(|word| from_the_end.next().is_some_and(|w| w == word))
        };
        // `skip_tls_verify` ends like `tls_verify` and says the opposite: the longest name decides.
        let longest = |s: &Setting| {
            let fitting = s.names.iter().filter(|n| fits(n));
            fitting.map(|n| n.split(' ').count()).max().unwrap_or(0)
        };
        let most = self.setting.iter().map(longest).max().filter(|n| *n > 0)?;
        let mut settings = self.setting.iter();
        let found = settings.find(|s| longest(s) == most && s.values.contains(&value))?;
        Some(&found.what)
    }

    /// What an option of a command line switches off.
    pub fn option(&self, command: &str) -> Option<&str> {
        let words: Vec<&str> = command
            .split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ',' | '[' | ']' | '('))
            .collect();
        let found = self.option.iter().find(|flag| {
            let named = |w: &&str| w.rsplit('/').next() == Some(flag.command.as_str());
            let start = words.iter().position(named);
            start.is_some_and(|at| {
                let ends = |w: &&&str| !matches!(**w, "|" | "&&" | "||" | ";");
                words[at..]
                    .iter()
                    .take_while(ends)
                    .any(|w| flag.options.contains(*w) || is_bundle(w, flag))
            })
        })?;
        Some(&found.what)
    }

    /// What a part of an address switches off: `sslmode=disable`.
    pub fn parameter(&self, address: &str) -> Option<&str> {
        let lower = address.to_ascii_lowercase();
        let words =
            || lower.split(|c: char| c.is_whitespace() || matches!(c, '?' | '&' | ';' | '"'));
        let mut parameters = self.parameter.iter();
        let found = parameters.find(|p| p.names.iter().any(|n| words().any(|w| w == n)))?;
        Some(&found.what)
    }
}

/// `-sk` holds `-k`.
fn is_bundle(word: &str, flag: &Flag) -> bool {
    let letters = word.strip_prefix('-').filter(|w| !w.starts_with('-'));
    letters.is_some_and(|letters| {
        letters.len() < 6
            && letters.bytes().all(|b| b.is_ascii_alphabetic())
            && letters
                .chars()
                .any(|c| flag.options.contains(&format!("-{c}")))
    })
}

fn switch<'a>(calls: &'a [Call], name: &str) -> Option<Switch<'a>> {
    let call = calls.iter().find(|c| c.names.contains(name))?;
    Some(Switch {
        off: call.off.as_deref(),
        what: &call.what,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_options_and_parameters() {
        let tls = Tls::embedded();
        assert!(tls.setting("NODE_TLS_REJECT_UNAUTHORIZED", "0").is_some());
        assert!(tls.setting("tlsVerify", "false").is_some());
        assert!(tls.setting("tls_verify", "true").is_none());
        assert!(tls.setting("skip_tls_verify", "true").is_some());
        assert!(tls.setting("skip_tls_verify", "false").is_none());
        assert!(tls.setting("APP_SMTP_TLS", "none").is_some());
        assert!(tls.option("curl -sSk https://a.io | sh").is_some());
        assert!(tls.option("curl https://a.io | grep -k").is_none());
        assert!(
            tls.parameter("postgres://a/b?sslmode=disable&x=1")
                .is_some()
        );
        assert!(tls.parameter("postgres://a/b?sslmode=require").is_none());
    }

    #[test]
    fn identifiers_and_names() {
        let tls = Tls::embedded();
        assert!(tls.is_identifier("www.w3.org", "/2000/svg"));
        assert!(!tls.is_identifier("api.shop.io", "/"));
        assert_eq!(tls.usage("METRICS_URL"), Usage::Called);
        assert_eq!(tls.usage("XMLNS_URL"), Usage::None);
        assert_eq!(tls.usage("push_url"), Usage::Called);
        assert!(tls.is_put("push_str") && !tls.is_put("push_url"));
        assert!(tls.begins_tls("smtp", Some("587")) && !tls.begins_tls("smtp", Some("25")));
        assert!(tls.is_configuration("config/eu.json") && !tls.is_configuration("web/en.json"));
        assert!(tls.is_gate("!config.verify_tls"));
    }
}
