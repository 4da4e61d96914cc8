//! `tls-only`: data in transit is encrypted, and who receives it is checked.
//!
//! Addresses with a plain scheme, calls and settings that switch TLS or its checks off, in Rust, configuration, scripts
//! and pages. An address is a breach only where it is used as one: identifiers look the same. What a setting or a
//! debug build decides is told with low confidence.

mod around;
mod code;
mod connections;

use super::broken::broken;
use super::hosts::{self, Address};
use super::own_hosts::OwnHosts;
use super::scope::{Scope, item_at};
use super::{Context, cookies_only};
use crate::catalog::tls::{Tls, Usage};
use crate::finding::{Confidence, Finding, Judgment, Step};
use crate::policy::Commitment;
use crate::span::Span;
use std::collections::BTreeMap;

/// Judges one commitment.
pub(super) fn judge(context: &Context<'_>, commitment: &Commitment) -> Judgment {
    let scope = Scope::of(context, commitment);
    let mut judge = Judge {
        context,
        tls: Tls::embedded(),
        own: OwnHosts::of(context),
        except: commitment.texts("except"),
        hits: BTreeMap::new(),
        judged: Vec::new(),
    };
    judge.code(&scope);
    judge.around(&scope);
    judge.cookies(&scope);
    let findings = std::mem::take(&mut judge.hits)
        .into_iter()
        .map(|(at, hit)| finding(context, commitment, at, hit))
        .collect();
    let mut judgment = Judgment {
        findings,
        judged: judge.judged,
        ..Judgment::default()
    };
    judgment.judged.sort();
    judgment.judged.dedup();
    if judgment.judged.is_empty() {
        judgment.unproven =
            Some("no address, client or setting was found that tells how data travels".to_owned());
    }
    judgment
}

/// What is wrong at a place.
struct Hit {
    message: String,
    confidence: Confidence,
    reason: String,
    help: &'static str,
    guard: Option<String>,
}

struct Judge<'a> {
    context: &'a Context<'a>,
    tls: &'static Tls,
    own: OwnHosts,
    except: Vec<&'a str>,
    hits: BTreeMap<Span, Hit>,
    judged: Vec<Step>,
}

impl Judge<'_> {
    fn hit(&mut self, at: Span, hit: Hit) {
        let better = self
            .hits
            .get(&at)
            .is_none_or(|old| old.confidence < hit.confidence);
        if better {
            self.hits.insert(at, hit);
        }
    }

    fn looked_at(&mut self, at: Span, what: impl Into<String>) {
        self.judged.push(Step {
            span: at,
            message: what.into(),
        });
    }

    /// Whether a host may be spoken to without TLS.
    fn may_be_plain(&self, host: &str) -> bool {
        hosts::is_private(host) || self.except.iter().any(|e| covers(e, host))
    }

    /// A cookie without `Secure` travels over connections without TLS as well.
    fn cookies(&mut self, scope: &Scope<'_>) {
        let set = cookies_only::cookies(self.context, &|file| scope.holds(file));
        for (at, name, lacks) in set {
            let name = if name.is_empty() {
                "a cookie".to_owned()
            } else {
                format!("the cookie `{name}`")
            };
            self.looked_at(at, name.clone());
            if lacks {
                self.hit(
                    at,
                    Hit {
                        message: format!("{name} is set without `Secure`"),
                        confidence: Confidence::Medium,
                        reason: "the flags are seen where the cookie is set".to_owned(),
                        help: "set `Secure`, so that it travels over TLS alone",
                        guard: None,
                    },
                );
            }
        }
    }

    /// Judges the addresses of a text that stands under a name; gives whether there were any.
    fn addresses(
        &mut self,
        text: &str,
        usage: Usage,
        at_most: Confidence,
        place: &dyn Fn(&Address<'_>) -> Span,
    ) -> bool {
        let found = hosts::addresses(text);
        for address in &found {
            self.address(address, usage, at_most, place(address));
        }
        !found.is_empty()
    }

    fn address(&mut self, address: &Address<'_>, usage: Usage, at_most: Confidence, at: Span) {
        let Address {
            scheme,
            host,
            rest,
            port,
            ..
        } = address;
        if hosts::is_private(host) && !host.is_empty() {
            return;
        }
        let known = !host.is_empty();
        if let Some(what) = self.tls.parameter(rest) {
            let what = what.to_owned();
            if !self.except.iter().any(|e| covers(e, host)) {
                let message = if known {
                    format!("{what} on the way to {host}")
                } else {
                    what
                };
                self.switched_off(at, message, at_most, "the address says so");
            }
            return;
        }
        if !known || self.tls.is_identifier(host, rest) {
            return;
        }
        if usage != Usage::None {
            self.looked_at(at, format!("address of {host}"));
        }
        if !self.tls.is_plain(scheme) || self.may_be_plain(host) || self.tls.asks_for_tls(rest) {
            return;
        }
        // Of a sample, or of an address that may be a name, the port is all that is known.
        let at_most = match self.tls.begins_tls(scheme, *port) {
            true if at_most < Confidence::High => Confidence::Low,
            true => Confidence::Medium,
            false => at_most,
        };
        let Some((confidence, reason)) = self.believed(scheme, host, usage, at_most) else {
            return;
        };
        let to = if self.own.hold(host) {
            "one's own host"
        } else {
            "another host"
        };
        self.hit(
            at,
            Hit {
                message: format!("{scheme}://{host} is reached without TLS"),
                confidence: confidence.min(at_most),
                reason: format!("{reason}, {to}"),
                help: "use the scheme with TLS (`https`, `wss`, `rediss`, `amqps`, `smtps`), or name the host in `except`",
                guard: None,
            },
        );
    }

    /// The parameters of a connection as `keyword=value` words: `host=db.shop.io sslmode=disable`.
    fn keywords(&mut self, text: &str, at_most: Confidence, at: Span) {
        let Some(what) = self.tls.parameter(text) else {
            return;
        };
        let what = what.to_owned();
        let words = text.split(|c: char| c.is_whitespace() || c == ';');
        let mut hosts = words.filter_map(|w| w.split_once('='));
        let host = hosts.find_map(|(key, value)| self.tls.is_peer(key).then_some(value));
        match host {
            Some(host) if self.may_be_plain(host) || host.starts_with('/') => {}
            Some(host) => {
                let message = format!("{what} on the way to {host}");
                self.switched_off(at, message, at_most, "the address says so");
            }
            None => self.switched_off(at, what, at_most, "the setting says so"),
        }
    }

    /// How sure an address is one that is called, and why.
    fn believed(
        &self,
        scheme: &str,
        host: &str,
        usage: Usage,
        at_most: Confidence,
    ) -> Option<(Confidence, &'static str)> {
        let nobodys = hosts::is_documentation(host);
        Some(match usage {
            Usage::None => return None,
            _ if nobodys && (usage == Usage::Unknown || at_most < Confidence::High) => {
                (Confidence::Low, "the host is one of documentation")
            }
            Usage::Called if nobodys => (
                Confidence::Medium,
                "the address is used, its host is one of documentation",
            ),
            Usage::Called => (Confidence::High, "the address stands where one is called"),
            Usage::Unknown if self.tls.may_be_name(scheme) => {
                (Confidence::Low, "the address may only be a name")
            }
            Usage::Unknown => (Confidence::Medium, "the scheme has no TLS"),
        })
    }

    /// A breach that a call, setting or option makes.
    fn switched_off(&mut self, at: Span, message: String, confidence: Confidence, reason: &str) {
        self.hit(
            at,
            Hit {
                message,
                confidence,
                reason: reason.to_owned(),
                help: "leave TLS and its checks on; trust a certificate of your own by adding it to the roots",
                guard: None,
            },
        );
    }
}

/// Whether a host of the policy file covers a host: `*.` stands for any labels in front.
fn covers(pattern: &str, host: &str) -> bool {
    match pattern.strip_prefix("*.") {
        Some(tail) => host
            .strip_suffix(tail)
            .is_some_and(|rest| rest.ends_with('.')),
        None => host.eq_ignore_ascii_case(pattern),
    }
}

fn finding(context: &Context<'_>, commitment: &Commitment, at: Span, hit: Hit) -> Finding {
    Finding {
        confidence: hit.confidence,
        reason: hit.reason,
        guard: hit.guard,
        help: vec![hit.help.to_owned()],
        item: item_at(context, at),
        ..broken("tls-only", commitment, at, hit.message)
    }
}
