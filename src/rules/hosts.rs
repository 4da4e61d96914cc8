//! Addresses in texts: their scheme, password and host, and whose host it is.
//!
//! In: a text. Out: [`Address`]es with their places in it. It knows shapes of names and numbers only; which service a
//! host belongs to is the catalogue's business.

use crate::catalog::Conventions;
use std::ops::Range;

/// An address in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address<'t> {
    /// `https`, in lower case as written.
    pub scheme: &'t str,
    /// The password before the host, if any.
    pub password: Option<&'t str>,
    /// The host without port, as written; empty where a placeholder stands.
    pub host: &'t str,
    /// The port, if any.
    pub port: Option<&'t str>,
    /// What follows host and port.
    pub rest: &'t str,
    /// Where it stands in the text.
    pub range: Range<usize>,
}

/// All addresses of a text, in order.
pub(super) fn addresses(text: &str) -> Vec<Address<'_>> {
    if !may_hold_address(text) {
        return Vec::new();
    }
    let marks = text.match_indices("://");
    marks.filter_map(|(at, _)| address_at(text, at)).collect()
}

/// Whether a text may hold an address at all.
pub(super) fn may_hold_address(text: &str) -> bool {
    // Most texts have no colon at all, and to find that out takes no preparation.
    memchr::memchr(b':', text.as_bytes()).is_some() && text.contains("://")
}

/// The address whose `://` stands at a place.
fn address_at(text: &str, at: usize) -> Option<Address<'_>> {
    let before = text.get(..at)?;
    let is_scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '.' | '-');
    let start = at - (before.len() - before.trim_end_matches(is_scheme).len());
    let scheme = text.get(start..at)?;
    if !scheme.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let behind = text.get(at + 3..)?;
    let ends = |c: char| c.is_whitespace() || "\"'`<>,;|\\)]".contains(c);
    let end = closing(behind, &ends);
    let whole = behind.get(..end)?;
    let authority = whole.split(['/', '?', '#']).next().unwrap_or(whole);
    // A password may hold any sign: the last `@` before the path ends it.
    let (user, host) = match authority.rsplit_once('@') {
        Some((user, host)) => (Some(user), host),
        None => (None, authority),
    };
    let rest = whole.get(authority.len()..).unwrap_or("");
    let port = host.rsplit_once(':').map(|(_, port)| port);
    let host = match host.strip_prefix('[').and_then(|h| h.split(']').next()) {
        Some(v6) => v6,
        None => host.split(':').next().unwrap_or(host),
    };
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '*');
    Some(Address {
        scheme,
        password: user.and_then(|u| u.split_once(':')).map(|(_, p)| p),
        port,
        host: if host.chars().all(plain) { host } else { "" },
        rest,
        range: start..at + 3 + end,
    })
}

/// Where an address ends; braces of placeholders within it are read through.
fn closing(text: &str, ends: &dyn Fn(char) -> bool) -> usize {
    let mut braces = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' | '[' => braces += 1,
            '}' | ']' if braces > 0 => braces -= 1,
            '}' => return at,
            c if braces == 0 && ends(c) => return at,
            '\n' => return at,
            _ => {}
        }
    }
    text.len()
}

/// Whether a text is a host with a port: `clickhouse:8123`.
fn is_host_and_port(text: &str) -> bool {
    let Some((host, port)) = text.rsplit_once(':') else {
        return false;
    };
    let named = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let digits = !port.is_empty() && port.len() <= 5 && port.bytes().all(|b| b.is_ascii_digit());
    digits && !host.is_empty() && host.chars().all(named)
}

/// Whether a text is an address and nothing else.
pub(super) fn is_address(text: &str) -> bool {
    let text = text.trim();
    if is_host_and_port(text) {
        return true;
    }
    let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme);
    let file = Conventions::embedded().peers.files.hold(scheme);
    file || addresses(text)
        .first()
        .is_some_and(|a| a.range.start == 0 && a.range.end == text.len())
}

/// The password and host of the first address in a text that holds one; a placeholder is none.
pub(super) fn password_of(text: &str) -> Option<(&str, &str)> {
    addresses(text).into_iter().find_map(|a| {
        let password = a.password?;
        let open =
            password.contains(['{', '$', '<', '%', '[']) || password.chars().all(|c| c == '*');
        (!password.is_empty() && !open).then_some((password, a.host))
    })
}

/// Endings of names that only one's own network knows.
const PRIVATE: [&str; 15] = [
    "localhost",
    "local",
    "internal",
    "test",
    "invalid",
    "lan",
    "home",
    "intranet",
    "corp",
    "private",
    "svc",
    "docker",
    "localdomain",
    "flycast",
    "arpa",
];

/// Whether a name is a service of a namespace of one's own cluster: `otel-collector.observability`. No top-level
/// domain holds a digit or a hyphen, internationalised ones apart.
fn is_in_cluster(host: &str) -> bool {
    let Some((service, namespace)) = host.split_once('.') else {
        return false;
    };
    let no_domain = namespace.contains(['-', '_']) && !namespace.starts_with("xn--");
    !service.is_empty()
        && !namespace.contains('.')
        && (no_domain || Conventions::embedded().peers.namespaces.hold(namespace))
}

/// Whether a host is nobody else: this machine, a private network, a name without a dot, a name for tests.
pub(super) fn is_private(host: &str) -> bool {
    let host = host.trim_end_matches('.');
    if let Ok(address) = host.parse::<std::net::Ipv4Addr>() {
        return address.is_private()
            || address.is_loopback()
            || address.is_unspecified()
            || address.is_link_local()
            || address.is_documentation();
    }
    if host.contains(':') {
        return host.starts_with("::") || host.starts_with("fe80") || host.starts_with("fd");
    }
    let lower = host.to_ascii_lowercase();
    let ending = |tail: &str| {
        lower
            .strip_suffix(tail)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    !host.contains('.')
        || PRIVATE.iter().any(|t| ending(t))
        || lower.contains(".svc.")
        || lower.starts_with("local.")
        || is_in_cluster(&lower)
}

/// Whether a host pattern of a policy or of the catalogue covers a host.
pub(super) fn covers(pattern: &str, host: &str) -> bool {
    let pattern = pattern.strip_prefix("*.").unwrap_or(pattern);
    let pattern = pattern.split(['/', ':']).next().unwrap_or(pattern);
    host.strip_suffix(pattern)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        && !pattern.is_empty()
}

/// Whether a host is kept free for documentation: nobody is reached there.
pub(super) fn is_documentation(host: &str) -> bool {
    let lower = host.to_ascii_lowercase();
    [
        "example.com",
        "example.org",
        "example.net",
        "domain.com",
        "domain.tld",
        "yourdomain.com",
        "your-domain.com",
        "mydomain.com",
        "dummy.com",
    ]
    .iter()
    .any(|d| {
        lower
            .strip_suffix(d)
            .is_some_and(|r| r.is_empty() || r.ends_with('.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_apart() {
        let text =
            "see redis://u:p@ss@cache.shop.io:6379/0, or `http://{host}/x` and https://[::1]:80/";
        let found = addresses(text);
        let shown: Vec<(&str, Option<&str>, &str, &str)> = found
            .iter()
            .map(|a| (a.scheme, a.password, a.host, a.rest))
            .collect();
        assert_eq!(
            shown,
            [
                ("redis", Some("p@ss"), "cache.shop.io", "/0"),
                ("http", None, "", "/x"),
                ("https", None, "::1", "/"),
            ]
        );
        assert_eq!(
            &text[found[0].range.clone()],
            "redis://u:p@ss@cache.shop.io:6379/0"
        );
        assert!(is_address("postgres://a:b@c/d?e=f"));
        assert!(is_address("clickhouse-server:8123") && !is_address("a b:80"));
        assert!(!is_address("at http://a"));
        assert_eq!(password_of("postgres://a:${P}@c/d"), None);
        assert_eq!(password_of("postgres://a:b@c/d"), Some(("b", "c")));
        assert!(addresses("://").is_empty());
    }

    #[test]
    fn nobody_else_is_private() {
        for host in [
            "localhost",
            "db",
            "10.0.0.1",
            "api.internal",
            "x.svc.cluster.local",
            "::1",
            "127.0.0.1",
            "a.test",
            "otel-collector.observability",
            "loki.kube-system",
        ] {
            assert!(is_private(host), "{host}");
        }
        for host in [
            "shop.io",
            "8.8.8.8",
            "test.com",
            "localhost.com",
            "collector.observability.io",
            "a.xn--p1ai",
        ] {
            assert!(!is_private(host), "{host}");
        }
    }
}
