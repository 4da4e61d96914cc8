//! What sets cookies and keeps things in browsers: `rules/cookies.toml`.
//!
//! In: the embedded file. Out: [`CookieCalls`] for Rust, [`BrowserCalls`] for scripts. It knows no code.

use super::embedded;
use serde::Deserialize;
use std::sync::OnceLock;

/// Where a call keeps something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Keeps {
    /// A cookie.
    Cookie,
    /// `localStorage`
    Local,
    /// `sessionStorage`
    Session,
    /// `indexedDB`
    Database,
}

/// Calls of scripts.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BrowserCalls {
    /// One of these stands in every script that keeps something.
    pub words: Vec<String>,
    local: Vec<String>,
    session: Vec<String>,
    cookie: Vec<String>,
    database: Vec<String>,
    /// Calls that are told the name among their options.
    pub options: Vec<String>,
}

/// Methods of a storage of the browser, and the calls that hand it out.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Handle {
    /// Methods that keep something.
    pub set: Vec<String>,
    /// Calls that hand out `localStorage`.
    pub local: Vec<String>,
    /// Calls that hand out `sessionStorage`.
    pub session: Vec<String>,
}

/// Calls of Rust.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CookieCalls {
    /// Cookies and raw headers.
    pub cookie: Making,
    /// Frameworks that add flags.
    pub framework: Vec<Framework>,
    /// Layers that set a session cookie.
    pub session: Vec<SessionCall>,
    /// Rust that runs in the browser.
    pub rust: Vec<RustStorage>,
    /// Storages that are handed out.
    pub handle: Handle,
    browser: BrowserCalls,
}

/// How cookies are made and changed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each list is explained in the file")]
pub struct Making {
    pub make: Vec<String>,
    pub secure: Vec<String>,
    pub http_only: Vec<String>,
    pub same_site: Vec<String>,
    pub max_age: Vec<String>,
    pub expires: Vec<String>,
    pub permanent: Vec<String>,
    pub name: Vec<String>,
    pub remove: Vec<String>,
    pub removers: Vec<String>,
    pub pairs: Vec<String>,
    pub jars: Vec<String>,
    pub headers: Vec<String>,
    pub setters: Vec<String>,
    pub attributes: Vec<String>,
}

/// Flags that a framework adds to what it sets.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Framework {
    /// The crate the cookie type comes from.
    #[serde(rename = "crate")]
    pub krate: String,
    /// The methods that set a cookie.
    pub call: Vec<String>,
    /// The flag it adds.
    pub http_only: Option<bool>,
    /// The attribute it adds.
    pub same_site: Option<String>,
}

/// A layer that sets a session cookie.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SessionCall {
    /// `Type::function`
    pub call: Vec<String>,
    /// Where several crates have such a type: those meant.
    #[serde(default)]
    pub crates: Vec<String>,
    /// The cookie's name; empty where there is none without a setter.
    pub name: String,
    /// Its flags where nothing else is said.
    pub http_only: bool,
    /// As above.
    pub secure: bool,
    /// As above.
    pub same_site: Option<String>,
}

/// A call of Rust in the browser.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RustStorage {
    /// `Type::function` or a function.
    pub call: Vec<String>,
    /// Where it keeps.
    pub storage: Keeps,
}

impl CookieCalls {
    /// The knowledge that ships with the program.
    pub fn embedded() -> &'static Self {
        static READ: OnceLock<CookieCalls> = OnceLock::new();
        READ.get_or_init(|| embedded::sheet("cookies"))
    }
}

impl BrowserCalls {
    /// The knowledge that ships with the program.
    pub fn embedded() -> &'static Self {
        &CookieCalls::embedded().browser
    }

    /// Where a call keeps what its first argument names.
    pub fn find(&self, holder: &str, method: &str) -> Option<Keeps> {
        let dotted = format!("{holder}.{method}");
        let lists = [
            (&self.local, Keeps::Local),
            (&self.session, Keeps::Session),
            (&self.cookie, Keeps::Cookie),
            (&self.database, Keeps::Database),
        ];
        let fits = |name: &String| *name == dotted || name == method && !name.contains('.');
        lists
            .into_iter()
            .find(|(names, _)| names.iter().any(fits))
            .map(|(_, keeps)| keeps)
    }

    /// The storage that a global stands for.
    pub fn storage(&self, global: &str) -> Option<Keeps> {
        match global {
            "localStorage" => Some(Keeps::Local),
            "sessionStorage" => Some(Keeps::Session),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_read() {
        let calls = CookieCalls::embedded();
        assert!(!calls.cookie.make.is_empty() && calls.session.len() > 5);
        assert_eq!(
            BrowserCalls::embedded().find("localStorage", "setItem"),
            Some(Keeps::Local)
        );
        assert_eq!(BrowserCalls::embedded().find("map", "set"), None);
    }
}
