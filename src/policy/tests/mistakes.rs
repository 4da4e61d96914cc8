//! Every class of mistake, with its line, its reason and its hint.

use super::*;

/// The problems of a policy that consists of a right head and these lines (the first is line 4).
pub(super) fn check(lines: &str, expected: &[&str]) {
    let text = format!("[policy]\nservice = \"x\"\ntaxonomy = \"fideslang-3.1\"\n{lines}\n");
    check_whole(&text, expected);
}

fn check_whole(text: &str, expected: &[&str]) {
    let (policy, problems) = read_text(text);
    assert_eq!(told(&problems), expected, "\n{text}");
    assert_eq!(policy.is_none(), problems.iter().any(|p| p.fatal), "{text}");
    places(text, &problems);
    lines_fit(text, &problems);
}

/// The problems of one commitment (its header is line 4).
pub(super) fn commitment(lines: &str, expected: &[&str]) {
    check(&format!("[[commitment]]\n{lines}"), expected);
}

/// The problems of tables beside one right commitment (the first line is line 6).
fn tables(lines: &str, expected: &[&str]) {
    check(
        &format!("[[commitment]]\nrule = \"tls-only\"\n{lines}"),
        expected,
    );
}

#[test]
fn the_head_is_checked() {
    let none = "~1: the policy makes no commitment, so nothing is judged (add a `[[commitment]]` for each promise)";
    check_whole(
        "",
        &[
            "1: the policy file lacks `[policy]` (begin the file with `[policy]` and the service's name)",
            none,
        ],
    );
    let whole = |head: &str, expected: &[&str]| {
        check_whole(
            &format!("{head}\n[[commitment]]\nrule = 'tls-only'\n"),
            expected,
        );
    };
    whole(
        "policy = 3",
        &["1: `[policy]`: expected a table, found an integer"],
    );
    whole(
        "[policy]",
        &["1: [policy] lacks `service` (name the service: `service = \"…\"`)"],
    );
    whole(
        "[policy]\nservice = 'x'",
        &[
            "~1: `[policy]` pins no taxonomy, so data keys are read as fideslang-3.1 (add `taxonomy = \"fideslang-3.1\"`)",
        ],
    );
    whole(
        "[policy]\nservice = 'x'\ntaxonomy = 'fideslang-2.0'",
        &[
            "3: taxonomy `fideslang-2.0` is not known to this version (write `taxonomy = \"fideslang-3.1\"`)",
        ],
    );
    let head = |line: &str, expected: &[&str]| {
        whole(
            &format!("[policy]\nservice = 'x'\ntaxonomy = 'fideslang-3.1'\n{line}"),
            expected,
        );
    };
    head(
        "servce = 'y'",
        &["4: unknown key `servce` in [policy] (did you mean `service`?)"],
    );
    head(
        "zzz = 'y'",
        &[
            "4: unknown key `zzz` in [policy] (use one of `service`, `document`, `effective`, `taxonomy`)",
        ],
    );
    head(
        "document = ['a.md']",
        &["4: `document`: expected a text, found a list"],
    );
    head("document = ' '", &["4: `document`: an empty text"]);
    head(
        "effective = '30.11.2025'",
        &["4: `30.11.2025` is no date (write the day as year, month and day: `2026-12-31`)"],
    );
    head(
        "effective = 2025-11-30T10:00:00",
        &[
            "4: `effective`: expected a day without a time (write the day as year, month and day: `2026-12-31`)",
        ],
    );
    head(
        "effective = 2025",
        &["4: `effective`: expected a date, found an integer"],
    );
}

#[test]
fn unknown_tables_are_told_with_what_was_meant() {
    tables(
        "[scam]",
        &["6: unknown table `scam` (did you mean `scan`?)"],
    );
    tables(
        "[recipients.a]\nhosts = ['a.b']",
        &["6: unknown table `recipients` (did you mean `recipient`?)"],
    );
    tables(
        "[[commitments]]",
        &["6: unknown table `commitments` (did you mean `commitment`?)"],
    );
    check(
        "[commitment]\nrule = 'tls-only'",
        &["4: `commitment` is one table, expected a list of tables (write `[[commitment]]`)"],
    );
    tables(
        "[scan]\ninclud = []",
        &["7: unknown key `includ` in [scan] (did you mean `include`?)"],
    );
    tables(
        "[scan]\ninclude = 3",
        &["7: `include`: expected a list of texts, found an integer"],
    );
    tables(
        "[scan]\ninclude = ['src/**', 3]",
        &["7: `include`: expected a list of texts, found an integer"],
    );
    tables(
        "[scan]\ntests = 'no'",
        &["7: `tests`: expected `true` or `false`, found a text"],
    );
    tables(
        "[scan]\nexclude = ['/src/**']",
        &[
            "7: `/src/**` matches nothing (write paths from the root of the tree, with `/`, such as `src/**`)",
        ],
    );
    tables(
        "[scan]\nexclude = ['src/[a']",
        &[
            "7: `src/[a` is no glob: unclosed character class; missing ']' (write `*` for a part of a name, `**` for any folders, `{a,b}` for either)",
        ],
    );
}

#[test]
fn declarations_are_checked() {
    tables(
        "[data.diary]\nnames = ['x']",
        &["6: [data.diary] lacks `key` (say which datum it is: `key = \"user.…\"`)"],
    );
    tables(
        "[data.diary]\nkey = 'user.contents.diary'",
        &["7: unknown data key `user.contents.diary` (did you mean `user.content`?)"],
    );
    tables(
        "[data.diary]\nkey = 'diary'",
        &[
            "7: unknown data key `diary` (use a key of the taxonomy, or declare one as `[data.name]` with `key = \"…\"`)",
        ],
    );
    tables(
        "[data.x]\nkey = 'email'\ntypes = ['a b']",
        &[
            "8: `a b` is no path to code: it holds a space (write it as in code, such as `crate::module::Type::method` or `name!`)",
        ],
    );
    tables(
        "[data.x]\nkey = 'email'\nname = ['a']",
        &["8: unknown key `name` in [data.x] (did you mean `names`?)"],
    );
    tables(
        "[recipient.'Acme OCR']\nhosts = ['a.b']",
        &["6: `Acme OCR` is no id: use lower-case letters, digits and `-` (write `acme-ocr`)"],
    );
    tables(
        "[recipient.acme]\nrole = 'procesor'\nhosts = ['a.b']",
        &["7: `role`: unknown value `procesor` (did you mean `processor`?)"],
    );
    tables(
        "[recipient.acme]\nrole = 'friend'\nhosts = ['a.b']",
        &[
            "7: `role`: unknown value `friend` (use one of `processor`, `controller`, `self-hosted`, `user-directed`, `tracker`)",
        ],
    );
    tables(
        "[recipient.acme]\nhosts = ['https://a.b/c']",
        &["7: `https://a.b/c` is an address, no host (write `a.b`)"],
    );
    tables(
        "[recipient.zeta]\nrole = 'tracker'",
        &[
            "~6: nothing tells when data goes to `zeta` (name its `hosts`, `crates`, `env` or `addresses`)",
        ],
    );
    tables(
        "[recipient.opnai]",
        &["~6: nothing tells when data goes to `opnai` (did you mean `openai`?)"],
    );
    tables("[recipient.openai]", &[]);
    tables(
        "[recipient.acme]\nhosts = ['a.b']\nreceives = ['emial']",
        &["8: unknown data key `emial` (did you mean `user.contact.email`?)"],
    );
    tables(
        "[gate.a]",
        &["6: [gate.a] lacks `when` (name what is checked: `when = [\"crate::…\"]`)"],
    );
    tables(
        "[gate.a]\nwhen = ['x']\ndefault = 'off'",
        &["8: `default`: expected `true` or `false`, found a text"],
    );
    tables(
        "[gate]\na = 3",
        &["7: `[gate.a]`: expected a table, found an integer"],
    );
    tables(
        "[action.a]\nis = ['x']",
        &[
            "6: [action.a] lacks `paths` (say what it stands for: `paths = [\"…\"]`)",
            "7: unknown key `is` in [action.a] (use one of `paths`)",
        ],
    );
    tables(
        "[store.a]\nis = 3",
        &["7: `is`: expected a list of texts, found an integer"],
    );
    tables(
        "[code]\nhash = ['a']",
        &["7: unknown key `hash` in [code] (did you mean `hashes`?)"],
    );
    tables(
        "[code]\nlogs = ['a::']",
        &[
            "7: `a::` is no path to code: a segment is empty (write it as in code, such as `crate::module::Type::method` or `name!`)",
        ],
    );
    tables(
        "[code]\nsources = { emial = ['a'] }",
        &["7: unknown data key `emial` (did you mean `user.contact.email`?)"],
    );
    tables(
        "[code]\nsources = ['a']",
        &["7: `sources`: expected a table, found a list"],
    );
}

#[test]
fn commitments_are_checked() {
    commitment(
        "id = 'a'",
        &[
            "4: [[commitment]] lacks `rule` (name the rule that checks it: `rule = \"never-logged\"`)",
        ],
    );
    commitment(
        "rule = 'never-loged'\ndata = ['email']",
        &["5: unknown rule `never-loged` (did you mean `never-logged`?)"],
    );
    commitment(
        "rule = 3",
        &["5: `rule`: expected a text, found an integer"],
    );
    commitment(
        "rule = 'never-logged'",
        &["4: [[commitment]] lacks `data` (say what: `never-logged` is about data)"],
    );
    commitment(
        "rule = 'never-logged'\ndata = []",
        &["6: `data`: an empty list (name the data that `never-logged` is about)"],
    );
    commitment(
        "rule = 'never-logged'\ndata = ['apikey']",
        &["6: unknown data key `apikey` (did you mean `user.authorization.credentials.api_key`?)"],
    );
    commitment(
        "rule = 'never-logged'\ndata = ['credentials']",
        &[
            "6: data key `credentials` is ambiguous (write one of `system.credentials`, `user.authorization.credentials`)",
        ],
    );
    commitment(
        "rule = 'never-logged'\ndata = [1]",
        &["6: `data`: expected a list of texts, found an integer"],
    );
    commitment(
        "rule = 'no-trackers'\ndata = ['email']",
        &["6: `no-trackers` takes no `data` (leave `data` out)"],
    );
    commitment(
        "rule = 'tls-only'\nseverity = 'fatal'",
        &["6: `severity`: unknown value `fatal` (use one of `error`, `warning`, `note`)"],
    );
    commitment(
        "rule = 'tls-only'\nseverity = 'waring'",
        &["6: `severity`: unknown value `waring` (did you mean `warning`?)"],
    );
    commitment(
        "rule = 'tls-only'\npaths = ['../a']",
        &[
            "6: `../a` matches nothing (write paths from the root of the tree, with `/`, such as `src/**`)",
        ],
    );
    commitment(
        "rule = 'tls-only'\nquote = true",
        &["6: `quote`: expected a list of texts, found a truth value"],
    );
    commitment(
        "rule = 'tls-only'\nid = 'TLS only'",
        &["6: `TLS only` is no id: use lower-case letters, digits and `-` (write `tls-only`)"],
    );
    commitment(
        "rule = 'tls-only'\nid = 'a'\n[[commitment]]\nrule = 'tls-only'\nid = 'a'",
        &["9: two commitments have the id `a` (give this one another id: the first is on line 6)"],
    );
    commitment(
        "rule = 'tls-only'\n[[commitment]]\nrule = 'tls-only'",
        &[
            "6: two commitments have the id `tls-only`, which is derived from rule and data (give this one an `id`: the first is on line 4)",
        ],
    );
    commitment(
        "rule = 'secrets-managed'\nid = 'tls-only'\n[[commitment]]\nrule = 'tls-only'",
        &[
            "7: two commitments have the id `tls-only`, which is derived from rule and data (give this one an `id`: the first is on line 6)",
        ],
    );
}

#[test]
fn exceptions_are_checked() {
    let exception = |lines: &str, expected: &[&str]| {
        commitment(
            &format!("rule = 'tls-only'\n[[exception]]\n{lines}"),
            expected,
        );
    };
    exception("commitment = 'tls-only'\nreason = 'r'", &[]);
    exception(
        "rule = 'never-logged'\nreason = 'r'\nuntil = '2026-12-31'",
        &[],
    );
    exception(
        "commitment = 'tls-only'",
        &["6: [[exception]] lacks `reason` (say why the breach is accepted: `reason = \"…\"`)"],
    );
    exception(
        "commitment = 'tls-only'\nreason = ' '",
        &["8: `reason`: an empty text"],
    );
    exception(
        "reason = 'r'",
        &["6: [[exception]] lacks `commitment` (name the `commitment` or the `rule` it is for)"],
    );
    exception(
        "commitment = 'tls-only'\nrule = 'tls-only'\nreason = 'r'",
        &["6: [[exception]] has both `commitment` and `rule` (keep the one it is for)"],
    );
    exception(
        "commitment = 'tls-onyl'\nreason = 'r'",
        &["7: unknown commitment `tls-onyl` (did you mean `tls-only`?)"],
    );
    exception(
        "rule = 'tls-onyl'\nreason = 'r'",
        &["7: unknown rule `tls-onyl` (did you mean `tls-only`?)"],
    );
    exception(
        "commitment = '*'\nreason = 'r'",
        &[
            "7: an exception cannot be for `*` (name one commitment or one rule: there are no wildcards)",
        ],
    );
    exception(
        "rule = 'never-*'\nreason = 'r'",
        &[
            "7: an exception cannot be for `never-*` (name one commitment or one rule: there are no wildcards)",
        ],
    );
    exception(
        "rule = 'tls-only'\nreason = 'r'\nuntil = 'soon'",
        &["9: `soon` is no date (write the day as year, month and day: `2026-12-31`)"],
    );
    exception(
        "rule = 'tls-only'\nreason = 'r'\npath = ['a']",
        &["9: unknown key `path` in [[exception]] (did you mean `paths`?)"],
    );
}

#[test]
fn mistakes_of_the_toml_do_not_hide_others() {
    commitment(
        "rule = 'tls-only'\nseverity = error\nid = 'A'",
        &[
            "6: not valid TOML: string values must be quoted, expected literal string",
            "7: `A` is no id: use lower-case letters, digits and `-` (write `a`)",
        ],
    );
    commitment(
        "rule = 'tls-only'\nrule = 'tls-only'",
        &["6: not valid TOML: duplicate key"],
    );
}

#[test]
fn hostile_texts_end_in_problems() {
    let deep = format!("a = {}", "[".repeat(50_000));
    let tables = "[[commitment]]\nrule = 'x'\n".repeat(2_000);
    for text in [
        "\0",
        "[",
        "]",
        "= 1",
        "a.b.c = 1\na.b = 2",
        "'\u{1f600}' = '\u{1f600}",
        &deep,
        &tables,
    ] {
        let (policy, problems) = read_text(text);
        assert!(policy.is_none());
        assert!(!problems.is_empty());
        lines_fit(text, &problems);
    }
}
