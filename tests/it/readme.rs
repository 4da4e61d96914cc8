//! The documents say what the program says: the table of rules, the finding shown, the policy file, the files named.
//!
//! In: README.md and its neighbours. Out: nothing but failures. `UPDATE=1 cargo test readme` writes the README anew.

use std::fmt::Write as _;
use std::sync::Mutex;
use std::{env, fs};

use candor::catalog;

use crate::repository::{repository, run_in};

/// Tests run side by side, and two of them write the file on `UPDATE=1`.
static WRITING: Mutex<()> = Mutex::new(());

fn readme() -> String {
    fs::read_to_string(repository().join("README.md")).expect("README.md can be read")
}

/// The table of rules as the pages have it.
fn table() -> String {
    let mut table = "| rule | promise | judged |\n|---|---|---|\n".to_owned();
    for page in catalog::pages() {
        let judged = if page.judged { "yes" } else { "not yet" };
        let _ = writeln!(
            table,
            "| [`{id}`](rules/{id}.md) | {} | {judged} |",
            page.promise,
            id = page.id
        );
    }
    table
}

/// What stands between two lines, the first that contains `open` and the next that contains `close`.
fn between<'a>(text: &'a str, open: &str, close: &str) -> &'a str {
    let from = text.find(open).expect("the opening stands in the README");
    let from = from + text[from..].find('\n').map_or(0, |i| i + 1);
    let to = text[from..]
        .find(close)
        .expect("the closing stands in the README");
    &text[from..from + to]
}

#[test]
fn the_table_of_rules_is_that_of_the_pages() {
    let _writing = WRITING.lock();
    let text = readme();
    let shown = between(&text, "<!-- rules:", "<!-- /rules -->");
    if env::var_os("UPDATE").is_some() {
        let updated = text.replace(shown, &table());
        fs::write(repository().join("README.md"), updated).expect("README.md can be written");
        return;
    }
    assert_eq!(shown, table(), "run `UPDATE=1 cargo test readme`");
}

/// What candor prints of the fixture: one text a finding, the summary last.
fn printed() -> Vec<String> {
    let output = run_in(
        repository(),
        &[
            "check",
            "fixtures/luntrex/bad",
            "--format",
            "rich",
            "--color",
            "never",
        ],
    );
    let text = String::from_utf8_lossy(&output.stdout).replace("\r\n", "\n");
    text.split("\n\n")
        .map(|part| format!("{}\n", part.trim_end()))
        .collect()
}

/// The output that a sample stands for: the finding with the same headline in the same file, or the summary.
fn original<'p>(sample: &str, printed: &'p [String]) -> Option<&'p str> {
    let file = |text: &str| Some(text.lines().nth(1)?.split(':').next()?.trim().to_owned());
    let same =
        |part: &&String| part.lines().next() == sample.lines().next() && file(part) == file(sample);
    let summary = printed.last().filter(|_| sample.lines().count() == 1);
    printed.iter().find(same).or(summary).map(String::as_str)
}

#[test]
fn what_is_shown_is_really_printed() {
    let _writing = WRITING.lock();
    let mut text = readme();
    let printed = printed();
    let samples: Vec<String> = text
        .split("```text\n")
        .skip(1)
        .filter_map(|s| s.split("```").next().map(str::to_owned))
        .collect();
    for sample in samples {
        let original = original(&sample, &printed);
        let original = original.expect("the finding shown in the README is still found");
        if env::var_os("UPDATE").is_some() {
            text = text.replace(&sample, original);
        } else {
            // How many findings there are is for the fixture's own test to say.
            let shape = |text: &str| text.replace(|c: char| c.is_ascii_digit(), "");
            let single = sample.lines().count() == 1;
            assert!(
                sample == original || single && shape(&sample) == shape(original),
                "the README shows\n{sample}\ninstead of\n{original}\nrun `UPDATE=1 cargo test readme`"
            );
        }
    }
    if env::var_os("UPDATE").is_some() {
        fs::write(repository().join("README.md"), text).expect("README.md can be written");
    }
}

/// Code spans that name a file: with a `/` and an ending, without a placeholder.
fn named_files(text: &str) -> impl Iterator<Item = &str> {
    let spans = text.split('`').skip(1).step_by(2);
    spans.filter(|s| {
        s.contains('/')
            && !s.contains(|c: char| c.is_whitespace() || "<>*:=".contains(c))
            && [".rs", ".md", ".toml"].iter().any(|end| s.ends_with(end))
    })
}

#[test]
fn files_that_documents_name_are_there() {
    for document in ["ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"] {
        let text = fs::read_to_string(repository().join(document)).expect("it can be read");
        for name in named_files(&text) {
            let there = ["", "src"]
                .iter()
                .any(|folder| repository().join(folder).join(name).is_file());
            assert!(there, "{document} names `{name}`, which is not there");
        }
    }
}

#[test]
fn the_policy_file_shown_is_right() {
    let text = readme();
    let shown = between(&text, "```toml\n[policy]", "```");
    let shown = shown.replace("document = \"docs/privacy.md\"", "");
    let taxonomy = catalog::taxonomy();
    let known = candor::policy::Known {
        taxonomy,
        recipients: &[],
    };
    let file = candor::span::FileId(0);
    let (_, problems) = candor::policy::read(&shown, "candor.toml", file, None, known);
    assert!(problems.is_empty(), "{problems:#?}");
}
