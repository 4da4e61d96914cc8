//! Tests of quotes and sentences.

use super::*;

/// The quote is found in the document, and what stands there.
fn check(document: &str, format: Format, quote: &str, expected: Option<&str>) {
    let found = find_quote(&prose(document, format), quote);
    let found = found.map(|range| document.get(range).expect("a range on characters"));
    assert_eq!(found, expected, "{quote:?} in {document:?}");
}

#[test]
fn white_space_and_typography_make_no_difference() {
    let check = |document, quote, expected| check(document, Format::Plain, quote, expected);
    check(
        "We keep\n   nothing.",
        "We keep nothing.",
        Some("We keep\n   nothing."),
    );
    check(
        "We keep\r\nnothing.",
        "keep  nothing.",
        Some("keep\r\nnothing."),
    );
    check(
        "We don\u{2019}t \u{201c}sell\u{201d} it",
        "don't \"sell\"",
        Some("don\u{2019}t \u{201c}sell\u{201d}"),
    );
    check(
        "kept 30\u{a0}days \u{2013} at most\u{2026}",
        "30 days - at most...",
        Some("30\u{a0}days \u{2013} at most\u{2026}"),
    );
    check("pass\u{ad}words", "passwords", Some("pass\u{ad}words"));
    check("a plain one", "30\u{2011}day", None);
    check("We keep nothing.", "we keep nothing.", None);
    check("We keep nothing.", "", None);
    check("We keep nothing.", " \u{ad}", None);
    check("", "x", None);
    check("  äöü  ", "öü", Some("öü"));
}

#[test]
fn markdown_is_read_as_text() {
    let check = |document, quote, expected| check(document, Format::Markdown, quote, expected);
    check(
        "API keys are **stored\nhashed**.",
        "API keys are stored hashed.",
        Some("API keys are **stored\nhashed**."),
    );
    check(
        "see [our *list*](https://x.y) of `keys`",
        "see our list of keys",
        Some("see [our *list*](https://x.y) of `keys"),
    );
    check(
        "We collect:\n\n- your e-mail\n- your name\n",
        "We collect: your e-mail your name",
        Some("We collect:\n\n- your e-mail\n- your name"),
    );
    check(
        "| data | period |\n|---|---|\n| logs | 30 days |\n",
        "logs 30 days",
        Some("logs | 30 days"),
    );
    check("a &amp; b &copy; c", "a & b", Some("a &amp; b"));
    check("a &amp; b &copy; c", "c", Some("c"));
    check("1\\. not a list", "1. not a list", Some("1\\. not a list"));
    check("---\ntitle: Policy\n---\nText", "title: Policy", None);
    check(
        "x<br>y <!-- hidden --> z",
        "x y z",
        Some("x<br>y <!-- hidden --> z"),
    );
    check(
        "<div>\n<!-- no\nno -->\n<p>in a box</p>\n</div>\n\nafter",
        "in a box after",
        Some("in a box</p>\n</div>\n\nafter"),
    );
    check("# Head\n\nBody", "Head Body", Some("Head\n\nBody"));
    check(
        "We keep **nothing**.",
        "We keep **nothing**.",
        Some("We keep **nothing**."),
    );
    check(
        "a\n\n> quoted\n> text\n",
        "quoted text",
        Some("quoted\n> text"),
    );
}

#[test]
fn html_is_read_as_text() {
    let check = |document, quote, expected| check(document, Format::Html, quote, expected);
    check(
        "<p>We <b>never</b> sell&nbsp;it.</p>",
        "We never sell it.",
        Some("We <b>never</b> sell&nbsp;it."),
    );
    check(
        "<li>one</li><li>two</li>",
        "one two",
        Some("one</li><li>two"),
    );
    check(
        "<script>var x = 'We never sell it';</script>",
        "We never sell it",
        None,
    );
    check("<style>p { }</style><p>after</p>", "after", Some("after"));
    check(
        "a &mdash; b &hellip; &unknown; &#8217;s",
        "a - b ... &unknown; 's",
        Some("a &mdash; b &hellip; &unknown; &#8217;s"),
    );
    check("<p>caf&eacute; ä</p>", "café ä", Some("caf&eacute; ä"));
    check("<p>not closed", "not closed", Some("not closed"));
    check("\u{feff}<p>x</p>", "x", Some("x"));
}

#[test]
fn sentences_end_at_stops_and_blocks() {
    let check = |document: &str, expected: &[&str]| {
        let read = prose(document, Format::Markdown);
        let found: Vec<String> = sentences(&read).into_iter().map(|s| s.text).collect();
        assert_eq!(found, expected);
    };
    check(
        "# Logs\n\nWe log little, e.g. IPs. We delete it after 30 days! Why?\n\n- one\n- two. Three\n",
        &[
            "Logs",
            "We log little, e.g. IPs.",
            "We delete it after 30 days!",
            "Why?",
            "one",
            "two.",
            "Three",
        ],
    );
    check(
        "We use v1.2 of it. \"Quoted.\" (Next one.) 3 more.",
        &[
            "We use v1.2 of it.",
            "\"Quoted.\"",
            "(Next one.)",
            "3 more.",
        ],
    );
    check("---\n\n***", &[]);
}

#[test]
fn the_closest_sentence_shares_most_words() {
    let read = prose(
        "We keep logs. API keys are stored as a hash. Bye.",
        Format::Plain,
    );
    let near = |quote| closest_sentence(&read, quote).map(|s| s.text);
    assert_eq!(
        near("API keys are stored hashed.").as_deref(),
        Some("API keys are stored as a hash.")
    );
    assert_eq!(near("Nothing of the sort"), None);
    assert_eq!(near(""), None);
}

#[test]
fn formats_are_told_by_ending() {
    assert_eq!(Format::of("docs/Privacy.MD"), Format::Markdown);
    assert_eq!(Format::of("a.htm"), Format::Html);
    assert_eq!(Format::of("a.txt"), Format::Plain);
    assert_eq!(Format::of("a"), Format::Plain);
}
