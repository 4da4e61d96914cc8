//! Every class of mistake, with its place, its reason and its hint.

use super::*;

/// The problems of a policy that consists of a right head and these lines (the first is line 4).
fn check(lines: &str, expected: &[&str]) {
    let text = format!("[policy]\nservice = \"x\"\ntaxonomy = \"fideslang-3.1\"\n{lines}\n");
    check_whole(&text, expected);
}

fn check_whole(text: &str, expected: &[&str]) {
    let (policy, problems) = read_text(text);
    assert_eq!(told(&problems), expected, "{text}");
    assert_eq!(policy.is_none(), problems.iter().any(|p| p.fatal), "{text}");
    places(text, &problems);
    lines_fit(text, &problems);
}

/// The problems of one commitment (its header is line 4).
fn commitment(lines: &str, expected: &[&str]) {
    check(&format!("[[commitment]]\n{lines}"), expected);
}
#[test]
fn probe() {
    commitment("rule = 'never-logd'\ndata = ['emial']", &[]);
}
