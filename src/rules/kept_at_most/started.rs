//! Schedules outside of the program that start it: crontabs, `CronJob`s, timers, workflows.
//!
//! In: the configuration. Out: how often something starts the program, or that what did is switched off. A schedule that
//! runs another program, such as a backup, is none of these.

use super::schedule::{Running, Schedules};
use super::times::{calendar, cron_pause};
use crate::catalog::units;
use crate::parse::config::{Config, Entry, Format, Sort, Value};
use crate::source::{Kind, Role, SourceFile};
use crate::span::{FileId, Span};

impl Schedules<'_> {
    /// The schedule that starts the program most often.
    pub(super) fn outside(&self) -> Option<Running> {
        let mut suspended = None;
        let mut found: Option<(f64, Span)> = None;
        for (file, config) in &self.context.surroundings.configs {
            let source = self.context.sources.file(*file);
            if source.role != Role::Product {
                continue;
            }
            for entry in config.live() {
                let text = entry.value.literal().unwrap_or("");
                let timer = is_timer(entry);
                if entry.sort != Sort::Cron && !timer && source.kind != Kind::Crontab {
                    continue;
                }
                let pause = if timer {
                    calendar(text)
                } else {
                    cron_pause(text)
                };
                let Some(pause) = pause else { continue };
                if !self.starts_program(source, config, entry) {
                    continue;
                }
                let at = Span::new(*file, entry.key.start, entry.at.end);
                match switched_off(*file, config, entry) {
                    Some(off) => suspended = Some(off),
                    None if found.is_none_or(|(p, _)| pause < p) => found = Some((pause, at)),
                    None => {}
                }
            }
        }
        match (found, suspended) {
            (Some((pause, at)), _) => Some(Running::Again(Some(pause), at)),
            (None, Some(at)) => Some(Running::Suspended(at)),
            _ => None,
        }
    }

    /// The pause of the schedule that starts the program most often.
    pub(super) fn outside_pause(&self) -> Option<f64> {
        match self.outside() {
            Some(Running::Again(pause, _)) => pause,
            _ => None,
        }
    }

    /// How often something runs what stands at a place of a file: a schedule around it, or what names the file.
    pub(super) fn started(&self, file: FileId, at: usize, depth: u32) -> Running {
        let source = self.context.sources.file(file);
        let line = line_around(&source.text, at);
        let mut configs = self.context.surroundings.configs.iter();
        let config = configs.find(|(f, _)| *f == file).map(|(_, c)| c);
        let own = match (source.kind, config) {
            (Kind::Crontab, Some(_)) => cron_pause(&fields(line)).map(|p| (p, None)),
            (Kind::Yaml, Some(config)) => around(file, config, at),
            (Kind::Ini, _) => self.timer_of(source).map(|p| (p, None)),
            (Kind::Dockerfile, _) if line.contains("cron") => {
                let inner = line.split(['"', '\'']).nth(1).unwrap_or("");
                cron_pause(&fields(inner)).map(|p| (p, None))
            }
            _ => None,
        };
        let place = Span::new(file, at as u32, at as u32);
        match own.or_else(|| slept(&source.text).map(|p| (p, None))) {
            Some((_, Some(off))) => return Running::Suspended(off),
            Some((pause, None)) => return Running::Again(Some(pause), place),
            None => {}
        }
        let name = source.path.rsplit('/').next().unwrap_or(&source.path);
        let mut best = Running::Once;
        for (other, _) in self
            .context
            .surroundings
            .configs
            .iter()
            .filter(|_| depth < 3)
        {
            let of = self.context.sources.file(*other);
            if *other == file || of.role != Role::Product {
                continue;
            }
            for (found, _) in of.text.match_indices(name) {
                let line = line_around(&of.text, found).trim_start();
                if line.starts_with(['#', ';']) || line.starts_with("//") {
                    continue;
                }
                match self.started(*other, found, depth + 1) {
                    again @ Running::Again(..) => return again,
                    off @ Running::Suspended(_) => best = off,
                    _ => {}
                }
            }
        }
        best
    }

    /// The pause of the timer that starts a unit.
    fn timer_of(&self, service: &SourceFile) -> Option<f64> {
        let stem = service.path.strip_suffix(".service")?;
        let mut configs = self.context.surroundings.configs.iter();
        let (_, config) = configs.find(|(f, _)| {
            let path = &self.context.sources.file(*f).path;
            path.strip_suffix(".timer") == Some(stem)
        })?;
        let timers = config.live().filter(|e| is_timer(e));
        timers
            .filter_map(|e| calendar(e.value.literal()?))
            .reduce(f64::min)
    }

    /// Whether what a schedule runs is this program, as far as its command can be read.
    fn starts_program(&self, source: &SourceFile, config: &Config, entry: &Entry) -> bool {
        let told = self.words.schedule.tells.iter();
        let command = match source.kind {
            // Workflows mostly build and test; one that runs the service says what it does.
            _ if source.path.starts_with(".github/") => {
                return told.into_iter().any(|w| source.text.contains(w.as_str()));
            }
            Kind::Crontab => line_of(&source.text, entry.at.end as usize).to_owned(),
            Kind::Yaml => written(config, entry.document),
            Kind::Ini => match self.service_of(source) {
                Some(text) => text,
                None => return true,
            },
            // A platform's own configuration starts the program that it stands beside; in any other file a schedule
            // is a setting, which the code is looked through for.
            _ => {
                let name = source.path.rsplit('/').next().unwrap_or("");
                let stem = name.split('.').next().unwrap_or("");
                return self.words.schedule.platforms.iter().any(|p| p == stem);
            }
        };
        let command = command.to_lowercase();
        let blank = command.trim().is_empty() || command.contains("{{") || command.contains("${");
        blank
            || self.own_names().any(|name| holds_word(&command, &name))
            || told.into_iter().any(|w| command.contains(w.as_str()))
    }

    /// What the unit that a timer starts says: the one of the same name.
    fn service_of(&self, timer: &SourceFile) -> Option<String> {
        let stem = timer.path.strip_suffix(".timer")?;
        let mut configs = self.context.surroundings.configs.iter();
        let (_, config) = configs.find(|(f, _)| {
            let path = &self.context.sources.file(*f).path;
            path.strip_suffix(".service") == Some(stem)
        })?;
        Some(written(config, 0))
    }

    /// The names of the service and its crates, lower case.
    fn own_names(&self) -> impl Iterator<Item = String> {
        let manifests = self.context.surroundings.manifests.iter();
        let crates = manifests.filter_map(|(_, m)| m.name.as_deref());
        let service = self.context.policy.service.as_str();
        let all = crates.chain([service, "cargo"]);
        all.filter(|n| n.len() > 1)
            .map(str::to_lowercase)
            .collect::<Vec<_>>()
            .into_iter()
    }
}

/// Where a schedule is switched off, in its own document.
fn switched_off(file: FileId, config: &Config, entry: &Entry) -> Option<Span> {
    let off = config.live().find(|e| {
        e.document == entry.document && e.name() == "suspend" && e.value == Value::Bool(true)
    })?;
    Some(Span::new(file, off.key.start, off.at.end))
}

fn is_timer(entry: &Entry) -> bool {
    ["OnCalendar", "OnUnitActiveSec"].contains(&entry.name())
}

/// The schedule of the document that a place stands in, and where it is switched off.
fn around(file: FileId, config: &Config, at: usize) -> Option<(f64, Option<Span>)> {
    let holds = |e: &&Entry| e.key.start as usize <= at && at <= e.at.end as usize;
    let inner = config.live().filter(holds).last()?;
    let mut schedules = config
        .live()
        .filter(|e| e.document == inner.document && e.sort == Sort::Cron);
    schedules.find_map(|e| {
        let pause = cron_pause(e.value.literal()?)?;
        Some((pause, switched_off(file, config, e)))
    })
}

/// What a line begins with: the fields of a schedule.
fn fields(line: &str) -> String {
    let count = if line.trim_start().starts_with('@') {
        1
    } else {
        5
    };
    let fields: Vec<&str> = line.split_whitespace().take(count).collect();
    fields.join(" ")
}

/// How long a script sleeps that runs for ever: `while true; do …; sleep 86400; done`.
fn slept(text: &str) -> Option<f64> {
    let (_, body) = text.split_once("while ")?;
    let (_, behind) = body.split_once("sleep ")?;
    let word = behind.split([' ', '\n', ';', '"', '\'']).next()?;
    let seconds = word.parse::<f64>().ok().map(|s| s * 1000.0);
    seconds.or_else(|| units::milliseconds(word))
}

/// The line that a place stands in.
fn line_around(text: &str, at: usize) -> &str {
    let start = text
        .get(..at)
        .and_then(|t| t.rfind('\n'))
        .map_or(0, |n| n + 1);
    line_of(text, start)
}

/// The rest of a line.
fn line_of(text: &str, from: usize) -> &str {
    let rest = text.get(from..).unwrap_or("");
    rest.split('\n').next().unwrap_or("")
}

/// The commands, images and names that a document writes down.
fn written(config: &Config, document: u32) -> String {
    let entries = config.live().filter(|e| e.document == document);
    let lines = config.format == Format::Ini;
    let tells = |e: &&Entry| {
        let on_the_way = |name: &str| e.path.iter().any(|p| &**p == name);
        lines
            || ["command", "args", "image", "name", "run"]
                .iter()
                .any(|n| on_the_way(n))
    };
    let values = entries.filter(tells).filter_map(|e| e.value.written());
    values.collect::<Vec<_>>().join(" ")
}

/// Whether a name stands in a text as a word of its own, spelled with `-` or `_`.
pub(super) fn holds_word(text: &str, name: &str) -> bool {
    let dashed = |t: &str| t.replace('_', "-");
    let (text, name) = (dashed(text), dashed(name));
    let inner = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text.match_indices(&name).any(|(at, _)| {
        let before = text.get(..at).and_then(|t| t.chars().next_back());
        let after = text.get(at + name.len()..).and_then(|t| t.chars().next());
        !inner(before) && !inner(after)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_whole_words() {
        assert!(holds_word("/usr/bin/my-shop purge", "my_shop"));
        assert!(holds_word("registry.example/shop:1", "shop"));
        assert!(!holds_word("registry.example/workshop:1", "shop"));
        assert_eq!(line_of("0 3 * * * shop purge\nx", 9), " shop purge");
    }
}
