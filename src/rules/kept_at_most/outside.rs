//! What deletes by age outside of the program's code: bucket lifecycles, log rotation, retention of log services.
//!
//! In: configuration files and shell commands. Out: [`Outside`] rules, each with its period and what it is about.

use crate::catalog::{Retention, units};
use crate::parse::config::{Config, Entry, Format, Sort, Value};
use crate::rules::Context;
use crate::span::{FileId, Span};

/// A rule of configuration that deletes by age.
#[derive(Clone, Debug)]
pub(super) struct Outside {
    /// The rule: a resource, a block, a command.
    pub at: Span,
    /// It is about logs; otherwise about stored objects.
    pub log: bool,
    /// Milliseconds.
    pub period: f64,
    /// It is switched off.
    pub off: bool,
    /// What is written in and around it, lower case: names are looked for here.
    pub text: String,
}

/// All such rules of the configuration files that are judged.
pub(super) fn rules(context: &Context<'_>, judges: &dyn Fn(FileId) -> bool) -> Vec<Outside> {
    let words = Retention::embedded();
    let mut found = Vec::new();
    for (file, config) in context
        .surroundings
        .configs
        .iter()
        .filter(|(f, _)| judges(*f) && *f != context.policy.file)
    {
        if config.format == Format::Logrotate {
            rotated(context, words, *file, config, &mut found);
        }
        for entry in config.live() {
            keyed(context, words, *file, config, entry, &mut found);
            if entry.sort == Sort::Command || config.format == Format::Shell {
                command(context, *file, entry, &mut found);
            }
        }
    }
    found.sort_by_key(|o| o.at);
    found.dedup_by(|a, b| a.at == b.at && a.period.total_cmp(&b.period).is_eq());
    found
}

fn keyed(
    context: &Context<'_>,
    words: &Retention,
    file: FileId,
    config: &Config,
    entry: &Entry,
    found: &mut Vec<Outside>,
) {
    let name = entry.name().to_ascii_lowercase();
    let Some(known) = words.outside.iter().find(|o| {
        let inside = o.within.is_empty()
            || entry
                .path
                .iter()
                .any(|p| p.to_ascii_lowercase() == o.within);
        o.key == name && inside
    }) else {
        return;
    };
    let text = entry.value.literal().unwrap_or("");
    let unit = units::unit(&known.unit).unwrap_or(0.0);
    let period = match text.parse::<f64>() {
        Ok(number) => number * unit,
        Err(_) => match units::milliseconds(text) {
            Some(ms) => ms,
            None => return,
        },
    };
    // A log service keeps for ever where it is told to keep for no time.
    let endless = known.what == "log" && period == 0.0;
    let path = group(config, entry);
    let whole = |e: &&Entry| e.document == entry.document && e.path.as_slice() == path;
    let head = config.live().find(whole);
    let at = head.map_or(Span::new(file, entry.key.start, entry.at.end), |h| {
        Span::new(file, h.key.start, h.at.end.max(h.key.end))
    });
    let (off, text) = around(context, file, config, entry, path);
    found.push(Outside {
        at,
        log: known.what == "log",
        period: if endless { f64::INFINITY } else { period },
        off,
        text,
    });
}

/// Whether a group is switched off, and all that is written in it.
fn around(
    context: &Context<'_>,
    file: FileId,
    config: &Config,
    entry: &Entry,
    path: &[Box<str>],
) -> (bool, String) {
    let inner: Vec<&Entry> = config.below(entry.document, path).collect();
    let says = |key: &str, value: &str| {
        let is = |e: &&Entry| e.name().eq_ignore_ascii_case(key);
        inner.iter().copied().filter(is).any(|e| {
            e.value
                .literal()
                .is_some_and(|v| v.eq_ignore_ascii_case(value))
        })
    };
    let off = says("enabled", "false") || says("status", "disabled");
    let written: Vec<&str> = inner.iter().filter_map(|e| e.value.written()).collect();
    let text = format!(
        "{} {} {}",
        path.join(" "),
        written.join(" "),
        context.sources.file(file).path
    );
    (off, text.to_lowercase())
}

/// The group that an entry is part of: a resource of Terraform, else what stands outermost.
fn group<'e>(config: &Config, entry: &'e Entry) -> &'e [Box<str>] {
    let depth = match config.format {
        Format::Hcl => 3,
        Format::Json => 2,
        _ => entry.path.len(),
    };
    &entry.path[..depth.min(entry.path.len().saturating_sub(1))]
}

/// logrotate: so many files, each so old.
fn rotated(
    context: &Context<'_>,
    words: &Retention,
    file: FileId,
    config: &Config,
    found: &mut Vec<Outside>,
) {
    let heads = config
        .live()
        .filter(|e| e.value == Value::Group && e.path.len() == 1);
    for head in heads {
        let inner: Vec<&Entry> = config.below(head.document, &head.path).collect();
        let number = |key: &str| {
            let entry = inner.iter().find(|e| e.name() == key)?;
            entry.value.literal()?.parse::<f64>().ok()
        };
        let turn = inner.iter().find_map(|e| words.rotation.get(e.name()));
        let day = units::unit("day").unwrap_or(0.0);
        if number("maxage").is_some() {
            continue;
        }
        let period = match (number("rotate"), turn) {
            // The file that is written to is as old as the turn, and so many older ones are kept.
            (Some(count), Some(turn)) => count * turn * day,
            _ => continue,
        };
        found.push(Outside {
            at: Span::new(file, head.key.start, head.at.end.max(head.key.end)),
            log: true,
            period,
            off: false,
            text: format!(
                "{} {}",
                head.path.join(" "),
                context.sources.file(file).path
            )
            .to_lowercase(),
        });
    }
}

/// `wrangler r2 bucket lifecycle add audio --expire-days 7`, `mc ilm rule add --expire-days 7 …`
fn command(context: &Context<'_>, file: FileId, entry: &Entry, found: &mut Vec<Outside>) {
    let Some(text) = entry.value.written() else {
        return;
    };
    let mut words = text.split([' ', '=', '\t', '\n']).filter(|w| !w.is_empty());
    let flag =
        words.find(|w| ["--expire-days", "--expiry-days", "--expire-all-object-days"].contains(w));
    let days = flag
        .and_then(|_| words.next())
        .and_then(|d| d.trim_matches(['"', '\'']).parse::<f64>().ok());
    if let Some(days) = days {
        let day = units::unit("day").unwrap_or(0.0);
        let at = Span::new(file, entry.key.start.min(entry.at.start), entry.at.end);
        let text = format!("{text} {}", context.sources.file(file).path).to_lowercase();
        found.push(Outside {
            at,
            log: false,
            period: days * day,
            off: false,
            text,
        });
    }
}
