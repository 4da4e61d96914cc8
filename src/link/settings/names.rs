//! Names of settings across conventions.
//!
//! In: names as they are spelled in code, environment and files. Out: whether two name the same setting. Names are
//! compared word by word; words such as `config` say nothing, and a prefix that is the service's own name neither.

/// Words that say nothing about which setting is meant.
const FILLERS: [&str; 26] = [
    "config",
    "configuration",
    "conf",
    "cfg",
    "settings",
    "setting",
    "options",
    "option",
    "opts",
    "opt",
    "args",
    "arg",
    "app",
    "application",
    "cli",
    "env",
    "vars",
    "environment",
    "default",
    "defaults",
    "params",
    "properties",
    "prefs",
    "preferences",
    "state",
    "values",
];

/// A name of a setting at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// As messages show it.
    pub shown: String,
    /// The words of what it stands in: a type, sections, a table.
    around: Vec<String>,
    /// Its own words.
    own: Vec<String>,
    /// It names the same setting everywhere: a variable of the environment.
    global: bool,
}

impl Name {
    /// A variable of the environment, a const or a flag.
    pub fn variable(name: &str) -> Self {
        Self {
            shown: name.to_owned(),
            around: Vec::new(),
            own: words(name),
            global: name
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_'),
        }
    }

    /// A field of a type, a key below sections, a column of a table.
    pub fn below(around: &str, name: &str) -> Self {
        Self {
            shown: name.to_owned(),
            around: words(around),
            own: words(name),
            global: false,
        }
    }

    pub(super) fn is_global(&self) -> bool {
        self.global && self.own.len() > 1
    }

    pub(super) fn same(&self, other: &Name) -> bool {
        other.global && self.own == other.own
    }
}

/// The words of a name: split at signs and where lower case turns into upper case, in lower case.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut before = ' ';
    for c in name.chars() {
        let ends = !c.is_alphanumeric() || c.is_uppercase() && before.is_lowercase();
        if ends && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        before = c;
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

fn telling(words: &[String]) -> Vec<&str> {
    let kept = words.iter().map(String::as_str);
    kept.filter(|w| !FILLERS.contains(w)).collect()
}

/// A key of the policy file.
pub(super) struct Key {
    /// What stands before the last part: a type, a section, a table.
    around: Vec<String>,
    /// The last part.
    own: Vec<String>,
    /// Words of the service's own names.
    service: Vec<Vec<String>>,
}

impl Key {
    pub(super) fn of(key: &str, service: &[String]) -> Self {
        let key = key.trim_start_matches('-');
        let (around, own) = match key.rsplit_once("::") {
            // Of a path only the type counts: modules are where it happens to stand.
            Some((path, field)) => {
                let last = path.rsplit("::").next().unwrap_or(path);
                let is_type = last.starts_with(|c: char| c.is_uppercase());
                (if is_type { last } else { "" }, field)
            }
            None => key.rsplit_once('.').unwrap_or(("", key)),
        };
        Self {
            around: words(around),
            own: words(own),
            service: service.iter().map(|s| words(s)).collect(),
        }
    }

    /// Whether a name is a spelling of this key.
    pub(super) fn is(&self, name: &Name) -> bool {
        let key_whole: Vec<String> = self.around.iter().chain(&self.own).cloned().collect();
        let name_whole: Vec<String> = name.around.iter().chain(&name.own).cloned().collect();
        let (key, whole) = (telling(&key_whole), telling(&name_whole));
        if key.is_empty() {
            return false;
        }
        if key == whole || self.around.is_empty() && key == telling(&name.own) {
            return true;
        }
        is_nested(&key, name) || self.is_prefixed(&key, &whole, name)
    }

    /// `SHOP_LOG_RETENTION_DAYS` where the service is called shop.
    fn is_prefixed(&self, key: &[&str], whole: &[&str], name: &Name) -> bool {
        let (long, short) = if whole.len() > key.len() {
            (whole, key)
        } else {
            (key, whole)
        };
        let Some(prefix) = long.strip_suffix(short).filter(|p| !p.is_empty()) else {
            return false;
        };
        let service = self
            .service
            .iter()
            .any(|s| *s == prefix || s.first().is_some_and(|f| [f.as_str()] == *prefix));
        service && (name.global || name.around.is_empty())
    }
}

/// `log.retention_days` for a field `retention_days` of `LogConfig`, or the key in sections around it.
fn is_nested(key: &[&str], name: &Name) -> bool {
    let own = telling(&name.own);
    let Some(rest) = key.strip_suffix(own.as_slice()).filter(|_| !own.is_empty()) else {
        return false;
    };
    let mut around = telling(&name.around).into_iter();
    !rest.is_empty() && rest.iter().all(|word| around.any(|w| alike(w, word)))
}

/// Whether two words are one but for their number: a type is called `Team`, its table `teams`.
fn alike(a: &str, b: &str) -> bool {
    a == b || a.strip_suffix('s') == Some(b) || b.strip_suffix('s') == Some(a)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(key: &str, name: &Name, expect: bool) {
        assert_eq!(
            Key::of(key, &["shop-api".to_owned()]).is(name),
            expect,
            "{key} {name:?}"
        );
    }

    #[test]
    fn one_setting_has_many_spellings() {
        for key in [
            "log.retention_days",
            "LOG_RETENTION_DAYS",
            "Config::log_retention_days",
            "--log-retention-days",
            "crate::settings::Log::retention_days",
        ] {
            check(key, &Name::variable("LOG_RETENTION_DAYS"), true);
            check(key, &Name::variable("APP__LOG__RETENTION_DAYS"), true);
            check(key, &Name::variable("SHOP_LOG_RETENTION_DAYS"), true);
            check(key, &Name::variable("DEFAULT_LOG_RETENTION_DAYS"), true);
            check(key, &Name::below("Config", "log_retention_days"), true);
            check(key, &Name::below("LogConfig", "retention_days"), true);
            check(key, &Name::below("log", "retentionDays"), true);
            check(key, &Name::variable("AUDIT_LOG_RETENTION_DAYS"), false);
            check(key, &Name::variable("RETENTION_DAYS"), false);
            check(key, &Name::below("JobConfig", "retention_days"), false);
        }
        check(
            "retention_days",
            &Name::below("LogConfig", "retention_days"),
            true,
        );
        check(
            "teams.retention_days",
            &Name::below("teams", "retention_days"),
            true,
        );
        check(
            "teams.retention_days",
            &Name::below("users", "retention_days"),
            false,
        );
        check(
            "teams.retention_days",
            &Name::below("UpdateTeam", "retention_days"),
            true,
        );
        check(
            "crate::auth::BCRYPT_COST",
            &Name::variable("BCRYPT_COST"),
            true,
        );
    }
}
