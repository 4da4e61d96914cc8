//! The texts of `rules/surroundings/`, by topic.

/// The text of a topic; empty if there is none of that name.
pub(super) fn file(topic: &str) -> &'static str {
    let files = super::embedded::SURROUNDINGS;
    files
        .iter()
        .find(|(name, _)| *name == topic)
        .map_or("", |(_, text)| text)
}
