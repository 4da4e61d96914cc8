//! Quotes against the document.

use super::*;

fn check(quote: &str, document: Result<&str, &str>, expected: &[&str]) {
    let text = format!(
        "[policy]\nservice = 'x'\ntaxonomy = 'fideslang-3.1'\ndocument = 'docs/p.md'\n\
         [[commitment]]\nrule = 'tls-only'\nquote = {quote}\n"
    );
    let document = Document {
        file: None,
        text: document,
    };
    let (_, problems) = read(&text, "candor.toml", FileId(0), Some(document), known());
    assert_eq!(told(&problems), expected, "{quote}");
}

#[test]
fn quotes_must_stand_in_the_document() {
    let prose = "# Security\n\nData is **encrypted** in\ntransit. We don\u{2019}t sell it.\n";
    check("'Data is encrypted in transit.'", Ok(prose), &[]);
    check(
        "['Data is encrypted in transit.', \"We don't sell it.\"]",
        Ok(prose),
        &[],
    );
    check(
        "'Data is encrypted in flight.'",
        Ok(prose),
        &[
            "7: the quote does not stand in `docs/p.md` (quote the document word by word, such as `Data is encrypted in transit.`)",
        ],
    );
    check(
        "['Data is encrypted in transit.', 'Nothing like it']",
        Ok(prose),
        &[
            "7: the quote does not stand in `docs/p.md` (quote a sentence of the document word by word)",
        ],
    );
    check(
        "'x'",
        Err("no such file"),
        &[
            "4: the document `docs/p.md` cannot be read: no such file (write its path relative to the policy file, or leave `document` out)",
        ],
    );
}

#[test]
fn without_a_document_quotes_are_not_checked() {
    let (policy, problems) = read_text(
        "[policy]\nservice = 'x'\ntaxonomy = 'fideslang-3.1'\n[[commitment]]\nrule = 'tls-only'\nquote = 'x'\n",
    );
    assert_eq!(told(&problems), Vec::<String>::new());
    assert!(policy.is_some());
}
