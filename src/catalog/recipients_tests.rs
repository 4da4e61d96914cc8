//! Tests of the recipients: the shipped files are right, and each index finds what it should.

use super::recipients::*;

fn id(found: Option<(&Service, HostKind)>) -> &str {
    found.map_or("", |(service, _)| service.id.as_str())
}

#[test]
fn the_shipped_files_are_right() {
    let (all, problems) = Recipients::load(crate::catalog::embedded::RECIPIENTS);
    assert_eq!(problems, Vec::new());
    assert!(all.services().len() > 1000);
    assert!(all.by_id("posthog").is_some());
}

#[test]
fn the_longest_host_on_label_boundaries_wins() {
    let all = Recipients::embedded();
    assert_eq!(id(all.by_host("eu.i.posthog.com")), "posthog");
    assert_eq!(
        id(all.by_host("www.googletagmanager.com/gtag/js?id=G-1")),
        "google-analytics"
    );
    assert_eq!(
        id(all.by_host("www.googletagmanager.com/gtm.js?id=GTM-1")),
        "google-tag-manager"
    );
    assert_eq!(
        id(all.by_host("stats.g.doubleclick.net:443/x")),
        "google-ads"
    );
    assert_eq!(id(all.by_host("notplausible.io")), "");
    assert_eq!(
        id(all.by_host("bedrock-runtime.eu-central-1.amazonaws.com")),
        "aws-bedrock"
    );
    assert_eq!(id(all.by_host("www.facebook.com/tr?id=1")), "meta-pixel");
    assert_eq!(id(all.by_host("www.facebook.com/acme")), "");
    assert_eq!(
        all.by_host("graph.facebook.com").map(|(_, kind)| kind),
        Some(HostKind::Shared)
    );
    assert_eq!(id(all.by_host("")), "");
}

#[test]
fn crates_packages_and_calls() {
    let all = Recipients::embedded();
    assert_eq!(
        all.by_crate("posthog_rs").map(|s| s.id.as_str()),
        Some("posthog")
    );
    assert_eq!(all.by_crate("lettre"), None);
    assert_eq!(
        all.by_js_package("@amplitude/analytics-browser/esm")
            .map(|s| s.id.as_str()),
        Some("amplitude")
    );
    assert_eq!(all.by_js_package("./posthog-js"), None);
    assert_eq!(
        all.by_call_shape("gtag('config'").map(|s| s.id.as_str()),
        Some("google-analytics")
    );
    assert_eq!(all.by_call_shape("ga"), None);
    assert_eq!(
        all.by_call_shape("ga('create'").map(|s| s.id.as_str()),
        Some("google-analytics")
    );
    assert_eq!(
        all.by_env("POSTHOG_API_KEY").map(|s| s.id.as_str()),
        Some("posthog")
    );
    assert_eq!(
        all.by_own_path("/_vercel/insights/script.js")
            .map(|s| s.id.as_str()),
        Some("vercel-analytics")
    );
}

#[test]
fn mistakes_are_told_and_the_rest_stays() {
    let (all, problems) = Recipients::load(&[
        (
            "a",
            "[x]\nhosts = [\"x.example\"]\nhots = []\n[y]\nclass = \"spy\"\n",
        ),
        (
            "third-party-web",
            "x = { name = \"X\", hosts = [\"x.example\", \"y.example\"] }",
        ),
        ("b", "[["),
    ]);
    assert_eq!(problems.len(), 3);
    assert_eq!(id(all.by_host("a.y.example")), "x");
    assert_eq!(all.services().len(), 2);
}
