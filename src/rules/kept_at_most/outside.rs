//! What deletes by age outside of the program's code: bucket lifecycles, log rotation, retention of log services.
//!
//! In: configuration files and shell commands. Out: [`Outside`] rules, each with its period and what it is about.

use crate::catalog::{OutsideKey, Retention, units};
use crate::parse::config::{self, Config, Entry, Format, Sort, Value};
use crate::rules::{Context, command_lines};
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
    let mut reader = Reader {
        context,
        words,
        lines: Vec::new(),
    };
    let configs = &context.surroundings.configs;
    let judged = |f: FileId| judges(f) && f != context.policy.file;
    for (file, config) in configs.iter().filter(|(f, _)| judged(*f)) {
        let command = |e: &&Entry| e.sort == Sort::Command || config.format == Format::Shell;
        for entry in config.live().filter(command) {
            reader
                .lines
                .extend(command_lines::lines(context, *file, entry));
        }
    }
    reader.lines.sort_by_key(|(at, _)| *at);
    reader.lines.dedup_by_key(|(at, _)| *at);
    for (file, config) in configs.iter().filter(|(f, _)| judged(*f)) {
        if config.format == Format::Logrotate {
            rotated(context, words, *file, config, &mut found);
        }
        for entry in config.live() {
            found.extend(reader.keyed(*file, config, entry));
        }
    }
    for (at, line) in &reader.lines {
        found.extend(reader.command(*at, line));
    }
    found.sort_by_key(|o| o.at);
    found.dedup_by(|a, b| a.at == b.at && a.period.total_cmp(&b.period).is_eq());
    found
}

/// Reads all files.
struct Reader<'a> {
    context: &'a Context<'a>,
    words: &'static Retention,
    /// The lines of all commands.
    lines: Vec<(Span, &'a str)>,
}

impl Reader<'_> {
    /// What an entry says of when things go.
    fn keyed(&self, file: FileId, config: &Config, entry: &Entry) -> Option<Outside> {
        let (known, period) = self.period(config, entry)?;
        let path = group(config, entry);
        let whole = |e: &&Entry| e.document == entry.document && e.path.as_slice() == path;
        let head = config.live().find(whole);
        let at = head.map_or(Span::new(file, entry.key.start, entry.at.end), |h| {
            Span::new(file, h.key.start, h.at.end.max(h.key.end))
        });
        let source = self.context.sources.file(file);
        let (off, mut text) = around(config, entry, path);
        text.push_str(&source.path.to_lowercase());
        // A file of rules says nothing of the bucket: the command that hands it over does.
        let name = source.path.rsplit('/').next().unwrap_or(&source.path);
        if config.format == Format::Json {
            for (_, line) in self.lines.iter().filter(|(_, l)| l.contains(name)) {
                text.push(' ');
                text.push_str(&line.to_lowercase());
            }
        }
        Some(Outside {
            at,
            log: known.what == "log",
            period,
            off,
            text,
        })
    }

    /// The known key that an entry is, and its period.
    fn period(&self, config: &Config, entry: &Entry) -> Option<(&'static OutsideKey, f64)> {
        let name = entry.name().to_ascii_lowercase();
        let inside = |within: &str| {
            let mut path = entry.path.iter();
            path.position(|p| p.to_ascii_lowercase() == within)
        };
        let known = self
            .words
            .outside
            .iter()
            .find(|o| o.key == name && (o.within.is_empty() || inside(&o.within).is_some()))?;
        // A rule that moves what is old to colder storage deletes nothing.
        if let Some(depth) = inside(&known.within).filter(|_| !known.action.is_empty()) {
            let mut beside = config.below(entry.document, &entry.path[..depth]);
            let moved = beside.any(|e| {
                let value = e.value.literal().unwrap_or("");
                e.name().eq_ignore_ascii_case("type")
                    && !value.is_empty()
                    && !value.eq_ignore_ascii_case(&known.action)
            });
            if moved {
                return None;
            }
        }
        let text = entry.value.literal().unwrap_or("");
        let unit = units::unit(&known.unit).unwrap_or(0.0);
        let period = match text.parse::<f64>() {
            Ok(number) => number * unit,
            Err(_) => units::milliseconds(text)?,
        };
        // A log service keeps for ever where it is told to keep for no time.
        let endless = known.what == "log" && period == 0.0;
        Some((known, if endless { f64::INFINITY } else { period }))
    }

    /// `wrangler r2 bucket lifecycle add audio --expire-days 7`, `mc ilm rule add --expire-days 7 …`, and rules that stand
    /// in the command itself.
    fn command(&self, at: Span, line: &str) -> Vec<Outside> {
        let commands = &self.words.commands;
        let text = line.to_lowercase();
        let mut found = Vec::new();
        let rule = |period: f64, log: bool, off: bool| Outside {
            at,
            log,
            period,
            off,
            text: text.clone(),
        };
        if let (Some(from), Some(to)) = (line.find('{'), line.rfind('}'))
            && commands
                .lifecycles
                .iter()
                .any(|c| text.contains(c.as_str()))
        {
            let config = config::read(Format::Json, line.get(from..=to).unwrap_or(""));
            for entry in config.live() {
                if let Some((known, period)) = self.period(&config, entry) {
                    let (off, _) = around(&config, entry, group(&config, entry));
                    found.push(rule(period, known.what == "log", off));
                }
            }
        }
        for option in &commands.options {
            let asked = option.with.is_empty() || text.contains(&option.with);
            let Some(value) = argument(line, &option.option).filter(|_| asked) else {
                continue;
            };
            let unit = units::unit(&option.unit).unwrap_or(0.0);
            let number = value.parse::<f64>().ok().map(|n| n * unit);
            if let Some(period) = number.or_else(|| units::milliseconds(value)) {
                found.push(rule(period, option.what == "log", false));
            }
        }
        found
    }
}

/// The value behind an option of a command line: `--days 7`, `--days=7`.
fn argument<'l>(line: &'l str, option: &str) -> Option<&'l str> {
    let mut words = line.split([' ', '=', '\t', '\n']).filter(|w| !w.is_empty());
    words.find(|w| *w == option)?;
    words.next().map(|v| v.trim_matches(['"', '\'']))
}

/// Whether a group is switched off, and all that is written in the resource around it, lower case.
fn around(config: &Config, entry: &Entry, path: &[Box<str>]) -> (bool, String) {
    let says = |key: &str, value: &str| {
        let mut is = config
            .below(entry.document, path)
            .filter(|e| e.name().eq_ignore_ascii_case(key));
        is.any(|e| {
            e.value
                .literal()
                .is_some_and(|v| v.eq_ignore_ascii_case(value))
        })
    };
    let off = says("enabled", "false") || says("status", "disabled");
    let resource = &entry.path[..resource(config, entry).min(path.len())];
    let inner = config.below(entry.document, resource);
    let written: Vec<&str> = inner.filter_map(|e| e.value.written()).collect();
    let text = format!("{} {} ", path.join(" "), written.join(" "));
    (off, text.to_lowercase())
}

/// How many parts of a path name the resource: a block of Terraform, a resource of CloudFormation, else the group.
fn resource(config: &Config, entry: &Entry) -> usize {
    match (config.format, entry.path.first().map(|p| &**p)) {
        (Format::Hcl, Some("module")) | (_, Some("Resources")) => 2,
        (Format::Hcl, _) => 3,
        _ => usize::MAX,
    }
}

/// The group that an entry is part of: a resource of Terraform, else what stands outermost.
fn group<'e>(config: &Config, entry: &'e Entry) -> &'e [Box<str>] {
    let depth = match (config.format, resource(config, entry)) {
        (Format::Hcl, depth) => depth,
        (Format::Json, usize::MAX) => 2,
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
