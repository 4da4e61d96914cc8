//! Whole files that stand inside of a configuration file: the data of a ConfigMap, configs of compose, files of
//! cloud-init.
//!
//! In: a YAML file and what was read of it. Out: what each file inside says, its places those of the outer file. Only
//! literal blocks (`|`) are read, whose lines stand in the text as they are; of a text written otherwise the places
//! would be wrong, and it stays one value.

use crate::parse::Range;
use crate::parse::config::{self, Config, Entry, Format, Value};
use crate::source::kind_of;

/// How much text files inside may be together, so that a file of files costs no more than twice.
const MOST: usize = 2_000_000;

/// Keys of a text whose file is named beside it.
const CONTENT: [&str; 2] = ["content", "contents"];

/// Reads the files inside of one; their entries are taken out of the outer one.
pub(super) fn read(text: &str, outer: &mut Config) -> Vec<Config> {
    if outer.format != Format::Yaml || !text.contains(": |") {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut left = MOST;
    for i in 0..outer.entries.len() {
        let entry = &outer.entries[i];
        let Some((format, inside)) = file(text, outer, entry).filter(|(_, r)| r.len() <= left)
        else {
            continue;
        };
        left -= inside.len();
        let mut config = config::read(format, text.get(inside.clone()).unwrap_or(""));
        if config.entries.is_empty() {
            continue;
        }
        moved(&mut config, inside.start as u32);
        found.push(config);
        outer.entries[i].value = Value::Group;
    }
    found
}

/// How the file that an entry holds is written, and where its lines stand.
fn file(text: &str, outer: &Config, entry: &Entry) -> Option<(Format, std::ops::Range<usize>)> {
    if entry.commented || !matches!(&entry.value, Value::Text(t) if t.contains('\n')) {
        return None;
    }
    let name = if CONTENT.contains(&entry.name()) {
        let parent = entry.path.get(..entry.path.len().checked_sub(1)?)?;
        let beside = outer.entries.iter().filter(|e| {
            e.document == entry.document
                && e.path.len() == entry.path.len()
                && e.path.starts_with(parent)
        });
        let mut names = beside.filter(|e| ["path", "target", "name"].contains(&e.name()));
        names.find_map(|e| e.value.literal())?
    } else {
        entry.name()
    };
    let format = super::surroundings::format_of(kind_of(name)?)?;
    // A script or a page inside of a file is a command of it already.
    if matches!(format, Format::Shell | Format::Dockerfile) {
        return None;
    }
    let (start, end) = (entry.at.start as usize, entry.at.end as usize);
    let raw = text.get(start..end)?;
    let body = match raw.strip_prefix('|') {
        Some(_) => start + raw.find('\n')? + 1,
        // The place may be that of the lines themselves.
        None if text
            .get(..start)?
            .trim_end()
            .rsplit('\n')
            .next()?
            .contains('|') =>
        {
            text.get(..start)?.rfind('\n')? + 1
        }
        None => return None,
    };
    (body < end).then_some((format, body..end))
}

/// Moves all places by where the file inside begins.
fn moved(config: &mut Config, by: u32) {
    let shift = |range: &mut Range| {
        range.start += by;
        range.end += by;
    };
    for entry in &mut config.entries {
        shift(&mut entry.key);
        shift(&mut entry.at);
    }
    // A fault inside is none of the outer file's.
    config.faults.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAP: &str = "kind: ConfigMap\ndata:\n  LEVEL: info\n  loki.yaml: |\n    limits_config:\n      retention_period: 90d\n  \
        app.toml: |-\n    [log]\n    days = 9\n  note.txt: |\n    days: 3\n  quoted.yaml: \"a: 1\\nb: 2\\n\"\n---\n\
        write_files:\n  - path: /etc/logrotate.d/shop.logrotate\n    content: |\n      /var/log/a {\n        daily\n        rotate 5\n      }\n";

    #[test]
    fn files_inside_keep_their_places() {
        let mut outer = config::read(Format::Yaml, MAP);
        let inner = read(MAP, &mut outer);
        let told: Vec<(Format, &str, &str)> = inner
            .iter()
            .flat_map(|c| c.entries.iter().map(move |e| (c.format, e)))
            .filter(|(_, e)| e.value != Value::Group)
            .map(|(f, e)| {
                let part = |r: Range| MAP.get(r.start as usize..r.end as usize).unwrap_or("");
                (f, part(e.key), part(e.at))
            })
            .collect();
        let expect = [
            (Format::Yaml, "retention_period", "90d"),
            (Format::Toml, "days", "9"),
            (Format::Logrotate, "daily", ""),
            (Format::Logrotate, "rotate", "5"),
        ];
        for wanted in expect {
            let found = told
                .iter()
                .any(|(f, k, v)| (*f, *k) == (wanted.0, wanted.1) && v.contains(wanted.2));
            assert!(found, "{wanted:?} in {told:?}");
        }
        assert!(
            !told.iter().any(|(_, k, _)| ["a", "b"].contains(k)),
            "{told:?}"
        );
    }

    #[test]
    fn odd_texts_hold_no_files() {
        for text in [
            "",
            "a.toml: |",
            "a.toml: |\n",
            "data:\n  a.toml: |\n   é",
            "a.yaml: >\n  b: 1\n  c: 2\n",
            "- content: |\n    a\n    b\n",
        ] {
            let mut outer = config::read(Format::Yaml, text);
            let _ = read(text, &mut outer);
        }
    }
}
